//! The history of a hosted site: which runs it lists, and their trend as points.

use crate::filter::contains;
use oomscope_shared::site::{SiteIndex, SiteRun};

/// A size of the drawing; the page scales it.
pub const SIZE: (f64, f64) = (1000.0, 220.0);

/// A point of the trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Which run of the index.
    pub run: usize,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// The two curves over the listed runs, with the figure that the upper edge stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// Peaks.
    pub peak: Vec<Point>,
    /// What the tests kept.
    pub kept: Vec<Point>,
    /// What the upper edge stands for, in bytes.
    pub top_bytes: u64,
}

/// The runs that contain all words of a filter in branch, label, commit or file, the newest last.
pub fn listed(index: &SiteIndex, filter: &str) -> Vec<usize> {
    let words: Vec<&str> = filter.split_whitespace().collect();
    let accepted = |run: &SiteRun| {
        let parts = [
            run.branch.as_deref(),
            run.label.as_deref(),
            run.commit.as_deref(),
            Some(run.file.as_str()),
        ];
        let text = parts.map(Option::unwrap_or_default).join(" ");
        words.iter().all(|word| contains(&text, word))
    };
    let runs = index.runs.iter().enumerate();
    runs.filter(|(_, run)| accepted(run))
        .map(|(at, _)| at)
        .collect()
}

/// The trend of some runs, evenly spaced: what counts is their order, not the days between them.
pub fn trend(index: &SiteIndex, runs: &[usize]) -> Trend {
    let all = runs.iter().map(|run| &index.runs[*run]);
    let top_bytes = all
        .flat_map(|run| [run.peak_bytes, run.retained_bytes])
        .flatten()
        .max()
        .unwrap_or(0)
        .max(1);
    let step = SIZE.0 / (runs.len().max(2) - 1) as f64;
    let points = |figure: fn(&SiteRun) -> Option<u64>| -> Vec<Point> {
        let placed = runs.iter().enumerate().filter_map(|(place, run)| {
            let share = figure(&index.runs[*run])? as f64 / top_bytes as f64;
            Some(Point {
                run: *run,
                x: place as f64 * step,
                y: SIZE.1 * (1.0 - share),
            })
        });
        placed.collect()
    };
    Trend {
        peak: points(|run| run.peak_bytes),
        kept: points(|run| run.retained_bytes),
        top_bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(file: &str, branch: &str, peak: Option<u64>, kept: Option<u64>) -> SiteRun {
        SiteRun {
            file: file.to_owned(),
            label: None,
            branch: Some(branch.to_owned()),
            commit: Some("abc123".to_owned()),
            started_at: format!("2025-10-0{}T00:00:00Z", file.len()),
            answer: oomscope_shared::Message::quote("Fine."),
            tone: "good".to_owned(),
            tests: 1,
            deaths: 0,
            peak_bytes: peak,
            retained_bytes: kept,
        }
    }

    #[test]
    fn runs_are_listed_by_words_and_their_trend_reaches_the_edges() {
        let index = SiteIndex::new(vec![
            run("ccc", "fix", Some(50), None),
            run("a", "main", Some(100), Some(60)),
            run("bb", "main", None, Some(0)),
        ]);
        let files: Vec<_> = index.runs.iter().map(|run| run.file.as_str()).collect();
        assert_eq!(files, ["a", "bb", "ccc"], "the oldest first");
        assert_eq!(listed(&index, " MAIN abc"), [0, 1]);
        assert!(listed(&index, "nowhere").is_empty());
        let trend = trend(&index, &listed(&index, ""));
        assert_eq!(trend.top_bytes, 100);
        let places: Vec<_> = trend.peak.iter().map(|p| (p.run, p.x, p.y)).collect();
        assert_eq!(places, [(0, 0.0, 0.0), (2, 1000.0, 110.0)]);
        assert_eq!((trend.kept[1].x, trend.kept[1].y), (500.0, 220.0));
    }
}
