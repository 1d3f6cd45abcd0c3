//! What the service needs of an engine.

use std::collections::BTreeMap;

use catalog::Words;
use fitting::{Artefact, FittingError, Listener, Request};
use serde::Serialize;
use utoipa::ToSchema;

/// Makes fittings: the engine, or something quicker in a test.
pub trait Maker: Send + Sync + 'static {
    /// The sentences shown to people.
    fn words(&self) -> &Words;

    /// What can be made.
    fn garments(&self) -> Vec<GarmentInfo>;

    /// The whole trip. Blocks for as long as it takes, and tells `listener` on the way.
    ///
    /// # Errors
    ///
    /// [`FittingError`], of which the service only reads code, blame and sentence.
    fn make(
        &self,
        request: &Request,
        listener: &mut Listener<'_>,
    ) -> Result<BTreeMap<Artefact, Vec<u8>>, FittingError>;

    /// Somebody erased her data: what is kept of persons between fittings goes.
    fn forget(&self);

    /// Time passes: what was kept of persons long enough goes.
    fn sweep(&self);
}

/// A garment that can be made.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct GarmentInfo {
    /// Identifier, for the field `garment` of a fitting.
    pub id: String,
    /// Name by language: `zh`, `bo`, `en`.
    pub names: BTreeMap<&'static str, String>,
    /// One sentence about it, by language.
    pub blurb: BTreeMap<&'static str, String>,
    /// How well the cut is founded: `low`, `derived`, `documented`, `signed`.
    pub confidence: String,
    /// What may be chosen.
    pub options: Vec<OptionInfo>,
    /// In which ways it is worn, the usual one first; empty where there is only one.
    pub styles: Vec<ChoiceInfo>,
    /// Identifiers of garments that are worn under or over it.
    pub worn_with: Vec<String>,
    /// Which cloths go together: identifier, and name by language.
    pub colourways: Vec<ChoiceInfo>,
    /// Fabrics that it may be cut from, other than the colourway's.
    pub cloths: Vec<ChoiceInfo>,
}

/// Something that may be chosen about a garment.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct OptionInfo {
    /// The key in the field `options` of a fitting.
    pub key: String,
    /// Name by language.
    pub names: BTreeMap<&'static str, String>,
    /// The value where none is given.
    pub default: f64,
    /// The lowest value.
    pub min: f64,
    /// The highest value.
    pub max: f64,
    /// The step of a control.
    pub step: f64,
    /// `cm`, `degree`, `count` or `ratio`.
    pub unit: String,
}

/// One of what may be chosen: a way of wearing, a fabric, cloths that go together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChoiceInfo {
    /// Identifier, for the field `style`, `cloth` or `colourway` of a fitting.
    pub id: String,
    /// Name by language: `zh`, `bo`, `en`.
    pub names: BTreeMap<&'static str, String>,
}
