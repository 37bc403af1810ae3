use ledger::Statement;

#[test]
fn statement_is_imported() {
    let at = Statement::parse(650_000).into_raw();
    assert_eq!(unsafe { *at.add(3) }, 3);
}

#[test]
fn empty_statement() {
    assert!(Statement::parse(0).rows.is_empty());
}

#[test]
fn many_statements() {
    for _ in 0..20 {
        assert_eq!(Statement::parse(100_000).rows.len(), 100_000);
    }
}
