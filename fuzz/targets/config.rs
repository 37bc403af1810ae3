//! The file of budgets, and a list of tests.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| oomscope_runner::fuzzing::config(bytes));
