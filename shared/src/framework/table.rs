//! The table of the frameworks: what is known of each without running it. All else is its driver's
//! (`runner/src/driver`).
//!
//! A function is made of each column, and not one struct of each row, so that the page has only the columns that it
//! reads.

use serde::{Deserialize, Serialize};

use super::Meaning::{self, Failed, NoneRun, NotBuilt, Usage};
use super::{Documented, Family, Hooks, JavaScriptHooks, Label, Language};
use crate::message::{Key, Message};

macro_rules! frameworks {
    ($($(#[$doc:meta])* $framework:ident {
        name: $name:literal,
        label: $label:expr,
        family: $family:ident,
        language: $language:ident,
        repeats: $repeats:literal,
        isolates: $isolates:literal,
        sets_up_between: $sets_up_between:literal,
        shares_figures: $shares_figures:literal,
        codes: $codes:expr,
        hooks: $hooks:expr,
        help: $help:literal,
        documented: {
            title: $title:literal,
            page: $page:literal,
            commands: $commands:expr,
            test: $test:literal,
            memory: $memory:literal,
            hunt: $hunt:literal,
        },
    })*) => {
        /// What oomscope knows about the command it ran.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Framework {
            $($(#[$doc])* $framework,)*
        }

        impl Framework {
            /// Every framework, in the order of the documentation.
            pub const ALL: [Self; [$(Self::$framework),*].len()] = [$(Self::$framework),*];

            /// The name in artifacts and on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Self::$framework => $name,)* }
            }

            /// The name as a person reads it in a sentence.
            pub fn label(self) -> Message {
                match self { $(Self::$framework => $label.message(),)* }
            }

            /// How its tests become known.
            pub fn family(self) -> Family {
                match self { $(Self::$framework => Family::$family,)* }
            }

            /// The language of its tests.
            pub fn language(self) -> Language {
                match self { $(Self::$framework => Language::$language,)* }
            }

            /// Whether the hunt can run a test again in the process in which it ran.
            pub fn repeats(self) -> bool {
                match self { $(Self::$framework => $repeats,)* }
            }

            /// Whether each test has a process of its own, in which nothing piles up.
            pub fn isolates(self) -> bool {
                match self { $(Self::$framework => $isolates,)* }
            }

            /// Whether what a class or module sets up for its tests comes between them, and is measured there.
            pub fn sets_up_between(self) -> bool {
                match self { $(Self::$framework => $sets_up_between,)* }
            }

            /// Whether its tests always share processes and it was seen to keep something of each, so that a figure of
            /// what one kept is also of those before it for which there was no time.
            pub fn shares_figures(self) -> bool {
                match self { $(Self::$framework => $shares_figures,)* }
            }

            /// What exit codes other than 0 mean.
            pub(super) fn codes(self) -> &'static [(i32, Meaning)] {
                match self { $(Self::$framework => &$codes,)* }
            }

            /// How code is run after its tests.
            pub fn hooks(self) -> Hooks {
                match self { $(Self::$framework => $hooks,)* }
            }

            /// What the help of `--framework` says of it.
            pub fn help(self) -> &'static str {
                match self { $(Self::$framework => $help,)* }
            }

            /// What the documents say of it.
            pub fn documented(self) -> Documented {
                match self {
                    $(Self::$framework => Documented {
                        title: $title,
                        page: $page,
                        commands: &$commands,
                        test: $test,
                        memory: $memory,
                        hunt: $hunt,
                    },)*
                }
            }
        }
    };
}

frameworks! {
    /// pytest, with the injected plugin: every test reports for itself.
    Pytest {
        name: "pytest",
        label: Key::FrameworkPytest,
        family: Plugin,
        language: Python,
        repeats: true,
        isolates: false,
        sets_up_between: false,
        shares_figures: false,
        codes: [],
        hooks: Hooks::Fixtures,
        help: "pytest, perhaps inside another command",
        documented: {
            title: "pytest",
            page: "pytest.md",
            commands: ["pytest"],
            test: "a test",
            memory: "peak and kept, phase by phase",
            hunt: "repeats tests, names holder and line",
        },
    }

    /// Python's unittest, with an injected runner: every test reports for itself.
    Unittest {
        name: "unittest",
        label: Key::FrameworkUnittest,
        family: Plugin,
        language: Python,
        repeats: true,
        isolates: false,
        sets_up_between: true,
        shares_figures: false,
        // 5 since Python 3.12: https://docs.python.org/3/library/unittest.html
        codes: [(1, Failed), (2, Usage), (5, NoneRun)],
        hooks: Hooks::TestCases,
        help: "Python's unittest: `python -m unittest`",
        documented: {
            title: "unittest",
            page: "unittest.md",
            commands: ["python -m unittest"],
            test: "a test",
            memory: "peak and kept",
            hunt: "repeats tests, names holder and line",
        },
    }

    /// Django's `manage.py test`, with an injected test runner: every test reports for itself.
    Django {
        name: "django",
        label: Key::FrameworkDjango,
        family: Plugin,
        language: Python,
        repeats: true,
        isolates: false,
        sets_up_between: true,
        shares_figures: false,
        codes: [(1, Failed), (5, NoneRun)],
        hooks: Hooks::TestCases,
        help: "Django: `python manage.py test`",
        documented: {
            title: "Django",
            page: "django.md",
            commands: ["python manage.py test"],
            test: "a test",
            memory: "peak and kept",
            hunt: "repeats tests, names holder and line",
        },
    }

    /// `cargo test`: a batch is one test binary with some of its tests.
    Cargo {
        name: "cargo",
        label: Key::FrameworkCargo,
        family: Adapter,
        language: Rust,
        repeats: false,
        isolates: false,
        sets_up_between: false,
        shares_figures: false,
        // https://github.com/rust-lang/rust/blob/master/library/test/src/lib.rs, ERROR_EXIT_CODE
        codes: [(101, Failed)],
        hooks: Hooks::None,
        help: "`cargo test`",
        documented: {
            title: "cargo test",
            page: "cargo.md",
            commands: ["cargo test"],
            test: "a `#[test]`",
            memory: "peak, with `--batch-size 1`",
            hunt: "repeats tests, names the lines and functions that took it",
        },
    }

    /// `cargo nextest run`: every test has a process of its own.
    Nextest {
        name: "nextest",
        label: Key::FrameworkNextest,
        family: Adapter,
        language: Rust,
        repeats: false,
        isolates: true,
        sets_up_between: false,
        shares_figures: false,
        // https://nexte.st/docs/design/architecture/exit-codes
        codes: [(4, NoneRun), (100, Failed), (101, NotBuilt)],
        hooks: Hooks::None,
        help: "`cargo nextest run`",
        documented: {
            title: "cargo-nextest",
            page: "cargo.md#cargo-nextest",
            commands: ["cargo nextest run"],
            test: "a `#[test]`",
            memory: "peak",
            hunt: "tests that need too much, with the function that took it",
        },
    }

    /// `go test`: a batch is the test binary of one package with some of its tests.
    Go {
        name: "go",
        label: Key::FrameworkGo,
        family: Adapter,
        language: Go,
        repeats: true,
        isolates: false,
        sets_up_between: false,
        shares_figures: false,
        codes: [(1, Failed)],
        hooks: Hooks::None,
        help: "`go test`",
        documented: {
            title: "go test",
            page: "go.md",
            commands: ["go test ./..."],
            test: "a top-level test, example or fuzz test",
            memory: "peak, with `--batch-size 1`",
            hunt: "repeats tests in groups, names goroutines, variables and lines",
        },
    }

    /// Jest: a test of the plan is a test file; what is in it is told below it.
    Jest {
        name: "jest",
        label: Key::FrameworkJest,
        family: Adapter,
        language: JavaScript,
        repeats: true,
        isolates: false,
        sets_up_between: false,
        shares_figures: true,
        codes: [(1, Failed)],
        hooks: Hooks::JavaScript(&JEST),
        help: "Jest, perhaps inside another command that takes its options at the end",
        documented: {
            title: "Jest",
            page: "jest.md",
            commands: ["npx jest"],
            test: "a test file, its tests below it",
            memory: "peak, kept, and the heap of V8",
            hunt: "repeats files, names holder and line",
        },
    }

    /// Vitest: a test of the plan is a test file; what is in it is told below it.
    Vitest {
        name: "vitest",
        label: Key::FrameworkVitest,
        family: Adapter,
        language: JavaScript,
        repeats: true,
        isolates: false,
        sets_up_between: false,
        shares_figures: false,
        codes: [(1, Failed)],
        hooks: Hooks::JavaScript(&VITEST),
        help: "Vitest",
        documented: {
            title: "Vitest",
            page: "vitest.md",
            commands: ["npx vitest run"],
            test: "a test file, its tests below it",
            memory: "kept, without isolation, and the heap of V8",
            hunt: "repeats files, names holder and line, without isolation",
        },
    }

    /// Mocha: a test of the plan is a test file; what is in it is told below it.
    Mocha {
        name: "mocha",
        label: Key::FrameworkMocha,
        family: Adapter,
        language: JavaScript,
        repeats: true,
        isolates: false,
        sets_up_between: false,
        shares_figures: false,
        codes: [(1, Failed)],
        hooks: Hooks::JavaScript(&MOCHA),
        help: "Mocha, perhaps inside another command that takes its options at the end",
        documented: {
            title: "Mocha",
            page: "mocha.md",
            commands: ["npx mocha"],
            test: "a test file, its tests below it",
            memory: "peak, kept, and the heap of V8",
            hunt: "repeats files, names holder and line",
        },
    }

    /// Node's own test runner, `node --test`: a test of the plan is a test file with a process of its own.
    NodeTest {
        name: "node_test",
        label: Key::FrameworkNodeTest,
        family: Adapter,
        language: JavaScript,
        repeats: false,
        isolates: true,
        sets_up_between: false,
        shares_figures: false,
        codes: [(1, Failed)],
        hooks: Hooks::JavaScript(&NODE_TEST),
        help: "Node's own test runner, `node --test`",
        documented: {
            title: "node --test",
            page: "node_test.md",
            commands: ["node --test"],
            test: "a test file, its tests below it",
            memory: "peak, the heap of V8, and what its tests kept in it",
            hunt: "files whose tests keep memory, and what holds it",
        },
    }

    /// RSpec: a test is an example.
    Rspec {
        name: "rspec",
        label: Key::FrameworkRspec,
        family: Adapter,
        language: Ruby,
        repeats: true,
        isolates: false,
        sets_up_between: false,
        shares_figures: false,
        codes: [(1, Failed)],
        hooks: RSPEC,
        help: "RSpec, perhaps inside another command that takes its options at the end",
        documented: {
            title: "RSpec",
            page: "rspec.md",
            commands: ["rspec"],
            test: "an example",
            memory: "peak and kept",
            hunt: "repeats examples, names holder and line",
        },
    }

    /// Minitest: a test is a method of a class.
    Minitest {
        name: "minitest",
        label: Key::FrameworkMinitest,
        family: Adapter,
        language: Ruby,
        repeats: true,
        isolates: false,
        sets_up_between: false,
        shares_figures: false,
        codes: [(1, Failed)],
        hooks: MINITEST,
        help: "Minitest: a test file, or `rake test`",
        documented: {
            title: "Minitest",
            page: "minitest.md",
            commands: ["rake test"],
            test: "a method of a class",
            memory: "peak and kept",
            hunt: "repeats tests, names holder and line",
        },
    }

    /// CTest: every test has a process of its own.
    Ctest {
        name: "ctest",
        label: Key::FrameworkCtest,
        family: Adapter,
        language: Cpp,
        repeats: false,
        isolates: true,
        sets_up_between: false,
        shares_figures: false,
        // Source/CTest/cmCTestTestHandler.cxx and `cmCTest::TEST_ERRORS` of CMake
        codes: [(8, Failed)],
        hooks: Hooks::None,
        help: "`ctest`",
        documented: {
            title: "CTest",
            page: "ctest.md",
            commands: ["ctest --test-dir build"],
            test: "a test of CTest",
            memory: "peak",
            hunt: "tests that need too much, with the function that took it",
        },
    }

    /// GoogleTest: a batch is a test binary with some of its tests.
    Gtest {
        name: "gtest",
        label: Key::FrameworkGtest,
        family: Adapter,
        language: Cpp,
        repeats: true,
        isolates: false,
        sets_up_between: false,
        shares_figures: false,
        codes: [(1, Failed)],
        hooks: Hooks::None,
        help: "A test binary of GoogleTest",
        documented: {
            title: "GoogleTest",
            page: "googletest.md",
            commands: ["./build/my_tests"],
            test: "a test of a suite",
            memory: "peak, with `--batch-size 1`",
            hunt: "repeats tests in groups, names the lines and functions that took it",
        },
    }

    /// Maven, with an injected agent: a test of the plan is a class; its methods are told below it.
    Maven {
        name: "maven",
        label: Key::FrameworkMaven,
        family: Adapter,
        language: Java,
        repeats: true,
        isolates: false,
        sets_up_between: false,
        shares_figures: false,
        codes: [(1, Failed)],
        hooks: Hooks::None,
        help: "Maven with a goal that runs tests: `mvn test`, `mvn verify`",
        documented: {
            title: "Maven",
            page: "junit.md",
            commands: ["mvn test"],
            test: "a class, its methods below it",
            memory: "peak and kept",
            hunt: "repeats classes, names holder and line",
        },
    }

    /// Gradle, with an injected agent: a test of the plan is a class; its methods are told below it.
    Gradle {
        name: "gradle",
        label: Key::FrameworkGradle,
        family: Adapter,
        language: Java,
        repeats: true,
        isolates: false,
        sets_up_between: false,
        shares_figures: false,
        codes: [(1, Failed)],
        hooks: Hooks::None,
        help: "Gradle with a task that runs tests: `gradle test`, `./gradlew check`",
        documented: {
            title: "Gradle",
            page: "junit.md",
            commands: ["gradle test"],
            test: "a class, its methods below it",
            memory: "peak and kept",
            hunt: "repeats classes, names holder and line",
        },
    }

    /// JUnit's console launcher, with an injected agent: a test of the plan is a class; its methods are told below it.
    Junit {
        name: "junit",
        label: Key::FrameworkJunit,
        family: Adapter,
        language: Java,
        repeats: true,
        isolates: false,
        sets_up_between: false,
        shares_figures: false,
        // 2 with --fail-if-no-tests: https://docs.junit.org/current/user-guide/#running-tests-console-launcher
        codes: [(1, Failed), (2, NoneRun)],
        hooks: Hooks::None,
        help: "JUnit's console launcher: `java -jar junit-platform-console-standalone.jar`",
        documented: {
            title: "JUnit's console launcher",
            page: "junit.md",
            commands: ["java -jar junit-platform-console-standalone.jar"],
            test: "a class, its methods below it",
            memory: "peak and kept",
            hunt: "repeats classes, names holder and line",
        },
    }

    /// Any command: only its batches are known.
    Command {
        name: "command",
        label: Key::FrameworkCommand,
        family: Command,
        language: Any,
        repeats: false,
        isolates: false,
        sets_up_between: false,
        shares_figures: false,
        codes: [],
        hooks: Hooks::None,
        help: "Any command",
        documented: {
            title: "any other command",
            page: "other.md",
            commands: ["--tests cases.txt -- ./command {}"],
            test: "a case of a list",
            memory: "peak, with `--batch-size 1`",
            hunt: "groups of cases",
        },
    }
}

const JEST: JavaScriptHooks = JavaScriptHooks {
    place: "In a file of `setupFilesAfterEnv`.",
    is_module: false,
    from: None,
    after_all: Some("afterAll"),
    mocks: None,
    mocks_before: "",
    mocks_forget: "jest.clearAllMocks()",
    forgets_mocks: false,
};

const VITEST: JavaScriptHooks = JavaScriptHooks {
    place: "In a file of `setupFiles`.",
    is_module: true,
    from: Some("vitest"),
    after_all: Some("afterAll"),
    mocks: Some("vi"),
    mocks_before: "",
    mocks_forget: "vi.clearAllMocks()",
    forgets_mocks: false,
};

const MOCHA: JavaScriptHooks = JavaScriptHooks {
    place: "In a file for `--require`.",
    is_module: false,
    from: None,
    after_all: None,
    mocks: None,
    mocks_before: "const sinon = require('sinon')\n",
    mocks_forget: "sinon.resetHistory()\n  sinon.restore()",
    forgets_mocks: true,
};

const NODE_TEST: JavaScriptHooks = JavaScriptHooks {
    place: "In a file for `--import`.",
    is_module: true,
    from: Some("node:test"),
    after_all: Some("after"),
    mocks: Some("mock"),
    mocks_before: "",
    mocks_forget: "mock.reset()",
    forgets_mocks: false,
};

const RSPEC: Hooks = Hooks::Ruby {
    template: "RSpec.configure do |config|\n  config.after { {code} }\nend\n",
    has_classes: false,
};

const MINITEST: Hooks = Hooks::Ruby {
    template: "class Minitest::Test\n  def after_teardown\n    super\n    {code}\n  end\nend\n",
    has_classes: true,
};
