//! Takes the places in the sources out of the page's program, at which a panic is said to have been.
//!
//! Nobody hears a panic of the page: it has no hook that would write one to the console. The paths of 130 source
//! files, among them the folders of the one who built it, and 430 lines and columns took 3 kB of the page.

use anyhow::{Context, Result, ensure};

use super::names::Bytes;

/// Address and length of a path, line, column; each in four bytes.
const PLACE: usize = 16;
/// No source has more lines or wider ones.
const MOST: u32 = 1 << 20;

/// A data section in which each place is the same, and nowhere. Nothing in it moves.
pub(super) fn forget(section: &[u8]) -> Result<Vec<u8>> {
    let mut out = section.to_vec();
    let mut from = Bytes(section);
    for _ in 0..from.number()? {
        ensure!(from.number()? == 0, "data of another memory");
        ensure!(from.byte()? == 0x41, "data at no constant address");
        let address = from.number()?;
        ensure!(from.byte()? == 0x0b, "data at an address that is computed");
        let size = from.number()?;
        let at = section.len() - from.0.len();
        from.take(size)?;
        forget_in(&mut out[at..at + size], u32::try_from(address)?)?;
    }
    Ok(out)
}

fn forget_in(data: &mut [u8], address: u32) -> Result<()> {
    let aligned = (4 - address as usize % 4) % 4;
    let mut paths = Vec::new();
    for at in (aligned..data.len().saturating_sub(PLACE - 1)).step_by(4) {
        let place = &mut data[at..at + PLACE];
        let field = |number: usize| {
            let bytes = place.get(number * 4..).and_then(<[u8]>::first_chunk);
            bytes.map(|bytes| u32::from_le_bytes(*bytes))
        };
        let fields = [field(0), field(1), field(2), field(3)];
        let [Some(path), Some(length), Some(line), Some(column)] = fields else {
            continue;
        };
        let Some(start) = path.checked_sub(address) else {
            continue;
        };
        let path = start as usize..(start as usize).saturating_add(length as usize);
        let is_numbered = (1..MOST).contains(&line) && (1..MOST).contains(&column);
        if is_numbered && data.get(path.clone()).is_some_and(is_path) {
            let nowhere = [address, 0, 0, 0].map(u32::to_le_bytes);
            data[at..at + PLACE].copy_from_slice(nowhere.as_flattened());
            paths.push(path);
        }
    }
    for path in paths {
        data.get_mut(path).context("a path has moved")?.fill(0);
    }
    Ok(())
}

/// Whether this is the path of a source.
fn is_path(text: &[u8]) -> bool {
    text.len() > 4 && text.ends_with(b".rs") && text.iter().all(u8::is_ascii_graphic)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: u32 = 0x100;

    fn section(data: &[u8]) -> Vec<u8> {
        let head = [1, 0, 0x41, 0x80, 0x02, 0x0b, data.len() as u8];
        [&head, data].concat()
    }

    fn place(fields: [u32; 4]) -> Vec<u8> {
        fields.map(u32::to_le_bytes).concat()
    }

    #[test]
    fn places_are_forgotten_and_nothing_else() {
        let text = b"/home/me/src/a.rs   words.rs ";
        let told = |fields| [&text[..], &[0; 3], &place(fields), b"end"].concat();
        let found = forget(&section(&told([ADDRESS, 17, 12, 5]))).unwrap();
        let blank = [
            &[0; 17][..],
            &text[17..],
            &[0; 3],
            &place([ADDRESS, 0, 0, 0]),
            b"end",
        ];
        assert_eq!(found, section(&blank.concat()));
        // A text that is no path, a line zero, and an address outside of the data are none.
        for other in [
            [ADDRESS + 20, 5, 12, 5],
            [ADDRESS, 17, 0, 5],
            [ADDRESS + 900, 17, 12, 5],
            [3, 17, 12, 5],
        ] {
            let data = section(&told(other));
            assert_eq!(forget(&data).unwrap(), data);
        }
    }

    #[test]
    fn what_is_no_data_is_refused() {
        assert!(forget(&[1, 1]).is_err());
        assert!(forget(&[1, 0, 0x41, 0, 0x0b, 9, 1]).is_err());
    }
}
