//! Groups of tests that are one: by the same holder, or by the container that their holders lie in.

use std::collections::BTreeMap;

use super::GROWTH_FLOOR;
use super::gathered::{Evidence, Group, Key};
use super::hunt_event::{HolderRow, Swept};

/// One fault can look different from test to test: the same holder with two causes is one group.
pub(super) fn merge_alike(groups: &mut BTreeMap<Key, Group<'_>>) {
    let mut by_holder: BTreeMap<String, Vec<Key>> = BTreeMap::new();
    for key in groups.keys() {
        if let Some(name) = &key.1 {
            by_holder.entry(name.clone()).or_default().push(key.clone());
        }
    }
    for mut keys in by_holder.into_values().filter(|keys| keys.len() > 1) {
        keys.sort_by_key(|key| std::cmp::Reverse(groups[key].tests.len()));
        for other in keys.split_off(1) {
            if let Some(group) = groups.remove(&other)
                && let Some(first) = groups.get_mut(&keys[0])
            {
                first.tests.extend(group.tests);
            }
        }
    }
}

/// An object and an attribute of its own are one holder: where the attribute is bound anew each time, some tests are
/// seen to have given the object a new one, and others to have filled what it has.
pub(super) fn merge_parts(groups: &mut BTreeMap<Key, Group<'_>>) {
    let mut keys: Vec<Key> = groups.keys().cloned().collect();
    // The attribute says more than the object.
    keys.sort_by_key(|(_, name)| std::cmp::Reverse(name.as_ref().map_or(0, String::len)));
    for part in &keys {
        let owner = part.1.as_deref().and_then(|name| name.rsplit_once('.'));
        let Some((owner, _)) = owner else { continue };
        let whole = keys.iter().find(|key| key.1.as_deref() == Some(owner));
        if let Some(whole) = whole
            && groups.contains_key(part)
            && let Some(group) = groups.remove(whole)
            && let Some(first) = groups.get_mut(part)
        {
            first.tests.extend(group.tests);
        }
    }
}

/// What lies below several keys of one dictionary, or in its entries and in a container itself, is held by that
/// container. The address of an entry that is new can be that of an old object, so that it is taken for one.
pub(super) fn merge_keys(groups: &mut BTreeMap<Key, Group<'_>>) {
    let mut by_parent: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
    for key in groups.keys() {
        if let Some(parent) = key.1.as_deref().and_then(container_of) {
            let parent = (key.0, Some(parent.to_owned()));
            by_parent.entry(parent).or_default().push(key.clone());
        }
    }
    for (parent, keys) in by_parent {
        if keys.len() + usize::from(groups.contains_key(&parent)) < 2 {
            continue;
        }
        for key in keys {
            put_under(groups, &key, &parent);
        }
    }
}

/// Where others fill the container that the holder lies in, and not the holder, the container is what they share: each
/// has a key of its own in it.
pub(super) fn name_by_container(evidence: &Evidence, groups: &mut BTreeMap<Key, Group<'_>>) {
    let keys: Vec<Key> = groups.keys().cloned().collect();
    for key in keys {
        let Some(parent) = key.1.as_deref().and_then(container_of) else {
            continue;
        };
        let adds = |swept: &Swept, name: &str| {
            let added = swept.holders.get(name).copied().unwrap_or(0);
            added > 0 && swept.ran.grown.alive() >= GROWTH_FLOOR
        };
        let name = key.1.as_deref().unwrap_or_default();
        let of_others = |swept: &&Swept| {
            let is_own = groups[&key].tests.contains(&swept.ran.test);
            !is_own && adds(swept, parent) && !adds(swept, name)
        };
        if !evidence.swept.iter().any(|swept| of_others(&swept)) {
            continue;
        }
        let parent = (key.0, Some(parent.to_owned()));
        put_under(groups, &key, &parent);
    }
}

/// Makes a group its container's.
fn put_under(groups: &mut BTreeMap<Key, Group<'_>>, key: &Key, container: &Key) {
    let Some(mut group) = groups.remove(key) else {
        return;
    };
    if let Some(row) = &mut group.explanation.holder {
        take_name_of(row, container);
    }
    match groups.get_mut(container) {
        Some(first) => first.tests.extend(group.tests),
        None => drop(groups.insert(container.clone(), group)),
    }
}

/// Calls the container the holder that this one lies in.
fn take_name_of(row: &mut HolderRow, container: &Key) {
    row.name.clone_from(&container.1);
    // The holder itself is the last of the way.
    let kind = row.chain_types.iter().rev().nth(1).cloned();
    row.kind = kind.unwrap_or_else(|| "dict".to_owned());
}

/// `app.KINDS` for `app.KINDS['a']`, and for `app.KINDS[…]`, any of its entries.
fn container_of(name: &str) -> Option<&str> {
    let parent = match name.strip_suffix("[…]") {
        Some(parent) => parent,
        None => name.strip_suffix("']")?.rsplit_once("['")?.0,
    };
    (!parent.is_empty()).then_some(parent)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cause::Explanation;
    use crate::hunt_event::{Live, Ran};
    use oomscope_shared::finding::Cause;

    fn swept(test: u32, holder: &str) -> Swept {
        Swept {
            ran: Ran::passed(
                2,
                test,
                Live {
                    python: 4 << 20,
                    ..Live::default()
                },
            ),
            holders: BTreeMap::from([(holder.to_owned(), 1)]),
        }
    }

    #[test]
    fn the_holder_is_what_the_others_fill_as_well() {
        let named = |others_fill: &str| {
            let row = HolderRow {
                name: Some("m.BY['a']".to_owned()),
                chain_types: vec!["collections.OrderedDict".to_owned(), "list".to_owned()],
                ..HolderRow::default()
            };
            let group = Group {
                explanation: Explanation {
                    cause: Cause::ModuleGlobal,
                    holder: Some(row),
                },
                explained: None,
                tests: BTreeSet::from([0]),
            };
            let key = (Cause::ModuleGlobal, Some("m.BY['a']".to_owned()));
            let mut groups = BTreeMap::from([(key, group)]);
            let evidence = Evidence {
                swept: vec![swept(1, others_fill)],
                ..Evidence::default()
            };
            name_by_container(&evidence, &mut groups);
            let (key, group) = groups.pop_first().unwrap();
            (key.1.unwrap(), group.explanation.holder.unwrap().kind)
        };
        let of_all = ("m.BY".to_owned(), "collections.OrderedDict".to_owned());
        assert_eq!(named("m.BY"), of_all);
        assert_eq!(named("m.BY['a']").0, "m.BY['a']");
        assert_eq!(named("m.OTHER").0, "m.BY['a']");
    }

    /// The holders that are left of these, each of a group with a test of its own, and the tests of each.
    fn after(
        merge: fn(&mut BTreeMap<Key, Group<'_>>),
        holders: &[(Cause, &str)],
    ) -> Vec<(String, Vec<u32>)> {
        let of = |cause: Cause, holder: &str, test: u32| {
            let group = Group {
                explanation: Explanation {
                    cause,
                    holder: None,
                },
                explained: None,
                tests: BTreeSet::from([test]),
            };
            ((cause, Some(holder.to_owned())), group)
        };
        let mut groups = (0..)
            .zip(holders)
            .map(|(test, (cause, holder))| of(*cause, holder, test))
            .collect();
        merge(&mut groups);
        let names = groups.into_iter().map(|((_, name), group)| {
            let tests: Vec<u32> = group.tests.into_iter().collect();
            (name.unwrap_or_default(), tests)
        });
        names.collect()
    }

    fn one(name: &str, tests: &[u32]) -> (String, Vec<u32>) {
        (name.to_owned(), tests.to_vec())
    }

    #[test]
    fn an_object_and_what_it_has_are_one_holder() {
        let whole = (Cause::ModuleGlobal, "log.core");
        let part = (Cause::Registry, "log.core.handlers");
        let merged = [one("log.core.handlers", &[0, 1])];
        assert_eq!(after(merge_parts, &[whole, part]), merged);
        let others = [(Cause::ModuleGlobal, "log.core2"), part];
        assert_eq!(after(merge_parts, &others).len(), 2);
    }

    #[test]
    fn what_lies_in_entries_belongs_to_their_container() {
        let merged = |holders: &[&str]| {
            let holders: Vec<_> = (holders.iter())
                .map(|holder| (Cause::ModuleGlobal, *holder))
                .collect();
            after(merge_keys, &holders)
        };
        assert_eq!(merged(&["m.KEPT", "m.KEPT[…]"]), [one("m.KEPT", &[0, 1])]);
        assert_eq!(merged(&["m.BY['a']", "m.BY['b']"]), [one("m.BY", &[0, 1])]);
        // Alone each is named as exactly as it can be.
        assert_eq!(merged(&["m.KEPT[…]"]), [one("m.KEPT[…]", &[0])]);
        assert_eq!(merged(&["m.BY['a']"]), [one("m.BY['a']", &[0])]);
    }
}
