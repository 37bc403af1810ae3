//! Programs that oomscope asks something before a run and that never answer: they are given up, and no signal has
//! to wait for them.

use std::os::unix::fs::PermissionsExt;

use anyhow::ensure;
use oomscope_shared::exit_code;
use oomscope_tests::Result;
use oomscope_tests::runner::{Call, Project};

/// Says that it runs, and what it started hangs with it.
const HANGS: &str = "#!/bin/sh\nsleep 600 &\necho $$ >asked\nwait\n";

/// A project in whose PATH this program hangs.
fn with_hanging(program: &str) -> Result<Project> {
    let name = format!("bin/{program}");
    let project = Project::new(&[
        ("test_suite.py", "def test_a():\n    pass\n"),
        (&name, HANGS),
    ])?;
    let path = project.path(&name);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))?;
    Ok(project)
}

fn call(project: &Project, arguments: &[&str]) -> Call {
    let call = project.oomscope(arguments);
    call.on_path(&project.path("bin"))
}

const BY_SYSTEMD: &[&str] = &[
    "run",
    "--limiter",
    "systemd_scope",
    "--",
    "python",
    "-m",
    "pytest",
];

#[test]
fn a_signal_ends_the_program_at_once_and_the_helper_with_it() -> Result<()> {
    for (program, arguments) in [("systemd-run", BY_SYSTEMD), ("pytest", &["doctor"])] {
        for (name, code) in [
            ("INT", exit_code::INTERRUPTED),
            ("TERM", exit_code::TERMINATED),
        ] {
            let project = with_hanging(program)?;
            let running = call(&project, arguments).start()?;
            project.wait_for("asked")?;
            running.signal(name)?;
            let ended = running.wait()?.expect(code)?;
            ensure!(ended.signal() == Some(i32::from(code) - 128), "{ended:?}");
            project.wait_until_nothing_is_left()?;
        }
    }
    Ok(())
}

#[test]
fn git_that_hangs_keeps_no_signal_from_a_run() -> Result<()> {
    let project = with_hanging("git")?;
    // A repository, which git is asked about.
    project.write(".git/HEAD", "0123456789012345678901234567890123456789\n")?;
    let words = ["record", "--limiter", "watchdog", "--", "sleep", "600"];
    let running = call(&project, &words).start()?;
    project.wait_for("asked")?;
    running.signal("TERM")?;
    running.wait()?.expect(exit_code::TERMINATED)?;
    project.wait_until_nothing_is_left()
}

#[test]
fn a_systemd_that_does_not_answer_is_the_reason_why_it_is_not_used() -> Result<()> {
    let project = with_hanging("systemd-run")?;
    let ended = call(&project, BY_SYSTEMD).expect(exit_code::USAGE)?;
    ensure!(
        ended.stderr.contains("it did not answer within 10 s"),
        "{}",
        ended.stderr
    );
    project.nothing_is_left()
}
