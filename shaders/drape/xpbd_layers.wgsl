// Cloth kept off cloth, for the pairs of one colour. Twin of `drape::cpu::xpbd_layers`.

//#include drape/xpbd.wgsl

// Twin of `drape::cpu::LayerPair`.
struct LayerPair {
    vertex: u32,
    a: u32,
    b: u32,
    c: u32,
    weight_a: f32,
    weight_b: f32,
    weight_c: f32,
    side: f32,
}

@group(0) @binding(0) var<uniform> params: XpbdParams;
@group(0) @binding(1) var<uniform> colour: XpbdColour;
@group(0) @binding(2) var<storage, read> pairs: array<LayerPair>;
@group(0) @binding(3) var<storage, read> previous: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> positions: array<vec4f>;

// From the place on the facet to `p`.
fn off_facet(p: vec3f, a: vec3f, b: vec3f, c: vec3f, weights: vec3f) -> vec3f {
    return p - a * weights.x - b * weights.y - c * weights.z;
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
    let pair = pairs[colour.first + k];
    let weights = vec3f(pair.weight_a, pair.weight_b, pair.weight_c);
    let p = positions[pair.vertex];
    let a = positions[pair.a];
    let b = positions[pair.b];
    let c = positions[pair.c];
    let up = cross3(b.xyz - a.xyz, c.xyz - a.xyz);
    let length = sqrt(sum3(up, up));
    if length < 1e-10 {
        return;
    }
    let normal = up * (pair.side / length);
    let depth = params.layer_gap - sum3(normal, off_facet(p.xyz, a.xyz, b.xyz, c.xyz, weights));
    if depth <= 0.0 {
        return;
    }
    let way_p = p.xyz - previous[pair.vertex].xyz;
    let way_a = a.xyz - previous[pair.a].xyz;
    let way_b = b.xyz - previous[pair.b].xyz;
    let way_c = c.xyz - previous[pair.c].xyz;
    let moved = off_facet(way_p, way_a, way_b, way_c, weights);
    let after = contact(moved, normal, depth, params.push, params.friction);
    let shift = after.off - moved + after.along;
    let sum = p.w + a.w * (weights.x * weights.x) + b.w * (weights.y * weights.y)
        + c.w * (weights.z * weights.z);
    if sum <= 0.0 {
        return;
    }
    let way = shift * (1.0 / sum);
    positions[pair.vertex] = vec4f(p.xyz + way * p.w, p.w);
    positions[pair.a] = vec4f(a.xyz + way * (a.w * -weights.x), a.w);
    positions[pair.b] = vec4f(b.xyz + way * (b.w * -weights.y), b.w);
    positions[pair.c] = vec4f(c.xyz + way * (c.w * -weights.z), c.w);
}
