//! The version of the artifact's format, and how an older one becomes the newest.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Version of the artifact's format. Any change that carries meaning raises it, also an additive one:
/// an older reader that shows a newer file calmly but wrongly is worse than one that refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct FormatVersion(pub u32);

impl FormatVersion {
    /// The version this build writes, and the newest it reads.
    ///
    /// Changes (keep `docs/format.md` in step):
    /// * 1: first version.
    pub const CURRENT: Self = Self(1);
}

impl std::fmt::Display for FormatVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A step: takes a document of version `n` and returns it as version `n + 1`.
pub(crate) type UpgradeStep = fn(Value) -> Result<Value, String>;

/// The steps from the oldest version that is read to the newest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Upgrades {
    /// The oldest version.
    pub(crate) oldest: u32,
    /// A step for each version but the newest. One without work still stands here, with the reason in it.
    pub(crate) steps: &'static [UpgradeStep],
}

/// The chain of this build: it ends at [`FormatVersion::CURRENT`].
pub(crate) const UPGRADES: Upgrades = Upgrades {
    oldest: 1,
    steps: &[],
};

impl Upgrades {
    /// Runs the steps from version `found` on and stamps each result with the version it has reached.
    pub(crate) fn run(self, mut document: Value, found: u32) -> Result<Value, String> {
        let done = found.saturating_sub(self.oldest) as usize;
        for (reached, step) in (self.oldest + 1..).zip(self.steps).skip(done) {
            document = step(document)?;
            if let Some(object) = document.as_object_mut() {
                object.insert("format_version".to_owned(), Value::from(reached));
            }
        }
        Ok(document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_chain_ends_at_the_version_that_is_written() {
        assert_eq!(
            UPGRADES.oldest + UPGRADES.steps.len() as u32,
            FormatVersion::CURRENT.0
        );
    }

    #[test]
    fn steps_run_in_order_and_only_those_still_needed() {
        fn rename(mut document: Value) -> Result<Value, String> {
            let object = document.as_object_mut().ok_or("not an object")?;
            let old = object.remove("old").ok_or("no `old`")?;
            object.insert("new".to_owned(), old);
            Ok(document)
        }
        fn double(mut document: Value) -> Result<Value, String> {
            let value = document["new"].as_u64().ok_or("no `new`")?;
            document["new"] = json!(value * 2);
            Ok(document)
        }
        let chain = Upgrades {
            oldest: 1,
            steps: &[rename, double],
        };
        let newest = json!({"format_version": 3, "new": 8});
        let first = chain.run(json!({"format_version": 1, "old": 4}), 1);
        assert_eq!(first.as_ref(), Ok(&newest));
        let second = chain.run(json!({"format_version": 2, "new": 4}), 2);
        assert_eq!(second.as_ref(), Ok(&newest));
        assert_eq!(chain.run(newest.clone(), 3), Ok(newest));
    }

    #[test]
    fn a_step_that_fails_says_why() {
        fn refuse(_: Value) -> Result<Value, String> {
            Err("no `old`".to_owned())
        }
        let chain = Upgrades {
            oldest: 1,
            steps: &[refuse],
        };
        assert_eq!(chain.run(json!({}), 1), Err("no `old`".to_owned()));
    }
}
