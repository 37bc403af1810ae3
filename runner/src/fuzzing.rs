//! What the fuzz targets of `fuzz/` reach of this crate: its readers, each over any bytes.

pub use crate::config::fuzzing::config;
pub use crate::driver::fuzzing::{framework_output, plugin_lines};
