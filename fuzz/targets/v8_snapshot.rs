//! A heap snapshot of V8, and what is said of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oomscope_diagnosis::heap::growth::Births;
use oomscope_diagnosis::heap::javascript::{Notes, held};
use oomscope_diagnosis::heap::v8;

fuzz_target!(|bytes: &[u8]| {
    let source = |_: &str| Some("const kept = new Map();\n".repeat(3));
    let marks = Births::Marks {
        marks: vec![1, 3, 5],
        units: 1,
    };
    let _ = held(bytes, &marks, Notes::parse(""), "/work", &source);
    if let (Ok(before), Ok(after_one)) = (v8::read_ids(&bytes[..0]), v8::read_ids(bytes)) {
        let births = Births::Snapshots { before, after_one };
        let _ = held(bytes, &births, Notes::parse("{}"), "/work", &source);
    }
});
