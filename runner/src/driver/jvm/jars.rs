//! The code of ours that runs in JVMs. Its sources lie in `java/`, and `cargo xtask jars` builds them.

use std::path::{Path, PathBuf};

/// The agent, which measures and tells.
const AGENT: &[u8] = include_bytes!("jars/oomscope-agent.jar");
/// What the Platform is to load, once the agent has seen that it can.
const LISTENERS: &[u8] = include_bytes!("jars/oomscope-listeners.jar");
/// What Maven itself is to load.
const MAVEN: &[u8] = include_bytes!("jars/oomscope-maven.jar");

/// Where they lie.
#[derive(Debug, Default)]
pub(super) struct Jars {
    agent: PathBuf,
    listeners: PathBuf,
    /// Maven's.
    pub(super) maven: PathBuf,
}

impl Jars {
    /// Puts them into a folder.
    pub(super) fn place(folder: &Path) -> std::io::Result<Self> {
        let place = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            std::fs::write(&path, bytes).map(|()| path)
        };
        Ok(Self {
            agent: place("oomscope-agent.jar", AGENT)?,
            listeners: place("oomscope-listeners.jar", LISTENERS)?,
            maven: place("oomscope-maven.jar", MAVEN)?,
        })
    }

    /// The option that gives a JVM the agent.
    pub(super) fn option(&self) -> String {
        let [agent, listeners] = [&self.agent, &self.listeners].map(|path| path.display());
        format!("-javaagent:{agent}={listeners}")
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    fn hashes(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                hashes(root, &path, found);
                continue;
            }
            let hash = Sha256::digest(fs::read(&path).unwrap());
            let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            let name = path.strip_prefix(root).unwrap().display().to_string();
            found.insert(name, hash);
        }
    }

    #[test]
    fn the_committed_jars_are_those_of_their_sources() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/driver/jvm");
        let mut found = BTreeMap::new();
        hashes(&root, &root.join("java"), &mut found);
        hashes(&root, &root.join("jars"), &mut found);
        found.remove("jars/made-of.txt");
        let noted = fs::read_to_string(root.join("jars/made-of.txt")).unwrap();
        let noted: BTreeMap<String, String> = noted
            .lines()
            .filter_map(|line| line.split_once("  "))
            .map(|(hash, name)| (name.to_owned(), hash.to_owned()))
            .collect();
        assert_eq!(found, noted, "run `cargo xtask jars`");
    }
}
