//! Work for the device, collected and then encoded in order.

use crate::{Gpu, GpuError, KernelBinding, Pass};

/// A list of work for the device.
#[derive(Debug)]
#[must_use = "nothing runs before `submit`"]
pub struct Recording<'g> {
    gpu: &'g Gpu,
    commands: Vec<Command>,
}

#[derive(Debug)]
enum Command {
    Dispatch { kernel: KernelBinding, groups: [u32; 3] },
    Draw(Box<Pass>),
}

impl<'g> Recording<'g> {
    pub(crate) fn new(gpu: &'g Gpu) -> Self {
        Self { gpu, commands: Vec::new() }
    }

    /// Runs a kernel over `groups` workgroups, after all that was recorded before.
    pub fn dispatch(&mut self, kernel: &KernelBinding, groups: [u32; 3]) -> &mut Self {
        self.commands.push(Command::Dispatch { kernel: kernel.clone(), groups });
        self
    }

    /// Draws a pass, after all that was recorded before.
    pub fn draw(&mut self, pass: Pass) -> &mut Self {
        self.commands.push(Command::Draw(Box::new(pass)));
        self
    }

    /// Hands everything to the device, without waiting for it.
    ///
    /// # Errors
    ///
    /// [`GpuError::Invalid`] when the device refuses a command.
    pub fn submit(self) -> Result<(), GpuError> {
        self.gpu.validated("recording", |device| {
            let mut encoder =
                device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
            let mut rest = self.commands.into_iter().peekable();
            while rest.peek().is_some() {
                while let Some(Command::Draw(pass)) =
                    rest.next_if(|c| matches!(c, Command::Draw(_)))
                {
                    pass.encode(&mut encoder);
                }
                if rest.peek().is_none() {
                    break;
                }
                // Kernels in a row share one pass: opening one costs more than a small dispatch.
                let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
                while let Some(Command::Dispatch { kernel, groups }) =
                    rest.next_if(|c| matches!(c, Command::Dispatch { .. }))
                {
                    pass.set_pipeline(&kernel.pipeline);
                    pass.set_bind_group(0, &kernel.group, &[]);
                    pass.dispatch_workgroups(groups[0], groups[1], groups[2]);
                }
            }
            self.gpu.submit(encoder.finish());
        })?;
        self.gpu.check()
    }
}
