//! The index of a hosted site: what its history page needs to know of each run without opening it.

use serde::{Deserialize, Serialize};

use crate::answer::{answer, lead};
use crate::artifact::Artifact;
use crate::message::Message;
use crate::plain::one_line;
use crate::table::shorten;

/// Version of the index; the page of a site is always of the version that wrote it.
pub const SITE_VERSION: u32 = 1;

/// Name of the index, beside the page.
pub const INDEX: &str = "runs.json";

/// Name of the element in the head of the page that says that there is an index.
pub const MARK: &str = "oomscope-index";

/// The runs of a site.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SiteIndex {
    /// Version of this index.
    pub site_version: u32,
    /// The runs, the oldest first.
    pub runs: Vec<SiteRun>,
}

/// One run of a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteRun {
    /// Where the artifact is, from the page.
    pub file: String,
    /// Its label.
    pub label: Option<String>,
    /// What was run: the name of its folder and its command. Runs of one suite are compared with each other.
    #[serde(default)]
    pub suite: String,
    /// The branch it ran on.
    pub branch: Option<String>,
    /// The commit it ran on.
    pub commit: Option<String>,
    /// Wall-clock start, RFC 3339 in UTC.
    pub started_at: String,
    /// The answer in one sentence.
    pub answer: Message,
    /// How it is to be taken: `good`, `attention` or `bad`.
    pub tone: String,
    /// How many tests there are.
    pub tests: u64,
    /// How many batches died.
    pub deaths: u64,
    /// Highest memory of any batch, in bytes.
    pub peak_bytes: Option<u64>,
    /// What all tests together left behind, in bytes.
    pub retained_bytes: Option<u64>,
}

impl SiteRun {
    /// The entry of an artifact.
    pub fn of(file: String, artifact: &Artifact) -> Self {
        let answer = answer(artifact);
        let git = artifact.run.git.as_ref();
        let died = artifact.batches.iter().filter(|b| b.ending.is_death());
        Self {
            file,
            label: artifact.run.label.clone(),
            suite: suite(artifact),
            branch: git.and_then(|git| git.branch.clone()),
            commit: git.map(|git| git.commit.clone()),
            started_at: artifact.run.started_at.clone(),
            answer: lead(artifact).map_or(answer.headline, |lead| lead.sentence),
            tone: answer.tone.name().to_owned(),
            tests: artifact.tests.len() as u64,
            deaths: died.count() as u64,
            peak_bytes: artifact.peak_bytes(),
            retained_bytes: artifact.retained_bytes(),
        }
    }
}

/// The longest name of a suite, in characters.
const LONGEST: usize = 80;

fn suite(artifact: &Artifact) -> String {
    let command = artifact.run.command.join(" ");
    let name = format!("{}: {command}", artifact.run.folder);
    shorten(&one_line(&name), LONGEST)
}

impl SiteIndex {
    /// An index of these runs, the oldest first.
    pub fn new(mut runs: Vec<SiteRun>) -> Self {
        // Times of one form, in UTC, sort as text.
        oomscope_quick::order::arrange(&mut runs, &|a, b| {
            (&a.started_at, &a.file).cmp(&(&b.started_at, &b.file))
        });
        Self {
            site_version: SITE_VERSION,
            runs,
        }
    }
}
