//! The filter box over the tests: words that an id must contain, and conditions such as `kept:>5MiB`.

use oomscope_shared::artifact::TestRow;
use oomscope_shared::message::messages;
use oomscope_shared::units::{parse_duration_ms, parse_size};
use oomscope_shared::{Message, Outcome};

/// A filter; a test must meet all of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq)]
enum Term {
    Contains(String),
    Outcome(Outcome),
    Bad,
    Batch(u32),
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
    /// Reads what was typed.
    ///
    /// # Errors
    /// A sentence about the first condition that was not understood.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let terms = text
            .split_whitespace()
            .map(term)
            .collect::<Result<_, _>>()?;
        Ok(Self { terms })
    }

    /// Whether a test meets the filter.
    pub fn accepts(&self, row: &TestRow<'_>) -> bool {
        self.terms.iter().all(|term| match term {
            Term::Contains(word) => contains(row.id, word),
            Term::Outcome(outcome) => row.outcome == *outcome,
            Term::Bad => row.outcome.is_bad(),
            Term::Batch(batch) => row.batch == Some(*batch),
            Term::Kept(bound) => bound.holds(row.retained_bytes),
            Term::Peak(bound) => bound.holds(row.peak_bytes),
            Term::Time(bound) => bound.holds(row.duration_us),
        })
    }

    /// Whether an id contains all words; conditions are not looked at.
    pub fn accepts_id(&self, id: &str) -> bool {
        self.terms.iter().all(|term| match term {
            Term::Contains(word) => contains(id, word),
            _ => true,
        })
    }

    /// Whether everything is let through.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// Whether a text contains a word. Letters of ASCII match in either case: what is searched is nearly always
/// ASCII, a table of 100,000 ids is searched at every key, and the cases of all other letters would be a table.
pub fn contains(id: &str, word: &str) -> bool {
    let (id, word) = (id.as_bytes(), word.as_bytes());
    word.is_empty()
        || id
            .windows(word.len())
            .any(|part| part.eq_ignore_ascii_case(word))
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

fn term(word: &str) -> Result<Term, Message> {
    // A node id has `::` in it, which is no condition.
    let Some((key, value)) = word.split_once(':').filter(|(_, v)| !v.starts_with(':')) else {
        return Ok(Term::Contains(word.to_owned()));
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
            Ok(Term::Batch(number))
        }
        "kept" | "retained" => bound(value, size).map(Term::Kept),
        "peak" => bound(value, size).map(Term::Peak),
        "time" => {
            let duration = |text: &str| {
                let ms = parse_duration_ms(text)
                    .map_err(|_| messages::PageFilterNoDuration { value: text })?;
                Ok(ms.saturating_mul(1000))
            };
            bound(value, duration).map(Term::Time)
        }
        _ => Ok(Term::Contains(word.to_owned())),
    }
}

fn outcome(value: &str) -> Result<Term, Message> {
    match value {
        "bad" => return Ok(Term::Bad),
        "victim" => return Ok(Term::Outcome(Outcome::Died)),
        _ => {}
    }
    let found = Outcome::ALL.into_iter().find(|o| o.name() == value);
    found.map(Term::Outcome).ok_or_else(|| {
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
        Filter::parse(text)
            .unwrap()
            .accepts(&row("tests/test_Fees.py::test_tier[Größe]"))
    }

    #[test]
    fn words_are_looked_for_in_the_id() {
        assert!(accepts("") && accepts("fees TIER") && accepts("test_fees.py::test_tier"));
        assert!(accepts("größe") && !accepts("fees quotes"));
        let ascii = Filter::parse("FEES").unwrap();
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
    fn what_is_not_understood_is_said() {
        let error = |text: &str| Filter::parse(text).unwrap_err().english();
        assert!(error("outcome:good").contains("known are passed, failed"));
        assert!(error("peak:>many").contains("is not a size"));
        assert!(error("batch:x").contains("batch number"));
        assert!(error("time:>soon").contains("is not a duration"));
    }
}
