//! The nearest point of a triangle.

use nalgebra::{Point3, Vector3};

/// The barycentric coordinates of the point of triangle `corners` that lies nearest to `point`.
///
/// They are at least 0 and sum to 1; a coordinate is exactly 0 when the nearest point lies on the
/// opposite edge, which tells vertex, edge and face apart. From the Voronoi regions of the
/// triangle (C. Ericson, Real-Time Collision Detection, 2005, 5.1.5). A triangle without area
/// gives a point of one of its edges.
pub fn closest_barycentric(corners: &[Point3<f32>; 3], point: &Point3<f32>) -> [f32; 3] {
    let [a, b, c] = corners;
    let (ab, ac) = (b - a, c - a);
    let ap = point - a;
    let (d1, d2) = (ab.dot(&ap), ac.dot(&ap));
    if d1 <= 0.0 && d2 <= 0.0 {
        return [1.0, 0.0, 0.0];
    }
    let bp = point - b;
    let (d3, d4) = (ab.dot(&bp), ac.dot(&bp));
    if d3 >= 0.0 && d4 <= d3 {
        return [0.0, 1.0, 0.0];
    }
    let vc = d1 * d4 - d3 * d2;
    if vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0 {
        let t = d1 / (d1 - d3);
        return [1.0 - t, t, 0.0];
    }
    let cp = point - c;
    let (d5, d6) = (ab.dot(&cp), ac.dot(&cp));
    if d6 >= 0.0 && d5 <= d6 {
        return [0.0, 0.0, 1.0];
    }
    let vb = d5 * d2 - d1 * d6;
    if vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0 {
        let t = d2 / (d2 - d6);
        return [1.0 - t, 0.0, t];
    }
    let va = d3 * d6 - d5 * d4;
    if va <= 0.0 && d4 - d3 >= 0.0 && d5 - d6 >= 0.0 {
        let t = (d4 - d3) / ((d4 - d3) + (d5 - d6));
        return [0.0, 1.0 - t, t];
    }
    let sum = va + vb + vc;
    let (v, w) = (vb / sum, vc / sum);
    [1.0 - v - w, v, w]
}

/// The point with those barycentric coordinates.
pub fn from_barycentric(corners: &[Point3<f32>; 3], barycentric: &[f32; 3]) -> Point3<f32> {
    let [a, b, c] = corners;
    let sum: Vector3<f32> =
        a.coords * barycentric[0] + b.coords * barycentric[1] + c.coords * barycentric[2];
    Point3::from(sum)
}
