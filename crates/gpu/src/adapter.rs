//! Which adapter to open.

use crate::GpuError;

/// Which adapter is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// A graphics card where there is one, else a software driver.
    #[default]
    Auto,
    /// A graphics card or nothing.
    Hardware,
    /// A software driver, even where a graphics card is there.
    Software,
    /// The first adapter whose name contains this text, whatever its case.
    Named(String),
}

/// What does the adapter's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AdapterKind {
    /// A card of its own.
    Discrete,
    /// Graphics inside the processor.
    Integrated,
    /// A share of a card, in a virtual machine.
    Virtual,
    /// The driver does not say.
    Other,
    /// The processor itself, through a software driver.
    Software,
}

/// An adapter as the driver describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adapter {
    /// Name of the device.
    pub name: String,
    /// Name and version of the driver.
    pub driver: String,
    /// What does the work.
    pub kind: AdapterKind,
}

impl Adapter {
    pub(crate) fn of(info: &wgpu::AdapterInfo) -> Self {
        let kind = match info.device_type {
            wgpu::DeviceType::DiscreteGpu => AdapterKind::Discrete,
            wgpu::DeviceType::IntegratedGpu => AdapterKind::Integrated,
            wgpu::DeviceType::VirtualGpu => AdapterKind::Virtual,
            wgpu::DeviceType::Cpu => AdapterKind::Software,
            wgpu::DeviceType::Other => AdapterKind::Other,
        };
        let driver = format!("{} {}", info.driver, info.driver_info).trim().to_owned();
        Self { name: info.name.clone(), driver, kind }
    }

    /// Does the processor do the work? Then a kernel's CPU twin is the quicker one.
    pub fn is_software(&self) -> bool {
        self.kind == AdapterKind::Software
    }
}

/// Index of the adapter that `choice` picks from `adapters`.
///
/// # Errors
///
/// [`GpuError::NoAdapter`] when there is none, [`GpuError::NotFound`] when none fits.
pub(crate) fn pick(adapters: &[Adapter], choice: &Choice) -> Result<usize, GpuError> {
    if adapters.is_empty() {
        return Err(GpuError::NoAdapter);
    }
    let fits = |a: &Adapter| match choice {
        Choice::Auto => true,
        Choice::Hardware => !a.is_software(),
        Choice::Software => a.is_software(),
        Choice::Named(name) => a.name.to_lowercase().contains(&name.to_lowercase()),
    };
    (0..adapters.len())
        .filter(|&i| fits(&adapters[i]))
        .min_by_key(|&i| (adapters[i].kind, i))
        .ok_or_else(|| GpuError::NotFound {
            wanted: format!("{choice:?}"),
            present: adapters.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(", "),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adapter(name: &str, kind: AdapterKind) -> Adapter {
        Adapter { name: name.into(), driver: String::new(), kind }
    }

    #[test]
    fn a_graphics_card_is_preferred_to_a_software_driver() {
        let list =
            [adapter("llvmpipe", AdapterKind::Software), adapter("Card", AdapterKind::Discrete)];
        assert_eq!(pick(&list, &Choice::Auto), Ok(1));
        assert_eq!(pick(&list, &Choice::Software), Ok(0));
        assert_eq!(pick(&list, &Choice::Named("LLVM".into())), Ok(0));
        assert_eq!(pick(&list[..1], &Choice::Auto), Ok(0));
    }

    #[test]
    fn without_any_adapter_the_error_says_what_to_install() {
        let error = pick(&[], &Choice::Auto).unwrap_err();
        assert_eq!(error, GpuError::NoAdapter);
        assert!(error.to_string().contains("mesa-vulkan-drivers"));
        let list = [adapter("llvmpipe", AdapterKind::Software)];
        let error = pick(&list, &Choice::Hardware).unwrap_err();
        assert!(error.to_string().contains("llvmpipe"), "{error}");
    }
}
