//! Which plural form a number asks for: the rules of CLDR, which each catalogue carries for its language.
//!
//! A rule is written as CLDR writes it ([UTS 35](https://unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules)),
//! for example `i % 10 = 2..4 and i % 100 != 12..14`. Only whole numbers are counted here, so `n` and `i` are the
//! number, and what CLDR knows of its decimals (`v`, `w`, `f`, `t`, `c`, `e`) is zero.

/// The names of the forms that can have a rule; `other` is the one for all that no rule is for.
pub const FORMS: [&str; 5] = ["zero", "one", "two", "few", "many"];

/// Whether a rule is for a number. A rule that cannot be read is for none.
pub fn holds(rule: &str, number: u64) -> bool {
    rule.split(" or ").any(|all| {
        all.split(" and ")
            .all(|relation| relates(relation, number).unwrap_or(false))
    })
}

/// `i % 10 = 2..4,7`
fn relates(relation: &str, number: u64) -> Option<bool> {
    let (operand, ranges, is_in) = match relation.split_once("!=") {
        Some((operand, ranges)) => (operand, ranges, false),
        None => {
            let (operand, ranges) = relation.split_once('=')?;
            (operand, ranges, true)
        }
    };
    let (name, modulus) = match operand.split_once('%') {
        Some((name, modulus)) => (name, modulus.trim().parse().ok()?),
        None => (operand, u64::MAX),
    };
    let value = match name.trim() {
        "n" | "i" => number,
        "v" | "w" | "f" | "t" | "c" | "e" => 0,
        _ => return None,
    };
    let value = value.checked_rem(modulus)?;
    let mut found = false;
    for range in ranges.split(',') {
        let (from, to) = range.split_once("..").unwrap_or((range, range));
        let (from, to): (u64, u64) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        found |= (from..=to).contains(&value);
    }
    Some(found == is_in)
}
