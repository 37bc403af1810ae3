//! The kernel's log, in which it says whom it killed for memory.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oomscope_shared::classify::parse_kernel_log;

fuzz_target!(|bytes: &[u8]| {
    parse_kernel_log(&String::from_utf8_lossy(bytes));
});
