//! The target of the static program: musl, so that it runs on every Linux of its processor.

/// Its name for this processor.
pub const NAME: &str = if cfg!(target_arch = "aarch64") {
    "aarch64-unknown-linux-musl"
} else {
    "x86_64-unknown-linux-musl"
};
