//! The culprit first: its sentence, the picture beside it, and the way from a finding to its tests.

use std::path::{Path, PathBuf};

use oomscope_shared::artifact::Attempt;
use oomscope_shared::finding::Kind;
use oomscope_shared::load::write_artifact;
use oomscope_shared::{Key, Outcome, messages, parse_artifact};
use oomscope_tests::browser::Scheme;
use oomscope_tests::runs;
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

/// A figure that is cut is another figure: "80.7 M" is not "80.7 MiB".
#[test]
fn figures_of_the_map_are_whole_or_not_there_and_no_field_repeats_the_folder() {
    for (width, least) in [(390, 3), (1280, 5)] {
        let visit = Visit::at("/");
        // Before the map is made: it is laid out for the room that it finds.
        visit.browser.look(width, 844, 1.0, Scheme::Light).unwrap();
        visit.choose(&[&super::manners::story("before")]);
        visit.browser.wait_until_shown("map").unwrap();
        let body = "const seen = []; const cut = []; \
                    for (const field of document.querySelectorAll('.map li')) { \
                        const box = field.firstElementChild.getBoundingClientRect(); \
                        const figure = field.querySelector('span'); \
                        const line = figure.getBoundingClientRect(); \
                        const range = document.createRange(); range.selectNodeContents(figure); \
                        const text = range.getBoundingClientRect(); \
                        const is_away = line.left >= box.right - 1 || line.top >= box.bottom - 1 || text.top >= line.bottom - 1; \
                        if (is_away) continue; \
                        const is_whole = text.left >= box.left && text.right <= box.right && text.top >= box.top - 1 \
                            && text.bottom <= box.bottom + 1 && text.right <= line.right + 1; \
                        (is_whole ? seen : cut).push(figure.textContent); \
                    } return [seen, cut]";
        let found = visit.browser.script(body, &[]).unwrap();
        assert_eq!(found[1], json!([]), "{width}: {found}");
        let seen = found[0].as_array().unwrap();
        assert!(seen.len() >= least, "{width}: {found}");
        assert!(
            seen.iter().all(|one| one.as_str().unwrap().ends_with("iB")),
            "{found}"
        );
        let names = fields(&visit);
        let folders = names
            .iter()
            .filter(|name| name.starts_with("tests/"))
            .count();
        assert_eq!(folders, 0, "{names:?}");
    }
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

/// A run whose processes share much: its peak of 340 MiB lies above the limit of 250, against which 240 were held.
#[test]
fn what_is_held_against_the_limit_stands_beside_the_peak() {
    let visit = Visit::at("/");
    let mut artifact = runs::over_limit().artifact().unwrap();
    let limits = artifact.limits.clone();
    artifact = runs::before().artifact().unwrap();
    artifact.limits = limits;
    if let Some(limit) = &mut artifact.limits.memory {
        limit.bytes = 250 << 20;
    }
    let batch = &mut artifact.batches[0];
    batch.facts.as_mut().unwrap().watchdog_bytes = Some(240 << 20);
    let bytes = write_artifact(&artifact).unwrap();
    visit.choose(&[&visit.file("a.oomscope.json", &bytes)]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let card = "return document.getElementById('answer').closest('section').innerText";
    let card = visit.browser.script(card, &[]).unwrap();
    let card = card.as_str().unwrap();
    assert!(
        card.contains("Held against the limit of 250 MiB were 240 MiB"),
        "{card}"
    );
    let batches = visit.browser.text("batches-table").unwrap();
    assert!(
        batches.contains("Charged") && batches.contains("240 MiB"),
        "{batches}"
    );
    let read = "const canvas = document.querySelector(`[data-testid='timeline-canvas']`); canvas.focus(); \
                canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', shiftKey: true, bubbles: true }))";
    visit.browser.script(read, &[]).unwrap();
    let readout = visit.browser.text("readout").unwrap();
    assert!(
        readout.contains("≤ 240 MiB held against the limit"),
        "{readout}"
    );
    visit.browser.click("batch-link").unwrap();
    visit.browser.wait_until_shown("batch-title").unwrap();
    let figures = "return document.querySelector('.figures').innerText";
    let figures = visit.browser.script(figures, &[]).unwrap();
    let figures = figures.as_str().unwrap();
    assert!(
        figures.contains("240 MiB") && figures.contains("held against the limit"),
        "{figures}"
    );
    visit.assert_quiet();
}

/// Died first, run alone, died again: whatever the page says of it, it is no victim.
#[test]
fn a_test_that_needs_too_much_is_called_a_victim_nowhere() {
    let visit = Visit::at("/");
    let mut artifact =
        parse_artifact(&std::fs::read(golden("out-of-memory.oomscope.json")).unwrap()).unwrap();
    let died = artifact
        .tests
        .outcome
        .iter()
        .position(|one| *one == Outcome::Died);
    let died = died.unwrap() as u32;
    let hog = &mut artifact.findings[0];
    hog.kind = Kind::Hog;
    hog.culprits = vec![artifact.tests.id[died as usize].clone()];
    let ending = Key::EndingOutOfMemory;
    artifact.tests.attempts.push(Attempt {
        test: died,
        batch: Some(1),
        outcome: Outcome::Died,
        start_us: None,
        duration_us: None,
        peak_kib: None,
        remark: Some(messages::RemarkVictim { ending }.into()),
    });
    let bytes = write_artifact(&artifact).unwrap();
    visit.choose(&[&visit.file("a.oomscope.json", &bytes)]);
    let id = json!(artifact.tests.id[died as usize]);
    let page = "return document.body.innerText";
    let never = |shown: &str| {
        visit.browser.wait_until_shown(shown).unwrap();
        let said = visit.browser.script(page, &[]).unwrap();
        let said = said.as_str().unwrap();
        assert!(!said.to_lowercase().contains("victim"), "{said}");
    };
    never("tests-table");
    let open = "location.hash = 'run=1&test=' + encodeURIComponent(arguments[0])";
    visit.browser.script(open, &[id]).unwrap();
    never("attempts");
    let said = visit.browser.text("attempts").unwrap();
    assert!(said.contains("names it as a culprit"), "{said}");
    visit
        .browser
        .script("location.hash = 'run=1&batch=1'", &[])
        .unwrap();
    never("batch-title");
}
