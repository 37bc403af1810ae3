//! CSV (RFC 4180) for spreadsheets: a field and a line of it.

/// A field, quoted where it must be. A spreadsheet would take one that begins with a sign of a formula for
/// a formula; an apostrophe in front makes it text.
pub fn field(text: &str) -> String {
    let text = match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// A number as a field; nothing where there is none.
pub fn number<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A line of fields, with its end.
pub fn line(fields: &[String]) -> String {
    fields.join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_never_formulas() {
        assert_eq!(field("a::b"), "a::b");
        assert_eq!(field("a[1,\"x\"]"), "\"a[1,\"\"x\"\"]\"");
        assert_eq!(field("=1+1"), "'=1+1");
        assert_eq!(field("\rx"), "\"'\rx\"");
        let fields = [number(Some(1)), number(None::<u64>), field("a\nb")];
        assert_eq!(line(&fields), "1,,\"a\nb\"\r\n");
    }
}
