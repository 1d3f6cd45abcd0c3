//! What a shop offers: garments, fabrics, and the words to speak of them in three languages.

mod catalog;
mod fabric;
mod spelling;
mod words;

pub use catalog::{Catalog, CatalogProblem};
pub use fabric::{Colour, ColourError, Fabric, Look, Mechanics, Motif, Stripe, Weave};
pub use fluent_bundle::FluentValue;
pub use pattern::Language;
/// Short for [`Language`].
pub use pattern::Language as Lang;
pub use pattern::Names;
pub use spelling::misspelt;
pub use words::{Status, Words, WordsProblem};
