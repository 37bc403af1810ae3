//! `cargo test`: cargo builds the test binaries and says where they are; a batch is one of them, with the
//! names of its tests.
//!
//! Ids are those that cargo-nextest shows, `BINARY TEST`, because a name such as `shop::it::adds` could be the
//! module `it` of the library as well as the binary of `tests/it.rs`.

pub(super) mod libtest;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use cargo_metadata::{Artifact, BuildScript, Message, TargetKind};
use oomscope_shared::artifact::Framework;
use oomscope_shared::{Key, messages};

use self::libtest::Libtest;
use super::adapter::{Adapted, Adapter, Again, Asking, Runs, Source};
use super::words::{at_dashes, has, owned, plain, without, without_plain};
use super::{HuntWay, ListedTest, Registration, Step, Unlisted, detect, own_unit};
use crate::error::Failure;
use crate::native;

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Cargo,
    unit_of: own_unit,
    needs_folder: true,
    overwrites: &[],
    is_named: |words| {
        words.programs().any(|(program, rest)| {
            program == "cargo" && matches!(detect::first_plain(rest), Some("test" | "t"))
        })
    },
    open: |plan, _| Ok(Box::new(Adapted::new(Cargo::new(&plan.command)?, plan))),
};

/// Options of `cargo test` that take a value.
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
    "-j",
    "--jobs",
    "--profile",
    "--message-format",
    "--color",
    "--config",
    "-Z",
    "-C",
    "--lockfile-path",
    "--artifact-dir",
];
/// Options of a test binary that take a value.
const BINARY_WITH_VALUE: &[&str] = &[
    "--skip",
    "--test-threads",
    "--logfile",
    "--color",
    "--format",
    "--shuffle-seed",
    "-Z",
];
/// Options of a test binary that change how it speaks, alone and with a value.
const SPEECH: &[&str] = &["-q", "--quiet"];
const SPEECH_WITH_VALUE: &[&str] = &["--format", "--logfile", "--color"];

/// The adapter.
pub struct Cargo {
    /// What stands before `cargo`, for example `env A=1`.
    launcher: Vec<String>,
    /// Everything up to `test`.
    call: Vec<String>,
    /// The options of cargo.
    options: Vec<String>,
    /// The words of the test binaries.
    arguments: Vec<String>,
    /// Tests whose names contain one of these.
    filters: Vec<String>,
    binaries: Vec<Binary>,
    /// Binary and name of each test.
    tests: BTreeMap<String, (usize, String)>,
    remarks: Vec<oomscope_shared::Message>,
}

/// A test binary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Binary {
    id: String,
    rank: u8,
    program: String,
    folder: PathBuf,
    env: Vec<(String, String)>,
    has_doc_tests: bool,
}

impl Cargo {
    /// For a command with `cargo test` in it.
    pub fn new(command: &[String]) -> Result<Self, Failure> {
        let name = |word: &String| word.rsplit('/').next() == Some("cargo");
        let at = command.iter().position(name);
        let test = at.and_then(|at| {
            let is_test = |word: &String| word == "test" || word == "t";
            command[at..].iter().position(is_test).map(|test| at + test)
        });
        let (Some(at), Some(test)) = (at, test) else {
            return Err(Failure::usage(
                "`--framework cargo` needs `cargo test` among the words of the command",
                "for example: oomscope run -- cargo test --workspace",
            ));
        };
        let (options, arguments) = at_dashes(&command[test + 1..]);
        if has(options, &["--doc"]) {
            return Err(Failure::usage(
                "doc tests have no test binary, so they cannot be run in batches",
                "use `oomscope record -- cargo test --doc`",
            ));
        }
        let names = plain(options, &|word| WITH_VALUE.contains(&word));
        let filters = names.iter().map(|at| options[*at].clone()).collect();
        let options = without_plain(options, &|word| WITH_VALUE.contains(&word));
        Ok(Self {
            launcher: command[..at].to_vec(),
            call: command[..=test].to_vec(),
            options,
            arguments: arguments.to_vec(),
            filters,
            binaries: Vec::new(),
            tests: BTreeMap::new(),
            remarks: Vec::new(),
        })
    }

    fn step(&self, binary: &Binary, arguments: Vec<String>) -> Step {
        let mut argv = self.launcher.clone();
        argv.push(binary.program.clone());
        argv.extend(arguments);
        Step {
            argv,
            folder: Some(binary.folder.clone()),
            env: binary.env.clone(),
        }
    }

    /// The words of the user for the binaries, without names and without what changes their output.
    fn plain_arguments(&self) -> Vec<String> {
        let options = without_plain(&self.arguments, &|word| BINARY_WITH_VALUE.contains(&word));
        let mut kept = without(&options, SPEECH, SPEECH_WITH_VALUE);
        let is_chosen =
            has(&kept, &["--test-threads"]) || std::env::var_os("RUST_TEST_THREADS").is_some();
        if !is_chosen {
            // One after the other: whatever memory there is, is then that of the test that runs.
            kept.push("--test-threads=1".to_owned());
        }
        kept
    }
}

impl Adapter for Cargo {
    fn framework(&self) -> Framework {
        Framework::Cargo
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        let mut argv = self.call.clone();
        argv.extend(without(&self.options, &[], &["--message-format"]));
        argv.extend(owned(&[
            "--no-run",
            "--message-format=json-render-diagnostics",
        ]));
        let built = asking.ask(&Step::new(argv))?.good()?.stdout;
        self.binaries = binaries(&built);
        let mut listed = Vec::new();
        let mut is_bare = Vec::new();
        for (at, binary) in self.binaries.iter().enumerate() {
            let mut words = self.filters.clone();
            words.extend(self.arguments.iter().cloned());
            words.extend(owned(&["--list", "--format", "terse"]));
            let answer = asking.ask(&self.step(binary, words))?;
            if !answer.is_good {
                is_bare.push(format!("`{}`", binary.id));
                continue;
            }
            for name in answer
                .stdout
                .lines()
                .filter_map(|line| line.strip_suffix(": test"))
            {
                let id = format!("{} {name}", binary.id);
                listed.push(ListedTest {
                    id: id.clone(),
                    group: at as u32,
                });
                self.tests.insert(id, (at, name.to_owned()));
            }
        }
        if !is_bare.is_empty() {
            let binaries = is_bare.clone();
            self.remarks
                .push(messages::NoteCargoBareHarness { binaries }.into());
        }
        let narrows = [
            "--lib",
            "--bins",
            "--bin",
            "--tests",
            "--test",
            "--examples",
            "--example",
            "--benches",
            "--bench",
            "--all-targets",
        ];
        if self.binaries.iter().any(|binary| binary.has_doc_tests) && !has(&self.options, &narrows)
        {
            self.remarks.push(Key::NoteCargoDocTests.into());
        }
        Ok(listed)
    }

    fn runs_itself(&self) -> bool {
        true
    }

    fn run(&self, tests: &[&str], _folder: &Path) -> io::Result<Runs> {
        let mut chosen: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (at, name) in tests.iter().filter_map(|id| self.tests.get(*id)) {
            let names = chosen.entry(*at).or_default();
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        let steps = chosen.iter().map(|(at, names)| {
            let mut words = names.clone();
            words.push("--exact".to_owned());
            words.extend(self.plain_arguments());
            self.step(&self.binaries[*at], words)
        });
        let names = tests.iter().filter_map(|id| {
            let (_, name) = self.tests.get(*id)?;
            Some((name.clone(), (*id).to_owned()))
        });
        Ok(Runs {
            steps: steps.collect(),
            source: Source::Stdout,
            reader: Box::new(Libtest::new(names)),
        })
    }

    fn hunt_way(&self) -> HuntWay {
        HuntWay::Watch(native::watched)
    }

    fn watched(&self, tests: &[&str], _rounds: u32, folder: &Path) -> io::Result<(Runs, Again)> {
        let binary = tests.first().and_then(|test| self.tests.get(*test));
        let again = match binary {
            Some((at, _)) => Again::Profiler(PathBuf::from(&self.binaries[*at].program)),
            None => Again::Nobody,
        };
        Ok((self.run(tests, folder)?, again))
    }

    fn is_below(&self, id: &str, entry: &str) -> bool {
        id.strip_prefix(entry)
            .is_some_and(|rest| rest.starts_with(' '))
    }

    fn remarks(&self) -> Vec<oomscope_shared::Message> {
        self.remarks.clone()
    }
}

/// The test binaries that cargo built, in the order in which it runs them.
fn binaries(messages: &str) -> Vec<Binary> {
    let (mut artifacts, mut scripts) = (Vec::new(), Vec::new());
    for message in Message::parse_stream(messages.as_bytes()).flatten() {
        match message {
            Message::CompilerArtifact(artifact) => artifacts.push(artifact),
            Message::BuildScriptExecuted(script) => scripts.push(script),
            _ => {}
        }
    }
    let mut found: Vec<Binary> = artifacts
        .iter()
        .filter_map(|artifact| binary(artifact, &scripts))
        .collect();
    found.sort_by(|a, b| {
        (package_of(&a.id), a.rank, &a.id).cmp(&(package_of(&b.id), b.rank, &b.id))
    });
    found.dedup_by(|a, b| a.program == b.program);
    found
}

fn package_of(id: &str) -> &str {
    id.split_once("::").map_or(id, |(package, _)| package)
}

fn binary(artifact: &Artifact, scripts: &[BuildScript]) -> Option<Binary> {
    let program = artifact.executable.as_deref();
    let program = program.filter(|_| artifact.profile.test)?;
    let folder = artifact.manifest_path.parent()?;
    let (package, version) = package(&artifact.package_id.repr);
    let name = &artifact.target.name;
    let (rank, id) = match artifact.target.kind.first() {
        Some(TargetKind::Bin) => (1, format!("{package}::bin/{name}")),
        Some(TargetKind::Test) => (2, format!("{package}::{name}")),
        Some(TargetKind::Bench) => (3, format!("{package}::bench/{name}")),
        Some(TargetKind::Example) => (4, format!("{package}::example/{name}")),
        _ => (0, package.clone()),
    };
    // What cargo itself sets for a test that it runs:
    // https://doc.rust-lang.org/cargo/reference/environment-variables.html
    let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut env = vec![
        own("CARGO_MANIFEST_DIR", folder.as_str()),
        own("CARGO_MANIFEST_PATH", artifact.manifest_path.as_str()),
        own("CARGO_PKG_NAME", &package),
        own("CARGO_PKG_VERSION", &version),
    ];
    let is_own = |script: &&BuildScript| script.package_id == artifact.package_id;
    for script in scripts.iter().filter(is_own) {
        env.extend(script.env.iter().cloned());
        env.push(own("OUT_DIR", script.out_dir.as_str()));
    }
    let deps = program.parent()?;
    let mut paths: Vec<String> = deps.ancestors().take(2).map(ToString::to_string).collect();
    let libraries = scripts.iter().flat_map(|script| &script.linked_paths);
    // `native=/a/folder`, or the folder alone.
    paths.extend(libraries.map(|path| {
        let path = path.as_str();
        path.split_once('=')
            .map_or(path, |(_, path)| path)
            .to_owned()
    }));
    if let Ok(theirs) = std::env::var("LD_LIBRARY_PATH") {
        paths.push(theirs);
    }
    env.push(own("LD_LIBRARY_PATH", &paths.join(":")));
    Some(Binary {
        id,
        rank,
        program: program.to_string(),
        folder: folder.into(),
        env,
        has_doc_tests: artifact.target.doctest,
    })
}

/// Name and version in a package id: `path+file:///x/shop#0.1.0`, `path+file:///x#shop@0.1.0`, or, before
/// Rust 1.77, `shop 0.1.0 (path+file:///x)`.
fn package(id: &str) -> (String, String) {
    let own = |name: &str, version: &str| (name.to_owned(), version.to_owned());
    if let Some((place, fragment)) = id.rsplit_once('#') {
        return match fragment.split_once('@') {
            Some((name, version)) => own(name, version),
            None => own(place.rsplit('/').next().unwrap_or(place), fragment),
        };
    }
    let mut words = id.split(' ');
    own(words.next().unwrap_or(id), words.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What cargo 1.95 printed, without the folders in front.
    const BUILT: &str = r#"{"reason":"compiler-artifact","package_id":"path+file:///w/rs#shop-core@0.1.0","manifest_path":"/w/rs/Cargo.toml","target":{"kind":["test"],"crate_types":["bin"],"name":"it","src_path":"/w/rs/tests/it.rs","edition":"2021","doc":false,"doctest":false,"test":true},"profile":{"opt_level":"0","debuginfo":2,"debug_assertions":true,"overflow_checks":true,"test":true},"features":[],"filenames":["/w/rs/target/debug/deps/it-67cc0654f2493c45"],"executable":"/w/rs/target/debug/deps/it-67cc0654f2493c45","fresh":false}
{"reason":"compiler-artifact","package_id":"path+file:///w/rs#shop-core@0.1.0","manifest_path":"/w/rs/Cargo.toml","target":{"kind":["lib"],"crate_types":["lib"],"name":"shop_core","src_path":"/w/rs/src/lib.rs","edition":"2021","doc":true,"doctest":true,"test":true},"profile":{"opt_level":"0","debuginfo":2,"debug_assertions":true,"overflow_checks":true,"test":true},"features":[],"filenames":["/w/rs/target/debug/deps/shop_core-a2acd77eb84b0ec6"],"executable":"/w/rs/target/debug/deps/shop_core-a2acd77eb84b0ec6","fresh":false}
{"reason":"build-script-executed","package_id":"path+file:///w/rs#shop-core@0.1.0","linked_libs":[],"linked_paths":["native=/w/lib"],"cfgs":[],"env":[["SHOP","1"]],"out_dir":"/w/rs/target/debug/build/shop-1/out"}
{"reason":"of-a-later-cargo","package_id":"x"}
   Compiling is what a wrapper may print
{"reason":"build-finished","success":true}"#;

    #[test]
    fn binaries_have_the_names_that_nextest_gives_them() {
        let found = binaries(BUILT);
        let ids: Vec<&str> = found.iter().map(|binary| binary.id.as_str()).collect();
        assert_eq!(ids, ["shop-core", "shop-core::it"]);
        assert!(found[0].has_doc_tests && !found[1].has_doc_tests);
        assert_eq!(found[1].folder, Path::new("/w/rs"));
        let value = |name: &str| {
            let found = found[1].env.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str()).unwrap_or_default()
        };
        assert_eq!(value("CARGO_PKG_VERSION"), "0.1.0");
        assert_eq!(value("SHOP"), "1");
        assert_eq!(value("OUT_DIR"), "/w/rs/target/debug/build/shop-1/out");
        let libraries = "/w/rs/target/debug/deps:/w/rs/target/debug:/w/lib";
        assert!(value("LD_LIBRARY_PATH").starts_with(libraries));
    }

    #[test]
    fn package_ids_of_every_cargo_are_read() {
        for id in [
            "path+file:///w/shop#0.1.0",
            "path+file:///w/rs#shop@0.1.0",
            "shop 0.1.0 (path+file:///w/rs)",
        ] {
            assert_eq!(package(id), ("shop".to_owned(), "0.1.0".to_owned()), "{id}");
        }
    }

    #[test]
    fn the_words_of_a_command_are_told_apart() {
        let words = owned(&[
            "env",
            "A=1",
            "cargo",
            "test",
            "-p",
            "shop",
            "adds",
            "--release",
            "--",
            "--skip",
            "slow",
            "-q",
            "other",
            "--format",
            "pretty",
            "--nocapture",
        ]);
        let cargo = Cargo::new(&words).unwrap();
        assert_eq!(cargo.launcher, ["env", "A=1"]);
        assert_eq!(cargo.options, ["-p", "shop", "--release"]);
        assert_eq!(cargo.filters, ["adds"]);
        let kept = cargo.plain_arguments();
        assert_eq!(kept[..3], ["--skip", "slow", "--nocapture"]);
        assert!(Cargo::new(&owned(&["make", "test"])).is_err());
    }
}
