//! Columns of numbers as they stand in the artifact: integers, each as its difference from the one before.
//!
//! A slowly changing series becomes a run of small numbers, which halves the text, gzips to almost
//! nothing and is quick to parse, and `itertools.accumulate`, `jq` or `pandas.Series.cumsum` undo it.

use oomscope_quick::figures::figures;
use oomscope_quick::samples::sums;
use oomscope_quick::search::first_of;

/// Times and values of samples, in columns of equal length, times in ascending order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// Milliseconds.
    pub time_ms: Vec<u32>,
    /// KiB.
    pub value: Vec<u32>,
}

/// Differences of neighbours; the first value stands as it is.
pub fn to_deltas(values: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let mut last = 0_i64;
    values
        .into_iter()
        .map(|value| {
            let delta = value.wrapping_sub(last);
            last = value;
            delta
        })
        .collect()
}

/// Running sums: the inverse of [`to_deltas`].
pub fn from_deltas(deltas: &[i64]) -> impl Iterator<Item = i64> + '_ {
    deltas.iter().scan(0_i64, |sum, delta| {
        *sum = sum.wrapping_add(*delta);
        Some(*sum)
    })
}

/// The long columns of a timeline in the order in which they stand in an artifact.
const LONG: [&[u8]; 2] = [b"\"time_ms_deltas\":[", b"\"rss_kib_deltas\":["];
/// The columns of figures that every test has, in the order in which they stand in an artifact, which is that of
/// [`Tests::figures_mut`](crate::artifact::Tests::figures_mut).
const FIGURES: [&[u8]; 15] = [
    b"\"start_us\":[",
    b"\"duration_us\":[",
    b"\"peak_kib\":[",
    b"\"rss_before_kib\":[",
    b"\"rss_after_kib\":[",
    b"\"retained_kib\":[",
    // Those of set-up, call and teardown.
    b"\"duration_us\":[",
    b"\"peak_kib\":[",
    b"\"rss_after_kib\":[",
    b"\"duration_us\":[",
    b"\"peak_kib\":[",
    b"\"rss_after_kib\":[",
    b"\"duration_us\":[",
    b"\"peak_kib\":[",
    b"\"rss_after_kib\":[",
];

/// A document whose long columns were taken out.
#[derive(Debug, Default)]
pub struct Lifted {
    /// The document, with empty lists where the columns stood.
    pub rest: Vec<u8>,
    /// The timelines, in the order of the document, with their sums.
    pub columns: Vec<Columns>,
    /// The figures of the tests, a column after the other.
    pub figures: Vec<Figures>,
}

/// What was measured of each test; nothing where it was not.
pub type Figures = Vec<Option<u64>>;

/// Takes the long columns and the figures of the tests out of the text of an artifact, because a loop that knows it
/// reads nothing but integers is several times as quick as a parser of any JSON. `None` where the text is not what the
/// runner writes (spaces, other numbers, columns in another order): then the parser decides.
///
/// The differences are summed up as they are read, as [`crate::pyramid::summed`] does it: kept by themselves
/// they would need twice the memory of the sums, which the browser has to make room for first.
///
/// A key of these bytes cannot stand inside of a string, where its quotes would be escaped.
pub fn lift(document: &[u8]) -> Option<Lifted> {
    let mut lifted = Lifted::default();
    let (mut at, mut copied) = (0, 0);
    let mut times: Option<Vec<u32>> = None;
    loop {
        let long = LONG[usize::from(times.is_some())];
        // Behind the last of them there is none to look for.
        let figure = *FIGURES.get(lifted.figures.len()).unwrap_or(&long);
        let wanted = [long, figure];
        let Some((found, which)) = first_of(&document[at..], &wanted) else {
            break;
        };
        if document[..at + found].ends_with(b"\\") {
            return None;
        }
        let start = at + found + wanted[which].len();
        lifted.rest.extend_from_slice(&document[copied..start]);
        let text = &document[start..];
        let length = if which == 1 {
            let expected = lifted.figures.last().map_or(0, Vec::len);
            let (column, length) = figures(text, expected)?;
            lifted.figures.push(column);
            length
        } else {
            // A clock that steps back, which no runner writes, must not upset a binary search.
            let (column, length) = sums(text, times.is_none())?;
            match times.take() {
                None => times = Some(column),
                Some(time_ms) if time_ms.len() == column.len() => lifted.columns.push(Columns {
                    time_ms,
                    value: column,
                }),
                Some(_) => return None,
            }
            length
        };
        at = start + length;
        copied = at;
    }
    lifted.rest.extend_from_slice(&document[copied..]);
    let is_whole = times.is_none() && [0, FIGURES.len()].contains(&lifted.figures.len());
    is_whole.then_some(lifted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pyramid::summed;
    use crate::timeline::Timeline;
    use proptest::prelude::*;

    fn text(timelines: &[Timeline]) -> Vec<u8> {
        serde_json::to_vec(&("x \"time_ms_deltas\":[7]", timelines)).unwrap()
    }

    #[test]
    fn what_the_runner_would_not_write_is_left_to_the_parser() {
        for odd in [
            "1.5",
            "1, 2",
            "01",
            "--1",
            "-",
            "1,",
            ",1",
            "null",
            "1e3",
            "9999999999999999999",
        ] {
            let text = format!("{{\"time_ms_deltas\":[{odd}],\"rss_kib_deltas\":[]}}");
            assert!(lift(text.as_bytes()).is_none(), "{odd}");
        }
        assert!(
            lift(b"{\"time_ms_deltas\":[1]}").is_none(),
            "its neighbour is missing"
        );
        assert!(
            lift(b"{\"time_ms_deltas\":[1],\"rss_kib_deltas\":[]}").is_none(),
            "columns of unequal length"
        );
        assert!(lift(b"{\"time_ms_deltas\":[1,2").is_none(), "cut off");
        assert!(lift(b"{\"x\\\"time_ms_deltas\":[1],\"rss_kib_deltas\":[1]}").is_none());
        assert_eq!(lift(b"{}").unwrap().rest, b"{}");
        let text = br#"{"start_us":[1],"duration_us":[2]}"#;
        assert!(lift(text).is_none(), "the other figures are missing");
    }

    #[test]
    fn lifted_figures_are_those_of_the_tests() {
        let mut artifact = crate::testing::story_before().done();
        let bytes = crate::load::write_artifact(&artifact).unwrap();
        let mut lifted = lift(&bytes).unwrap();
        let figures: Vec<_> = artifact
            .tests
            .figures_mut()
            .map(|column| column.clone())
            .collect();
        assert!(figures.iter().flatten().any(Option::is_some));
        assert_eq!(lifted.figures, figures);
        let read = crate::load::parse_lifted(&lifted.rest, &mut lifted.figures).unwrap();
        assert_eq!(read.tests, artifact.tests);
        assert!(
            lifted.figures.iter().all(Vec::is_empty),
            "nothing of them is left in the text"
        );
    }

    proptest! {
        #[test]
        fn deltas_and_sums_are_inverse(values: Vec<i64>) {
            let deltas = to_deltas(values.iter().copied());
            prop_assert_eq!(from_deltas(&deltas).collect::<Vec<_>>(), values);
        }

        /// What is lifted out is what the parser reads and sums up.
        #[test]
        fn lifted_columns_are_the_sums_of_the_parser(
            columns in prop::collection::vec(
                prop::collection::vec(
                    prop_oneof![-5_000_i64..5_000, -(10_i64.pow(17))..10_i64.pow(17)], 0..20), 0..6),
        ) {
            let timelines: Vec<_> = columns
                .chunks_exact(2)
                .map(|c| {
                    let length = c[0].len().min(c[1].len());
                    Timeline {
                        time_ms_deltas: c[0][..length].to_vec(),
                        rss_kib_deltas: c[1][..length].to_vec(),
                    }
                })
                .collect();
            let lifted = lift(&text(&timelines)).unwrap();
            prop_assert_eq!(&lifted.rest, &text(&vec![Timeline::default(); timelines.len()]));
            let expected: Vec<_> = timelines.iter().map(summed).collect();
            prop_assert_eq!(lifted.columns, expected);
        }
    }
}
