//! `oomscope doctor`: what this machine allows, found out by trying, and what would have to change.

mod checks;

use oomscope_shared::artifact::Limiter;
use oomscope_shared::limit::{WantedLimit, derive_limit};
use oomscope_shared::table::wrapped;
use oomscope_shared::{Message, messages};
use serde::Serialize;

use crate::limiter::{Choice, attempt, best, read_room};
use crate::paint::Paint;

/// Everything that was found out.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Version of this program.
    oomscope: &'static str,
    /// The limit that a batch would have here by default, and how it is derived.
    memory_limit: Option<Derived>,
    /// Who would enforce it.
    limiter: Option<&'static str>,
    /// Why nobody would, where that is so.
    unenforced: Option<String>,
    /// Single checks.
    checks: Vec<Check>,
}

#[derive(Debug, Serialize)]
struct Derived {
    bytes: u64,
    derivation: String,
}

/// One thing that a machine allows or not.
#[derive(Debug, Serialize)]
pub struct Check {
    /// Its name, in dotted words.
    name: String,
    /// Whether it works here.
    ok: bool,
    /// What was found.
    finding: String,
    /// What it is good for.
    purpose: &'static str,
    /// What would have to change, where it does not work and something can.
    remedy: Option<String>,
}

/// The size by which limiters are tried out: large enough for the process that tries.
const PROBE_BYTES: u64 = 256 << 20;

/// A finding has this many columns even where the terminal is narrower.
const NARROWEST: usize = 30;

/// Looks at everything.
pub fn examine() -> Report {
    let derived = derive_limit(WantedLimit::Auto, &read_room());
    let tried = Limiter::ALL.map(|limiter| (limiter, attempt(limiter, PROBE_BYTES, true, false)));
    let mut checks: Vec<_> = tried.iter().map(checks::limiter).collect();
    let (limiter, unenforced) = match best(tried.into_iter()) {
        Choice::Works(chosen) => (Some(chosen.limiter.name()), None),
        Choice::Nothing(why) => (
            None,
            Some(Message::from(messages::NoteNoLimit { why }).english()),
        ),
    };
    checks.extend(checks::proofs());
    checks.extend(checks::measuring());
    checks.extend(checks::guard());
    checks.push(checks::pytest());
    Report {
        oomscope: env!("CARGO_PKG_VERSION"),
        memory_limit: derived
            .filter(|_| limiter.is_some())
            .map(|derived| Derived {
                bytes: derived.bytes,
                derivation: derived.derivation.english(),
            }),
        limiter,
        unenforced,
        checks,
    }
}

impl Report {
    /// For people, `width` columns wide.
    pub fn text(&self, width: usize) -> String {
        let mut text = match (&self.memory_limit, &self.unenforced) {
            (Some(limit), _) => format!("A batch may use {}\n", limit.derivation),
            (None, Some(why)) => format!("{why}\n"),
            (None, None) => {
                "How much memory there is cannot be read: no limit by default.\n".to_owned()
            }
        };
        if let Some(limiter) = self.limiter {
            text.push_str(&format!("Its limit is enforced by `{limiter}`.\n"));
        }
        let widest = self.checks.iter().map(|check| check.name.len()).max();
        let widest = widest.unwrap_or(0);
        text.push('\n');
        for check in &self.checks {
            let (mark, paint) = match check.ok {
                true => ("yes", Paint::Good),
                false => ("no ", Paint::Warning),
            };
            let lead = format!("{mark} {:<widest$}  ", check.name);
            let mut told = format!("{} Good for {}.", sentence(&check.finding), check.purpose);
            if let Some(remedy) = &check.remedy {
                told.push_str(&format!(" To change that: {remedy}."));
            }
            let told = wrapped(&told, &lead, width.max(lead.len() + NARROWEST));
            // Painted last: what colours a text takes no columns.
            text.push_str(&paint.on_head(&told, " "));
        }
        text
    }
}

/// A fragment with a capital letter and a full stop.
fn sentence(fragment: &str) -> String {
    let mut letters = fragment.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    let end = if fragment.ends_with('.') { "" } else { "." };
    format!("{}{}{end}", first.unwrap_or_default(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_fits_its_width_and_says_what_to_change() {
        let check = |ok, remedy: Option<&str>| Check {
            name: "limiter.cgroup_v2".to_owned(),
            ok,
            finding: "in the cgroup `/job` no group may be made (Permission denied)".to_owned(),
            purpose: "kills that are proved by a counter of the batch's own",
            remedy: remedy.map(str::to_owned),
        };
        let report = Report {
            oomscope: "0",
            memory_limit: None,
            limiter: Some("watchdog"),
            unenforced: None,
            checks: vec![check(true, None), check(false, Some("delegate a cgroup"))],
        };
        let text = anstream::adapter::strip_str(&report.text(70)).to_string();
        assert!(
            text.lines().all(|line| line.chars().count() <= 76),
            "{text}"
        );
        let head = "Its limit is enforced by `watchdog`.\n\nyes limiter.cgroup_v2  In the";
        assert!(text.contains(head), "{text}");
        assert!(text.contains("\nno  limiter.cgroup_v2  In the"), "{text}");
        let words: Vec<&str> = text.split_whitespace().collect();
        let words = words.join(" ");
        assert!(
            words.contains("To change that: delegate a cgroup."),
            "{text}"
        );
        assert!(words.contains("In the cgroup `/job`"), "{text}");
    }

    #[test]
    fn this_machine_can_be_examined() {
        let report = examine();
        let watchdog = report
            .checks
            .iter()
            .find(|check| check.name == "limiter.watchdog");
        assert!(watchdog.is_some_and(|check| check.ok));
        let names: std::collections::BTreeSet<_> =
            report.checks.iter().map(|check| &check.name).collect();
        assert_eq!(names.len(), report.checks.len(), "names are unique");
        // Whatever does not work says what would have to change, or that nothing can be done.
        for check in &report.checks {
            assert!(!check.finding.is_empty(), "{check:?}");
        }
    }
}
