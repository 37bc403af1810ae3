//! A static file server on loopback, for hosting the page at the root or in a sub-folder.

use std::fs::{self, File};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use anyhow::{Context, anyhow};
use tiny_http::{Header, Request, Response, Server};

use crate::Result;

/// A running server; it ends when this value is dropped.
pub struct Site {
    server: Arc<Server>,
    port: u16,
    thread: Option<JoinHandle<()>>,
}

impl Site {
    /// Serves folders under prefixes, for example `("/some/where/", dist)`.
    pub fn serve(mounts: &[(&str, &Path)]) -> Result<Self> {
        let server = Server::http("127.0.0.1:0").map_err(|error| anyhow!("{error}"))?;
        let server = Arc::new(server);
        let port = server
            .server_addr()
            .to_ip()
            .context("not an IP address")?
            .port();
        let mounts: Vec<_> = mounts
            .iter()
            .map(|(prefix, folder)| (prefix.to_string(), folder.to_path_buf()))
            .collect();
        let listener = Arc::clone(&server);
        let thread = std::thread::spawn(move || {
            for request in listener.incoming_requests() {
                let path = request
                    .url()
                    .split(['?', '#'])
                    .next()
                    .map(decoded)
                    .unwrap_or_default();
                // A client that went away in the middle is its own business.
                drop(answer(&mounts, &path, request));
            }
        });
        Ok(Self {
            server,
            port,
            thread: Some(thread),
        })
    }

    /// The address of a path on this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            // A panic of the server's thread shows itself in the test as a page that is not there.
            drop(thread.join());
        }
    }
}

fn answer(mounts: &[(String, PathBuf)], path: &str, request: Request) -> std::io::Result<()> {
    let Some(file) = find(mounts, path) else {
        return request.respond(Response::from_string("not found").with_status_code(404));
    };
    let response = Response::from_file(File::open(&file)?);
    match content_type(&file) {
        Some(header) => request.respond(response.with_header(header)),
        None => request.respond(response),
    }
}

/// An address with its percent-encoding undone.
fn decoded(url: &str) -> String {
    let mut bytes = Vec::with_capacity(url.len());
    let mut rest = url.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(value) if byte == b'%' => {
                bytes.push(value);
                rest = &after[2..];
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn find(mounts: &[(String, PathBuf)], path: &str) -> Option<PathBuf> {
    let (rest, folder) = mounts
        .iter()
        .filter_map(|(prefix, folder)| Some((path.strip_prefix(prefix.as_str())?, folder)))
        .min_by_key(|(rest, _)| rest.len())?;
    let inside = Path::new(rest)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let mut file = folder.join(rest);
    if file.is_dir() {
        file.push("index.html");
    }
    (inside && fs::metadata(&file).is_ok_and(|m| m.is_file())).then_some(file)
}

fn content_type(file: &Path) -> Option<Header> {
    let value = match file.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    Header::from_bytes("Content-Type", value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_a_mount_are_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        fs::write(folder.path().join("a/index.html"), "x").unwrap();
        fs::write(folder.path().join("secret"), "x").unwrap();
        let mounts = [("/sub/".to_owned(), folder.path().join("a"))];
        assert!(find(&mounts, "/sub/").is_some());
        assert!(find(&mounts, "/sub/index.html").is_some());
        assert!(find(&mounts, "/").is_none());
        assert!(find(&mounts, "/sub/../secret").is_none());
        assert!(find(&mounts, "/sub//etc/passwd").is_none());
    }
}
