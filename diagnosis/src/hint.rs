//! How a finding can be mended: in words, and in code where the holder's name allows it. Which words and which
//! code depends on the framework: a fixture for pytest, a mixin for unittest and Django.

pub mod golang;
pub mod java;
pub mod javascript;
pub mod ruby;

use super::cause::Kept;
use super::hunt_event::{HolderRow, Method, Root, Step};
use oomscope_shared::finding::Cause;
use oomscope_shared::framework::{Framework, Hooks, Language};
use oomscope_shared::message::{Key, Message, messages};

/// How a finding can be mended.
#[derive(Debug, Clone, PartialEq)]
pub struct Mend {
    /// What to do.
    pub text: Message,
    /// Code that does it, ready to be pasted.
    pub code: Option<String>,
}

/// In whose words a hint speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// Fixtures, in conftest.py.
    Pytest,
    /// Methods of test classes, and `addCleanup`.
    Unittest,
}

impl Dialect {
    fn of(framework: Framework) -> Self {
        match framework.hooks() {
            Hooks::TestCases => Self::Unittest,
            _ => Self::Pytest,
        }
    }
}

/// Says how memory that stays for this cause, held by this holder, is let go.
pub fn mend(framework: Framework, cause: Cause, holder: Option<&HolderRow>) -> Mend {
    if let (Cause::RunnerReports, Some(row)) = (cause, holder) {
        return of_reports(Kept::of(row));
    }
    let dialect = Dialect::of(framework);
    let code = holder
        .and_then(|row| Restoring::of(cause, row))
        .map(|code| match dialect {
            Dialect::Pytest => code.fixture(),
            Dialect::Unittest => code.mixin(),
        });
    let name = holder.and_then(|row| row.name.as_deref());
    let text = match cause {
        Cause::Unknown => unknown(framework.language()).into(),
        _ => text(dialect, cause, name, code.is_some()),
    };
    Mend { text, code }
}

/// How a process that was there before, a worker of a pool or a server, can let go of what a test gave it.
pub fn of_what_a_process_is_given() -> Message {
    Key::HintChildProcessFed.into()
}

/// How a test that needs too much at once can do with less.
pub fn less_at_once(cause: Cause) -> Message {
    match cause {
        Cause::FileLoad => Key::HintHogFile,
        Cause::Dataframe => Key::HintHogDataframe,
        Cause::Array => Key::HintHogArray,
        Cause::ChildProcess => Key::HintHogChildProcess,
        _ => Key::HintLargeTransient,
    }
    .into()
}

/// How a module of tests takes less when it is imported.
pub fn less_at_import() -> Message {
    Key::HintHogImport.into()
}

/// What pytest keeps can be dropped once a test has passed, unless it is the value of a parameter.
fn of_reports(kept: Kept) -> Mend {
    let (text, has_code) = match kept {
        Kept::Output => (Key::HintRunnerOutput, true),
        Kept::Logs => (Key::HintRunnerLogs, true),
        Kept::Failures => (Key::HintRunnerFailures, false),
        Kept::Parameters => (Key::HintRunnerParameters, false),
    };
    Mend {
        text: text.into(),
        code: has_code.then(|| DROP_REPORTS.to_owned()),
    }
}

/// For conftest.py.
const DROP_REPORTS: &str = "import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    \"\"\"Of what passed nobody reads the output again.\"\"\"
    outcome = yield
    report = outcome.get_result()
    if report.passed:
        report.sections.clear()
        item._report_sections.clear()
";

/// What to do, in the words of pytest or unittest. `has_code` is whether code that does it stands below.
fn text(dialect: Dialect, cause: Cause, name: Option<&str>, has_code: bool) -> Message {
    let is_unittest = dialect == Dialect::Unittest;
    let holder: Message = match name {
        Some(holder) => messages::HolderNamed { holder }.into(),
        None => Key::HolderUnknown.into(),
    };
    let with = match (dialect, has_code) {
        (Dialect::Pytest, true) => Key::WithFixtureBelow,
        (Dialect::Pytest, false) => Key::WithOwnFixture,
        (Dialect::Unittest, true) => Key::WithMixinBelow,
        (Dialect::Unittest, false) => Key::WithAddCleanup,
    };
    match cause {
        Cause::Registry => match (dialect, has_code) {
            (Dialect::Pytest, true) => messages::HintRegistryFixtureBelow { holder }.into(),
            (Dialect::Unittest, true) => messages::HintRegistryMixinBelow { holder }.into(),
            (_, false) => messages::HintRegistry { holder, with }.into(),
        },
        Cause::ModuleGlobal => messages::HintModuleGlobal { holder, with }.into(),
        Cause::ClassAttribute => messages::HintClassAttribute { holder, with }.into(),
        Cause::Cache => messages::HintCache { holder, with }.into(),
        Cause::Closure if is_unittest => messages::HintClosureUnittest { holder }.into(),
        Cause::Closure => messages::HintClosure { holder }.into(),
        Cause::Fixture if is_unittest => Key::HintFixtureUnittest.into(),
        Cause::Fixture => Key::HintFixture.into(),
        Cause::TestInstance => messages::HintTestInstance { holder }.into(),
        Cause::MockCalls if is_unittest => messages::HintMockCallsUnittest { holder }.into(),
        Cause::MockCalls => messages::HintMockCalls { holder }.into(),
        Cause::ExceptionTraceback => messages::HintExceptionTraceback { holder }.into(),
        Cause::LogRecords if is_unittest => messages::HintLogRecordsUnittest { holder }.into(),
        Cause::LogRecords => messages::HintLogRecords { holder }.into(),
        Cause::AsyncTask => Key::HintAsyncTask.into(),
        Cause::Thread => Key::HintThread.into(),
        Cause::ChildProcess if is_unittest => Key::HintChildProcessUnittest.into(),
        Cause::ChildProcess => Key::HintChildProcess.into(),
        Cause::NativeHeap => Key::HintNativeHeap.into(),
        Cause::SharedMemory => Key::HintSharedMemory.into(),
        Cause::Dataframe => messages::HintDataframe { holder }.into(),
        Cause::Array => messages::HintArray { holder }.into(),
        Cause::FileLoad if is_unittest => messages::HintFileLoadUnittest { holder }.into(),
        Cause::FileLoad => messages::HintFileLoad { holder }.into(),
        Cause::GcDisabled if is_unittest => Key::HintGcDisabledUnittest.into(),
        Cause::GcDisabled => Key::HintGcDisabled.into(),
        Cause::RunnerReports => Key::HintRunnerOutput.into(),
        Cause::ClassFixture if is_unittest => Key::HintClassFixture.into(),
        Cause::ClassFixture => Key::HintClassFixturePytest.into(),
        Cause::Monkeypatch if is_unittest => messages::HintMonkeypatchUnittest { holder }.into(),
        Cause::Monkeypatch => messages::HintMonkeypatch { holder }.into(),
        Cause::LargeTransient => Key::HintLargeTransient.into(),
        // Nothing of Python's is held so.
        Cause::ModuleState
        | Cause::CoreModulePatched
        | Cause::EventListener
        | Cause::Timer
        | Cause::EnvironmentKept
        | Cause::Buffer
        | Cause::Worker
        | Cause::Promise
        | Cause::OpenHandle
        | Cause::Goroutine
        | Cause::StaticField
        | Cause::ThreadLocal
        | Cause::ClassLoader
        | Cause::ApplicationContext => Key::HintUnknown.into(),
        Cause::Unknown => Key::HintUnknown.into(),
    }
}

/// What to do where nothing is known of what holds it.
pub fn unnamed(language: Language) -> Mend {
    Mend {
        text: unknown(language).into(),
        code: None,
    }
}

/// Where to go on: the profiler of the language.
fn unknown(language: Language) -> Key {
    match language {
        Language::Rust => Key::HintUnknownRust,
        Language::Go => Key::HintUnknownGo,
        Language::JavaScript => Key::HintUnknownNode,
        Language::Ruby => Key::HintUnknownRuby,
        Language::Cpp => Key::HintUnknownCpp,
        Language::Java => Key::HintUnknownJava,
        Language::Python | Language::Any => Key::HintUnknown,
    }
}

/// Code that puts back after each test what the test changed.
struct Restoring {
    /// What it needs.
    import: String,
    /// What a fixture of it is called.
    name: &'static str,
    /// What it is for.
    doc: &'static str,
    /// Lines before the test.
    before: Vec<String>,
    /// Lines after it.
    after: Vec<String>,
}

impl Restoring {
    /// The code for a holder, where its name can be written down as code.
    fn of(cause: Cause, row: &HolderRow) -> Option<Self> {
        let (name, module) = (row.name.as_deref()?, row.module.as_deref()?);
        let own = name.strip_prefix(module)?.strip_prefix('.')?;
        // What is no chain of plain names cannot be written down as code with certainty.
        let is_plain = own
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_'));
        // What lies deep inside has no name that could be emptied.
        let is_deep = row.deep_name.is_some();
        if !is_plain || is_deep || own.contains("__") || row.root != Root::Module {
            return None;
        }
        let by_closure = row
            .steps
            .iter()
            .any(|step| matches!(step, Step::Closure | Step::Default));
        if by_closure {
            return None;
        }
        match cause {
            Cause::Cache if row.steps.contains(&Step::Cache) => Some(Self {
                import: format!("import {module}"),
                name: "clear_cache",
                doc: "The cache would otherwise grow from test to test.",
                before: vec![],
                after: vec![format!("{module}.{own}.cache_clear()")],
            }),
            Cause::Registry if row.methods.contains(&Method::Unregister) => {
                let (owner, attribute) = own.rsplit_once('.')?;
                let first = owner.split('.').next()?;
                let things = match row.by_key {
                    true => format!("set({owner}.{attribute})"),
                    false => format!("set({owner}.{attribute}.values())"),
                };
                Some(Self {
                    import: format!("from {module} import {first}"),
                    name: "clean_registry",
                    doc: "Takes away what the test registered: the registry outlives every test.",
                    before: vec![format!("before = {things}")],
                    after: vec![
                        format!("for registered in {things} - before:"),
                        format!("    {owner}.unregister(registered)"),
                    ],
                })
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
                let after = match row.kind.rsplit('.').next()? {
                    "list" => vec![format!("{place}[:] = before")],
                    "set" => vec![format!("{place}.intersection_update(before)")],
                    "deque" => vec![
                        format!("{place}.clear()"),
                        format!("{place}.extend(before)"),
                    ],
                    "dict" | "OrderedDict" | "defaultdict" => vec![
                        format!("for key in set({place}) - set(before):"),
                        format!("    del {place}[key]"),
                    ],
                    _ => return None,
                };
                Some(Self {
                    import: format!("import {module}"),
                    name: "restore_what_tests_leave",
                    doc: "Leaves it as it was before the test.",
                    before: vec![format!("before = list({place})")],
                    after,
                })
            }
            _ => None,
        }
    }

    /// As a fixture, ready to be pasted into conftest.py.
    fn fixture(&self) -> String {
        let Self {
            import, name, doc, ..
        } = self;
        let before = indented(&self.before, 1);
        let after = indented(&self.after, 1);
        format!(
            "import pytest\n{import}\n\n\n@pytest.fixture(autouse=True)\ndef {name}():\n    \"\"\"{doc}\"\"\"\n\
             {before}    yield\n{after}"
        )
    }

    /// As a mixin for test classes: what is done before becomes the set-up, what is done after it a clean-up.
    fn mixin(&self) -> String {
        let Self { import, doc, .. } = self;
        let before = indented(&self.before, 2);
        let after = indented(&self.after, 3);
        format!(
            "{import}\n\n\nclass RestoreWhatTestsLeave:\n    \"\"\"{doc}\"\"\"\n\n    def setUp(self):\n        \
             super().setUp()\n{before}\n        def restore():\n{after}\n        self.addCleanup(restore)\n"
        )
    }
}

fn indented(lines: &[String], steps: usize) -> String {
    let indent = "    ".repeat(steps);
    let lines = lines.iter().map(|line| format!("{indent}{line}\n"));
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, module: &str) -> HolderRow {
        HolderRow {
            name: Some(name.into()),
            module: Some(module.into()),
            root: Root::Module,
            kind: "list".into(),
            ..HolderRow::default()
        }
    }

    #[test]
    fn the_registry_of_the_story_gets_its_fixture() {
        let registry = "prometheus_client.registry";
        let row = HolderRow {
            steps: vec![Step::Global, Step::Attribute],
            kind: "dict".into(),
            methods: vec![Method::Unregister],
            by_key: true,
            ..row(
                &format!("{registry}.REGISTRY._collector_to_names"),
                registry,
            )
        };
        let mend = mend(Framework::Pytest, Cause::Registry, Some(&row));
        insta::assert_snapshot!(mend.code.unwrap(), @r#"
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
    fn unittest_and_django_get_a_mixin() {
        let row = row("shop.audit.TRAIL", "shop.audit");
        for framework in [Framework::Unittest, Framework::Django] {
            let mend = mend(framework, Cause::ModuleGlobal, Some(&row));
            assert!(mend.text.english().contains("with the mixin below"));
            insta::allow_duplicates!(insta::assert_snapshot!(mend.code.unwrap(), @r#"
            import shop.audit


            class RestoreWhatTestsLeave:
                """Leaves it as it was before the test."""

                def setUp(self):
                    super().setUp()
                    before = list(shop.audit.TRAIL)

                    def restore():
                        shop.audit.TRAIL[:] = before

                    self.addCleanup(restore)
            "#));
        }
    }

    #[test]
    fn what_cannot_be_written_as_code_is_left_to_the_words() {
        let row = row("app.STATE['rows']", "app");
        for framework in [Framework::Pytest, Framework::Unittest] {
            let mend = mend(framework, Cause::ModuleGlobal, Some(&row));
            assert_eq!(mend.code, None);
        }
    }

    #[test]
    fn code_below_is_promised_only_where_it_stands() {
        let holders = [
            None,
            Some(row("app.KEPT", "app")),
            Some(row("app.KEPT['a']", "app")),
        ];
        for framework in Framework::ALL {
            for (cause, holder) in Cause::ALL
                .into_iter()
                .flat_map(|cause| holders.iter().map(move |holder| (cause, holder)))
            {
                let mend = mend(framework, cause, holder.as_ref());
                let text = mend.text.english();
                let promised = text.contains("fixture below") || text.contains("mixin below");
                assert!(
                    !promised || mend.code.is_some(),
                    "{framework:?} {cause:?}: {text}"
                );
                let is_unittest = Dialect::of(framework) == Dialect::Unittest;
                assert!(
                    !(is_unittest && text.contains("fixture")),
                    "{cause:?}: {text}"
                );
            }
        }
    }

    #[test]
    fn every_cause_has_its_hint() {
        let hints: Vec<String> = Cause::ALL
            .into_iter()
            .map(|cause| mend(Framework::Pytest, cause, None).text.english())
            .collect();
        insta::assert_snapshot!(hints.join("\n"));
    }
}
