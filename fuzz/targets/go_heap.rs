//! A heap dump of Go, and by which variables it is held.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oomscope_diagnosis::heap::golang::{self, Symbols};
use oomscope_diagnosis::heap::names::golang::held;

fuzz_target!(|bytes: &[u8]| {
    // The symbols lie in front of a blank line, where there is one.
    let end = bytes.windows(2).position(|two| two == b"\n\n");
    let (symbols, dump) = match end {
        Some(end) if !bytes.starts_with(b"go1.") => (&bytes[..end], &bytes[end + 2..]),
        _ => (&bytes[..0], bytes),
    };
    let symbols = Symbols::parse(&String::from_utf8_lossy(symbols));
    if let Ok(graph) = golang::read(dump, &symbols) {
        held(&graph);
    }
});
