//! Reads the file that the preloaded library writes: modules, stacks, and how much of each was alive at a mark or at the
//! peak.
//!
//! Lines of text with numbers in hexadecimal. A process can be killed at any moment, so reading ends at the first line
//! that is not whole, and what stands before it counts.

use std::collections::BTreeMap;

/// How the file begins.
const FIRST_LINE: &str = "oomscope-native 1";

/// The largest address space that Linux gives a process: what adds up to more was never alive at once.
const MOST_BYTES: u64 = 1 << 56;

/// A file that was loaded into the process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// Its lowest address, and the one behind its highest.
    pub range: (u64, u64),
    /// What is added to the addresses in its file.
    pub base: u64,
    /// What its linker knows it by, in hexadecimal; `None`: it has none.
    pub build_id: Option<String>,
    /// Where it lies.
    pub path: String,
}

/// Where something was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// What the tests' own process said it was doing; 0: nothing.
    pub site: u32,
    /// Addresses of return, the innermost first.
    pub addresses: Vec<u64>,
}

/// Bytes and blocks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// Bytes.
    pub bytes: u64,
    /// Blocks.
    pub blocks: u64,
}

/// What was alive at a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moment {
    /// The number that it was marked with; of a peak, all bytes.
    pub number: u64,
    /// How many allocations had been looked at.
    pub samples: u64,
    /// One allocation was looked at in so many bytes; larger ones all were.
    pub rate: u64,
    /// Some found no room in the profiler's tables.
    pub is_cut: bool,
    /// By number of stack.
    pub alive: BTreeMap<u32, Amount>,
}

impl Moment {
    /// All that was alive.
    pub fn bytes(&self) -> u64 {
        self.alive.values().map(|amount| amount.bytes).sum()
    }
}

/// All that a process left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recording {
    /// The files it had loaded; of two at one place the later counts.
    pub modules: Vec<Module>,
    /// Its stacks, by their number.
    pub stacks: BTreeMap<u32, Stack>,
    /// In order.
    pub marks: Vec<Moment>,
    /// When most was alive, as far as that was told.
    pub peak: Option<Moment>,
}

impl Recording {
    /// Reads a file; `None`: it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, mut rest) = text.split_once('\n')?;
        if first != FIRST_LINE {
            return None;
        }
        let mut recording = Self::default();
        while let Some((line, others)) = rest.split_once('\n') {
            rest = others;
            if recording.take(line).is_none() {
                break;
            }
        }
        Some(recording)
    }

    fn take(&mut self, line: &str) -> Option<()> {
        let (kind, rest) = line.split_once(' ')?;
        match kind {
            "M" => self.modules.push(module(rest)?),
            "S" => {
                let mut numbers = rest.split(' ').map(number);
                let id = u32::try_from(numbers.next()??).ok()?;
                let site = u32::try_from(numbers.next()??).ok()?;
                let addresses = numbers.collect::<Option<Vec<u64>>>()?;
                self.stacks.insert(id, Stack { site, addresses });
            }
            "K" => self.marks.push(moment(rest)?),
            "P" => self.peak = Some(moment(rest)?),
            _ => return None,
        }
        Some(())
    }

    /// The module that an address is in.
    pub fn module_of(&self, address: u64) -> Option<&Module> {
        let is_in = |module: &&Module| module.range.0 <= address && address < module.range.1;
        self.modules.iter().rev().find(is_in)
    }

    /// The moment that was marked with a number.
    pub fn mark(&self, number: u64) -> Option<&Moment> {
        self.marks.iter().find(|mark| mark.number == number)
    }
}

fn number(text: &str) -> Option<u64> {
    u64::from_str_radix(text, 16).ok()
}

fn module(text: &str) -> Option<Module> {
    let mut words = text.splitn(5, ' ');
    let mut next = || words.next();
    let range = (number(next()?)?, number(next()?)?);
    let base = number(next()?)?;
    let build_id = Some(next()?.to_owned()).filter(|id| id != "-");
    let path = next()?.to_owned();
    Some(Module {
        range,
        base,
        build_id,
        path,
    })
}

fn moment(text: &str) -> Option<Moment> {
    let numbers = text.split(' ').map(number).collect::<Option<Vec<u64>>>()?;
    let (&[number, samples, rate, is_cut], alive) = numbers.split_first_chunk::<4>()?;
    let triples = alive.chunks_exact(3);
    if !triples.remainder().is_empty() {
        return None;
    }
    let alive = triples.map(|one| {
        let amount = Amount {
            bytes: one[1],
            blocks: one[2],
        };
        Some((u32::try_from(one[0]).ok()?, amount))
    });
    let moment = Moment {
        number,
        samples,
        rate,
        is_cut: is_cut != 0,
        alive: alive.collect::<Option<_>>()?,
    };
    // So that whoever adds some of it up need not think of it.
    let all = moment.alive.values().fold((0_u64, 0_u64), |all, one| {
        let more = |all: u64, one| all.saturating_add(one);
        (more(all.0, one.bytes), more(all.1, one.blocks))
    });
    (all.0.max(all.1) <= MOST_BYTES).then_some(moment)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "oomscope-native 1\n\
        M 5000 6000 5000 abc0 /w/the shop\nM 7000 9000 7000 - [vdso]\n\
        S 0 2 5010 5020\nS 1 0 7010\n\
        K 1 a 10000 0 0 400 2\nP 500 c 10000 1 0 400 2 1 100 1\nK 2 f 10000 0 0 800 4\n";

    #[test]
    fn what_the_library_writes_is_read() {
        let recording = Recording::parse(TEXT).unwrap();
        assert_eq!(recording.modules[0].path, "/w/the shop");
        assert_eq!(recording.modules[0].build_id.as_deref(), Some("abc0"));
        assert_eq!(recording.modules[1].build_id, None);
        assert_eq!(recording.module_of(0x5fff).unwrap().base, 0x5000);
        assert_eq!(recording.module_of(0x6000), None);
        assert_eq!(recording.stacks[&0].site, 2);
        assert_eq!(recording.stacks[&0].addresses, [0x5010, 0x5020]);
        let bytes: Vec<u64> = recording.marks.iter().map(Moment::bytes).collect();
        assert_eq!(bytes, [0x400, 0x800]);
        let peak = recording.peak.clone().unwrap();
        assert_eq!((peak.bytes(), peak.is_cut), (0x500, true));
        assert_eq!(recording.mark(2).unwrap().alive[&0].blocks, 4);
        assert_eq!(Recording::parse("heaptrack\n"), None);
    }

    #[test]
    fn more_than_a_process_can_have_is_no_moment() {
        let text =
            |bytes: u64| format!("{FIRST_LINE}\nK 1 a 10000 0 0 {bytes:x} 1 1 {bytes:x} 1\n");
        let marks = |bytes| Recording::parse(&text(bytes)).unwrap().marks.len();
        assert_eq!(marks(1 << 40), 1);
        assert_eq!(marks(1 << 63), 0);
    }

    proptest! {
        #[test]
        fn a_file_that_was_cut_says_what_it_said_before(length in 18..TEXT.len()) {
            let whole = Recording::parse(TEXT).unwrap();
            let cut = Recording::parse(&TEXT[..length]).unwrap();
            prop_assert!(whole.marks.starts_with(&cut.marks));
            prop_assert!(whole.modules.starts_with(&cut.modules));
            prop_assert!(cut.stacks.iter().all(|(id, stack)| whole.stacks.get(id) == Some(stack)));
        }

        #[test]
        fn no_text_takes_the_reader_down(rest in "([MSKPX] [0-9a-f g]{0,40}\n){0,9}") {
            Recording::parse(&format!("{FIRST_LINE}\n{rest}"));
        }
    }
}
