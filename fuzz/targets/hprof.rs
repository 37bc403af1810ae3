//! A heap dump of a JVM, and what is said of it.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use oomscope_diagnosis::heap::java::{self, Holdings, SourceFile, Sums};

fuzz_target!(|bytes: &[u8]| {
    let Ok(heap) = java::read(Cursor::new(bytes)) else {
        return;
    };
    let source = |name: &str| {
        Some(SourceFile {
            path: name.to_owned(),
            text: "class Cache {\n  static Map<String, byte[]> pages = new HashMap<>();\n}\n"
                .to_owned(),
        })
    };
    let looks = || Holdings::of(&heap);
    java::held_by_unit(&[Holdings::default(), looks(), looks()], 1, &source);
    let sums = Sums {
        before: Holdings::default(),
        after_one: looks(),
        last: looks(),
    };
    java::held(&sums, &source);
});
