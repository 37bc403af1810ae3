//! Minitest.

use anyhow::Context;
use oomscope_shared::artifact::Framework;
use oomscope_shared::exit_code;
use oomscope_shared::finding::{Cause, Kind};
use oomscope_tests::Result;
use oomscope_tests::runner::only_finding;

use crate::kit::{Outcomes, culprits, example, is_of, outcomes, peak_mib, plain, ran, run, tools};

const FILE: &[&str] = &["ruby", "test/test_basket.rb"];

/// What Minitest says with `--verbose`: `BasketTest#test_is_paid = 0.00 s = .`.
fn own(text: &str) -> Outcomes {
    let lines = text.lines().filter_map(|line| {
        let (rest, code) = line.rsplit_once(" = ")?;
        let (name, _) = rest.split_once(" = ")?;
        let outcome = match code {
            "." => "passed",
            "F" => "failed",
            "E" => "error",
            "S" => "skipped",
            _ => return None,
        };
        Some((name.to_owned(), outcome.to_owned()))
    });
    lines.collect()
}

#[test]
fn outcomes_are_those_of_minitest_and_each_test_has_its_peak() -> Result<()> {
    let project = example("minitest")?;
    let artifact = ran(&project, &[], FILE, exit_code::TESTS_FAILED)?;
    is_of(&artifact, Framework::Minitest);
    let own = own(&plain(&project, "ruby test/test_basket.rb --verbose")?.stdout);
    assert_eq!(own.len(), 7, "{own:#?}");
    assert_eq!(outcomes(&artifact), own);
    let remark = |id: &str| {
        let row = artifact.tests.rows().find(|row| row.id == id)?;
        Some(artifact.tests.remark(row.index)?.english())
    };
    assert_eq!(
        remark("BasketTest#test_is_wrong_on_purpose").context("no remark")?,
        "test/test_basket.rb:18: sums differ. Expected: 4 Actual: 3"
    );
    assert_eq!(
        remark("BasketTest#test_raises").context("no remark")?,
        "test/test_basket.rb:22: ArgumentError: no such basket"
    );
    let first = peak_mib(&artifact, "BasketTest#test_is_paid")?;
    let second = peak_mib(&artifact, "BasketTest#test_is_paid_again")?;
    assert!(second > first + 20, "{first} and {second} MiB");
    // Rake starts Ruby itself, and what the user chose is listed.
    let rake = ["rake", "test", "TESTOPTS=--name=/paid/"];
    let artifact = ran(&project, &[], &rake, exit_code::OK)?;
    is_of(&artifact, Framework::Minitest);
    let paid = ["BasketTest#test_is_paid", "BasketTest#test_is_paid_again"];
    assert_eq!(outcomes(&artifact).into_keys().collect::<Vec<_>>(), paid);
    Ok(())
}

#[test]
fn those_that_leak_are_found_by_default_with_their_holders() -> Result<()> {
    let project = example("minitest")?;
    project.write(
        "test/test_till.rb",
        "require_relative 'test_helper'\n\
         class Till\n  @@lane = []\n  @cache = {}\n  @recent = []\n\n  \
           def self.wait(text) = @@lane << text\n  \
           def self.keep(text) = @cache[@cache.size] = text\n  \
           def self.see(text)\n    @recent << text\n    @recent.shift if @recent.size > 3\n  end\nend\n\
         class TillTest < Minitest::Test\n  \
           TABLE = Hash.new { |table, key| table[key] = 'a' * (4 << 20) }\n  \
           4.times { |at| define_method(\"test_counts_#{at}\") { assert true } }\n  \
           def test_looks_up = assert(TABLE[:a])\n  \
           def test_lets_go = assert('x' * (9 << 20))\n  \
           def test_is_bounded = Till.see('x' * (2 << 20))\n  \
           def test_waits = assert(Till.wait('x' * (3 << 20)))\n  \
           def test_keeps = assert(Till.keep('x' * (3 << 20)))\n\
         end\n",
    )?;
    let artifact = run(&project, &[], &["ruby", "test/test_till.rb"], exit_code::OK)?.artifact()?;
    let mut told: Vec<_> = (artifact.findings.iter())
        .map(|one| {
            (
                culprits(one),
                one.holder.as_deref().unwrap_or("none"),
                one.cause,
            )
        })
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            (vec!["TillTest#test_keeps"], "Till.@cache", Cause::Cache),
            (
                vec!["TillTest#test_waits"],
                "Till.@@lane",
                Cause::ClassAttribute
            ),
        ]
    );
    let waits = artifact
        .findings
        .iter()
        .find(|one| one.holder.as_deref() == Some("Till.@@lane"));
    let code = waits.and_then(|one| one.hint_code.as_deref());
    assert_eq!(
        code,
        Some(
            "class Minitest::Test\n  def after_teardown\n    super\n    \
             Till.class_variable_get(:@@lane).clear\n  end\nend\n"
        )
    );
    Ok(())
}

#[test]
fn a_constant_that_grows_is_charged_to_the_tests_that_fill_it() -> Result<()> {
    let project = example("minitest")?;
    let mut suite = "require_relative 'test_helper'\nclass TillTest < Minitest::Test\n".to_owned();
    for at in 0..8 {
        suite += &format!("  def test_counts_{at} = assert({at})\n");
    }
    for at in 0..6 {
        suite += &format!("  def test_pays_{at} = assert(Audit.record('{at}' * 3))\n");
    }
    project.write("test/test_till.rb", suite + "end\n")?;
    let options = ["--memory-limit", "60MiB", "--hunt-budget", "5m"];
    let command = ["ruby", "test/test_till.rb"];
    let artifact = run(&project, &options, &command, exit_code::MEMORY_DEATH)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Leak);
    assert_eq!(finding.holder.as_deref(), Some("Audit::TRAIL"));
    let line = finding.lines.first().context("no line")?;
    assert_eq!((line.file.as_str(), line.line), ("lib/audit.rb", 6));
    let paid: Vec<String> = (0..6)
        .map(|at| format!("TillTest#test_pays_{at}"))
        .collect();
    assert_eq!(culprits(finding), paid, "{finding:#?}");
    assert_eq!(outcomes(&artifact)["TillTest#test_counts_7"], "passed");
    Ok(())
}

#[test]
fn a_command_without_minitest_is_told_so() -> Result<()> {
    let project = example("minitest")?;
    let call = project.oomscope(&["run", "--framework", "minitest", "--", "ruby", "-e", "p 1"]);
    let ended = tools(call).expect(exit_code::USAGE)?;
    assert!(ended.stderr.contains("ran no Minitest"), "{}", ended.stderr);
    Ok(())
}
