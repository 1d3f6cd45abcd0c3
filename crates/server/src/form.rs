//! The form of a fitting: parsed once, into a request that cannot be wrong.

use std::collections::BTreeMap;

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use catalog::{Language, Words};
use fitting::{
    Dimension, FittingError, Order, PhotoInput, Request, RequestError, Sex, Size, Subject, View,
};
use utoipa::ToSchema;

use crate::maker::GarmentInfo;
use crate::problem::Problem;

/// The most bytes of one photo.
pub(crate) const PHOTO_LIMIT: usize = 12 << 20;
/// The most bytes of a whole form: two photos and the fields.
pub(crate) const FORM_LIMIT: usize = 2 * PHOTO_LIMIT + (64 << 10);
/// The most bytes of a field that is not a photo.
const TEXT_LIMIT: usize = 4 << 10;
/// The most characters of a field that is printed on the papers.
const PRINTED_LIMIT: usize = 40;

/// The form, as the API's description shows it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described, never made: the form is read field by field")]
pub(crate) struct FittingForm {
    /// The person from the front: JPEG, PNG or WebP, at most 12 MiB and 50 megapixels. May be
    /// left out when `tape` has values.
    #[schema(format = Binary, content_media_type = "image/*")]
    front: Option<Vec<u8>>,
    /// The person from the side.
    #[schema(format = Binary, content_media_type = "image/*")]
    side: Option<Vec<u8>>,
    /// Stature without shoes (mm).
    #[schema(example = 1680)]
    stature_mm: f64,
    /// Mass (kg).
    mass_kg: Option<f64>,
    /// `female` or `male`.
    sex: Option<String>,
    /// Identifier of the garment.
    #[schema(example = "chuba-women-sleeveless")]
    garment: String,
    /// Identifier of the colourway.
    colourway: Option<String>,
    /// Identifier of the fabric that it is cut from, instead of the colourway's.
    cloth: Option<String>,
    /// Identifier of the way in which it is worn: `right_off`.
    style: Option<String>,
    /// Identifiers of garments worn with it in the pictures, with commas between: `wonju,pangden`.
    with: Option<String>,
    /// The size of GB/T 1335 in which it is made ready, `170/92A`, instead of to her measure.
    ready_made: Option<String>,
    /// `true`: tell in the report which ready-made size fits best; takes about as long again.
    find_size: Option<String>,
    /// A JSON object of options: `{"hem_drop": -1}`.
    options: Option<String>,
    /// A JSON object of what a tape says (mm): `{"bust_girth": 920}`. After chest, waist and hips
    /// `inside_leg` tells most: without it no girth says how long the sleeves are.
    tape: Option<String>,
    /// The order number to print on the papers.
    reference: Option<String>,
    /// The date to print on the papers.
    date: Option<String>,
}

/// Reads forms, and says what is wrong in one language.
pub(crate) struct Reader<'a> {
    pub(crate) words: &'a Words,
    pub(crate) language: Language,
    pub(crate) garments: &'a [GarmentInfo],
}

#[derive(Default)]
struct Fields {
    photos: BTreeMap<&'static str, Vec<u8>>,
    texts: BTreeMap<&'static str, String>,
}

const PHOTOS: [&str; 2] = ["front", "side"];
const TEXTS: [&str; 14] = [
    "stature_mm",
    "mass_kg",
    "sex",
    "garment",
    "colourway",
    "cloth",
    "style",
    "with",
    "ready_made",
    "find_size",
    "options",
    "tape",
    "reference",
    "date",
];

impl Reader<'_> {
    /// Reads the whole form.
    pub(crate) async fn read(&self, mut form: Multipart) -> Result<Request, Box<Problem>> {
        let mut fields = Fields::default();
        while let Some(field) = form.next_field().await.map_err(|e| self.broken(&e))? {
            self.take(field, &mut fields).await?;
        }
        self.parse(fields)
    }

    async fn take(&self, mut field: Field<'_>, fields: &mut Fields) -> Result<(), Box<Problem>> {
        let name = field.name().unwrap_or_default().to_owned();
        let known = |list: &[&'static str]| list.iter().copied().find(|n| **n == name);
        let (photo, text) = (known(&PHOTOS), known(&TEXTS));
        let limit = if photo.is_some() { PHOTO_LIMIT } else { TEXT_LIMIT };
        if photo.is_none() && text.is_none() {
            return Err(self.bad("unknown_field", &name, &[("field", &name)]));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|e| self.broken(&e))? {
            if bytes.len() + chunk.len() > limit {
                return Err(self.too_large(limit).of_field(name));
            }
            bytes.extend_from_slice(&chunk);
        }
        let new = if let Some(name) = photo {
            // A browser sends an empty file for a picture that was not chosen.
            bytes.is_empty() || fields.photos.insert(name, bytes).is_none()
        } else if let (Some(name), Ok(text)) = (text, String::from_utf8(bytes)) {
            let text = text.trim().to_owned();
            text.is_empty() || fields.texts.insert(name, text).is_none()
        } else {
            return Err(self.problem(StatusCode::BAD_REQUEST, "malformed", &[]).of_field(name));
        };
        if new { Ok(()) } else { Err(self.bad("repeated_field", &name, &[("field", &name)])) }
    }

    fn parse(&self, mut fields: Fields) -> Result<Request, Box<Problem>> {
        let tape = self.tape(fields.texts.get("tape"))?;
        if !fields.photos.contains_key("front") && tape.is_empty() {
            return Err(self.bad("missing_front", "front", &[]));
        }
        let mut photos = Vec::new();
        for (name, view) in [("front", View::Front), ("side", View::Side)] {
            let Some(bytes) = fields.photos.remove(name) else { continue };
            if !is_picture(&bytes) {
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                return Err(self.problem(status, "unsupported_image", &[]).of_field(name));
            }
            photos.push(PhotoInput { view, bytes });
        }
        let sex = match fields.texts.get("sex").map(String::as_str) {
            None => None,
            Some("female") => Some(Sex::Female),
            Some("male") => Some(Sex::Male),
            Some(_) => return Err(self.bad("bad_sex", "sex", &[])),
        };
        let stature_mm = self.number("stature_mm", &fields)?;
        let mass_kg = self.number("mass_kg", &fields)?;
        let order = self.order(&mut fields, sex)?;
        let subject = Subject::new(photos, stature_mm, mass_kg, sex, &tape)
            .map_err(|error| self.of_request(error))?;
        Ok(Request { subject, order })
    }

    fn order(&self, fields: &mut Fields, sex: Option<Sex>) -> Result<Order, Box<Problem>> {
        let Some(id) = fields.texts.remove("garment") else {
            return Err(self.bad("missing_garment", "garment", &[]));
        };
        let Some(garment) = self.garments.iter().find(|g| g.id == id) else {
            return Err(self.bad("unknown_garment", "garment", &[("value", &id)]));
        };
        let options = self.numbers("options", fields.texts.get("options"))?;
        for (key, value) in &options {
            let field = format!("options.{key}");
            let Some(option) = garment.options.iter().find(|o| o.key == *key) else {
                return Err(self.bad("unknown_option", &field, &[("value", key)]));
            };
            if !(option.min..=option.max).contains(value) {
                let (low, high) = (option.min.to_string(), option.max.to_string());
                let values = [
                    ("field", key.as_str()),
                    ("value", &value.to_string()),
                    ("low", &low),
                    ("high", &high),
                ];
                return Err(self.bad("option_out_of_range", &field, &values));
            }
        }
        let colourway = fields.texts.remove("colourway");
        if let Some(id) = &colourway
            && !garment.colourways.iter().any(|c| c.id == *id)
        {
            return Err(self.bad("unknown_colourway", "colourway", &[("value", id)]));
        }
        let cloth = fields.texts.remove("cloth");
        if let Some(id) = &cloth
            && !garment.cloths.iter().any(|c| c.id == *id)
        {
            return Err(self.bad("unknown_cloth", "cloth", &[("value", id)]));
        }
        let style = fields.texts.remove("style");
        if let Some(asked) = &style
            && !garment.styles.iter().any(|s| s.id == *asked)
        {
            let allowed = garment.styles.iter().map(|s| s.id.clone()).collect();
            let error = FittingError::UnknownStyle { garment: id, id: asked.clone(), allowed };
            return Err(Problem::of_fitting(&error, self.words, self.language).of_field("style"));
        }
        let with = fields.texts.remove("with").unwrap_or_default();
        let with: Vec<String> =
            with.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
        for id in &with {
            let Some(other) = self.garments.iter().find(|g| g.id == *id) else {
                return Err(self.bad("unknown_garment", "with", &[("value", id)]));
            };
            let names = |a: &GarmentInfo, b: &GarmentInfo| a.worn_with.contains(&b.id);
            let others = with.iter().filter_map(|id| self.garments.iter().find(|g| g.id == *id));
            let mut company = others.chain([garment]).filter(|g| g.id != *id);
            if !company.any(|g| names(g, other) || names(other, g)) {
                return Err(self.bad("not_worn_together", "with", &[("value", id)]));
            }
        }
        let ready_made = match fields.texts.remove("ready_made") {
            None => None,
            Some(code) => {
                // What both sexes have is a woman's where it is not said whose.
                let sexes = sex.map_or(vec![Sex::Female, Sex::Male], |sex| vec![sex]);
                let size = sexes.into_iter().find_map(|sex| Size::parse(sex, &code));
                let unknown = || self.bad("unknown_size", "ready_made", &[("value", &code)]);
                Some(size.ok_or_else(unknown)?)
            }
        };
        let find_size = fields.texts.remove("find_size").is_some_and(|said| said == "true");
        let mut printed = |name: &str| -> String {
            let text = fields.texts.remove(name).unwrap_or_default();
            text.chars().filter(|c| !c.is_control()).take(PRINTED_LIMIT).collect()
        };
        let (reference, date) = (printed("reference"), printed("date"));
        Ok(Order {
            garment: id,
            options,
            colourway,
            cloth,
            style,
            with,
            ready_made,
            find_size,
            reference,
            date,
        })
    }

    fn tape(&self, text: Option<&String>) -> Result<Vec<(Dimension, f64)>, Box<Problem>> {
        let values = self.numbers("tape", text)?;
        values
            .into_iter()
            .map(|(key, mm)| {
                let unknown = || {
                    let field = format!("tape.{key}");
                    self.bad("unknown_dimension", &field, &[("value", &key)])
                };
                Ok((Dimension::from_key(&key).ok_or_else(unknown)?, mm))
            })
            .collect()
    }

    fn number(&self, name: &'static str, fields: &Fields) -> Result<Option<f64>, Box<Problem>> {
        let Some(text) = fields.texts.get(name) else { return Ok(None) };
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(self.bad("bad_number", name, &[("field", name), ("value", text)])),
        }
    }

    /// A JSON object with numbers.
    fn numbers(
        &self,
        name: &'static str,
        text: Option<&String>,
    ) -> Result<BTreeMap<String, f64>, Box<Problem>> {
        let Some(text) = text else { return Ok(BTreeMap::new()) };
        serde_json::from_str(text)
            .map_err(|_| self.bad("bad_number", name, &[("field", name), ("value", text)]))
    }

    fn of_request(&self, error: RequestError) -> Box<Problem> {
        let field = match &error {
            RequestError::MassOutOfRange { .. } => "mass_kg".to_owned(),
            RequestError::Measurement(fitting::MeasurementError::OutOfRange {
                dimension, ..
            }) if *dimension != Dimension::Stature => {
                format!("tape.{}", dimension.key())
            }
            _ => "stature_mm".to_owned(),
        };
        let error = FittingError::Request(error);
        Problem::of_fitting(&error, self.words, self.language).of_field(field)
    }

    fn broken(&self, error: &MultipartError) -> Box<Problem> {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return self.too_large(FORM_LIMIT);
        }
        self.problem(StatusCode::BAD_REQUEST, "malformed", &[])
    }

    fn too_large(&self, limit: usize) -> Box<Problem> {
        let limit = (limit >> 20).max(1).to_string();
        self.problem(StatusCode::PAYLOAD_TOO_LARGE, "too_large", &[("limit", &limit)])
    }

    fn bad(&self, code: &str, field: &str, values: &[(&str, &str)]) -> Box<Problem> {
        self.problem(StatusCode::UNPROCESSABLE_ENTITY, code, values).of_field(field)
    }

    fn problem(&self, status: StatusCode, code: &str, values: &[(&str, &str)]) -> Box<Problem> {
        Problem::new(self.words, self.language, status, code, values)
    }
}

/// Does the file begin like a JPEG, PNG or WebP? Its name and declared type are not asked.
fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xD8, 0xFF])
        || bytes.starts_with(b"\x89PNG\r\n\x1a\n")
        || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
}
