//! The subcommands that need Linux, where there is none: they say so.

use std::process::ExitCode;

use crate::cli::{DoctorArgs, PlanArgs, RecordArgs, RecoverArgs, RunArgs};
use crate::error::Failure;

/// Nothing starts this program in the place of another.
pub fn helper(_: &str) -> Option<ExitCode> {
    None
}

/// What is inside of it, for `--version`.
pub fn inside() -> String {
    "not inside; recording needs Linux".to_owned()
}

/// Runs no suite.
pub fn run(_: RunArgs) -> Result<u8, Failure> {
    Err(needs_linux("run"))
}

/// Runs no command.
pub fn record(_: RecordArgs) -> Result<u8, Failure> {
    Err(needs_linux("record"))
}

/// Makes no plan.
pub fn plan(_: &PlanArgs) -> Result<String, Failure> {
    Err(needs_linux("plan"))
}

/// Makes no artifact.
pub fn recover(_: &RecoverArgs) -> Result<u8, Failure> {
    Err(needs_linux("recover"))
}

/// Examines no machine.
pub fn doctor(_: &DoctorArgs) -> Result<u8, Failure> {
    Err(needs_linux("doctor"))
}

fn needs_linux(command: &str) -> Failure {
    Failure::usage(
        format!("`oomscope {command}` needs Linux"),
        "record where the tests run: in CI, in a container, in WSL; this one opens what was recorded: \
         view, compare, check, report, merge, site, export",
    )
}
