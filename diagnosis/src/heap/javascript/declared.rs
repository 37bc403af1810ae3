//! Where a source of JavaScript declares a variable, as far as lines tell.

/// The line where a variable is declared: the nearest above a line that uses it, both from one. Snapshots
/// know functions' lines only; whoever has the source can ask here for the variable's.
pub fn declaration(source: &str, variable: &str, used_at: u32) -> Option<u32> {
    let declares = |line: &str| {
        let mut words = line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
        let mut declared = false;
        words.any(|word| {
            declared |= matches!(
                word,
                "const" | "let" | "var" | "function" | "class" | "import"
            );
            declared && word == variable
        })
    };
    let lines: Vec<&str> = source.lines().take(used_at as usize).collect();
    let at = lines.iter().rposition(|line| declares(line))?;
    Some(at as u32 + 1)
}

/// The variable that alone in a source is made as an object of a class, and its line.
pub fn made_as<'s>(source: &'s str, class: &str) -> Option<(&'s str, u32)> {
    let made = match class {
        "Array" => vec!["= [".to_owned(), "= new Array(".to_owned()],
        "Object" => vec!["= {".to_owned()],
        class => vec![format!("= new {class}(")],
    };
    let mut found = source.lines().zip(1..).filter_map(|(line, number)| {
        // What is indented is a function's.
        let declared = ["const ", "let ", "var ", "export const ", "export let "]
            .iter()
            .find_map(|word| line.strip_prefix(word))?;
        let name = declared
            .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
            .next()?;
        let is_made = made.iter().any(|made| declared.contains(made));
        (is_made && !name.is_empty()).then_some((name, number))
    });
    match (found.next(), found.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{declaration, made_as};

    #[test]
    fn a_variable_is_known_by_its_class_where_it_is_the_only_one() {
        let source = "import x\nexport const known: Prices = new Map()\nconst all = []\n  const inner = new Map()\n";
        assert_eq!(made_as(source, "Map"), Some(("known", 2)));
        assert_eq!(made_as(source, "Array"), Some(("all", 3)));
        assert_eq!(made_as(source, "Set"), None);
        assert_eq!(made_as("let a = []\nlet b = []", "Array"), None);
    }

    #[test]
    fn a_variable_is_declared_at_the_nearest_line_above() {
        let source = "import { cached } from './x';\nconst cache = new Map(), $more = 1;\n\nfunction put(cache) {}\nlet cache;";
        assert_eq!(declaration(source, "cache", 3), Some(2));
        assert_eq!(declaration(source, "$more", 3), Some(2));
        assert_eq!(declaration(source, "cache", 5), Some(5));
        assert_eq!(declaration(source, "cached", 3), Some(1));
        assert_eq!(declaration(source, "more", 5), None);
        assert_eq!(declaration(source, "cache", 1), None);
    }
}
