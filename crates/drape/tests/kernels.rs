//! Each kernel on the device against its twin on the processor.

#![expect(clippy::print_stderr, reason = "says why a test is skipped")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::float_cmp, reason = "twins are equal to the last bit")]

use std::mem::{offset_of, size_of};

use drape::cpu::{
    self, LayerPair, MatrixRow, MatrixScalar, SPMV_GROUP, SkinPlane, StretchFacet, XpbdColour,
    XpbdHold, XpbdParams,
};
use drape::kernel::{PcgContact, PcgSums, SpmvKernel, XpbdKernels, XpbdScene};
use gpu::{Choice, Gpu, GpuError};

/// `(field, offset)` of a WGSL struct, and its size, in bytes.
fn wgsl_layout(source: &str, name: &str) -> (Vec<(String, usize)>, usize) {
    let module = naga::front::wgsl::parse_str(source)
        .unwrap_or_else(|e| panic!("{}", e.emit_to_string(source)));
    let ty = module.types.iter().find(|(_, t)| t.name.as_deref() == Some(name));
    let Some((_, naga::Type { inner: naga::TypeInner::Struct { members, span }, .. })) = ty else {
        panic!("no struct {name}");
    };
    let fields = members.iter().map(|m| (m.name.clone().unwrap_or_default(), m.offset as usize));
    (fields.collect(), *span as usize)
}

macro_rules! same_layout {
    ($source:expr, $ty:ident { $($field:ident),* }) => {
        let (fields, size) = wgsl_layout($source, stringify!($ty));
        let ours = vec![$((stringify!($field).to_owned(), offset_of!($ty, $field))),*];
        assert_eq!(fields, ours, "{}", stringify!($ty));
        assert_eq!(size, size_of::<$ty>(), "size of {}", stringify!($ty));
    };
}

#[test]
fn rust_and_wgsl_lay_out_the_matrix_alike() {
    let source = include_str!("../../../shaders/drape/spmv.wgsl");
    same_layout!(source, MatrixRow { block_begin, block_end, scalar_begin, scalar_end });
    same_layout!(source, MatrixScalar { column, value });
}

#[test]
fn rust_and_wgsl_lay_out_conjugate_gradients_alike() {
    let shared = include_str!("../../../shaders/drape/pcg.wgsl");
    same_layout!(shared, PcgContact { vertices, weights, stiffness });
    same_layout!(shared, PcgSums { rz, alpha, beta, done });
}

/// Numbers in −1..1 that are the same everywhere (xorshift32).
fn random(seed: &mut u32) -> f32 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    (*seed >> 8) as f32 / f32::from(1u16 << 15) / 256.0 - 1.0
}

struct Matrix {
    rows: Vec<MatrixRow>,
    columns: Vec<u32>,
    blocks: Vec<[[f32; 4]; 3]>,
    scalars: Vec<MatrixScalar>,
    vector: Vec<[f32; 4]>,
}

/// A matrix with rows of different lengths, some without blocks or scalars.
fn matrix(n: u32) -> Matrix {
    let mut seed = 0x9e37_79b9;
    let (mut rows, mut columns, mut blocks) = (Vec::new(), Vec::new(), Vec::new());
    let (mut scalars, mut vector) = (Vec::new(), Vec::new());
    let any = |seed: &mut u32| ((random(seed) * 0.5 + 0.5) * n as f32) as u32 % n;
    for i in 0..n {
        let (block_begin, scalar_begin) = (columns.len() as u32, scalars.len() as u32);
        for _ in 0..i % 9 {
            columns.push(any(&mut seed));
            let mut column = || [random(&mut seed), random(&mut seed), random(&mut seed), 0.0];
            blocks.push([column(), column(), column()]);
        }
        for _ in 0..i % 7 {
            let column = any(&mut seed);
            scalars.push(MatrixScalar { column, value: 100.0 * random(&mut seed) });
        }
        let (block_end, scalar_end) = (columns.len() as u32, scalars.len() as u32);
        rows.push(MatrixRow { block_begin, block_end, scalar_begin, scalar_end });
        vector.push([random(&mut seed), random(&mut seed), random(&mut seed), 0.0]);
    }
    Matrix { rows, columns, blocks, scalars, vector }
}

/// The device; without any, the test that asks is skipped and says so.
fn gpu() -> Option<Gpu> {
    match Gpu::new(&Choice::Auto) {
        Ok(gpu) => Some(gpu),
        Err(GpuError::NoAdapter) => {
            eprintln!("skipped: no Vulkan adapter");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn spmv_on_the_device_is_its_cpu_twin() {
    let Some(gpu) = gpu() else { return };
    // Not a multiple of the workgroup.
    let m = matrix(3001);
    let mut product = vec![[0.0; 4]; m.rows.len()];
    let mut partial = vec![0.0; m.rows.len().div_ceil(SPMV_GROUP)];
    cpu::spmv(&m.rows, &m.columns, &m.blocks, &m.scalars, &m.vector, &mut product, &mut partial);
    let kernel = SpmvKernel::new(&gpu).unwrap();
    let buffers =
        kernel.upload(&gpu, &m.rows, &m.columns, &m.blocks, &m.scalars, &m.vector).unwrap();
    let mut recording = gpu.record();
    SpmvKernel::record(&mut recording, &buffers);
    recording.submit().unwrap();
    let (theirs, their_partial) =
        (buffers.product.read_back(&gpu).unwrap(), buffers.partial.read_back(&gpu).unwrap());
    if gpu.is_software() {
        // Neither side fuses multiply and add, and both add in one order: equal to the last bit.
        assert_eq!(theirs, product);
        assert_eq!(their_partial, partial);
    } else {
        // A card may fuse: one rounding less for each of up to 42 terms of up to 100.
        for (a, b) in theirs.iter().flatten().zip(product.iter().flatten()) {
            assert!((a - b).abs() < 1e-3, "{a} {b}");
        }
        for (a, b) in their_partial.iter().zip(&partial) {
            assert!((a - b).abs() < 0.05, "{a} {b}");
        }
    }
}

#[test]
fn spmv_multiplies_as_a_dense_matrix_does() {
    let n = 130;
    let m = matrix(n as u32);
    let mut product = vec![[0.0; 4]; n];
    let mut partial = vec![0.0; n.div_ceil(SPMV_GROUP)];
    cpu::spmv(&m.rows, &m.columns, &m.blocks, &m.scalars, &m.vector, &mut product, &mut partial);
    let mut dot = 0.0;
    for (i, row) in m.rows.iter().enumerate() {
        let mut want = [0.0f64; 3];
        for k in row.block_begin as usize..row.block_end as usize {
            let x = m.vector[m.columns[k] as usize];
            for (c, column) in m.blocks[k].iter().enumerate() {
                for (want, a) in want.iter_mut().zip(column) {
                    *want += f64::from(*a) * f64::from(x[c]);
                }
            }
        }
        for s in &m.scalars[row.scalar_begin as usize..row.scalar_end as usize] {
            for (want, x) in want.iter_mut().zip(m.vector[s.column as usize]) {
                *want += f64::from(s.value) * f64::from(x);
            }
        }
        for (l, want) in want.into_iter().enumerate() {
            // Rounding of at most 30 terms of up to 100.
            assert!((f64::from(product[i][l]) - want).abs() < 1e-3);
            dot += want * f64::from(m.vector[i][l]);
        }
    }
    let sum: f64 = partial.iter().copied().map(f64::from).sum();
    assert!((sum - dot).abs() < 1e-5 * dot.abs() + 1e-2, "{sum} {dot}");
}

/// A stage's WGSL with what it includes.
fn xpbd_source(text: &str) -> String {
    let shared = include_str!("../../../shaders/drape/xpbd.wgsl");
    text.replace("//#include drape/xpbd.wgsl", shared)
}

#[test]
fn rust_and_wgsl_lay_out_live_cloth_alike() {
    let stretch = xpbd_source(include_str!("../../../shaders/drape/xpbd_stretch.wgsl"));
    let layers = xpbd_source(include_str!("../../../shaders/drape/xpbd_layers.wgsl"));
    let finish = xpbd_source(include_str!("../../../shaders/drape/xpbd_finish.wgsl"));
    let predict = xpbd_source(include_str!("../../../shaders/drape/xpbd_predict.wgsl"));
    same_layout!(
        &stretch,
        XpbdParams { dt, per_dt2, gravity, keep, fastest, push, layer_gap, friction, floor }
    );
    same_layout!(&stretch, XpbdColour { first, count });
    same_layout!(
        &stretch,
        StretchFacet { a, b, c, buckling, du_b, du_c, dv_b, dv_c, warp, weft, shear }
    );
    same_layout!(&layers, LayerPair { vertex, a, b, c, weight_a, weight_b, weight_c, side });
    same_layout!(&finish, SkinPlane { point, step, normal });
    same_layout!(&finish, XpbdHold { place, step });
    same_layout!(&predict, MatrixScalar { column, value });
}

/// A crumpled sheet of `side` × `side` vertices with everything that acts on live cloth.
#[derive(Clone)]
struct Crumpled {
    params: XpbdParams,
    begin: Vec<u32>,
    bends: Vec<MatrixScalar>,
    facets: Vec<StretchFacet>,
    facet_colours: Vec<XpbdColour>,
    pairs: Vec<LayerPair>,
    pair_colours: Vec<XpbdColour>,
    planes: Vec<SkinPlane>,
    holds: Vec<XpbdHold>,
    velocities: Vec<[f32; 4]>,
    positions: Vec<[f32; 4]>,
}

fn crumpled(side: u32) -> Crumpled {
    let mut seed = 0x1234_5678;
    let n = side * side;
    let dt: f32 = 1.0 / 1200.0;
    let params = XpbdParams {
        dt,
        per_dt2: 1.0 / (dt * dt),
        gravity: 9.81,
        keep: 0.999,
        fastest: 4.0,
        push: 0.000_5,
        layer_gap: 0.004,
        friction: 0.4,
        floor: -0.01,
    };
    let edge = 0.03;
    let mut scene = Crumpled {
        params,
        begin: vec![0],
        bends: Vec::new(),
        facets: Vec::new(),
        facet_colours: Vec::new(),
        pairs: Vec::new(),
        pair_colours: Vec::new(),
        planes: Vec::new(),
        holds: Vec::new(),
        velocities: Vec::new(),
        positions: Vec::new(),
    };
    let mut vector = |by: f32, last: f32| {
        [random(&mut seed) * by, random(&mut seed) * by, random(&mut seed) * by, last]
    };
    for i in 0..n {
        let (x, z) = ((i % side) as f32 * edge, (i / side) as f32 * edge);
        let off = vector(0.4 * edge, 0.0);
        // One in eight is pinned.
        let w = if i % 8 == 3 { 0.0 } else { 2000.0 + 500.0 * off[0] / edge };
        scene.positions.push([x + off[0], off[1], z + off[2], w]);
        scene.velocities.push(vector(6.0, 0.0));
        let normal = vector(1.0, 0.0);
        let length = (normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]).sqrt();
        let near = f32::from(u8::from(i % 3 != 0));
        scene.planes.push(SkinPlane {
            point: [x, 0.0, z, 0.005],
            step: vector(0.001, 0.45),
            normal: [normal[0] / length, normal[1] / length, normal[2] / length, near],
        });
        let part = if i % 5 == 0 { 0.25 } else { 0.0 };
        let place = vector(0.01, 0.0);
        scene.holds.push(XpbdHold {
            place: [x + place[0], place[1], z + place[2], part],
            step: vector(0.001, 0.0),
        });
        for k in 1..i % 6 {
            scene.bends.push(MatrixScalar { column: (i + k * side) % n, value: -0.02 });
        }
        scene.begin.push(scene.bends.len() as u32);
    }
    // Both facets of every fourth square share no vertex with those of the others.
    for colour in 0..8 {
        let first = scene.facets.len() as u32;
        for j in (colour / 4..side - 1).step_by(2) {
            for i in (colour / 2 % 2..side - 1).step_by(2) {
                let v = j * side + i;
                let [b, c] =
                    if colour % 2 == 0 { [v + 1, v + side + 1] } else { [v + side + 1, v + side] };
                let turn = 0.2 + 0.1 * (v % 7) as f32;
                scene.facets.push(StretchFacet {
                    a: v,
                    b,
                    c,
                    buckling: 8.0,
                    du_b: 1.0 / edge,
                    du_c: turn / edge,
                    dv_b: -turn / edge,
                    dv_c: 0.9 / edge,
                    warp: 1.5,
                    weft: 2.0,
                    shear: 30.0,
                });
            }
        }
        let count = scene.facets.len() as u32 - first;
        scene.facet_colours.push(XpbdColour { first, count });
    }
    // Far rows against near ones: four vertices of their own for each pair.
    for colour in 0..2 {
        let first = scene.pairs.len() as u32;
        for i in (0..side - 1).step_by(2) {
            let v = (2 * colour + 4) * side + i;
            scene.pairs.push(LayerPair {
                vertex: colour * side + i,
                a: v,
                b: v + 1,
                c: v + side,
                weight_a: 0.2,
                weight_b: 0.3,
                weight_c: 0.5,
                side: if i % 4 == 0 { 1.0 } else { -1.0 },
            });
        }
        scene.pair_colours.push(XpbdColour { first, count: scene.pairs.len() as u32 - first });
    }
    scene
}

#[test]
fn live_cloth_on_the_device_is_its_cpu_twin() {
    let Some(gpu) = gpu() else { return };
    let kernels = XpbdKernels::new(&gpu).unwrap();
    // Not a multiple of the workgroup, nor a colour of the processor's lanes. One stage joins after
    // the other, so that a failure names the one that differs.
    let whole = crumpled(43);
    let mut free = whole.clone();
    free.facet_colours.clear();
    free.pair_colours.clear();
    free.planes.fill(SkinPlane::default());
    free.holds.fill(XpbdHold::default());
    let skin = Crumpled { planes: whole.planes.clone(), ..free.clone() };
    let held = Crumpled { holds: whole.holds.clone(), ..free.clone() };
    let stretched = Crumpled { facet_colours: whole.facet_colours.clone(), ..free.clone() };
    let layered = Crumpled { pair_colours: whole.pair_colours.clone(), ..free.clone() };
    for (name, scene, substeps) in [
        ("predict", free, 1),
        ("hold", held, 1),
        ("skin", skin, 1),
        ("stretch", stretched, 1),
        ("layers", layered, 1),
        ("all", whole, 6),
    ] {
        compare(&gpu, &kernels, name, scene, substeps);
    }
}

/// Steps a scene on the device and on the processor.
fn compare(gpu: &Gpu, kernels: &XpbdKernels, name: &str, mut s: Crumpled, substeps: usize) {
    let scene = XpbdScene {
        params: s.params,
        begin: &s.begin,
        bends: &s.bends,
        facets: &s.facets,
        facet_colours: &s.facet_colours,
        pairs: &s.pairs,
        pair_colours: &s.pair_colours,
        planes: &s.planes,
        holds: &s.holds,
        velocities: &s.velocities,
        positions: &s.positions,
    };
    let buffers = kernels.upload(gpu, &scene).unwrap();
    let mut recording = gpu.record();
    for _ in 0..substeps {
        XpbdKernels::record(&mut recording, &buffers);
    }
    recording.submit().unwrap();
    let positions = buffers.positions.read_back(gpu).unwrap();
    let velocities = buffers.velocities.read_back(gpu).unwrap();

    let mut previous = s.positions.clone();
    let before = s.positions.clone();
    let range = |c: &XpbdColour| c.first as usize..(c.first + c.count) as usize;
    for _ in 0..substeps {
        cpu::xpbd_predict(
            &s.params,
            &s.begin,
            &s.bends,
            &previous,
            &s.velocities,
            &mut s.positions,
        );
        for colour in &s.facet_colours {
            cpu::xpbd_stretch(&s.params, &s.facets[range(colour)], &mut s.positions);
        }
        for colour in &s.pair_colours {
            cpu::xpbd_layers(&s.params, &s.pairs[range(colour)], &previous, &mut s.positions);
        }
        cpu::xpbd_finish(
            &s.params,
            &mut s.planes,
            &mut s.holds,
            &mut previous,
            &mut s.velocities,
            &mut s.positions,
        );
    }
    let moved = s.positions.iter().zip(&before).filter(|(a, b)| a != b).count();
    assert!(moved > s.positions.len() / 2, "{name}: {moved} vertices moved");
    assert!(s.positions.iter().flatten().all(|x| x.is_finite()), "{name}");
    if gpu.is_software() {
        // Neither side fuses multiply and add, and both work in one order: equal to the last bit.
        let others =
            |a: &[[f32; 4]], b: &[[f32; 4]]| a.iter().zip(b).filter(|(a, b)| a != b).count();
        assert_eq!(others(&positions, &s.positions), 0, "{name}: positions");
        assert_eq!(others(&velocities, &s.velocities), 0, "{name}: velocities");
    } else {
        // A card may fuse and round roots otherwise, and contacts may then begin a substep apart.
        for (a, b) in positions.iter().flatten().zip(s.positions.iter().flatten()) {
            assert!((a - b).abs() < 1e-4 * b.abs().max(1.0), "{name}: {a} {b}");
        }
    }
}
