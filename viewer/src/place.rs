//! What of the page's state the address bar holds: which view, which part of the time line, which filter.
//! Runs go by their position among the open ones, so that the same files give the same view again.

use oomscope_quick::decimal::decimal;

use crate::address::{decode, encode};

/// A view, as the address names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// Before and after, by position from 1; several where a side has repeats.
    Compare(Vec<usize>, Vec<usize>),
    /// One run, by position from 1.
    Run(usize),
    /// A test of a run, by its id.
    Test(usize, String),
    /// A batch of a run, by its number.
    Batch(usize, u32),
    /// What the page does with files, and what not.
    Privacy,
}

/// How the runs of a comparison are aligned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    /// By the time since each began.
    #[default]
    Clock,
    /// The n-th batch beside the n-th batch.
    Batch,
    /// Each test beside itself.
    Test,
}

impl By {
    /// The name in the address; none for what goes without saying.
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Clock => None,
            Self::Batch => Some("batch"),
            Self::Test => Some("test"),
        }
    }
}

/// Everything that the address holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ViewState {
    /// The view.
    pub spot: Spot,
    /// The part of the axis that is shown, if not the whole.
    pub range: Option<(f64, f64)>,
    /// How two runs are aligned.
    pub by: By,
    /// The filter over the tests.
    pub filter: String,
}

impl ViewState {
    /// As the fragment of an address, without its `#`.
    pub fn print(&self) -> String {
        let mut text = match &self.spot {
            Spot::Compare(before, after) => {
                let side = |runs: &[usize]| {
                    let numbers: Vec<_> = runs.iter().map(usize::to_string).collect();
                    numbers.join("+")
                };
                format!("compare={},{}", side(before), side(after))
            }
            Spot::Run(run) => format!("run={run}"),
            Spot::Test(run, id) => format!("run={run}&test={}", encode(id)),
            Spot::Batch(run, batch) => format!("run={run}&batch={batch}"),
            Spot::Privacy => "privacy".to_owned(),
        };
        if let Some(by) = self.by.name() {
            text += &format!("&by={by}");
        }
        if let Some((from, to)) = self.range {
            text += &format!("&from={from:.1}&to={to:.1}");
        }
        if !self.filter.is_empty() {
            text += &format!("&filter={}", encode(&self.filter));
        }
        text
    }

    /// Reads a fragment; `None` where it names no view.
    pub fn parse(fragment: &str) -> Option<Self> {
        let fragment = fragment.trim_start_matches('#');
        let value = |wanted: &str| {
            let pairs = fragment.split('&').filter_map(|pair| pair.split_once('='));
            pairs
                .into_iter()
                .find(|(key, _)| *key == wanted)
                .map(|(_, value)| value)
        };
        let number = |text: &str| text.parse::<usize>().ok().filter(|number| *number > 0);
        let spot = if fragment == "privacy" {
            Spot::Privacy
        } else if let Some(pair) = value("compare") {
            let (before, after) = pair.split_once(',')?;
            let side = |text: &str| text.split('+').map(number).collect::<Option<Vec<_>>>();
            Spot::Compare(side(before)?, side(after)?)
        } else {
            let run = number(value("run")?)?;
            match (value("test"), value("batch")) {
                (Some(id), _) => Spot::Test(run, decode(id)),
                (None, Some(batch)) => Spot::Batch(run, batch.parse().ok()?),
                (None, None) => Spot::Run(run),
            }
        };
        let instant = |key: &str| {
            let text = value(key)?;
            let size = decimal(text.trim_start_matches('-')).filter(|at| at.is_finite())?;
            Some(if text.starts_with('-') { -size } else { size })
        };
        Some(Self {
            spot,
            range: instant("from")
                .zip(instant("to"))
                .filter(|(from, to)| from < to),
            by: [By::Batch, By::Test]
                .into_iter()
                .find(|by| by.name() == value("by"))
                .unwrap_or_default(),
            filter: value("filter").map(decode).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_place_is_none() {
        for text in [
            "",
            "#",
            "#run=0",
            "#run=x",
            "#compare=1",
            "#compare=1+,2",
            "#test=a",
            "#run=-1",
            "#run=1&batch=x",
        ] {
            assert_eq!(ViewState::parse(text), None, "{text}");
        }
        let place = ViewState::parse("#run=1&from=5&to=2").unwrap();
        assert_eq!((place.spot, place.range), (Spot::Run(1), None));
    }

    fn side() -> impl Strategy<Value = Vec<usize>> {
        prop::collection::vec(1_usize..9, 1..4)
    }

    fn by() -> impl Strategy<Value = By> {
        prop_oneof![Just(By::Clock), Just(By::Batch), Just(By::Test)]
    }

    fn spot() -> impl Strategy<Value = Spot> {
        prop_oneof![
            (side(), side()).prop_map(|(one, other)| Spot::Compare(one, other)),
            (1_usize..9).prop_map(Spot::Run),
            (1_usize..9, ".{1,30}").prop_map(|(run, id)| Spot::Test(run, id)),
            (1_usize..9, 0_u32..99).prop_map(|(run, batch)| Spot::Batch(run, batch)),
            Just(Spot::Privacy),
        ]
    }

    proptest! {
        #[test]
        fn a_printed_place_reads_the_same(
            spot in spot(),
            range in prop::option::of((0_u32..1_000, 1_u32..1_000)),
            by in by(),
            filter in ".{0,20}",
        ) {
            let range = range.map(|(from, length)| (f64::from(from), f64::from(from + length)));
            let place = match spot {
                // It stands for itself.
                Spot::Privacy => ViewState { spot, range: None, by: By::Clock, filter: String::new() },
                spot => ViewState { spot, range, by, filter },
            };
            prop_assert_eq!(ViewState::parse(&format!("#{}", place.print())), Some(place));
        }
    }
}
