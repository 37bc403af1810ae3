//! The English strings of the page, taken out of the catalogue while compiling: the Russian ones are loaded
//! only by those who read them.

/// What follows this stands for sentences of shared code, which come to the page in English anyway.
pub(super) const SENTENCES: &str = "# ---- ";

const CATALOGUE: &[u8] = include_str!("../../assets/ru.txt").as_bytes();

/// The English strings of the page, one a line.
pub(super) const ENGLISH: &str = match std::str::from_utf8(&BYTES) {
    Ok(text) => text,
    Err(_) => panic!("the catalogue is no UTF-8"),
};

static BYTES: [u8; SIZE] = bytes();

const SIZE: usize = end_of_page().1;

/// The end of the line that begins at `at`.
const fn line_end(mut at: usize) -> usize {
    while CATALOGUE[at] != b'\n' {
        at += 1;
    }
    at
}

/// Whether the line that begins at `at` is an English string.
const fn is_english(at: usize) -> bool {
    !matches!(CATALOGUE[at], b'#' | b'\t' | b'\n')
}

const fn is_end(at: usize) -> bool {
    let mark = SENTENCES.as_bytes();
    let mut same = 0;
    while same < mark.len() && CATALOGUE[at + same] == mark[same] {
        same += 1;
    }
    same == mark.len()
}

/// Where the strings of the page end, and how long the English ones are together.
const fn end_of_page() -> (usize, usize) {
    let (mut at, mut size) = (0, 0);
    while !is_end(at) {
        let next = line_end(at) + 1;
        if is_english(at) {
            size += next - at;
        }
        at = next;
    }
    (at, size)
}

const fn bytes() -> [u8; SIZE] {
    let mut out = [0; SIZE];
    let end = end_of_page().0;
    let (mut at, mut to) = (0, 0);
    while at < end {
        let next = line_end(at) + 1;
        if is_english(at) {
            while at < next {
                out[to] = CATALOGUE[at];
                (at, to) = (at + 1, to + 1);
            }
        }
        at = next;
    }
    out
}

/// Where the catalogue has a string of the page. Called while compiling, where it stops at a string
/// without an entry.
///
/// # Panics
/// If the catalogue does not have it.
pub const fn position(wanted: &str) -> usize {
    let (all, wanted) = (ENGLISH.as_bytes(), wanted.as_bytes());
    let (mut start, mut line) = (0, 0);
    while start < all.len() {
        let mut at = 0;
        while at < wanted.len() && all[start + at] == wanted[at] {
            at += 1;
        }
        if at == wanted.len() && all[start + at] == b'\n' {
            return line;
        }
        while all[start] != b'\n' {
            start += 1;
        }
        (start, line) = (start + 1, line + 1);
    }
    panic!("a string of the page is missing from viewer/assets/ru.txt")
}
