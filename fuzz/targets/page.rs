//! Whatever file a reader drops on the page: JSON, gzip, a zip of several.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oomscope_viewer::intake;

fuzz_target!(|bytes: &[u8]| {
    for opening in intake::open("run.oomscope.json", bytes, &mut |_| {}) {
        match opening {
            Ok(parcel) => drop(parcel.parse(0)),
            Err(refused) => {
                refused.why();
                refused.advice();
            }
        }
    }
});
