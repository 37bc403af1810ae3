//! The culprit first: its sentence, the picture beside it, and the way from a finding to its tests.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::visit::Visit;

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden/v1")
        .join(name)
}

fn opened(name: &str) -> Visit {
    let visit = Visit::at("/");
    visit.choose(&[&golden(name)]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    visit
}

/// How many tests the table counts, as it says it.
fn is_counted(visit: &Visit, words: &str) {
    let body = format!(
        "return document.querySelector(`[data-testid='tests-count']`).textContent === '{words}'"
    );
    visit.wait(words, &body);
}

fn type_filter(visit: &Visit, text: &str) {
    let body = "const field = document.querySelector(`[data-testid='tests-filter']`); \
                field.value = arguments[0]; field.dispatchEvent(new Event('input'))";
    visit.browser.script(body, &[json!(text)]).unwrap();
}

#[test]
fn the_culprit_is_the_headline_and_the_run_a_picture_beside_it() {
    let visit = opened("out-of-memory.oomscope.json");
    let answer = visit.browser.text("answer").unwrap();
    assert_eq!(answer, "6 tests keep 144 MiB in HOARD.");
    let card = "return document.getElementById('answer').closest('section').textContent";
    let card = visit.browser.script(card, &[]).unwrap();
    let card = card.as_str().unwrap();
    assert!(card.contains("Out of memory in batch 1"), "{card}");
    // The one that died is among the culprits of the finding below.
    assert!(!card.contains("ictim"), "{card}");
    let table = visit.browser.text("tests-table").unwrap();
    assert!(!table.contains("ictim"), "{table}");
    // The curve, the time of the culprits, the limit and the death, above the fold.
    let picture = "const glance = document.querySelector(`[data-testid='glance']`); \
                   const drawn = [...glance.querySelectorAll('path')].filter(path => path.getBBox().width + path.getBBox().height > 0); \
                   return [drawn.length, glance.getBoundingClientRect().bottom < 500]";
    let found = visit.browser.script(picture, &[]).unwrap();
    assert_eq!(found, json!([4, true]));
    visit.browser.click("glance").unwrap();
    let is_there = "const title = document.getElementById('timeline-title').getBoundingClientRect(); \
                    return title.top >= 0 && title.bottom <= innerHeight";
    visit.wait("the timeline", is_there);
    visit.assert_quiet();
}

#[test]
fn a_finding_lights_its_tests_in_the_chart_and_in_the_table() {
    let visit = opened("out-of-memory.oomscope.json");
    is_counted(&visit, "7");
    assert!(!visit.browser.shows("lights").unwrap());
    visit.browser.click("light").unwrap();
    is_counted(&visit, "6 of 7");
    visit.browser.wait_until_shown("lights").unwrap();
    let pressed = "return document.querySelector(`[data-testid='light']`).getAttribute('aria-pressed') === 'true'";
    visit.wait("the button", pressed);
    visit.wait(
        "the address",
        "return location.hash.includes('filter=finding:1')",
    );
    // The rows say which finding names them.
    let rows = visit.browser.text("tests-table").unwrap();
    assert!(rows.contains("finding 1"), "{rows}");
    type_filter(&visit, "not finding:1");
    is_counted(&visit, "1 of 7");
    let released = "return document.querySelector(`[data-testid='light']`).getAttribute('aria-pressed') === 'false'";
    visit.wait("the button", released);
    type_filter(&visit, "finding:2");
    let wrong = "return document.querySelector('.filter-error').textContent.includes('no finding')";
    visit.wait("what is wrong", wrong);
    type_filter(&visit, "");
    is_counted(&visit, "7");
    visit.wait(
        "darkness",
        "return !document.querySelector(`[data-testid='lights']`)",
    );
    visit.assert_quiet();
}

/// What the fields of the map say, the largest first.
fn fields(visit: &Visit) -> Vec<String> {
    let body = "return [...document.querySelectorAll('.map li')].map(field => field.innerText)";
    let found = visit.browser.script(body, &[]).unwrap();
    serde_json::from_value(found).unwrap()
}

#[test]
fn the_map_of_the_tests_leads_down_by_the_filter_with_the_keyboard() {
    let visit = Visit::at("/");
    visit.choose(&[&super::manners::story("before")]);
    visit.browser.wait_until_shown("map").unwrap();
    let files = fields(&visit);
    assert!(files.len() > 1 && files[0].contains(".py"), "{files:?}");
    // Its fields are as large as what they stand for, and none lies on another.
    let areas = "return [...document.querySelectorAll('.map li')].map(field => field.offsetWidth * field.offsetHeight)";
    let areas: Vec<f64> =
        serde_json::from_value(visit.browser.script(areas, &[]).unwrap()).unwrap();
    let all = "return document.querySelector('.map').offsetWidth * document.querySelector('.map').offsetHeight";
    let all = visit.browser.script(all, &[]).unwrap().as_f64().unwrap();
    assert!(
        (areas.iter().sum::<f64>() / all - 1.0).abs() < 0.1,
        "{areas:?} {all}"
    );
    assert!(areas[0] * 1.1 > areas[1], "{areas:?}");

    let focus = "document.querySelector('.map button').focus()";
    visit.browser.script(focus, &[]).unwrap();
    visit
        .browser
        .devtools("Input.dispatchKeyEvent", json!({ "type": "keyDown", "key": "Enter", "code": "Enter", "text": "\r", "windowsVirtualKeyCode": 13 }))
        .unwrap();
    visit.wait(
        "the filter",
        "return /^\".*py\"$/.test(document.querySelector(`[data-testid='tests-filter']`).value)",
    );
    let counted = visit.browser.text("tests-count").unwrap();
    assert!(counted.ends_with("of 87"), "{counted}");
    let inside = fields(&visit);
    assert!(
        !inside.iter().any(|name| name.contains(".py")),
        "{inside:?}"
    );
    // The reader goes on from the map, whose field is gone.
    let place = "return document.activeElement.className === 'map'";
    assert_eq!(visit.browser.script(place, &[]).unwrap(), json!(true));

    type_filter(&visit, "");
    visit.browser.click("map-holder").unwrap();
    visit.wait(
        "the holder",
        "return document.querySelector('.map li').innerText.includes('REGISTRY')",
    );
    visit.browser.click("map-peak").unwrap();
    visit
        .browser
        .script("document.querySelector('.map button').click()", &[])
        .unwrap();
    visit.wait(
        "the finding",
        "return document.querySelector(`[data-testid='tests-filter']`).value === 'finding:1'",
    );
    visit.assert_quiet();
}
