// Noise from whole numbers alone, so that every driver draws the same.

// PCG hash (Jarzynski and Olano, 2020).
fn hash(v: vec2u) -> u32 {
    var s = v.x * 747796405u + v.y * 2891336453u + 2891336453u;
    s = ((s >> ((s >> 28u) + 4u)) ^ s) * 277803737u;
    return (s >> 22u) ^ s;
}

fn random(cell: vec2i) -> f32 {
    return f32(hash(bitcast<vec2u>(cell)) >> 8u) / 16777216.0;
}

// Value noise, −1…1, one cell a unit.
fn noise(p: vec2f) -> f32 {
    let base = floor(p);
    let f = p - base;
    let w = f * f * (3.0 - 2.0 * f);
    let c = vec2i(base);
    let top = mix(random(c), random(c + vec2i(1, 0)), w.x);
    let bottom = mix(random(c + vec2i(0, 1)), random(c + vec2i(1, 1)), w.x);
    return mix(top, bottom, w.y) * 2.0 - 1.0;
}

// Two octaves, −1…1.
fn clouds(p: vec2f) -> f32 {
    return (noise(p) * 2.0 + noise(p * 2.17 + 17.3)) / 3.0;
}
