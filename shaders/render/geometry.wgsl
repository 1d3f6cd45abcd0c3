// Vertices on their way to the screen.
struct VertexIn {
    @location(0) position: vec3f,   // (m), world space
    @location(1) normal: vec3f,
    @location(2) uv: vec2f,         // (m) in the flat cloth: x along the weft, y along the warp
    @location(3) colour: vec3f,     // linear
    @location(4) marks: vec2f,      // distance from a trimmed edge over its width; from a seam (m)
}

struct VertexOut {
    @builtin(position) clip: vec4f,
    @location(0) world: vec3f,
    @location(1) normal: vec3f,
    @location(2) uv: vec2f,
    @location(3) colour: vec3f,
    @location(4) marks: vec2f,
}

// Projects a point, drawn as if it lay `push` metres deeper. The outline stays where it is.
fn project(position: vec3f, push: f32) -> vec4f {
    var clip = frame.clip_from_world * vec4f(position, 1.0);
    clip.z *= clip.w / max(clip.w + push, 1e-6);
    return clip;
}
