//! What `--version` says: with all that is inside, because a report of a bug begins with it.

use oomscope_shared::FormatVersion;

use crate::{page, recording};

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
        "{} ({commit})\nartifact format  {}\npage             {page}\nPython plugins   {}\nParquet          {parquet}\ntarget           {}",
        env!("CARGO_PKG_VERSION"),
        FormatVersion::CURRENT.0,
        recording::inside(),
        env!("OOMSCOPE_TARGET"),
    )
}
