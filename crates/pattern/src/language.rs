//! The three languages.

use serde::{Deserialize, Serialize};

use crate::Names;

/// A language that people are spoken to in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Chinese.
    Zh,
    /// Tibetan.
    Bo,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order they stand side by side on papers.
    pub const ALL: [Self; 3] = [Self::Zh, Self::Bo, Self::En];

    /// The ISO 639-1 code, which is also the folder of its words.
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::Bo => "bo",
            Self::En => "en",
        }
    }

    /// The one of three names that is in this language.
    pub fn pick(self, names: &Names) -> &str {
        names.get(self)
    }

    /// The language of that [`code`](Self::code), with or without a region: `zh`, `bo-CN`.
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|l| primary.eq_ignore_ascii_case(l.code()))
    }
}

impl Names {
    /// The name in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::Bo => &self.bo,
            Language::En => &self.en,
        }
    }
}
