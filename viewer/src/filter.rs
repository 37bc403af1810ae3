//! The filter box over the tests: words that an id must contain, and conditions such as `kept:>5MiB` or
//! `finding:1`. `not` or a minus before one turns it round, and what stands in quotes is one word.

use oomscope_quick::order::arrange;
use oomscope_quick::search;
use oomscope_shared::artifact::TestRow;
use oomscope_shared::finding::Finding;
use oomscope_shared::message::messages;
use oomscope_shared::units::{parse_duration_ms, parse_size};
use oomscope_shared::{Artifact, Message, Outcome};

/// A filter; a test must meet all of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq)]
struct Term {
    /// Whether a test must not meet it.
    is_not: bool,
    what: What,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    Contains(String),
    Outcome(Outcome),
    Bad,
    Batch(u32),
    /// The culprits of a finding, sorted.
    Finding(Vec<u32>),
    Kept(Bound),
    Peak(Bound),
    /// Microseconds.
    Time(Bound),
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Bound {
    relation: Relation,
    value: u64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Relation {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

impl Filter {
    /// Reads what was typed over the tests of a run; without one, findings are not looked up.
    ///
    /// # Errors
    /// A sentence about the first condition that was not understood.
    pub fn parse(text: &str, run: Option<&Artifact>) -> Result<Self, Message> {
        let mut terms = Vec::new();
        let mut is_not = false;
        for word in words(text) {
            if !word.is_quoted && word.text == "not" {
                is_not = true;
                continue;
            }
            let bare = word.text.strip_prefix('-').filter(|bare| !bare.is_empty());
            let (is_minus, text) = match bare {
                Some(bare) if !word.is_quoted => (true, bare),
                _ => (false, &*word.text),
            };
            let what = if word.is_quoted {
                What::Contains(text.to_owned())
            } else {
                what(text, run)?
            };
            terms.push(Term {
                is_not: is_not != is_minus,
                what,
            });
            is_not = false;
        }
        Ok(Self { terms })
    }

    /// Whether a test meets the filter.
    pub fn accepts(&self, row: &TestRow<'_>) -> bool {
        self.terms.iter().all(|term| {
            let is_met = match &term.what {
                What::Contains(word) => contains(row.id, word),
                What::Outcome(outcome) => row.outcome == *outcome,
                What::Bad => row.outcome.is_bad(),
                What::Batch(batch) => row.batch == Some(*batch),
                What::Finding(tests) => tests.binary_search(&row.index).is_ok(),
                What::Kept(bound) => bound.holds(row.retained_bytes),
                What::Peak(bound) => bound.holds(row.peak_bytes),
                What::Time(bound) => bound.holds(row.duration_us),
            };
            is_met != term.is_not
        })
    }

    /// Whether an id contains all words, and none that it must not; conditions are not looked at.
    pub fn accepts_id(&self, id: &str) -> bool {
        self.terms.iter().all(|term| match &term.what {
            What::Contains(word) => contains(id, word) != term.is_not,
            _ => true,
        })
    }

    /// Whether everything is let through.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// A word of a filter.
struct Word {
    text: String,
    /// It stood in quotes, so that it is what it is.
    is_quoted: bool,
}

/// The words of a filter; what stands in quotes is one.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for (at, part) in text.split('"').enumerate() {
        let is_quoted = at % 2 == 1;
        if is_quoted && !part.is_empty() {
            let text = part.to_owned();
            words.push(Word { text, is_quoted });
        } else if !is_quoted {
            words.extend(part.split_whitespace().map(|word| Word {
                text: word.to_owned(),
                is_quoted,
            }));
        }
    }
    words
}

/// The tests that a finding names, in their order.
pub fn culprits(artifact: &Artifact, finding: &Finding) -> Vec<u32> {
    let mut ids: Vec<(u64, &str)> = (finding.culprits.iter())
        .map(|id| (tail(id), id.as_str()))
        .collect();
    arrange(&mut ids, &|a, b| a.cmp(b));
    let tests = (0_u32..).zip(&artifact.tests.id);
    let named = tests.filter(|(_, id)| ids.binary_search(&(tail(id), id.as_str())).is_ok());
    named.map(|(test, _)| test).collect()
}

/// The end of an id as a number. Ids begin alike, so that texts of 100,000 tests would be compared nearly to their ends.
fn tail(id: &str) -> u64 {
    let end = id.as_bytes().iter().rev().take(8);
    end.fold(0, |tail, byte| tail << 8 | u64::from(*byte))
}

/// Whether a text contains a word. Letters of ASCII match in either case: what is searched is nearly always
/// ASCII, a table of 100,000 ids is searched at every key, and the cases of all other letters would be a table.
pub fn contains(id: &str, word: &str) -> bool {
    search::contains(id.as_bytes(), word.as_bytes())
}

impl Bound {
    /// What was not measured meets no condition.
    fn holds(self, value: Option<u64>) -> bool {
        value.is_some_and(|value| match self.relation {
            Relation::Less => value < self.value,
            Relation::AtMost => value <= self.value,
            Relation::Equal => value == self.value,
            Relation::AtLeast => value >= self.value,
            Relation::More => value > self.value,
        })
    }
}

fn what(word: &str, run: Option<&Artifact>) -> Result<What, Message> {
    // A node id has `::` in it, which is no condition.
    let Some((key, value)) = word.split_once(':').filter(|(_, v)| !v.starts_with(':')) else {
        return Ok(What::Contains(word.to_owned()));
    };
    let size = |text: &str| match text.trim_start_matches(['B', 'b']) {
        // Zero is no size that one could ask for elsewhere, yet `kept:>0` is a fair question.
        "0" => Ok(0),
        _ => parse_size(text).map_err(|_| messages::PageFilterNoSize { value: text }.into()),
    };
    match key {
        "outcome" => outcome(value),
        "batch" => {
            let number = value
                .parse()
                .map_err(|_| messages::PageFilterNoBatch { value })?;
            Ok(What::Batch(number))
        }
        "finding" => {
            let Some(run) = run else {
                return Ok(What::Finding(Vec::new()));
            };
            let place = value
                .parse()
                .ok()
                .and_then(|number: usize| number.checked_sub(1));
            let finding = place.and_then(|place| run.findings.get(place));
            match finding {
                Some(finding) => Ok(What::Finding(culprits(run, finding))),
                None => Err(messages::PageFilterNoFinding { value }.into()),
            }
        }
        "kept" | "retained" => bound(value, size).map(What::Kept),
        "peak" => bound(value, size).map(What::Peak),
        "time" => {
            let duration = |text: &str| {
                let ms = parse_duration_ms(text)
                    .map_err(|_| messages::PageFilterNoDuration { value: text })?;
                Ok(ms.saturating_mul(1000))
            };
            bound(value, duration).map(What::Time)
        }
        _ => Ok(What::Contains(word.to_owned())),
    }
}

fn outcome(value: &str) -> Result<What, Message> {
    match value {
        "bad" => return Ok(What::Bad),
        "victim" => return Ok(What::Outcome(Outcome::Died)),
        _ => {}
    }
    let found = Outcome::ALL.into_iter().find(|o| o.name() == value);
    found.map(What::Outcome).ok_or_else(|| {
        let names: Vec<_> = Outcome::ALL.iter().map(|o| o.name()).collect();
        let outcomes = names.join(", ");
        messages::PageFilterNoOutcome { value, outcomes }.into()
    })
}

fn bound(value: &str, read: impl Fn(&str) -> Result<u64, Message>) -> Result<Bound, Message> {
    let relations = [
        (">=", Relation::AtLeast),
        ("<=", Relation::AtMost),
        (">", Relation::More),
        ("<", Relation::Less),
        ("=", Relation::Equal),
    ];
    for (sign, relation) in relations {
        if let Some(rest) = value.strip_prefix(sign) {
            return Ok(Bound {
                relation,
                value: read(rest)?,
            });
        }
    }
    Ok(Bound {
        relation: Relation::AtLeast,
        value: read(value)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str) -> TestRow<'_> {
        TestRow {
            index: 0,
            id,
            outcome: Outcome::Failed,
            batch: Some(2),
            start_us: None,
            duration_us: Some(2_500_000),
            peak_bytes: Some(100 << 20),
            rss_before_bytes: None,
            rss_after_bytes: None,
            retained_bytes: None,
        }
    }

    fn accepts(text: &str) -> bool {
        Filter::parse(text, None)
            .unwrap()
            .accepts(&row("tests/test_Fees.py::test_tier[Größe]"))
    }

    #[test]
    fn words_are_looked_for_in_the_id() {
        assert!(accepts("") && accepts("fees TIER") && accepts("test_fees.py::test_tier"));
        assert!(accepts("größe") && !accepts("fees quotes"));
        let ascii = Filter::parse("FEES", None).unwrap();
        assert!(ascii.accepts(&row("test_fees.py")) && !ascii.accepts(&row("fee")));
    }

    #[test]
    fn conditions_are_about_the_figures() {
        assert!(accepts("outcome:failed batch:2 peak:>=100MiB time:>2s"));
        assert!(!accepts("outcome:passed") && !accepts("batch:1") && !accepts("peak:>100MiB"));
        assert!(accepts("peak:100MiB") && accepts("peak:=100M") && accepts("peak:<101M"));
        assert!(accepts("outcome:bad") && !accepts("outcome:victim"));
        assert!(
            !accepts("kept:>0") && !accepts("kept:<1G"),
            "what is unknown meets nothing"
        );
    }

    #[test]
    fn words_are_turned_round_and_quoted() {
        assert!(accepts("not quotes") && !accepts("not fees") && !accepts("-tier"));
        assert!(accepts("fees -quotes not outcome:passed") && !accepts("not outcome:failed"));
        assert!(
            accepts("not -fees") && !accepts("-"),
            "a minus alone is a word"
        );
        let spaced = row("test_a.py::test_b[too short]");
        let accepts = |text: &str| Filter::parse(text, None).unwrap().accepts(&spaced);
        assert!(
            accepts("\"too short\"") && !accepts("\"short too\"") && !accepts("not \"too short\"")
        );
        assert!(accepts("\"too sh") && accepts("\"\"") && !accepts("\"outcome:failed\""));
        let by_name = Filter::parse("not fees outcome:passed", None).unwrap();
        assert!(by_name.accepts_id("test_quotes") && !by_name.accepts_id("test_fees"));
    }

    #[test]
    fn a_finding_stands_for_its_culprits() {
        use oomscope_shared::testing::{finding, story_before};
        let run = story_before().with(|run| {
            let mut one = finding();
            one.culprits = vec![run.tests.id[7].clone(), run.tests.id[2].clone()];
            run.findings = vec![one];
        });
        let run = run.done();
        let shown = |text: &str| -> Vec<u32> {
            let filter = Filter::parse(text, Some(&run)).unwrap();
            let rows = run.tests.rows().filter(|row| filter.accepts(row));
            rows.map(|row| row.index).collect()
        };
        assert_eq!(shown("finding:1"), [2, 7]);
        assert_eq!(shown("not finding:1").len(), run.tests.len() - 2);
        for wrong in ["finding:2", "finding:0", "finding:x"] {
            assert!(Filter::parse(wrong, Some(&run)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let error = |text: &str| Filter::parse(text, None).unwrap_err().english();
        assert!(error("outcome:good").contains("known are passed, failed"));
        assert!(error("peak:>many").contains("is not a size"));
        assert!(error("batch:x").contains("batch number"));
        assert!(error("time:>soon").contains("is not a duration"));
    }
}
