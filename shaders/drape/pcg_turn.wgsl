// The next direction.

//#include drape/pcg.wgsl

@group(0) @binding(0) var<storage, read> sums: array<PcgSums>;
@group(0) @binding(1) var<storage, read> preconditioned: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> direction: array<vec4f>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) local: u32,
) {
    let i = item(workgroup, workgroups, local);
    if i < arrayLength(&direction) {
        direction[i] = preconditioned[i] + direction[i] * sums[0].beta;
    }
}
