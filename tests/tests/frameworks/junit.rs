//! JUnit under Maven, and by its console launcher.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use oomscope_shared::artifact::Framework;
use oomscope_shared::ending::Ending;
use oomscope_shared::exit_code;
use oomscope_shared::facts::TextKind;
use oomscope_tests::runner::Project;
use oomscope_tests::{Result, left_out};

use crate::kit::{Outcomes, cases, example, is_of, kept_mib, outcomes, peak_mib, ran};

/// The launcher's own jars and what they need, as the example's pom names their versions.
const LAUNCHER: [&str; 9] = [
    "org/junit/platform/junit-platform-console/1.11.4/junit-platform-console-1.11.4.jar",
    "org/junit/platform/junit-platform-reporting/1.11.4/junit-platform-reporting-1.11.4.jar",
    "org/junit/platform/junit-platform-launcher/1.11.4/junit-platform-launcher-1.11.4.jar",
    "org/junit/platform/junit-platform-engine/1.11.4/junit-platform-engine-1.11.4.jar",
    "org/junit/platform/junit-platform-commons/1.11.4/junit-platform-commons-1.11.4.jar",
    "org/junit/jupiter/junit-jupiter-engine/5.11.4/junit-jupiter-engine-5.11.4.jar",
    "org/junit/jupiter/junit-jupiter-api/5.11.4/junit-jupiter-api-5.11.4.jar",
    "org/junit/jupiter/junit-jupiter-params/5.11.4/junit-jupiter-params-5.11.4.jar",
    "org/opentest4j/opentest4j/1.3.0/opentest4j-1.3.0.jar",
];

/// Whether there is a program of this name.
pub fn is_there(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// What Surefire itself reports of the classes whose report there is; nested ones are a part of theirs.
fn reported(project: &Project) -> Result<Outcomes> {
    let mut found = Outcomes::new();
    for entry in fs::read_dir(project.path("target/surefire-reports"))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let class = name
            .and_then(|name| name.strip_prefix("TEST-"))
            .and_then(|name| name.strip_suffix(".xml"));
        let Some(class) = class.filter(|class| !class.contains('$')) else {
            continue;
        };
        let text = fs::read_to_string(&path)?;
        let nested = path.with_file_name(format!("TEST-{class}$Full.xml"));
        let text = text + &fs::read_to_string(nested).unwrap_or_default();
        let count = |what: &str| text.matches(what).count();
        let outcome = match (count("<testcase "), count("<failure"), count("<skipped")) {
            (_, 1.., _) => "failed",
            (all, 0, skipped) if skipped == all => "skipped",
            _ => "passed",
        };
        found.insert(class.to_owned(), outcome.to_owned());
    }
    Ok(found)
}

/// The same tests in a heap in which all of them find room.
fn by_the_launcher(project: &Project, as_by_maven: &Outcomes) -> Result<()> {
    let home = std::env::var_os("HOME").context("HOME is not set")?;
    let repository = Path::new(&home).join(".m2/repository");
    let mut jars: Vec<PathBuf> = LAUNCHER.iter().map(|jar| repository.join(jar)).collect();
    jars.extend(["target/classes", "target/test-classes"].map(PathBuf::from));
    let jars: Vec<String> = jars.iter().map(|jar| jar.display().to_string()).collect();
    let jars = jars.join(":");
    let mut command = vec!["java", "-Xmx1g", "-cp", &jars];
    command.extend(["org.junit.platform.console.ConsoleLauncher", "execute"]);
    let classes = ["Till", "Page", "Basket", "Closed", "Hog"];
    let selected = classes.map(|class| format!("--select-class=com.shop.{class}Test"));
    command.extend(selected.iter().map(String::as_str));
    let artifact = ran(project, &[], &command, exit_code::TESTS_FAILED)?;
    is_of(&artifact, Framework::Junit);
    let mut expected = as_by_maven.clone();
    expected.remove("com.shop.OldTest");
    expected.insert("com.shop.HogTest".to_owned(), "passed".to_owned());
    assert_eq!(outcomes(&artifact), expected);
    let told = cases(&artifact);
    assert_eq!(told["com.shop.BasketTest: Full > isFull()"], "passed");
    assert_eq!(told["com.shop.BasketTest: holds(int) > [2] 2"], "passed");
    assert_eq!(told["com.shop.BasketTest: losesAnItem()"], "failed");
    assert_eq!(told["com.shop.BasketTest: needsAPrinter()"], "skipped");
    let hog = peak_mib(&artifact, "com.shop.HogTest")?;
    let calm = peak_mib(&artifact, "com.shop.TillTest")?;
    assert!(hog >= calm + 150, "{hog} and {calm} MiB");
    // Two pages of 3 MiB in whole regions of the heap, and what classes that are loaded for the first time take.
    let kept = kept_mib(&artifact);
    assert!((6..=12).contains(&kept), "{kept} MiB");
    Ok(())
}

#[test]
fn outcomes_are_those_of_the_platform_and_a_jvm_that_dies_below_maven_is_told() -> Result<()> {
    if !is_there("mvn") || !is_there("java") {
        return left_out("there is no Maven or no JDK on the PATH");
    }
    let project = example("junit")?;
    let artifact = ran(
        &project,
        &[],
        &["mvn", "-B", "test"],
        exit_code::MEMORY_DEATH,
    )?;
    is_of(&artifact, Framework::Maven);
    let mut found = outcomes(&artifact);
    assert_eq!(found.remove("com.shop.HogTest").as_deref(), Some("died"));
    let own = reported(&project)?;
    ensure!(own.len() == 5, "{own:?}");
    assert_eq!(found, own);
    let died = artifact.batches.first().context("no batch")?;
    assert_eq!(died.ending, Ending::OutOfMemory);
    let heap = died.facts.as_ref().and_then(|facts| facts.jvm_heap_bytes);
    assert_eq!(heap, Some(96 << 20));
    by_the_launcher(&project, &own)?;
    project.nothing_is_left()
}

#[test]
fn a_jvm_that_ends_before_surefire_hears_why_is_told_with_its_own_words() -> Result<()> {
    if !is_there("mvn") || !is_there("java") {
        return left_out("there is no Maven or no JDK on the PATH");
    }
    let project = example("jvm_deaths")?;
    let command = ["mvn", "-B", "test"];
    let artifact = ran(&project, &[], &command, exit_code::MEMORY_DEATH)?;
    let expected = [
        ("com.shop.CrashTest", "died"),
        ("com.shop.FullTest", "died"),
        ("com.shop.TillTest", "passed"),
    ];
    let expected = expected.map(|(class, outcome)| (class.to_owned(), outcome.to_owned()));
    assert_eq!(outcomes(&artifact), Outcomes::from(expected));
    let endings: Vec<Ending> = artifact.batches.iter().map(|batch| batch.ending).collect();
    assert_eq!(
        endings,
        [Ending::Crashed, Ending::OutOfMemory, Ending::Passed]
    );
    let said = |batch: usize, says| {
        let facts = artifact.batches[batch].facts.as_ref();
        facts.and_then(|facts| facts.text(says)).unwrap_or_default()
    };
    let fault = said(0, TextKind::JvmFault);
    assert!(fault.starts_with("SIGSEGV (0xb), "), "{fault}");
    assert!(Path::new(said(0, TextKind::JvmReport)).is_file());
    // The option `-XX:+ExitOnOutOfMemoryError` stands in the output of both.
    assert_eq!(said(0, TextKind::RefusedAllocation), "");
    let refusal = "java.lang.OutOfMemoryError: Java heap space";
    assert_eq!(said(1, TextKind::RefusedAllocation), refusal);
    project.nothing_is_left()
}

#[test]
fn some_modules_of_maven_run_side_by_side_with_their_integration_tests() -> Result<()> {
    if !is_there("mvn") || !is_there("java") {
        return left_out("there is no Maven or no JDK on the PATH");
    }
    let project = example("modules")?;
    let chosen = |command: &[&str], options: &[&str]| -> Result<Vec<String>> {
        let artifact = ran(&project, options, command, exit_code::OK)?;
        let outcomes = outcomes(&artifact);
        ensure!(
            outcomes.values().all(|outcome| outcome == "passed"),
            "{outcomes:?}"
        );
        Ok(outcomes.into_keys().collect())
    };
    let web = ["OpensIT", "ServerTest", "StoppedTest", "TokensTest"];
    let web = web.map(|class| format!("web/com.shop.web.{class}"));
    let verify = ["mvn", "-B", "-pl", "web", "verify"];
    // Each Maven throws Surefire's temporary folder away when it ends, which is its own.
    let two = ["--jobs", "2", "--batch-size", "1"];
    assert_eq!(chosen(&verify, &two)?, web);
    let with_core = chosen(&["mvn", "-B", "-pl", "core,:web", "-am", "test"], &[])?;
    assert_eq!(
        with_core[..2],
        ["core/com.shop.core.SeenTest", "web/com.shop.web.ServerTest"]
    );
    assert_eq!(with_core.len(), 4);
    let some = ["mvn", "-B", "verify", "-Dtest=Seen*", "-Dit.test=OpensIT"];
    let expected = ["core/com.shop.core.SeenTest", "web/com.shop.web.OpensIT"];
    assert_eq!(chosen(&some, &[])?, expected);
    project.nothing_is_left()
}
