//! The code of one function of JavaScript, without what stands in comments, quotes and regular expressions.

/// What a line begins with that goes on with the expression above it.
const GOES_ON: [char; 6] = ['.', '?', ':', '&', '|', '+'];

/// The text of a function without what stands in comments and quotes.
pub(super) struct Code {
    pub(super) text: Vec<char>,
    begins: u32,
}

impl Code {
    /// Of the function that begins in a line. `None` where it does not.
    pub(super) fn of_function(source: &str, begins: u32) -> Option<Self> {
        let lines = source.lines().skip(begins.checked_sub(1)? as usize);
        let mut quiet = Quiet::No;
        let mut text: Vec<char> = Vec::new();
        let mut depth = 0_i32;
        let mut has_body = false;
        let mut lines = lines.peekable();
        while let Some(line) = lines.next() {
            let from = text.len();
            quiet.read(line, &mut text);
            for at in from..text.len() {
                match text[at] {
                    '{' | '(' | '[' => depth += 1,
                    '}' | ')' | ']' => depth -= 1,
                    _ => {}
                }
                let is_arrow = text[at] == '>' && at > from && text[at - 1] == '=';
                has_body |= is_arrow || text[at] == '{';
                if depth < 0 {
                    text.truncate(at);
                    return has_body.then_some(Self { text, begins });
                }
            }
            text.push('\n');
            let next = lines
                .peek()
                .and_then(|next| next.trim_start().chars().next());
            let goes_on = next.is_some_and(|next| match has_body {
                true => GOES_ON.contains(&next),
                false => next == '{',
            });
            if depth == 0 && !goes_on && quiet == Quiet::No {
                break;
            }
        }
        has_body.then_some(Self { text, begins })
    }

    /// The line of a place in the text.
    pub(super) fn line(&self, at: usize) -> u32 {
        let above = self.text[..at].iter().filter(|c| **c == '\n');
        self.begins + above.count() as u32
    }
}

/// What is being read and is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quiet {
    No,
    Comment,
    Template,
}

impl Quiet {
    /// Adds the code of a line.
    fn read(&mut self, line: &str, code: &mut Vec<char>) {
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            match (*self, c) {
                (Self::Comment, '*') if chars.next_if_eq(&'/').is_some() => *self = Self::No,
                (Self::Comment, _) => {}
                (Self::Template, '\\') => drop(chars.next()),
                (Self::Template, '`') => *self = Self::No,
                (Self::Template, _) => {}
                (Self::No, '`') => *self = Self::Template,
                (Self::No, '/') if chars.peek() == Some(&'/') => return,
                (Self::No, '/') if chars.next_if_eq(&'*').is_some() => *self = Self::Comment,
                (Self::No, '\'' | '"') => skip_until(&mut chars, c),
                (Self::No, '/') if begins_value(code) => skip_until(&mut chars, '/'),
                (Self::No, c) => code.push(c),
            }
        }
    }
}

/// Goes behind the end of a quote or an expression.
fn skip_until(chars: &mut impl Iterator<Item = char>, end: char) {
    while let Some(c) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c == end {
            return;
        }
    }
}

/// Whether a value is to follow, where a slash begins a regular expression.
fn begins_value(code: &[char]) -> bool {
    let before = code.iter().rev().find(|c| **c != ' ');
    before.is_some_and(|c| "(,=:[!&|?{};\n".contains(*c))
}

/// Whether a name can have it.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}
