//! The open device.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::adapter::pick;
use crate::{Adapter, Choice, GpuError, Recording};

/// How long one wait for the device may take before it counts as hung (s).
const PATIENCE_S: u64 = 120;

/// An open device with its queue, for computing and for drawing off the screen.
///
/// It can be shared between threads; work submitted from several of them runs in some order.
#[derive(Debug)]
pub struct Gpu {
    pub(crate) device: wgpu::Device,
    pub(crate) queue: wgpu::Queue,
    /// Held while work is handed over or waited for. One thread's wait else takes another's news with it,
    /// or keeps it from handing over what is waited for: seen as waits without end on a card.
    turn: Mutex<()>,
    adapter: Adapter,
    /// The first failure that no call could return, kept for the next call that can.
    failure: Arc<Mutex<Option<String>>>,
}

impl Gpu {
    /// Opens the adapter that `choice` picks, with WebGPU's base-line limits.
    ///
    /// # Errors
    ///
    /// [`GpuError::NoAdapter`], which says what to install; [`GpuError::NotFound`] when adapters
    /// are there but none fits; [`GpuError::Refused`] when the driver opens no device.
    pub fn new(choice: &Choice) -> Result<Self, GpuError> {
        let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
        descriptor.backends = wgpu::Backends::PRIMARY;
        let instance = wgpu::Instance::new(descriptor);
        let found = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::PRIMARY));
        let described: Vec<_> = found.iter().map(|a| Adapter::of(&a.get_info())).collect();
        let index = pick(&described, choice)?;
        let adapter = described[index].clone();
        let (device, queue) =
            pollster::block_on(found[index].request_device(&wgpu::DeviceDescriptor {
                label: Some("namza"),
                required_features: wgpu::Features::empty(),
                required_limits: wgpu::Limits::default(),
                ..Default::default()
            }))
            .map_err(|e| GpuError::Refused {
                adapter: adapter.name.clone(),
                message: e.to_string(),
            })?;
        let failure = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&failure);
        // wgpu panics on errors that nobody waits for, unless told otherwise.
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
            slot.get_or_insert_with(|| error.to_string());
        }));
        Ok(Self { device, queue, turn: Mutex::new(()), adapter, failure })
    }

    /// The adapter in use.
    pub fn adapter(&self) -> &Adapter {
        &self.adapter
    }

    /// Does the processor do the work? Then a kernel's CPU twin is the quicker one.
    pub fn is_software(&self) -> bool {
        self.adapter.is_software()
    }

    /// An empty list of work for this device.
    pub fn record(&self) -> Recording<'_> {
        Recording::new(self)
    }

    /// Waits until all submitted work is done.
    ///
    /// # Errors
    ///
    /// [`GpuError::Timeout`] after two minutes, [`GpuError::Device`] when something failed.
    pub fn wait(&self) -> Result<(), GpuError> {
        let turn = self.turn();
        self.wait_in(&turn)
    }

    /// Hands commands over.
    pub(crate) fn submit(&self, commands: wgpu::CommandBuffer) {
        let _turn = self.turn();
        self.queue.submit([commands]);
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_in(&self, _turn: &MutexGuard<'_, ()>) -> Result<(), GpuError> {
        self.device
            .poll(wgpu::PollType::Wait {
                submission_index: None,
                timeout: Some(Duration::from_secs(PATIENCE_S)),
            })
            .map_err(|_| GpuError::Timeout { seconds: PATIENCE_S })?;
        self.check()
    }

    /// Returns a failure that happened outside a call that could report it.
    ///
    /// # Errors
    ///
    /// [`GpuError::Device`] with the first such failure; it is forgotten afterwards.
    pub fn check(&self) -> Result<(), GpuError> {
        let mut slot = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        slot.take().map_or(Ok(()), |message| Err(GpuError::Device { message }))
    }

    /// Runs `build` and turns what the validator says about it into an error.
    pub(crate) fn validated<T>(
        &self,
        label: &str,
        build: impl FnOnce(&wgpu::Device) -> T,
    ) -> Result<T, GpuError> {
        let scope = self.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let built = build(&self.device);
        match pollster::block_on(scope.pop()) {
            Some(error) => {
                Err(GpuError::Invalid { label: label.to_owned(), message: error.to_string() })
            }
            None => Ok(built),
        }
    }

    /// Hands over the `commands` that fill `buffer`, and copies what it then holds to the processor;
    /// `buffer` must allow `MAP_READ`.
    pub(crate) fn read(
        &self,
        commands: wgpu::CommandBuffer,
        buffer: &wgpu::Buffer,
    ) -> Result<Vec<u8>, GpuError> {
        let turn = self.turn();
        self.queue.submit([commands]);
        let slice = buffer.slice(..);
        let outcome = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&outcome);
        slice.map_async(wgpu::MapMode::Read, move |result| {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        });
        self.wait_in(&turn)?;
        let failed = |message: String| GpuError::Device { message };
        match outcome.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(Ok(())) => {}
            Some(Err(e)) => return Err(failed(e.to_string())),
            None => return Err(GpuError::Timeout { seconds: PATIENCE_S }),
        }
        let bytes = slice.get_mapped_range().map_err(|e| failed(e.to_string()))?.to_vec();
        buffer.unmap();
        Ok(bytes)
    }
}
