//! A service over a quick maker, and forms to send it.

#![expect(unreachable_pub, clippy::unwrap_used, reason = "a module of one test")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, Method, Request, StatusCode, header};
use catalog::Words;
use fitting::{Artefact, Early, FittingError, Listener, Order, Progress, Stage};
use http_body_util::BodyExt;
use pose::{Reason, Ruling, Verdict, View};
use serde_json::Value;
use server::{ChoiceInfo, GarmentInfo, LaneConfig, Maker, OptionInfo, State, app};
use tower::ServiceExt;

/// The first bytes of a PNG: the form looks no further.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand so on";

/// What the maker does with each fitting.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Makes it at once.
    Make,
    /// Refuses the photo.
    Refuse,
    /// Breaks down.
    Panic,
    /// Goes on until it is called off.
    Hold,
}

pub struct Quick {
    step: Step,
    made: AtomicUsize,
    called_off: AtomicUsize,
    forgot: AtomicUsize,
    order: Mutex<Option<Order>>,
    words: Words,
}

impl Quick {
    pub fn made(&self) -> usize {
        self.made.load(Ordering::SeqCst)
    }

    pub fn forgot(&self) -> usize {
        self.forgot.load(Ordering::SeqCst)
    }

    pub fn last_order(&self) -> Order {
        self.order.lock().unwrap().clone().unwrap()
    }

    pub fn wait_until_called_off(&self, count: usize) {
        let start = Instant::now();
        while self.called_off.load(Ordering::SeqCst) < count {
            assert!(start.elapsed() < Duration::from_secs(20), "still going on");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Maker for Quick {
    fn words(&self) -> &Words {
        &self.words
    }

    fn garments(&self) -> Vec<GarmentInfo> {
        let names = |en: &str| BTreeMap::from([("en", en.to_owned())]);
        vec![GarmentInfo {
            id: "chuba-women-sleeveless".into(),
            names: names("Chuba"),
            blurb: names("A chuba."),
            confidence: "derived".into(),
            options: vec![OptionInfo {
                key: "hem_drop".into(),
                names: names("Hem"),
                default: -1.0,
                min: -8.0,
                max: 2.0,
                step: 0.5,
                unit: "cm".into(),
            }],
            styles: vec![ChoiceInfo { id: "both".into(), names: names("Both sleeves on") }],
            worn_with: Vec::new(),
            colourways: vec![ChoiceInfo { id: "indigo".into(), names: names("Indigo") }],
            cloths: vec![ChoiceInfo { id: "twill-blue".into(), names: names("Blue twill") }],
        }]
    }

    fn make(
        &self,
        request: &fitting::Request,
        listener: &mut Listener<'_>,
    ) -> Result<BTreeMap<Artefact, Vec<u8>>, FittingError> {
        self.made.fetch_add(1, Ordering::SeqCst);
        *self.order.lock().unwrap() = Some(request.order.clone());
        match self.step {
            Step::Make => {
                let picture = format!("picture of {}", request.order.garment).into_bytes();
                let report = br#"{"grade": "a"}"#.to_vec();
                Ok([(Artefact::TryOn, picture), (Artefact::Fitting, report)].into())
            }
            Step::Refuse => Err(FittingError::Refused {
                view: View::Front,
                verdict: Verdict { ruling: Ruling::Refuse, reasons: vec![Reason::BodyCutOff] },
            }),
            Step::Panic => panic!("as asked"),
            Step::Hold => {
                let png = b"first look".as_slice().into();
                let early = Some(Early { name: Early::PREVIEW, png });
                let half = Progress { early, ..Progress::of(Stage::Drape, 0.5) };
                while listener(half.clone()).is_continue() {
                    std::thread::sleep(Duration::from_millis(2));
                }
                self.called_off.fetch_add(1, Ordering::SeqCst);
                Err(FittingError::Cancelled)
            }
        }
    }

    fn forget(&self) {
        self.forgot.fetch_add(1, Ordering::SeqCst);
    }

    fn sweep(&self) {}
}

pub struct Service {
    pub maker: Arc<Quick>,
    router: Router,
}

pub struct Answer {
    pub status: StatusCode,
    pub json: Value,
    pub bytes: Vec<u8>,
    headers: HeaderMap,
}

impl Answer {
    pub fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

impl Service {
    pub fn quick() -> Self {
        Self::with(LaneConfig::default(), Step::Make)
    }

    pub fn with(config: LaneConfig, step: Step) -> Self {
        let maker = Arc::new(Quick {
            step,
            made: AtomicUsize::new(0),
            called_off: AtomicUsize::new(0),
            forgot: AtomicUsize::new(0),
            order: Mutex::new(None),
            words: seed_words(),
        });
        let shared: Arc<dyn Maker> = maker.clone();
        let router = app(State::new(shared, config).unwrap());
        Self { maker, router }
    }

    pub async fn post(&self, form: &Form, language: &str) -> Answer {
        let request = Request::post("/v1/fittings")
            .header(header::ACCEPT_LANGUAGE, language)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=stitch")
            .body(Body::from(form.bytes()))
            .unwrap();
        self.answer(request).await
    }

    pub async fn get(&self, path: &str, language: &str) -> Answer {
        self.send(Method::GET, path, language).await
    }

    pub async fn send(&self, method: Method, path: &str, language: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::ACCEPT_LANGUAGE, language)
            .body(Body::empty())
            .unwrap();
        self.answer(request).await
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, json, bytes, headers: parts.headers }
    }

    /// Asks until the fitting stands as said, and gives what it then says.
    pub async fn wait_for(&self, id: &str, state: &str) -> Value {
        let start = Instant::now();
        loop {
            let told = self.get(&format!("/v1/fittings/{id}"), "en").await;
            if told.json["state"] == state {
                return told.json;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "{}", told.json);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// The words a shop starts with.
fn seed_words() -> Words {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/words");
    let mut files = Vec::new();
    for language in ["zh", "bo", "en"] {
        for entry in std::fs::read_dir(root.join(language)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            files.push((path.to_str().unwrap().to_owned(), bytes));
        }
    }
    Words::from_files(files.iter().map(|(p, b)| (p.as_str(), b.as_slice()))).unwrap()
}

/// A multipart form.
#[derive(Clone, Default)]
pub struct Form(Vec<(String, Option<&'static str>, Vec<u8>)>);

impl Form {
    /// Everything that is needed.
    pub fn whole() -> Self {
        Self::default()
            .file("front", PNG)
            .text("stature_mm", "1680")
            .text("garment", "chuba-women-sleeveless")
    }

    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), None, value.as_bytes().to_vec()));
        self
    }

    pub fn file(mut self, name: &str, bytes: &[u8]) -> Self {
        self.0.push((name.to_owned(), Some("photo"), bytes.to_vec()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(n, _, _)| n != name);
        self
    }

    pub fn set(self, name: &str, value: &str) -> Self {
        self.without(name).text(name, value)
    }

    fn bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, file, bytes) in &self.0 {
            let mut head = format!("--stitch\r\nContent-Disposition: form-data; name=\"{name}\"");
            if let Some(file) = file {
                let _ = write!(head, "; filename=\"{file}\"\r\nContent-Type: image/png");
            }
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(b"\r\n\r\n");
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--stitch--\r\n");
        body
    }
}
