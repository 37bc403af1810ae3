//! The command line as typed. What it means together is decided in `plan`.

mod names;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Args, ColorChoice, CommandFactory, Parser, Subcommand, ValueEnum};
use oomscope_report::budget::Condition;
use oomscope_report::export::{CsvTable, Export};
use oomscope_report::import::Source;
use oomscope_shared::artifact::Limiter;
use oomscope_shared::exit_code;
use oomscope_shared::limit::{LimitError, WantedLimit, parse_limit, parse_percent};
use oomscope_shared::shard::ShardChoice;
use oomscope_shared::units::parse_duration_ms;

use crate::display::{self, ShowOutput, print_failure};
use crate::error::Failure;
use crate::{config, locale, paint, version};

pub use names::{FrameworkArg, Jobs};

/// What `run` and `record` write and `view` opens without a name.
pub const USUAL_ARTIFACT: &str = "run.oomscope.json";

/// Where options of every command stand in its help: behind its own.
const EVERYWHERE: usize = 100;

/// Name the culprit, not the victim: which test ate the memory of a CI job.
#[derive(Debug, Parser)]
#[command(
    name = "oomscope",
    version,
    long_version = version::long_version(),
    max_term_width = 100,
    after_help = exit_codes()
)]
pub struct Cli {
    /// The language of what is said; else that of LC_ALL, LC_MESSAGES or LANG
    #[arg(long, global = true, display_order = EVERYWHERE, value_name = "CODE", value_parser = language())]
    lang: Option<String>,
    /// Colours: on a terminal, unless NO_COLOR is set; always; or never
    #[arg(long, global = true, display_order = EVERYWHERE, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
    /// Say nothing but errors; what goes to standard output still does
    #[arg(long, short, global = true, display_order = EVERYWHERE)]
    quiet: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The languages that there are catalogues of.
fn language() -> PossibleValuesParser {
    PossibleValuesParser::new(locale::codes())
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a test suite in batches, watch its memory, and write an artifact
    Run(Box<RunArgs>),
    /// Run one command as one batch: timeline, peak and ending, whatever it is
    Record(RecordArgs),
    /// Compare a run before a fix with a run after it
    Compare(CompareArgs),
    /// Hold an artifact against a memory budget: exit code 6 if it is broken
    Check(CheckArgs),
    /// Write a budget that an artifact keeps, as a file to begin with
    Baseline(BaselineArgs),
    /// Turn an artifact into a summary for scripts or people
    Report(ReportArgs),
    /// Open artifacts in the browser; the page is inside this program and nothing is uploaded
    View(ViewArgs),
    /// Make a static site of a folder of artifacts: the page, the artifacts, their history
    Site(SiteArgs),
    /// Write what each file of a suite needed in a run, as a small file for `oomscope run --jobs --plan`
    Plan(PlanArgs),
    /// Join the artifacts of the shards of one run into one
    Merge(MergeArgs),
    /// Put many artifacts into tables that databases read
    Export(ExportArgs),
    /// Make an artifact of another tool's file, for comparison: mprof, psrecord, pytest-monitor, memray
    Import(ImportArgs),
    /// Make an artifact of the journal that a killed run left behind
    Recover(RecoverArgs),
    /// Print what completes the words of this program in a shell
    Completions(CompletionsArgs),
    /// Write the manual pages into a folder
    #[command(hide = true)]
    Man(ManArgs),
    /// Say what this machine allows: limits, proofs, figures, pytest; and what would have to change
    Doctor(DoctorArgs),
}

/// Options of `run` and `record`.
#[derive(Debug, Args)]
pub struct RecordOptions {
    /// Where to write the artifact
    #[arg(long, short, value_name = "PATH", default_value = USUAL_ARTIFACT)]
    pub out: PathBuf,
    /// A name for this run, for example `before`
    #[arg(long, value_name = "NAME")]
    pub label: Option<String>,
    /// What a batch may use together: a size such as 400MiB, a share such as 50% of what there is, `auto`
    /// for what the machine, the container and the cgroups leave less a reserve, or `none`
    #[arg(long, value_name = "LIMIT", default_value = "auto", value_parser = limit)]
    pub memory_limit: WantedLimit,
    /// Share of the limit from which a batch of pytest, unittest or Django stops after the running test, so
    /// that the rest goes on in a fresh process; `off` for no such line
    #[arg(long, value_name = "PERCENT", default_value = "90%", value_parser = soft_limit)]
    pub soft_limit: SoftLimitArg,
    /// Who enforces the limit [default: the best that works here, in the order of this list]
    #[arg(long, value_name = "NAME", value_parser = names::limiters())]
    pub limiter: Option<Limiter>,
    /// End a batch that takes longer than this, for example 90s or 10m
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub timeout: Option<u64>,
    /// Memory samples per second
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub sample_hz: u32,
    /// What sampling may cost, in percent of one processor: beyond it samples become fewer
    #[arg(long, value_name = "PERCENT", default_value = "1%", value_parser = budget)]
    pub sampling_budget: f64,
    /// Show the output of batches as it comes, only of those that did not pass, or not at all
    /// [default: live; on a terminal: failed]
    #[arg(long, value_name = "WHEN")]
    pub show_output: Option<ShowOutput>,
    /// Keep what matches this regular expression out of the artifact, and with it out of all that is made of
    /// it; may be given several times. Tokens and keys of known shapes are kept out as well
    #[arg(long, value_name = "PATTERN")]
    pub redact: Vec<String>,
    /// Keep out only what `--redact` says
    #[arg(long)]
    pub no_default_redaction: bool,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Run the tests listed in this file: one id a line, `#` starts a comment line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub tests: Option<PathBuf>,
    /// Run only this test; may be given several times
    #[arg(long, value_name = "ID", conflicts_with = "tests")]
    pub test: Vec<String>,
    /// Tests per batch, each batch in a fresh process [default: all that can share a process, 1 for a command
    /// that is no known framework; after a death the rest goes on in a fresh process either way]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub batch_size: Option<u32>,
    /// Run only one share of the tests, such as 2/4, the first one being 1/4; `oomscope merge` joins what
    /// the shares wrote
    #[arg(long, value_name = "I/N")]
    pub shard: Option<ShardChoice>,
    /// An earlier artifact of the suite: with --shard the shares become equal in time and memory instead of in
    /// number, with --jobs it tells what each file is expected to need
    #[arg(long, value_name = "ARTIFACT")]
    pub balance_by: Option<PathBuf>,
    /// Run so many batches side by side, as far as their memory fits under the limit of the run; `auto`: one for
    /// each processor
    #[arg(long, value_name = "N", default_value = "1", value_parser = names::jobs)]
    pub jobs: Jobs,
    /// A plan of what each file is expected to need, for --jobs; `oomscope plan` writes one
    #[arg(long, value_name = "FILE", conflicts_with = "balance_by")]
    pub plan: Option<PathBuf>,
    /// End a test that takes longer than this, set-up and teardown included, for example 60s; the tests
    /// after it go on in a fresh process. A process that is still there so long after its session is
    /// ended as well
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub test_timeout: Option<u64>,
    /// Stop after the first test that fails or dies
    #[arg(long)]
    pub fail_fast: bool,
    /// Run tests that failed or died again in a fresh process, up to so many times; earlier attempts
    /// stay in the artifact
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=100))]
    pub retries: u32,
    /// What the command is; `auto` looks at its words
    #[arg(long, value_name = "NAME", default_value = "auto", value_parser = names::frameworks())]
    pub framework: FrameworkArg,
    /// Look for the cause where tests keep memory or a batch died of it, not at all, or in any case
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub hunt: HuntArg,
    /// How long the hunt may take, for example 2m [default: as long as the run took, at least 30s and
    /// at most 10m]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub hunt_budget: Option<u64>,
    /// Repeat the tests this often in one process and say what stays each time
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(3..=1000))]
    pub repeat: Option<u32>,
    /// The budget.
    #[command(flatten)]
    pub budget: BudgetOptions,
    /// Options shared with `record`.
    #[command(flatten)]
    pub options: RecordOptions,
    /// The command, after `--`: for example `pytest tests/`. For other commands `{}` stands for the
    /// tests of a batch; without it they are appended
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}

/// Options of what judges a run by a budget.
#[derive(Debug, Clone, Args)]
pub struct BudgetOptions {
    /// The file with the budget [default: `oomscope.toml`, or `[tool.oomscope]` of `pyproject.toml`, here or
    /// above]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// An earlier artifact to hold the run against: for growth, and for a regression
    #[arg(long, value_name = "ARTIFACT")]
    pub baseline: Option<PathBuf>,
    /// What shall end in exit code 6, beside broken limits: `leak`, `hog`, `finding` for either,
    /// `regression`; several with commas between
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = condition)]
    pub fail_on: Vec<Condition>,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The artifact
    #[arg(value_name = "ARTIFACT")]
    pub run: PathBuf,
    /// The budget.
    #[command(flatten)]
    pub budget: BudgetOptions,
    /// How to print what comes of it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: CheckFormat,
}

/// Arguments of `baseline`.
#[derive(Debug, Args)]
pub struct BaselineArgs {
    /// The artifact of a run that was all right
    #[arg(value_name = "ARTIFACT")]
    pub run: PathBuf,
    /// How far above what was measured the limits are
    #[arg(long, value_name = "PERCENT", default_value = "10%", value_parser = budget)]
    pub room: f64,
    /// For how many days the run's findings are ignored
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(..=36_500))]
    pub days: u32,
    /// File to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Arguments of `record`.
#[derive(Debug, Args)]
pub struct RecordArgs {
    /// End with the exit code of the command itself; where a signal ended it, with 128 and the signal's number, as
    /// a shell says it
    #[arg(long)]
    pub pass_exit_code: bool,
    /// Options shared with `run`.
    #[command(flatten)]
    pub options: RecordOptions,
    /// The command, after `--`
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Artifact of the run before
    pub before: PathBuf,
    /// Artifact of the run after
    pub after: PathBuf,
    /// More runs of the suite before: repeats tell how much noise there is
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub more_before: Vec<PathBuf>,
    /// More runs of the suite after
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub more_after: Vec<PathBuf>,
    /// How to print the comparison
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: CompareFormat,
    /// File to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The artifact
    pub run: PathBuf,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "markdown", value_parser = names::reports())]
    pub format: ReportFormat,
    /// Artifact of a run before, to be compared with; for the formats of GitHub
    #[arg(long, value_name = "FILE")]
    pub before: Option<PathBuf>,
    /// The file with the budget, as for `run`; for the formats of GitHub
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What breaks the budget besides, as for `run`; for the formats of GitHub
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = condition)]
    pub fail_on: Vec<Condition>,
    /// Way from the root of the repository to the folder that the tests ran in; for annotations
    #[arg(
        long,
        value_name = "DIR",
        default_value = "",
        hide_default_value = true
    )]
    pub path_prefix: String,
    /// Rows of `--format csv`
    #[arg(long, value_name = "TABLE", default_value = "tests", value_parser = names::tables())]
    pub table: CsvTable,
    /// File to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Arguments of `oomscope site`.
#[derive(Debug, Args)]
pub struct SiteArgs {
    /// Folder with artifacts; folders inside of it are looked through as well
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Folder to write; what is in it and has the same name is replaced
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,
}

/// Arguments of `view`.
#[derive(Debug, Args)]
pub struct ViewArgs {
    /// One artifact to look at, or two to compare: before, after [default: run.oomscope.json, or the page alone
    /// where there is none]
    #[arg(value_name = "ARTIFACT")]
    pub artifacts: Vec<PathBuf>,
    /// Port on 127.0.0.1 [default: any free one]
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub port: u16,
    /// Only print the address
    #[arg(long)]
    pub no_open: bool,
}

/// Arguments of `oomscope plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// The artifact
    #[arg(value_name = "ARTIFACT")]
    pub run: PathBuf,
    /// Where the plan goes; one that is there keeps the figures that hardly moved. Standard output without it
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// The artifacts of the shards, in any order
    #[arg(required = true, value_name = "ARTIFACT")]
    pub shards: Vec<PathBuf>,
    /// Where to write the joined artifact
    #[arg(long, short, value_name = "PATH", default_value = USUAL_ARTIFACT)]
    pub out: PathBuf,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// As Parquet files, one for each table: runs, batches, tests, findings, samples
    #[arg(long, required = true)]
    pub parquet: bool,
    /// Artifacts, and folders with artifacts; folders inside of those are looked through as well
    #[arg(required = true, value_name = "FILE-OR-FOLDER")]
    pub paths: Vec<PathBuf>,
    /// Folder to write; tables that are in it are replaced
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The file
    pub file: PathBuf,
    /// Where to write the artifact [default: the file with `.oomscope.json` behind its name]
    #[arg(long, short, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Which tool wrote the file [default: its content tells]
    #[arg(long, value_name = "TOOL", value_parser = names::sources())]
    pub from: Option<Source>,
    /// A name for this run, for example `before`
    #[arg(long, value_name = "NAME")]
    pub label: Option<String>,
}

/// Arguments of `recover`.
#[derive(Debug, Args)]
pub struct RecoverArgs {
    /// The journal, or the artifact's path it lies beside
    pub journal: PathBuf,
    /// Where to write the artifact [default: beside the journal]
    #[arg(long, short, value_name = "PATH")]
    pub out: Option<PathBuf>,
}

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Print everything as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The folder
    #[arg(value_name = "DIR")]
    pub out: PathBuf,
}

/// The soft line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SoftLimitArg {
    /// At this share of the limit, in percent.
    At(f64),
    /// None.
    Off,
}

impl SoftLimitArg {
    /// The share, if there is a line.
    pub fn percent(self) -> Option<f64> {
        match self {
            Self::At(percent) => Some(percent),
            Self::Off => None,
        }
    }
}

/// When the hunt begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HuntArg {
    /// Where the run gives a reason.
    Auto,
    /// Never.
    Off,
    /// Always.
    Always,
}

/// How a comparison is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    /// For a terminal.
    Text,
    /// For a pull request.
    Markdown,
    /// For scripts.
    Json,
    /// The page with both runs inside, as one file that opens without a server.
    Html,
}

/// How a judgement is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For a terminal.
    Text,
    /// For a pull request or a job summary.
    Markdown,
    /// For scripts.
    Json,
}

/// How a run is reported.
#[derive(Debug, Clone, Copy)]
pub enum ReportFormat {
    /// In a format of our own.
    Own(OwnFormat),
    /// In one of another tool's.
    Export(&'static Export),
}

/// The formats of a report that are our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OwnFormat {
    /// The stable summary for scripts.
    Json,
    /// For a pull request or a job summary.
    Markdown,
    /// The chart of the whole run, to be put into a document.
    Svg,
    /// The same as pixels.
    Png,
    /// For GITHUB_STEP_SUMMARY: what to do now, then what it rests on; at most 1 MB.
    GithubSummary,
    /// Workflow commands that GitHub shows beside the code; at most ten of a kind.
    GithubAnnotations,
    /// For GITHUB_OUTPUT: verdict, peak, finding-count, artifact.
    GithubOutputs,
    /// For a comment on a pull request.
    GithubComment,
    /// The page with the run inside, as one file that opens without a server.
    Html,
}

fn limit(text: &str) -> Result<WantedLimit, LimitError> {
    parse_limit(text)
}

fn soft_limit(text: &str) -> Result<SoftLimitArg, LimitError> {
    match text {
        "off" => Ok(SoftLimitArg::Off),
        _ => parse_percent(text).map(SoftLimitArg::At),
    }
}

fn budget(text: &str) -> Result<f64, LimitError> {
    parse_percent(text)
}

fn condition(text: &str) -> Result<Condition, String> {
    config::condition(text)
}

fn duration(text: &str) -> Result<u64, String> {
    parse_duration_ms(text).map_err(|error| error.to_string())
}

fn exit_codes() -> String {
    let rows = exit_code::TABLE
        .iter()
        .map(|(code, meaning)| format!("  {code:>3}  {meaning}\n"));
    format!("Exit codes:\n{}", rows.collect::<String>())
}

/// The parser, for the documentation and its tests.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Parses the process's arguments; help, version and errors are printed here.
pub fn parse() -> Result<Command, ExitCode> {
    match Cli::try_parse() {
        Ok(cli) => {
            locale::choose(cli.lang.as_deref());
            paint::choose(cli.color);
            display::choose(cli.quiet);
            Ok(cli.command)
        }
        Err(error) => {
            paint::choose(color_of(std::env::args_os()));
            if is_mistake(&error) {
                print_failure(&as_failure(&error));
                return Err(ExitCode::from(exit_code::USAGE));
            }
            let text = error.render().ansi().to_string();
            if error.use_stderr() {
                paint::line(text.trim_end());
                Err(ExitCode::from(exit_code::USAGE))
            } else {
                paint::print(&text);
                Err(ExitCode::from(exit_code::OK))
            }
        }
    }
}

/// The colours that words ask for which were not understood as a whole.
fn color_of(words: impl Iterator<Item = OsString>) -> ColorChoice {
    let words: Vec<OsString> = words.take_while(|word| word != "--").collect();
    let named = words.iter().enumerate().find_map(|(at, word)| {
        let word = word.to_str()?;
        match word.strip_prefix("--color=") {
            Some(when) => Some(when),
            None if word == "--color" => words.get(at + 1)?.to_str(),
            None => None,
        }
    });
    named
        .and_then(|when| ColorChoice::from_str(when, false).ok())
        .unwrap_or_default()
}

/// Whether something was typed that is wrong. Nothing typed at all gets the help instead.
fn is_mistake(error: &clap::Error) -> bool {
    error.use_stderr() && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

/// clap's errors in the shape of all others: a line that names input and reason, one with the remedy.
fn as_failure(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let mut blocks = text.split("\n\n").map(|block| {
        let lines: Vec<&str> = block.lines().map(str::trim).collect();
        lines.join(" ")
    });
    let message = blocks.next().unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    let hints: Vec<String> = blocks
        .filter(|block| !block.starts_with("For more information"))
        .map(|block| {
            // Of several tips the first is the closest.
            let tip = block.split(" tip: ").next().unwrap_or_default();
            let tip = tip.strip_prefix("tip: ").unwrap_or(tip);
            tip.replacen("Usage: ", "usage: ", 1)
        })
        .collect();
    let hint = if hints.is_empty() {
        "see `--help`".to_owned()
    } else {
        hints.join("; ")
    };
    Failure::usage(message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::artifact::Framework;

    #[test]
    fn the_parser_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn names_are_those_of_artifacts() {
        let parsed = |options: &[&str]| {
            let words = [&["oomscope", "run"], options, &["--", "x"]].concat();
            match Cli::try_parse_from(words).unwrap().command {
                Command::Run(run) => (run.framework.named(), run.options.limiter),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(parsed(&[]), (None, None));
        for framework in Framework::ALL {
            let found = parsed(&["--framework", framework.name()]);
            assert_eq!(found.0, Some(framework));
        }
        for limiter in Limiter::ALL {
            assert_eq!(parsed(&["--limiter", limiter.name()]).1, Some(limiter));
        }
        let wrong = ["oomscope", "run", "--framework", "pytets", "--", "x"];
        let failure = as_failure(&Cli::try_parse_from(wrong).unwrap_err());
        assert!(failure.hint().unwrap().contains("'pytest'"), "{failure:?}");
    }

    #[test]
    fn flags_after_the_dashes_belong_to_the_command() {
        let cli = Cli::try_parse_from(["oomscope", "run", "-q", "--", "pytest", "-q", "--", "x"]);
        let cli = cli.unwrap();
        assert!(cli.quiet);
        let Command::Run(run) = cli.command else {
            panic!()
        };
        assert_eq!(run.command, ["pytest", "-q", "--", "x"]);
    }

    #[test]
    fn bad_numbers_are_refused_with_a_remedy() {
        for (flag, value, part) in [
            ("--batch-size", "0", "1.."),
            ("--memory-limit", "lots", "400MiB"),
            ("--timeout", "soon", "90s"),
            ("--sample-hz", "0", "1..=1000"),
        ] {
            let error = Cli::try_parse_from(["oomscope", "run", flag, value, "--", "pytest"]);
            let text = error.unwrap_err().to_string();
            assert!(text.contains(flag) && text.contains(part), "{text}");
        }
    }

    /// A day after the year 9999 cannot be written.
    #[test]
    fn known_findings_expire_within_a_century() {
        let words = |days| ["oomscope", "baseline", "run.json", "--days", days];
        assert!(Cli::try_parse_from(words("36500")).is_ok());
        assert!(Cli::try_parse_from(words("36501")).is_err());
    }

    #[test]
    fn colours_are_known_also_where_nothing_else_is() {
        let color = |words: &[&str]| color_of(words.iter().map(OsString::from));
        assert_eq!(color(&["rum", "--color", "never"]), ColorChoice::Never);
        assert_eq!(color(&["--color=always", "rum"]), ColorChoice::Always);
        assert_eq!(color(&["rum", "--color"]), ColorChoice::Auto);
        let theirs = ["run", "--", "ls", "--color=always"];
        assert_eq!(color(&theirs), ColorChoice::Auto);
    }

    #[test]
    fn mistakes_are_told_in_two_lines() {
        for (words, message, hint) in [
            (
                &["run"][..],
                "<COMMAND>...",
                "usage: oomscope run -- <COMMAND>...",
            ),
            (
                &["run", "--batch", "2", "--", "x"],
                "'--batch'",
                "'--batch-size'",
            ),
            (
                &["run", "--batch-size", "0", "--", "x"],
                "1..",
                "see `--help`",
            ),
            (&["rum"], "'rum'", "'run'"),
        ] {
            let words = [&["oomscope"], words].concat();
            let failure = as_failure(&Cli::try_parse_from(&words).unwrap_err());
            let (text, remedy) = (failure.to_string(), failure.hint().unwrap());
            assert!(text.contains(message) && !text.contains("error:"), "{text}");
            assert!(remedy.contains(hint), "{remedy}");
            assert!(
                !text.contains('\n') && !remedy.contains('\n'),
                "{text}\n{remedy}"
            );
        }
    }
}
