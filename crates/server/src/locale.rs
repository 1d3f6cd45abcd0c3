//! In which language a client wants its sentences.

use axum::http::{HeaderMap, header};
use catalog::Language;

/// The language that `Accept-Language` likes best of the three; English where it names none.
///
/// RFC 9110 §12.5.4: a list of tags, each with a weight `q` of 1 by default; equal weights keep
/// their order.
pub(crate) fn of(headers: &HeaderMap) -> Language {
    let Some(value) = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()) else {
        return Language::En;
    };
    let mut best: Option<(Language, f32)> = None;
    for item in value.split(',') {
        let mut parts = item.split(';').map(str::trim);
        let Some(language) = parts.next().and_then(Language::from_code) else { continue };
        let weight = parts
            .find_map(|p| p.strip_prefix("q="))
            .map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
        if weight > best.map_or(0.0, |(_, w)| w) {
            best = Some((language, weight));
        }
    }
    best.map_or(Language::En, |(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_text(text: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, text.parse().unwrap());
        of(&headers)
    }

    #[test]
    fn the_heaviest_known_language_wins() {
        assert_eq!(of_text("fr, bo;q=0.7, zh-CN;q=0.9"), Language::Zh);
        assert_eq!(of_text("bo-CN, zh;q=0.9"), Language::Bo);
        assert_eq!(of_text("zh;q=0, en;q=0.1"), Language::En);
        assert_eq!(of_text("*"), Language::En);
        assert_eq!(of_text("zh;q=x, de"), Language::En);
        assert_eq!(of(&HeaderMap::new()), Language::En);
    }
}
