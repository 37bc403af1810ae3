//! How what a JavaScript heap holds is let go: in words, and in code for the file that the framework loads before
//! each test file.

use oomscope_shared::artifact::Framework;
use oomscope_shared::finding::Cause;
use oomscope_shared::message::{Key, Message, messages};

use super::Mend;
use crate::heap::held::{Container, HeldBy};

/// Says how it is let go.
pub fn mend(framework: Framework, held: &HeldBy) -> Mend {
    let holder = held.holder.as_deref();
    let code = holder.and_then(|holder| code(framework, held, holder));
    let code = code.map(|code| format!("// {}\n{code}", Dialect::of(framework).place()));
    let text: Message = match (held.cause, holder) {
        (Cause::ModuleState, Some(holder)) => match &code {
            Some(_) => messages::HintModuleStateCode { holder }.into(),
            None => messages::HintModuleState { holder }.into(),
        },
        (Cause::CoreModulePatched, Some(holder)) => match &code {
            Some(_) => messages::HintCoreModule { holder }.into(),
            None => messages::HintModuleState { holder }.into(),
        },
        (Cause::EventListener, Some(holder)) => match &code {
            Some(_) => messages::HintEventListenerCode { holder }.into(),
            None => messages::HintEventListener { holder }.into(),
        },
        (Cause::Closure, Some(holder)) => messages::HintClosureNode { holder }.into(),
        (Cause::Timer, _) => Key::HintTimer.into(),
        (Cause::MockCalls, Some(holder)) if code.is_none() => {
            messages::HintMockRegistry { holder }.into()
        }
        (Cause::MockCalls, _) => Key::HintMockCallsNode.into(),
        (Cause::EnvironmentKept, _) => Key::HintEnvironmentKept.into(),
        (Cause::Buffer, _) => Key::HintBuffer.into(),
        (Cause::Worker, _) => Key::HintWorker.into(),
        (Cause::Promise, _) => Key::HintPromise.into(),
        (Cause::ChildProcess, _) => Key::HintChildProcessNode.into(),
        _ => super::unknown(framework).into(),
    };
    Mend { text, code }
}

/// The code, for `setupFilesAfterEnv` of Jest, `setupFiles` of Vitest, or `--require` and `--import` elsewhere.
fn code(framework: Framework, held: &HeldBy, holder: &str) -> Option<String> {
    let dialect = Dialect::of(framework);
    match held.cause {
        Cause::Timer => Some(dialect.all(CLEAR_TIMERS.0, CLEAR_TIMERS.1)),
        // What else holds mocks knows all of them, and only sinon lets go of them when it is told to.
        Cause::MockCalls if holder == MOCK_CALLS || dialect == Dialect::Mocha => {
            Some(dialect.forget_calls())
        }
        Cause::EventListener if holder.starts_with("process.on(") => {
            Some(dialect.all(TAKE_OFF.0, TAKE_OFF.1))
        }
        Cause::CoreModulePatched => {
            let (module, _) = holder.split_once('.')?;
            if module == "process" {
                return None;
            }
            // `stream/promises` is called by its last part.
            let name = module.rsplit('/').next()?;
            let import = dialect.import(name, &format!("node:{module}"));
            let before = format!(
                "{import}\nconst functions = Object.entries({name}).filter(([, value]) => typeof value === 'function')\n"
            );
            let after = format!("Object.assign({name}, Object.fromEntries(functions))");
            Some(dialect.all(&before, &after))
        }
        Cause::ModuleState => {
            let Container { name, file, class } = held.container.as_ref()?;
            let empty = empties(class)?;
            let import = match file {
                Some(file) => dialect.named_import(name, &format!("./{file}")) + "\n",
                None => String::new(),
            };
            Some(dialect.each(&import, &empty.replace("IT", name)))
        }
        _ => None,
    }
}

/// What the calls of one mock are called as a holder.
const MOCK_CALLS: &str = "mock.calls";

/// What empties a container of a class; `IT` stands for it.
fn empties(class: &str) -> Option<&'static str> {
    match class {
        "Map" | "Set" => Some("IT.clear()"),
        "Array" => Some("IT.length = 0"),
        _ => None,
    }
}

/// Notes what the file starts, and ends it.
const CLEAR_TIMERS: (&str, &str) = (
    "const started = new Set()
for (const name of ['setInterval', 'setTimeout']) {
  const start = globalThis[name]
  globalThis[name] = Object.assign((...given) => {
    const timer = start(...given)
    started.add(timer)
    return timer
  }, start)
}
",
    "for (const timer of started) clearTimeout(timer)",
);
/// Notes what was there before the file, and takes off what came.
const TAKE_OFF: (&str, &str) = (
    "const before = new Map(process.eventNames().map((name) => [name, process.listeners(name)]))
",
    "for (const name of process.eventNames()) {
    for (const listener of process.listeners(name)) {
      if (!before.get(name)?.includes(listener)) process.removeListener(name, listener)
    }
  }",
);

/// In whose words the code speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Jest,
    Vitest,
    Mocha,
    NodeTest,
}

impl Dialect {
    fn of(framework: Framework) -> Self {
        match framework {
            Framework::Vitest => Self::Vitest,
            Framework::Mocha => Self::Mocha,
            Framework::NodeTest => Self::NodeTest,
            _ => Self::Jest,
        }
    }

    /// Where the code belongs.
    fn place(self) -> &'static str {
        match self {
            Self::Jest => "In a file of `setupFilesAfterEnv`.",
            Self::Vitest => "In a file of `setupFiles`.",
            Self::Mocha => "In a file for `--require`.",
            Self::NodeTest => "In a file for `--import`.",
        }
    }

    fn import(self, name: &str, module: &str) -> String {
        match self {
            Self::Jest | Self::Mocha => format!("const {name} = require('{module}')"),
            Self::Vitest | Self::NodeTest => format!("import {name} from '{module}'"),
        }
    }

    fn named_import(self, name: &str, file: &str) -> String {
        match self {
            Self::Jest | Self::Mocha => format!("const {{ {name} }} = require('{file}')"),
            Self::Vitest | Self::NodeTest => format!("import {{ {name} }} from '{file}'"),
        }
    }

    /// The line that brings a hook, where hooks are no globals.
    fn hook(self, name: &str) -> String {
        match self {
            Self::Jest | Self::Mocha => String::new(),
            Self::Vitest => format!("import {{ {name} }} from 'vitest'\n"),
            Self::NodeTest => format!("import {{ {name} }} from 'node:test'\n"),
        }
    }

    /// After each test file; of Mocha, which loads all of them into one process, after each test.
    fn all(self, before: &str, after: &str) -> String {
        let name = match self {
            Self::Jest | Self::Vitest => "afterAll",
            Self::Mocha => return self.each(before, after),
            Self::NodeTest => "after",
        };
        format!(
            "{}{before}{name}(() => {{\n  {after}\n}})\n",
            self.hook(name)
        )
    }

    /// After each test.
    fn each(self, before: &str, after: &str) -> String {
        if self == Self::Mocha {
            return format!(
                "{before}exports.mochaHooks = {{\n  afterEach() {{\n    {}\n  }}\n}}\n",
                after.replace('\n', "\n  ")
            );
        }
        format!(
            "{}{before}afterEach(() => {{\n  {after}\n}})\n",
            self.hook("afterEach")
        )
    }

    fn forget_calls(self) -> String {
        match self {
            Self::Jest => self.each("", "jest.clearAllMocks()"),
            Self::Vitest => {
                "import { afterEach, vi } from 'vitest'\nafterEach(() => {\n  vi.clearAllMocks()\n})\n".to_owned()
            }
            Self::Mocha => self.each(
                "const sinon = require('sinon')\n",
                "sinon.resetHistory()\n  sinon.restore()",
            ),
            Self::NodeTest => {
                "import { afterEach, mock } from 'node:test'\nafterEach(() => {\n  mock.reset()\n})\n".to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(cause: Cause, holder: &str) -> HeldBy {
        HeldBy {
            cause,
            ..HeldBy::named(holder)
        }
    }

    #[test]
    fn code_is_promised_where_it_stands() {
        let causes = [
            Cause::ModuleState,
            Cause::CoreModulePatched,
            Cause::EventListener,
            Cause::Timer,
            Cause::MockCalls,
            Cause::EnvironmentKept,
            Cause::Buffer,
            Cause::Worker,
            Cause::ChildProcess,
            Cause::Promise,
            Cause::Closure,
            Cause::Unknown,
        ];
        for framework in Framework::ALL.into_iter().filter(|one| one.runs_on_node()) {
            for cause in causes {
                for holder in [
                    "process.on('exit')",
                    "fs.close",
                    "process.emit",
                    "mock.calls",
                    "x",
                ] {
                    let mend = mend(framework, &held(cause, holder));
                    let text = mend.text.english();
                    assert_eq!(
                        text.contains("as below"),
                        mend.code.is_some(),
                        "{cause:?}: {text}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_core_module_is_put_back_in_the_words_of_each_framework() {
        let held = held(Cause::CoreModulePatched, "fs.closeSync");
        let codes = [
            Framework::Jest,
            Framework::Vitest,
            Framework::Mocha,
            Framework::NodeTest,
        ]
        .map(|framework| mend(framework, &held).code.unwrap_or_default());
        insta::assert_snapshot!(codes.join("---\n"));
    }

    #[test]
    fn a_container_that_a_module_exports_is_emptied() {
        let held = HeldBy {
            container: Some(Container {
                name: "cache".into(),
                file: Some("src/store.mjs".into()),
                class: "Map".into(),
            }),
            ..held(Cause::ModuleState, "cache (src/store.mjs:1)")
        };
        let code = mend(Framework::Vitest, &held).code.unwrap_or_default();
        insta::assert_snapshot!(code, @r"
        // In a file of `setupFiles`.
        import { afterEach } from 'vitest'
        import { cache } from './src/store.mjs'
        afterEach(() => {
          cache.clear()
        })
        ");
    }
}
