// What a whole picture shares. Twin of `render::uniforms::Frame`.
struct Frame {
    clip_from_world: mat4x4f,    // z is near / depth: 1 at the near plane, 0 infinitely far
    light_from_world: mat4x4f,   // the key light's shadow map; z 0–1 away from the light
    world_from_camera: mat4x4f,  // camera axes: x right, y up, looking along −z
    eye: vec4f,                  // camera (m); w: near plane (m)
    lens: vec4f,                 // focal length (px), principal point (px); w unused
    size: vec4f,                 // width, height (px), and one over them
    key_direction: vec4f,        // towards the light, unit; w: radius of the shadow's softness (m)
    key_colour: vec4f,           // radiance · π; w: exposure
    fill_direction: vec4f,       // w: strength of ambient occlusion 0–1
    fill_colour: vec4f,          // w: scale from metres to the shadow map (1/m)
    rim_direction: vec4f,        // w: side of the shadow map (px)
    rim_colour: vec4f,           // w: radius of ambient occlusion (m)
    sky: vec4f,                  // light from above; w unused
    ground: vec4f,               // light from below; w: strength of shadows caught 0–1
    backdrop_near: vec4f,        // colour of floor; w: z of the room's wall (m)
    backdrop_far: vec4f,         // colour of wall; w: seed of the room's texture
    contact: vec4f,              // contact map: x0, z0 (m), one over its side (1/m), strength
}
