//! After the last test nothing of ours keeps what the tests had, so that the interpreter's end costs what it
//! costs without oomscope; and what a process does to itself is heard until then.

use anyhow::{Context, ensure};
use oomscope_shared::{Ending, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Call, Project};
use serde_json::{Value, json};

/// Looks around when the interpreter ends, and writes down what it sees.
const WITNESS: &str = r#"
import atexit
import gc
import json
import os
import signal
import sys
import types
import weakref

# These stay: what speaks to the runner, which is numbers and text, and the functions of what it imports.
MAY_STAY = ("oomscope_last_word", "oomscope_measure", "oomscope_alive")
watched = None


class Thing:
    pass


def watch(holder):
    """Hangs an object on something that belongs to the session."""
    global watched
    holder.thing_of_the_suite = Thing()
    watched = weakref.ref(holder.thing_of_the_suite)


def reached_from(starts, seen):
    """Everything that is referred to, but not by way of a module, from which everything is."""
    seen, ahead = set(seen), list(starts)
    while ahead:
        one = ahead.pop()
        if id(one) not in seen and not isinstance(one, types.ModuleType):
            seen.add(id(one))
            ahead.extend(gc.get_referents(one))
    return seen


def at_exit():
    gc.collect()
    modules = list(sys.modules.items())
    ours = {id(vars(module)): vars(module) for name, module in modules if name.startswith("oomscope")}
    # Under names with underscores Python keeps who loaded a module, which is pytest.
    named = [value for each in ours.values() for name, value in each.items() if not name.startswith("__")]
    thing = watched()
    stand_ins = [os._exit, os.abort, os.kill, os.killpg, os.execv, os.execve, signal.raise_signal, signal.pthread_kill]
    reached = reached_from(stand_ins, ())
    runners = ("oomscope", "_pytest", "pytest", "unittest", "django")
    seen = {
        "ours": len(ours),
        "holds_the_thing": thing is not None and id(thing) in reached_from(named, ours),
        "are_stand_ins": all(hasattr(function, "__wrapped__") for function in stand_ins),
        "reached": [
            name
            for name, module in modules
            if name.startswith(runners) and name not in MAY_STAY and id(vars(module)) in reached
        ],
    }
    with open("seen-by-" + os.environ.get("PYTEST_XDIST_WORKER", "main"), "w") as file:
        json.dump(seen, file)
    if os.path.exists("leaves"):
        os._exit(3)


atexit.register(at_exit)
"#;

const CONFTEST: &str =
    "import witness\n\n\ndef pytest_sessionstart(session):\n    witness.watch(session)\n";

const CASE: &str = "import unittest\n\nimport witness\n\n\nclass Case(unittest.TestCase):\n    \
                    def test_a(self):\n        witness.watch(self._outcome.result)\n";

const MANAGE: &str = "import os\nimport sys\n\nfrom django.core.management import execute_from_command_line\n\n\
                      os.environ['DJANGO_SETTINGS_MODULE'] = 'settings'\nexecute_from_command_line(sys.argv)\n";

const PYTEST: &[&str] = &["python", "-m", "pytest", "-q", "-p", "no:cacheprovider"];

/// A suite of pytest, and one of unittest and Django.
fn suites() -> Result<[Project; 2]> {
    Ok([
        Project::new(&[
            ("witness.py", WITNESS),
            ("conftest.py", CONFTEST),
            ("test_a.py", "def test_a():\n    pass\n"),
        ])?,
        Project::new(&[
            ("witness.py", WITNESS),
            ("test_a.py", CASE),
            ("manage.py", MANAGE),
            ("settings.py", "SECRET_KEY = 'none'\nDATABASES = {}\n"),
        ])?,
    ])
}

fn run(project: &Project, hunt: &str, command: &[&str]) -> Call {
    project
        .oomscope(&["run", "-q", "--show-output", "never", "--hunt", hunt, "--"])
        .args(command)
        .env("PYTHONPATH", project.folder())
}

/// That process let go of everything, and would still have been heard.
fn let_go(project: &Project, who: &str, modules: u64) -> Result<()> {
    let seen: Value = serde_json::from_str(&project.read(&format!("seen-by-{who}"))?)?;
    ensure!(seen["ours"].as_u64() >= Some(modules), "{seen}");
    ensure!(seen["are_stand_ins"] == json!(true), "{seen}");
    ensure!(seen["holds_the_thing"] == json!(false), "{seen}");
    ensure!(seen["reached"] == json!([]), "{seen}");
    Ok(())
}

#[test]
fn nothing_of_ours_keeps_a_session_of_pytest() -> Result<()> {
    let [project, _] = suites()?;
    run(&project, "off", PYTEST).expect(exit_code::OK)?;
    let_go(&project, "main", 4)?;
    run(&project, "off", PYTEST)
        .args(["-n", "1"])
        .expect(exit_code::OK)?;
    let_go(&project, "main", 4)?;
    let_go(&project, "gw0", 4)?;
    // Its last process repeats the test, with the hunt's modules beside the others.
    run(&project, "always", PYTEST).expect(exit_code::OK)?;
    let_go(&project, "main", 5)
}

#[test]
fn nothing_of_ours_keeps_a_result_of_unittest_or_django() -> Result<()> {
    let [_, project] = suites()?;
    for (command, hunt, modules) in [
        (&["python", "-m", "unittest"][..], "off", 3),
        (&["python", "-m", "unittest"], "always", 5),
        (&["python", "manage.py", "test"], "off", 4),
    ] {
        run(&project, hunt, command).expect(exit_code::OK)?;
        let_go(&project, "main", modules).with_context(|| format!("{command:?} {hunt}"))?;
    }
    Ok(())
}

#[test]
fn leaving_after_the_session_is_still_heard() -> Result<()> {
    let [pytest, other] = suites()?;
    for (project, command) in [
        (&pytest, PYTEST),
        (&other, &["python", "-m", "unittest"]),
        (&other, &["python", "manage.py", "test"]),
    ] {
        project.write("leaves", "")?;
        let artifact = run(project, "off", command)
            .expect(exit_code::BATCH_DIED)?
            .artifact()?;
        let [batch] = &artifact.batches[..] else {
            anyhow::bail!("{:#?}", artifact.batches)
        };
        let evidence = oomscope_tests::runner::evidence(batch);
        ensure!(batch.ending == Ending::Exited, "{command:?}: {evidence}");
        ensure!(
            evidence.contains("left by `os._exit` with exit code 3"),
            "{command:?}: {evidence}"
        );
    }
    Ok(())
}
