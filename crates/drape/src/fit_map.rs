//! How a draped garment fits: room, stretch and pressure, place by place.

use nalgebra::{Point3, Vector3};

use crate::energy::membrane::Membrane;
use crate::{BodyCollider, BodyPart, Cloth, Drape, Garment, Mannequin, Settings};

/// Room, stretch and pressure of a draped garment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FitMap {
    /// Distance (m) of each cloth vertex from the skin that it meets, negative below it, infinite
    /// where there is none within 1 m; shape `[n]` of [`Drape::cloth`].
    pub ease: Vec<f32>,
    /// What each triangle bears, shape `[m]` of [`Drape::cloth`].
    pub facets: Vec<FacetFit>,
    /// The part of the body that each triangle lies on, shape `[m]`.
    pub places: Vec<FitRegion>,
    /// Means over each part of the body that the garment covers.
    pub regions: Vec<(FitRegion, FitMeans)>,
    /// Means over each panel, in the order of [`Drape::panels`].
    pub panels: Vec<(String, FitMeans)>,
}

/// What one triangle of cloth bears.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FacetFit {
    /// Stretch along warp and weft, 0.01 for 1 %; negative where the cloth is pushed together.
    pub strain: [f32; 2],
    /// Change of the right angle between warp and weft (rad).
    pub shear: f32,
    /// Force per width along warp and weft (N/m), 0 where it is slack.
    pub tension: [f32; 2],
    /// Pressure on the skin (Pa).
    pub pressure: f32,
    /// Distance of the triangle's middle from the skin (m).
    pub ease: f32,
    /// Its area in the panel (m²).
    pub area: f32,
}

/// Means over a part of a garment, weighted by area.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FitMeans {
    /// Area of cloth there (m²).
    pub area: f32,
    /// Distance that 5 % of the cloth stays below (m).
    pub ease_least: f32,
    /// Mean distance from the skin (m).
    pub ease: f32,
    /// How much longer a tape round the cloth is than round the skin (m): 2π times the mean
    /// distance, exact for convex sections (Steiner).
    pub girth_ease: f32,
    /// Stretch that 95 % of the cloth stays below.
    pub strain: f32,
    /// Force per width that 95 % of the cloth stays below (N/m).
    pub tension: f32,
    /// Mean force per width along warp and weft (N/m): along and round trunk and arms, for panels cut
    /// on the straight grain.
    pub pull: [f32; 2],
    /// Mean pressure on the skin (Pa).
    pub pressure: f32,
    /// Part of the area that presses on the skin, 0–1.
    pub touching: f32,
}

/// A part of the body that a tailor fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum FitRegion {
    Shoulders,
    ChestFront,
    ChestBack,
    Waist,
    Hip,
    Skirt,
    ArmLeft,
    ArmRight,
}

/// Which number [`FitMap::colours`] shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FitShow {
    /// Distance from the skin: red at 0, yellow at 2 cm, green at 5 cm, blue from 12 cm.
    Ease,
    /// Stretch: green at 0, yellow at 2 %, red from 5 %; blue where pushed together.
    Strain,
    /// Pressure: green at 0, yellow at 1 kPa, red from 4 kPa, which one feels as tight.
    Pressure,
    /// Force per width: green at 0, yellow at 75 N/m, red from 300 N/m. Round a body of 15 cm radius
    /// that is 0.5 kPa, which one feels, and 2 kPa, which is tight (Laplace: p = T/r).
    Pull,
}

impl FitShow {
    /// The values at which the colours stand, each with its sRGB colour: m, parts, Pa or N/m.
    pub fn legend(self) -> Vec<(f32, [u8; 3])> {
        self.stops().iter().map(|&(at, colour)| (at, colour.map(|c| c as u8))).collect()
    }

    /// The colour (sRGB) of a value.
    pub fn colour(self, value: f32) -> [u8; 3] {
        ramp(value, self.stops())
    }

    fn stops(self) -> &'static [(f32, [f32; 3])] {
        match self {
            Self::Ease => &[(0.0, RED), (0.02, YELLOW), (0.05, GREEN), (0.12, BLUE)],
            Self::Strain => &[(-0.03, BLUE), (0.0, GREEN), (0.02, YELLOW), (0.05, RED)],
            Self::Pressure => &[(0.0, GREEN), (1000.0, YELLOW), (4000.0, RED)],
            Self::Pull => &[(0.0, GREEN), (75.0, YELLOW), (300.0, RED)],
        }
    }
}

/// Half the height of the band round the body that counts as waist or hip (m).
const BAND: f32 = 0.05;
/// Depth below the nape down to which cloth lies on the shoulders (m).
const SHOULDER: f32 = 0.10;

impl FitMap {
    /// Measures `drape` of `garment` on `body`, in the worn posture.
    ///
    /// Stretch is that of the draped cloth against the panels, so what cannot be seen in a picture
    /// shows here. Costs one distance query a vertex, 20 ms for a robe at 25 mm.
    pub fn of(garment: &Garment, drape: &Drape, body: &Mannequin) -> Self {
        let mut collider = BodyCollider::new(body);
        collider.pose(1.0);
        let gap = Settings::skin_gap_for(garment.edge_length());
        let (ease, facets) = measure(&garment.cloth, &drape.cloth.positions, &collider, gap);
        let worn = body.worn();
        // The landmarks stand in the dressing posture, feet apart.
        let [nape_y, waist_y, hip_y] = [
            body.worn_height(body.landmarks.nape.y - SHOULDER) + SHOULDER,
            body.worn_height(body.landmarks.waist_y),
            body.worn_height(body.landmarks.hip_y),
        ];
        let middle_z = middle(worn, &body.parts, waist_y);
        let region = |f: usize| {
            let vertices = garment.cloth.facets[f].vertices;
            if vertices.iter().any(|&v| garment.depth[v as usize].is_none()) {
                let touches = garment.cloth.vertices[vertices[0] as usize].touches;
                let left = touches.contains(BodyPart::ArmLeft);
                return if left { FitRegion::ArmLeft } else { FitRegion::ArmRight };
            }
            let p: Vector3<f32> = vertices
                .iter()
                .map(|&v| drape.cloth.positions[v as usize].coords)
                .sum::<Vector3<f32>>()
                / 3.0;
            if p.y > nape_y - SHOULDER {
                FitRegion::Shoulders
            } else if (p.y - waist_y).abs() < BAND {
                FitRegion::Waist
            } else if (p.y - hip_y).abs() < BAND {
                FitRegion::Hip
            } else if p.y < waist_y {
                FitRegion::Skirt
            } else if p.z > middle_z {
                FitRegion::ChestFront
            } else {
                FitRegion::ChestBack
            }
        };
        let mut by_region: Vec<(FitRegion, Vec<usize>)> = Vec::new();
        let mut by_panel: Vec<Vec<usize>> = vec![Vec::new(); drape.panels.len()];
        let places: Vec<FitRegion> = (0..facets.len()).map(region).collect();
        for (f, &of) in places.iter().enumerate() {
            match by_region.iter_mut().find(|r| r.0 == of) {
                Some(row) => row.1.push(f),
                None => by_region.push((of, vec![f])),
            }
            by_panel[garment.cloth.facets[f].panel as usize].push(f);
        }
        by_region.sort_by_key(|r| r.0);
        let regions = by_region.iter().map(|(r, f)| (*r, FitMeans::over(&facets, f))).collect();
        let panels = drape
            .panels
            .iter()
            .zip(&by_panel)
            .map(|(panel, f)| (panel.id.clone(), FitMeans::over(&facets, f)))
            .collect();
        Self { ease, facets, places, regions, panels }
    }

    /// The means over a region, where the garment covers it.
    pub fn region(&self, region: FitRegion) -> Option<&FitMeans> {
        self.regions.iter().find(|r| r.0 == region).map(|r| &r.1)
    }

    /// The means over several regions together, where the garment covers any of them.
    pub fn over(&self, regions: &[FitRegion]) -> Option<FitMeans> {
        let which: Vec<usize> =
            (0..self.places.len()).filter(|&f| regions.contains(&self.places[f])).collect();
        (!which.is_empty()).then(|| FitMeans::over(&self.facets, &which))
    }

    /// A colour (sRGB) for every triangle, as its legend in [`FitShow`] says.
    pub fn colours(&self, show: FitShow) -> Vec<[u8; 3]> {
        self.facets
            .iter()
            .map(|f| {
                show.colour(match show {
                    FitShow::Ease => f.ease,
                    FitShow::Strain => f.strain[0].max(f.strain[1]),
                    FitShow::Pressure => f.pressure,
                    FitShow::Pull => f.tension[0].max(f.tension[1]),
                })
            })
            .collect()
    }
}

/// Room of every vertex of `cloth` at `positions`, and what every facet bears; cloth nearer to the
/// skin than `gap` (m) is taken to press on it as hard as the solver's contact does.
pub(crate) fn measure(
    cloth: &Cloth,
    positions: &[Point3<f32>],
    body: &BodyCollider,
    gap: f32,
) -> (Vec<f32>, Vec<FacetFit>) {
    let ease: Vec<f32> = positions
        .iter()
        .zip(&cloth.vertices)
        .map(|(p, v)| body.signed_distance(p, v.touches).unwrap_or(f32::INFINITY))
        .collect();
    // N/m per cm² of cloth, times metres, over an area of 1e-4 m².
    let stiffness = Settings::default().contact_stiffness * 1e4;
    let facets = cloth
        .facets
        .iter()
        .map(|facet| {
            let fabric = &cloth.fabrics[facet.fabric as usize];
            let membrane = Membrane::new(facet.vertices, &facet.rest, facet.warp, fabric);
            let corners = facet.vertices.map(|v| positions[v as usize]);
            let [u, v] = membrane.gradient(&corners);
            let strain = [u.norm() - 1.0, v.norm() - 1.0];
            let cosine = u.dot(&v) / (u.norm() * v.norm()).max(1e-9);
            let apart = facet.vertices.map(|v| ease[v as usize]);
            let pressure = apart.iter().map(|d| stiffness * (gap - d).max(0.0)).sum::<f32>() / 3.0;
            FacetFit {
                strain,
                shear: libm::asinf(cosine.clamp(-1.0, 1.0)),
                tension: [
                    fabric.stretch_warp * strain[0].max(0.0),
                    fabric.stretch_weft * strain[1].max(0.0),
                ],
                pressure,
                ease: apart.iter().sum::<f32>() / 3.0,
                area: facet.rest_area(),
            }
        })
        .collect();
    (ease, facets)
}

impl FitMeans {
    fn over(facets: &[FacetFit], which: &[usize]) -> Self {
        let of = || which.iter().map(|&f| &facets[f]);
        let area: f32 = of().map(|f| f.area).sum();
        if area <= 0.0 {
            return Self::default();
        }
        let mean = |value: fn(&FacetFit) -> f32| {
            of().map(|f| value(f) * f.area).filter(|v| v.is_finite()).sum::<f32>() / area
        };
        let below = |part: f32, value: fn(&FacetFit) -> f32| {
            let mut rows: Vec<(f32, f32)> = of().map(|f| (value(f), f.area)).collect();
            rows.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut left = part * area;
            rows.iter()
                .find(|row| {
                    left -= row.1;
                    left <= 0.0
                })
                .map_or(0.0, |row| row.0)
        };
        let ease = mean(|f| f.ease);
        Self {
            area,
            ease_least: below(0.05, |f| f.ease),
            ease,
            girth_ease: std::f32::consts::TAU * ease,
            strain: below(0.95, |f| f.strain[0].max(f.strain[1])),
            tension: below(0.95, |f| f.tension[0].max(f.tension[1])),
            pull: [mean(|f| f.tension[0]), mean(|f| f.tension[1])],
            pressure: mean(|f| f.pressure),
            touching: mean(|f| if f.pressure > 0.0 { 1.0 } else { 0.0 }),
        }
    }
}

/// Half way between front and back of the trunk at height `y`.
fn middle(positions: &[Point3<f32>], parts: &[BodyPart], y: f32) -> f32 {
    let near = positions
        .iter()
        .zip(parts)
        .filter(|(p, part)| **part == BodyPart::Torso && (p.y - y).abs() < BAND)
        .map(|(p, _)| p.z);
    let (low, high) =
        near.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), z| (low.min(z), high.max(z)));
    if low < high { f32::midpoint(low, high) } else { 0.0 }
}

const RED: [f32; 3] = [214.0, 47.0, 39.0];
const YELLOW: [f32; 3] = [250.0, 214.0, 80.0];
const GREEN: [f32; 3] = [74.0, 160.0, 92.0];
const BLUE: [f32; 3] = [66.0, 104.0, 190.0];

fn ramp(value: f32, stops: &[(f32, [f32; 3])]) -> [u8; 3] {
    let i = stops.partition_point(|s| s.0 < value);
    let colour = match (i.checked_sub(1).map(|j| stops[j]), stops.get(i)) {
        (Some((a, from)), Some(&(b, to))) => {
            let t = (value - a) / (b - a);
            [0, 1, 2].map(|k| from[k] + (to[k] - from[k]) * t)
        }
        (Some((_, last)), None) => last,
        (None, Some(&(_, first))) => first,
        (None, None) => [0.0; 3],
    };
    colour.map(|c| c.round() as u8)
}

#[cfg(test)]
mod tests {
    use nalgebra::{Point2, Vector2};

    use super::*;
    use crate::testing::{AROUND, tube, tube_body};
    use crate::{Fabric, Facet, PartSet, Vertex};

    /// A cloth tube of `girth` (m) in its panel, whose warp runs up.
    fn sleeve(girth: f32, triangles: &[[u32; 3]]) -> Cloth {
        let facets = triangles.iter().map(|t| {
            let column = t.map(|v| v as usize % AROUND);
            let seam = column.contains(&0) && column.contains(&(AROUND - 1));
            let rest = t.map(|v| {
                let (i, j) = (v as usize % AROUND, v as usize / AROUND);
                let i = if seam && i == 0 { AROUND } else { i };
                Point2::new(girth * i as f32 / AROUND as f32, 0.05 * j as f32)
            });
            Facet { vertices: *t, rest, warp: Vector2::y(), panel: 0, fabric: 0 }
        });
        let count = triangles.iter().flatten().max().map_or(0, |v| *v as usize + 1);
        Cloth {
            fabrics: vec![Fabric::WOOL],
            vertices: vec![Vertex { layer: 0, touches: PartSet::ALL }; count],
            facets: facets.collect(),
            ..Cloth::default()
        }
    }

    #[test]
    fn a_loose_tube_has_the_girth_of_its_radius_to_spare() {
        let (positions, triangles) = tube(0.19);
        let girth = std::f32::consts::TAU * 0.19;
        let (ease, facets) =
            measure(&sleeve(girth, &triangles), &positions, &tube_body(0.15), 0.0035);
        let all: Vec<usize> = (0..facets.len()).collect();
        let means = FitMeans::over(&facets, &all);
        // A polygon of 64 sides is off its circle by r π²/2·64² = 0.2 mm, chords by the same part.
        assert!((means.ease - 0.04).abs() < 5e-4, "{means:?}");
        assert!((means.girth_ease - std::f32::consts::TAU * 0.04).abs() < 3e-3, "{means:?}");
        assert!(ease.iter().all(|e| (e - 0.04).abs() < 5e-4));
        assert!(means.strain < 1e-3 && means.pressure == 0.0, "{means:?}");
    }

    #[test]
    fn a_tube_cut_too_narrow_is_stretched_and_pulls_by_its_stiffness() {
        let (positions, triangles) = tube(0.152);
        let chord = 2.0 * 0.152 * libm::sinf(std::f32::consts::PI / AROUND as f32) * AROUND as f32;
        // Cut 5 % too narrow.
        let (_, facets) =
            measure(&sleeve(chord / 1.05, &triangles), &positions, &tube_body(0.15), 0.0035);
        let all: Vec<usize> = (0..facets.len()).collect();
        let means = FitMeans::over(&facets, &all);
        assert!((means.strain - 0.05).abs() < 1e-3, "{means:?}");
        // T = k ε: the weft goes round.
        let want = 0.05 * Fabric::WOOL.stretch_weft;
        assert!((means.tension - want).abs() < 0.02 * want, "{means:?}");
        assert!(means.pull[0] < 1.0 && (means.pull[1] - want).abs() < 0.02 * want, "{means:?}");
        // 1.5 mm into the gap at 250 N/m per cm² is 3.75 kPa.
        assert!((means.pressure - 3750.0).abs() < 500.0, "{means:?}");
        assert!((means.touching - 1.0).abs() < 1e-3);
    }

    #[test]
    fn colours_go_from_red_on_the_skin_to_blue_far_off() {
        let map = FitMap {
            facets: [0.0, 0.02, 0.05, 0.3]
                .map(|ease| FacetFit { ease, ..FacetFit::default() })
                .into(),
            ..FitMap::default()
        };
        let want = [RED, YELLOW, GREEN, BLUE].map(|c| c.map(|v| v as u8));
        assert_eq!(map.colours(FitShow::Ease), want);
    }
}
