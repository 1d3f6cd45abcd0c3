// Sparse matrix times vector, and for each workgroup its part of vector · product.
// Twin of `drape::cpu::spmv`.

// Where the entries of one row lie. Twin of `drape::cpu::MatrixRow`.
struct MatrixRow {
    block_begin: u32,
    block_end: u32,
    scalar_begin: u32,
    scalar_end: u32,
}

// `value` times the identity in column `column`. Twin of `drape::cpu::MatrixScalar`.
struct MatrixScalar {
    column: u32,
    value: f32,
}

@group(0) @binding(0) var<storage, read> rows: array<MatrixRow>;
@group(0) @binding(1) var<storage, read> columns: array<u32>;
@group(0) @binding(2) var<storage, read> blocks: array<vec4f>;     // three columns a block
@group(0) @binding(3) var<storage, read> scalars: array<MatrixScalar>;
@group(0) @binding(4) var<storage, read> vector: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> product: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> partial_sums: array<f32>;

var<workgroup> dots: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) local: u32,
) {
    let group = workgroup.x + workgroup.y * workgroups.x;
    let i = group * 64u + local;
    var d = 0.0;
    if i < arrayLength(&rows) {
        let row = rows[i];
        var sum = vec4f(0.0);
        for (var k = row.block_begin; k < row.block_end; k++) {
            let x = vector[columns[k]];
            sum += blocks[3u * k] * x.x + blocks[3u * k + 1u] * x.y + blocks[3u * k + 2u] * x.z;
        }
        for (var k = row.scalar_begin; k < row.scalar_end; k++) {
            sum += scalars[k].value * vector[scalars[k].column];
        }
        product[i] = sum;
        let p = vector[i];
        d = sum.x * p.x + sum.y * p.y + sum.z * p.z;
    }
    dots[local] = d;
    workgroupBarrier();
    for (var half = 32u; half > 0u; half >>= 1u) {
        if local < half {
            dots[local] += dots[local + half];
        }
        workgroupBarrier();
    }
    if local == 0u && group < arrayLength(&partial_sums) {
        partial_sums[group] = dots[0];
    }
}
