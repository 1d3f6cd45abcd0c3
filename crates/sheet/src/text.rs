//! Shaping text and breaking it into lines.

use std::borrow::Cow;

use parley::style::{FontFamily, FontFamilyName, FontWeight, LineHeight, StyleProperty};
use parley::{FontContext, Layout, LayoutContext};
use pattern::Language;

use crate::fonts::Fonts;

/// Points in a millimetre.
pub(crate) const PT_PER_MM: f64 = 72.0 / 25.4;

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Face {
    pub(crate) language: Language,
    pub(crate) size_pt: f32,
    pub(crate) bold: bool,
}

impl Face {
    pub(crate) fn new(language: Language, size_pt: f32) -> Self {
        Self { language, size_pt, bold: false }
    }

    pub(crate) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(crate) fn scaled(self, factor: f32) -> Self {
        Self { size_pt: self.size_pt * factor, ..self }
    }

    /// Deep stacks touch the line below at a Latin leading.
    fn leading(self) -> f32 {
        match self.language {
            Language::Bo => 1.55,
            Language::Zh => 1.35,
            Language::En => 1.25,
        }
    }
}

/// Text shaped and broken into lines, ready to be drawn.
pub(crate) struct Block {
    pub(crate) text: String,
    pub(crate) layout: Layout<()>,
}

impl Block {
    /// Width of the widest line (mm).
    pub(crate) fn width_mm(&self) -> f64 {
        f64::from(self.layout.width()) / PT_PER_MM
    }

    /// Height of all lines (mm).
    pub(crate) fn height_mm(&self) -> f64 {
        f64::from(self.layout.height()) / PT_PER_MM
    }

    pub(crate) fn line_count(&self) -> usize {
        self.layout.len()
    }
}

/// Sets text with a fixed choice of typefaces.
pub(crate) struct Typesetter<'a> {
    fonts: &'a Fonts,
    context: FontContext,
    layouts: LayoutContext<()>,
}

impl<'a> Typesetter<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Self {
        Self { fonts, context: fonts.context(), layouts: LayoutContext::new() }
    }

    /// Shapes `text`, broken to lines of at most `width_mm` where that is given.
    ///
    /// A character that no typeface has is set as 〓, the printer's sign for a missing sort, so
    /// that nobody takes an empty box for a tick box.
    pub(crate) fn set(&mut self, text: &str, face: Face, width_mm: Option<f64>) -> Block {
        let block = self.shape(text.to_owned(), face, width_mm);
        let missing = missing_characters(&block);
        if missing.is_empty() {
            return block;
        }
        let text = text.chars().map(|c| if missing.contains(&c) { '〓' } else { c }).collect();
        self.shape(text, face, width_mm)
    }

    /// Sets `text` on one line of `width_mm`: smaller down to two thirds, and on two lines
    /// beyond that.
    pub(crate) fn fit(&mut self, text: &str, face: Face, width_mm: f64) -> Block {
        let block = self.set(text, face, None);
        let factor = (width_mm / block.width_mm().max(1e-6)) as f32;
        if factor >= 1.0 {
            return block;
        }
        if factor >= 0.67 {
            return self.set(text, face.scaled(factor * 0.999), None);
        }
        let block = self.set(text, face.scaled(0.72), Some(width_mm));
        if block.line_count() <= 2 {
            return block;
        }
        self.set(text, face.scaled(0.6), Some(width_mm))
    }

    fn shape(&mut self, text: String, face: Face, width_mm: Option<f64>) -> Block {
        let families = self.fonts.families(face.language);
        let list: Vec<_> =
            families.iter().map(|n| FontFamilyName::Named(Cow::Borrowed(n.as_str()))).collect();
        let mut builder = self.layouts.ranged_builder(&mut self.context, &text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Owned(list))));
        builder.push_default(StyleProperty::FontSize(face.size_pt));
        builder
            .push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(face.leading())));
        if face.bold {
            builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
        }
        let mut layout = builder.build(&text);
        layout.break_all_lines(width_mm.map(|w| (w * PT_PER_MM) as f32));
        Block { text, layout }
    }
}

/// The characters that came out as glyph 0.
fn missing_characters(block: &Block) -> Vec<char> {
    let mut found = Vec::new();
    for line in block.layout.lines() {
        for run in line.runs() {
            for cluster in run.clusters() {
                if cluster.glyphs().any(|g| g.id == 0) {
                    found.extend(block.text[cluster.text_range()].chars());
                }
            }
        }
    }
    found.retain(|c| !c.is_control());
    found
}

/// Has the typeface `family` a glyph for `letter`?
pub(crate) fn covers(context: &mut FontContext, family: &str, letter: char) -> bool {
    let text = letter.to_string();
    let mut layouts: LayoutContext<()> = LayoutContext::new();
    let mut builder = layouts.ranged_builder(context, &text, 1.0, false);
    let list = vec![FontFamilyName::Named(Cow::Borrowed(family))];
    builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Owned(list))));
    let mut layout = builder.build(&text);
    layout.break_all_lines(None);
    let block = Block { text, layout };
    let glyphs: usize = glyph_ids(&block).len();
    glyphs > 0 && missing_characters(&block).is_empty()
}

/// Every glyph of a block, in reading order.
pub(crate) fn glyph_ids(block: &Block) -> Vec<u32> {
    let mut ids = Vec::new();
    for line in block.layout.lines() {
        for run in line.runs() {
            for cluster in run.clusters() {
                ids.extend(cluster.glyphs().map(|g| g.id));
            }
        }
    }
    ids
}
