//! What is true of one case from the field: `truth.txt`, paragraphs of prose that each begin with a key.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::pattern::Pattern;

/// The truth about one case, as far as its prose can be parsed.
#[derive(Debug)]
pub struct Truth {
    /// The words of the command.
    pub command: Vec<String>,
    /// What is at fault; empty where there is nothing at fault, or where the prose names nobody.
    pub culprits: Vec<Pattern>,
    /// What is not.
    pub innocents: Vec<Pattern>,
    /// What holds the memory.
    pub holder: Holder,
    /// Whether the case is no leak at all, so that nobody may be said to leak.
    pub no_leak: bool,
    /// The truth's own words about holder and culprits, for whoever reads that something is wrong.
    pub words: Vec<String>,
}

/// What holds the memory.
#[derive(Debug, PartialEq, Eq)]
pub enum Holder {
    /// The truth does not say.
    Unsaid,
    /// Nothing that Python knows.
    Nameless,
    /// Either of these dotted names, in which `*` is any text.
    Names(Vec<String>),
}

/// Reads the truth of a case.
pub fn read(case: &Path) -> Result<Truth> {
    let file = case.join("truth.txt");
    let text =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    parse(&text).with_context(|| format!("{}", file.display()))
}

fn parse(text: &str) -> Result<Truth> {
    let paragraphs = paragraphs(text);
    let said = |key: &str| {
        let found = paragraphs.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.as_str())
    };
    let patterns = |key| said(key).map(Pattern::all_in).unwrap_or_default();
    let culprits: Vec<Pattern> = patterns("culprits");
    let denied = said("truth").is_some() || said("good diagnosis").is_some_and(denies);
    Ok(Truth {
        command: command(said("run").context("it has no line `run:`")?),
        no_leak: culprits.is_empty() && denied,
        culprits,
        innocents: patterns("innocent"),
        holder: said("holder").map_or(Holder::Unsaid, holder),
        words: ["holder", "culprits", "truth"]
            .iter()
            .filter_map(|key| Some(format!("{key}: {}", said(key)?)))
            .collect(),
    })
}

fn denies(diagnosis: &str) -> bool {
    diagnosis.contains("NOT a leak")
}

/// Keys and values; a line that is indented goes on with the value before it.
fn paragraphs(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match (line.starts_with(char::is_whitespace), found.last_mut()) {
            (true, Some((_, value))) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            _ => {
                let (key, value) = line.split_once(':').unwrap_or((line, ""));
                found.push((key.trim().to_owned(), value.trim().to_owned()));
            }
        }
    }
    found
}

/// The command proper: what installs goes before it and remarks follow it.
fn command(said: &str) -> Vec<String> {
    let last = said.rsplit("&&").next().unwrap_or(said);
    let plain = last.split_once(" (").map_or(last, |(plain, _)| plain);
    plain.split_whitespace().map(str::to_owned).collect()
}

/// The first dotted name of the prose, and those that follow it after a slash: `a.T.x / .y`.
fn holder(said: &str) -> Holder {
    if said.starts_with("none") {
        return Holder::Nameless;
    }
    let mut words = said.split_whitespace().map(cleaned);
    let Some(first) = words.find(|word| is_dotted(word)) else {
        return Holder::Unsaid;
    };
    let owner = first.rsplit_once('.').map_or("", |(owner, _)| owner);
    let mut names = vec![first.clone()];
    while words.next().as_deref() == Some("/") {
        match words.next() {
            Some(word) if word.starts_with('.') => names.push(format!("{owner}{word}")),
            Some(word) if is_dotted(&word) => names.push(word),
            _ => break,
        }
    }
    Holder::Names(names)
}

fn is_dotted(word: &str) -> bool {
    let segment = |text: &str| !text.is_empty() && text.contains(char::is_alphanumeric);
    word.contains('.') && word.split('.').all(segment)
}

/// A word without the marks around it and the subscripts after it. `<x>` stands for any text.
fn cleaned(word: &str) -> String {
    let word = word.trim_matches([',', ';', ':', '(', ')']);
    let word = word.split_once('[').map_or(word, |(name, _)| name);
    let mut clean = String::new();
    let mut rest = word;
    while let Some((before, after)) = rest.split_once('<') {
        let Some((_, behind)) = after.split_once('>') else {
            break;
        };
        clean += before;
        clean.push('*');
        rest = behind;
    }
    clean + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(of: &[&str]) -> Holder {
        Holder::Names(of.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn a_truth_is_read_as_it_was_written() {
        let truth = parse(
            "case: 05\ntitle: it stays: for ever\nrun: python -m pytest tests\n\
             holder: linecache.cache (dict, keys\n    '<made-N>')\n\
             culprits: test_models.py::test_block[0..9]\ninnocent: test_expand[*]\n\
             good diagnosis: LEAK, about 1 MiB per test",
        )
        .unwrap();
        assert_eq!(truth.command, ["python", "-m", "pytest", "tests"]);
        assert_eq!(truth.holder, names(&["linecache.cache"]));
        assert_eq!((truth.culprits.len(), truth.innocents.len()), (1, 1));
        assert!(!truth.no_leak);
        assert_eq!(
            truth.words[0],
            "holder: linecache.cache (dict, keys '<made-N>')"
        );
    }

    #[test]
    fn a_case_that_is_no_leak_has_no_culprits() {
        for denial in ["truth: it follows the work", "good diagnosis: NOT a leak"] {
            let truth = parse(&format!("run: go test ./...\n{denial}")).unwrap();
            assert!(truth.no_leak && truth.culprits.is_empty());
            assert_eq!(truth.holder, Holder::Unsaid);
        }
        assert!(!parse("run: rspec").unwrap().no_leak);
        assert!(parse("title: x").is_err());
    }

    #[test]
    fn only_the_last_command_is_run() {
        assert_eq!(
            command("npm i && npx jest --runInBand   (package.json)"),
            ["npx", "jest", "--runInBand"]
        );
    }

    #[test]
    fn holders_are_found_in_prose() {
        for (said, wanted) in [
            ("none in Python (malloc); a.b", Holder::Nameless),
            ("something else", Holder::Unsaid),
            (
                "WebMock::Registry.instance.signatures (WebMock::Counter)",
                names(&["WebMock::Registry.instance.signatures"]),
            ),
            (
                "_pytest.terminal.Reporter.stats[''] / ['passed'] -> T.sections",
                names(&["_pytest.terminal.Reporter.stats"]),
            ),
            (
                "thread poller.Poller._run (Thread, daemon); text in a.b",
                names(&["poller.Poller._run"]),
            ),
            (
                "tests.test_<x>.Test<X>.trace / .index (class attributes)",
                names(&["tests.test_*.Test*.trace", "tests.test_*.Test*.index"]),
            ),
            (
                "Node core module fs: fs.close / fs.closeSync wrapper chain",
                names(&["fs.close", "fs.closeSync"]),
            ),
        ] {
            assert_eq!(holder(said), wanted, "{said}");
        }
    }
}
