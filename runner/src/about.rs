//! What this program says of itself: completions, manual pages.

use std::fs;
use std::path::Path;

use clap_complete::Shell;

use crate::cli::command;
use crate::error::Failure;

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
