//! The stacks of goroutines, as Go prints them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oomscope_diagnosis::golang::goroutines;

fuzz_target!(|bytes: &[u8]| {
    goroutines::read(&String::from_utf8_lossy(bytes), &|_, offset| u32::try_from(offset).ok());
});
