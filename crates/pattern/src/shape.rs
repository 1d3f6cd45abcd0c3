//! The words of the template language: each table, its keys, and what stands under each.
//!
//! The reader asks these tables which keys it knows, and the published schema is written from them,
//! so that neither can know a key that the other does not. A test gives every key a value of the
//! wrong kind and leaves out every key that must be there; the reader has to find each.

/// What stands under a key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Is {
    /// Words.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Truth,
    /// A number or a formula.
    Formula,
    /// One of these words.
    Word(&'static [&'static str]),
    /// An edge, `panel.edge`.
    Edge,
    /// Two formulas.
    Point,
    /// A point by its name, or two formulas.
    PointOrName,
    /// The name of a point of the piece.
    PointName,
    /// An edge and a place on it, 0–1.
    EdgePoint,
    /// A number, or two for a pair.
    Layer,
    /// Two or three in a row, or a table.
    Seam,
    /// A list.
    List(&'static Self),
    /// A table whose keys are up to the template.
    Map(&'static Self),
    /// A table.
    Table(&'static Shape),
    /// A list of tables with an `id`.
    Tables(&'static Shape),
}

/// A key of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) is: Is,
    /// Must it be there, in a template that extends no other.
    pub(crate) must: bool,
    pub(crate) about: &'static str,
}

/// A table.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) keys: &'static [Key],
}

const fn must(name: &'static str, is: Is, about: &'static str) -> Key {
    Key { name, is, must: true, about }
}

const fn may(name: &'static str, is: Is, about: &'static str) -> Key {
    Key { name, is, must: false, about }
}

pub(crate) static CONFIDENCE: &[&str] = &["low", "derived", "documented", "signed"];
pub(crate) static TIBETAN: &[&str] = &["unconfirmed", "confirmed"];
pub(crate) static UNITS: &[&str] = &["cm", "degree", "count", "ratio"];
pub(crate) static PAIRS: &[&str] = &["across", "along"];
pub(crate) static GRAINS: &[&str] = &["down", "across", "bias"];
pub(crate) static REGIONS: &[&str] = &["front", "back", "arm", "neck"];
pub(crate) static SEAM_KINDS: &[&str] = &["sewn", "fold"];
pub(crate) static LINES: &[&str] = &["mark", "fold_in", "fold_out"];
pub(crate) static TOWARDS: &[&str] = &["start", "end"];
pub(crate) static LAYERS: &[&str] = &["shirt", "robe", "vest", "apron", "sash"];
pub(crate) static SLEEVES: &[&str] = &["both", "right_off", "both_tied"];
pub(crate) static STRIPES: &[&str] = &["free", "match", "offset"];
pub(crate) static GENDERS: &[&str] = &["women", "men", "all"];

pub(crate) static NAMES: Shape = Shape {
    name: "names",
    about: "One thing's name in three languages.",
    keys: &[
        must("zh", Is::Text, "Chinese."),
        must("bo", Is::Text, "Tibetan."),
        must("en", Is::Text, "English."),
        may("wylie", Is::Text, "The Tibetan in Wylie transliteration."),
    ],
};

pub(crate) static OPTION: Shape = Shape {
    name: "option",
    about: "Something that a customer or tailor may choose.",
    keys: &[
        must("default", Is::Number, "The value where none is chosen."),
        must("min", Is::Number, "The lowest value."),
        must("max", Is::Number, "The highest value."),
        may("step", Is::Number, "By how much a control moves it; 1 where it is not given."),
        may("unit", Is::Word(UNITS), "`cm` where it is not given; `count` takes whole numbers."),
        must("names", Is::Table(&NAMES), "What it is called."),
        may(
            "choices",
            Is::List(&Is::Table(&NAMES)),
            "For a `count` that is a choice: what each value from `min` on stands for.",
        ),
    ],
};

pub(crate) static EDGE: Shape = Shape {
    name: "edge",
    about: "A stretch of a piece's outline.",
    keys: &[
        must("id", Is::Text, "Its name; seams say `panel.edge`."),
        must("from", Is::PointName, "The point it starts at: where the edge before it ends."),
        must("to", Is::PointName, "The point it ends at."),
        may("c1", Is::Point, "First control point of a curve; needs `c2`."),
        may("c2", Is::Point, "Second control point of a curve; needs `c1`."),
        may("sa", Is::Formula, "Seam allowance (cm); 0 for a bound edge or a fold."),
    ],
};

pub(crate) static NOTCH: Shape = Shape {
    name: "notch",
    about: "A mark on an edge where pieces meet.",
    keys: &[
        must("edge", Is::Text, "The edge of this piece."),
        may("at", Is::Formula, "Where on it, as a share of its length from its start, 0–1."),
        may("at_cm", Is::Formula, "Where on it, in cm from its start; instead of `at`."),
        may("count", Is::Number, "How many cuts side by side: 1, or 2 for the back of a sleeve."),
    ],
};

pub(crate) static INTERNAL: Shape = Shape {
    name: "internal",
    about: "A line inside a piece.",
    keys: &[
        must(
            "id",
            Is::Text,
            "Its name. `stripe`, `waist` and `belt` are also where stripes are matched.",
        ),
        must("from", Is::PointOrName, "A point's name, or two formulas."),
        must("to", Is::PointOrName, "A point's name, or two formulas."),
        may("c1", Is::Point, "First control point of a curve; needs `c2`."),
        may("c2", Is::Point, "Second control point of a curve; needs `c1`."),
        may(
            "kind",
            Is::Word(LINES),
            "`mark`, or the way the cloth is folded there: `fold_in` wrong side to wrong side, \
             `fold_out` outside to outside.",
        ),
    ],
};

pub(crate) static DART: Shape = Shape {
    name: "dart",
    about: "A wedge sewn closed inside a piece: a diamond with both `up` and `down`.",
    keys: &[
        must("at", Is::Point, "The middle of its widest place."),
        may("up", Is::Formula, "Length towards −y (cm)."),
        may("down", Is::Formula, "Length towards +y (cm)."),
        must("width", Is::Formula, "Width at the widest place (cm); 0 for none."),
    ],
};

pub(crate) static PLEAT: Shape = Shape {
    name: "pleat",
    about: "A fold of cloth laid flat and held in the seam of an edge.",
    keys: &[
        must("edge", Is::Text, "The edge of this piece that takes it up."),
        may("at", Is::Formula, "Where its fold lies, as a share of the edge, 0–1."),
        may("at_cm", Is::Formula, "Where its fold lies, in cm from the edge's start."),
        must("depth", Is::Formula, "How deep it is (cm): the edge gets twice that shorter."),
        must("length", Is::Formula, "How far into the piece it is marked (cm)."),
        may("toward", Is::Word(TOWARDS), "To which end of the edge it is laid; `end`."),
    ],
};

pub(crate) static PLACE: Shape = Shape {
    name: "place",
    about: "Where a piece lies on the body before it is sewn.",
    keys: &[
        must("region", Is::Word(REGIONS), "Which part of the body."),
        must("layer", Is::Layer, "Order from the skin outwards; two for a pair, left then right."),
        must("origin", Is::Point, "The point that lies at the nape, or at a sleeve's shoulder."),
    ],
};

pub(crate) static PANEL: Shape = Shape {
    name: "panel",
    about: "A piece of cloth.",
    keys: &[
        must("id", Is::Text, "Its name in formulas and seams."),
        must("names", Is::Table(&NAMES), "What it is called on papers."),
        may("slot", Is::Text, "Which cloth it is cut from; `shell` where it is not given."),
        may("quantity", Is::Formula, "How often it is cut; 1."),
        may(
            "pair",
            Is::Word(PAIRS),
            "Two panels, `id_l` as drawn and `id_r` turned over: `across` in x, `along` in y.",
        ),
        may("grain", Is::Word(GRAINS), "How the warp runs; `down`."),
        may("sa", Is::Formula, "Seam allowance of all edges that give none (cm); 1."),
        may("rect", Is::Point, "Width and height of a plain rectangle, instead of `edges`."),
        may("points", Is::Map(&Is::Point), "Named points, two formulas each (cm)."),
        may("edges", Is::Tables(&EDGE), "The outline, edge after edge, closed."),
        may("notches", Is::List(&Is::Table(&NOTCH)), "Marks on edges."),
        may("internal", Is::Tables(&INTERNAL), "Lines inside."),
        may("darts", Is::List(&Is::Table(&DART)), "Wedges sewn closed."),
        may("pleats", Is::List(&Is::Table(&PLEAT)), "Folds held in a seam."),
        may("place", Is::Table(&PLACE), "Where it lies on the body; none: cut, but not draped."),
    ],
};

pub(crate) static SEAM: Shape = Shape {
    name: "seam",
    about: "Two edges that are joined.",
    keys: &[
        must("a", Is::Edge, "One edge."),
        must("b", Is::Edge, "The other edge."),
        may("kind", Is::Word(SEAM_KINDS), "`sewn`, or `fold`: one cloth that is folded there."),
        may("ease", Is::Formula, "By how much `a` is longer than `b` (cm)."),
    ],
};

pub(crate) static CLOSURE: Shape = Shape {
    name: "closure",
    about: "Two places held together by a button, hook or tie while it is worn.",
    keys: &[
        must("a", Is::EdgePoint, "The place that is brought over."),
        must("b", Is::EdgePoint, "The place it is held to."),
        may("a_outside", Is::Truth, "Does the panel of `a` lie outside; true."),
    ],
};

pub(crate) static WEAR: Shape = Shape {
    name: "wear",
    about: "How the finished garment is worn.",
    keys: &[
        may("belted", Is::Truth, "Is a belt or sash tied over it; false."),
        may("belt_height", Is::Formula, "Height of the belt above the floor (cm)."),
        may("hem_height", Is::Formula, "Height of the hem above the floor (cm)."),
        may("blouse", Is::Formula, "Length taken up above the belt (cm)."),
        may("wrapped_to_back", Is::List(&Is::Edge), "Edges laid to the back and tied there."),
        may("collar_turned", Is::Truth, "Is the collar folded outwards, over the robe; false."),
        may("closures", Is::List(&Is::Table(&CLOSURE)), "Buttons, hooks and ties."),
        may("layer", Is::Word(LAYERS), "What it is among the layers of a dress; `robe`."),
        may("under", Is::List(&Is::Text), "Ids of garments that are worn under it."),
        may("over", Is::List(&Is::Text), "Ids of garments that are worn over it."),
    ],
};

pub(crate) static STYLE: Shape = Shape {
    name: "style",
    about: "A way of wearing it; what it does not give is as in `wear`.",
    keys: &[
        must("id", Is::Text, "Its name in orders."),
        must("names", Is::Table(&NAMES), "What it is called."),
        must("sleeves", Is::Word(SLEEVES), "Which arms are in their sleeves."),
        may("belted", Is::Truth, "Is a belt or sash tied over it."),
        may("belt_height", Is::Formula, "Height of the belt above the floor (cm)."),
        may("hem_height", Is::Formula, "Height of the hem above the floor (cm)."),
        may("blouse", Is::Formula, "Length taken up above the belt (cm)."),
        may("turn_back", Is::Formula, "Length of the sleeves turned back over the wrist (cm); 0."),
    ],
};

pub(crate) static TRIM: Shape = Shape {
    name: "trim",
    about: "A band of another cloth sewn flat onto edges.",
    keys: &[
        must("id", Is::Text, "Its name."),
        may("names", Is::Table(&NAMES), "What it is called on papers."),
        must("edges", Is::List(&Is::Edge), "The edges it follows."),
        must("width", Is::Formula, "Its finished width (cm)."),
        must("slot", Is::Text, "Which cloth it is cut from."),
    ],
};

pub(crate) static FINISHED: Shape = Shape {
    name: "finished",
    about: "A row of the table of finished measures.",
    keys: &[
        must("id", Is::Text, "Its name."),
        must("names", Is::Table(&NAMES), "What it is called on papers."),
        must("value", Is::Formula, "The value (cm)."),
        may("over", Is::Text, "The body measure that it has ease over."),
    ],
};

pub(crate) static DOCUMENTED: Shape = Shape {
    name: "documented",
    about: "What a real piece measures, and so what a draft at the defaults has to measure.",
    keys: &[
        must("measure", Is::Text, "Id of the finished measure."),
        must("cm", Is::Number, "What the real piece measures (cm)."),
        must("size", Is::Text, "The size it is compared with, as `170/92A`."),
        must("sex", Is::Word(GENDERS), "Whose size that is: `women` or `men`."),
        must("source", Is::Text, "Which piece."),
        may("tolerance", Is::Number, "How far the draft may be off, as a share; 0.04."),
    ],
};

pub(crate) static CLOTH: Shape = Shape {
    name: "cloth",
    about: "What cloth a slot is cut from.",
    keys: &[
        must("fabrics", Is::List(&Is::Text), "Ids of the cloths that are used for it."),
        may("looms", Is::List(&Is::Number), "Narrowest and widest loom (cm); none: broad cloth."),
        may("one_way", Is::Truth, "May no piece be cut upside down; false."),
        may("stripes", Is::Word(STRIPES), "How stripes meet across seams; `free`."),
    ],
};

pub(crate) static COLOURWAY: Shape = Shape {
    name: "colourway",
    about: "Fabrics that go together; the first is the default.",
    keys: &[
        must("id", Is::Text, "Its name in orders."),
        must("names", Is::Table(&NAMES), "What it is called."),
        must("fabrics", Is::Map(&Is::Text), "The fabric for each slot."),
    ],
};

pub(crate) static RECORD: Shape = Shape {
    name: "record",
    about: "What is known of the garment beyond its cut.",
    keys: &[
        must("region", Is::Table(&NAMES), "Where it is worn."),
        must("gender", Is::Word(GENDERS), "Who wears it."),
        must("occasions", Is::List(&Is::Table(&NAMES)), "When it is worn."),
        must("materials", Is::List(&Is::Table(&NAMES)), "What it is made of."),
        may("motifs", Is::List(&Is::Table(&NAMES)), "What is woven or sewn on it."),
        may("etiquette", Is::List(&Is::Table(&NAMES)), "What is proper with it."),
        must("derived", Is::List(&Is::Text), "What in this file no source states."),
    ],
};

pub(crate) static ROOT: Shape = Shape {
    name: "garment",
    about: "A garment that can be drafted for any person. Lengths in cm, angles in degrees; x to \
            the right, y down; every piece as seen from outside.",
    keys: &[
        must("format", Is::Word(&["namza-garment/1"]), "The version of the language."),
        must("id", Is::Text, "The file's name without `.toml`."),
        must("names", Is::Table(&NAMES), "What the garment is called."),
        must("blurb", Is::Table(&NAMES), "A sentence about it for customers."),
        must("confidence", Is::Word(CONFIDENCE), "How well its cut is founded."),
        may("tibetan", Is::Word(TIBETAN), "Has a native reader confirmed the Tibetan; not yet."),
        may("sources", Is::List(&Is::Text), "Where its numbers are from."),
        may("record", Is::Table(&RECORD), "Region, gender, occasion, materials, etiquette."),
        may("options", Is::Map(&Is::Table(&OPTION)), "What may be chosen."),
        may("let", Is::Map(&Is::Formula), "Named formulas, in any order."),
        must("panel", Is::Tables(&PANEL), "The pieces."),
        may("seams", Is::List(&Is::Seam), "What is sewn to what."),
        may("wear", Is::Table(&WEAR), "How it is worn."),
        may("style", Is::Tables(&STYLE), "Ways of wearing it; the first is the default."),
        may("trim", Is::Tables(&TRIM), "Bands sewn on."),
        may("finished", Is::Tables(&FINISHED), "The table of finished measures."),
        may("documented", Is::List(&Is::Table(&DOCUMENTED)), "What real pieces measure."),
        may("cloth", Is::Map(&Is::Table(&CLOTH)), "What each slot is cut from."),
        may("colourway", Is::Tables(&COLOURWAY), "Fabrics that go together."),
    ],
};

/// Every table, for the schema.
pub(crate) static SHAPES: &[&Shape] = &[
    &NAMES,
    &OPTION,
    &EDGE,
    &NOTCH,
    &INTERNAL,
    &DART,
    &PLEAT,
    &PLACE,
    &PANEL,
    &SEAM,
    &CLOSURE,
    &WEAR,
    &STYLE,
    &TRIM,
    &FINISHED,
    &DOCUMENTED,
    &CLOTH,
    &COLOURWAY,
    &RECORD,
    &ROOT,
];
