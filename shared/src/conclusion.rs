//! What is to be done now: the decision rule that a run of batches in CI is read by.
//!
//! Every batch green: no further leak. A batch that died as the exit codes 137 and 143 say: isolate the
//! test, mend it, run again. A batch that failed with another code: an ordinary failure.

use crate::artifact::{Artifact, Batch, Completion};
use crate::ending::{Ending, Outcome};
use crate::finding::{Finding, Kind};
use crate::finding_text;
use crate::hunt::isolating_command;
use crate::sentence::{keeps_much, own_doing};
use crate::units::count;

/// Which case of the rule a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// Every batch is green, and no test keeps much.
    Green,
    /// Every batch is green, but tests keep memory or need too much of it at once.
    Leak,
    /// A batch died of memory, or was killed or terminated by somebody else.
    Died,
    /// A batch or a test failed in another way.
    Failed,
    /// The run was stopped, or its recorder was killed, before anything else was known.
    Incomplete,
}

impl Case {
    /// The name, as the action's output `verdict` has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Leak => "leak",
            Self::Died => "died",
            Self::Failed => "failed",
            Self::Incomplete => "incomplete",
        }
    }
}

/// What is to be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// Which case of the rule it is.
    pub case: Case,
    /// The conclusion in one sentence.
    pub sentence: String,
    /// What to do, one sentence each; names between backticks are code.
    pub steps: Vec<String>,
    /// A command to be run for it.
    pub command: Option<String>,
}

/// What to look for in a test that keeps memory and that nothing has accused yet.
const RED_FLAGS: &str = "Look there for large files that are loaded, fixtures with `scope=\"module\"` or \
     `scope=\"session\"`, data that piles up in globals, and DataFrames that are never freed.";

/// What a shell would report for a batch that died so, where that is the sign of a death by memory.
fn shell_code(batch: &Batch) -> Option<u8> {
    match batch.ending {
        Ending::OutOfMemory | Ending::OverLimit | Ending::Killed => Some(137),
        Ending::Terminated => Some(143),
        _ => None,
    }
}

/// The case of the rule that a run is.
pub fn case(artifact: &Artifact) -> Case {
    let tests = &artifact.tests;
    let is_bad = tests.outcome.iter().copied().any(Outcome::is_bad);
    let is_broken = artifact.batches.iter().any(|b| b.ending != Ending::Passed);
    // A batch that failed is made good by one of its tests' later attempts, as for the exit code.
    let is_mended = !tests.attempts.is_empty()
        && !is_bad
        && (artifact.batches.last()).is_some_and(|batch| batch.ending == Ending::Passed);
    if died(artifact).next().is_some() {
        Case::Died
    } else if artifact.run.completion != Completion::Finished || has_unknown(artifact) {
        Case::Incomplete
    } else if (is_broken && !is_mended) || is_bad {
        Case::Failed
    } else if !artifact.findings.is_empty() || keeps_much(artifact) {
        Case::Leak
    } else {
        Case::Green
    }
}

/// Whether it is not known how a batch ended: an imported run.
fn has_unknown(artifact: &Artifact) -> bool {
    let mut batches = artifact.batches.iter();
    batches.any(|batch| batch.ending == Ending::Unrecorded)
}

fn died(artifact: &Artifact) -> impl Iterator<Item = (&Batch, u8)> {
    let batches = artifact.batches.iter();
    batches.filter_map(|batch| Some((batch, shell_code(batch)?)))
}

/// The conclusion of a run.
pub fn conclusion(artifact: &Artifact) -> Conclusion {
    let case = case(artifact);
    let (sentence, mut steps, command) = match case {
        Case::Green => (
            format!(
                "{}: no further leak shows.",
                all_green(artifact.batches.len())
            ),
            Vec::new(),
            None,
        ),
        Case::Leak => leak(artifact),
        Case::Died => death(artifact),
        Case::Failed => failure(artifact),
        Case::Incomplete if has_unknown(artifact) => (
            "How the run ended was not recorded: there is no conclusion.".to_owned(),
            Vec::new(),
            None,
        ),
        Case::Incomplete => (
            "The run did not come to its end: there is no conclusion.".to_owned(),
            vec!["What is told below was measured until then; run it again.".to_owned()],
            None,
        ),
    };
    if case == Case::Died && artifact.run.completion != Completion::Finished {
        steps.push("The run did not come to its end either: more may be behind this.".to_owned());
    }
    Conclusion {
        case,
        sentence,
        steps,
        command,
    }
}

type Told = (String, Vec<String>, Option<String>);

fn all_green(batches: usize) -> String {
    match batches {
        0 => "No batch was run".to_owned(),
        1 => "The only batch is green".to_owned(),
        _ => format!("All {batches} batches are green"),
    }
}

fn leak(artifact: &Artifact) -> Told {
    let is_hog = |finding: &Finding| finding.kind == Kind::Hog;
    let but = match artifact.findings.as_slice() {
        [one] if is_hog(one) && !keeps_much(artifact) => "a test needs too much memory at once",
        [_, ..] if artifact.findings.iter().all(is_hog) && !keeps_much(artifact) => {
            "tests need too much memory at once"
        }
        _ => "tests keep memory",
    };
    let sentence = format!("{}, but {but}.", all_green(artifact.batches.len()));
    let (steps, command) = culprits(artifact);
    (sentence, steps, command)
}

fn death(artifact: &Artifact) -> Told {
    let all: Vec<_> = died(artifact).collect();
    let Some((first, code)) = all.first() else {
        return (String::new(), Vec::new(), None);
    };
    let more = match all.len() - 1 {
        0 => String::new(),
        more => format!(", and {}", count(more, "more batch")),
    };
    let is_own = (all.iter())
        .all(|(batch, _)| !batch.ending.is_memory_death() && !batch.at_fault.is_empty());
    let next = match artifact.findings.is_empty() {
        true if is_own && all.len() == 1 => "its own test ended it",
        true if is_own => "their own tests ended them",
        true => "the test at fault is to be isolated",
        false => "the hunt isolated what is at fault",
    };
    let sentence = format!(
        "Batch {} died ({}, {}; exit code {code} in a shell){more}: {next}.",
        first.index, first.ending, first.proof,
    );
    if is_own && artifact.findings.is_empty() {
        let mut steps: Vec<String> = own_doing(artifact).into_iter().collect();
        steps.push(
            "That is no sign of a want of memory: mend the tests as you would without oomscope."
                .to_owned(),
        );
        return (sentence, steps, None);
    }
    let (mut steps, command) = culprits(artifact);
    if all.iter().all(|(batch, _)| !batch.ending.is_memory_death()) {
        steps.insert(
            0,
            "Nothing proves that it was memory: a job that is cancelled ends in the same way. See the evidence \
             of the batch."
                .to_owned(),
        );
    }
    (sentence, steps, command)
}

/// What the hunt found, and what is to be done with it or without it.
fn culprits(artifact: &Artifact) -> (Vec<String>, Option<String>) {
    if artifact.findings.is_empty() {
        let steps = vec![
            "No test is accused yet: run each one in a process of its own.".to_owned(),
            RED_FLAGS.to_owned(),
        ];
        return (steps, Some(isolating_command(artifact)));
    }
    /// How many findings are told here; each has a section of its own.
    const TOLD: usize = 3;
    let findings = artifact.findings.iter().take(TOLD);
    let mut steps: Vec<String> = findings
        .map(|finding| match &finding.hint {
            Some(hint) => format!("{}. {hint}", finding_text::headline(finding)),
            None => format!("{}.", finding_text::headline(finding)),
        })
        .collect();
    if artifact.findings.len() > TOLD {
        let more = artifact.findings.len() - TOLD;
        steps.push(format!("… and {}.", count(more, "more finding")));
    }
    steps.push("Mend that, and run again: with every batch green you are done.".to_owned());
    (steps, None)
}

fn failure(artifact: &Artifact) -> Told {
    let broken = artifact.batches.iter().find(|batch| {
        batch.ending != Ending::Passed
            && !matches!(batch.ending, Ending::Interrupted | Ending::NotRun)
    });
    let bad = artifact.tests.outcome.iter().filter(|o| o.is_bad()).count();
    let what = match broken {
        Some(batch) => format!("Batch {} did not pass ({})", batch.index, batch.ending),
        None => format!("{} did not pass", count(bad, "test")),
    };
    let sentence = format!("{what}, but not of memory: it is an ordinary failure of the tests.");
    let mut steps: Vec<String> = own_doing(artifact).into_iter().collect();
    steps.push("Mend the tests as you would without oomscope.".to_owned());
    if !artifact.findings.is_empty() {
        let findings = count(artifact.findings.len(), "finding");
        steps.push(format!(
            "Besides that there is memory to look at: {findings}."
        ));
    }
    (sentence, steps, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Framework;
    use crate::testing::{command, finding, hog, pytest, story_after, story_before, story_limited};

    fn told(artifact: &Artifact) -> String {
        let said = conclusion(artifact);
        let mut text = format!("{}: {}\n", said.case.name(), said.sentence);
        for step in said.steps {
            text += &format!("- {step}\n");
        }
        if let Some(command) = said.command {
            text += &format!("$ {command}\n");
        }
        text
    }

    #[test]
    fn every_case_of_the_rule_has_its_words() {
        let killed = || pytest().suite(0, 3, 200, 10);
        let runs = [
            story_after(),
            story_before(),
            story_before().with(|artifact| artifact.findings.push(finding())),
            story_limited(),
            story_limited().with(|artifact| artifact.findings = vec![finding(); 5]),
            story_limited().with(|artifact| artifact.run.completion = Completion::Cut),
            killed().batch(Ending::Terminated, 200),
            killed().batch(Ending::Killed, 200),
            killed().batch(Ending::Crashed, 200),
            killed()
                .test("a::b", Outcome::Failed, 10, 10)
                .batch(Ending::TestsFailed, 200)
                .with(|artifact| artifact.findings.push(finding())),
            command()
                .test("x", Outcome::Ran, -1, -1)
                .batch(Ending::Exited, 50),
            killed().with(|artifact| artifact.run.completion = Completion::Interrupted),
        ];
        let all: Vec<String> = runs.into_iter().map(|run| told(&run.done())).collect();
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn a_test_that_ended_its_batch_needs_not_to_be_isolated() {
        let own = |ending: Ending| {
            let told = pytest().suite(0, 3, 50, 0).victim(3).batch(ending, 60);
            told.with(|artifact| artifact.batches[0].at_fault = vec![3])
        };
        let more = own(Ending::Killed)
            .victim(4)
            .batch(Ending::Killed, 60)
            .with(|artifact| artifact.batches[1].at_fault = vec![4]);
        // Beside a death of memory it is not all that is to be said.
        let memory = own(Ending::Killed).victim(4).batch(Ending::OverLimit, 60);
        let runs = [
            own(Ending::Killed),
            own(Ending::TimedOut),
            own(Ending::Crashed),
            more,
            memory,
        ];
        let all: Vec<String> = runs.into_iter().map(|run| told(&run.done())).collect();
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn a_hog_in_a_green_run_keeps_nothing() {
        let run = |hogs: usize| {
            story_after()
                .with(|artifact| artifact.findings = vec![hog(Framework::Pytest); hogs])
                .done()
        };
        assert_eq!(
            [1, 2].map(|hogs| conclusion(&run(hogs)).sentence),
            [
                "The only batch is green, but a test needs too much memory at once.",
                "The only batch is green, but tests need too much memory at once."
            ]
        );
        let both = story_after().with(|artifact| {
            artifact.findings = vec![hog(Framework::Pytest), finding()];
        });
        let said = conclusion(&both.done()).sentence;
        assert!(said.ends_with("but tests keep memory."), "{said}");
    }

    #[test]
    fn a_death_goes_before_everything_else() {
        let run = story_limited()
            .test("a::b", Outcome::Failed, 10, 10)
            .batch(Ending::TestsFailed, 200)
            .with(|artifact| artifact.run.completion = Completion::Interrupted);
        assert_eq!(case(&run.done()), Case::Died);
    }

    #[test]
    fn a_test_that_passes_when_it_is_run_again_is_green() {
        use crate::artifact::Attempt;
        let run = pytest()
            .suite(0, 1, 100, 10)
            .batch(Ending::TestsFailed, 100)
            .batch(Ending::Passed, 100)
            .with(|artifact| {
                artifact.tests.attempts.push(Attempt {
                    test: 0,
                    batch: Some(1),
                    outcome: Outcome::Failed,
                    start_us: None,
                    duration_us: None,
                    peak_kib: None,
                    remark: None,
                });
            });
        assert_eq!(case(&run.done()), Case::Green);
    }
}
