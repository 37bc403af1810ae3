//! What the page does with files, and what not, in words that can be checked.

use crate::tr;
use crate::words::word;
use oomscope_shared::message::Key;

use super::node::{Node, el, text_el};

/// What is true, and how a reader can see it for themselves.
const STATEMENTS: [(Key, Key); 5] = [
    (Key::PagePrivacyStay, Key::PagePrivacyStaySays),
    (Key::PagePrivacyRequests, Key::PagePrivacyRequestsSays),
    (Key::PagePrivacyCounted, Key::PagePrivacyCountedSays),
    (Key::PagePrivacyKept, Key::PagePrivacyKeptSays),
    (Key::PagePrivacyArtifact, Key::PagePrivacyArtifactSays),
];

/// The page.
pub fn page() -> Node {
    let statements = STATEMENTS.iter().map(|(title, text)| {
        el("div", "")
            .with(text_el("h2", "", word(*title)))
            .with(text_el("p", "", word(*text)))
    });
    el("section", "card prose")
        .id("privacy")
        .with(text_el("h1", "", tr!(PagePrivacy)))
        .all(statements.collect())
}
