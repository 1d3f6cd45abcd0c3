//! Names in several languages, and the cells they stand in.

use pattern::{Language, Names};

use crate::SheetError;
use crate::ink::{ACCENT, Align, INK, Ink, Pen, RULE, SOFT};
use crate::text::{Face, Typesetter};

/// Where each of the languages asked for stands.
///
/// Han and Tibetan share a row best: the first language leads, the other of the two stands beside
/// it, and English goes small under the leading one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) lead: Language,
    pub(crate) beside: Option<Language>,
    pub(crate) under: Option<Language>,
}

impl Order {
    pub(crate) fn new(languages: &[Language]) -> Result<Self, SheetError> {
        let twice = languages.iter().enumerate().any(|(i, l)| languages[..i].contains(l));
        let wrong = SheetError::Languages { count: languages.len() };
        match *languages {
            _ if twice => Err(wrong),
            [lead] => Ok(Self { lead, beside: None, under: None }),
            [lead, beside] => Ok(Self { lead, beside: Some(beside), under: None }),
            [lead, b, c] if b == Language::En => Ok(Self { lead, beside: Some(c), under: Some(b) }),
            [lead, b, c] => Ok(Self { lead, beside: Some(b), under: Some(c) }),
            _ => Err(wrong),
        }
    }

    pub(crate) fn all(self) -> impl Iterator<Item = Language> {
        [Some(self.lead), self.beside, self.under].into_iter().flatten()
    }
}

/// Tibetan is drawn a little larger: its letters fill less of the em.
pub(crate) fn face(language: Language, size_pt: f32) -> Face {
    Face::new(language, if language == Language::Bo { size_pt * 1.08 } else { size_pt })
}

/// The part of the page that is being filled.
pub(crate) struct Pens<'a, 's, 'd, 'f> {
    pub(crate) ink: &'a mut Ink<'s, 'd>,
    pub(crate) type_: &'a mut Typesetter<'f>,
    pub(crate) order: Order,
}

impl Pens<'_, '_, '_, '_> {
    /// A name over two columns of a row of `height`: the leading language with the small one
    /// under it, the third beside.
    pub(crate) fn name_cell(
        &mut self,
        names: &Names,
        (x, top): (f64, f64),
        height: f64,
        (lead_width, beside_width): (f64, f64),
    ) -> Result<(), SheetError> {
        let Order { lead, beside, under } = self.order;
        let lead_width = if beside.is_some() { lead_width } else { lead_width + beside_width };
        let middle = top + height * 0.5 + 1.2;
        let lead_block = self.type_.fit(names.get(lead), face(lead, 9.0), lead_width - 1.5);
        if let Some(under) = under {
            self.ink.text(&lead_block, x, top + height * 0.5 - 0.1, Align::Left, INK)?;
            let small = self.type_.fit(names.get(under), face(under, 6.5), lead_width - 1.5);
            let baseline = if small.line_count() > 1 { 2.2 } else { 2.8 };
            self.ink.text(&small, x, top + height * 0.5 + baseline, Align::Left, SOFT)?;
        } else {
            let up = if lead_block.line_count() > 1 { 1.8 } else { 0.0 };
            self.ink.text(&lead_block, x, middle - up, Align::Left, INK)?;
        }
        if let Some(beside) = beside {
            let block = self.type_.fit(names.get(beside), face(beside, 8.6), beside_width - 1.5);
            let y = if block.line_count() > 1 { top + height * 0.5 - 0.6 } else { middle - 0.4 };
            self.ink.text(&block, x + lead_width, y, Align::Left, INK)?;
        }
        Ok(())
    }

    /// Column heads: the languages one over another, the last baseline 1.8 mm over `bottom`.
    pub(crate) fn column_head(
        &mut self,
        names: &Names,
        x: f64,
        bottom: f64,
        width: f64,
        align: Align,
    ) -> Result<(), SheetError> {
        let mut lines: Vec<Language> = self.order.all().collect();
        if lines.iter().all(|l| names.get(*l) == names.get(self.order.lead)) {
            lines.truncate(1); // a sign that needs no translation
        }
        for (i, language) in lines.iter().rev().enumerate() {
            let size = if *language == self.order.lead { 7.4 } else { 6.2 };
            let block = self.type_.fit(names.get(*language), face(*language, size), width);
            let y = bottom - 1.8 - i as f64 * 3.1;
            self.ink.text(&block, x, y, align, SOFT)?;
        }
        Ok(())
    }

    /// A heading with its languages on one line and a rule under it; gives the y below the rule.
    pub(crate) fn heading(
        &mut self,
        names: &Names,
        x: f64,
        top: f64,
        width: f64,
    ) -> Result<f64, SheetError> {
        let baseline = top + 4.2;
        let mut at = x;
        for language in self.order.all() {
            let size = if language == self.order.lead { 10.5 } else { 8.0 };
            let colour = if language == self.order.lead { ACCENT } else { SOFT };
            let face = face(language, size);
            let face = if language == Language::Bo { face.bold() } else { face };
            let block = self.type_.fit(names.get(language), face, (x + width - at).max(8.0));
            self.ink.text(&block, at, baseline, Align::Left, colour)?;
            at += block.width_mm() + 3.0;
        }
        let rule = top + 6.2;
        self.ink.line((x, rule), (x + width, rule), Pen::new(ACCENT, 0.3));
        Ok(rule)
    }

    pub(crate) fn row_rule(&mut self, x: f64, y: f64, width: f64) {
        self.ink.line((x, y), (x + width, y), Pen::new(RULE, 0.12));
    }

    /// A number, right-aligned.
    pub(crate) fn number(
        &mut self,
        text: &str,
        right: f64,
        y: f64,
        size_pt: f32,
        strong: bool,
    ) -> Result<(), SheetError> {
        let face = Face::new(Language::En, size_pt);
        let block = self.type_.set(text, if strong { face.bold() } else { face }, None);
        self.ink.text(&block, right, y, Align::Right, if strong { INK } else { SOFT })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_goes_under_and_the_other_script_beside() {
        let order = Order::new(&[Language::Zh, Language::Bo, Language::En]).unwrap();
        assert_eq!((order.beside, order.under), (Some(Language::Bo), Some(Language::En)));
        let order = Order::new(&[Language::Bo, Language::En, Language::Zh]).unwrap();
        assert_eq!((order.beside, order.under), (Some(Language::Zh), Some(Language::En)));
    }

    #[test]
    fn no_language_and_one_twice_are_refused() {
        assert_eq!(Order::new(&[]), Err(SheetError::Languages { count: 0 }));
        let twice = [Language::Zh, Language::Zh];
        assert_eq!(Order::new(&twice), Err(SheetError::Languages { count: 2 }));
    }
}
