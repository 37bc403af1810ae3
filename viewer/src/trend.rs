//! The history of a hosted site: which runs it lists, a line for each suite, and where its level changed.

use oomscope_shared::change_point::change_points;
use oomscope_shared::site::{SiteIndex, SiteRun};
use oomscope_shared::ticks::byte_ticks;

use crate::facts::moment;
use crate::filter::contains;
use crate::words::locale;

/// A place on an axis, as a share of its length, with what stands there.
pub type Place = (f64, String);

/// A point of a line, in shares of the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Which run of the index.
    pub run: usize,
    /// From the left.
    pub x: f64,
    /// From the bottom.
    pub y: f64,
}

/// What a line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// The highest memory of any batch.
    Peak,
    /// What all tests left behind.
    Kept,
}

impl Figure {
    fn of(self, run: &SiteRun) -> Option<u64> {
        match self {
            Self::Peak => run.peak_bytes,
            Self::Kept => run.retained_bytes,
        }
    }
}

/// One figure of one suite.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Which suite.
    pub suite: usize,
    /// Which figure.
    pub figure: Figure,
    /// The runs in which it was measured.
    pub points: Vec<Point>,
}

/// A run at which the level of a figure changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// The first run of the new level.
    pub run: usize,
    /// The run of the same suite before it.
    pub before: usize,
    /// From the left, as a share.
    pub x: f64,
    /// Which figure.
    pub figure: Figure,
    /// By how much.
    pub change_bytes: i64,
}

/// The lines over the listed runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// The names of the suites, in the order in which they first ran.
    pub suites: Vec<String>,
    /// The lines, those of what is kept first, so that peaks lie over them.
    pub lines: Vec<Line>,
    /// Where a level changed, in the order of the runs.
    pub marks: Vec<Mark>,
    /// Figures at the left edge, from the bottom.
    pub y_ticks: Vec<Place>,
    /// Days below.
    pub x_ticks: Vec<Place>,
}

/// So many days stand below the drawing.
const DAYS: usize = 4;

/// The runs that contain all words of a filter in branch, label, commit, suite or file, the newest last.
pub fn listed(index: &SiteIndex, filter: &str) -> Vec<usize> {
    let words: Vec<&str> = filter.split_whitespace().collect();
    let accepted = |run: &SiteRun| {
        let parts = [
            run.branch.as_deref(),
            run.label.as_deref(),
            run.commit.as_deref(),
            Some(run.suite.as_str()),
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
    let run_of = |at: usize| &index.runs[at];
    let all = runs.iter().map(|run| run_of(*run));
    let top_bytes = all
        .flat_map(|run| [run.peak_bytes, run.retained_bytes])
        .flatten()
        .max()
        .unwrap_or(0);
    let ticks = byte_ticks(0.0, top_bytes as f64, 4, &locale());
    let top = ticks.last().map_or(1.0, |tick| tick.at);
    let mut suites: Vec<String> = Vec::new();
    for run in runs {
        let suite = &run_of(*run).suite;
        if !suites.contains(suite) {
            suites.push(suite.clone());
        }
    }
    let last = (runs.len().max(2) - 1) as f64;
    let mut lines = Vec::new();
    let mut marks = Vec::new();
    for figure in [Figure::Kept, Figure::Peak] {
        for (suite, name) in suites.iter().enumerate() {
            let own = runs.iter().enumerate();
            let own = own.filter(|(_, run)| run_of(**run).suite == *name);
            let measured: Vec<(usize, usize, u64)> = own
                .filter_map(|(place, run)| Some((place, *run, figure.of(run_of(*run))?)))
                .collect();
            let figures: Vec<u64> = measured.iter().map(|(_, _, figure)| *figure).collect();
            for change in change_points(&figures) {
                let ((place, run, _), (_, before, _)) =
                    (measured[change.at], measured[change.at - 1]);
                marks.push(Mark {
                    run,
                    before,
                    x: place as f64 / last,
                    figure,
                    change_bytes: change.after as i64 - change.before as i64,
                });
            }
            let points = measured.iter().map(|(place, run, figure)| Point {
                run: *run,
                x: *place as f64 / last,
                y: *figure as f64 / top,
            });
            lines.push(Line {
                suite,
                figure,
                points: points.collect(),
            });
        }
    }
    oomscope_quick::order::arrange(&mut marks, &|a, b| a.run.cmp(&b.run));
    let days = DAYS.min(runs.len());
    let x_ticks = (0..days).map(|day| {
        let place = day * (runs.len() - 1) / (days - 1).max(1);
        let day = moment(&run_of(runs[place]).started_at);
        let day = day.split(',').next().unwrap_or_default().to_owned();
        (place as f64 / last, day)
    });
    Trend {
        suites,
        lines,
        marks,
        x_ticks: x_ticks.collect(),
        y_ticks: ticks
            .into_iter()
            .map(|tick| (tick.at / top, tick.label))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(file: &str, branch: &str, peak: Option<u64>, kept: Option<u64>) -> SiteRun {
        SiteRun {
            file: file.to_owned(),
            label: None,
            suite: "shop: pytest".to_owned(),
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

    const MIB: u64 = 1 << 20;

    #[test]
    fn runs_are_listed_by_words_and_their_trend_reaches_the_edges() {
        let index = SiteIndex::new(vec![
            run("ccc", "fix", Some(50 * MIB), None),
            run("a", "main", Some(100 * MIB), Some(60 * MIB)),
            run("bb", "main", None, Some(0)),
        ]);
        let files: Vec<_> = index.runs.iter().map(|run| run.file.as_str()).collect();
        assert_eq!(files, ["a", "bb", "ccc"], "the oldest first");
        assert_eq!(listed(&index, " MAIN abc"), [0, 1]);
        assert!(listed(&index, "nowhere").is_empty());
        let trend = trend(&index, &listed(&index, ""));
        assert_eq!(trend.suites, ["shop: pytest"]);
        let [kept, peak] = &trend.lines[..] else {
            panic!("{:?}", trend.lines)
        };
        let places: Vec<_> = peak.points.iter().map(|p| (p.run, p.x, p.y)).collect();
        assert_eq!(places, [(0, 0.0, 1.0), (2, 1.0, 0.5)]);
        assert_eq!((kept.points[1].x, kept.points[1].y), (0.5, 0.0));
        assert_eq!(trend.y_ticks.first().map(|tick| tick.0), Some(0.0));
        assert_eq!(trend.y_ticks.last().map(|tick| tick.0), Some(1.0));
        let days: Vec<_> = trend.x_ticks.iter().map(|tick| tick.1.as_str()).collect();
        assert_eq!(days, ["1 Oct 2025", "2 Oct 2025", "3 Oct 2025"]);
        assert!(trend.marks.is_empty());
    }

    #[test]
    fn a_jump_is_marked_in_its_own_suite() {
        let mut runs = Vec::new();
        for number in 0..20_u64 {
            let mib = if number < 12 { 200 } else { 700 };
            let mut one = run("x", "main", Some(mib * MIB), None);
            one.started_at = format!("2025-10-{:02}T00:00:00Z", number + 1);
            runs.push(one.clone());
            // Another suite between them, which is as large as ever.
            one.suite = "shop: node".to_owned();
            one.file = "y".to_owned();
            one.peak_bytes = Some(900 * MIB);
            runs.push(one);
        }
        let index = SiteIndex::new(runs);
        let trend = trend(&index, &listed(&index, ""));
        assert_eq!((trend.suites.len(), trend.lines.len()), (2, 4));
        let [mark] = trend.marks[..] else {
            panic!("{:?}", trend.marks)
        };
        assert_eq!((mark.run, mark.before), (24, 22));
        assert_eq!(mark.change_bytes, 500 * MIB as i64);
    }
}
