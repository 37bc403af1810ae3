//! What documents list of the frameworks, out of the table of all of them in `shared`.

use anyhow::{Context, Result};
use oomscope_shared::artifact::Framework;

/// The head of the table in `docs/frameworks/README.md`.
const HEAD: &str =
    "| framework | command | a test is | memory of each test | the hunt |\n|---|---|---|---|---|\n";
/// The line of `docs/SUMMARY.md` below which their pages are listed.
const LISTED_BELOW: &str = "- [Frameworks](frameworks/README.md)\n";

/// The page with the table, with the rows of today.
pub fn table(page: &str) -> Result<String> {
    let rows = Framework::ALL.map(|framework| {
        let about = framework.documented();
        let commands: Vec<String> = about.commands.iter().map(|words| call(words)).collect();
        format!(
            "| [{}]({}) | {} | {} | {} | {} |\n",
            about.title,
            about.page,
            commands.join(", "),
            about.test,
            about.memory,
            about.hunt
        )
    });
    below(page, HEAD, "| ", &rows.concat())
}

/// The list of pages, with those of today: one may be of several frameworks.
pub fn summary(page: &str) -> Result<String> {
    let mut pages: Vec<(&str, String)> = Vec::new();
    for about in Framework::ALL.map(Framework::documented) {
        let page = about.page.split('#').next().unwrap_or(about.page);
        match pages.iter_mut().find(|(known, _)| *known == page) {
            Some((_, titles)) => *titles += &format!(", {}", about.title),
            None => pages.push((page, about.title.to_owned())),
        }
    }
    let lines = pages
        .iter()
        .map(|(page, titles)| format!("  - [{titles}](frameworks/{page})\n"));
    below(page, LISTED_BELOW, "  - ", &lines.collect::<String>())
}

/// What stands before the words of a command: nothing but the dashes, or options as well.
fn call(words: &str) -> String {
    match words.contains(" -- ") {
        true => format!("`oomscope run {words}`"),
        false => format!("`oomscope run -- {words}`"),
    }
}

/// Replaces the lines below a head that begin like this.
fn below(page: &str, head: &str, begins: &str, lines: &str) -> Result<String> {
    let (before, behind) = page
        .split_once(head)
        .with_context(|| format!("no line `{}`", head.trim_end()))?;
    let rest: String = behind
        .split_inclusive('\n')
        .skip_while(|line| line.starts_with(begins))
        .collect();
    Ok(format!("{before}{head}{lines}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_below_a_head_are_replaced_and_the_rest_stays() {
        let page = "a\n- head\n  - old\n  - older\n- next\n  - its\n";
        let once = below(page, "- head\n", "  - ", "  - new\n").unwrap();
        assert_eq!(once, "a\n- head\n  - new\n- next\n  - its\n");
        assert!(below(page, "- nothing\n", "", "").is_err());
    }

    #[test]
    fn a_page_of_several_frameworks_is_listed_once() {
        let page = summary(&format!("{LISTED_BELOW}- [Budgets](budgets.md)\n")).unwrap();
        assert_eq!(page.matches("(frameworks/junit.md)").count(), 1);
        assert!(page.contains("  - [cargo test, cargo-nextest](frameworks/cargo.md)\n"));
        assert!(page.ends_with("(frameworks/other.md)\n- [Budgets](budgets.md)\n"));
    }

    #[test]
    fn options_stand_before_the_dashes() {
        let page = table(&format!("{HEAD}| old |\n\nrest\n")).unwrap();
        assert!(page.contains("| `oomscope run --tests cases.txt -- ./command {}` |"));
        assert!(page.contains("| [CTest](ctest.md) | `oomscope run -- ctest --test-dir build` |"));
        assert!(!page.contains("| old |") && page.ends_with("|\n\nrest\n"));
    }
}
