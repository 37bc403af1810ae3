//! What secrets look like: those whose issuers gave them a shape, and those that stand beside their name.

use regex::Regex;

/// Patterns with what their matches are called. A group `secret` is what is taken out of a match; without one it
/// is all of it. The lengths are well below what is issued, so that one that was cut is found, too, and well above
/// the words of which a name is made.
pub(super) const SHAPES: &[(&str, Option<&str>)] = &[
    (
        r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|\z)",
        Some("private key"),
    ),
    // The end of one whose beginning is not there any more.
    (
        r"\A[A-Za-z0-9+/=\s]*-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----",
        Some("private key"),
    ),
    (
        r"gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}",
        Some("GitHub token"),
    ),
    (
        r"gl(?:pat|ptt|dt|rt|rtr|cbt|oas|soat|ft|imt|agent|ffct)-[A-Za-z0-9_-]{16,}(?:\.[A-Za-z0-9_-]+)*",
        Some("GitLab token"),
    ),
    (
        r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}",
        Some("AWS access key id"),
    ),
    (
        r"xox[a-z](?:\.[a-z]+)?-[A-Za-z0-9-]{10,}|xapp-[0-9]-[A-Za-z0-9-]{10,}",
        Some("Slack token"),
    ),
    (
        r"https://hooks\.slack\.com/(?P<secret>(?:services|workflows|triggers)/[A-Za-z0-9/_-]+)",
        Some("Slack webhook"),
    ),
    (r"npm_[A-Za-z0-9]{30,}", Some("npm token")),
    (
        r"pypi-AgE[A-Za-z0-9_-]{8,}|pypi-[A-Za-z0-9_-]{40,}",
        Some("PyPI token"),
    ),
    (
        r"\b(?:[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{16,})",
        Some("Stripe key"),
    ),
    (
        r"AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}",
        Some("Google key"),
    ),
    (
        r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]*)?",
        Some("JSON web token"),
    ),
    // Behind the word stand other words as well, but those have no digits and are shorter.
    (
        r"(?i)\bbearer\s+(?P<secret>[A-Z0-9._~+/=-]{20,}|[A-Z._~+/=-]*[0-9][A-Z0-9._~+/=-]{3,})",
        Some("bearer token"),
    ),
    (
        r#"(?i)\bauthorization["']?\s*[:=]\s*["']?(?:basic|bearer|token)\s+(?P<secret>[^\s"',;]+)"#,
        None,
    ),
    (
        r#"://(?P<secret>[^\s/?\#@:"'<>]*:[^\s/?\#"'<>]+)@"#,
        Some("credentials"),
    ),
    (
        r#"https?://(?P<secret>[^\s/?\#@:"'<>]+)@"#,
        Some("credentials"),
    ),
    // `--token=x`, `API_KEY=x`, `password="x"`, but not `token == x`.
    (
        r#"(?i)(?:token|passw(?:or)?d|passphrase|secret|credentials?|(?:api|access|private|secret|auth|account|signing|encryption)[_-]?key)=(?P<secret>"[^"\n]+"|'[^'\n]+'|[^\s"',;&=(){}\[\]<>][^\s"',;&(){}\[\]<>]*)"#,
        None,
    ),
    // `--token x`.
    (
        r#"(?i)--(?:[a-z0-9]+-)*(?:token|password|passwd|passphrase|secret|(?:api|access|private|secret|auth)-key) (?P<secret>[^\s"'-][^\s"']*)"#,
        None,
    ),
    // `"password": "x"`, as dictionaries are shown.
    (
        r#"(?i)(?:token|passw(?:or)?d|passphrase|secret|(?:api|access|private|secret|auth|account|signing|encryption)[_-]?key)["']\s*:\s*["'](?P<secret>[^"'\n]+)"#,
        None,
    ),
];

/// What stands beside the name of a secret and is none.
const NO_SECRETS: [&str; 12] = [
    "none",
    "null",
    "nil",
    "true",
    "false",
    "yes",
    "no",
    "undefined",
    "str",
    "string",
    "bytes",
    "optional",
];

/// Whether a match is nothing that anybody would keep from others.
pub(super) fn is_no_secret(text: &str) -> bool {
    let text = text.trim_matches(['"', '\'']);
    text.is_empty()
        || NO_SECRETS
            .iter()
            .any(|known| text.eq_ignore_ascii_case(known))
}

/// Names of secrets among the words of a command, in which a value ends where the word ends.
#[derive(Debug, Clone)]
pub(super) struct Names {
    alone: Regex,
    with_value: Regex,
}

impl Names {
    pub(super) fn new() -> Result<Self, regex::Error> {
        const NAME: &str = r"(?:token|passw(?:or)?d|passphrase|secret|credentials?|(?:api|access|private|secret|auth)[_-]?key)";
        Ok(Self {
            alone: Regex::new(&format!(r"(?i)\A--?(?:[a-z0-9]+[_-])*{NAME}\z"))?,
            with_value: Regex::new(&format!(r"(?i)\A-{{0,2}}(?:[a-z0-9]+[_.-])*{NAME}=(?s:.)"))?,
        })
    }

    /// Whether the next word is a secret.
    pub(super) fn is_name(&self, word: &str) -> bool {
        self.alone.is_match(word)
    }

    /// Where the secret begins in a word that names one.
    pub(super) fn value(&self, word: &str) -> Option<usize> {
        let found = self.with_value.find(word)?;
        let start = found.as_str().find('=')? + 1;
        Some(start).filter(|start| !is_no_secret(&word[*start..]))
    }
}
