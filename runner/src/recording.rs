//! The subcommands that need Linux: running tests, watching their processes, and what belongs to that.
//!
//! `recording/absent.rs` stands in its place elsewhere, where oomscope reads what was recorded.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use oomscope_journal::{Replay, decode};
use oomscope_report::{conclusion, summary};
use oomscope_shared::answer::{answer, heap_limit, told};
use oomscope_shared::artifact::{Batch, Framework};
use oomscope_shared::exit_code;
use oomscope_shared::{Artifact, Ending, Key, Message, Outcome, messages, plain};

use crate::budget::Gate;
use crate::cli::{DoctorArgs, RecordArgs, RecoverArgs, RunArgs};
use crate::commands::{judgement_text, pretty, print, terminal_width, with_newline};
use crate::display::{Display, end, mark, note, warning};
use crate::error::Failure;
use crate::input::Kind;
use crate::locale::locale;
use crate::paint::{self, Paint};
use crate::plan::RunPlan;
use crate::{doctor, driver, engine, guard, input, journal_file, limiter, terminal, whole};

pub use crate::planned::plan;

/// What this program does in the place of another, where it was started so by itself.
pub fn helper(first: &str) -> Option<ExitCode> {
    match first {
        guard::COMMAND => Some(guard::main()),
        limiter::LIMIT_COMMAND => Some(limiter::print_limit()),
        driver::watch::COMMAND => Some(driver::watch::main()),
        _ => None,
    }
}

/// What is inside of it, for `--version`.
pub fn inside() -> String {
    format!("{} files", driver::PLUGIN_FILES.len())
}

/// Runs a suite.
pub fn run(args: RunArgs) -> Result<u8, Failure> {
    let gate = Gate::open(&args.budget)?;
    let plan = RunPlan::for_run(args)?;
    let code = run_to_the_end(&plan, Some(&gate))?.0;
    if plan.framework == Framework::Command && plan.choice.is_all() {
        note(without_tests(&plan.command));
    }
    Ok(code)
}

/// Runs a command as one batch.
pub fn record(args: RecordArgs) -> Result<u8, Failure> {
    let passes_code = args.pass_exit_code;
    let plan = RunPlan::for_record(args)?;
    let (code, artifact) = run_to_the_end(&plan, None)?;
    let own = artifact.batches.last().and_then(own_code);
    Ok(own.filter(|_| passes_code).unwrap_or(code))
}

/// How the main process of a batch ended, as a shell says it.
fn own_code(batch: &Batch) -> Option<u8> {
    let by_signal = || Some(128 + batch.signal()?);
    u8::try_from(batch.exit_code().or_else(by_signal)?).ok()
}

/// What to do where nothing is known of the tests of a command.
fn without_tests(words: &[String]) -> Message {
    let command = plain::line(&words.join(" "));
    let Some(framework) = driver::inside(words) else {
        return messages::TerminalNoFramework { command }.into();
    };
    let (label, name) = (framework.label(), framework.name());
    match framework.has_plugin() {
        true => messages::TerminalInsidePlugin {
            command,
            framework: label,
            name,
        }
        .into(),
        false => messages::TerminalInsideAdapter {
            command,
            framework: label,
        }
        .into(),
    }
}

fn run_to_the_end(plan: &RunPlan, gate: Option<&Gate>) -> Result<(u8, Artifact), Failure> {
    let display = Display::new(plan.quiet, plan.show_output, plan.jobs);
    let mut finished = engine::run(plan, display)?;
    let out = finished.out.display().to_string();
    let shown = plain::line(&out);
    let judgement = gate
        .filter(|gate| !gate.is_empty())
        .map(|gate| gate.judge(&finished.artifact));
    let locale = locale();
    let judged = judgement
        .as_ref()
        .map(|judgement| format!("\n{}", judgement_text(judgement).trim_end()));
    let headline = locale.text(&answer(&finished.artifact).headline);
    let advice = heap_limit(&finished.artifact)
        .map_or_else(String::new, |advice| format!("\n{}", locale.text(&advice)));
    finished.display.closing(&format!(
        "\n{}{advice}\n{}\n{}\n{}\n{} {shown}\n{} oomscope view {shown}\n",
        Paint::from(conclusion::case(&finished.artifact)).on(&headline),
        summary::ends::closing_words(&finished.artifact, &locale),
        summary::closing_table(&finished.artifact, terminal_width(), &locale).trim(),
        judged.map_or_else(String::new, |text| text + "\n"),
        mark(Paint::Dim, Key::TerminalArtifact),
        mark(Paint::Dim, Key::TerminalLook),
    ));
    print(&format!("{out}\n"));
    let code = match finished.stopped_by {
        Some(signal) => pass_on(signal),
        None => match run_code(&finished.artifact) {
            exit_code::OK if judgement.is_some_and(|judgement| !judgement.is_kept()) => {
                exit_code::BUDGET_BROKEN
            }
            code => code,
        },
    };
    Ok((code, finished.artifact))
}

/// Ends by the signal that stopped the run, so that a shell or a service manager sees that it was heeded:
/// a script at a terminal, for example, stops at Ctrl-C only if the command died of it.
fn pass_on(signal: i32) -> u8 {
    // The first process of a container is not ended by a signal that it sends itself.
    end(terminal::HURRY);
    if std::process::id() != 1 {
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
    signal_code(signal)
}

/// The exit code of a run that came to its end: memory first, then other deaths, then tests. Where tests
/// were run again and all are well in the end, only a death of memory still counts.
fn run_code(artifact: &Artifact) -> u8 {
    // What a batch left that had to make room for others ran again in a batch of its own.
    let endings = || {
        let endings = artifact.batches.iter().map(|batch| batch.ending);
        endings.filter(|ending| *ending != Ending::Preempted)
    };
    let tests = &artifact.tests;
    // What else than its code should a command say that something failed with?
    let is_command = artifact.run.framework == Framework::Command;
    // Where there are more shares than tests, some have nothing to do, and that is well.
    let has_no_share = artifact
        .run
        .shard
        .as_ref()
        .is_some_and(|shard| shard.positions.is_empty());
    let is_mended = !tests.attempts.is_empty()
        && !tests.outcome.iter().copied().any(Outcome::is_bad)
        && artifact
            .batches
            .last()
            .is_some_and(|batch| batch.ending == Ending::Passed);
    if endings().any(Ending::is_memory_death) {
        exit_code::MEMORY_DEATH
    } else if is_mended || (has_no_share && endings().all(|ending| ending == Ending::NoTests)) {
        exit_code::OK
    } else if endings().any(|ending| ending.is_death() || (ending == Ending::Exited && !is_command))
    {
        exit_code::BATCH_DIED
    } else if endings().any(|ending| ending != Ending::Passed)
        || tests.outcome.iter().copied().any(Outcome::is_bad)
    {
        exit_code::TESTS_FAILED
    } else {
        exit_code::OK
    }
}

fn signal_code(signal: i32) -> u8 {
    match signal {
        libc::SIGHUP => exit_code::HANGUP,
        libc::SIGTERM => exit_code::TERMINATED,
        _ => exit_code::INTERRUPTED,
    }
}

/// Makes an artifact of what a killed run has left.
pub fn recover(args: &RecoverArgs) -> Result<u8, Failure> {
    let journal = match journal_of(&args.journal) {
        Some(journal) => journal,
        None => args.journal.clone(),
    };
    let out = args.out.clone().unwrap_or_else(|| artifact_of(&journal));
    let text = input::read(&journal, Kind::Journal)?;
    if journal_file::is_in_use(&journal) {
        let path = journal.display().to_string();
        warning(&messages::TerminalStillRuns { path }.into());
    }
    let read = decode(&text);
    let mut replay = Replay::new();
    let events = read.events.len();
    for event in read.events {
        replay.apply(event);
    }
    let mut artifact = replay.finish().ok_or(Failure::Journal {
        path: journal.clone(),
    })?;
    if read.lost_bytes > 0 {
        let damaged = Message::from(messages::NoteJournalDamaged {
            damaged_bytes: read.lost_bytes,
        });
        warning(&damaged);
        artifact.warnings.push(damaged);
    }
    whole::write(&out, &artifact, true)?;
    let known = told(&artifact);
    note(messages::TerminalRecovered {
        events,
        known,
        tests: artifact.tests.len(),
        path: journal.display().to_string(),
    });
    print(&format!("{}\n", out.display()));
    Ok(exit_code::OK)
}

/// The journal beside an artifact's path, if that is what was given.
fn journal_of(path: &Path) -> Option<PathBuf> {
    let is_journal = path
        .extension()
        .is_some_and(|extension| extension == "journal");
    let journal = journal_file::path_for(path);
    (!is_journal && journal.exists()).then_some(journal)
}

fn artifact_of(journal: &Path) -> PathBuf {
    journal.with_extension("json")
}

/// Says what this machine allows.
pub fn doctor(args: &DoctorArgs) -> Result<u8, Failure> {
    let report = doctor::examine();
    match args.json {
        true => print(&with_newline(pretty(&report)?)),
        false => paint::print(&report.text(terminal_width())),
    }
    Ok(exit_code::OK)
}
