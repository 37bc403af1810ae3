//! How what a JVM's heap holds is let go: in words, and in code for the test class.

use oomscope_shared::finding::Cause;
use oomscope_shared::message::{Key, Message, messages};

use super::Mend;
use crate::heap::held::{Container, HeldBy};

/// Says how it is let go.
pub fn mend(held: &HeldBy) -> Mend {
    let code = code(held);
    let text: Message = match (held.cause, held.holder.as_deref(), &code) {
        (Cause::ThreadLocal, Some(holder), Some(_)) => {
            messages::HintThreadLocalCode { holder }.into()
        }
        (Cause::ThreadLocal, Some(holder), None) => messages::HintThreadLocal { holder }.into(),
        (Cause::Thread, ..) => Key::HintThreadJava.into(),
        (Cause::Timer, ..) => Key::HintTimerJava.into(),
        (Cause::ClassLoader, ..) => Key::HintClassLoader.into(),
        (Cause::ApplicationContext, ..) => Key::HintApplicationContext.into(),
        (Cause::MockCalls, ..) => Key::HintMockCallsJava.into(),
        (Cause::Buffer, ..) => Key::HintBufferJava.into(),
        (Cause::RunnerReports, ..) => Key::HintRunnerJava.into(),
        (Cause::StaticField | Cause::Cache | Cause::Registry, Some(holder), Some(_)) => {
            messages::HintKeptJavaCode { holder }.into()
        }
        (Cause::StaticField | Cause::Cache | Cause::Registry, Some(holder), None) => {
            messages::HintKeptJava { holder }.into()
        }
        _ => Key::HintUnknownJava.into(),
    };
    Mend { text, code }
}

fn code(held: &HeldBy) -> Option<String> {
    let after =
        |name: &str, lines: &str| format!("@AfterEach\nvoid {name}() {{\n    {lines}\n}}\n");
    Some(match held.cause {
        Cause::StaticField | Cause::Cache | Cause::Registry | Cause::ThreadLocal => {
            let Container { name, file, .. } = held.container.as_ref()?;
            let method = match held.cause {
                Cause::ThreadLocal => "remove",
                _ => "clear",
            };
            let (class, field) = name.rsplit_once('.')?;
            match file {
                None => after("letGo", &format!("{name}.{method}();")),
                Some(file) => format!(
                    "// In {file}:\nstatic void letGo() {{\n    {field}.{method}();\n}}\n\n// In the test class:\n{}",
                    after("letGo", &format!("{class}.letGo();"))
                ),
            }
        }
        Cause::Thread => after("stop", "executor.shutdownNow();"),
        Cause::Timer => after("stop", "timer.cancel();"),
        Cause::ClassLoader => "@AfterEach\nvoid close() throws IOException {\n    loader.close();\n    loader = null;\n}\n".to_owned(),
        Cause::ApplicationContext => {
            "// In src/test/resources/spring.properties:\nspring.test.context.cache.maxSize=4\n".to_owned()
        }
        Cause::MockCalls => after("forgetCalls", "Mockito.framework().clearInlineMocks();"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(cause: Cause, file: Option<&str>) -> HeldBy {
        HeldBy {
            cause,
            container: Some(Container {
                name: "PageCache.PAGES".into(),
                file: file.map(str::to_owned),
                class: "java.util.HashMap".into(),
            }),
            ..HeldBy::named("com.shop.PageCache.PAGES (src/main/java/com/shop/PageCache.java:7)")
        }
    }

    #[test]
    fn what_the_test_reaches_is_emptied_there() {
        let code = mend(&held(Cause::StaticField, None)).code;
        insta::assert_snapshot!(code.unwrap_or_default(), @r"
        @AfterEach
        void letGo() {
            PageCache.PAGES.clear();
        }
        ");
        let code = mend(&held(Cause::ThreadLocal, None)).code;
        assert!(
            code.unwrap_or_default()
                .contains("PageCache.PAGES.remove();")
        );
    }

    #[test]
    fn what_is_private_is_emptied_by_its_class() {
        let file = Some("src/main/java/com/shop/PageCache.java");
        let code = mend(&held(Cause::Cache, file)).code;
        insta::assert_snapshot!(code.unwrap_or_default(), @r"
        // In src/main/java/com/shop/PageCache.java:
        static void letGo() {
            PAGES.clear();
        }

        // In the test class:
        @AfterEach
        void letGo() {
            PageCache.letGo();
        }
        ");
    }

    #[test]
    fn code_is_promised_exactly_where_there_is_some() {
        for cause in Cause::ALL {
            for container in [true, false] {
                let mut held = held(cause, None);
                if !container {
                    held.container = None;
                }
                let mend = super::mend(&held);
                if mend.text.english().contains("as below") {
                    assert!(mend.code.is_some(), "{cause:?}");
                }
            }
        }
    }
}
