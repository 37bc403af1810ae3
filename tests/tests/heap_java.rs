//! Real dumps of the JVM: what was made to keep memory is found, with its name, its cause and its line, by every JDK
//! that this machine has.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, ensure};
use oomscope_diagnosis::heap::held::Held;
use oomscope_diagnosis::heap::java::{self, Holdings, SourceFile, Sums};
use oomscope_tests::runner::Call;
use oomscope_tests::{Result, left_out, places};

/// What a payload of the examples is at least.
const PAYLOAD: u64 = 64 << 10;

fn folder() -> PathBuf {
    places::workspace().join("tests/examples/heap_java")
}

/// The folders of programs of every JDK there is.
fn jdks() -> Vec<PathBuf> {
    let installed = fs::read_dir("/usr/lib/jvm").into_iter().flatten().flatten();
    let own = std::env::var_os("JAVA_HOME").map(PathBuf::from);
    let homes = installed.map(|entry| entry.path()).chain(own);
    let bins = homes.filter_map(|home| home.join("bin").canonicalize().ok());
    let mut bins: Vec<PathBuf> = bins.filter(|bin| bin.join("javac").is_file()).collect();
    bins.sort();
    bins.dedup();
    bins
}

const NO_JDK: &str = "there is no JDK in /usr/lib/jvm or JAVA_HOME, so no dump of one is read";

/// The examples, compiled once, for the oldest JDK there is.
fn classes() -> Result<&'static Path> {
    static CLASSES: OnceLock<Result<tempfile::TempDir>> = OnceLock::new();
    let compiled = CLASSES.get_or_init(|| {
        let compile = || {
            let to = tempfile::tempdir()?;
            let sources = fs::read_dir(folder().join("com/shop"))?;
            let sources: Vec<PathBuf> = sources.flatten().map(|entry| entry.path()).collect();
            let javac = jdks().first().context("no JDK")?.join("javac");
            let target = ["--release", "17", "-d"].map(OsStr::new);
            let ended = Call::new(to.path(), &javac)
                .args(target)
                .args([to.path()])
                .args(&sources)
                .run()?;
            ensure!(ended.code() == Some(0), "{}", ended.stderr);
            Ok(to)
        };
        compile()
    });
    let compiled = compiled.as_ref();
    Ok(compiled.map_err(|why| anyhow::anyhow!("{why:#}"))?.path())
}

/// A source of the examples, as a project has it.
fn source(name: &str) -> Option<SourceFile> {
    let text = fs::read_to_string(folder().join(name)).ok()?;
    let path = format!("src/main/java/{name}");
    Some(SourceFile { path, text })
}

/// What the dumps of a program say that leaks in this way.
fn held(bin: &Path, leak: &str) -> Result<Held> {
    let to = tempfile::tempdir()?;
    let ended = Call::new(to.path(), &bin.join("java"))
        .args(["-Xmx64m", "-cp"])
        .args([classes()?])
        .args(["com.shop.Leaks", leak])
        .args([to.path()])
        .run()?;
    ensure!(ended.code() == Some(0), "{}", ended.stderr);
    let sum = |number: u32| -> Result<Holdings> {
        let file = File::open(to.path().join(format!("{number}.hprof")))?;
        Ok(Holdings::of(&java::read(file)?))
    };
    let sums = Sums {
        before: sum(0)?,
        after_one: sum(1)?,
        last: sum(2)?,
    };
    Ok(java::held(&sums, &source))
}

/// Those holders that have a payload more for each repetition, in words.
fn told(held: &Held) -> String {
    let mut text = String::new();
    for one in held.holders.iter().filter(|one| one.bytes >= 3 * PAYLOAD) {
        let objects = one.object_type.as_deref().unwrap_or("-");
        let holder = one.holder.as_deref().unwrap_or("-");
        let _ = writeln!(
            text,
            "{holder}: {}, {} {objects}",
            one.cause.name(),
            one.objects
        );
        let _ = writeln!(text, "  {}", one.path.join(" > "));
        if let Some(container) = &one.container {
            let file = container.file.as_deref().unwrap_or("everywhere");
            let _ = writeln!(text, "  {} from {file}", container.name);
        }
    }
    text
}

/// What all JDKs say of a leak.
fn all(leak: &str) -> Result<String> {
    let mut said: Option<String> = None;
    for bin in jdks() {
        let text = told(&held(&bin, leak)?);
        if let Some(said) = &said {
            ensure!(
                *said == text,
                "{}: {text}\nand before it {said}",
                bin.display()
            );
        }
        said = Some(text);
    }
    Ok(said.unwrap_or_default())
}

#[test]
fn what_is_kept_is_told_with_its_name_its_cause_and_its_line() -> Result<()> {
    if jdks().is_empty() {
        return left_out(NO_JDK);
    }
    let mut text = String::new();
    for leak in [
        "static_map",
        "members",
        "linked",
        "thread_local",
        "thread",
        "executor",
        "buffers",
        "loader",
        "hook",
        "server",
    ] {
        let _ = writeln!(text, "== {leak}\n{}", all(leak)?);
    }
    insta::assert_snapshot!(text);
    Ok(())
}

#[test]
fn what_does_not_grow_or_goes_when_memory_is_short_has_no_holder() -> Result<()> {
    if jdks().is_empty() {
        return left_out(NO_JDK);
    }
    for innocent in ["bounded", "once", "soft", "garbage"] {
        assert_eq!(all(innocent)?, "", "{innocent}");
    }
    Ok(())
}
