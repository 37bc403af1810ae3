//! Deaths of memory while modules of tests were imported: which of them took it.

use super::{HEAVY_PART, hint};
use oomscope_shared::artifact::Batch;
use oomscope_shared::ending::Ending;
use oomscope_shared::facts::Import;
use oomscope_shared::finding::{Cause, Finding, Kind};
use oomscope_shared::message::{Message, messages};

/// A module at fault takes this part of the limit at least.
const OWN_PART: u64 = HEAVY_PART * 2;
/// How many other imports are told.
const TOLD: usize = 3;

/// The modules whose import broke the limit, each once.
pub fn at_fault<'a>(batches: impl Iterator<Item = &'a Batch>) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for batch in batches {
        if let Some(finding) = of_batch(batch)
            && found.iter().all(|known| known.culprits != finding.culprits)
        {
            found.push(finding);
        }
    }
    found
}

fn of_batch(batch: &Batch) -> Option<Finding> {
    let is_death = matches!(batch.ending, Ending::OutOfMemory | Ending::OverLimit);
    let facts = batch.facts.as_ref()?;
    let last = facts
        .imports
        .last()
        .filter(|import| import.grown_kib.is_none())?;
    if !is_death || !facts.running.is_empty() {
        return None;
    }
    let peak_bytes = batch.peak_bytes?;
    let limit_bytes = facts.in_force.memory_bytes?;
    let grown = |import: &Import| match import.grown_kib {
        Some(kib) => kib.saturating_mul(1024),
        // By the time it died.
        None => peak_bytes.saturating_sub(import.before_kib.saturating_mul(1024)),
    };
    // Who was imported last may only have been one too many.
    let dearest = facts.imports.iter().max_by_key(|import| grown(import))?;
    let grown_bytes = grown(dearest);
    if grown_bytes < limit_bytes / OWN_PART {
        return None;
    }
    let file = &dearest.file;
    let mut evidence: Vec<Message> = vec![match dearest == last {
        true => messages::EvidenceImportDied {
            batch: batch.index,
            file,
            grown_bytes,
            limit_bytes,
        }
        .into(),
        false => messages::EvidenceImportBefore {
            batch: batch.index,
            file,
            grown_bytes,
            limit_bytes,
            last: &last.file,
        }
        .into(),
    }];
    let others = facts
        .imports
        .iter()
        .filter(|import| *import != dearest && import.grown_kib.is_some());
    evidence.extend(others.take(TOLD).map(|import| {
        Message::from(messages::EvidenceImportOther {
            file: &import.file,
            grown_bytes: grown(import),
        })
    }));
    Some(Finding {
        culprits: vec![file.clone()],
        retained_bytes: Some(grown_bytes),
        bytes_per_test: Some(grown_bytes),
        confidence: 0.8,
        evidence,
        hint: Some(hint::less_at_import()),
        ..Finding::new(Kind::Hog, Cause::LargeTransient)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::testing;
    use oomscope_shared::units::MIB;

    fn died(imports: &[(&str, u64, Option<u64>)]) -> Vec<Finding> {
        let mut artifact = testing::pytest().batch(Ending::OverLimit, 200).done();
        let facts = artifact.batches[0].facts.as_mut().unwrap();
        facts.in_force.memory_bytes = Some(200 * MIB);
        facts.imports = (imports.iter())
            .map(|(file, before_mib, grown_mib)| Import {
                file: (*file).to_owned(),
                before_kib: before_mib * 1024,
                grown_kib: grown_mib.map(|mib| mib * 1024),
            })
            .collect();
        artifact.batches[0].peak_bytes = Some(200 * MIB);
        at_fault(artifact.batches.iter())
    }

    #[test]
    fn the_module_that_took_the_memory_is_at_fault_and_not_the_last_one() {
        let found = died(&[
            ("tests/test_a.py", 30, Some(20)),
            ("tests/test_b.py", 50, None),
        ]);
        assert_eq!(found[0].culprits, ["tests/test_b.py"]);
        assert_eq!(found[0].retained_bytes, Some(150 * MIB));
        let found = died(&[
            ("tests/test_a.py", 30, Some(160)),
            ("tests/test_b.py", 190, None),
        ]);
        assert_eq!(found[0].culprits, ["tests/test_a.py"]);
    }

    #[test]
    fn nobody_is_where_every_module_takes_a_little() {
        assert!(
            died(&[
                ("tests/test_a.py", 30, Some(20)),
                ("tests/test_b.py", 180, None)
            ])
            .is_empty()
        );
        assert!(
            died(&[("tests/test_a.py", 30, Some(160))]).is_empty(),
            "all imports were survived"
        );
    }
}
