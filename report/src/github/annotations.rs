//! Annotations: workflow commands that GitHub shows beside the code.

use crate::budget::{Judgement, Violation};
use crate::conclusion::{ConclusionKind, case, conclusion};
use oomscope_shared::answer::{Victims, answer};
use oomscope_shared::artifact::{Artifact, RunHeader};
use oomscope_shared::ending::Outcome;
use oomscope_shared::finding::Finding;
use oomscope_shared::finding_text;
use oomscope_shared::path::joined;
use oomscope_shared::plain::one_line;
use oomscope_shared::table::id_in_sentence;
use oomscope_shared::{Key, Locale, messages};

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
/// important first. `prefix` is the way from the repository's root to the folder that the command ran in; empty
/// where both are the same.
pub fn annotations(
    artifact: &Artifact,
    judgement: Option<&Judgement>,
    prefix: &str,
    locale: &Locale,
) -> String {
    let mut all = Vec::new();
    all.push(whole(artifact, locale));
    let level = match case(artifact) {
        ConclusionKind::Died => Level::Error,
        _ => Level::Warning,
    };
    let findings = artifact.findings.iter();
    all.extend(findings.map(|one| of_finding(&artifact.run, one, level, locale)));
    all.extend(deaths(artifact, locale));
    let violations = judgement.iter().flat_map(|judgement| &judgement.violations);
    all.extend(violations.map(|one| of_violation(&artifact.run, one, locale)));
    all.extend(failures(artifact, locale));
    all.extend(artifact.warnings.iter().map(|warning| Annotation {
        level: Level::Warning,
        file: None,
        line: None,
        title: locale.word(Key::AnnotationRecording).to_owned(),
        message: locale.text(warning),
    }));
    let mut out = String::new();
    for level in Level::ALL {
        let of_level: Vec<_> = all.iter().filter(|one| one.level == level).collect();
        for (at, one) in of_level.iter().take(MOST_ANNOTATIONS).enumerate() {
            let more = of_level.len() - MOST_ANNOTATIONS.min(of_level.len());
            let is_last = at + 1 == MOST_ANNOTATIONS;
            out += &command(one, prefix, if is_last { more } else { 0 }, locale);
        }
    }
    out
}

/// The conclusion, for the whole job.
fn whole(artifact: &Artifact, locale: &Locale) -> Annotation {
    let said = conclusion(artifact);
    Annotation {
        level: match said.case {
            ConclusionKind::Green => Level::Notice,
            ConclusionKind::Leak | ConclusionKind::Incomplete => Level::Warning,
            ConclusionKind::Died | ConclusionKind::Failed => Level::Error,
        },
        file: None,
        line: None,
        title: locale.word(Key::AnnotationMemory).to_owned(),
        message: format!(
            "{}\n{}",
            locale.text(&answer(artifact).headline),
            locale.text(&said.sentence)
        ),
    }
}

fn of_finding(run: &RunHeader, finding: &Finding, level: Level, locale: &Locale) -> Annotation {
    // The line that took the memory is where it can be mended; else the file of the first test.
    let line = finding.lines.first();
    let file = line.map(|line| line.file.clone());
    let of_test = || finding.culprits.iter().find_map(|id| file_of(run, id));
    let file = file.or_else(of_test);
    let clause = finding_text::headline(finding);
    let mut message = locale.text(&messages::Sentence { clause }.into());
    if let Some(hint) = &finding.hint {
        message += &format!("\n{}", locale.text(hint));
    }
    if let Some(code) = &finding.hint_code {
        message += &format!("\n{}", code.trim_end());
    }
    if let Some(command) = &finding.reproduce {
        let command = messages::AnnotationReproduce { command };
        message += &format!("\n{}", locale.text(&command.into()));
    }
    Annotation {
        level,
        file,
        line: line.map(|line| line.line),
        title: locale.text(
            &messages::AnnotationFinding {
                kind: finding.kind.key(),
                cause: finding.cause.key(),
            }
            .into(),
        ),
        message,
    }
}

fn of_violation(run: &RunHeader, violation: &Violation, locale: &Locale) -> Annotation {
    let rule = violation.rule.key();
    Annotation {
        level: Level::Error,
        file: violation.test.as_deref().and_then(|id| file_of(run, id)),
        line: None,
        title: locale.text(&messages::AnnotationBudget { rule }.into()),
        message: locale.text(&violation.message),
    }
}

/// The tests that were running when a batch died, and those that ended it.
fn deaths(artifact: &Artifact, locale: &Locale) -> Vec<Annotation> {
    let mut all = Vec::new();
    let victims = Victims::of(artifact);
    for batch in &artifact.batches {
        let (index, ending, proof) = (batch.index, batch.ending.key(), batch.proof.key());
        let own = batch.at_fault.iter().map(|test| (*test, true));
        // A culprit has the annotation of its finding.
        let others = victims.in_batch(batch).into_iter();
        let others = others.filter(|test| !artifact.is_culprit(*test));
        for (test, is_own) in own.chain(others.map(|test| (test, false))) {
            let id = artifact.test_id(test);
            let test = id_in_sentence(id);
            let said = match is_own {
                true => messages::AnnotationOwnDoing {
                    test,
                    batch: index,
                    ending,
                    proof,
                }
                .into(),
                // A worker of pytest-xdist died, and the batch went on.
                false if !batch.ending.is_death() => messages::AnnotationDied {
                    test,
                    batch: index,
                    ending,
                    proof,
                }
                .into(),
                false => messages::AnnotationVictim {
                    test,
                    batch: index,
                    ending,
                    proof,
                }
                .into(),
            };
            let sentences = batch.evidence.iter().map(|message| locale.text(message));
            let sentences: Vec<String> = sentences.collect();
            all.push(Annotation {
                level: Level::Error,
                file: file_of(&artifact.run, id),
                line: None,
                title: locale.text(
                    &messages::AnnotationDeath {
                        ending,
                        batch: index,
                    }
                    .into(),
                ),
                message: format!("{}\n{}", locale.text(&said), sentences.join(" ")),
            });
        }
    }
    all
}

/// Tests that failed in the ordinary way.
fn failures(artifact: &Artifact, locale: &Locale) -> Vec<Annotation> {
    let failed = artifact
        .tests
        .rows()
        .filter(|row| matches!(row.outcome, Outcome::Failed | Outcome::Error));
    let told = failed.map(|row| Annotation {
        level: Level::Error,
        file: file_of(&artifact.run, row.id),
        line: None,
        title: locale.text(
            &messages::AnnotationTest {
                outcome: row.outcome.key(),
            }
            .into(),
        ),
        message: match artifact.tests.remark(row.index) {
            Some(remark) => format!("{}: {}", id_in_sentence(row.id), locale.text(remark)),
            None => id_in_sentence(row.id),
        },
    });
    told.collect()
}

/// The file that an id begins with, as those of pytest do, from the folder that the command ran in. What has no ending
/// is no file but a module.
fn file_of(run: &RunHeader, id: &str) -> Option<String> {
    let (file, _) = id.split_once("::")?;
    let name = file.rsplit('/').next().unwrap_or_default();
    let (stem, ending) = name.rsplit_once('.')?;
    (!stem.is_empty() && !ending.is_empty()).then(|| run.path_of(file))
}

fn command(one: &Annotation, prefix: &str, more: usize, locale: &Locale) -> String {
    let mut properties = Vec::new();
    if let Some(path) = one.file.as_ref().and_then(|file| joined(prefix, file)) {
        properties.push(format!("file={}", property(&path)));
        // Without a line GitHub takes the first one.
        if let Some(line) = one.line {
            properties.push(format!("line={line}"));
        }
    }
    properties.push(format!("title={}", property(&one.title)));
    let tail = match more {
        0 => String::new(),
        number => {
            let more = messages::AnnotationMore { number };
            format!("\n{}", locale.text(&more.into()))
        }
    };
    format!(
        "::{} {}::{}\n",
        one.level.name(),
        properties.join(","),
        data(&cut(one.message.trim_end(), &tail))
    )
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
    use crate::github::testing::{broken, russian};
    use oomscope_shared::Message;
    use oomscope_shared::artifact::Remark;
    use oomscope_shared::ending::Ending;
    use oomscope_shared::finding::{AllocationLine, Cause};
    use oomscope_shared::testing::{finding, pytest, story_after, story_limited};
    use oomscope_shared::units::Units;

    fn annotations(artifact: &Artifact, judgement: Option<&Judgement>, prefix: &str) -> String {
        super::annotations(artifact, judgement, prefix, &Locale::english())
    }

    #[test]
    fn who_ends_its_batch_is_the_cause() {
        let run = pytest()
            .test("t.py::a", Outcome::Died, -1, -1)
            .batch(Ending::Crashed, 10)
            .test("t.py::b", Outcome::Died, -1, -1)
            .batch(Ending::TimedOut, 10)
            .derived();
        insta::assert_snapshot!(annotations(&run.done(), None, ""));
    }

    fn with_line() -> Finding {
        Finding {
            lines: vec![AllocationLine {
                file: "tradingbot/metrics.py".into(),
                line: 163,
                bytes: 1,
                count: 1,
                text: "collector.labels(*values)".into(),
                native: None,
            }],
            ..finding()
        }
    }

    #[test]
    fn the_annotations_of_the_story() {
        let run = story_limited().with(|artifact| artifact.findings.push(with_line()));
        insta::assert_snapshot!(annotations(&run.done(), Some(&broken()), "app/"));
    }

    #[test]
    fn only_what_looks_like_a_file_is_one() {
        let mut run = pytest().done().run;
        assert_eq!(
            file_of(&run, "tests/a.py::test").as_deref(),
            Some("tests/a.py")
        );
        assert_eq!(
            file_of(&run, "a.test.ts::x > y").as_deref(),
            Some("a.test.ts")
        );
        for id in [
            "shop::tests::adds",
            "TestAdd/small",
            "a.b/c::d",
            ".py::x",
            "::x",
        ] {
            assert_eq!(file_of(&run, id), None, "{id}");
        }
        run.tests_folder = Some("services/shop".to_owned());
        assert_eq!(
            file_of(&run, "tests/a.py::test").as_deref(),
            Some("services/shop/tests/a.py")
        );
    }

    #[test]
    fn a_green_run_has_one_notice() {
        insta::assert_snapshot!(annotations(&story_after().done(), None, "."));
    }

    #[test]
    fn ids_and_remarks_cannot_start_another_command() {
        let odd = "a,b:c%0A.py::d\r\n::error::x";
        let run = pytest()
            .test(odd, Outcome::Failed, 1, 1)
            .batch(Ending::TestsFailed, 10)
            .with(|artifact| {
                let message = Message::quote("100% bad\n::stop-commands::x");
                artifact.tests.remarks.push(Remark { test: 0, message });
            });
        let text = annotations(&run.done(), None, "");
        insta::assert_snapshot!(text);
        assert!(text.lines().all(|line| line.starts_with("::error ")));
    }

    #[test]
    fn a_title_is_said_in_the_language_of_the_reader() {
        let run = story_limited().with(|artifact| {
            artifact.findings = vec![Finding {
                cause: Cause::ModuleGlobal,
                ..with_line()
            }];
        });
        let titles = |locale: &Locale| -> Vec<String> {
            let text = super::annotations(&run.clone().done(), None, "", locale);
            let rests = text.lines().filter_map(|line| line.split_once("title="));
            let titles = rests.filter_map(|(_, rest)| rest.split_once("::"));
            titles.map(|(title, _)| title.to_owned()).collect()
        };
        let english = titles(&Locale::english());
        let expected = "leak%3A module global".to_owned();
        assert!(english.contains(&expected), "{english:?}");
        let russian = titles(&Locale::new(russian(), Units::Binary));
        let expected = "утечка%3A глобальная переменная модуля".to_owned();
        assert!(russian.contains(&expected), "{russian:?}");
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
        let text = annotations(&run.done(), None, "");
        let errors: Vec<_> = text.lines().filter(|l| l.starts_with("::error ")).collect();
        let warnings = text.lines().filter(|l| l.starts_with("::warning ")).count();
        assert_eq!((errors.len(), warnings), (10, 10));
        assert!(errors[0].contains("title=Memory"), "{}", errors[0]);
        assert!(errors[9].ends_with("… and 31 more; the summary of the job has them."));
    }

    #[test]
    fn a_long_message_is_cut_where_github_would_cut_it() {
        let run = story_limited().with(|artifact| {
            let hint = Some(Message::quote("😀".repeat(5_000)));
            artifact.findings = vec![
                Finding {
                    hint,
                    ..with_line()
                };
                11
            ];
        });
        for line in annotations(&run.done(), None, "").lines() {
            let (_, message) = line[2..].split_once("::").unwrap();
            let seen = message.replace("%0A", "\n").replace("%25", "%");
            assert!(seen.encode_utf16().count() <= MOST_UNITS);
        }
    }
}
