//! YAML, read by a program that is not ours.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::{Result, places};

/// Keeps `on` a word and the keys in their order, as GitHub reads it.
const SCRIPT: &str = "
import json, sys
from ruamel.yaml import YAML
print(json.dumps(YAML(typ='safe', pure=True).load(open(sys.argv[1], encoding='utf-8'))))
";

/// The content of a YAML file.
pub fn read(path: &Path) -> Result<Value> {
    let output = Command::new(places::readers())
        .args(["-c", SCRIPT])
        .arg(path)
        .output()?;
    ensure!(
        output.status.success(),
        "{} is no YAML: {}",
        path.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).context("the reader printed no JSON")
}
