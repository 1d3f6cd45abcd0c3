// The end of a substep: what is held, what skin and floor keep off, and the velocity.
// Twin of `drape::cpu::xpbd_finish`.

//#include drape/xpbd.wgsl

// Twin of `drape::cpu::SkinPlane`.
struct SkinPlane {
    point: vec4f,     // and the gap
    step: vec4f,      // and the friction
    normal: vec4f,    // and 1, or 0 for no skin
}

// Twin of `drape::cpu::XpbdHold`.
struct XpbdHold {
    place: vec4f,     // and the part of the way there
    step: vec4f,
}

@group(0) @binding(0) var<uniform> params: XpbdParams;
@group(0) @binding(1) var<storage, read_write> planes: array<SkinPlane>;
@group(0) @binding(2) var<storage, read_write> holds: array<XpbdHold>;
@group(0) @binding(3) var<storage, read_write> previous: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> velocities: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> positions: array<vec4f>;

// `contact` with the level floor, which stands still.
fn floor_contact(moved: vec3f, depth: f32, push: f32, friction: f32) -> vec3f {
    let stopped = max(-moved.y, 0.0);
    let off = min(depth, stopped + push);
    let length = sqrt(moved.x * moved.x + moved.z * moved.z);
    let free = max(length - friction * min(depth, stopped), 0.0) / max(length, 1e-12);
    return vec3f(moved.x * free, moved.y + off, moved.z * free);
}

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
    let w = positions[i].w;
    let before = previous[i].xyz;
    var p = positions[i].xyz;
    let aim = vec4f(holds[i].place.xyz + holds[i].step.xyz, holds[i].place.w);
    let point = vec4f(planes[i].point.xyz + planes[i].step.xyz, planes[i].point.w);
    holds[i].place = aim;
    planes[i].point = point;
    if w > 0.0 {
        p += (aim.xyz - p) * aim.w;
        let normal = planes[i].normal;
        if normal.w > 0.0 {
            let depth = point.w - sum3(normal.xyz, p - point.xyz);
            if depth > 0.0 {
                let start = before + planes[i].step.xyz;
                let way =
                    contact(p - start, normal.xyz, depth, params.push, planes[i].step.w);
                p = start + way.off + way.along;
            }
        }
        let depth = params.floor - p.y;
        if depth > 0.0 {
            p = before + floor_contact(p - before, depth, params.push, params.friction);
        }
    }
    velocities[i] = vec4f((p - before) / params.dt, 0.0);
    positions[i] = vec4f(p, w);
    previous[i] = vec4f(p, w);
}
