//! What must hold of every profile: small random ones, and broken ones.

use std::io::Write;

use proptest::prelude::*;

use super::*;

const STRINGS: [&str; 8] = [
    "",
    "inuse_objects",
    "count",
    "inuse_space",
    "bytes",
    "example.org/rate.Start",
    "time.NewTicker",
    "/w/rate.go",
];

/// Stacks as numbers of functions, from one, with an object and a size.
fn message(stacks: &[(Vec<u64>, i64)]) -> message::Profile {
    let functions = 1..=6_u64;
    message::Profile {
        sample_type: vec![
            message::ValueType { kind: 1, unit: 2 },
            message::ValueType { kind: 3, unit: 4 },
        ],
        sample: stacks
            .iter()
            .map(|(locations, size)| message::Sample {
                location_id: locations.clone(),
                value: vec![1, *size],
            })
            .collect(),
        location: functions
            .clone()
            .map(|id| message::Location {
                id,
                // The last function is inlined into the first.
                line: [6, id][usize::from(id != 1)..]
                    .iter()
                    .map(|function| message::Line {
                        function_id: *function,
                        line: *function as i64 * 10,
                    })
                    .collect(),
            })
            .collect(),
        function: functions
            .map(|id| message::Function {
                id,
                name: 5 + (id % 2) as i64,
                filename: 7,
            })
            .collect(),
        string_table: STRINGS.map(str::to_owned).to_vec(),
    }
}

fn packed(message: &message::Profile) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&message.encode_to_vec()).unwrap();
    packer.finish().unwrap()
}

fn any_stacks() -> impl Strategy<Value = Vec<(Vec<u64>, i64)>> {
    prop::collection::vec(
        (prop::collection::vec(1..=6_u64, 0..4), 0..1_i64 << 40),
        0..8,
    )
}

proptest! {
    #[test]
    fn what_go_writes_is_read_as_it_was(stacks in any_stacks()) {
        let message = message(&stacks);
        let profile = read(packed(&message).as_slice()).unwrap();
        prop_assert_eq!(&profile, &read(message.encode_to_vec().as_slice()).unwrap());
        let sizes: i64 = stacks.iter().map(|(_, size)| size).sum();
        prop_assert_eq!(profile.values("inuse_space").values().sum::<i64>(), sizes);
        prop_assert_eq!(profile.values("inuse_objects").values().sum::<i64>(), stacks.len() as i64);
        prop_assert!(profile.values("alloc_space").is_empty());
        for (locations, _) in &stacks {
            let lines = locations.iter().flat_map(|id| if *id == 1 { vec![60, 10] } else { vec![*id as u32 * 10] });
            let lines: Vec<u32> = lines.collect();
            prop_assert!(profile.stacks.keys().any(|frames| frames.iter().map(|frame| frame.line).eq(lines.iter().copied())));
        }
    }

    #[test]
    fn a_profile_differs_from_itself_by_nothing_and_from_another_both_ways(one in any_stacks(), other in any_stacks()) {
        let profiles = [one, other].map(|stacks| read(packed(&message(&stacks)).as_slice()).unwrap());
        let [one, other] = &profiles;
        prop_assert!(difference(one, one, "inuse_space").is_empty());
        let there = difference(one, other, "inuse_space");
        let back = difference(other, one, "inuse_space").into_iter().map(|(frames, value)| (frames, -value));
        prop_assert_eq!(there, back.collect());
    }
}

#[test]
fn a_packed_profile_that_is_cut_is_told() {
    let whole = packed(&message(&[(vec![1, 2, 3], 4096)]));
    for at in 2..whole.len() {
        assert!(
            matches!(read(&whole[..at]), Err(ProfileError::Read(_))),
            "cut at {at}"
        );
    }
}

#[test]
fn what_is_no_profile_is_refused_with_the_reason() {
    let good = message(&[(vec![1], 8)]);
    let changed = |change: fn(&mut message::Profile)| {
        let mut message = good.clone();
        change(&mut message);
        message.encode_to_vec()
    };
    let said: Vec<String> = [
        Vec::new(),
        b"no profile at all".to_vec(),
        changed(|message| message.string_table.truncate(5)),
        changed(|message| message.function.clear()),
        changed(|message| message.location.clear()),
        changed(|message| message.sample[0].value.truncate(1)),
        changed(|message| message.sample_type[0].kind = -1),
        changed(|message| message.sample[0].value[1] = i64::MIN),
    ]
    .iter()
    .map(|bytes| read(bytes.as_slice()).unwrap_err().to_string())
    .collect();
    insta::assert_snapshot!(said.join("\n"));
}
