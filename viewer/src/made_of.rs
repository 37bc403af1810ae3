//! What memory is made of, over time: the slow readings beside a curve as layers that lie on each other.

use oomscope_shared::artifact::Batch;
use oomscope_shared::message::Key;
use oomscope_shared::ticks::{byte_ticks, time_ticks};

use crate::trend::Place;
use crate::words::locale;

/// The kinds of memory, as they lie on each other from the bottom.
pub const KINDS: [Key; 4] = [
    Key::PageMadeAnonymous,
    Key::PageMadeShared,
    Key::PageMadeFile,
    Key::PageMadeSwap,
];

/// A reading: when it was made, in milliseconds since the start of the run, and the kinds in bytes.
pub type Reading = (f64, [u64; 4]);

/// The layers of a stretch of time.
#[derive(Debug, Clone, PartialEq)]
pub struct MadeOf {
    /// The readings of each batch.
    pub batches: Vec<Vec<Reading>>,
    /// The most of each kind, in bytes.
    pub most: [u64; 4],
    /// What the height of the drawing stands for, in bytes.
    pub top: f64,
    /// Figures at the left edge, from the bottom.
    pub y_ticks: Vec<Place>,
    /// Times below.
    pub x_ticks: Vec<Place>,
    range: (f64, f64),
}

impl MadeOf {
    /// The layers of some batches that ran one after the other, in a stretch of time; `None` where none has
    /// two readings.
    pub fn of(batches: &[&Batch], range: (f64, f64)) -> Option<Self> {
        let batches: Vec<Vec<Reading>> = batches.iter().map(|batch| readings(batch)).collect();
        let all = || batches.iter().flatten();
        // A layer lies between two readings of a batch.
        if batches.iter().all(|readings| readings.len() < 2) || range.1 <= range.0 {
            return None;
        }
        let mut most = [0; 4];
        let mut highest = 0;
        for (_, kinds) in all() {
            for (most, kind) in most.iter_mut().zip(kinds) {
                *most = (*most).max(*kind);
            }
            highest = highest.max(kinds.iter().sum());
        }
        let ticks = byte_ticks(0.0, highest as f64, 4, &locale());
        let top = ticks.last().map_or(1.0, |tick| tick.at);
        let length = range.1 - range.0;
        let times = time_ticks(range.0, range.1, 5, &locale()).into_iter();
        Some(Self {
            most,
            top,
            y_ticks: ticks
                .into_iter()
                .map(|tick| (tick.at / top, tick.label))
                .collect(),
            x_ticks: times
                .map(|tick| ((tick.at - range.0) / length, tick.label))
                .collect(),
            batches,
            range,
        })
    }

    /// Where a time lies, as a share of the width.
    pub fn x(&self, time_ms: f64) -> f64 {
        ((time_ms - self.range.0) / (self.range.1 - self.range.0)).clamp(0.0, 1.0)
    }

    /// A layer as a path in a square of this size.
    pub fn path(&self, kind: usize, size: f64) -> String {
        let mut path = String::new();
        let place = |time: f64, bytes: u64| {
            let y = 1.0 - bytes as f64 / self.top;
            format!("{:.1} {:.1}", self.x(time) * size, y * size)
        };
        for readings in self.batches.iter().filter(|readings| !readings.is_empty()) {
            let edge = |upto: usize| {
                let all = readings.iter();
                all.map(move |(time, kinds)| (*time, kinds[..upto].iter().sum::<u64>()))
            };
            let upper = edge(kind + 1).map(|(time, bytes)| place(time, bytes));
            let lower = edge(kind).rev().map(|(time, bytes)| place(time, bytes));
            let points: Vec<String> = upper.chain(lower).collect();
            path += &format!("M{}Z", points.join("L"));
        }
        path
    }
}

/// What is known of a batch. A kind that the system does not tell apart is nothing; without the first there is no
/// reading.
fn readings(batch: &Batch) -> Vec<Reading> {
    let details = &batch.details;
    let times = details.time_ms.iter().enumerate();
    let known = times.filter_map(|(at, time)| {
        let cell = |column: &[Option<u64>]| column.get(at).copied().flatten();
        let kinds = [
            Some(cell(&details.anon_kib)?),
            cell(&details.shmem_kib),
            cell(&details.file_kib),
            cell(&details.swap_kib),
        ];
        let bytes = kinds.map(|kib| kib.unwrap_or(0).saturating_mul(1024));
        Some((*time as f64, bytes))
    });
    known.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::details::Detail;
    use oomscope_shared::testing::story_before;

    const MIB: u64 = 1024;

    fn batch(details: &[(u64, Option<u64>)]) -> Batch {
        let mut batch = story_before().done().batches[0].clone();
        for (time_ms, anon) in details {
            batch.details.push(Detail {
                time_ms: *time_ms,
                anon_kib: anon.map(|mib| mib * MIB),
                file_kib: Some(30 * MIB),
                swap_kib: Some(10 * MIB),
                ..Detail::default()
            });
        }
        batch
    }

    #[test]
    fn kinds_lie_on_each_other_in_each_batch() {
        let (one, other) = (
            batch(&[(0, Some(60)), (500, Some(160))]),
            batch(&[(750, Some(20))]),
        );
        let made = MadeOf::of(&[&one, &other], (0.0, 1_000.0)).unwrap();
        assert_eq!(made.most.map(|most| most >> 20), [160, 0, 30, 10]);
        assert_eq!(made.top, (200 << 20) as f64);
        assert_eq!(
            made.path(0, 100.0),
            "M0.0 70.0L50.0 20.0L50.0 100.0L0.0 100.0ZM75.0 90.0L75.0 100.0Z"
        );
        assert_eq!(
            made.path(2, 100.0),
            "M0.0 55.0L50.0 5.0L50.0 20.0L0.0 70.0ZM75.0 75.0L75.0 90.0Z"
        );
    }

    #[test]
    fn what_was_not_read_is_not_drawn() {
        let unread = batch(&[(0, None), (500, None)]);
        assert_eq!(MadeOf::of(&[&unread], (0.0, 1_000.0)), None);
        assert_eq!(MadeOf::of(&[&batch(&[(0, Some(1))])], (0.0, 1_000.0)), None);
        assert_eq!(MadeOf::of(&[], (0.0, 0.0)), None);
    }
}
