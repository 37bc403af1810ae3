//! `cargo xtask docs`: the help texts in `docs/cli.md`, taken from the binary itself, and what is listed of the
//! frameworks, out of their table.
//!
//! The first page holds marks such as `<!-- help: oomscope run -->`; the code block behind each is replaced
//! by what that command prints with `--help`.

mod frameworks;

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{console, paths, process};

const MARK: &str = "<!-- help: ";
const MARK_END: &str = " -->";
const OPEN: &str = "```text\n";
const CLOSE: &str = "\n```\n";

/// Makes a page anew of the page as it is.
type Page = fn(&str) -> Result<String>;

/// The pages that are written, and what is written into them.
const PAGES: [(&str, Page); 3] = [
    ("docs/cli.md", with_helps),
    ("docs/frameworks/README.md", frameworks::table),
    ("docs/SUMMARY.md", frameworks::summary),
];

/// Writes the help texts, and what is listed of frameworks.
pub fn write() -> Result<()> {
    for (name, fresh) in PAGES {
        let text = fresh(&read(name)?)?;
        fs::write(paths::root().join(name), text)
            .with_context(|| format!("cannot write {name}"))?;
        console::note(&format!("{name} is written"));
    }
    Ok(())
}

/// Fails where a page is not what [`write`] would write.
pub fn check_drift() -> Result<()> {
    for (name, fresh) in PAGES {
        let committed = read(name)?;
        ensure!(
            committed == fresh(&committed)?,
            "{name} is not up to date: run `cargo xtask docs`"
        );
    }
    Ok(())
}

fn read(name: &str) -> Result<String> {
    fs::read_to_string(paths::root().join(name)).with_context(|| format!("cannot read {name}"))
}

fn with_helps(text: &str) -> Result<String> {
    // The unoptimised build is quicker to make, and its help is the same.
    process::run(process::cargo().args(["build", "--quiet", "--package", "oomscope"]))?;
    let top = help(&["oomscope"])?;
    for command in subcommands(&top) {
        let mark = format!("{MARK}oomscope {command}{MARK_END}");
        ensure!(text.contains(&mark), "docs/cli.md lacks the line `{mark}`");
    }
    fill(text, help)
}

/// What a command prints with `--help`.
fn help(words: &[&str]) -> Result<String> {
    let mut command = Command::new(paths::target().join("debug/oomscope"));
    command
        .args(words.iter().skip(1))
        .arg("--help")
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1");
    let text = process::output(&mut command)?;
    Ok(text
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
        .trim_end()
        .to_owned())
}

/// The names under `Commands:` of a help text.
fn subcommands(help: &str) -> Vec<&str> {
    let behind = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    behind
        .take_while(|line| !line.is_empty())
        // Names are indented by two; their wrapped descriptions are indented by more.
        .filter_map(|line| {
            line.strip_prefix("  ")
                .filter(|rest| !rest.starts_with(' '))
        })
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect()
}

/// Replaces the code block behind every mark.
fn fill(text: &str, help: impl Fn(&[&str]) -> Result<String>) -> Result<String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(MARK) {
        let (before, behind) = rest.split_at(start + MARK.len());
        let (name, behind) = behind
            .split_once(MARK_END)
            .context("a mark without an end")?;
        let behind = behind
            .strip_prefix('\n')
            .context("a mark that does not end its line")?;
        let words: Vec<&str> = name.split_whitespace().collect();
        filled += &format!("{before}{name}{MARK_END}\n{OPEN}{}{CLOSE}", help(&words)?);
        // A mark without a block yet gets its first one.
        rest = match behind.strip_prefix(OPEN) {
            Some(block) => {
                block
                    .split_once(CLOSE)
                    .context("a code block without an end")?
                    .1
            }
            None => behind,
        };
    }
    Ok(filled + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_replaced_and_filling_twice_changes_nothing() {
        let said = |words: &[&str]| Ok(format!("help of {}", words.join(" ")));
        let page =
            "# A\n<!-- help: a b -->\n\ntext\n<!-- help: c -->\n```text\nold\n\nlines\n```\nend\n";
        let once = fill(page, said).unwrap();
        assert_eq!(
            once,
            "# A\n<!-- help: a b -->\n```text\nhelp of a b\n```\n\ntext\n<!-- help: c -->\n```text\n\
             help of c\n```\nend\n"
        );
        assert_eq!(fill(&once, said).unwrap(), once);
    }

    #[test]
    fn subcommands_are_read_from_the_help() {
        let help = "Usage: x\n\nCommands:\n  run      Run it\n             and more\n  view     See\n  \
                    help     Print\n\nOptions:\n  -h\n";
        assert_eq!(subcommands(help), ["run", "view"]);
    }
}
