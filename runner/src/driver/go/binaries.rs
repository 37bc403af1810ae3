//! The binaries of the packages: one call of `go` builds them all, with a file of ours in each.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::Go;
use crate::driver::adapter::Asking;
use crate::driver::words::{has, owned};
use crate::driver::{Step, Unlisted};

/// The packages with tests: import path, folder, name, and the path of their module.
pub const FORMAT: &str = "{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}\t{{.Dir}}\t{{.Name}}\t\
     {{with .Module}}{{.Path}}{{end}}{{end}}";
/// The file of ours. Its test runs last, because tests run in the order of their files, those of `package x_test` last.
const LOOK_FILE: &str = "zzzz_oomscope_test.go";

/// The path of a package that is some files of the command.
const FILES: &str = "command-line-arguments";

/// A package with tests.
pub struct Package {
    /// Its import path.
    pub path: String,
    /// Where its tests run.
    pub folder: PathBuf,
    /// Its name in its source.
    name: String,
    /// Path of its module, or its own where there is none.
    pub module: String,
    /// Where its test binary is built. Below one folder no two have the same name.
    pub binary: PathBuf,
    /// Whether our own test is in the binary.
    pub looks: bool,
}

impl Package {
    /// Those of `go list`. Their binaries are going to lie in folders below `scratch`.
    pub fn listed(known: &str, scratch: &Path) -> Vec<Self> {
        let mut namesakes: HashMap<&str, usize> = HashMap::new();
        let lines = known.lines().filter(|line| line.contains('\t'));
        let listed = lines.map(|line| {
            let mut words = line.split('\t');
            let mut word = || words.next().unwrap_or_default();
            let (path, folder, name, module) = (word(), word(), word(), word());
            let binary = binary_name(path);
            let nth = namesakes.entry(binary).or_default();
            let shelf = scratch.join(nth.to_string());
            *nth += 1;
            Self {
                path: path.to_owned(),
                folder: PathBuf::from(folder),
                name: name.to_owned(),
                module: if module.is_empty() { path } else { module }.to_owned(),
                binary: shelf.join(format!("{binary}.test")),
                looks: false,
            }
        });
        listed.collect()
    }
}

impl Go {
    /// Builds all of them in one call for each folder of binaries, where what they share is loaded once. What that leaves
    /// out does not take the file of ours, or cannot be built. Where it builds nothing, each package is built by itself: in
    /// older versions (before Go 1.21) `-c` takes one only.
    ///
    /// # Errors
    /// One cannot be built at all.
    pub fn build(&mut self, asking: &mut Asking<'_>) -> Result<(), Unlisted> {
        // The command may have an overlay of its own, and `go` takes only one.
        let ours = match has(&self.flags.build, &["-overlay"]) {
            true => None,
            false => Some(self.overlay(asking.scratch())?),
        };
        let ours = ours.as_slice();
        self.link = self.link(asking)?;
        let mut shelves: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
        for (at, package) in self.packages.iter().enumerate() {
            let shelf = package.binary.parent().unwrap_or(Path::new(""));
            shelves.entry(shelf.to_owned()).or_default().push(at);
        }
        for (shelf, on_it) in shelves {
            std::fs::create_dir_all(&shelf)?;
            if on_it.len() > 1 {
                let paths = on_it.iter().map(|at| self.packages[*at].path.clone());
                let paths: Vec<String> = paths.collect();
                // With its last `/` a name is one of a folder.
                asking.ask(&self.built(&shelf.join(""), ours, &paths))?;
            }
            let has_built = |at: &usize| self.packages[*at].binary.exists();
            let takes_ours = !ours.is_empty() && !on_it.iter().any(has_built);
            for at in on_it {
                let one = &self.packages[at];
                if takes_ours {
                    asking.ask(&self.built(&one.binary, ours, &self.words_of(one, true)))?;
                }
                let looks = !ours.is_empty() && one.binary.exists();
                if !one.binary.exists() {
                    let words = self.words_of(one, false);
                    asking.ask(&self.built(&one.binary, &[], &words))?.good()?;
                }
                self.packages[at].looks = looks;
            }
        }
        Ok(())
    }

    /// What a package is to `go`, alone or with the file of ours.
    fn words_of(&self, package: &Package, with_ours: bool) -> Vec<String> {
        match (&package.path[..], &self.flags.packages[..]) {
            (FILES, files @ [first, ..]) => {
                // `go` wants all files in one folder, written alike.
                let ours = Path::new(first).with_file_name(LOOK_FILE);
                let ours = with_ours.then(|| ours.display().to_string());
                files.iter().cloned().chain(ours).collect()
            }
            (path, _) => vec![path.to_owned()],
        }
    }

    fn built(&self, out: &Path, more: &[String], paths: &[String]) -> Step {
        let out = out.display().to_string();
        // In older versions (seen in Go 1.21) vet comes with `-c`, and knows nothing of overlays.
        let words = owned(&["-c", "-vet=off", "-o", &out]);
        self.go(
            "test",
            &[&words, &self.link, &self.flags.build, more, paths],
        )
    }

    /// How the binaries are linked: without what debuggers read, as `go test` itself does, since that takes nearly half of
    /// the time. The names of variables stay in, which the hunt reads. `go` takes only the last of several such flags, and
    /// one may stand in the command or in what is set for all commands.
    fn link(&self, asking: &mut Asking<'_>) -> Result<Vec<String>, Unlisted> {
        let set = asking.ask(&self.go("env", &[&owned(&["GOFLAGS"])]))?.stdout;
        let is_told = set.contains("-ldflags") || has(&self.flags.build, &["-ldflags"]);
        let lean: &[&str] = if is_told { &[] } else { &["-ldflags=-w"] };
        Ok(owned(lean))
    }

    /// The flag by which our own file stands beside those of each package.
    fn overlay(&self, scratch: &Path) -> Result<String, Unlisted> {
        let text = include_str!("oomscope_look.go");
        let mut map = serde_json::Map::new();
        for (at, package) in self.packages.iter().enumerate() {
            let line = format!("package {}_test", package.name);
            let look = scratch.join(format!("{at}.look.go"));
            std::fs::write(&look, text.replace("package PACKAGE_test", &line))?;
            let target = package.folder.join(LOOK_FILE).display().to_string();
            map.insert(target, look.display().to_string().into());
        }
        let overlay = scratch.join("overlay.json");
        std::fs::write(&overlay, serde_json::json!({ "Replace": map }).to_string())?;
        Ok(format!("-overlay={}", overlay.display()))
    }
}

/// What `go test -c` calls the binary of a package before its `.test`: the last element of the path, or the one before it
/// where that is the version of a module.
fn binary_name(path: &str) -> &str {
    let mut elements = path.rsplit('/');
    let last = elements.next().unwrap_or(path);
    match elements.next() {
        Some(before) if is_version(last) => before,
        _ => last,
    }
}

/// `v2` and higher.
fn is_version(element: &str) -> bool {
    element.strip_prefix('v').is_some_and(|number| {
        number.bytes().all(|byte| byte.is_ascii_digit())
            && !number.starts_with('0')
            && number != "1"
            && !number.is_empty()
    })
}

#[cfg(test)]
pub mod testing {
    use super::*;

    /// Builds as `go test -c` does, those of `good` that are asked for.
    pub fn builds(step: &Step, good: &[&str]) {
        let Some(out) = step.argv.iter().position(|word| word == "-o") else {
            return;
        };
        let out = Path::new(&step.argv[out + 1]);
        for path in good
            .iter()
            .filter(|path| step.argv.iter().any(|word| word == *path))
        {
            let binary = match out.is_dir() {
                true => out.join(format!("{}.test", binary_name(path))),
                false => out.to_owned(),
            };
            std::fs::write(binary, "").unwrap();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::driver::adapter::testing::listed;

    const ALL: [&str; 4] = [
        "a.org/m",
        "a.org/m/one/util",
        "a.org/m/two/util",
        "a.org/util/v2",
    ];

    /// Lists all packages, built by a `go` of which `good` says what a call can build. Returns what is in the binaries, and
    /// the calls that built.
    fn built(
        words: &[&str],
        good: impl Fn(&[String]) -> Vec<&'static str>,
    ) -> (Vec<(String, bool)>, Vec<Vec<String>>) {
        let scratch = tempfile::tempdir().unwrap();
        let calls = RefCell::new(Vec::new());
        let mut go = Go::new(&owned(words)).unwrap();
        listed(&mut go, scratch.path(), |step| {
            if step.argv.contains(&"list".to_owned()) {
                let line = |path: &&str| format!("{path}\t/w/{path}\tname\ta.org/m\n");
                return ALL.iter().map(line).collect();
            }
            if step.argv.contains(&"-c".to_owned()) {
                super::testing::builds(step, &good(&step.argv));
                calls.borrow_mut().push(step.argv.clone());
            }
            String::new()
        });
        let binary = |one: &Package| {
            one.binary
                .strip_prefix(scratch.path())
                .unwrap()
                .display()
                .to_string()
        };
        let packages = go.packages.iter().map(|one| (binary(one), one.looks));
        (packages.collect(), calls.into_inner())
    }

    #[test]
    fn all_are_built_at_once_and_namesakes_in_folders_of_their_own() {
        let (packages, calls) = built(&["go", "test", "-C", "sub", "-race", "./..."], |_| {
            ALL.to_vec()
        });
        let on_shelves = ["0/m.test", "0/util.test", "1/util.test", "2/util.test"];
        assert_eq!(packages, on_shelves.map(|binary| (binary.to_owned(), true)));
        let paths: Vec<&[String]> = calls.iter().map(|call| &call[call.len() - 1..]).collect();
        assert_eq!(paths, [[ALL[1]], [ALL[2]], [ALL[3]]]);
        assert_eq!(
            calls[0][..6],
            owned(&["go", "test", "-C=sub", "-c", "-vet=off", "-o"])
        );
        assert!(calls[0].ends_with(&owned(&ALL[..2])) && calls[0].contains(&"-race".to_owned()));
        assert!(calls[0].contains(&"-ldflags=-w".to_owned()));
    }

    #[test]
    fn what_cannot_be_built_with_others_or_with_the_file_of_ours_is_built_by_itself() {
        let is_ours = |words: &[String]| words.iter().any(|word| word.starts_with("-overlay="));
        let (packages, calls) = built(&["go", "test"], |words| match is_ours(words) {
            true if words
                .iter()
                .filter(|word| word.starts_with("a.org"))
                .count()
                > 1 =>
            {
                Vec::new()
            }
            true => vec![ALL[0]],
            false => ALL.to_vec(),
        });
        let looks: Vec<bool> = packages.iter().map(|(_, looks)| *looks).collect();
        assert_eq!(looks, [true, false, false, false]);
        // Together, then each with ours, and three without.
        assert_eq!(calls.len(), 1 + 4 + 3);
        // What is left out where others were built is not built once more with ours.
        let (packages, calls) = built(&["go", "test"], |words| match is_ours(words) {
            true => vec![ALL[0], ALL[2], ALL[3]],
            false => ALL.to_vec(),
        });
        assert_eq!(packages.iter().filter(|(_, looks)| !looks).count(), 1);
        assert_eq!(calls.len(), 1 + 2 + 1);
    }

    #[test]
    fn files_are_built_as_files_with_ours_beside_them() {
        let scratch = tempfile::tempdir().unwrap();
        let calls = RefCell::new(Vec::new());
        let mut go = Go::new(&owned(&["go", "test", "./a/x_test.go", "./a/y.go"])).unwrap();
        listed(&mut go, scratch.path(), |step| {
            match step.argv[1].as_str() {
                "list" => format!("{FILES}\t/w/a\ta\ta.org/m\n"),
                "env" => "-race '-ldflags=-X a.b=c'".to_owned(),
                _ => {
                    calls.borrow_mut().push(step.argv.clone());
                    String::new()
                }
            }
        });
        let calls = calls.into_inner();
        let files = ["./a/x_test.go", "./a/y.go", "./a/zzzz_oomscope_test.go"];
        assert!(calls[0].ends_with(&owned(&files)));
        let links = |word: &String| word.starts_with("-ldflags");
        assert!(
            !calls[0].iter().any(links),
            "what is set for all commands holds"
        );
        assert!(calls[1].ends_with(&owned(&files[..2])));
    }

    #[test]
    fn a_binary_is_called_as_go_calls_it() {
        let names = [
            "util",
            "a.org/util",
            "a.org/util/v2",
            "a.org/util/v1",
            "a.org/util/v02",
            "v3",
            "a/vx",
        ];
        let expected = ["util", "util", "util", "v1", "v02", "v3", "vx"];
        assert_eq!(names.map(binary_name), expected);
    }
}
