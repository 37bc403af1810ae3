//! Findings that are known: which are ignored, which no longer, and which entries have had their time.

use serde::Serialize;
use wildmatch::WildMatch;

use super::IgnoredFinding;
use oomscope_shared::finding::Finding;
use oomscope_shared::finding_text::headline;
use oomscope_shared::{Message, messages};

/// An entry whose last day is over, and whether the finding is still there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expired {
    /// Why it was ignored.
    pub reason: String,
    /// Its last day.
    pub expires: String,
    /// Whether a finding that matches it counts again, because no other entry ignores it.
    pub is_met: bool,
}

/// An entry that matches nothing: it can go, or it is misspelt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unused {
    /// Of which list.
    pub list: List,
    /// Which one: its pattern, or its reason.
    pub entry: String,
}

/// A list of entries in a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// `tests`.
    Tests,
    /// `ignore`.
    Ignore,
}

/// What the entries make of the findings.
pub(super) struct Sorted<'a> {
    pub open: Vec<&'a Finding>,
    pub ignored: Vec<Message>,
    pub expired: Vec<Expired>,
    pub unused: Vec<Unused>,
}

/// Sorts the findings of a run by the entries. A day is compared as text, which its form allows.
pub(super) fn sort<'a>(
    entries: &[IgnoredFinding],
    findings: &'a [Finding],
    today: &str,
) -> Sorted<'a> {
    let mut sorted = Sorted {
        open: Vec::new(),
        ignored: Vec::new(),
        expired: Vec::new(),
        unused: Vec::new(),
    };
    let is_over = |entry: &IgnoredFinding| entry.expires.as_deref().is_some_and(|day| day < today);
    for finding in findings {
        let mut matching = entries.iter().filter(|entry| matches(entry, finding));
        match matching.find(|entry| !is_over(entry)) {
            Some(entry) => {
                let ignored = messages::BudgetIgnored {
                    finding: headline(finding),
                    reason: &entry.reason,
                };
                sorted.ignored.push(ignored.into());
            }
            None => sorted.open.push(finding),
        }
    }
    for entry in entries {
        if is_over(entry) {
            let is_met = sorted.open.iter().any(|finding| matches(entry, finding));
            sorted.expired.push(Expired {
                reason: entry.reason.clone(),
                expires: entry.expires.clone().unwrap_or_default(),
                is_met,
            });
        } else if !findings.iter().any(|finding| matches(entry, finding)) {
            sorted.unused.push(Unused {
                list: List::Ignore,
                entry: entry.reason.clone(),
            });
        }
    }
    sorted
}

fn matches(entry: &IgnoredFinding, finding: &Finding) -> bool {
    let holder = |pattern: &String| {
        let holder = finding.holder.as_deref();
        holder.is_some_and(|holder| WildMatch::new(pattern).matches(holder))
    };
    let tests = |pattern: &String| {
        let pattern = WildMatch::new(pattern);
        !finding.culprits.is_empty() && finding.culprits.iter().all(|id| pattern.matches(id))
    };
    entry.cause.is_none_or(|cause| cause == finding.cause)
        && entry.holder.as_ref().is_none_or(holder)
        && entry.test.as_ref().is_none_or(tests)
}
