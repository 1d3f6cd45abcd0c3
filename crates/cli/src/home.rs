//! Where the engine's files and libraries lie.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use catalog::Lang;
use fitting::{Engine, FittingError, Libraries};

use crate::args::{Cli, Language};

/// The folders this run works with, and the language it speaks.
pub(crate) struct Home {
    root: PathBuf,
    libraries: Libraries,
    pub(crate) lang: Lang,
    /// Every language asked for; none where it was left open.
    pub(crate) languages: Vec<Lang>,
}

impl Home {
    /// Finds the folder with `models` and `seeds`: the one given, else the working folder or one
    /// above it, else one above the program, else where the program was built.
    pub(crate) fn find(cli: &Cli) -> Result<Self> {
        let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let root = match &cli.home {
            Some(root) if is_home(root) => root.clone(),
            Some(root) => bail!("{} holds no models and seeds", root.display()),
            None => [std::env::current_dir().ok(), std::env::current_exe().ok(), Some(built)]
                .into_iter()
                .flatten()
                .find_map(|start| start.ancestors().find(|a| is_home(a)).map(Path::to_path_buf))
                .context("no folder with models and seeds was found; name one with --home")?,
        };
        let languages: Vec<Lang> = cli
            .lang
            .iter()
            .map(|lang| match lang {
                Language::Zh => Lang::Zh,
                Language::Bo => Lang::Bo,
                Language::En => Lang::En,
            })
            .collect();
        let lang = languages.first().copied().unwrap_or(Lang::En);
        let libraries = cli
            .onnxruntime
            .clone()
            .map_or_else(Libraries::in_cache, |onnxruntime| Libraries { onnxruntime });
        Ok(Self { root, libraries, lang, languages })
    }

    /// The engine over these folders.
    pub(crate) fn engine(&self) -> Result<Engine> {
        Ok(Engine::open(&self.root, self.libraries.clone())?)
    }

    /// The ONNX Runtime library.
    pub(crate) fn onnxruntime(&self) -> &Path {
        &self.libraries.onnxruntime
    }

    /// The folder itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// What to tell a person about a failed fitting, in her language; `None` for other failures.
    pub(crate) fn explain(&self, error: &anyhow::Error) -> Option<String> {
        let error = error.downcast_ref::<FittingError>()?;
        let engine = self.engine().ok()?;
        Some(error.explain(engine.catalog().words(), self.lang))
    }
}

fn is_home(folder: &Path) -> bool {
    folder.join("models").is_dir() && folder.join("seeds").is_dir()
}
