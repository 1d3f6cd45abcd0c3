// Adds the workgroups' parts up; after a product that gives how far to go, after an advance how much
// of the direction to keep.

//#include drape/pcg.wgsl

// 0 after a product, 1 after an advance, 2 after the first one.
@group(0) @binding(0) var<uniform> after: vec4u;
@group(0) @binding(1) var<storage, read> partial_sums: array<f32>;
@group(0) @binding(2) var<storage, read_write> sums: array<PcgSums>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) local: u32) {
    var part = 0.0;
    for (var k = local; k < arrayLength(&partial_sums); k += 64u) {
        part += partial_sums[k];
    }
    let sum = summed(local, part);
    if local > 0u {
        return;
    }
    if after.x == 0u {
        // A direction without curvature, or a number that is none, ends it.
        let leads = sums[0].done == 0u && sum > 0.0 && sums[0].rz > 0.0;
        sums[0].alpha = select(0.0, sums[0].rz / sum, leads);
        sums[0].done = select(1u, 0u, leads);
    } else {
        sums[0].beta = select(0.0, sum / sums[0].rz, after.x == 1u && sums[0].done == 0u);
        sums[0].rz = sum;
    }
}
