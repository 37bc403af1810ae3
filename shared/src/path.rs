//! Names of files as an artifact has them: with slashes, counted from a folder that is never the root of a machine.

/// A file below a folder, with the steps upwards of both taken. Nothing where it leads above the top, or is counted
/// from a machine's root.
pub fn joined(folder: &str, file: &str) -> Option<String> {
    if file.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(file.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// The way from one folder of a machine to another one, which is above or below it; empty where both are the same.
/// Nothing where the way leads down another branch: that would tell of the machine.
pub fn way(from: &str, to: &str) -> Option<String> {
    let below = |upper: &str, lower: &str| -> Option<String> {
        let rest = lower.strip_prefix(upper.trim_end_matches('/'))?;
        (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_matches('/').to_owned())
    };
    below(from, to).or_else(|| {
        let down = below(to, from)?;
        let steps = down.split('/').filter(|part| !part.is_empty());
        Some(vec![".."; steps.count()].join("/"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_joined_to_its_folder() {
        for (folder, file, expected) in [
            ("", "a/b.py", Some("a/b.py")),
            ("./app/", "b.py", Some("app/b.py")),
            ("app/before", "../bot/m.py", Some("app/bot/m.py")),
            (
                "services/shop",
                "../tests/t.py",
                Some("services/tests/t.py"),
            ),
            ("", "../m.py", None),
            ("app", "/usr/lib/m.py", None),
            ("", "", None),
        ] {
            assert_eq!(joined(folder, file).as_deref(), expected, "{folder} {file}");
        }
    }

    #[test]
    fn a_way_leads_up_or_down() {
        for (from, to, expected) in [
            ("/srv/shop", "/srv/shop", Some("")),
            (
                "/srv/shop",
                "/srv/shop/services/cart",
                Some("services/cart"),
            ),
            ("/srv/shop/services/cart", "/srv/shop/", Some("../..")),
            ("/", "/srv", Some("srv")),
            ("/srv/shop", "/srv/shopping", None),
            ("/srv/shop", "/elsewhere", None),
        ] {
            assert_eq!(way(from, to).as_deref(), expected, "{from} {to}");
        }
    }
}
