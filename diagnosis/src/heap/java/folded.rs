//! Names behind which the same objects are found by turns: in a cache that is a table and a list at once, what is new
//! hangs on the end of the list and what is older on the table. None of them has more each time, and the object that
//! has both does. There the names go on no further than to that object.

use std::collections::{BTreeMap, BTreeSet};

use super::holdings::{Holdings, Kept};
use crate::heap::names::java::Holder;

/// Growth from which it is worth to look for such an object.
const LEAST_BYTES: u64 = 64 << 10;

/// Takes names together where they have more each time only together. `grew` says so of what is held in each look.
pub(super) fn folded(mut looks: Vec<Holdings>, grew: &dyn Fn(&[u64]) -> bool) -> Vec<Holdings> {
    let holders: BTreeSet<Holder> = looks
        .iter()
        .flat_map(|look| look.held.keys())
        .filter(|(_, members)| !members.is_empty())
        .map(|(holder, _)| holder.clone())
        .collect();
    for holder in holders {
        for depth in (0..deepest(&looks, &holder)).rev() {
            for above in names(&looks, &holder, depth) {
                if has_more_together(&looks, &holder, &above, grew) {
                    for look in &mut looks {
                        fold(look, &holder, &above);
                    }
                }
            }
        }
    }
    looks
}

fn deepest(looks: &[Holdings], holder: &Holder) -> usize {
    let members = of(looks, holder).map(|(members, _)| members.len());
    members.max().unwrap_or(0)
}

/// All that a holder has, in every look.
fn of<'l>(
    looks: &'l [Holdings],
    holder: &Holder,
) -> impl Iterator<Item = (&'l Vec<String>, &'l Kept)> {
    looks.iter().flat_map(move |look| of_one(look, holder))
}

fn of_one<'l>(
    look: &'l Holdings,
    holder: &Holder,
) -> impl Iterator<Item = (&'l Vec<String>, &'l Kept)> {
    let all = look.held.range((holder.clone(), Vec::new())..);
    let own = holder.clone();
    let own = all.take_while(move |((one, _), _)| *one == own);
    own.map(|((_, members), kept)| (members, kept))
}

/// The names of so many fields, behind which there are others.
fn names(looks: &[Holdings], holder: &Holder, depth: usize) -> BTreeSet<Vec<String>> {
    of(looks, holder)
        .filter(|(members, _)| members.len() > depth)
        .map(|(members, _)| members[..depth].to_vec())
        .collect()
}

fn has_more_together(
    looks: &[Holdings],
    holder: &Holder,
    above: &[String],
    grew: &dyn Fn(&[u64]) -> bool,
) -> bool {
    let mut by_name: BTreeMap<&[String], Vec<u64>> = BTreeMap::new();
    for (at, look) in looks.iter().enumerate() {
        for (members, kept) in of_one(look, holder).filter(|(one, _)| one.starts_with(above)) {
            let sizes = by_name.entry(members).or_default();
            sizes.resize(looks.len(), 0);
            sizes[at] = kept.all.bytes;
        }
    }
    let all: Vec<u64> = (0..looks.len())
        .map(|at| by_name.values().map(|sizes| sizes[at]).sum())
        .collect();
    let by = |sizes: &[u64]| match sizes {
        [first, .., last] => last.saturating_sub(*first),
        _ => 0,
    };
    let alone: u64 = by_name
        .values()
        .filter(|sizes| grew(sizes))
        .map(|sizes| by(sizes))
        .sum();
    by(&all) >= LEAST_BYTES && grew(&all) && alone < by(&all) / 2
}

fn fold(look: &mut Holdings, holder: &Holder, above: &[String]) {
    let below: Vec<Vec<String>> = of_one(look, holder)
        .map(|(members, _)| members.clone())
        .filter(|members| members.starts_with(above) && members.len() > above.len())
        .collect();
    for members in below {
        let Some(part) = look.held.remove(&(holder.clone(), members)) else {
            continue;
        };
        let whole = look.held.entry((holder.clone(), above.to_vec()));
        whole.or_default().take(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heap::growth::Amount;

    fn holder() -> Holder {
        Holder::Static {
            class: "com.shop.Routes".to_owned(),
            field: "CACHE".to_owned(),
        }
    }

    fn look(held: &[(&[&str], u64)]) -> Holdings {
        let kept = |kib: u64| Kept {
            all: Amount {
                count: kib,
                bytes: kib << 10,
            },
            class: "com.shop.Cache".to_owned(),
            ..Kept::default()
        };
        let key = |members: &[&str]| members.iter().map(|one| (*one).to_owned()).collect();
        let held = held
            .iter()
            .map(|(members, kib)| ((holder(), key(members)), kept(*kib)));
        Holdings {
            held: held.collect(),
            ..Holdings::default()
        }
    }

    fn sizes(looks: &[Holdings]) -> Vec<(Vec<String>, u64)> {
        of(looks, &holder())
            .map(|(members, kept)| (members.clone(), kept.all.bytes >> 10))
            .collect()
    }

    fn rises(sizes: &[u64]) -> bool {
        sizes.windows(2).all(|two| two[0] < two[1])
    }

    #[test]
    fn what_has_more_only_together_is_told_by_what_has_both() {
        let [cache, data, list] = [&["cache"][..], &["cache", "data"], &["cache", "list"]];
        let looks = vec![
            look(&[(cache, 1), (list, 200)]),
            look(&[(cache, 1), (list, 300)]),
            look(&[(cache, 1), (data, 300), (list, 100)]),
        ];
        let looks = folded(looks, &rises);
        let name = || vec!["cache".to_owned()];
        assert_eq!(sizes(&looks), [(name(), 201), (name(), 301), (name(), 401)]);
        assert_eq!(
            looks[2].held.values().next().unwrap().class,
            "com.shop.Cache"
        );
    }

    #[test]
    fn a_name_that_has_more_by_itself_stays_one_and_so_does_what_does_not_grow() {
        let [data, list] = [&["cache", "data"][..], &["cache", "list"]];
        let by_itself = vec![
            look(&[(data, 100), (list, 5)]),
            look(&[(data, 200), (list, 4)]),
            look(&[(data, 300), (list, 6)]),
        ];
        let by_turns = vec![
            look(&[(data, 100), (list, 0)]),
            look(&[(data, 0), (list, 100)]),
            look(&[(data, 50), (list, 50)]),
        ];
        let little = vec![
            look(&[(data, 1), (list, 0)]),
            look(&[(data, 0), (list, 3)]),
            look(&[(data, 4), (list, 3)]),
        ];
        for looks in [by_itself, by_turns, little] {
            assert_eq!(folded(looks.clone(), &rises), looks);
        }
    }
}
