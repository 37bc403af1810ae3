//! `go test`: the binary of each package is built once, and a batch is one of them with the names of its
//! tests. `go test` itself would link it anew for each batch, and the linker needs more memory than most tests.

mod flags;
mod output;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use oomscope_shared::artifact::Framework;

use self::flags::Flags;
use self::output::GoOutput;
use super::adapter::{Adapted, Adapter, Asking, Runs, Source};
use super::words::owned;
use super::{ListedTest, Registration, Step, Unlisted, own_unit};
use crate::error::Failure;

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Go,
    unit_of: own_unit,
    needs_folder: true,
    help: "`go test`",
    is_named: |words| {
        let mut programs = words.programs();
        programs.any(|(program, rest)| program == "go" && rest.first() == Some(&"test"))
    },
    open: |plan, _| Ok(Box::new(Adapted::new(Go::new(&plan.command)?, plan))),
};

/// The packages with tests: import path and folder.
const FORMAT: &str = "{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}\t{{.Dir}}{{end}}";

/// The adapter.
pub struct Go {
    /// Everything up to `go`.
    call: Vec<String>,
    /// What stands before `go`, for example `env A=1`.
    launcher: Vec<String>,
    flags: Flags,
    packages: Vec<Package>,
    /// Package and name of each test.
    tests: BTreeMap<String, (usize, String)>,
}

struct Package {
    folder: PathBuf,
    binary: PathBuf,
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
            packages: Vec::new(),
            tests: BTreeMap::new(),
        })
    }

    fn go(&self, words: &[&[String]]) -> Step {
        let mut argv = self.call.clone();
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
        let list = owned(&["list"]);
        let format = owned(&["-f", FORMAT]);
        let known = asking
            .ask(&self.go(&[&list, &self.flags.list, &format, &self.flags.packages]))?
            .good()?
            .stdout;
        let mut listed = Vec::new();
        for (at, line) in known.lines().filter(|line| line.contains('\t')).enumerate() {
            let (path, folder) = line.split_once('\t').unwrap_or((line, "."));
            let package = Package {
                folder: PathBuf::from(folder),
                binary: asking.scratch().join(format!("{at}.test")),
            };
            let out = owned(&["test", "-c", "-o", &package.binary.display().to_string()]);
            asking
                .ask(&self.go(&[&out, &self.flags.build, &owned(&[path])]))?
                .good()?;
            let pattern = match self.pattern().0 {
                "" => ".",
                pattern => pattern,
            };
            let words = owned(&["-test.list", pattern]);
            // A package whose files are all left out by build tags has no binary.
            let names = match package.binary.exists() {
                true => asking.ask(&self.binary(&package, words))?.good()?.stdout,
                false => String::new(),
            };
            for name in names.lines().filter(|name| is_test(name)) {
                let id = format!("{path}.{name}");
                listed.push(ListedTest {
                    id: id.clone(),
                    group: at as u32,
                });
                self.tests.insert(id, (at, name.to_owned()));
            }
            self.packages.push(package);
        }
        Ok(listed)
    }

    fn runs_itself(&self) -> bool {
        true
    }

    fn run(&self, tests: &[&str], _folder: &Path) -> io::Result<Runs> {
        let mut chosen: BTreeMap<usize, BTreeMap<&str, u32>> = BTreeMap::new();
        for (at, name) in tests.iter().filter_map(|id| self.tests.get(*id)) {
            *chosen.entry(*at).or_default().entry(name).or_default() += 1;
        }
        let steps = chosen.iter().map(|(at, names)| {
            let times = names.values().copied().max().unwrap_or(1);
            let names: Vec<&str> = names.keys().copied().collect();
            let mut words = vec![
                "-test.paniconexit0".to_owned(),
                "-test.v=true".to_owned(),
                format!("-test.run=^({})${}", names.join("|"), self.pattern().1),
                format!("-test.count={times}"),
            ];
            words.extend(self.flags.test.iter().cloned());
            words.extend(self.flags.arguments.iter().cloned());
            self.binary(&self.packages[*at], words)
        });
        let names = tests.iter().filter_map(|id| {
            let (_, name) = self.tests.get(*id)?;
            Some((name.clone(), (*id).to_owned()))
        });
        Ok(Runs {
            steps: steps.collect(),
            source: Source::Stdout,
            reader: Box::new(GoOutput::new(names)),
        })
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
            "example.com/shop\t/w/go\nexample.com/shop/cache\t/w/go/cache\n"
        } else if says("-test.list") && step.folder.as_deref() == Some(Path::new("/w/go")) {
            "TestAdds\nTestSubs\nBenchmarkX\nFuzzX\nExampleX\n"
        } else if says("-test.list") {
            "TestAdds\n"
        } else {
            let out = step.argv.iter().position(|word| word == "-o").unwrap();
            std::fs::write(&step.argv[out + 1], "").unwrap();
            ""
        };
        stdout.to_owned()
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
        let job = go.run(&twice, folder.path()).unwrap();
        let binary = folder.path().join("0.test").display().to_string();
        assert_eq!(
            job.steps[0].argv,
            owned(&[
                "env",
                "A=1",
                &binary,
                "-test.paniconexit0",
                "-test.v=true",
                "-test.run=^(TestAdds|TestSubs)$/x",
                "-test.count=2",
                "-test.timeout=10m",
                "-u"
            ])
        );
        assert_eq!(job.steps[0].folder.as_deref(), Some(Path::new("/w/go")));
        assert!(
            go.is_below(ids[4], "example.com/shop/cache")
                && !go.is_below(ids[4], "example.com/shop")
        );
    }
}
