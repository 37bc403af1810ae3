//! The program where nothing else is: a root folder with this one file, as in a container made from scratch.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::{console, paths, process};

/// Runs `oomscope view` in an empty root and asks it for its page.
pub fn try_alone(binary: &Path) -> Result<()> {
    let root = tempfile::tempdir()?;
    fs::copy(binary, root.path().join("oomscope"))?;
    let artifact = paths::root().join("tests/golden/v1/leak.oomscope.json");
    let name = artifact.file_name().context("no name")?.to_owned();
    fs::copy(&artifact, root.path().join(&name))?;
    let version = process::output(inside(root.path())?.args(["/oomscope", "--version"]))?;
    version.lines().for_each(console::note);
    ensure!(!version.contains("not inside"), "the page is not inside");
    let mut view = inside(root.path())?;
    view.args(["/oomscope", "view", "--no-open"]);
    view.arg(Path::new("/").join(&name));
    let mut server = Server(view.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?);
    let mut url = String::new();
    let stdout = server.0.stdout.take().context("no output")?;
    BufReader::new(stdout).read_line(&mut url)?;
    let (address, path) = url
        .trim()
        .strip_prefix("http://")
        .and_then(|rest| rest.split_once('/'))
        .with_context(|| format!("`{url}` is no address"))?;
    // Everything lies below a path that nobody can guess.
    let (folder, query) = path.split_once('?').context("no artifact in the address")?;
    let page = get(address, &format!("/{folder}"))?;
    ensure!(page.contains("oomscope-page"), "the page is not the page");
    let run = query
        .split(['=', '&'])
        .nth(1)
        .context("no artifact in the address")?;
    let answer = get(address, &format!("/{folder}{run}"))?;
    ensure!(answer.contains("200 OK"), "the artifact is not served");
    console::note(&format!(
        "{} and its artifact were served out of an empty root",
        url.trim()
    ));
    Ok(())
}

/// `chroot`; who is not root gets a user namespace for it.
fn inside(root: &Path) -> Result<Command> {
    let is_root = nix::unistd::geteuid().is_root();
    let find = |name: &str, places: &[&str]| {
        process::find(places).with_context(|| format!("`{name}` is not installed"))
    };
    let chroot = find("chroot", &["chroot", "/usr/sbin/chroot"])?;
    let mut command = match is_root {
        true => Command::new(chroot),
        false => {
            let mut unshare = Command::new(find("unshare", &["unshare"])?);
            unshare.arg("--map-root-user").arg(chroot);
            unshare
        }
    };
    command.arg(root).env_clear();
    Ok(command)
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The answer to a request, head and all; what is no text in it is replaced.
fn get(address: &str, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
