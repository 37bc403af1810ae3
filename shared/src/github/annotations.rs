//! Annotations: workflow commands that GitHub shows beside the code.

use crate::artifact::Artifact;
use crate::budget::{Judgement, Violation};
use crate::conclusion::{Case, case, conclusion};
use crate::ending::Outcome;
use crate::finding::Finding;
use crate::finding_text;
use crate::sentence::victims;
use crate::table::{id_in_sentence, one_line};

/// GitHub shows so many of a kind for each step and drops the rest in silence.
pub const MOST_ANNOTATIONS: usize = 10;

/// GitHub cuts a message at so many characters, as .NET counts them: units of UTF-16.
const MOST_UNITS: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

#[derive(Debug)]
struct Annotation {
    level: Level,
    file: Option<String>,
    line: Option<u32>,
    title: String,
    message: String,
}

/// The annotations of a run, one workflow command a line: at most [`MOST_ANNOTATIONS`] of a kind, the most
/// important first. `prefix_of` tells the way from the repository's root to the folder that a file is named
/// from; empty where both are the same.
pub fn annotations(
    artifact: &Artifact,
    judgement: Option<&Judgement>,
    prefix_of: &dyn Fn(&str) -> String,
) -> String {
    let mut all = Vec::new();
    all.push(whole(artifact));
    let level = match case(artifact) {
        Case::Died => Level::Error,
        _ => Level::Warning,
    };
    all.extend(artifact.findings.iter().map(|one| of_finding(one, level)));
    all.extend(deaths(artifact));
    let violations = judgement.iter().flat_map(|judgement| &judgement.violations);
    all.extend(violations.map(of_violation));
    all.extend(failures(artifact));
    all.extend(artifact.warnings.iter().map(|warning| Annotation {
        level: Level::Warning,
        file: None,
        line: None,
        title: "The recording".to_owned(),
        message: warning.clone(),
    }));
    let mut out = String::new();
    for level in Level::ALL {
        let of_level: Vec<_> = all.iter().filter(|one| one.level == level).collect();
        for (at, one) in of_level.iter().take(MOST_ANNOTATIONS).enumerate() {
            let more = of_level.len() - MOST_ANNOTATIONS.min(of_level.len());
            let is_last = at + 1 == MOST_ANNOTATIONS;
            out += &command(one, prefix_of, if is_last { more } else { 0 });
        }
    }
    out
}

/// The conclusion, for the whole job.
fn whole(artifact: &Artifact) -> Annotation {
    let said = conclusion(artifact);
    Annotation {
        level: match said.case {
            Case::Green => Level::Notice,
            Case::Leak | Case::Incomplete => Level::Warning,
            Case::Died | Case::Failed => Level::Error,
        },
        file: None,
        line: None,
        title: "Memory".to_owned(),
        message: format!(
            "{}\n{}",
            crate::sentence::answer(artifact).headline,
            said.sentence
        ),
    }
}

fn of_finding(finding: &Finding, level: Level) -> Annotation {
    // The line that took the memory is where it can be mended; else the file of the first test.
    let line = finding.lines.first();
    let file = line.map(|line| line.file.clone());
    let file = file.or_else(|| finding.culprits.iter().find_map(|id| file_of(id)));
    let mut message = format!("{}.", finding_text::headline(finding));
    for part in [&finding.hint, &finding.hint_code].into_iter().flatten() {
        message += &format!("\n{}", part.trim_end());
    }
    if let Some(command) = &finding.reproduce {
        message += &format!("\nSee it again: {command}");
    }
    Annotation {
        level,
        file,
        line: line.map(|line| line.line),
        title: format!("{}: {}", finding.kind.name(), finding.cause.name()),
        message,
    }
}

fn of_violation(violation: &Violation) -> Annotation {
    Annotation {
        level: Level::Error,
        file: violation.test.as_deref().and_then(file_of),
        line: None,
        title: format!("Budget: {}", violation.rule.key()),
        message: violation.sentence.clone(),
    }
}

/// The tests that were running when a batch died, and those that ended it.
fn deaths(artifact: &Artifact) -> Vec<Annotation> {
    let mut all = Vec::new();
    for batch in &artifact.batches {
        let victims = victims(artifact, batch).into_iter();
        let victims = victims.filter(|test| !batch.at_fault.contains(test));
        let tests = batch.at_fault.iter().copied().chain(victims);
        for test in tests {
            let id = artifact.test_id(test);
            let (index, how) = (batch.index, format!("{}, {}", batch.ending, batch.proof));
            let what = match batch.at_fault.contains(&test) {
                true => format!("died by its own doing in batch {index} ({how})"),
                false => {
                    format!("was running when batch {index} died ({how}); it need not be the cause")
                }
            };
            all.push(Annotation {
                level: Level::Error,
                file: file_of(id),
                line: None,
                title: format!("{} in batch {}", batch.ending, batch.index),
                message: format!(
                    "{} {what}.\n{}",
                    id_in_sentence(id),
                    batch.evidence.join(" ")
                ),
            });
        }
    }
    all
}

/// Tests that failed in the ordinary way.
fn failures(artifact: &Artifact) -> Vec<Annotation> {
    let failed = artifact
        .tests
        .rows()
        .filter(|row| matches!(row.outcome, Outcome::Failed | Outcome::Error));
    let told = failed.map(|row| Annotation {
        level: Level::Error,
        file: file_of(row.id),
        line: None,
        title: format!("Test {}", row.outcome),
        message: match artifact.tests.remark(row.index) {
            Some(remark) => format!("{}: {remark}", id_in_sentence(row.id)),
            None => id_in_sentence(row.id),
        },
    });
    told.collect()
}

/// The file that an id begins with, as those of pytest do. What has no ending is no file but a module.
fn file_of(id: &str) -> Option<String> {
    let (file, _) = id.split_once("::")?;
    let name = file.rsplit('/').next().unwrap_or_default();
    let (stem, ending) = name.rsplit_once('.')?;
    (!stem.is_empty() && !ending.is_empty()).then(|| file.to_owned())
}

fn command(one: &Annotation, prefix_of: &dyn Fn(&str) -> String, more: usize) -> String {
    let mut properties = Vec::new();
    if let Some(path) = one
        .file
        .as_ref()
        .and_then(|file| inside(&prefix_of(file), file))
    {
        properties.push(format!("file={}", property(&path)));
        // Without a line GitHub takes the first one.
        if let Some(line) = one.line {
            properties.push(format!("line={line}"));
        }
    }
    properties.push(format!("title={}", property(&one.title)));
    let tail = match more {
        0 => String::new(),
        more => format!("\n… and {more} more; the summary of the job has them."),
    };
    format!(
        "::{} {}::{}\n",
        one.level.name(),
        properties.join(","),
        data(&cut(one.message.trim_end(), &tail))
    )
}

/// A file below a prefix, without `.` and `..`, as GitHub compares paths. Nothing where it leads out of the
/// repository: there is nothing to show it beside.
fn inside(prefix: &str, file: &str) -> Option<String> {
    if file.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in prefix.split('/').chain(file.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The message with its tail, within what GitHub shows.
fn cut(message: &str, tail: &str) -> String {
    let units = |text: &str| text.encode_utf16().count();
    let room = MOST_UNITS - units(tail);
    if units(message) <= room {
        return format!("{message}{tail}");
    }
    let mut used = 1;
    let kept: String = message
        .chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= room
        })
        .collect();
    format!("{kept}…{tail}")
}

/// The message of a workflow command: its lines stay lines, and nothing else of it can start another one.
fn data(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(one_line).collect();
    lines
        .join("%0A\0")
        .replace('%', "%25")
        .replace("%250A\0", "%0A")
}

/// A property of a workflow command.
fn property(text: &str) -> String {
    one_line(text)
        .replace('%', "%25")
        .replace(':', "%3A")
        .replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Remark;
    use crate::ending::Ending;
    use crate::finding::AllocationLine;
    use crate::github::testing::broken;
    use crate::testing::{finding, pytest, story_after, story_limited};

    fn with_line() -> Finding {
        Finding {
            lines: vec![AllocationLine {
                file: "tradingbot/metrics.py".into(),
                line: 163,
                bytes: 1,
                count: 1,
                text: "collector.labels(*values)".into(),
            }],
            ..finding()
        }
    }

    #[test]
    fn the_annotations_of_the_story() {
        let run = story_limited().with(|artifact| artifact.findings.push(with_line()));
        insta::assert_snapshot!(annotations(&run.done(), Some(&broken()), &|_| "app/".into()));
    }

    #[test]
    fn who_ends_its_batch_is_the_cause() {
        let run = pytest()
            .test("t.py::a", Outcome::Died, -1, -1)
            .batch(Ending::Crashed, 10)
            .test("t.py::b", Outcome::Died, -1, -1)
            .batch(Ending::Killed, 10)
            .with(|artifact| artifact.batches[0].at_fault = vec![0]);
        let text = annotations(&run.done(), None, &|_| String::new());
        let of = |id: &str| {
            text.lines()
                .find(|line| line.contains(&format!("::{id} ")))
                .unwrap()
        };
        assert!(
            of("t.py::a").contains("t.py::a died by its own doing in batch 1 (crashed, certain).")
        );
        assert!(of("t.py::b").contains(
            "t.py::b was running when batch 2 died (killed, certain); it need not be the cause."
        ));
        assert_eq!(text.matches("need not be the cause").count(), 1);
    }

    #[test]
    fn a_path_is_as_github_has_it() {
        for (prefix, file, expected) in [
            ("", "a/b.py", Some("a/b.py")),
            ("./app/", "b.py", Some("app/b.py")),
            ("app/before", "../bot/m.py", Some("app/bot/m.py")),
            ("", "../m.py", None),
            ("app", "/usr/lib/m.py", None),
        ] {
            assert_eq!(inside(prefix, file).as_deref(), expected, "{prefix} {file}");
        }
    }

    #[test]
    fn only_what_looks_like_a_file_is_one() {
        assert_eq!(file_of("tests/a.py::test").as_deref(), Some("tests/a.py"));
        assert_eq!(file_of("a.test.ts::x > y").as_deref(), Some("a.test.ts"));
        for id in [
            "shop::tests::adds",
            "TestAdd/small",
            "a.b/c::d",
            ".py::x",
            "::x",
        ] {
            assert_eq!(file_of(id), None, "{id}");
        }
    }

    #[test]
    fn a_green_run_has_one_notice() {
        insta::assert_snapshot!(annotations(&story_after().done(), None, &|_| ".".into()));
    }

    #[test]
    fn ids_and_remarks_cannot_start_another_command() {
        let odd = "a,b:c%0A.py::d\r\n::error::x";
        let run = pytest()
            .test(odd, Outcome::Failed, 1, 1)
            .batch(Ending::TestsFailed, 10)
            .with(|artifact| {
                let text = "100% bad\n::stop-commands::x".to_owned();
                artifact.tests.remarks.push(Remark { test: 0, text });
            });
        let text = annotations(&run.done(), None, &|_| String::new());
        insta::assert_snapshot!(text);
        assert!(text.lines().all(|line| line.starts_with("::error ")));
    }

    #[test]
    fn there_are_ten_of_a_kind_and_the_last_one_counts_the_rest() {
        let mut told = pytest();
        for n in 0..40 {
            told = told.test(&format!("t.py::test_{n}"), Outcome::Failed, 1, 1);
        }
        let run = told
            .batch(Ending::TestsFailed, 10)
            .with(|artifact| artifact.findings = vec![with_line(); 12]);
        let text = annotations(&run.done(), None, &|_| String::new());
        let errors: Vec<_> = text.lines().filter(|l| l.starts_with("::error ")).collect();
        let warnings = text.lines().filter(|l| l.starts_with("::warning ")).count();
        assert_eq!((errors.len(), warnings), (10, 10));
        assert!(errors[0].contains("title=Memory"), "{}", errors[0]);
        assert!(errors[9].ends_with("… and 31 more; the summary of the job has them."));
    }

    #[test]
    fn a_long_message_is_cut_where_github_would_cut_it() {
        let run = story_limited().with(|artifact| {
            let hint = Some("😀".repeat(5_000));
            artifact.findings = vec![
                Finding {
                    hint,
                    ..with_line()
                };
                11
            ];
        });
        for line in annotations(&run.done(), None, &|_| String::new()).lines() {
            let (_, message) = line[2..].split_once("::").unwrap();
            let seen = message.replace("%0A", "\n").replace("%25", "%");
            assert!(seen.encode_utf16().count() <= MOST_UNITS);
        }
    }
}
