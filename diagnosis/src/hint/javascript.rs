//! How what a JavaScript heap holds is let go: in words, and in code for the file that the framework loads before
//! each test file.

use oomscope_shared::finding::Cause;
use oomscope_shared::framework::{JavaScriptHooks, Language};
use oomscope_shared::message::{Key, Message, messages};

use super::Mend;
use crate::heap::held::{Container, HeldBy};

/// Says how it is let go.
pub fn mend(hooks: &JavaScriptHooks, held: &HeldBy) -> Mend {
    let holder = held.holder.as_deref();
    let code = holder.and_then(|holder| code(hooks, held, holder));
    let code = code.map(|code| format!("// {}\n{code}", hooks.place));
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
        (Cause::OpenHandle, _) => Key::HintOpenHandle.into(),
        (Cause::ChildProcess, _) => Key::HintChildProcessNode.into(),
        _ => super::unknown(Language::JavaScript).into(),
    };
    Mend { text, code }
}

/// The code, for a file that is loaded before the tests.
fn code(hooks: &JavaScriptHooks, held: &HeldBy, holder: &str) -> Option<String> {
    match held.cause {
        Cause::Timer => Some(hooks.all(CLEAR_TIMERS.0, CLEAR_TIMERS.1)),
        // What else holds mocks knows all of them, and not every one lets go of them when it is told to.
        Cause::MockCalls if is_calls(holder) || hooks.forgets_mocks => Some(hooks.forget_calls()),
        Cause::EventListener if holder.starts_with("process.on(") => {
            Some(hooks.all(TAKE_OFF.0, TAKE_OFF.1))
        }
        Cause::CoreModulePatched => {
            let (module, _) = holder.split_once('.')?;
            if module == "process" {
                return None;
            }
            // `stream/promises` is called by its last part.
            let name = module.rsplit('/').next()?;
            let import = hooks.import(name, &format!("node:{module}"));
            let before = format!(
                "{import}\nconst functions = Object.entries({name}).filter(([, value]) => typeof value === 'function')\n"
            );
            let after = format!("Object.assign({name}, Object.fromEntries(functions))");
            Some(hooks.all(&before, &after))
        }
        Cause::ModuleState => {
            let Container { name, file, class } = held.container.as_ref()?;
            let empty = empties(class)?;
            let import = match file {
                Some(file) => hooks.named_import(name, &format!("./{file}")) + "\n",
                None => String::new(),
            };
            Some(hooks.each(&import, &empty.replace("IT", name)))
        }
        _ => None,
    }
}

/// What the calls of one mock are called as a holder, behind what the mock is in.
pub(crate) const MOCK_CALLS: &str = "mock.calls";

/// Whether a holder is such calls.
fn is_calls(holder: &str) -> bool {
    let name = holder.split(" (").next().unwrap_or_default();
    name.ends_with(MOCK_CALLS)
}

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

/// Code in the words of a framework.
trait Speaks {
    fn import(&self, name: &str, module: &str) -> String;
    fn named_import(&self, name: &str, file: &str) -> String;
    fn hook(&self, names: &str) -> String;
    fn all(&self, before: &str, after: &str) -> String;
    fn each(&self, before: &str, after: &str) -> String;
    fn forget_calls(&self) -> String;
}

impl Speaks for JavaScriptHooks {
    fn import(&self, name: &str, module: &str) -> String {
        match self.is_module {
            false => format!("const {name} = require('{module}')"),
            true => format!("import {name} from '{module}'"),
        }
    }

    fn named_import(&self, name: &str, file: &str) -> String {
        match self.is_module {
            false => format!("const {{ {name} }} = require('{file}')"),
            true => format!("import {{ {name} }} from '{file}'"),
        }
    }

    /// The line that brings hooks, where they are no globals.
    fn hook(&self, names: &str) -> String {
        let line = |module| self.named_import(names, module) + "\n";
        self.from.map(line).unwrap_or_default()
    }

    /// After each test file; where all of them are loaded into one process, after each test.
    fn all(&self, before: &str, after: &str) -> String {
        let Some(name) = self.after_all else {
            return self.each(before, after);
        };
        let hook = self.hook(name);
        format!("{hook}{before}{name}(() => {{\n  {after}\n}})\n")
    }

    /// After each test.
    fn each(&self, before: &str, after: &str) -> String {
        if self.after_all.is_none() {
            return format!(
                "{before}exports.mochaHooks = {{\n  afterEach() {{\n    {}\n  }}\n}}\n",
                after.replace('\n', "\n  ")
            );
        }
        let hook = self.hook("afterEach");
        format!("{hook}{before}afterEach(() => {{\n  {after}\n}})\n")
    }

    fn forget_calls(&self) -> String {
        let (before, forget) = (self.mocks_before, self.mocks_forget);
        match self.mocks {
            Some(mocks) => {
                let hook = self.hook(&format!("afterEach, {mocks}"));
                format!("{hook}{before}afterEach(() => {{\n  {forget}\n}})\n")
            }
            None => self.each(before, forget),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::framework::{Framework, Hooks};

    fn hooks(framework: Framework) -> &'static JavaScriptHooks {
        match framework.hooks() {
            Hooks::JavaScript(hooks) => hooks,
            other => panic!("{other:?}"),
        }
    }

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
            Cause::OpenHandle,
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
                    let mend = mend(hooks(framework), &held(cause, holder));
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
        .map(|framework| mend(hooks(framework), &held).code.unwrap_or_default());
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
        let code = mend(hooks(Framework::Vitest), &held)
            .code
            .unwrap_or_default();
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
