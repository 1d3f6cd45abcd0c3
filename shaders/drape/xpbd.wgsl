// What the stages of an XPBD substep share. Twin of `drape::cpu::xpbd`.
// Positions are vec4f(x, y, z, inverse mass).

// Twin of `drape::cpu::XpbdParams`.
struct XpbdParams {
    dt: f32,
    per_dt2: f32,
    gravity: f32,
    keep: f32,
    fastest: f32,
    push: f32,
    layer_gap: f32,
    friction: f32,
    floor: f32,
}

// Which facets or pairs have one colour. Twin of `drape::cpu::XpbdColour`.
struct XpbdColour {
    first: u32,
    count: u32,
}

// Sums in one written order: the built-in may add in another.
fn sum3(a: vec3f, b: vec3f) -> f32 {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

fn cross3(a: vec3f, b: vec3f) -> vec3f {
    return vec3f(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

// What a contact leaves of a way: off the other side, and along it.
struct Contact {
    off: vec3f,
    along: vec3f,
}

// The way, relative to the other side, of what came `moved` and is `depth` too near along `normal`.
fn contact(moved: vec3f, normal: vec3f, depth: f32, push: f32, friction: f32) -> Contact {
    let nearer = -sum3(normal, moved);
    let stopped = max(nearer, 0.0);
    let off = min(depth, stopped + push);
    let slide = moved + normal * nearer;
    let length = sqrt(sum3(slide, slide));
    let free = max(length - friction * min(depth, stopped), 0.0) / max(length, 1e-12);
    return Contact(normal * (off - nearer), slide * free);
}

// Which item of 64 a group this invocation works on.
fn item(workgroup: vec3u, workgroups: vec3u, local: u32) -> u32 {
    return (workgroup.x + workgroup.y * workgroups.x) * 64u + local;
}
