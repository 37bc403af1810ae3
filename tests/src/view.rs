//! A running `oomscope view`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, ensure};

use crate::{Result, places};

/// It ends when this value is dropped.
#[derive(Debug)]
pub struct View {
    process: Child,
    /// The address that it printed.
    pub url: String,
}

impl View {
    /// Serves these artifacts.
    pub fn of(artifacts: &[&Path]) -> Result<Self> {
        Self::on(0, artifacts)
    }

    /// Serves these artifacts on a port; 0 is any that is free.
    pub fn on(port: u16, artifacts: &[&Path]) -> Result<Self> {
        let port = port.to_string();
        let view = ["view", "--no-open", "--port", &port];
        Self::start(Command::new(places::binary()).args(view).args(artifacts))
    }

    fn start(command: &mut Command) -> Result<Self> {
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = process.stdout.take().context("no standard output")?;
        let mut view = Self {
            process,
            url: String::new(),
        };
        BufReader::new(stdout).read_line(&mut view.url)?;
        view.url.truncate(view.url.trim_end().len());
        Ok(view)
    }

    /// Serves what it finds in a folder.
    pub fn in_folder(folder: &Path) -> Result<Self> {
        Self::start(
            Command::new(places::binary())
                .current_dir(folder)
                .args(["view", "--no-open"]),
        )
    }

    /// The address in its parts: host and port, the folder that everything lies in, what is asked there.
    pub fn parts(&self) -> Result<[&str; 3]> {
        let rest = self.url.strip_prefix("http://");
        let parts = rest.and_then(|rest| {
            let (host, path) = rest.split_at(rest.find('/')?);
            let (folder, query) = path.split_once('?').unwrap_or((path, ""));
            Some([host, folder, query])
        });
        parts.with_context(|| format!("`{}` is no address of a page with runs", self.url))
    }

    /// Sends the head of a request as it is, and returns the whole answer.
    pub fn ask(&self, request: &str) -> Result<Answer> {
        let [host, ..] = self.parts()?;
        let mut stream = TcpStream::connect(host)?;
        stream.write_all(request.as_bytes())?;
        stream.write_all(b"Connection: close\r\n\r\n")?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.split(' ').nth(1).and_then(|code| code.parse().ok());
        Ok(Answer {
            status: status.with_context(|| format!("{text:?} has no status"))?,
            text,
        })
    }
}

impl Drop for View {
    fn drop(&mut self) {
        // Both fail only where it has ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// All of it: head and body.
    pub text: String,
}

impl Answer {
    /// What stands in the head under a name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (head, _) = self.text.split_once("\r\n\r\n")?;
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        let mut found = lines.filter(|(field, _)| field.eq_ignore_ascii_case(name));
        Some(found.next()?.1)
    }

    /// Fails unless the answer has this status.
    pub fn expect(self, status: u16) -> Result<Self> {
        ensure!(self.status == status, "not {status}: {:?}", self.text);
        Ok(self)
    }
}
