//! The hint of a finding in words of its framework: a mixin in the place of a fixture, and the profiler of its own
//! language.

use super::hint;
use crate::artifact::Framework;
use crate::finding::Finding;

/// Gives a finding its hint, and its code what the framework can take.
pub fn adapt(finding: &mut Finding, framework: Framework) {
    if matches!(framework, Framework::Unittest | Framework::Django) {
        finding.hint_code = finding.hint_code.take().and_then(|code| mixin(&code));
    }
    finding.hint = Some(hint::text(
        finding.cause,
        finding.holder.as_deref(),
        framework,
        finding.hint_code.is_some(),
    ));
}

/// The hint where the cause was not found.
pub(super) fn unknown(framework: Framework) -> String {
    let profiler = match framework {
        Framework::Cargo | Framework::Nextest => {
            "heaptrack, or the crate dhat, can go on from there"
        }
        Framework::Go => {
            "`go test -run NAME -count 5 -memprofile heap.out` and `go tool pprof -inuse_space` can go on from \
             there"
        }
        Framework::Jest | Framework::Vitest => {
            "heap snapshots (`node --inspect`, or `v8.writeHeapSnapshot()` in `afterAll`) can go on from there"
        }
        Framework::Rspec => "the gem memory_profiler can go on from there",
        Framework::Pytest | Framework::Unittest | Framework::Django | Framework::Command => {
            "a memory profiler such as memray can go on from there"
        }
    };
    format!(
        "What holds the memory was not found. The command below shows the growth again; {profiler}."
    )
}

/// A fixture of pytest as a mixin for test classes: what stands before `yield` becomes the set-up, what stands
/// behind it a clean-up.
fn mixin(fixture: &str) -> Option<String> {
    let (head, body) = fixture.split_once("\n\n\n")?;
    let imports: Vec<&str> = head
        .lines()
        .filter(|line| *line != "import pytest")
        .collect();
    let mut lines = body.lines().skip_while(|line| !line.starts_with("def "));
    let _name = lines.next()?;
    let doc = lines.next()?.trim();
    let body: Vec<&str> = lines.collect();
    let at = body.iter().position(|line| line.trim() == "yield")?;
    let indented = |lines: &[&str], by: &str| -> String {
        lines.iter().map(|line| format!("{by}{line}\n")).collect()
    };
    Some(format!(
        "{}\n\n\nclass RestoreWhatTestsLeave:\n    {doc}\n\n    def setUp(self):\n        super().setUp()\n{}\n        \
         def restore():\n{}\n        self.addCleanup(restore)\n",
        imports.join("\n"),
        indented(&body[..at], "    "),
        indented(&body[at + 1..], "        "),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Cause, Kind};

    #[test]
    fn a_fixture_becomes_a_mixin() {
        let fixture = "import pytest\nimport shop.audit\n\n\n@pytest.fixture(autouse=True)\ndef restore_what_tests_leave():\n    \
                       \"\"\"Leaves it as it was before the test.\"\"\"\n    before = list(shop.audit.TRAIL)\n    yield\n    \
                       shop.audit.TRAIL[:] = before\n";
        insta::assert_snapshot!(mixin(fixture).unwrap(), @r#"
        import shop.audit


        class RestoreWhatTestsLeave:
            """Leaves it as it was before the test."""

            def setUp(self):
                super().setUp()
                before = list(shop.audit.TRAIL)

                def restore():
                    shop.audit.TRAIL[:] = before

                self.addCleanup(restore)
        "#);
    }

    #[test]
    fn words_of_pytest_are_put_into_those_of_unittest() {
        let mut finding = Finding::new(Kind::Leak, Cause::Registry);
        adapt(&mut finding, Framework::Unittest);
        let hint = finding.hint.unwrap();
        assert!(
            !hint.contains("fixture") && hint.contains("put there, for example by `addCleanup`."),
            "{hint}"
        );
    }
}
