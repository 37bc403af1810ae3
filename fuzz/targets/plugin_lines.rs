//! What a process of tests sends to the runner.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| oomscope_runner::fuzzing::plugin_lines(bytes));
