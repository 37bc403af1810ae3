//! A judgement as text, as Markdown and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json as value};

use super::Judgement;
use oomscope_shared::table::prose;
use oomscope_shared::units::count;

/// How many violations are listed one by one; the largest come first.
const MOST_LISTED: usize = 50;

/// The answer in one sentence.
fn headline(judgement: &Judgement) -> String {
    let checked = count(judgement.checked, "limit");
    match judgement.violations.len() {
        0 if judgement.checked == 0 => "No budget to keep: nothing was checked.".to_owned(),
        0 => format!("Budget kept: {checked} held."),
        broken => format!("Budget broken: {broken} of {checked}."),
    }
}

/// What stands under the headline: kind and sentence.
fn lines(judgement: &Judgement) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    let violations = judgement.violations.iter().take(MOST_LISTED);
    lines.extend(violations.map(|violation| ("broken", violation.sentence.clone())));
    if let Some(more @ 1..) = judgement.violations.len().checked_sub(MOST_LISTED) {
        lines.push(("broken", format!("And {more} more.")));
    }
    lines.extend(
        judgement
            .unjudged
            .iter()
            .map(|text| ("unknown", text.clone())),
    );
    lines.extend(
        judgement
            .ignored
            .iter()
            .map(|text| ("ignored", text.clone())),
    );
    for expired in &judgement.expired {
        let then = match expired.is_met {
            true => "it counts again",
            false => "nothing needs it any more, so the entry can go",
        };
        lines.push((
            "expired",
            format!(
                "\"{}\" was ignored until {}; {then}.",
                expired.reason, expired.expires
            ),
        ));
    }
    let unused = judgement.unused.iter();
    lines.extend(unused.map(|unused| ("unused", format!("The {} matches nothing.", unused.entry))));
    lines
}

/// For a terminal.
pub fn text(judgement: &Judgement) -> String {
    let mut text = format!("{}\n", headline(judgement));
    for (kind, sentence) in lines(judgement) {
        let _ = writeln!(text, "  {kind:<8} {sentence}");
    }
    text
}

/// For a pull request or a job summary.
pub fn markdown(judgement: &Judgement) -> String {
    let mut text = format!("**{}**\n", headline(judgement));
    let lines = lines(judgement);
    if !lines.is_empty() {
        text.push('\n');
    }
    for (kind, sentence) in lines {
        let _ = writeln!(text, "- {kind}: {}", prose(&sentence));
    }
    text
}

/// For scripts.
pub fn json(judgement: &Judgement) -> Value {
    let mut json = value!(judgement);
    json["kept"] = value!(judgement.is_kept());
    json["headline"] = value!(headline(judgement));
    json
}
