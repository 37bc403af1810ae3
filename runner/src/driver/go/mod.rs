//! `go test`: the binaries of all packages are built once, and a batch is one of them with the names of its
//! tests. `go test` itself would link it anew for each batch, and the linker needs more memory than most tests.

mod binaries;
mod flags;
mod looks;
pub(super) mod output;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use oomscope_shared::artifact::Framework;

use self::binaries::{FORMAT, Package};
use self::flags::Flags;
use self::output::GoOutput;
use super::adapter::{Adapted, Adapter, Asking, Runs, Source};
use super::words::owned;
use super::{HuntWay, ListedTest, Registration, Step, Unlisted, own_unit};
use crate::error::Failure;

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Go,
    unit_of: own_unit,
    needs_folder: true,
    overwrites: &["-coverprofile", "--coverprofile"],
    is_named: |words| {
        let mut programs = words.programs();
        programs.any(|(program, rest)| program == "go" && rest.first() == Some(&"test"))
    },
    open: |plan, _| Ok(Box::new(Adapted::new(Go::new(&plan.command)?, plan))),
};

/// The test of ours that stands beside those of a package: it looks at the memory behind each round of them.
const LOOK: &str = "TestOomscopeLook";
/// The example of ours: it says what the process holds behind everything.
const LAST_LOOK: &str = "ExampleOomscopeLook";
/// What is never a test of the user's.
const OURS: [&str; 2] = [LOOK, LAST_LOOK];
/// The adapter.
pub struct Go {
    /// Everything up to `go`.
    call: Vec<String>,
    /// What stands before `go`, for example `env A=1`.
    launcher: Vec<String>,
    flags: Flags,
    /// How binaries are linked, where nobody has told that.
    link: Vec<String>,
    packages: Vec<Package>,
    /// Package and name of each test.
    tests: BTreeMap<String, (usize, String)>,
}

impl Go {
    /// For a command with `go test` in it.
    pub fn new(command: &[String]) -> Result<Self, Failure> {
        let is_go = |word: &String| word.rsplit('/').next() == Some("go");
        let at = command
            .windows(2)
            .position(|pair| is_go(&pair[0]) && pair[1] == "test")
            .ok_or_else(|| {
                Failure::usage(
                    "`--framework go` needs `go test` among the words of the command",
                    "for example: oomscope run -- go test ./...",
                )
            })?;
        Ok(Self {
            call: command[..=at].to_vec(),
            launcher: command[..at].to_vec(),
            flags: Flags::sorted(&command[at + 2..]),
            link: Vec::new(),
            packages: Vec::new(),
            tests: BTreeMap::new(),
        })
    }

    /// A command of `go`, which wants `-C` to be the first of its flags.
    fn go(&self, command: &str, words: &[&[String]]) -> Step {
        let mut argv = self.call.clone();
        argv.push(command.to_owned());
        argv.extend(self.flags.folder.clone());
        argv.extend(words.concat());
        Step::new(argv)
    }

    fn binary(&self, package: &Package, words: Vec<String>) -> Step {
        let mut argv = self.launcher.clone();
        argv.push(package.binary.display().to_string());
        argv.extend(words);
        Step {
            argv,
            folder: Some(package.folder.clone()),
            env: Vec::new(),
        }
    }

    /// The tests by their packages, and how often each is named.
    fn chosen(&self, tests: &[&str]) -> BTreeMap<usize, BTreeMap<&str, u32>> {
        let mut chosen: BTreeMap<usize, BTreeMap<&str, u32>> = BTreeMap::new();
        for (at, name) in tests.iter().filter_map(|id| self.tests.get(*id)) {
            *chosen.entry(*at).or_default().entry(name).or_default() += 1;
        }
        chosen
    }

    /// Name and id of each.
    fn names(&self, tests: &[&str]) -> impl Iterator<Item = (String, String)> {
        tests.iter().filter_map(|id| {
            let (_, name) = self.tests.get(*id)?;
            Some((name.clone(), (*id).to_owned()))
        })
    }

    /// The words of a test binary for some tests, for ours beside them, and what else it is told.
    fn words(&self, names: &BTreeMap<&str, u32>, ours: &[&str], more: &[&str]) -> Vec<String> {
        let times = names.values().copied().max().unwrap_or(1);
        let names: Vec<&str> = names.keys().chain(ours).copied().collect();
        let mut words = vec![
            "-test.paniconexit0".to_owned(),
            "-test.v=true".to_owned(),
            format!("-test.run=^({})${}", names.join("|"), self.pattern().1),
            format!("-test.count={times}"),
        ];
        words.extend(self.flags.test.iter().cloned());
        words.extend(owned(more));
        words.extend(self.flags.arguments.iter().cloned());
        words
    }

    /// The pattern of `-run` up to its first `/`, and the rest with it.
    fn pattern(&self) -> (&str, &str) {
        let run = self.flags.run.as_deref().unwrap_or(".");
        match run.find('/') {
            Some(at) => run.split_at(at),
            None => (run, ""),
        }
    }
}

impl Adapter for Go {
    fn framework(&self) -> Framework {
        Framework::Go
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        let format = owned(&["-f", FORMAT]);
        let known = asking
            .ask(&self.go("list", &[&self.flags.list, &format, &self.flags.packages]))?
            .good()?
            .stdout;
        self.packages = Package::listed(&known, asking.scratch());
        self.build(asking)?;
        let mut listed = Vec::new();
        for (at, package) in self.packages.iter().enumerate() {
            let pattern = match self.pattern().0 {
                "" => ".",
                pattern => pattern,
            };
            let words = owned(&["-test.list", pattern]);
            // A package whose files are all left out by build tags has no binary.
            let names = match package.binary.exists() {
                true => asking.ask(&self.binary(package, words))?.good()?.stdout,
                false => String::new(),
            };
            for name in names
                .lines()
                .filter(|name| is_test(name) && !OURS.contains(name))
            {
                let id = format!("{}.{name}", package.path);
                listed.push(ListedTest {
                    id: id.clone(),
                    group: at as u32,
                });
                self.tests.insert(id, (at, name.to_owned()));
            }
        }
        Ok(listed)
    }

    fn runs_itself(&self) -> bool {
        true
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let left = folder.join("left");
        let chosen = self.chosen(tests);
        let steps = chosen.iter().map(|(at, names)| {
            let package = &self.packages[*at];
            let ours = if package.looks { &[LAST_LOOK][..] } else { &[] };
            let mut step = self.binary(package, self.words(names, ours, &[]));
            if package.looks {
                let left = left.display().to_string();
                step.env.push(("OOMSCOPE_LEFT".to_owned(), left));
            }
            step
        });
        Ok(Runs {
            steps: steps.collect(),
            source: Source::Both(left.clone()),
            reader: Box::new(GoOutput::new(self.names(tests))),
        })
    }

    fn repeat(&self, tests: &[&str], _folder: &Path) -> io::Result<Runs> {
        let mut steps = Vec::new();
        for (at, names) in &self.chosen(tests) {
            let package = &self.packages[*at];
            // Ours is to be the last of each round.
            let words = self.words(names, &[LOOK], &["-test.shuffle=off"]);
            let mut step = self.binary(package, words);
            let round = ("OOMSCOPE_ROUND".to_owned(), names.len().to_string());
            step.env.push(round);
            step.env.push(looks::ancestors());
            steps.push(step);
            steps.push(looks::symbols(&self.call, &package.binary, &package.module));
        }
        Ok(Runs {
            steps,
            source: Source::Stdout,
            reader: Box::new(GoOutput::new(self.names(tests))),
        })
    }

    fn hunt_way(&self) -> HuntWay {
        HuntWay::Looks(looks::read)
    }

    fn is_below(&self, id: &str, entry: &str) -> bool {
        id.strip_prefix(entry)
            .is_some_and(|rest| rest.starts_with('.'))
    }
}

/// Benchmarks are listed as well, but run only with `-bench`.
fn is_test(name: &str) -> bool {
    ["Test", "Example", "Fuzz"]
        .iter()
        .any(|kind| name.starts_with(kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::adapter::testing;

    fn says(step: &Step) -> String {
        let says = |word: &str| step.argv.iter().any(|one| one == word);
        let stdout = if says("list") {
            "example.com/shop\t/w/go\tshop\texample.com/shop\nexample.com/shop/cache\t/w/go/cache\tcache\t\n"
        } else if says("-test.list") && step.folder.as_deref() == Some(Path::new("/w/go")) {
            "TestAdds\nTestSubs\nBenchmarkX\nFuzzX\nExampleX\nTestOomscopeLook\nExampleOomscopeLook\n"
        } else if says("-test.list") {
            "TestAdds\n"
        } else {
            binaries::testing::builds(step, &["example.com/shop", "example.com/shop/cache"]);
            ""
        };
        stdout.to_owned()
    }

    #[test]
    fn an_overlay_of_the_command_stays_the_only_one() {
        let folder = tempfile::tempdir().unwrap();
        let words = owned(&["go", "test", "-overlay", "own.json", "./..."]);
        let mut go = Go::new(&words).unwrap();
        let listed = testing::listed(&mut go, folder.path(), says);
        let id = listed[0].id.as_str();
        let job = go.run(&[id, id], folder.path()).unwrap();
        let words = &job.steps[0].argv;
        assert!(words.contains(&"-test.run=^(TestAdds)$".to_owned()));
        assert_eq!(job.steps[0].env, []);
        assert!(!folder.path().join("overlay.json").exists());
    }

    #[test]
    fn a_batch_is_the_binary_of_a_package_with_the_names_of_its_tests() {
        let folder = tempfile::tempdir().unwrap();
        let words = owned(&[
            "env", "A=1", "go", "test", "-run", "Test/x", "./...", "-args", "-u",
        ]);
        let mut go = Go::new(&words).unwrap();
        let listed = testing::listed(&mut go, folder.path(), says);
        let ids: Vec<&str> = listed.iter().map(|test| test.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "example.com/shop.TestAdds",
                "example.com/shop.TestSubs",
                "example.com/shop.FuzzX",
                "example.com/shop.ExampleX",
                "example.com/shop/cache.TestAdds",
            ]
        );
        assert_eq!(listed[4].group, 1);
        let twice = [ids[0], ids[1], ids[0], ids[1]];
        let job = go.repeat(&twice, folder.path()).unwrap();
        let binary = folder.path().join("0/shop.test").display().to_string();
        assert_eq!(
            job.steps[0].argv,
            owned(&[
                "env",
                "A=1",
                &binary,
                "-test.paniconexit0",
                "-test.v=true",
                "-test.run=^(TestAdds|TestSubs|TestOomscopeLook)$/x",
                "-test.count=2",
                "-test.timeout=10m",
                "-test.shuffle=off",
                "-u"
            ])
        );
        let round = ("OOMSCOPE_ROUND".to_owned(), "2".to_owned());
        assert_eq!(job.steps[0].env, [round, looks::ancestors()]);
        assert!(
            job.steps[1]
                .argv
                .ends_with(&owned(&["go", "tool", "nm", "-size", &binary]))
        );
        let once = go.run(&twice[..1], folder.path()).unwrap();
        let run = "-test.run=^(TestAdds|ExampleOomscopeLook)$/x".to_owned();
        assert!(once.steps[0].argv.contains(&run));
        let left = folder.path().join("left");
        assert_eq!(once.source, Source::Both(left.clone()));
        let env = ("OOMSCOPE_LEFT".to_owned(), left.display().to_string());
        assert_eq!(once.steps[0].env, [env]);
        let look = std::fs::read_to_string(folder.path().join("1.look.go")).unwrap();
        assert!(look.contains("\npackage cache_test\n"));
        assert_eq!(job.steps[0].folder.as_deref(), Some(Path::new("/w/go")));
        assert!(
            go.is_below(ids[4], "example.com/shop/cache")
                && !go.is_below(ids[4], "example.com/shop")
        );
    }
}
