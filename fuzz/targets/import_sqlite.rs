//! The database of pytest-monitor.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oomscope_report::import::{Source, import};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(artifact) = import(bytes, Source::PytestMonitor, None) {
        artifact
            .check()
            .expect("what is imported keeps the rules of the format");
    }
});
