//! What a template tells beyond the cut: the record of the garment, its cloths, and real pieces.

use std::collections::BTreeMap;

use measure::Sex;
use serde::{Deserialize, Serialize};

use crate::node::Node;
use crate::reader::Reader;
use crate::{Names, shape};

/// What is known of a garment beyond its cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Where it is worn.
    pub region: Names,
    /// Who wears it; `None` for everybody.
    pub sex: Option<Sex>,
    /// When it is worn.
    pub occasions: Vec<Names>,
    /// What it is made of.
    pub materials: Vec<Names>,
    /// What is woven or sewn on it.
    pub motifs: Vec<Names>,
    /// What is proper with it.
    pub etiquette: Vec<Names>,
    /// What in its template no source states.
    pub derived: Vec<String>,
}

/// What cloth a slot may be cut from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClothRule {
    /// Ids of the cloths, whatever their colour.
    pub fabrics: Vec<String>,
    /// Narrowest and widest loom (mm); `None` where it is cut from broad cloth.
    pub looms_mm: Option<[f64; 2]>,
    /// May no piece be cut upside down.
    pub one_way: bool,
    /// How stripes meet across seams.
    pub stripes: Stripes,
}

/// How stripes meet across seams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stripes {
    /// As it falls.
    #[default]
    Free,
    /// The same stripe goes on across a seam.
    Match,
    /// They are set off against one another, by where the pieces' stripe lines lie.
    Offset,
}

/// What a real piece measures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Documented {
    /// Id of the finished measure.
    pub measure: String,
    /// What the real piece measures (mm).
    pub mm: f64,
    /// The size it is compared with.
    pub size: String,
    /// Whose size that is.
    pub sex: Sex,
    /// Which piece.
    pub source: String,
    /// How far a draft at the defaults may be off, as a share.
    pub tolerance: f64,
}

/// How far a draft may be off a real piece where the template does not say.
const TOLERANCE: f64 = 0.04;

pub(crate) fn record(reader: &mut Reader, node: &Node) -> Record {
    reader.only(node, &shape::RECORD);
    for key in ["gender", "occasions", "materials", "derived"] {
        reader.required(node, key);
    }
    Record {
        region: reader.names(node, "region"),
        sex: sex(reader, node, "gender"),
        occasions: reader.names_list(node, "occasions"),
        materials: reader.names_list(node, "materials"),
        motifs: reader.names_list(node, "motifs"),
        etiquette: reader.names_list(node, "etiquette"),
        derived: reader.texts(node, "derived"),
    }
}

fn sex(reader: &mut Reader, node: &Node, key: &str) -> Option<Sex> {
    match reader.word(node, key, shape::GENDERS) {
        Some("women") => Some(Sex::Female),
        Some("men") => Some(Sex::Male),
        _ => None,
    }
}

pub(crate) fn cloths(reader: &mut Reader, root: &Node) -> BTreeMap<String, ClothRule> {
    let mut cloths = BTreeMap::new();
    for (slot, node) in root.get("cloth").map(Node::entries).unwrap_or_default() {
        reader.only(node, &shape::CLOTH);
        reader.required(node, "fabrics");
        let looms = reader.list(node, "looms");
        let looms_mm = match looms.iter().map(Node::as_number).collect::<Vec<_>>()[..] {
            [] => None,
            [Some(low), Some(high)] if 0.0 < low && low <= high => Some([low * 10.0, high * 10.0]),
            _ => {
                reader.note(&looms[0], "looms", "are not the narrowest and the widest loom");
                None
            }
        };
        let rule = ClothRule {
            fabrics: reader.texts(node, "fabrics"),
            looms_mm,
            one_way: reader.truth(node, "one_way", false),
            stripes: match reader.word(node, "stripes", shape::STRIPES) {
                Some("match") => Stripes::Match,
                Some("offset") => Stripes::Offset,
                _ => Stripes::Free,
            },
        };
        cloths.insert(slot.clone(), rule);
    }
    cloths
}

pub(crate) fn documented(reader: &mut Reader, node: &Node) -> Documented {
    reader.only(node, &shape::DOCUMENTED);
    reader.required(node, "sex");
    let sex = sex(reader, node, "sex");
    if node.get("sex").is_some() && sex.is_none() {
        reader.note(node, "sex", "is neither women nor men");
    }
    Documented {
        measure: reader.text(node, "measure").unwrap_or_default(),
        mm: reader.number(node, "cm") * 10.0,
        size: reader.text(node, "size").unwrap_or_default(),
        sex: sex.unwrap_or(Sex::Female),
        source: reader.text(node, "source").unwrap_or_default(),
        tolerance: match node.get("tolerance") {
            Some(_) => reader.number(node, "tolerance"),
            None => TOLERANCE,
        },
    }
}
