//! What oomscope knows about the command it ran: the frameworks, each a row of one table, and what their exit codes
//! mean.

mod table;

use crate::ending::Ending;
use crate::message::{Key, Message};

pub use self::table::Framework;

/// How its tests become known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Code of oomscope's own runs beside its tests: it measures each of them, takes the order to stop at the soft
    /// line, and repeats tests for the hunt.
    Plugin,
    /// oomscope asks it which tests there are and reads what it tells of them.
    Adapter,
    /// Not at all.
    Command,
}

/// The language of its tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Python.
    Python,
    /// Rust.
    Rust,
    /// Go.
    Go,
    /// JavaScript, in the heap of V8.
    JavaScript,
    /// Ruby.
    Ruby,
    /// C and C++.
    Cpp,
    /// Whatever runs in a JVM.
    Java,
    /// Not known.
    Any,
}

impl Language {
    /// As fences of Markdown name it.
    pub fn fence(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Rust => "rust",
            Self::Go => "go",
            Self::JavaScript => "js",
            Self::Ruby => "ruby",
            Self::Cpp => "cpp",
            Self::Java => "java",
            Self::Any => "",
        }
    }
}

/// What an exit code other than 0 says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// Tests failed.
    Failed,
    /// There was no test to run.
    NoneRun,
    /// The tests were not built.
    NotBuilt,
    /// The call was wrong.
    Usage,
}

impl Meaning {
    fn said(self) -> (Ending, Key) {
        match self {
            Self::Failed => (Ending::TestsFailed, Key::EvidenceCodeFailed),
            Self::NoneRun => (Ending::NoTests, Key::EvidenceCodeNoneRun),
            Self::NotBuilt => (Ending::CollectionFailed, Key::EvidenceCodeNotBuilt),
            Self::Usage => (Ending::CollectionFailed, Key::EvidenceCodeUsage),
        }
    }
}

/// How code is run after tests: what a finding suggests is written so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hooks {
    /// No code is suggested.
    None,
    /// Fixtures, in conftest.py.
    Fixtures,
    /// Methods of Python's test classes, and `addCleanup`.
    TestCases,
    /// In a file that is loaded before the tests.
    JavaScript(&'static JavaScriptHooks),
    /// In spec_helper.rb or test_helper.rb.
    Ruby {
        /// The code around `{code}`.
        template: &'static str,
        /// Whether tests are methods of classes, with a `teardown`, and the file is test_helper.rb.
        has_classes: bool,
    },
}

/// How JavaScript is run after tests.
#[derive(Debug, PartialEq, Eq)]
pub struct JavaScriptHooks {
    /// Where the code belongs, as a comment above it.
    pub place: &'static str,
    /// Whether the file is an ES module, which imports instead of requiring.
    pub is_module: bool,
    /// The module that brings the hooks; `None`: they are globals.
    pub from: Option<&'static str>,
    /// The hook after all tests of a file; `None`: hooks are exported, and are those of each test, because all files
    /// are loaded into one process.
    pub after_all: Option<&'static str>,
    /// A name that the module of the hooks brings for mocks.
    pub mocks: Option<&'static str>,
    /// Lines before the hook that lets mocks forget.
    pub mocks_before: &'static str,
    /// The code of that hook.
    pub mocks_forget: &'static str,
    /// Whether it lets go of all that knows mocks, and not of their calls alone.
    pub forgets_mocks: bool,
}

/// What the table of the documents says of a framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Documented {
    /// Its name there.
    pub title: &'static str,
    /// Its page in docs/frameworks, perhaps with a place in it.
    pub page: &'static str,
    /// Commands that are given to `oomscope run`, with options before the dashes.
    pub commands: &'static [&'static str],
    /// What a test is.
    pub test: &'static str,
    /// What is measured of each.
    pub memory: &'static str,
    /// What the hunt does.
    pub hunt: &'static str,
}

impl Framework {
    /// The name in English, for errors.
    pub fn words(self) -> String {
        self.label().english()
    }

    /// Whether code of oomscope's own runs beside its tests.
    pub fn has_plugin(self) -> bool {
        self.family() == Family::Plugin
    }

    /// Whether oomscope asks it which tests there are and reads what it tells of them.
    pub fn has_adapter(self) -> bool {
        self.family() == Family::Adapter
    }

    /// Whether its tests run in Node, in the heap of V8.
    pub fn runs_on_node(self) -> bool {
        self.language() == Language::JavaScript
    }

    /// Whether its tests run in the heap of a JVM.
    pub fn runs_on_jvm(self) -> bool {
        self.language() == Language::Java
    }

    /// What an exit code means by its documentation, where it says so. Codes of pytest are judged with more
    /// knowledge in [`crate::classify`].
    pub fn exit_code(self, code: i32) -> Option<(Ending, Key)> {
        if self.family() == Family::Command {
            return None;
        }
        if code == 0 {
            return Some((Ending::Passed, Key::EvidenceCodePassed));
        }
        let mut known = self.codes().iter();
        let (_, meaning) = known.find(|(known, _)| *known == code)?;
        Some(meaning.said())
    }
}

/// A label as a row has it: a key, where languages have their own words, else the name.
trait Label {
    fn message(self) -> Message;
}

impl Label for Key {
    fn message(self) -> Message {
        self.into()
    }
}

impl Label for &str {
    fn message(self) -> Message {
        Message::quote(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_serialised_names() {
        for framework in Framework::ALL {
            assert_eq!(serde_json::to_value(framework).unwrap(), framework.name());
        }
    }

    #[test]
    fn a_name_that_is_the_same_in_all_languages_needs_no_catalogue() {
        assert_eq!(Label::message("PHPUnit").english(), "PHPUnit");
        assert_eq!(Framework::Minitest.words(), "Minitest");
    }

    #[test]
    fn hooks_are_those_of_the_language() {
        for framework in Framework::ALL {
            let (hooks, language) = (framework.hooks(), framework.language());
            let fits = match hooks {
                Hooks::None => true,
                Hooks::Fixtures | Hooks::TestCases => language == Language::Python,
                Hooks::JavaScript(_) => language == Language::JavaScript,
                Hooks::Ruby { template, .. } => {
                    language == Language::Ruby && template.contains("{code}")
                }
            };
            assert!(fits, "{}", framework.name());
            // Those of these languages whose memory is explained.
            let is_told = matches!(
                language,
                Language::Python | Language::JavaScript | Language::Ruby
            );
            assert_eq!(hooks != Hooks::None, is_told, "{}", framework.name());
        }
    }

    #[test]
    fn codes_are_told_by_their_meaning() {
        let of = |framework: Framework, code| Some(framework.exit_code(code)?.0);
        assert_eq!(of(Framework::Command, 0), None);
        assert_eq!(of(Framework::Pytest, 0), Some(Ending::Passed));
        assert_eq!(of(Framework::Pytest, 1), None);
        assert_eq!(of(Framework::Cargo, 101), Some(Ending::TestsFailed));
        assert_eq!(of(Framework::Nextest, 101), Some(Ending::CollectionFailed));
        assert_eq!(of(Framework::Nextest, 4), Some(Ending::NoTests));
        assert_eq!(of(Framework::Ctest, 1), None);
        assert_eq!(of(Framework::Junit, 2), Some(Ending::NoTests));
        assert_eq!(of(Framework::Vitest, 1), Some(Ending::TestsFailed));
    }
}
