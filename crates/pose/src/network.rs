//! One ONNX network with one input, its shapes checked when it is made.

use ort::session::Session;
use ort::value::TensorRef;

use crate::error::PoseError;
use crate::runtime::Runtime;

/// A network that takes one tensor and gives several.
pub(crate) struct Network {
    name: &'static str,
    session: Session,
    input: [usize; 4],
}

impl Network {
    /// Makes the network `name` from an ONNX file's bytes. It must take `input` and give outputs
    /// of which the first ones have as many numbers as `outputs` says. It runs on `threads` threads.
    pub(crate) fn new(
        runtime: &Runtime,
        name: &'static str,
        model: &[u8],
        input: [usize; 4],
        outputs: &[usize],
        threads: usize,
    ) -> Result<Self, PoseError> {
        let mismatch = |what: String| PoseError::ModelMismatch { network: name, what };
        let session = runtime.session(model, threads).map_err(|e| mismatch(e.to_string()))?;
        let count = |outlet: &ort::value::Outlet| -> Option<usize> {
            let shape = outlet.dtype().tensor_shape()?;
            shape.iter().map(|n| usize::try_from(*n).ok()).product()
        };
        let found: Vec<_> = session.inputs().iter().map(count).collect();
        if found != [Some(input.iter().product())] {
            return Err(mismatch(format!("its inputs hold {found:?} numbers, not {input:?}")));
        }
        let found: Vec<_> = session.outputs().iter().map(count).collect();
        if found.len() < outputs.len() || found.iter().zip(outputs).any(|(f, n)| *f != Some(*n)) {
            return Err(mismatch(format!("its outputs hold {found:?} numbers, not {outputs:?}")));
        }
        Ok(Self { name, session, input })
    }

    /// Runs the network on `tensor` and hands its outputs, in the file's order, to `read`.
    pub(crate) fn run<T>(
        &mut self,
        tensor: &[f32],
        read: impl FnOnce(&[&[f32]]) -> T,
    ) -> Result<T, PoseError> {
        let name = self.name;
        let failed = |e: ort::Error| PoseError::Network { what: format!("{name}: {e}") };
        let input = TensorRef::from_array_view((self.input, tensor)).map_err(failed)?;
        let outputs = self.session.run(ort::inputs![input]).map_err(failed)?;
        let tensors = (0..outputs.len())
            .map(|i| outputs[i].try_extract_tensor::<f32>().map(|(_, numbers)| numbers))
            .collect::<Result<Vec<_>, _>>()
            .map_err(failed)?;
        Ok(read(&tensors))
    }
}
