//! Reading a template's values, with every problem noted and reading going on.

use std::collections::{BTreeMap, BTreeSet};

use measure::Dimension;

use crate::design::{CurveSpec, PointSpec, Reference};
use crate::formula::{self, Expr, Name};
use crate::node::{Kind, Node};
use crate::shape::{self, Shape};
use crate::{Names, TemplateProblem};

/// Short names of dimensions, as tailors say them.
const SHORT: [(&str, Dimension); 8] = [
    ("height", Dimension::Stature),
    ("bust", Dimension::BustGirth),
    ("chest", Dimension::BustGirth),
    ("waist", Dimension::WaistGirth),
    ("hip", Dimension::HipGirth),
    ("neck", Dimension::NeckGirth),
    ("wrist", Dimension::WristGirth),
    ("back_waist", Dimension::BackWaistLength),
];

/// The dimension that a name in a formula stands for.
pub(crate) fn dimension(name: &str) -> Option<Dimension> {
    let short = SHORT.iter().find(|(short, _)| *short == name).map(|&(_, d)| d);
    short.or_else(|| Dimension::from_key(name))
}

/// What reading has found so far.
#[derive(Default)]
pub(crate) struct Reader {
    pub(crate) problems: Vec<TemplateProblem>,
    /// Slots of options and lets by name.
    values: BTreeMap<String, usize>,
    /// Slots of edge lengths by `panel.edge`.
    lengths: BTreeMap<String, usize>,
    /// Slots of the dimensions that formulas read.
    pub(crate) measures: BTreeMap<Dimension, usize>,
    /// `panel.edge` of every panel of the pattern.
    edges: BTreeSet<Reference>,
    pub(crate) slot_count: usize,
}

impl Reader {
    pub(crate) fn note(&mut self, node: &Node, term: &str, why: impl Into<String>) {
        self.problems.push(node.problem(term, why));
    }

    pub(crate) fn new_slot(&mut self) -> usize {
        self.slot_count += 1;
        self.slot_count - 1
    }

    /// Gives the option or let `name` a slot.
    pub(crate) fn declare_value(&mut self, node: &Node, name: &str) -> usize {
        let slot = self.new_slot();
        let valid = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !valid {
            self.note(node, name, "cannot be used in a formula: letters, digits and _ only");
        }
        if dimension(name).is_some() || name == "pi" {
            self.note(node, name, "is the name of a measure already");
        }
        if self.values.insert(name.to_owned(), slot).is_some() {
            self.note(node, name, "is the name of an option and a let");
        }
        slot
    }

    /// Gives the length of an edge a slot, under the piece's id and its instances' ids.
    pub(crate) fn declare_edge(&mut self, node: &Node, piece: &str, panels: &[String], edge: &str) {
        let slot = self.new_slot();
        for panel in panels {
            if !self.edges.insert((panel.clone(), edge.to_owned())) {
                self.note(node, edge, format!("stands twice in {panel}"));
            }
        }
        for owner in panels.iter().map(String::as_str).chain([piece]) {
            self.lengths.insert(format!("{owner}.{edge}"), slot);
        }
    }

    pub(crate) fn length_slot(&self, piece: &str, edge: &str) -> usize {
        self.lengths.get(&format!("{piece}.{edge}")).copied().unwrap_or(0)
    }

    /// Notes the keys of a table that nothing reads.
    pub(crate) fn only(&mut self, node: &Node, shape: &Shape) {
        if !matches!(node.kind, Kind::Table(_)) {
            self.note(node, shape.name, "is no table");
        }
        for (key, entry) in node.entries() {
            if !shape.keys.iter().any(|k| k.name == key) {
                self.note(entry, key, "is no key that is known here");
            }
        }
    }

    /// The things in the list under `key`; none where it is missing. What is no list is noted.
    pub(crate) fn list<'a>(&mut self, node: &'a Node, key: &str) -> &'a [Node] {
        let Some(entry) = node.get(key) else { return &[] };
        if !matches!(entry.kind, Kind::List(_)) {
            self.note(entry, key, "is no list");
        }
        entry.items()
    }

    /// The entries of the table under `key`; none where it is missing. What is no table is noted.
    pub(crate) fn map<'a>(&mut self, node: &'a Node, key: &str) -> &'a [(String, Node)] {
        let Some(entry) = node.get(key) else { return &[] };
        if !matches!(entry.kind, Kind::Table(_)) {
            self.note(entry, key, "is no table");
        }
        entry.entries()
    }

    /// The texts in the list under `key`.
    pub(crate) fn texts(&mut self, node: &Node, key: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for item in self.list(node, key) {
            match item.as_text().filter(|t| !t.is_empty()) {
                Some(text) => texts.push(text.to_owned()),
                None => self.note(item, key, "holds something that is no text"),
            }
        }
        texts
    }

    /// The names in the list under `key`.
    pub(crate) fn names_list(&mut self, node: &Node, key: &str) -> Vec<Names> {
        self.list(node, key).iter().map(|item| self.names_of(item)).collect()
    }

    /// Which of `words` stands under `key`; `None` where nothing does, or something else, which is
    /// noted.
    pub(crate) fn word(
        &mut self,
        node: &Node,
        key: &str,
        words: &'static [&'static str],
    ) -> Option<&'static str> {
        let entry = node.get(key)?;
        let text = entry.as_text().unwrap_or_default();
        let found = words.iter().find(|w| **w == text).copied();
        if found.is_none() {
            let term = if text.is_empty() { key } else { text };
            self.note(entry, term, format!("is none of {}", words.join(", ")));
        }
        found
    }

    /// The entry `key`, which must be there.
    pub(crate) fn required<'a>(&mut self, node: &'a Node, key: &str) -> Option<&'a Node> {
        let found = node.get(key);
        if found.is_none() {
            self.note(node, key, "is missing");
        }
        found
    }

    /// The text under `key`; `None` where it is missing or is no text, which is noted.
    pub(crate) fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        let entry = self.required(node, key)?;
        let text = entry.as_text().filter(|t| !t.is_empty());
        if text.is_none() {
            self.note(entry, key, "is no text");
        }
        text.map(str::to_owned)
    }

    pub(crate) fn optional_text(&mut self, node: &Node, key: &str) -> Option<String> {
        node.get(key)?;
        self.text(node, key)
    }

    /// The number under `key`, which must be there.
    pub(crate) fn number(&mut self, node: &Node, key: &str) -> f64 {
        let Some(entry) = self.required(node, key) else { return 0.0 };
        entry.as_number().unwrap_or_else(|| {
            self.note(entry, key, "is no number");
            0.0
        })
    }

    pub(crate) fn truth(&mut self, node: &Node, key: &str, default: bool) -> bool {
        match node.get(key).map(|entry| (&entry.kind, entry)) {
            None => default,
            Some((Kind::Bool(truth), _)) => *truth,
            Some((_, entry)) => {
                self.note(entry, key, "is neither true nor false");
                default
            }
        }
    }

    /// The three names under `key`.
    pub(crate) fn names(&mut self, node: &Node, key: &str) -> Names {
        match self.required(node, key) {
            Some(entry) => self.names_of(entry),
            None => Names::default(),
        }
    }

    /// A table of three names.
    pub(crate) fn names_of(&mut self, entry: &Node) -> Names {
        self.only(entry, &shape::NAMES);
        let mut one = |language| self.text(entry, language).unwrap_or_default();
        let (zh, bo, en) = (one("zh"), one("bo"), one("en"));
        Names { zh, bo, en, wylie: self.optional_text(entry, "wylie") }
    }

    /// A number or a formula in a string.
    pub(crate) fn formula(&mut self, node: &Node) -> Expr {
        let text = match &node.kind {
            Kind::Number(number) => return Expr::Number(*number),
            Kind::Text(text) => text,
            _ => {
                self.note(node, "formula", "is neither a number nor a formula in quotes");
                return Expr::Number(0.0);
            }
        };
        let Self { values, lengths, measures, slot_count, .. } = self;
        let mut lookup = |name: Name<'_>| match name {
            Name::Length(edge) => lengths.get(edge).copied(),
            Name::Value(name) => match dimension(name) {
                None => values.get(name).copied(),
                Some(dimension) => Some(*measures.entry(dimension).or_insert_with(|| {
                    *slot_count += 1;
                    *slot_count - 1
                })),
            },
        };
        match formula::parse(text, &mut lookup) {
            Ok(expr) => expr,
            Err(errors) => {
                for error in errors {
                    self.note(node, &error.term, error.why);
                }
                Expr::Number(0.0)
            }
        }
    }

    /// The formula under `key`, or `default` where there is none.
    pub(crate) fn formula_or(&mut self, node: &Node, key: &str, default: f64) -> Expr {
        match node.get(key) {
            Some(entry) => self.formula(entry),
            None => Expr::Number(default),
        }
    }

    /// The formula under `key`, which must be there.
    pub(crate) fn required_formula(&mut self, node: &Node, key: &str) -> Expr {
        match self.required(node, key) {
            Some(entry) => self.formula(entry),
            None => Expr::Number(0.0),
        }
    }

    /// Two formulas in a list.
    pub(crate) fn point(&mut self, node: &Node) -> PointSpec {
        if let [x, y] = node.items() {
            return [self.formula(x), self.formula(y)];
        }
        self.note(node, "point", "is no list of two formulas");
        [Expr::Number(0.0), Expr::Number(0.0)]
    }

    pub(crate) fn required_point(&mut self, node: &Node, key: &str) -> PointSpec {
        match self.required(node, key) {
            Some(entry) => self.point(entry),
            None => [Expr::Number(0.0), Expr::Number(0.0)],
        }
    }

    /// A line or a cubic: `from`, `to` and, for a cubic, `c1` and `c2`. `end` reads an end.
    pub(crate) fn curve(
        &mut self,
        node: &Node,
        end: &mut dyn FnMut(&mut Self, &Node, &str) -> PointSpec,
    ) -> CurveSpec {
        let id = self.text(node, "id").unwrap_or_default();
        let from = end(self, node, "from");
        let to = end(self, node, "to");
        let controls = match (node.get("c1"), node.get("c2")) {
            (None, None) => None,
            (Some(c1), Some(c2)) => Some([self.point(c1), self.point(c2)]),
            _ => {
                self.note(node, &id, "has one of c1 and c2: a cubic needs both");
                None
            }
        };
        CurveSpec { id, from, controls, to }
    }

    /// `panel.edge` in a text.
    pub(crate) fn reference(&mut self, node: &Node) -> Reference {
        let text = node.as_text().unwrap_or_default();
        let (panel, edge) = text.split_once('.').unwrap_or_default();
        let reference = (panel.to_owned(), edge.to_owned());
        if !self.edges.contains(&reference) {
            self.note(node, text, "is no panel.edge of the pattern");
        }
        reference
    }

    pub(crate) fn references(&mut self, node: &Node, key: &str) -> Vec<Reference> {
        self.list(node, key).iter().map(|item| self.reference(item)).collect()
    }

    pub(crate) fn has_edge(&self, panel: &str, edge: &str) -> bool {
        self.edges.contains(&(panel.to_owned(), edge.to_owned()))
    }
}
