//! The JSON Schema of garment files, written from the tables that the reader reads by.

use serde_json::{Map, Value, json};

use crate::shape::{Is, ROOT, SHAPES, Shape};

/// Two whole templates, or one that extends another and names only what it changes.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Whole,
    Change,
}

/// The JSON Schema (draft 2020-12) of a garment file.
///
/// A TOML editor that is given it completes keys and marks mistakes. What it cannot say, such as
/// that a formula's names are known and outlines close, [`Design::parse`](crate::Design::parse)
/// says.
pub fn schema() -> Value {
    let mut defs = Map::new();
    for shape in SHAPES.iter().filter(|s| s.name != ROOT.name) {
        for kind in [Kind::Whole, Kind::Change] {
            defs.insert(reference(shape, kind), table(shape, kind));
        }
    }
    let mut change = table(&ROOT, Kind::Change);
    change["properties"]["extends"] =
        json!({"type": "string", "description": "Id of the garment that this one changes."});
    change["required"] = json!(["extends", "id"]);
    defs.insert("garment".to_owned(), table(&ROOT, Kind::Whole));
    defs.insert("garment-change".to_owned(), change);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Written by `namza lint --schema`; not to be edited.",
        "title": "Namza garment",
        "description": ROOT.about,
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/garment-change"},
        "else": {"$ref": "#/$defs/garment"},
        "$defs": defs,
    })
}

/// The schema as a file holds it.
pub fn schema_text() -> String {
    format!("{:#}\n", schema())
}

fn reference(shape: &Shape, kind: Kind) -> String {
    match kind {
        Kind::Whole => shape.name.to_owned(),
        Kind::Change => format!("{}-change", shape.name),
    }
}

fn table(shape: &Shape, kind: Kind) -> Value {
    let mut properties = Map::new();
    for key in shape.keys {
        let mut value = schema_of(key.is, kind);
        value["description"] = json!(key.about);
        properties.insert(key.name.to_owned(), value);
    }
    // A change names its thing by its id, and nothing else must be there.
    let required: Vec<&str> = shape
        .keys
        .iter()
        .filter(|k| k.must && (kind == Kind::Whole || k.name == "id"))
        .map(|k| k.name)
        .collect();
    json!({
        "type": "object",
        "description": shape.about,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn schema_of(is: Is, kind: Kind) -> Value {
    let formula = || json!({"type": ["number", "string"]});
    let pair = || json!({"type": "array", "items": formula(), "minItems": 2, "maxItems": 2});
    let edge = || json!({"type": "string", "pattern": "^[^.]+\\.[^.]+$"});
    match is {
        Is::Text | Is::PointName => json!({"type": "string", "minLength": 1}),
        Is::Number => json!({"type": "number"}),
        Is::Truth => json!({"type": "boolean"}),
        Is::Formula => formula(),
        Is::Word(words) => json!({"enum": words}),
        Is::Edge => edge(),
        Is::Point => pair(),
        Is::PointOrName => json!({"anyOf": [{"type": "string", "minLength": 1}, pair()]}),
        Is::EdgePoint => json!({
            "type": "array",
            "prefixItems": [edge(), formula()],
            "minItems": 2,
            "maxItems": 2,
        }),
        Is::Layer => json!({"anyOf": [
            {"type": "number"},
            {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        ]}),
        Is::Seam => json!({"anyOf": [
            {
                "type": "array",
                "prefixItems": [edge(), edge(), {"enum": crate::shape::SEAM_KINDS}],
                "minItems": 2,
                "maxItems": 3,
            },
            {"$ref": "#/$defs/seam"},
        ]}),
        // A list without ids replaces the other's as a whole, so its things are whole.
        Is::List(item) => json!({"type": "array", "items": schema_of(*item, Kind::Whole)}),
        Is::Map(value) => {
            json!({"type": "object", "additionalProperties": schema_of(*value, kind)})
        }
        Is::Table(shape) => json!({"$ref": format!("#/$defs/{}", reference(shape, kind))}),
        Is::Tables(shape) => json!({
            "type": "array",
            "items": {"$ref": format!("#/$defs/{}", reference(shape, kind))},
        }),
    }
}
