//! Real processes of Go, looked at from within between rounds of a test: what each repetition leaves.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use oomscope_diagnosis::golang::goroutines;
use oomscope_diagnosis::golang::growth::{Growth, Look, growth, steady};
use oomscope_diagnosis::heap::golang::{self, Symbols};
use oomscope_diagnosis::heap::names::golang::{Holder, held};
use oomscope_diagnosis::pprof::{self, Frame};
use oomscope_tests::Result;
use oomscope_tests::places;
use oomscope_tests::runner::Call;

const MODULE: &str = "example.org/shop";
/// When it is looked at, in rounds.
const ROUNDS: [u32; 3] = [2, 4, 8];

fn folder() -> PathBuf {
    places::workspace().join("tests/examples/go_growth")
}

/// Runs a test of the example in rounds, with our own test behind each, into a folder. Returns what its
/// variables are called.
fn run(test: &str, to: &Path) -> Result<Symbols> {
    let look = places::workspace().join("runner/src/driver/go/oomscope_look.go");
    let look = fs::read_to_string(look)?.replace("package PACKAGE_test", "package shop_test");
    fs::write(to.join("look.go"), look)?;
    let target = folder().join("zzzz_oomscope_test.go");
    let map =
        serde_json::json!({ "Replace": { target.display().to_string(): to.join("look.go") } });
    fs::write(to.join("overlay.json"), map.to_string())?;
    let overlay = format!("-overlay={}", to.join("overlay.json").display());
    let binary = to.join("shop.test").display().to_string();
    let built = Call::new(&folder(), "go".as_ref())
        .args(["test", "-c", "-vet=off", "-ldflags=-w", "-o", &binary])
        .args([&overlay, "."])
        .run()?;
    ensure!(built.code() == Some(0), "{}", built.stderr);
    let ended = Call::new(&folder(), binary.as_ref())
        .args([
            &format!("-test.run=^({test}|TestOomscopeLook)$"),
            "-test.count=8",
        ])
        .env("OOMSCOPE_HEAPS", to)
        .env(
            "OOMSCOPE_HEAPS_AT",
            ROUNDS.map(|at| at.to_string()).join(","),
        )
        .env("OOMSCOPE_ROUND", "1")
        .env("GODEBUG", "tracebackancestors=4")
        .run()?;
    ensure!(ended.code() == Some(0), "{}{}", ended.stdout, ended.stderr);
    let named = Call::new(&folder(), "go".as_ref())
        .args(["tool", "nm", "-size", &binary])
        .run()?;
    Ok(Symbols::parse(&named.stdout))
}

/// What each repetition of a test leaves, both between the first two looks and between the last two.
fn grown(test: &str) -> Result<Growth> {
    let to = tempfile::tempdir()?;
    let symbols = run(test, to.path())?;
    let mut looks = Vec::new();
    for (at, repetitions) in ROUNDS.into_iter().enumerate() {
        let name = |what: &str| to.path().join(format!("{at}.{what}"));
        looks.push(Look {
            repetitions,
            heap: pprof::read(File::open(name("heap"))?)?,
            goroutines: goroutines::read(&fs::read_to_string(name("goroutines"))?, &|_, _| None),
            held: held(&golang::read(File::open(name("dump"))?, &symbols)?),
        });
    }
    let first = growth(&looks[0], &looks[1], MODULE).context("no repetition")?;
    let later = growth(&looks[1], &looks[2], MODULE).context("no repetition")?;
    Ok(steady(&first, later))
}

/// Whether the frame is at the line of the example that holds these words.
fn is_at(frame: Option<&Frame>, words: &str) -> Result<()> {
    let text = fs::read_to_string(folder().join("shop.go"))?;
    let line = text.lines().position(|line| line.contains(words));
    let line = line.with_context(|| format!("no `{words}`"))? as u32 + 1;
    let frame = frame.context("no line of the project")?;
    ensure!(frame.file.ends_with("/shop.go"), "{frame:?}");
    ensure!(frame.line == line, "{frame:?} is not at `{words}`, {line}");
    Ok(())
}

/// Whether this holds most of what grew: about a mebibyte each time.
fn holds(growth: &Growth, holder: &Holder) -> Result<()> {
    let most = growth.holders.first().context("nobody holds more")?;
    ensure!(most.holder == *holder, "{:?}", growth.holders);
    ensure!(
        (most.bytes_each - f64::from(1 << 20)).abs() < 100_000.0,
        "{most:?}"
    );
    Ok(())
}

#[test]
fn a_map_of_a_package() -> Result<()> {
    let growth = grown("TestPages")?;
    let largest = growth.stacks.first().context("nothing grows")?;
    // Sixteen buffers of 64 KiB.
    ensure!(
        (largest.bytes_each - f64::from(1 << 20)).abs() < 100_000.0,
        "{largest:?}"
    );
    ensure!((largest.objects_each - 16.0).abs() < 1.5, "{largest:?}");
    is_at(largest.own_line.as_ref(), "page.Body.Grow")?;
    let taken_by = largest.taken_by.as_ref().context("no taker")?;
    ensure!(taken_by.function.starts_with("bytes."), "{taken_by:?}");
    ensure!(growth.goroutines.is_empty(), "{:?}", growth.goroutines);
    let name = format!("{MODULE}.pages");
    holds(&growth, &Holder::Variable { name })
}

#[test]
fn the_line_of_a_call_is_not_the_one_that_it_returns_to() -> Result<()> {
    let to = tempfile::tempdir()?;
    run("TestTicker", to.path())?;
    let calls = fs::read_to_string(to.path().join("0.calls"))?;
    let sources = [
        ("TestTicker", "shop_test.go", "Watch()"),
        ("Watch", "shop.go", "go func() {"),
    ];
    for (function, file, words) in sources {
        let text = fs::read_to_string(folder().join(file))?;
        let line = text.lines().position(|line| line.trim() == words);
        let line = line.with_context(|| format!("no `{words}`"))? + 1;
        let told: Vec<&str> = calls
            .lines()
            .filter(|told| told.starts_with(&format!("{MODULE}.{function} ")))
            .collect();
        ensure!(
            matches!(told[..], [one] if one.ends_with(&format!(" {line}"))),
            "{line}: {calls}"
        );
    }
    Ok(())
}

#[test]
fn goroutines_that_wait_for_a_ticker() -> Result<()> {
    // A test that is parallel runs behind ours, and still once a round.
    for test in ["TestTicker", "TestParallel"] {
        let growth = grown(test)?;
        let [waiting] = growth.goroutines.as_slice() else {
            anyhow::bail!("{test}: {:?}", growth.goroutines);
        };
        ensure!(waiting.count_each == 16.0, "{test}: {waiting:?}");
        ensure!(waiting.state == "chan receive", "{test}: {waiting:?}");
        is_at(waiting.created_by.as_ref(), "go func() {")?;
        is_at(waiting.waits_at.as_ref(), "for range ticker.C")?;
        let largest = growth.stacks.first().context("nothing grows")?;
        is_at(largest.own_line.as_ref(), "window := make")?;
        let function = format!("{MODULE}.Watch.func1");
        holds(&growth, &Holder::Goroutines { function })?;
        // Sixteen windows of 64 KiB.
        ensure!(
            (largest.bytes_each - f64::from(1 << 20)).abs() < 100_000.0,
            "{largest:?}"
        );
    }
    Ok(())
}

#[test]
fn goroutines_whose_answer_nobody_takes() -> Result<()> {
    let growth = grown("TestBlocked")?;
    let [waiting] = growth.goroutines.as_slice() else {
        anyhow::bail!("{:?}", growth.goroutines);
    };
    ensure!(waiting.count_each == 3.0, "{waiting:?}");
    ensure!(waiting.state == "chan send", "{waiting:?}");
    is_at(waiting.waits_at.as_ref(), "answer <- work()")
}

#[test]
fn a_pool_what_is_large_for_a_while_and_what_has_a_bound_do_not_grow() -> Result<()> {
    for test in ["TestPool", "TestTable", "TestRecent"] {
        let growth = grown(test)?;
        let large = growth
            .stacks
            .iter()
            .find(|stack| stack.bytes_each > 16_384.0);
        ensure!(large.is_none(), "{test}: {large:?}");
        ensure!(
            growth.bytes_each.abs() < 32_768.0,
            "{test}: {}",
            growth.bytes_each
        );
        ensure!(
            growth.goroutines.is_empty(),
            "{test}: {:?}",
            growth.goroutines
        );
    }
    Ok(())
}
