//! The flags of `go test`, sorted by who gets them: `go list` and `go test -c`, or the test binary.

/// Flags of the build that stand alone.
const BUILD_ALONE: &[&str] = &[
    "a",
    "race",
    "msan",
    "asan",
    "x",
    "work",
    "trimpath",
    "linkshared",
    "modcacherw",
    "cover",
];
/// Flags of the build with a value.
const BUILD_VALUE: &[&str] = &[
    "p",
    "tags",
    "ldflags",
    "gcflags",
    "asmflags",
    "gccgoflags",
    "mod",
    "modfile",
    "overlay",
    "pkgdir",
    "toolexec",
    "buildmode",
    "buildvcs",
    "compiler",
    "installsuffix",
    "covermode",
    "coverpkg",
];
/// Where `go` goes first of all.
const FOLDER: &[&str] = &["C"];
/// Those that `go list` understands as well and that decide which packages and files there are.
const LIST: &[&str] = &[
    "tags", "mod", "modfile", "overlay", "compiler", "race", "msan", "asan",
];
/// Flags of the test binary that stand alone.
const TEST_ALONE: &[&str] = &["short", "failfast", "benchmem", "fullpath"];
/// Flags of the test binary with a value.
const TEST_VALUE: &[&str] = &[
    "cpu",
    "parallel",
    "timeout",
    "shuffle",
    "skip",
    "blockprofilerate",
    "memprofilerate",
    "mutexprofilefraction",
];
/// Flags with a value that are left out: they choose tests, or write one file for all packages.
const DROPPED_VALUE: &[&str] = &[
    "count",
    "run",
    "list",
    "bench",
    "benchtime",
    "fuzz",
    "fuzztime",
    "fuzzminimizetime",
    "coverprofile",
    "cpuprofile",
    "memprofile",
    "blockprofile",
    "mutexprofile",
    "trace",
    "outputdir",
    "o",
    "exec",
    "vet",
];

/// The words behind `go test`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// `-C` and its folder, from which all of it begins.
    pub folder: Option<String>,
    /// For `go list`.
    pub list: Vec<String>,
    /// For `go test -c`.
    pub build: Vec<String>,
    /// For the test binary.
    pub test: Vec<String>,
    /// The value of `-run`.
    pub run: Option<String>,
    /// What follows `-args`.
    pub arguments: Vec<String>,
    /// The packages.
    pub packages: Vec<String>,
}

impl Flags {
    /// Sorts the words.
    pub fn sorted(words: &[String]) -> Self {
        let mut flags = Self::default();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            at += 1;
            let Some(flag) = word.strip_prefix("--").or_else(|| word.strip_prefix('-')) else {
                flags.packages.push(word.clone());
                continue;
            };
            if flag == "args" {
                flags.arguments = words[at..].to_vec();
                break;
            }
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (flag, None),
            };
            // A test flag can be written as the binary has it.
            let name = name.strip_prefix("test.").unwrap_or(name);
            let takes_value = [BUILD_VALUE, TEST_VALUE, DROPPED_VALUE, FOLDER]
                .concat()
                .contains(&name);
            let value = value.or_else(|| {
                let next = words.get(at).filter(|_| takes_value)?;
                at += 1;
                Some(next.clone())
            });
            let whole = |prefix: &str| match &value {
                Some(value) => format!("-{prefix}{name}={value}"),
                None => format!("-{prefix}{name}"),
            };
            if FOLDER.contains(&name) {
                flags.folder = Some(whole(""));
            } else if BUILD_ALONE.contains(&name) || BUILD_VALUE.contains(&name) {
                flags.build.push(whole(""));
                if LIST.contains(&name) {
                    flags.list.push(whole(""));
                }
            } else if TEST_ALONE.contains(&name) || TEST_VALUE.contains(&name) {
                flags.test.push(whole("test."));
            } else if name == "run" {
                flags.run = value;
            } else if !["v", "json", "c", "n", "i"].contains(&name)
                && !DROPPED_VALUE.contains(&name)
            {
                // A flag of the tests themselves.
                flags.test.push(whole(""));
            }
        }
        if !flags
            .test
            .iter()
            .any(|flag| flag.starts_with("-test.timeout"))
        {
            // What `go test` gives a binary unless it is told otherwise.
            flags.test.push("-test.timeout=10m".to_owned());
        }
        flags
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::words::owned;

    #[test]
    fn flags_go_where_they_are_understood() {
        let words = owned(&[
            "-C",
            "backend",
            "-race",
            "-tags",
            "a b",
            "-v",
            "-count=1",
            "-run",
            "TestX/sub",
            "./...",
            "-short",
            "-timeout=30s",
            "--update",
            "-args",
            "-x",
            "y",
        ]);
        let flags = Flags::sorted(&words);
        assert_eq!(flags.folder.as_deref(), Some("-C=backend"));
        assert_eq!(flags.build, ["-race", "-tags=a b"]);
        assert_eq!(flags.list, ["-race", "-tags=a b"]);
        assert_eq!(flags.test, ["-test.short", "-test.timeout=30s", "-update"]);
        assert_eq!(flags.run.as_deref(), Some("TestX/sub"));
        assert_eq!(flags.packages, ["./..."]);
        assert_eq!(flags.arguments, ["-x", "y"]);
        assert_eq!(Flags::sorted(&[]).test, ["-test.timeout=10m"]);
    }
}
