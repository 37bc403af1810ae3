//! What can go wrong for the user, what it is called, and the exit code it gives.

use std::io;
use std::path::{Path, PathBuf};

use oomscope_shared::Message;
use oomscope_shared::exit_code;
use oomscope_shared::load::LoadError;

use crate::list_file::Unknown;

/// An error that ends the command. Its text names the input and the reason, its hint the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The command line does not fit together.
    #[error("{message}")]
    Usage {
        /// What does not fit.
        message: String,
        /// What to do about it.
        hint: String,
    },
    /// A file could not be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file could not be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
        /// Whether something had already been measured: then it is the recorder that failed.
        after_start: bool,
    },
    /// A file is not an artifact this build reads.
    #[error("`{}` cannot be opened: {source}", path.display())]
    Artifact {
        /// The file.
        path: PathBuf,
        /// Why.
        source: LoadError,
    },
    /// A journal without a beginning.
    #[error("`{}` is not a journal of oomscope, or it was damaged at its very start", path.display())]
    Journal {
        /// The file.
        path: PathBuf,
    },
    /// Test ids that were asked for and do not exist.
    #[error("{}", unknown_tests(unknown, list))]
    UnknownTests {
        /// Each with the number of its line, where it is of a file.
        unknown: Vec<(Option<usize>, Unknown)>,
        /// The list file.
        list: String,
    },
    /// The tested program could not be started.
    #[error("cannot start `{program}`: {reason}")]
    Start {
        /// The program.
        program: String,
        /// Why.
        reason: String,
    },
    /// oomscope could not do its own work.
    #[error("{message}")]
    Recorder {
        /// What failed.
        message: String,
    },
}

/// So many unknown ids are named.
const NAMED: usize = 20;

fn unknown_tests(unknown: &[(Option<usize>, Unknown)], list: &str) -> String {
    let shown = unknown
        .iter()
        .take(NAMED)
        .map(|(line, Unknown { id, near })| {
            let line = line.map(|line| format!("line {line}"));
            let near = near.as_ref().map(|near| format!("did you mean `{near}`?"));
            let about: Vec<String> = line.into_iter().chain(near).collect();
            match about.is_empty() {
                true => format!("`{id}`"),
                false => format!("`{id}` ({})", about.join("; ")),
            }
        });
    let shown: Vec<String> = shown.collect();
    let more = match unknown.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let noun = if unknown.len() == 1 {
        "test id"
    } else {
        "test ids"
    };
    format!("unknown {noun} in `{list}`: {}{more}", shown.join(", "))
}

impl Failure {
    /// A usage error.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage {
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// A failure of oomscope's own.
    pub fn recorder(message: impl std::fmt::Display) -> Self {
        Self::Recorder {
            message: message.to_string(),
        }
    }

    /// Adds the path to an error of reading.
    pub fn read(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |source| Self::Read {
            path: path.to_owned(),
            source,
        }
    }

    /// Why, as a message that stands behind the name of the input: what is wrong with a file, what the
    /// system says. All else is quoted as it is.
    pub fn why(&self) -> Message {
        match self {
            Self::Artifact { source, .. } => source.message(),
            Self::Read { source, .. } => Message::quote(source.to_string()),
            other => Message::quote(other.to_string()),
        }
    }

    /// The documented exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage { .. }
            | Self::Read { .. }
            | Self::Artifact { .. }
            | Self::Journal { .. }
            | Self::UnknownTests { .. }
            | Self::Start { .. }
            | Self::Write {
                after_start: false, ..
            } => exit_code::USAGE,
            Self::Recorder { .. }
            | Self::Write {
                after_start: true, ..
            } => exit_code::RECORDER_FAILED,
        }
    }

    /// What the user can do about it, if there is more to say.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Usage { hint, .. } => Some(hint.clone()),
            Self::Read { source, .. } => Some(
                match source.kind() {
                    io::ErrorKind::NotFound => {
                        "check the spelling; paths count from the current folder"
                    }
                    io::ErrorKind::IsADirectory => "give a file in it",
                    // Only unpacking gives these.
                    io::ErrorKind::UnexpectedEof
                    | io::ErrorKind::InvalidInput
                    | io::ErrorKind::InvalidData => {
                        "the gzipped file is cut or damaged; download it again"
                    }
                    _ => "check who may read it",
                }
                .to_owned(),
            ),
            Self::Write { .. } => {
                Some("choose another place with --out; no test was run yet".to_owned())
                    .filter(|_| self.exit_code() == exit_code::USAGE)
            }
            Self::Artifact {
                source: LoadError::TooNew { .. },
                ..
            } => Some(
                "update oomscope to the version that wrote the file, or a newer one".to_owned(),
            ),
            Self::Artifact {
                source: LoadError::CutOff { .. },
                ..
            } => Some(
                "download it again; if the run was killed, try `oomscope recover` on its journal"
                    .to_owned(),
            ),
            Self::Artifact { .. } => Some(
                "open a file that `oomscope run` wrote (*.oomscope.json, also gzipped)".to_owned(),
            ),
            Self::Journal { .. } => Some(
                "give the `*.oomscope.journal` that lies where the artifact was to be written"
                    .to_owned(),
            ),
            Self::UnknownTests { .. } => Some(
                "nothing was run; list the ids with `pytest --collect-only -q` and mend the file"
                    .to_owned(),
            ),
            Self::Start { .. } => Some("check the command after `--`; nothing was run".to_owned()),
            Self::Recorder { .. } => None,
        }
    }
}
