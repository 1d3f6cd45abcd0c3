// What the stages of conjugate gradients share. Twin of `drape::solver::pcg`.

// Two places of the cloth that act on each other. Twin of `drape::kernel::PcgContact`.
struct PcgContact {
    vertices: array<u32, 5>,
    weights: array<f32, 5>,
    // xx, yy, zz, xy, xz, yz
    stiffness: array<f32, 6>,
}

// Sums, and what follows from them. Twin of `drape::kernel::PcgSums`.
struct PcgSums {
    // residual · preconditioned
    rz: f32,
    // How far along the direction.
    alpha: f32,
    // How much of the last direction the next keeps.
    beta: f32,
    // Not 0 once the direction leads nowhere.
    done: u32,
}

fn item(workgroup: vec3u, workgroups: vec3u, local: u32) -> u32 {
    return (workgroup.x + workgroup.y * workgroups.x) * 64u + local;
}

fn dot3(a: vec4f, b: vec4f) -> f32 {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

var<workgroup> parts: array<f32, 64>;

// The sum of what all of a workgroup bring, as a binary tree; every one of them gets it.
fn summed(local: u32, part: f32) -> f32 {
    parts[local] = part;
    workgroupBarrier();
    for (var half = 32u; half > 0u; half >>= 1u) {
        if local < half {
            parts[local] += parts[local + half];
        }
        workgroupBarrier();
    }
    return parts[0];
}
