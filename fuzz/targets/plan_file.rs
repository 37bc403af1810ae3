//! The file by which batches are planned, and what it makes of a plan.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oomscope_schedule::planfile;

fuzz_target!(|bytes: &[u8]| {
    let _ = planfile::parse(&String::from_utf8_lossy(bytes));
});
