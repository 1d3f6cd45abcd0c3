//! Drafting: a design, a person and her options give a pattern.

use kurbo::{Affine, BezPath, Point, Vec2};
use measure::Measurements;

use crate::design::{
    ClosureSpec, CurveSpec, Mirror, NotchSpec, Options, PieceSpec, PointSpec, Reference,
    RegionSpec, Step, StyleSpec, Unit,
};
use crate::formula::Expr;
use crate::piece_template::panels;
use crate::{
    Closure, Dart, Design, DraftError, Edge, EdgePoint, EdgeRef, FinishedMeasure, InternalLine,
    Notch, Panel, Pattern, Placement, Pleat, Region, Seam, Trim, Wear, WearingStyle, allowance,
};

/// Templates are in centimetres, patterns in millimetres.
const MM_PER_CM: f64 = 10.0;

/// To how much the length of an edge is known while drafting (mm).
const LENGTH_TOLERANCE_MM: f64 = 1e-4;

impl Design {
    /// Drafts the garment for one person. Takes well under a millisecond.
    ///
    /// Options that are not given take their defaults. The pattern may still be one that does not
    /// sew; [`Pattern::problems`] says.
    ///
    /// # Errors
    ///
    /// [`DraftError::Missing`] names all dimensions that are not known,
    /// [`DraftError::UnknownOption`], [`DraftError::OptionOutOfRange`], and
    /// [`DraftError::NotFinite`] for a body to which the formulas have no answer.
    pub fn draft(&self, body: &Measurements, options: &Options) -> Result<Pattern, DraftError> {
        let options = self.complete(options)?;
        let mut values = vec![f64::NAN; self.slot_count];
        let mut missing = Vec::new();
        for &(dimension, slot) in &self.measures {
            match body.mm(dimension) {
                Ok(mm) => values[slot] = mm / MM_PER_CM,
                Err(_) => missing.push(dimension),
            }
        }
        if !missing.is_empty() {
            return Err(DraftError::Missing { dimensions: missing });
        }
        for (spec, &slot) in self.options.iter().zip(&self.option_slots) {
            values[slot] = options[&spec.key];
        }
        let mut row = Row { garment: &self.id, values };
        let mut drawn: Vec<Option<Vec<BezPath>>> = vec![None; self.pieces.len()];
        for step in &self.steps {
            match step {
                Step::Let { name, slot, formula } => {
                    row.values[*slot] = row.value(formula, || name.clone())?;
                }
                Step::Piece(i) => {
                    let piece = &self.pieces[*i];
                    let curves = row.edges(piece)?;
                    for (edge, curve) in piece.edges.iter().zip(&curves) {
                        row.values[edge.length_slot] = length_mm(curve) / MM_PER_CM;
                    }
                    drawn[*i] = Some(curves);
                }
            }
        }
        let mut panels = Vec::new();
        for (piece, curves) in self.pieces.iter().zip(drawn) {
            row.panels(piece, curves.unwrap_or_default(), &mut panels)?;
        }
        let pattern = Pattern {
            garment: self.id.clone(),
            names: self.names.clone(),
            panels,
            seams: self.seams(&row)?,
            finished: self.finished(&row)?,
            wear: self.wear(&row)?,
            trims: self.trims(&row)?,
            styles: self.drafted_styles(&row)?,
            options,
        };
        Ok(pattern)
    }

    /// The options with defaults for those not given.
    fn complete(&self, given: &Options) -> Result<Options, DraftError> {
        for key in given.keys() {
            if !self.options.iter().any(|o| o.key == *key) {
                return Err(DraftError::UnknownOption {
                    garment: self.id.clone(),
                    option: key.clone(),
                });
            }
        }
        let mut complete = Options::new();
        for spec in &self.options {
            let value = given.get(&spec.key).copied().unwrap_or(spec.default);
            if !(spec.min..=spec.max).contains(&value) {
                return Err(DraftError::OptionOutOfRange {
                    option: spec.key.clone(),
                    value,
                    min: spec.min,
                    max: spec.max,
                });
            }
            let value = if spec.unit == Unit::Count { value.round() } else { value };
            complete.insert(spec.key.clone(), value);
        }
        Ok(complete)
    }

    fn seams(&self, row: &Row<'_>) -> Result<Vec<Seam>, DraftError> {
        let one = |spec: &crate::design::SeamSpec| {
            Ok(Seam {
                a: edge_ref(&spec.a),
                b: edge_ref(&spec.b),
                // Outlines all run the same way round, so neighbours meet head to tail.
                reversed: true,
                kind: spec.kind,
                ease_mm: row.mm(&spec.ease, || format!("ease of {}.{}", spec.a.0, spec.a.1))?,
            })
        };
        self.seams.iter().map(one).collect()
    }

    fn finished(&self, row: &Row<'_>) -> Result<Vec<FinishedMeasure>, DraftError> {
        let one = |spec: &crate::design::FinishedSpec| {
            let mm = row.mm(&spec.value, || spec.id.clone())?;
            Ok(FinishedMeasure {
                id: spec.id.clone(),
                names: spec.names.clone(),
                mm,
                ease_mm: spec.over.map(|slot| mm - row.values[slot] * MM_PER_CM),
            })
        };
        self.finished.iter().map(one).collect()
    }

    fn trims(&self, row: &Row<'_>) -> Result<Vec<Trim>, DraftError> {
        let one = |spec: &crate::design::TrimSpec| {
            Ok(Trim {
                id: spec.id.clone(),
                names: spec.names.clone(),
                edges: spec.edges.iter().map(edge_ref).collect(),
                width_mm: row.mm(&spec.width, || spec.id.clone())?,
                slot: spec.slot.clone(),
            })
        };
        self.trims.iter().map(one).collect()
    }

    fn wear(&self, row: &Row<'_>) -> Result<Wear, DraftError> {
        let spec = &self.wear;
        let closure = |spec: &ClosureSpec| {
            Ok(Closure {
                a: edge_point(row, &spec.a)?,
                b: edge_point(row, &spec.b)?,
                a_outside: spec.a_outside,
            })
        };
        Ok(Wear {
            belted: spec.belted,
            belt_height_mm: row.mm(&spec.belt_height, || "belt_height".to_owned())?,
            hem_height_mm: row.mm(&spec.hem_height, || "hem_height".to_owned())?,
            blouse_mm: row.mm(&spec.blouse, || "blouse".to_owned())?,
            wrapped_to_back: spec.wrapped.iter().map(edge_ref).collect(),
            closures: spec.closures.iter().map(closure).collect::<Result<_, DraftError>>()?,
            layer: spec.layer,
            collar_turned: spec.collar_turned,
            ..Wear::default()
        })
    }

    fn drafted_styles(&self, row: &Row<'_>) -> Result<Vec<WearingStyle>, DraftError> {
        let wear = self.wear(row)?;
        let one = |spec: &StyleSpec| {
            let or = |formula: &Option<Expr>, otherwise: f64| match formula {
                Some(formula) => row.mm(formula, || format!("style {}", spec.id)),
                None => Ok(otherwise),
            };
            Ok(WearingStyle {
                id: spec.id.clone(),
                names: spec.names.clone(),
                wear: Wear {
                    sleeves: spec.sleeves,
                    turn_back_mm: or(&spec.turn_back, 0.0)?,
                    belted: spec.belted.unwrap_or(wear.belted),
                    belt_height_mm: or(&spec.belt_height, wear.belt_height_mm)?,
                    hem_height_mm: or(&spec.hem_height, wear.hem_height_mm)?,
                    blouse_mm: or(&spec.blouse, wear.blouse_mm)?,
                    ..wear.clone()
                },
            })
        };
        self.styles.iter().map(one).collect()
    }
}

fn edge_ref((panel, edge): &Reference) -> EdgeRef {
    EdgeRef { panel: panel.clone(), edge: edge.clone() }
}

fn edge_point(row: &Row<'_>, spec: &(Reference, Expr)) -> Result<EdgePoint, DraftError> {
    let ((panel, edge), at) = spec;
    let at = row.value(at, || format!("place on {panel}.{edge}"))?.clamp(0.0, 1.0);
    Ok(EdgePoint { panel: panel.clone(), edge: edge.clone(), at })
}

fn length_mm(path: &BezPath) -> f64 {
    use kurbo::ParamCurveArclen;
    path.segments().map(|s| s.arclen(LENGTH_TOLERANCE_MM)).sum()
}

/// The values that formulas are evaluated over (cm).
struct Row<'a> {
    garment: &'a str,
    values: Vec<f64>,
}

impl Row<'_> {
    fn value(&self, expr: &Expr, term: impl FnOnce() -> String) -> Result<f64, DraftError> {
        let value = expr.eval(&self.values);
        if value.is_finite() {
            return Ok(value);
        }
        Err(DraftError::NotFinite { garment: self.garment.to_owned(), term: term() })
    }

    fn mm(&self, expr: &Expr, term: impl FnOnce() -> String) -> Result<f64, DraftError> {
        Ok(self.value(expr, term)? * MM_PER_CM)
    }

    fn point(&self, [x, y]: &PointSpec, of: &str) -> Result<Point, DraftError> {
        let term = || format!("a point of {of}");
        Ok(Point::new(self.mm(x, term)?, self.mm(y, term)?))
    }

    fn curve(&self, spec: &CurveSpec, of: &str) -> Result<BezPath, DraftError> {
        let mut path = BezPath::new();
        path.move_to(self.point(&spec.from, of)?);
        let to = self.point(&spec.to, of)?;
        match &spec.controls {
            None => path.line_to(to),
            Some([c1, c2]) => path.curve_to(self.point(c1, of)?, self.point(c2, of)?, to),
        }
        Ok(path)
    }

    fn edges(&self, piece: &PieceSpec) -> Result<Vec<BezPath>, DraftError> {
        let curve = |e: &crate::design::EdgeSpec| {
            self.curve(&e.curve, &format!("{}.{}", piece.id, e.curve.id))
        };
        piece.edges.iter().map(curve).collect()
    }

    /// Makes the panel, or the pair of panels, of a piece.
    fn panels(
        &self,
        piece: &PieceSpec,
        curves: Vec<BezPath>,
        out: &mut Vec<Panel>,
    ) -> Result<(), DraftError> {
        let id = &piece.id;
        let mut edges = Vec::with_capacity(curves.len());
        for (spec, curve) in piece.edges.iter().zip(curves) {
            let allowance_mm = self.mm(&spec.allowance, || format!("sa of {id}"))?;
            edges.push(Edge { id: spec.curve.id.clone(), curve, allowance_mm });
        }
        let mut notches = Vec::with_capacity(piece.notches.len());
        for NotchSpec { edge, at, count } in &piece.notches {
            let at = self.value(at, || format!("notch of {id}.{edge}"))?.clamp(0.0, 1.0);
            notches.push(Notch { edge: edge.clone(), at, count: *count });
        }
        let mut pleats = Vec::with_capacity(piece.pleats.len());
        for spec in &piece.pleats {
            let term = || format!("pleat of {id}.{}", spec.edge);
            let pleat = Pleat {
                edge: spec.edge.clone(),
                at: self.value(&spec.at, term)?.clamp(0.0, 1.0),
                depth_mm: self.mm(&spec.depth, term)?,
                length_mm: self.mm(&spec.length, term)?,
                toward_end: spec.toward_end,
            };
            // A pleat of no depth is an option turned off.
            if pleat.depth_mm > 0.0 {
                pleats.push(pleat);
            }
        }
        let mut internal = Vec::with_capacity(piece.internal.len());
        for spec in &piece.internal {
            let line = spec.curve.id.clone();
            let curve = self.curve(&spec.curve, &format!("{id}.{line}"))?;
            internal.push(InternalLine { id: line, curve, kind: spec.kind });
        }
        let mut darts = Vec::with_capacity(piece.darts.len());
        for spec in &piece.darts {
            let dart = Dart {
                at: self.point(&spec.at, id)?,
                width_mm: self.mm(&spec.width, || format!("dart of {id}"))?,
                up_mm: self.mm(&spec.up, || format!("dart of {id}"))?,
                down_mm: self.mm(&spec.down, || format!("dart of {id}"))?,
            };
            // A dart of no width is an option turned off.
            if dart.width_mm > 0.0 {
                darts.push(dart);
            }
        }
        let placement = match &piece.placement {
            None => None,
            Some(spec) => Some(Placement {
                region: match spec.region {
                    RegionSpec::One(region) => region,
                    RegionSpec::Arm => Region::ArmLeft,
                },
                layer: spec.layers[0],
                origin: self.point(&spec.origin, id)?,
            }),
        };
        let quantity = self.value(&piece.quantity, || format!("quantity of {id}"))?;
        let ids = panels(id, piece.pair);
        let mut panel = Panel {
            id: ids[0].clone(),
            piece: id.clone(),
            mirrored: false,
            names: piece.names.clone(),
            quantity: quantity.round().max(1.0) as u32,
            slot: piece.slot.clone(),
            edges,
            cut_line: BezPath::new(),
            grain: Vec2::new(piece.grain[0], piece.grain[1]),
            notches,
            internal,
            darts,
            pleats,
            placement,
        };
        if shoelace(&panel.edges) > 0.0 {
            turn_round(&mut panel);
        }
        panel.cut_line = allowance::cut_line(&panel.edges);
        if let (Some(mirror), Some(other)) = (piece.pair, ids.get(1)) {
            let mut right = mirrored(&panel, mirror, other);
            if let (Some(placement), Some(spec)) = (&mut right.placement, &piece.placement) {
                placement.layer = spec.layers[1];
            }
            out.push(panel);
            out.push(right);
        } else {
            out.push(panel);
        }
        Ok(())
    }
}

/// Twice the area that the outline encloses, positive when it runs clockwise as seen.
///
/// Chords stand for curves: enough to tell which way an outline runs.
fn shoelace(edges: &[Edge]) -> f64 {
    edges.iter().map(|e| e.start().to_vec2().cross(e.end().to_vec2())).sum()
}

/// Makes the outline run the other way round.
fn turn_round(panel: &mut Panel) {
    panel.edges.reverse();
    for edge in &mut panel.edges {
        edge.curve = edge.curve.reverse_subpaths();
    }
    for notch in &mut panel.notches {
        notch.at = 1.0 - notch.at;
    }
    for pleat in &mut panel.pleats {
        pleat.at = 1.0 - pleat.at;
        pleat.toward_end = !pleat.toward_end;
    }
}

/// The right piece of a pair, of which `left` is the left one.
fn mirrored(left: &Panel, mirror: Mirror, id: &str) -> Panel {
    let flip = match mirror {
        Mirror::Across => Affine::new([-1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
        Mirror::Along => Affine::new([1.0, 0.0, 0.0, -1.0, 0.0, 0.0]),
    };
    let mut panel = left.clone();
    id.clone_into(&mut panel.id);
    panel.mirrored = true;
    for edge in &mut panel.edges {
        edge.curve.apply_affine(flip);
    }
    panel.cut_line = flip * panel.cut_line.reverse_subpaths();
    let grain = flip * Point::new(panel.grain.x, panel.grain.y);
    // A grain line has no head, so it keeps pointing down or along x.
    panel.grain = if grain.y < 0.0 || (grain.y == 0.0 && grain.x < 0.0) {
        -grain.to_vec2()
    } else {
        grain.to_vec2()
    };
    for line in &mut panel.internal {
        line.curve.apply_affine(flip);
    }
    for dart in &mut panel.darts {
        dart.at = flip * dart.at;
        if mirror == Mirror::Along {
            std::mem::swap(&mut dart.up_mm, &mut dart.down_mm);
        }
    }
    if let Some(placement) = &mut panel.placement {
        placement.origin = flip * placement.origin;
        if placement.region == Region::ArmLeft {
            placement.region = Region::ArmRight;
        }
    }
    turn_round(&mut panel);
    panel
}
