//! Shards: a suite cut into shares that several machines run, each with an artifact of its own.

use serde::{Deserialize, Serialize};

/// The share of a suite that a run is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shard {
    /// Which share, from 1.
    pub index: u32,
    /// How many shares there are.
    pub count: u32,
    /// How many tests all shares have together.
    pub planned: u32,
    /// The place of each test of this run in the plan of them all, from 0, in the order of `tests`.
    pub positions: Vec<u32>,
}

/// A share that `oomscope merge` joined with others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MergedShard {
    /// Which share, from 1; for files that were no shards, their place on the command line.
    pub index: u32,
    /// Its wall-clock start, RFC 3339 in UTC.
    pub started_at: String,
    /// Where its times begin in the joined artifact, in milliseconds: the shares lie one behind the other.
    pub start_ms: u64,
    /// Its length in milliseconds.
    pub duration_ms: u64,
    /// How many tests it had.
    pub tests: u32,
    /// Memory of its machine in bytes.
    pub memory_bytes: Option<u64>,
    /// Address of its CI job's run.
    pub run_url: Option<String>,
}

/// What `--shard 2/4` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardChoice {
    /// Which share, from 1.
    pub index: u32,
    /// How many there are.
    pub count: u32,
}

/// No shard can be made of a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no share; write the share and how many there are, such as 2/4, with the first one 1/4"
)]
pub struct ShardError(String);

/// Most shares a run can be cut into: more than any CI service starts jobs of one matrix.
pub const MOST_SHARDS: u32 = 1024;

impl std::str::FromStr for ShardChoice {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let wrong = || ShardError(text.to_owned());
        let (index, count) = text.split_once('/').ok_or_else(wrong)?;
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_| wrong());
        let (index, count) = (number(index)?, number(count)?);
        match (1..=count).contains(&index) && count <= MOST_SHARDS {
            true => Ok(Self { index, count }),
            false => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read() {
        assert_eq!("2/4".parse(), Ok(ShardChoice { index: 2, count: 4 }));
        for text in ["0/4", "5/4", "2", "a/b", "1/0", "-1/3", "1/9999"] {
            let error = text.parse::<ShardChoice>().unwrap_err().to_string();
            assert!(error.contains(text) && error.contains("2/4"), "{error}");
        }
    }
}
