// How each contact resists the direction.

//#include drape/pcg.wgsl

@group(0) @binding(0) var<storage, read> count: array<u32>;
@group(0) @binding(1) var<storage, read> contacts: array<PcgContact>;
@group(0) @binding(2) var<storage, read> direction: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> forces: array<vec4f>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) local: u32,
) {
    let i = item(workgroup, workgroups, local);
    if i >= count[0] {
        return;
    }
    var relative = vec4f(0.0);
    for (var k = 0u; k < 5u; k++) {
        relative += direction[contacts[i].vertices[k]] * contacts[i].weights[k];
    }
    let s = contacts[i].stiffness;
    forces[i] = vec4f(
        s[0] * relative.x + s[3] * relative.y + s[4] * relative.z,
        s[3] * relative.x + s[1] * relative.y + s[5] * relative.z,
        s[4] * relative.x + s[5] * relative.y + s[2] * relative.z,
        0.0,
    );
}
