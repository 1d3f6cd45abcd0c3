//! The engine: everything a fitting needs, loaded once.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use body::BodyModel;
use catalog::Catalog;
use gpu::{Choice, Gpu};
use measure::{Measurements, Size};
use pattern::Pattern;
use pose::{Detector, Models, Runtime};
use render::Renderer;
use sheet::Fonts;

use crate::assets::Assets;
use crate::drapes::Drapes;
use crate::dress::{Piece, Worn};
use crate::outfit::{Outfit, Wanted, no_style};
use crate::report::{DrapeSummary, FitSummary, Report, StageTime};
use crate::{
    Artefact, Early, Fitting, FittingError, Listener, Measured, Order, Progress, Request, Stage,
    Subject, fit_picture, hash, look, papers, person, pictures, stamp,
};

/// Libraries that are loaded at run time.
#[derive(Clone, Debug)]
pub struct Libraries {
    /// ONNX Runtime, version 1.28 at the most.
    pub onnxruntime: PathBuf,
}

impl Libraries {
    /// The libraries where `tools/setup` puts them: in the user's cache folder.
    pub fn in_cache() -> Self {
        let cache = std::env::var_os("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache")))
            .unwrap_or_default();
        let onnxruntime = cache.join("namza/onnxruntime-1.28.0/libonnxruntime.so.1.28.0");
        Self { onnxruntime }
    }
}

/// Makes fittings.
///
/// Models, library and adapter are taken up when they are first needed, so that a pattern can be
/// drafted on a machine without either. One engine may be used from several threads; reading a
/// photo and drawing a picture are each done by one thread at a time.
pub struct Engine {
    assets: Assets,
    libraries: Libraries,
    catalog: Catalog,
    model: OnceLock<BodyModel>,
    fonts: OnceLock<Fonts>,
    detector: Mutex<Option<Detector>>,
    renderer: Mutex<Option<Renderer>>,
    pub(crate) drapes: Drapes,
    pub(crate) coarse: bool,
}

impl Engine {
    /// Opens the engine over a folder with `models` and `seeds`.
    ///
    /// # Errors
    ///
    /// [`FittingError::Asset`] when the catalogue cannot be read; everything wrong with it is
    /// listed.
    pub fn open(home: &Path, libraries: Libraries) -> Result<Self, FittingError> {
        let assets = Assets::new(home);
        let mut files = assets.below("seeds/garments")?;
        files.extend(assets.below("seeds/fabrics")?);
        files.extend(assets.below("seeds/words")?);
        let catalog = Catalog::from_files(
            files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())),
        )
        .map_err(|problems| {
            let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
            FittingError::Asset { file: "seeds".to_owned(), why: lines.join("\n") }
        })?;
        Ok(Self {
            assets,
            libraries,
            catalog,
            model: OnceLock::new(),
            fonts: OnceLock::new(),
            detector: Mutex::new(None),
            renderer: Mutex::new(None),
            drapes: Drapes::default(),
            coarse: false,
        })
    }

    /// The same engine with drapes on the coarse mesh that garments are put on with: good for room and
    /// pull, too coarse to be looked at, and done in less than half the time.
    #[must_use]
    pub fn coarse(self) -> Self {
        Self { coarse: true, ..self }
    }

    /// Forgets the drapes that are kept to start later ones from: all that is left of persons here.
    ///
    /// They also go by themselves ten minutes after they were last used, when the next fitting or
    /// [`Engine::sweep`] comes.
    pub fn forget(&self) {
        self.drapes.clear();
    }

    /// Forgets the drapes that were not used for ten minutes.
    pub fn sweep(&self) {
        self.drapes.sweep();
    }

    /// What can be made.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Measures a person from her photos, or from her numbers alone where she gives no photo.
    ///
    /// # Errors
    ///
    /// [`FittingError::Refused`] when a photo cannot be measured from, and whatever keeps the
    /// photos from being read or the body from being fitted.
    pub fn measure(
        &self,
        subject: &Subject,
        listener: &mut Listener<'_>,
    ) -> Result<Measured, FittingError> {
        let seen = self.see(subject, listener)?;
        tell(listener, Stage::Body, 0.0)?;
        person::fit(self.model()?, subject, &seen)
    }

    /// Drafts the garment for these measurements or in the ready-made size that is ordered, to be
    /// worn in the style that is ordered.
    ///
    /// # Errors
    ///
    /// [`FittingError::UnknownGarment`], [`FittingError::UnknownStyle`], [`FittingError::Draft`], and
    /// [`FittingError::Pattern`] when the options make a pattern that does not sew.
    pub fn draft(
        &self,
        measurements: &Measurements,
        order: &Order,
    ) -> Result<Pattern, FittingError> {
        let design = self
            .catalog
            .design(&order.garment)
            .ok_or_else(|| FittingError::UnknownGarment { id: order.garment.clone() })?;
        let size = order.ready_made.map(Size::measurements);
        let pattern = design.draft(size.as_ref().unwrap_or(measurements), &order.options)?;
        let pattern =
            pattern.worn(order.style.as_deref()).ok_or_else(|| no_style(design, order))?;
        match pattern.problems(papers::SEAM_TOLERANCE_MM).first() {
            None => Ok(pattern),
            Some(first) => Err(FittingError::Pattern {
                garment: order.garment.clone(),
                first: first.to_string(),
            }),
        }
    }

    /// The whole trip.
    ///
    /// # Errors
    ///
    /// [`FittingError`], whose [`blame`](FittingError::blame) says whose business it is.
    pub fn run(
        &self,
        request: &Request,
        listener: &mut Listener<'_>,
    ) -> Result<Fitting, FittingError> {
        let mut clock = Clock::start();
        let order = &request.order;
        // What is wrong with the order is told before the photos are looked at.
        let colourway = look::colourway(&self.catalog, order)?;
        Outfit::of(&self.catalog, order, request.subject.sex)?;

        let seen = self.see(&request.subject, listener)?;
        clock.stop(Stage::Pose);

        tell(listener, Stage::Body, 0.0)?;
        let model = self.model()?;
        let measured = person::fit(model, &request.subject, &seen)?;
        clock.stop(Stage::Body);

        tell(listener, Stage::Pattern, 0.0)?;
        let pattern = self.draft(&measured.measurements, order)?;
        let (pieces, ordered) = self.pieces_for(&measured, order, None)?;
        let hash = hash::content(&pattern, &measured, &colourway.id, &pieces);
        clock.stop(Stage::Pattern);

        tell(listener, Stage::Drape, 0.0)?;
        // Changes and sizes that are tried after the garment itself do not set the bar back.
        let mut most = 0.0_f32;
        let preview = RefCell::new(None);
        let mut told = |done: f32| {
            most = most.max(done);
            listener(Progress { stage: Stage::Drape, done: most, early: preview.take() })
        };
        let mut shown = |worn: &Worn| *preview.borrow_mut() = self.preview(worn);
        let worn = self.dresser(&measured)?.drape_shown(pieces, ordered, &mut told, &mut shown)?;
        let fit = self.fit_of(&measured, order, None, &worn, &mut told)?;
        let sizes =
            if order.find_size { Some(self.sizes_of(&measured, order, &mut told)?) } else { None };
        clock.stop(Stage::Drape);

        tell(listener, Stage::Render, 0.0)?;
        let mut artefacts = {
            let renderer = self.renderer()?;
            let renderer = renderer.as_ref().ok_or(FittingError::Cancelled)?;
            let mut files = pictures::pictures(
                renderer,
                &measured,
                &seen,
                &worn,
                &hash,
                &mut |done, early| go_on(listener(Progress { stage: Stage::Render, done, early })),
            )?;
            let picture = fit_picture::draw(renderer, &worn, self.fonts()?, self.catalog.words())?;
            files.insert(Artefact::FitPicture, stamp::png(picture.to_png()?, &hash));
            files
        };
        artefacts.insert(Artefact::FitMap, fit.to_json(&hash));
        clock.stop(Stage::Render);

        tell(listener, Stage::Papers, 0.0)?;
        let design = self.catalog.design(&order.garment);
        let matter = papers::Matter {
            measurements: &measured.measurements,
            grade: Some(measured.grade),
            pattern: &pattern,
            design,
            cloths: &colourway.cloths(),
            order,
            hash: &hash,
            words: self.catalog.words(),
        };
        artefacts.extend(papers::papers(&matter, self.fonts()?)?);
        clock.stop(Stage::Papers);

        let words = self.catalog.words();
        let mut report =
            Report::new(order, &measured, &colourway.id, &worn, &hash, clock.times, words);
        report.fit = FitSummary { fits: fit.fits, said: fit.said, advice: fit.advice };
        report.sizes = sizes;
        artefacts.insert(Artefact::Fitting, report.to_json());
        tell(listener, Stage::Papers, 1.0)?;
        Ok(Fitting { hash, report, artefacts })
    }

    /// The trip up to the drape, without pictures and papers: how the garment lies on the person.
    ///
    /// # Errors
    ///
    /// As [`Engine::run`].
    pub fn drape(
        &self,
        request: &Request,
        listener: &mut Listener<'_>,
    ) -> Result<DrapeSummary, FittingError> {
        Outfit::of(&self.catalog, &request.order, request.subject.sex)?;
        let measured = self.measure(&request.subject, listener)?;
        let (pieces, ordered) = self.pieces_for(&measured, &request.order, None)?;
        let worn = self
            .dresser(&measured)?
            .drape(pieces, ordered, &mut |done| listener(Progress::of(Stage::Drape, done)))?;
        Ok(DrapeSummary::of(worn.drape(), worn.start))
    }

    /// Drafts the garments of an outfit for one person.
    pub(crate) fn pieces(
        &self,
        measured: &Measured,
        outfit: Outfit,
    ) -> Result<Vec<Piece>, FittingError> {
        let draft = |Wanted { order, colours }| {
            Ok(Piece { pattern: self.draft(&measured.measurements, &order)?, colours })
        };
        outfit.worn.into_iter().map(draft).collect()
    }

    /// A picture of what is put on and not settled yet; a fitting is whole without it.
    fn preview(&self, worn: &Worn) -> Option<Early> {
        let renderer = self.renderer().ok()?;
        let picture = pictures::preview(renderer.as_ref()?, worn);
        let png = picture.and_then(|picture| Ok(picture.to_png()?));
        let png = png.inspect_err(|error| tracing::warn!(%error, "no preview")).ok()?;
        Some(Early { name: Early::PREVIEW, png: png.into() })
    }

    /// Decodes the photos and reads the person off each.
    fn see(
        &self,
        subject: &Subject,
        listener: &mut Listener<'_>,
    ) -> Result<Vec<person::Seen>, FittingError> {
        tell(listener, Stage::Pose, 0.0)?;
        if subject.photos.is_empty() {
            return Ok(Vec::new());
        }
        // Decoding first: a file that is no photo needs no models.
        let photos = person::decode(subject)?;
        let mut detector = self.detector()?;
        let detector = detector.as_mut().ok_or(FittingError::Cancelled)?;
        person::see(detector, photos, &mut |done| tell(listener, Stage::Pose, done))
    }

    pub(crate) fn model(&self) -> Result<&BodyModel, FittingError> {
        if let Some(model) = self.model.get() {
            return Ok(model);
        }
        let file = "models/body/body.bin";
        let model = BodyModel::from_bytes(&self.assets.read(file)?)
            .map_err(|e| FittingError::Asset { file: file.to_owned(), why: e.to_string() })?;
        Ok(self.model.get_or_init(|| model))
    }

    pub(crate) fn fonts(&self) -> Result<&Fonts, FittingError> {
        if let Some(fonts) = self.fonts.get() {
            return Ok(fonts);
        }
        let files = self.assets.below("seeds/fonts")?;
        let is_font = |path: &str| {
            let extension = Path::new(path).extension().unwrap_or_default();
            ["ttf", "otf"].iter().any(|font| extension.eq_ignore_ascii_case(font))
        };
        let fonts = Fonts::from_bytes(
            files.into_iter().filter(|(path, _)| is_font(path)).map(|(_, bytes)| bytes),
        )?;
        Ok(self.fonts.get_or_init(|| fonts))
    }

    /// The detector, loaded; `Some` in the guard.
    fn detector(&self) -> Result<MutexGuard<'_, Option<Detector>>, FittingError> {
        let mut detector = lock(&self.detector);
        if detector.is_none() {
            let runtime = Runtime::load(&self.libraries.onnxruntime).map_err(FittingError::Pose)?;
            let models = Models {
                detection: &self.assets.read("models/pose_detection.onnx")?,
                landmarks: &self.assets.read("models/pose_landmark_full.onnx")?,
                outline: &self.assets.read("models/u2netp.onnx")?,
            };
            *detector = Some(Detector::new(&runtime, &models).map_err(FittingError::Pose)?);
        }
        Ok(detector)
    }

    /// The renderer, on the best adapter there is; `Some` in the guard.
    fn renderer(&self) -> Result<MutexGuard<'_, Option<Renderer>>, FittingError> {
        let mut renderer = lock(&self.renderer);
        if renderer.is_none() {
            *renderer = Some(Renderer::new(Arc::new(Gpu::new(&Choice::default())?))?);
        }
        Ok(renderer)
    }
}

/// A thread that panicked while it held the lock left a detector or renderer that is still whole:
/// both are only borrowed for one call at a time.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells the listener, and ends the trip when it has had enough.
fn tell(listener: &mut Listener<'_>, stage: Stage, done: f32) -> Result<(), FittingError> {
    go_on(listener(Progress::of(stage, done)))
}

fn go_on(flow: ControlFlow<()>) -> Result<(), FittingError> {
    match flow {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(FittingError::Cancelled),
    }
}

/// Takes the time of each stage.
struct Clock {
    since: Instant,
    times: Vec<StageTime>,
}

impl Clock {
    fn start() -> Self {
        Self { since: Instant::now(), times: Vec::new() }
    }

    /// The stage is over: what passed since the one before was its time.
    fn stop(&mut self, stage: Stage) {
        let now = Instant::now();
        self.times.push(StageTime { stage, seconds: (now - self.since).as_secs_f64() });
        self.since = now;
    }
}
