//! The engine's files.

use std::path::{Path, PathBuf};

use crate::FittingError;

/// The folder with `models` and `seeds`, and how its files are read.
#[derive(Clone, Debug)]
pub(crate) struct Assets {
    home: PathBuf,
}

impl Assets {
    pub(crate) fn new(home: &Path) -> Self {
        Self { home: home.to_path_buf() }
    }

    /// The bytes of one file, named relative to the folder.
    pub(crate) fn read(&self, file: &str) -> Result<Vec<u8>, FittingError> {
        std::fs::read(self.home.join(file)).map_err(|e| missing(file, &e))
    }

    /// Every file below a folder, as its name relative to `seeds` and its bytes, in order of name.
    pub(crate) fn below(&self, folder: &str) -> Result<Vec<(String, Vec<u8>)>, FittingError> {
        let mut files = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            let entries =
                std::fs::read_dir(self.home.join(&folder)).map_err(|e| missing(&folder, &e))?;
            for entry in entries {
                let entry = entry.map_err(|e| missing(&folder, &e))?;
                let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
                if entry.path().is_dir() {
                    folders.push(name);
                } else {
                    let bytes = self.read(&name)?;
                    files.push((name.trim_start_matches("seeds/").to_owned(), bytes));
                }
            }
        }
        files.sort();
        Ok(files)
    }
}

fn missing(file: &str, error: &std::io::Error) -> FittingError {
    FittingError::Asset { file: file.to_owned(), why: error.to_string() }
}
