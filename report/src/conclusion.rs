//! What is to be done now: the decision rule that a run of batches in CI is read by.
//!
//! Every batch green: no further leak. A batch that died as the exit codes 137 and 143 say: isolate the
//! test, mend it, run again. A batch that failed with another code: an ordinary failure.

use oomscope_shared::answer::{heap_limit, keeps_much, own_doing};
use oomscope_shared::artifact::{Artifact, Batch, Completion, Framework};
use oomscope_shared::ending::{Ending, Outcome};
use oomscope_shared::finding::Kind;
use oomscope_shared::finding_text;
use oomscope_shared::reproduce::isolating_command;
use oomscope_shared::{Key, Message, messages};

/// Which case of the rule a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConclusionKind {
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

impl ConclusionKind {
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
#[derive(Debug, Clone, PartialEq)]
pub struct Conclusion {
    /// Which case of the rule it is.
    pub case: ConclusionKind,
    /// The conclusion in one sentence.
    pub sentence: Message,
    /// What to do, one sentence each; names between backticks are code.
    pub steps: Vec<Message>,
    /// A command to be run for it.
    pub command: Option<String>,
}

/// What a shell would report for a batch that died so, where that is the sign of a death by memory.
fn shell_code(batch: &Batch) -> Option<u8> {
    match batch.ending {
        Ending::OutOfMemory | Ending::OverLimit | Ending::Killed => Some(137),
        Ending::Terminated => Some(143),
        _ => None,
    }
}

/// The case of the rule that a run is.
pub fn case(artifact: &Artifact) -> ConclusionKind {
    let tests = &artifact.tests;
    let is_bad = tests.outcome.iter().copied().any(Outcome::is_bad);
    let is_broken = artifact.batches.iter().any(|b| b.ending != Ending::Passed);
    // A batch that failed is made good by one of its tests' later attempts, as for the exit code.
    let is_mended = !tests.attempts.is_empty()
        && !is_bad
        && (artifact.batches.last()).is_some_and(|batch| batch.ending == Ending::Passed);
    if died(artifact).next().is_some() {
        ConclusionKind::Died
    } else if artifact.run.completion != Completion::Finished || has_unknown(artifact) {
        ConclusionKind::Incomplete
    } else if (is_broken && !is_mended) || is_bad {
        ConclusionKind::Failed
    } else if !artifact.findings.is_empty() || keeps_much(artifact) {
        ConclusionKind::Leak
    } else {
        ConclusionKind::Green
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
    let batches = artifact.batches.len();
    let (sentence, steps, command): Advice = match case {
        ConclusionKind::Green => (messages::ConclusionGreen { batches }.into(), vec![], None),
        ConclusionKind::Leak => leak(artifact),
        ConclusionKind::Died => death(artifact),
        ConclusionKind::Failed => failure(artifact),
        ConclusionKind::Incomplete if has_unknown(artifact) => {
            (Key::ConclusionUnrecorded.into(), vec![], None)
        }
        ConclusionKind::Incomplete => {
            let steps = vec![Key::StepRunAgain.into()];
            (Key::ConclusionIncomplete.into(), steps, None)
        }
    };
    Conclusion {
        case,
        sentence,
        steps,
        command,
    }
}

/// The sentence, the steps and the command.
type Advice = (Message, Vec<Message>, Option<String>);

fn leak(artifact: &Artifact) -> Advice {
    let batches = artifact.batches.len();
    let hogs = artifact.findings.len();
    let are_hogs = (artifact.findings.iter()).all(|finding| finding.kind == Kind::Hog);
    let sentence = match hogs > 0 && are_hogs && !keeps_much(artifact) {
        true => messages::ConclusionHogs { batches, hogs }.into(),
        false => messages::ConclusionLeak { batches }.into(),
    };
    let (steps, command) = culprits(artifact);
    (sentence, steps, command)
}

fn death(artifact: &Artifact) -> Advice {
    let is_own = |batch: &Batch| !batch.ending.is_memory_death() && !batch.at_fault.is_empty();
    // What a test did to itself is not what the rest is to be isolated for.
    let weight = |batch: &Batch| match batch.ending.is_memory_death() {
        true => 0,
        false => 1 + u8::from(is_own(batch)),
    };
    let Some((first, code)) = died(artifact).min_by_key(|(batch, _)| weight(batch)) else {
        return (Key::ConclusionIncomplete.into(), vec![], None);
    };
    // A case of a command that fails has an exit code and nothing else to say so.
    let is_command = artifact.run.framework == Framework::Command;
    let ended_early =
        |batch: &&Batch| batch.ending.is_death() || (batch.ending == Ending::Exited && !is_command);
    let all: Vec<&Batch> = artifact.batches.iter().filter(ended_early).collect();
    let (more, batch) = (all.len().saturating_sub(1), first.index);
    let (ending, proof) = (first.ending.key(), first.proof.key());
    let is_found = !artifact.findings.is_empty();
    let is_own = !is_found && all.iter().all(|batch| is_own(batch));
    let sentence = match (is_found, is_own) {
        (false, true) => messages::ConclusionDiedByItself {
            more,
            batch,
            ending,
            proof,
            code,
        }
        .into(),
        (false, false) => messages::ConclusionDied {
            more,
            batch,
            ending,
            proof,
            code,
        }
        .into(),
        (true, _) => messages::ConclusionDiedAndFound {
            more,
            batch,
            ending,
            proof,
            code,
        }
        .into(),
    };
    let mut steps = Vec::new();
    let mut command = None;
    if is_own {
        steps.extend(own_doing(artifact));
        steps.push(Key::StepNoWant.into());
    } else {
        if !first.ending.is_memory_death() {
            steps.push(Key::StepNotProved.into());
        }
        steps.extend(own_doing(artifact));
        steps.extend(heap_limit(artifact));
        let (next, isolating) = culprits(artifact);
        steps.extend(next);
        command = isolating;
    }
    if artifact.run.completion != Completion::Finished {
        steps.push(Key::StepMoreBehind.into());
    }
    (sentence, steps, command)
}

/// What the hunt found, and what is to be done with it or without it.
fn culprits(artifact: &Artifact) -> (Vec<Message>, Option<String>) {
    if artifact.findings.is_empty() {
        let steps = vec![Key::StepIsolate.into(), Key::StepRedFlags.into()];
        return (steps, Some(isolating_command(artifact)));
    }
    /// How many findings are told here; each has a section of its own.
    const TOLD: usize = 3;
    let findings = artifact.findings.iter().take(TOLD);
    let mut steps: Vec<Message> = findings
        .map(|finding| {
            let headline = finding_text::headline(finding);
            match finding.hint.clone() {
                Some(hint) => messages::StepFinding {
                    finding: headline,
                    hint,
                }
                .into(),
                None => messages::Sentence { clause: headline }.into(),
            }
        })
        .collect();
    if let Some(number @ 1..) = artifact.findings.len().checked_sub(TOLD) {
        steps.push(messages::StepMoreFindings { number }.into());
    }
    steps.push(Key::StepMend.into());
    (steps, None)
}

fn failure(artifact: &Artifact) -> Advice {
    let broken = artifact.batches.iter().find(|batch| {
        batch.ending != Ending::Passed
            && !matches!(batch.ending, Ending::Interrupted | Ending::NotRun)
    });
    let sentence = match broken {
        Some(batch) => messages::ConclusionFailedBatch {
            batch: batch.index,
            ending: batch.ending.key(),
        }
        .into(),
        None => {
            let tests = artifact.tests.outcome.iter().filter(|o| o.is_bad()).count();
            messages::ConclusionFailedTests { tests }.into()
        }
    };
    let mut steps: Vec<Message> = own_doing(artifact).into_iter().collect();
    steps.extend(heap_limit(artifact));
    let has_run = broken
        .is_none_or(|batch| !matches!(batch.ending, Ending::NoTests | Ending::CollectionFailed));
    steps.push(match has_run {
        true => Key::StepMendTests.into(),
        false => Key::StepNothingRan.into(),
    });
    match artifact.findings.len() {
        0 => {}
        findings => steps.push(messages::StepFindingsToo { findings }.into()),
    }
    (sentence, steps, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::facts::{Action, TimeOut};
    use oomscope_shared::finding::Finding;
    use oomscope_shared::testing::{
        command, finding, hog, pytest, story_after, story_before, story_limited,
    };

    fn told(artifact: &Artifact) -> String {
        let said = conclusion(artifact);
        let mut text = format!("{}: {}\n", said.case.name(), said.sentence.english());
        for step in said.steps {
            text += &format!("- {}\n", step.english());
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
    fn a_hog_in_a_green_run_keeps_nothing() {
        let run = |findings: Vec<Finding>| {
            let run = story_after().with(|artifact| artifact.findings = findings);
            conclusion(&run.done()).sentence.english()
        };
        assert_eq!(
            [1, 2].map(|hogs| run(vec![hog(); hogs])),
            [
                "The only batch is green, but a test needs too much memory at once.",
                "The only batch is green, but tests need too much memory at once."
            ]
        );
        assert_eq!(
            run(vec![hog(), finding()]),
            "The only batch is green, but tests keep memory."
        );
    }

    #[test]
    fn a_test_that_ended_its_batch_needs_not_to_be_isolated() {
        let own = |ending: Ending| pytest().suite(0, 3, 50, 0).victim(3).batch(ending, 60);
        let late = own(Ending::Interrupted).with(|artifact| {
            let facts = artifact.batches[0].facts.as_mut().unwrap();
            facts.actions[0].action = Action::TimedOut {
                whose: TimeOut::Test,
            };
        });
        let more = own(Ending::Killed).victim(4).batch(Ending::Killed, 60);
        // Beside a death of memory it is not all that is to be said.
        let memory = own(Ending::Killed).victim(4).batch(Ending::OverLimit, 60);
        let cut = own(Ending::Killed);
        let cut = cut.with(|artifact| artifact.run.completion = Completion::Cut);
        let runs = [
            own(Ending::Killed),
            late,
            own(Ending::Crashed),
            more,
            memory,
            cut,
        ];
        let runs = runs.into_iter().map(|run| run.derived().done());
        let all: Vec<String> = runs.map(|run| told(&run)).collect();
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn a_death_goes_before_everything_else() {
        let run = story_limited()
            .test("a::b", Outcome::Failed, 10, 10)
            .batch(Ending::TestsFailed, 200)
            .with(|artifact| artifact.run.completion = Completion::Interrupted);
        assert_eq!(case(&run.done()), ConclusionKind::Died);
    }

    #[test]
    fn a_test_that_passes_when_it_is_run_again_is_green() {
        use oomscope_shared::artifact::Attempt;
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
        assert_eq!(case(&run.done()), ConclusionKind::Green);
    }
}
