//! The answer of a run in one sentence, for the terminal and the page alike.

use std::collections::{HashMap, HashSet};

use crate::artifact::{Artifact, Batch, Completion, Framework};
use crate::compare::noise::retained_floor;
use crate::ending::{Ending, Outcome, Proof};
use crate::finding_text;
use crate::table::id_in_sentence;
use crate::units::{bytes, count, duration_ms};

/// Tests keep much where those of one process keep at least this share of its peak between them, and
/// more than the noise of such a sum. Imports and caches that the first tests pay for stay below it as
/// a rule.
pub const KEPT_SHARE: f64 = 0.30;

/// One test is named for what all keep where it alone keeps at least this share.
const NAMED_SHARE: f64 = 0.50;

/// How many batches a headline tells one by one.
const TOLD_BATCHES: usize = 3;

/// How an answer is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tone {
    /// Nothing is to be done.
    Good,
    /// Something deserves a look: the run is incomplete, or the tests keep much memory.
    Attention,
    /// Something is broken: a death, or a failed test.
    Bad,
}

impl Tone {
    /// The name, for example for a class of a style sheet.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Attention => "attention",
            Self::Bad => "bad",
        }
    }
}

/// What a run says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The answer in one sentence.
    pub headline: String,
    /// What belongs to it, one sentence each.
    pub details: Vec<String>,
    /// How it is to be taken.
    pub tone: Tone,
}

/// Whether the tests that shared a process kept much of its memory between them. Counted process by
/// process: every fresh one pays for its imports once more, and many of them are no leak.
pub fn keeps_much(artifact: &Artifact) -> bool {
    let mut kept: HashMap<u32, (u64, usize)> = HashMap::new();
    for row in artifact.tests.rows() {
        if let (Some(batch), Some(bytes)) = (row.batch, row.retained_bytes) {
            let (sum, tests) = kept.entry(batch).or_default();
            *sum = sum.saturating_add(bytes);
            *tests += 1;
        }
    }
    artifact.batches.iter().any(|batch| {
        let (sum, tests) = kept.get(&batch.index).copied().unwrap_or_default();
        batch
            .peak_bytes
            .is_some_and(|peak| sum as f64 >= peak as f64 * KEPT_SHARE)
            && sum > retained_floor(tests)
    })
}

/// The tests that were running when a batch died, as indexes into the columns of the tests. There can
/// be several, where several workers ran at once. [`Batch::at_fault`] says which of them are no victims.
pub fn victims(artifact: &Artifact, batch: &Batch) -> Vec<u32> {
    if !batch.ending.is_death() {
        return Vec::new();
    }
    let died = artifact
        .tests
        .rows()
        .filter(|row| row.outcome == Outcome::Died && row.batch == Some(batch.index));
    let mut victims: Vec<u32> = died.map(|row| row.index).collect();
    if let Some(victim) = batch.victim
        && !victims.contains(&victim)
    {
        victims.push(victim);
    }
    victims
}

/// The tests that died by their own doing, as a sentence.
pub fn own_doing(artifact: &Artifact) -> Option<String> {
    let told = of_batches(artifact.batches.iter().flat_map(|batch| {
        let tests = batch.at_fault.iter();
        tests.map(move |test| (batch, artifact.test_id(*test)))
    }));
    let (shown, number) = told?;
    Some(match number {
        1 => format!("Died by its own doing: {shown}."),
        _ => format!("Died by their own doing: {shown}."),
    })
}

/// Tests with their batches: the first of them in words, and how many there are.
fn of_batches<'a>(all: impl Iterator<Item = (&'a Batch, &'a str)>) -> Option<(String, usize)> {
    let told: Vec<String> = all
        .map(|(batch, id)| format!("{} in batch {}", id_in_sentence(id), batch.index))
        .collect();
    let first = &told[..told.len().min(TOLD_BATCHES)];
    let more = match told.len() - first.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!told.is_empty()).then(|| (format!("{}{more}", first.join(", ")), told.len()))
}

/// The answer of a run.
pub fn answer(artifact: &Artifact) -> Answer {
    let facts = Facts::of(artifact);
    // The weightiest fact is the headline; those below it follow as details.
    let mut told = Vec::new();
    told.extend(facts.incomplete());
    told.extend(facts.memory_deaths());
    told.extend(facts.other_deaths());
    told.extend(facts.broken_batches());
    told.extend(facts.bad_tests());
    let mut told = told.into_iter();
    let (headline, mut tone) = told.next().unwrap_or_else(|| facts.fine());
    let mut headline = headline;
    let mut details: Vec<String> = Vec::new();
    for (sentence, its_tone) in told {
        details.push(format!("{sentence}."));
        tone = tone.max(its_tone);
    }
    match artifact.peak_bytes() {
        // After a story of deaths the peak would make the headline too long.
        Some(peak) if facts.is_peak_in_headline() => {
            headline += &format!("; memory peaked at {}", bytes(peak));
        }
        Some(peak) => details.push(format!("Memory peaked at {}.", bytes(peak))),
        None => details.push("Memory was not measured.".to_owned()),
    }
    headline.push('.');
    if tone != Tone::Good {
        details.extend(facts.outcomes());
    }
    details.extend(own_doing(artifact));
    details.extend(facts.victims());
    if let Some(flaky) = facts.flaky() {
        details.push(flaky);
        tone = tone.max(Tone::Attention);
    }
    if let Some(kept) = facts.kept() {
        details.push(kept);
        tone = tone.max(Tone::Attention);
    }
    for finding in &artifact.findings {
        details.push(finding_text::headline(finding) + ".");
        tone = tone.max(Tone::Attention);
    }
    Answer {
        headline,
        details,
        tone,
    }
}

/// A run, counted once for all the sentences about it.
struct Facts<'a> {
    artifact: &'a Artifact,
    /// Tests that came to an end, by batch.
    finished: HashMap<u32, usize>,
}

impl<'a> Facts<'a> {
    fn of(artifact: &'a Artifact) -> Self {
        let mut finished = HashMap::new();
        for row in artifact.tests.rows() {
            if let (Some(batch), false) = (
                row.batch,
                matches!(row.outcome, Outcome::NotRun | Outcome::Died),
            ) {
                *finished.entry(batch).or_default() += 1;
            }
        }
        Self { artifact, finished }
    }

    fn count(&self, outcomes: &[Outcome]) -> usize {
        outcomes
            .iter()
            .map(|outcome| self.artifact.tests.count(*outcome))
            .sum()
    }

    fn is_command(&self) -> bool {
        self.artifact.run.framework == Framework::Command
    }

    fn batches(&self, is_meant: impl Fn(&Batch) -> bool) -> Vec<&'a Batch> {
        self.artifact
            .batches
            .iter()
            .filter(|batch| is_meant(batch))
            .collect()
    }

    fn is_peak_in_headline(&self) -> bool {
        self.artifact.run.completion == Completion::Finished
            && !self.artifact.batches.iter().any(|batch| {
                batch.ending.is_death()
                    || matches!(batch.ending, Ending::CollectionFailed | Ending::NoTests)
            })
    }

    fn incomplete(&self) -> Option<(String, Tone)> {
        let tests = self.artifact.tests.len();
        let ended = tests - self.count(&[Outcome::NotRun, Outcome::Died]);
        let (what, rest) = match self.artifact.run.completion {
            Completion::Finished => return None,
            Completion::Interrupted => ("The run was stopped", "have an outcome"),
            Completion::Cut => ("The recorder was killed", "are here"),
        };
        let text = if tests == 0 {
            format!("{what} before a test was known")
        } else if self.is_command() && ended == 0 {
            what.to_owned()
        } else {
            format!("{what}; {ended} of {} {rest}", count(tests, "test"))
        };
        Some((text, Tone::Attention))
    }

    fn memory_deaths(&self) -> Option<(String, Tone)> {
        let dead = self.batches(|batch| batch.ending.is_memory_death());
        let first = dead.first()?;
        let is_all = |ending: Ending| dead.iter().all(|batch| batch.ending == ending);
        let what = if is_all(Ending::OverLimit) {
            match &self.artifact.limits.memory {
                Some(limit) => format!("Over the {} limit", bytes(limit.bytes)),
                None => "Over the memory limit".to_owned(),
            }
        } else if is_all(Ending::OutOfMemory) {
            // Nothing weaker than certain may be said as if it were.
            let is_certain = dead.iter().all(|batch| batch.proof == Proof::Certain);
            if is_certain {
                "Out of memory"
            } else {
                "Probably out of memory"
            }
            .to_owned()
        } else {
            "Died of memory".to_owned()
        };
        let text = if dead.len() == 1 {
            let place = self.place(first);
            let place = place.unwrap_or_default();
            if self.artifact.batches.len() == 1 {
                format!("{what}{place}")
            } else {
                format!("{what} in batch {}{place}", first.index)
            }
        } else {
            let told = self.told(&dead, |_| "");
            format!("{what} {} times: {told}", dead.len())
        };
        Some((text, Tone::Bad))
    }

    fn other_deaths(&self) -> Option<(String, Tone)> {
        let dead = self.batches(|batch| batch.ending.is_death() && !batch.ending.is_memory_death());
        let first = dead.first()?;
        let text = if dead.len() == 1 {
            let place = self.place(first).unwrap_or_default();
            format!("Batch {} {}{place}", first.index, verb(first.ending))
        } else {
            let told = self.told(&dead, |batch| verb(batch.ending));
            format!("{} ended early: {told}", count(dead.len(), "batch"))
        };
        Some((text, Tone::Bad))
    }

    /// `batch 1 after 34 of 87 tests, batch 2 after 34 of 52 tests`.
    fn told(&self, batches: &[&Batch], verb: impl Fn(&Batch) -> &'static str) -> String {
        let mut told: Vec<String> = batches
            .iter()
            .take(TOLD_BATCHES)
            .map(|batch| {
                let verb = verb(batch);
                let gap = if verb.is_empty() { "" } else { " " };
                let place = self.place(batch).unwrap_or_default();
                format!("batch {}{gap}{verb}{place}", batch.index)
            })
            .collect();
        if batches.len() > TOLD_BATCHES {
            told.push(format!("and {} more", batches.len() - TOLD_BATCHES));
        }
        told.join(", ")
    }

    /// How far a batch got; `None` where its command reports no single tests.
    fn place(&self, batch: &Batch) -> Option<String> {
        if self.is_command() || batch.test_count == 0 {
            return None;
        }
        let finished = self.finished.get(&batch.index).copied().unwrap_or(0);
        Some(format!(
            " after {finished} of {}",
            count(batch.test_count as usize, "test")
        ))
    }

    /// Batches that ended by themselves, but neither well nor with failed tests.
    fn broken_batches(&self) -> Vec<(String, Tone)> {
        let mut told = Vec::new();
        let batches = self.artifact.batches.len();
        let which = |broken: &[&Batch]| match broken {
            _ if batches == 1 => String::new(),
            [one] => format!(" of batch {}", one.index),
            many => format!(" of {} of {batches} batches", many.len()),
        };
        let broken = self.batches(|batch| batch.ending == Ending::CollectionFailed);
        if !broken.is_empty() {
            let text = format!("The tests{} could not be collected", which(&broken));
            told.push((text, Tone::Bad));
        }
        if !self.is_command() {
            let broken = self.batches(|batch| batch.ending == Ending::Exited);
            if let [one] = broken[..] {
                let code = one
                    .exit_code
                    .map_or_else(String::new, |code| format!(" with code {code}"));
                told.push((
                    format!("Batch {} ended unexpectedly{code}", one.index),
                    Tone::Bad,
                ));
            } else if !broken.is_empty() {
                let number = count(broken.len(), "batch");
                told.push((format!("{number} ended unexpectedly"), Tone::Bad));
            }
        }
        let empty = self.batches(|batch| batch.ending == Ending::NoTests);
        let is_empty = batches == 0 && self.artifact.run.completion == Completion::Finished;
        if is_empty || (!empty.is_empty() && empty.len() == batches) {
            told.push(("No test was found to run".to_owned(), Tone::Bad));
        } else if !empty.is_empty() {
            let text = format!("{} found no test to run", count(empty.len(), "batch"));
            told.push((text, Tone::Attention));
        }
        told
    }

    fn bad_tests(&self) -> Option<(String, Tone)> {
        if self.is_command() {
            return self.bad_commands();
        }
        let tests = self.artifact.tests.len();
        // A worker of pytest-xdist can die with its test while the batch goes on.
        let died = self.count(&[Outcome::Died]) - self.victims_of_deaths();
        let failed = self.count(&[Outcome::Failed, Outcome::Error]) + died;
        let unrun = match self.artifact.run.completion {
            Completion::Finished => self.count(&[Outcome::NotRun]),
            // An incomplete run says so itself.
            Completion::Interrupted | Completion::Cut => 0,
        };
        let were = if unrun == 1 { "was" } else { "were" };
        let text = match (failed, unrun) {
            (0, 0) => return None,
            (0, _) => format!("{unrun} of {} {were} not run", count(tests, "test")),
            (_, 0) => format!("{failed} of {} failed", count(tests, "test")),
            _ => format!(
                "{failed} of {} failed, {unrun} {were} not run",
                count(tests, "test")
            ),
        };
        Some((text, Tone::Bad))
    }

    fn bad_commands(&self) -> Option<(String, Tone)> {
        let bad =
            self.batches(|batch| matches!(batch.ending, Ending::TestsFailed | Ending::Exited));
        let first = bad.first()?;
        let text = if self.artifact.batches.len() == 1 {
            match first.exit_code {
                Some(code) => format!("The command failed with code {code}"),
                None => "The command failed".to_owned(),
            }
        } else {
            let batches = count(self.artifact.batches.len(), "batch");
            format!("{} of {batches} failed", bad.len())
        };
        Some((text, Tone::Bad))
    }

    /// Nothing is wrong.
    fn fine(&self) -> (String, Tone) {
        let tests = self.artifact.tests.len();
        let batches = self.artifact.batches.len();
        if !self
            .batches(|batch| batch.ending == Ending::Unrecorded)
            .is_empty()
        {
            let text = "How the run ended was not recorded".to_owned();
            return (text, Tone::Attention);
        }
        if self.is_command() {
            let text = match (batches, tests) {
                (1, 0) => "The command ended with code 0".to_owned(),
                (1, _) => format!("The batch of {} passed", count(tests, "test")),
                _ => format!("All {} passed", count(batches, "batch")),
            };
            return (text, Tone::Good);
        }
        let skipped = self.count(&[Outcome::Skipped]);
        let expected = self.count(&[Outcome::Xfailed]);
        let passed = self.count(&[Outcome::Passed, Outcome::Xpassed]);
        let text = match tests {
            // pytest said nothing about single tests: it ran without the plugin.
            0 => "The suite passed; nothing is known of single tests".to_owned(),
            _ if passed == tests && tests == 1 => "The test passed".to_owned(),
            _ if passed == tests => format!("All {} passed", count(tests, "test")),
            _ => {
                let mut parts = vec![match passed {
                    0 => "No test passed".to_owned(),
                    _ => format!("{} passed", count(passed, "test")),
                }];
                if skipped > 0 {
                    parts.push(format!("{skipped} skipped"));
                }
                if expected > 0 {
                    parts.push(format!("{expected} failed as expected"));
                }
                parts.join(", ")
            }
        };
        (text, Tone::Good)
    }

    /// `82 passed, 3 failed, 2 died.`
    fn outcomes(&self) -> Option<String> {
        let parts: Vec<_> = [
            Outcome::Passed,
            Outcome::Failed,
            Outcome::Error,
            Outcome::Skipped,
            Outcome::Xfailed,
            Outcome::Xpassed,
            Outcome::Died,
            Outcome::NotRun,
        ]
        .into_iter()
        .map(|outcome| (outcome, self.count(&[outcome])))
        .filter(|(_, number)| *number > 0)
        .map(|(outcome, number)| match (outcome, number) {
            (Outcome::Error, 1) => "1 error".to_owned(),
            (Outcome::Error, _) => format!("{number} errors"),
            _ => format!("{number} {outcome}"),
        })
        .collect();
        (!parts.is_empty() && !self.is_command()).then(|| format!("Tests: {}.", parts.join(", ")))
    }

    /// Tests that died with their whole batch, or were running when the run stopped.
    fn victims_of_deaths(&self) -> usize {
        let ended: HashSet<u32> = self
            .batches(|batch| batch.ending.is_death() || batch.ending == Ending::Interrupted)
            .into_iter()
            .map(|batch| batch.index)
            .collect();
        let died = self
            .artifact
            .tests
            .rows()
            .filter(|row| row.outcome == Outcome::Died);
        died.filter(|row| row.batch.is_none_or(|batch| ended.contains(&batch)))
            .count()
    }

    /// Tests that were run again and passed then.
    fn flaky(&self) -> Option<String> {
        let flaky = self.artifact.tests.flaky();
        let names: Vec<String> = flaky
            .iter()
            .take(TOLD_BATCHES)
            .filter_map(|test| self.artifact.tests.id.get(*test as usize))
            .map(|id| id_in_sentence(id))
            .collect();
        let more = match flaky.len().saturating_sub(TOLD_BATCHES) {
            0 => String::new(),
            number => format!(" and {number} more"),
        };
        (!flaky.is_empty()).then(|| {
            format!(
                "Flaky (failed or died first, and passed when run again): {}{more}.",
                names.join(", ")
            )
        })
    }

    fn victims(&self) -> Option<String> {
        let dead = self.batches(|batch| batch.ending.is_death());
        let told = of_batches(dead.into_iter().flat_map(|batch| {
            let victims = victims(self.artifact, batch).into_iter();
            let victims = victims.filter(|test| !batch.at_fault.contains(test));
            victims.map(move |test| (batch, self.artifact.test_id(test)))
        }));
        let (shown, number) = told?;
        Some(match number {
            1 => format!("Victim (the test that was running, not necessarily the cause): {shown}."),
            _ => format!(
                "Victims (the tests that were running, not necessarily the cause): {shown}."
            ),
        })
    }

    fn kept(&self) -> Option<String> {
        let together = self.artifact.retained_bytes()?;
        let measured: Vec<_> = self
            .artifact
            .tests
            .rows()
            .filter_map(|row| Some((row.retained_bytes?, row.id)))
            .collect();
        if !keeps_much(self.artifact) {
            return None;
        }
        let (most, id) = measured.iter().max_by_key(|(kept, _)| *kept)?;
        let each = together / measured.len() as u64;
        Some(if measured.len() == 1 {
            format!("The test keeps {}.", bytes(together))
        } else if *most as f64 >= together as f64 * NAMED_SHARE {
            // A mean would hide that one test keeps it.
            let (id, most) = (id_in_sentence(id), bytes(*most));
            format!(
                "The tests together keep {}, {most} of it by {id}.",
                bytes(together)
            )
        } else {
            format!(
                "The tests together keep {}, about {} each.",
                bytes(together),
                bytes(each)
            )
        })
    }
}

/// What a death did to a batch.
fn verb(ending: Ending) -> &'static str {
    match ending {
        Ending::OutOfMemory => "ran out of memory",
        Ending::OverLimit => "went over the limit",
        Ending::TimedOut => "timed out",
        Ending::Terminated => "was terminated",
        Ending::Killed => "was killed",
        Ending::Crashed => "crashed",
        _ => "ended",
    }
}

/// How a batch ended, in one sentence that says no more than is proved; `evidence` says why.
pub fn explain_ending(batch: &Batch) -> String {
    let index = batch.index;
    let after = duration_ms(batch.duration_ms);
    let code = batch
        .exit_code
        .map_or_else(String::new, |code| format!(" with code {code}"));
    let signal = batch
        .signal
        .map_or_else(|| "a signal".to_owned(), signal_name);
    let text = match batch.ending {
        Ending::Passed => format!("Batch {index} passed in {after}"),
        Ending::TestsFailed => {
            format!("Batch {index} ended by itself{code} after {after} and reported failed tests")
        }
        Ending::OutOfMemory => format!(
            "Batch {index} ran out of memory after {after}: the kernel or its own runtime gave it no \
             more"
        ),
        Ending::OverLimit => format!(
            "oomscope ended batch {index} after {after}, because its processes together reached the \
             memory limit"
        ),
        Ending::TimedOut => {
            format!("oomscope ended batch {index} after {after}, because its time was up")
        }
        Ending::Terminated => format!(
            "Batch {index} was ended by {signal} from elsewhere after {after}; who sent it is not \
             known"
        ),
        Ending::Killed => format!(
            "Batch {index} was killed by {signal} from elsewhere after {after}; who sent it is not \
             known"
        ),
        Ending::Crashed => format!("Batch {index} crashed with {signal} after {after}"),
        Ending::Exited => format!(
            "Batch {index} ended by itself{code} after {after}, a code without a meaning that \
             oomscope knows"
        ),
        Ending::NoTests => format!("Batch {index} found no test to run"),
        Ending::CollectionFailed => format!("Batch {index} could not collect its tests"),
        Ending::Interrupted => {
            format!("Batch {index} did not come to its end: the run stopped {after} after it began")
        }
        Ending::NotRun => return format!("Batch {index} was planned and never started."),
        Ending::Unrecorded => {
            return format!("How batch {index} ended after {after} was not recorded.");
        }
    };
    format!("{text} (proof: {}).", batch.proof)
}

/// The name of a signal, as Linux numbers them.
fn signal_name(signal: i32) -> String {
    let name = match signal {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        other => return format!("signal {other}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Told, command, pytest, story_after, story_before, story_limited};

    fn shown(told: Told) -> String {
        let Answer {
            headline,
            details,
            tone,
        } = answer(&told.done());
        let details: String = details
            .iter()
            .map(|detail| format!("\n  {detail}"))
            .collect();
        format!("[{}] {headline}{details}", tone.name())
    }

    fn of_outcomes(outcomes: &[(Outcome, usize)], ending: Ending) -> Told {
        let mut told = pytest();
        let all = outcomes
            .iter()
            .flat_map(|(outcome, number)| vec![*outcome; *number]);
        for (n, outcome) in all.enumerate() {
            told = told.test(&format!("test_{n}"), outcome, 100, 0);
        }
        told.batch(ending, 120)
    }

    #[test]
    fn the_story() {
        let cut = story_before().with(|artifact| {
            artifact.run.completion = Completion::Cut;
            artifact.batches[0].ending = Ending::Interrupted;
            for outcome in &mut artifact.tests.outcome[12..] {
                *outcome = Outcome::NotRun;
            }
            artifact.tests.outcome[12] = Outcome::Died;
        });
        let runs = [story_before(), story_after(), story_limited(), cut];
        insta::assert_snapshot!(runs.map(shown).join("\n"));
    }

    #[test]
    fn tests_that_pass_fail_and_are_skipped() {
        use Outcome::{Error, Failed, NotRun, Passed, Skipped, Xfailed, Xpassed};
        let runs = [
            of_outcomes(&[(Passed, 1)], Ending::Passed),
            of_outcomes(
                &[(Passed, 80), (Xpassed, 1), (Skipped, 5), (Xfailed, 1)],
                Ending::Passed,
            ),
            of_outcomes(&[(Skipped, 2)], Ending::Passed),
            of_outcomes(
                &[(Passed, 84), (Failed, 2), (Error, 1)],
                Ending::TestsFailed,
            ),
            of_outcomes(
                &[(Passed, 3), (Failed, 1), (NotRun, 3)],
                Ending::TestsFailed,
            ),
            of_outcomes(&[(Passed, 6), (NotRun, 1)], Ending::Passed),
        ];
        insta::assert_snapshot!(runs.map(shown).join("\n"));
    }

    #[test]
    fn batches_that_die_or_break() {
        let died = |ending: Ending| {
            pytest()
                .suite(0, 12, 90, 0)
                .victim(12)
                .batch(ending, 400)
                .suite(13, 87, 90, 0)
        };
        let one = |ending: Ending| died(ending).batch(Ending::Passed, 95);
        let many = || {
            let mut told = pytest();
            for n in 0..5 {
                let ending = if n % 2 == 0 {
                    Ending::TimedOut
                } else {
                    Ending::Crashed
                };
                told = told
                    .suite(n * 2, n * 2 + 1, 90, 0)
                    .victim(n * 2 + 1)
                    .batch(ending, 100);
            }
            told
        };
        let runs = [
            one(Ending::OutOfMemory),
            one(Ending::OutOfMemory).with(|artifact| artifact.batches[0].proof = Proof::Likely),
            one(Ending::TimedOut),
            one(Ending::Killed),
            many(),
            died(Ending::OverLimit)
                .limit(400)
                .batch(Ending::OutOfMemory, 900),
            pytest().batch(Ending::CollectionFailed, 60),
            of_outcomes(&[(Outcome::Passed, 3)], Ending::Exited),
            pytest().batch(Ending::NoTests, 60),
            pytest(),
        ];
        insta::assert_snapshot!(runs.map(shown).join("\n"));
    }

    #[test]
    fn who_ends_its_batch_is_no_victim() {
        let own = |ending: Ending| {
            let told = pytest().suite(0, 12, 90, 0).victim(12).batch(ending, 100);
            told.with(|artifact| artifact.batches[0].at_fault = vec![12])
        };
        let two = own(Ending::Crashed)
            .suite(13, 15, 90, 0)
            .victim(15)
            .batch(Ending::OverLimit, 400);
        let many = (0..5).fold(pytest(), |told, n| {
            let told = told.victim(n).batch(Ending::TimedOut, 90);
            told.with(|artifact| artifact.batches[n].at_fault = vec![n as u32])
        });
        let runs = [
            own(Ending::TimedOut),
            own(Ending::Killed),
            own(Ending::Terminated),
            own(Ending::Exited),
            two,
            many,
        ];
        insta::assert_snapshot!(runs.map(shown).join("\n"));
    }

    #[test]
    fn commands() {
        let listed = |endings: &[Ending]| {
            let mut told = command().limit(400);
            for (n, ending) in endings.iter().enumerate() {
                told = told
                    .test(&format!("case {n}"), Outcome::Ran, -1, -1)
                    .batch(*ending, 50);
            }
            told
        };
        let runs = [
            command().batch(Ending::Passed, 900),
            command().batch(Ending::Exited, 900),
            command().batch(Ending::Passed, 0),
            command().limit(400).batch(Ending::OverLimit, 401),
            listed(&[Ending::Passed]),
            listed(&[Ending::Passed, Ending::Passed]),
            listed(&[Ending::Passed, Ending::TestsFailed, Ending::Exited]),
            listed(&[Ending::OverLimit, Ending::Passed, Ending::OverLimit]),
            command().with(|artifact| artifact.run.completion = Completion::Interrupted),
        ];
        insta::assert_snapshot!(runs.map(shown).join("\n"));
    }

    #[test]
    fn what_every_fresh_process_pays_for_is_no_leak() {
        // The first test of each batch imports: 7 MiB each time, 70 MiB in sum, of a peak of 45 MiB.
        let mut told = pytest();
        for n in 0..10 {
            told = told
                .suite(n * 3, n * 3 + 1, 45, 7_168)
                .suite(n * 3 + 1, n * 3 + 3, 45, 0);
            told = told.batch(Ending::Passed, 45);
        }
        let answer = answer(&told.done());
        assert_eq!((answer.tone, answer.details), (Tone::Good, vec![]));
    }

    #[test]
    fn a_worker_that_dies_alone_fails_its_test() {
        let run = of_outcomes(
            &[(Outcome::Passed, 5), (Outcome::Died, 1)],
            Ending::TestsFailed,
        );
        assert!(shown(run).starts_with("[bad] 1 of 6 tests failed; memory peaked at 120 MiB."));
    }

    #[test]
    fn one_test_that_keeps_nearly_all_is_named() {
        let run = pytest()
            .suite(0, 9, 90, 100)
            .test("test_bad\u{1b}[2J", Outcome::Passed, 400, 300 * 1024)
            .batch(Ending::Passed, 400);
        let found = story_before().with(|artifact| {
            artifact.findings.push(crate::testing::finding());
        });
        insta::assert_snapshot!([shown(run), shown(found)].join("\n"));
    }

    #[test]
    fn every_ending_has_its_sentence() {
        let told: Vec<_> = Ending::ALL
            .into_iter()
            .map(|ending| explain_ending(&pytest().batch(ending, 100).done().batches[0]))
            .collect();
        insta::assert_snapshot!(told.join("\n"));
    }
}
