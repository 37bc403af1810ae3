//! Files made to do harm, or to be as odd as can be: each gets a clear error or a correct page, never a
//! frozen tab, a script, or a request.

use std::io::Write;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use oomscope_tests::{runs, zipped};
use serde_json::{Value, json};

use super::visit::Visit;

/// A file, and words that the page must say of it; none where a correct page is as good as an error.
struct Hostile {
    name: String,
    bytes: Vec<u8>,
    said: Option<&'static str>,
}

fn plain() -> Value {
    serde_json::from_slice(&runs::over_limit().bytes().unwrap()).unwrap()
}

fn packed(write: impl FnOnce(&mut GzEncoder<Vec<u8>>)) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    write(&mut encoder);
    encoder.finish().unwrap()
}

fn spaces(encoder: &mut impl Write, megabytes: usize) {
    let block = vec![b' '; 1 << 20];
    for _ in 0..megabytes {
        encoder.write_all(&block).unwrap();
    }
}

/// Puts a text in place of every string that a page may show.
fn filled(value: &mut Value, text: &str) {
    match value {
        // The words of closed vocabularies have to stay, or the file would only be refused.
        Value::String(old) if !old.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => {
            *old = format!("{text}{old}");
        }
        Value::Array(items) => items.iter_mut().for_each(|item| filled(item, text)),
        Value::Object(fields) => fields.values_mut().for_each(|field| filled(field, text)),
        _ => {}
    }
}

/// Every place in a document, as a JSON pointer.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().take(1).enumerate() {
                places(item, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                places(field, &format!("{at}/{key}"), found);
            }
        }
        _ => {}
    }
}

const MARKUP: &str = "<img src=x onerror=\"window.harmed=1\"><script>window.harmed=1</script>\
                      <a href=\"javascript:window.harmed=1\">";

fn files() -> Vec<Hostile> {
    let mut files = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>, said: Option<&'static str>| {
        files.push(Hostile {
            name: name.to_owned(),
            bytes,
            said,
        });
    };
    let text = |value: &Value| serde_json::to_vec(value).unwrap();
    let whole = runs::over_limit().bytes().unwrap();
    let with = |at: &str, new: Value| {
        let mut value = plain();
        *value.pointer_mut(at).unwrap() = new;
        text(&value)
    };

    // Made to burst.
    add(
        "bomb.json.gz",
        packed(|out| spaces(out, 1500)),
        Some("burst"),
    );
    let zip = zipped::streamed_zip(&[("a.oomscope.json", &vec![b' '; 300 << 20])]).unwrap();
    add("bomb.zip", zip, Some("burst"));
    add("nest.json", b"[".repeat(1 << 20), Some("not JSON"));
    add("nest-objects.json", b"{\"a\":".repeat(1 << 20), Some("not"));
    add(
        "nest-inside.json",
        with(
            "/run/label",
            serde_json::from_str(&format!("{}1{}", "[".repeat(100), "]".repeat(100))).unwrap(),
        ),
        Some("format"),
    );
    let mut nested = zipped::stored_zip(&[("a.oomscope.json", &whole)]).unwrap();
    for _ in 0..9 {
        nested = zipped::stored_zip(&[("inner.zip", &nested)]).unwrap();
    }
    add("ten-zips.zip", nested, Some("inside of each other"));
    let names: Vec<String> = (0..12_000).map(|at| format!("{at}.json")).collect();
    let entries: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), &b"{}"[..]))
        .collect();
    add(
        "entries.zip",
        zipped::stored_zip(&entries).unwrap(),
        Some("more than 10000 files"),
    );
    let names: Vec<String> = (0..80).map(|at| format!("{at}.oomscope.json")).collect();
    let entries: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), whole.as_slice()))
        .collect();
    add(
        "artifacts.zip",
        zipped::streamed_zip(&entries).unwrap(),
        Some("more than 64 artifacts"),
    );
    let batch = plain()["batches"][0].clone();
    let million = packed(|out| {
        let all = String::from_utf8(with("/batches", json!(["here"]))).unwrap();
        let (head, tail) = all.split_once("\"here\"").unwrap();
        out.write_all(head.as_bytes()).unwrap();
        let mut small = batch.clone();
        small["timeline"] = json!({ "time_ms_deltas": [], "rss_kib_deltas": [] });
        small["output"]["text"] = json!("");
        let mut one = serde_json::to_vec(&small).unwrap();
        for at in 0..1_000_000 {
            if at == 1 {
                one.insert(0, b',');
            }
            out.write_all(&one).unwrap();
        }
        out.write_all(tail.as_bytes()).unwrap();
    });
    add("million-batches.json.gz", million, None);

    // Strings.
    for (name, filler) in [
        ("markup", MARKUP),
        ("directions", "\u{202e}\u{2066}\u{200f}evil\u{202d}"),
        ("controls", "\u{0}\u{1}\u{1b}[31m\u{7f}\u{85}\u{2028}"),
        (
            "combining",
            "z\u{0300}\u{0301}\u{0302}\u{0303}\u{0304}\u{0305}\u{0306}\u{0307}",
        ),
    ] {
        let mut value = plain();
        filled(&mut value, filler);
        add(&format!("{name}.json"), text(&value), None);
    }
    add(
        "long.json",
        with("/run/label", json!("x".repeat(40 << 20))),
        None,
    );
    add(
        "long-id.json",
        with("/tests/id/0", json!("y".repeat(5 << 20))),
        None,
    );
    add(
        "long-line.json",
        with("/batches/0/output/text", json!("z".repeat(3 << 20))),
        None,
    );
    add(
        "warnings.json",
        with("/warnings", json!(vec!["w"; 100_000])),
        None,
    );
    add(
        "link.json",
        with(
            "/run/ci",
            json!({ "provider": "x", "run_id": null, "run_url": "javascript:window.harmed=1", "job": null, "workflow": null }),
        ),
        None,
    );
    let finding = json!({ "kind": "leak", "culprits": vec![MARKUP; 50], "cause": "unknown", "holder": MARKUP, "object_type": MARKUP, "retained_bytes": u64::MAX, "evidence": vec![MARKUP; 50], "hint": MARKUP, "hint_code": MARKUP, "confidence": 1e300 });
    add(
        "findings.json",
        with("/findings", json!(vec![finding; 5_000])),
        None,
    );
    let zip = zipped::stored_zip(&[("<img src=x onerror=window.harmed=1>.oomscope.json", &whole)])
        .unwrap();
    add("name.zip", zip, None);

    // Numbers and times.
    let nan = String::from_utf8(whole.clone()).unwrap();
    for (name, from, to) in [
        ("nan", "\"asked_hz\":100.0", "\"asked_hz\":NaN"),
        ("infinite", "\"asked_hz\":100.0", "\"asked_hz\":1e999"),
        ("negative", "\"start_ms\":0", "\"start_ms\":-5"),
        ("half", "\"start_ms\":0", "\"start_ms\":0.5"),
    ] {
        assert!(nan.contains(from), "{from}");
        add(
            &format!("{name}.json"),
            nan.replace(from, to).into_bytes(),
            Some("was not opened"),
        );
    }
    add(
        "back.json",
        with("/batches/0/timeline/time_ms_deltas/1", json!(-1_000_000)),
        None,
    );
    add(
        "leap.json",
        with("/batches/0/timeline/time_ms_deltas/1", json!(i64::MAX)),
        None,
    );
    add(
        "below.json",
        with("/batches/0/timeline/rss_kib_deltas/1", json!(i64::MIN)),
        None,
    );
    add(
        "forever.json",
        with("/run/duration_ms", json!(u64::MAX)),
        None,
    );
    add(
        "late.json",
        with("/batches/0/start_ms", json!(u64::MAX)),
        None,
    );
    add(
        "limit.json",
        with("/limits/memory/bytes", json!(u64::MAX)),
        None,
    );
    add("limit-0.json", with("/limits/memory/bytes", json!(0)), None);
    add(
        "kept.json",
        with("/tests/retained_kib/0", json!(u64::MAX)),
        None,
    );
    add(
        "moment.json",
        with("/run/started_at", json!("99999-99-99T99:99")),
        None,
    );

    // Places that do not fit.
    add(
        "victim.json",
        with("/batches/0/victim", json!(4_000_000_000_u32)),
        Some("victim"),
    );
    add(
        "column.json",
        with("/tests/peak_kib", json!([])),
        Some("entries"),
    );
    add(
        "timeline.json",
        with("/batches/0/timeline/rss_kib_deltas", json!([1])),
        Some("length"),
    );
    add(
        "remark.json",
        with("/tests/remarks", json!([{ "test": 99_999, "text": "x" }])),
        Some("remark"),
    );
    add("batch-0.json", with("/batches/0/index", json!(0)), None);
    add("no-batches.json", with("/batches", json!([])), None);
    for version in [
        json!(0),
        json!(-1),
        json!(1.5),
        json!("1"),
        json!(null),
        json!(1e99),
        json!(7),
    ] {
        add(
            &format!("version-{version}.json").replace('"', "'"),
            with("/format_version", version),
            Some("version"),
        );
    }

    // Files that are no whole files.
    let zip = zipped::streamed_zip(&[("run.oomscope.json", &whole)]).unwrap();
    for share in [1, 30, 50, 75, 99] {
        add(
            &format!("cut-{share}.zip"),
            zip[..zip.len() * share / 100 + 4].to_vec(),
            Some("damaged"),
        );
    }
    let gz = zipped::gzipped(&whole).unwrap();
    add("cut.json.gz", gz[..gz.len() / 2].to_vec(), Some("damaged"));
    add(
        "cut.json",
        whole[..whole.len() / 2].to_vec(),
        Some("cut off"),
    );
    let wide: Vec<u8> = nan.encode_utf16().flat_map(u16::to_le_bytes).collect();
    add(
        "utf-16.json",
        [&[0xff, 0xfe][..], &wide].concat(),
        Some("not JSON"),
    );
    add(
        "empty.zip",
        b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec(),
        Some("empty"),
    );
    add(
        "twice.json",
        nan.replacen("\"run\":", "\"run\":null,\"run\":", 1)
            .into_bytes(),
        Some("was not opened"),
    );

    // Wrong types, one in a file.
    let mut found = Vec::new();
    places(&plain(), "", &mut found);
    let wrong = [
        json!({}),
        json!("x"),
        json!(-1),
        json!([[]]),
        json!(true),
        json!(1e300),
    ];
    for (turn, at) in found.iter().skip(1).step_by(found.len() / 24).enumerate() {
        add(
            &format!("type-{turn}.json"),
            with(at, wrong[turn % wrong.len()].clone()),
            None,
        );
    }
    files
}

#[test]
fn sixty_hostile_files_do_no_harm() {
    let visit = Visit::at("/");
    let files = files();
    assert!(files.len() >= 60, "{}", files.len());
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|file| visit.file(&file.name, &file.bytes))
        .collect();
    for (file, path) in files.iter().zip(&paths) {
        visit.choose(&[path]);
        // The wait is the watchdog: a frozen tab runs no script at all. While a file is read the page
        // answers, too, which `beat` counts.
        let body = "
            window.beat ??= 0; window.timer ??= setInterval(() => window.beat++, 50);
            const alert = document.querySelector(`[data-testid='alert']`)?.innerText;
            const answer = document.querySelector(`[data-testid='answer']`)?.innerText;
            return alert || answer ? [alert ?? '', answer ?? ''].join(' / ') : null";
        let shown = visit.browser.wait_for(&file.name, body, &[]).unwrap();
        let shown = shown.as_str().unwrap();
        if let Some(said) = file.said {
            assert!(
                shown.contains(said),
                "{}: {}",
                file.name,
                shown.chars().take(400).collect::<String>()
            );
        }
        let body = "
            const harm = [];
            if (window.harmed) harm.push('a script ran');
            const main = document.querySelector('main');
            for (const bad of main.querySelectorAll('img, script, iframe, object, embed, style, form')) harm.push(bad.outerHTML);
            for (const link of document.querySelectorAll('a')) {
                if (!/^#/.test(link.getAttribute('href')) && !link.closest('.welcome')) harm.push(link.outerHTML);
            }
            if (/[\\u202a-\\u202e\\u2066-\\u2069]/.test(main.innerText)) harm.push('directional characters');
            document.querySelectorAll(`[data-testid='alert-dismiss'], [data-testid='tab-close']`).forEach(b => b.click());
            return harm";
        let harm = visit.browser.script(body, &[]).unwrap();
        assert_eq!(harm, json!([]), "{}", file.name);
        visit.wait(
            "an empty page",
            "return !!document.querySelector(`[data-testid='empty']`)",
        );
    }
    visit.assert_quiet();
    // And after all of it the page still works.
    let (before, after) = (
        visit.artifact(&runs::before()),
        visit.artifact(&runs::after()),
    );
    visit.choose(&[&before, &after]);
    visit.assert_comparison();
}
