//! Nearest points and signed distances against shapes with a formula.

use mesh::{Bvh, SignedDistance, closest_barycentric, from_barycentric};
use nalgebra::{Point3, Vector3};
use proptest::prelude::*;

/// An axis-aligned cube of edge 2 about the origin.
fn cube() -> (Vec<Point3<f32>>, Vec<[u32; 3]>) {
    let at = |i: usize| [1.0, -1.0][i];
    let positions = (0..8).map(|i| Point3::new(at(i & 1), at(i >> 1 & 1), at(i >> 2))).collect();
    let quads =
        [[0, 2, 6, 4], [1, 5, 7, 3], [0, 4, 5, 1], [2, 3, 7, 6], [0, 1, 3, 2], [4, 6, 7, 5]];
    let triangles = quads.iter().flat_map(|q| [[q[0], q[1], q[2]], [q[0], q[2], q[3]]]).collect();
    (positions, triangles)
}

fn cube_distance(p: &Point3<f32>) -> f32 {
    let q = p.coords.abs() - Vector3::repeat(1.0);
    q.sup(&Vector3::zeros()).norm() + q.max().min(0.0)
}

fn point(range: f32) -> impl Strategy<Value = Point3<f32>> {
    [-range..range, -range..range, -range..range].prop_map(Point3::from)
}

proptest! {
    #[test]
    fn the_distance_from_a_cube_is_its_formula(p in point(3.0)) {
        let (positions, triangles) = cube();
        let found = SignedDistance::new(&positions, &triangles, &[]).at(&p, 10.0, 1).unwrap();
        // Rounding of a few products of numbers up to 4.
        prop_assert!((found.distance - cube_distance(&p)).abs() < 1e-5);
        // The distance grows along its normal with slope 1.
        let ahead = p + found.normal * 1e-3;
        let slope = (cube_distance(&ahead) - cube_distance(&p)) / 1e-3;
        prop_assert!((slope - 1.0).abs() < 1e-2 || cube_distance(&p).abs() < 2e-3
            || on_the_medial_axis(&p), "slope {slope}");
    }

    #[test]
    fn no_point_of_the_triangle_is_nearer(
        a in point(1.0), b in point(1.0), c in point(1.0), p in point(2.0),
        u in 0.0f32..1.0, v in 0.0f32..1.0,
    ) {
        let corners = [a, b, c];
        let nearest = from_barycentric(&corners, &closest_barycentric(&corners, &p));
        let (u, v) = if u + v > 1.0 { (1.0 - u, 1.0 - v) } else { (u, v) };
        let other = from_barycentric(&corners, &[1.0 - u - v, u, v]);
        prop_assert!((p - nearest).norm() <= (p - other).norm() + 1e-5);
    }

    #[test]
    fn the_tree_finds_what_a_search_through_all_finds(
        points in prop::collection::vec(point(1.0), 12..90), p in point(1.5), moved in point(0.5),
    ) {
        let triangles: Vec<[u32; 3]> =
            (0..points.len() as u32 / 3).map(|t| [3 * t, 3 * t + 1, 3 * t + 2]).collect();
        let groups: Vec<u8> = (0..triangles.len()).map(|t| 1 << (t % 2)).collect();
        let mut bvh = Bvh::new(&points, &triangles, &groups);
        let points: Vec<Point3<f32>> =
            points.iter().enumerate().map(|(i, q)| q + moved.coords * (i % 3) as f32).collect();
        bvh.refit(&points, &triangles);
        let all = triangles.iter().step_by(2).map(|t| {
            let corners = t.map(|v| points[v as usize]);
            (p - from_barycentric(&corners, &closest_barycentric(&corners, &p))).norm()
        });
        let want = all.fold(f32::INFINITY, f32::min);
        let found = bvh.nearest(&p, 100.0, 1).unwrap();
        prop_assert_eq!(found.triangle % 2, 0);
        prop_assert!((found.distance - want).abs() < 1e-6);
    }
}

/// Where two faces are equally near, the distance has a crease and no slope.
fn on_the_medial_axis(p: &Point3<f32>) -> bool {
    let mut a = [p.x.abs(), p.y.abs(), p.z.abs()];
    a.sort_by(f32::total_cmp);
    a[2] < 1.0 && a[2] - a[1] < 4e-3
}

#[test]
fn nothing_is_near_beyond_the_range() {
    let (positions, triangles) = cube();
    let bvh = Bvh::new(&positions, &triangles, &[]);
    assert!(bvh.nearest(&Point3::new(3.0, 0.0, 0.0), 1.9, 0xff).is_none());
    assert!(bvh.nearest(&Point3::new(3.0, 0.0, 0.0), 2.1, 0xff).is_some());
    assert!(Bvh::default().nearest(&Point3::origin(), 1e3, 0xff).is_none());
}
