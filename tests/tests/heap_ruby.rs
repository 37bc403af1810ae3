//! Real dumps of Ruby: what was made to keep memory is found, with its name and its lines.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use oomscope_diagnosis::heap::dominators::Dominators;
use oomscope_diagnosis::heap::graph::Graph;
use oomscope_diagnosis::heap::growth::{Births, growth};
use oomscope_diagnosis::heap::names::ruby::{Holder, Named, Namer, cost};
use oomscope_diagnosis::heap::paths::Paths;
use oomscope_diagnosis::heap::ruby::{self, DumpError, Earlier};
use oomscope_tests::Result;
use oomscope_tests::places;
use oomscope_tests::runner::Call;

/// Three repetitions leave two thousand numbers each, of eight bytes; Ruby's own is less.
const KEPT: u64 = 3 * 16_000;

fn folder() -> PathBuf {
    places::workspace().join("tests/examples/heap_ruby")
}

fn driver() -> PathBuf {
    places::workspace().join("runner/src/driver")
}

struct Dumped {
    before: Earlier,
    after_one: Earlier,
    last: std::result::Result<Graph, DumpError>,
}

/// What a program that leaks in this way dumps.
fn dumped(leak: &str) -> Result<Dumped> {
    let to = tempfile::tempdir()?;
    let script = folder().join("leaks.rb");
    let heap = driver().join("ruby/oomscope_heap.rb");
    let words = [script.to_str(), heap.to_str(), Some(leak)];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    let ended = Call::new(to.path(), "ruby".as_ref())
        .args(words)
        .env("OOMSCOPE_HEAPS", to.path())
        .env("OOMSCOPE_HEAPS_AT", "1,2,4")
        .run()?;
    ensure!(ended.code() == Some(0), "{}", ended.stderr);
    dumps_in(to.path())
}

fn dumps_in(folder: &Path) -> Result<Dumped> {
    let open = |name: &str| File::open(folder.join(name));
    let before = ruby::read_earlier(open("0.heap")?)?;
    let last = ruby::read(open("2.heap")?, &before);
    Ok(Dumped {
        after_one: ruby::read_earlier(open("1.heap")?)?,
        before,
        last,
    })
}

/// What is said of the largest growth, of which three objects of this class are a part; none if nothing grows.
fn named(leak: &str) -> Result<Option<Named>> {
    named_in(dumped(leak)?, "Shop::Payload")
}

fn named_in(dumped: Dumped, class: &str) -> Result<Option<Named>> {
    let graph = dumped.last?;
    let paths = Paths::of(&graph, |node, edge| cost(&graph, node, edge));
    let dominators = Dominators::of(&graph);
    let births = Births::Snapshots {
        before: dumped.before.ids,
        after_one: dumped.after_one.ids,
    };
    let growth = growth(&graph, &births, &paths, &dominators);
    let namer = Namer::new(&graph, &paths);
    let mut groups = growth.groups.iter();
    let group = groups.find(|group| group.retained >= KEPT);
    if let Some(group) = group {
        let payloads = group.types.iter();
        let payloads = payloads.filter(|share| graph.text(share.name) == class);
        let counts: Vec<u64> = payloads.map(|share| share.own.count).collect();
        ensure!(counts == [3], "{counts:?} of {:?}", namer.name(group));
    }
    Ok(group.map(|group| namer.name(group)))
}

fn found(leak: &str) -> Result<Named> {
    named(leak)?.with_context(|| format!("`{leak}` was not found"))
}

/// The line that holds these words.
fn line_of(file: &str, words: &str) -> Result<u32> {
    let text = fs::read_to_string(folder().join(file))?;
    let at = text.lines().position(|line| line.contains(words));
    let at = at.with_context(|| format!("`{words}` is not in {file}"))?;
    Ok(at as u32 + 1)
}

/// The name of what holds, what is between, and that the numbers come from the line that made them.
fn holds(leak: &str, holder: &Holder, path: &str, class: &str) -> Result<()> {
    let named = found(leak)?;
    ensure!(named.holder == *holder, "{named:?}");
    ensure!(named.path() == path, "{named:?}");
    ensure!(named.class == class, "{named:?}");
    let (place, amount) = named.lines.first().context("no line")?;
    let line = line_of("store.rb", "Array.new(2000)")?;
    ensure!(place.script.ends_with("/store.rb"), "{named:?}");
    ensure!(place.line == line && amount.bytes >= KEPT, "{named:?}");
    Ok(())
}

fn constant(path: &str) -> Holder {
    Holder::Constant { path: path.into() }
}

#[test]
fn a_constant() -> Result<()> {
    let path = "Shop::Catalog::PAGES";
    holds("constant", &constant(path), path, "Hash")
}

#[test]
fn a_constant_that_is_private_is_known_by_its_class() -> Result<()> {
    holds(
        "private",
        &constant("Shop::Catalog"),
        "Shop::Catalog",
        "Array",
    )
}

#[test]
fn a_class_variable() -> Result<()> {
    let holder = Holder::ClassVariable {
        class: "Shop::Catalog".into(),
        name: "@@shelf".into(),
    };
    holds("class_variable", &holder, "Shop::Catalog.@@shelf", "Array")
}

#[test]
fn an_instance_variable_of_a_class() -> Result<()> {
    let holder = Holder::ClassInstanceVariable {
        class: "Shop::Catalog".into(),
        name: "@lane".into(),
    };
    let path = "Shop::Catalog.@lane";
    holds("class_instance_variable", &holder, path, "Array")
}

#[test]
fn the_instance_of_a_singleton() -> Result<()> {
    let holder = Holder::Singleton {
        class: "Shop::Requests".into(),
    };
    holds(
        "singleton",
        &holder,
        "Shop::Requests.instance.calls",
        "Array",
    )
}

#[test]
fn a_member_of_a_struct() -> Result<()> {
    let holder = constant("Shop::Catalog::ROOT");
    holds("struct", &holder, "Shop::Catalog::ROOT.payloads", "Array")
}

#[test]
fn a_global_variable() -> Result<()> {
    let holder = Holder::Global {
        name: "$registry".into(),
    };
    holds("global", &holder, "$registry", "Array")
}

#[test]
fn locals_of_a_thread() -> Result<()> {
    for (leak, name, class) in [
        ("thread_local", "[:payloads]", "Array"),
        ("thread_variable", ".thread_variable_get(:payloads)", "Hash"),
    ] {
        let holder = Holder::ThreadLocal { name: name.into() };
        holds(leak, &holder, &format!("Thread.current{name}"), class)?;
    }
    Ok(())
}

#[test]
fn what_a_block_closes_over() -> Result<()> {
    for (leak, variable, written, held_by) in [
        ("closure", "seen", "->(payload) { seen", "REMEMBER"),
        ("method", "seen_by_method", "define_method", "Shop::Hooked"),
    ] {
        let named = found(leak)?;
        let Holder::Local {
            name,
            block_at: Some(block),
            held_by: held,
        } = &named.holder
        else {
            anyhow::bail!("{named:?}");
        };
        ensure!(name == variable, "{named:?}");
        ensure!(block.script.ends_with("/store.rb"), "{named:?}");
        ensure!(block.line == line_of("store.rb", written)?, "{named:?}");
        ensure!(**held == constant(held_by), "{named:?}");
    }
    Ok(())
}

#[test]
fn blocks_that_pile_up() -> Result<()> {
    holds("blocks", &constant("AFTER"), "AFTER", "Array")
}

#[test]
fn a_list_that_is_linked() -> Result<()> {
    let named = found("list")?;
    ensure!(named.holder == constant("Shop::LIST"), "{named:?}");
    Ok(())
}

#[test]
fn what_is_bounded_or_replaced_does_not_grow() -> Result<()> {
    for innocent in ["bounded", "replaced"] {
        let named = named(innocent)?;
        ensure!(named.is_none(), "{named:?}");
    }
    Ok(())
}

#[test]
fn dumps_before_and_after_a_compaction_are_not_compared() -> Result<()> {
    let dumped = dumped("moved")?;
    ensure!(matches!(dumped.last, Err(DumpError::Moved)));
    Ok(())
}

/// Looks at what is in use before and after 300,000 objects that stay, while lines are noted.
const TRACED: &str = "
require './oomscope_heap'
require './oomscope_memory'
told = []
memory = OomscopeMemory.new { |_, grown| told << grown }
heap = OomscopeHeap.new('.', [1], nil)
memory.over('first')
heap.over(1)
memory.tracer = heap.tracer
memory.over('second')
kept = Array.new(300_000) { Object.new }
memory.over('third')
puts told.last, ARGV.inspect if kept.any?
";

#[test]
fn the_table_of_lines_is_charged_to_nobody() -> Result<()> {
    let project = tempfile::tempdir()?;
    for name in ["oomscope_heap.rb", "oomscope_memory.rb"] {
        fs::copy(driver().join("ruby").join(name), project.path().join(name))?;
    }
    let ended = Call::new(project.path(), "ruby".as_ref())
        .args(["-e", TRACED, "word"])
        .env("OOMSCOPE_COLLECT", "always")
        .run()?;
    ensure!(ended.code() == Some(0), "{}", ended.stderr);
    let (grown, words) = ended.stdout.split_once('\n').context("no figure")?;
    // Names of globals are read without taking from what the program was called with.
    ensure!(words.trim() == r#"["word"]"#, "{words}");
    let grown: i64 = grown.parse()?;
    // 40 bytes each, and 8 in the array.
    let expected = 300_000 * 48;
    ensure!((grown - expected).abs() < 1 << 20, "{grown}");
    Ok(())
}

/// Every example fails, waits or skips in its own way, and keeps what it ran with.
const SPEC: &str = "module Log
  RAN = Hash.new { |ran, name| ran[name] = [] }
  Entry = Struct.new(:numbers)
end

RSpec.describe 'a log' do
  before(:context) { @begun = Log::RAN[:context].size }
  before { Log::RAN[:context] << nil }
  it('passes') { Log::RAN[:passes] << Log::Entry.new(Array.new(2000) { 1 }) }
  it('fails') { Log::RAN[:fails] << nil; raise 'on purpose' if Log::RAN[:fails].size.odd? }
  it('skips') { Log::RAN[:skips] << nil; skip('later') }
  it('waits') { Log::RAN[:waits] << nil; pending('not yet'); raise 'not yet' }
  context('inside') { it('passes, too') { Log::RAN[:inside] << nil } }
  after(:context) { File.write('ran', Log::RAN.map { |name, all| \"#{name} #{all.size}\" }.join(', ')) }
end
";

#[test]
fn examples_that_are_repeated_run_again_and_dump_after_as_many_as_asked() -> Result<()> {
    let project = tempfile::tempdir()?;
    let at = |name: &str| project.path().join(name);
    for file in [
        "ruby/oomscope_heap.rb",
        "ruby/oomscope_memory.rb",
        "ruby/oomscope_telling.rb",
        "rspec/oomscope_rspec.rb",
    ] {
        let name = file.rsplit('/').next().unwrap_or(file);
        fs::copy(driver().join(file), at(name))?;
    }
    fs::write(at("log_spec.rb"), SPEC)?;
    let ids = ["1:1", "1:2", "1:3", "1:4", "1:5:1"].map(|id| format!("./log_spec.rb[{id}]"));
    let rounds: Vec<&str> = (0..4)
        .flat_map(|_| ids.iter().map(String::as_str))
        .collect();
    fs::write(at("order.json"), serde_json::json!(rounds).to_string())?;
    let words = "--require ./oomscope_rspec.rb --format OomscopeFormatter --out /dev/null";
    let ended = Call::new(project.path(), "rspec".as_ref())
        .args(words.split(' '))
        .args(&ids)
        .env("OOMSCOPE_TOLD", "told")
        .env("OOMSCOPE_ORDER", "order.json")
        .env("OOMSCOPE_HEAPS", ".")
        .env("OOMSCOPE_HEAPS_AT", "5,10,20")
        .run()?;
    // Two of the four times one of them fails.
    ensure!(ended.code() == Some(1), "{}", ended.stderr);
    let ran = fs::read_to_string(at("ran"))?;
    ensure!(
        ran == "context 20, passes 4, fails 4, skips 4, waits 4, inside 4",
        "{ran}"
    );
    let told = fs::read_to_string(at("told"))?;
    let said: Vec<serde_json::Value> = told
        .lines()
        .map(|line| Ok(serde_json::from_str(line)?))
        .collect::<Result<_>>()?;
    let outcomes: Vec<&str> = said
        .iter()
        .filter_map(|line| line["outcome"].as_str())
        .collect();
    let round = |second| ["passed", second, "skipped", "xfailed", "passed"];
    let rounds = ["failed", "passed", "failed", "passed"].map(round);
    ensure!(outcomes == rounds.concat(), "{outcomes:?}");
    let named = named_in(dumps_in(project.path())?, "Log::Entry")?.context("nothing grows")?;
    ensure!(named.path() == "Log::RAN", "{named:?}");
    let (place, _) = named.lines.first().context("no line")?;
    ensure!(
        place.script.ends_with("/log_spec.rb") && place.line == 9,
        "{named:?}"
    );
    Ok(())
}
