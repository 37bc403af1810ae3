//! The page, embedded in this program, served on loopback together with the artifacts to look at.

use std::io::Cursor;
use std::net::{Ipv4Addr, SocketAddr};

use tiny_http::{Header, Request, Response, Server};

use crate::error::Failure;

include!(concat!(env!("OUT_DIR"), "/page_files.rs"));

/// What is said where the page is wanted and not inside of this program.
pub fn missing_page() -> Failure {
    Failure::recorder(
        "this oomscope was built without its page (build it with `cargo xtask build`)",
    )
}

/// Number of the page's files, and their bytes; `None` without the page.
pub fn weight() -> Option<(usize, usize)> {
    let bytes = FILES.iter().map(|(_, bytes)| bytes.len()).sum();
    (!FILES.is_empty()).then_some((FILES.len(), bytes))
}

/// An artifact to serve.
pub struct Served {
    /// File name, as shown in the page.
    pub name: String,
    /// The file as it is, gzipped or not.
    pub bytes: Vec<u8>,
}

/// A server that is bound and not serving yet.
pub struct PageServer {
    server: Server,
    artifacts: Vec<Served>,
}

impl PageServer {
    /// Binds to loopback.
    pub fn bind(port: u16, artifacts: Vec<Served>) -> Result<Self, Failure> {
        if FILES.is_empty() {
            return Err(missing_page());
        }
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let server = Server::http(address).map_err(|error| {
            Failure::usage(
                format!("cannot listen on {address}: {error}"),
                "choose another port with --port, or none for any free one",
            )
        })?;
        Ok(Self { server, artifacts })
    }

    /// The address that opens the page with all artifacts.
    pub fn url(&self) -> String {
        let port = self
            .server
            .server_addr()
            .to_ip()
            .map_or(0, |address| address.port());
        let runs: Vec<_> = self
            .artifacts
            .iter()
            .enumerate()
            .map(|(at, artifact)| format!("run=artifacts/{at}/{}", encode(&artifact.name)))
            .collect();
        format!("http://127.0.0.1:{port}/?{}", runs.join("&"))
    }

    /// Serves until the process is ended.
    pub fn serve(&self) {
        for request in self.server.incoming_requests() {
            self.answer(request);
        }
    }

    fn answer(&self, request: Request) {
        let path = request
            .url()
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .to_owned();
        let response = match self.find(path.trim_start_matches('/')) {
            Some((kind, bytes)) => ok(kind, bytes),
            None => Response::from_data(b"not found".to_vec()).with_status_code(404),
        };
        // A browser that has gone away needs no answer.
        let _ = request.respond(response);
    }

    fn find(&self, path: &str) -> Option<(&'static str, &[u8])> {
        if let Some(rest) = path.strip_prefix("artifacts/") {
            let at: usize = rest.split('/').next()?.parse().ok()?;
            return Some(("application/octet-stream", &self.artifacts.get(at)?.bytes));
        }
        let path = if path.is_empty() { "index.html" } else { path };
        let (name, bytes) = FILES.iter().find(|(name, _)| *name == path)?;
        Some((content_type(name), bytes))
    }
}

fn ok(kind: &str, bytes: &[u8]) -> Response<Cursor<Vec<u8>>> {
    let headers = [
        ("Content-Type", kind),
        // The artifacts of another `oomscope view` can have the same address.
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ];
    let response = Response::from_data(bytes.to_vec());
    headers
        .iter()
        .filter_map(|(name, value)| Header::from_bytes(*name, *value).ok())
        .fold(response, Response::with_header)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json" | "webmanifest") => "application/json",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// Percent-encodes a file name for an address.
pub fn encode(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_for_the_address() {
        assert_eq!(encode("a b&ü.json"), "a%20b%26%C3%BC.json");
    }

    #[test]
    fn wasm_has_the_type_that_browsers_insist_on() {
        assert_eq!(content_type("x_bg.wasm"), "application/wasm");
    }
}
