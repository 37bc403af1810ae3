//! What must hold of every dump: small random ones, and broken ones.

use std::collections::BTreeMap;
use std::io::Cursor;

use proptest::prelude::*;

use super::{DumpError, Heap, Holdings, read};
use crate::heap::graph::{EdgeKind, NodeKind};

/// What objects can be: those of a class with two fields, arrays of objects, arrays of bytes.
#[derive(Debug, Clone)]
enum Drawn {
    Link(usize, usize),
    Array(Vec<usize>),
    Bytes(u32),
}

fn any_object() -> impl Strategy<Value = Drawn> {
    prop_oneof![
        (0..14_usize, 0..14_usize).prop_map(|(one, other)| Drawn::Link(one, other)),
        prop::collection::vec(0..14_usize, 0..5).prop_map(Drawn::Array),
        (0..300_u32).prop_map(Drawn::Bytes),
    ]
}

/// Writes as HotSpot does, with ids of so many bytes.
struct Writer {
    bytes: Vec<u8>,
    id_size: usize,
    /// By which the next classes are loaded.
    loader: u64,
}

const TEXTS: [&str; 8] = [
    "com/shop/Link",
    "[Ljava/lang/Object;",
    "HEAD",
    "next",
    "body",
    "count",
    "java/lang/Object",
    "com/shop/Base",
];
const LINK: u64 = 0x1000;
const ARRAY: u64 = 0x1040;
const OBJECT: u64 = 0x1080;
const BASE: u64 = 0x10c0;

fn address(at: usize) -> u64 {
    0x2000 + at as u64 * 0x18
}

impl Writer {
    fn new(id_size: usize) -> Self {
        let mut writer = Self {
            bytes: b"JAVA PROFILE 1.0.2\0".to_vec(),
            id_size,
            loader: 0,
        };
        writer.u4(id_size as u32);
        writer.bytes.extend([0; 8]);
        writer
    }

    fn u1(&mut self, number: u8) {
        self.bytes.push(number);
    }

    fn u2(&mut self, number: u16) {
        self.bytes.extend(number.to_be_bytes());
    }

    fn u4(&mut self, number: u32) {
        self.bytes.extend(number.to_be_bytes());
    }

    fn id(&mut self, id: u64) {
        let bytes = id.to_be_bytes();
        self.bytes.extend(&bytes[8 - self.id_size..]);
    }

    fn record(&mut self, tag: u8, body: impl FnOnce(&mut Self)) {
        self.u1(tag);
        self.u4(0);
        let at = self.bytes.len();
        self.u4(0);
        body(self);
        let length = (self.bytes.len() - at - 4) as u32;
        self.bytes[at..at + 4].copy_from_slice(&length.to_be_bytes());
    }

    fn class(&mut self, id: u64, above: u64, fields: &[(u64, u8)], head: u64) {
        self.u1(0x20);
        self.id(id);
        self.u4(0);
        self.id(above);
        self.id(self.loader);
        for _ in 0..4 {
            self.id(0);
        }
        self.u4(0);
        self.u2(0);
        self.u2(u16::from(head != 0));
        if head != 0 {
            self.id(2);
            self.u1(2);
            self.id(head);
        }
        self.u2(fields.len() as u16);
        for (name, of) in fields {
            self.id(*name);
            self.u1(*of);
        }
    }
}

/// A dump of these objects, of which the first is in a static field.
fn as_hotspot(objects: &[Drawn], id_size: usize) -> Vec<u8> {
    let mut to = Writer::new(id_size);
    for (id, text) in TEXTS.iter().enumerate() {
        to.record(1, |to| {
            to.id(id as u64);
            to.bytes.extend(text.bytes());
        });
    }
    for (serial, class, name) in [(1, LINK, 0), (2, ARRAY, 1), (3, OBJECT, 6), (4, BASE, 7)] {
        to.record(2, |to| {
            to.u4(serial);
            to.id(class);
            to.u4(0);
            to.id(name);
        });
    }
    let there = |at: usize| match at < objects.len() {
        true => address(at),
        false => 0,
    };
    to.record(0x1c, |to| {
        to.class(OBJECT, 0, &[], 0);
        // What an instance has of its own class stands before what it has of those above.
        to.class(BASE, OBJECT, &[(4, 2)], 0);
        to.class(LINK, BASE, &[(5, 10), (3, 2)], address(0));
        to.class(ARRAY, OBJECT, &[], 0);
        for (at, object) in objects.iter().enumerate() {
            match object {
                Drawn::Link(next, body) => {
                    to.u1(0x21);
                    to.id(address(at));
                    to.u4(0);
                    to.id(LINK);
                    to.u4(4 + 2 * id_size as u32);
                    to.u4(7);
                    to.id(there(*next));
                    to.id(there(*body));
                }
                Drawn::Array(items) => {
                    to.u1(0x22);
                    to.id(address(at));
                    to.u4(0);
                    to.u4(items.len() as u32);
                    to.id(ARRAY);
                    for item in items {
                        to.id(there(*item));
                    }
                }
                Drawn::Bytes(length) => {
                    to.u1(0x23);
                    to.id(address(at));
                    to.u4(0);
                    to.u4(*length);
                    to.u1(8);
                    to.bytes.extend(vec![1; *length as usize]);
                }
            }
        }
        to.u1(0x05);
        to.id(LINK);
    });
    to.record(0x2c, |_| {});
    to.bytes
}

fn whole(bytes: &[u8]) -> Heap {
    read(Cursor::new(bytes)).unwrap()
}

/// Objects that are drawn, and what hangs on the first one.
fn reached(objects: &[Drawn]) -> BTreeMap<usize, u64> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![0];
    while let Some(at) = waiting.pop() {
        let Some(object) = objects.get(at).filter(|_| !found.contains_key(&at)) else {
            continue;
        };
        let (size, to) = match object {
            // 12 + 4 + 4 + 4, and 16 + 4 for each item.
            Drawn::Link(next, body) => (24, vec![*next, *body]),
            Drawn::Array(items) => (16 + 4 * items.len() as u64, items.clone()),
            Drawn::Bytes(length) => (16 + u64::from(*length), Vec::new()),
        };
        found.insert(at, size.next_multiple_of(8));
        waiting.extend(to);
    }
    found
}

proptest! {
    #[test]
    fn what_hotspot_writes_is_read_as_it_was(
        objects in prop::collection::vec(any_object(), 1..12),
        id_size in prop_oneof![Just(4_usize), Just(8)],
    ) {
        let heap = whole(&as_hotspot(&objects, id_size));
        let graph = &heap.graph;
        // Four classes, two groups of roots and the one above.
        prop_assert_eq!(graph.len(), objects.len() + 7);
        for (at, object) in objects.iter().enumerate() {
            let node = graph.nodes().nth(at + 4).unwrap();
            prop_assert_eq!(graph.id(node), address(at));
            let (kind, name) = match object {
                Drawn::Link(..) => (NodeKind::Object, "com.shop.Link"),
                Drawn::Array(_) => (NodeKind::Array, "java.lang.Object[]"),
                Drawn::Bytes(_) => (NodeKind::Array, "byte[]"),
            };
            prop_assert_eq!((graph.kind(node), graph.name(node)), (kind, name));
            if let Drawn::Link(next, body) = object {
                for (field, to) in [("next", next), ("body", body)] {
                    let expected = (*to < objects.len()).then(|| address(*to));
                    let target = graph.follow(node, EdgeKind::Property, field);
                    prop_assert_eq!(target.map(|node| graph.id(node)), expected);
                }
            }
        }
    }

    #[test]
    fn every_object_is_counted_once(objects in prop::collection::vec(any_object(), 1..12)) {
        let sum = Holdings::of(&whole(&as_hotspot(&objects, 8)));
        let reached = reached(&objects);
        prop_assert_eq!(sum.bytes, reached.values().sum::<u64>());
        let counts: u64 = sum.held.values().map(|kept| kept.all.count).sum();
        prop_assert_eq!(counts, reached.len() as u64);
        for (holder, _) in sum.held.keys() {
            prop_assert_eq!(holder.to_string(), "com.shop.Link.HEAD");
        }
    }

    #[test]
    fn a_dump_that_is_cut_is_refused_or_read_and_never_more(
        objects in prop::collection::vec(any_object(), 1..8),
        part in 0.0..1.0_f64,
    ) {
        let bytes = as_hotspot(&objects, 8);
        let cut = &bytes[..(bytes.len() as f64 * part) as usize];
        match read(Cursor::new(cut)) {
            Ok(heap) => prop_assert!(heap.graph.len() <= objects.len() + 7),
            Err(error) => prop_assert!(matches!(error, DumpError::Cut | DumpError::Foreign(_))),
        }
    }

    #[test]
    fn no_bytes_take_the_reader_down(
        objects in prop::collection::vec(any_object(), 1..8),
        changes in prop::collection::vec((0..4_000_usize, any::<u8>()), 1..20),
    ) {
        let mut bytes = as_hotspot(&objects, 8);
        let length = bytes.len();
        for (at, byte) in changes {
            bytes[at % length] = byte;
        }
        if let Ok(heap) = read(Cursor::new(&bytes)) {
            Holdings::of(&heap);
        }
    }

    #[test]
    fn no_length_is_believed(at in 40..400_usize, length in prop::sample::select(vec![u32::MAX, 1 << 31, 1 << 24])) {
        let mut bytes = as_hotspot(&[Drawn::Link(0, 1), Drawn::Bytes(9)], 8);
        let at = at.min(bytes.len() - 4);
        bytes[at..at + 4].copy_from_slice(&length.to_be_bytes());
        if let Ok(heap) = read(Cursor::new(&bytes)) {
            Holdings::of(&heap);
        }
    }
}

#[test]
fn what_is_no_dump_is_named_as_such() {
    for (bytes, expected) in [
        (&b""[..], "cut"),
        (b"JAVA PRO", "cut"),
        (b"{\"snapshot\":{}}..........", "not a heap dump"),
        (
            b"JAVA PROFILE 1.0.9\0\0\0\0\x08\0\0\0\0\0\0\0\0",
            "another version",
        ),
        (b"JAVA PROFILE 1.0.2\0\0\0\0\x03\0\0\0\0\0\0\0\0", "3 bytes"),
        (
            b"JAVA PROFILE 1.0.2\0\0\0\0\x08\0\0\0\0\0\0\0\0",
            "no classes",
        ),
    ] {
        let error = read(Cursor::new(bytes)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_class_above_itself_ends() {
    let mut to = Writer::new(8);
    to.record(0x1c, |to| {
        to.class(LINK, LINK, &[(3, 2)], 0);
        to.u1(0x21);
        to.id(address(0));
        to.u4(0);
        to.id(LINK);
        to.u4(8);
        to.id(address(0));
    });
    assert_eq!(whole(&to.bytes).graph.len(), 5);
}

#[test]
fn a_class_that_is_loaded_once_more_hangs_on_its_loader() {
    let [copy, launcher, plugin] = [0x1100, address(0), address(1)];
    let mut to = Writer::new(8);
    for (id, text) in TEXTS.iter().enumerate() {
        to.record(1, |to| {
            to.id(id as u64);
            to.bytes.extend(text.bytes());
        });
    }
    for (serial, class, name) in [(1, LINK, 0), (2, copy, 0), (3, BASE, 7), (4, OBJECT, 6)] {
        to.record(2, |to| {
            to.u4(serial);
            to.id(class);
            to.u4(0);
            to.id(name);
        });
    }
    to.record(0x1c, |to| {
        to.class(OBJECT, 0, &[(3, 2)], 0);
        to.loader = launcher;
        to.class(LINK, OBJECT, &[], plugin);
        to.class(BASE, OBJECT, &[], 0);
        to.loader = plugin;
        to.class(copy, OBJECT, &[], address(2));
        // Each loader refers to one of its classes, and the plugin's class to some bytes.
        for (loader, class) in [(launcher, LINK), (plugin, copy)] {
            to.u1(0x21);
            to.id(loader);
            to.u4(0);
            to.id(OBJECT);
            to.u4(8);
            to.id(class);
        }
        to.u1(0x23);
        to.id(address(2));
        to.u4(0);
        to.u4(100);
        to.u1(8);
        to.bytes.extend([0; 100]);
    });
    let sum = Holdings::of(&whole(&to.bytes));
    let held: Vec<(String, u64)> = (sum.held.iter())
        .map(|((holder, _), kept)| (holder.to_string(), kept.all.bytes))
        .filter(|(_, bytes)| *bytes > 100)
        .collect();
    // The loader and the bytes, 16 + 120; not a second static field of the same name.
    assert_eq!(held, [("com.shop.Link.HEAD".to_owned(), 136)]);
}
