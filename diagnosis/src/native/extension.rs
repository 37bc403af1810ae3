//! What libraries of Python take and do not give back: the line of Python, the function that it called, and the one
//! inside of it that took the memory.

use oomscope_shared::finding::AllocationLine;
use serde::Deserialize;

use super::frames::Frame;
use super::recording::{Moment, Recording};
use super::taken::{self, Names, Taken};

/// What is told has a share of the largest, and is more than a test leaves by its own words.
const LEAST_SHARE: f64 = 0.1;
const LEAST_BYTES: f64 = 256.0;
/// What a later stretch has to leave of what an earlier one did: less is something that fills up.
const LATER_SHARE: f64 = 0.5;
/// How many lines are told.
const LINES: usize = 6;

/// A line of the project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Site {
    /// File, relative to the folder that the command ran in.
    pub file: String,
    /// Line number from 1.
    pub line: u32,
    /// The line.
    pub text: String,
}

/// What a process said of the repetitions of a test.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Repeated {
    /// The test.
    pub test: u32,
    /// The numbers of the moments between its repetitions.
    pub marks: Vec<u64>,
    /// Its lines, by the numbers from 1 that stand beside stacks.
    pub sites: Vec<Site>,
}

/// Memory that stays of each repetition.
#[derive(Debug, Clone, PartialEq)]
pub struct Stays {
    /// Bytes of a repetition.
    pub bytes: f64,
    /// Blocks of a repetition.
    pub blocks: f64,
    /// The line of Python that called the library; `None`: another thread did.
    pub site: Option<Site>,
    /// The function that took it.
    pub function: String,
    /// The function that Python called, or its library where that has no symbol for it.
    pub entry: String,
    /// Whether it has one.
    pub is_entry_named: bool,
    /// The library they are in.
    pub library: String,
}

/// The moments that a test's repetitions are between.
pub fn moments<'a>(recording: &'a Recording, repeated: &Repeated) -> Vec<&'a Moment> {
    let marks = repeated.marks.iter();
    marks.filter_map(|mark| recording.mark(*mark)).collect()
}

/// What stays of each repetition, the most first; memory of the interpreter itself is left out.
pub fn stays(
    recording: &Recording,
    repeated: &Repeated,
    names: &Names,
    is_own: &dyn Fn(&Frame) -> bool,
) -> Vec<Stays> {
    let moments = moments(recording, repeated);
    if moments.len() < 3 {
        return Vec::new();
    }
    let repetitions = (moments.len() - 1) as f64;
    let taken = taken::taken(recording, &moments, names, is_own, &|stack, _| {
        stack.site.checked_sub(1)
    });
    let stay = |taken: &Taken| {
        let (inner, outer) = taken::of_extension(taken)?;
        let (bytes, blocks) = taken.more();
        let site = taken.whose.map(|at| at as usize);
        is_steady(&taken.steps()).then(|| Stays {
            bytes: bytes / repetitions,
            blocks: blocks / repetitions,
            site: site.and_then(|at| repeated.sites.get(at)).cloned(),
            function: inner.name(),
            entry: match outer.function.is_empty() {
                true => outer.short_library(),
                false => outer.name(),
            },
            is_entry_named: !outer.function.is_empty(),
            library: inner.short_library(),
        })
    };
    let mut stays: Vec<Stays> = taken.iter().filter_map(stay).collect();
    let most = stays.first().map_or(0.0, |one| one.bytes);
    stays.retain(|one| one.bytes >= LEAST_BYTES && one.bytes >= most * LEAST_SHARE);
    stays.truncate(LINES);
    stays
}

/// Gives functions without a symbol the name by which Python calls them, where somebody saw it.
pub fn name_entries(stays: &mut [Stays], lines: &[AllocationLine]) {
    let nameless = stays.iter_mut().filter(|one| !one.is_entry_named);
    for one in nameless {
        let site = one.site.as_ref();
        let is_there = |line: &&AllocationLine| {
            site.is_some_and(|site| site.file == line.file && site.line == line.line)
        };
        let known = lines.iter().find(is_there);
        if let Some(native) = known.and_then(|line| line.native.clone()) {
            one.entry = native;
        }
    }
}

/// Whether every repetition adds about as much.
fn is_steady(steps: &[f64]) -> bool {
    let (earlier, later) = steps.split_at(steps.len() / 2);
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len().max(1) as f64;
    steps.iter().all(|step| *step > 0.0) && mean(later) >= mean(earlier) * LATER_SHARE
}

/// The lines of a finding.
pub fn lines(stays: &[Stays]) -> Vec<AllocationLine> {
    let mut lines: Vec<AllocationLine> = Vec::new();
    for one in stays {
        let Some(site) = &one.site else {
            continue;
        };
        let same = lines
            .iter_mut()
            .find(|line| line.file == site.file && line.line == site.line);
        match same {
            Some(line) => {
                line.bytes += crate::size(one.bytes);
                line.count += crate::size(one.blocks);
            }
            None => lines.push(AllocationLine {
                file: site.file.clone(),
                line: site.line,
                bytes: crate::size(one.bytes),
                count: crate::size(one.blocks),
                text: site.text.clone(),
                native: Some(format!("{} ({})", one.function, one.library)),
            }),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn names() -> Names {
        let frame = |function: &str, library: &str| {
            vec![Frame {
                function: function.into(),
                library: library.into(),
                ..Frame::default()
            }]
        };
        let parsers = "/s/site-packages/pandas/_libs/parsers.cpython-312-x.so";
        BTreeMap::from([
            (1, frame("__libc_malloc", "/lib/libc.so.6")),
            (2, frame("tokenize", parsers)),
            (3, frame("TextReader_new", parsers)),
            (9, frame("_PyEval_EvalFrameDefault", "/usr/bin/python3.12")),
            (8, frame("PyDict_New", "/usr/bin/python3.12")),
        ])
    }

    fn told(marks: &str) -> Vec<Stays> {
        let text = format!("oomscope-native 1\nS 0 1 1 2 3 9 9\nS 1 1 1 8 9\nS 2 0 1 3 9\n{marks}");
        let repeated = Repeated {
            test: 4,
            marks: vec![1, 2, 3],
            sites: vec![Site {
                file: "tests/test_load.py".into(),
                line: 15,
                text: "pd.read_csv(text)".into(),
            }],
        };
        let recording = Recording::parse(&text).unwrap();
        stays(&recording, &repeated, &names(), &|_| false)
    }

    #[test]
    fn the_library_is_told_and_not_the_interpreter() {
        let stays = told(
            "K 1 1 1 0 0 1000 1 1 10 1\nK 2 1 1 0 0 2000 2 1 8000 1\nK 3 1 1 0 0 3000 3 1 f000 1\n",
        );
        let [one] = stays.as_slice() else {
            panic!("{stays:?}");
        };
        assert_eq!((one.bytes, one.blocks), (4096.0, 1.0));
        assert_eq!(
            (one.function.as_str(), one.entry.as_str()),
            ("tokenize", "TextReader_new")
        );
        assert_eq!(one.library, "pandas/_libs/parsers");
        let mut nameless = stays.clone();
        nameless[0].is_entry_named = false;
        let mut seen = lines(&stays);
        seen[0].native = Some("pandas._libs.parsers.TextReader".into());
        name_entries(&mut nameless, &seen);
        assert_eq!(nameless[0].entry, "pandas._libs.parsers.TextReader");
        let lines = lines(&stays);
        assert_eq!(
            (lines[0].file.as_str(), lines[0].line),
            ("tests/test_load.py", 15)
        );
        assert_eq!(
            lines[0].native.as_deref(),
            Some("tokenize (pandas/_libs/parsers)")
        );
    }

    #[test]
    fn what_fills_up_is_none() {
        assert_eq!(
            told("K 1 1 1 0\nK 2 1 1 0 0 9000 2\nK 3 1 1 0 0 9100 3\n"),
            []
        );
        assert_eq!(
            told("K 1 1 1 0\nK 2 1 1 0 0 9000 2\nK 3 1 1 0 0 9000 2\n"),
            []
        );
        assert_eq!(told("K 1 1 1 0\nK 2 1 1 0 0 9000 2\n"), []);
    }
}
