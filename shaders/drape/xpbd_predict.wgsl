// Where weight, bending and inertia carry every vertex. Twin of `drape::cpu::xpbd_predict`.

//#include drape/xpbd.wgsl

// `value` times the identity in column `column`. Twin of `drape::cpu::MatrixScalar`.
struct MatrixScalar {
    column: u32,
    value: f32,
}

@group(0) @binding(0) var<uniform> params: XpbdParams;
@group(0) @binding(1) var<storage, read> begin: array<u32>;
@group(0) @binding(2) var<storage, read> bends: array<MatrixScalar>;
@group(0) @binding(3) var<storage, read> previous: array<vec4f>;
@group(0) @binding(4) var<storage, read> velocities: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> positions: array<vec4f>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) local: u32,
) {
    let i = item(workgroup, workgroups, local);
    if i >= arrayLength(&positions) {
        return;
    }
    let start = previous[i];
    if start.w == 0.0 {
        positions[i] = start;
        return;
    }
    var bent = vec3f(0.0);
    for (var k = begin[i]; k < begin[i + 1u]; k++) {
        bent += (previous[bends[k].column].xyz - start.xyz) * bends[k].value;
    }
    var v = velocities[i].xyz * params.keep - bent * (start.w * params.dt);
    v.y -= params.gravity * params.dt;
    let speed = sqrt(sum3(v, v));
    if speed > params.fastest {
        v *= params.fastest / speed;
    }
    positions[i] = vec4f(start.xyz + v * params.dt, start.w);
}
