//! GoogleTest. The example is compiled once and kept in the user's cache, by its text.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};
use oomscope_shared::artifact::Framework;
use oomscope_shared::finding::{Cause, Kind};
use oomscope_shared::{Artifact, Ending, Key, Message, Outcome, exit_code};
use oomscope_tests::runner::{Project, only_finding};
use oomscope_tests::{Result, left_out, places};
use serde_json::Value;

use crate::kit::{Outcomes, culprits, is_of, outcomes, plain, ran, run, tools};

/// A project with the compiled example.
fn project() -> Result<Project> {
    project_of(compiled()?)
}

/// A project with a program that was compiled of the example, and its source.
fn project_of(program: PathBuf) -> Result<Project> {
    let project = Project::new(&[])?;
    project.write("shop_test.cc", fs::read_to_string(source())?)?;
    std::os::unix::fs::symlink(program, project.path("shop_test"))?;
    Ok(project)
}

fn source() -> PathBuf {
    places::workspace().join("tests/examples/frameworks/googletest/shop_test.cc")
}

/// The compiled example, with debug information whose paths begin at its own folder.
pub fn compiled() -> Result<PathBuf> {
    compiled_with(&["-g", "-O1"])
}

/// The example, compiled with these options. A missing compiler or library fails the test: one that is left out in
/// silence would count as one that passed.
fn compiled_with(options: &[&str]) -> Result<PathBuf> {
    let source = source();
    let mut compiler = Command::new("g++");
    let version = compiler
        .arg("--version")
        .output()
        .context("`g++` is missing; run `cargo xtask setup`")?;
    let mut hasher = DefaultHasher::new();
    (fs::read(&source)?, version.stdout, options).hash(&mut hasher);
    let cache = match std::env::var_os("XDG_CACHE_HOME") {
        Some(cache) => PathBuf::from(cache),
        None => PathBuf::from(std::env::var_os("HOME").context("no HOME")?).join(".cache"),
    };
    let folder = cache.join(format!("oomscope/googletest-{:016x}", hasher.finish()));
    fs::create_dir_all(&folder)?;
    let lock = File::create(folder.join("lock"))?;
    lock.lock()?;
    let program = folder.join("shop_test");
    if !program.exists() {
        let fresh = folder.join("fresh");
        let mut compile = Command::new("g++");
        compile
            .arg("-std=c++17")
            .args(options)
            .arg("-o")
            .arg(&fresh);
        // Failures are told with the path that the compiler was given.
        let folder = source.parent().context("no folder")?;
        compile.current_dir(folder);
        compile.arg(format!("-fdebug-prefix-map={}=.", folder.display()));
        compile.args(["shop_test.cc", "-lgtest", "-lgtest_main", "-pthread"]);
        let ended = compile.output()?;
        let said = String::from_utf8_lossy(&ended.stderr);
        ensure!(
            ended.status.success(),
            "the example does not compile; is libgtest-dev there? `cargo xtask setup` installs it\n{said}"
        );
        fs::rename(&fresh, &program)?;
    }
    Ok(program)
}

/// What GoogleTest itself writes of its tests.
fn own(project: &Project, script: &str) -> Result<Outcomes> {
    plain(project, &format!("{script} --gtest_output=json:own.json"))?;
    let own: Value = serde_json::from_str(&project.read("own.json")?)?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let tests = list(&own["testsuites"]).into_iter();
    let tests = tests.flat_map(|suite| list(&suite["testsuite"]));
    let told = tests.map(|test| {
        let text = |name: &str| test[name].as_str().unwrap_or_default().to_owned();
        let outcome = match (text("result").as_str(), test["failures"].as_array()) {
            ("SKIPPED" | "SUPPRESSED", _) => "skipped",
            (_, Some(_)) => "failed",
            _ => "passed",
        };
        let id = format!("{}.{}", text("classname"), text("name"));
        (id, outcome.to_owned())
    });
    Ok(told.collect())
}

fn warnings_of(artifact: &Artifact, words: &str) -> usize {
    let warnings = artifact.warnings.iter();
    warnings.filter(|warning| warning.contains(words)).count()
}

#[test]
fn outcomes_are_those_of_googletest() -> Result<()> {
    let project = project()?;
    let command = ["./shop_test", "--gtest_filter=-Report.*"];
    let artifact = ran(&project, &[], &command, exit_code::TESTS_FAILED)?;
    is_of(&artifact, Framework::Gtest);
    let own = own(&project, "./shop_test --gtest_filter=-Report.*")?;
    assert_eq!(own.len(), 20, "{own:#?}");
    assert_eq!(outcomes(&artifact), own);
    let wrong = (artifact.tests.rows())
        .find(|row| row.id == "Outcome.IsWrongOnPurpose")
        .context("no such test")?;
    let remark = artifact
        .tests
        .remark(wrong.index)
        .context("no remark")?
        .english();
    assert!(remark.starts_with("shop_test.cc:"), "{remark}");
    assert!(
        remark.ends_with("1 + 1 Which is: 2 3 sums differ"),
        "{remark}"
    );
    let left = artifact.batches[0].facts.as_ref();
    let left = left.and_then(|facts| facts.left_behind);
    let left_mib = left.context("nobody looked")?.heap_bytes >> 20;
    // Pages, basket, customers and prices, and the table of countries that is built once.
    assert!((13..24).contains(&left_mib), "{left_mib} MiB");
    project.nothing_is_left()
}

#[test]
fn where_nothing_can_be_preloaded_the_hunt_says_why() -> Result<()> {
    for (option, why) in [
        ("-static", Key::UndoneNativeStatic),
        ("-fsanitize=address", Key::UndoneNativeSanitizer),
    ] {
        let project = project_of(compiled_with(&["-g", "-O1", option])?)?;
        let command = [
            "env",
            "ASAN_OPTIONS=detect_leaks=0",
            "./shop_test",
            "--gtest_filter=Pages.*",
        ];
        let artifact = run(&project, &[], &command, exit_code::OK)?.artifact()?;
        let finding = only_finding(&artifact)?;
        assert!(finding.lines.is_empty(), "{finding:?}");
        let hunt = artifact.hunt.as_ref().context("no hunt")?;
        assert_eq!(hunt.undone, [Message::from(why)], "{option}");
    }
    Ok(())
}

#[test]
fn a_program_with_rights_of_its_own_runs_as_it_would() -> Result<()> {
    let project = project()?;
    let program = project.path("of_nobody");
    fs::copy(compiled()?, &program)?;
    if std::os::unix::fs::chown(&program, Some(65534), None).is_err() {
        return left_out("only root can make a setuid program of another user");
    }
    fs::set_permissions(&program, fs::Permissions::from_mode(0o4755))?;
    let command = ["./of_nobody", "--gtest_filter=Prices.*"];
    let artifact = ran(&project, &[], &command, exit_code::OK)?;
    assert!(artifact.tests.rows().count() > 0);
    assert!(
        artifact
            .tests
            .rows()
            .all(|row| row.outcome == Outcome::Passed)
    );
    Ok(())
}

#[test]
fn those_that_leak_are_found_by_default_and_nobody_else() -> Result<()> {
    let project = project()?;
    let command = ["./shop_test", "--gtest_filter=-Report.*:Outcome.*"];
    let artifact = run(&project, &[], &command, exit_code::OK)?.artifact()?;
    let mut told: Vec<Vec<&str>> = artifact.findings.iter().map(culprits).collect();
    told.sort();
    assert_eq!(
        told,
        [
            vec!["Basket.IsForgotten"],
            vec!["Customers.KnowEachOther"],
            vec!["Pages.Home", "Pages.Search"],
            vec!["Prices.AreCached"],
        ]
    );
    // A global map, what nobody deletes, two that hold each other, a cache in a static. What initialises members is of
    // a constructor that nobody wrote, whose line is the struct's.
    for (culprit, function, text) in [
        ("Pages.Home", "Render", "void Render("),
        (
            "Basket.IsForgotten",
            "Basket_IsForgotten_Test::TestBody",
            "new std::vector<char>",
        ),
        ("Customers.KnowEachOther", "Customer", "struct Customer {"),
        ("Prices.AreCached", "Of", "known_.emplace("),
    ] {
        let mut findings = artifact.findings.iter();
        let finding = findings
            .find(|one| culprits(one).first() == Some(&culprit))
            .context("no such finding")?;
        let said = || format!("{finding:#?}");
        assert_eq!(finding.kind, Kind::Leak, "{}", said());
        assert_eq!(finding.cause, Cause::NativeHeap, "{}", said());
        let line = finding.lines.first().with_context(said)?;
        assert_eq!(line.file, "shop_test.cc", "{}", said());
        assert!(line.text.contains(text), "{}", said());
        let took = finding.evidence.iter().find(|one| one.contains(" took "));
        let took = took.with_context(said)?.english();
        assert!(
            took.contains(function) && took.contains("of shop_test took"),
            "{took}"
        );
    }
    let pages = &artifact.findings[0];
    // 2 and 3 MiB.
    let each_kib = pages.bytes_per_test.context("no size")? >> 10;
    assert!((2500..2620).contains(&each_kib), "{each_kib} KiB");
    // The command of a finding shows it again.
    let shown = pages.reproduce.as_deref().context("no command")?;
    assert!(
        shown.starts_with("oomscope run --repeat 5 --test Pages.Home"),
        "{shown}"
    );
    let again = [
        "--repeat",
        "5",
        "--test",
        "Pages.Home",
        "--test",
        "Pages.Search",
    ];
    let artifact = run(&project, &again, &command, exit_code::OK)?.artifact()?;
    assert_eq!(
        culprits(only_finding(&artifact)?),
        ["Pages.Home", "Pages.Search"]
    );
    Ok(())
}

#[test]
fn without_debug_information_the_function_is_told() -> Result<()> {
    let project = project_of(compiled_with(&["-O1"])?)?;
    let command = ["./shop_test", "--gtest_filter=Basket.*:Till.*"];
    let options = ["--hunt", "always"];
    let artifact = run(&project, &options, &command, exit_code::OK)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(culprits(finding), ["Basket.IsForgotten"]);
    assert_eq!(finding.cause, Cause::NativeHeap);
    assert_eq!(finding.lines, []);
    let took = finding.evidence.iter().find(|one| one.contains(" took "));
    let took = took.context("nobody took it")?.english();
    assert!(
        took.contains("Basket_IsForgotten_Test::TestBody()` of shop_test"),
        "{took}"
    );
    Ok(())
}

#[test]
fn those_that_need_too_much_at_once_are_found_after_a_death() -> Result<()> {
    let project = project()?;
    let command = ["./shop_test", "--gtest_filter=Report.*:Countries.*:Till.*"];
    let options = ["--memory-limit", "100MiB", "--hunt-budget", "5m"];
    let artifact = run(&project, &options, &command, exit_code::MEMORY_DEATH)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Hog, "{finding:#?}");
    assert_eq!(culprits(finding), ["Report.OfTheYear"]);
    let line = finding.lines.first().context("no lines")?;
    assert!(line.text.contains("line.assign(2048, 'l')"), "{finding:#?}");
    assert_eq!(line.file, "shop_test.cc");
    let found = outcomes(&artifact);
    assert_eq!(found["Report.OfTheYear"], "died");
    assert_eq!(found["Report.OfTheMonth"], "passed");
    assert_eq!(found["Till.Closes"], "passed");
    Ok(())
}

#[test]
fn the_test_that_ran_when_its_process_crashed_is_named_and_the_others_go_on() -> Result<()> {
    let project = project()?;
    let command = [
        "./shop_test",
        "--gtest_also_run_disabled_tests",
        "--gtest_filter=Outcome.DISABLED_Aborts:Till.*:Usual/*",
    ];
    let artifact = ran(&project, &[], &command, exit_code::BATCH_DIED)?;
    assert_eq!(artifact.batches[0].ending, Ending::Crashed);
    let found = outcomes(&artifact);
    assert_eq!(found["Outcome.DISABLED_Aborts"], "died");
    let others = found.values().filter(|outcome| *outcome == "passed");
    assert_eq!(others.count(), 4, "{found:#?}");
    Ok(())
}

#[test]
fn shards_and_files_of_the_user_stay_what_they_are() -> Result<()> {
    let project = project()?;
    let report = "--gtest_output=xml:own.xml";
    let command = [
        "env",
        "GTEST_TOTAL_SHARDS=3",
        "GTEST_SHARD_INDEX=1",
        "./shop_test",
        "--gtest_filter=-Report.*:Outcome.*",
        report,
    ];
    let artifact = ran(&project, &[], &command, exit_code::OK)?;
    let mut ran_here: Vec<String> = outcomes(&artifact).into_keys().collect();
    ran_here.sort_unstable();
    let shard = "GTEST_TOTAL_SHARDS=3 GTEST_SHARD_INDEX=1 ./shop_test --gtest_filter=-Report.*:Outcome.* \
                 | sed -n 's/^\\[ RUN      \\] //p' | sort >shard";
    plain(&project, shard)?;
    let own = project.read("shard")?;
    assert_eq!(ran_here, own.lines().collect::<Vec<_>>());
    let written = project.read("own.xml")?;
    assert!(written.contains("<testsuites tests=\"6\""), "{written}");
    assert_eq!(warnings_of(&artifact, "each batch overwrites"), 0);
    let cut = ["--batch-size", "4"];
    let artifact = ran(&project, &cut, &command, exit_code::OK)?;
    assert_eq!(
        warnings_of(&artifact, "`--gtest_output`: each batch overwrites"),
        1
    );
    Ok(())
}

#[test]
fn a_command_that_lists_no_tests_is_told_what_to_do() -> Result<()> {
    let project = project()?;
    let call = project.oomscope(&["run", "--framework", "gtest", "--", "echo", "hello"]);
    let ended = tools(call).expect(exit_code::USAGE)?;
    assert!(
        ended.stderr.contains("call the test binary itself"),
        "{}",
        ended.stderr
    );
    Ok(())
}
