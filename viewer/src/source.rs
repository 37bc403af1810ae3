//! Where the source of a run is looked at: at its commit where its repository is published, and in the editor of a
//! reader who has it.
//!
//! Everything here comes out of a file of somebody else's, so an address is made only of parts that are nothing
//! but what they should be.

use oomscope_shared::Artifact;
use oomscope_shared::path::joined;

use crate::address::encode;

/// Where the files of a run are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Up to the path of a file.
    base: String,
    /// Where in the repository the command ran.
    prefix: String,
    /// What stands between a file and the number of a line.
    line_mark: &'static str,
    /// The commit, short.
    pub commit: String,
}

impl Source {
    /// Of a run, where its repository and commit are known and its host is one whose addresses are.
    pub fn of(artifact: &Artifact) -> Option<Self> {
        let git = artifact.run.git.as_ref()?;
        let by_job = || {
            let ci = artifact.run.ci.as_ref()?;
            let (repository, _) = ci.run_url.as_deref()?.split_once("/actions/runs/")?;
            Some(repository.to_owned())
        };
        let remote = git.remote.clone().or_else(by_job)?;
        let (scheme, rest) = remote.split_once("://")?;
        let (host, path) = rest.split_once('/')?;
        let is_hash = git.commit.len() >= 7 && git.commit.bytes().all(|b| b.is_ascii_hexdigit());
        let is_safe = matches!(scheme, "https" | "http")
            && is_made_of(host, ".-:")
            && is_made_of(path, "._-/~")
            && !path.contains("..")
            && is_hash;
        let (way, line_mark) = way(host).filter(|_| is_safe)?;
        Some(Self {
            base: format!("{remote}{way}{}/", git.commit),
            prefix: git.prefix.clone().unwrap_or_default(),
            line_mark,
            commit: git.commit.get(..8).unwrap_or(&git.commit).to_owned(),
        })
    }

    /// The address of a file of the run, at a line if one is known.
    pub fn address(&self, file: &str, line: Option<u32>) -> Option<String> {
        let path = path(&self.prefix, file)?;
        let line = line.map(|line| format!("{}{line}", self.line_mark));
        Some(format!(
            "{}{}{}",
            self.base,
            encode(&path),
            line.unwrap_or_default()
        ))
    }
}

/// How hosts name a file at a commit, and a line of it.
fn way(host: &str) -> Option<(&'static str, &'static str)> {
    let ways = [
        ("github", "/blob/", "#L"),
        ("gitlab", "/-/blob/", "#L"),
        ("bitbucket", "/src/", "#lines-"),
        ("codeberg", "/src/commit/", "#L"),
        ("gitea", "/src/commit/", "#L"),
        ("forgejo", "/src/commit/", "#L"),
    ];
    let found = ways.into_iter().find(|(name, _, _)| host.contains(name));
    found.map(|(_, way, line)| (way, line))
}

fn is_made_of(text: &str, more: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || more.contains(c);
    !text.is_empty() && text.chars().all(is_plain)
}

/// A path that an address can have.
fn path(folder: &str, file: &str) -> Option<String> {
    joined(folder, file).filter(|path| !path.contains(['\\', '<', '\0']))
}

/// What opens a file in the editor, where the page was asked for in the folder that the run was in.
pub fn in_editor(
    artifact: &Artifact,
    folder: &str,
    file: &str,
    line: Option<u32>,
) -> Option<String> {
    let name = folder.rsplit('/').next()?;
    if !folder.starts_with('/') || name != artifact.run.folder {
        return None;
    }
    let path = path(folder, file)?;
    let line = line.map(|line| format!(":{line}")).unwrap_or_default();
    Some(format!("vscode://file/{}{line}", encode(&path)))
}

/// The file of the project that a name speaks of. What is nobody's but its name alone is of a library, unless tests
/// are in such a file.
pub fn is_of_project(artifact: &Artifact, file: &str) -> bool {
    let is_of_test = |id: &String| {
        id.strip_prefix(file)
            .is_some_and(|rest| rest.starts_with("::"))
    };
    // In a folder of its own a file of tests has a slash.
    file.contains('/') || artifact.tests.id.iter().any(is_of_test)
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::artifact::{Ci, Git};
    use oomscope_shared::testing::story_before;

    fn run(remote: Option<&str>, prefix: Option<&str>, commit: &str) -> Artifact {
        let git = Git {
            commit: commit.to_owned(),
            branch: None,
            dirty: None,
            remote: remote.map(str::to_owned),
            prefix: prefix.map(str::to_owned),
        };
        let run = story_before().with(|run| {
            run.run.git = Some(git);
            run.run.folder = "shop".to_owned();
        });
        run.done()
    }

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    #[test]
    fn hosts_name_a_line_at_a_commit() {
        let lines = [
            "https://github.com/a/b",
            "https://gitlab.example/a/b/c",
            "https://bitbucket.org/a/b",
            "https://codeberg.org/a/b",
        ];
        let lines = lines.map(|remote| {
            let source = Source::of(&run(Some(remote), Some("py"), COMMIT)).unwrap();
            source.address("../src/x y.py", Some(163)).unwrap()
        });
        let wanted = [
            format!("https://github.com/a/b/blob/{COMMIT}/src/x%20y.py#L163"),
            format!("https://gitlab.example/a/b/c/-/blob/{COMMIT}/src/x%20y.py#L163"),
            format!("https://bitbucket.org/a/b/src/{COMMIT}/src/x%20y.py#lines-163"),
            format!("https://codeberg.org/a/b/src/commit/{COMMIT}/src/x%20y.py#L163"),
        ];
        assert_eq!(lines, wanted);
    }

    #[test]
    fn what_is_odd_leads_nowhere() {
        for remote in [
            "javascript://github.com/a",
            "https://github.com@evil.example/a",
            "https://github.com/a?b",
            "https://github.com/a/../b",
            "https://nobody.example/a/b",
            "github.com/a/b",
        ] {
            assert_eq!(
                Source::of(&run(Some(remote), None, COMMIT)),
                None,
                "{remote}"
            );
        }
        assert_eq!(
            Source::of(&run(Some("https://github.com/a/b"), None, "main\"")),
            None
        );
        let source = Source::of(&run(Some("https://github.com/a/b"), None, COMMIT)).unwrap();
        for file in ["/etc/passwd", "../x.py", "a/../../x", "", "..", "a\\b"] {
            assert_eq!(source.address(file, None), None, "{file}");
        }
        assert_eq!(source.commit, "01234567");
    }

    #[test]
    fn the_repository_of_a_job_is_known_by_its_page() {
        let mut artifact = run(None, None, COMMIT);
        assert_eq!(Source::of(&artifact), None);
        artifact.run.ci = Some(Ci {
            provider: "github_actions".to_owned(),
            run_id: None,
            run_url: Some("https://github.com/a/b/actions/runs/7".to_owned()),
            job: None,
            workflow: None,
        });
        let address = Source::of(&artifact).unwrap().address("x/y.py", None);
        assert_eq!(
            address.unwrap(),
            format!("https://github.com/a/b/blob/{COMMIT}/x/y.py")
        );
    }

    #[test]
    fn a_run_of_this_folder_opens_in_the_editor() {
        let artifact = run(None, None, COMMIT);
        let opened = |folder| in_editor(&artifact, folder, "../lib/a.py", Some(7));
        assert_eq!(
            opened("/home/me/shop").unwrap(),
            "vscode://file/home/me/lib/a.py:7"
        );
        assert_eq!(opened("/home/me/other"), None);
        assert_eq!(opened("shop"), None);
        assert!(is_of_project(&artifact, "a/b.py") && !is_of_project(&artifact, "reports.py"));
    }
}
