//! Colours of what is said to people. Texts are always painted; the streams of `anstream` take the paint away
//! where it does not belong: in a file, in a pipe, with `NO_COLOR`, with `--color never`.
//!
//! A colour never speaks alone: what it says stands in the words as well.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use clap::ColorChoice;
use oomscope_report::conclusion::ConclusionKind;
use oomscope_shared::chart::Tone;
use oomscope_shared::compare::VerdictKind;

use crate::terminal;

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// As it should be.
    Good,
    /// Worth a look.
    Warning,
    /// An error, a death, a regression.
    Bad,
    /// What is said first, and is neither good nor bad.
    Strong,
    /// What one reads past.
    Dim,
}

impl Paint {
    fn style(self) -> Style {
        match self {
            Self::Good => AnsiColor::Green.on_default().bold(),
            Self::Warning => AnsiColor::Yellow.on_default().bold(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
            Self::Strong => Style::new().bold(),
            Self::Dim => Style::new().dimmed(),
        }
    }

    /// The text in this look.
    pub fn on(self, text: &str) -> String {
        let style = self.style();
        format!("{style}{text}{style:#}")
    }

    /// A text of which what stands before the first `end` has this look.
    pub fn on_head(self, text: &str, end: &str) -> String {
        match text.split_once(end) {
            Some((head, rest)) => self.on(head) + end + rest,
            None => self.on(text),
        }
    }
}

impl From<Tone> for Paint {
    fn from(tone: Tone) -> Self {
        match tone {
            Tone::Ok => Self::Good,
            Tone::Warn => Self::Warning,
            Tone::Bad => Self::Bad,
            Tone::Plain => Self::Strong,
        }
    }
}

impl From<ConclusionKind> for Paint {
    fn from(case: ConclusionKind) -> Self {
        match case {
            ConclusionKind::Green => Self::Good,
            ConclusionKind::Leak | ConclusionKind::Failed => Self::Warning,
            ConclusionKind::Died => Self::Bad,
            ConclusionKind::Incomplete => Self::Strong,
        }
    }
}

impl From<VerdictKind> for Paint {
    fn from(kind: VerdictKind) -> Self {
        match kind {
            VerdictKind::Fixed | VerdictKind::Improved => Self::Good,
            VerdictKind::Regressed => Self::Bad,
            VerdictKind::Unchanged | VerdictKind::Inconclusive => Self::Strong,
        }
    }
}

/// Decides for the whole process. `Auto` is what each stream is, and what the environment says.
pub fn choose(color: ColorChoice) {
    match color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// One line for people.
pub fn line(text: &str) {
    let choice = anstream::AutoStream::choice(&std::io::stderr());
    let mut painted = anstream::AutoStream::new(Vec::new(), choice);
    let _ = writeln!(painted, "{text}");
    terminal::say(&painted.into_inner());
}

/// A painted text on standard output.
pub fn print(text: &str) {
    // At a terminal both are one, and this comes after what was said.
    terminal::settle(terminal::PATIENCE);
    let mut stdout = anstream::stdout().lock();
    let _ = stdout.write_all(text.as_bytes());
    let _ = stdout.flush();
}
