//! What oomscope knows about the command it ran: the frameworks, and what their exit codes mean.

use serde::{Deserialize, Serialize};

use crate::ending::Ending;
use crate::message::Key;

/// What oomscope knows about the command it ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Framework {
    /// pytest, with the injected plugin: every test reports for itself.
    Pytest,
    /// Python's unittest, with an injected runner: every test reports for itself.
    Unittest,
    /// Django's `manage.py test`, with an injected test runner: every test reports for itself.
    Django,
    /// `cargo test`: a batch is one test binary with some of its tests.
    Cargo,
    /// `cargo nextest run`: every test has a process of its own.
    Nextest,
    /// `go test`: a batch is the test binary of one package with some of its tests.
    Go,
    /// Jest: a test of the plan is a test file; what is in it is told below it.
    Jest,
    /// Vitest: a test of the plan is a test file; what is in it is told below it.
    Vitest,
    /// Mocha: a test of the plan is a test file; what is in it is told below it.
    Mocha,
    /// Node's own test runner, `node --test`: a test of the plan is a test file with a process of its own.
    NodeTest,
    /// RSpec: a test is an example.
    Rspec,
    /// Minitest: a test is a method of a class.
    Minitest,
    /// CTest: every test has a process of its own.
    Ctest,
    /// GoogleTest: a batch is a test binary with some of its tests.
    Gtest,
    /// Maven, with an injected agent: a test of the plan is a class; its methods are told below it.
    Maven,
    /// Gradle, with an injected agent: a test of the plan is a class; its methods are told below it.
    Gradle,
    /// JUnit's console launcher, with an injected agent: a test of the plan is a class; its methods are told below it.
    Junit,
    /// Any command: only its batches are known.
    Command,
}

impl Framework {
    /// Every framework, in the order of the documentation.
    pub const ALL: [Self; 18] = [
        Self::Pytest,
        Self::Unittest,
        Self::Django,
        Self::Cargo,
        Self::Nextest,
        Self::Go,
        Self::Jest,
        Self::Vitest,
        Self::Mocha,
        Self::NodeTest,
        Self::Rspec,
        Self::Minitest,
        Self::Ctest,
        Self::Gtest,
        Self::Maven,
        Self::Gradle,
        Self::Junit,
        Self::Command,
    ];

    /// The name in artifacts and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pytest => "pytest",
            Self::Unittest => "unittest",
            Self::Django => "django",
            Self::Cargo => "cargo",
            Self::Nextest => "nextest",
            Self::Go => "go",
            Self::Jest => "jest",
            Self::Vitest => "vitest",
            Self::Mocha => "mocha",
            Self::NodeTest => "node_test",
            Self::Rspec => "rspec",
            Self::Minitest => "minitest",
            Self::Ctest => "ctest",
            Self::Gtest => "gtest",
            Self::Maven => "maven",
            Self::Gradle => "gradle",
            Self::Junit => "junit",
            Self::Command => "command",
        }
    }

    /// The name as a person reads it in a sentence.
    pub fn key(self) -> Key {
        match self {
            Self::Pytest => Key::FrameworkPytest,
            Self::Unittest => Key::FrameworkUnittest,
            Self::Django => Key::FrameworkDjango,
            Self::Cargo => Key::FrameworkCargo,
            Self::Nextest => Key::FrameworkNextest,
            Self::Go => Key::FrameworkGo,
            Self::Jest => Key::FrameworkJest,
            Self::Vitest => Key::FrameworkVitest,
            Self::Mocha => Key::FrameworkMocha,
            Self::NodeTest => Key::FrameworkNodeTest,
            Self::Rspec => Key::FrameworkRspec,
            Self::Minitest => Key::FrameworkMinitest,
            Self::Ctest => Key::FrameworkCtest,
            Self::Gtest => Key::FrameworkGtest,
            Self::Maven => Key::FrameworkMaven,
            Self::Gradle => Key::FrameworkGradle,
            Self::Junit => Key::FrameworkJunit,
            Self::Command => Key::FrameworkCommand,
        }
    }

    /// The name in English, for errors.
    pub fn words(self) -> &'static str {
        crate::message::Locale::english().word(self.key())
    }

    /// Whether code of oomscope's own runs beside its tests: it measures each of them, takes the order to
    /// stop at the soft line, and repeats tests for the hunt.
    pub fn has_plugin(self) -> bool {
        matches!(self, Self::Pytest | Self::Unittest | Self::Django)
    }

    /// Whether oomscope asks it which tests there are and reads what it tells of them.
    pub fn has_adapter(self) -> bool {
        !self.has_plugin() && self != Self::Command
    }

    /// Whether the hunt can run a test again in the process in which it ran.
    pub fn repeats(self) -> bool {
        !matches!(
            self,
            Self::Cargo | Self::Nextest | Self::NodeTest | Self::Ctest | Self::Command
        )
    }

    /// Whether its tests run in Node, in the heap of V8.
    pub fn runs_on_node(self) -> bool {
        matches!(
            self,
            Self::Jest | Self::Vitest | Self::Mocha | Self::NodeTest
        )
    }

    /// Whether its tests run in the heap of a JVM.
    pub fn runs_on_jvm(self) -> bool {
        matches!(self, Self::Maven | Self::Gradle | Self::Junit)
    }

    /// The language of its tests, as fences of Markdown name it.
    pub fn language(self) -> &'static str {
        match self {
            Self::Pytest | Self::Unittest | Self::Django => "python",
            Self::Cargo | Self::Nextest => "rust",
            Self::Go => "go",
            Self::Jest | Self::Vitest | Self::Mocha | Self::NodeTest => "js",
            Self::Rspec | Self::Minitest => "ruby",
            Self::Ctest | Self::Gtest => "cpp",
            Self::Maven | Self::Gradle | Self::Junit => "java",
            Self::Command => "",
        }
    }

    /// What an exit code means by its documentation, where it says so. Codes of pytest are judged with more
    /// knowledge in [`crate::classify`].
    pub fn exit_code(self, code: i32) -> Option<(Ending, Key)> {
        const PASSED: (Ending, Key) = (Ending::Passed, Key::EvidenceCodePassed);
        const FAILED: (Ending, Key) = (Ending::TestsFailed, Key::EvidenceCodeFailed);
        const NONE: (Ending, Key) = (Ending::NoTests, Key::EvidenceCodeNoneRun);
        Some(match (self, code) {
            (Self::Command, _) => return None,
            (_, 0) => PASSED,
            // https://github.com/rust-lang/rust/blob/master/library/test/src/lib.rs, ERROR_EXIT_CODE
            (Self::Cargo, 101) => FAILED,
            // https://nexte.st/docs/design/architecture/exit-codes
            (Self::Nextest, 100) => FAILED,
            (Self::Nextest, 4) => NONE,
            (Self::Nextest, 101) => (Ending::CollectionFailed, Key::EvidenceCodeNotBuilt),
            // Source/CTest/cmCTestTestHandler.cxx and `cmCTest::TEST_ERRORS` of CMake
            (Self::Ctest, 8) => FAILED,
            // https://docs.python.org/3/library/unittest.html, since Python 3.12
            (Self::Unittest | Self::Django, 5) => NONE,
            (Self::Unittest, 2) => (Ending::CollectionFailed, Key::EvidenceCodeUsage),
            (
                Self::Unittest
                | Self::Django
                | Self::Go
                | Self::Rspec
                | Self::Minitest
                | Self::Gtest,
                1,
            ) => FAILED,
            (framework, 1) if framework.runs_on_node() || framework.runs_on_jvm() => FAILED,
            // https://docs.junit.org/current/user-guide/#running-tests-console-launcher, with --fail-if-no-tests
            (Self::Junit, 2) => NONE,
            _ => return None,
        })
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
    fn each_has_one_way_of_speaking() {
        for framework in Framework::ALL {
            let ways = [
                framework.has_plugin(),
                framework.has_adapter(),
                framework == Framework::Command,
            ];
            assert_eq!(
                ways.iter().filter(|way| **way).count(),
                1,
                "{}",
                framework.name()
            );
        }
    }
}
