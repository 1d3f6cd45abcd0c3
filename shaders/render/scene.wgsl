// Cloth, skin and clay in the light; and shadows alone, for laying over a photo.
//#include shared/colour.wgsl
//#include render/frame.wgsl
//#include render/material.wgsl

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<uniform> surface: Surface;
@group(0) @binding(2) var shadow: texture_depth_2d;
@group(0) @binding(3) var compare: sampler_comparison;
@group(0) @binding(4) var openness: texture_2d<f32>;
@group(0) @binding(5) var linear_sampler: sampler;
// Where the person is in the photo, 0–1; white without a photo.
@group(0) @binding(6) var outline: texture_2d<f32>;

//#include render/geometry.wgsl
//#include render/noise.wgsl
//#include render/light.wgsl
//#include render/cloth.wgsl

const KIND_CLOTH = 0;
const KIND_SKIN = 1;
const KIND_CLAY = 2;
const KIND_CATCHER = 3;

// A pipeline is made for each, since a software driver runs both sides of a branch.
override kind: i32 = KIND_CLOTH;
override trimmed_cloth: bool = true;
// How much deeper these faces are drawn (m): the inside of cloth gives way to the outside of
// another layer that it pokes through.
override inside_push: f32 = 0.0;

struct Target {
    @location(0) colour: vec4f,     // premultiplied, linear
    @location(1) coverage: vec4f,
}

@vertex
fn place(in: VertexIn) -> VertexOut {
    var out: VertexOut;
    out.clip = project(in.position, surface.detail.y + inside_push);
    out.world = in.position;
    out.normal = in.normal;
    out.uv = in.uv;
    out.colour = in.colour;
    out.marks = in.marks;
    return out;
}

@fragment
fn shade(in: VertexOut, @builtin(front_facing) front: bool) -> Target {
    // Derivatives first: they need every pixel of a quad to be here.
    let dpx = dpdx(in.world);
    let dpy = dpdy(in.world);
    let dux = dpdx(in.uv);
    let duy = dpdy(in.uv);
    let dmark = fwidth(in.marks.x);
    let dseam = fwidth(in.marks.y);
    let footprint = max(max(length(dux), length(duy)), 1e-6);

    let side = select(-1.0, 1.0, front);
    let smooth_normal = normalize(in.normal) * side;
    let v = normalize(frame.eye.xyz - in.world);
    let open = textureSampleLevel(openness, linear_sampler, in.clip.xy * frame.size.zw, 0.0).r;
    var out: Target;
    out.coverage = surface.coverage;

    let lit = key_visibility(in.world, smooth_normal, frame.key_direction.w,
        PI * pixel_noise(in.clip.xy), 9u);
    if kind == KIND_CATCHER {
        // Where the body is not in the photo, it hides nothing.
        let there = textureSampleLevel(outline, linear_sampler, in.clip.xy * frame.size.zw, 0.0).r;
        if there < 0.35 {
            discard;
        }
        let facing = clamp(dot(smooth_normal, frame.key_direction.xyz) * 2.0, 0.0, 1.0);
        let dark = (1.0 - lit) * facing * 0.75 + (1.0 - open) * 0.35;
        out.colour = vec4f(0.0, 0.0, 0.0, clamp(dark, 0.0, 1.0) * frame.ground.w);
        out.coverage = vec4f(0.0, in.colour);
        return out;
    }

    var n = smooth_normal;
    var base = surface.cloth.base.rgb * in.colour;
    var roughness = surface.cloth.base.w;
    var metal = 0.0;
    var sheen = vec3f(0.0);
    var sheen_roughness = 0.5;
    var wrap = 0.0;
    var f0 = vec3f(0.04);
    if kind == KIND_SKIN {
        base *= 1.0 + 0.05 * clouds(in.world.xy * 60.0 + in.world.z * 45.0);
        wrap = 0.25;
        f0 = vec3f(0.028);
    } else if kind == KIND_CLAY {
        wrap = 0.12;
    } else {
        // A tangent frame from screen derivatives (Mikkelsen, 2010; Schüler, 2013).
        let a1 = cross(dpy, smooth_normal);
        let a2 = cross(smooth_normal, dpx);
        let t = a1 * dux.x + a2 * duy.x;
        let b = a1 * dux.y + a2 * duy.y;
        let scale = inverseSqrt(max(max(dot(t, t), dot(b, b)), 1e-20));
        var trimmed = 0.0;
        var cloth = woven(surface.cloth, cloth_motif, in.uv, footprint);
        sheen = surface.cloth.sheen.rgb * cloth.sheen;
        sheen_roughness = surface.cloth.sheen.w;
        if trimmed_cloth {
            trimmed = clamp(0.5 - (in.marks.x - 1.0) / max(dmark, 1e-4), 0.0, 1.0);
            let band = woven(surface.trim, trim_motif, in.uv, footprint);
            cloth.base = mix(cloth.base, band.base, trimmed);
            cloth.metal = mix(cloth.metal, band.metal, trimmed);
            cloth.roughness = mix(cloth.roughness, band.roughness, trimmed);
            cloth.tilt = mix(cloth.tilt, band.tilt, trimmed);
            sheen = mix(sheen, surface.trim.sheen.rgb * band.sheen, trimmed);
            sheen_roughness = mix(sheen_roughness, surface.trim.sheen.w, trimmed);
        }
        // The slow unevenness that a mesh of two centimetres cannot show.
        let c = in.uv * 11.0;
        let here = clouds(c);
        var tilt = cloth.tilt
            + surface.detail.w * vec2f(clouds(c + vec2f(0.2, 0.0)) - here,
                                     clouds(c + vec2f(0.0, 0.2)) - here);
        // A seam is a fine dark line in a shallow valley.
        let seam = in.marks.y;
        let line_width = max(0.0012, dseam * 0.8);
        let crease = 1.0 - smoothstep(0.0, line_width, seam);
        let strip = surface.detail.z;
        var join = 0.0;
        if strip > 0.0 {
            let across = abs(fract(in.uv.x / strip + 0.5) - 0.5) * strip;
            join = 1.0 - smoothstep(0.0, max(0.0010, footprint * 0.8), across);
        }
        let edge = max(1.0 - abs(in.marks.x - 1.0) / max(dmark * 1.2, 0.02), 0.0)
            * select(0.0, 1.0, trimmed > 0.0 || in.marks.x < 1.3);
        base = cloth.base * (1.0 - 0.35 * crease) * (1.0 - 0.14 * join) * (1.0 - 0.3 * edge);
        n = normalize(smooth_normal - (t * tilt.x + b * tilt.y) * scale);
        roughness = cloth.roughness;
        metal = cloth.metal;
        // Linings are seen at cuffs, hem and front edges; where cloth lies inside out further in,
        // its own back is less of a blot than the lining.
        if !front && surface.lining.w > 0.5 && (!trimmed_cloth || in.marks.x < 5.0) {
            base = surface.lining.rgb * (1.0 + 0.05 * clouds(in.uv * 25.0));
            sheen *= 0.5;
            metal = 0.0;
        }
        f0 = mix(f0, base, metal);
        // Light that comes through and round the yarns.
        wrap = 0.08;
    }

    let occlusion = 1.0 - frame.fill_direction.w * (1.0 - open);
    let nv = max(dot(n, v), 1e-3);
    let cut = 1.0 - max(sheen.r, max(sheen.g, sheen.b)) * 0.35;
    let matte = base * (1.0 - metal) * cut;
    var light = vec3f(0.0);
    for (var i = 0; i < 3; i++) {
        var l = frame.key_direction.xyz;
        var colour = frame.key_colour.rgb * lit * mix(1.0, occlusion, 0.35);
        if i == 1 {
            l = frame.fill_direction.xyz;
            colour = frame.fill_colour.rgb * occlusion;
        } else if i == 2 {
            l = frame.rim_direction.xyz;
            colour = frame.rim_colour.rgb * mix(1.0, occlusion, 0.7);
        }
        let nl = dot(n, l);
        let wrapped = clamp((nl + wrap) / ((1.0 + wrap) * (1.0 + wrap)), 0.0, 1.0);
        var diffuse = matte * wrapped / PI;
        if kind == KIND_SKIN {
            // Blood colours the edge of the light.
            let softer = clamp((nl + 0.5) / 2.25, 0.0, 1.0);
            diffuse = matte * mix(vec3f(wrapped), vec3f(softer, wrapped, wrapped), 0.35) / PI;
        }
        let facing = max(nl, 0.0);
        light += colour * (diffuse
            + facing * specular(n, v, l, roughness, f0)
            + facing * sheen * fuzz(n, v, l, sheen_roughness));
    }
    let around = ambient(n) * occlusion;
    let grazing = pow(1.0 - nv, 4.0);
    light += matte * around / PI;
    light += around * sheen * grazing * 0.35;
    light += f0 * mirrored(reflect(-v, n), roughness) * occlusion * mix(0.12, 0.5, metal);
    out.colour = vec4f(tone_mapped(light * frame.key_colour.w), 1.0);
    return out;
}
