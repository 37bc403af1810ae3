//! The header of a run: the machine, the commit, the CI job. By allow-list, and no secrets.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use oomscope_journal::RunStarted;
use oomscope_shared::artifact::{Ci, Git, Host, Limits, MemoryLimit, Plan, Tool};

use crate::meminfo::Meminfo;
use crate::plan::RunPlan;
use crate::process::{ANSWERS_WITHIN, ask};

/// Everything about a run that is known before it starts.
pub fn header(plan: &RunPlan, limit: Option<&MemoryLimit>) -> RunStarted {
    let folder = std::env::current_dir().unwrap_or_default();
    RunStarted {
        tool: Tool {
            name: "oomscope".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        started_at: humantime::format_rfc3339_millis(SystemTime::now()).to_string(),
        label: plan.label.clone(),
        command: plan
            .command
            .iter()
            .map(|word| relative(word, &folder))
            .collect(),
        folder: folder
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default(),
        framework: plan.framework,
        plan: Plan {
            batch_size: plan.batch_size,
            tests_file: plan.choice.list.as_ref().map(|list| list.name.clone()),
            batch_timeout_ms: plan.batch_timeout_ms,
            test_timeout_ms: plan.test_timeout_ms,
            fail_fast: plan.fail_fast,
            retries: plan.retries,
            jobs: plan.jobs,
        },
        git: git(&folder),
        ci: ci(&|name| std::env::var(name).ok().filter(|value| !value.is_empty())),
        host: host(),
        limits: Limits {
            memory: limit.cloned(),
        },
        asked_hz: f64::from(plan.sample_hz),
        budget_percent: plan.budget_percent,
    }
}

/// An absolute path in a command names a folder of one machine: inside the project it is shown
/// relative to it, elsewhere by its last part.
fn relative(word: &str, folder: &Path) -> String {
    let path = Path::new(word);
    if !path.is_absolute() {
        return word.to_owned();
    }
    match path.strip_prefix(folder) {
        Ok(below) if !below.as_os_str().is_empty() => below.display().to_string(),
        _ => path
            .file_name()
            .map_or_else(|| word.to_owned(), |n| n.to_string_lossy().into_owned()),
    }
}

fn host() -> Host {
    let meminfo = Meminfo::read();
    let one_line = |path: &str| {
        fs::read_to_string(path)
            .ok()
            .map(|text| text.trim().to_owned())
    };
    Host {
        os: os_name(&fs::read_to_string("/etc/os-release").unwrap_or_default()),
        kernel: one_line("/proc/sys/kernel/osrelease"),
        arch: std::env::consts::ARCH.to_owned(),
        cpus: std::thread::available_parallelism()
            .ok()
            .map(|n| n.get() as u32),
        memory_bytes: meminfo.bytes("MemTotal"),
        memory_available_bytes: meminfo.bytes("MemAvailable"),
        swap_bytes: meminfo.bytes("SwapTotal"),
        python: None,
        pytest: None,
    }
}

fn os_name(os_release: &str) -> Option<String> {
    let line = os_release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(line.trim_matches('"').to_owned())
}

/// The commit, read from the checkout's own files; only whether files differ needs git itself.
fn git(folder: &Path) -> Option<Git> {
    let top = folder.ancestors().find(|top| top.join(".git").exists())?;
    let prefix = folder.strip_prefix(top).ok().and_then(Path::to_str);
    let prefix = prefix.filter(|prefix| !prefix.is_empty());
    let (folder, common) = git_folders(&top.join(".git"))?;
    let head = fs::read_to_string(folder.join("HEAD")).ok()?;
    let head = head.trim();
    let (commit, branch) = match head.strip_prefix("ref: ") {
        Some(name) => {
            let branch = name.strip_prefix("refs/heads/").unwrap_or(name).to_owned();
            (resolve(&folder, &common, name)?, Some(branch))
        }
        None => (head.to_owned(), None),
    };
    Some(Git {
        commit,
        branch,
        dirty: is_dirty(),
        remote: fs::read_to_string(common.join("config"))
            .ok()
            .and_then(|config| published(&url_of_origin(&config)?)),
        prefix: prefix.map(str::to_owned),
    })
}

/// The URL of `origin` in the configuration of a repository.
fn url_of_origin(config: &str) -> Option<String> {
    let mut is_origin = false;
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            is_origin = line == "[remote \"origin\"]";
        } else if is_origin
            && let Some((key, value)) = line.split_once('=')
            && key.trim() == "url"
        {
            return Some(value.trim().trim_matches('"').to_owned());
        }
    }
    None
}

/// Where a repository is looked at that is fetched from this URL: host and path, and nothing of what may be
/// secret in it. Repositories on a disk have no such place.
fn published(url: &str) -> Option<String> {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme @ ("http" | "https"), rest)) => (scheme, rest.to_owned()),
        // The port of another protocol leads nowhere on the web.
        Some(("ssh" | "git" | "git+ssh", rest)) => {
            let (host, path) = rest.split_once('/')?;
            let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
            let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
            ("https", format!("{host}/{path}"))
        }
        Some(_) => return None,
        // `git@host:owner/name`
        None => {
            let (host, path) = url.split_once(':')?;
            let is_host = host.contains('.') && !host.contains('/');
            is_host.then(|| ("https", format!("{host}/{}", path.trim_start_matches('/'))))?
        }
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_once('/')?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let is_plain = |text: &str, more: &str| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || more.contains(c);
        !text.is_empty() && text.chars().all(is_plain)
    };
    let is_whole = is_plain(host, ".-:") && is_plain(path, "._-/~") && !path.contains("..");
    is_whole.then(|| format!("{scheme}://{host}/{path}"))
}

/// The folder of this checkout and the one that its worktrees share. `.git` is a file in a worktree.
fn git_folders(dot_git: &Path) -> Option<(PathBuf, PathBuf)> {
    if dot_git.is_dir() {
        return Some((dot_git.to_owned(), dot_git.to_owned()));
    }
    let text = fs::read_to_string(dot_git).ok()?;
    let folder = dot_git
        .parent()?
        .join(text.trim().strip_prefix("gitdir: ")?);
    let common = match fs::read_to_string(folder.join("commondir")) {
        Ok(relative) => folder.join(relative.trim()),
        Err(_) => folder.clone(),
    };
    Some((folder, common))
}

fn resolve(folder: &Path, common: &Path, name: &str) -> Option<String> {
    let loose = [folder, common]
        .into_iter()
        .find_map(|f| fs::read_to_string(f.join(name)).ok());
    if let Some(hash) = loose {
        return Some(hash.trim().to_owned());
    }
    let packed = fs::read_to_string(common.join("packed-refs")).ok()?;
    packed
        .lines()
        .find_map(|line| Some(line.strip_suffix(name)?.trim().to_owned()))
}

fn is_dirty() -> Option<bool> {
    let mut command = Command::new("git");
    command.args([
        "--no-optional-locks",
        "status",
        "--porcelain",
        "--untracked-files=no",
    ]);
    let output = ask(&mut command, ANSWERS_WITHIN).ok()?;
    output.status.success().then_some(!output.stdout.is_empty())
}

fn ci(get: &dyn Fn(&str) -> Option<String>) -> Option<Ci> {
    if get("GITHUB_ACTIONS").is_some() {
        let run_id = get("GITHUB_RUN_ID");
        let run_url = match (get("GITHUB_SERVER_URL"), get("GITHUB_REPOSITORY"), &run_id) {
            (Some(server), Some(repository), Some(id)) => {
                let server = without_credentials(&server);
                Some(format!("{server}/{repository}/actions/runs/{id}"))
            }
            _ => None,
        };
        return Some(Ci {
            provider: "github_actions".to_owned(),
            run_id,
            run_url,
            job: get("GITHUB_JOB"),
            workflow: get("GITHUB_WORKFLOW"),
        });
    }
    if get("GITLAB_CI").is_some() {
        return Some(Ci {
            provider: "gitlab_ci".to_owned(),
            run_id: get("CI_PIPELINE_ID"),
            run_url: get("CI_JOB_URL").map(|address| without_credentials(&address)),
            job: get("CI_JOB_NAME"),
            workflow: get("CI_PIPELINE_NAME"),
        });
    }
    get("CI").map(|_| Ci {
        provider: "unknown".to_owned(),
        run_id: None,
        run_url: None,
        job: None,
        workflow: None,
    })
}

/// An address without the name and the password that it may hold.
fn without_credentials(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_machine_stay_out_of_the_command() {
        let folder = Path::new("/home/me/project");
        assert_eq!(
            relative("/home/me/project/tests/a.py", folder),
            "tests/a.py"
        );
        assert_eq!(relative("/opt/venv/bin/python", folder), "python");
        assert_eq!(relative("--cov=src", folder), "--cov=src");
    }

    #[test]
    fn a_github_job_is_recognised() {
        let get = |name: &str| {
            let value = match name {
                "GITHUB_ACTIONS" => "true",
                "GITHUB_RUN_ID" => "42",
                "GITHUB_SERVER_URL" => "https://me:pass@github.com",
                "GITHUB_REPOSITORY" => "a/b",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let ci = ci(&get).unwrap();
        assert_eq!(
            ci.run_url.as_deref(),
            Some("https://github.com/a/b/actions/runs/42")
        );
        assert!(super::ci(&|_| None).is_none());
    }

    #[test]
    fn addresses_have_no_credentials() {
        for (address, wanted) in [
            ("https://me:pass@ci.example/a@b", "https://ci.example/a@b"),
            ("https://token@ci.example", "https://ci.example"),
            ("https://ci.example:8443/a", "https://ci.example:8443/a"),
            ("ci.example", "ci.example"),
        ] {
            assert_eq!(without_credentials(address), wanted);
        }
    }

    #[test]
    fn a_repository_is_published_without_credentials() {
        for (url, wanted) in [
            ("https://github.com/a/b.git", Some("https://github.com/a/b")),
            (
                "https://me:ghp_secret@github.com/a/b",
                Some("https://github.com/a/b"),
            ),
            (
                "https://git.example:8443/a/b/?token=x#y",
                Some("https://git.example:8443/a/b"),
            ),
            ("git@github.com:a/b.git", Some("https://github.com/a/b")),
            (
                "ssh://git@gitlab.com:22/a/b/c.git",
                Some("https://gitlab.com/a/b/c"),
            ),
            (
                "ssh://me:secret@git.example/a",
                Some("https://git.example/a"),
            ),
            ("/srv/git/a.git", None),
            ("../a", None),
            ("file:///srv/a", None),
            ("https://host", None),
            ("https://host/a b", None),
            ("https://host/a/../b", None),
            ("javascript://host/a", None),
            ("C:/a/b", None),
        ] {
            assert_eq!(published(url).as_deref(), wanted, "{url}");
        }
        let config = "[core]\n\turl = no\n[remote \"fork\"]\n\turl = f\n[remote \"origin\"]\n\tfetch = x\n\turl = o\n";
        assert_eq!(url_of_origin(config).as_deref(), Some("o"));
        assert_eq!(url_of_origin("[remote \"fork\"]\nurl = f\n"), None);
    }

    #[test]
    fn a_packed_branch_is_resolved() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join("packed-refs"),
            "# pack\nabc123 refs/heads/main\n",
        )
        .unwrap();
        let found = resolve(folder.path(), folder.path(), "refs/heads/main");
        assert_eq!(found.as_deref(), Some("abc123"));
    }
}
