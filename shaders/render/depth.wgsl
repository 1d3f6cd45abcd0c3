// Depth alone: seen by the camera (for ambient occlusion) and by the key light (for shadows).
//#include render/frame.wgsl
//#include render/material.wgsl

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<uniform> surface: Surface;

//#include render/geometry.wgsl

@vertex
fn seen_by_camera(in: VertexIn) -> @builtin(position) vec4f {
    return project(in.position, surface.detail.y);
}

@vertex
fn seen_by_light(in: VertexIn) -> @builtin(position) vec4f {
    return frame.light_from_world * vec4f(in.position, 1.0);
}
