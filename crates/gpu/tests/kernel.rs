//! Kernels compute what they say, on whatever adapter is there.

use gpu::{Access, Buffer, Choice, Gpu, GpuError, Kernel, groups_for};

/// The device, or a word on stderr and nothing where no adapter is.
fn device() -> Option<Gpu> {
    match Gpu::new(&Choice::Auto) {
        Ok(gpu) => Some(gpu),
        Err(GpuError::NoAdapter) => {
            #[expect(clippy::print_stderr, reason = "says why the test is skipped")]
            {
                eprintln!("skipped: {}", GpuError::NoAdapter);
            }
            None
        }
        Err(e) => panic!("{e}"),
    }
}

const SCALE: &str = "
struct Params { factor: f32, count: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read_write> target_values: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
    if id.x < params.count { target_values[id.x] += params.factor * source[id.x]; }
}";

#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
struct Params {
    factor: f32,
    count: u32,
}

#[test]
fn dispatches_of_one_recording_run_in_order_and_read_back() {
    let Some(gpu) = device() else { return };
    let source: Vec<f32> = (0..1000u16).map(f32::from).collect();
    let kernel =
        Kernel::new(&gpu, "scale", SCALE, &[Access::Uniform, Access::Read, Access::ReadWrite])
            .unwrap();
    let params = Buffer::new(&gpu, "params", &[Params { factor: 2.0, count: 1000 }]).unwrap();
    let from = Buffer::new(&gpu, "source", &source).unwrap();
    let to = Buffer::<f32>::zeroed(&gpu, "target", 1000).unwrap();
    let forth = kernel.bind(&gpu, &[&params, &from, &to]).unwrap();
    let back = kernel.bind(&gpu, &[&params, &to, &from]);
    assert!(back.is_ok());
    let mut work = gpu.record();
    work.dispatch(&forth, groups_for(1000, 64)).dispatch(&forth, groups_for(1000, 64));
    work.submit().unwrap();
    let got = to.read_back(&gpu).unwrap();
    // 0 + 2 s + 2 s: whole numbers, exact in f32.
    assert!(
        got.iter().zip(&source).all(|(g, s)| g.to_bits() == (4.0 * s).to_bits()),
        "{:?}",
        &got[..8]
    );
}

#[test]
fn a_broken_shader_is_an_error_and_not_a_panic() {
    let Some(gpu) = device() else { return };
    let error = Kernel::new(&gpu, "broken", "@compute fn main() { nonsense }", &[]).unwrap_err();
    assert!(matches!(&error, GpuError::Invalid { label, .. } if label == "broken"), "{error}");
    let few = Kernel::new(&gpu, "scale", SCALE, &[Access::Uniform]).unwrap_err();
    assert!(matches!(few, GpuError::Invalid { .. }));
}

#[test]
fn writing_past_the_end_is_refused() {
    let Some(gpu) = device() else { return };
    let buffer = Buffer::<u32>::zeroed(&gpu, "four", 4).unwrap();
    assert!(buffer.write(&gpu, 2, &[1, 2]).is_ok());
    assert_eq!(
        buffer.write(&gpu, 3, &[1, 2]),
        Err(GpuError::DoesNotFit { label: "four".into(), given: 5, room: 4 })
    );
    assert_eq!(buffer.read_back(&gpu).unwrap(), [0, 0, 1, 2]);
}

#[test]
fn an_array_beyond_the_base_line_is_refused() {
    let Some(gpu) = device() else { return };
    let error = Buffer::<u32>::zeroed(&gpu, "huge", 1 << 26).unwrap_err();
    assert!(matches!(error, GpuError::TooLarge { bytes: 268_435_456, .. }), "{error}");
}

#[test]
fn workgroups_cover_every_item_within_the_base_line() {
    for n in [0, 1, 63, 64, 65, 4_194_240, 4_194_241, 20_000_000] {
        let [x, y, z] = groups_for(n, 64);
        assert!(x <= 65_535 && y <= 65_535 && z == 1);
        assert!(x as usize * y as usize * 64 >= n);
    }
}

#[test]
fn several_threads_read_back_at_once() {
    let Some(gpu) = device() else { return };
    // Whoever waits for the device tells all that wait that their data are there.
    let read = |k: u32| {
        for i in 0..200 {
            let numbers = vec![k + i; 64];
            let buffer = Buffer::new(&gpu, "numbers", &numbers).unwrap();
            assert_eq!(buffer.read_back(&gpu), Ok(numbers), "thread {k}, time {i}");
        }
    };
    std::thread::scope(|scope| {
        for k in 0..8 {
            scope.spawn(move || read(1000 * k));
        }
    });
}
