//! Batches that run at the same time: the lane of each, and what they need together.

use std::sync::Arc;

use oomscope_quick::order::arrange;
use oomscope_shared::artifact::{Artifact, Batch, Process};
use oomscope_shared::chart::sum;
use oomscope_shared::lanes::lanes;
use oomscope_shared::pyramid::Steps;
use oomscope_shared::timeline::{Sample, Timeline};

use super::all_batches;
use super::points::thinned;

/// The batches in the order of their starts, each with its lane. No two of a lane overlap.
pub(super) fn in_lanes(artifact: &Artifact) -> Vec<(&Batch, usize)> {
    let mut batches: Vec<&Batch> = all_batches(artifact).collect();
    batches.sort_by_key(|batch| batch.start_ms);
    let times = batches.iter().map(|batch| (batch.start_ms, end_ms(batch)));
    let lanes = lanes(&times.collect::<Vec<_>>(), usize::MAX, 0);
    batches.into_iter().zip(lanes).collect()
}

/// The processes of all batches in the order of their starts, each with its lane. No two of a lane overlap.
pub(super) fn processes_in_lanes(artifact: &Artifact) -> Vec<(&Process, usize)> {
    let of_batches = all_batches(artifact).flat_map(|batch| &batch.processes);
    let mut found: Vec<&Process> = of_batches.collect();
    arrange(&mut found, &|a, b| {
        (a.start_ms, a.pid).cmp(&(b.start_ms, b.pid))
    });
    let times = found.iter().map(|one| (one.start_ms, one.end_ms));
    let lanes = lanes(&times.collect::<Vec<_>>(), usize::MAX, 0);
    found.into_iter().zip(lanes).collect()
}

/// The memory over time of the processes of each lane, as points of time and KiB, with a name. Between processes
/// there is nothing, and a zero says so.
pub(super) fn process_curves(processes: &[(&Process, usize)]) -> Vec<(String, Vec<(u64, u64)>)> {
    let last = processes.iter().map(|(_, lane)| *lane).max();
    let names = (0..=last.unwrap_or(0)).map(|lane| numbered("memory of processes", lane));
    let mut curves: Vec<_> = names.map(|name| (name, Vec::new())).collect();
    for (process, lane) in processes {
        let curve = &mut curves[*lane].1;
        let before = curve.len();
        let points = process.memory.points();
        curve.extend(points.map(|point| (point.time_ms, point.rss_kib)));
        if curve.len() > before {
            curve.push((process.end_ms, 0));
        }
    }
    curves.retain(|(_, curve)| !curve.is_empty());
    curves
}

/// What belongs to a lane, by name: the first needs no number.
pub(super) fn numbered(name: &str, lane: usize) -> String {
    match lane {
        0 => name.to_owned(),
        lane => format!("{name} ({})", lane + 1),
    }
}

/// A curve as points of time and KiB.
#[derive(Default)]
pub(super) struct Curve {
    pub points: Vec<(u64, u64)>,
    /// How many samples are among them.
    pub kept: usize,
    /// How many samples there were.
    pub of: usize,
}

/// Memory of these batches together, with few points more than `most` for each piece without a gap. Between
/// batches there is nothing, and a zero says so: the viewers would hold the last value.
pub(super) fn curve(batches: &[&Batch], most: usize) -> Curve {
    let steps: Vec<_> = batches
        .iter()
        .map(|batch| Arc::new(Steps::from_timeline(&batch.timeline)))
        .collect();
    let pieces = sum(&steps);
    let bounds = |steps: &Steps| {
        let (from, to) = steps.bounds_ms().unwrap_or_default();
        (from as u64, to as u64)
    };
    let mut curve = Curve::default();
    for (at, piece) in pieces.iter().enumerate() {
        let samples = (0..piece.len()).filter_map(|at| piece.get(at));
        let samples: Vec<_> = samples
            .map(|(time_ms, kib)| Sample {
                time_ms: time_ms as u64,
                rss_kib: kib.into(),
            })
            .collect();
        let fewer = thinned(&Timeline::from_kept(&samples), most);
        curve.kept += fewer.samples.len();
        curve.of += fewer.of;
        let points = fewer.samples.iter().map(|s| (s.time_ms, s.rss_kib));
        curve.points.extend(points);
        let (from, to) = bounds(piece);
        let ends = batches.iter().zip(&steps).filter(|(_, steps)| {
            let (first, last) = bounds(steps);
            !steps.is_empty() && from <= first && last <= to
        });
        let end = ends.map(|(batch, _)| end_ms(batch)).max().unwrap_or(to);
        if pieces.get(at + 1).is_none_or(|next| bounds(next).0 > end) {
            curve.points.push((end, 0));
        }
    }
    curve
}

fn end_ms(batch: &Batch) -> u64 {
    batch.start_ms.saturating_add(batch.duration_ms)
}

/// A run of which two batches, with a test each, run at the same time.
#[cfg(test)]
pub(super) fn crossed() -> Artifact {
    use oomscope_shared::details::Detail;
    use oomscope_shared::testing::pytest;
    use oomscope_shared::{Ending, Outcome};
    let mut told = pytest().limit(400);
    for (number, at_ms) in [0_u64, 1_000].into_iter().enumerate() {
        told = told
            .test(&format!("test_{number}"), Outcome::Passed, 20, 64)
            .batch(Ending::Passed, 20)
            .with(|artifact| {
                artifact.tests.start_us[number] = Some((at_ms + 100) * 1_000);
                artifact.tests.duration_us[number] = Some(1_500_000);
                let batch = &mut artifact.batches[number];
                (batch.start_ms, batch.duration_ms) = (at_ms, 2_000);
                let samples = [(at_ms, 1_000), (at_ms + 1_500, 3_000), (at_ms + 1_900, 500)];
                let samples = samples.map(|(time_ms, rss_kib)| Sample { time_ms, rss_kib });
                batch.timeline = Timeline::from_kept(&samples);
                batch.details.push(Detail {
                    time_ms: at_ms + 500,
                    pss_kib: Some(700),
                    ..Detail::default()
                });
            });
    }
    told.with(|artifact| artifact.run.duration_ms = 3_000)
        .done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_at_the_same_time_has_lanes_and_one_curve() {
        let artifact = crossed();
        let lanes: Vec<_> = in_lanes(&artifact)
            .iter()
            .map(|(batch, lane)| (batch.index, *lane))
            .collect();
        assert_eq!(lanes, [(1, 0), (2, 1)]);
        let batches: Vec<_> = artifact.batches.iter().collect();
        let all = curve(&batches, 100);
        let expected = [
            (0, 1_000),
            (1_000, 2_000),
            (1_500, 4_000),
            (1_900, 1_500),
            (1_901, 1_000),
            (2_500, 3_000),
            (2_900, 500),
            (3_000, 0),
        ];
        assert_eq!(all.points, expected);
    }
}
