//! Links between documents: the file exists, and so does the heading.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{console, paths, process};

/// Checks every Markdown file that git knows or could be told of.
pub fn check() -> Result<()> {
    let mut broken = Vec::new();
    let mut count = 0;
    for name in process::known_to_git("*.md")? {
        let text = fs::read_to_string(paths::root().join(&name))?;
        for link in links(&text) {
            count += 1;
            if let Err(error) = check_link(Path::new(&name), &link) {
                broken.push(format!("{name}: {link}: {error}"));
            }
        }
    }
    if !broken.is_empty() {
        bail!("broken links:\n{}", broken.join("\n"));
    }
    console::note(&format!("{count} links"));
    Ok(())
}

fn check_link(from: &Path, link: &str) -> Result<()> {
    if link.contains("://") || link.starts_with("mailto:") {
        // Other sites come and go; a check that needs them would fail for reasons outside this project.
        return Ok(());
    }
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = if path.is_empty() {
        paths::root().join(from)
    } else {
        paths::root()
            .join(from.parent().unwrap_or(Path::new("")))
            .join(path)
    };
    inside(&target)?;
    if anchor.is_empty() {
        return Ok(());
    }
    let text = fs::read_to_string(&target).context("an anchor in something that is not text")?;
    if headings(&text).any(|heading| slug(heading) == anchor) {
        return Ok(());
    }
    bail!("no such heading")
}

/// A link must not leave the repository: it would work on one machine only.
fn inside(target: &Path) -> Result<PathBuf> {
    let real = target.canonicalize().context("no such file")?;
    if !real.starts_with(paths::root().canonicalize()?) {
        bail!("leads out of the repository");
    }
    Ok(real)
}

/// The targets of `[text](target)` and `![text](target)` outside code.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(text) {
        let plain = without_code_spans(line);
        let mut rest = plain.as_str();
        while let Some((_, behind)) = rest.split_once("](") {
            let Some((target, after)) = behind.split_once(')') else {
                break;
            };
            found.push(
                target
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            );
            rest = after;
        }
    }
    found
}

/// The lines outside fenced code blocks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut in_code = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !in_code && !fence
    })
}

fn without_code_spans(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

fn headings(text: &str) -> impl Iterator<Item = &str> {
    prose(text)
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim())
}

/// The anchor of a heading, as GitHub makes it.
fn slug(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.flat_map(char::to_lowercase)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_code_are_not_links() {
        let text =
            "See [a](b.md) and ![p](c.png \"title\"), `[x](y)`.\n```\n[q](r)\n```\n[s](#t)\n";
        assert_eq!(links(text), ["b.md", "c.png", "#t"]);
    }

    #[test]
    fn anchors_are_made_as_github_makes_them() {
        assert_eq!(slug("What is `peak`, exactly?"), "what-is-peak-exactly");
        let text = "# One\n```\n# not this\n```\n## Two\n";
        assert_eq!(headings(text).collect::<Vec<_>>(), ["One", "Two"]);
    }
}
