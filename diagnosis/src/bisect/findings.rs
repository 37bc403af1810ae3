//! What the search found, as findings: with the peaks that were measured, and no more certainty than
//! peaks give.

use super::result::{BisectResult, Grower, Hog, Pair};
use super::targets::Why;
use crate::hint;
use crate::size;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::{Cause, Confirmation, Finding, Kind, told_interval};
use oomscope_shared::message::{Key, Message, messages};
use oomscope_shared::reproduce::{command, typed};
use oomscope_shared::units::MIB;

/// Tests that keep alike are told together: the smallest keeps at least one `ALIKE`th of the largest.
const ALIKE: u64 = 2;
/// How many culprits' peaks are told.
const TOLD: usize = 5;
/// How many culprits of many the command to see it again names.
const SHOWN_AGAIN: usize = 3;

/// The findings, the largest first.
pub fn findings(artifact: &Artifact, found: &BisectResult) -> Vec<Finding> {
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
    all
}

fn of_hog(artifact: &Artifact, found: &BisectResult, hog: &Hog) -> Finding {
    let needed = hog.least_bytes();
    let limit = artifact.limits.memory.as_ref().map(|limit| limit.bytes);
    let (why, [peak_bytes, again_bytes]) = (hog.why.message(), hog.peaks);
    let mut evidence: Vec<Message> = vec![match hog.died {
        true => messages::EvidenceDiesAlone {
            why,
            peak_bytes,
            again_bytes,
        }
        .into(),
        false => messages::EvidenceHeavyAlone {
            why,
            peak_bytes,
            again_bytes,
            limit_bytes: limit.unwrap_or(0),
        }
        .into(),
    }];
    if let Some(base_bytes) = found.base_bytes {
        evidence.push(messages::EvidenceBase { base_bytes }.into());
    }
    Finding {
        retained_bytes: Some(needed),
        bytes_per_test: Some(needed),
        confidence: if hog.died { 0.97 } else { 0.6 },
        evidence,
        reproduce: Some(again(artifact, &[id(artifact, hog.test)], limit, &[])),
        ..blank(
            artifact,
            Kind::Hog,
            Cause::LargeTransient,
            vec![id(artifact, hog.test)],
        )
    }
}

fn of_growers(artifact: &Artifact, found: &BisectResult, growers: &[&Grower]) -> Finding {
    let mut each: Vec<u64> = growers.iter().map(|grower| grower.each_bytes).collect();
    each.sort_unstable();
    let typical = each.get(each.len() / 2).copied().unwrap_or(0);
    let mut in_order: Vec<&Grower> = growers.to_vec();
    in_order.sort_by_key(|grower| grower.tests.clone());
    let culprits: Vec<String> = (in_order.iter())
        .flat_map(|grower| grower.tests.iter().map(|test| id(artifact, *test)))
        .collect();
    let mut evidence: Vec<Message> = Vec::new();
    evidence.extend(in_order.first().map(|grower| groups(grower.why)));
    evidence.extend(
        in_order
            .iter()
            .take(TOLD)
            .map(|grower| series(artifact, grower)),
    );
    evidence.extend(others_alike(in_order.len()));
    let noise_bytes = found.noise_bytes;
    evidence.push(messages::EvidenceNoise { noise_bytes }.into());
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
        ..blank(artifact, Kind::Leak, Cause::Unknown, culprits)
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

/// How its tests came to be looked at.
fn groups(why: Why) -> Message {
    let why = why.message();
    messages::EvidenceGroups { why }.into()
}

/// What is said of those who are not told one by one.
fn others_alike(all: usize) -> Option<Message> {
    let tests = all.checked_sub(TOLD).filter(|more| *more > 0)?;
    Some(messages::EvidenceOthersAlike { tests }.into())
}

/// Its peaks, and by how much they rise.
fn series(artifact: &Artifact, grower: &Grower) -> Message {
    let last = grower.peaks.len().saturating_sub(1);
    let point = |(at, (times, peak_bytes)): (usize, &(u32, u64))| -> Message {
        let (times, peak_bytes) = (*times, *peak_bytes);
        match grower.died && at == last {
            true => messages::EvidencePointDied { peak_bytes, times }.into(),
            false => messages::EvidencePoint { peak_bytes, times }.into(),
        }
    };
    let points: Vec<Message> = grower.peaks.iter().enumerate().map(point).collect();
    let each_bytes = grower.each_bytes;
    // The slope is one of points, which can be several repetitions apart.
    let interval = grower.slope.and_then(|slope| {
        let (low, high) = slope.interval.and_then(told_interval)?;
        let scale = each_bytes as f64 / slope.mean.max(1.0);
        Some((size(low * scale), size(high * scale)))
    });
    let tests: Vec<String> = (grower.tests.iter())
        .map(|test| id(artifact, *test))
        .collect();
    match (<[String; 1]>::try_from(tests), interval) {
        (Ok([test]), Some((low_bytes, high_bytes))) => messages::EvidenceSeriesBetween {
            test,
            points,
            each_bytes,
            low_bytes,
            high_bytes,
        }
        .into(),
        (Ok([test]), None) => messages::EvidenceSeries {
            test,
            points,
            each_bytes,
        }
        .into(),
        (Err(tests), Some((low_bytes, high_bytes))) => messages::EvidenceSeriesTogetherBetween {
            tests,
            points,
            each_bytes,
            low_bytes,
            high_bytes,
        }
        .into(),
        (Err(tests), None) => messages::EvidenceSeriesTogether {
            tests,
            points,
            each_bytes,
        }
        .into(),
    }
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

fn of_pairs(artifact: &Artifact, found: &BisectResult) -> Finding {
    let mut pairs: Vec<&Pair> = found.pairs.iter().collect();
    pairs.sort_by_key(|pair| pair.test);
    let mut each: Vec<u64> = pairs.iter().map(|pair| kept(pair)).collect();
    each.sort_unstable();
    let mut evidence: Vec<Message> = Vec::new();
    evidence.extend(pairs.first().map(|pair| groups(pair.why)));
    evidence.extend(pairs.iter().take(TOLD).map(|pair| beside(artifact, pair)));
    evidence.extend(others_alike(pairs.len()));
    evidence.push(Key::EvidenceSeenOnce.into());
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
            artifact,
            Kind::Leak,
            Cause::Unknown,
            pairs.iter().map(|pair| id(artifact, pair.test)).collect(),
        )
    }
}

/// What the first of two keeps at least, in bytes.
fn kept(pair: &Pair) -> u64 {
    pair.together - pair.alone.max(pair.behind_alone)
}

/// What two needed alone and one behind the other.
fn beside(artifact: &Artifact, pair: &Pair) -> Message {
    let (first, second) = (id(artifact, pair.test), id(artifact, pair.behind));
    let (first_bytes, second_bytes) = (pair.alone, pair.behind_alone);
    let (together_bytes, kept_bytes) = (pair.together, kept(pair));
    match pair.died {
        true => messages::EvidencePairDied {
            first,
            first_bytes,
            second,
            second_bytes,
            together_bytes,
            kept_bytes,
        }
        .into(),
        false => messages::EvidencePairReached {
            first,
            first_bytes,
            second,
            second_bytes,
            together_bytes,
            kept_bytes,
        }
        .into(),
    }
}

fn again(artifact: &Artifact, tests: &[String], limit: Option<u64>, more: &[&str]) -> String {
    let limit = limit.map(typed);
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

fn id(artifact: &Artifact, test: u32) -> String {
    let id = artifact.tests.id.get(test as usize);
    id.cloned().unwrap_or_default()
}

fn blank(artifact: &Artifact, kind: Kind, cause: Cause, culprits: Vec<String>) -> Finding {
    Finding {
        culprits,
        hint: Some(hint::mend(artifact.run.framework, cause, None).text),
        ..Finding::new(kind, cause)
    }
}
