// Goes along the direction and preconditions what remains, and for each workgroup its part of
// residual · preconditioned.

//#include drape/pcg.wgsl

@group(0) @binding(0) var<storage, read> sums: array<PcgSums>;
@group(0) @binding(1) var<storage, read> inverse: array<vec4f>;    // three columns a vertex
@group(0) @binding(2) var<storage, read> direction: array<vec4f>;
@group(0) @binding(3) var<storage, read> product: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> step: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> residual: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> preconditioned: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> partial_sums: array<f32>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) local: u32,
) {
    let i = item(workgroup, workgroups, local);
    var d = 0.0;
    if i < arrayLength(&step) {
        let alpha = sums[0].alpha;
        step[i] += direction[i] * alpha;
        let r = residual[i] - product[i] * alpha;
        residual[i] = r;
        let z = inverse[3u * i] * r.x + inverse[3u * i + 1u] * r.y + inverse[3u * i + 2u] * r.z;
        preconditioned[i] = z;
        d = dot3(z, r);
    }
    let sum_of_all = summed(local, d);
    if local == 0u && i / 64u < arrayLength(&partial_sums) {
        partial_sums[i / 64u] = sum_of_all;
    }
}
