// Colours between the screen's encoding and light.

// sRGB (0–1) to linear light, IEC 61966-2-1.
fn linear_from_srgb(c: vec3f) -> vec3f {
    let low = c / 12.92;
    let high = pow((c + 0.055) / 1.055, vec3f(2.4));
    return select(high, low, c <= vec3f(0.04045));
}

// Linear light (0–1) to sRGB, IEC 61966-2-1.
fn srgb_from_linear(c: vec3f) -> vec3f {
    let low = c * 12.92;
    let high = 1.055 * pow(max(c, vec3f(0.0)), vec3f(1.0 / 2.4)) - 0.055;
    return select(high, low, c <= vec3f(0.0031308));
}

// How bright a linear colour looks (Rec. 709).
fn luminance(c: vec3f) -> f32 {
    return dot(c, vec3f(0.2126, 0.7152, 0.0722));
}
