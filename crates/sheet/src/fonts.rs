//! The typefaces.

use parley::FontContext;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use pattern::Language;

use crate::SheetError;
use crate::text::covers;

/// The typefaces that papers are set in, embedded in them as subsets.
///
/// Made once and used for any number of papers.
#[derive(Clone)]
pub struct Fonts {
    context: FontContext,
    /// Family names by language, the one to try first in front; as [`Language::ALL`].
    families: [Vec<String>; 3],
}

impl Fonts {
    /// Takes up font files (TTF, OTF or TTC).
    ///
    /// Which of them sets which language is found by trying a letter of each, so their order does
    /// not matter, except among typefaces of one script: the first is preferred. A bold face is
    /// used for headings where there is one.
    ///
    /// # Errors
    ///
    /// [`SheetError::BadFont`] for a file without a typeface; [`SheetError::NoFont`] when Latin,
    /// Han or Tibetan letters are in none of them.
    pub fn from_bytes(files: impl IntoIterator<Item = Vec<u8>>) -> Result<Self, SheetError> {
        let mut context = FontContext {
            collection: Collection::new(CollectionOptions { shared: false, system_fonts: false }),
            source_cache: SourceCache::default(),
        };
        let mut names: Vec<String> = Vec::new();
        for (index, bytes) in files.into_iter().enumerate() {
            let found = context.collection.register_fonts(Blob::from(bytes), None);
            if found.is_empty() {
                return Err(SheetError::BadFont { index });
            }
            for (family, _) in found {
                let name = context.collection.family_name(family).unwrap_or_default().to_owned();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        // A letter that only a typeface for that script has.
        let probe = |context: &mut FontContext, letter: char| -> Vec<String> {
            names.iter().filter(|name| covers(context, name, letter)).cloned().collect()
        };
        let han = probe(&mut context, '衣');
        let tibetan = probe(&mut context, 'ཀ');
        let mut latin = probe(&mut context, 'a');
        // A Han typeface has Latin letters too; prefer one that is made for them.
        latin.sort_by_key(|name| han.contains(name));
        let lists = [(Language::Zh, &han), (Language::Bo, &tibetan), (Language::En, &latin)];
        for (language, list) in lists {
            if list.is_empty() {
                return Err(SheetError::NoFont { language });
            }
        }
        // After its own typefaces each language may borrow signs from all others.
        let families = lists.map(|(_, own)| {
            let rest = latin.iter().chain(&han).chain(&tibetan).filter(|n| !own.contains(n));
            let mut all = own.clone();
            for name in rest {
                if !all.contains(name) {
                    all.push(name.clone());
                }
            }
            all
        });
        Ok(Self { context, families })
    }

    pub(crate) fn context(&self) -> FontContext {
        self.context.clone()
    }

    pub(crate) fn families(&self, language: Language) -> &[String] {
        match language {
            Language::Zh => &self.families[0],
            Language::Bo => &self.families[1],
            Language::En => &self.families[2],
        }
    }
}
