//! What can go wrong on the device.

/// Why the device could not be had or did not do its work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GpuError {
    /// No Vulkan adapter is there at all.
    #[error(
        "no Vulkan adapter was found: install a graphics driver, or Mesa's software driver and \
         the loader (Debian and Ubuntu: `apt-get install mesa-vulkan-drivers libvulkan1`)"
    )]
    NoAdapter,
    /// Adapters are there, but none as asked for.
    #[error("no adapter fits {wanted}; there are: {present}")]
    NotFound {
        /// What was asked for.
        wanted: String,
        /// Names of the adapters that are there.
        present: String,
    },
    /// The adapter refused to open a device with base-line limits.
    #[error("adapter {adapter} refused a device: {message}")]
    Refused {
        /// Name of the adapter.
        adapter: String,
        /// The driver's words.
        message: String,
    },
    /// An `//#include` names a source that was not given, or includes itself.
    #[error("shader {shader}: cannot include {include}: {reason}")]
    Include {
        /// The shader being assembled.
        shader: String,
        /// The name after `//#include`.
        include: String,
        /// Why not.
        reason: &'static str,
    },
    /// A shader, pipeline or binding is not valid.
    #[error("{label} is not valid: {message}")]
    Invalid {
        /// Label of the kernel or pipeline.
        label: String,
        /// The validator's words.
        message: String,
    },
    /// A buffer or texture is larger than the base line allows.
    #[error("{label} needs {bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Label of the resource.
        label: String,
        /// Bytes needed.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// A write goes past the end of a buffer.
    #[error("{label}: {given} elements do not fit in {room}")]
    DoesNotFit {
        /// Label of the buffer.
        label: String,
        /// Elements given.
        given: usize,
        /// Elements there is room for.
        room: usize,
    },
    /// The device did not finish in time.
    #[error("the device did not finish within {seconds} s")]
    Timeout {
        /// The time allowed (s).
        seconds: u64,
    },
    /// The device was lost, ran out of memory or refused a command.
    #[error("the device failed: {message}")]
    Device {
        /// The driver's words.
        message: String,
    },
}
