//! RSpec: a dry run lists the examples, and a batch is one RSpec that is given the ids of some of them. A
//! formatter of ours tells of each while it runs.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use oomscope_diagnosis::heap::held::Held;
use oomscope_shared::artifact::Framework;
use serde::Deserialize;

use super::adapter::{Adapted, Adapter, Asking, Runs, Source};
use super::reporter::Reporter;
use super::words::{has, owned, without_plain};
use super::{ListedTest, ReadDumps, Registration, Step, Unlisted, place, ruby};
use crate::error::Failure;

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Rspec,
    // `./spec/cart_spec.rb[1:2]`: what `before(:all)` sets up is the file's.
    unit_of: |id| id.split_once('[').map_or(id, |(file, _)| file).to_owned(),
    needs_folder: true,
    overwrites: &["--out", "-o"],
    is_named: |words| words.programs().any(|(program, _)| program == "rspec"),
    open: |plan, _| Ok(Box::new(Adapted::new(Rspec::new(&plan.command), plan))),
};

/// Options that take the next word as their value.
const WITH_VALUE: &[&str] = &[
    "-I",
    "-r",
    "--require",
    "-O",
    "--options",
    "--order",
    "--seed",
    "--failure-exit-code",
    "--drb-port",
    "-f",
    "--format",
    "-o",
    "--out",
    "--deprecation-out",
    "-P",
    "--pattern",
    "--exclude-pattern",
    "-e",
    "--example",
    "-E",
    "--example-matches",
    "-t",
    "--tag",
    "--default-path",
    "--error-exit-code",
];

/// The adapter.
pub struct Rspec {
    command: Vec<String>,
    formatter: PathBuf,
}

impl Rspec {
    /// For a command to which options of RSpec can be appended.
    pub fn new(command: &[String]) -> Self {
        Self {
            command: command.to_vec(),
            formatter: PathBuf::new(),
        }
    }
}

#[derive(Debug, Deserialize)]
struct DryRun {
    examples: Vec<Example>,
    summary: Summary,
}

#[derive(Debug, Deserialize)]
struct Example {
    id: String,
}

#[derive(Debug, Deserialize)]
struct Summary {
    #[serde(default)]
    errors_outside_of_examples_count: u32,
}

impl Adapter for Rspec {
    fn framework(&self) -> Framework {
        Framework::Rspec
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        let out = asking.scratch().join("list.json").display().to_string();
        let mut argv = self.command.clone();
        // The text of errors goes where a person sees it, the list into a file.
        argv.extend(owned(&[
            "--dry-run",
            "--order",
            "defined",
            "--format",
            "progress",
            "--out",
            "/dev/stderr",
            "--format",
            "json",
            "--out",
            &out,
        ]));
        asking.ask(&Step::new(argv))?.good()?;
        let scratch = asking.scratch();
        ruby::put_beside(scratch)?;
        self.formatter = place(
            scratch,
            "oomscope_rspec.rb",
            include_str!("oomscope_rspec.rb"),
        )?;
        let text = std::fs::read_to_string(&out).unwrap_or_default();
        let known: DryRun = serde_json::from_str(&text).map_err(|error| {
            Unlisted::Failed(Failure::usage(
                format!("`--dry-run --format json` behind the command wrote no list: {error}"),
                "call RSpec itself, for example: oomscope run -- bundle exec rspec",
            ))
        })?;
        if known.summary.errors_outside_of_examples_count > 0 {
            return Err(Unlisted::Broken);
        }
        let listed = known.examples.into_iter().map(|example| ListedTest {
            id: example.id,
            group: 0,
        });
        Ok(listed.collect())
    }

    fn measures_tests(&self) -> bool {
        true
    }

    fn runs_itself(&self) -> bool {
        super::begins_with(&self.command, "rspec")
    }

    fn heap_reader(&self) -> Option<ReadDumps<Held>> {
        Some(ruby::heaps::read)
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let told = folder.join("told");
        // The paths have chosen when the list was made; those before `rspec` are none.
        let is_rspec = |word: &String| word.rsplit('/').next() == Some("rspec");
        let first = self
            .command
            .iter()
            .position(is_rspec)
            .map_or(self.command.len(), |at| at + 1);
        let (call, rest) = self.command.split_at(first);
        let mut argv = call.to_vec();
        argv.extend(without_plain(rest, &|word| WITH_VALUE.contains(&word)));
        if !has(rest, &["-f", "--format"]) {
            argv.extend(owned(&["--format", "progress"]));
        }
        let formatter = self.formatter.display().to_string();
        argv.extend(owned(&[
            "--require",
            &formatter,
            "--format",
            "OomscopeFormatter",
            "--out",
            "/dev/null",
        ]));
        let mut seen = BTreeSet::new();
        let once: Vec<&str> = tests
            .iter()
            .copied()
            .filter(|id| seen.insert(*id))
            .collect();
        argv.extend(owned(&once));
        let mut step = Step::new(argv);
        step.env = vec![("OOMSCOPE_TOLD".to_owned(), told.display().to_string())];
        if once.len() < tests.len() {
            // RSpec itself runs an example once, and in an order of its own.
            let order = folder.join("order.json");
            std::fs::write(&order, serde_json::json!(tests).to_string())?;
            let order = order.display().to_string();
            step.env.push(("OOMSCOPE_ORDER".to_owned(), order));
        }
        let names = tests.iter().map(|id| ((*id).to_owned(), (*id).to_owned()));
        Ok(Runs {
            steps: vec![step],
            source: Source::File(told),
            reader: Box::new(Reporter::new(names)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_take_the_place_of_paths() {
        let rspec = Rspec::new(&owned(&[
            "bundle",
            "exec",
            "rspec",
            "-I",
            "lib",
            "spec/models",
            "--backtrace",
        ]));
        let runs = rspec
            .run(&["./spec/a_spec.rb[1:1]"], Path::new("/s"))
            .unwrap();
        let argv = &runs.steps[0].argv;
        assert_eq!(
            argv[..8],
            [
                "bundle",
                "exec",
                "rspec",
                "-I",
                "lib",
                "--backtrace",
                "--format",
                "progress"
            ]
        );
        assert_eq!(
            argv.last().map(String::as_str),
            Some("./spec/a_spec.rb[1:1]")
        );
        assert_eq!(runs.steps[0].env.len(), 1);
    }

    #[test]
    fn examples_that_are_repeated_are_named_once_and_their_order_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let rspec = Rspec::new(&owned(&["rspec"]));
        let runs = rspec.run(&["a[1:2]", "a[1:1]", "a[1:2]"], folder.path());
        let step = runs.unwrap().steps.remove(0);
        assert!(step.argv.ends_with(&owned(&["a[1:2]", "a[1:1]"])));
        let (name, order) = step.env.last().unwrap();
        assert_eq!(name, "OOMSCOPE_ORDER");
        let order = std::fs::read_to_string(order).unwrap();
        assert_eq!(order, r#"["a[1:2]","a[1:1]","a[1:2]"]"#);
    }
}
