//! Scores what a tool said about one suite against the truth. Pure.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::truth::{Kind, MEMORY, Problem, Truth};

/// What a tool said about one suite.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Answer {
    /// The endings of the batches of the first pass; `None` where the tool has no such thing.
    pub endings: Option<Vec<String>>,
    /// Ids of all tests.
    pub tests: Vec<String>,
    /// The problems it named.
    pub accusations: Vec<Accusation>,
}

/// One problem that a tool named.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Accusation {
    /// What sort.
    pub kind: Kind,
    /// Tests, or `fixture NAME`.
    pub culprits: Vec<String>,
    /// Out of the vocabulary.
    pub cause: Option<String>,
    /// Dotted name.
    pub holder: Option<String>,
    /// The lines that took the memory, as `file:line`, the first of them first.
    pub lines: Vec<String>,
}

/// How right an answer is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Whether the endings are the true ones.
    pub endings: Option<bool>,
    /// Whether "there is a leak" or "there is none" is right.
    pub leak: bool,
    /// Whether exactly the true sorts of problems were named.
    pub kind: bool,
    /// Whether the suite is innocent.
    pub innocent: bool,
    /// Whether an innocent suite was accused of anything.
    pub wronged: bool,
    /// Culprits that were named.
    pub hits: Vec<String>,
    /// Culprits that were not named.
    pub missed: Vec<String>,
    /// What was named and is no culprit.
    pub wrong: Vec<String>,
    /// Problems whose cause is right, of all.
    pub causes: Share,
    /// Problems whose holder is right, of those that have one.
    pub holders: Share,
    /// Problems whose lines are right, of those that have some.
    #[serde(default)]
    pub lines: Share,
}

/// Among how many lines the right one has to be.
const FIRST_LINES: usize = 3;

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// How many are right.
    pub right: u64,
    /// How many there are.
    pub of: u64,
}

impl Share {
    /// Counts one more.
    pub fn count(&mut self, right: bool) {
        self.right += u64::from(right);
        self.of += 1;
    }

    /// Puts two together.
    pub fn add(&mut self, other: Self) {
        self.right += other.right;
        self.of += other.of;
    }

    /// As a fraction; `None` of nothing.
    pub fn fraction(self) -> Option<f64> {
        (self.of > 0).then(|| self.right as f64 / self.of as f64)
    }
}

impl Score {
    /// Of those named, how many are culprits.
    pub fn precision(&self) -> Share {
        let hits = self.hits.len() as u64;
        Share {
            right: hits,
            of: hits + self.wrong.len() as u64,
        }
    }

    /// Of the culprits, how many were named.
    pub fn recall(&self) -> Share {
        let hits = self.hits.len() as u64;
        Share {
            right: hits,
            of: hits + self.missed.len() as u64,
        }
    }
}

/// Scores one answer.
pub fn score(truth: &Truth, answer: &Answer) -> Score {
    let named: BTreeSet<&str> = answer
        .accusations
        .iter()
        .flat_map(|accusation| &accusation.culprits)
        .map(String::as_str)
        .collect();
    let mut wanted = BTreeSet::new();
    let mut allowed = BTreeSet::new();
    let (mut causes, mut holders) = (Share::default(), Share::default());
    let mut lines = Share::default();
    for problem in &truth.findings {
        let mut lists: Vec<BTreeSet<String>> = culprit_lists(problem)
            .map(|patterns| expanded(patterns, answer, &named))
            .collect();
        // Whichever list the tool comes closest to is the one it is held to; the others are no error.
        let best = (0..lists.len())
            .max_by_key(|&index| (closeness(&lists[index], &named), lists.len() - index))
            .unwrap_or(0);
        let chosen = lists.swap_remove(best);
        let may = expanded(&problem.may, answer, &named);
        allowed.extend(lists.into_iter().flatten().chain(may));
        let said = answer
            .accusations
            .iter()
            .filter(|accusation| overlap(accusation, &chosen) > 0)
            .max_by_key(|accusation| overlap(accusation, &chosen));
        causes.count(
            said.and_then(|said| said.cause.as_ref())
                .is_some_and(|cause| problem.cause.contains(cause)),
        );
        if !problem.holder.is_empty() {
            holders.count(
                said.and_then(|said| said.holder.as_deref())
                    .is_some_and(|holder| is_holder(&problem.holder, holder)),
            );
        }
        if !problem.lines.is_empty() {
            let is_right = |line: &String| problem.lines.iter().any(|right| fits(right, line));
            let told = said.map_or(&[][..], |said| &said.lines);
            lines.count(told.iter().take(FIRST_LINES).any(is_right));
        }
        wanted.extend(chosen);
    }
    let kinds = |kinds: &mut dyn Iterator<Item = Kind>| kinds.collect::<BTreeSet<_>>();
    let said_kinds = kinds(&mut answer.accusations.iter().map(|a| a.kind));
    let true_kinds = kinds(&mut truth.findings.iter().map(|p| p.kind));
    Score {
        endings: answer
            .endings
            .as_ref()
            .map(|endings| are_endings(truth, endings)),
        leak: said_kinds.contains(&Kind::Leak) == true_kinds.contains(&Kind::Leak),
        kind: said_kinds == true_kinds,
        innocent: truth.is_innocent(),
        wronged: truth.is_innocent() && !answer.accusations.is_empty(),
        hits: wanted
            .iter()
            .filter(|id| named.contains(id.as_str()))
            .cloned()
            .collect(),
        missed: wanted
            .iter()
            .filter(|id| !named.contains(id.as_str()))
            .cloned()
            .collect(),
        wrong: named
            .iter()
            .filter(|id| !wanted.contains(**id) && !allowed.contains(**id))
            .map(|id| (*id).to_owned())
            .collect(),
        causes,
        holders,
        lines,
    }
}

fn culprit_lists(problem: &Problem) -> impl Iterator<Item = &Vec<String>> {
    std::iter::once(&problem.culprits).chain(&problem.or_culprits)
}

/// The culprits that patterns stand for: of the tests there are, and of the fixtures that were named. A
/// pattern that nothing fits stands for itself, so that it can be missed.
fn expanded(patterns: &[String], answer: &Answer, named: &BTreeSet<&str>) -> BTreeSet<String> {
    let is_fixture = |name: &&str| name.starts_with("fixture ");
    let fixtures = named.iter().copied().filter(is_fixture);
    let tests = answer.tests.iter().map(String::as_str);
    let known: Vec<&str> = tests.chain(fixtures).collect();
    let mut found = BTreeSet::new();
    for pattern in patterns {
        let before = found.len();
        let fixture = is_fixture(&pattern.as_str());
        found.extend(
            known
                .iter()
                .filter(|name| is_fixture(name) == fixture && fits(pattern, name))
                .map(|name| (*name).to_owned()),
        );
        if found.len() == before {
            found.insert(pattern.clone());
        }
    }
    found
}

/// How well a list was met: hits first, then how short it is.
fn closeness(list: &BTreeSet<String>, named: &BTreeSet<&str>) -> (u64, u64) {
    let hits = list.iter().filter(|id| named.contains(id.as_str())).count();
    let union = list.len() + named.len() - hits;
    ((hits * 1_000_000 / union.max(1)) as u64, hits as u64)
}

fn overlap(accusation: &Accusation, culprits: &BTreeSet<String>) -> usize {
    let ids = &accusation.culprits;
    ids.iter().filter(|id| culprits.contains(*id)).count()
}

/// The holder itself or something inside it.
fn is_holder(patterns: &[String], holder: &str) -> bool {
    patterns.iter().any(|pattern| {
        fits(pattern, holder)
            || fits(&format!("{pattern}.*"), holder)
            || fits(&format!("{pattern}[*"), holder)
    })
}

fn are_endings(truth: &Truth, endings: &[String]) -> bool {
    let same = |wanted: &String, ending: &String| {
        wanted == ending
            || (wanted == MEMORY && matches!(ending.as_str(), "out_of_memory" | "over_limit"))
    };
    let must = &truth.endings;
    !endings.is_empty()
        && must
            .iter()
            .all(|must| endings.iter().any(|e| same(must, e)))
        && endings
            .iter()
            .all(|e| must.iter().chain(&truth.endings_may).any(|w| same(w, e)))
}

/// Whether a text fits a pattern in which `*` is any text, also none. Brackets mean nothing: ids of
/// parametrised tests are full of them.
pub fn fits(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(rest) = text.strip_prefix(head) else {
        return false;
    };
    (0..=rest.len())
        .filter(|&at| rest.is_char_boundary(at))
        .any(|at| fits(tail, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| (*text).to_owned()).collect()
    }

    fn truth(findings: Vec<Problem>) -> Truth {
        Truth {
            prepare: Vec::new(),
            about: String::new(),
            command: Vec::new(),
            options: Vec::new(),
            endings: strings(&["passed"]),
            endings_may: Vec::new(),
            findings,
        }
    }

    fn problem(culprits: &[&str]) -> Problem {
        Problem {
            culprits: strings(culprits),
            cause: strings(&["cache", "closure"]),
            holder: strings(&["m.f"]),
            ..Problem::default()
        }
    }

    fn answer(culprits: &[&str], cause: &str, holder: &str) -> Answer {
        Answer {
            endings: Some(strings(&["passed"])),
            tests: strings(&["t::a[1]", "t::a[2]", "t::b", "t::c"]),
            accusations: vec![Accusation {
                kind: Kind::Leak,
                culprits: strings(culprits),
                cause: Some(cause.to_owned()),
                holder: Some(holder.to_owned()),
                lines: Vec::new(),
            }],
        }
    }

    #[test]
    fn a_right_answer_is_right_in_everything() {
        let score = score(
            &truth(vec![problem(&["t::a*"])]),
            &answer(&["t::a[1]", "t::a[2]"], "closure", "m.f.__closure__"),
        );
        assert!(score.leak && score.kind && score.endings == Some(true) && !score.wronged);
        assert_eq!(score.precision(), Share { right: 2, of: 2 });
        assert_eq!(score.recall(), Share { right: 2, of: 2 });
        assert_eq!(score.causes, Share { right: 1, of: 1 });
        assert_eq!(score.holders, Share { right: 1, of: 1 });
    }

    #[test]
    fn who_was_missed_and_who_was_wronged_is_told() {
        let score = score(
            &truth(vec![problem(&["t::a*"])]),
            &answer(&["t::a[1]", "t::c"], "registry", "m.g"),
        );
        assert_eq!(score.hits, ["t::a[1]"]);
        assert_eq!(score.missed, ["t::a[2]"]);
        assert_eq!(score.wrong, ["t::c"]);
        assert_eq!(score.causes, Share { right: 0, of: 1 });
        assert_eq!(score.holders, Share { right: 0, of: 1 });
    }

    #[test]
    fn the_fixture_may_stand_for_its_users() {
        let mut problem = problem(&["fixture client"]);
        problem.or_culprits = vec![strings(&["t::a*"])];
        let truth = truth(vec![problem]);
        for named in [&["fixture client"][..], &["t::a[1]", "t::a[2]"]] {
            let score = score(&truth, &answer(named, "cache", "m.f"));
            assert!(
                score.missed.is_empty() && score.wrong.is_empty(),
                "{named:?}"
            );
        }
        let half = score(&truth, &answer(&["t::a[1]"], "cache", "m.f"));
        assert_eq!(half.missed, ["t::a[2]"]);
        let none = score(&truth, &answer(&["t::c"], "cache", "m.f"));
        assert_eq!((none.missed.len(), none.wrong.len()), (1, 1));
        assert_eq!(none.causes, Share { right: 0, of: 1 });
    }

    #[test]
    fn what_may_be_named_need_not_be() {
        let mut problem = problem(&["t::a*"]);
        problem.may = strings(&["t::b"]);
        let truth = truth(vec![problem]);
        let with = score(
            &truth,
            &answer(&["t::a[1]", "t::a[2]", "t::b"], "cache", "m.f"),
        );
        assert!(with.wrong.is_empty() && with.missed.is_empty());
    }

    #[test]
    fn innocents_are_wronged_by_any_accusation() {
        let innocent = truth(Vec::new());
        assert!(score(&innocent, &answer(&["t::c"], "cache", "m.f")).wronged);
        let silent = Answer {
            accusations: Vec::new(),
            ..answer(&[], "cache", "m.f")
        };
        let score = score(&innocent, &silent);
        assert!(!score.wronged && score.leak && score.kind);
        assert_eq!(score.causes.fraction(), None);
    }

    #[test]
    fn a_silent_tool_misses_everything() {
        let silent = Answer {
            accusations: Vec::new(),
            ..answer(&[], "cache", "m.f")
        };
        let score = score(&truth(vec![problem(&["t::a*"])]), &silent);
        assert!(!score.leak && score.missed.len() == 2);
        assert_eq!(score.causes, Share { right: 0, of: 1 });
    }

    #[test]
    fn endings_must_be_there_and_no_others() {
        let mut truth = truth(Vec::new());
        truth.endings = strings(&["memory"]);
        truth.endings_may = strings(&["passed"]);
        let fine = |endings: &[&str]| are_endings(&truth, &strings(endings));
        assert!(fine(&["over_limit"]) && fine(&["out_of_memory", "passed"]));
        assert!(!fine(&["passed"]) && !fine(&["over_limit", "killed"]) && !fine(&[]));
    }

    #[test]
    fn only_the_star_is_special() {
        for (pattern, text) in [
            ("a[1]", "a[1]"),
            ("a*", "a"),
            ("*::x*", "t::x[é]"),
            ("*", ""),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a[1]", "a1"), ("a*b", "a"), ("a", "ab"), ("*x", "xy")] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
