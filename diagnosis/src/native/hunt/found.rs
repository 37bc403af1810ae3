//! Findings out of what native code took and kept, and the stack at the peak of one that needs too much.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::{AllocationLine, Cause, Finding, Kind};
use oomscope_shared::message::{Key, Message, messages};
use oomscope_shared::reproduce;

use super::{Seen, TOLD_SHARE, Watched, each, grown, names_test, whose};
use crate::gathered::Verdicts;
use crate::native::frames::Frame;
use crate::native::taken::Taken;
use crate::slope::median;
use crate::{FINDING_FLOOR, GROWTH_FLOOR, evidence, size};

/// Reads the text of a source.
pub type Source<'a> = &'a dyn Fn(&str) -> Option<String>;

/// How many lines are told.
const LINES: usize = 5;
/// What a line has to have of the largest.
const LEAST_SHARE: f64 = 0.1;
/// What a process has to have taken of what was needed, for it to be the one that needs it. A batch that dies at its
/// limit was seen to need no more than that, and one of several processes is only a part.
const PEAK_SHARE: f64 = 0.25;

/// Draws findings out of what the processes of a group showed.
pub fn verdicts(artifact: &Artifact, seen: &Seen, folder: &Path, read: Source<'_>) -> Verdicts {
    let mut by_test: BTreeMap<u32, Vec<&Taken>> = BTreeMap::new();
    for (test, parts) in &seen.parts {
        let Some(test) = test else {
            continue;
        };
        by_test.entry(*test).or_default().extend(parts);
    }
    for (test, parts) in &seen.alone {
        let known = by_test.entry(*test).or_default();
        for part in parts {
            // What grows alone and not among the others is something that one round fills.
            let is_same = |one: &&Taken| one.taker.function == part.taker.function;
            let among = seen
                .parts
                .get(&None)
                .into_iter()
                .flatten()
                .any(|one| is_same(&one));
            if among && !known.iter().any(is_same) {
                known.push(part);
            }
        }
    }
    // Tests that keep by the same function are one finding.
    let mut groups: BTreeMap<String, BTreeMap<u32, Vec<&Taken>>> = BTreeMap::new();
    for (test, parts) in by_test {
        let sum: f64 = parts.iter().map(|one| each(one).mean).sum();
        let most = parts
            .iter()
            .max_by(|a, b| each(a).mean.total_cmp(&each(b).mean));
        if let (Some(most), true) = (most, sum >= GROWTH_FLOOR as f64) {
            groups.entry(place(most)).or_default().insert(test, parts);
        }
    }
    let findings = groups
        .values()
        .filter_map(|tests| found(artifact, seen, tests, folder, read));
    let mut findings: Vec<Finding> = findings.collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.retained_bytes));
    Verdicts {
        findings,
        notes: Vec::new(),
    }
}

/// The function that took it, and is not the test's own: tests that call the same one are told together.
fn place(taken: &Taken) -> String {
    match &taken.own {
        Some(own) => own.function.clone(),
        None => taken.taker.name(),
    }
}

fn found(
    artifact: &Artifact,
    seen: &Seen,
    tests: &BTreeMap<u32, Vec<&Taken>>,
    folder: &Path,
    read: Source<'_>,
) -> Option<Finding> {
    let sums: Vec<f64> = tests
        .values()
        .map(|parts| parts.iter().map(|one| each(one).mean).sum())
        .collect();
    let retained: u64 = sums.iter().map(|bytes| size(*bytes)).sum();
    if retained < FINDING_FLOOR {
        return None;
    }
    let typical = size(median(&sums));
    let all: Vec<&Taken> = tests.values().flatten().copied().collect();
    let most = all
        .iter()
        .max_by(|a, b| each(a).mean.total_cmp(&each(b).mean))?;
    let is_exact = all.iter().all(|one| {
        let slope = each(one);
        slope.steps >= 2 && slope.low() > slope.mean * 0.5
    });
    let mut told: Vec<Message> = vec![
        messages::EvidenceNativeRounds {
            tests: seen.group.tests.len(),
            rounds: seen.rounds,
        }
        .into(),
    ];
    told.push(took(most, seen.rounds));
    if !seen.alone.is_empty() {
        let tests = seen.alone.len();
        told.push(messages::EvidenceAlone { tests }.into());
    } else if seen.group.tests.len() > 1 {
        told.push(Key::EvidenceStacksName.into());
    }
    let culprits: BTreeSet<u32> = tests.keys().copied().collect();
    told.extend(evidence::victims(artifact, &culprits));
    let culprits: Vec<String> = (culprits.iter())
        .map(|test| artifact.test_id(*test).to_owned())
        .collect();
    let repetitions = f64::from(seen.rounds.max(2) - 1) * tests.len() as f64;
    Some(Finding {
        retained_bytes: Some(retained),
        bytes_per_test: Some(typical),
        confidence: if is_exact { 0.9 } else { 0.8 },
        evidence: told,
        lines: lines(&all, repetitions, folder, read),
        hint: Some(Key::HintNativeKept.into()),
        reproduce: Some(reproduce::repeated(artifact, &culprits)),
        culprits,
        ..Finding::new(Kind::Leak, Cause::NativeHeap)
    })
}

/// Who took it, and how much of it each round left.
fn took(taken: &Taken, rounds: u32) -> Message {
    let (bytes, blocks) = taken.more();
    let later = f64::from(rounds.max(2) - 1);
    let (library, function) = (taken.taker.short_library(), taken.taker.name());
    messages::EvidenceNativeTook {
        library: library.as_str(),
        function: function.as_str(),
        each_bytes: size(bytes / later),
        blocks: size((blocks / later).round()),
    }
    .into()
}

/// The tests by the function that took most of what they leave, where the stacks say that of each; else all together.
/// What tests take with their own hands is one part.
pub fn by_taker(artifact: &Artifact, tests: &[u32], watched: &Watched) -> Vec<BTreeSet<u32>> {
    let taken = grown(watched, &whose(artifact, tests)).unwrap_or_default();
    let mut most: BTreeMap<u32, &Taken> = BTreeMap::new();
    for one in &taken {
        let Some(test) = one.whose else {
            continue;
        };
        let known = most.entry(test).or_insert(one);
        if each(one).mean > each(known).mean {
            *known = one;
        }
    }
    let whole = || vec![tests.iter().copied().collect()];
    if tests.iter().any(|test| !most.contains_key(test)) {
        return whole();
    }
    let mut parts: BTreeMap<Option<String>, BTreeSet<u32>> = BTreeMap::new();
    for (test, one) in most {
        let id = artifact.test_id(test);
        let is_tests = |own: &Frame| names_test(id, std::slice::from_ref(own));
        let taker = Some(place(one)).filter(|_| !one.own.as_ref().is_some_and(is_tests));
        parts.entry(taker).or_default().insert(test);
    }
    parts.into_values().collect()
}

/// Adds to a finding of tests that were seen to grow what each round of them took and left: its lines, and who took
/// most, where that is what grew. `tests` are all that were repeated. Returns whether anything could be said.
pub fn what_stays(
    finding: &mut Finding,
    artifact: &Artifact,
    tests: &[u32],
    watched: &Watched,
    read: Source<'_>,
) -> bool {
    let mut taken = grown(watched, &whose(artifact, tests)).unwrap_or_default();
    let is_culprit = |test: u32| {
        let id = artifact.test_id(test);
        finding.culprits.iter().any(|culprit| culprit == id)
    };
    let is_whole = finding.culprits.len() == tests.len();
    taken.retain(|one| one.whose.map_or(is_whole, is_culprit));
    let sum: f64 = taken.iter().map(|one| each(one).mean).sum();
    let all: Vec<&Taken> = taken.iter().collect();
    let most = all
        .iter()
        .max_by(|a, b| each(a).mean.total_cmp(&each(b).mean));
    // What was seen to grow is resident; what an allocator of the program's own takes is not seen here.
    let wanted = finding.retained_bytes.unwrap_or(0) as f64 * TOLD_SHARE;
    let Some(most) = most.filter(|_| sum >= wanted) else {
        return false;
    };
    let rounds = watched.recording.marks.len() as u32;
    let repetitions = f64::from(rounds.max(2) - 1) * finding.culprits.len() as f64;
    finding.evidence.push(took(most, rounds));
    finding.lines = lines(&all, repetitions, &watched.folder, read);
    finding.cause = Cause::NativeHeap;
    finding.hint = Some(Key::HintNativeKept.into());
    true
}

/// The project's own lines, or where there is no debug information nothing.
fn lines(
    taken: &[&Taken],
    repetitions: f64,
    folder: &Path,
    read: Source<'_>,
) -> Vec<AllocationLine> {
    let mut lines: BTreeMap<(String, u32), (f64, f64, &Taken)> = BTreeMap::new();
    for one in taken {
        let Some(own) = &one.own else {
            continue;
        };
        let (bytes, blocks) = one.more();
        let line = lines
            .entry((own.file.clone(), own.line))
            .or_insert((0.0, 0.0, one));
        line.0 += bytes;
        line.1 += blocks;
    }
    let mut lines: Vec<AllocationLine> = lines
        .into_iter()
        .map(|((file, line), (bytes, blocks, one))| {
            let text = read(&file).unwrap_or_default();
            let text = text.lines().nth((line as usize).saturating_sub(1));
            let is_other = one
                .own
                .as_ref()
                .is_none_or(|own| own.function != one.taker.function);
            AllocationLine {
                file: relative(folder, &file),
                line,
                bytes: size(bytes / repetitions),
                count: size((blocks / repetitions).round()),
                text: text.unwrap_or_default().trim().to_owned(),
                native: is_other.then(|| one.taker.name()),
            }
        })
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.bytes));
    let most = lines.first().map_or(0, |line| line.bytes) as f64;
    lines.retain(|line| line.bytes > 0 && line.bytes as f64 >= most * LEAST_SHARE);
    lines.truncate(LINES);
    lines
}

/// A path from a folder on, as compilers and shells write it.
fn relative(folder: &Path, file: &str) -> String {
    let path = Path::new(file);
    if path.is_relative() {
        return path.strip_prefix(".").unwrap_or(path).display().to_string();
    }
    for (steps, above) in folder.ancestors().enumerate() {
        if let Ok(rest) = path.strip_prefix(above) {
            let up = Path::new("..").components().cycle().take(steps);
            return up.collect::<PathBuf>().join(rest).display().to_string();
        }
    }
    file.to_owned()
}

/// Adds to a finding of one that needs too much what was taken when most was: its lines, and who took most. Returns
/// whether anything could be said: what was seen can be of another process of the batch, as the one that starts tests.
pub fn at_the_peak(finding: &mut Finding, watched: &Watched, read: Source<'_>) -> bool {
    let wanted = finding.bytes_per_test.unwrap_or(0) as f64 * PEAK_SHARE;
    let peak = watched.recording.peak.as_ref();
    let Some(peak) = peak.filter(|peak| peak.bytes() as f64 >= wanted) else {
        return false;
    };
    let folder = watched.folder.as_path();
    let taken = watched.taken(&[peak], &|_| None);
    let held: Vec<Taken> = taken
        .into_iter()
        .map(|one| Taken {
            // All of it came since there was nothing.
            amounts: [vec![Default::default()], one.amounts].concat(),
            ..one
        })
        .collect();
    let all: Vec<&Taken> = held.iter().collect();
    let Some(most) = all.iter().max_by(|a, b| a.more().0.total_cmp(&b.more().0)) else {
        return false;
    };
    let (function, library) = (most.taker.name(), most.taker.short_library());
    let at_peak = messages::EvidenceNativePeak {
        library: library.as_str(),
        function: function.as_str(),
        part_bytes: size(most.more().0),
        peak_bytes: peak.bytes(),
    };
    finding.evidence.push(at_peak.into());
    finding.lines = lines(&all, 1.0, folder, read);
    true
}
