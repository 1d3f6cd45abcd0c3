//! Lines and places that are found once on the template and then ride on the skin.
//!
//! A line looked up anew on each body would jump from edge to edge as the shape changes; one that is
//! pinned to the skin is a smooth function of the shape. On another body it is not quite the
//! shortest way between its ends, which a tape does not find either.

use mesh::{Crossing, Plane, Section};
use nalgebra::{Point3, Rotation3, Unit, Vector3};

use super::stand::Region;
use crate::model::{BodyModel, Part, Points};

/// No face farther than this from the neck's joint belongs to the neck (m).
const NECK_REACH: f64 = 0.14;
/// No face farther than this from the middle of the armhole belongs to it (m).
const ARMHOLE_REACH: f64 = 0.16;
/// Steps by which the armpit is looked for below the shoulder point (m), and how many.
const ARMPIT_STEP: f64 = 0.002;
const ARMPIT_STEPS: i32 = 120;
/// A loop that lies wholly beyond this is an arm's (m from the midline).
const ARM_BEYOND: f64 = 0.1;
/// How far a path's plane may lean from the straight outward one, and in what steps (rad).
const LEANS: (f64, i32) = (0.1, 10);

/// A path on the skin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    /// From the back neck point to the left side neck point.
    NeckBack,
    /// From the left side neck point to the front neck point.
    NeckFront,
    /// From the left side neck point to the left shoulder point.
    Shoulder,
    /// From the back neck point to the left shoulder point.
    ShoulderBack,
    /// From the left side neck point to the left bust point.
    Bust,
    /// From the front neck point down to the waist.
    Front,
    /// From arm to arm over the back, midway between shoulder points and armpits.
    Back,
    /// The same over the chest.
    Chest,
}

/// The template's skin, as paths are looked up on it.
pub(crate) struct Skin<'a> {
    model: &'a BodyModel,
    /// The vertex where a level cut begins to part the left arm from the trunk.
    pub(crate) armpit: usize,
}

impl<'a> Skin<'a> {
    pub(crate) fn new(model: &'a BodyModel) -> Self {
        let mut skin = Self { model, armpit: 0 };
        skin.armpit = skin.find_armpit();
        skin
    }

    fn mark(&self, name: &str) -> Point3<f64> {
        self.model.landmark(name).map_or_else(Point3::origin, |p| p.of(&self.model.template))
    }

    fn joint(&self, name: &str) -> Point3<f64> {
        self.model.bone(name).map_or_else(Point3::origin, |b| self.model.joints[b])
    }

    /// The triangles that a cut of that region looks at.
    pub(crate) fn faces(&self, region: Region) -> Vec<[u32; 3]> {
        let (parts, template) = (&self.model.parts, &self.model.template);
        let neck = self.joint("neck02");
        let armhole = nalgebra::center(&template[self.armpit], &self.mark("shoulder_left"));
        let keep = |v: usize| match region {
            Region::Trunk => !parts[v].is_arm(),
            Region::Neck => !parts[v].is_arm() && (template[v] - neck).norm() < NECK_REACH,
            Region::Whole => true,
            Region::Head => parts[v] == Part::Head,
            Region::Arm => parts[v] == Part::ArmLeft,
            Region::Armhole => {
                matches!(parts[v], Part::ArmLeft | Part::Torso)
                    && (template[v] - armhole).norm() < ARMHOLE_REACH
            }
            Region::Leg => template[v].x > -1e-6 && template[v].y < 1.0 && !parts[v].is_arm(),
        };
        let all = self.model.triangles.iter();
        all.filter(|t| t.iter().all(|&v| keep(v as usize))).copied().collect()
    }

    /// Level cuts from the shoulder downwards: the first that has the arm as a loop of its own.
    fn find_armpit(&self) -> usize {
        let (template, faces) = (&self.model.template, self.faces(Region::Whole));
        let top = self.mark("shoulder_left").y;
        let inmost = |line: &Vec<Crossing>| {
            line.iter().copied().min_by(|a, b| a.point.x.total_cmp(&b.point.x))
        };
        (0..ARMPIT_STEPS)
            .find_map(|step| {
                let y = top - ARMPIT_STEP * f64::from(step);
                let section = Section::cut(template, &faces, Plane::level(y));
                section.loops.iter().filter_map(inmost).find(|c| c.point.x > ARM_BEYOND)
            })
            .map_or(0, |here| here.edge[usize::from(here.share > 0.5)] as usize)
    }

    pub(crate) fn fingertip(&self) -> usize {
        let wrist = self.joint("wrist.L");
        let far = |v: &usize| (self.model.template[*v] - wrist).norm();
        (0..self.model.template.len())
            .filter(|&v| self.model.parts[v] == Part::ArmLeft && self.is_hand(v))
            .max_by(|a, b| far(a).total_cmp(&far(b)))
            .unwrap_or(0)
    }

    fn is_hand(&self, v: usize) -> bool {
        let held = |&(bone, weight): &(usize, f64)| {
            weight > 0.5 && self.model.bones[bone].name == "wrist.L"
        };
        self.model.skin[v].iter().any(held)
    }

    pub(crate) fn below_bust(&self) -> usize {
        let (bust, waist) = (self.mark("bust_left"), self.mark("waist_front"));
        let middle = f64::midpoint(waist.z, self.mark("waist_back").z);
        let template = &self.model.template;
        let off = |v: &usize| {
            let p = template[*v];
            (p.x - bust.x).hypot(p.y - waist.y)
        };
        (0..template.len())
            .filter(|&v| self.model.parts[v] == Part::Torso && template[v].z > middle)
            .min_by(|a, b| off(a).total_cmp(&off(b)))
            .unwrap_or(0)
    }

    /// All paths, in the order of [`Path`].
    pub(crate) fn paths(&self) -> Vec<Vec<Points>> {
        let [nape, side, throat, shoulder] =
            ["nape", "neck_side_left", "throat", "shoulder_left"].map(|n| self.mark(n));
        let neck = nalgebra::center(&nape, &throat);
        let waist = self.mark("waist_front");
        let [back, chest] = [-1.0, 1.0].map(|way| self.scye(way));
        let heart = nalgebra::center(&back, &chest);
        let heart = Point3::new(0.0, heart.y, heart.z);
        let other = |p: Point3<f64>| Point3::new(-p.x, p.y, p.z);
        vec![
            self.path(nape, side, neck),
            self.path(side, throat, neck),
            self.path(side, shoulder, self.joint("upperarm01.L") - Vector3::y() * 0.1),
            self.path(nape, shoulder, self.joint("upperarm01.L") - Vector3::y() * 0.1),
            self.path(side, self.mark("bust_left"), self.joint("spine01")),
            self.path(throat, waist, self.joint("spine03")),
            self.path(back, other(back), heart),
            self.path(chest, other(chest), heart),
        ]
    }

    /// The point of the left arm's root on the back (`way` −1) or the chest (1), midway between the
    /// levels of shoulder point and armpit.
    fn scye(&self, way: f64) -> Point3<f64> {
        let template = &self.model.template;
        let middle = nalgebra::center(&template[self.armpit], &self.mark("shoulder_left"));
        let faces = self.faces(Region::Whole);
        let section = Section::cut(template, &faces, Plane::level(middle.y));
        let off = |c: &&Crossing| (c.point.x - middle.x).abs();
        section
            .crossings()
            .filter(|c| way * (c.point.z - middle.z) > 0.0)
            .min_by(|a, b| off(a).total_cmp(&off(b)))
            .map_or(middle, |c| c.point)
    }

    /// The shortest way over the skin from one point of it to another among those in a plane:
    /// planes through both that pass within 57° of `inside`, a point below the skin between them.
    fn path(&self, from: Point3<f64>, to: Point3<f64>, inside: Point3<f64>) -> Vec<Points> {
        let faces = self.faces(Region::Whole);
        let Some(along) = Unit::try_new(to - from, 1e-9) else { return Vec::new() };
        let inward = inside - nalgebra::center(&from, &to);
        let (step, count) = LEANS;
        (-count..=count)
            .filter_map(|i| {
                let lean = Rotation3::from_axis_angle(&along, step * f64::from(i));
                let normal = Unit::try_new(along.cross(&(lean * inward)), 1e-9)?;
                let plane = Plane::through(&from, normal);
                let section = Section::cut(&self.model.template, &faces, plane);
                section.loops.iter().filter_map(|line| way(line, &from, &to)).min_by(shorter)
            })
            .min_by(shorter)
            .map(|(_, line)| line.iter().map(rider).collect())
            .unwrap_or_default()
    }
}

fn shorter(a: &(f64, Vec<Crossing>), b: &(f64, Vec<Crossing>)) -> std::cmp::Ordering {
    a.0.total_cmp(&b.0)
}

/// The shorter way round a loop between the crossings nearest to two points, with its length (m);
/// `None` when the loop passes neither within 12 mm.
fn way(line: &[Crossing], from: &Point3<f64>, to: &Point3<f64>) -> Option<(f64, Vec<Crossing>)> {
    let nearest = |p: &Point3<f64>| {
        let off = |i: &usize| (line[*i].point - p).norm();
        (0..line.len()).min_by(|a, b| off(a).total_cmp(&off(b))).filter(|i| off(i) < 0.012)
    };
    let (a, b) = (nearest(from)?, nearest(to)?);
    let n = line.len();
    let walk = |a: usize, b: usize| -> Vec<Crossing> {
        (0..=(b + n - a) % n).map(|i| line[(a + i) % n]).collect()
    };
    let length = |way: &[Crossing]| {
        let steps: f64 = way.windows(2).map(|w| (w[1].point - w[0].point).norm()).sum();
        let (first, last) = (way.first()?, way.last()?);
        Some(steps + (first.point - from).norm() + (last.point - to).norm())
    };
    let mut back = walk(b, a);
    back.reverse();
    [walk(a, b), back].into_iter().filter_map(|w| Some((length(&w)?, w))).min_by(shorter)
}

/// A crossing as a point that rides on its edge.
fn rider(crossing: &Crossing) -> Points {
    let [a, b] = crossing.edge.map(|v| v as usize);
    Points(vec![(a, 1.0 - crossing.share), (b, crossing.share)])
}
