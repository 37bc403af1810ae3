//! What the search found, as findings: with the peaks that were measured, and no more certainty than
//! peaks give.

use super::search::{Found, Grower, Hog, Pair};
use crate::artifact::Artifact;
use crate::finding::{Cause, Confirmation, Finding, Kind};
use crate::hunt::hint_framework::adapt;
use crate::hunt::reproduce::command;
use crate::units::{MIB, bytes, count};

/// Tests that keep alike are told together: the smallest keeps at least one `ALIKE`th of the largest.
const ALIKE: u64 = 2;
/// How many culprits' peaks are told.
const TOLD: usize = 5;
/// How many culprits of many the command to see it again names.
const SHOWN_AGAIN: usize = 3;

/// The findings, the largest first.
pub fn findings(artifact: &Artifact, found: &Found) -> Vec<Finding> {
    let mut all: Vec<Finding> = (found.hogs.iter())
        .map(|hog| of_hog(artifact, found, hog))
        .collect();
    let (mut single, joint): (Vec<&Grower>, Vec<&Grower>) = found
        .growers
        .iter()
        .partition(|grower| grower.tests.len() == 1);
    single.sort_by_key(|grower| std::cmp::Reverse(grower.each_bytes));
    while let Some(largest) = single.first().map(|grower| grower.each_bytes) {
        let alike = single.partition_point(|grower| grower.each_bytes * ALIKE >= largest);
        let rest = single.split_off(alike);
        all.push(of_growers(artifact, found, &single));
        single = rest;
    }
    all.extend(
        joint
            .iter()
            .map(|grower| of_growers(artifact, found, &[grower])),
    );
    if !found.pairs.is_empty() {
        all.push(of_pairs(artifact, found));
    }
    all.sort_by_key(|finding| std::cmp::Reverse(finding.retained_bytes));
    for finding in &mut all {
        adapt(finding, artifact.run.framework);
    }
    all
}

fn of_hog(artifact: &Artifact, found: &Found, hog: &Hog) -> Finding {
    let needed = hog.peaks.iter().copied().min();
    let limit = artifact.limits.memory.as_ref().map(|limit| limit.bytes);
    let base = found.base_bytes.map_or_else(String::new, |base| {
        format!(
            " With other tests the command needs as little as {}.",
            bytes(base)
        )
    });
    let alone = match (hog.died, limit) {
        (true, _) => format!(
            "{}. Alone in a fresh process it died of memory, and again in another one, at {}.{base}",
            hog.why,
            listed(&hog.peaks)
        ),
        (false, limit) => format!(
            "{}. Alone in a fresh process it passes, but peaked at {} of the {} that a batch may have.{base}",
            hog.why,
            listed(&hog.peaks),
            bytes(limit.unwrap_or(0))
        ),
    };
    Finding {
        retained_bytes: needed,
        bytes_per_test: needed,
        confidence: if hog.died { 0.97 } else { 0.6 },
        evidence: vec![alone],
        reproduce: Some(again(artifact, &[id(artifact, hog.test)], limit, &[])),
        ..blank(
            Kind::Hog,
            Cause::LargeTransient,
            vec![id(artifact, hog.test)],
        )
    }
}

fn of_growers(artifact: &Artifact, found: &Found, growers: &[&Grower]) -> Finding {
    let mut each: Vec<u64> = growers.iter().map(|grower| grower.each_bytes).collect();
    each.sort_unstable();
    let typical = each.get(each.len() / 2).copied().unwrap_or(0);
    let mut in_order: Vec<&Grower> = growers.to_vec();
    in_order.sort_by_key(|grower| grower.tests.clone());
    let culprits: Vec<String> = (in_order.iter())
        .flat_map(|grower| grower.tests.iter().map(|test| id(artifact, *test)))
        .collect();
    let mut evidence = Vec::new();
    let mut reasons: Vec<&str> = in_order.iter().map(|grower| grower.why.as_str()).collect();
    reasons.dedup();
    if let Some(why) = reasons.first() {
        evidence.push(format!(
            "{why}; its tests were run again in groups under the same limit."
        ));
    }
    evidence.extend(
        in_order
            .iter()
            .take(TOLD)
            .map(|grower| series(artifact, grower)),
    );
    if in_order.len() > TOLD {
        evidence.push(format!(
            "{} more did likewise.",
            count(in_order.len() - TOLD, "test")
        ));
    }
    evidence.push(format!(
        "Peaks that differ by less than {} were taken for the same.",
        bytes(found.noise_bytes)
    ));
    let best = (in_order.iter()).max_by_key(|grower| grower.slope.map_or(0, |slope| slope.steps));
    let limit = (artifact.limits.memory.as_ref())
        .filter(|limit| !limit.is_automatic)
        .map(|limit| limit.bytes);
    let shown = match in_order.as_slice() {
        [one] => one.tests.len(),
        many => many.len().min(SHOWN_AGAIN),
    };
    Finding {
        retained_bytes: Some(each.iter().sum()),
        bytes_per_test: Some(typical),
        confidence: best.map_or(0.6, |grower| confidence(grower)),
        evidence,
        confirmation: best.and_then(|grower| confirmation(artifact, grower)),
        reproduce: Some(again(
            artifact,
            &culprits[..shown],
            limit,
            &["--hunt", "always"],
        )),
        ..blank(Kind::Leak, Cause::Unknown, culprits)
    }
}

/// A slope of peaks: less sure than one of what is alive, because a garbage collector that has not run
/// yet looks the same.
fn confidence(grower: &Grower) -> f64 {
    match grower.slope {
        Some(slope) if slope.steps >= 3 && slope.low() > slope.mean * 0.5 => 0.85,
        Some(_) => 0.75,
        None => 0.6,
    }
}

fn series(artifact: &Artifact, grower: &Grower) -> String {
    let who = match grower.tests.as_slice() {
        [one] => id(artifact, *one),
        many => {
            let ids: Vec<String> = many.iter().map(|test| id(artifact, *test)).collect();
            format!(
                "None of {} grows alone, but together they do: the list",
                ids.join(" and ")
            )
        }
    };
    let mut points: Vec<String> = (grower.peaks.iter())
        .map(|(times, peak)| format!("{} ({times} times)", bytes(*peak)))
        .collect();
    if let Some(last) = points.last_mut().filter(|_| grower.died) {
        *last = format!("died of memory at {last}");
    }
    let slope = grower
        .slope
        .and_then(|slope| Some((slope, slope.interval?)));
    let interval = slope.map_or_else(String::new, |(slope, (low, high))| {
        let scale = grower.each_bytes as f64 / slope.mean.max(1.0);
        let size = |value: f64| bytes((value * scale).max(0.0) as u64);
        format!(
            ", with 95 % confidence between {} and {}",
            size(low),
            size(high)
        )
    });
    format!(
        "{who}, given several times in one process, peaked at {}: {} more each time{interval}.",
        points.join(", "),
        bytes(grower.each_bytes)
    )
}

/// Only where no repetition was left out between the points.
fn confirmation(artifact: &Artifact, grower: &Grower) -> Option<Confirmation> {
    let slope = grower.slope?;
    let is_whole = grower
        .peaks
        .iter()
        .zip(1..)
        .all(|((times, _), n)| *times == n);
    let first = grower.peaks.first()?.1 as i64;
    let each = grower.each_bytes as i64;
    is_whole.then(|| Confirmation {
        test: grower
            .tests
            .last()
            .map_or_else(String::new, |test| id(artifact, *test)),
        // Where the line begins is not known; what was measured are its steps.
        kept_bytes: (grower.peaks.iter())
            .map(|(_, peak)| *peak as i64 - first + each)
            .collect(),
        slope_bytes: slope.mean,
        slope_low_bytes: slope.interval.map(|interval| interval.0),
        slope_high_bytes: slope.interval.map(|interval| interval.1),
        control_slope_bytes: None,
    })
}

fn of_pairs(artifact: &Artifact, found: &Found) -> Finding {
    let mut pairs: Vec<&Pair> = found.pairs.iter().collect();
    pairs.sort_by_key(|pair| pair.test);
    let kept = |pair: &Pair| pair.together - pair.alone.max(pair.behind_alone);
    let mut each: Vec<u64> = pairs.iter().map(|pair| kept(pair)).collect();
    each.sort_unstable();
    let mut evidence: Vec<String> = (pairs.iter().take(TOLD))
        .map(|pair| {
            format!(
                "Alone {} peaked at {} and {} at {}; the one after the other in one process {} {}, so the \
                 first keeps at least {}.",
                id(artifact, pair.test),
                bytes(pair.alone),
                id(artifact, pair.behind),
                bytes(pair.behind_alone),
                if pair.died { "died at" } else { "reached" },
                bytes(pair.together),
                bytes(kept(pair))
            )
        })
        .collect();
    if let Some(pair) = pairs.first() {
        evidence.insert(
            0,
            format!("{}; its tests were run again in groups.", pair.why),
        );
    }
    if pairs.len() > TOLD {
        evidence.push(format!(
            "{} more did likewise.",
            count(pairs.len() - TOLD, "test")
        ));
    }
    evidence.push(
        "The command runs no test twice in one process, so whether this is kept each time, or only the first \
         (an import, a cache), could not be seen."
            .to_owned(),
    );
    // A limit between the two, so that both pass alone and not together.
    let shown = (pairs.iter()).max_by_key(|pair| kept(pair)).map(|pair| {
        let limit = pair.together - kept(pair) / 2;
        let tests = [id(artifact, pair.test), id(artifact, pair.behind)];
        again(
            artifact,
            &tests,
            Some(limit / MIB * MIB),
            &["--batch-size", "2"],
        )
    });
    Finding {
        retained_bytes: Some(each.iter().sum()),
        bytes_per_test: each.get(each.len() / 2).copied(),
        confidence: 0.5,
        evidence,
        reproduce: shown,
        ..blank(
            Kind::Leak,
            Cause::Unknown,
            pairs.iter().map(|pair| id(artifact, pair.test)).collect(),
        )
    }
}

fn again(artifact: &Artifact, tests: &[String], limit: Option<u64>, more: &[&str]) -> String {
    let limit = limit.map(|limit| limit.to_string());
    let mut options: Vec<&str> = Vec::new();
    // The words alone would be taken for pytest's.
    if artifact
        .run
        .command
        .iter()
        .any(|word| word.contains("pytest"))
    {
        options.extend(["--framework", "command"]);
    }
    options.extend(more);
    if let Some(limit) = &limit {
        options.extend(["--memory-limit", limit]);
    }
    command(artifact, tests, &options)
}

fn listed(peaks: &[u64]) -> String {
    let peaks: Vec<String> = peaks.iter().map(|peak| bytes(*peak)).collect();
    peaks.join(" and ")
}

fn id(artifact: &Artifact, test: u32) -> String {
    let id = artifact.tests.id.get(test as usize);
    id.cloned().unwrap_or_default()
}

fn blank(kind: Kind, cause: Cause, culprits: Vec<String>) -> Finding {
    Finding {
        culprits,
        ..Finding::new(kind, cause)
    }
}
