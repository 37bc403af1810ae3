//! What holds the memory of a JVM's suite is named, and whose it is, also where each class has a plan of its own: by
//! Maven with two forks, and by Gradle with JUnit 4's runner of the Platform.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use oomscope_shared::artifact::{Artifact, Framework};
use oomscope_shared::exit_code;
use oomscope_shared::finding::Cause;
use oomscope_tests::runner::{Call, Project};
use oomscope_tests::{Result, left_out};

use crate::junit::is_there;
use crate::kit::{copied, culprits, example, is_of, outcomes, ran, run};

/// The holders with their causes, by the class that fills them.
fn held(artifact: &Artifact) -> BTreeMap<String, (Cause, String)> {
    let held = artifact.findings.iter().map(|finding| {
        let classes: Vec<&str> = culprits(finding);
        let holder = finding.holder.clone().unwrap_or_default();
        // Without the place.
        let name = holder.split(" (").next().unwrap_or_default().to_owned();
        (classes.join(" "), (finding.cause, name))
    });
    held.collect()
}

fn hunted(project: &Project, command: &[&str], code: u8) -> Result<Artifact> {
    let options = ["--hunt-budget", "5m", "--memory-limit", "none"];
    run(project, &options, command, code)?.artifact()
}

#[test]
fn each_class_of_maven_with_two_forks_is_told_with_its_own_holder() -> Result<()> {
    if !is_there("mvn") || !is_there("java") {
        return left_out("there is no Maven or no JDK on the PATH, so no JVM is hunted in");
    }
    let project = copied("jvm")?;
    let command = ["mvn", "-B", "-DforkCount=2", "test"];
    let artifact = hunted(&project, &command, exit_code::OK)?;
    is_of(&artifact, Framework::Maven);
    let expected = [
        (
            "Arguments",
            Cause::StaticField,
            "com.shop.ArgumentsTest.CASES",
        ),
        (
            "ClassLoader",
            Cause::ClassLoader,
            "com.shop.ClassLoaderTest.PLUGINS",
        ),
        (
            "DirectBuffer",
            Cause::Buffer,
            "com.shop.DirectBufferTest.FRAMES",
        ),
        ("Executor", Cause::Thread, "Thread \"reports\""),
        ("Instance", Cause::StaticField, "com.shop.InstanceTest.SEEN"),
        (
            "Listener",
            Cause::Registry,
            "com.shop.ListenerTest.Bus.LISTENERS",
        ),
        (
            "LogHandler",
            Cause::StaticField,
            "java.util.logging.Logger.global",
        ),
        ("MockKept", Cause::MockCalls, "com.shop.MockKeptTest.SINKS"),
        ("Recent", Cause::StaticField, "com.shop.RecentTest.RATES"),
        (
            "ShutdownHook",
            Cause::Registry,
            "java.lang.ApplicationShutdownHooks.hooks",
        ),
        (
            "Singleton",
            Cause::Registry,
            "com.shop.SingletonTest.Registry.INSTANCE.plugins",
        ),
        (
            "StaticMap",
            Cause::StaticField,
            "com.shop.StaticMapTest.PAGES",
        ),
        (
            "ThreadLocal",
            Cause::ThreadLocal,
            "com.shop.ThreadLocalTest.SESSIONS",
        ),
        ("Thread", Cause::Thread, "Thread \"poller\""),
        ("Timer", Cause::Timer, "Thread \"refresh\""),
    ];
    let expected = expected.map(|(class, cause, holder)| {
        (format!("com.shop.{class}Test"), (cause, holder.to_owned()))
    });
    assert_eq!(held(&artifact), BTreeMap::from(expected));
    Ok(())
}

#[test]
fn each_module_of_maven_is_repeated_by_a_process_of_its_own() -> Result<()> {
    if !is_there("mvn") || !is_there("java") {
        return left_out("there is no Maven or no JDK on the PATH, so no JVM is hunted in");
    }
    let project = example("modules")?;
    let artifact = hunted(&project, &["mvn", "-B", "test"], exit_code::OK)?;
    is_of(&artifact, Framework::Maven);
    let expected = [
        // The first class of its JVM, and the only one.
        (
            "core/com.shop.core.SeenTest",
            Cause::StaticField,
            "com.shop.core.SeenTest.SEEN",
        ),
        (
            "web/com.shop.web.ServerTest",
            Cause::Thread,
            "Thread \"HTTP-Dispatcher\"",
        ),
        (
            "web/com.shop.web.TokensTest",
            Cause::StaticField,
            "com.shop.web.TokensTest.ISSUED",
        ),
    ];
    let expected =
        expected.map(|(class, cause, holder)| (class.to_owned(), (cause, holder.to_owned())));
    assert_eq!(held(&artifact), BTreeMap::from(expected));
    project.nothing_is_left()
}

/// The example, with what it is compiled against beside it.
fn gradle() -> Result<Project> {
    let project = example("gradle")?;
    let copy = [
        "-q",
        "-B",
        "dependency:copy-dependencies",
        "-DoutputDirectory=lib",
    ];
    let ended = Call::new(project.folder(), Path::new("mvn"))
        .args(copy)
        .run()?;
    anyhow::ensure!(ended.code() == Some(0), "{}{}", ended.stdout, ended.stderr);
    Ok(project)
}

#[test]
fn classes_behind_one_that_had_no_memory_are_heard_where_gradle_goes_on() -> Result<()> {
    if !is_there("gradle") || !is_there("mvn") {
        return left_out("there is no Gradle or no Maven on the PATH, so Gradle is not run");
    }
    let project = gradle()?;
    let source = fs::read_to_string(project.path("src/test/java/com/shop/TillTest.java"))?;
    let source = source.replace("TillTest", "FullTest");
    let source = source.replace("new byte[0].length", "new long[64][1 << 20].length");
    fs::write(project.path("src/test/java/com/shop/FullTest.java"), source)?;
    let command = ["gradle", "--offline", "test"];
    let artifact = ran(&project, &[], &command, exit_code::TESTS_FAILED)?;
    let expected = [
        ("Basket", "failed"),
        ("Full", "failed"),
        ("Pages", "passed"),
        ("Poller", "passed"),
        ("Till", "passed"),
    ];
    let expected =
        expected.map(|(class, outcome)| (format!("com.shop.{class}Test"), outcome.to_owned()));
    assert_eq!(outcomes(&artifact), BTreeMap::from(expected));
    Ok(())
}

#[test]
fn gradle_is_heard_and_its_classes_are_told_with_their_holders() -> Result<()> {
    if !is_there("gradle") || !is_there("mvn") {
        return left_out("there is no Gradle or no Maven on the PATH, so Gradle is not run");
    }
    let project = gradle()?;
    let command = ["gradle", "--offline", "test"];
    let artifact = hunted(&project, &command, exit_code::TESTS_FAILED)?;
    is_of(&artifact, Framework::Gradle);
    let classes = ["Basket", "Pages", "Poller", "Till"];
    let expected = classes.map(|class| {
        let outcome = if class == "Basket" {
            "failed"
        } else {
            "passed"
        };
        (format!("com.shop.{class}Test"), outcome.to_owned())
    });
    assert_eq!(outcomes(&artifact), BTreeMap::from(expected));
    let held = held(&artifact);
    let pages = held.get("com.shop.PagesTest").context("no pages")?;
    assert_eq!(
        *pages,
        (Cause::StaticField, "com.shop.PagesTest.PAGES".to_owned())
    );
    // Not the factory, from which a group of threads leads to each that runs.
    let poller = held.get("com.shop.PollerTest").context("no poller")?;
    assert_eq!(*poller, (Cause::Thread, "Thread \"poller\"".to_owned()));
    assert_eq!(held.len(), 2, "{held:?}");
    project.nothing_is_left()
}
