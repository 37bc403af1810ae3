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

/// One step of the chain: takes a document of version `n` and returns it as version `n + 1`.
pub type UpgradeStep = fn(Value) -> Result<Value, String>;

/// The chain. `UPGRADES[0]` takes version 1 to version 2, and so on. A step without work still stands
/// here, with the reason in it, so that the length always equals the current version less one.
pub const UPGRADES: &[UpgradeStep] = &[];

/// Runs every step from `found` to the newest version, in order.
pub fn upgrade(document: Value, found: FormatVersion) -> Result<Value, String> {
    run_chain(document, found, UPGRADES)
}

/// Runs `steps` from version `found` on and stamps each result with the version it has reached.
fn run_chain(
    mut document: Value,
    found: FormatVersion,
    steps: &[UpgradeStep],
) -> Result<Value, String> {
    let done = found.0.saturating_sub(1) as usize;
    for (index, step) in steps.iter().enumerate().skip(done) {
        document = step(document)?;
        if let Some(object) = document.as_object_mut() {
            object.insert("format_version".to_owned(), Value::from(index as u64 + 2));
        }
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_chain_has_one_step_per_version_after_the_first() {
        assert_eq!(UPGRADES.len() as u32, FormatVersion::CURRENT.0 - 1);
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
        let steps: &[UpgradeStep] = &[rename, double];
        let first = run_chain(
            json!({"format_version": 1, "old": 4}),
            FormatVersion(1),
            steps,
        );
        assert_eq!(first, Ok(json!({"format_version": 3, "new": 8})));
        let second = run_chain(
            json!({"format_version": 2, "new": 4}),
            FormatVersion(2),
            steps,
        );
        assert_eq!(second, Ok(json!({"format_version": 3, "new": 8})));
        let newest = run_chain(
            json!({"format_version": 3, "new": 4}),
            FormatVersion(3),
            steps,
        );
        assert_eq!(newest, Ok(json!({"format_version": 3, "new": 4})));
    }

    #[test]
    fn a_step_that_fails_says_why() {
        fn refuse(_: Value) -> Result<Value, String> {
            Err("no `old`".to_owned())
        }
        assert_eq!(
            run_chain(json!({}), FormatVersion(1), &[refuse]),
            Err("no `old`".to_owned())
        );
    }
}
