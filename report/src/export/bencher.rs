//! Bencher Metric Format: a benchmark for the run and for each of the tests that weigh most.

use serde_json::{Map, Value, json};

use oomscope_shared::artifact::Artifact;

use super::top_tests;

/// So many tests by their peak, and so many by what they retain, are benchmarks.
pub const TOP: usize = 50;

/// Bencher takes names up to this length.
const NAME_CHARS: usize = 1024;

/// The document. Its measures are `peak-memory` and `retained-memory` in bytes, and Bencher's own `latency`
/// in nanoseconds.
pub fn bencher(artifact: &Artifact) -> Value {
    let tests = &artifact.tests;
    let mut document = Map::new();
    let latency = |us: u64| us as f64 * 1000.0;
    let figures = [artifact.peak_bytes(), artifact.retained_bytes()];
    let run = measures(
        figures,
        Some(latency(artifact.suite_ms().saturating_mul(1000))),
    );
    document.insert("oomscope run".to_owned(), run);
    let mut chosen = top_tests(&tests.peak_kib, TOP);
    chosen.extend(top_tests(&tests.retained_kib, TOP));
    for row in chosen.into_iter().filter_map(|at| tests.row(at as usize)) {
        let name: String = row.id.chars().take(NAME_CHARS).collect();
        if !name.trim().is_empty() {
            let figures = [row.peak_bytes, row.retained_bytes];
            document.insert(name, measures(figures, row.duration_us.map(latency)));
        }
    }
    document.into()
}

fn measures([peak, retained]: [Option<u64>; 2], latency_ns: Option<f64>) -> Value {
    let mut measures = Map::new();
    let mut add = |name: &str, value: Option<f64>| {
        if let Some(value) = value {
            measures.insert(name.to_owned(), json!({ "value": value }));
        }
    };
    add("peak-memory", peak.map(|bytes| bytes as f64));
    add("retained-memory", retained.map(|bytes| bytes as f64));
    add("latency", latency_ns);
    measures.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::testing::story_before;

    #[test]
    fn the_story() {
        let document = bencher(&story_before().done());
        let names = document.as_object().unwrap();
        // The same tests lead both lists of the story in part.
        assert!(names.len() > TOP && names.len() <= 2 * TOP + 1);
        assert_eq!(
            names["oomscope run"]["peak-memory"]["value"],
            (903_u64 << 20) as f64
        );
        insta::assert_json_snapshot!(names["tests/test_metrics.py::test_collector[86]"]);
    }
}
