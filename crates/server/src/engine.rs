//! The engine as the service sees it, and the service over it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use catalog::{Language, Names, Words};
use fitting::{Artefact, Engine, FittingError, Listener, Request};
use tokio::net::TcpListener;

use crate::problem::snake;
use crate::{ChoiceInfo, GarmentInfo, LaneConfig, Maker, OptionInfo, State, app};

impl Maker for Engine {
    fn words(&self) -> &Words {
        self.catalog().words()
    }

    fn garments(&self) -> Vec<GarmentInfo> {
        // What cannot be shown on a person comes last, not first on the page.
        let (shown, not): (Vec<_>, Vec<_>) =
            self.catalog().designs().partition(|design| design.is_put_on());
        let garments = shown.into_iter().chain(not).map(|design| GarmentInfo {
            id: design.id().to_owned(),
            names: by_language(design.names()),
            blurb: by_language(design.blurb()),
            confidence: snake(&design.confidence()),
            options: design
                .options()
                .iter()
                .map(|o| OptionInfo {
                    key: o.key.clone(),
                    names: by_language(&o.label),
                    default: o.default,
                    min: o.min,
                    max: o.max,
                    step: o.step,
                    unit: snake(&o.unit),
                })
                .collect(),
            styles: design.styles().map(|(id, names)| choice(id, names)).collect(),
            worn_with: design.under().iter().chain(design.over()).cloned().collect(),
            colourways: design.colourways().iter().map(|c| choice(&c.id, &c.names)).collect(),
            cloths: self.catalog().shells(design).map(|f| choice(&f.id, &f.names)).collect(),
        });
        garments.collect()
    }

    fn make(
        &self,
        request: &Request,
        listener: &mut Listener<'_>,
    ) -> Result<BTreeMap<Artefact, Vec<u8>>, FittingError> {
        self.run(request, listener).map(|fitting| fitting.artefacts)
    }

    fn forget(&self) {
        Self::forget(self);
    }

    fn sweep(&self) {
        Self::sweep(self);
    }
}

fn choice(id: &str, names: &Names) -> ChoiceInfo {
    ChoiceInfo { id: id.to_owned(), names: by_language(names) }
}

fn by_language(names: &Names) -> BTreeMap<&'static str, String> {
    Language::ALL.into_iter().map(|l| (l.code(), names.get(l).to_owned())).collect()
}

/// Serves the API and the page over `engine` until the process is told to stop.
///
/// Requests under way are answered first; a fitting that is being made is called off.
///
/// # Errors
///
/// When the address cannot be bound or the listener fails.
pub async fn serve(engine: Engine, addr: SocketAddr) -> std::io::Result<()> {
    let state = State::new(Arc::new(engine), LaneConfig::default())?;
    let listener = TcpListener::bind(addr).await?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    axum::serve(listener, app(state)).with_graceful_shutdown(told_to_stop()).await
}

/// Ctrl-C, or the terminate signal of a service manager.
async fn told_to_stop() {
    let interrupt = async {
        // Without a handler the process simply cannot be stopped gently.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return interrupt.await };
        tokio::select! {
            () = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupt.await;
}
