//! Cloth on people who move.

#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests")]

mod support;

use std::ops::ControlFlow;

use body::{BodyModel, BodyShape, Rest};
use drape::{
    BodyCollider, Dressing, Fabric, Garment, Live, LiveError, LiveReport, LiveSettings, Mannequin,
    Resolution, Restart, State, drape,
};
use measure::Sex;
use nalgebra::Point3;
use support::motion::{Moment, skin, violent};

const FPS: f32 = 1.0 / 60.0;
/// A mesh for live cloth is coarse: 3,000–5,000 vertices.
const EDGE: Resolution = Resolution::new(40.0);

struct Worn {
    model: BodyModel,
    rest: Rest,
    body: Mannequin,
    live: Live,
}

impl Worn {
    fn new(id: &str, sex: Sex) -> Self {
        let model = support::model();
        let shape = BodyShape::mean(&model, sex);
        let (body, measurements) = support::person(&model, &shape);
        let pattern = support::draft(id, &measurements);
        let garment = Garment::assemble(&pattern, &body, &Fabric::WOOL, EDGE).unwrap();
        let mut going = |_, _| ControlFlow::Continue(());
        let draped = drape(&garment, &body, &Dressing::default(), &mut going).unwrap();
        let live = Live::new(&[&garment], &[&draped], &body, LiveSettings::default()).unwrap();
        Self { rest: model.rest(&shape), model, body, live }
    }

    fn frame(&mut self, moment: &Moment) -> LiveReport {
        self.live.frame(&skin(&self.model, &self.rest, moment), FPS)
    }

    /// Part of the vertices below the skin, and the deepest (m), of somebody who stands so.
    fn below_skin(&self, moment: &Moment) -> (f64, f32) {
        let mut body = self.body.clone();
        body.motion = vec![skin(&self.model, &self.rest, moment)];
        let mut collider = BodyCollider::new(&body);
        collider.pose(1.0);
        let state = self.live.state();
        let depths: Vec<f32> = state
            .positions
            .iter()
            .zip(&self.live.cloth().vertices)
            .filter_map(|(p, v)| collider.signed_distance(p, v.touches))
            .map(|d| -d)
            .collect();
        let below = depths.iter().filter(|d| **d > 0.0).count();
        let deepest = depths.iter().copied().fold(0.0, f32::max);
        (below as f64 / state.positions.len() as f64, deepest)
    }
}

fn mean_way(a: &State, b: &State) -> f32 {
    let sum: f32 = a.positions.iter().zip(&b.positions).map(|(p, q)| (p - q).norm()).sum();
    sum / a.positions.len() as f32
}

fn lowest(points: &[Point3<f32>]) -> f32 {
    points.iter().map(|p| p.y).fold(f32::INFINITY, f32::min)
}

#[test]
fn cloth_on_somebody_who_stands_still_stays_as_it_was_draped() {
    let mut worn = Worn::new("chuba-women-sleeveless", Sex::Female);
    let start = worn.live.state();
    let still = Moment::default();
    for _ in 0..60 {
        let report = worn.frame(&still);
        assert_eq!(report.restart, None);
    }
    let end = worn.live.state();
    let hem = lowest(&end.positions) - lowest(&start.positions);
    // Substeps give in a little more than Newton's steps: millimetres over a metre of skirt.
    let way = mean_way(&start, &end);
    assert!(way < 0.02, "moved by {way} m on the mean");
    assert!(hem.abs() < 0.03, "the hem moved by {hem} m");
}

#[test]
fn a_raised_arm_takes_its_sleeve_along_and_a_squat_brings_the_hem_down() {
    let mut worn = Worn::new("chuba-men-utsang", Sex::Male);
    let start = worn.live.state();
    for i in 0..60 {
        worn.frame(&Moment { raise: f64::from(i) / 60.0, ..Moment::default() });
    }
    let up = Moment { raise: 1.0, ..Moment::default() };
    for _ in 0..30 {
        worn.frame(&up);
    }
    let raised = worn.live.state();
    let reach = |s: &State| s.positions.iter().map(|p| p.x).fold(0.0, f32::max);
    assert!(reach(&raised) > reach(&start) + 0.15, "{} {}", reach(&start), reach(&raised));
    for i in 0..45 {
        worn.frame(&Moment { squat: f64::from(i) / 60.0, ..up });
    }
    let hem = lowest(&worn.live.state().positions);
    assert!(hem < lowest(&start.positions) - 0.1 || hem < 0.03, "the hem hangs at {hem} m");
}

#[test]
fn what_squats_push_up_comes_down_again() {
    for (id, sex) in [("chuba-women-sleeveless", Sex::Female), ("chuba-men-utsang", Sex::Male)] {
        let mut worn = Worn::new(id, sex);
        let start = worn.live.state();
        for i in 0..600 {
            let t = f64::from(i) / 60.0;
            let squat = 0.4 * (1.0 - libm::cos(std::f64::consts::TAU * 0.5 * t));
            worn.frame(&Moment { squat, ..Moment::default() });
        }
        for _ in 0..90 {
            worn.frame(&Moment::default());
        }
        let end = worn.live.state();
        let hem = lowest(&end.positions) - lowest(&start.positions);
        let way = mean_way(&start, &end);
        // Folds come to lie otherwise; without being drawn home the hem stays at the crotch.
        assert!(way < 0.08, "{id}: moved by {way} m on the mean");
        assert!(hem.abs() < 0.1, "{id}: the hem moved by {hem} m");
    }
}

/// Frames of violent motion: 60 s with `NAMZA_LONG_LIVE`, else 10 s, as a minute costs a minute.
fn violent_frames() -> usize {
    if std::env::var_os("NAMZA_LONG_LIVE").is_some() { 3600 } else { 600 }
}

#[test]
fn violent_motion_tears_nothing_and_a_second_later_all_lies_well() {
    for (id, sex) in [("chuba-women-sleeveless", Sex::Female), ("chuba-men-utsang", Sex::Male)] {
        let mut worn = Worn::new(id, sex);
        // A coarse drape has facets that are stretched where cloth is gathered under the belt.
        let settled = worn.frame(&violent(0.0)).strain_max;
        let (mut leaps, mut widest) = (0, 0.0f32);
        let frames = violent_frames();
        for i in 0..frames {
            let report = worn.frame(&violent(i as f64 / 60.0));
            match report.restart {
                Some(Restart::Leap(_)) => leaps += 1,
                Some(Restart::Torn(by)) => panic!("{id}: frame {i}: a facet {by} times its length"),
                None => widest = widest.max(report.strain_max),
            }
            assert!(worn.live.state().is_finite(), "{id}: frame {i}");
        }
        // One every five seconds, but for the start.
        assert_eq!(leaps, (frames - 1) / 300, "{id}");
        // A foot on the hem pulls a single facet; what is caught is let go before it is torn.
        assert!(widest < 2.5, "{id}: stretched by {:.0} %", widest * 100.0);
        // To standing, and a second of rest.
        let last = violent((frames - 1) as f64 / 60.0);
        for i in 1..=30 {
            let left = 1.0 - f64::from(i) / 30.0;
            worn.frame(&Moment {
                squat: last.squat * left,
                raise: last.raise * left,
                swing: last.swing * left,
                turn: last.turn * left,
                jump: last.jump * left,
                at: last.at,
            });
        }
        let rest = Moment { at: last.at, ..Moment::default() };
        let mut strain = 0.0;
        for _ in 0..60 {
            strain = worn.frame(&rest).strain_max;
        }
        let (below, deepest) = worn.below_skin(&rest);
        assert!(strain < settled + 0.5, "{id}: stretched by {:.0} % at rest", strain * 100.0);
        assert!(below < 0.02, "{id}: {:.2} % of the cloth below the skin", below * 100.0);
        assert!(deepest < 0.03, "{id}: {deepest} m below the skin");
    }
}

#[test]
fn any_number_of_threads_and_ten_runs_give_the_same_bits() {
    let mut worn = Worn::new("chuba-women-sleeveless", Sex::Female);
    let skins: Vec<_> =
        (0..8).map(|i| skin(&worn.model, &worn.rest, &violent(f64::from(i) / 60.0))).collect();
    let start = worn.live.clone();
    let mut run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        worn.live = start.clone();
        pool.install(|| {
            for skin in &skins {
                worn.live.frame(skin, FPS);
            }
        });
        worn.live.state()
    };
    let one = run(1);
    assert!(one.is_finite());
    for threads in [2, 3, 1, 2, 1, 2, 1, 2, 1] {
        assert_eq!(one, run(threads), "{threads} threads");
    }
}

#[test]
fn a_leap_carries_the_drape_and_a_body_lost_stands_still() {
    let mut worn = Worn::new("chuba-women-sleeveless", Sex::Female);
    let start = worn.live.state();
    let report = worn.frame(&Moment { at: [1.0, 0.5], ..Moment::default() });
    let Some(Restart::Leap(way)) = report.restart else { panic!("{report:?}") };
    // √(1² + 0.5²).
    assert!((way - 1.118).abs() < 0.01, "{way}");
    let there = worn.live.state();
    for (p, q) in start.positions.iter().zip(&there.positions) {
        let off = q - p - nalgebra::Vector3::new(1.0, 0.0, 0.5);
        assert!(off.norm() < 0.01, "{off}");
    }
    let nobody = vec![Point3::new(f32::NAN, 0.0, 0.0); worn.body.mesh.positions.len()];
    assert!(worn.live.frame(&nobody, FPS).body_lost);
    assert!(worn.live.state().is_finite());
}

#[test]
fn a_drape_of_another_garment_is_refused_by_number() {
    let model = support::model();
    let (body, measurements) = support::mean(&model, Sex::Female);
    let pattern = support::draft("chuba-women-sleeveless", &measurements);
    let at = |edge_mm: f64| {
        Garment::assemble(&pattern, &body, &Fabric::WOOL, Resolution::new(edge_mm)).unwrap()
    };
    let (coarse, other) = (at(60.0), at(50.0));
    let quick = Dressing { lowering: 1, hanging: 1, settling: 1, ..Dressing::default() };
    let mut going = |_, _| ControlFlow::Continue(());
    let draped = drape(&coarse, &body, &quick, &mut going).unwrap();
    let refused = Live::new(&[&other], &[&draped], &body, LiveSettings::default());
    assert!(matches!(refused, Err(LiveError::Mismatch { .. })));
}
