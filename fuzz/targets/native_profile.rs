//! What the profiler of native code leaves, and what is made of it.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use oomscope_diagnosis::native::frames::Frame;
use oomscope_diagnosis::native::recording::{Moment, Recording};
use oomscope_diagnosis::native::taken::{Names, addresses, taken, to_be_named};

fuzz_target!(|bytes: &[u8]| {
    let Some(recording) = Recording::parse(&String::from_utf8_lossy(bytes)) else {
        return;
    };
    let marks: Vec<&Moment> = recording.marks.iter().collect();
    let stacks = to_be_named(&marks);
    let names: Names = addresses(&recording, &stacks)
        .into_iter()
        .map(|at| (at, vec![frame(&recording, at)]))
        .collect::<BTreeMap<_, _>>();
    for moments in [&marks[..], &recording.peak.iter().collect::<Vec<_>>()] {
        for one in taken(&recording, moments, &names, &|_| true, &|_, _| None) {
            one.steps();
            one.more();
        }
        for moment in moments {
            moment.bytes();
        }
    }
});

/// A frame whose names are of the module that the address is in.
fn frame(recording: &Recording, at: u64) -> Frame {
    let module = recording.module_of(at);
    Frame {
        function: format!("f{at:x}"),
        library: module.map(|module| module.path.clone()).unwrap_or_default(),
        ..Frame::default()
    }
}
