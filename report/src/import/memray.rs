//! `memray stats --json`: sums over a run. It has no curve.

use serde::Deserialize;

use super::{blank, put_batch};
use crate::export::clock;
use oomscope_shared::artifact::{Artifact, Framework};

#[derive(Deserialize)]
struct Stats {
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    start_time: String,
    end_time: String,
    peak_memory: u64,
    #[serde(default)]
    command_line: String,
}

pub(super) fn read(bytes: &[u8]) -> Result<Artifact, String> {
    let stats: Stats = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let metadata = stats.metadata;
    let (start, end) = (epoch_ms(&metadata.start_time), epoch_ms(&metadata.end_time));
    let mut artifact = blank("memray (`memray stats --json`)", Framework::Command, start);
    artifact.run.command = metadata
        .command_line
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let length = start
        .zip(end)
        .map_or(0, |(start, end)| end.saturating_sub(start));
    put_batch(&mut artifact, length);
    if let Some(batch) = artifact.batches.last_mut() {
        batch.peak_bytes = Some(metadata.peak_memory);
    }
    artifact.warnings.push(
        "Its peak is what was allocated at once, as memray saw it, and not resident memory. It is fair to \
         compare it with another file of memray only."
            .to_owned(),
    );
    Ok(artifact)
}

/// `2026-11-25 23:29:01.624000+00:00`: always in UTC.
fn epoch_ms(text: &str) -> Option<u64> {
    clock::epoch_ms(&text.replacen(' ', "T", 1))
}
