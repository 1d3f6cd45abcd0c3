//! How a sheet of cloth resists.

use serde::{Deserialize, Serialize};

/// Mechanical properties of a sheet of cloth, in SI units.
///
/// Stretch and shear are forces per width over strain, bending is moment per width over curvature.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mechanics {
    /// Resistance to stretching along the warp (N/m).
    pub stretch_warp: f32,
    /// Resistance to stretching along the weft (N/m).
    pub stretch_weft: f32,
    /// Resistance to shearing warp against weft (N/m).
    pub shear: f32,
    /// Part of the stretch stiffness that resists compression, 0–1.
    pub compression: f32,
    /// Bending stiffness when the warp is curved (N·m).
    pub bend_warp: f32,
    /// Bending stiffness when the weft is curved (N·m).
    pub bend_weft: f32,
    /// Mass per area (kg/m²).
    pub density: f32,
    /// Thickness (m).
    pub thickness: f32,
    /// Coulomb friction against skin and cloth.
    pub friction: f32,
}

impl Mechanics {
    /// This cloth with another sewn under it along the edges, warp on warp, as a lining is.
    ///
    /// Sheets that are not glued slide on one another, so their stiffnesses add, and so do mass and
    /// thickness. The cloth rubs on what is worn under it with the inner sheet.
    #[must_use]
    pub fn over(&self, inner: &Self) -> Self {
        let stretch = self.stretch_warp + self.stretch_weft;
        let stretch_inner = inner.stretch_warp + inner.stretch_weft;
        Self {
            stretch_warp: self.stretch_warp + inner.stretch_warp,
            stretch_weft: self.stretch_weft + inner.stretch_weft,
            shear: self.shear + inner.shear,
            compression: (self.compression * stretch + inner.compression * stretch_inner)
                / (stretch + stretch_inner),
            bend_warp: self.bend_warp + inner.bend_warp,
            bend_weft: self.bend_weft + inner.bend_weft,
            density: self.density + inner.density,
            thickness: self.thickness + inner.thickness,
            friction: inner.friction,
        }
    }

    /// Key, value and the range in which cloth lies, from the lightest gauze to lined sheepskin.
    pub(super) fn ranges(&self) -> [(&'static str, f32, f32, f32); 9] {
        [
            ("stretch_warp", self.stretch_warp, 50.0, 50_000.0),
            ("stretch_weft", self.stretch_weft, 50.0, 50_000.0),
            ("shear", self.shear, 5.0, 5_000.0),
            ("compression", self.compression, 0.01, 1.0),
            ("bend_warp", self.bend_warp, 1e-7, 1e-3),
            ("bend_weft", self.bend_weft, 1e-7, 1e-3),
            ("density", self.density, 0.01, 3.0),
            ("thickness", self.thickness, 5e-5, 0.03),
            ("friction", self.friction, 0.05, 1.5),
        ]
    }
}
