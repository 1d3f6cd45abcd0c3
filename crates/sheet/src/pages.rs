//! A document of any number of pages.

use krilla::SerializeSettings;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;

use crate::fonts::Fonts;
use crate::ink::{FontCache, Ink};
use crate::table::{Order, Pens};
use crate::text::{PT_PER_MM, Typesetter};
use crate::{SheetContent, SheetError};

/// What drawing on a page comes to.
pub(crate) type Done = Result<(), SheetError>;

/// A PDF being written: the same pages give the same bytes.
pub(crate) struct Book<'f> {
    document: krilla::Document,
    cache: FontCache,
    type_: Typesetter<'f>,
    order: Order,
}

impl<'f> Book<'f> {
    /// `title` is the key of the label that the document is named by.
    pub(crate) fn new(
        content: &SheetContent<'_>,
        fonts: &'f Fonts,
        order: Order,
        title: &str,
        compress: bool,
    ) -> Result<Self, SheetError> {
        let settings = SerializeSettings {
            compress_content_streams: compress,
            ..SerializeSettings::default()
        };
        let mut document = krilla::Document::new_with(settings);
        let title = content.label(order.lead, title)?;
        document.set_metadata(
            Metadata::new()
                .title(format!("{title} {}", content.order))
                .language(order.lead.code().to_owned()),
        );
        Ok(Self { document, cache: FontCache::new(), type_: Typesetter::new(fonts), order })
    }

    /// Draws one page of `width` × `height` (mm).
    pub(crate) fn page(
        &mut self,
        (width, height): (f64, f64),
        draw: impl FnOnce(&mut Pens<'_, '_, '_, '_>) -> Result<(), SheetError>,
    ) -> Result<(), SheetError> {
        let size = PageSettings::from_wh((width * PT_PER_MM) as f32, (height * PT_PER_MM) as f32)
            .ok_or_else(|| SheetError::Pdf { reason: "page without size".to_owned() })?;
        let mut page = self.document.start_page_with(size);
        let mut surface = page.surface();
        let mut ink = Ink::new(&mut surface, &mut self.cache);
        let mut pens = Pens { ink: &mut ink, type_: &mut self.type_, order: self.order };
        let drawn = draw(&mut pens);
        surface.finish();
        page.finish();
        drawn
    }

    pub(crate) fn finish(self) -> Result<Vec<u8>, SheetError> {
        self.document.finish().map_err(|e| SheetError::Pdf { reason: format!("{e:?}") })
    }
}
