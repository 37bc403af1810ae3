//! What a Go test binary prints with `-test.v`: the text that `go test -json` is made of.

use std::collections::BTreeMap;

use oomscope_shared::Outcome;
use oomscope_shared::facts::LeftBehind;

use super::OURS;
use crate::driver::adapter::{FrameworkEvent, Reader};
use crate::driver::first_line;

/// Reads the output of the tests of one package.
pub struct GoOutput {
    /// Ids by the names of the tests.
    ids: BTreeMap<String, String>,
    /// A test whose beginning was printed. It may be one that waits for its turn (`t.Parallel`), which the
    /// next line would say.
    begun: Option<String>,
    /// What the running test logged last.
    logged: BTreeMap<String, String>,
    current: Option<String>,
}

impl GoOutput {
    /// For tests of a package: name and id of each.
    pub fn new(tests: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            ids: tests.into_iter().collect(),
            begun: None,
            logged: BTreeMap::new(),
            current: None,
        }
    }

    fn start(&mut self, name: &str, tell: &mut dyn FnMut(FrameworkEvent)) {
        self.current = Some(name.to_owned());
        if let Some(id) = self.ids.get(name) {
            tell(FrameworkEvent::Started { id: id.clone() });
        }
    }

    fn mark(&mut self, word: &str, name: &str, tell: &mut dyn FnMut(FrameworkEvent)) {
        let top = name.split_once('/').map_or(name, |(top, _)| top);
        match word {
            "RUN" if top == name => {
                self.logged.remove(top);
                self.begun = Some(name.to_owned());
                self.current = Some(name.to_owned());
            }
            "PAUSE" if top == name => self.begun = None,
            "CONT" if top == name => self.start(name, tell),
            _ => self.current = Some(top.to_owned()),
        }
    }

    fn end_of(&mut self, word: &str, rest: &str, tell: &mut dyn FnMut(FrameworkEvent)) {
        let outcome = match word {
            "PASS" => Outcome::Passed,
            "FAIL" => Outcome::Failed,
            "SKIP" => Outcome::Skipped,
            _ => return,
        };
        let (name, time) = rest.split_once(' ').unwrap_or((rest, ""));
        let Some(id) = self.ids.get(name) else {
            return;
        };
        let seconds: Option<f64> = time
            .trim_start_matches('(')
            .trim_end_matches("s)")
            .parse()
            .ok();
        let remark = match outcome {
            Outcome::Passed => None,
            _ => self.logged.remove(name),
        };
        tell(FrameworkEvent::Ended {
            id: id.clone(),
            outcome,
            duration_us: seconds.map(|seconds| (seconds * 1e6) as u64),
            remark,
        });
    }
}

/// `oomscope-left 193 25165824`, by our example.
fn left_behind(line: &str) -> Option<LeftBehind> {
    let (goroutines, heap_bytes) = line.strip_prefix("oomscope-left ")?.split_once(' ')?;
    Some(LeftBehind {
        goroutines: goroutines.parse().ok()?,
        heap_bytes: heap_bytes.parse().ok()?,
    })
}

impl Reader for GoOutput {
    fn line(&mut self, line: &str, tell: &mut dyn FnMut(FrameworkEvent)) -> bool {
        let marked = line.strip_prefix("=== ").and_then(|rest| {
            let (word, name) = rest.split_once(' ')?;
            Some((word, name.trim()))
        });
        if let Some(left) = left_behind(line) {
            tell(FrameworkEvent::LeftBehind(left));
            return false;
        }
        if let Some((word, name)) = marked {
            let is_pause = word == "PAUSE" && self.begun.as_deref() == Some(name);
            if let Some(begun) = self.begun.take().filter(|_| !is_pause) {
                self.start(&begun, tell);
            }
            self.mark(word, name, tell);
            return !OURS.contains(&name);
        }
        if let Some(begun) = self.begun.take() {
            self.start(&begun, tell);
        }
        // A test that ends its output without a new line has the mark of its end behind it.
        if let Some(at) = line.find("--- ")
            && !line[..at].ends_with("    ")
            && let Some((word, rest)) = line[at + 4..].split_once(": ")
        {
            self.end_of(word, rest, tell);
            let is_ours = OURS
                .iter()
                .any(|name| rest.starts_with(&format!("{name} (")));
            return !(at == 0 && is_ours);
        } else if let Some((place, text)) = line.trim_start().split_once(": ")
            && place.contains(".go:")
            && let (Some(current), Some(text)) = (&self.current, first_line(text))
        {
            // `    shop_test.go:4: got 3`, by `t.Log`, `t.Error` and `t.Skip`.
            self.logged.insert(current.clone(), text);
        }
        true
    }

    fn end(&mut self, tell: &mut dyn FnMut(FrameworkEvent)) {
        if let Some(begun) = self.begun.take() {
            self.start(&begun, tell);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a binary of Go 1.19 printed with `-test.v`.
    const RECORDED: &str = "=== RUN   TestAdds
--- PASS: TestAdds (0.00s)
=== RUN   TestFails
no newline    shop_test.go:4: looking
    shop_test.go:4: got 3
--- FAIL: TestFails (0.12s)
=== RUN   TestSkips
    shop_test.go:5: not today
--- SKIP: TestSkips (0.00s)
=== RUN   TestSubs
=== RUN   TestSubs/a
=== RUN   TestSubs/b
    shop_test.go:6: in b
--- FAIL: TestSubs (0.00s)
    --- PASS: TestSubs/a (0.00s)
    --- FAIL: TestSubs/b (0.00s)
=== RUN   TestPar
=== PAUSE TestPar
=== RUN   TestTalks
no end--- PASS: TestTalks (0.00s)
=== CONT  TestPar
--- PASS: TestPar (0.00s)
=== RUN   FuzzX
=== RUN   FuzzX/seed#0
--- PASS: FuzzX (0.00s)
    --- PASS: FuzzX/seed#0 (0.00s)
=== RUN   ExampleX
--- PASS: ExampleX (0.00s)
FAIL
";

    fn read(text: &str) -> Vec<String> {
        let names = [
            "TestAdds",
            "TestFails",
            "TestSkips",
            "TestSubs",
            "TestPar",
            "TestTalks",
            "FuzzX",
            "ExampleX",
        ];
        let mut reader = GoOutput::new(names.map(|name| (name.to_owned(), format!("p.{name}"))));
        let mut told = Vec::new();
        let mut tell = |one: FrameworkEvent| {
            told.push(match one {
                FrameworkEvent::Started { id } => format!("{id} starts"),
                FrameworkEvent::Ended {
                    id,
                    outcome,
                    remark,
                    duration_us,
                } => {
                    format!(
                        "{id} {} {duration_us:?} {}",
                        outcome.name(),
                        remark.unwrap_or_default()
                    )
                }
                other => format!("{other:?}"),
            });
        };
        for line in text.lines() {
            reader.line(line, &mut tell);
        }
        reader.end(&mut tell);
        told
    }

    #[test]
    fn outcomes_times_and_reasons_are_read() {
        let told = read(RECORDED);
        let ended: Vec<&String> = told
            .iter()
            .filter(|line| !line.ends_with("starts"))
            .collect();
        assert_eq!(
            ended,
            [
                "p.TestAdds passed Some(0) ",
                "p.TestFails failed Some(120000) got 3",
                "p.TestSkips skipped Some(0) not today",
                "p.TestSubs failed Some(0) in b",
                "p.TestTalks passed Some(0) ",
                "p.TestPar passed Some(0) ",
                "p.FuzzX passed Some(0) ",
                "p.ExampleX passed Some(0) ",
            ]
        );
        let starts = told.iter().filter(|line| line.ends_with("starts")).count();
        assert_eq!(starts, 8, "{told:#?}");
    }

    #[test]
    fn what_is_ours_is_heard_and_not_shown() {
        let mut reader = GoOutput::new([("TestAdds".to_owned(), "p.TestAdds".to_owned())]);
        let lines = [
            ("=== RUN   TestAdds", true),
            ("--- PASS: TestAdds (0.00s)", true),
            ("=== RUN   TestOomscopeLook", false),
            ("--- PASS: TestOomscopeLook (0.00s)", false),
            ("=== RUN   ExampleOomscopeLook", false),
            ("oomscope-left 193 25165824", false),
            ("begun--- PASS: ExampleOomscopeLook (0.00s)", true),
            ("oomscope-left something", true),
        ];
        let mut told = Vec::new();
        for (line, is_shown) in lines {
            let shown = reader.line(line, &mut |one| told.push(one));
            assert_eq!(shown, is_shown, "{line}");
        }
        let left = LeftBehind {
            goroutines: 193,
            heap_bytes: 25_165_824,
        };
        assert_eq!(told.len(), 3, "{told:?}");
        assert_eq!(told[2], FrameworkEvent::LeftBehind(left));
    }

    #[test]
    fn who_waits_for_its_turn_does_not_run() {
        let told = read("=== RUN   TestPar\n=== PAUSE TestPar\n=== RUN   TestAdds\n");
        assert_eq!(told, ["p.TestAdds starts"]);
        let told = read("=== RUN   TestPar\n=== PAUSE TestPar\n=== CONT  TestPar\n");
        assert_eq!(told, ["p.TestPar starts"]);
    }
}
