//! What each repetition left behind, and which object that was there before holds it.
//!
//! The last snapshot of a process, and of each object in it in which repetition it came. What is new and still there
//! at the end is followed back along the best paths to the first object that is older: the holder. Only a holder
//! that took on something in the first repetition, which stayed, and again later, is one that grows; what was
//! made once (lazily compiled code, the first file's transforms, a cache that is replaced) falls out.

use std::collections::{BTreeMap, HashMap};

use super::dominators::Dominators;
use super::graph::{Edge, Graph, Ids, Name, Node, NodeKind};
use super::paths::Paths;

/// In which repetition objects came.
#[derive(Debug)]
pub enum Births {
    /// By the ids of what was there before the first one, and after it.
    Snapshots {
        /// Before the first one.
        before: Ids,
        /// After it, and before all others.
        after_one: Ids,
    },
    /// By ids above all that were there: before the first one, and after each unit of each.
    Marks {
        /// They grow.
        marks: Vec<u64>,
        /// How many units a repetition has.
        units: usize,
    },
}

impl Births {
    fn age(&self, id: u64) -> Age {
        match self {
            Self::Snapshots { before, .. } if before.contains(id) => Age::Old,
            Self::Snapshots { after_one, .. } if after_one.contains(id) => Age::First,
            Self::Snapshots { .. } => Age::Later,
            Self::Marks { marks, units } => match marks.partition_point(|mark| *mark < id) {
                0 => Age::Old,
                after if after <= *units => Age::First,
                _ => Age::Later,
            },
        }
    }

    /// Which unit of its repetition a new object is of, from 0, where that is known.
    fn unit(&self, id: u64) -> Option<usize> {
        match self {
            Self::Snapshots { .. } => None,
            Self::Marks { marks, units } => {
                let after = marks.partition_point(|mark| *mark < id);
                after.checked_sub(1)?.checked_rem(*units)
            }
        }
    }
}

/// How much of something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// Objects.
    pub count: u64,
    /// Their own bytes.
    pub bytes: u64,
}

impl Amount {
    fn add(&mut self, bytes: u64) {
        self.count += 1;
        self.bytes += bytes;
    }
}

/// What stayed, all in all and by its holders.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Growth {
    /// What the first repetition left, whoever holds it.
    pub first: Amount,
    /// What the later ones left.
    pub later: Amount,
    /// The holders that grew in the first repetition and later, the largest first.
    pub groups: Vec<Group>,
}

/// What one holder took on.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// The holder: it was there before.
    pub holder: Node,
    /// The new object below the holder, storage aside, with which most would be freed.
    pub largest: Node,
    /// The edge out of the holder, or out of its storage, that leads there.
    pub edge: Edge,
    /// Whether edges beside that lead to what is new as well: it is one of many entries.
    pub is_of_many: bool,
    /// What the first repetition left.
    pub first: Amount,
    /// What the later ones left.
    pub later: Amount,
    /// What would be freed without the new objects.
    pub retained: u64,
    /// What the new objects are, the most bytes first.
    pub types: Vec<TypeShare>,
    /// Bytes of them by the unit that left them, where that is known.
    pub units: BTreeMap<usize, u64>,
    /// The lines that they come from, by script and line as the runtime counts them, where that is known, the
    /// most bytes first.
    pub lines: Vec<((u32, u32), Amount)>,
}

/// New objects of one kind.
#[derive(Debug, PartialEq, Eq)]
pub struct TypeShare {
    /// What they are.
    pub kind: NodeKind,
    /// Their constructor.
    pub name: Name,
    /// How many, and their own bytes.
    pub own: Amount,
    /// What would be freed with those that no other new object keeps alive alone.
    pub retained: u64,
    /// One of them.
    pub example: Node,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Age {
    Old,
    First,
    Later,
}

/// What is new in `graph` and held.
pub fn growth(graph: &Graph, births: &Births, paths: &Paths, dominators: &Dominators) -> Growth {
    // Memory outside of the heap has no number until it is dumped; it came with what it is the memory of.
    let id = |node: Node| match (graph.kind(node), paths.step(node)) {
        (NodeKind::Native, Some((owner, _))) if graph.kind(owner) == NodeKind::Object => {
            graph.id(owner)
        }
        _ => graph.id(node),
    };
    let ages: Vec<Age> = graph.nodes().map(|node| births.age(id(node))).collect();
    let search = Search::new(graph, paths, ages);
    let holders = search.holders();
    let (owners, entries) = search.below(&holders);
    let kept_by = search.kept_by(dominators, &owners, |_| true);
    let named_by = search.kept_by(dominators, &owners, |node| !search.is_storage(node));
    let mut growth = Growth::default();
    let mut groups: HashMap<Node, Gathered> = HashMap::new();
    for node in paths.nodes() {
        let size = graph.self_size(node);
        let age = search.ages[node.at()];
        match age {
            Age::Old => continue,
            Age::First => growth.first.add(size),
            Age::Later => growth.later.add(size),
        }
        let Some(holder) = known(owners[node.at()]) else {
            continue;
        };
        let group = groups.entry(holder).or_default();
        match age {
            Age::First => group.first.add(size),
            _ => group.later.add(size),
        }
        let entered = entries[node.at()];
        let (first, is_of_many) = group.entry.get_or_insert((entered, false));
        *is_of_many |= *first != entered;
        if let Some(unit) = births.unit(id(node)) {
            *group.units.entry(unit).or_default() += size;
        }
        if let Some(place) = graph.location(node) {
            let line = group.lines.entry((place.script, place.line)).or_default();
            line.add(size);
        }
        let kind = (graph.kind(node), graph.name_of(node));
        let (own, freed, example) =
            (group.types.entry(kind)).or_insert((Amount::default(), 0, node));
        own.add(size);
        // The first ones of a type may be others than most.
        if own.count.is_power_of_two() {
            *example = node;
        }
        let retained = dominators.retained(node);
        let above = dominators.above(node);
        let is_top = |kept_by: &[u32]| above.is_none_or(|above| kept_by[above.at()] != holder.0);
        if is_top(&kept_by) {
            group.retained += retained;
        }
        if !search.is_storage(node) {
            if is_top(&named_by) {
                *freed += retained;
            }
            if group.largest.is_none_or(|(most, ..)| retained > most) {
                group.largest = Some((retained, node, Edge(entries[node.at()])));
            }
        }
    }
    let grown = groups
        .into_iter()
        .filter_map(|(holder, gathered)| gathered.done(holder));
    growth.groups = grown.collect();
    growth.groups.sort_by_key(|group| {
        let bytes = group.first.bytes + group.later.bytes;
        (std::cmp::Reverse(bytes), group.holder)
    });
    growth
}

const NONE: u32 = u32::MAX;

fn known(node: u32) -> Option<Node> {
    (node != NONE).then_some(Node(node))
}

/// What is known of a holder while the new objects are counted.
#[derive(Default)]
struct Gathered {
    first: Amount,
    later: Amount,
    retained: u64,
    /// The object with which most would be freed: how much, which, and by which edge it is entered.
    largest: Option<(u64, Node, Edge)>,
    /// An edge to what is new, and whether there is another one.
    entry: Option<(u32, bool)>,
    types: HashMap<(NodeKind, Name), (Amount, u64, Node)>,
    units: BTreeMap<usize, u64>,
    lines: HashMap<(u32, u32), Amount>,
}

impl Gathered {
    /// None if it did not grow both times.
    fn done(self, holder: Node) -> Option<Group> {
        if self.first.count == 0 || self.later.count == 0 {
            return None;
        }
        let (_, largest, edge) = self.largest?;
        let mut types: Vec<TypeShare> = self
            .types
            .into_iter()
            .map(|((kind, name), (own, retained, example))| TypeShare {
                kind,
                name,
                own,
                retained,
                example,
            })
            .collect();
        types.sort_by_key(|share| {
            (
                std::cmp::Reverse(share.own.bytes.max(share.retained)),
                share.kind,
                share.name,
            )
        });
        let mut lines: Vec<_> = self.lines.into_iter().collect();
        lines.sort_by_key(|(line, amount)| (std::cmp::Reverse(amount.bytes), *line));
        Some(Group {
            holder,
            edge,
            is_of_many: self.entry.is_some_and(|(_, is_of_many)| is_of_many),
            largest,
            first: self.first,
            later: self.later,
            retained: self.retained,
            types,
            units: self.units,
            lines,
        })
    }
}

struct Search<'a> {
    graph: &'a Graph,
    paths: &'a Paths,
    ages: Vec<Age>,
    /// In whose name each node is held.
    above: Vec<u32>,
}

impl<'a> Search<'a> {
    fn new(graph: &'a Graph, paths: &'a Paths, ages: Vec<Age>) -> Self {
        let mut search = Self {
            graph,
            paths,
            ages,
            above: vec![NONE; graph.len()],
        };
        for node in paths.nodes() {
            let Some((from, _)) = paths.step(node) else {
                continue;
            };
            // Storage is replaced when it grows, and an item of a list is not the holder of the next: a
            // list that is linked both ways would have two ends that never meet.
            let is_passed = search.is_storage(from) || search.are_items(from, node);
            let above = if is_passed {
                known(search.above[from.at()])
            } else {
                None
            };
            search.above[node.at()] = above.unwrap_or(from).0;
        }
        search
    }

    /// Two objects of one constructor, and not of one that plain data of any kind has.
    fn are_items(&self, one: Node, other: Node) -> bool {
        let is_object = |node| self.graph.kind(node) == NodeKind::Object;
        is_object(one)
            && is_object(other)
            && self.graph.name_of(one) == self.graph.name_of(other)
            && !matches!(self.graph.name(one), "" | "Object" | "Array" | "Hash")
    }

    /// For each node the holder of the nearest new object that keeps it alive alone, itself included;
    /// only those that `counts` are looked at.
    fn kept_by(
        &self,
        dominators: &Dominators,
        owners: &[u32],
        counts: impl Fn(Node) -> bool,
    ) -> Vec<u32> {
        let mut kept_by = vec![NONE; self.graph.len()];
        for node in dominators.top_down() {
            let own = known(owners[node.at()]).filter(|_| counts(node));
            let above = dominators
                .above(node)
                .map_or(NONE, |above| kept_by[above.at()]);
            kept_by[node.at()] = own.map_or(above, |owner| owner.0);
        }
        kept_by
    }

    /// A table, an array of elements: what an object keeps its parts in.
    fn is_storage(&self, node: Node) -> bool {
        matches!(self.graph.kind(node), NodeKind::Array | NodeKind::Hidden)
    }

    /// Who holds what the later repetitions left. An object of the first repetition may be one, too, a
    /// cache made there; but where each repetition hangs its objects onto those of the one before, the
    /// holder is what all of them hang on.
    fn holders(&self) -> Vec<bool> {
        let young = self.nearest(Age::First);
        let mut is_holder = vec![false; self.graph.len()];
        for node in young.iter().filter_map(|node| known(*node)) {
            is_holder[node.at()] = true;
        }
        let (owners, _) = self.below(&is_holder);
        let mut has_first = vec![false; self.graph.len()];
        let mut later_bytes = vec![0; self.graph.len()];
        for node in self.paths.nodes() {
            let Some(owner) = known(owners[node.at()]) else {
                continue;
            };
            match self.ages[node.at()] {
                Age::Old => (),
                Age::First => has_first[owner.at()] = true,
                Age::Later => later_bytes[owner.at()] += self.graph.self_size(node),
            }
        }
        let old = self.nearest(Age::Old);
        for node in self.paths.nodes() {
            let at = node.at();
            if !is_holder[at] || self.ages[at] != Age::First {
                continue;
            }
            let older = known(old[at]);
            let is_side = older.is_some_and(|older| later_bytes[older.at()] > later_bytes[at]);
            if is_side || !has_first[at] {
                is_holder[at] = false;
                if let Some(older) = older {
                    is_holder[older.at()] = true;
                }
            }
        }
        is_holder
    }

    /// For each node younger than `age` the first object on its way to the root that is not.
    fn nearest(&self, age: Age) -> Vec<u32> {
        let mut nearest = vec![NONE; self.graph.len()];
        for node in self.paths.nodes() {
            if self.ages[node.at()] <= age {
                continue;
            }
            if let Some(owner) = known(self.above[node.at()]) {
                nearest[node.at()] = if self.ages[owner.at()] <= age {
                    owner.0
                } else {
                    nearest[owner.at()]
                };
            }
        }
        nearest
    }

    /// For each new node the nearest holder above it, with nothing old between them, and the edge that
    /// leads there from the holder or its storage.
    fn below(&self, is_holder: &[bool]) -> (Vec<u32>, Vec<u32>) {
        let mut owners = vec![NONE; self.graph.len()];
        let mut entries = vec![NONE; self.graph.len()];
        for node in self.paths.nodes() {
            if self.ages[node.at()] == Age::Old {
                continue;
            }
            let (Some(above), Some((from, edge))) =
                (known(self.above[node.at()]), self.paths.step(node))
            else {
                continue;
            };
            if is_holder[above.at()] {
                owners[node.at()] = above.0;
                entries[node.at()] = match known(owners[from.at()]) {
                    Some(same) if same == above => entries[from.at()],
                    _ => edge.0,
                };
            } else if self.ages[above.at()] != Age::Old {
                owners[node.at()] = owners[above.at()];
                entries[node.at()] = entries[above.at()];
            }
        }
        (owners, entries)
    }
}
