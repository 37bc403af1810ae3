//! `oomscope doctor`: what it says of this machine is true, also where there are no privileges.

use std::path::Path;

use anyhow::Context;
use oomscope_shared::exit_code;
use oomscope_tests::runner::{Call, Project};
use oomscope_tests::{Result, left_out, places};
use serde_json::Value;

fn checks(report: &Value) -> Result<Vec<(&str, bool)>> {
    let checks = report["checks"].as_array().context("no checks")?;
    Ok(checks
        .iter()
        .filter_map(|check| Some((check["name"].as_str()?, check["ok"].as_bool()?)))
        .collect())
}

#[test]
fn what_it_says_of_the_limiters_is_what_a_run_finds() -> Result<()> {
    let project = Project::with_suite("def test_a():\n    pass\n")?;
    let told = project
        .oomscope(&["doctor", "--json"])
        .expect(exit_code::OK)?;
    let report: Value = serde_json::from_str(&told.stdout)?;
    let limiter = report["limiter"].as_str().context("no limiter")?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    let limit = artifact.limits.memory.context("no limit")?;
    assert_eq!(limit.limiter.name(), limiter);
    assert!(limit.is_automatic);
    // Why better limiters cannot be had is said in any language: no words stand in it as they are.
    let reason = serde_json::to_value(&limit.limiter_reason)?;
    for other in reason["others"].as_array().into_iter().flatten() {
        assert!(other["why"]["key"].is_string(), "{other}");
    }
    for (name, ok) in checks(&report)? {
        if let Some(limiter) = name.strip_prefix("limiter.") {
            let call = project.run_pytest(&["--limiter", limiter]);
            // One that is left out of `auto` because systemd does not run is tried all the same.
            call.expect(if ok { exit_code::OK } else { exit_code::USAGE })?;
        }
    }
    let told = project.oomscope(&["doctor"]).expect(exit_code::OK)?;
    assert!(
        told.stdout.starts_with("A batch may use "),
        "{}",
        told.stdout
    );
    assert!(told.stdout.contains("To change that: "), "{}", told.stdout);
    Ok(())
}

#[test]
fn without_privileges_it_says_what_is_left() -> Result<()> {
    let project = Project::new(&[])?;
    // The binary at a place that everybody may read.
    let binary = project.path("oomscope");
    std::fs::copy(places::binary(), &binary)?;
    let script = "chmod 755 . && exec setpriv --reuid=65534 --regid=65534 --clear-groups \
                  unshare --user --map-root-user --mount --pid --fork --mount-proc \"$@\"";
    let run = |program: &Path, words: &[&str]| {
        Call::new(project.folder(), Path::new("/bin/sh"))
            .args(["-c", script, "sh"])
            .args([program])
            .args(words)
            .run()
    };
    // Whether the machine permits it is asked of another program than the one that is tested.
    let tried = run(Path::new("true"), &[])?;
    if tried.code() != Some(0) {
        return left_out(&tried.stderr);
    }
    let told = run(&binary, &["doctor", "--json"])?.expect(exit_code::OK)?;
    let report: Value = serde_json::from_str(&told.stdout)?;
    assert_eq!(report["limiter"], "watchdog");
    let checks = checks(&report)?;
    for (name, expected) in [
        ("limiter.watchdog", true),
        ("limiter.cgroup_v1", false),
        ("limiter.cgroup_v2", false),
        ("limiter.systemd_scope", false),
        ("measure.children", true),
        ("guard.subreaper", true),
    ] {
        assert!(checks.contains(&(name, expected)), "{name}: {checks:?}");
    }
    for check in report["checks"].as_array().context("no checks")? {
        let ok = check["ok"].as_bool().context("no answer")?;
        assert_eq!(check["remedy"].is_null(), ok, "{check}");
    }
    Ok(())
}
