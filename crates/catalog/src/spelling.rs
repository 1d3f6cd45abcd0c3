//! Are Tibetan words made of syllables that Tibetan has.
//!
//! The syllables are those of hunspell-bo (CC0), a list of 379 stems with the suffixes that each
//! class of them takes. It finds typing errors: a letter that cannot stand where it stands. A wrong
//! word whose syllables are right passes, so only a native reader confirms a word.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

const STEMS: &str = include_str!("../data/bo.dic");
const AFFIXES: &str = include_str!("../data/bo.aff");

/// Signs that may stand on any syllable and say nothing about its spelling.
const IGNORED: [char; 2] = ['\u{f35}', '\u{f37}'];

/// The flag of a stem that is no syllable without a suffix.
const NEEDS_SUFFIX: char = 'N';

/// The syllables of `text` that Tibetan has not, in order; empty where all are right.
///
/// Everything that is no Tibetan letter parts syllables: tsheg, shad, spaces, digits, Latin.
///
/// # Examples
///
/// ```
/// assert!(catalog::misspelt("ཕོའི་ཕྱུ་པ།").is_empty());
/// // A prefix that the letter does not take.
/// assert_eq!(catalog::misspelt("ཕྱུ་དཀཔ"), ["དཀཔ"]);
/// ```
pub fn misspelt(text: &str) -> Vec<String> {
    text.split(|c: char| !is_letter(c))
        .map(|syllable| syllable.chars().filter(|c| !IGNORED.contains(c)).collect::<String>())
        .filter(|syllable| !syllable.is_empty() && !syllables().contains(syllable))
        .collect()
}

fn is_letter(c: char) -> bool {
    matches!(c, '\u{f40}'..='\u{f84}' | '\u{f90}'..='\u{fbc}') || IGNORED.contains(&c)
}

/// Every syllable that the stems and suffixes make.
fn syllables() -> &'static BTreeSet<String> {
    static SYLLABLES: OnceLock<BTreeSet<String>> = OnceLock::new();
    SYLLABLES.get_or_init(|| {
        let suffixes = suffixes();
        let mut all = BTreeSet::new();
        // The first line counts the stems.
        for line in STEMS.lines().skip(1) {
            let (stem, flags) = line.trim().split_once('/').unwrap_or((line.trim(), ""));
            grow(stem, flags, &suffixes, &mut all);
        }
        all
    })
}

/// Suffixes by class: each with the classes that may follow it.
type Suffixes = BTreeMap<char, Vec<(&'static str, &'static str)>>;

/// Lines like `SFX B 0 ི/S . +i`: class, nothing taken away, the suffix, and what may follow it.
fn suffixes() -> Suffixes {
    let mut suffixes = Suffixes::new();
    for line in AFFIXES.lines() {
        let words: Vec<&'static str> = line.split_whitespace().collect();
        let ["SFX", class, "0", suffix, ..] = words[..] else { continue };
        let Some(class) = class.chars().next() else { continue };
        let (suffix, next) = suffix.split_once('/').unwrap_or((suffix, ""));
        suffixes.entry(class).or_default().push((suffix, next));
    }
    suffixes
}

fn grow(stem: &str, flags: &str, suffixes: &Suffixes, all: &mut BTreeSet<String>) {
    if !stem.is_empty() && !flags.contains(NEEDS_SUFFIX) {
        all.insert(stem.to_owned());
    }
    for class in flags.chars() {
        for (suffix, next) in suffixes.get(&class).into_iter().flatten() {
            grow(&format!("{stem}{suffix}"), next, suffixes, all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_dress_are_spelt_as_tibetan_is() {
        for word in [
            "ཕྱུ་པ",
            "བོད་ལྭ",
            "པང་གདན",
            "འོག་འཇུག",
            "སྟོད་ཐུང",
            "སྟོད་འགག",
            "སྐེད་རགས",
            "མགོ་ཤུབས",
            "སྣམ་བུ",
            "གོས་ཆེན",
            "ཚ་རུ",
            "ཨམ་ཕྲག",
            "བསྒྲུབས",
            "རྐྱེན།",
        ] {
            assert_eq!(misspelt(word), Vec::<String>::new(), "{word}");
        }
    }

    #[test]
    fn typing_errors_are_found() {
        // A vowel twice, a stack that is none, a prefix without a root that takes it, letters of
        // two syllables without their tsheg.
        for word in ["ཕྱུུ", "ཀྟ", "དཀཔ", "ཕྱུཔགན", "སྐེདརགས"]
        {
            assert_eq!(misspelt(word), [word], "{word}");
        }
    }

    #[test]
    fn what_is_not_tibetan_is_passed_over() {
        assert!(misspelt("DXF 12 cm 藏袍 ༡༢ {$n}").is_empty());
    }
}
