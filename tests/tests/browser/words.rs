//! Language and units: chosen by the reader, kept, and everywhere.

use std::path::{Path, PathBuf};

use oomscope_tests::runs;
use serde_json::json;

use super::visit::Visit;

fn choose(visit: &Visit, key: &str, value: &str) {
    let body = "const list = document.querySelector(`[data-testid='${arguments[0]}']`); \
                list.value = arguments[1]; list.dispatchEvent(new Event('change'))";
    visit
        .browser
        .script(body, &[json!(key), json!(value)])
        .unwrap();
    if key == "oomscope.language" {
        // Its strings are loaded first.
        let language = if value.is_empty() { "en" } else { value };
        let body = format!("return document.documentElement.lang === '{language}'");
        visit.wait(language, &body);
    }
}

/// English where a sentence should be Russian: two words of Latin letters side by side, outside of names.
const ENGLISH: &str = r"
    const found = [];
    const own = ['pytest', 'oomscope', 'Python', 'OOM', 'killer', 'autouse', 'DataFrame'];
    for (const element of document.querySelectorAll(arguments[0])) {
        const copy = element.cloneNode(true);
        for (const name of copy.querySelectorAll('code, pre, a, .mono')) name.textContent = ' · ';
        const words = copy.textContent.split(/\s+/);
        const bare = word => (word ?? '').replace(/[,.;:()]/g, '');
        const latin = word => /^[a-z'’-]{2,}$/i.test(bare(word)) && !own.includes(bare(word));
        if (words.some((word, at) => latin(word) && latin(words[at + 1]))) found.push(copy.textContent);
    }
    return found";

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden/v1")
        .join(name)
}

#[test]
fn what_is_said_about_a_run_is_russian_and_the_address_says_so() {
    let visit = Visit::at("/");
    choose(&visit, "oomscope.language", "ru");
    let search = "return location.search";
    assert_eq!(
        visit.browser.script(search, &[]).unwrap(),
        json!("?lang=ru")
    );
    let english = |parts: &str| visit.browser.script(ENGLISH, &[json!(parts)]).unwrap();
    visit.choose(&[&golden("out-of-memory.oomscope.json")]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let answer = visit.browser.text("answer").unwrap();
    assert!(answer.contains("6 тестов удерживают"), "{answer}");
    let cards = visit.browser.text("finding").unwrap();
    assert!(cards.contains("удерж"), "{cards}");
    assert_eq!(
        english("#main .answer, .finding, .notice, [data-testid='hunt']"),
        json!([])
    );
    // What a filter does not understand.
    let body = "const field = document.querySelector(`[data-testid='tests-filter']`); \
                field.value = arguments[0]; field.dispatchEvent(new Event('input'))";
    for wrong in ["outcome:bored", "kept:>5x", "batch:x", "time:>soon"] {
        visit.browser.script(body, &[json!(wrong)]).unwrap();
        visit.wait(
            "what is wrong",
            "return !!document.querySelector('.filter-error').textContent",
        );
        let said = "return document.querySelector('.filter-error').textContent";
        let said = visit.browser.script(said, &[]).unwrap();
        let said = said.as_str().unwrap();
        assert!(said.contains(" не "), "{said}");
        // The outcomes are listed as one types them.
        if !wrong.starts_with("outcome") {
            assert_eq!(english(".filter-error"), json!([]), "{said}");
        }
        visit.browser.script(body, &[json!("")]).unwrap();
        visit.wait(
            "no error",
            "return !document.querySelector('.filter-error').textContent",
        );
    }
    // The page of the batch that died.
    visit.browser.click("batch-link").unwrap();
    visit.browser.wait_until_shown("batch-title").unwrap();
    let evidence = visit.browser.text("evidence").unwrap();
    assert!(evidence.contains("Ядро"), "{evidence}");
    assert_eq!(english("#main .answer, #evidence"), json!([]));
    visit.browser.script("history.back()", &[]).unwrap();
    visit.browser.wait_until_shown("tests-table").unwrap();
    // Before and after, with every reason, and a file that does not open.
    visit.choose(&[&golden("over-limit.oomscope.json")]);
    visit.browser.wait_until_shown("delta-table").unwrap();
    let open = "for (const one of document.querySelectorAll('details')) one.open = true";
    visit.browser.script(open, &[]).unwrap();
    assert_eq!(
        english("#main .answer, .fates, [data-testid='reasons']"),
        json!([])
    );
    visit.choose(&[&visit.file("empty.json", b"")]);
    visit.browser.wait_until_shown("alert").unwrap();
    assert!(visit.browser.text("alert").unwrap().contains("файл пуст"));
    assert_eq!(english(".alert"), json!([]));
    // A link without the choice shows what was chosen before, one with another choice shows that.
    visit.browser.open(&visit.site.url("/?lang=en")).unwrap();
    visit.wait("the page", super::visit::IS_READY);
    assert!(
        visit
            .browser
            .text("empty")
            .unwrap()
            .contains("Name the culprit")
    );
    visit.browser.open(&visit.site.url("/")).unwrap();
    visit.wait("the page", super::visit::IS_READY);
    assert!(
        visit
            .browser
            .text("empty")
            .unwrap()
            .contains("Найти виновника")
    );
    assert_eq!(
        visit.browser.script(search, &[]).unwrap(),
        json!("?lang=ru")
    );
    visit.assert_quiet();
}

/// Text and labels of the page that no artifact and no shared sentence brought.
const OWN_TEXTS: &str = "
    const skip = '[data-testid=version], .mono, .file, code, pre, kbd, .brand, .why, .evidence, select, h1#answer, h1#verdict, \
        .test-name, .test-file, .batch-says, .chip.plain, .tab, td, dd, .readout, .fates, .eyebrow, .map li';
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walk.nextNode());) {
        if (!node.parentElement.closest(skip)) found.push(node.data.trim());
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
        if (element.closest(skip) || element.tagName === 'TR') continue;
        for (const name of ['aria-label', 'title', 'placeholder']) found.push(element.getAttribute(name) ?? '');
    }
    const names = ['Python', 'pytest'];
    return found.filter(text => /[a-z]{3,}/.test(text) && !/[а-яё]/i.test(text) && !names.includes(text))";

#[test]
fn the_page_speaks_russian_and_counts_in_megabytes_and_remembers_it() {
    let visit = Visit::at("/");
    let (before, after) = (
        visit.artifact(&runs::before()),
        visit.artifact(&runs::after()),
    );
    choose(&visit, "oomscope.language", "ru");
    let empty = visit.browser.text("empty").unwrap();
    assert!(empty.contains("Найти виновника"), "{empty}");
    assert_eq!(visit.browser.script(OWN_TEXTS, &[]).unwrap(), json!([]));
    visit.choose(&[&before]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    assert_eq!(visit.browser.script(OWN_TEXTS, &[]).unwrap(), json!([]));
    let table = visit.browser.text("tests-table").unwrap();
    assert!(
        table.contains("МиБ") && table.contains("10,0 МиБ"),
        "{table}"
    );
    visit.choose(&[&after]);
    visit.browser.wait_until_shown("delta-table").unwrap();
    assert_eq!(visit.browser.script(OWN_TEXTS, &[]).unwrap(), json!([]));
    let lang = "return document.documentElement.lang";
    assert_eq!(visit.browser.script(lang, &[]).unwrap(), json!("ru"));
    // The keys and what is said about files.
    visit
        .browser
        .script("document.querySelector('footer button').click()", &[])
        .unwrap();
    visit.browser.wait_until_shown("keys").unwrap();
    let dialog = "document.querySelector('dialog')";
    let in_dialog = OWN_TEXTS.replace(", dd,", ",");
    assert_eq!(
        visit
            .browser
            .script(&in_dialog.replace("document.body", dialog), &[])
            .unwrap(),
        json!([])
    );
    visit
        .browser
        .script(&format!("{dialog}.close()"), &[])
        .unwrap();
    visit.browser.click("privacy-link").unwrap();
    visit.browser.wait_until_shown("privacy").unwrap();
    assert_eq!(visit.browser.script(OWN_TEXTS, &[]).unwrap(), json!([]));
    visit.browser.script("history.back()", &[]).unwrap();
    visit.browser.wait_until_shown("verdict").unwrap();
    // Units change the figures of shared sentences, too; the runs stay open.
    choose(&visit, "oomscope.units", "mb");
    let verdict = visit.browser.text("verdict").unwrap();
    assert!(
        verdict.contains("Исправлено") && verdict.contains(" МБ") && !verdict.contains("МиБ"),
        "{verdict}"
    );
    let table = visit.browser.text("delta-table").unwrap();
    assert!(table.contains("10,5 МБ"), "{table}");
    // At the next visit it is still so; and back again.
    visit.browser.open(&visit.site.url("/")).unwrap();
    visit.wait("the page", super::visit::IS_READY);
    let empty = visit.browser.text("empty").unwrap();
    assert!(empty.contains("Найти виновника"), "{empty}");
    choose(&visit, "oomscope.language", "");
    choose(&visit, "oomscope.units", "");
    let empty = visit.browser.text("empty").unwrap();
    assert!(empty.contains("Name the culprit"), "{empty}");
    visit.assert_quiet();
}

/// What findings rest on stands in artifacts in English and binary units, and nothing is loaded for it; in other
/// units its words are loaded.
#[test]
fn what_artifacts_say_is_said_in_the_units_of_the_reader() {
    let visit = Visit::at("/");
    let loaded = "return performance.getEntriesByType('resource').filter(one => one.name.endsWith('.ftl')).length";
    visit.choose(&[&golden("out-of-memory.oomscope.json")]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let evidence = "return document.querySelector(`[data-testid='finding-evidence'] .evidence`)?.textContent ?? ''";
    let said = visit.browser.script(evidence, &[]).unwrap();
    assert!(said.as_str().unwrap().contains(" MiB"), "{said}");
    assert_eq!(visit.browser.script(loaded, &[]).unwrap(), json!(0));
    choose(&visit, "oomscope.units", "mb");
    let is_said = format!(
        "const said = (() => {{ {evidence} }})(); return / MB/.test(said) && !/MiB/.test(said)"
    );
    visit.wait("the evidence in MB", &is_said);
    assert_eq!(visit.browser.script(loaded, &[]).unwrap(), json!(1));
    visit.assert_quiet();
}
