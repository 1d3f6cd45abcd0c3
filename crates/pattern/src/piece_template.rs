//! Reading the pieces of a template.

use std::collections::BTreeMap;

use crate::design::{
    CurveSpec, DartSpec, EdgeSpec, InternalSpec, Mirror, NotchSpec, PieceSpec, PlacementSpec,
    PleatSpec, PointSpec, RegionSpec,
};
use crate::formula::{Expr, Operator};
use crate::node::Node;
use crate::reader::Reader;
use crate::{LineKind, Region, shape};

/// Edges of a `rect`, in the order they are drawn in.
const RECT: [&str; 4] = ["left", "bottom", "right", "top"];

/// Seam allowance where none is given (cm).
const ALLOWANCE_CM: f64 = 1.0;

/// Declares the edges of a piece, so that formulas and seams may name them.
pub(crate) fn declare(reader: &mut Reader, node: &Node) {
    let id = reader.text(node, "id").unwrap_or_default();
    let panels = panels(&id, mirror(reader, node));
    if node.get("rect").is_some() {
        for edge in RECT {
            reader.declare_edge(node, &id, &panels, edge);
        }
        return;
    }
    for edge in node.get("edges").map(Node::items).unwrap_or_default() {
        let name = edge.get("id").and_then(Node::as_text).unwrap_or_default().to_owned();
        reader.declare_edge(edge, &id, &panels, &name);
    }
}

/// The ids of the panels that a piece becomes.
pub(crate) fn panels(piece: &str, pair: Option<Mirror>) -> Vec<String> {
    match pair {
        None => vec![piece.to_owned()],
        Some(_) => vec![format!("{piece}_l"), format!("{piece}_r")],
    }
}

fn mirror(reader: &mut Reader, node: &Node) -> Option<Mirror> {
    match reader.word(node, "pair", shape::PAIRS)? {
        "across" => Some(Mirror::Across),
        _ => Some(Mirror::Along),
    }
}

/// Reads one `[[panel]]`.
pub(crate) fn read(reader: &mut Reader, node: &Node) -> PieceSpec {
    reader.only(node, &shape::PANEL);
    let id = node.get("id").and_then(Node::as_text).unwrap_or_default().to_owned();
    let pair = match node.get("pair").and_then(Node::as_text) {
        Some("across") => Some(Mirror::Across),
        Some("along") => Some(Mirror::Along),
        _ => None,
    };
    let points: BTreeMap<&str, PointSpec> = reader
        .map(node, "points")
        .iter()
        .map(|(name, point)| (name.as_str(), reader.point(point)))
        .collect();
    let edges = match node.get("rect") {
        Some(rect) => rectangle(reader, node, rect, &id),
        None => edges(reader, node, &points, &id),
    };
    let panel = panels(&id, pair).swap_remove(0);
    PieceSpec {
        names: reader.names(node, "names"),
        slot: reader.optional_text(node, "slot").unwrap_or_else(|| "shell".to_owned()),
        quantity: reader.formula_or(node, "quantity", 1.0),
        grain: grain(reader, node),
        edges,
        notches: reader.list(node, "notches").iter().map(|n| notch(reader, n, &panel)).collect(),
        internal: reader
            .list(node, "internal")
            .iter()
            .map(|n| internal(reader, n, &points))
            .collect(),
        darts: reader.list(node, "darts").iter().map(|n| dart(reader, n)).collect(),
        pleats: reader.list(node, "pleats").iter().map(|n| pleat(reader, n, &panel)).collect(),
        placement: node.get("place").map(|n| placement(reader, n)),
        id,
        pair,
    }
}

fn edges(
    reader: &mut Reader,
    node: &Node,
    points: &BTreeMap<&str, PointSpec>,
    piece: &str,
) -> Vec<EdgeSpec> {
    reader.required(node, "edges");
    let items = reader.list(node, "edges");
    if items.len() < 2 {
        reader.note(node, piece, "has fewer than two edges");
    }
    let end = |of: &Node, key: &str| of.get(key).and_then(Node::as_text).map(str::to_owned);
    let mut edges = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        reader.only(item, &shape::EDGE);
        let before = &items[(i + items.len() - 1) % items.len()];
        if end(item, "from") != end(before, "to") {
            let id = end(item, "id").unwrap_or_default();
            reader.note(item, &id, "does not start where the edge before it ends");
        }
        let curve = reader.curve(item, &mut |reader, node, key| named(reader, node, key, points));
        let allowance = match item.get("sa").or_else(|| node.get("sa")) {
            Some(sa) => reader.formula(sa),
            None => Expr::Number(ALLOWANCE_CM),
        };
        let length_slot = reader.length_slot(piece, &curve.id);
        edges.push(EdgeSpec { curve, allowance, length_slot });
    }
    edges
}

/// The point of the piece that is named under `key`.
fn named(
    reader: &mut Reader,
    node: &Node,
    key: &str,
    points: &BTreeMap<&str, PointSpec>,
) -> PointSpec {
    let name = reader.text(node, key).unwrap_or_default();
    if let Some(point) = points.get(name.as_str()) {
        return point.clone();
    }
    if !name.is_empty() {
        reader.note(node, &name, "is no point of the piece");
    }
    [Expr::Number(0.0), Expr::Number(0.0)]
}

fn rectangle(reader: &mut Reader, node: &Node, rect: &Node, piece: &str) -> Vec<EdgeSpec> {
    let [w, h] = reader.point(rect);
    let zero = || Expr::Number(0.0);
    let corners = [[zero(), zero()], [zero(), h.clone()], [w.clone(), h], [w, zero()]];
    let allowance = reader.formula_or(node, "sa", ALLOWANCE_CM);
    let edge = |i: usize| EdgeSpec {
        curve: CurveSpec {
            id: RECT[i].to_owned(),
            from: corners[i].clone(),
            controls: None,
            to: corners[(i + 1) % 4].clone(),
        },
        allowance: allowance.clone(),
        length_slot: reader.length_slot(piece, RECT[i]),
    };
    (0..4).map(edge).collect()
}

fn grain(reader: &mut Reader, node: &Node) -> [f64; 2] {
    match reader.word(node, "grain", shape::GRAINS) {
        Some("across") => [1.0, 0.0],
        Some("bias") => [std::f64::consts::FRAC_1_SQRT_2; 2],
        _ => [0.0, 1.0],
    }
}

fn notch(reader: &mut Reader, node: &Node, panel: &str) -> NotchSpec {
    reader.only(node, &shape::NOTCH);
    let (edge, at) = on_edge(reader, node, panel);
    let count = if node.get("count").is_some() { reader.number(node, "count") } else { 1.0 };
    if !(1.0..=3.0).contains(&count) || count.fract() != 0.0 {
        reader.note(node, "count", "is neither 1 nor 2 nor 3");
    }
    NotchSpec { edge, at, count: count.clamp(1.0, 3.0) as u32 }
}

fn pleat(reader: &mut Reader, node: &Node, panel: &str) -> PleatSpec {
    reader.only(node, &shape::PLEAT);
    let (edge, at) = on_edge(reader, node, panel);
    PleatSpec {
        edge,
        at,
        depth: reader.required_formula(node, "depth"),
        length: reader.required_formula(node, "length"),
        toward_end: reader.word(node, "toward", shape::TOWARDS) != Some("start"),
    }
}

/// An edge of the piece and a place on it.
fn on_edge(reader: &mut Reader, node: &Node, panel: &str) -> (String, Expr) {
    let edge = reader.text(node, "edge").unwrap_or_default();
    if !reader.has_edge(panel, &edge) {
        reader.note(node, &edge, "is no edge of the piece");
    }
    let at = match node.get("at_cm") {
        // A length is turned into a share of the edge here, where the length's slot is at hand.
        Some(length) => {
            let slot = reader.length_slot(panel, &edge);
            let length = reader.formula(length);
            Expr::Binary(Operator::Divide, Box::new(length), Box::new(Expr::Slot(slot)))
        }
        None => reader.required_formula(node, "at"),
    };
    (edge, at)
}

/// An inner line; its ends are points of the piece, or two formulas.
fn internal(reader: &mut Reader, node: &Node, points: &BTreeMap<&str, PointSpec>) -> InternalSpec {
    reader.only(node, &shape::INTERNAL);
    let curve = reader.curve(node, &mut |reader, node, key| match node.get(key) {
        Some(n) if n.as_text().is_none() => reader.point(n),
        _ => named(reader, node, key, points),
    });
    let kind = match reader.word(node, "kind", shape::LINES) {
        Some("fold_in") => LineKind::FoldIn,
        Some("fold_out") => LineKind::FoldOut,
        _ => LineKind::Mark,
    };
    InternalSpec { curve, kind }
}

fn dart(reader: &mut Reader, node: &Node) -> DartSpec {
    reader.only(node, &shape::DART);
    DartSpec {
        at: reader.required_point(node, "at"),
        up: reader.formula_or(node, "up", 0.0),
        down: reader.formula_or(node, "down", 0.0),
        width: reader.required_formula(node, "width"),
    }
}

fn placement(reader: &mut Reader, node: &Node) -> PlacementSpec {
    reader.only(node, &shape::PLACE);
    reader.required(node, "region");
    let region = match reader.word(node, "region", shape::REGIONS) {
        Some("front") => RegionSpec::One(Region::Front),
        Some("back") => RegionSpec::One(Region::Back),
        Some("neck") => RegionSpec::One(Region::Neck),
        _ => RegionSpec::Arm,
    };
    let layers = match node.get("layer").map(Node::items) {
        Some([left, right]) => [left, right].map(|n| {
            n.as_number().map_or_else(
                || {
                    reader.note(n, "layer", "is no number");
                    0
                },
                |layer| layer as i32,
            )
        }),
        _ => [reader.number(node, "layer") as i32; 2],
    };
    PlacementSpec { region, layers, origin: reader.required_point(node, "origin") }
}
