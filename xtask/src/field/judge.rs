//! Judges what was said about one case by its truth. Pure.

use std::collections::BTreeSet;

use super::pattern::{Pattern, stands_in};
use super::truth::{Holder, Truth};
use crate::corpus::score::{Accusation, Answer};
use crate::corpus::truth::Kind;

/// How right an answer is.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Whether anything that is at fault was named; of a case that is no leak, whether nobody was.
    pub found: bool,
    /// How many of those named are at fault.
    pub right: usize,
    /// How many were named.
    pub named: usize,
    /// How many are at fault.
    pub culprits: usize,
    /// Those named who are innocent.
    pub accused: Vec<String>,
    /// The holder that was said.
    pub holder: Option<String>,
    /// Whether it is the true one; `None` where the truth does not say, or nothing was found.
    pub holder_right: Option<bool>,
    /// The cause that was said.
    pub cause: Option<String>,
}

impl Verdict {
    /// Whether the case counts as failed.
    pub fn is_failure(&self) -> bool {
        !self.found || !self.accused.is_empty()
    }

    /// Whether there is anything that its reader may want to compare with the truth.
    pub fn is_flawed(&self) -> bool {
        self.is_failure()
            || self.right < self.named
            || self.right < self.culprits
            || self.holder_right == Some(false)
    }
}

/// Judges one answer.
pub fn judge(truth: &Truth, answer: &Answer) -> Verdict {
    let leaks: Vec<&Accusation> = (answer.accusations.iter())
        .filter(|accusation| accusation.kind == Kind::Leak)
        .collect();
    let named = all_named(leaks.iter().copied());
    if truth.no_leak {
        return Verdict {
            found: leaks.is_empty(),
            named: named.len(),
            accused: named.iter().map(|id| (*id).to_owned()).collect(),
            holder: leaks.iter().find_map(|leak| leak.holder.clone()),
            cause: leaks.iter().find_map(|leak| leak.cause.clone()),
            ..Verdict::default()
        };
    }
    let culprits = names(&truth.culprits, &answer.tests);
    let innocents = names(&truth.innocents, &answer.tests);
    let is_culprit = |id: &str| any_stands_in(&culprits, id);
    let hits = |leak: &Accusation| leak.culprits.iter().filter(|id| is_culprit(id)).count();
    // The finding that names most of the culprits is the one that tells of this fault.
    let best = (leaks.iter())
        .filter(|leak| hits(leak) > 0)
        .max_by_key(|leak| hits(leak));
    let holder = best.and_then(|leak| leak.holder.clone());
    Verdict {
        found: best.is_some(),
        right: named.iter().filter(|id| is_culprit(id)).count(),
        named: named.len(),
        culprits: count(&culprits, &answer.tests),
        // A hog that is none is an accusation, too.
        accused: all_named(&answer.accusations)
            .into_iter()
            .filter(|id| !is_culprit(id) && any_stands_in(&innocents, id))
            .map(str::to_owned)
            .collect(),
        // Of what was not found nothing is held against the holder as well.
        holder_right: best.and_then(|_| match &truth.holder {
            Holder::Unsaid => None,
            Holder::Nameless => Some(leaks.iter().all(|leak| leak.holder.is_none())),
            Holder::Names(names) => Some(names.iter().any(|name| {
                let name = last_two_segments(name);
                holder.as_deref().is_some_and(|said| stands_in(name, said))
            })),
        }),
        holder,
        cause: best.and_then(|leak| leak.cause.clone()),
    }
}

fn all_named<'a>(accusations: impl IntoIterator<Item = &'a Accusation>) -> BTreeSet<&'a str> {
    accusations
        .into_iter()
        .flat_map(|accusation| &accusation.culprits)
        .map(String::as_str)
        .collect()
}

fn names(patterns: &[Pattern], tests: &[String]) -> Vec<String> {
    (patterns.iter())
        .flat_map(|pattern| pattern.names(tests))
        .collect()
}

fn any_stands_in(names: &[String], id: &str) -> bool {
    names.iter().any(|name| stands_in(name, id))
}

/// A name in full is one culprit, be it a test or a class; one with `*` is all the tests that it fits.
fn count(names: &[String], tests: &[String]) -> usize {
    let fitting = |name: &String| tests.iter().filter(|id| stands_in(name, id)).count();
    names
        .iter()
        .map(|name| if name.contains('*') { fitting(name) } else { 1 })
        .sum()
}

/// The class or module and what it holds. Whatever is inside of the holder begins with these, and so
/// does the holder as it is reached from elsewhere.
fn last_two_segments(name: &str) -> &str {
    let second = name.rmatch_indices('.').nth(1);
    second.map_or(name, |(dot, _)| &name[dot + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth(culprits: &str, innocents: &str, holder: Holder) -> Truth {
        Truth {
            command: Vec::new(),
            culprits: Pattern::all_in(culprits),
            innocents: Pattern::all_in(innocents),
            holder,
            no_leak: culprits.is_empty(),
            words: Vec::new(),
        }
    }

    fn named(name: &str) -> Holder {
        Holder::Names(vec![name.to_owned()])
    }

    fn answer(kind: Kind, culprits: &[&str], holder: Option<&str>) -> Answer {
        let tests =
            (0..4).flat_map(|n| [format!("t.py::test_a[{n}]"), format!("t.py::test_b[{n}]")]);
        Answer {
            endings: None,
            tests: tests.collect(),
            accusations: vec![Accusation {
                kind,
                culprits: culprits.iter().map(|id| (*id).to_owned()).collect(),
                cause: Some("cache".to_owned()),
                holder: holder.map(str::to_owned),
                lines: Vec::new(),
            }],
        }
    }

    #[test]
    fn what_is_right_is_counted() {
        let truth = truth("test_a[0..3]", "test_b[*]", named("lib.cache.STORE"));
        let said = answer(
            Kind::Leak,
            &["t.py::test_a[0]", "t.py::test_a[3]"],
            Some("lib.cache.STORE['x']"),
        );
        let verdict = judge(&truth, &said);
        assert!(verdict.found && !verdict.is_failure() && verdict.is_flawed());
        assert_eq!((verdict.right, verdict.named, verdict.culprits), (2, 2, 4));
        assert_eq!(verdict.holder_right, Some(true));
        assert_eq!(verdict.cause.as_deref(), Some("cache"));
    }

    #[test]
    fn an_innocent_is_never_to_be_named() {
        let truth = truth("test_a[*]", "test_b[*]", Holder::Unsaid);
        let all: Vec<String> = answer(Kind::Leak, &[], None).tests;
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let leak = judge(&truth, &answer(Kind::Leak, &all, None));
        assert!(leak.found && leak.is_failure());
        assert_eq!((leak.accused.len(), leak.culprits), (4, 4));
        let hog = judge(&truth, &answer(Kind::Hog, &["t.py::test_b[0]"], None));
        assert_eq!((hog.found, hog.named, hog.accused.len()), (false, 0, 1));
    }

    #[test]
    fn of_what_is_no_leak_nobody_may_be_said_to_leak() {
        let truth = truth("", "", Holder::Unsaid);
        assert!(!judge(&truth, &answer(Kind::Hog, &["t.py::test_a[0]"], None)).is_failure());
        let leak = judge(&truth, &answer(Kind::Leak, &["t.py::test_a[0]"], None));
        assert!(leak.is_failure());
        assert_eq!(leak.accused, ["t.py::test_a[0]"]);
        // A finding that names no test is an accusation all the same.
        assert!(judge(&truth, &answer(Kind::Leak, &[], None)).is_failure());
    }

    #[test]
    fn a_class_is_one_culprit() {
        let truth = truth("the classes TestA, TestB", "Test*Units", Holder::Unsaid);
        let said = answer(
            Kind::Leak,
            &["tests.t.TestA.test_x", "tests.t.TestBUnits.test_x"],
            None,
        );
        let verdict = judge(&truth, &said);
        assert_eq!((verdict.right, verdict.named, verdict.culprits), (1, 2, 2));
        assert_eq!(verdict.accused, ["tests.t.TestBUnits.test_x"]);
    }

    #[test]
    fn holders_are_right_by_their_last_two_segments() {
        let right = |holder: Holder, said: Option<&str>| {
            let truth = truth("test_a[*]", "", holder);
            judge(&truth, &answer(Kind::Leak, &["t.py::test_a[0]"], said)).holder_right
        };
        assert_eq!(right(Holder::Unsaid, Some("a.b")), None);
        let unfound = judge(
            &truth("test_a[*]", "", Holder::Nameless),
            &answer(Kind::Leak, &["t.py::test_b[0]"], None),
        );
        assert!(!unfound.found && unfound.holder_right.is_none());
        assert_eq!(right(Holder::Nameless, None), Some(true));
        assert_eq!(right(Holder::Nameless, Some("a.b")), Some(false));
        for said in ["lib.Gcf.figs", "lib.Gcf.figs[3]", "other.Gcf.figs.x"] {
            assert_eq!(
                right(named("lib.Gcf.figs"), Some(said)),
                Some(true),
                "{said}"
            );
        }
        for said in [Some("lib.Gcf.figures"), Some("lib.figs"), None] {
            assert_eq!(right(named("lib.Gcf.figs"), said), Some(false));
        }
        assert_eq!(
            right(
                named("tests.test_*.Test*.index"),
                Some("test_wind.TestWind.index")
            ),
            Some(true)
        );
    }
}
