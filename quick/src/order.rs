//! Putting things in order. One sort of positions serves every type: a generic sort would bring some KiB
//! of machine code to the page for each type that is sorted, and the page is weighed.

use std::cmp::Ordering;

/// Sorts by a comparison; equal items keep their order.
pub fn arrange<T>(items: &mut Vec<T>, compare: &dyn Fn(&T, &T) -> Ordering) {
    let mut ranks: Vec<u32> = (0..items.len() as u32).collect();
    arrange_positions(&mut ranks, &|a, b| {
        compare(&items[a as usize], &items[b as usize])
    });
    let mut slots: Vec<Option<T>> = std::mem::take(items).into_iter().map(Some).collect();
    items.extend(
        ranks
            .into_iter()
            .filter_map(|rank| slots[rank as usize].take()),
    );
}

/// Sorts positions by a comparison; equal ones keep their order.
pub fn arrange_positions(positions: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    positions.sort_by(|a, b| compare(*a, *b));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(items: Vec<(u8, u16)>) {
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            let mut arranged = items;
            arrange(&mut arranged, &|a, b| a.0.cmp(&b.0));
            prop_assert_eq!(arranged, expected);
        }
    }
}
