//! Findings in words: one sentence, a block for the terminal, a section of Markdown.

use crate::finding::{Cause, Finding, Kind};
use crate::table::{code, fenced, id_in_sentence, one_line, prose};
use crate::units::{bytes, count};

/// How many culprits are told one by one.
const TOLD: usize = 5;

/// A finding in one sentence.
pub fn headline(finding: &Finding) -> String {
    let who = match finding.culprits.as_slice() {
        [] => "Something".to_owned(),
        [one] if finding.cause == Cause::Fixture && !one.contains("::") => {
            format!("The fixture `{one}`")
        }
        [one] => id_in_sentence(one),
        many => count(many.len(), "test"),
    };
    let plural = finding.culprits.len() > 1;
    let amount = |value: Option<u64>| value.map_or_else(|| "memory".to_owned(), bytes);
    let mut text = match finding.kind {
        Kind::Hog => format!(
            "Hog: {who} {} {} at once",
            if plural { "need" } else { "needs" },
            amount(finding.retained_bytes)
        ),
        Kind::Leak if plural => format!(
            "Leak: {who} keep {} each, {} in all",
            amount(finding.bytes_per_test),
            amount(finding.retained_bytes)
        ),
        Kind::Leak => format!(
            "Leak: {who} keeps {}",
            amount(finding.bytes_per_test.or(finding.retained_bytes))
        ),
    };
    if let Some(holder) = finding
        .holder
        .as_ref()
        .filter(|_| finding.kind == Kind::Leak)
    {
        text += &format!(", held by `{holder}`");
    }
    if finding.cause != Cause::Unknown && finding.kind == Kind::Leak {
        text += &format!(" ({})", finding.cause.name());
    }
    one_line(&text)
}

fn culprits(finding: &Finding) -> (Vec<&str>, usize) {
    let told: Vec<&str> = finding
        .culprits
        .iter()
        .take(TOLD)
        .map(String::as_str)
        .collect();
    let more = finding.culprits.len() - told.len();
    (told, more)
}

/// How sure it is, in words.
pub fn certainty(finding: &Finding) -> String {
    let word = match finding.confidence {
        c if c >= 0.9 => "high",
        c if c >= 0.7 => "good",
        _ => "moderate",
    };
    format!("{word} ({:.0} %)", finding.confidence * 100.0)
}

/// A block of lines for the terminal.
pub fn terminal(finding: &Finding) -> String {
    let mut out = format!("{}\n", headline(finding));
    let mut line = |name: &str, text: &str| out += &format!("  {name:<11} {}\n", one_line(text));
    let (told, more) = culprits(finding);
    for (at, culprit) in told.iter().enumerate() {
        line(if at == 0 { "culprits" } else { "" }, culprit);
    }
    if more > 0 {
        line("", &format!("… and {more} more"));
    }
    if let Some(first) = finding.lines.first() {
        line(
            "allocated",
            &format!("{}:{}  {}", first.file, first.line, first.text),
        );
    }
    line("confidence", &certainty(finding));
    for (at, sentence) in finding.evidence.iter().enumerate() {
        line(if at == 0 { "evidence" } else { "" }, sentence);
    }
    if let Some(hint) = &finding.hint {
        line("mend", hint);
    }
    if let Some(code) = &finding.hint_code {
        for source in code.lines() {
            out += &format!("      {source}\n");
        }
    }
    if let Some(command) = &finding.reproduce {
        out += &format!("  {:<11} {}\n", "reproduce", one_line(command));
    }
    out
}

/// A section of Markdown.
pub fn markdown(finding: &Finding) -> String {
    let mut out = format!("#### {}\n\n", prose(&headline(finding)));
    let (told, more) = culprits(finding);
    for culprit in told {
        out += &format!("- {}\n", code(culprit));
    }
    if more > 0 {
        out += &format!("- … and {more} more\n");
    }
    out.push('\n');
    if let Some(first) = finding.lines.first() {
        let place = format!("{}:{}", first.file, first.line);
        out += &format!("Allocated at {}: {}\n\n", code(&place), code(&first.text));
    }
    out += &format!("Confidence: {}.\n\n", certainty(finding));
    for sentence in &finding.evidence {
        out += &format!("- {}\n", prose(sentence));
    }
    if let Some(hint) = &finding.hint {
        out += &format!("\n**Mend it:** {}\n", prose(hint));
    }
    if let Some(source) = &finding.hint_code {
        out += &format!("\n{}", fenced("python", source));
    }
    if let Some(command) = &finding.reproduce {
        out += &format!(
            "\n**See it again:**\n\n{}",
            fenced("sh", &one_line(command))
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::{Artifact, Framework};
    use crate::compare::{Fate, Left};
    use crate::conclusion::conclusion;
    use crate::ending::{Ending, Outcome};
    use crate::github;
    use crate::testing::{hog, pytest};

    /// Whatever is said of it, everywhere.
    fn told(finding: &Finding, run: &Artifact) -> Vec<String> {
        let said = conclusion(run);
        let annotations = github::annotations(run, None, &|_| String::new());
        let mut all = vec![
            headline(finding),
            terminal(finding),
            markdown(finding),
            said.sentence,
            said.steps.join("\n"),
            annotations,
            github::comment(run, None, None),
            Fate::NotFoundAgain(Left::Needed(401 << 20)).to_string(),
        ];
        all.extend(finding.hint.clone());
        all.extend(finding.evidence.clone());
        all
    }

    #[test]
    fn nothing_that_is_said_of_a_hog_says_that_it_keeps_something() {
        for framework in [
            Framework::Pytest,
            Framework::Unittest,
            Framework::Go,
            Framework::Command,
        ] {
            let mut finding = hog(framework);
            finding.holder = Some("app.X".to_owned());
            for ending in [Ending::OverLimit, Ending::Passed] {
                let outcome = if ending.is_death() {
                    Outcome::Died
                } else {
                    Outcome::Passed
                };
                let run = pytest()
                    .test("tests/a.py::big", outcome, 401, 0)
                    .batch(ending, 401)
                    .with(|artifact| artifact.findings = vec![finding.clone()]);
                let all = told(&finding, &run.done());
                assert!(all[0].contains("needs 401 MiB at once"), "{}", all[0]);
                for text in all {
                    assert!(!text.contains("keep") && !text.contains("held"), "{text}");
                }
            }
        }
    }
}
