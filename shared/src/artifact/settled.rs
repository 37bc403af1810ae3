//! What the run says of its tests and what its findings say of them, brought together.

use std::collections::HashMap;

use super::{Artifact, Death};
use crate::finding::{ALIKE, Kind};
use crate::message::{Key, Message};

impl Artifact {
    /// Brings together what the run says of its tests and what its findings say of them.
    pub fn settle(&mut self) {
        self.measure_leaks();
        self.remark_culprits();
    }

    /// What the culprits of a leak kept in the run is the figure of its finding, where each of them was measured there
    /// and the figures are alike: otherwise one memory would be told by two figures, that of the run and that of the
    /// repetitions.
    fn measure_leaks(&mut self) {
        if self.findings.is_empty() {
            return;
        }
        let numbers: HashMap<&str, usize> = (self.tests.id.iter().enumerate())
            .map(|(test, id)| (id.as_str(), test))
            .collect();
        let kept_kib = |id: &String| *self.tests.retained_kib.get(*numbers.get(id.as_str())?)?;
        let leaks = self.findings.iter_mut();
        for leak in leaks.filter(|finding| finding.kind == Kind::Leak) {
            let mut kept = leak.culprits.iter().map(kept_kib);
            let kept = kept.try_fold(0_u64, |sum, kib| Some(sum.saturating_add(kib?)));
            let kept = kept.map(|kib| kib.saturating_mul(1024));
            if let (Some(kept), Some(told)) = (kept, leak.retained_bytes)
                && ALIKE.contains(&(kept as f64 / told.max(1) as f64))
            {
                leak.retained_bytes = Some(kept);
            }
        }
    }

    /// Takes back what was remarked of tests before anything was found: who is a culprit of a finding is not
    /// called a victim, in an earlier attempt neither.
    fn remark_culprits(&mut self) {
        let take_back = |message: &mut Message| {
            if let Message::Known { key, .. } = message
                && *key == Key::RemarkVictim
            {
                *key = Key::RemarkCulprit;
            }
        };
        let mut remarks = std::mem::take(&mut self.tests.remarks);
        for remark in &mut remarks {
            if self.death(remark.test) == Some(Death::Culprit) {
                take_back(&mut remark.message);
            }
        }
        self.tests.remarks = remarks;
        let mut attempts = std::mem::take(&mut self.tests.attempts);
        for attempt in &mut attempts {
            let remark = attempt.remark.as_mut();
            if let Some(remark) = remark.filter(|_| self.is_culprit(attempt.test)) {
                take_back(remark);
            }
        }
        self.tests.attempts = attempts;
    }
}
