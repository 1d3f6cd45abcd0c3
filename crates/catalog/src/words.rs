//! Sentences and words shown to people, in three languages.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use pattern::Language;
use unic_langid::LanguageIdentifier;

/// The words of the project, read from Fluent files.
///
/// A file lies at `words/<language>/<subject>.ftl`. Every message stands in all three languages
/// under the same id. A message that no native reader has confirmed carries the attribute
/// `.status = unconfirmed`.
pub struct Words {
    bundles: BTreeMap<Language, FluentBundle<FluentResource>>,
    ids: BTreeMap<Language, BTreeSet<String>>,
}

/// What is wrong with the words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WordsProblem {
    /// The file does not lie in the folder of a language.
    #[error("{path} does not lie in words/zh, words/bo or words/en")]
    NoLanguage {
        /// The file.
        path: String,
    },
    /// The file is not UTF-8.
    #[error("{path} is not UTF-8")]
    NotUtf8 {
        /// The file.
        path: String,
    },
    /// The file is not Fluent.
    #[error("{path}:{line}: {why}: {excerpt:?}")]
    Syntax {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What the parser expected.
        why: String,
        /// The start of what it found.
        excerpt: String,
    },
    /// Two files of one language have the same message.
    #[error("{path}: {id:?} stands twice in {}", language.code())]
    Twice {
        /// The second file.
        path: String,
        /// The language.
        language: Language,
        /// The message.
        id: String,
    },
    /// A message is missing in a language that another language has.
    #[error("{id:?} is missing in {}", language.code())]
    Missing {
        /// The language that lacks it.
        language: Language,
        /// The message.
        id: String,
    },
}

/// Has a native reader confirmed a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Yes, or it needs none.
    Confirmed,
    /// Not yet.
    Unconfirmed,
}

impl Words {
    /// Reads the Fluent files among `files`, each a path and its bytes; others are passed over.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, messages missing in one of the languages included.
    pub fn from_files<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    ) -> Result<Self, Vec<WordsProblem>> {
        let mut problems = Vec::new();
        let mut words = Self {
            bundles: Language::ALL.into_iter().map(|l| (l, empty_bundle(l))).collect(),
            ids: Language::ALL.into_iter().map(|l| (l, BTreeSet::new())).collect(),
        };
        for (path, bytes) in files {
            if is_fluent(path) {
                words.read(path, bytes, &mut problems);
            }
        }
        let all: BTreeSet<&String> = words.ids.values().flatten().collect();
        for (&language, ids) in &words.ids {
            for &id in all.iter().filter(|&&id| !ids.contains(id)) {
                problems.push(WordsProblem::Missing { language, id: id.clone() });
            }
        }
        if problems.is_empty() { Ok(words) } else { Err(problems) }
    }

    fn read(&mut self, path: &str, bytes: &[u8], problems: &mut Vec<WordsProblem>) {
        let Some(language) = language_of(path) else {
            problems.push(WordsProblem::NoLanguage { path: path.to_owned() });
            return;
        };
        let Ok(text) = std::str::from_utf8(bytes) else {
            problems.push(WordsProblem::NotUtf8 { path: path.to_owned() });
            return;
        };
        let resource = match FluentResource::try_new(text.to_owned()) {
            Ok(resource) => resource,
            Err((_, errors)) => {
                problems.extend(errors.into_iter().map(|e| {
                    let line = text[..e.pos.start].matches('\n').count() + 1;
                    let excerpt = text[e.pos.start..].chars().take(24).collect();
                    WordsProblem::Syntax {
                        path: path.to_owned(),
                        line,
                        why: e.kind.to_string(),
                        excerpt,
                    }
                }));
                return;
            }
        };
        if let Some(ids) = self.ids.get_mut(&language) {
            for id in message_ids(text) {
                if !ids.insert(id.clone()) {
                    problems.push(WordsProblem::Twice { path: path.to_owned(), language, id });
                }
            }
        }
        if let Some(bundle) = self.bundles.get_mut(&language) {
            // A message that stands twice was listed above.
            let _ = bundle.add_resource(resource);
        }
    }

    /// The message `id` in `language`, its variables filled in.
    ///
    /// An id that no file has comes back as it is, so that a missing word is seen and not hidden;
    /// [`Words::has`] asks first.
    ///
    /// # Examples
    ///
    /// ```
    /// use catalog::{Language, Words};
    ///
    /// let files: Vec<(&str, &[u8])> = vec![
    ///     ("words/en/x.ftl", b"pieces = { $n ->\n [one] one piece\n *[other] { $n } pieces\n }"),
    ///     ("words/zh/x.ftl", "pieces = { $n } 片".as_bytes()),
    ///     ("words/bo/x.ftl", "pieces = { $n }".as_bytes()),
    /// ];
    /// let words = Words::from_files(files).unwrap();
    /// assert_eq!(words.say(Language::En, "pieces", &[("n", 1.into())]), "one piece");
    /// assert_eq!(words.say(Language::Zh, "pieces", &[("n", 3.into())]), "3 片");
    /// ```
    pub fn say(&self, language: Language, id: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        let Some(bundle) = self.bundles.get(&language) else { return id.to_owned() };
        let Some(pattern) = bundle.get_message(id).and_then(|m| m.value()) else {
            return id.to_owned();
        };
        let args: FluentArgs<'_> =
            args.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
        // A variable that is missing stands in the sentence as {$name}; the rest is still said.
        let mut errors = Vec::new();
        bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }

    /// Is there a message of that id.
    pub fn has(&self, id: &str) -> bool {
        self.ids.values().any(|ids| ids.contains(id))
    }

    /// Every message id, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.get(&Language::En).into_iter().flatten().map(String::as_str)
    }

    /// Has a native reader confirmed the message; `None` where there is none.
    pub fn status(&self, language: Language, id: &str) -> Option<Status> {
        let bundle = self.bundles.get(&language)?;
        let message = bundle.get_message(id)?;
        let status = message.get_attribute("status").map(|a| {
            let mut errors = Vec::new();
            bundle.format_pattern(a.value(), None, &mut errors).into_owned()
        });
        Some(match status.as_deref() {
            Some("unconfirmed") => Status::Unconfirmed,
            _ => Status::Confirmed,
        })
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").field("ids", &self.ids).finish_non_exhaustive()
    }
}

fn is_fluent(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|e| e == "ftl")
}

fn language_of(path: &str) -> Option<Language> {
    let folder = path.rsplit(['/', '\\']).nth(1)?;
    Language::ALL.into_iter().find(|l| l.code() == folder)
}

fn empty_bundle(language: Language) -> FluentBundle<FluentResource> {
    let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // The isolation marks would be printed as boxes on papers.
    bundle.set_use_isolating(false);
    bundle
}

/// The ids of the messages in a Fluent text: only they start a line with a letter.
fn message_ids(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once('='))
        .map(|(id, _)| id.trim_end().to_owned())
}
