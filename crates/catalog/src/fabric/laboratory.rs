//! What testing houses and other programs write about a cloth, put into SI units.
//!
//! Numbers are taken in the units of the sheet, so that they can be copied from it as they stand.

use serde::Deserialize;

use super::Mechanics;

/// Force per width at which a hanging robe pulls at its own shoulders (N/m): 0.4 kg/m², 1.3 m and
/// as much again for what the belt does not carry. Stretch stiffness is wanted there.
const WORN_LOAD: f32 = 10.0;
/// 1 gf/cm as N/m.
const GF_CM: f32 = 0.980_665;
/// Friction of cloth on cloth where the sheet gives none.
const FRICTION: f32 = 0.35;
/// Yarns buckle long before the mesh can show it.
const COMPRESSION: f32 = 0.25;

/// A sheet of the Kawabata evaluation system (S. Kawabata, The Standardization and Analysis of Hand
/// Evaluation, 1980), standard conditions.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kes {
    /// Extension at 500 gf/cm (%), along the warp.
    pub emt_warp: f32,
    /// The same along the weft.
    pub emt_weft: f32,
    /// Linearity of the load–extension curve, 0–1, along the warp.
    pub lt_warp: f32,
    /// The same along the weft.
    pub lt_weft: f32,
    /// Shear stiffness (gf/(cm·degree)).
    pub g: f32,
    /// Bending rigidity when the warp is curved (gf·cm²/cm).
    pub b_warp: f32,
    /// The same for the weft.
    pub b_weft: f32,
    /// Thickness at 0.5 gf/cm² (mm).
    pub t0: f32,
    /// Mass per area (mg/cm²).
    pub w: f32,
    /// Mean coefficient of surface friction.
    #[serde(default)]
    pub miu: Option<f32>,
}

/// A fabric assurance sheet of the FAST instruments (CSIRO, 1989).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fast {
    /// Mass per area (g/m²).
    pub weight: f32,
    /// Thickness at 2 gf/cm² (mm).
    pub t2: f32,
    /// Bending length of a strip along the warp (mm).
    pub c_warp: f32,
    /// The same along the weft.
    pub c_weft: f32,
    /// Extension at 20 gf/cm (%), along the warp.
    pub e20_warp: f32,
    /// The same along the weft.
    pub e20_weft: f32,
    /// Extension on the bias at 5 gf/cm (%).
    pub eb5: f32,
    /// Coefficient of friction, where it was taken.
    #[serde(default)]
    pub friction: Option<f32>,
}

/// Physical properties as CLO and Marvelous Designer show them.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clo {
    /// Stretch along the warp (g/s²).
    pub stretch_warp: f32,
    /// Stretch along the weft (g/s²).
    pub stretch_weft: f32,
    /// Shear (g/s²).
    pub shear: f32,
    /// Bending when the warp is curved (g·mm²/s²).
    pub bending_warp: f32,
    /// Bending when the weft is curved (g·mm²/s²).
    pub bending_weft: f32,
    /// Mass per area (g/m²).
    pub density: f32,
    /// Thickness (mm).
    pub thickness: f32,
    /// Coefficient of friction.
    #[serde(default)]
    pub friction: Option<f32>,
}

/// Mass per area and the bending length of the cantilever test (F. T. Peirce, 1930; ASTM D1388,
/// BS 3356), for a cloth of which no more is known. The rest is that of middling woven cloth.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cantilever {
    /// Mass per area (g/m²).
    pub weight: f32,
    /// Bending length of a strip along the warp (mm).
    pub c_warp: f32,
    /// The same along the weft.
    pub c_weft: f32,
    /// Thickness (mm).
    pub thickness: f32,
}

impl From<Kes> for Mechanics {
    fn from(kes: Kes) -> Self {
        let stretch = |emt: f32, lt: f32| secant(WORN_LOAD, 500.0 * GF_CM, emt / 100.0, lt);
        Self {
            stretch_warp: stretch(kes.emt_warp, kes.lt_warp),
            stretch_weft: stretch(kes.emt_weft, kes.lt_weft),
            // A degree is π/180 of shear strain.
            shear: kes.g * GF_CM * 180.0 / std::f32::consts::PI,
            compression: COMPRESSION,
            // gf·cm²/cm: a gf/cm at a square centimetre.
            bend_warp: kes.b_warp * GF_CM * 1e-4,
            bend_weft: kes.b_weft * GF_CM * 1e-4,
            density: kes.w * 0.01,
            thickness: kes.t0 * 1e-3,
            friction: kes.miu.unwrap_or(FRICTION),
        }
    }
}

impl From<Fast> for Mechanics {
    fn from(fast: Fast) -> Self {
        let load = 20.0 * GF_CM;
        // The instrument reads to 0.1 %; less than that is as stiff as it can tell.
        let stretch = |e20: f32| load / (e20.max(0.1) / 100.0);
        Self {
            stretch_warp: stretch(fast.e20_warp),
            stretch_weft: stretch(fast.e20_weft),
            // G = 123 / EB5 by the maker's manual.
            shear: 123.0 / fast.eb5.max(0.1),
            compression: COMPRESSION,
            bend_warp: peirce(fast.weight, fast.c_warp),
            bend_weft: peirce(fast.weight, fast.c_weft),
            density: fast.weight * 1e-3,
            thickness: fast.t2 * 1e-3,
            friction: fast.friction.unwrap_or(FRICTION),
        }
    }
}

impl From<Clo> for Mechanics {
    fn from(clo: Clo) -> Self {
        Self {
            // 1 g/s² is 1e-3 N/m, 1 g·mm²/s² is 1e-9 N·m.
            stretch_warp: clo.stretch_warp * 1e-3,
            stretch_weft: clo.stretch_weft * 1e-3,
            shear: clo.shear * 1e-3,
            compression: COMPRESSION,
            bend_warp: clo.bending_warp * 1e-9,
            bend_weft: clo.bending_weft * 1e-9,
            density: clo.density * 1e-3,
            thickness: clo.thickness * 1e-3,
            friction: clo.friction.unwrap_or(FRICTION),
        }
    }
}

impl From<Cantilever> for Mechanics {
    fn from(strip: Cantilever) -> Self {
        Self {
            stretch_warp: 1500.0,
            stretch_weft: 1200.0,
            shear: 60.0,
            compression: COMPRESSION,
            bend_warp: peirce(strip.weight, strip.c_warp),
            bend_weft: peirce(strip.weight, strip.c_weft),
            density: strip.weight * 1e-3,
            thickness: strip.thickness * 1e-3,
            friction: FRICTION,
        }
    }
}

/// Bending stiffness (N·m) from mass per area (g/m²) and bending length (mm): B = ρ g c³.
fn peirce(weight: f32, length: f32) -> f32 {
    weight * 1e-3 * 9.806_65 * (length * 1e-3).powi(3)
}

/// Force over strain at `load`, on a curve that reaches `most` at the strain `at_most` and encloses
/// the part `linearity` of the triangle under it.
///
/// A power law F ∝ εⁿ through that point encloses 2/(n + 1) of the triangle, so n = 2/linearity − 1:
/// cloth gives way at first, while the yarns straighten, and far less later.
fn secant(load: f32, most: f32, at_most: f32, linearity: f32) -> f32 {
    let power = (2.0 / linearity.clamp(0.2, 1.0) - 1.0).max(1.0);
    let strain = at_most * libm::powf(load / most, 1.0 / power);
    load / strain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f32, b: f32, part: f32) {
        assert!((a / b - 1.0).abs() < part, "{a} is not {b}");
    }

    /// The factors that the literature gives: 1 gf/(cm·°) is 56.2 N/m, 1 gf·cm²/cm is 98.07 µN·m.
    #[test]
    fn kes_units_become_si_units() {
        let kes = Kes {
            emt_warp: 5.0,
            emt_weft: 10.0,
            lt_warp: 1.0,
            lt_weft: 1.0,
            g: 1.0,
            b_warp: 1.0,
            b_weft: 0.5,
            t0: 0.8,
            w: 20.0,
            miu: Some(0.2),
        };
        let m = Mechanics::from(kes);
        close(m.shear, 56.19, 1e-3);
        close(m.bend_warp, 98.07e-6, 1e-3);
        close(m.density, 0.2, 1e-6);
        // A straight curve has one stiffness: 490 N/m over 5 %.
        close(m.stretch_warp, 9806.65, 1e-4);
        close(m.stretch_weft, 4903.3, 1e-4);
    }

    #[test]
    fn a_bent_load_curve_gives_way_more_at_a_small_load() {
        let straight = secant(10.0, 490.0, 0.05, 1.0);
        let bent = secant(10.0, 490.0, 0.05, 0.6);
        assert!(bent < 0.5 * straight, "{bent} {straight}");
        // At the full load both end in the same point.
        close(secant(490.0, 490.0, 0.05, 0.6), secant(490.0, 490.0, 0.05, 1.0), 1e-5);
    }

    /// A worked sheet: 168 g/m², bending lengths 15.0 and 14.5 mm give 5.56 and 5.02 µN·m.
    #[test]
    fn fast_bending_is_that_of_a_worked_sheet() {
        let fast = Fast {
            weight: 168.0,
            t2: 0.99,
            c_warp: 15.0,
            c_weft: 14.5,
            e20_warp: 1.0,
            e20_weft: 2.0,
            eb5: 3.0,
            friction: None,
        };
        let m = Mechanics::from(fast);
        close(m.bend_warp, 5.56e-6, 2e-3);
        close(m.bend_weft, 5.02e-6, 2e-3);
        close(m.shear, 41.0, 1e-4);
        close(m.stretch_warp, 1961.3, 1e-3);
    }

    /// 123/EB5 is the shear stiffness of a cloth whose threads do not stretch: pulled at 45° with
    /// 4.9 N/m, 4/E₄₅ = 1/G, to two parts in a hundred.
    #[test]
    fn fast_shear_is_that_of_the_bias() {
        let eb5 = 4.0f32;
        let bias = 5.0 * GF_CM / (eb5 / 100.0);
        close(123.0 / eb5, bias / 4.0, 0.02);
    }

    #[test]
    fn clo_units_become_si_units() {
        let clo = Clo {
            stretch_warp: 1.5e6,
            stretch_weft: 1.2e6,
            shear: 6e4,
            bending_warp: 4e4,
            bending_weft: 3e4,
            density: 340.0,
            thickness: 1.5,
            friction: None,
        };
        let m = Mechanics::from(clo);
        close(m.stretch_warp, 1500.0, 1e-5);
        close(m.bend_warp, 4e-5, 1e-5);
        close(m.shear, 60.0, 1e-5);
    }

    /// By hand: LT 0.6 is F ∝ ε^(7/3); 10 N/m of 490.3 is reached at 0.05 · 0.020394^(3/7) =
    /// 0.943 % strain, which is 1061 N/m. 16.5 mg/cm² are 165 g/m².
    #[test]
    fn a_whole_kes_sheet_is_that_worked_out_by_hand() {
        let m = Mechanics::from(Kes {
            emt_warp: 5.0,
            emt_weft: 5.0,
            lt_warp: 0.6,
            lt_weft: 1.0,
            g: 0.7,
            b_warp: 0.09,
            b_weft: 0.05,
            t0: 0.62,
            w: 16.5,
            miu: None,
        });
        close(m.stretch_warp, 1060.6, 1e-3);
        close(m.stretch_weft, 9806.65, 1e-4);
        close(m.shear, 39.33, 1e-3);
        close(m.bend_warp, 8.826e-6, 1e-3);
        close(m.bend_weft, 4.903e-6, 1e-3);
        close(m.density, 0.165, 1e-6);
        close(m.thickness, 0.62e-3, 1e-6);
        close(m.friction, FRICTION, 1e-6);
    }

    /// By hand: 0.170 kg/m² · 9.80665 m/s² · (25 mm)³ = 26.05 µN·m, (22 mm)³ 17.75 µN·m.
    #[test]
    fn a_cantilever_gives_weight_times_bending_length_cubed() {
        let m = Mechanics::from(Cantilever {
            weight: 170.0,
            c_warp: 25.0,
            c_weft: 22.0,
            thickness: 0.45,
        });
        close(m.bend_warp, 26.05e-6, 1e-3);
        close(m.bend_weft, 17.75e-6, 1e-3);
        close(m.density, 0.170, 1e-6);
        close(m.thickness, 0.45e-3, 1e-6);
    }
}
