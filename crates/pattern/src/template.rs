//! The template language: reading a TOML file into a [`Design`].

use std::collections::{BTreeMap, BTreeSet};

use crate::design::{
    ClosureSpec, Colourway, Confidence, Design, FinishedSpec, OptionSpec, Reference, SeamSpec,
    Step, StyleSpec, TrimSpec, Unit, WearSpec,
};
use crate::formula::Expr;
use crate::node::{Kind, Node};
use crate::reader::{Reader, dimension};
use crate::shape::{self, Is};
use crate::{Layer, SeamKind, Sleeves, TemplateProblem, piece_template, record};

/// The versions of the language that this reads.
const FORMATS: &[&str] = &["namza-garment/1"];

/// Longer chains of `extends` are a mistake.
const MAX_EXTENDS: usize = 8;

impl Design {
    /// Reads a template.
    ///
    /// `file` is its name as problems are to show it. `other` gives the text of the template with
    /// another id, for `extends`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with its file, line and term.
    pub fn parse(
        file: &str,
        text: &str,
        other: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Vec<TemplateProblem>> {
        let root = extended(Node::parse(file, text)?, other)?;
        let mut reader = Reader::default();
        let design = design(&mut reader, &root);
        if reader.problems.is_empty() { Ok(design) } else { Err(reader.problems) }
    }
}

/// Lays the template over those it extends.
fn extended(
    mut root: Node,
    other: &dyn Fn(&str) -> Option<String>,
) -> Result<Node, Vec<TemplateProblem>> {
    let mut seen = 0;
    while let Some(node) = root.get("extends").cloned() {
        let id = node.as_text().unwrap_or_default();
        seen += 1;
        if seen > MAX_EXTENDS {
            return Err(vec![node.problem(id, "extends itself, or a chain that is too long")]);
        }
        let Some(text) = other(id) else {
            return Err(vec![node.problem(id, "is no template that is there")]);
        };
        let base = Node::parse(id, &text)?;
        if let Kind::Table(entries) = &mut root.kind {
            entries.retain(|(key, _)| key != "extends");
        }
        root = root.over(base);
    }
    Ok(root)
}

fn design(reader: &mut Reader, root: &Node) -> Design {
    reader.only(root, &shape::ROOT);
    if reader.required(root, "format").is_some() {
        reader.word(root, "format", FORMATS);
    }
    let list = |key: &str| root.get(key).map(Node::items).unwrap_or_default();
    let entries = |key: &str| root.get(key).map(Node::entries).unwrap_or_default();
    for key in shape::ROOT.keys {
        match key.is {
            Is::List(_) | Is::Tables(_) => {
                reader.list(root, key.name);
            }
            Is::Map(_) => {
                reader.map(root, key.name);
            }
            _ => {}
        }
    }

    // Every name first, so that formulas may use them in any order.
    let option_slots: Vec<_> =
        entries("options").iter().map(|(key, node)| reader.declare_value(node, key)).collect();
    let let_slots: Vec<_> =
        entries("let").iter().map(|(key, node)| reader.declare_value(node, key)).collect();
    for panel in list("panel") {
        piece_template::declare(reader, panel);
    }
    twice(reader, list("panel"));

    let options = entries("options").iter().map(|(key, node)| option(reader, key, node)).collect();
    let lets: Vec<_> = entries("let")
        .iter()
        .zip(let_slots)
        .map(|((name, node), slot)| Step::Let {
            name: name.clone(),
            slot,
            formula: reader.formula(node),
        })
        .collect();
    let pieces: Vec<_> = list("panel").iter().map(|n| piece_template::read(reader, n)).collect();
    let nodes: Vec<&Node> =
        entries("let").iter().map(|(_, node)| node).chain(list("panel")).collect();
    let steps: Vec<_> = lets.into_iter().chain((0..pieces.len()).map(Step::Piece)).collect();
    let steps = ordered(reader, &nodes, steps, &pieces);

    if pieces.is_empty() {
        reader.note(root, "panel", "is missing: a garment has at least one");
    }
    let mut design = Design {
        id: reader.text(root, "id").unwrap_or_default(),
        names: reader.names(root, "names"),
        blurb: reader.names(root, "blurb"),
        confidence: confidence(reader, root),
        tibetan_confirmed: reader.word(root, "tibetan", shape::TIBETAN) == Some("confirmed"),
        sources: reader.texts(root, "sources"),
        record: root.get("record").map(|n| record::record(reader, n)),
        cloths: record::cloths(reader, root),
        documented: list("documented").iter().map(|n| record::documented(reader, n)).collect(),
        styles: list("style").iter().map(|n| style(reader, n)).collect(),
        options,
        colourways: list("colourway").iter().map(|n| colourway(reader, n)).collect(),
        measures: Vec::new(),
        option_slots,
        slot_count: 0,
        steps,
        pieces,
        seams: list("seams").iter().map(|n| seam(reader, n)).collect(),
        wear: wear(reader, root),
        trims: list("trim").iter().map(|n| trim(reader, n)).collect(),
        finished: list("finished").iter().map(|n| finished(reader, n)).collect(),
    };
    design.measures = reader.measures.iter().map(|(&d, &slot)| (d, slot)).collect();
    design.slot_count = reader.slot_count;
    design
}

/// Notes ids that stand twice in a list.
fn twice(reader: &mut Reader, list: &[Node]) {
    let mut seen = BTreeSet::new();
    for node in list {
        let id = node.get("id").and_then(Node::as_text).unwrap_or_default();
        if !seen.insert(id) {
            reader.note(node, id, "stands twice");
        }
    }
}

fn confidence(reader: &mut Reader, root: &Node) -> Confidence {
    reader.required(root, "confidence");
    match reader.word(root, "confidence", shape::CONFIDENCE) {
        Some("signed") => Confidence::Signed,
        Some("documented") => Confidence::Documented,
        Some("derived") => Confidence::Derived,
        _ => Confidence::Low,
    }
}

fn option(reader: &mut Reader, key: &str, node: &Node) -> OptionSpec {
    reader.only(node, &shape::OPTION);
    let spec = OptionSpec {
        key: key.to_owned(),
        label: reader.names(node, "names"),
        default: reader.number(node, "default"),
        min: reader.number(node, "min"),
        max: reader.number(node, "max"),
        step: if node.get("step").is_some() { reader.number(node, "step") } else { 1.0 },
        unit: match reader.word(node, "unit", shape::UNITS) {
            Some("degree") => Unit::Degree,
            Some("count") => Unit::Count,
            Some("ratio") => Unit::Ratio,
            _ => Unit::Cm,
        },
        choices: reader.names_list(node, "choices"),
    };
    let steps = (spec.max - spec.min).round() as usize + 1;
    if !spec.choices.is_empty() && (spec.unit != Unit::Count || spec.choices.len() != steps) {
        reader.note(node, key, format!("is no count of {steps} choices"));
    }
    if !(spec.min <= spec.default && spec.default <= spec.max) {
        reader.note(node, key, "does not have its default between min and max");
    }
    spec
}

/// Puts the steps into an order in which each finds its values, or notes the cycle.
fn ordered(
    reader: &mut Reader,
    nodes: &[&Node],
    steps: Vec<Step>,
    pieces: &[crate::design::PieceSpec],
) -> Vec<Step> {
    let mut maker = BTreeMap::new();
    let mut needs = Vec::with_capacity(steps.len());
    let mut titles = Vec::with_capacity(steps.len());
    for (i, step) in steps.iter().enumerate() {
        let mut reads = BTreeSet::new();
        let mut read = |expr: &Expr| {
            expr.slots(&mut |slot| {
                reads.insert(slot);
            });
        };
        match step {
            Step::Let { name, slot, formula } => {
                maker.insert(*slot, i);
                read(formula);
                titles.push(name.as_str());
            }
            Step::Piece(at) => {
                for edge in &pieces[*at].edges {
                    maker.insert(edge.length_slot, i);
                    let curve = &edge.curve;
                    let points = [&curve.from, &curve.to].into_iter();
                    points.chain(curve.controls.iter().flatten()).flatten().for_each(&mut read);
                }
                titles.push(pieces[*at].id.as_str());
            }
        }
        needs.push(reads);
    }
    let needs: Vec<Vec<usize>> =
        needs.iter().map(|r| r.iter().filter_map(|s| maker.get(s).copied()).collect()).collect();
    let mut walk = Walk { needs: &needs, state: vec![State::New; steps.len()], order: Vec::new() };
    for i in 0..steps.len() {
        if let Some(cycle) = walk.visit(i, &mut Vec::new()) {
            let names: Vec<_> = cycle.iter().map(|&j| titles[j]).collect();
            reader.note(nodes[cycle[0]], &names.join(" → "), "needs itself");
            return Vec::new();
        }
    }
    let order = walk.order;
    let mut steps: Vec<_> = steps.into_iter().map(Some).collect();
    order.into_iter().filter_map(|i| steps[i].take()).collect()
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

/// A depth-first walk that puts what is needed before what needs it.
struct Walk<'a> {
    needs: &'a [Vec<usize>],
    state: Vec<State>,
    order: Vec<usize>,
}

impl Walk<'_> {
    /// The cycle that `i` is on, first step repeated at the end, if it is on one.
    fn visit(&mut self, i: usize, path: &mut Vec<usize>) -> Option<Vec<usize>> {
        path.push(i);
        match self.state[i] {
            State::Done => {}
            State::Open => {
                let start = path.iter().position(|&j| j == i).unwrap_or(0);
                return Some(path[start..].to_vec());
            }
            State::New => {
                self.state[i] = State::Open;
                for &need in &self.needs[i] {
                    if let Some(cycle) = self.visit(need, path) {
                        return Some(cycle);
                    }
                }
                self.state[i] = State::Done;
                self.order.push(i);
            }
        }
        path.pop();
        None
    }
}

/// `["a", "b"]`, `["a", "b", "fold"]`, or a table with `a`, `b`, `kind` and `ease`.
fn seam(reader: &mut Reader, node: &Node) -> SeamSpec {
    let (a, b, kind, ease) = match node.items() {
        [a, b] => (Some(a), Some(b), None, None),
        [a, b, kind] => (Some(a), Some(b), Some(kind), None),
        _ => {
            reader.only(node, &shape::SEAM);
            (node.get("a"), node.get("b"), node.get("kind"), node.get("ease"))
        }
    };
    let kind = match kind.map(|k| (k.as_text(), k)) {
        None | Some((Some("sewn"), _)) => SeamKind::Sewn,
        Some((Some("fold"), _)) => SeamKind::Fold,
        Some((text, node)) => {
            reader.note(node, text.unwrap_or("kind"), "is neither \"sewn\" nor \"fold\"");
            SeamKind::Sewn
        }
    };
    let mut edge = |of: Option<&Node>| {
        if let Some(of) = of {
            return reader.reference(of);
        }
        reader.note(node, "seam", "names no two edges");
        Reference::default()
    };
    let (a, b) = (edge(a), edge(b));
    let ease = ease.map_or(Expr::Number(0.0), |e| reader.formula(e));
    SeamSpec { a, b, kind, ease }
}

fn wear(reader: &mut Reader, root: &Node) -> WearSpec {
    let empty = Node { kind: Kind::Table(Vec::new()), ..root.clone() };
    let node = root.get("wear").unwrap_or(&empty);
    reader.only(node, &shape::WEAR);
    let closures = reader.list(node, "closures");
    WearSpec {
        layer: match reader.word(node, "layer", shape::LAYERS) {
            Some("shirt") => Layer::Shirt,
            Some("vest") => Layer::Vest,
            Some("apron") => Layer::Apron,
            Some("sash") => Layer::Sash,
            _ => Layer::Robe,
        },
        under: reader.texts(node, "under"),
        over: reader.texts(node, "over"),
        belted: reader.truth(node, "belted", false),
        belt_height: reader.formula_or(node, "belt_height", 0.0),
        hem_height: reader.formula_or(node, "hem_height", 0.0),
        blouse: reader.formula_or(node, "blouse", 0.0),
        wrapped: reader.references(node, "wrapped_to_back"),
        collar_turned: reader.truth(node, "collar_turned", false),
        closures: closures.iter().map(|n| closure(reader, n)).collect(),
    }
}

/// A way of wearing; what it leaves out is as in `wear`.
fn style(reader: &mut Reader, node: &Node) -> StyleSpec {
    reader.only(node, &shape::STYLE);
    let mut formula = |key: &str| node.get(key).map(|n| reader.formula(n));
    let (belt_height, hem_height, blouse, turn_back) =
        (formula("belt_height"), formula("hem_height"), formula("blouse"), formula("turn_back"));
    reader.required(node, "sleeves");
    StyleSpec {
        id: reader.text(node, "id").unwrap_or_default(),
        names: reader.names(node, "names"),
        sleeves: match reader.word(node, "sleeves", shape::SLEEVES) {
            Some("right_off") => Sleeves::RightOff,
            Some("both_tied") => Sleeves::BothTied,
            _ => Sleeves::Both,
        },
        belted: node.get("belted").map(|_| reader.truth(node, "belted", false)),
        belt_height,
        hem_height,
        blouse,
        turn_back,
    }
}

fn closure(reader: &mut Reader, node: &Node) -> ClosureSpec {
    reader.only(node, &shape::CLOSURE);
    let mut place = |key: &str| {
        if let Some([edge, at]) = node.get(key).map(Node::items) {
            return (reader.reference(edge), reader.formula(at));
        }
        reader.note(node, key, "is no list of a panel.edge and a place on it");
        (Reference::default(), Expr::Number(0.0))
    };
    let (a, b) = (place("a"), place("b"));
    ClosureSpec { a, b, a_outside: reader.truth(node, "a_outside", true) }
}

fn trim(reader: &mut Reader, node: &Node) -> TrimSpec {
    reader.only(node, &shape::TRIM);
    reader.required(node, "edges");
    TrimSpec {
        id: reader.text(node, "id").unwrap_or_default(),
        names: node.get("names").map(|_| reader.names(node, "names")),
        edges: reader.references(node, "edges"),
        width: reader.required_formula(node, "width"),
        slot: reader.text(node, "slot").unwrap_or_default(),
    }
}

fn finished(reader: &mut Reader, node: &Node) -> FinishedSpec {
    reader.only(node, &shape::FINISHED);
    let over = reader.optional_text(node, "over").and_then(|name| {
        let known = dimension(&name);
        if known.is_none() {
            reader.note(node, &name, "is no dimension");
        }
        let slot = reader.slot_count;
        let entry = *reader.measures.entry(known?).or_insert(slot);
        reader.slot_count += usize::from(entry == slot);
        Some(entry)
    });
    FinishedSpec {
        id: reader.text(node, "id").unwrap_or_default(),
        names: reader.names(node, "names"),
        value: reader.required_formula(node, "value"),
        over,
    }
}

fn colourway(reader: &mut Reader, node: &Node) -> Colourway {
    reader.only(node, &shape::COLOURWAY);
    reader.required(node, "fabrics");
    let mut fabrics = BTreeMap::new();
    for (slot, fabric) in reader.map(node, "fabrics") {
        match fabric.as_text() {
            Some(id) => drop(fabrics.insert(slot.clone(), id.to_owned())),
            None => reader.note(fabric, slot, "is no text"),
        }
    }
    Colourway {
        id: reader.text(node, "id").unwrap_or_default(),
        names: reader.names(node, "names"),
        fabrics,
    }
}
