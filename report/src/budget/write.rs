//! A budget written from a run: what it measured and some room above.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::Finding;
use oomscope_shared::units::{MIB, bytes};

/// What becomes of the findings of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<'a> {
    /// The last day on which they are ignored.
    pub expires: &'a str,
}

/// Limits that fit all but the heaviest tests; those get entries of their own.
const TYPICAL: f64 = 0.95;

/// The text of an `oomscope.toml` whose budget the run keeps, with `room_percent` above what it measured.
pub fn write(run: &Artifact, room_percent: f64, known: &Known<'_>) -> String {
    let room = |figure: u64| rounded((figure as f64 * (1.0 + room_percent / 100.0)) as u64);
    let mut text = format!(
        "# Written by `oomscope baseline` from a run of {}: what it measured and {room_percent} % above.\n\
         # What each key means: docs/budgets.md.\n\n[budget]\n",
        run.run.started_at.get(..10).unwrap_or("an unknown day"),
    );
    let mut limit = |key: &str, measured: Option<u64>| {
        if let Some(measured) = measured {
            let (limit, measured) = (size(room(measured)), bytes(measured));
            let _ = writeln!(text, "{key} = \"{limit}\"    # measured: {measured}");
        }
    };
    limit("peak", run.peak_bytes());
    limit("retained", run.retained_bytes());
    let retained: Vec<(&str, u64)> = figures(run, |row| row.retained_bytes);
    let needs: Vec<(&str, u64)> = figures(run, |row| {
        Some(row.peak_bytes?.saturating_sub(row.rss_before_bytes?))
    });
    let typical = [typical(&retained), typical(&needs)];
    limit("test-retained", typical[0]);
    limit("test-needs", typical[1]);
    let mut files: BTreeMap<&str, [Option<u64>; 2]> = BTreeMap::new();
    for (at, figures) in [&retained, &needs].into_iter().enumerate() {
        for (id, figure) in figures {
            if room(*figure) > room(typical[at].unwrap_or(0)) {
                let file = id.split_once("::").map_or(*id, |(file, _)| file);
                let slot = &mut files.entry(file).or_default()[at];
                *slot = (*slot).max(Some(*figure));
            }
        }
    }
    for (file, figures) in files {
        let _ = write!(
            text,
            "\n[[budget.tests]]\nmatch = {}\n",
            quoted(&format!("{file}*"))
        );
        for (key, figure) in ["retained", "needs"].into_iter().zip(figures) {
            if let Some(figure) = figure {
                let _ = writeln!(text, "{key} = \"{}\"", size(room(figure)));
            }
        }
    }
    for finding in &run.findings {
        text.push_str(&entry(finding, known.expires));
    }
    text
}

fn entry(finding: &Finding, expires: &str) -> String {
    let mut text = format!(
        "\n[[budget.ignore]]\ncause = \"{}\"\n",
        finding.cause.name()
    );
    match (&finding.holder, finding.culprits.as_slice()) {
        (Some(holder), _) => {
            let _ = writeln!(text, "holder = {}", quoted(holder));
        }
        (None, [culprit]) => {
            let _ = writeln!(text, "test = {}", quoted(culprit));
        }
        (None, _) => {}
    }
    let _ = write!(
        text,
        "reason = \"known when this file was written\"\nexpires = {expires}\n"
    );
    text
}

fn figures<'a>(
    run: &'a Artifact,
    of: impl Fn(&oomscope_shared::artifact::TestRow<'a>) -> Option<u64>,
) -> Vec<(&'a str, u64)> {
    let rows = run.tests.rows();
    rows.filter_map(|row| Some((row.id, of(&row)?))).collect()
}

fn typical(figures: &[(&str, u64)]) -> Option<u64> {
    let mut sorted: Vec<u64> = figures.iter().map(|(_, figure)| *figure).collect();
    sorted.sort_unstable();
    let at = (sorted.len() as f64 * TYPICAL) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).copied()
}

/// Up to the next MiB, and at least one: below that lies noise.
fn rounded(figure: u64) -> u64 {
    figure.div_ceil(MIB).max(1) * MIB
}

fn size(figure: u64) -> String {
    format!("{}MiB", figure / MIB)
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
