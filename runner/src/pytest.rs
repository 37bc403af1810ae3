//! Putting the plugin into a pytest that knows nothing of it, and talking with it.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oomscope_shared::facts::LastWord;
use serde::Serialize;

use crate::protocol::{self, PluginMessage};
use crate::temporary;

/// Name of the plugin's module.
pub const MODULE: &str = "oomscope_plugin";
/// Its files, carried in the binary.
pub const FILES: [(&str, &str); 11] = [
    (
        "oomscope_plugin.py",
        include_str!("../plugin/oomscope_plugin.py"),
    ),
    (
        "oomscope_hooks.py",
        include_str!("../plugin/oomscope_hooks.py"),
    ),
    ("oomscope_ids.py", include_str!("../plugin/oomscope_ids.py")),
    (
        "oomscope_measure.py",
        include_str!("../plugin/oomscope_measure.py"),
    ),
    (
        "oomscope_unittest.py",
        include_str!("../plugin/oomscope_unittest.py"),
    ),
    (
        "oomscope_unittest_hunt.py",
        include_str!("../plugin/oomscope_unittest_hunt.py"),
    ),
    (
        "oomscope_django.py",
        include_str!("../plugin/oomscope_django.py"),
    ),
    (
        "oomscope_last_word.py",
        include_str!("../plugin/oomscope_last_word.py"),
    ),
    (
        "oomscope_hunt.py",
        include_str!("../plugin/oomscope_hunt.py"),
    ),
    (
        "oomscope_heap.py",
        include_str!("../plugin/oomscope_heap.py"),
    ),
    (
        "oomscope_names.py",
        include_str!("../plugin/oomscope_names.py"),
    ),
];

/// Whether a command is pytest, by its words: `pytest`, `py.test` or `-m pytest`, also behind a
/// launcher such as `poetry run`, `uv run`, `coverage run -m` or `env X=1`.
pub fn is_pytest(command: &[String]) -> bool {
    let is_program = |word: &String| {
        let name = Path::new(word)
            .file_name()
            .and_then(OsStr::to_str)
            .unwrap_or(word);
        matches!(name, "pytest" | "py.test" | "pytest3" | "pytest-3")
    };
    let after_module = command
        .windows(2)
        .any(|pair| pair[0] == "-m" && pair[1] == "pytest");
    // Behind a launcher the name of the program can come late, but not behind a word that is a path of
    // tests or a shell script of its own.
    after_module || command.iter().take(6).any(is_program)
}

/// The folder that holds the plugin, and the socket it connects to.
pub struct Injection {
    plugin_folder: PathBuf,
    socket_path: PathBuf,
    listener: UnixListener,
    stop_flag: StopFlag,
}

/// One byte in a file, which the sampler sets and which the plugin looks at after every test: reading it costs a third of a
/// microsecond, a look into the socket several.
#[derive(Debug, Clone)]
pub struct StopFlag {
    path: PathBuf,
    file: Arc<File>,
}

impl StopFlag {
    fn create(path: PathBuf) -> io::Result<Self> {
        let file = File::create(&path)?;
        file.write_all_at(b"0", 0)?;
        let file = Arc::new(file);
        Ok(Self { path, file })
    }

    /// Tells every process of the batch whether to stop after its running test.
    pub fn set(&self, stops: bool) {
        // One byte that is there already: on a file system that has filled up this still works.
        let _ = self.file.write_all_at(if stops { b"1" } else { b"0" }, 0);
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.path.clone()
    }
}

impl Injection {
    /// Writes the plugin into the folder of the run and opens the socket there, whose path may have at most 107
    /// bytes.
    pub fn prepare(folder: &Path) -> io::Result<Self> {
        let socket_path = folder.join("socket");
        let listener = UnixListener::bind(&socket_path)?;
        listener.set_nonblocking(true)?;
        let plugin_folder = match cached_plugin() {
            Some(cached) => cached,
            None => {
                for (name, source) in FILES {
                    fs::write(folder.join(name), source)?;
                }
                folder.to_owned()
            }
        };
        Ok(Self {
            plugin_folder,
            stop_flag: StopFlag::create(folder.join("stop"))?,
            socket_path,
            listener,
        })
    }

    /// The environment that makes any pytest below load the plugin. What the user had set is handed on
    /// beside it, and the plugin puts it back.
    pub fn environment(&self) -> Vec<(String, OsString)> {
        let mut environment = vec![(
            "OOMSCOPE_SOCKET".to_owned(),
            self.socket_path.clone().into_os_string(),
        )];
        let mut put = |name: &str, ours: &OsStr, separator: &str| {
            // As bytes: the name of a folder need not be UTF-8.
            let original = std::env::var_os(name);
            let mut value = ours.to_owned();
            if let Some(theirs) = original.as_ref().filter(|theirs| !theirs.is_empty()) {
                value.push(separator);
                value.push(theirs);
            }
            environment.push((name.to_owned(), value));
            if let Some(original) = original {
                environment.push((format!("OOMSCOPE_ORIGINAL_{name}"), original));
            }
        };
        put("PYTEST_ADDOPTS", format!("-p {MODULE}").as_ref(), " ");
        put("PYTHONPATH", self.plugin_folder.as_os_str(), ":");
        environment
    }

    /// The byte by which the plugin is told to stop.
    pub fn stop_flag(&self) -> &StopFlag {
        &self.stop_flag
    }

    /// The socket, to poll.
    pub fn listener(&self) -> &UnixListener {
        &self.listener
    }

    /// A connection that waits, if there is one.
    pub fn accept(&self) -> Option<Connection> {
        let (stream, _) = self.listener.accept().ok()?;
        stream.set_nonblocking(true).ok()?;
        Some(Connection {
            stream,
            received: Vec::new(),
            at_end: false,
            last_word: None,
        })
    }
}

/// Writes the plugin into the user's cache, so that Python keeps it compiled (5 ms for each process
/// otherwise). Where that does not work, the caller has a temporary folder.
fn cached_plugin() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))?;
    // The content's checksum is the name: two versions of oomscope can run at the same time.
    let sum = FILES
        .iter()
        .fold(0, |sum, (_, source)| sum ^ checksum(source.as_bytes()));
    let folder = cache.join("oomscope").join(format!("plugin-{sum:08x}"));
    // Where others can write, they could put their code into the tests.
    temporary::make_private(&folder).ok()?;
    for (name, source) in FILES {
        let file = folder.join(name);
        if fs::read(&file).is_ok_and(|found| found == source.as_bytes()) {
            continue;
        }
        let new = temporary::Unfinished::create(&file).ok()?;
        new.file().write_all(source.as_bytes()).ok()?;
        new.finish_private().ok()?;
    }
    Some(folder)
}

/// FNV-1a: enough to tell versions of one file apart; the content itself is compared as well.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

/// The connection of one pytest process: the main one, or a worker of pytest-xdist.
pub struct Connection {
    stream: UnixStream,
    received: Vec<u8>,
    at_end: bool,
    last_word: Option<LastWord>,
}

impl Connection {
    /// What the process was about to do to itself when it fell silent.
    pub fn last_word(&self) -> Option<&LastWord> {
        self.last_word.as_ref()
    }

    /// Takes note that the process is about to end itself, or that it has spoken again since.
    pub fn set_last_word(&mut self, word: Option<LastWord>) {
        self.last_word = word;
    }

    /// The socket, to poll.
    pub fn stream(&self) -> &UnixStream {
        &self.stream
    }

    /// Whether the process has closed its end.
    pub fn is_at_end(&self) -> bool {
        self.at_end
    }

    /// The messages that have arrived.
    pub fn receive(&mut self) -> Vec<PluginMessage> {
        let mut buffer = [0; 64 * 1024];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => {
                    self.at_end = true;
                    break;
                }
                Ok(n) => self.received.extend_from_slice(&buffer[..n]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.at_end |= error.kind() != io::ErrorKind::WouldBlock;
                    break;
                }
            }
        }
        let whole = self
            .received
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |end| end + 1);
        let lines: Vec<u8> = self.received.drain(..whole).collect();
        let stream = &self.stream;
        let read = |line: &[u8]| {
            let message = std::str::from_utf8(line).ok().and_then(protocol::parse);
            if message.is_none() && protocol::is_question(line) {
                // The plugin would wait for ever for an answer. This way it goes quiet.
                let _ = stream.shutdown(std::net::Shutdown::Both);
            }
            message
        };
        lines.split(|b| *b == b'\n').filter_map(read).collect()
    }

    /// Answers a question of the plugin. It waits for the answer and reads nothing else, so a short
    /// blocking write cannot lock up.
    pub fn answer(&mut self, answer: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(answer)?;
        line.push(b'\n');
        self.stream.set_nonblocking(false)?;
        let written = self.stream.write_all(&line);
        self.stream.set_nonblocking(true)?;
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pytest_is_recognised_behind_launchers() {
        let is = |text: &str| is_pytest(&text.split(' ').map(str::to_owned).collect::<Vec<_>>());
        for command in [
            "pytest",
            "py.test -q",
            "/venv/bin/pytest tests/",
            "python -m pytest -x",
            "python3.12 -X dev -m pytest",
            "poetry run pytest",
            "uv run --with x pytest tests",
            "coverage run -m pytest",
            "env A=1 pytest",
        ] {
            assert!(is(command), "{command}");
        }
        for command in [
            "make test",
            "./run.sh",
            "python -m unittest",
            "cargo test",
            "mypytest",
        ] {
            assert!(!is(command), "{command}");
        }
    }
}
