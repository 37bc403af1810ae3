//! The page's own address: `?run=`, `?before=` and `?after=` name artifacts to open, and a file's name is
//! the end of its address.

/// The addresses to open: those given as `?before=`, then as `?run=`, then as `?after=`, each in order.
/// `search` starts with the question mark or is empty.
pub fn runs(search: &str) -> Vec<String> {
    let named = |wanted: &'static str| {
        search
            .trim_start_matches('?')
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .filter(move |(key, value)| *key == wanted && !value.is_empty())
            .map(|(_, value)| decode(&value.replace('+', " ")))
    };
    ["before", "run", "after"]
        .into_iter()
        .flat_map(named)
        .collect()
}

/// The last part of an address, without query and fragment, as a person would call the file.
pub fn file_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let last = path
        .rsplit('/')
        .find(|part| !part.is_empty())
        .unwrap_or(path);
    decode(last)
}

/// Percent-encodes everything but what is common in test ids and harmless in an address.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_./:,".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

/// Undoes percent-encoding; what is not valid stays as it is.
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes
            .get(at + 1..at + 3)
            .and_then(|pair| std::str::from_utf8(pair).ok());
        let value = hex.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match value {
            Some(value) if bytes[at] == b'%' => {
                out.push(value);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_keep_their_order() {
        let search = "?run=artifacts/0/before.json&x=1&run=artifacts%2F1%2Fa%20b.json&run=";
        assert_eq!(
            runs(search),
            ["artifacts/0/before.json", "artifacts/1/a b.json"]
        );
        assert_eq!(runs("?after=2&x&before=1"), ["1", "2"]);
        assert!(runs("").is_empty() && runs("?").is_empty() && runs("?running=1").is_empty());
    }

    #[test]
    fn names_are_the_end_of_the_path() {
        assert_eq!(file_name("https://x/a/b%20c.json.gz?d=/e#f"), "b c.json.gz");
        assert_eq!(file_name("plain.json"), "plain.json");
        assert_eq!(file_name("100%.json"), "100%.json");
        assert_eq!(file_name("https://x/ü/"), "ü");
    }
}
