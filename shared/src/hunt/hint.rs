//! How a finding can be mended: a sentence per cause, and code where the holder's name allows it.

use super::hint_framework::unknown;
use super::told::HolderRow;
use crate::artifact::Framework;
use crate::finding::Cause;

/// What takes back what a test left: code that is given with the hint, or something to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Undo {
    /// A fixture of pytest is given.
    FixtureGiven,
    /// A fixture of pytest is to be written.
    FixtureOwn,
    /// A mixin for test classes is given.
    MixinGiven,
    /// A clean-up of unittest is to be written.
    AddCleanup,
}

impl Undo {
    /// Of tests of this framework, with code or without.
    fn of(framework: Framework, has_code: bool) -> Self {
        let has_classes = matches!(framework, Framework::Unittest | Framework::Django);
        match (has_classes, has_code) {
            (false, true) => Self::FixtureGiven,
            (false, false) => Self::FixtureOwn,
            (true, true) => Self::MixinGiven,
            (true, false) => Self::AddCleanup,
        }
    }

    /// As the means of a sentence. Only code that is given stands below it.
    fn words(self) -> &'static str {
        match self {
            Self::FixtureGiven => "the autouse fixture below",
            Self::FixtureOwn => "an autouse fixture",
            Self::MixinGiven => "the mixin below",
            Self::AddCleanup => "`addCleanup`",
        }
    }

    /// What a sentence on a registry goes on with.
    fn of_registry(self) -> &'static str {
        match self {
            Self::FixtureGiven => {
                ": the autouse fixture below does it for every test of the folder whose conftest.py it is pasted into"
            }
            Self::FixtureOwn => ", for example by an autouse fixture",
            Self::MixinGiven => ": the mixin below does it for every test class that has it",
            Self::AddCleanup => ", for example by `addCleanup`",
        }
    }
}

/// A sentence or two on what to do.
pub fn text(cause: Cause, holder: Option<&str>, framework: Framework, has_code: bool) -> String {
    let undo = Undo::of(framework, has_code);
    let how = undo.words();
    let it = holder.map_or_else(|| "it".to_owned(), |name| format!("`{name}`"));
    match cause {
        Cause::Registry => format!(
            "Take off {it} after each test what the test put there{}. Or give each test a registry of its own.",
            undo.of_registry()
        ),
        Cause::ModuleGlobal => format!(
            "Empty {it} after each test, with {how}, or let the code under test get its \
             container passed in, so that it goes with the test."
        ),
        Cause::ClassAttribute => format!(
            "{it} belongs to the class and so to all tests. Make it an attribute of the instance, or restore \
             it after each test with {how}."
        ),
        Cause::Cache => format!(
            "Give the cache a bound (`maxsize`), or clear {it} after each test with {how}."
        ),
        Cause::Closure => format!(
            "What {it} closes over (or has as a default argument) lives as long as the function. Make the \
             function inside the test or fixture, or empty the container when the test ends."
        ),
        Cause::Fixture => "Let the fixture drop what it holds as soon as its last user is done: a narrower \
                           scope, a `yield` with clean-up behind it, or a copy per test instead of one that \
                           all tests fill."
            .to_owned(),
        Cause::TestInstance => format!(
            "{it} refers to instances of a test class, and with them to all their attributes. Undo it in \
             `tearDown` or `addCleanup`, or set the large attributes to None there."
        ),
        Cause::MockCalls => format!(
            "{it} remembers the arguments of every call. Make the mock in the test or in a function-scoped \
             fixture, or call `reset_mock()` after each test."
        ),
        Cause::ExceptionTraceback => format!(
            "A kept exception keeps its traceback, and with it all locals of all frames. Keep \
             `str(error)`, or drop the traceback with `error.with_traceback(None)` before it goes into {it}."
        ),
        Cause::LogRecords => format!(
            "{it} keeps every log record with its arguments. Take the handler off when the test ends \
             (`logger.removeHandler`), empty it, or use pytest's `caplog`."
        ),
        Cause::AsyncTask => "Await the tasks or cancel them before the test ends, and close the loop: a task \
                             that never ends keeps everything its coroutine refers to."
            .to_owned(),
        Cause::Thread => "Stop the threads that the test starts and join them in its clean-up: a thread keeps \
                          its stack, its arguments and all that they refer to."
            .to_owned(),
        Cause::ChildProcess => "Terminate the processes that the test starts and wait for them, in a `finally`, a \
                                `with`, or a fixture's clean-up."
            .to_owned(),
        Cause::NativeHeap => "The memory belongs to native code, which Python's garbage collector cannot see: \
                              call the library's own free or close, or use it as a context manager."
            .to_owned(),
        Cause::SharedMemory => "Close and unlink shared memory in the test's clean-up (`shm.close(); \
                                shm.unlink()`), and close maps: segments outlive the objects that made them."
            .to_owned(),
        Cause::Dataframe => format!(
            "DataFrames pile up in {it}. Keep the figures that the tests compare instead of the frames, or \
             empty it after each test."
        ),
        Cause::Array => format!(
            "Arrays pile up in {it}. A small slice keeps the whole array alive too: copy what is needed, or \
             empty it after each test."
        ),
        Cause::FileLoad => format!(
            "The content of large files stays in {it}. Read them in a fixture that lets go of them, read only \
             the part that the test needs, or make a smaller file for the tests."
        ),
        Cause::GcDisabled => "The garbage collector is switched off (`gc.disable()`), so cyclic garbage is never \
                              freed. Switch it on again in a `finally` or in the fixture's clean-up."
            .to_owned(),
        Cause::Monkeypatch => format!(
            "{it} was replaced and never put back, so each test wraps what the one before left. Use pytest's \
             `monkeypatch` fixture, which undoes it."
        ),
        Cause::LargeTransient => "The test needs this much at once and gives it back. Make its data smaller, work in \
                                  pieces, or run it in a batch of its own with a higher limit."
            .to_owned(),
        Cause::Unknown => unknown(framework),
    }
}

/// A fixture, ready to be pasted into conftest.py.
pub fn code(cause: Cause, row: &HolderRow) -> Option<String> {
    let (name, module) = (row.name.as_deref()?, row.module.as_deref()?);
    let own = name.strip_prefix(module)?.strip_prefix('.')?;
    // What is no chain of plain names cannot be written down as code with certainty.
    let is_plain = own
        .split('.')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_'));
    if !is_plain || own.contains("__") || row.root != "module" {
        return None;
    }
    let by_closure = row
        .steps
        .iter()
        .any(|step| step == "closure" || step == "default");
    if by_closure {
        return None;
    }
    match cause {
        Cause::Cache if row.steps.iter().any(|step| step == "cache") => Some(fixture(
            &format!("import {module}"),
            "clear_cache",
            "The cache would otherwise grow from test to test.",
            &["yield", &format!("{module}.{own}.cache_clear()")],
        )),
        Cause::Registry if row.methods.iter().any(|method| method == "unregister") => {
            let (owner, attribute) = own.rsplit_once('.')?;
            let first = owner.split('.').next()?;
            let things = if row.by_key {
                format!("set({owner}.{attribute})")
            } else {
                format!("set({owner}.{attribute}.values())")
            };
            Some(fixture(
                &format!("from {module} import {first}"),
                "clean_registry",
                "Takes away what the test registered: the registry outlives every test.",
                &[
                    &format!("before = {things}"),
                    "yield",
                    &format!("for registered in {things} - before:"),
                    &format!("    {owner}.unregister(registered)"),
                ],
            ))
        }
        Cause::Registry
        | Cause::ModuleGlobal
        | Cause::ClassAttribute
        | Cause::Cache
        | Cause::Dataframe
        | Cause::Array
        | Cause::FileLoad
        | Cause::ExceptionTraceback
        | Cause::LogRecords
        | Cause::TestInstance => {
            let place = format!("{module}.{own}");
            let (copy, restore) = match row.kind.rsplit('.').next()? {
                "list" => ("list", vec![format!("{place}[:] = before")]),
                "dict" | "OrderedDict" | "defaultdict" | "set" | "deque" => (
                    "list",
                    match row.kind.rsplit('.').next()? {
                        "set" => vec![format!("{place}.intersection_update(before)")],
                        "deque" => vec![
                            format!("{place}.clear()"),
                            format!("{place}.extend(before)"),
                        ],
                        _ => vec![
                            format!("for key in set({place}) - set(before):"),
                            format!("    del {place}[key]"),
                        ],
                    },
                ),
                _ => return None,
            };
            let first = format!("before = {copy}({place})");
            let mut body = vec![first.as_str(), "yield"];
            body.extend(restore.iter().map(String::as_str));
            Some(fixture(
                &format!("import {module}"),
                "restore_what_tests_leave",
                "Leaves it as it was before the test.",
                &body,
            ))
        }
        _ => None,
    }
}

fn fixture(import: &str, name: &str, doc: &str, body: &[&str]) -> String {
    let body: String = body.iter().map(|line| format!("    {line}\n")).collect();
    format!(
        "import pytest\n{import}\n\n\n@pytest.fixture(autouse=True)\ndef {name}():\n    \"\"\"{doc}\"\"\"\n{body}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_of_the_story_gets_its_fixture() {
        let row = HolderRow {
            name: Some("prometheus_client.registry.REGISTRY._collector_to_names".into()),
            module: Some("prometheus_client.registry".into()),
            root: "module".into(),
            steps: vec!["global".into(), "attribute".into()],
            kind: "dict".into(),
            methods: vec!["unregister".into()],
            by_key: true,
            ..HolderRow::default()
        };
        insta::assert_snapshot!(code(Cause::Registry, &row).unwrap(), @r#"
        import pytest
        from prometheus_client.registry import REGISTRY


        @pytest.fixture(autouse=True)
        def clean_registry():
            """Takes away what the test registered: the registry outlives every test."""
            before = set(REGISTRY._collector_to_names)
            yield
            for registered in set(REGISTRY._collector_to_names) - before:
                REGISTRY.unregister(registered)
        "#);
    }

    #[test]
    fn what_cannot_be_written_as_code_is_left_to_the_sentence() {
        let row = HolderRow {
            name: Some("app.STATE['rows']".into()),
            module: Some("app".into()),
            root: "module".into(),
            kind: "list".into(),
            ..HolderRow::default()
        };
        assert_eq!(code(Cause::ModuleGlobal, &row), None);
    }

    #[test]
    fn every_cause_has_a_sentence() {
        for cause in Cause::ALL {
            assert!(text(cause, None, Framework::Pytest, false).len() > 40);
        }
    }

    #[test]
    fn only_code_that_is_given_stands_below() {
        let mut given = 0;
        for (cause, framework) in Cause::ALL
            .into_iter()
            .flat_map(|cause| [Framework::Pytest, Framework::Unittest].map(|one| (cause, one)))
        {
            for has_code in [true, false] {
                let hint = text(cause, Some("app.X"), framework, has_code);
                // The command to see it again stands below every finding.
                let is_below = hint.replace("The command below", "").contains("below");
                assert!(has_code || !is_below, "{hint}");
                given += usize::from(is_below);
            }
        }
        assert_eq!(given, 2 * 4, "four causes speak of code");
    }
}
