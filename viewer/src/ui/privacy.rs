//! What the page does with files, and what not, in words that can be checked.

use crate::tr;
use crate::words::of;

use super::node::{Node, el, say};

/// What is true, and how a reader can see it for themselves.
const STATEMENTS: &[(&str, &str)] = &[
    (
        "Files stay in this tab",
        "A file you open is read by this page in your browser and by nothing else. It is not uploaded, and gone from the page's memory when the tab is closed or the run is closed. It is stored only if you ask for it, see below.",
    ),
    (
        "No request to any other place",
        "The page asks only the place it came from, and only for its own files and for artifacts that \
         its address names. Its Content-Security-Policy (first lines of its source) makes the browser \
         refuse everything else, also to the worker that reads files. To check: open the developer \
         tools, choose Network, and open a file; nothing in it goes to another place.",
    ),
    (
        "Nothing is counted",
        "There is no account, no cookie, no statistics and no error report to anyone.",
    ),
    (
        "What is kept on this machine",
        "The colours, the language, the units and the columns you chose, in the browser's local storage, and the page's own files, so that it opens without a network. If you ask for it on the empty page, also the last ten files you opened, in the browser's database (IndexedDB), until you press “Forget them” or take the choice back. Clearing the site's data in the browser removes all of it.",
    ),
    (
        "What is in an artifact",
        "Names of tests, memory figures, the end of what the batches printed, the command, the commit, \
         and facts about the machine. No environment variables beyond a short list, no source code. Look \
         into it before you share it: it is one JSON document.",
    ),
];

/// The page.
pub fn page() -> Node {
    let statements = STATEMENTS.iter().map(|(title, text)| {
        el("div", "")
            .with(say("h2", "", of(title)))
            .with(say("p", "", of(text)))
    });
    el("section", "card prose")
        .id("privacy")
        .with(say("h1", "", tr!("What happens to your files")))
        .all(statements.collect())
}
