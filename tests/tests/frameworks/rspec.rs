//! RSpec.

use anyhow::Context;
use oomscope_shared::artifact::Framework;
use oomscope_shared::exit_code;
use oomscope_shared::finding::{Cause, Kind};
use oomscope_tests::Result;
use oomscope_tests::runner::only_finding;
use serde_json::Value;

use crate::kit::{Outcomes, culprits, example, is_of, outcomes, peak_mib, plain, ran, run, tools};

#[test]
fn outcomes_are_those_of_rspec_and_each_example_has_its_peak() -> Result<()> {
    let project = example("rspec")?;
    let artifact = ran(&project, &[], &["rspec"], exit_code::TESTS_FAILED)?;
    is_of(&artifact, Framework::Rspec);
    plain(&project, "rspec --format json --out own.json")?;
    let own: Value = serde_json::from_str(&project.read("own.json")?)?;
    let examples = own["examples"].as_array().unwrap().iter();
    let own: Outcomes = examples
        .map(|example| {
            let id = example["id"].as_str().unwrap().to_owned();
            // RSpec says `pending` of what was skipped and of what failed as expected.
            let outcome = match (example["status"].as_str().unwrap(), id.as_str()) {
                ("pending", "./spec/basket_spec.rb[1:5]") => "skipped",
                ("pending", _) => "xfailed",
                (status, _) => status,
            };
            (id, outcome.to_owned())
        })
        .collect();
    assert_eq!(own.len(), 6);
    assert_eq!(outcomes(&artifact), own);
    let first = peak_mib(&artifact, "./spec/basket_spec.rb[1:1]")?;
    let second = peak_mib(&artifact, "./spec/basket_spec.rb[1:2]")?;
    assert!(second > first + 20, "{first} and {second} MiB");
    Ok(())
}

#[test]
fn a_constant_that_grows_is_charged_to_the_examples_that_fill_it() -> Result<()> {
    let project = example("rspec")?;
    let mut suite = "require_relative '../lib/audit'\nRSpec.describe 'a till' do\n".to_owned();
    for at in 0..8 {
        suite += &format!("  it('is counted {at}') {{ expect('{at}' * 9).to eq('{at}' * 9) }}\n");
    }
    for at in 0..6 {
        suite += &format!("  it('is paid {at}') {{ Audit.record('{at}' * 3) }}\n");
    }
    project.write("till/till_spec.rb", suite + "end\n")?;
    let options = ["--memory-limit", "60MiB", "--hunt-budget", "5m"];
    let command = ["rspec", "till"];
    let artifact = run(&project, &options, &command, exit_code::MEMORY_DEATH)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Leak);
    let paid = [10, 11, 12, 13, 14, 9].map(|at| format!("./till/till_spec.rb[1:{at}]"));
    assert_eq!(culprits(finding), paid, "{finding:#?}");
    let found = outcomes(&artifact);
    assert_eq!(found["./till/till_spec.rb[1:13]"], "died");
    assert_eq!(found["./till/till_spec.rb[1:1]"], "passed");
    Ok(())
}

#[test]
fn each_example_is_told_what_it_fills() -> Result<()> {
    let project = example("rspec")?;
    let mut suite = "class Till\n  @@lane = []\n  @cache = {}\n\n  \
                     def self.wait(text) = @@lane << text\n  \
                     def self.keep(text) = @cache[@cache.size] = text\nend\n\
                     SEEN = []\nRSpec.describe 'a till' do\n"
        .to_owned();
    for at in 0..4 {
        suite += &format!("  it('is counted {at}') {{ expect({at}).to eq({at}) }}\n");
    }
    for fill in ["SEEN <<", "Till.wait", "Till.keep"] {
        suite += &format!("  it('fills') {{ {fill}('x' * (3 << 20)) }}\n");
    }
    project.write("till/till_spec.rb", suite + "end\n")?;
    let artifact = run(&project, &[], &["rspec", "till"], exit_code::OK)?.artifact()?;
    let mut told: Vec<_> = (artifact.findings.iter())
        .map(|one| {
            let holder = one.holder.as_deref().unwrap_or("none");
            (culprits(one), holder, one.cause, one.hint_code.as_deref())
        })
        .collect();
    told.sort();
    let fills = [5, 6, 7].map(|at| format!("./till/till_spec.rb[1:{at}]"));
    let code =
        |empty: &str| format!("RSpec.configure do |config|\n  config.after {{ {empty} }}\nend\n");
    let (seen, lane, cache) = (
        code("SEEN.clear"),
        code("Till.class_variable_get(:@@lane).clear"),
        code("Till.instance_variable_get(:@cache).clear"),
    );
    assert_eq!(
        told,
        [
            (vec![&*fills[0]], "SEEN", Cause::ModuleGlobal, Some(&*seen)),
            (
                vec![&*fills[1]],
                "Till.@@lane",
                Cause::ClassAttribute,
                Some(&*lane)
            ),
            (vec![&*fills[2]], "Till.@cache", Cause::Cache, Some(&*cache)),
        ]
    );
    Ok(())
}

/// Twelve examples that keep a text each, under a key of their own, and eight that keep nothing, or use what is there.
fn keyed(store: &str) -> String {
    let mut suite = format!("{store}RSpec.describe 'a store' do\n");
    for at in 0..12 {
        suite += &format!("  it('keeps {at}') {{ Store.keep({at}) }}\n");
    }
    for at in 0..8 {
        suite += &format!("  it('is counted {at}') {{ expect({at}).to eq({at}) }}\n");
    }
    suite + "end\n"
}

#[test]
fn what_each_example_adds_once_is_found_by_running_them_in_turn() -> Result<()> {
    let project = example("rspec")?;
    let store =
        "class Store\n  LOG = {}\n  def self.keep(key) = LOG[key] ||= 'x' * (1 << 20)\nend\n";
    project.write("store/store_spec.rb", keyed(store))?;
    let artifact = run(&project, &[], &["rspec", "store"], exit_code::OK)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.holder.as_deref(), Some("Store::LOG"));
    let mut each: Vec<String> = (1..=12)
        .map(|at| format!("./store/store_spec.rb[1:{at}]"))
        .collect();
    each.sort_unstable();
    assert_eq!(culprits(finding), each, "{finding:#?}");
    assert!((0.6..=0.7).contains(&finding.confidence), "{finding:#?}");
    let line = finding.lines.first().context("no line")?;
    assert_eq!((line.file.as_str(), line.line), ("store/store_spec.rb", 3));
    Ok(())
}

#[test]
fn a_cache_with_a_bound_accuses_nobody() -> Result<()> {
    let project = example("rspec")?;
    let store = "class Store\n  CACHE = {}\n  def self.keep(key)\n    \
                 CACHE.shift if CACHE.size >= 6 && !CACHE.key?(key)\n    \
                 CACHE[key] ||= 'x' * (1 << 20)\n  end\nend\n";
    project.write("store/store_spec.rb", keyed(store))?;
    let artifact = run(&project, &[], &["rspec", "store"], exit_code::OK)?.artifact()?;
    assert!(artifact.findings.is_empty(), "{:#?}", artifact.findings);
    assert!(artifact.hunt.is_some());
    Ok(())
}

#[test]
fn each_example_has_what_it_kept_once_its_own_objects_are_gone() -> Result<()> {
    let project = example("rspec")?;
    project.write(
        "kept/kept_spec.rb",
        "STORE = []\n\
         RSpec.describe 'a store' do\n\
           let(:large) { 'l' * (8 << 20) }\n\
           it('is used first') { large }\n\
           it('lets go') { large }\n\
           it('keeps') { STORE << 'k' * (8 << 20) }\n\
           it('keeps again') { STORE << 'k' * (8 << 20) }\n\
           it('lets go again') { large }\n\
         end\n\
         RSpec.describe 'a context' do\n\
           before(:context) { @large = 'c' * (8 << 20) }\n\
           it('uses it') { @large }\n\
           it('uses it again') { @large }\n\
         end\n",
    )?;
    // As the hunt measures, with all the time it needs.
    let at_ease = ["env", "OOMSCOPE_COLLECT=always", "rspec", "kept"];
    let artifact = ran(&project, &[], &at_ease, exit_code::OK)?;
    let kib = &artifact.tests.retained_kib;
    // What `before(:context)` set up is not gone before the group is over.
    assert_eq!((kib[0], kib[5], kib.len()), (None, None, 7), "{kib:?}");
    for (at, expected) in [(1, 0), (2, 8192), (3, 8192), (4, 0), (6, 0)] {
        let figure = kib[at].context("not measured")?;
        assert!(figure.abs_diff(expected) < 512, "{kib:?}");
    }
    Ok(())
}

#[test]
fn a_file_that_cannot_be_loaded_is_shown() -> Result<()> {
    let project = example("rspec")?;
    project.write("spec/broken_spec.rb", "require 'no_such_library'\n")?;
    let call = project.oomscope(&["run", "--show-output", "failed", "--", "rspec"]);
    let ended = tools(call).expect(exit_code::TESTS_FAILED)?;
    assert!(ended.stderr.contains("no_such_library"), "{}", ended.stderr);
    Ok(())
}

#[test]
fn a_file_that_each_batch_overwrites_is_told_of() -> Result<()> {
    let project = example("rspec")?;
    let rspec = ["rspec", "--format", "json", "--out", "own.json"];
    let told = |options: &[&str]| -> Result<usize> {
        let artifact = ran(&project, options, &rspec, exit_code::TESTS_FAILED)?;
        let warnings = artifact.warnings.iter();
        let told = warnings.filter(|warning| warning.contains("`--out`: each batch overwrites"));
        Ok(told.count())
    };
    assert_eq!(told(&["--batch-size", "2"])?, 1);
    assert_eq!(told(&[])?, 0, "there is only one batch");
    Ok(())
}
