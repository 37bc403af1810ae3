//! A dump with every kind of record, and broken ones.

use super::*;
use crate::heap::growth::Amount;
use crate::heap::names::golang::{Holder, held};

/// Writes records.
#[derive(Default)]
struct Dump(Vec<u8>);

impl Dump {
    fn numbers(mut self, numbers: &[u64]) -> Self {
        for number in numbers {
            let mut left = *number;
            while left >= 0x80 {
                self.0.push(left as u8 | 0x80);
                left >>= 7;
            }
            self.0.push(left as u8);
        }
        self
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        let mut dump = self.numbers(&[bytes.len() as u64]);
        dump.0.extend(bytes);
        dump
    }

    /// Pointers, in as many bytes.
    fn pointers(self, size: usize, pointers: &[u64]) -> Self {
        let mut memory = vec![0; size];
        for (slot, pointer) in memory.chunks_exact_mut(8).zip(pointers) {
            slot.copy_from_slice(&pointer.to_le_bytes());
        }
        self.bytes(&memory)
    }

    fn fields(self, count: usize) -> Self {
        let fields: Vec<u64> = (0..count as u64).flat_map(|at| [1, at * 8]).collect();
        self.numbers(&fields).numbers(&[0])
    }

    fn object(self, address: u64, size: usize, pointers: &[u64]) -> Self {
        let dump = self.numbers(&[1, address]).pointers(size, pointers);
        dump.fields(pointers.len())
    }

    fn segment(self, tag: u64, start: u64, pointers: &[u64]) -> Self {
        let dump = self.numbers(&[tag, start]);
        dump.pointers(pointers.len() * 8, pointers)
            .fields(pointers.len())
    }

    fn frame(self, function: &str, pointers: &[u64]) -> Self {
        let dump = self.numbers(&[5, 0xf0, 0, 0]);
        let dump = dump
            .pointers(pointers.len() * 8, pointers)
            .numbers(&[1, 2, 3]);
        dump.bytes(function.as_bytes()).fields(pointers.len())
    }
}

const SYMBOLS: &str = "  401000        100 T example.org/shop.Render
  6d0000          8 D example.org/shop.pages
  6d0020          8 D example.org/shop.names
  700000          8 B runtime.allgs
  700008          8 b example.org/shop.recent
         U _cgo_init
";

/// A dump with each kind of record.
fn dump() -> Vec<u8> {
    let dump = Dump(HEADER.to_vec());
    let dump = dump
        .numbers(&[6, 0, 8, 0xc000_0000, 0xc400_0000])
        .bytes(b"amd64");
    let dump = dump.bytes(b"go1.26").numbers(&[2]);
    let dump = dump
        .numbers(&[3, 0x10, 8])
        .bytes(b"shop.Page")
        .numbers(&[1]);
    let dump = dump.numbers(&[8, 0x20, 0x10]);
    let dump = dump
        // Held by `pages` by way of what the compiler made for it, which has no symbol, through the middle of it, and
        // of a cycle.
        .object(0x1000, 64, &[0x2010, 0])
        .object(0x2000, 32, &[0x1000])
        // Held by `recent`, and by a goroutine, too.
        .object(0x3000, 128, &[])
        // Held by a goroutine alone.
        .object(0x4000, 256, &[])
        // Held by nothing but the runtime, and by nothing at all.
        .object(0x5000, 512, &[])
        .object(0x6000, 1024, &[])
        // Held by `names` by way of what was made for that one.
        .object(0x7000, 2048, &[]);
    let dump = dump.numbers(&[4, 0x90, 0xf0, 34, 0x401_000, 4, 0, 0, 0]);
    let dump = dump.bytes(b"chan receive").numbers(&[0x4000, 0, 0, 0]);
    let dump = dump
        .frame("runtime.gopark", &[])
        .frame("example.org/shop.Watch.func1", &[0x3000])
        .frame("runtime.goexit", &[]);
    let dump = dump
        .numbers(&[9, 1, 2, 3])
        .numbers(&[14, 1, 2, 3, 4, 0, 6, 7]);
    let dump = dump
        .segment(12, 0x6d_0000, &[0x6d_0008, 0, 0x1000, 0, 0x6d_0028, 0x7000])
        .segment(13, 0x70_0000, &[0x5000, 0x3000]);
    let dump = dump.numbers(&[2]).bytes(b"root").numbers(&[0x9_9999]);
    let dump = dump.numbers(&[7, 0x5000, 0, 0, 0, 0]).numbers(&[10]);
    let dump = dump.numbers(&[1_u64 << 40; STATISTICS]);
    let dump = dump
        .numbers(&[16, 0xb, 64, 1])
        .bytes(b"main.f")
        .bytes(b"f.go");
    let dump = dump.numbers(&[7, 1, 0]).numbers(&[17, 0x1000, 0xb]);
    dump.numbers(&[15, 1, 2, 3, 0, 0, 6]).numbers(&[0]).0
}

#[test]
fn what_each_variable_and_the_goroutines_hold_is_told() {
    let graph = read(dump().as_slice(), &Symbols::parse(SYMBOLS)).unwrap();
    let variable = |name: &str| Holder::Variable {
        name: format!("example.org/shop.{name}"),
    };
    let goroutines = Holder::Goroutines {
        function: "example.org/shop.Watch.func1".to_owned(),
    };
    let runtime = Holder::Variable {
        name: "runtime.allgs".to_owned(),
    };
    let amount = |count, bytes| Amount { count, bytes };
    let expected = [
        (variable("pages"), amount(2, 96)),
        (variable("names"), amount(1, 2048)),
        (variable("recent"), amount(1, 128)),
        (runtime, amount(1, 512)),
        (goroutines, amount(1, 256)),
    ];
    assert_eq!(held(&graph), BTreeMap::from(expected));
}

#[test]
fn a_cut_dump_is_told_as_cut_wherever_it_is() {
    let whole = dump();
    for at in 0..whole.len() {
        let cut = read(&whole[..at], &Symbols::default());
        assert!(matches!(cut, Err(DumpError::Cut)), "cut at {at}");
    }
}

#[test]
fn what_is_no_dump_is_refused_with_the_reason() {
    let dump = || Dump(HEADER.to_vec());
    let said: Vec<String> = [
        Dump(b"go1.3 heap dump!".to_vec()),
        dump().numbers(&[18]),
        dump().numbers(&[6, 1]),
        dump().numbers(&[6, 0, 16]),
        dump()
            .numbers(&[1, 0x1000])
            .bytes(b"12345678")
            .numbers(&[1, 1, 0]),
        dump()
            .numbers(&[1, 0x1000])
            .bytes(b"12345678")
            .numbers(&[7]),
        dump()
            .numbers(&[1, 0x1000])
            .bytes(b"")
            .numbers(&[1, u64::MAX]),
        Dump([HEADER, &[0xff; 11]].concat()),
    ]
    .iter()
    .map(|dump| {
        let read = read(dump.0.as_slice(), &Symbols::default());
        read.unwrap_err().to_string()
    })
    .collect();
    insta::assert_snapshot!(said.join("\n"));
}
