//! The drapes made so far, to start the next one from.
//!
//! They lie in memory alone, up to a number of bytes and for a while, and go when
//! [`Engine::forget`](crate::Engine::forget) is called.

use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use drape::{Drape, Dressing, Garment, Mannequin};
use nalgebra::{Point3, Vector3};
use serde::Serialize;

use crate::dress::Piece;

/// The most bytes kept: some eighty robes.
const MOST_BYTES: usize = 64 << 20;
/// How long a drape is kept after it was last used.
const KEEP: Duration = Duration::from_mins(10);
/// How far the skin of two bodies may lie apart on the mean (m) for a drape on the one to be a start
/// on the other: a girth that is 8 cm wider, not another person.
const NEAR_M: f64 = 0.015;
/// How much a millimetre in a finished measure counts against one in the mean place of the skin.
const PER_FINISHED: f64 = 0.1;
/// Every how manieth vertex of the skin carries cloth along.
const STRIDE: usize = 8;

/// From what a drape was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// Put on from the flat panels.
    Anew,
    /// Settled on from an earlier drape that differs in a measurement, an option or a cloth.
    Earlier,
    /// It is an earlier drape: only colours differ, if anything.
    Same,
}

/// What a drape is of.
pub(crate) struct Label {
    /// Which garments, and worn how: drapes of other kinds are no start for one another.
    kind: String,
    /// Hash of all that the solver is given.
    exact: blake3::Hash,
    /// The skin in the worn posture (m).
    worn: Vec<Point3<f32>>,
    /// What the garments measure when finished (mm).
    finished: Vec<f64>,
}

impl Label {
    /// `garments` are `pieces` assembled round `body`.
    pub(crate) fn of(
        pieces: &[Piece],
        garments: &[Garment],
        body: &Mannequin,
        dressing: &Dressing,
    ) -> Self {
        let mut kind = format!("{dressing:?}");
        for Piece { pattern, .. } in pieces {
            let wear = &pattern.wear;
            let (bags, turned) = (wear.blouse_mm > 0.0, wear.turn_back_mm > 0.0);
            let _ = write!(
                kind,
                "|{} {:?} {} {bags} {:?} {turned}",
                pattern.garment, wear.layer, wear.belted, wear.sleeves
            );
        }
        // Whatever a garment is given in future is in its debug text, and floats stand there with all
        // their digits.
        let mut text = Hashed(blake3::Hasher::new());
        let _ = write!(text, "{kind}{garments:?}{:?}{:?}", body.mesh.positions, body.motion.last());
        Self {
            kind,
            exact: text.0.finalize(),
            worn: body.worn().to_vec(),
            finished: pieces.iter().flat_map(|p| p.pattern.finished.iter().map(|f| f.mm)).collect(),
        }
    }

    /// How far it is to another drape (mm); `None` where that is no start for this one.
    fn distance(&self, other: &Self) -> Option<f64> {
        let alike = self.kind == other.kind
            && self.worn.len() == other.worn.len()
            && self.finished.len() == other.finished.len();
        if !alike {
            return None;
        }
        let apart: f64 =
            self.worn.iter().zip(&other.worn).map(|(p, q)| f64::from((p - q).norm())).sum();
        let apart = apart / self.worn.len().max(1) as f64;
        let finished: f64 =
            self.finished.iter().zip(&other.finished).map(|(a, b)| (a - b).abs()).sum();
        (apart < NEAR_M).then_some(1e3 * apart + PER_FINISHED * finished)
    }
}

/// Text that goes into a hash as it is written.
struct Hashed(blake3::Hasher);

impl Write for Hashed {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

/// What [`Drapes::find`] found.
pub(crate) enum Found {
    /// The very drape.
    Same(Arc<Vec<Drape>>),
    /// One to start from, carried along to where the skin is now.
    Near(Vec<Drape>),
    /// Nothing.
    Nothing,
}

/// Drapes by what they are of; bounded, and forgotten after a while.
pub(crate) struct Drapes {
    kept: Mutex<Vec<Kept>>,
    most_bytes: usize,
    keep: Duration,
}

struct Kept {
    label: Label,
    drapes: Arc<Vec<Drape>>,
    bytes: usize,
    used: Instant,
}

impl Default for Drapes {
    fn default() -> Self {
        Self { kept: Mutex::default(), most_bytes: MOST_BYTES, keep: KEEP }
    }
}

impl Drapes {
    /// The drape of that label, or the nearest one without faults to start from.
    pub(crate) fn find(&self, label: &Label) -> Found {
        let mut kept = self.lock();
        if let Some(same) = kept.iter_mut().find(|k| k.label.exact == label.exact) {
            same.used = Instant::now();
            return Found::Same(Arc::clone(&same.drapes));
        }
        let sound = |k: &&mut Kept| k.drapes.iter().all(|d| d.report.faults().is_empty());
        let near = kept
            .iter_mut()
            .filter(sound)
            .filter_map(|k| Some((label.distance(&k.label)?, k)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, near)) = near else { return Found::Nothing };
        near.used = Instant::now();
        let moves = moves(&near.label.worn, &label.worn);
        Found::Near(near.drapes.iter().map(|drape| carried(drape, &moves)).collect())
    }

    /// Keeps a drape, and lets those go that were not used for longest where there is no room.
    pub(crate) fn put(&self, label: Label, drapes: &Arc<Vec<Drape>>) {
        let mut kept = self.lock();
        kept.retain(|k| k.label.exact != label.exact);
        let skin = size_of_val(&label.worn[..]);
        let bytes = skin + drapes.iter().map(bytes_of).sum::<usize>();
        kept.push(Kept { label, drapes: Arc::clone(drapes), bytes, used: Instant::now() });
        while kept.iter().map(|k| k.bytes).sum::<usize>() > self.most_bytes {
            let oldest = (0..kept.len()).min_by_key(|&i| kept[i].used);
            let Some(oldest) = oldest else { break };
            kept.swap_remove(oldest);
        }
    }

    /// Forgets all of them.
    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// Forgets those that were not used for long.
    pub(crate) fn sweep(&self) {
        drop(self.lock());
    }

    /// The drapes, without those that were not used for long.
    fn lock(&self) -> MutexGuard<'_, Vec<Kept>> {
        // No code panics while it holds the list half changed.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|k| k.used.elapsed() < self.keep);
        kept
    }
}

/// How the skin moved from one body to another: places (m) and ways (m); empty where it did not.
fn moves(from: &[Point3<f32>], to: &[Point3<f32>]) -> Vec<(Point3<f32>, Vector3<f32>)> {
    if from == to {
        return Vec::new();
    }
    from.iter().zip(to).step_by(STRIDE).map(|(p, q)| (*p, q - p)).collect()
}

/// The drape with its cloth moved as the skin near it was: weights fall with the fourth power of the
/// distance, so that cloth that lies on goes with what it lies on, and what hangs goes with all.
fn carried(drape: &Drape, moves: &[(Point3<f32>, Vector3<f32>)]) -> Drape {
    let mut drape = drape.clone();
    if moves.is_empty() {
        return drape;
    }
    for p in &mut drape.cloth.positions {
        let (mut sum, mut weights) = (Vector3::zeros(), 0.0f32);
        for (at, way) in moves {
            let d2 = (*p - at).norm_squared() + 9e-4;
            let weight = 1.0 / (d2 * d2);
            sum += way * weight;
            weights += weight;
        }
        *p += sum / weights;
    }
    drape
}

/// Roughly what a drape takes in memory.
fn bytes_of(drape: &Drape) -> usize {
    let mesh = |m: &mesh::TriMesh| size_of_val(&m.positions[..]) + size_of_val(&m.triangles[..]);
    let bands = [&drape.belt, &drape.collar].into_iter().flatten();
    let edges = drape.panels.iter().flat_map(|p| &p.edges).map(|(_, v)| size_of_val(&v[..]));
    mesh(&drape.cloth)
        + mesh(&drape.body)
        + size_of_val(&drape.drawn[..])
        + size_of_val(&drape.uv[..])
        + size_of_val(&drape.panel[..])
        + edges.sum::<usize>()
        + bands.map(|b| mesh(&b.mesh) + size_of_val(&b.uv[..])).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A drape of one triangle at that height.
    fn drape(y: f32) -> Arc<Vec<Drape>> {
        let cloth = mesh::TriMesh {
            positions: vec![
                Point3::new(0.0, y, 0.1),
                Point3::new(0.1, y, 0.1),
                Point3::new(0.0, y, 0.2),
            ],
            triangles: vec![[0, 1, 2]],
        };
        let good = drape::DrapeReport { converged: true, finite: true, ..Default::default() };
        Arc::new(vec![Drape {
            body: cloth.clone(),
            drawn: cloth.positions.clone(),
            cloth,
            uv: Vec::new(),
            panel: vec![0],
            panels: Vec::new(),
            belt: None,
            collar: None,
            report: good,
            hem_height: y,
        }])
    }

    fn label(exact: u8, skin: f32, finished: f64) -> Label {
        Label {
            kind: "robe".to_owned(),
            exact: blake3::hash(&[exact]),
            worn: (0..64).map(|i| Point3::new(skin, 0.02 * i as f32, 0.0)).collect(),
            finished: vec![finished],
        }
    }

    #[test]
    fn the_same_is_found_then_the_nearest_then_nothing() {
        let drapes = Drapes::default();
        drapes.put(label(1, 0.0, 1000.0), &drape(1.0));
        drapes.put(label(2, 0.0, 1400.0), &drape(2.0));
        assert!(
            matches!(drapes.find(&label(2, 0.0, 1400.0)), Found::Same(d) if d[0].hem_height > 1.5)
        );
        let Found::Near(near) = drapes.find(&label(3, 0.0, 1050.0)) else { panic!("none near") };
        assert!(near[0].hem_height < 1.5, "the one with 1000 mm is nearer");
        // Another body, farther off than 1.5 cm; another kind.
        assert!(matches!(drapes.find(&label(4, 0.05, 1000.0)), Found::Nothing));
        let shirt = Label { kind: "shirt".to_owned(), ..label(5, 0.0, 1000.0) };
        assert!(matches!(drapes.find(&shirt), Found::Nothing));
    }

    #[test]
    fn cloth_goes_with_the_skin_that_moved() {
        let drapes = Drapes::default();
        drapes.put(label(1, 0.0, 1000.0), &drape(0.5));
        let Found::Near(near) = drapes.find(&label(2, 0.012, 1000.0)) else { panic!("none near") };
        // All skin moved by 12 mm, so does all cloth.
        assert!((near[0].cloth.positions[0].x - 0.012).abs() < 1e-5);
    }

    #[test]
    fn a_drape_with_faults_is_no_start() {
        let drapes = Drapes::default();
        let mut bad = Arc::unwrap_or_clone(drape(1.0));
        bad[0].report.converged = false;
        drapes.put(label(1, 0.0, 1000.0), &Arc::new(bad));
        assert!(matches!(drapes.find(&label(2, 0.0, 1000.0)), Found::Nothing));
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first_and_all_goes_in_the_end() {
        let one = bytes_of(&drape(1.0)[0]) + 64 * 12;
        let drapes = Drapes { most_bytes: 2 * one, ..Drapes::default() };
        for i in 1..=2 {
            drapes.put(label(i, 0.0, 1000.0), &drape(1.0));
        }
        assert!(matches!(drapes.find(&label(1, 0.0, 1000.0)), Found::Same(_)));
        drapes.put(label(3, 0.0, 1000.0), &drape(1.0));
        assert!(matches!(drapes.find(&label(1, 0.0, 1000.0)), Found::Same(_)));
        assert!(!matches!(drapes.find(&label(2, 0.0, 1000.0)), Found::Same(_)));
        drapes.clear();
        assert!(matches!(drapes.find(&label(1, 0.0, 1000.0)), Found::Nothing));

        let short = Drapes { keep: Duration::from_millis(1), ..Drapes::default() };
        short.put(label(1, 0.0, 1000.0), &drape(1.0));
        std::thread::sleep(Duration::from_millis(5));
        short.sweep();
        assert!(short.kept.lock().unwrap().is_empty());
    }
}
