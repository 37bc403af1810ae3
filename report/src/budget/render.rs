//! A judgement as text, as Markdown and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json as value};

use super::{Expired, Judgement, List, Unused};
use oomscope_shared::table::{chars, prose};
use oomscope_shared::{Key, Locale, Message, messages};

/// How many violations are listed one by one; the largest come first.
const MOST_LISTED: usize = 50;

/// The answer in one sentence.
fn headline(judgement: &Judgement) -> Message {
    let limits = judgement.checked;
    match judgement.violations.len() {
        0 if limits == 0 => Key::BudgetNothing.into(),
        0 => messages::BudgetKept { limits }.into(),
        broken => messages::BudgetBroken { limits, broken }.into(),
    }
}

/// What stands under the headline: kind and sentence.
fn lines(judgement: &Judgement) -> Vec<(Key, Message)> {
    let mut lines = Vec::new();
    let violations = judgement.violations.iter().take(MOST_LISTED);
    lines.extend(violations.map(|one| (Key::BudgetIsBroken, one.message.clone())));
    if let Some(number @ 1..) = judgement.violations.len().checked_sub(MOST_LISTED) {
        lines.push((Key::BudgetIsBroken, messages::BudgetMore { number }.into()));
    }
    let unjudged = judgement.unjudged.iter().cloned();
    lines.extend(unjudged.map(|one| (Key::BudgetIsUnknown, one)));
    let ignored = judgement.ignored.iter().cloned();
    lines.extend(ignored.map(|one| (Key::BudgetIsIgnored, one)));
    let expired = judgement.expired.iter().map(expired);
    lines.extend(expired.map(|one| (Key::BudgetIsExpired, one)));
    let unused = judgement.unused.iter().map(unused);
    lines.extend(unused.map(|one| (Key::BudgetIsUnused, one)));
    lines
}

fn expired(expired: &Expired) -> Message {
    let (reason, day) = (&expired.reason, &expired.expires);
    match expired.is_met {
        true => messages::BudgetExpiredAndMet { reason, day }.into(),
        false => messages::BudgetExpired { reason, day }.into(),
    }
}

fn unused(unused: &Unused) -> Message {
    let entry = &unused.entry;
    match unused.list {
        List::Tests => messages::BudgetUnusedTests { entry }.into(),
        List::Ignore => messages::BudgetUnusedIgnore { entry }.into(),
    }
}

/// For a terminal.
pub fn text(judgement: &Judgement, locale: &Locale) -> String {
    let mut text = format!("{}\n", locale.text(&headline(judgement)));
    let kinds = [
        Key::BudgetIsBroken,
        Key::BudgetIsUnknown,
        Key::BudgetIsIgnored,
        Key::BudgetIsExpired,
        Key::BudgetIsUnused,
    ];
    let widths = kinds.into_iter().map(|kind| chars(locale.word(kind)));
    let width = widths.max().unwrap_or(0) + 1;
    for (kind, message) in lines(judgement) {
        let (kind, sentence) = (locale.word(kind), locale.text(&message));
        let _ = writeln!(text, "  {kind:<width$} {sentence}");
    }
    text
}

/// For a pull request or a job summary.
pub fn markdown(judgement: &Judgement, locale: &Locale) -> String {
    let mut text = format!("**{}**\n", locale.text(&headline(judgement)));
    let lines = lines(judgement);
    if !lines.is_empty() {
        text.push('\n');
    }
    for (kind, message) in lines {
        let (kind, sentence) = (locale.word(kind), prose(&locale.text(&message)));
        let _ = writeln!(text, "- {kind}: {sentence}");
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
