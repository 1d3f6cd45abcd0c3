// What is woven: colours and bumps of a cloth from its coordinates in metres.

const WEAVE_TWILL = 1;
const WEAVE_SATIN = 2;
const MOTIF_STRIPES = 1;
const MOTIF_BROCADE = 2;
const MOTIF_CROSSES = 3;

// What is woven into the cloth and into its trim.
override cloth_motif: i32 = 0;
override trim_motif: i32 = 0;

// Covered part of a pixel from the signed distance to an outline (in repeats).
fn inside(distance: f32, pixel: f32) -> f32 {
    return clamp(0.5 - distance / max(pixel, 1e-5), 0.0, 1.0);
}

// Roundels with an eight-petalled lotus in a half-drop repeat, small flowers between.
fn brocade(q: vec2f, pixel: f32) -> f32 {
    let column = floor(q.x);
    let drop = select(0.0, 0.5, (i32(column) & 1) == 1);
    let p = fract(vec2f(q.x, q.y + drop)) - 0.5;
    let r = length(p);
    let angle = atan2(p.y, p.x);
    let ring = abs(r - 0.40) - 0.022;
    let beads = max(abs(r - 0.335) - 0.02, 0.35 - abs(fract(angle * 24.0 / 6.2831853) - 0.5) - 0.12);
    let petals = abs(r - 0.205 - 0.065 * cos(8.0 * angle)) - 0.02;
    let inner = abs(r - 0.115 - 0.03 * cos(8.0 * angle + PI)) - 0.014;
    let heart = r - 0.05;
    // The corner flowers lie in the gaps that the half drop leaves: between columns.
    let gap = vec2f(abs(p.x) - 0.5, abs(abs(p.y) - 0.25) - 0.0);
    let s = length(gap);
    let flower = s - 0.055 - 0.03 * cos(4.0 * atan2(gap.y, gap.x));
    let lines = min(min(min(ring, petals), min(inner, heart)), min(flower, beads));
    return inside(lines, pixel);
}

// The tie-dyed cross of monks' and nomads' pulu (thigma): a cross in a soft round halo.
fn crosses(q: vec2f, pixel: f32) -> f32 {
    let p = abs(fract(q) - 0.5);
    let cross = min(max(p.x - 0.26, p.y - 0.075), max(p.x - 0.075, p.y - 0.26));
    let soft = max(pixel, 0.06);
    return inside(cross, soft);
}

struct Woven {
    base: vec3f,
    metal: f32,
    roughness: f32,
    tilt: vec2f,      // slope of the yarns along x and y
    sheen: f32,       // how much of the fuzz stays
}

fn stripe(at: f32) -> vec3f {
    let t = fract(at);
    for (var i = 0; i < 15; i++) {
        if t < surface.stripes[i].w {
            return surface.stripes[i].rgb;
        }
    }
    return surface.stripes[15].rgb;
}

// `footprint` is the size of a pixel in the cloth (m).
fn woven(look: Look, motif: i32, uv: vec2f, footprint: f32) -> Woven {
    var out: Woven;
    out.base = look.base.rgb;
    out.metal = 0.0;
    // Yarns scatter more than a polished sheet of the same roughness: satin glows, it does not glint.
    out.roughness = mix(0.33, 1.0, look.base.w);
    out.sheen = 1.0;
    let at = select(uv, vec2f(-uv.y, uv.x), look.motif.w > 0.5);
    let q = at / look.motif.y;
    let pixel = footprint / look.motif.y;
    var raised = 0.0;
    if motif == MOTIF_STRIPES {
        // Four places across the pixel stand for its mean.
        let e = pixel * 0.25;
        out.base = 0.25 * (stripe(q.y - 1.5 * e) + stripe(q.y - 0.5 * e)
            + stripe(q.y + 0.5 * e) + stripe(q.y + 1.5 * e));
    } else if motif == MOTIF_BROCADE || motif == MOTIF_CROSSES {
        if motif == MOTIF_BROCADE {
            raised = brocade(q, pixel);
        } else {
            raised = crosses(q, pixel);
        }
        out.base = mix(out.base, look.accent.rgb, raised);
        out.metal = look.motif.z * raised;
        out.roughness = mix(out.roughness, look.accent.w, raised);
        out.sheen = 1.0 - raised * look.motif.z;
    }
    // Yarns: slopes of the weave's height, faded out before they alias.
    let pitch = look.weave.y;
    let visible = 1.0 - smoothstep(0.25, 0.6, footprint / pitch);
    let w = uv * (6.2831853 / pitch);
    let weave = i32(look.weave.x);
    var tilt = vec2f(cos(w.x) * sin(w.y), cos(w.y) * sin(w.x));
    if weave == WEAVE_TWILL {
        let rib = cos(w.x + w.y);
        tilt = vec2f(rib, rib) * 0.8 + 0.25 * tilt;
    } else if weave == WEAVE_SATIN {
        tilt = vec2f(0.15 * cos(w.x), 0.0);
    }
    out.tilt = tilt * look.weave.z * visible;
    // Hand dyeing and handspun yarn: slow clouds and faint bars along the weft.
    let cloud = clouds(uv * 28.0) * 0.6 + noise(vec2f(uv.x * 9.0, uv.y * 420.0)) * 0.4
        * (1.0 - smoothstep(0.0015, 0.004, footprint));
    out.base *= 1.0 + look.weave.w * cloud;
    out.base *= 1.0 - 0.10 * visible * look.weave.z * (0.5 - 0.5 * sin(w.x + w.y));
    return out;
}
