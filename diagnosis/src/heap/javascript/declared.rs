//! Where a source of JavaScript declares a variable, as far as lines tell.

/// The line where a variable is declared: the nearest above a line that uses it, or else the nearest below, as functions
/// may stand above what they use; all from one. Snapshots know functions' lines only; whoever has the source can ask here
/// for the variable's.
pub fn declaration(source: &str, variable: &str, used_at: u32) -> Option<u32> {
    let declares = |line: &str| {
        let mut words = line.split(|c| !is_of_word(c));
        let mut declared = false;
        words.any(|word| {
            declared |= matches!(
                word,
                "const" | "let" | "var" | "function" | "class" | "import"
            );
            declared && word == variable
        })
    };
    let lines: Vec<&str> = source.lines().collect();
    let (above, below) = lines.split_at(lines.len().min(used_at as usize));
    let above_it = above.iter().rposition(|line| declares(line));
    let at =
        above_it.or_else(|| Some(above.len() + below.iter().position(|line| declares(line))?))?;
    Some(at as u32 + 1)
}

/// The variable of a module that holds an object of a class, and its line: the only one that is made as such a one.
/// Where it is known which ones it may be (`names`), it is one of these, and no number.
pub fn made_as<'s>(source: &'s str, class: &str, names: &[String]) -> Option<(&'s str, u32)> {
    let may_be = |(name, ..): &(&str, &str, u32)| {
        names.is_empty() || names.iter().any(|known| known == name)
    };
    let declared: Vec<_> = declarations(source).filter(may_be).collect();
    let one_of = |fits: &dyn Fn(&str) -> bool| {
        let mut fitting = declared.iter().filter(|(_, value, _)| fits(value));
        match (fitting.next(), fitting.next()) {
            (Some((name, _, line)), None) => Some((*name, *line)),
            _ => None,
        }
    };
    let is_number = |value: &str| value.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let by_names = || (!names.is_empty()).then(|| one_of(&|value| !is_number(value)))?;
    one_of(&|value| is_made_as(value, class)).or_else(by_names)
}

/// Whether this is how an object of the class is made.
fn is_made_as(value: &str, class: &str) -> bool {
    let of_class = || {
        let name = value.strip_prefix("new ")?.strip_prefix(class)?;
        Some(!name.starts_with(is_of_word))
    };
    match class {
        "Array" if value.starts_with('[') => true,
        "Object" => value.starts_with('{'),
        _ => of_class().unwrap_or(false),
    }
}

/// The variables that a module declares, with what they are made as and their lines. What is indented is a function's.
fn declarations(source: &str) -> impl Iterator<Item = (&str, &str, u32)> {
    source.lines().zip(1..).filter_map(|(line, number)| {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let mut words = ["const ", "let ", "var "].iter();
        let declared = words.find_map(|word| line.strip_prefix(word))?;
        let end = declared.find(|c| !is_of_word(c))?;
        let (name, rest) = declared.split_at(end);
        // A type may stand between them.
        let value = rest.split_once("= ").map_or("", |(_, value)| value);
        (!name.is_empty()).then_some((name, value, number))
    })
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::{declaration, made_as};

    #[test]
    fn a_variable_is_known_by_its_class_where_it_is_the_only_one() {
        let source = "import x\nexport const known: Prices = new Map()\nconst all = []\n  const inner = new Map()\n";
        let made = |class| made_as(source, class, &[]);
        assert_eq!(made("Map"), Some(("known", 2)));
        assert_eq!(made("Array"), Some(("all", 3)));
        assert_eq!(made("Set"), None);
        assert_eq!(made_as("let a = []\nlet b = []", "Array", &[]), None);
        let typed = "const hits: Hits<A> = new Map<string, Hit[]>()\nconst other = new MapLike()";
        assert_eq!(made_as(typed, "Map", &[]), Some(("hits", 1)));
    }

    #[test]
    fn of_those_that_it_may_be_it_is_the_one_made_so_or_the_one_that_is_no_number() {
        let source = "let next = 0;\nconst rows = new Map();\nconst known = new Map();\nlet at = -1\nexport const bus = connect();\n";
        let made = |class, names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            made_as(source, class, &names)
        };
        assert_eq!(made("Map", &["next", "known"]), Some(("known", 3)));
        assert_eq!(made("Map", &["rows", "known"]), None);
        assert_eq!(made("Bus", &["next", "at", "bus"]), Some(("bus", 5)));
        assert_eq!(made("Bus", &["rows", "bus"]), None);
        assert_eq!(made("Bus", &[]), None);
    }

    #[test]
    fn a_variable_is_declared_at_the_nearest_line_above() {
        let source = "import { cached } from './x';\nconst cache = new Map(), $more = 1;\n\nfunction put(cache) {}\nlet cache;";
        assert_eq!(declaration(source, "cache", 3), Some(2));
        assert_eq!(declaration(source, "$more", 3), Some(2));
        assert_eq!(declaration(source, "cache", 5), Some(5));
        assert_eq!(declaration(source, "cached", 3), Some(1));
        assert_eq!(declaration(source, "more", 5), None);
        assert_eq!(declaration(source, "cache", 1), Some(2));
        assert_eq!(declaration(source, "other", 1), None);
    }
}
