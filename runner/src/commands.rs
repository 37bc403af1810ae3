//! The subcommands: each reads its input, lets others do the work, and says the result.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, ExitCode, Stdio};

use oomscope_report::{budget, comparison, github, summary};
use oomscope_shared::compare::{VerdictKind, compare_groups};
use oomscope_shared::exit_code;
use oomscope_shared::merge::{MergeError, Merger};
use oomscope_shared::{Artifact, Key, messages};

use crate::budget::Gate;
use crate::cli::{
    BaselineArgs, BudgetOptions, CheckArgs, CheckFormat, Command, CompareArgs, CompareFormat,
    MergeArgs, OwnFormat, ReportArgs, ReportFormat, SiteArgs, USUAL_ARTIFACT, ViewArgs,
};
use crate::display::{note, print_failure, warning};
use crate::error::Failure;
use crate::input::Kind;
use crate::locale::locale;
use crate::page::{PageServer, Served};
use crate::paint::{self, Paint};
use crate::{about, alone, fleet, import, input, picture, recording, site, terminal, whole};

/// Does what the command line says. Errors are told here, once.
pub fn dispatch(command: Command) -> ExitCode {
    let result = match command {
        Command::Run(args) => recording::run(*args),
        Command::Record(args) => recording::record(args),
        Command::Check(args) => check(&args),
        Command::Baseline(args) => write_baseline(&args),
        Command::Compare(args) => compare_runs(&args),
        Command::Report(args) => report(&args),
        Command::View(args) => view(&args),
        Command::Site(args) => make_site(&args),
        Command::Plan(args) => recording::plan(&args).map(|text| {
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
        Command::Recover(args) => recording::recover(&args),
        Command::Completions(args) => {
            print_bytes(&about::completions(args.shell));
            Ok(exit_code::OK)
        }
        Command::Man(args) => about::write_man(&args.out).map(|()| exit_code::OK),
        Command::Doctor(args) => recording::doctor(&args),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            print_failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

/// A judgement for a terminal.
pub fn judgement_text(judgement: &budget::Judgement) -> String {
    let paint = match judgement.is_kept() {
        true => Paint::Good,
        false => Paint::Bad,
    };
    paint.on_head(&budget::text(judgement, &locale()), "\n")
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
        OwnFormat::GithubAnnotations => {
            github::annotations(run, judgement, &args.path_prefix, &locale())
        }
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
    const OPENERS: &[&str] = if cfg!(windows) {
        &["explorer"]
    } else if cfg!(target_os = "macos") {
        &["open"]
    } else {
        &["xdg-open", "wslview"]
    };
    let has_desktop = cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"]
            .iter()
            .any(|n| std::env::var_os(n).is_some());
    has_desktop
        && OPENERS.iter().any(|program| {
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
    whole::write(&args.out, &whole, false)?;
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

pub fn pretty(value: &impl serde::Serialize) -> Result<String, Failure> {
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

pub fn with_newline(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Prints for scripts. A reader that has gone away, such as `head`, is no error.
pub fn print(text: &str) {
    print_bytes(text.as_bytes());
}

fn print_bytes(bytes: &[u8]) {
    // At a terminal both are one, and this comes after what was said.
    terminal::settle(terminal::PATIENCE);
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(bytes);
    let _ = stdout.flush();
}

pub fn terminal_width() -> usize {
    let (_, columns) = console::Term::stderr().size();
    usize::from(columns).clamp(60, 120)
}
