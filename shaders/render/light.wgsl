// Light on a surface: one key light with a soft shadow, fill, rim, and a sky over a ground.

const PI = 3.14159265;

// Interleaved gradient noise (Jimenez, 2014), 0–1.
fn pixel_noise(at: vec2f) -> f32 {
    return fract(52.9829189 * fract(dot(floor(at), vec2f(0.06711056, 0.00583715))));
}

// Part of the key light that reaches a point, 0–1: percentage-closer filtering over a disc.
// `turn` (rad) turns the disc; where the disc is wide, noise in it hides the edges of the few taps.
// `taps` places in the shadow map are asked; each answers for four of its pixels.
fn key_visibility(world: vec3f, normal: vec3f, radius: f32, turn: f32, taps: u32) -> f32 {
    // Moved off its own surface by two texels, so that it does not shadow itself.
    let texel = 1.0 / (frame.fill_colour.w * frame.rim_direction.w);
    let lifted = world + normal * (2.0 * texel + 0.35 * radius) + frame.key_direction.xyz * texel;
    let light = frame.light_from_world * vec4f(lifted, 1.0);
    let uv = vec2f(light.x, -light.y) * 0.5 + 0.5;
    let reach = radius * frame.fill_colour.w;
    var lit = 0.0;
    for (var i = 0u; i < taps; i++) {
        let along = sqrt((f32(i) + 0.5) / f32(taps));
        let angle = f32(i) * 2.399963 + turn;
        let offset = vec2f(cos(angle), sin(angle)) * along * reach;
        lit += textureSampleCompareLevel(shadow, compare, uv + offset, min(light.z, 1.0));
    }
    return lit / f32(taps);
}

fn ambient(normal: vec3f) -> vec3f {
    return mix(frame.ground.rgb, frame.sky.rgb, normal.y * 0.5 + 0.5);
}

// What a polished thread mirrors: the soft boxes of the studio, wider the rougher it is.
fn mirrored(direction: vec3f, roughness: f32) -> vec3f {
    let sharp = mix(24.0, 2.0, roughness);
    let key = pow(max(dot(direction, frame.key_direction.xyz), 0.0), sharp) * frame.key_colour.rgb;
    let rim = pow(max(dot(direction, frame.rim_direction.xyz), 0.0), sharp) * frame.rim_colour.rgb;
    let fill = pow(max(dot(direction, frame.fill_direction.xyz), 0.0), sharp)
        * frame.fill_colour.rgb;
    return ambient(direction) + 0.55 * (key + rim + fill);
}

// GGX with height-correlated Smith visibility (approximated) and Schlick's Fresnel.
fn specular(n: vec3f, v: vec3f, l: vec3f, roughness: f32, f0: vec3f) -> vec3f {
    let h = normalize(v + l);
    let nh = max(dot(n, h), 0.0);
    let nv = max(dot(n, v), 1e-3);
    let nl = max(dot(n, l), 1e-3);
    let a = roughness * roughness;
    let d = nh * nh * (a * a - 1.0) + 1.0;
    let distribution = a * a / (PI * d * d);
    let visibility = 0.5 / mix(2.0 * nl * nv, nl + nv, a);
    let fresnel = f0 + (1.0 - f0) * pow(1.0 - max(dot(v, h), 0.0), 5.0);
    return distribution * visibility * fresnel;
}

// Fibre fuzz: Charlie's distribution (Estevez and Kulla, 2017) with Neubelt's visibility.
fn fuzz(n: vec3f, v: vec3f, l: vec3f, roughness: f32) -> f32 {
    let nh = max(dot(n, normalize(v + l)), 0.0);
    let nv = max(dot(n, v), 1e-3);
    let nl = max(dot(n, l), 1e-3);
    let inverse = 1.0 / roughness;
    let sine = max(1.0 - nh * nh, 0.0078125);
    let distribution = (2.0 + inverse) * pow(sine, inverse * 0.5) / (2.0 * PI);
    return distribution * clamp(1.0 / (4.0 * (nl + nv - nl * nv)), 0.0, 1.0);
}

// Brings light to the screen and keeps the cloth's own colour below 0.8. "PBR Neutral" (Khronos
// Group, 2024; made for pictures of goods) with three fifths of its toe: the whole of it takes the
// folds out of black wool, none makes colours pale.
fn tone_mapped(light: vec3f) -> vec3f {
    let toe = 0.6;
    let desaturation = 0.15;
    let x = min(light.r, min(light.g, light.b));
    let offset = toe * select(0.04, x - 6.25 * x * x, x < 0.08);
    let colour = light - offset;
    let start = 0.8 - 0.04 * toe;
    let peak = max(colour.r, max(colour.g, colour.b));
    if peak < start {
        return colour;
    }
    let d = 1.0 - start;
    let squeezed = 1.0 - d * d / (peak + d - start);
    let g = 1.0 - 1.0 / (desaturation * (peak - squeezed) + 1.0);
    return mix(colour * (squeezed / peak), vec3f(squeezed), g);
}
