//! Unpacks deflated data step by step: it tells how far it is and gives up on what only wants to burst.

use std::io::{self, Read};

/// Unpacked bytes between two reports.
const STEP: u64 = 4 << 20;
/// From here on the ratio counts; below it, nothing can be burst.
const HARMLESS: u64 = 64 << 20;
/// Artifacts pack to between a fifth and a fortieth. Deflate itself ends near 1,030.
const RATIO_AT_MOST: u64 = 400;

/// Why unpacking stopped.
#[derive(Debug)]
pub(super) enum Burst {
    /// It unpacks to more than the limit.
    TooLarge,
    /// It unpacks to more than hundreds of times its size.
    Ratio,
    /// The data is damaged.
    Damaged(io::Error),
}

/// Reads all of `reader`, which unpacks `packed` bytes, as long as it is no more than `limit`.
/// `hint` is what the file says of its own size; it may lie. `say` is told how many bytes there are.
pub(super) fn inflate(
    reader: &mut dyn Read,
    packed: u64,
    hint: u64,
    limit: u64,
    on_stage: &mut dyn FnMut(u64),
) -> Result<Vec<u8>, Burst> {
    let hint = hint.min(packed.saturating_mul(40)).min(limit);
    let mut out = Vec::with_capacity(hint as usize + 1);
    loop {
        let before = out.len() as u64;
        let mut step = Read::take(&mut *reader, STEP);
        step.read_to_end(&mut out).map_err(Burst::Damaged)?;
        let now = out.len() as u64;
        if now > limit {
            return Err(Burst::TooLarge);
        }
        if now > HARMLESS && now / RATIO_AT_MOST > packed {
            return Err(Burst::Ratio);
        }
        if now == before {
            return Ok(out);
        }
        on_stage(now);
    }
}
