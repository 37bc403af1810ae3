//! A ledger with a journal that is never emptied: every transfer leaves its whole story in a static.

use std::sync::Mutex;

/// The journal of everything that was ever booked.
static JOURNAL: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// Moves an amount, and writes its story down.
pub fn transfer(from: u64, amount: u64) -> u64 {
    let story = vec![amount as u8 + 1; 24 << 20];
    JOURNAL.lock().unwrap().push(story);
    from - amount
}

/// A balance after interest of so many percent.
///
/// ```
/// assert_eq!(ledger::interest(100, 5), 105);
/// ```
pub fn interest(balance: u64, percent: u64) -> u64 {
    balance + balance * percent / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interest_is_added() {
        assert_eq!(interest(200, 10), 220);
    }

    #[test]
    fn interest_of_nothing() {
        assert_eq!(interest(0, 10), 0);
    }

    #[test]
    fn transfer_of_a_part() {
        assert_eq!(transfer(10, 3), 7);
    }

    #[test]
    fn transfer_of_all() {
        assert_eq!(transfer(10, 10), 0);
    }

    #[test]
    fn transfer_of_nothing() {
        assert_eq!(transfer(10, 0), 10);
    }

    #[test]
    #[ignore = "rounding is not decided"]
    fn interest_is_rounded() {
        assert_eq!(interest(1, 50), 2);
    }
}
