//! The second reading: what refers to what.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{Read, Seek};

use super::records::{Id, Type, Visitor, each};
use super::survey::Survey;
use super::{DumpError, Heap, Thread};
use crate::heap::graph::{EdgeKind, Graph, Interner, Name, Node, NodeKind};

/// The id of the root above all others, and of what native code and the JVM itself hold. Objects lie at multiples of
/// eight.
const TOP: Id = u64::MAX;
const NATIVE: Id = u64::MAX - 1;
const OTHER: Id = u64::MAX - 2;

/// As HotSpot lays objects out with up to 32 GiB of heap: a header of 12 bytes and 4 for a reference.
const HEADER: u64 = 12;
const ARRAY_HEADER: u64 = 16;
const REFERENCE: u64 = 4;
const ALIGNMENT: u64 = 8;

/// Loaders that live as long as the JVM.
const BUILT_IN: [&str; 2] = ["jdk.internal.loader.", "sun.misc.Launcher$"];

/// Fields by which the JVM and its library find things, of which none is a reason that somebody would name.
const PLUMBING: [(&str, &[&str]); 4] = [
    (
        "java.lang.Thread",
        &[
            "contextClassLoader",
            "group",
            "inheritedAccessControlContext",
            "container",
            "headStackableScopes",
        ],
    ),
    ("java.lang.Thread$FieldHolder", &["group"]),
    ("java.lang.ref.Reference", &["queue"]),
    (
        "java.lang.ClassLoader",
        &[
            "parent",
            "parallelLockMap",
            "packages",
            "package2certs",
            "assertionLock",
        ],
    ),
];

/// Fields by which whatever has a file, a socket or a buffer leads to all others that have one: a list of what is to be
/// done once they are garbage.
const CLEANERS: [(&str, &[&str]); 3] = [
    (
        "jdk.internal.ref.PhantomCleanable",
        &["prev", "next", "list", "node"],
    ),
    ("jdk.internal.ref.Cleaner", &["prev", "next"]),
    ("sun.misc.Cleaner", &["prev", "next"]),
];

/// Numbers the objects by their ids.
struct Index {
    /// Places in `ids`, by the id.
    sorted: Vec<u32>,
    /// Where those begin that have this much above the lowest id.
    starts: Vec<u32>,
    lowest: Id,
    shift: u32,
}

impl Index {
    fn of(ids: &[Id]) -> Self {
        let mut sorted: Vec<u32> = (0..ids.len() as u32).collect();
        // They stand in the order of their addresses in large runs, one for each region of the heap.
        sorted.sort_by_key(|at| ids[*at as usize]);
        let id = |at: Option<&u32>| at.map_or(0, |at| ids[*at as usize]);
        let (lowest, highest) = (id(sorted.first()), id(sorted.last()));
        // As many parts as there are objects: most have a few.
        let parts = (ids.len() as u64).next_power_of_two();
        let width = u64::BITS - (highest - lowest).leading_zeros();
        let shift = width.saturating_sub(parts.trailing_zeros());
        let mut starts = vec![0; ((highest - lowest) >> shift) as usize + 2];
        for at in &sorted {
            starts[((ids[*at as usize] - lowest) >> shift) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self {
            sorted,
            starts,
            lowest,
            shift,
        }
    }

    fn find(&self, ids: &[Id], id: Id) -> Option<u32> {
        let part = (id.checked_sub(self.lowest)? >> self.shift) as usize;
        let end = *self.starts.get(part + 1)? as usize;
        let among = &self.sorted[self.starts[part] as usize..end];
        let at = among.partition_point(|at| ids[*at as usize] < id);
        among.get(at).copied().filter(|at| ids[*at as usize] == id)
    }
}

/// A class as instances are read by it.
struct Layout {
    name: u32,
    above: Option<u32>,
    references: Vec<(usize, EdgeKind, u32)>,
    /// Bytes in the dump.
    bytes: usize,
    /// The same with those of the classes above, as HotSpot has them.
    size: u64,
    is_loaded: bool,
    is_thread: bool,
    is_string: bool,
    /// Of a buffer: how much it has, and whether that is its own.
    capacity_at: Option<usize>,
    owner_at: Option<usize>,
}

/// Reads what refers to what.
pub(super) fn heap(reader: impl Read + Seek, survey: Survey) -> Result<Heap, DumpError> {
    let mut building = Building::new(survey);
    each(reader, &mut building)?;
    Ok(building.done())
}

struct Building {
    survey: Survey,
    graph: Graph,
    texts: Interner,
    index: Index,
    layouts: Vec<Layout>,
    on_stacks: HashMap<Id, Vec<Id>>,
    threads: BTreeMap<Node, Thread>,
    /// Labels of edges.
    class_label: u32,
    stack_label: u32,
    seen_classes: HashSet<Id>,
    /// The last class that was looked for: the next is often the same.
    last: (Id, Option<u32>),
    /// What arrays of numbers are called.
    arrays: [Option<u32>; 9],
}

impl Building {
    fn new(mut survey: Survey) -> Self {
        let mut graph = Graph::default();
        let mut texts = Interner::default();
        texts.of(&mut graph, "");
        let class_label = texts.of(&mut graph, "class");
        let stack_label = texts.of(&mut graph, "stack");
        let index = Index::of(&survey.ids);
        let on_stacks = survey.on_stacks();
        graph.ids = std::mem::take(&mut survey.ids);
        let mut building = Self {
            survey,
            graph,
            texts,
            index,
            layouts: Vec::new(),
            on_stacks,
            threads: BTreeMap::new(),
            class_label,
            stack_label,
            seen_classes: HashSet::new(),
            last: (0, None),
            arrays: [None; 9],
        };
        building.layouts = building.layouts();
        building
    }

    fn text_of(&mut self, id: Id) -> u32 {
        self.texts.of(&mut self.graph, self.survey.text(id))
    }

    fn layouts(&mut self) -> Vec<Layout> {
        let mut layouts = Vec::with_capacity(self.survey.classes.len());
        for at in 0..self.survey.classes.len() {
            let class = &self.survey.classes[at];
            let written = self.survey.class_name(class.id);
            let fields_of = |known: &'static [(&'static str, &'static [&'static str])]| {
                let class = known.iter().find(|(name, _)| *name == written);
                class.map_or(&[][..], |(_, fields)| fields)
            };
            let (plumbing, cleaners) = (fields_of(&PLUMBING), fields_of(&CLEANERS));
            let is_reference = written == "java.lang.ref.Reference";
            let references = class.references.clone();
            let int = |name: &str| {
                let mut fields = class.fields.iter();
                let field = fields.find(|(field, _)| self.survey.text(*field) == name);
                field.map(|(_, at)| *at as usize)
            };
            let capacity_at = (written == "java.nio.Buffer").then(|| int("capacity"));
            let owner_at = (written == "java.nio.DirectByteBuffer").then(|| {
                let mut fields = references.iter();
                let field = fields.find(|field| self.survey.text(field.name) == "cleaner");
                field.map(|field| field.at as usize)
            });
            let mut layout = Layout {
                name: 0,
                above: class.above,
                references: Vec::with_capacity(references.len()),
                bytes: class.bytes as usize,
                size: 0,
                is_loaded: class.loader != 0,
                is_thread: written == "java.lang.Thread",
                is_string: written == "java.lang.String",
                capacity_at: capacity_at.flatten(),
                owner_at: owner_at.flatten(),
            };
            for field in references {
                let name = self.survey.text(field.name);
                let kind = match name {
                    // Neither soft nor weak nor phantom references are a reason, nor is a finalizer.
                    "referent" | "discovered" | "next" if is_reference => EdgeKind::Weak,
                    // A thread is in its group for as long as it runs, and that is the reason.
                    "threads" if written == "java.lang.ThreadGroup" => EdgeKind::Weak,
                    _ if plumbing.contains(&name) => EdgeKind::Internal,
                    _ if cleaners.contains(&name) => EdgeKind::Hidden,
                    _ => EdgeKind::Property,
                };
                let label = self.text_of(field.name);
                layout.references.push((field.at as usize, kind, label));
            }
            layout.name = self.texts.of(&mut self.graph, &written);
            layouts.push(layout);
        }
        // What is above says more of a class; some of the classes above may be missing.
        let compressed = |layout: &Layout| {
            let saved = self.survey.id_size as u64 - REFERENCE;
            layout.bytes as u64 - layout.references.len() as u64 * saved
        };
        let whole: Vec<(u64, bool)> = (0..layouts.len())
            .map(|at| {
                let above = chain(&layouts, Some(at as u32));
                let sized = above.fold((HEADER, false), |(size, is_thread), one| {
                    let size = size.saturating_add(compressed(one));
                    (size, is_thread || one.is_thread)
                });
                (sized.0.next_multiple_of(ALIGNMENT), sized.1)
            })
            .collect();
        for (layout, (size, is_thread)) in layouts.iter_mut().zip(whole) {
            layout.size = size;
            layout.is_thread = is_thread;
        }
        layouts
    }

    fn find(&self, id: Id) -> Option<u32> {
        self.index.find(&self.graph.ids, id)
    }

    fn edge(&mut self, kind: EdgeKind, label: u32, to: Id) {
        // Most fields that are empty are so in every dump.
        if let Some(target) = (to != 0).then(|| self.find(to)).flatten() {
            self.graph.edge_kinds.push(kind);
            self.graph.labels.push(label);
            self.graph.targets.push(target);
        }
    }

    /// The node whose edges were put down last.
    fn node(&mut self, kind: NodeKind, name: u32, size: u64) {
        self.graph.kinds.push(kind);
        self.graph.names.push(name);
        self.graph.sizes.push(size);
        self.graph.ends.push(self.graph.targets.len() as u32);
    }

    fn class_of(&mut self, id: Id) -> Option<u32> {
        if self.last.0 != id {
            self.last = (id, self.survey.by_id.get(&id).copied());
        }
        self.last.1
    }

    /// Whether each class lives as long as the JVM: the library's, and the tested program's own. Of what several
    /// loaders have loaded that is the copy of the one that has loaded most, as a launcher's is.
    fn lasting(&self) -> Vec<bool> {
        let mut loaded: HashMap<Id, u32> = HashMap::new();
        for class in &self.survey.classes {
            *loaded.entry(class.loader).or_default() += 1;
        }
        let loaded = |loader: Id| loaded.get(&loader).copied().unwrap_or(0);
        // Of each name how much the largest of its loaders has loaded, and how many have so much.
        let mut largest: HashMap<u32, (u32, u32)> = HashMap::new();
        let classes = || self.survey.classes.iter().zip(&self.layouts);
        for (class, layout) in classes() {
            let count = loaded(class.loader);
            let (most, alike) = largest.entry(layout.name).or_default();
            match count.cmp(most) {
                Ordering::Greater => (*most, *alike) = (count, 1),
                Ordering::Equal => *alike += 1,
                Ordering::Less => {}
            }
        }
        let is_built_in = |loader: Id| {
            let class = self.survey.loaders.get(&loader).copied().flatten();
            let name = class.map(|class| self.survey.class_name(class));
            name.is_none_or(|name| BUILT_IN.iter().any(|begin| name.starts_with(begin)))
        };
        let is_lasting = classes().map(|(class, layout)| {
            let is_largest = largest.get(&layout.name) == Some(&(loaded(class.loader), 1));
            is_largest || is_built_in(class.loader)
        });
        is_lasting.collect()
    }

    fn done(mut self) -> Heap {
        let loaders: BTreeSet<Name> = {
            let classes = 0..self.layouts.len() as u32;
            let is_loader = |at: &u32| {
                let mut above = chain(&self.layouts, Some(*at));
                above.any(|one| self.graph.text(Name(one.name)) == "java.lang.ClassLoader")
            };
            let loaders = classes.filter(is_loader);
            loaders
                .map(|at| Name(self.layouts[at as usize].name))
                .collect()
        };
        let [native, jvm, thread] =
            ["native code", "jvm", "thread"].map(|text| self.texts.of(&mut self.graph, text));
        let roots = [
            (
                NATIVE,
                native,
                std::mem::take(&mut self.survey.native_roots),
            ),
            (OTHER, jvm, {
                let stacks = self.survey.without_thread();
                stacks
                    .chain(self.survey.other_roots.iter().copied())
                    .collect()
            }),
        ];
        let mut groups = Vec::new();
        for (id, name, objects) in roots {
            for object in objects {
                self.edge(EdgeKind::Internal, 0, object);
            }
            groups.push(self.graph.kinds.len() as u32);
            self.node(NodeKind::Synthetic, name, 0);
            self.graph.ids.push(id);
        }
        let lasting = self.lasting();
        let lasting = self.survey.classes.iter().zip(lasting);
        let lasting: Vec<Id> = lasting
            .filter(|(_, is)| *is)
            .map(|(class, _)| class.id)
            .collect();
        for class in lasting {
            self.edge(EdgeKind::Shortcut, self.class_label, class);
        }
        let threads: Vec<Id> = self.survey.threads.keys().copied().collect();
        for id in threads {
            self.edge(EdgeKind::Shortcut, thread, id);
        }
        for group in groups {
            self.graph.edge_kinds.push(EdgeKind::Internal);
            self.graph.labels.push(0);
            self.graph.targets.push(group);
        }
        let top = Node(self.graph.kinds.len() as u32);
        self.node(NodeKind::Synthetic, 0, 0);
        self.graph.ids.push(TOP);
        self.graph.roots = vec![top];
        Heap {
            graph: self.graph,
            threads: self.threads,
            loaders,
        }
    }
}

/// A class and those above it.
fn chain(layouts: &[Layout], class: Option<u32>) -> impl Iterator<Item = &Layout> {
    let layout = |at: u32| layouts.get(at as usize);
    let chain = std::iter::successors(class.and_then(layout), move |one| {
        one.above.and_then(layout)
    });
    // No class has more above it, but a damaged one may be above itself.
    chain.take(256)
}

impl Visitor for Building {
    fn class(&mut self, dump: super::records::ClassDump) {
        if !self.seen_classes.insert(dump.id) {
            return;
        }
        let Some(at) = self.survey.by_id.get(&dump.id).copied() else {
            return;
        };
        for (name, object) in dump.statics {
            let label = self.text_of(name);
            // The JVM hides its own in arrays without a name.
            let kind = match self.graph.text(Name(label)).starts_with('<') {
                true => EdgeKind::Internal,
                false => EdgeKind::Property,
            };
            self.edge(kind, label, object);
        }
        self.edge(EdgeKind::Internal, self.class_label, dump.loader);
        self.edge(EdgeKind::Internal, self.class_label, dump.above);
        let name = self.layouts[at as usize].name;
        self.node(NodeKind::Code, name, 0);
    }

    fn instance(&mut self, id: Id, class: Id, fields: &[u8]) {
        let id_size = self.survey.id_size;
        let at = self.class_of(class);
        let Some(layout) = at.map(|at| &self.layouts[at as usize]) else {
            self.node(NodeKind::Hidden, 0, HEADER + fields.len() as u64);
            return;
        };
        let (name, is_loaded, is_thread) = (layout.name, layout.is_loaded, layout.is_thread);
        let (mut size, is_string) = (layout.size, layout.is_string);
        let read = |at: usize, size: usize| {
            let bytes = fields.get(at..at + size);
            bytes.map_or(0, super::input::number)
        };
        let (mut capacity, mut is_owner) = (0, false);
        let mut from = 0;
        for layout in chain(&self.layouts, at) {
            for (at, kind, label) in &layout.references {
                let to = read(from + at, id_size);
                let target = (to != 0).then(|| self.index.find(&self.graph.ids, to));
                if let Some(target) = target.flatten() {
                    self.graph.edge_kinds.push(*kind);
                    self.graph.labels.push(*label);
                    self.graph.targets.push(target);
                }
            }
            if let Some(at) = layout.capacity_at {
                capacity = read(from + at, 4);
            }
            if let Some(at) = layout.owner_at {
                is_owner = read(from + at, id_size) != 0;
            }
            from += layout.bytes;
        }
        if is_owner {
            size += capacity;
        }
        if is_thread {
            for object in self.on_stacks.remove(&id).unwrap_or_default() {
                self.edge(EdgeKind::Context, self.stack_label, object);
            }
            if let Some(stack) = self.survey.threads.get(&id) {
                let thread = Thread {
                    name: String::new(),
                    stack: self.survey.stack(*stack),
                };
                self.threads
                    .insert(Node(self.graph.kinds.len() as u32), thread);
            }
        }
        if is_loaded {
            self.edge(EdgeKind::Internal, self.class_label, class);
        }
        let kind = match is_string {
            true => NodeKind::String,
            false => NodeKind::Object,
        };
        self.node(kind, name, size);
    }

    fn array(&mut self, _id: Id, class: Id, length: u32) -> bool {
        let name = self
            .class_of(class)
            .map_or(0, |at| self.layouts[at as usize].name);
        let size = ARRAY_HEADER + u64::from(length) * REFERENCE;
        self.node(NodeKind::Array, name, size.next_multiple_of(ALIGNMENT));
        true
    }

    fn elements(&mut self, at: u32, bytes: &[u8], size: usize) {
        for (number, id) in (at..).zip(bytes.chunks_exact(size)) {
            self.edge(EdgeKind::Element, number, super::input::number(id));
        }
        // They follow their array.
        if let Some(end) = self.graph.ends.last_mut() {
            *end = self.graph.targets.len() as u32;
        }
    }

    fn numbers(&mut self, _id: Id, of: Type, length: u32) -> bool {
        let known = self.arrays[of as usize];
        let name = known.unwrap_or_else(|| self.texts.of(&mut self.graph, of.array()));
        self.arrays[of as usize] = Some(name);
        let bytes = u64::from(length) * of.size(self.survey.id_size) as u64;
        let size = ARRAY_HEADER + bytes;
        self.node(NodeKind::Array, name, size.next_multiple_of(ALIGNMENT));
        false
    }
}
