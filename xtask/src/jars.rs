//! `cargo xtask jars`: what runs in the JVMs of tests and of Maven, of the sources beside the driver. The jars are
//! committed, so that oomscope is built without a JDK, and so is a list of the hashes of all that they were made of.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::setup::debian;
use crate::{console, paths, process};

/// The list.
const MADE_OF: &str = "made-of.txt";

/// Builds them.
pub fn build() -> Result<()> {
    let maven = debian::program("mvn", "maven")?;
    let driver = paths::root().join("runner/src/driver/jvm");
    let folder = paths::root().join("target/jars");
    let jars = driver.join("jars");
    process::run(
        Command::new(maven)
            .args(["-B", "-q", "clean", "package", "-f"])
            .arg(driver.join("java/pom.xml"))
            .arg(format!("-Dfolder={}", folder.display())),
    )?;
    for name in ["agent", "listeners", "maven"] {
        let built = folder.join(format!("oomscope-jvm-1-{name}.jar"));
        let place = jars.join(format!("oomscope-{name}.jar"));
        fs::copy(&built, &place).with_context(|| format!("cannot copy {}", built.display()))?;
    }
    let _ = fs::remove_file(jars.join(MADE_OF));
    let mut hashes = BTreeMap::new();
    note(&driver, &driver.join("java"), &mut hashes)?;
    note(&driver, &jars, &mut hashes)?;
    let lines: String = (hashes.into_iter())
        .map(|(name, hash)| format!("{hash}  {name}\n"))
        .collect();
    fs::write(jars.join(MADE_OF), lines)?;
    console::note("runner/src/driver/jvm/jars is written");
    Ok(())
}

/// The hash of each file, in the form of `sha256sum`.
fn note(root: &Path, folder: &Path, hashes: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            note(root, &path, hashes)?;
            continue;
        }
        let hash = Sha256::digest(fs::read(&path)?);
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let name = path.strip_prefix(root)?.display().to_string();
        hashes.insert(name, hash);
    }
    Ok(())
}
