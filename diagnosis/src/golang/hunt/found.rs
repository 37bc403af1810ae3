//! Findings out of what was left.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::{AllocationLine, Cause, Finding, Kind};
use oomscope_shared::message::{Key, Message, messages};
use oomscope_shared::reproduce;

use super::parts::{Part, What, is_in};
use super::{MANY, Seen};
use crate::gathered::Verdicts;
use crate::golang::growth::GrownStack;
use crate::golang::plain;
use crate::pprof::Frame;
use crate::slope::median;
use crate::{FINDING_FLOOR, GROWTH_FLOOR, evidence, hint, size};

/// Reads the text of a source.
pub type ReadText<'a> = &'a dyn Fn(&str) -> Option<String>;

/// How many lines are told.
const LINES: usize = 5;

/// What one holder takes on, and by whom.
#[derive(Default)]
struct Group<'a> {
    /// Bytes and goroutines of one repetition of each test.
    tests: BTreeMap<u32, (f64, f64)>,
    objects: f64,
    state: &'a str,
    functions: BTreeSet<&'a str>,
    is_exact: bool,
    stacks: Vec<&'a GrownStack>,
    /// How many tests the stacks are of.
    stacks_of: usize,
}

/// Draws the findings out of what the package's processes showed. `folder` is that to which files are told.
pub fn verdicts(artifact: &Artifact, seen: &Seen, folder: &Path, read: ReadText<'_>) -> Verdicts {
    let mut groups: BTreeMap<&What, Group<'_>> = BTreeMap::new();
    if seen.alone.is_empty() {
        for part in &seen.parts {
            together(seen, part, groups.entry(&part.what).or_default());
        }
    }
    for (test, parts) in &seen.alone {
        for part in parts {
            // What grows alone and not among the others is something that one round fills.
            if seen.parts.iter().any(|one| one.what == part.what) {
                alone(*test, part, groups.entry(&part.what).or_default());
            }
        }
    }
    let mut verdicts = Verdicts::default();
    for (what, group) in &groups {
        found(artifact, seen, what, group, (folder, read), &mut verdicts);
    }
    verdicts
        .findings
        .sort_by_key(|finding| std::cmp::Reverse(finding.retained_bytes));
    verdicts
}

/// A part of which the stacks say whose it is, or which has nobody else it could be of.
fn together<'a>(seen: &Seen, part: &'a Part, group: &mut Group<'a>) {
    let all: f64 = part.tests.values().sum();
    if let ([only], true) = (seen.package.tests.as_slice(), part.tests.is_empty()) {
        group.tests.insert(*only, (part.bytes, part.goroutines));
    }
    for (test, share) in &part.tests {
        let share = share / all;
        let own = (part.bytes * share, part.goroutines * share);
        group.tests.insert(*test, own);
    }
    group.stacks_of = group.tests.len();
    add(part, group);
}

fn alone<'a>(test: u32, part: &'a Part, group: &mut Group<'a>) {
    if part.bytes < GROWTH_FLOOR as f64 && part.goroutines < 1.0 {
        return;
    }
    let is_first = group.tests.is_empty();
    group.tests.insert(test, (part.bytes, part.goroutines));
    if is_first {
        group.stacks_of = 1;
        add(part, group);
    }
}

fn add<'a>(part: &'a Part, group: &mut Group<'a>) {
    group.objects += part.objects;
    group.state = &part.state;
    group
        .functions
        .extend(part.functions.iter().map(String::as_str));
    group.is_exact = part.is_exact;
    group.stacks.extend(&part.stacks);
}

fn found(
    artifact: &Artifact,
    seen: &Seen,
    what: &What,
    group: &Group<'_>,
    (folder, read): (&Path, ReadText<'_>),
    verdicts: &mut Verdicts,
) {
    let id = |test: &u32| artifact.test_id(*test).to_owned();
    let each: Vec<f64> = group.tests.values().map(|(bytes, _)| *bytes).collect();
    let retained: u64 = each.iter().map(|bytes| size(*bytes)).sum();
    let goroutines: f64 = group.tests.values().map(|(_, count)| *count).sum();
    if group.tests.is_empty() || (retained < FINDING_FLOOR && goroutines < f64::from(MANY)) {
        return;
    }
    let tests = group.tests.len();
    let typical = size(median(&each));
    let mut told: Vec<Message> = Vec::new();
    let rounds = messages::EvidenceRounds {
        tests: seen.package.tests.len(),
        package: seen.package.name.as_str(),
        rounds: seen.rounds,
    };
    told.push(rounds.into());
    let (cause, holder, mend) = match what {
        What::Variable(name) if name == TIMERS => {
            let each_bytes = typical;
            let holder = timer(&group.stacks);
            let held = messages::EvidenceHeldMore {
                holder: holder.as_str(),
                each_bytes,
            };
            told.push(held.into());
            (Cause::Timer, Some(holder), hint::golang::of_timer())
        }
        What::Variable(name) => {
            let each_bytes = typical;
            let holder = name.as_str();
            told.push(messages::EvidenceHeldMore { holder, each_bytes }.into());
            let mend = hint::golang::of_variable(name);
            (Cause::ModuleGlobal, Some(name.clone()), mend)
        }
        What::Goroutines(line) => {
            let place = format!("{}:{}", relative(folder, &line.file), line.line);
            let count = goroutines.round() as u64;
            let left = messages::EvidenceGoroutines {
                tests,
                count,
                place: place.as_str(),
                state: group.state,
            };
            told.push(left.into());
            let each_bytes = typical;
            told.push(messages::EvidenceGoroutinesHold { each_bytes }.into());
            let waits = waits(line, group.state, read);
            let holder = holder(line, &group.functions);
            (
                Cause::Goroutine,
                Some(holder),
                hint::golang::of_goroutine(waits),
            )
        }
        What::Unnamed => {
            let each_bytes = typical;
            told.push(messages::EvidenceStayedUnnamed { each_bytes }.into());
            let framework = artifact.run.framework;
            (
                Cause::Unknown,
                None,
                hint::mend(framework, Cause::Unknown, None),
            )
        }
    };
    if !seen.alone.is_empty() {
        let tests = seen.alone.len();
        told.push(messages::EvidenceAlone { tests }.into());
    } else if seen.package.tests.len() > 1 {
        told.push(Key::EvidenceStacksName.into());
    }
    let culprits: Vec<String> = group.tests.keys().map(id).collect();
    told.extend(evidence::victims(
        artifact,
        &group.tests.keys().copied().collect(),
    ));
    let is_goroutine = cause == Cause::Goroutine;
    let typical_count = median(
        &group
            .tests
            .values()
            .map(|(_, count)| *count)
            .collect::<Vec<_>>(),
    );
    let objects = match is_goroutine {
        true => typical_count,
        false => group.objects / group.stacks_of.max(1) as f64,
    };
    let by_looks = if group.is_exact { 0.95 } else { 0.85 };
    verdicts.findings.push(Finding {
        object_type: is_goroutine.then(|| "goroutine".to_owned()),
        objects_per_test: (is_goroutine && objects > 0.0).then_some(objects),
        retained_bytes: Some(retained),
        bytes_per_test: Some(typical),
        confidence: match &holder {
            Some(_) => by_looks + 0.04,
            None => by_looks - 0.1,
        },
        evidence: told,
        lines: lines(&group.stacks, group.stacks_of.max(1), folder, read),
        hint: Some(mend.text),
        hint_code: mend.code,
        reproduce: Some(reproduce::repeated(artifact, &culprits)),
        holder,
        culprits,
        ..Finding::new(Kind::Leak, cause)
    });
}

/// What a goroutine waits for, as far as its state and the source say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// A ticker.
    Ticker,
    /// That somebody receives.
    Send,
    /// The other side of a connection of `net/http`.
    Http,
    /// Something else.
    Other,
}

/// What opens connections, or waits for them.
const HTTP: [&str; 7] = [
    "httptest.New",
    ".RoundTrip(",
    ".Do(",
    ".Get(",
    ".Head(",
    ".Post(",
    ".PostForm(",
];
/// How far above the line with `go` a ticker is looked for.
const ABOVE: usize = 40;

pub(super) fn waits(line: &Frame, state: &str, read: ReadText<'_>) -> Waits {
    if state == "chan send" {
        return Waits::Send;
    }
    let text = read(&line.file).unwrap_or_default();
    let lines: Vec<&str> = text.lines().take(line.line as usize).collect();
    // The goroutine is begun by what the line calls.
    let is_http = |text: &&&str| {
        !text.trim_start().starts_with("go ") && HTTP.iter().any(|call| text.contains(call))
    };
    if matches!(state, "IO wait" | "select") && lines.last().filter(is_http).is_some() {
        return Waits::Http;
    }
    if !matches!(state, "chan receive" | "select") {
        return Waits::Other;
    }
    let body = lines.iter().rev().take(ABOVE);
    let mut body = body.take_while(|text| !text.starts_with('}'));
    let is_ticker = |text: &&str| text.contains("time.NewTicker(") || text.contains("time.Tick(");
    match body.any(is_ticker) {
        true => Waits::Ticker,
        false => Waits::Other,
    }
}

/// The variable of the runtime on which nothing of a program hangs but its timers.
const TIMERS: &str = "runtime.allp";
/// What makes timers.
const MAKE_TIMERS: [&str; 5] = [
    "time.AfterFunc",
    "time.NewTimer",
    "time.NewTicker",
    "context.WithTimeout",
    "context.WithDeadline",
];

/// `time.AfterFunc in example.org/mail.Remind`, where a stack says who made it.
fn timer(stacks: &[&GrownStack]) -> String {
    let made = stacks.iter().find_map(|stack| {
        let frames = stack.frames.iter().map(|frame| frame.function.as_str());
        let mut outer = frames.rev();
        let maker = outer.find_map(|name| MAKE_TIMERS.iter().find(|maker| **maker == name))?;
        Some((*maker, stack.own_line.as_ref()?))
    });
    match made {
        Some((maker, line)) => format!("{maker} in {}", plain(&line.function)),
        None => MAKE_TIMERS[0].to_owned(),
    }
}

/// What the goroutines run, as Go's own profiles head them: `goroutines of example.org/rate.Start.func1`. Its line is told
/// beside it: it moves with every edit, and two runs are compared by the holder.
pub(super) fn holder(line: &Frame, functions: &BTreeSet<&str>) -> String {
    let begun_in = plain(&line.function);
    // Its own closures say most; what a library runs says little without who had it begun.
    if let Some(own) = functions.iter().find(|name| is_in(name, &line.function)) {
        return format!("goroutines of {}", plain(own));
    }
    match functions.first() {
        Some(function) => format!("goroutines of {}, begun in {begun_in}", plain(function)),
        None => format!("goroutines begun in {begun_in}"),
    }
}

fn relative(folder: &Path, file: &str) -> String {
    let own = Path::new(file).strip_prefix(folder);
    own.map_or_else(|_| file.to_owned(), |own| own.display().to_string())
}

/// The project's own lines, with what one repetition of one test took.
fn lines(
    stacks: &[&GrownStack],
    tests: usize,
    folder: &Path,
    read: ReadText<'_>,
) -> Vec<AllocationLine> {
    let mut known: BTreeSet<(&str, u32)> = BTreeSet::new();
    let mut lines: Vec<AllocationLine> = Vec::new();
    for stack in stacks {
        let Some(frame) = &stack.own_line else {
            continue;
        };
        let bytes = size(stack.bytes_each / tests as f64);
        let file = relative(folder, &frame.file);
        if !known.insert((&frame.file, frame.line)) {
            let same = lines
                .iter_mut()
                .find(|line| line.file == file && line.line == frame.line);
            if let Some(line) = same {
                line.bytes += bytes;
                line.count += 1;
            }
            continue;
        }
        let text = read(&frame.file).unwrap_or_default();
        let text = text.lines().nth((frame.line as usize).saturating_sub(1));
        lines.push(AllocationLine {
            file,
            line: frame.line,
            bytes,
            count: 1,
            text: text.unwrap_or_default().trim().to_owned(),
            native: None,
        });
    }
    lines.retain(|line| line.bytes > 0);
    lines.sort_by_key(|line| std::cmp::Reverse(line.bytes));
    let most = lines.first().map_or(0, |line| line.bytes);
    lines.retain(|line| line.bytes * 10 >= most);
    lines.truncate(LINES);
    lines
}
