//! All that a shop offers.

use std::collections::BTreeMap;

use pattern::{Design, TemplateProblem};

use crate::fabric::{self, Fabric};
use crate::{Words, WordsProblem};

/// Garments, fabrics and words, checked against one another.
#[derive(Debug)]
pub struct Catalog {
    designs: BTreeMap<String, Design>,
    fabrics: BTreeMap<String, Fabric>,
    words: Words,
}

/// What is wrong with a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogProblem {
    /// In a garment's template.
    #[error(transparent)]
    Template(#[from] TemplateProblem),
    /// In the words.
    #[error(transparent)]
    Words(#[from] WordsProblem),
    /// In a fabric's file.
    #[error("{path}:{line}: {why}")]
    Fabric {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// A garment or fabric file is not UTF-8.
    #[error("{path} is not UTF-8")]
    NotUtf8 {
        /// The file.
        path: String,
    },
    /// A garment's file is not named as its id.
    #[error("{path} holds the garment {id:?}, which must be the file's name")]
    Misnamed {
        /// The file.
        path: String,
        /// The garment.
        id: String,
    },
    /// Two garments or fabrics have the same id.
    #[error("{id:?} stands twice, the second time in {path}")]
    Twice {
        /// The second file.
        path: String,
        /// The id.
        id: String,
    },
    /// A garment comes in no colourway.
    #[error("{garment} comes in no colourway")]
    NoColourway {
        /// The garment.
        garment: String,
    },
    /// A colourway names no fabric for a slot, or one that is not there.
    #[error(
        "colourway {colourway:?} of {garment} has no fabric for {slot:?}: {fabric:?} is not there"
    )]
    NoFabric {
        /// The garment.
        garment: String,
        /// The colourway.
        colourway: String,
        /// The slot.
        slot: String,
        /// The fabric it names; empty where it names none.
        fabric: String,
    },
    /// A colourway cuts a slot from a cloth that the garment's rules do not name.
    #[error(
        "colourway {colourway:?} of {garment} cuts {slot:?} from {cloth:?}, which its [cloth] does not name"
    )]
    NotAllowed {
        /// The garment.
        garment: String,
        /// The colourway.
        colourway: String,
        /// The slot.
        slot: String,
        /// The cloth.
        cloth: String,
    },
    /// A garment names another to be worn under or over it that is not there.
    #[error("{garment} is worn with {other:?}, which is not there")]
    NoGarment {
        /// The garment.
        garment: String,
        /// The other.
        other: String,
    },
}

impl Catalog {
    /// Reads a catalogue from its files, each a path and its bytes.
    ///
    /// What a file is, its folder tells: `garments/*.toml`, `fabrics/*.toml`,
    /// `words/<language>/*.ftl`; others are passed over.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with all of the files.
    pub fn from_files<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    ) -> Result<Self, Vec<CatalogProblem>> {
        let files: Vec<_> = files.into_iter().collect();
        let mut problems = Vec::new();
        let fabrics = fabrics(&files, &mut problems);
        let designs = designs(&files, &mut problems);
        for design in designs.values() {
            check_colourways(design, &fabrics, &mut problems);
            for other in design.under().iter().chain(design.over()) {
                if !designs.contains_key(other) {
                    problems.push(CatalogProblem::NoGarment {
                        garment: design.id().to_owned(),
                        other: other.clone(),
                    });
                }
            }
        }
        let words = Words::from_files(files.iter().copied());
        match words {
            Ok(words) if problems.is_empty() => Ok(Self { designs, fabrics, words }),
            Ok(_) => Err(problems),
            Err(more) => {
                problems.extend(more.into_iter().map(CatalogProblem::Words));
                Err(problems)
            }
        }
    }

    /// The garments, by id.
    pub fn designs(&self) -> impl Iterator<Item = &Design> {
        self.designs.values()
    }

    /// The garment of that id.
    pub fn design(&self, id: &str) -> Option<&Design> {
        self.designs.get(id)
    }

    /// The fabrics, by id.
    pub fn fabrics(&self) -> impl Iterator<Item = &Fabric> {
        self.fabrics.values()
    }

    /// The fabric of that id.
    pub fn fabric(&self, id: &str) -> Option<&Fabric> {
        self.fabrics.get(id)
    }

    /// The fabrics that the shell of `design` may be cut from: all, where its template says nothing.
    pub fn shells(&self, design: &Design) -> impl Iterator<Item = &Fabric> {
        let rule = design.cloths().get("shell").cloned();
        let allowed =
            move |f: &&Fabric| rule.as_ref().is_none_or(|rule| rule.fabrics.contains(&f.cloth));
        self.fabrics().filter(allowed)
    }

    /// The words of the project.
    pub fn words(&self) -> &Words {
        &self.words
    }
}

/// The texts of the `.toml` files in `folder`, with their paths and stems.
fn texts<'a>(
    files: &[(&'a str, &'a [u8])],
    folder: &str,
    problems: &mut Vec<CatalogProblem>,
) -> Vec<(&'a str, &'a str, &'a str)> {
    let mut texts = Vec::new();
    for &(path, bytes) in files {
        let mut parts = path.rsplit(['/', '\\']);
        let (Some(file), parent) = (parts.next(), parts.next()) else { continue };
        let Some(stem) = file.strip_suffix(".toml").filter(|_| parent == Some(folder)) else {
            continue;
        };
        match std::str::from_utf8(bytes) {
            Ok(text) => texts.push((path, stem, text)),
            Err(_) => problems.push(CatalogProblem::NotUtf8 { path: path.to_owned() }),
        }
    }
    texts
}

fn fabrics(
    files: &[(&str, &[u8])],
    problems: &mut Vec<CatalogProblem>,
) -> BTreeMap<String, Fabric> {
    let mut fabrics = BTreeMap::new();
    for (path, _, text) in texts(files, "fabrics", problems) {
        match fabric::read(text) {
            Ok(read) => {
                for fabric in read {
                    let id = fabric.id.clone();
                    if fabrics.insert(id.clone(), fabric).is_some() {
                        problems.push(CatalogProblem::Twice { path: path.to_owned(), id });
                    }
                }
            }
            Err(faults) => {
                problems.extend(faults.into_iter().map(|(line, why)| CatalogProblem::Fabric {
                    path: path.to_owned(),
                    line,
                    why,
                }));
            }
        }
    }
    fabrics
}

fn designs(
    files: &[(&str, &[u8])],
    problems: &mut Vec<CatalogProblem>,
) -> BTreeMap<String, Design> {
    let texts = texts(files, "garments", problems);
    let other = |id: &str| {
        texts.iter().find(|(_, stem, _)| *stem == id).map(|(_, _, text)| (*text).to_owned())
    };
    let mut designs = BTreeMap::new();
    for &(path, stem, text) in &texts {
        match Design::parse(path, text, &other) {
            Ok(design) => {
                let id = design.id().to_owned();
                if id != stem {
                    problems
                        .push(CatalogProblem::Misnamed { path: path.to_owned(), id: id.clone() });
                }
                if designs.insert(id.clone(), design).is_some() {
                    problems.push(CatalogProblem::Twice { path: path.to_owned(), id });
                }
            }
            Err(found) => problems.extend(found.into_iter().map(CatalogProblem::Template)),
        }
    }
    designs
}

fn check_colourways(
    design: &Design,
    fabrics: &BTreeMap<String, Fabric>,
    problems: &mut Vec<CatalogProblem>,
) {
    if design.colourways().is_empty() {
        problems.push(CatalogProblem::NoColourway { garment: design.id().to_owned() });
    }
    for colourway in design.colourways() {
        for slot in design.slots() {
            let fabric = colourway.fabrics.get(slot).cloned().unwrap_or_default();
            let rule = design.cloths().get(slot);
            if let (Some(rule), Some(found)) = (rule, fabrics.get(&fabric))
                && !rule.fabrics.contains(&found.cloth)
            {
                problems.push(CatalogProblem::NotAllowed {
                    garment: design.id().to_owned(),
                    colourway: colourway.id.clone(),
                    slot: slot.to_owned(),
                    cloth: found.cloth.clone(),
                });
            }
            if !fabrics.contains_key(&fabric) {
                problems.push(CatalogProblem::NoFabric {
                    garment: design.id().to_owned(),
                    colourway: colourway.id.clone(),
                    slot: slot.to_owned(),
                    fabric,
                });
            }
        }
    }
}
