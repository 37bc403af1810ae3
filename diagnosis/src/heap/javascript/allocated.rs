//! Where inside of a function of JavaScript something is made. V8 samples by functions and knows where each begins; the
//! line is found by what the heap has of it: the class, and of plain objects the names of their properties.

use super::code::{Code, is_of_word};

/// What piles up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The class.
    pub class: String,
    /// The names of the properties.
    pub properties: Vec<String>,
}

/// Functions of a class that make one.
const MAKERS: [&str; 4] = ["alloc", "allocUnsafe", "from", "concat"];

/// The line at which the function that begins at a line makes one of these, if it is only one; all from one. The first of
/// `made` that says something decides.
pub fn made_at(source: &str, begins: u32, made: &[Made]) -> Option<u32> {
    let code = Code::of_function(source, begins)?;
    made.iter().find_map(|one| {
        let mut lines: Vec<u32> = match one.class.as_str() {
            "Object" => code.literals(&one.properties),
            class => code.calls(class),
        };
        lines.dedup();
        match lines[..] {
            [line] => Some(line),
            _ => None,
        }
    })
}

impl Code {
    /// The lines with `new Class` or a function of the class that makes one.
    fn calls(&self, class: &str) -> Vec<u32> {
        let class: Vec<char> = class.chars().collect();
        if class.is_empty() || !class.iter().all(|c| is_of_word(*c)) {
            return Vec::new();
        }
        let windows = self.text.windows(class.len()).enumerate();
        let named = windows.filter(|(at, window)| {
            let before = self.text[..*at].last();
            *window == class && !before.is_some_and(|c| is_of_word(*c) || *c == '.')
        });
        let makes = named.filter(|(at, _)| {
            let before: String = self.text[..*at].iter().rev().take(4).collect();
            let mut behind = self.text[at + class.len()..].iter().copied();
            match behind.next() {
                Some('.') => {
                    let name: String = behind.take_while(|c| is_of_word(*c)).collect();
                    MAKERS.contains(&name.as_str())
                }
                Some(next) if is_of_word(next) => false,
                _ => before == " wen",
            }
        });
        makes.map(|(at, _)| self.line(at)).collect()
    }

    /// The lines with a literal of an object that has some of these properties and no others.
    fn literals(&self, properties: &[String]) -> Vec<u32> {
        let begins = (0..self.text.len()).filter(|at| self.text[*at] == '{');
        let of_these = begins.filter(|at| {
            let keys = self.is_value(*at).then(|| self.keys(*at)).flatten();
            keys.is_some_and(|keys| {
                !keys.is_empty() && keys.iter().all(|key| properties.contains(key))
            })
        });
        of_these.map(|at| self.line(at)).collect()
    }

    /// Whether a value stands here, and no block of statements.
    fn is_value(&self, at: usize) -> bool {
        let before = self.text[..at].iter().rev();
        let before: String = before.skip_while(|c| c.is_whitespace()).take(6).collect();
        before.starts_with(['(', ',', '=', ':', '[', '?', '|', '&']) || before == "nruter"
    }

    /// The names of the properties of a literal that begins here. `None`: it is something else, as a type or a pattern.
    fn keys(&self, begins: usize) -> Option<Vec<String>> {
        let mut depth = 0;
        let mut keys = Vec::new();
        let mut is_key = true;
        let mut key = String::new();
        for at in begins..self.text.len() {
            let c = self.text[at];
            match c {
                '{' | '(' | '[' => depth += 1,
                '}' | ')' | ']' => depth -= 1,
                _ => {}
            }
            let ends = depth == 0;
            if ends || (depth == 1 && c == ',') {
                keys.extend((!key.is_empty()).then(|| std::mem::take(&mut key)));
                is_key = true;
            } else if depth == 1 && c == ';' {
                return None;
            } else if depth == 1 && is_key && at > begins {
                match c {
                    ':' => is_key = false,
                    // What is spread has properties of its own, and a name in quotes is not to be seen.
                    '.' => is_key = false,
                    c if is_of_word(c) => key.push(c),
                    c if c.is_whitespace() => {}
                    _ => return None,
                }
            }
            if ends {
                let behind: String = self.text[at + 1..]
                    .iter()
                    .filter(|c| !c.is_whitespace())
                    .take(3)
                    .collect();
                let mut before = self.text[..begins].iter().rev();
                let is_choice = before.find(|c| !c.is_whitespace()) == Some(&'?');
                let is_pattern = behind.starts_with(")=>")
                    || (behind.starts_with(':') && !is_choice)
                    || (behind.starts_with('=') && !behind.starts_with("=="));
                return (!is_pattern).then_some(keys);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Made, made_at};

    fn made(class: &str, properties: &[&str]) -> Made {
        Made {
            class: class.to_owned(),
            properties: properties.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn an_object_of_a_class_is_made_where_the_class_is_named() {
        let source = "\
const history = []
export function render(at: number): { data: Uint8Array } {
  // new Uint8Array(3)
  const text = 'new Uint8Array(3)'
  const frame: Frame = { at, data: new Uint8Array(4) }
  return history.push(frame)
}
const other = new Uint8Array(5)
";
        assert_eq!(made_at(source, 2, &[made("Uint8Array", &[])]), Some(5));
        // The first that says something decides.
        let all = [made("ArrayBuffer", &[]), made("Uint8Array", &[])];
        assert_eq!(made_at(source, 2, &all), Some(5));
        assert_eq!(made_at(source, 1, &all), None);
        let twice = "const f = () => [\n  Buffer.alloc(3),\n  Buffer.from(x)]\nBuffer.alloc(4)";
        assert_eq!(made_at(twice, 1, &[made("Buffer", &[])]), None);
        let once = "const f = (x) =>\n  Buffer.byteLength(x)\n";
        assert_eq!(made_at(once, 1, &[made("Buffer", &[])]), None);
        let alone = "  receive(x) {\n    const text = /[{'\"]/.test(x)\n    return Buffer.alloc(3)\n  }\n  y() { Buffer.alloc(3) }";
        assert_eq!(made_at(alone, 1, &[made("Buffer", &[])]), Some(3));
    }

    #[test]
    fn a_plain_object_is_made_where_its_properties_are_named() {
        let source = "\
  static make(name: string, { count }: Options): Tariff {
    const steps: { from: number; price: number }[] = []
    for (let at = 0; at < count; at++) {
      steps.push({
        from: at * 10,
        price: [{ net: at / 3 }],
      })
    }
    const tariff: Tariff = { name, steps }
    steps.forEach(({ from }) => from)
    return { ...tariff, name }
  }
";
        let line = |properties: &[&str]| made_at(source, 1, &[made("Object", properties)]);
        assert_eq!(line(&["from", "price"]), Some(4));
        assert_eq!(line(&["net"]), Some(6));
        // The one that is spread may have them as well.
        assert_eq!(line(&["name", "steps"]), None);
        assert_eq!(line(&["count"]), None);
        assert_eq!(line(&[]), None);
        let choice = "const f = (x) => (x\n  ? { at: 1 } : { no: 2 })";
        assert_eq!(made_at(choice, 1, &[made("Object", &["at"])]), Some(2));
        let arrow = "const rows = (n) => list\n  .map((at) => ({ at, n }))\n  .filter(Boolean)\nconst x = { at: 1 }";
        assert_eq!(made_at(arrow, 1, &[made("Object", &["at", "n"])]), Some(2));
    }
}
