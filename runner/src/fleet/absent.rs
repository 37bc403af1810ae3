//! `oomscope export` in a program that was built without Parquet.

use crate::cli::ExportArgs;
use crate::error::Failure;

/// Writes no tables.
pub fn export(_: &ExportArgs) -> Result<(), Failure> {
    Err(Failure::usage(
        "this oomscope was built without Parquet",
        "build it without `--no-default-features`, or use one that was published",
    ))
}
