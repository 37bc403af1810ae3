//! Whatever shared code, the runner or the page can say has its Russian: their sources are searched for
//! texts, and sentences that they really wrote are put into Russian without a rest.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use oomscope_shared::compare::compare;
use oomscope_shared::sentence::{answer, explain_ending};
use oomscope_shared::{Artifact, finding_text, parse_artifact};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::book::{Book, entries};
use super::tests::{CATALOGUE, with};
use super::{Language, said};
use oomscope_shared::units::Units;

/// Modules of shared code whose texts come to the page, straight or inside of artifacts and errors.
const SHARED: &[&str] = &[
    "artifact",
    "chart",
    "classify",
    "columns",
    "compare",
    "ending",
    "finding",
    "finding_text",
    "framework",
    "limit",
    "load",
    "merge",
    "sentence",
    "shard",
    "site",
    "ticks",
    "timeline",
    "units",
    "version",
];

/// Modules that the page uses, and that say nothing.
const SILENT: &[&str] = &["csv", "order", "pyramid", "reproduce"];

/// Where else the texts are that come to the page.
const SOURCES: &[&str] = &[
    "viewer/src",
    "diagnosis/src",
    "journal/src",
    "runner/src/engine.rs",
    "runner/src/engine",
    "runner/src/journal_file.rs",
    "runner/src/recorder.rs",
];

/// Files whose texts never come to the page: tests, and what only the command line and its files say.
const ELSEWHERE: &[&str] = &[
    "/tests.rs",
    "/whole.rs",
    "/classify/table.rs",
    "/simulated.rs",
    "/chart/svg.rs",
    "/chart/theme.rs",
    "/compare/render.rs",
    "/viewer/src/csv.rs",
];

/// Texts that are searched for, compared or written into code, and not said; and those that only the
/// command line says.
const UNSAID: &[&str] = &[
    // What runtimes and the kernel write.
    "JavaScript heap out of memory",
    "fatal error: runtime: out of memory",
    "fatal error: runtime: cannot allocate memory",
    "memory allocation of ",
    "Cannot allocate memory",
    "Allowed memory size of ",
    "eheap_alloc: Cannot allocate",
    "virtual memory exhausted",
    "Fatal Python error: ",
    "Memory cgroup out of memory",
    "ut of memory: Kill process ",
    "Killed process ",
    // Names of frameworks, which stand in sentences as they are.
    "Django's test runner",
    "cargo test",
    "cargo nextest",
    "go test",
    "the command",
    // Python, which is the same in every language.
    "import pytest",
    // Puts pytest's words in a hint out of the way of another framework's, before it is said.
    "in a fixture's clean-up",
    "import {module}",
    "from {module} import {first}",
    "before = {things}",
    "for registered in {things} - before:",
    "{place}[:] = before",
    "for key in set({place}) - set(before):",
    "    del {place}[key]",
    "before = {copy}({place})",
    "import pytest\n{import}\n\n\n@pytest.fixture(autouse=True)\ndef {name}():\n    \"\"\"{doc}\"\"\"\n{body}",
    "The cache would otherwise grow from test to test.",
    "Takes away what the test registered: the registry outlives every test.",
    "Leaves it as it was before the test.",
    // The command line alone.
    "{error}; or 80%, auto, none",
    "`{0}` is no share; write the share and how many there are, such as 2/4, with the first one 1/4",
    "`{text}` is not a share: write a number above 0 and up to 100, for example 90%",
    "… and {more} more",
    "- … and {more} more\n",
    "\n**Mend it:** {}\n",
    "\n**See it again:**\n\n{}",
    "Allocated at {}: {}\n\n",
    "An earlier run that was killed left its journal; what it had recorded becomes an artifact by: oomscope recover {}",
    "another run of oomscope is writing to `{}`",
    "wait for it, or give this run another place with --out",
    "leave out `-I` or `-E`; without the plugin tests can be neither listed nor chosen",
    "nothing was recorded",
    "it was deleted",
    // What the page takes apart itself.
    " and ",
    ", signal ",
    "{}, signal {signal}",
    "B KiB MiB GiB TiB kB MB GB TB ms s min h % ≥ →",
    // Keys, and a command.
    "Home End",
    "printf '%s\\n' {} > alone.txt\noomscope run --tests alone.txt -- {}",
    // For the developer.
    "the catalogue is no UTF-8",
    "a string of the page is missing from viewer/assets/ru.txt",
    "the chart could not be drawn",
];

/// Texts that are told by templates of whole sentences instead, each with such a sentence.
const PARTS: &[(&str, &str)] = &[
    (
        ": the mixin below does it for every test class that has it",
        "Take off `a.R` after each test what the test put there: the mixin below does it for every test class that \
         has it. Or give each test a registry of its own.",
    ),
    (
        ", for example by `addCleanup`",
        "Take off it after each test what the test put there, for example by `addCleanup`. Or give each test a \
         registry of its own.",
    ),
    (
        ": the autouse fixture below does it for every test of the folder whose conftest.py it is pasted into",
        "Take off `a.R` after each test what the test put there: the autouse fixture below does it for every test \
         of the folder whose conftest.py it is pasted into. Or give each test a registry of its own.",
    ),
    (
        "{} met it; what else stands here is of the one that was surest.",
        "3 shards met it; what else stands here is of the one that was surest.",
    ),
    (
        "Shard {} of this run is not here, and with it {} of {planned}.",
        "Shard 2/4, 3/4 of this run is not here, and with it 12 tests of 87.",
    ),
    (
        "Empty {it} after each test, with the autouse fixture below, or let the code under test get its container passed in, so that it goes with the test.",
        "Empty `app.CACHE` after each test, with the autouse fixture below, or let the code under test get its container passed in, so that it goes with the test.",
    ),
    (
        "{it} belongs to the class and so to all tests. Make it an attribute of the instance, or restore it after each test with the fixture below.",
        "`app.Shop.ALL` belongs to the class and so to all tests. Make it an attribute of the instance, or restore it after each test with the fixture below.",
    ),
    (
        "Give the cache a bound (`maxsize`), or clear {it} after each test with the fixture below.",
        "Give the cache a bound (`maxsize`), or clear `app.f` after each test with the fixture below.",
    ),
    (
        "What holds the memory was not found. The command below shows the growth again; a memory profiler such as memray can go on from there.",
        "What holds the memory was not found. The command below shows the growth again; a memory profiler such as memray can go on from there.",
    ),
    (
        "the mixin below",
        "Take off `a.R` after each test what the test put there: the mixin below does it for every test class that \
         has it. Or give each test a registry of its own.",
    ),
    (
        "the fixture below",
        "Give the cache a bound (`maxsize`), or clear `app.f` after each test with `addCleanup`.",
    ),
    (
        "the autouse fixture below",
        "Empty it after each test, with the mixin below, or let the code under test get its container passed in, \
         so that it goes with the test.",
    ),
    (
        "{what} in batch {}{place}",
        "Over the 400 MiB limit in batch 2 after 34 of 87 tests.",
    ),
    (
        "batch {}{gap}{verb}{place}",
        "Out of memory 2 times: batch 1 after 3 of 9 tests, batch 2 after 1 of 6 tests.",
    ),
    ("{} of {batches} failed", "3 of 7 batches failed."),
    (
        "{what}; {ended} of {} {rest}",
        "The run was stopped; 3 of 9 tests have an outcome.",
    ),
    (
        "have an outcome",
        "The run was stopped; 3 of 9 tests have an outcome.",
    ),
    (
        "are here",
        "The recorder was killed; 3 of 9 tests are here.",
    ),
    (
        "Victim (the test that was running, not necessarily the cause): {shown}.",
        "Victim (the test that was running, not necessarily the cause): case 5, a in batch 1.",
    ),
    (
        "Victims (the tests that were running, not necessarily the cause): {shown}{more}.",
        "Victims (the tests that were running, not necessarily the cause): t.py::a in batch 1, t.py::b in \
         batch 2 and 3 more.",
    ),
    (
        "Flaky (failed or died first, and passed when run again): {}{more}.",
        "Flaky (failed or died first, and passed when run again): t.py::a, t.py::b and 2 more.",
    ),
    (
        ", started outside of any test",
        "2 processes outlived the main process and were killed: sleep (7, started outside of any test); sh (8, \
         started in one of `t.py::a`, `t.py::b`) and 3 more.",
    ),
    (
        ", started in {test}",
        "1 process outlived the main process and was killed: sleep (7, started in `t.py::a`).",
    ),
    (
        ", started in one of {}",
        "1 process outlived the main process and was killed: sleep (7, started in one of `t.py::a`, `t.py::b`).",
    ),
    (
        "Hog: {who} {} {} at once",
        "Hog: t.py::a needs 300 MiB at once.",
    ),
    (
        "Each repetition left {} of type {what} that only `{name}` leads to.",
        "Each repetition left 12 new objects of type list that only `app.CACHE` leads to.",
    ),
    (
        "{} of the {} were repeated; {once} further ones were run once after them, and each added to the same \
         holder.",
        "6 of the 87 culprits were repeated; 81 further ones were run once after them, and each added to the \
         same holder.",
    ),
    (
        "{name} fills as the tests run, but takes {bound} entries at most (about {}): a cache with a bound, no \
         leak.",
        "app.f fills as the tests run, but takes 128 entries at most (about 1.0 MiB): a cache with a bound, no \
         leak.",
    ),
    (
        "A container",
        "A container fills as the tests run, but takes 128 entries at most (about 1.0 MiB): a cache with a \
         bound, no leak.",
    ),
    (
        "None of {} grows alone, but together they do: the list",
        "None of t.py::a and t.py::b grows alone, but together they do: the list, given several times in one process, \
         peaked at 10.0 MiB (1 times), died of memory at 20.0 MiB (2 times): 10.0 MiB more each time, with 95 % \
         confidence between 9.0 MiB and 11.0 MiB.",
    ),
    (
        "Alone {} peaked at {} and {} at {}; the one after the other in one process {} {}, so the first keeps at \
         least {}.",
        "Alone case a peaked at 10.0 MiB and case b at 12.0 MiB; the one after the other in one process reached \
         20.0 MiB, so the first keeps at least 8.0 MiB.",
    ),
    (
        "died at",
        "Alone case a peaked at 10.0 MiB and case b at 12.0 MiB; the one after the other in one process died at \
         20.0 MiB, so the first keeps at least 8.0 MiB.",
    ),
    (
        "1 test newly fails",
        "1 test newly fails: t.py::a (passed → failed). The verdict is about memory alone.",
    ),
    (
        "{} tests newly fail",
        "4 tests newly fail: t.py::a, t.py::b, t.py::c and 1 more. The verdict is about memory alone.",
    ),
    (
        "1 test no longer fails",
        "1 test no longer fails: t.py::a (failed → passed).",
    ),
    (
        "{} tests no longer fail",
        "2 tests no longer fail: t.py::a, t.py::b.",
    ),
    (
        "{}: {}. The verdict is about memory alone.",
        "1 test newly fails: t.py::a (passed → failed). The verdict is about memory alone.",
    ),
    (
        "The {tests} measured alike in both runs together kept {before} before and {after} after: a {} \
         {direction}, beyond the noise of ±{noise}.",
        "The 87 tests measured alike in both runs together kept 600 MiB before and 2.0 MiB after: a large fall, \
         beyond the noise of ±30.0 MiB. No more than 10 % of it is left, so it counts as gone.",
    ),
    (
        ", peaks {} to {}",
        "3 runs before, peaks 1.0 MiB to 2.0 MiB; 2 runs after. The run with the middle peak stands for its side.",
    ),
    (
        "1 run was",
        "1 run was left out: not finished, or without a peak.",
    ),
    (
        "{n} runs were",
        "2 runs were left out: not finished, or without a peak.",
    ),
    (
        "{} left out: not finished, or without a peak.",
        "2 runs were left out: not finished, or without a peak.",
    ),
    (
        "the {} run had {} by a signal from elsewhere, which may have been of memory too",
        "That alone proves nothing: the first run had 2 deaths by a signal from elsewhere, which may have been of memory too.",
    ),
    (
        "{missing} of the {} of the {} run did not run, or not as far, in the {}",
        "The peaks, 1.0 MiB and 2.0 MiB, prove nothing: 3 of the 9 tests of the first run did not run, or not as far, in the second.",
    ),
    (
        "Inconclusive: {why}. Seen: {}.{failing}",
        "Inconclusive: the figures point both ways. Seen: peak ≥ 1.0 MiB → 2.0 MiB (+100 % or more). 2 tests newly fail.",
    ),
    (
        " or more",
        "Fixed: peak ≥ 903 MiB → 231 MiB (−74 % or more).",
    ),
    (
        "{} that might keep memory too could not be repeated; --hunt-budget gives it more time, --test names single ones.",
        "14 tests that might keep memory too could not be repeated; --hunt-budget gives it more time, --test names single ones.",
    ),
    (
        "Whether {} only after others was not tried: the {} before it take longer than what is left of the hunt's time; --hunt-budget gives it more.",
        "Whether a test grows only after others was not tried: the 3 tests before it take longer than what is left of the hunt's time; --hunt-budget gives it more.",
    ),
    (
        "a test grows",
        "Whether a test grows only after others was not tried: the 3 tests before it take longer than what is left of the hunt's time; --hunt-budget gives it more.",
    ),
    (
        "tests grow",
        "Whether tests grow only after others was not tried: the 3 tests before it take longer than what is left of the hunt's time; --hunt-budget gives it more.",
    ),
    (
        "{text}: it {}",
        "worker 'gw0' crashed while running t.py: it left by `os._exit` with exit code 3",
    ),
    (
        "`{text}` is not {what}: {hint}",
        "`5x` is not a size: write a positive number with a unit, for example 400MiB, 2GiB or 1.5G",
    ),
    (
        "its reports",
        "One test adds to what lies in `its reports`: pytest keeps what a test printed, and what a failed one \
         looked like, until the session ends.",
    ),
    (
        "at the limit of its cgroup",
        "The kernel's log says that it killed this very process for memory: `python` (7), at the limit of its \
         cgroup.",
    ),
    (
        "because the machine was full",
        "The kernel's log says that it killed a process of this batch for memory: `python` (7), because the \
         machine was full and 2 more.",
    ),
    (
        " 1 test newly fails.",
        "Unchanged: peak 1.0 MiB → 1.0 MiB (within noise). 1 test newly fails.",
    ),
    (
        "memory death",
        "Improved: still 2 memory deaths, peak 1.0 MiB → 2.0 MiB.",
    ),
    (
        "a size",
        "`5x` is not a size: write a positive number with a unit, for example 400MiB, 2GiB or 1.5G",
    ),
    (
        "a duration",
        "`5x` is not a duration: write a positive number with a unit, for example 90s, 10m or 1h",
    ),
    (
        "{} in {} were not told apart: together they grow.",
        "12 tests in 3 groups were not told apart: together they grow.",
    ),
    (
        "new object",
        "Each repetition left 1 new object of type list that only `app.CACHE` leads to.",
    ),
    (
        "The fixture `{}` (scope {scope}) was set up and torn down for {} in one process, and what it set up stayed each time, {} of it, although its finalizer had run. A second set-up in the same place put it in the place of the first.",
        "The fixture `big` (scope module) was set up and torn down for 3 users in one process, and what it set up stayed each time, 10.0 MiB of it, although its finalizer had run. A second set-up in the same place put it in the place of the first.",
    ),
    (
        "; memory peaked at {}",
        "All 87 tests passed; memory peaked at 231 MiB.",
    ),
    (
        " with code {code}",
        "Batch 3 ended unexpectedly with code 7.",
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            files(&entry.unwrap().path(), found);
        }
    } else if path.is_file() && path.extension().is_some_and(|end| end == "rs") {
        found.push(path.to_owned());
    }
}

/// The strings of a source, without those of its tests and attributes.
fn strings(tokens: TokenStream, found: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut skips_block = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                if let Some(TokenTree::Punct(bang)) = tokens.peek()
                    && bang.as_char() == '!'
                {
                    tokens.next();
                }
                let Some(TokenTree::Group(attribute)) = tokens.next() else {
                    continue;
                };
                let text = attribute.stream().to_string().replace(' ', "");
                skips_block |= text == "cfg(test)";
                if text.starts_with("error(") {
                    strings(attribute.stream(), found);
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => skips_block = false,
            TokenTree::Group(group) => {
                if skips_block && group.delimiter() == Delimiter::Brace {
                    skips_block = false;
                } else {
                    strings(group.stream(), found);
                }
            }
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    found.push(text.value());
                }
            }
            _ => {}
        }
    }
}

/// A template with its values without names.
fn bare(template: &str) -> String {
    let mut parts = template.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out += "{}";
        out += part.split_once('}').map_or(part, |(_, rest)| rest);
    }
    out
}

/// Whether a text has two words side by side, or is one in a sentence's place.
fn is_said(text: &str, in_ui: bool) -> bool {
    let bare = bare(text).replace("{}", "");
    let words: Vec<&str> = bare.split(' ').collect();
    let is_word = |word: &&str| {
        let is_unit = ["ms", "min", "UTC"].contains(word);
        let word = word.trim_matches(|c: char| ".,:;()?!".contains(c));
        !is_unit
            && word.len() > 1
            && word
                .chars()
                .all(|c| c.is_ascii_alphabetic() || "'’-".contains(c))
    };
    let pairs = words.windows(2).any(|two| two.iter().all(is_word));
    let single = bare.starts_with([' ', ',', ';']) && words.iter().any(is_word);
    match in_ui {
        true => pairs && bare.starts_with(|c: char| c.is_ascii_uppercase()),
        false => pairs || single,
    }
}

#[test]
fn every_text_that_the_page_can_show_is_in_the_catalogue() {
    let mut known: HashSet<String> = HashSet::new();
    for (english, russian) in entries(CATALOGUE) {
        known.insert(bare(english));
        let choices = russian.split(['?', '|', '{', '}']);
        known.extend(choices.filter_map(|one| Some(one.split_once('=')?.0.to_owned())));
    }
    known.extend(UNSAID.iter().map(|text| bare(text)));
    known.extend(PARTS.iter().map(|(text, _)| bare(text)));
    let mut missing = Vec::new();
    let mut all = Vec::new();
    for module in SHARED {
        files(&root().join("shared/src").join(module), &mut all);
        files(&root().join(format!("shared/src/{module}.rs")), &mut all);
    }
    for source in SOURCES {
        files(&root().join(source), &mut all);
    }
    let mut seen = 0;
    for path in all {
        let name = path.to_string_lossy().into_owned();
        if ELSEWHERE.iter().any(|end| name.contains(end)) {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let mut found = Vec::new();
        strings(source.parse().unwrap(), &mut found);
        for text in found {
            if is_said(&text, name.contains("/ui/")) {
                seen += 1;
                if !known.contains(&bare(&text)) {
                    missing.push(format!("{}: {text:?}", path.display()));
                }
            }
        }
    }
    assert!(seen > 400, "the search finds too little: {seen}");
    assert!(
        missing.is_empty(),
        "no Russian in viewer/assets/ru.txt for:\n{}",
        missing.join("\n")
    );
}

/// A module that the page begins to use is one whose texts it can show.
#[test]
fn every_module_that_the_page_uses_is_searched() {
    let mut all = Vec::new();
    files(&root().join("viewer/src"), &mut all);
    let mut used = HashSet::new();
    for path in all {
        let source = std::fs::read_to_string(path).unwrap();
        for part in source.split("oomscope_shared::").skip(1) {
            let name = part
                .split(|c: char| !c.is_ascii_lowercase() && c != '_')
                .next();
            used.extend(name.filter(|name| name.len() > 1).map(str::to_owned));
        }
    }
    assert!(used.len() > 8, "{used:?}");
    let is_known =
        |name: &String| SHARED.contains(&name.as_str()) || SILENT.contains(&name.as_str());
    let unknown: Vec<String> = used.into_iter().filter(|name| !is_known(name)).collect();
    assert_eq!(
        unknown,
        Vec::<String>::new(),
        "to be listed in SHARED or SILENT"
    );
}

#[test]
fn templates_have_the_same_values_in_both_languages() {
    for (english, russian) in entries(CATALOGUE).filter(|(english, _)| english.contains('{')) {
        let values: Vec<&str> = english
            .split('{')
            .skip(1)
            .map(|value| {
                value
                    .split('}')
                    .next()
                    .unwrap()
                    .trim_start_matches(['#', '!'])
            })
            .collect();
        let mut nameless = values.iter().filter(|name| name.is_empty()).count();
        let mut used: HashSet<&str> = HashSet::new();
        for value in russian.split('{').skip(1) {
            let (inner, _) = value
                .split_once('}')
                .unwrap_or_else(|| panic!("unclosed: {russian}"));
            let inner = inner.trim_start_matches('!');
            let name = &inner[..inner.find([':', '#', '?']).unwrap_or(inner.len())];
            match name.parse::<usize>() {
                Ok(at) => assert!(at < values.len(), "{english} / {russian}"),
                Err(_) if name.is_empty() => {
                    assert!(nameless > 0, "too many values: {english} / {russian}");
                    nameless -= 1;
                }
                Err(_) => assert!(values.contains(&name), "{name}: {english} / {russian}"),
            }
            used.insert(name);
            if let Some((_, forms)) = inner
                .split_once([':', '#'])
                .filter(|_| !inner.contains('?'))
            {
                assert_eq!(forms.matches('|').count(), 2, "{russian}");
            }
        }
        // What is left out in Russian is a word that its grammar makes needless.
        let dropped = [
            "which", "were", "was", "are", "new", "is", "tests", "fail", "death", "group", "user",
        ];
        for name in values.iter().filter(|name| !name.is_empty()) {
            let at = values
                .iter()
                .position(|one| one == name)
                .unwrap()
                .to_string();
            assert!(
                used.contains(name)
                    || used.contains(at.as_str())
                    || dropped.contains(name)
                    || *name == "runs"
                    || *name == "shards",
                "{name} is lost: {english} / {russian}"
            );
        }
    }
}

#[test]
fn whole_sentences_tell_what_their_parts_say() {
    let book = Book::new(CATALOGUE);
    let russian = |text: &str| with(Language::Russian, Units::Binary, || book.known(text));
    let is_english = |text: &str| russian(text).is_none_or(|russian| has_english(&russian));
    let unknown = PARTS.iter().filter(|(_, one)| is_english(one));
    let unknown: Vec<_> = unknown.collect();
    assert!(unknown.is_empty(), "not in Russian: {unknown:#?}");
}

/// Whether two words of Latin letters stand side by side, outside of names.
fn has_english(russian: &str) -> bool {
    let own = ["pytest", "oomscope", "Python", "OOM", "killer"];
    let prose: String = russian.split('`').step_by(2).collect::<Vec<_>>().join("·");
    let is_latin = |word: &str| {
        let word = word.trim_matches(|c: char| ",.;:()".contains(c));
        word.len() > 1 && word.chars().all(|c| c.is_ascii_alphabetic()) && !own.contains(&word)
    };
    let words: Vec<&str> = prose.split(' ').collect();
    words
        .windows(2)
        .any(|two| two.iter().all(|word| is_latin(word)))
}

/// Sentences of an artifact as the page shows them.
fn sentences(artifact: &Artifact) -> Vec<String> {
    let answer = answer(artifact);
    let mut all = vec![answer.headline];
    all.extend(answer.details);
    for batch in artifact.batches.iter().chain(&artifact.hunt_batches) {
        all.push(explain_ending(batch));
        all.extend(batch.evidence.iter().cloned());
    }
    for finding in &artifact.findings {
        all.push(finding_text::headline(finding));
        all.extend(finding.evidence.iter().cloned());
        all.extend(finding.hint.iter().cloned());
    }
    if let Some(hunt) = &artifact.hunt {
        all.extend(hunt.notes.iter().chain(&hunt.undone).cloned());
    }
    all.extend(artifact.warnings.iter().cloned());
    all
}

fn goldens() -> Vec<(String, Artifact)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(root().join("tests/golden/v1")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "json") {
            let artifact = parse_artifact(&std::fs::read(&path).unwrap()).unwrap();
            all.push((
                path.file_name().unwrap().to_string_lossy().into_owned(),
                artifact,
            ));
        }
    }
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

/// The sentences in the snapshots of shared code.
fn snapshots() -> Vec<String> {
    let mut all = Vec::new();
    let text = |name: &str| {
        let path = root().join("shared/src").join(name);
        std::fs::read_to_string(path).unwrap()
    };
    let endings = "classify/snapshots/oomscope_shared__classify__table__the_evidence_of_the_endings_people_ask_about.snap";
    let lines = text(endings);
    all.extend(
        lines
            .lines()
            .filter_map(|line| line.strip_prefix("  "))
            .map(str::to_owned),
    );
    let endings =
        text("snapshots/oomscope_shared__sentence__tests__every_ending_has_its_sentence.snap");
    all.extend(endings.lines().skip(4).map(str::to_owned));
    for entry in std::fs::read_dir(root().join("shared/src/compare/snapshots")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy().into_owned();
        if name.contains("markdown") || name.contains("json") || name.contains("terminal") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let told = text
            .lines()
            .skip(4)
            .map(|line| line.trim_start_matches(['-', ' ', '[', ']']));
        all.extend(told.filter(|line| !line.is_empty()).map(str::to_owned));
    }
    all
}

#[test]
fn what_was_really_said_is_told_in_russian_without_a_rest() {
    let book = Book::new(CATALOGUE);
    let mut all = snapshots();
    let goldens = goldens();
    for (_, artifact) in &goldens {
        all.extend(sentences(artifact));
        for (_, other) in &goldens {
            let verdict = compare(artifact, other).verdict;
            all.push(verdict.sentence);
            all.extend(verdict.reasons);
        }
    }
    assert!(all.len() > 500, "{}", all.len());
    let russian = |text: &str| with(Language::Russian, Units::Binary, || book.known(text));
    let is_english = |text: &str| russian(text).is_none_or(|russian| has_english(&russian));
    let unknown: HashSet<String> = all.into_iter().filter(|text| is_english(text)).collect();
    let mut unknown: Vec<String> = unknown.into_iter().collect();
    unknown.sort();
    let told: Vec<String> = unknown
        .iter()
        .map(|text| format!("{text}\n    {:?}", book.known(text)))
        .collect();
    assert!(unknown.is_empty(), "not in Russian:\n{}", told.join("\n"));
}

#[test]
fn the_goldens_in_russian() {
    let told = with(Language::Russian, Units::Binary, || {
        let mut told = String::new();
        for (name, artifact) in goldens() {
            told += &format!("# {name}\n");
            let mut seen = HashSet::new();
            for sentence in sentences(&artifact) {
                if seen.insert(sentence.clone()) {
                    told += &format!("{}\n", said(&sentence));
                }
            }
        }
        told
    });
    insta::assert_snapshot!(told);
}

#[test]
fn what_nobody_knows_stays_as_it_is() {
    let book = Book::new(CATALOGUE);
    for foreign in [
        "AssertionError: assert 1 == 2",
        "a free text, and nobody's template",
        "",
        "`",
        "{}",
        "Batch 3 passed in a hurry of `x",
    ] {
        assert_eq!(book.sentence(foreign), foreign);
    }
    // A clause that is not known stays inside of the one that is.
    let half = book.sentence("the artifact breaks its format: missing field `id` at line 3");
    assert_eq!(
        half,
        "артефакт нарушает свой формат: missing field `id` at line 3"
    );
    // Long lists cannot make it stand still.
    let long = vec!["Batch 3 died of memory; or and"; 2_000].join(", ");
    book.sentence(&long);
}
