//! A heap dump of Ruby, and what is said of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oomscope_diagnosis::heap::ruby::{self, Dump, held};

fuzz_target!(|bytes: &[u8]| {
    let source = |_: &str| Some("KEPT = {}\n".to_owned());
    let marks = Dump::Marked {
        marks: vec![1, 2, 3],
        units: 1,
    };
    let _ = held(bytes, marks, "/work", &source);
    // One dump three times over, the first of them cut: something came, and something stayed.
    let half = bytes.len() / 2;
    let earlier = (
        ruby::read_earlier(&bytes[..half]),
        ruby::read_earlier(bytes),
    );
    if let (Ok(before), Ok(after_one)) = earlier {
        let _ = held(bytes, Dump::After { before, after_one }, "/work", &source);
    }
});
