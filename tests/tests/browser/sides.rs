//! Comparisons of more than two files: findings, renamed tests, repeats, and how curves are aligned.

use std::path::PathBuf;

use oomscope_shared::Artifact;
use oomscope_shared::finding::{Cause, Finding, Hunt, Kind};
use oomscope_shared::load::write_artifact;
use oomscope_tests::runs::{self, Recipe};
use serde_json::json;

use super::visit::Visit;

fn changed(visit: &Visit, name: &str, recipe: &Recipe, change: impl Fn(&mut Artifact)) -> PathBuf {
    let mut artifact = recipe.artifact().unwrap();
    change(&mut artifact);
    visit.file(name, &write_artifact(&artifact).unwrap())
}

fn finding(holder: &str, culprit: &str) -> Finding {
    Finding {
        culprits: vec![culprit.into()],
        holder: Some(holder.into()),
        retained_bytes: Some(300 << 20),
        bytes_per_test: Some(10 << 20),
        confidence: 0.9,
        ..Finding::new(Kind::Leak, Cause::ModuleGlobal)
    }
}

#[test]
fn findings_are_gone_stayed_and_new_and_renamed_tests_are_suggested() {
    let visit = Visit::at("/");
    let culprit = runs::before().artifact().unwrap().tests.id[0].clone();
    let hunted = |holders: &'static [&'static str]| {
        let culprit = culprit.clone();
        move |artifact: &mut Artifact| {
            let findings = holders.iter().map(|holder| finding(holder, &culprit));
            artifact.findings = findings.collect();
            artifact.hunt = Some(Hunt::default());
        }
    };
    let before = changed(
        &visit,
        "before.json",
        &runs::before(),
        hunted(&["app.GONE", "app.STAYED"]),
    );
    let after = hunted(&["app.STAYED", "app.NEW"]);
    let after = changed(&visit, "after.json", &runs::after(), move |artifact| {
        after(artifact);
        let id = &mut artifact.tests.id[7];
        *id = id.replace("::test_", "::test_the_");
    });
    visit.choose(&[&before, &after]);
    visit.browser.wait_until_shown("fates").unwrap();
    let fates = visit
        .browser
        .script(
            "return [...document.querySelectorAll(`[data-testid='fates'] li`)]\
             .map(li => [li.dataset.fate, li.innerText.match(/app\\.[A-Z]+/)[0]])",
            &[],
        )
        .unwrap();
    assert_eq!(
        fates,
        json!([
            ["new", "app.NEW"],
            ["stayed", "app.STAYED"],
            ["gone", "app.GONE"]
        ])
    );
    let renamed = visit.browser.text("renamed").unwrap();
    assert!(renamed.contains("::test_the_"), "{renamed}");
    visit.assert_quiet();
}

#[test]
fn three_runs_a_side_are_grouped_by_their_names_and_moved_by_hand() {
    let visit = Visit::at("/");
    let unlabelled = |artifact: &mut Artifact| artifact.run.label = None;
    let file = |name: &str, recipe: &Recipe| changed(&visit, name, recipe, unlabelled);
    let files: Vec<PathBuf> = [1, 2, 3]
        .iter()
        .flat_map(|n| {
            [
                file(&format!("before-{n}.oomscope.json"), &runs::before()),
                file(&format!("after-{n}.oomscope.json"), &runs::after()),
            ]
        })
        .collect();
    let files: Vec<_> = files.iter().map(PathBuf::as_path).collect();
    visit.choose(&files);
    let verdict = visit.browser.text("verdict").unwrap();
    assert!(verdict.contains("Fixed"), "{verdict}");
    let all = "return document.querySelector('#main').innerText";
    let text = visit.browser.script(all, &[]).unwrap();
    let text = text.as_str().unwrap();
    assert!(
        text.contains("3 runs before") && text.contains("5 of 5 pairings"),
        "{text}"
    );
    assert!(text.contains("and 2 more"), "{text}");
    visit.wait(
        "the groups in the address",
        "return location.hash.startsWith('#compare=1+3+5,2+4+6')",
    );
    // One of them away, by hand.
    visit
        .browser
        .script(
            "[...document.querySelectorAll(`[data-testid^='put-aside-']`)][4].click()",
            &[],
        )
        .unwrap();
    visit.wait(
        "two before",
        "return location.hash.startsWith('#compare=1+3,2+4+6')",
    );
    visit.wait(
        "the focus",
        "return document.activeElement.dataset.testid?.startsWith('put-aside-')",
    );
    visit.wait(
        "its sentence",
        "return document.querySelector('#main').innerText.includes('2 runs before')",
    );
    visit.browser.click("swap").unwrap();
    let verdict = visit.browser.text("verdict").unwrap();
    assert!(verdict.contains("Regressed"), "{verdict}");
    visit.browser.script("history.back()", &[]).unwrap();
    visit.wait(
        "the sides as before",
        "return location.hash.startsWith('#compare=1+3,')",
    );
    visit.assert_quiet();
}

#[test]
fn curves_are_aligned_by_time_by_batch_and_by_test() {
    let visit = Visit::at("/");
    visit.choose(&[
        &visit.artifact(&runs::before()),
        &visit.artifact(&runs::after()),
    ]);
    visit.browser.text("verdict").unwrap();
    let view = "return document.querySelector(`[data-testid='timeline-canvas']`).dataset.view";
    let mut seen = Vec::new();
    for (button, end) in [
        ("align-batches", 1.0),
        ("align-tests", f64::from(runs::TESTS)),
    ] {
        visit.browser.click(button).unwrap();
        let view = visit.browser.script(view, &[]).unwrap();
        let view = view.as_str().unwrap().to_owned();
        assert_eq!(
            view.split(' ').nth(1).unwrap().parse::<f64>().unwrap(),
            end,
            "{view}"
        );
        seen.push(view);
    }
    visit.wait(
        "the test in the address",
        "return location.hash.includes('by=test')",
    );
    visit.browser.click("align-batches").unwrap();
    visit.wait(
        "the batch in the address",
        "return location.hash.includes('by=batch')",
    );
    super::visit::assert_curve(&visit.browser, "--before");
}

#[test]
fn a_side_of_many_runs_says_how_many_are_drawn() {
    let visit = Visit::at("/");
    let mut files = vec![visit.artifact(&runs::after())];
    for number in 1..=5 {
        let name = format!("before-{number}.oomscope.json");
        files.push(visit.file(&name, &runs::before().bytes().unwrap()));
    }
    let four: Vec<_> = files[..5].iter().map(PathBuf::as_path).collect();
    visit.choose(&four);
    visit.browser.wait_until_shown("delta-table").unwrap();
    assert!(!visit.browser.shows("drawn").unwrap());
    visit.browser.open(&visit.site.url("/")).unwrap();
    visit.wait("the page", super::visit::IS_READY);
    let all: Vec<_> = files.iter().map(PathBuf::as_path).collect();
    visit.choose(&all);
    let drawn = visit.browser.text("drawn").unwrap();
    assert!(drawn.contains("4 runs"), "{drawn}");
}

#[test]
fn shards_that_are_dropped_together_are_one_run() {
    use oomscope_shared::shard::Shard;
    let visit = Visit::at("/");
    let half = |index: u32| {
        changed(
            &visit,
            &format!("shard-{index}.json"),
            &runs::before(),
            |artifact| {
                let tests = artifact.tests.len() as u32;
                for id in &mut artifact.tests.id {
                    *id = format!("{id}[{index}]");
                }
                artifact.run.shard = Some(Shard {
                    index,
                    count: 2,
                    planned: 2 * tests,
                    positions: (0..tests).map(|at| 2 * at + index - 1).collect(),
                });
            },
        )
    };
    visit.choose(&[&half(2), &half(1)]);
    let answer = visit.browser.text("answer").unwrap();
    assert!(
        answer.contains(&format!("{} tests", 2 * runs::TESTS)),
        "{answer}"
    );
    visit.assert_quiet();
}
