//! What the dumps of a process of Ruby come to.

use std::io::Read;

use super::words;
use super::{DumpError, Earlier, read, read_by_births};
use crate::heap::dominators::Dominators;
use crate::heap::growth::{Births, growth};
use crate::heap::held::{Held, HeldBy, SourceLine};
use crate::heap::names::ruby::{Named, Namer, cost};
use crate::heap::paths::Paths;
use crate::heap::told::Lines;

/// How many holders are named.
const HOLDERS: usize = 12;

/// What the last dump of a process is compared with.
#[derive(Debug)]
pub enum Dump {
    /// The dumps before the first repetition, and after it.
    After {
        /// Before the first one.
        before: Earlier,
        /// After it, and before all others.
        after_one: Earlier,
    },
    /// What `GC.count` said before the first repetition, and after each unit of each.
    Marked {
        /// They grow.
        marks: Vec<u64>,
        /// How many units a repetition has.
        units: usize,
    },
}

/// What stayed and who holds it, by the last dump of a process. `folder` is the project's, and `source` reads texts of
/// sources.
///
/// # Errors
/// See [`DumpError`].
pub fn held(
    last: impl Read,
    dump: Dump,
    folder: &str,
    source: &dyn Fn(&str) -> Option<String>,
) -> Result<Held, DumpError> {
    let (graph, births) = match dump {
        Dump::After { before, after_one } => {
            let graph = read(last, &before)?;
            let (before, after_one) = (before.ids, after_one.ids);
            (graph, Births::Snapshots { before, after_one })
        }
        Dump::Marked { marks, units } => (read_by_births(last)?, Births::Marks { marks, units }),
    };
    let paths = Paths::of(&graph, |node, edge| cost(&graph, node, edge));
    let dominators = Dominators::of(&graph);
    let growth = growth(&graph, &births, &paths, &dominators);
    let namer = Namer::new(&graph, &paths);
    let named: Vec<Named> = (growth.groups.iter().take(HOLDERS))
        .map(|group| namer.name(group))
        .collect();
    let holders = growth.groups.iter().zip(&named).map(|(group, named)| {
        let (object_type, objects) = words::object_type(&graph, group);
        HeldBy {
            holder: words::holder(named, folder),
            root: words::root(named, folder),
            cause: words::cause(named),
            path: words::path(named, folder),
            objects,
            object_type,
            bytes: group.first.bytes + group.later.bytes,
            types: words::types(&graph, group),
            // The lines say it.
            made_at: None,
            keeps_environment: false,
            is_loader: false,
            units: group.units.clone(),
            lines: lines([named], folder, source).all(),
            container: words::container(named),
        }
    });
    let bytes = growth.first.bytes + growth.later.bytes;
    let held = Held {
        bytes,
        holders: holders.collect(),
        lines: lines(&named, folder, source).told(bytes),
        ..Held::default()
    };
    Ok(held.joined())
}

/// The project's own lines that took what stayed. Ruby knows of an object the innermost line only, so what a gem makes
/// has none.
fn lines<'a>(
    named: impl IntoIterator<Item = &'a Named>,
    folder: &str,
    source: &dyn Fn(&str) -> Option<String>,
) -> Lines {
    let own = named.into_iter().flat_map(|named| &named.lines);
    let own = own.filter(|(place, _)| words::is_own(&place.script, folder));
    let mut lines = Lines::default();
    for (place, took) in own {
        let line = SourceLine {
            file: words::relative(&place.script, folder).to_owned(),
            line: place.line,
        };
        lines.add(line, *took, || source(&place.script));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heap::growth::Amount;
    use crate::heap::names::Place;
    use crate::heap::names::ruby::Holder;

    #[test]
    fn lines_are_the_projects_own_and_the_largest_first() {
        let line = |script: &str, line, bytes| {
            let place = Place {
                script: script.to_owned(),
                line,
                column: 1,
            };
            (place, Amount { count: 2, bytes })
        };
        let named = Named {
            holder: Holder::Global { name: "$a".into() },
            members: Vec::new(),
            class: "Array".to_owned(),
            lines: vec![
                line("/usr/lib/ruby/net.rb", 7, 900),
                line("/w/vendor/bundle/dep.rb", 1, 800),
                line("/w/lib/a.rb", 2, 300),
                line("/w/lib/b.rb", 1, 500),
                line("/w/lib/b.rb", 3, 9),
            ],
        };
        let source = |path: &str| (path == "/w/lib/a.rb").then(|| "one\n  two = 2\n".to_owned());
        let lines = lines([&named], "/w", &source).told(2000);
        let told: Vec<(&str, u32, u64, &str)> = (lines.iter())
            .map(|one| (one.file.as_str(), one.line, one.bytes, one.text.as_str()))
            .collect();
        assert_eq!(
            told,
            [("lib/b.rb", 1, 500, ""), ("lib/a.rb", 2, 300, "two = 2")]
        );
    }
}
