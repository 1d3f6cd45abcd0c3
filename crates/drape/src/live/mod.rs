//! Cloth that moves with a person, frame by frame.

mod bones;
mod colour;
mod follow;
mod model;
mod settings;
mod skin;

use nalgebra::{Point3, Vector3};
use rayon::prelude::*;

use bones::{Bones, Hang, Pose};
use follow::Follow;
pub use model::LiveModel;
pub use settings::LiveSettings;
use skin::{Look, Skin};

use crate::contact::layers::{LayerSearch, Within};
use crate::cpu::{
    LayerPair, SkinPlane, XpbdColour, XpbdHold, XpbdParams, xpbd_finish, xpbd_layers, xpbd_predict,
    xpbd_stretch,
};
use crate::kernel::XpbdScene;
use crate::wear::Outfit;
use crate::{Band, BodyCollider, Cloth, ClothError, Drape, Garment, Mannequin, Settings, State};

/// Longest and shortest time of a frame that is stepped (s): a longer one is stepped as the longest,
/// since nobody sees what happened in a picture that was never shown.
const FRAME: [f32; 2] = [1.0 / 240.0, 1.0 / 20.0];

/// A facet this many times its length has been torn apart.
const TORN: f32 = 4.0;

/// A facet this many times its length is caught, as by a foot: what holds its corners lets go.
const CAUGHT: f32 = 1.4;

/// Frames for which layers that are near each other stay known.
const PAIRS_EVERY: usize = 2;

/// The skin is looked up again after it moved this far (m).
const LOOK: f32 = 0.02;

/// Cloth does not come nearer to skin that stands still faster than this (m/s).
const FREE: f32 = 4.0;

/// Weight (m/s²).
const GRAVITY: f32 = 9.81;

/// Garments that move with a person, in steps short enough for a mirror.
///
/// It starts from a settled [`Drape`] and has the same panels, fabric, sewn seams, belt and layer
/// order, but steps by extended position-based dynamics: many short substeps, in each of which
/// every facet gives in once, colour by colour (M. Macklin et al., Small steps in physics
/// simulation, SCA 2019). That is quick and cannot gain energy, where the settled drape's Newton
/// steps are exact; cloth of 3,000–5,000 vertices (garments meshed at 35–40 mm) takes a third of a
/// frame at 60 frames a second.
///
/// The body comes as the vertices of its skin, in the order of [`Mannequin::mesh`]: pose the same
/// body again for each frame and hand it over.
///
/// ```no_run
/// # fn show(_: &mesh::TriMesh) {}
/// # fn run(garment: drape::Garment, draped: drape::Drape, body: drape::Mannequin,
/// #        skins: Vec<Vec<nalgebra::Point3<f32>>>) -> Result<(), drape::LiveError> {
/// let settings = drape::LiveSettings::default();
/// let mut live = drape::Live::new(&[&garment], &[&draped], &body, settings)?;
/// for skin in skins {
///     live.frame(&skin, 1.0 / 60.0);
///     show(&live.garment(0));
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Live {
    settings: LiveSettings,
    gap: f32,
    cloth: Cloth,
    model: LiveModel,
    /// The vertex of `cloth` that each vertex of the garments was sewn into.
    sewn: Vec<u32>,
    /// First vertex of each garment before sewing, and their number.
    begin: Vec<usize>,
    triangles: Vec<Vec<[u32; 3]>>,
    /// Sash and collar of each garment.
    bands: Vec<[Option<Follow>; 2]>,
    search: LayerSearch,
    /// What lies over one another in the drape.
    within: Within,
    skin: Skin,
    bones: Bones,
    hangs: Vec<Hang>,
    /// The settled drape, in the worn posture (m).
    drape: Vec<Point3<f32>>,
    /// How firmly each vertex is held where its drape had it (N/m), 0 for free ones.
    held: Vec<f32>,
    /// The body in the last frame, and its bones.
    body: Vec<Point3<f32>>,
    pose: Pose,
    frame: Frame,
    positions: Vec<[f32; 4]>,
    previous: Vec<[f32; 4]>,
    velocities: Vec<[f32; 4]>,
}

/// What is found anew for every frame.
#[derive(Clone, Debug, Default)]
struct Frame {
    number: usize,
    params: XpbdParams,
    pairs: Vec<LayerPair>,
    pair_colours: Vec<XpbdColour>,
    planes: Vec<SkinPlane>,
    holds: Vec<XpbdHold>,
    carried: Vec<Vector3<f32>>,
    /// Vertices of facets that were stretched too far in the last frame.
    caught: Vec<bool>,
}

/// Why cloth started again from its drape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Restart {
    /// The trunk came so far (m) between two frames that nobody walked it.
    Leap(f32),
    /// A facet was this many times its length, or had no length at all.
    Torn(f32),
}

/// What [`Live::frame`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LiveReport {
    /// Why the cloth started again, where it did.
    pub restart: Option<Restart>,
    /// Was the body not a body (NaN or infinite), and taken to stand still?
    pub body_lost: bool,
    /// Largest stretch along warp or weft, 0.1 for 10 %.
    pub strain_max: f32,
}

/// Why a drape cannot be moved.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LiveError {
    /// The cloth cannot be simulated.
    #[error("the garment's cloth is unusable: {0}")]
    Cloth(#[from] ClothError),
    /// The drapes are not of these garments.
    #[error("{what}: {garments} in the garments, {drapes} in the drapes")]
    Mismatch {
        /// What differs: `number of garments`, or `vertices of garment 0` and so on.
        what: String,
        /// How many in the garments.
        garments: usize,
        /// How many in the drapes.
        drapes: usize,
    },
}

impl Live {
    /// Garments as they lie settled on `body` in its worn posture, the innermost first.
    ///
    /// `drapes[i]` is the drape of `garments[i]`; a drape on a finer mesh is brought to a coarser
    /// garment with [`crate::redrape`]. Costs some 100 ms.
    ///
    /// # Errors
    ///
    /// [`LiveError`] for drapes of other garments, or cloth that cannot be stepped.
    pub fn new(
        garments: &[&Garment],
        drapes: &[&Drape],
        body: &Mannequin,
        settings: LiveSettings,
    ) -> Result<Self, LiveError> {
        let mismatch =
            |what: String, garments, drapes| LiveError::Mismatch { what, garments, drapes };
        if garments.len() != drapes.len() {
            return Err(mismatch("number of garments".into(), garments.len(), drapes.len()));
        }
        for (i, (garment, drape)) in garments.iter().zip(drapes).enumerate() {
            let (n, m) = (garment.positions.len(), drape.cloth.positions.len());
            if n != m {
                return Err(mismatch(format!("vertices of garment {i}"), n, m));
            }
        }
        let outfit = Outfit::new(garments, settings.belt_hold);
        let (cloth, sewn) = outfit.sewn();
        cloth.check()?;
        let draped = drapes.iter().flat_map(|d| d.cloth.positions.iter().copied()).collect();
        let drape = Cloth::sewn_state(&State::at_rest(draped), &sewn).positions;
        let laid = Cloth::sewn_state(&State::at_rest(outfit.positions.clone()), &sewn);

        let mut held = vec![0.0f32; drape.len()];
        for attachment in &cloth.attachments {
            held[attachment.vertex as usize] = attachment.stiffness;
        }
        for (garment, &first) in garments.iter().zip(&outfit.begin) {
            for &v in &garment.neckline {
                let v = sewn[v as usize + first] as usize;
                held[v] = held[v].max(settings.collar_hold);
            }
        }
        let mut search = LayerSearch::new(&cloth);
        // Which side of a facet is out is seen where it was laid, not in the folds that it makes.
        search.face(&laid.positions, &BodyCollider::new(body));

        let edge = garments.iter().map(|g| g.edge_length()).fold(f32::INFINITY, f32::min);
        let worn = body.motion.last().unwrap_or(&body.mesh.positions).clone();
        let bones = Bones::new(body, &worn);
        let longest = FRAME[1] / settings.substeps.max(1) as f32;
        let model = LiveModel::new(&cloth, longest);
        let n = drape.len();
        let touches = cloth.vertices.iter().map(|v| v.touches).collect();
        let mut live = Self {
            gap: settings.skin_gap.unwrap_or_else(|| Settings::skin_gap_for(edge)),
            settings,
            within: search.within(&drape, settings.layered),
            search,
            skin: Skin::new(body, touches, model.friction.clone()),
            hangs: bones.hang(&cloth, &drape, body),
            pose: bones.pose(&worn),
            bones,
            body: worn,
            begin: outfit.begin,
            triangles: garments
                .iter()
                .map(|g| g.cloth.facets.iter().map(|f| f.vertices).collect())
                .collect(),
            bands: drapes
                .iter()
                .map(|d| {
                    let follow = |b: &Option<Band>| b.as_ref().map(|b| Follow::new(b, &d.cloth));
                    [follow(&d.belt), follow(&d.collar)]
                })
                .collect(),
            frame: Frame {
                planes: vec![SkinPlane::default(); n],
                holds: vec![XpbdHold::default(); n],
                carried: vec![Vector3::zeros(); n],
                caught: vec![false; n],
                ..Frame::default()
            },
            positions: Vec::new(),
            previous: Vec::new(),
            velocities: Vec::new(),
            cloth,
            model,
            sewn,
            drape,
            held,
        };
        live.start_over();
        Ok(live)
    }

    /// Moves the cloth on by `dt` (s) while the body goes evenly from where it was to `body`, the
    /// vertices of its skin (m).
    ///
    /// The result is the same for any number of threads. A body that leaps, or cloth that was torn,
    /// starts again from the settled drape, carried to the posture; the report says so. Longer
    /// frames than 1/20 s move the cloth by 1/20 s only.
    ///
    /// # Panics
    ///
    /// When `body` has another number of vertices than the mannequin.
    pub fn frame(&mut self, body: &[Point3<f32>], dt: f32) -> LiveReport {
        assert_eq!(body.len(), self.body.len(), "skin of another body");
        // Inside the pool as a whole: else each of the loops would wake it anew.
        let mut report = LiveReport::default();
        rayon::scope(|_| report = self.frame_in_pool(body, dt));
        report
    }

    fn frame_in_pool(&mut self, body: &[Point3<f32>], dt: f32) -> LiveReport {
        let mut report = LiveReport::default();
        let to = if body.iter().all(|p| p.iter().all(|c| c.is_finite())) {
            body.to_vec()
        } else {
            report.body_lost = true;
            self.body.clone()
        };
        let pose = self.bones.pose(&to);
        let from = std::mem::replace(&mut self.body, to);
        let last = std::mem::replace(&mut self.pose, pose);
        let way = self.bones.trunk_way(&last, &self.pose);
        if way > self.settings.leap {
            self.start_over();
            report.restart = Some(Restart::Leap(way));
            return report;
        }
        let dt = dt.clamp(FRAME[0], FRAME[1]);
        self.prepare(&last, dt);
        let farthest = from
            .iter()
            .zip(&self.body)
            .map(|(p, q)| (q - p).norm_squared())
            .fold(0.0, f32::max)
            .sqrt();
        let looks = ((farthest / LOOK).ceil() as usize).clamp(1, self.settings.looks.max(1));
        let mut done = 0;
        for look in 0..looks {
            let until = self.settings.substeps.max(1) * (look + 1) / looks;
            self.look(&from, look, looks, until - done, dt);
            for _ in done..until {
                self.substep();
            }
            done = until;
        }
        let widest = self.widest();
        if widest.is_nan() || widest > TORN {
            self.start_over();
            report.restart = Some(Restart::Torn(widest));
            return report;
        }
        report.strain_max = widest - 1.0;
        report
    }

    /// Lays the cloth where the settled drape would lie if it were skin.
    fn start_over(&mut self) {
        self.positions = self
            .drape
            .iter()
            .zip(&self.hangs)
            .zip(&self.model.inverse_mass)
            .map(|((p, hang), w)| {
                let p = self.pose.carry(p, hang);
                [p.x, p.y, p.z, *w]
            })
            .collect();
        self.previous = self.positions.clone();
        self.velocities = vec![[0.0; 4]; self.positions.len()];
        self.frame.caught.fill(false);
        self.frame.number = 0;
        self.skin.forget();
    }

    /// Layers near each other, what the body carries along, and the places that hold the cloth.
    fn prepare(&mut self, last: &Pose, dt: f32) {
        let s = self.settings;
        let h = dt / s.substeps.max(1) as f32;
        let friction = self.cloth.fabrics.iter().map(|f| f.friction).fold(0.0, f32::max);
        self.frame.params = XpbdParams {
            dt: h,
            per_dt2: 1.0 / (h * h),
            gravity: GRAVITY,
            keep: (1.0 - s.drag * h).max(0.0),
            fastest: s.fastest,
            push: s.push * h,
            layer_gap: s.layer_gap,
            friction,
            floor: s.floor,
        };
        let points: Vec<Point3<f32>> =
            self.positions.iter().map(|p| Point3::new(p[0], p[1], p[2])).collect();
        if self.frame.number.is_multiple_of(PAIRS_EVERY) {
            let vertices = |p: &LayerPair| [p.vertex, p.a, p.b, p.c];
            let caught = &self.frame.caught;
            let mut pairs = self.search.pairs(&self.within, &points, s.layer_reach);
            pairs.retain(|p| !vertices(p).iter().any(|&v| caught[v as usize]));
            (self.frame.pairs, self.frame.pair_colours) =
                colour::coloured(&pairs, points.len(), vertices);
        }
        self.frame.number += 1;

        let turn = self.pose.since(last);
        let most = s.carried_from * dt;
        let (pose, drape, hangs, held) = (&self.pose, &self.drape, &self.hangs, &self.held);
        let inverse_mass = &self.model.inverse_mass;
        let moved = self.positions.par_iter_mut().zip(&mut self.previous);
        let holds = self.frame.carried.par_iter_mut().zip(&mut self.frame.holds);
        moved.zip(holds).with_min_len(256).enumerate().for_each(
            |(i, ((position, previous), (carried, hold)))| {
                let way = turn.carry(&points[i], &hangs[i]) - points[i];
                let length = way.norm();
                *carried =
                    if length > most { way * (1.0 - most / length) } else { Vector3::zeros() };
                for k in 0..3 {
                    position[k] += carried[k];
                    previous[k] += carried[k];
                }
                let start = last.carry(&drape[i], &hangs[i]) + *carried;
                let end = pose.carry(&drape[i], &hangs[i]);
                let step = (end - start) / s.substeps.max(1) as f32;
                let pull = (held[i] * inverse_mass[i] + s.homing * s.homing) * h * h;
                hold.place = [start.x, start.y, start.z, pull / (1.0 + pull)];
                hold.step = [step.x, step.y, step.z, 0.0];
            },
        );
    }

    /// Finds the skin near each vertex for the next `substeps`.
    fn look(&mut self, from: &[Point3<f32>], look: usize, looks: usize, substeps: usize, dt: f32) {
        let at = |part: usize| -> Vec<Point3<f32>> {
            let t = part as f32 / looks as f32;
            from.iter().zip(&self.body).map(|(p, q)| p + (q - p) * t).collect()
        };
        let (start, end) = (at(look), at(look + 1));
        let way = dt / looks as f32;
        // What was carried at the frame's start is walked by the body evenly.
        let left = 1.0 - look as f32 / looks as f32;
        let carried: Vec<Vector3<f32>> = self.frame.carried.iter().map(|c| c * left).collect();
        let next: f32 = 1.0 - (look + 1) as f32 / looks as f32;
        let ahead: Vec<Vector3<f32>> = self.frame.carried.iter().map(|c| c * next).collect();
        self.skin.planes(
            [&start, &end],
            &self.positions,
            [&carried, &ahead],
            Look {
                gap: self.gap,
                reach: FREE * way,
                substeps: substeps as f32,
                first: look == 0,
                // In the frames in which no layers are sought.
                seek: look == 0 && self.frame.number.is_multiple_of(PAIRS_EVERY),
            },
            &mut self.frame.planes,
        );
        for (plane, caught) in self.frame.planes.iter_mut().zip(&self.frame.caught) {
            if *caught {
                plane.normal[3] = 0.0;
            }
        }
    }

    fn substep(&mut self) {
        let (model, frame) = (&self.model, &mut self.frame);
        let range = |c: &XpbdColour| c.first as usize..(c.first + c.count) as usize;
        xpbd_predict(
            &frame.params,
            &model.begin,
            &model.bends,
            &self.previous,
            &self.velocities,
            &mut self.positions,
        );
        for colour in &model.colours {
            xpbd_stretch(&frame.params, &model.facets[range(colour)], &mut self.positions);
        }
        for colour in &frame.pair_colours {
            let pairs = &frame.pairs[range(colour)];
            xpbd_layers(&frame.params, pairs, &self.previous, &mut self.positions);
        }
        xpbd_finish(
            &frame.params,
            &mut frame.planes,
            &mut frame.holds,
            &mut self.previous,
            &mut self.velocities,
            &mut self.positions,
        );
    }

    /// Length of the longest image of a unit warp or weft; NaN where one is not finite. Marks what
    /// is caught.
    fn widest(&mut self) -> f32 {
        self.frame.caught.fill(false);
        let at = |v: u32| {
            let p = self.positions[v as usize];
            Vector3::new(p[0], p[1], p[2])
        };
        let mut widest = 0.0f32;
        for facet in &self.model.facets {
            let (e, f) = (at(facet.b) - at(facet.a), at(facet.c) - at(facet.a));
            let u = (e * facet.du_b + f * facet.du_c).norm_squared();
            let v = (e * facet.dv_b + f * facet.dv_c).norm_squared();
            if !(u + v).is_finite() {
                return f32::NAN;
            }
            let length = u.max(v);
            if length > CAUGHT * CAUGHT {
                for corner in [facet.a, facet.b, facet.c] {
                    self.frame.caught[corner as usize] = true;
                }
            }
            widest = widest.max(length);
        }
        widest.sqrt()
    }

    /// One of the garments as it lies now, with the vertices of its [`Drape::cloth`].
    pub fn garment(&self, index: usize) -> mesh::TriMesh {
        let range = self.begin[index]..self.begin[index + 1];
        let at = |&v: &u32| {
            let p = self.positions[v as usize];
            Point3::new(p[0], p[1], p[2])
        };
        mesh::TriMesh {
            positions: self.sewn[range].iter().map(at).collect(),
            triangles: self.triangles[index].clone(),
        }
    }

    /// The sash or tie over `cloth`, which is [`Live::garment`] of the same `index`.
    pub fn belt(&self, index: usize, cloth: &mesh::TriMesh) -> Option<Band> {
        self.bands[index][0].as_ref().map(|b| b.on(cloth))
    }

    /// The collar band on `cloth`, which is [`Live::garment`] of the same `index`.
    pub fn collar(&self, index: usize, cloth: &mesh::TriMesh) -> Option<Band> {
        self.bands[index][1].as_ref().map(|b| b.on(cloth))
    }

    /// The sewn cloth that is stepped.
    pub fn cloth(&self) -> &Cloth {
        &self.cloth
    }

    /// Positions and velocities of [`Live::cloth`].
    pub fn state(&self) -> State {
        let positions = self.positions.iter().map(|p| Point3::new(p[0], p[1], p[2])).collect();
        let velocities = self.velocities.iter().map(|v| Vector3::new(v[0], v[1], v[2])).collect();
        State { positions, velocities }
    }

    /// What the substeps of the last frame worked on, for [`crate::kernel::XpbdKernels`].
    pub fn scene(&self) -> XpbdScene<'_> {
        XpbdScene {
            params: self.frame.params,
            begin: &self.model.begin,
            bends: &self.model.bends,
            facets: &self.model.facets,
            facet_colours: &self.model.colours,
            pairs: &self.frame.pairs,
            pair_colours: &self.frame.pair_colours,
            planes: &self.frame.planes,
            holds: &self.frame.holds,
            velocities: &self.velocities,
            positions: &self.positions,
        }
    }
}
