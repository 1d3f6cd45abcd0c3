//! How good a drape is, and what is wrong with a bad one.

use nalgebra::Point3;

/// What a settled drape measures, against the exact body; sums are in double precision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DrapeReport {
    /// Did it come to rest within its frames?
    pub converged: bool,
    /// Steps of the last settling.
    pub frames: usize,
    /// Are all numbers finite?
    pub finite: bool,
    /// Mean unbalanced force per vertex, in mean vertex weights.
    pub residual: f64,
    /// Deepest vertex below the skin it collides with (m), 0 where none is. Half-way between skins that
    /// overlap counts as outside: an armpit that is closed has no way out.
    pub deepest_penetration: f64,
    /// Part of the vertices more than 0.1 mm below the skin, 0–1.
    pub penetrating: f64,
    /// Part of the vertices deeper than 2 mm below the skin, 0–1.
    pub penetrating_2mm: f64,
    /// Widest distance between two vertices that are sewn together (m).
    pub widest_seam: f64,
    /// Largest stretch along warp or weft, 0.1 for 10 %.
    pub strain_max: f64,
    /// Stretch that 95 % of the facets stay below.
    pub strain_95: f64,
    /// Potential energy (J).
    pub potential: f64,
    /// Where the deepest vertex is (m); `None` where none is below the skin.
    pub deepest_at: Option<Point3<f32>>,
    /// How often an edge of the cloth goes through one of its facets.
    pub self_intersections: usize,
    /// How many of these an onlooker sees: from one of sixteen sides, level or from thirty degrees
    /// above, neither cloth nor body hides the place.
    pub crossings_seen: usize,
    /// Part of the facets that are cut by cloth, 0–1.
    pub intersecting: f64,
    /// Conjugate-gradient iterations since the solver was made.
    pub cg_iterations: usize,
}

/// One reason why a drape cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DrapeFault {
    /// A coordinate is NaN or infinite.
    #[error("the cloth has coordinates that are not numbers")]
    NotFinite,
    /// It was still moving when its frames were used up.
    #[error("the cloth still moved after {frames} steps")]
    NotSettled {
        /// Steps done.
        frames: usize,
    },
    /// Too many vertices are below the skin.
    #[error("{percent:.2} % of the cloth is below the skin, {depth_mm:.1} mm at worst")]
    Penetrates {
        /// Share of the vertices (%).
        percent: f64,
        /// Deepest of them (mm).
        depth_mm: f64,
    },
    /// A seam is open.
    #[error("a seam gapes {mm:.1} mm")]
    SeamOpen {
        /// Widest gap (mm).
        mm: f64,
    },
    /// Cloth is seen to go through cloth.
    #[error("the cloth is seen to go through itself in {places} places")]
    Crosses {
        /// As [`DrapeReport::crossings_seen`].
        places: usize,
    },
    /// Cloth is stretched beyond what it bears.
    #[error("the cloth is stretched by {percent:.0} %")]
    Stretched {
        /// Stretch that 95 % of the facets stay below (%).
        percent: f64,
    },
}

impl DrapeReport {
    /// Everything that is wrong with the drape; empty when it is good.
    ///
    /// Limits: at rest; at most 0.1 % of the vertices below the skin, and none deeper than 2 mm; seams
    /// closed to 1 mm; nothing seen to go through itself; 95 % of the facets stretched by less than 15 %,
    /// beyond which woven cloth would tear or the garment does not fit.
    pub fn faults(&self) -> Vec<DrapeFault> {
        let mut faults = Vec::new();
        if !self.finite {
            faults.push(DrapeFault::NotFinite);
        }
        if !self.converged {
            faults.push(DrapeFault::NotSettled { frames: self.frames });
        }
        if self.penetrating > 0.001 || self.deepest_penetration > 0.002 {
            faults.push(DrapeFault::Penetrates {
                percent: self.penetrating * 100.0,
                depth_mm: self.deepest_penetration * 1e3,
            });
        }
        if self.widest_seam > 0.001 {
            faults.push(DrapeFault::SeamOpen { mm: self.widest_seam * 1e3 });
        }
        if self.crossings_seen > 0 {
            faults.push(DrapeFault::Crosses { places: self.crossings_seen });
        }
        if self.strain_95 > 0.15 {
            faults.push(DrapeFault::Stretched { percent: self.strain_95 * 100.0 });
        }
        faults
    }
}
