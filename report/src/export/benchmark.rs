//! The JSON that github-action-benchmark reads as `customSmallerIsBetter`.

use serde_json::{Value, json};

use oomscope_shared::Ending;
use oomscope_shared::answer::answer;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::units::MIB;

/// A list of figures that should be small. They are few and keep their names, because the action draws a
/// chart for each name it has ever seen.
pub fn benchmark(artifact: &Artifact) -> Value {
    let extra = answer(artifact).headline.english();
    let mut list = Vec::new();
    let mut add = |name: &str, unit: &str, value: Option<f64>| {
        if let Some(value) = value {
            list.push(json!({ "name": name, "unit": unit, "value": value, "extra": extra }));
        }
    };
    let mib = |bytes: Option<u64>| bytes.map(|bytes| rounded(bytes as f64 / MIB as f64));
    add("peak memory", "MiB", mib(artifact.peak_bytes()));
    add(
        "retained by all tests",
        "MiB",
        mib(artifact.retained_bytes()),
    );
    let highest = artifact.tests.retained_kib.iter().flatten().max();
    add(
        "retained by one test, highest",
        "MiB",
        mib(highest.map(|kib| kib.saturating_mul(1024))),
    );
    let deaths = artifact.batches.iter().map(|batch| batch.ending);
    let deaths = deaths
        .filter(|ending| Ending::is_memory_death(*ending))
        .count();
    add(
        "batches that died of memory",
        "batches",
        Some(deaths as f64),
    );
    add("findings", "findings", Some(artifact.findings.len() as f64));
    add("duration", "s", Some(artifact.suite_ms() as f64 / 1000.0));
    list.into()
}

/// Three decimals: about a KiB.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::testing::story_limited;

    #[test]
    fn the_story_under_a_limit() {
        insta::assert_json_snapshot!(benchmark(&story_limited().done()));
    }
}
