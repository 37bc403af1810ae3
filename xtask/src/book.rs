//! `cargo xtask book`: the documents as a book with a search.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{console, paths, process, setup};

/// Where files lie that are no part of the book.
const REPOSITORY: &str = "https://github.com/oomscope/oomscope/blob/main/";

/// Makes the book in `target/book`.
pub fn run() -> Result<()> {
    let mdbook = setup::mdbook()?;
    let staging = tempfile::tempdir()?;
    fs::copy(
        paths::root().join("book.toml"),
        staging.path().join("book.toml"),
    )?;
    stage(&paths::root().join("docs"), &staging.path().join("docs"), 1)?;
    let into = paths::target().join("book");
    console::timed("The book", || {
        let mut build = Command::new(mdbook);
        process::run(
            build
                .arg("build")
                .arg(staging.path())
                .arg("--dest-dir")
                .arg(&into),
        )
    })?;
    ensure!(
        into.join("143.html").is_file(),
        "a page is missing from the book"
    );
    console::line(&format!("{}", into.join("index.html").display()));
    Ok(())
}

/// Copies the documents. What they link to outside of the book is in the repository.
fn stage(from: &Path, to: &Path, depth: usize) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            stage(&path, &target, depth + 1)?;
        } else if path.extension().is_some_and(|end| end == "md") {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            fs::write(target, outward(&text, depth))?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

/// Links that climb out of `docs/`, which is `depth` folders above, as addresses.
fn outward(text: &str, depth: usize) -> String {
    let out = format!("]({}", "../".repeat(depth));
    text.replace(&out, &format!("]({REPOSITORY}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_out_of_the_book_become_addresses() {
        let text = "[a](../README.md) [b](cli.md) [c](ci/x.md)";
        let expected = format!("[a]({REPOSITORY}README.md) [b](cli.md) [c](ci/x.md)");
        assert_eq!(outward(text, 1), expected);
        let deep = "[a](../../x.rs) [b](../hunt.md)";
        assert_eq!(
            outward(deep, 2),
            format!("[a]({REPOSITORY}x.rs) [b](../hunt.md)")
        );
    }
}
