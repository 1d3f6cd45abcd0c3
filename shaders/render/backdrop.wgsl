// What lies behind: nothing, caught shadows alone, a studio, or a plain room.
//#include shared/colour.wgsl
//#include render/frame.wgsl

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var shadow: texture_depth_2d;
@group(0) @binding(2) var compare: sampler_comparison;
@group(0) @binding(3) var contact: texture_2d<f32>;
@group(0) @binding(4) var linear_sampler: sampler;

//#include render/noise.wgsl
//#include render/light.wgsl

const BACKDROP_SHADOW = 1;
const BACKDROP_STUDIO = 2;
const BACKDROP_ROOM = 3;

// A pipeline is made for each, since a software driver runs both sides of a branch.
override kind: i32 = 0;

struct Target {
    @location(0) colour: vec4f,
    @location(1) coverage: vec4f,
}

@vertex
fn cover(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
    let corner = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
    return vec4f(corner * 2.0 - 1.0, 0.0, 1.0);
}

// Light kept from the floor by what stands on it, 0–1.
fn touched(at: vec3f) -> f32 {
    let uv = (at.xz - frame.contact.xy) * frame.contact.z;
    if any(uv < vec2f(0.0)) || any(uv > vec2f(1.0)) {
        return 0.0;
    }
    return textureSampleLevel(contact, linear_sampler, uv, 0.0).r * frame.contact.w;
}

fn studio(direction: vec3f, at: vec3f, hit: bool, dark: f32, screen: vec2f) -> vec3f {
    let up = smoothstep(-0.25, 0.55, direction.y);
    let wall = mix(frame.backdrop_near.rgb, frame.backdrop_far.rgb, up);
    let away = smoothstep(1.0, 4.5, length(at.xz));
    let pool = exp(-dot(at.xz, at.xz) * 0.22) * 0.10;
    var colour = wall;
    if hit {
        let floor_colour = frame.backdrop_near.rgb * (0.97 + pool);
        colour = mix(floor_colour * (1.0 - dark), wall, away);
    }
    let edge = length((screen - 0.5) * vec2f(0.9, 1.0));
    return colour * (1.0 - 0.22 * smoothstep(0.35, 0.85, edge));
}

fn room(origin: vec3f, direction: vec3f, turn: f32) -> vec3f {
    let seed = frame.backdrop_far.w;
    let wall_z = frame.backdrop_near.w;
    let to_wall = (wall_z - origin.z) / direction.z;
    let to_floor = -origin.y / direction.y;
    let on_wall = to_wall > 0.0 && (to_floor <= 0.0 || to_wall < to_floor);
    var p = origin + direction * to_floor;
    var n = vec3f(0.0, 1.0, 0.0);
    var base = frame.backdrop_near.rgb;
    if on_wall {
        p = origin + direction * to_wall;
        n = vec3f(0.0, 0.0, 1.0);
        // Painted plaster: slow stains, the roller's grain, a skirting board with its shadow.
        let stain = clouds(p.xy * 1.3 + seed) * 0.035 + clouds(p.xy * 9.0 + seed) * 0.018
            + noise(p.xy * 240.0) * 0.012;
        base = frame.backdrop_far.rgb * (1.0 + stain);
        let board = smoothstep(0.094, 0.090, p.y);
        base = mix(base, vec3f(0.62, 0.60, 0.56) * (1.0 + 0.02 * noise(p.xy * 30.0)), board);
        base *= 1.0 - 0.35 * exp(-abs(p.y - 0.092) * 260.0);
        base *= 1.0 - 0.30 * exp(-p.y * 22.0) * (1.0 - 0.5 * board);
    } else {
        // Boards a hand and a half wide, each of its own tone, grain along x.
        let row = floor(p.z / 0.14);
        let start = random(vec2i(i32(row), i32(seed)));
        let board = floor(p.x / 1.25 + start);
        let tone = random(vec2i(i32(row) * 57 + i32(board), 3)) - 0.5;
        let grain = noise(vec2f(p.x * 5.0 + tone * 40.0, p.z * 160.0)) * 0.05
            + clouds(vec2f(p.x * 1.6, p.z * 26.0) + tone * 30.0) * 0.08;
        base *= 1.0 + 0.16 * tone + grain;
        let gap = abs(fract(p.z / 0.14) - 0.5) * 0.14;
        let end = abs(fract(p.x / 1.25 + start) - 0.5) * 1.25;
        base *= 1.0 - 0.45 * max(smoothstep(0.0665, 0.0695, gap), smoothstep(0.6215, 0.6245, end));
        base *= 1.0 - 0.35 * exp(-(p.z - wall_z) * 14.0);
    }
    let far = length(p - vec3f(0.0, 1.2, 0.6));
    let falloff = 1.15 / (1.0 + 0.055 * far * far);
    let lit = key_visibility(p, n, frame.key_direction.w * 4.0, turn, 20u)
        * max(dot(n, frame.key_direction.xyz), 0.0);
    let filled = max(dot(n, frame.fill_direction.xyz), 0.0);
    var open = 1.0;
    if !on_wall {
        open = 1.0 - touched(p);
    }
    let light = frame.key_colour.rgb * lit * falloff * mix(1.0, open, 0.5)
        + frame.fill_colour.rgb * filled * open + ambient(n) * open;
    return tone_mapped(base * light / PI * frame.key_colour.w);
}

@fragment
fn behind(@builtin(position) at: vec4f) -> Target {
    var out: Target;
    out.colour = vec4f(0.0);
    out.coverage = vec4f(0.0);
    if kind == 0 {
        return out;
    }
    let ray = (at.xy - frame.lens.yz) / frame.lens.x;
    let direction = normalize((frame.world_from_camera * vec4f(ray.x, -ray.y, -1.0, 0.0)).xyz);
    let origin = frame.eye.xyz;
    let turn = 2.0 * PI * pixel_noise(at.xy);
    if kind == BACKDROP_ROOM {
        out.colour = vec4f(room(origin, direction, turn), 1.0);
        return out;
    }
    let to_floor = -origin.y / direction.y;
    let hit = direction.y < 0.0 && to_floor < 60.0;
    let p = origin + direction * select(0.0, to_floor, hit);
    var dark = 0.0;
    if hit {
        let near = 1.0 - smoothstep(1.5, 3.5, length(p.xz));
        let lit = key_visibility(p, vec3f(0.0, 1.0, 0.0), frame.key_direction.w * 5.0,
            turn, 20u);
        // A photo has its own shadows; cloth adds little to them but where it nearly touches.
        let cast_shadow = select(0.30, 0.10, kind == BACKDROP_SHADOW);
        dark = ((1.0 - lit) * cast_shadow + touched(p) * 0.62) * near * frame.ground.w;
        dark = clamp(dark, 0.0, 0.9);
    }
    if kind == BACKDROP_SHADOW {
        out.colour = vec4f(0.0, 0.0, 0.0, dark);
        return out;
    }
    out.colour = vec4f(studio(direction, p, hit, dark, at.xy * frame.size.zw), 1.0);
    return out;
}
