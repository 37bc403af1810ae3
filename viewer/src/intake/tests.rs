//! Files as people and CI services really hand them out.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use oomscope_shared::Artifact;
use oomscope_shared::load::write_artifact;
use oomscope_shared::testing::pytest;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

/// An artifact in which nothing ran.
fn artifact() -> Artifact {
    pytest()
        .with(|artifact| artifact.run.duration_ms = 1)
        .done()
}

fn json() -> Vec<u8> {
    write_artifact(&artifact()).unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A zip written as a stream, so that sizes stand behind the data as GitHub's do.
fn zipped(files: &[(&str, &[u8])], method: CompressionMethod, large: bool) -> Vec<u8> {
    let mut writer = ZipWriter::new_stream(Vec::new());
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .large_file(large);
    for (name, bytes) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Opens without listening to the progress.
fn open(name: &str, bytes: &[u8]) -> Vec<Opening> {
    super::open(name, bytes, &mut |_| {})
}

fn names(openings: &[Opening]) -> Vec<&str> {
    openings
        .iter()
        .map(|o| o.as_ref().unwrap().name.as_str())
        .collect()
}

fn refusal(name: &str, bytes: &[u8]) -> Refused {
    let mut openings = open(name, bytes);
    assert_eq!(openings.len(), 1, "{name}");
    openings.remove(0).unwrap_err()
}

/// Figures that a reader of text would take for those of the tests, in a part that nobody knows, and the real ones.
#[test]
fn figures_are_those_of_the_tests_whatever_else_is_called_so() {
    let artifact = oomscope_shared::testing::story_before().done();
    let json = String::from_utf8(write_artifact(&artifact).unwrap()).unwrap();
    let count = artifact.tests.len();
    let columns = ["duration_us", "peak_kib", "rss_after_kib"];
    let own = [
        "start_us",
        "duration_us",
        "peak_kib",
        "rss_before_kib",
        "rss_after_kib",
        "retained_kib",
    ];
    let decoys = own.into_iter().chain([columns; 3].concat());
    let decoys = decoys.map(|key| format!("\"x\":{{\"{key}\":[{}]}},", vec!["7"; count].join(",")));
    let decoyed = json.replacen(
        "\"tests\":",
        &format!("{}\"tests\":", decoys.collect::<String>()),
        1,
    );
    for text in [
        &json,
        &decoyed,
        &json.replace("\"start_us\":[", "\"start_us\": ["),
    ] {
        let mut opened = open("a.json", text.as_bytes());
        let opened = opened.remove(0).unwrap().unpack().unwrap();
        assert_eq!(opened.artifact.tests, artifact.tests);
    }
}

#[test]
fn json_and_gzip_are_told_by_their_bytes() {
    assert_eq!(names(&open("a.json", &json())), ["a.json"]);
    assert_eq!(names(&open("a.json", &gzipped(&json()))), ["a.json"]);
    let marked = [b"\xef\xbb\xbf", json().as_slice()].concat();
    assert_eq!(names(&open("a.json", &marked)), ["a.json"]);
    let members = [gzipped(&json()[..9]), gzipped(&json()[9..])].concat();
    assert_eq!(
        names(&open("a.json.gz", &members)),
        ["a.json.gz"],
        "gzip of several members"
    );
}

#[test]
fn a_zip_as_ci_hands_it_out_opens() {
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        for large in [false, true] {
            let gz = gzipped(&json());
            let zip = zipped(
                &[
                    ("logs/pytest.txt", b"..."),
                    ("b.oomscope.json.gz", &gz),
                    ("out/a.oomscope.json", &json()),
                    ("coverage.json", b"{}"),
                    ("__MACOSX/a.oomscope.json", b"\0"),
                ],
                method,
                large,
            );
            let opened = open("run.zip", &zip);
            assert_eq!(
                names(&opened),
                ["b.oomscope.json.gz", "out/a.oomscope.json"]
            );
            // Each can be saved without what lies beside it.
            let entries = opened.iter().map(|one| &one.as_ref().unwrap().entry);
            assert_eq!(entries.collect::<Vec<_>>(), [&gz, &json()]);
        }
    }
}

#[test]
fn in_a_zip_without_our_names_any_json_is_tried() {
    let method = CompressionMethod::Deflated;
    let zip = zipped(
        &[("coverage.json", b"{}"), ("run.json", &json())],
        method,
        false,
    );
    assert_eq!(names(&open("run.zip", &zip)), ["run.json"]);
    let zip = zipped(&[("coverage.json", b"{}")], method, false);
    let refused = refusal("run.zip", &zip);
    assert_eq!(refused.name, "coverage.json");
    assert!(
        refused.why().contains("not an oomscope artifact"),
        "{}",
        refused.why()
    );
}

#[test]
fn a_damaged_artifact_does_not_hide_its_neighbours() {
    let files = [
        ("a.oomscope.json", &json()[..50]),
        ("b.oomscope.json", &json()),
    ];
    let openings = open(
        "run.zip",
        &zipped(&files, CompressionMethod::Deflated, false),
    );
    assert_eq!(openings.len(), 2);
    let refused = openings[0].as_ref().unwrap_err();
    assert!(
        refused.name == "a.oomscope.json" && refused.why().contains("cut off"),
        "{refused:?}"
    );
    assert!(openings[1].is_ok());
}

#[test]
fn what_is_no_artifact_is_refused_with_reason_and_advice() {
    let whole = json();
    let gz = gzipped(&whole);
    let zip = zipped(
        &[("a.oomscope.json", &whole)],
        CompressionMethod::Deflated,
        false,
    );
    let only_text = zipped(&[("log.txt", b"x")], CompressionMethod::Stored, false);
    let newer = String::from_utf8(whole.clone())
        .unwrap()
        .replace("_version\":1", "_version\":9");
    for (name, bytes, reason) in [
        ("empty.json", &b""[..], "empty"),
        ("page.html", b"<html>", "not JSON"),
        ("other.json", b"{\"a\": 1}", "not an oomscope artifact"),
        ("cut.json", &whole[..100], "cut off"),
        (
            "cut.json.gz",
            &gz[..gz.len() / 2],
            "packed data is damaged or cut off",
        ),
        (
            "cut.zip",
            &zip[..zip.len() - 30],
            "zip is damaged or cut off",
        ),
        (
            "empty.zip",
            b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "zip is empty",
        ),
        ("text.zip", &only_text, "holds no artifact, only `log.txt`"),
        ("newer.json", newer.as_bytes(), "format version 9"),
    ] {
        let refused = refusal(name, bytes);
        assert_eq!(refused.name, name);
        assert!(refused.why().contains(reason), "{name}: {}", refused.why());
        assert!(!refused.advice().is_empty());
    }
    assert!(
        refusal("run.oomscope.journal", b"0abc {}")
            .advice()
            .contains("oomscope recover")
    );
}

#[test]
fn a_file_made_to_burst_is_refused() {
    // 64 MiB of zeros stand for far more; what counts is that nothing is allocated by the stated size.
    let mut bomb = gzipped(&vec![b' '; 64 << 20]);
    let end = bomb.len();
    bomb[end - 4..].copy_from_slice(&u32::MAX.to_le_bytes());
    let refused = refusal("bomb.json.gz", &bomb);
    assert!(
        refused.why().contains("damaged") || refused.why().contains("empty"),
        "{refused:?}"
    );
}

#[test]
fn a_file_that_packs_too_well_is_refused() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b' '; 128 << 20]).unwrap();
    let zeros = encoder.finish().unwrap();
    assert!(refusal("bomb.json.gz", &zeros).why().contains("burst"));
    let zip = zipped(
        &[("a.oomscope.json", &vec![b' '; 128 << 20])],
        CompressionMethod::Deflated,
        false,
    );
    assert!(refusal("bomb.zip", &zip).why().contains("burst"));
}

#[test]
fn zips_inside_of_zips_open_three_deep() {
    let stored =
        |name: &str, bytes: &[u8]| zipped(&[(name, bytes)], CompressionMethod::Stored, false);
    let one = stored("run.oomscope.json", &json());
    let two = zipped(
        &[("before.zip", &one), ("after.ZIP", &one)],
        CompressionMethod::Deflated,
        false,
    );
    assert_eq!(
        names(&open("jobs.zip", &two)),
        [
            "after.ZIP › run.oomscope.json",
            "before.zip › run.oomscope.json"
        ]
    );
    let three = stored("c.zip", &stored("b.zip", &one));
    assert_eq!(open("a.zip", &three).len(), 1);
    assert!(open("a.zip", &three)[0].is_ok());
    let four = stored("d.zip", &three);
    assert!(
        refusal("a.zip", &four)
            .why()
            .contains("inside of each other")
    );
}

/// The same document in another layout of its text.
fn pretty(bytes: &[u8]) -> Vec<u8> {
    let value: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    serde_json::to_vec_pretty(&value).unwrap()
}

#[test]
fn the_quick_way_and_the_slow_way_read_the_same() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden/v1");
    let (mut read, mut hunted) = (0, 0);
    for entry in std::fs::read_dir(golden).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "json") {
            let bytes = std::fs::read(&path).unwrap();
            let quick = lift(&bytes).and_then(|lifted| read_quickly(&bytes, lifted));
            let (rest, curves, figures) = quick.expect("the runner wrote it");
            assert_eq!(
                read_slowly(&bytes).unwrap(),
                (rest, curves.clone(), figures),
                "{}",
                path.display()
            );
            // Keys in another order: the curves are the same, wherever the columns stay.
            let (name, parcel) = ("a.json", open("a.json", &pretty(&bytes)).remove(0).unwrap());
            assert_eq!((parcel.name.as_str(), &parcel.curves), (name, &curves));
            let opened = parcel.unpack().unwrap();
            let mut whole = parse_artifact(&bytes).unwrap();
            assert_eq!(opened.series.samples(), RunSeries::new(&whole).samples());
            hunted += whole.hunt_batches.len();
            for batch in whole.batches.iter_mut().chain(&mut whole.hunt_batches) {
                batch.timeline = Default::default();
            }
            assert_eq!(opened.artifact, whole, "{}", path.display());
            read += 1;
        }
    }
    assert!(read > 0 && hunted > 0);
}

#[test]
fn an_ending_that_was_edited_is_put_right_whatever_way_it_is_read() {
    let golden = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/golden/v1/crashed.oomscope.json"
    );
    let text = std::fs::read_to_string(golden).unwrap();
    let edited = text.replacen("\"ending\":\"crashed\"", "\"ending\":\"timed_out\"", 1);
    assert_ne!(edited, text);
    for bytes in [edited.clone().into_bytes(), pretty(edited.as_bytes())] {
        let parcel = open("a.json", &bytes).remove(0).unwrap();
        let batch = &parcel.unpack().unwrap().artifact.batches[0];
        assert_eq!(batch.ending, oomscope_shared::Ending::Crashed);
    }
}

#[test]
fn a_hunt_in_front_of_the_suite_is_left_to_the_slow_way() {
    let golden = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/golden/v1/leak.oomscope.json"
    );
    let text = std::fs::read_to_string(golden).unwrap();
    let start = text.find(",\"hunt_batches\":").unwrap();
    let end = text.find(",\"warnings\":").unwrap();
    let moved = text[start..end].to_owned();
    let turned = text.replacen(&moved, "", 1);
    let turned = turned.replacen(",\"batches\":", &format!("{moved},\"batches\":"), 1);
    let bytes = turned.as_bytes();
    assert!(
        lift(bytes)
            .and_then(|lifted| read_quickly(bytes, lifted))
            .is_none()
    );
    let (parcel, expected) = (
        open("a.json", bytes).remove(0),
        open("a.json", text.as_bytes()).remove(0),
    );
    assert_eq!(parcel.unwrap().curves, expected.unwrap().curves);
}

#[test]
fn a_cut_or_altered_zip_never_panics() {
    let whole = zipped(
        &[("a.oomscope.json", &json())],
        CompressionMethod::Deflated,
        true,
    );
    for length in 0..whole.len() {
        drop(open("cut.zip", &whole[..length]));
    }
    for at in 0..whole.len() {
        let mut altered = whole.clone();
        altered[at] = !altered[at];
        drop(open("altered.zip", &altered));
    }
}

/// A shard as a machine of its own wrote it: one batch, whose memory climbs by its number.
fn shard(index: u32, label: &str, started_at: &str) -> Vec<u8> {
    use oomscope_shared::shard::Shard;
    use oomscope_shared::timeline::{Sample, Timeline};
    let mut artifact = artifact();
    artifact.run.label = Some(label.to_owned());
    artifact.run.started_at = started_at.to_owned();
    artifact.run.duration_ms = 1000;
    artifact.run.shard = Some(Shard {
        index,
        count: 2,
        planned: 0,
        positions: Vec::new(),
    });
    let mut batch: oomscope_shared::artifact::Batch = serde_json::from_str(BATCH).expect("a batch");
    let sample = |time_ms, rss_kib| Sample { time_ms, rss_kib };
    batch.timeline = Timeline::from_samples(&[
        sample(100, u64::from(index) * 10),
        sample(900, u64::from(index) * 100),
    ]);
    artifact.batches.push(batch);
    write_artifact(&artifact).unwrap()
}

const BATCH: &str = r#"{"index":1,"pass":"observe","test_count":0,"start_ms":50,"duration_ms":900,
    "ending":"passed","proof":"certain","evidence":[],"facts":{"exit_code":0},"victim":null,
    "peak_bytes":1024,"peak_source":"tree_samples",
    "collected_rss_kib":null,"timeline":{"time_ms_deltas":[],"rss_kib_deltas":[]},
    "details":{"time_ms":[],"pss_kib":[],"anon_kib":[],"file_kib":[],"shmem_kib":[],"swap_kib":[],
    "tmpfs_growth_kib":[],"cgroup_kib":[],"cgroup_file_kib":[],"stalled_us":[]},
    "processes":[],"output":{"total_bytes":0,"kept_bytes":0,"text":""}}"#;

#[test]
fn shards_that_are_opened_together_are_one_run() {
    let files = [
        ("2.json", shard(2, "before", "2026-01-01T00:00:00Z")),
        ("1.json", shard(1, "before", "2026-01-01T00:00:00Z")),
        ("whole.json", json()),
        // The same shards of a later run.
        ("b1.json", shard(1, "after", "2026-01-02T00:00:00Z")),
        ("b2.json", shard(2, "after", "2026-01-02T00:00:00Z")),
    ];
    let parsed = files.iter().flat_map(|(name, bytes)| open(name, bytes));
    let parsed = (0..).zip(parsed);
    let parsed = parsed.map(|(at, one)| one.unwrap().parse(at).unwrap());
    let parsed = parsed.collect();
    let opened = shards::opened(parsed).unwrap();
    let told: Vec<_> = opened
        .iter()
        .map(|one| {
            (
                one.name.as_str(),
                one.artifact.batches.len(),
                one.series.batches.len(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("1.json + 1", 2, 2),
            ("whole.json", 0, 0),
            ("b1.json + 1", 2, 2)
        ]
    );
    let run = &opened[0];
    // It is saved by its files, in the order of the shards.
    let files_of_run = [("1.json".to_owned(), 1), ("2.json".to_owned(), 0)];
    assert_eq!(run.sources, files_of_run);
    assert_eq!(run.artifact.run.duration_ms, 2000);
    assert_eq!(run.artifact.batches[1].start_ms, 1050);
    // The second curve lies where its batch does.
    let extent = run.series.extent(1500.0, 2000.0).unwrap();
    assert_eq!(extent.max, 200);
    // A shard alone is a run like any other, and the same one twice is two.
    let twice = [&files[0], &files[0]]
        .into_iter()
        .flat_map(|(name, bytes)| open(name, bytes));
    let twice = twice.map(|one| one.unwrap().parse(0).unwrap()).collect();
    assert_eq!(shards::opened(twice).unwrap().len(), 2);
}
