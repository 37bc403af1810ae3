//! The page, embedded in this program, served on loopback together with the artifacts to look at.
//!
//! Loopback is not private: every user of the machine can connect, and a page from elsewhere can point a name of
//! its own at 127.0.0.1 and ask through the reader's browser. So everything lies below a path that nobody can
//! guess, and only who asked for this machine by its own name is answered.

use std::io::Cursor;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use tiny_http::{Header, Method, Request, Response, Server};

use crate::error::Failure;

include!(concat!(env!("OUT_DIR"), "/page_files.rs"));

/// The start page.
pub const START: &str = "index.html";
/// Marks the start page as one of a server that ends with its reader's look: no worker may stay behind, since it
/// would go on answering for whatever listens on the port later.
const PASSING: &str = "oomscope-passing";
/// Says in which folder the page was asked for: the sources of runs in a folder of that name lie there.
const FOLDER: &str = "oomscope-folder";
/// The worker that keeps the page for a visit without its server.
const OFFLINE: &str = "offline.js";

/// A start page with a mark in its head, for its own program to read.
pub fn marked(page: &str, name: &str, content: &str) -> String {
    let mark = format!("<meta name=\"{name}\" content=\"{content}\">");
    page.replacen("</head>", &format!("{mark}\n</head>"), 1)
}

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
    port: u16,
    /// The folder below which everything lies: `/`, 128 random bits, `/`.
    prefix: String,
    /// The start page.
    start: Vec<u8>,
    artifacts: Vec<Served>,
}

impl PageServer {
    /// Binds to loopback.
    pub fn bind(port: u16, artifacts: Vec<Served>) -> Result<Self, Failure> {
        let start = FILES.iter().find(|(name, _)| *name == START);
        let (_, start) = start.ok_or_else(missing_page)?;
        let mut start = marked(&String::from_utf8_lossy(start), PASSING, "");
        let folder = std::env::current_dir().ok();
        // An odd path is no loss: it is only a link that is missing.
        let is_plain = |path: &&str| !path.contains(['"', '<', '>', '&']);
        if let Some(folder) = folder.as_deref().and_then(Path::to_str).filter(is_plain) {
            start = marked(&start, FOLDER, folder);
        }
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let server = Server::http(address).map_err(|error| {
            Failure::usage(
                format!("cannot listen on {address}: {error}"),
                "choose another port with --port, or none for any free one",
            )
        })?;
        let port = server.server_addr().to_ip().map_or(0, |ip| ip.port());
        let mut secret = [0; 16];
        getrandom::fill(&mut secret).map_err(Failure::recorder)?;
        Ok(Self {
            server,
            port,
            prefix: format!("/{:032x}/", u128::from_ne_bytes(secret)),
            start: start.into_bytes(),
            artifacts,
        })
    }

    /// The address that opens the page with all artifacts.
    pub fn url(&self) -> String {
        let runs: Vec<_> = self
            .artifacts
            .iter()
            .enumerate()
            .map(|(at, artifact)| format!("run=artifacts/{at}/{}", encode(&artifact.name)))
            .collect();
        let (port, prefix) = (self.port, &self.prefix);
        let query = if runs.is_empty() { "" } else { "?" };
        format!("http://127.0.0.1:{port}{prefix}{query}{}", runs.join("&"))
    }

    /// Serves until the process is ended.
    pub fn serve(&self) {
        for request in self.server.incoming_requests() {
            self.answer(request);
        }
    }

    fn answer(&self, request: Request) {
        let path = request.url().split(['?', '#']).next().unwrap_or_default();
        let response = if !self.is_meant(&request) {
            refusal(403, "this is not the address that oomscope printed")
        } else if !matches!(request.method(), Method::Get | Method::Head) {
            refusal(405, "everything here is only to be read")
        } else {
            match path
                .strip_prefix(&self.prefix)
                .and_then(|path| self.find(path))
            {
                Some((kind, bytes)) => response(200, kind, bytes),
                None => refusal(404, "not found; open the address that oomscope printed"),
            }
        };
        // A browser that has gone away needs no answer.
        let _ = request.respond(response);
    }

    /// Whether a request names this server as its own address does. A browser says in `Host` what stood in the
    /// address, also where a foreign name leads to this machine.
    fn is_meant(&self, request: &Request) -> bool {
        let mut hosts = (request.headers().iter()).filter(|header| header.field.equiv("Host"));
        match (hosts.next(), hosts.next()) {
            (Some(host), None) => is_own(host.value.as_str(), self.port),
            _ => false,
        }
    }

    fn find(&self, path: &str) -> Option<(&'static str, &[u8])> {
        if let Some(rest) = path.strip_prefix("artifacts/") {
            let at: usize = rest.split('/').next()?.parse().ok()?;
            return Some(("application/octet-stream", &self.artifacts.get(at)?.bytes));
        }
        if path.is_empty() || path == START {
            return Some((content_type(START), &self.start));
        }
        let mut files = FILES.iter().filter(|(name, _)| *name != OFFLINE);
        let (name, bytes) = files.find(|(name, _)| *name == path)?;
        Some((content_type(name), bytes))
    }
}

/// Whether the host of a request is this machine at this port, which browsers leave out where it is 80.
fn is_own(host: &str, port: u16) -> bool {
    let (name, given) = match host.rsplit_once(':') {
        Some((name, given)) => (name, given.parse().ok()),
        None => (host, Some(80)),
    };
    given == Some(port) && ["127.0.0.1", "localhost"].contains(&name.to_ascii_lowercase().as_str())
}

fn refusal(status: u16, text: &str) -> Response<Cursor<Vec<u8>>> {
    response(status, content_type("refusal.txt"), text.as_bytes())
}

fn response(status: u16, kind: &str, bytes: &[u8]) -> Response<Cursor<Vec<u8>>> {
    let headers = [
        ("Content-Type", kind),
        // What was looked at stays nowhere.
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        // The page's own policy stands in its head, where this cannot be said.
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        // The address is the key.
        ("Referrer-Policy", "no-referrer"),
        ("Allow", "GET, HEAD"),
    ];
    let response = Response::from_data(bytes.to_vec()).with_status_code(status);
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
        Some("ftl" | "txt") => "text/plain; charset=utf-8",
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
    fn only_this_machine_at_this_port_is_meant() {
        for host in ["127.0.0.1:4000", "localhost:4000", "LocalHost:4000"] {
            assert!(is_own(host, 4000), "{host}");
        }
        for host in [
            "",
            ":4000",
            "127.0.0.1",
            "localhost",
            "127.0.0.1:4001",
            "127.0.0.1:4000x",
            "evil.example",
            "evil.example:4000",
            "127.0.0.1.evil.example:4000",
            "localhost.evil.example:4000",
            "evil.example:4000:4000",
            "[::1]:4000",
        ] {
            assert!(!is_own(host, 4000), "{host}");
        }
        assert!(is_own("127.0.0.1", 80) && is_own("localhost:80", 80));
    }

    #[test]
    fn a_mark_stands_once_and_in_the_head() {
        let page = "<html><head><title>x</title></head><body></head></body>";
        let page = marked(page, "oomscope-x", "y");
        let mark = "<meta name=\"oomscope-x\" content=\"y\">";
        assert_eq!(page.matches(mark).count(), 1);
        assert!(page.find(mark).unwrap() < page.find("<body>").unwrap());
    }

    #[test]
    fn wasm_has_the_type_that_browsers_insist_on() {
        assert_eq!(content_type("x_bg.wasm"), "application/wasm");
    }
}
