//! Where the tests find the things under test. `cargo xtask test` says so by environment variables.

use std::path::{Path, PathBuf};

/// Names the release build of `oomscope`.
pub const BINARY: &str = "OOMSCOPE_BIN";
/// Names a Python that has what `tests/requirements.txt` lists.
pub const PYTHON: &str = "OOMSCOPE_TEST_PYTHON";
/// Names Chromium or Chrome.
pub const CHROMIUM: &str = "OOMSCOPE_CHROMIUM";
/// Names the ChromeDriver that belongs to it.
pub const CHROMEDRIVER: &str = "OOMSCOPE_CHROMEDRIVER";

/// Names the file in which every test is noted that this machine cannot run.
pub const LEFT_OUT: &str = "OOMSCOPE_TESTS_LEFT_OUT";

/// Names the file of axe-core, which looks for what keeps people from using a page.
pub const AXE: &str = "OOMSCOPE_AXE";

/// Names a Python that has what `tests/requirements-readers.txt` lists.
pub const READERS: &str = "OOMSCOPE_READERS";

/// The Python with programs that are not ours and read what oomscope writes.
pub fn readers() -> PathBuf {
    from_env(READERS)
}

/// Names the script of Mozilla's `profiler-cli`, which `tests/node` locks.
pub const PROFILER: &str = "OOMSCOPE_PROFILER_CLI";

/// The script of Mozilla's `profiler-cli`, to be run by node.
pub fn profiler() -> PathBuf {
    from_env(PROFILER)
}

/// Names the folder with `node_modules` of what `action/package-lock.json` locks.
pub const ACTION_MODULES: &str = "OOMSCOPE_ACTION_MODULES";

/// The folder with what the action is built from.
pub fn action_modules() -> PathBuf {
    from_env(ACTION_MODULES)
}

/// Names the `node_modules` with the JavaScript frameworks of `tests/examples/frameworks/node`.
pub const NODE_MODULES: &str = "OOMSCOPE_NODE_MODULES";

/// The JavaScript frameworks of the example suites.
pub fn node_modules() -> PathBuf {
    from_env(NODE_MODULES)
}

/// The file of axe-core.
pub fn axe() -> PathBuf {
    from_env(AXE)
}

/// The `oomscope` under test.
pub fn binary() -> PathBuf {
    from_env(BINARY)
}

/// The Python of the example suites.
pub fn python() -> PathBuf {
    from_env(PYTHON)
}

/// The versions 3.N of Python that work, beside that of [`PYTHON`].
pub const OTHER_PYTHONS: [u32; 5] = [8, 9, 10, 12, 13];

/// The variable that names a Python 3.`minor` with what `tests/requirements-pythons.txt` lists.
pub fn other_python_variable(minor: u32) -> String {
    format!("OOMSCOPE_TEST_PYTHON_3_{minor}")
}

/// The Python of another version, where the machine has its interpreter.
pub fn other_python(minor: u32) -> Option<PathBuf> {
    let name = other_python_variable(minor);
    std::env::var_os(&name).is_some().then(|| from_env(&name))
}

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The built page.
///
/// # Panics
/// Where it has not been built: a test that needs the page must fail, not pass without it.
pub fn dist() -> PathBuf {
    let dist = workspace().join("dist");
    assert!(
        dist.join("index.html").is_file(),
        "the page is not built; run `cargo xtask test`"
    );
    dist
}

/// A test that cannot find its tools fails and says what to do: one that is skipped in silence would
/// count as one that passed.
pub(crate) fn from_env(name: &str) -> PathBuf {
    match std::env::var_os(name) {
        Some(value) if Path::new(&value).exists() => PathBuf::from(value),
        Some(value) => panic!(
            "{name} names {}, which does not exist",
            Path::new(&value).display()
        ),
        None => panic!("{name} is not set; run the tests with `cargo xtask test`"),
    }
}
