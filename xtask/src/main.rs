//! The developer's commands: `cargo xtask --help` lists them.

mod action;
mod bench;
mod book;
mod build;
mod check;
mod console;
mod corpus;
mod demo;
mod dist;
mod docs;
mod field;
mod fuzz;
mod golden;
mod jars;
mod paths;
mod process;
mod schema;
mod screenshots;
mod setup;
mod test;
mod vm;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The developer's commands of oomscope.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Install what building and testing need, as far as it is missing
    Setup,
    /// Build the page into dist/, then the release binary with the page inside
    Build {
        /// Build the page even if nothing it is made of has changed
        #[arg(long)]
        force: bool,
        /// Only the page
        #[arg(long)]
        page: bool,
    },
    /// Record the example suite before and after its fix, compare the two, open the page
    Demo {
        /// Stop after the comparison in the terminal
        #[arg(long)]
        no_serve: bool,
    },
    /// Set up, build, and run every test
    Test {
        /// Passed on to `cargo test`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Formatting, lints, schema, documents, licences
    Check {
        /// Only the checks whose name contains this
        only: Option<String>,
    },
    /// Ask for advisories about the dependencies
    Audit {
        /// Only in what was fetched before
        #[arg(long)]
        offline: bool,
    },
    /// Write the JSON Schema of the artifact's current format version
    Schema {
        /// Also note its hash: a released schema is never edited again
        #[arg(long)]
        freeze: bool,
    },
    /// Write the help texts in docs/cli.md, and the lists of frameworks
    Docs,
    /// Write action/dist/, the bundle of the GitHub action
    Action,
    /// Write runner/src/driver/jvm/jars/, what is put beside the tests of a JVM; needs a JDK and Maven
    Jars,
    /// Write tests/golden/ with the real runner, for the current format version
    Golden,
    /// Run the suites of tests/corpus and score what is said about them against their truth
    Corpus(corpus::Options),
    /// Run cases from the field, kept outside of this repository, and judge what is said about them
    Field(field::Options),
    /// Give whatever reads bytes any bytes, and name what upsets it
    Fuzz(fuzz::Options),
    /// Measure what oomscope costs and how quick the page is, each as a ratio
    Bench(bench::Options),
    /// Take the pictures in docs/images/
    Screenshots {
        /// Every state in every look (width, colours, language) into this folder, to be looked at
        #[arg(long, value_name = "FOLDER")]
        all: Option<PathBuf>,
        /// Of these artifacts alone, each as a run of its own
        #[arg(requires = "all", value_name = "ARTIFACT")]
        artifacts: Vec<PathBuf>,
    },
    /// Make the documents a book, in target/book
    Book,
    /// Build everything that is published into target/dist, and install each where nothing else is
    Dist(dist::Options),
    /// Run a service out of memory in an emulated Debian with systemd, without oomscope and with it
    VmTest(vm::Options),
}

fn main() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            console::failure(&error);
            ExitCode::FAILURE
        }
    }
}

fn dispatch(task: Task) -> Result<()> {
    match task {
        Task::Setup => setup::run().map(drop),
        Task::Build { force, page: true } => build::page(force),
        Task::Build { force, page: false } => build::run(force).map(drop),
        Task::Demo { no_serve } => demo::run(no_serve),
        Task::Test { args } => test::run(&args),
        Task::Check { only } => check::run(only.as_deref()),
        Task::Audit { offline } => check::audit(offline),
        Task::Schema { freeze } => schema::write(freeze),
        Task::Docs => docs::write(),
        Task::Action => action::build(),
        Task::Jars => jars::build(),
        Task::Golden => golden::run(),
        Task::Corpus(options) => corpus::run(&options),
        Task::Field(options) => field::run(&options),
        Task::Bench(options) => bench::run(&options),
        Task::Fuzz(options) => fuzz::run(&options),
        Task::Screenshots { all, artifacts } => match all {
            Some(folder) if !artifacts.is_empty() => screenshots::of(&artifacts, &folder),
            all => screenshots::run(all.as_deref()),
        },
        Task::Book => book::run(),
        Task::Dist(options) => dist::run(&options),
        Task::VmTest(options) => vm::run(&options),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_follows_test_goes_to_cargo() {
        let cli = Cli::parse_from([
            "cargo xtask",
            "test",
            "-p",
            "oomscope-tests",
            "--",
            "--nocapture",
        ]);
        let Task::Test { args } = cli.command else {
            panic!("not `test`")
        };
        assert_eq!(args, ["-p", "oomscope-tests", "--", "--nocapture"]);
    }
}
