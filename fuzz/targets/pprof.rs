//! A profile of pprof, and what grew from one to the other.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oomscope_diagnosis::golang::growth::{Look, growth, steady};
use oomscope_diagnosis::pprof;

fuzz_target!(|bytes: &[u8]| {
    // Two profiles in one file: what the second has more is what grew.
    let (before, after) = bytes.split_at(bytes.len() / 2);
    let Ok(after) = pprof::read(after).or_else(|_| pprof::read(bytes)) else {
        return;
    };
    let look = |repetitions, heap| Look {
        repetitions,
        heap,
        goroutines: Vec::new(),
        held: Default::default(),
    };
    let first = look(0, pprof::read(before).unwrap_or_default());
    let last = look(3, after);
    if let (Some(one), Some(other)) = (growth(&first, &last, "shop"), growth(&first, &last, "shop"))
    {
        steady(&one, other);
    }
});
