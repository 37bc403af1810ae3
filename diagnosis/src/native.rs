//! What the profiler of native code saw of a process: which stacks took memory, and of which of them more is there after
//! each round. `runner/native/` writes it, the runner finds the names.

pub mod extension;
pub mod frames;
pub mod hunt;
pub mod recording;
pub mod taken;
