//! A whole year at once: needs much, and keeps nothing.

#[test]
fn year_of_bookings() {
    let days: Vec<u8> = vec![1; 180 << 20];
    assert_eq!(days.iter().filter(|day| **day == 1).count(), 180 << 20);
}

#[test]
fn year_without_bookings() {
    assert_eq!(ledger::interest(0, 0), 0);
}

#[test]
fn year_that_is_wrong_on_purpose() {
    assert_eq!(ledger::interest(100, 1), 102, "interest of a year");
}
