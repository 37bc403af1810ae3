//! What frameworks say of their tests, in their own words.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| oomscope_runner::fuzzing::framework_output(bytes));
