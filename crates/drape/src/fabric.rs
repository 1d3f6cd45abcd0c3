//! What the cloth is made of.

use serde::{Deserialize, Serialize};

/// Mechanical properties of a woven cloth, per width or area of the sheet, in SI units.
///
/// Stretch stiffnesses come from a KES-FB1 or strip tensile test (force per width over strain),
/// shear from KES-FB1 (1 gf/(cm·deg) is 56 N/m), bending from KES-FB2 (1 gf·cm²/cm is 9.8e-5 N·m)
/// or from Peirce's bending length c as B = ρ g c³ (F. T. Peirce, 1930).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fabric {
    /// Resistance to stretching along the warp (N/m).
    pub stretch_warp: f32,
    /// Resistance to stretching along the weft (N/m).
    pub stretch_weft: f32,
    /// Resistance to shearing warp against weft (N/m).
    pub shear: f32,
    /// Part of the stretch stiffness that resists compression, 0–1. Yarns buckle long before the
    /// mesh can show it, so a coarse mesh needs less than 1.
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

impl Fabric {
    /// Handwoven woollen twill of medium weight, as chubas of pulu are made of.
    ///
    /// Order of magnitude of winter suiting in KES tables, not a measured pulu.
    pub const WOOL: Self = Self {
        stretch_warp: 1500.0,
        stretch_weft: 1200.0,
        shear: 80.0,
        compression: 0.25,
        bend_warp: 4.0e-5,
        bend_weft: 3.0e-5,
        density: 0.34,
        thickness: 1.5e-3,
        friction: 0.45,
    };

    /// Light plain-woven silk or cotton, as blouses are made of (order of magnitude of KES tables
    /// for shirting).
    pub const SHIRTING: Self = Self {
        stretch_warp: 1500.0,
        stretch_weft: 1200.0,
        shear: 60.0,
        compression: 0.25,
        bend_warp: 0.8e-5,
        bend_weft: 0.6e-5,
        density: 0.12,
        thickness: 0.5e-3,
        friction: 0.3,
    };

    /// This cloth with `share` (0–1) of another sewn flat on top of it, as a band covers so much of a
    /// facet.
    ///
    /// Sheets that are not glued slide on one another, so their stiffnesses add, and so do mass and
    /// thickness. The cloth below is what rubs on the body.
    #[must_use]
    pub fn under(&self, band: &Self, share: f32) -> Self {
        let sum = |own: f32, other: f32| own + share * other;
        let stretch = self.stretch_warp + self.stretch_weft;
        let other = share * (band.stretch_warp + band.stretch_weft);
        Self {
            stretch_warp: sum(self.stretch_warp, band.stretch_warp),
            stretch_weft: sum(self.stretch_weft, band.stretch_weft),
            shear: sum(self.shear, band.shear),
            compression: (self.compression * stretch + band.compression * other)
                / (stretch + other),
            bend_warp: sum(self.bend_warp, band.bend_warp),
            bend_weft: sum(self.bend_weft, band.bend_weft),
            density: sum(self.density, band.density),
            thickness: sum(self.thickness, band.thickness),
            friction: self.friction,
        }
    }

    /// The shear stiffness (N/m) of a cloth that was pulled at 45° to the warp.
    ///
    /// An orthotropic sheet without lateral contraction has 4/E₄₅ = 1/E₁ + 1/E₂ + 1/G. Infinite
    /// where the bias is stiffer than the threads allow.
    pub fn shear_from_bias(stretch_warp: f32, stretch_weft: f32, stretch_bias: f32) -> f32 {
        let compliance = 4.0 / stretch_bias - 1.0 / stretch_warp - 1.0 / stretch_weft;
        if compliance > 0.0 { 1.0 / compliance } else { f32::INFINITY }
    }
}
