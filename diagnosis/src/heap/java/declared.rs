//! Where a source declares a field, as far as lines tell. A dump knows classes and fields, and no lines of them.

/// A source of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// As the project names it.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// The ends of the paths that the source of a class can have: `com/shop/PageCache.java` and the same in Kotlin and
/// Groovy. A class inside of another is in the file of that.
pub fn source_names(class: &str) -> Vec<String> {
    let outer = class.split('$').next().unwrap_or(class);
    // Functions of a file of Kotlin are in a class that is called by it.
    let of_file = outer.strip_suffix("Kt").unwrap_or(outer);
    let path = |name: &str, ending: &str| format!("{}.{ending}", name.replace('.', "/"));
    vec![
        path(outer, "java"),
        path(outer, "kt"),
        path(of_file, "kt"),
        path(outer, "groovy"),
    ]
}

/// The paths without endings that the classes of a source would have if each were in a file of its own. Files of Kotlin
/// and Groovy may be called otherwise than what is in them.
pub fn classes(source: &str) -> Vec<String> {
    let package = source.lines().find_map(|line| {
        let name = line.trim().strip_prefix("package ")?;
        Some(name.trim().trim_end_matches(';').replace('.', "/") + "/")
    });
    let package = package.unwrap_or_default();
    let code = source
        .lines()
        .filter(|line| !line.trim_start().starts_with(['*', '/']));
    let declared = code.flat_map(declared_in);
    declared.map(|name| format!("{package}{name}")).collect()
}

/// What a line declares that can have fields.
fn declared_in(line: &str) -> impl Iterator<Item = &str> {
    const KINDS: [&str; 5] = ["class", "interface", "enum", "record", "object"];
    let pairs = words(line).zip(words(line).skip(1));
    let declared = pairs.filter(|(kind, name)| KINDS.contains(kind) && !KINDS.contains(name));
    declared.map(|(_, name)| name)
}

/// A declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    /// From 1.
    pub line: u32,
    /// Whether nobody else reaches it.
    pub is_private: bool,
}

/// Where a field of a class is declared.
pub fn field(source: &str, class: &str, field: &str) -> Option<Declared> {
    let inner = class.rsplit(['.', '$']).next().unwrap_or(class);
    let declares_class = |line: &str| declared_in(line).any(|name| name == inner);
    let lines: Vec<&str> = source.lines().collect();
    let from = lines
        .iter()
        .position(|line| declares_class(line))
        .unwrap_or(0);
    let is_enum = words(lines.get(from).copied().unwrap_or_default()).any(|word| word == "enum");
    let declares = |line: &str| {
        let code = line.trim_start();
        if code.starts_with("//") || code.starts_with('*') || code.starts_with("import ") {
            return false;
        }
        // The name, after a type or `val`, and before what follows a declaration.
        let Some(at) = place(code, field) else {
            return false;
        };
        let (head, tail) = (&code[..at], code[at + field.len()..].trim_start());
        let is_typed =
            head.ends_with([' ', '>', ']']) && !head.trim_end().ends_with(['.', '=', '(', ',']);
        let is_statement = ["return ", "throw ", "if ", "new ", "this "];
        let is_statement = is_statement.iter().any(|word| head.starts_with(word));
        let is_end =
            tail.is_empty() || tail.starts_with(['=', ';', ':', ',']) && !tail.starts_with("==");
        let is_field = !head.trim().is_empty() && is_typed && !is_statement && is_end;
        // The constants of an enumeration have no type before them.
        let is_constant = is_enum && head.is_empty() && (is_end || tail.starts_with(['(', '{']));
        is_field || is_constant
    };
    let at = (from..lines.len()).find(|at| declares(lines[*at]))?;
    Some(Declared {
        line: at as u32 + 1,
        is_private: words(lines[at]).any(|word| word == "private"),
    })
}

fn is_of_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_' || sign == '$'
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|sign: char| !is_of_word(sign))
        .filter(|word| !word.is_empty())
}

/// Where a whole word first stands in a line, outside of what is said behind `=`.
fn place(code: &str, word: &str) -> Option<usize> {
    let end = code.find(" = ").map_or(code.len(), |at| at);
    let mut places = code[..end].match_indices(word).map(|(at, _)| at);
    places.find(|at| {
        let before = code[..*at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(is_of_word) && !after.is_some_and(is_of_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const JAVA: &str = "package com.shop;

import static com.shop.Other.PAGES;

/** Keeps PAGES; of all. */
public final class PageCache {
    private static final Map<String, byte[]> PAGES = new HashMap<>();
    static List<Page>
        seen, more;
    static final byte[][] raw;

    void put() { PAGES.put(1); return PAGES; }

    static class Inner {
        static int[] PAGES = {};
    }

    enum Registry {
        INSTANCE;
    }
}
";

    fn line(class: &str, name: &str) -> Option<u32> {
        field(JAVA, class, name).map(|declared| declared.line)
    }

    #[test]
    fn a_field_is_found_where_it_is_declared() {
        assert_eq!(line("com.shop.PageCache", "PAGES"), Some(7));
        assert_eq!(line("com.shop.PageCache$Inner", "PAGES"), Some(15));
        assert_eq!(line("com.shop.PageCache", "raw"), Some(10));
        assert_eq!(line("com.shop.PageCache$Registry", "INSTANCE"), Some(19));
        assert_eq!(line("com.shop.PageCache", "put"), None);
        assert_eq!(line("com.shop.PageCache", "PAGE"), None);
        assert!(
            field(JAVA, "com.shop.PageCache", "PAGES")
                .unwrap()
                .is_private
        );
    }

    #[test]
    fn classes_of_a_file_are_known_whatever_it_is_called() {
        let source = "package com.shop\n\n// class Nothing\ndata class Pallet(val id: Int)\nobject Warehouse {\n    enum class Kind { A }\n}\n";
        let expected = ["com/shop/Pallet", "com/shop/Warehouse", "com/shop/Kind"];
        assert_eq!(classes(source), expected);
        assert_eq!(classes("class Alone;"), ["Alone"]);
    }

    #[test]
    fn so_is_one_of_kotlin() {
        let source = "object Registry {\n    val pages = mutableMapOf<String, ByteArray>()\n    private val seen: MutableList<Page> = mutableListOf()\n}\n";
        let pages = field(source, "com.shop.Registry", "pages");
        let expected = Declared {
            line: 2,
            is_private: false,
        };
        assert_eq!(pages, Some(expected));
        assert!(
            field(source, "com.shop.Registry", "seen")
                .unwrap()
                .is_private
        );
        assert_eq!(
            source_names("com.shop.MainKt$x")[..3],
            [
                "com/shop/MainKt.java",
                "com/shop/MainKt.kt",
                "com/shop/Main.kt"
            ]
        );
    }
}
