//! `cargo nextest run`: it lists its tests as JSON, takes them by a filter expression, and tells of each as a
//! line of JSON once all of its binary have ended. Every test has a process of its own, which `watch` starts: it
//! tells when each begins and ends, and what memory it took.

pub(super) mod output;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use oomscope_shared::artifact::Framework;
use serde::Deserialize;

use self::output::Lines;
use super::adapter::{Adapted, Adapter, Asking, Runs, Source};
use super::watch;
use super::words::{at_dashes, owned, without, without_plain};
use super::{HuntWay, ListedTest, Registration, Step, Unlisted, own_unit};
use crate::error::Failure;
use crate::native;

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Nextest,
    unit_of: own_unit,
    needs_folder: true,
    overwrites: &[],
    is_named: |words| {
        words.programs().any(|(program, rest)| {
            let runs = || rest.contains(&"nextest") && rest.contains(&"run");
            program == "cargo-nextest" || program == "cargo" && runs()
        })
    },
    open: |plan, _| Ok(Box::new(Adapted::new(Nextest::new(&plan.command)?, plan))),
};

/// Options that `run` takes and `list` does not, alone.
const ONLY_RUN: &[&str] = &[
    "--no-fail-fast",
    "--fail-fast",
    "--nff",
    "--ff",
    "--no-capture",
    "--nocapture",
    "--hide-progress-bar",
    "--no-run",
    "--no-input-handler",
    "--no-output-indent",
];
/// The same with a value.
const ONLY_RUN_VALUE: &[&str] = &[
    "-j",
    "--test-threads",
    "--retries",
    "--max-fail",
    "--status-level",
    "--final-status-level",
    "--failure-output",
    "--success-output",
    "--message-format",
    "--message-format-version",
    "--no-tests",
    "--show-progress",
    "--stress-count",
    "--stress-duration",
    "--debugger",
    "--tracer",
    "--flaky-result",
    "-R",
    "--rerun",
];
/// Other options with a value.
const WITH_VALUE: &[&str] = &[
    "-p",
    "--package",
    "--exclude",
    "--bin",
    "--example",
    "--test",
    "--bench",
    "-F",
    "--features",
    "--target",
    "--target-dir",
    "--manifest-path",
    "--build-jobs",
    "--cargo-profile",
    "-P",
    "--profile",
    "--color",
    "--config",
    "-Z",
    "-E",
    "--filterset",
    "--filter-expr",
    "--partition",
    "--run-ignored",
    "--platform-filter",
    "--config-file",
    "--tool-config-file",
    "--archive-file",
    "--workspace-remap",
    "--cargo-metadata",
    "--binaries-metadata",
    "--extract-to",
    "--target-dir-remap",
    "--archive-format",
    "--user-config-file",
];
/// Options that choose tests: the list has been made with them.
const FILTERS: &[&str] = &["-E", "--filterset", "--filter-expr", "--partition"];

/// The adapter.
pub struct Nextest {
    /// Everything before `run`.
    call: Vec<String>,
    options: Vec<String>,
    /// The words behind `--`.
    arguments: Vec<String>,
    /// Binary and name of each test.
    tests: BTreeMap<String, (String, String)>,
    /// Ids by the name that a line of JSON has.
    by_line: BTreeMap<String, String>,
    /// Tests that nextest will not run, by its own list.
    ignored: BTreeSet<String>,
    /// The platforms that tests run on, as cargo calls them.
    triples: BTreeSet<String>,
}

impl Nextest {
    /// For a command with `nextest run` in it.
    pub fn new(command: &[String]) -> Result<Self, Failure> {
        let run = (command.iter().position(|word| word.ends_with("nextest"))).and_then(|at| {
            Some(
                at + command[at..]
                    .iter()
                    .position(|word| word == "run" || word == "r")?,
            )
        });
        let Some(run) = run else {
            return Err(Failure::usage(
                "`--framework nextest` needs `nextest run` among the words of the command",
                "for example: oomscope run -- cargo nextest run --workspace",
            ));
        };
        let (options, arguments) = at_dashes(&command[run + 1..]);
        Ok(Self {
            call: command[..run].to_vec(),
            options: options.to_vec(),
            arguments: arguments.to_vec(),
            tests: BTreeMap::new(),
            by_line: BTreeMap::new(),
            ignored: BTreeSet::new(),
            triples: BTreeSet::new(),
        })
    }

    fn takes_value(word: &str) -> bool {
        WITH_VALUE.contains(&word) || ONLY_RUN_VALUE.contains(&word)
    }
}

impl Adapter for Nextest {
    fn framework(&self) -> Framework {
        Framework::Nextest
    }

    fn hunt_way(&self) -> HuntWay {
        HuntWay::BisectAndWatch(native::watched)
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        let mut argv = self.call.clone();
        argv.push("list".to_owned());
        argv.extend(without(&self.options, ONLY_RUN, ONLY_RUN_VALUE));
        argv.extend(owned(&["--message-format", "json"]));
        if !self.arguments.is_empty() {
            argv.push("--".to_owned());
            argv.extend(self.arguments.iter().cloned());
        }
        let text = asking.ask(&Step::new(argv))?.good()?.stdout;
        let list: List = parse_list(&text)?;
        let platforms = list.build.platforms;
        self.triples = (platforms.iter())
            .flat_map(|all| all.host.iter().chain(&all.targets))
            .filter_map(|one| Some(one.platform.as_ref()?.triple.clone()))
            .collect();
        let mut listed = Vec::new();
        for (binary, suite) in list.suites {
            for (name, case) in suite.testcases.unwrap_or_default() {
                let state = case.filter_match;
                // An ignored one is told of as well, as ignored.
                let is_ignored = state.reason.as_deref() == Some("ignored");
                if state.status != "matches" && !is_ignored {
                    continue;
                }
                let id = format!("{binary} {name}");
                let line = format!("{}::{}${name}", suite.package_name, suite.binary_name);
                if is_ignored {
                    self.ignored.insert(id.clone());
                }
                self.by_line.insert(line, id.clone());
                self.tests.insert(id.clone(), (binary.clone(), name));
                // Every test has a process of its own, so all of them can be in one batch.
                listed.push(ListedTest { id, group: 0 });
            }
        }
        Ok(listed)
    }

    fn measures_tests(&self) -> bool {
        true
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let options = without(
            &self.options,
            &["--fail-fast", "--ff", "--no-fail-fast", "--nff"],
            &[
                FILTERS,
                &["--message-format", "--message-format-version", "--max-fail"],
            ]
            .concat(),
        );
        let options = without_plain(&options, &Self::takes_value);
        let mut argv = self.call.clone();
        argv.push("run".to_owned());
        argv.extend(options);
        argv.extend(owned(&[
            "--no-fail-fast",
            "--no-tests=pass",
            "--message-format",
            "libtest-json",
            "-E",
        ]));
        argv.push(self.expression(tests));
        let mut arguments = without_plain(&self.arguments, &|word| word == "--skip");
        arguments.retain(|word| word != "--exact");
        if !arguments.is_empty() {
            argv.push("--".to_owned());
            argv.extend(arguments);
        }
        let told = folder.join("told");
        let mut step = Step::new(argv);
        // https://nexte.st/docs/machine-readable/libtest-json
        step.env = vec![(
            "NEXTEST_EXPERIMENTAL_LIBTEST_JSON".to_owned(),
            "1".to_owned(),
        )];
        step.env.extend(self.watch(&told));
        let ignored = tests.iter().filter(|id| self.ignored.contains(**id));
        Ok(Runs {
            steps: vec![step],
            source: Source::Both(told),
            reader: Box::new(Lines {
                ids: self.by_line.clone(),
                ignored: ignored.map(|id| (*id).to_owned()).collect(),
                ended: BTreeMap::new(),
            }),
        })
    }

    fn is_below(&self, id: &str, entry: &str) -> bool {
        id.strip_prefix(entry)
            .is_some_and(|rest| rest.starts_with(' '))
    }
}

impl Nextest {
    /// The environment by which nextest starts each test through `watch`. Who has a runner of his own for a
    /// platform keeps it.
    fn watch(&self, told: &Path) -> Vec<(String, String)> {
        let Ok(own) = std::env::current_exe() else {
            return Vec::new();
        };
        // cargo cuts the words of a runner at blanks, without any quotes.
        let own = own.display().to_string();
        let runners = self.triples.iter().filter_map(|triple| {
            let triple = triple.to_uppercase().replace(['-', '.'], "_");
            let name = format!("CARGO_TARGET_{triple}_RUNNER");
            let is_free = std::env::var_os(&name).is_none() && !own.contains(' ');
            is_free.then(|| (name, format!("{own} {}", watch::COMMAND)))
        });
        let mut env: Vec<(String, String)> = runners.collect();
        env.push((watch::TOLD.to_owned(), told.display().to_string()));
        env
    }

    /// The filter expression that means exactly these tests.
    fn expression(&self, tests: &[&str]) -> String {
        let mut binaries: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (binary, name) in tests.iter().filter_map(|id| self.tests.get(*id)) {
            binaries
                .entry(binary)
                .or_default()
                .push(format!("test(={})", escaped(name)));
        }
        let parts = binaries.iter().map(|(binary, tests)| {
            format!(
                "(binary_id(={}) & ({}))",
                escaped(binary),
                tests.join(" | ")
            )
        });
        parts.collect::<Vec<_>>().join(" | ")
    }
}

/// A name inside a matcher of a filter expression.
fn escaped(name: &str) -> String {
    name.replace('\\', r"\\")
        .replace(')', r"\)")
        .replace(',', r"\,")
}

/// The list, as far as it matters here. The types of the crate nextest-metadata take only the reasons of a
/// mismatch that nextest had when they were written; every nextest that knows one more would then have no list.
#[derive(Debug, Deserialize)]
struct List {
    #[serde(rename = "rust-build-meta", default)]
    build: Build,
    #[serde(rename = "rust-suites")]
    suites: BTreeMap<String, Suite>,
}

#[derive(Debug, Default, Deserialize)]
struct Build {
    platforms: Option<Platforms>,
}

#[derive(Debug, Deserialize)]
struct Platforms {
    host: Option<Platform>,
    #[serde(default)]
    targets: Vec<Platform>,
}

#[derive(Debug, Deserialize)]
struct Platform {
    platform: Option<Triple>,
}

#[derive(Debug, Deserialize)]
struct Triple {
    triple: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Suite {
    package_name: String,
    binary_name: String,
    testcases: Option<BTreeMap<String, TestCase>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct TestCase {
    filter_match: FilterMatch,
}

#[derive(Debug, Deserialize)]
struct FilterMatch {
    status: String,
    reason: Option<String>,
}

fn parse_list(text: &str) -> Result<List, Unlisted> {
    // Set-up scripts may print before it.
    let line = text
        .lines()
        .find(|line| line.starts_with('{'))
        .unwrap_or(text);
    serde_json::from_str(line).map_err(|error| {
        Unlisted::Failed(Failure::usage(
            format!("`cargo nextest list --message-format json` printed no list: {error}"),
            "run it by hand to see what is wrong",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::adapter::testing;

    /// What nextest 0.9.143 printed, without the metadata of the build.
    const LIST: &str = r#"{"rust-build-meta":{},"test-count":6,"rust-suites":{"shop-core":{"package-name":"shop-core","binary-id":"shop-core","binary-name":"shop_core","kind":"lib","status":"listed","testcases":{"tests::adds":{"kind":"test","ignored":false,"filter-match":{"status":"matches"}},"tests::later":{"kind":"test","ignored":true,"filter-match":{"status":"mismatch","reason":"ignored"}},"tests::other":{"kind":"test","ignored":false,"filter-match":{"status":"mismatch","reason":"expression"}}}},"shop-core::it":{"package-name":"shop-core","binary-id":"shop-core::it","binary-name":"it","kind":"test","status":"listed","testcases":{"outside":{"kind":"test","ignored":false,"filter-match":{"status":"matches"}}}}}}"#;

    fn listed() -> (Nextest, Vec<String>) {
        let words = owned(&[
            "cargo",
            "nextest",
            "run",
            "-j",
            "2",
            "-E",
            "all()",
            "--workspace",
            "name",
        ]);
        let mut nextest = Nextest::new(&words).unwrap();
        let listed = testing::listed(&mut nextest, Path::new("/nowhere"), |_| LIST.to_owned());
        (nextest, listed.into_iter().map(|test| test.id).collect())
    }

    #[test]
    fn tests_are_listed_by_their_binary() {
        assert_eq!(
            listed().1,
            [
                "shop-core tests::adds",
                "shop-core tests::later",
                "shop-core::it outside"
            ]
        );
    }

    #[test]
    fn a_batch_is_a_filter_expression() {
        let (nextest, ids) = listed();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let job = nextest.run(&ids, Path::new("/")).unwrap();
        assert_eq!(
            job.steps[0].argv,
            owned(&[
                "cargo",
                "nextest",
                "run",
                "-j",
                "2",
                "--workspace",
                "--no-fail-fast",
                "--no-tests=pass",
                "--message-format",
                "libtest-json",
                "-E",
                "(binary_id(=shop-core) & (test(=tests::adds) | test(=tests::later))) | (binary_id(=shop-core::it) \
                 & (test(=outside)))"
            ])
        );
    }
}
