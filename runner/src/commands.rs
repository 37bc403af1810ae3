//! The subcommands: each reads its input, lets others do the work, and says the result.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, ExitCode, Stdio};

use oomscope_journal::{Replay, decode};
use oomscope_report::{budget, comparison, conclusion, github, summary};
use oomscope_shared::answer::{answer, heap_limit, told};
use oomscope_shared::artifact::{Batch, Framework};
use oomscope_shared::compare::{VerdictKind, compare_groups};
use oomscope_shared::exit_code;
use oomscope_shared::merge::{MergeError, Merger};
use oomscope_shared::{Artifact, Ending, Key, Message, Outcome, messages, plain};

use crate::budget::Gate;
use crate::cli::{
    BaselineArgs, BudgetOptions, CheckArgs, CheckFormat, Command, CompareArgs, CompareFormat,
    DoctorArgs, MergeArgs, OwnFormat, RecordArgs, RecoverArgs, ReportArgs, ReportFormat, RunArgs,
    SiteArgs, USUAL_ARTIFACT, ViewArgs,
};
use crate::display::{Display, end, mark, note, print_failure, warning};
use crate::error::Failure;
use crate::input::Kind;
use crate::locale::locale;
use crate::page::{PageServer, Served};
use crate::paint::{self, Paint};
use crate::plan::RunPlan;
use crate::{
    about, alone, doctor, driver, engine, fleet, import, input, journal_file, picture, planned,
    recorder, site, terminal,
};

/// Does what the command line says. Errors are told here, once.
pub fn dispatch(command: Command) -> ExitCode {
    let result = match command {
        Command::Run(args) => gated_run(*args),
        Command::Record(args) => record(args),
        Command::Check(args) => check(&args),
        Command::Baseline(args) => write_baseline(&args),
        Command::Compare(args) => compare_runs(&args),
        Command::Report(args) => report(&args),
        Command::View(args) => view(&args),
        Command::Site(args) => make_site(&args),
        Command::Plan(args) => planned::plan(&args).map(|text| {
            match &args.out {
                Some(path) => print(&format!("{}\n", path.display())),
                None => print(&text),
            }
            exit_code::OK
        }),
        Command::Merge(args) => merge(&args),
        Command::Export(args) => fleet::export(&args).map(|()| {
            print(&format!("{}\n", args.out.display()));
            exit_code::OK
        }),
        Command::Import(args) => import::run(&args).map(|out| {
            print(&format!("{}\n", out.display()));
            exit_code::OK
        }),
        Command::Recover(args) => recover(&args),
        Command::Completions(args) => {
            print_bytes(&about::completions(args.shell));
            Ok(exit_code::OK)
        }
        Command::Man(args) => about::write_man(&args.out).map(|()| exit_code::OK),
        Command::Doctor(args) => doctor(&args),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            print_failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn gated_run(args: RunArgs) -> Result<u8, Failure> {
    let gate = Gate::open(&args.budget)?;
    let plan = RunPlan::for_run(args)?;
    let code = run(&plan, Some(&gate))?;
    if plan.framework == Framework::Command && plan.choice.is_all() {
        note(without_tests(&plan.command));
    }
    Ok(code)
}

fn record(args: RecordArgs) -> Result<u8, Failure> {
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

fn run(plan: &RunPlan, gate: Option<&Gate>) -> Result<u8, Failure> {
    Ok(run_to_the_end(plan, gate)?.0)
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

/// A judgement for a terminal.
fn judgement_text(judgement: &budget::Judgement) -> String {
    let paint = match judgement.is_kept() {
        true => Paint::Good,
        false => Paint::Bad,
    };
    paint.on_head(&budget::text(judgement, &locale()), "\n")
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

fn compare_runs(args: &CompareArgs) -> Result<u8, Failure> {
    let read = |first: &Path, more: &[PathBuf]| -> Result<Vec<Artifact>, Failure> {
        let files = std::iter::once(first).chain(more.iter().map(PathBuf::as_path));
        files.map(input::read_artifact).collect()
    };
    let before = read(&args.before, &args.more_before)?;
    let after = read(&args.after, &args.more_after)?;
    let sides = [&before, &after].map(|side| side.iter().collect::<Vec<_>>());
    let Some(compared) = compare_groups(&sides[0], &sides[1]) else {
        return Err(Failure::usage("a side has no run", "name its artifact"));
    };
    let text = match args.format {
        CompareFormat::Html => alone::comparison(args, [before.clone(), after.clone()])?,
        CompareFormat::Text => comparison::text(
            &compared,
            &comparison::TextOptions {
                width: terminal_width(),
                ..comparison::TextOptions::default()
            },
            &locale(),
        ),
        CompareFormat::Markdown => comparison::markdown(&compared, &locale()),
        CompareFormat::Json => pretty(&comparison::json(&compared))?,
    };
    if args.format == CompareFormat::Text && args.out.is_none() {
        let paint = Paint::from(compared.verdict.kind);
        paint::print(&paint.on_head(&text, "\n\n"));
    } else {
        write_or_print(args.out.as_deref(), &with_newline(text).into_bytes())?;
    }
    Ok(match compared.verdict.kind {
        VerdictKind::Regressed => exit_code::REGRESSED,
        _ => exit_code::OK,
    })
}

fn check(args: &CheckArgs) -> Result<u8, Failure> {
    let run = input::read_artifact(&args.run)?;
    let gate = Gate::open(&args.budget)?;
    if gate.is_empty() {
        // A file that was moved would keep a job green for ever.
        return Err(Failure::usage(
            "there is no budget to check against",
            "write one with `oomscope baseline`, name its file with --config, or say --fail-on or --baseline",
        ));
    }
    let judgement = gate.judge(&run);
    if let Some(path) = &gate.path {
        note(messages::TerminalBudgetOf {
            path: path.display().to_string(),
        });
    }
    match args.format {
        CheckFormat::Text => paint::print(&judgement_text(&judgement)),
        CheckFormat::Markdown => print(&with_newline(budget::markdown(&judgement, &locale()))),
        CheckFormat::Json => print(&with_newline(pretty(&budget::json(&judgement))?)),
    }
    Ok(match judgement.is_kept() {
        true => exit_code::OK,
        false => exit_code::BUDGET_BROKEN,
    })
}

fn write_baseline(args: &BaselineArgs) -> Result<u8, Failure> {
    let text = crate::budget::baseline(args)?;
    write_or_print(args.out.as_deref(), text.as_bytes())?;
    Ok(exit_code::OK)
}

fn report(args: &ReportArgs) -> Result<u8, Failure> {
    let artifact = input::read_artifact(&args.run)?;
    let bytes = match args.format {
        ReportFormat::Own(format) => own_report(args, format, artifact)?,
        ReportFormat::Export(export) => (export.write)(&artifact, args.table).into_bytes(),
    };
    write_or_print(args.out.as_deref(), &bytes)?;
    Ok(exit_code::OK)
}

fn own_report(args: &ReportArgs, format: OwnFormat, run: Artifact) -> Result<Vec<u8>, Failure> {
    Ok(match format {
        OwnFormat::GithubSummary
        | OwnFormat::GithubAnnotations
        | OwnFormat::GithubOutputs
        | OwnFormat::GithubComment => for_github(args, format, &run)?.into_bytes(),
        OwnFormat::Json => with_newline(pretty(&summary::summary(&run))?).into_bytes(),
        OwnFormat::Markdown => with_newline(summary::markdown(&run, &locale())).into_bytes(),
        OwnFormat::Svg => picture::as_svg(&run).into_bytes(),
        OwnFormat::Png if args.out.is_none() && std::io::stdout().is_terminal() => {
            return Err(Failure::usage(
                "a terminal shows no PNG",
                "name a file with --out",
            ));
        }
        OwnFormat::Png => picture::as_png(&run)?,
        OwnFormat::Html => alone::run(&args.run, run)?.into_bytes(),
    })
}

fn for_github(args: &ReportArgs, format: OwnFormat, run: &Artifact) -> Result<String, Failure> {
    let before = args.before.as_deref().map(input::read_artifact);
    let before = before.transpose()?;
    let before = before.as_ref();
    let options = BudgetOptions {
        config: args.config.clone(),
        baseline: args.before.clone(),
        fail_on: args.fail_on.clone(),
    };
    let judgement = crate::budget::of_report(&options, run)?;
    let judgement = judgement.as_ref();
    Ok(match format {
        OwnFormat::GithubSummary => github::summary(
            run,
            before,
            judgement,
            github::MOST_SUMMARY_BYTES,
            &locale(),
        ),
        OwnFormat::GithubAnnotations => github::annotations(
            run,
            judgement,
            &|file| prefix_of(file, &args.path_prefix),
            &locale(),
        ),
        OwnFormat::GithubOutputs => github::outputs(
            run,
            before,
            judgement,
            &args.run.to_string_lossy(),
            &locale(),
        ),
        _ => github::comment(run, before, judgement, &locale()),
    })
}

/// The way to the folder that a file is named from. pytest names files from its root folder, which may lie above
/// the one that it was started in: where the file is not below the latter, the folders above are tried.
fn prefix_of(file: &str, prefix: &str) -> String {
    let mut folders: Vec<&str> = prefix
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let mut here = PathBuf::from(".");
    loop {
        if here.join(file).exists() {
            return folders.join("/");
        }
        if folders.pop().is_none() {
            // In a job without a checkout no file is there.
            return prefix.to_owned();
        }
        here.push("..");
    }
}

fn make_site(args: &SiteArgs) -> Result<u8, Failure> {
    let start = site::write(&args.folder, &args.out)?;
    print(&format!("{}\n", start.display()));
    Ok(exit_code::OK)
}

fn view(args: &ViewArgs) -> Result<u8, Failure> {
    let mut artifacts = Vec::new();
    // Without a name what `oomscope run` writes without one; where there is none the page says what it wants.
    let usual = PathBuf::from(USUAL_ARTIFACT);
    let is_usual = args.artifacts.is_empty() && usual.exists();
    for path in args.artifacts.iter().chain(is_usual.then_some(&usual)) {
        let bytes = input::read(path, Kind::Artifact)?;
        // Opened once here, so that a wrong file is an error in the terminal and not a page.
        input::parse(path, &bytes)?;
        let name = path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned();
        artifacts.push(Served { name, bytes });
    }
    let server = PageServer::bind(args.port, artifacts)?;
    let url = server.url();
    print(&format!("{url}\n"));
    if !args.no_open && !open_in_browser(&url) {
        note(Key::TerminalNoBrowser);
    }
    note(Key::TerminalServing);
    server.serve();
    Ok(exit_code::OK)
}

/// Asks the desktop to open an address. Without a desktop there is nobody to ask.
fn open_in_browser(url: &str) -> bool {
    let has_desktop = ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"]
        .iter()
        .any(|n| std::env::var_os(n).is_some());
    has_desktop
        && ["xdg-open", "wslview"].iter().any(|program| {
            Process::new(program)
                .arg(url)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .is_ok()
        })
}

fn merge(args: &MergeArgs) -> Result<u8, Failure> {
    let mut merger = Merger::default();
    let refused = |path: Option<&Path>, error: MergeError| {
        let message = match path {
            Some(path) => format!("cannot join `{}`: {error}", path.display()),
            None => format!("cannot join these files: {error}"),
        };
        Failure::usage(
            message,
            "give the artifacts that `oomscope run --shard I/N` wrote in one run, each once",
        )
    };
    for path in &args.shards {
        let shard = input::read_artifact(path)?;
        merger
            .add(shard)
            .map_err(|error| refused(Some(path), error))?;
    }
    let whole = merger.finish().map_err(|error| refused(None, error))?;
    recorder::write_whole(&args.out, &whole, false)?;
    for message in &whole.warnings {
        warning(message);
    }
    note(messages::TerminalJoined {
        shards: whole.run.shards.len(),
        tests: whole.tests.len(),
    });
    print(&format!("{}\n", args.out.display()));
    Ok(exit_code::OK)
}

fn recover(args: &RecoverArgs) -> Result<u8, Failure> {
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
    recorder::write_whole(&out, &artifact, true)?;
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

fn doctor(args: &DoctorArgs) -> Result<u8, Failure> {
    let report = doctor::examine();
    match args.json {
        true => print(&with_newline(pretty(&report)?)),
        false => paint::print(&report.text(terminal_width())),
    }
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

fn pretty(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map_err(Failure::recorder)
}

fn write_or_print(out: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    match out {
        Some(path) => std::fs::write(path, bytes).map_err(|error| {
            Failure::usage(
                format!("cannot write `{}`: {error}", path.display()),
                "choose another file with --out",
            )
        }),
        None => {
            print_bytes(bytes);
            Ok(())
        }
    }
}

fn with_newline(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Prints for scripts. A reader that has gone away, such as `head`, is no error.
fn print(text: &str) {
    print_bytes(text.as_bytes());
}

fn print_bytes(bytes: &[u8]) {
    // At a terminal both are one, and this comes after what was said.
    terminal::settle(terminal::PATIENCE);
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(bytes);
    let _ = stdout.flush();
}

fn terminal_width() -> usize {
    let (_, columns) = console::Term::stderr().size();
    usize::from(columns).clamp(60, 120)
}
