// Stretch along warp and weft, and shear, of the facets of one colour.
// Twin of `drape::cpu::xpbd_stretch`.

//#include drape/xpbd.wgsl

// Twin of `drape::cpu::StretchFacet`.
struct StretchFacet {
    a: u32,
    b: u32,
    c: u32,
    buckling: f32,
    du_b: f32,
    du_c: f32,
    dv_b: f32,
    dv_c: f32,
    warp: f32,
    weft: f32,
    shear: f32,
}

@group(0) @binding(0) var<uniform> params: XpbdParams;
@group(0) @binding(1) var<uniform> colour: XpbdColour;
@group(0) @binding(2) var<storage, read> facets: array<StretchFacet>;
@group(0) @binding(3) var<storage, read_write> positions: array<vec4f>;

// What the corners go along, each times its `m` (inverse mass times slope), so that the image of the
// unit vector along which shape functions change by `d` gets its length back.
fn stretch(e: vec3f, f: vec3f, d: vec3f, m: vec3f, compliance: f32, buckling: f32) -> vec3f {
    let u = e * d.y + f * d.z;
    let length = max(sqrt(sum3(u, u)), 1e-6);
    let over = length - 1.0;
    let soft = select(1.0, buckling, over < 0.0);
    let s = -over / (sum3(m, d) + compliance * soft);
    return u * (s / length);
}

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) local: u32,
) {
    let k = item(workgroup, workgroups, local);
    if k >= colour.count {
        return;
    }
    let facet = facets[colour.first + k];
    let a = positions[facet.a];
    let b = positions[facet.b];
    let c = positions[facet.c];
    let w = vec3f(a.w, b.w, c.w);
    let du = vec3f(-(facet.du_b + facet.du_c), facet.du_b, facet.du_c);
    let dv = vec3f(-(facet.dv_b + facet.dv_c), facet.dv_b, facet.dv_c);

    var e = b.xyz - a.xyz;
    var f = c.xyz - a.xyz;
    // Compilers for devices draw common factors out and take brackets round sums away; here they have
    // nothing to do.
    let mu = w * du;
    let warp = stretch(e, f, du, mu, facet.warp * params.per_dt2, facet.buckling);
    e += warp * (mu.y - mu.x);
    f += warp * (mu.z - mu.x);
    let mv = w * dv;
    let weft = stretch(e, f, dv, mv, facet.weft * params.per_dt2, facet.buckling);
    e += weft * (mv.y - mv.x);
    f += weft * (mv.z - mv.x);

    let u = e * du.y + f * du.z;
    let v = e * dv.y + f * dv.z;
    let slope_a = v * du.x + u * dv.x;
    let slope_b = v * du.y + u * dv.y;
    let slope_c = v * du.z + u * dv.z;
    let sum = w.x * sum3(slope_a, slope_a) + w.y * sum3(slope_b, slope_b)
        + w.z * sum3(slope_c, slope_c);
    let s = -sum3(u, v) / (sum + facet.shear * params.per_dt2);
    positions[facet.a] = vec4f(a.xyz + warp * mu.x + weft * mv.x + slope_a * (s * w.x), a.w);
    positions[facet.b] = vec4f(b.xyz + warp * mu.y + weft * mv.y + slope_b * (s * w.y), b.w);
    positions[facet.c] = vec4f(c.xyz + warp * mu.z + weft * mv.z + slope_c * (s * w.z), c.w);
}
