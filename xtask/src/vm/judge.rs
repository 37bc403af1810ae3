//! What must be true of what the guest left behind. Reading is apart; judging is pure.

use std::fs;
use std::path::Path;

use oomscope_shared::artifact::Completion;
use oomscope_shared::message::Message;
use oomscope_shared::{Artifact, Outcome, Proof, parse_artifact};

/// The files that the guest left, as far as they are there.
#[derive(Debug, Default)]
pub struct Results {
    plain: Job,
    watched: Job,
    artifact: Option<Artifact>,
}

/// What became of one service.
#[derive(Debug, Default)]
struct Job {
    /// The step's exit code.
    exit: String,
    /// Properties of the unit.
    show: String,
    /// What the service printed, and what systemd said about it.
    journal: String,
    /// Whether the runner got to its next step.
    next: bool,
}

impl Results {
    /// Reads a folder. What is missing is empty, and fails the checks.
    pub fn read(folder: &Path) -> Self {
        let bytes = fs::read(folder.join("watched.oomscope.json")).unwrap_or_default();
        Self {
            plain: Job::read(folder, "plain"),
            watched: Job::read(folder, "watched"),
            artifact: parse_artifact(&bytes).ok(),
        }
    }
}

impl Job {
    fn read(folder: &Path, name: &str) -> Self {
        let text = |end: &str| {
            let bytes = fs::read(folder.join(format!("{name}.{end}"))).unwrap_or_default();
            String::from_utf8_lossy(&bytes).trim_end().to_owned()
        };
        Self {
            exit: text("exit"),
            show: text("show"),
            journal: text("journal"),
            next: folder.join(format!("{name}.next")).is_file(),
        }
    }

    fn has(&self, property: &str) -> bool {
        self.show.lines().any(|line| line == property)
    }
}

/// One thing that must be so.
#[derive(Debug)]
pub struct Check {
    /// What.
    pub what: &'static str,
    /// Whether it is.
    pub holds: bool,
    /// What was seen instead.
    pub seen: String,
}

/// How many tests `test_ledger.py` has.
const TESTS: usize = 4;
const TOLD: &str = "told to stop (SIGTERM)";

/// Judges.
pub fn judge(results: &Results) -> Vec<Check> {
    let Results {
        plain,
        watched,
        artifact,
    } = results;
    let mut checks = vec![
        Check {
            what: "without oomscope: systemd's default OOMPolicy=stop is in force",
            holds: plain.has("OOMPolicy=stop"),
            seen: plain.show.clone(),
        },
        Check {
            what: "without oomscope: the whole service is stopped by SIGTERM, result oom-kill",
            holds: plain.has("Result=oom-kill") && plain.journal.contains(TOLD) && !plain.next,
            seen: plain.journal.clone(),
        },
        Check {
            what: "without oomscope: the step's exit code is 143",
            holds: plain.exit == "143",
            seen: plain.exit.clone(),
        },
        Check {
            what: "with oomscope: the same service ends well, and its next step runs",
            holds: watched.has("Result=success")
                && watched.has("OOMPolicy=stop")
                && watched.next
                && !watched.journal.contains(TOLD),
            seen: format!("{}\n{}", watched.show, watched.journal),
        },
        Check {
            what: "with oomscope: the step's exit code is 3, a death by memory",
            holds: watched.exit == oomscope_shared::exit_code::MEMORY_DEATH.to_string(),
            seen: watched.exit.clone(),
        },
    ];
    checks.push(match artifact {
        Some(artifact) => death(artifact),
        None => missing("with oomscope: the batch alone dies, proved by its own cgroup"),
    });
    checks.push(match artifact {
        Some(artifact) => whole(artifact),
        None => missing("with oomscope: the artifact is complete"),
    });
    checks
}

fn missing(what: &'static str) -> Check {
    Check {
        what,
        holds: false,
        seen: "no artifact that could be read".to_owned(),
    }
}

/// A death that is proved by the counters of the batch's own cgroup.
fn death(artifact: &Artifact) -> Check {
    let proved = artifact.batches.iter().any(|batch| {
        batch.ending.is_memory_death()
            && batch.proof == Proof::Certain
            && batch
                .cgroup()
                .is_some_and(|counters| counters.oom_kills > Some(0))
    });
    Check {
        what: "with oomscope: the batch alone dies, proved by its own cgroup",
        holds: proved,
        seen: artifact
            .batches
            .iter()
            .map(|batch| {
                let evidence: Vec<String> = batch.evidence.iter().map(Message::english).collect();
                let evidence = evidence.join(" ");
                format!(
                    "{} ({}): {evidence}",
                    batch.ending.name(),
                    batch.proof.name()
                )
            })
            .collect::<Vec<_>>()
            .join("; "),
    }
}

fn whole(artifact: &Artifact) -> Check {
    let run = artifact
        .tests
        .rows()
        .all(|row| row.outcome != Outcome::NotRun);
    Check {
        what: "with oomscope: the artifact is complete, every test was run",
        holds: artifact.run.completion == Completion::Finished
            && artifact.tests.len() == TESTS
            && run,
        seen: format!(
            "{:?}, {} tests, {:?}",
            artifact.run.completion,
            artifact.tests.len(),
            artifact.tests.outcome
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_left_behind_fails_everything() {
        let checks = judge(&Results::default());
        assert!(checks.iter().all(|check| !check.holds));
    }

    #[test]
    fn a_service_that_was_stopped_whole_is_recognised() {
        let plain = Job {
            exit: "143".to_owned(),
            show: "Result=oom-kill\nOOMPolicy=stop".to_owned(),
            journal: format!("runner: {TOLD}"),
            next: false,
        };
        let checks = judge(&Results {
            plain,
            ..Results::default()
        });
        assert!(checks[..3].iter().all(|check| check.holds));
        assert!(checks[3..].iter().all(|check| !check.holds));
    }
}
