//! Python's unittest, without pytest.

use oomscope_shared::artifact::Framework;
use oomscope_shared::finding::{Cause, Kind};
use oomscope_shared::{Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, only_finding};

use crate::kit::{Outcomes, culprits, example, is_of, outcomes, plain, ran, run};

const COMMAND: &[&str] = &["python", "-m", "unittest"];

/// What `python -m unittest -v` prints: `test_x (module.Class.test_x) ... ok`.
pub fn own_outcomes(text: &str) -> Outcomes {
    text.lines()
        .filter_map(|line| {
            let (who, word) = line.split_once(" ... ")?;
            let (name, place) = who.split_once(" (")?;
            let place = place.trim_end_matches(')');
            // Before Python 3.11 the name is not repeated in the brackets.
            let id = match place.ends_with(&format!(".{name}")) {
                true => place.to_owned(),
                false => format!("{place}.{name}"),
            };
            let outcome = match word.split(' ').next()? {
                "ok" => "passed",
                "FAIL" => "failed",
                "ERROR" => "error",
                "skipped" => "skipped",
                "expected" => "xfailed",
                "unexpected" => "xpassed",
                _ => return None,
            };
            Some((id, outcome.to_owned()))
        })
        .collect()
}

/// Every way in which a test of unittest can end.
const WAYS: &str = r#"
import unittest

class Ways(unittest.TestCase):
    def test_passes(self):
        pass
    def test_fails(self):
        self.assertEqual(1, 2)
    def test_breaks(self):
        raise RuntimeError("broken")
    @unittest.skip("not today")
    def test_skipped(self):
        pass
    @unittest.expectedFailure
    def test_expected(self):
        self.fail()
    @unittest.expectedFailure
    def test_unexpected(self):
        pass
    def test_parts(self):
        for number in range(3):
            with self.subTest(number=number):
                self.assertNotEqual(number, 1)

class SetUpBreaks(unittest.TestCase):
    def setUp(self):
        raise RuntimeError("no set-up")
    def test_never(self):
        pass

class ClassBreaks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise RuntimeError("no class")
    def test_never_at_all(self):
        pass

class Asynchronous(unittest.IsolatedAsyncioTestCase):
    async def test_waits(self):
        pass
"#;

#[test]
fn outcomes_are_those_of_unittest() -> Result<()> {
    let project = Project::new(&[("test_ways.py", WAYS)])?;
    let mut own = own_outcomes(&plain(&project, "python -m unittest -v 2>&1")?.stdout);
    // With a part that fails it prints a line for the part, and none for the test.
    own.insert("test_ways.Ways.test_parts".to_owned(), "failed".to_owned());
    // Lines of parts, and of what is no test.
    own.retain(|id, _| {
        id.starts_with("test_ways.") && !id.contains('(') && !id.contains("setUpClass")
    });
    for options in [&[][..], &["--batch-size", "2"]] {
        let artifact = ran(&project, options, COMMAND, exit_code::TESTS_FAILED)?;
        is_of(&artifact, Framework::Unittest);
        let mut found = outcomes(&artifact);
        // unittest says nothing about the tests of a class that could not be set up.
        let silent = found.remove("test_ways.ClassBreaks.test_never_at_all");
        assert_eq!(silent.as_deref(), Some("not_run"));
        assert_eq!(found, own);
        assert_eq!(found.len(), 9);
        assert!(
            artifact
                .tests
                .remarks
                .iter()
                .any(|remark| remark.message.contains("no class"))
        );
    }
    project.nothing_is_left()
}

#[test]
fn a_global_that_grows_is_found_with_its_holder() -> Result<()> {
    let project = example("unittest")?;
    let options = ["--hunt-budget", "5m"];
    let artifact = run(&project, &options, COMMAND, exit_code::OK)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(
        (finding.kind, finding.cause),
        (Kind::Leak, Cause::ModuleGlobal)
    );
    assert_eq!(finding.holder.as_deref(), Some("shop.audit.TRAIL"));
    let class = "tests.test_basket.CheckoutTests";
    assert_eq!(
        culprits(finding),
        ["test_with_a_card", "test_with_a_voucher", "test_with_cash"]
            .map(|test| format!("{class}.{test}"))
    );
    assert!(finding.confidence > 0.9);
    let code = finding.hint_code.as_deref().unwrap_or_default();
    assert!(
        code.contains("self.addCleanup(restore)") && !code.contains("pytest"),
        "{code}"
    );
    // What is said there can be done.
    project.write("mixin.py", code)?;
    let imports = plain(&project, "python -c 'import mixin'")?;
    assert_eq!(imports.code(), Some(0), "{}", imports.stderr);
    Ok(())
}

#[test]
fn each_test_tells_what_it_needed_and_kept() -> Result<()> {
    let project = example("unittest")?;
    let artifact = ran(&project, &[], COMMAND, exit_code::OK)?;
    let row = |name: &str| {
        artifact
            .tests
            .rows()
            .find(|row| row.id.ends_with(name))
            .unwrap()
    };
    let large = row("test_large_total");
    let needed = large.peak_bytes.unwrap() - large.rss_before_bytes.unwrap();
    assert!(needed > 20 << 20, "{large:?}");
    assert!(large.retained_bytes.unwrap() < 1 << 20, "{large:?}");
    assert!(row("test_with_cash").retained_bytes.unwrap() > 2 << 20);
    Ok(())
}

#[test]
fn the_soft_line_ends_a_process_between_two_tests() -> Result<()> {
    let source = "import unittest\nKEPT = []\nclass Many(unittest.TestCase):\n    pass\n\
                  for n in range(16):\n    def test(self):\n        KEPT.append(b'x' * (8 << 20)); sum(KEPT[-1])\n    \
                  setattr(Many, f'test_{n}', test)\n";
    let project = Project::new(&[("test_many.py", source)])?;
    let artifact = ran(
        &project,
        &["--memory-limit", "120MiB"],
        COMMAND,
        exit_code::OK,
    )?;
    assert_eq!(artifact.tests.count(Outcome::Passed), 16);
    assert!(artifact.batches.len() > 1 && artifact.batches[0].soft_stop_bytes().is_some());
    Ok(())
}
