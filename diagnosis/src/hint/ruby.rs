//! How what a Ruby heap holds is let go: in words, and in code for `spec_helper.rb` or `test_helper.rb`.

use oomscope_shared::finding::Cause;
use oomscope_shared::framework::Language;
use oomscope_shared::message::{Key, Message, messages};

use super::Mend;
use crate::heap::held::HeldBy;

/// What libraries offer themselves, by the beginning of a holder's name.
const OFFERED: [(&str, &str); 1] = [(
    "WebMock::RequestRegistry.instance",
    "WebMock::RequestRegistry.instance.reset!",
)];

/// Says how it is let go. The template has code after each test; `has_classes`: tests are methods of classes.
pub fn mend(template: &str, has_classes: bool, held: &HeldBy) -> Mend {
    let Some(holder) = held.holder.as_deref() else {
        let (text, code) = (super::unknown(Language::Ruby).into(), None);
        return Mend { text, code };
    };
    let code = empties(held, holder).map(|empty| template.replace("{code}", &empty));
    let text: Message = match (held.cause, &code) {
        (Cause::Unknown, _) => super::unknown(Language::Ruby).into(),
        (Cause::Thread, None) => Key::HintThread.into(),
        (Cause::Closure, _) if has_classes => messages::HintClosureMinitest { holder }.into(),
        (_, Some(_)) if has_classes => messages::HintKeptMinitestCode { holder }.into(),
        (_, None) if has_classes => messages::HintKeptMinitest { holder }.into(),
        (Cause::Closure, _) => messages::HintClosureRuby { holder }.into(),
        (_, Some(_)) => messages::HintKeptRubyCode { holder }.into(),
        (_, None) => messages::HintKeptRuby { holder }.into(),
    };
    Mend { text, code }
}

fn empties(held: &HeldBy, holder: &str) -> Option<String> {
    let offered = OFFERED.iter().find(|(name, _)| holder.starts_with(name));
    if let Some((_, code)) = offered {
        return Some((*code).to_owned());
    }
    let name = &held.container.as_ref()?.name;
    Some(match held.cause {
        // Another thread has none.
        Cause::Thread => format!("{name}&.clear"),
        _ => format!("{name}.clear"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heap::held::Container;
    use oomscope_shared::framework::{Framework, Hooks};

    fn of_rspec(held: &HeldBy) -> Mend {
        match Framework::Rspec.hooks() {
            Hooks::Ruby {
                template,
                has_classes,
            } => mend(template, has_classes, held),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_container_is_emptied_after_each_example() {
        let held = HeldBy {
            cause: Cause::ModuleGlobal,
            container: Some(Container {
                name: "Shop::PAGES".into(),
                file: None,
                class: "Hash".into(),
            }),
            ..HeldBy::named("Shop::PAGES")
        };
        let code = of_rspec(&held).code.unwrap_or_default();
        insta::assert_snapshot!(code, @r"
        RSpec.configure do |config|
          config.after { Shop::PAGES.clear }
        end
        ");
    }

    #[test]
    fn what_a_library_offers_is_taken() {
        let name = "WebMock::RequestRegistry.instance.requested_signatures";
        let held = HeldBy {
            cause: Cause::Registry,
            ..HeldBy::named(name)
        };
        let mend = of_rspec(&held);
        let code = mend.code.unwrap_or_default();
        assert!(code.contains("{ WebMock::RequestRegistry.instance.reset! }"));
        assert!(mend.text.english().contains("as below"));
    }

    #[test]
    fn no_code_is_promised_where_there_is_none() {
        for cause in [Cause::Closure, Cause::ModuleGlobal, Cause::Unknown] {
            let held = HeldBy {
                cause,
                ..HeldBy::named("seen (lib/store.rb:12)")
            };
            let mend = of_rspec(&held);
            assert_eq!(mend.code, None);
            assert!(!mend.text.english().contains("as below"), "{cause:?}");
        }
    }
}
