// Adds what contacts do to the product, and for each workgroup its part of direction · product.

//#include drape/pcg.wgsl

// A contact at a vertex. Twin of `drape::cpu::MatrixScalar`.
struct MatrixScalar {
    column: u32,
    value: f32,
}

@group(0) @binding(0) var<storage, read> begin: array<u32>;
@group(0) @binding(1) var<storage, read> entries: array<MatrixScalar>;
@group(0) @binding(2) var<storage, read> forces: array<vec4f>;
@group(0) @binding(3) var<storage, read> direction: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> product: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> partial_sums: array<f32>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) local: u32,
) {
    let i = item(workgroup, workgroups, local);
    var d = 0.0;
    if i < arrayLength(&product) {
        var sum = product[i];
        for (var k = begin[i]; k < begin[i + 1u]; k++) {
            sum += forces[entries[k].column] * entries[k].value;
        }
        product[i] = sum;
        d = dot3(sum, direction[i]);
    }
    let sum_of_all = summed(local, d);
    if local == 0u && i / 64u < arrayLength(&partial_sums) {
        partial_sums[i / 64u] = sum_of_all;
    }
}
