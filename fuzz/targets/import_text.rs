//! Files of other tools that are text: what is imported keeps the rules of the format.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oomscope_report::import::{Source, detect, import};

fuzz_target!(|bytes: &[u8]| {
    detect(bytes);
    for source in [Source::Mprof, Source::Psrecord, Source::Memray] {
        if let Ok(artifact) = import(bytes, source, None) {
            artifact
                .check()
                .expect("what is imported keeps the rules of the format");
        }
    }
});
