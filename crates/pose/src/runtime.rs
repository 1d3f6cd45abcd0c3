//! ONNX Runtime, opened from a library file that the caller names.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ort::environment::Environment;
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;

use crate::error::PoseError;

/// The newest ONNX Runtime that is loaded: 1.`NEWEST_MINOR`. From 1.29 on, the official Linux
/// builds report to their maker over the network unless an environment variable forbids it before
/// they load. Nothing that sees people's photos may do that.
const NEWEST_MINOR: u32 = 28;

/// ONNX Runtime allows one environment a process; this is it, with the file it came from.
static LOADED: Mutex<Option<(PathBuf, Runtime)>> = Mutex::new(None);

/// ONNX Runtime, loaded. Clones share it.
#[derive(Clone, Debug)]
pub struct Runtime {
    environment: Environment,
    version: String,
}

impl Runtime {
    /// Loads the library at `path` (1.17 to 1.28). A second call with the same path is free.
    ///
    /// # Errors
    ///
    /// [`PoseError::RuntimeMissing`] when there is no such library or it is something else,
    /// [`PoseError::RuntimeTooNew`] from 1.29 on, [`PoseError::RuntimeTaken`] when another file
    /// has been loaded before: a process has one.
    pub fn load(path: &Path) -> Result<Self, PoseError> {
        let mut loaded = LOADED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((from, runtime)) = &*loaded {
            if from == path {
                return Ok(runtime.clone());
            }
            return Err(PoseError::RuntimeTaken {
                loaded: from.clone(),
                asked: path.to_path_buf(),
            });
        }
        let missing = |why: String| PoseError::RuntimeMissing { path: path.to_path_buf(), why };
        // A bare name would send the loader searching; what is loaded must be what was checked.
        if !path.is_absolute() {
            return Err(missing("the path is not absolute".to_owned()));
        }
        let version = library_version(path).map_err(missing)?;
        refuse_reporting_versions(path, &version)?;
        let environment = ort::init_from(path)
            .map_err(|e| missing(e.to_string()))?
            .with_name("namza")
            .with_telemetry(false)
            .build()
            .map_err(|e| PoseError::Network { what: e.to_string() })?;
        let runtime = Self { environment, version };
        *loaded = Some((path.to_path_buf(), runtime.clone()));
        Ok(runtime)
    }

    /// The library's version, for example `1.28.0`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// A network from an ONNX file's bytes, run on so many threads.
    ///
    /// Small networks take one: a second helps them little and doubles the CPU time. For more speed
    /// make several. Threads that wait sleep.
    pub(crate) fn session(&self, model: &[u8], threads: usize) -> Result<Session, ort::Error> {
        let mut builder = Session::builder(&self.environment)?
            .with_optimization_level(GraphOptimizationLevel::All)?
            .with_intra_threads(threads)?
            .with_intra_op_spinning(false)?
            .with_inter_threads(1)?;
        builder.commit_from_memory(model)
    }
}

fn refuse_reporting_versions(path: &Path, version: &str) -> Result<(), PoseError> {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(1), Some(minor)) if minor <= NEWEST_MINOR => Ok(()),
        _ => {
            Err(PoseError::RuntimeTooNew { path: path.to_path_buf(), version: version.to_owned() })
        }
    }
}

/// Asks the library for its version before anything of it is started.
#[expect(unsafe_code, reason = "ort offers the version only after it has taken the library in")]
fn library_version(path: &Path) -> Result<String, String> {
    // SAFETY: loading runs the library's initialisers. The caller names a library it trusts to
    // run networks; its initialisers do less.
    let library = unsafe { libloading::Library::new(path) }.map_err(|e| e.to_string())?;
    // SAFETY: OrtGetApiBase has had this signature since ONNX Runtime 1.0.
    let base: libloading::Symbol<'_, unsafe extern "C" fn() -> *const ort::sys::OrtApiBase> =
        unsafe { library.get(b"OrtGetApiBase\0") }.map_err(|e| e.to_string())?;
    // SAFETY: the function takes nothing and returns a pointer to a static table.
    let base = unsafe { base().as_ref() }.ok_or("OrtGetApiBase returned null")?;
    // SAFETY: the table's second entry returns a static, NUL-terminated string.
    let version = unsafe { std::ffi::CStr::from_ptr((base.GetVersionString)()) };
    Ok(version.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_that_report_to_their_maker_are_refused_and_older_ones_are_not() {
        let path = Path::new("/lib/libonnxruntime.so");
        for good in ["1.17.0", "1.28.0", "1.28.3"] {
            assert_eq!(refuse_reporting_versions(path, good), Ok(()));
        }
        for bad in ["1.29.0", "1.32.0", "2.0.0", "nightly", ""] {
            let error = refuse_reporting_versions(path, bad).unwrap_err();
            assert!(error.to_string().contains("telemetry"), "{error}");
        }
    }

    #[test]
    fn a_missing_library_and_a_relative_path_are_errors() {
        for path in ["/nowhere/libonnxruntime.so", "libonnxruntime.so"] {
            let error = Runtime::load(Path::new(path)).unwrap_err();
            assert!(matches!(
                error,
                PoseError::RuntimeMissing { .. } | PoseError::RuntimeTaken { .. }
            ));
        }
    }
}
