//! Comparisons that hold where nothing was measured: `None` is less than every `Some`.

use std::fs;

use anyhow::{Result, bail};

use crate::{paths, process};

/// Checks every file of Rust that git knows or could be told of.
pub fn check() -> Result<()> {
    let mut found = Vec::new();
    for name in process::known_to_git("*.rs")? {
        let path = paths::root().join(&name);
        for (number, line) in (1..).zip(fs::read_to_string(path)?.lines()) {
            if holds_for_none(line) {
                found.push(format!("{name}:{number}: {}", line.trim()));
            }
        }
    }
    if !found.is_empty() {
        bail!(
            "these hold for `None` as well; say what that means, by `is_some_and` or `is_none_or`:\n{}",
            found.join("\n")
        );
    }
    Ok(())
}

/// Whether something is asked to be less than a `Some`, or a `Some` to be more than something.
fn holds_for_none(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    let is_below = |at: usize| code[..at].ends_with(" < ") || code[..at].ends_with(" <= ");
    let is_above = |rest: &str| rest.starts_with(" > ") || rest.starts_with(" >= ");
    code.match_indices("Some(")
        .any(|(at, some)| is_below(at) || is_above(behind_parenthesis(&code[at + some.len()..])))
}

/// What follows the parenthesis that is open; nothing where it stays open.
fn behind_parenthesis(text: &str) -> &str {
    let mut open = 1;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return &text[at + 1..];
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_none_passes_is_found() {
        // Put together, for this file is checked as well.
        let some = "Some(";
        for line in [
            format!("assert!(row.kept < {some}MIB), \"x\");"),
            format!("if peak <= {some}f(1)) {{"),
            format!("assert!({some}process.used) > start.reserved);"),
            format!("{some}f(g(1), 2)) >= other"),
        ] {
            assert!(holds_for_none(&line), "{line}");
        }
        for line in [
            format!("assert!(row.kept > {some}MIB));"),
            format!("assert!(row.kept >= {some}MIB));"),
            format!("let x = {some}1 << 20);"),
            format!("{some}if a < b {{ 1 }} else {{ 2 }})"),
            format!("{some}value) => value > 3,"),
            format!("// x < {some}1)"),
        ] {
            assert!(!holds_for_none(&line), "{line}");
        }
    }
}
