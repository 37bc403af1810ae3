//! As much of SQLite's file format as it takes to read whole tables of a small database.
//!
//! The library itself is C and would bring a C compiler into every build for the sake of one import:
//! `docs/design/sqlite.md`. The format is documented and frozen: <https://www.sqlite.org/fileformat2.html>.
//!
//! A file may lie. What is read of it is bounded by its own length: a page stands in one place of one tree, and
//! all rows together hold no more than the file.

use std::collections::HashSet;

/// How every database begins.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Whether bytes are a database.
pub(super) fn is_database(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Real(f64),
    /// Text.
    Text(String),
    /// Nothing, or bytes.
    Other,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Its cells, in the order of the columns.
    pub(super) cells: Vec<Value>,
}

/// A table.
#[derive(Debug)]
pub(super) struct SqliteTable {
    columns: Vec<String>,
    /// Its rows.
    pub(super) rows: Vec<Row>,
}

impl SqliteTable {
    /// Where a column is.
    pub(super) fn at(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|name| name == column)
    }
}

/// A database.
pub(super) struct Database<'a> {
    bytes: &'a [u8],
    page: usize,
    usable: usize,
}

impl<'a> Database<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, String> {
        if !is_database(bytes) {
            return Err("it is no SQLite database".to_owned());
        }
        let header = bytes.get(..100).ok_or("it is cut off in its header")?;
        let page = match u16::from_be_bytes([header[16], header[17]]) {
            1 => 65_536,
            size => usize::from(size),
        };
        let reserved = usize::from(header[20]);
        if !page.is_power_of_two() || page < 512 || reserved > page - 480 {
            return Err("its header is damaged".to_owned());
        }
        if header[18] > 1 || header[19] > 1 {
            return Err("it has a write-ahead log beside it; close it with `sqlite3 FILE 'PRAGMA journal_mode=DELETE'`".to_owned());
        }
        if header[59] > 1 {
            return Err("its text is UTF-16".to_owned());
        }
        Ok(Self {
            bytes,
            page,
            usable: page - reserved,
        })
    }

    /// A whole table by its name.
    pub(super) fn table(&self, name: &str) -> Result<SqliteTable, String> {
        // The list of tables is a table itself, on the first page: type, name, table, root, statement.
        for entry in self.rows(1)? {
            let cells = entry.cells.as_slice();
            if let [
                Value::Text(kind),
                Value::Text(found),
                _,
                Value::Integer(root),
                Value::Text(sql),
                ..,
            ] = cells
                && kind == "table"
                && found == name
            {
                let root = usize::try_from(*root).map_err(|_| "a table has no place".to_owned())?;
                return Ok(SqliteTable {
                    columns: columns(sql),
                    rows: self.rows(root)?,
                });
            }
        }
        Err(format!("it has no table `{name}`"))
    }

    fn rows(&self, root: usize) -> Result<Vec<Row>, String> {
        let mut reading = Reading {
            left: self.bytes.len(),
            ..Reading::default()
        };
        self.walk(root, &mut reading)?;
        Ok(reading.rows)
    }

    fn page_at(&self, number: usize) -> Result<&'a [u8], String> {
        let start = number
            .checked_sub(1)
            .and_then(|at| at.checked_mul(self.page));
        let page = start.and_then(|start| self.bytes.get(start..start.checked_add(self.page)?));
        page.ok_or_else(|| format!("page {number} is missing: the file is cut off or damaged"))
    }

    fn walk(&self, root: usize, reading: &mut Reading) -> Result<(), String> {
        // Pages that are still to be read, the next one last: rows come in the order of the table.
        let mut pages = vec![root];
        while let Some(number) = pages.pop() {
            if !reading.seen.insert(number) {
                return Err(format!(
                    "page {number} is damaged: it stands in its table twice"
                ));
            }
            let damaged = || format!("page {number} is damaged");
            let page = self.page_at(number)?;
            // The first page begins with the header of the file.
            let head = if number == 1 { 100 } else { 0 };
            let cells = usize::from(be16(page, head + 3).ok_or_else(damaged)?);
            let (is_leaf, pointers) = match page.get(head) {
                Some(0x0d) => (true, head + 8),
                Some(0x05) => (false, head + 12),
                _ => return Err(damaged()),
            };
            if !is_leaf {
                let last = be32(page, head + 8).ok_or_else(damaged)?;
                pages.push(last as usize);
            }
            // The children of a page are pushed from the last to the first.
            for cell in 0..cells {
                let cell = if is_leaf { cell } else { cells - 1 - cell };
                let at = usize::from(be16(page, pointers + 2 * cell).ok_or_else(damaged)?);
                if is_leaf {
                    let row = self.row(page, at, &mut reading.left).ok_or_else(damaged)?;
                    reading.rows.push(row);
                } else {
                    pages.push(be32(page, at).ok_or_else(damaged)? as usize);
                }
            }
        }
        Ok(())
    }

    /// The row whose cell begins there; its length is taken from what is `left`.
    fn row(&self, page: &[u8], mut at: usize, left: &mut usize) -> Option<Row> {
        let length = usize::try_from(varint(page, &mut at)?).ok()?;
        // Its length and its number take a byte each at least.
        *left = left.checked_sub(length.checked_add(2)?)?;
        let _row_id = varint(page, &mut at)?;
        let payload = self.payload(page, at, length)?;
        let mut place = 0;
        let head = usize::try_from(varint(&payload, &mut place)?).ok()?;
        let mut body = head;
        let mut cells = Vec::new();
        while place < head {
            let kind = varint(&payload, &mut place)?;
            cells.push(value(&payload, kind, &mut body)?);
        }
        Some(Row { cells })
    }

    /// The content of a row: what does not fit its page goes on in others.
    fn payload(&self, page: &[u8], at: usize, length: usize) -> Option<Vec<u8>> {
        let most = self.usable - 35;
        if length <= most {
            return page.get(at..at.checked_add(length)?).map(<[u8]>::to_vec);
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let some = least + (length - least) % (self.usable - 4);
        let here = if some <= most { some } else { least };
        let mut payload = page.get(at..at.checked_add(here)?)?.to_vec();
        let mut next = be32(page, at + here)?;
        while payload.len() < length {
            let more = self.page_at(next as usize).ok()?;
            let wanted = (length - payload.len()).min(self.usable - 4);
            payload.extend(more.get(4..4 + wanted)?);
            next = be32(more, 0)?;
        }
        Some(payload)
    }
}

/// A table while it is read.
#[derive(Default)]
struct Reading {
    /// Pages that were there already.
    seen: HashSet<usize>,
    /// How many bytes of rows the file can still hold.
    left: usize,
    rows: Vec<Row>,
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_be_bytes([pair[0], pair[1]]))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes([four[0], four[1], four[2], four[3]]))
}

/// A number of one to nine bytes: seven bits of each, all eight of the ninth.
fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0_u64;
    for count in 1..=9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if count == 9 {
            return Some((value << 8) | u64::from(byte));
        }
        value = (value << 7) | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// The cell of a kind that begins at `at`.
fn value(payload: &[u8], kind: u64, at: &mut usize) -> Option<Value> {
    let length = match kind {
        0 | 8 | 9 | 10 | 11 => 0,
        1..=4 => kind as usize,
        5 => 6,
        6 | 7 => 8,
        _ => usize::try_from((kind - 12) / 2).ok()?,
    };
    let bytes = payload.get(*at..at.checked_add(length)?)?;
    *at += length;
    Some(match kind {
        1..=6 => {
            // The first bit is the sign.
            let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
            let start = if negative { -1_i64 } else { 0 };
            Value::Integer(
                bytes
                    .iter()
                    .fold(start, |sum, byte| (sum << 8) | i64::from(*byte)),
            )
        }
        7 => Value::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
        8 => Value::Integer(0),
        9 => Value::Integer(1),
        kind if kind >= 13 && kind % 2 == 1 => {
            Value::Text(String::from_utf8_lossy(bytes).into_owned())
        }
        _ => Value::Other,
    })
}

/// The names of the columns of `CREATE TABLE x (a int, -- note` … `)`.
fn columns(sql: &str) -> Vec<String> {
    let plain: String = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n");
    let inside = plain.split_once('(').map_or("", |(_, inside)| inside);
    let mut names = Vec::new();
    let (mut depth, mut part) = (0, String::new());
    for c in inside.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth < 0 || (depth == 0 && c == ',') {
            let first = part.split_whitespace().next().unwrap_or_default();
            names.push(first.trim_matches(['"', '`', '[', ']']).to_owned());
            part.clear();
            if depth < 0 {
                break;
            }
        } else {
            part.push(c);
        }
    }
    // What follows the columns are rules about them.
    names.retain(|name| {
        !["FOREIGN", "PRIMARY", "UNIQUE", "CHECK", "CONSTRAINT"].contains(&name.as_str())
    });
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A made-up file with a table `T (a)` whose root is page 2, which comes first of `pages`.
    fn file(page: usize, pages: &[Vec<u8>]) -> Vec<u8> {
        let mut first = vec![0; page];
        first[..16].copy_from_slice(MAGIC);
        first[16..18].copy_from_slice(&(page as u16).to_be_bytes());
        first[18..20].fill(1);
        let text = |length: u8| 13 + 2 * length;
        let mut record = vec![6, text(5), text(1), text(1), 1, text(18)];
        record.extend(b"tableTT\x02CREATE TABLE T (a)");
        let cell = [&[record.len() as u8, 1], record.as_slice()].concat();
        let tree = leaf(page - 100, 1, &cell);
        first[100..].copy_from_slice(&tree);
        let at = u16::from_be_bytes([first[108], first[109]]) + 100;
        first[108..110].copy_from_slice(&at.to_be_bytes());
        [vec![first], pages.to_vec()].concat().concat()
    }

    /// A page of one cell, to which all pointers point.
    fn leaf(page: usize, cells: u16, cell: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; page];
        bytes[0] = 0x0d;
        bytes[3..5].copy_from_slice(&cells.to_be_bytes());
        let at = page - cell.len();
        bytes[at..].copy_from_slice(cell);
        for pointer in 0..usize::from(cells) {
            bytes[8 + 2 * pointer..][..2].copy_from_slice(&(at as u16).to_be_bytes());
        }
        bytes
    }

    /// A page whose children are all the same.
    fn interior(page: usize, cells: u16, child: u32) -> Vec<u8> {
        let mut bytes = leaf(page, cells, &[&child.to_be_bytes()[..], &[0]].concat());
        bytes.copy_within(8..8 + 2 * usize::from(cells), 12);
        bytes[0] = 0x05;
        bytes[8..12].copy_from_slice(&child.to_be_bytes());
        bytes
    }

    fn read(file: &[u8]) -> Result<SqliteTable, String> {
        Database::open(file)?.table("T")
    }

    #[test]
    fn a_table_is_read_in_its_order() {
        let number = |n: u8| leaf(512, 1, &[3, 1, 2, 1, n]);
        let mut root = interior(512, 1, 3);
        root[8..12].copy_from_slice(&4_u32.to_be_bytes());
        let table = read(&file(512, &[root, number(7), number(8)])).unwrap();
        assert_eq!(table.at("a"), Some(0));
        let cells: Vec<_> = table.rows.iter().flat_map(|row| &row.cells).collect();
        assert_eq!(cells, [&Value::Integer(7), &Value::Integer(8)]);
    }

    #[test]
    fn pages_that_list_one_child_again_and_again_are_refused() {
        // Eight deep and a hundred each: read as they say they would be 10^16 pages.
        let mut pages: Vec<_> = (3..11).map(|child| interior(512, 100, child)).collect();
        pages.push(leaf(512, 0, &[]));
        let error = read(&file(512, &pages)).unwrap_err();
        assert_eq!(error, "page 10 is damaged: it stands in its table twice");
        let error = read(&file(512, &[interior(512, 1, 2)])).unwrap_err();
        assert_eq!(error, "page 2 is damaged: it stands in its table twice");
    }

    #[test]
    fn rows_that_share_what_follows_them_are_refused() {
        // A row of 2 MiB in a chain of pages, and 1,785 pointers to it.
        let (page, chain) = (4096_usize, 512_u32);
        let length = (page - 4) * chain as usize;
        let mut cell = vec![
            0x80 | (length >> 14) as u8,
            0x80 | (length >> 7) as u8 & 0x7f,
        ];
        cell.extend([length as u8 & 0x7f, 1]);
        let least = (page - 12) * 32 / 255 - 23;
        let mut local = vec![0; least];
        local[0] = 1;
        cell.extend(local);
        cell.extend(3_u32.to_be_bytes());
        let chain = (0..chain).map(|at| {
            let mut bytes = vec![0; page];
            bytes[..4].copy_from_slice(&(at + 4).to_be_bytes());
            bytes
        });
        let pages = |cells: u16| [vec![leaf(page, cells, &cell)], chain.clone().collect()].concat();
        let one = read(&file(page, &pages(1))).unwrap();
        assert_eq!(one.rows.len(), 1);
        let error = read(&file(page, &pages(1785))).unwrap_err();
        assert_eq!(error, "page 2 is damaged");
    }

    #[test]
    fn columns_are_read_from_the_statement() {
        let sql = "CREATE TABLE T (\n  A varchar(64), -- one, two\n  B float,\n \"C\" int,\n FOREIGN KEY (A) REFERENCES X(A)\n)";
        assert_eq!(columns(sql), ["A", "B", "C"]);
    }

    #[test]
    fn numbers_of_any_length() {
        let mut at = 0;
        assert_eq!(varint(&[0x81, 0x00], &mut at), Some(128));
        assert_eq!(varint(&[0xff; 9], &mut 0), Some(u64::MAX));
        assert_eq!(varint(&[0x81], &mut 0), None);
        assert_eq!(value(&[0xff, 0xfe], 2, &mut 0), Some(Value::Integer(-2)));
        assert_eq!(value(&[0x7f], 1, &mut 0), Some(Value::Integer(127)));
    }
}
