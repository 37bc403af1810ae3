//! Reads the heap dumps of Go (`runtime/debug.WriteHeapDump`).
//!
//! A dump has each object with its bytes and where in them pointers are, the data of the program, and the stacks
//! of goroutines. It has no names of types and none of variables: those of variables are in the binary, which
//! `go tool nm -size` shows. An address is reused when its object is gone, and nothing says so: an object cannot
//! be known again in a later dump, and what grows is told by what each variable holds (`names::golang`).
//!
//! The format is that of `runtime/heapdump.go`, "go1.7 heap dump": numbers of seven bits a byte, in records.

mod input;
mod symbols;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use self::input::Input;
pub use self::symbols::Symbols;
use super::graph::{EdgeKind, Graph, Node, NodeKind};

const HEADER: &[u8] = b"go1.7 heap dump\n";
/// Numbers in a record of memory statistics.
const STATISTICS: usize = 24 + 256 + 1;

/// Why a dump cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// The file itself.
    #[error("the heap dump cannot be read: {0}")]
    Read(std::io::Error),
    /// It ends too early.
    #[error("the heap dump is cut: the process that wrote it died, or the disk is full")]
    Cut,
    /// It is something else.
    #[error("this is no heap dump of Go 1.7 or later: {reason}")]
    Foreign {
        /// What was found.
        reason: String,
    },
}

fn foreign(reason: impl Into<String>) -> DumpError {
    let reason = reason.into();
    DumpError::Foreign { reason }
}

/// The whole graph: what is alive by itself (variables, goroutines, the runtime), and all objects.
///
/// # Errors
/// See [`DumpError`].
pub fn read(reader: impl Read, symbols: &Symbols) -> Result<Graph, DumpError> {
    let mut reading = Reading {
        input: Input::new(reader),
        symbols,
        pointer_size: 8,
        nodes: Vec::new(),
        slots: Vec::new(),
        goroutines: BTreeMap::new(),
        stack: Stack::default(),
        others: Vec::new(),
    };
    reading.records()?;
    Ok(reading.graph())
}

/// An object: where it is, how large, and whom it points to from where.
struct Object {
    address: u64,
    size: u64,
    pointers: Vec<(u32, u64)>,
}

/// The stack of one goroutine.
#[derive(Default)]
struct Stack {
    /// The outermost function so far.
    entry: String,
    pointers: Vec<(u32, u64)>,
}

/// A part of the program's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// A variable, by its place among the symbols.
    Variable(usize),
    /// What a variable points to from the beginning (`var log = &logger{}`), by where it begins: the compiler gives it
    /// a place beside the variables, and no name.
    Made(u64),
}

/// What lies where in the program's data.
struct Data<'a> {
    symbols: &'a Symbols,
    /// Where something without a name begins, because something of the data points there.
    made: BTreeSet<u64>,
}

impl<'a> Data<'a> {
    fn new(symbols: &'a Symbols, slots: &[(u64, (u32, u64))]) -> Self {
        let targets = slots.iter().map(|(_, (_, pointer))| *pointer);
        let made = targets.filter(|pointer| symbols.position(*pointer).is_none());
        Self {
            symbols,
            made: made.collect(),
        }
    }

    fn place(&self, address: u64) -> Option<Place> {
        if let Some(symbol) = self.symbols.position(address) {
            return Some(Place::Variable(symbol));
        }
        let start = self.made.range(..=address).next_back()?;
        let is_together = *start >= self.symbols.end_before(address);
        is_together.then_some(Place::Made(*start))
    }
}

struct Reading<'a, R> {
    input: Input<R>,
    symbols: &'a Symbols,
    pointer_size: usize,
    nodes: Vec<Object>,
    /// The pointers in the program's data: at which address, at what place of its segment, and to where.
    slots: Vec<(u64, (u32, u64))>,
    /// What goroutines point to from their stacks, by the functions that they began with.
    goroutines: BTreeMap<String, Vec<(u32, u64)>>,
    stack: Stack,
    /// What the runtime points to.
    others: Vec<(u32, u64)>,
}

impl<R: Read> Reading<'_, R> {
    fn records(&mut self) -> Result<(), DumpError> {
        if self.input.exactly(HEADER.len())? != HEADER {
            return Err(foreign("it does not begin like one"));
        }
        loop {
            let tag = self.input.number()?;
            // The frames of a goroutine follow it.
            if tag != 5 {
                self.end_of_stack();
            }
            match tag {
                0 => return Ok(()),
                1 => {
                    let address = self.input.number()?;
                    let (size, pointers) = self.memory()?;
                    self.nodes.push(Object {
                        address,
                        size,
                        pointers,
                    });
                }
                2 => {
                    self.input.text()?;
                    let pointer = self.input.number()?;
                    self.others.push((0, pointer));
                }
                3 => {
                    self.input.numbers(2)?;
                    self.input.text()?;
                    self.input.numbers(1)?;
                }
                4 => {
                    self.input.numbers(8)?;
                    self.input.text()?;
                    let context = self.input.number()?;
                    self.stack.pointers.push((0, context));
                    self.input.numbers(3)?;
                }
                5 => self.frame()?,
                6 => {
                    if self.input.number()? != 0 {
                        return Err(foreign("its numbers are big-endian"));
                    }
                    self.pointer_size = match self.input.number()? {
                        4 => 4,
                        8 => 8,
                        other => return Err(foreign(format!("pointers have {other} bytes"))),
                    };
                    self.input.numbers(2)?;
                    self.input.text()?;
                    self.input.text()?;
                    self.input.numbers(1)?;
                }
                // Finalizers, set and queued: the function is held, and the object until it has run.
                7 | 11 => {
                    let (object, function) = (self.input.number()?, self.input.number()?);
                    self.others.extend([(0, object), (0, function)]);
                    self.input.numbers(3)?;
                }
                8 => self.input.numbers(2)?,
                9 => self.input.numbers(3)?,
                10 => self.input.numbers(STATISTICS)?,
                12 | 13 => self.segment()?,
                14 => {
                    self.input.numbers(4)?;
                    let function = self.input.number()?;
                    self.others.push((0, function));
                    self.input.numbers(2)?;
                }
                15 => {
                    self.input.numbers(3)?;
                    let value = self.input.number()?;
                    self.others.push((0, value));
                    self.input.numbers(2)?;
                }
                16 => {
                    self.input.numbers(2)?;
                    for _ in 0..self.input.number()? {
                        self.input.text()?;
                        self.input.text()?;
                        self.input.numbers(1)?;
                    }
                    self.input.numbers(2)?;
                }
                17 => self.input.numbers(2)?,
                other => return Err(foreign(format!("there is no record {other}"))),
            }
        }
    }

    /// Bytes, and the pointers in them, each with where it is: a length, the bytes, and the places.
    fn memory(&mut self) -> Result<(u64, Vec<(u32, u64)>), DumpError> {
        self.input.bytes()?;
        let size = self.input.taken().len() as u64;
        Ok((size, self.pointers()?))
    }

    /// The places of pointers in the bytes that were taken last.
    fn pointers(&mut self) -> Result<Vec<(u32, u64)>, DumpError> {
        let mut pointers = Vec::new();
        loop {
            match self.input.number()? {
                0 => return Ok(pointers),
                1 => {}
                other => return Err(foreign(format!("there is no kind {other} of fields"))),
            }
            let at = self.input.number()?;
            let pointer = usize::try_from(at).ok().and_then(|at| {
                let bytes = self
                    .input
                    .taken()
                    .get(at..at.checked_add(self.pointer_size)?)?;
                let mut whole = [0; 8];
                whole[..bytes.len()].copy_from_slice(bytes);
                Some((at as u32, u64::from_le_bytes(whole)))
            });
            let pointer = pointer.ok_or_else(|| foreign(format!("there is no field at {at}")))?;
            if pointer.1 != 0 {
                pointers.push(pointer);
            }
        }
    }

    fn segment(&mut self) -> Result<(), DumpError> {
        let start = self.input.number()?;
        let (_, pointers) = self.memory()?;
        let slots = pointers
            .into_iter()
            .map(|slot| (start + u64::from(slot.0), slot));
        self.slots.extend(slots);
        Ok(())
    }

    fn frame(&mut self) -> Result<(), DumpError> {
        self.input.numbers(3)?;
        self.input.bytes()?;
        // The name stands between the bytes and the places in them.
        let bytes = self.input.taken().to_vec();
        self.input.numbers(3)?;
        let name = self.input.text()?;
        self.input.take_again(bytes);
        let pointers = self.pointers()?;
        self.stack.pointers.extend(pointers);
        if name != "runtime.goexit" {
            self.stack.entry = name;
        }
        Ok(())
    }

    fn end_of_stack(&mut self) {
        let stack = std::mem::take(&mut self.stack);
        if !stack.entry.is_empty() {
            let pointers = self.goroutines.entry(stack.entry).or_default();
            pointers.extend(stack.pointers);
        }
    }

    fn graph(mut self) -> Graph {
        self.nodes.sort_unstable_by_key(|object| object.address);
        let mut graph = Graph::default();
        graph.strings.push("");
        let objects = self.nodes.len() as u32;
        let data = Data::new(self.symbols, &self.slots);
        let mut variables: BTreeMap<Place, Vec<(u32, u64)>> = BTreeMap::new();
        for (address, slot) in &self.slots {
            match data.place(*address) {
                Some(place) => variables.entry(place).or_default().push(*slot),
                None => self.others.push(*slot),
            }
        }
        // Objects, then variables, then goroutines, then the runtime, then the root above all.
        let numbers: BTreeMap<Place, u32> = variables.keys().copied().zip(objects..).collect();
        let target = |pointer: u64| -> Option<u32> {
            let after = self
                .nodes
                .partition_point(|object| object.address <= pointer);
            let object = after.checked_sub(1).map(|at| (at, &self.nodes[at]));
            if let Some((at, object)) = object
                && pointer - object.address < object.size.max(1)
            {
                return Some(at as u32);
            }
            numbers.get(&data.place(pointer)?).copied()
        };
        let mut push = |kind, name: &str, id, size, pointers: &[(u32, u64)]| {
            let mut label = 0;
            if !name.is_empty() {
                label = graph.strings.len() as u32;
                graph.strings.push(name);
            }
            graph.kinds.push(kind);
            graph.names.push(label);
            graph.ids.push(id);
            graph.sizes.push(size);
            for (at, pointer) in pointers {
                if let Some(target) = target(*pointer) {
                    graph.edge_kinds.push(EdgeKind::Element);
                    graph.labels.push(*at);
                    graph.targets.push(target);
                }
            }
            graph.ends.push(graph.targets.len() as u32);
        };
        for object in &self.nodes {
            push(
                NodeKind::Object,
                "",
                object.address,
                object.size,
                &object.pointers,
            );
        }
        for (place, pointers) in &variables {
            let (address, name) = match place {
                Place::Variable(symbol) => self.symbols.at(*symbol),
                Place::Made(start) => (*start, ""),
            };
            push(NodeKind::Native, name, address, 0, pointers);
        }
        for (function, pointers) in &self.goroutines {
            push(NodeKind::Closure, function, 0, 0, pointers);
        }
        push(NodeKind::Hidden, "", 0, 0, &self.others);
        push(NodeKind::Synthetic, "", 0, 0, &[]);
        let top = graph.kinds.len() as u32 - 1;
        // What the compiler made for a variable is reached by that one alone.
        let made = (numbers.iter()).filter(|(place, _)| matches!(place, Place::Made(_)));
        let made: BTreeSet<u32> = made.map(|(_, number)| *number).collect();
        for root in (objects..top).filter(|root| !made.contains(root)) {
            graph.edge_kinds.push(EdgeKind::Shortcut);
            graph.labels.push(0);
            graph.targets.push(root);
        }
        if let Some(end) = graph.ends.last_mut() {
            *end = graph.targets.len() as u32;
        }
        graph.roots = vec![Node(top)];
        graph
    }
}
