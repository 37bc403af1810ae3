//! What this program says of itself: its version with all that is inside, completions, manual pages.

use std::fs;
use std::path::Path;

use clap_complete::Shell;
use oomscope_shared::FormatVersion;

use crate::cli::command;
use crate::error::Failure;
use crate::{page, pytest};

/// `--version`: what is embedded, because a report of a bug begins with it.
pub fn long_version() -> String {
    let commit = option_env!("OOMSCOPE_COMMIT").unwrap_or("not a release");
    let page = match page::weight() {
        Some((files, bytes)) => format!("{files} files, {} kB", bytes / 1000),
        None => "not inside; build it with `cargo xtask build`".to_owned(),
    };
    let parquet = if cfg!(feature = "parquet") {
        "inside"
    } else {
        "not inside; it is a feature of the crate"
    };
    format!(
        "{} ({commit})\nartifact format  {}\npage             {page}\nPython plugins   {} files\nParquet          {parquet}\ntarget           {}",
        env!("CARGO_PKG_VERSION"),
        FormatVersion::CURRENT.0,
        pytest::FILES.len(),
        env!("OOMSCOPE_TARGET"),
    )
}

/// What a shell reads to complete the words of this program.
pub fn completions(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "oomscope", &mut script);
    script
}

/// Writes `oomscope.1` and a page for every subcommand.
pub fn write_man(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(failed(folder))?;
    clap_mangen::generate_to(command(), folder).map_err(failed(folder))
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> Failure + '_ {
    |source| Failure::Write {
        path: path.to_owned(),
        source,
        after_start: false,
    }
}
