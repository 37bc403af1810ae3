//! What a search comes to: tests that need too much at once, and tests that keep memory.

use std::collections::BTreeSet;

use super::Why;
use crate::slope::Slope;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::{Finding, Kind};
use oomscope_shared::message::Message;

/// A test that needs much at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Hog {
    /// The test.
    pub test: u32,
    /// Why it was looked at.
    pub why: Why,
    /// Its peaks alone, in two processes, in bytes.
    pub peaks: [u64; 2],
    /// Whether it died alone each time.
    pub died: bool,
}

impl Hog {
    /// The lower one of its peaks.
    pub fn least_bytes(&self) -> u64 {
        let [first, again] = self.peaks;
        first.min(again)
    }
}

/// Tests that keep memory; several where only their combination does.
#[derive(Debug, Clone, PartialEq)]
pub struct Grower {
    /// The tests, in the order of the list.
    pub tests: Vec<u32>,
    /// Why they were looked at.
    pub why: Why,
    /// How often they were given, and the peak that came of it, in bytes.
    pub peaks: Vec<(u32, u64)>,
    /// Whether the last of these runs died of memory.
    pub died: bool,
    /// Growth from point to point, where there are two steps or more.
    pub slope: Option<Slope>,
    /// What each time adds, in bytes.
    pub each_bytes: u64,
}

/// Tests whose memory adds up although the command runs no test twice in one process, so that what is
/// kept each time cannot be told from what is kept once.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The one that keeps memory.
    pub test: u32,
    /// Why it was looked at.
    pub why: Why,
    /// The one behind it.
    pub behind: u32,
    /// Peak of the first alone, in bytes.
    pub alone: u64,
    /// Peak of the second alone.
    pub behind_alone: u64,
    /// Peak of both in one process.
    pub together: u64,
    /// Whether that died of memory.
    pub died: bool,
}

/// Everything that came out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BisectResult {
    /// Tests that need too much at once.
    pub hogs: Vec<Hog>,
    /// Tests that keep memory each time.
    pub growers: Vec<Grower>,
    /// Tests that keep memory, seen once.
    pub pairs: Vec<Pair>,
    /// The lowest peak of a run that did not die: what the command needs by itself, at most.
    pub base_bytes: Option<u64>,
    /// Peaks that differ by less were taken for the same, in bytes.
    pub noise_bytes: u64,
    /// What was looked at and accuses nobody.
    pub notes: Vec<Message>,
    /// What was not got to.
    pub undone: Vec<Message>,
}

impl BisectResult {
    /// The tests that need too much at once.
    pub fn hog_tests(&self) -> BTreeSet<u32> {
        self.hogs.iter().map(|hog| hog.test).collect()
    }

    /// What a hog needs beyond the command itself, in bytes.
    pub fn own_bytes(&self, hog: &Hog) -> u64 {
        let base = self.base_bytes.unwrap_or(0);
        hog.least_bytes().saturating_sub(base)
    }

    /// Whether what a test keeps each time, in bytes, is what makes it a hog.
    pub fn is_kept(&self, hog: &Hog, each_bytes: u64) -> bool {
        each_bytes * 2 >= self.own_bytes(hog)
    }

    /// Takes out those that were found to keep what they need.
    pub fn without_leaks(&mut self, artifact: &Artifact, findings: &[Finding]) {
        let mut hogs = std::mem::take(&mut self.hogs);
        hogs.retain(|hog| {
            let id = artifact.test_id(hog.test);
            !findings.iter().any(|finding| {
                finding.kind == Kind::Leak
                    && finding.culprits.iter().any(|culprit| culprit == id)
                    && self.is_kept(hog, finding.bytes_per_test.unwrap_or(0))
            })
        });
        self.hogs = hogs;
    }
}
