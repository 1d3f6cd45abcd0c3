// Ambient occlusion from the depth of half the picture's size: how much of the hemisphere over a
// point is taken by what lies within a hand's breadth (after McGuire et al., 2012).
//#include render/frame.wgsl

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var depth: texture_depth_2d;
@group(0) @binding(2) var coarse: texture_2d<f32>;

const SAMPLES = 14u;
const GOLDEN_ANGLE = 2.399963;

@vertex
fn cover(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
    let corner = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
    return vec4f(corner * 2.0 - 1.0, 0.0, 1.0);
}

// A point in camera axes (m) from a pixel of the half-size depth; z = 0 where nothing is.
fn point(pixel: vec2i) -> vec3f {
    let last = vec2i(textureDimensions(depth)) - 1;
    let at = clamp(pixel, vec2i(0), last);
    let d = textureLoad(depth, at, 0);
    if d <= 0.0 {
        return vec3f(0.0);
    }
    let z = frame.eye.w / d;
    let full = (vec2f(at) + 0.5) * frame.size.xy / vec2f(last + 1);
    let ray = (full - frame.lens.yz) / frame.lens.x;
    return vec3f(ray.x * z, -ray.y * z, -z);
}

// The smaller of two differences is the one that does not cross an outline.
fn slope(before: vec3f, here: vec3f, after: vec3f) -> vec3f {
    let a = here - before;
    let b = after - here;
    return select(b, a, abs(a.z) < abs(b.z));
}

@fragment
fn gather(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let pixel = vec2i(at.xy);
    let p = point(pixel);
    if p.z == 0.0 {
        return vec4f(1.0);
    }
    let dx = slope(point(pixel - vec2i(1, 0)), p, point(pixel + vec2i(1, 0)));
    let dy = slope(point(pixel + vec2i(0, 1)), p, point(pixel - vec2i(0, 1)));
    let normal = normalize(cross(dx, dy));
    let radius = frame.rim_colour.w;
    let scale = f32(textureDimensions(depth).x) * frame.size.z;
    let reach = min(radius * frame.lens.x * scale / -p.z, 90.0);
    // Interleaved gradient noise (Jimenez, 2014) turns the spiral from pixel to pixel.
    let turn = 6.2831853 * fract(52.9829189 * fract(dot(at.xy, vec2f(0.06711056, 0.00583715))));
    var taken = 0.0;
    for (var i = 0u; i < SAMPLES; i++) {
        let along = sqrt((f32(i) + 0.5) / f32(SAMPLES));
        let angle = f32(i) * GOLDEN_ANGLE + turn;
        let offset = vec2f(cos(angle), sin(angle)) * along * reach;
        let q = point(vec2i(at.xy + offset));
        let v = q - p;
        let far = dot(v, v);
        if q.z != 0.0 && far > 1e-10 {
            let cosine = dot(v, normal) * inverseSqrt(far);
            taken += max(cosine - 0.10, 0.0) * max(1.0 - far / (radius * radius), 0.0);
        }
    }
    return vec4f(clamp(1.0 - 3.4 * taken / f32(SAMPLES), 0.0, 1.0));
}

// Averages 4 × 4 pixels of about the same depth, which is one turn of the noise.
@fragment
fn smooth_out(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let pixel = vec2i(at.xy);
    let last = vec2i(textureDimensions(depth)) - 1;
    let here = textureLoad(depth, pixel, 0);
    var sum = 0.0;
    var weight = 1e-6;
    for (var y = -2; y < 2; y++) {
        for (var x = -2; x < 2; x++) {
            let q = clamp(pixel + vec2i(x, y), vec2i(0), last);
            let near = abs(textureLoad(depth, q, 0) - here) < 0.02 * here + 1e-6;
            let w = select(0.0, 1.0, near);
            sum += w * textureLoad(coarse, q, 0).r;
            weight += w;
        }
    }
    return vec4f(sum / weight);
}
