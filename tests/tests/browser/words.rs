//! Language and units: chosen by the reader, kept, and everywhere.

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
}

/// Text and labels of the page that no artifact and no shared sentence brought.
const OWN_TEXTS: &str = "
    const skip = '.mono, .file, code, pre, kbd, .brand, .why, .evidence, select, h1#answer, h1#verdict, \
        .test-name, .test-file, .batch-says, .chip.plain, .tab, td, dd, .readout, .fates, .eyebrow';
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
        verdict.contains(" MB") && !verdict.contains("MiB"),
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
