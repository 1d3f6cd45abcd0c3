// How one part of an object looks. Twins of `render::uniforms::Look` and `::Surface`.
struct Look {
    base: vec4f,      // linear colour; w: roughness
    accent: vec4f,    // linear colour of motif threads; w: their roughness
    sheen: vec4f,     // linear colour of the fibre fuzz; w: its roughness
    weave: vec4f,     // kind, pitch (m), strength of its normals, mottling of the dye 0–1
    motif: vec4f,     // unused, repeat (m), metalness of the accent, turned a quarter 0 or 1
}

struct Surface {
    cloth: Look,
    trim: Look,                  // where marks.x < 1
    lining: vec4f,               // linear colour of the back; w: 1 where there is a lining
    detail: vec4f,               // unused, depth push (m), strip width (m), crumple 0–1
    coverage: vec4f,             // what goes to the coverage target
    stripes: array<vec4f, 16>,   // linear colour; w: where the stripe ends, 0–1 of the repeat
}
