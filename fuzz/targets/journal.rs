//! A journal: its lines with their checksums, and events of any kind in any order.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use oomscope_journal::{Event, Redaction, Redactor, Replay, decode};

static REDACTION: LazyLock<Redaction> =
    LazyLock::new(|| Redaction::new(&[], true).expect("the known shapes are patterns"));

fuzz_target!(|bytes: &[u8]| {
    replay(decode(bytes).events);
    // No fuzzer finds a checksum, so the lines are taken without theirs as well.
    let lines = bytes
        .split(|byte| *byte == b'\n')
        .map(|line| match line.get(8) {
            Some(b' ') => &line[9..],
            _ => line,
        });
    replay(
        lines
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect(),
    );
});

fn replay(events: Vec<Event>) {
    let mut redactor = Redactor::new(REDACTION.clone());
    let mut replay = Replay::new();
    for mut event in events {
        redactor.event(&mut event);
        replay.apply(event);
    }
    let _ = replay.so_far();
    if let Some(artifact) = replay.finish() {
        artifact
            .check()
            .expect("what is replayed keeps the rules of the format");
    }
}
