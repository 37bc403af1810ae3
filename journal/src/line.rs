//! One event on one line, with a checksum, so that a cut or damaged tail is recognised.

use super::Event;

/// Writes an event as `<crc32 as 8 hex digits> <json>\n`.
pub fn encode(event: &Event, into: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    // Written where it stays: the plan of a long suite is some megabytes.
    let start = into.len();
    let json = start + CHECKSUM_BYTES + 1;
    into.resize(json, b' ');
    if let Err(error) = serde_json::to_writer(&mut *into, event) {
        into.truncate(start);
        return Err(error);
    }
    let sum = checksum(&into[json..]);
    into[start..start + CHECKSUM_BYTES].copy_from_slice(sum.as_bytes());
    into.push(b'\n');
    Ok(())
}

const CHECKSUM_BYTES: usize = 8;

fn checksum(json: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(json))
}

/// What could be read of a journal.
#[derive(Debug, Clone, PartialEq)]
pub struct JournalText {
    /// The events up to the first damaged line.
    pub events: Vec<Event>,
    /// How many bytes at the end could not be used.
    pub lost_bytes: usize,
}

/// Reads events until the first line that is cut or fails its checksum; what follows it is not trusted.
pub fn decode(bytes: &[u8]) -> JournalText {
    let mut events = Vec::new();
    let mut rest = bytes;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let Some(event) = decode_line(&rest[..end]) else {
            break;
        };
        events.push(event);
        rest = &rest[end + 1..];
    }
    JournalText {
        events,
        lost_bytes: rest.len(),
    }
}

fn decode_line(line: &[u8]) -> Option<Event> {
    let (sum, json) = line.split_at_checked(8)?;
    let json = json.strip_prefix(b" ")?;
    // Compared as text: a number would also be read from other spellings, such as `+1`.
    if sum != checksum(json).as_bytes() {
        return None;
    }
    serde_json::from_slice(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::message::Message;
    use proptest::prelude::*;

    fn journal(count: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        for n in 0..count {
            encode(
                &Event::Warning {
                    message: Message::quote(format!("w{n} \n ü")),
                },
                &mut bytes,
            )
            .unwrap();
        }
        bytes
    }

    proptest! {
        /// Cut anywhere, a journal gives back a prefix of its events and never an invented one.
        #[test]
        fn a_cut_journal_gives_a_prefix(count in 0_u32..6, cut in 0_usize..400) {
            let whole = journal(count);
            let cut = cut.min(whole.len());
            let read = decode(&whole[..cut]);
            let all = decode(&whole).events;
            prop_assert_eq!(&all[..read.events.len()], &read.events[..]);
            prop_assert_eq!(read.lost_bytes == 0, cut == 0 || whole[cut - 1] == b'\n');
        }

        /// One damaged byte ends the reading at its line, unless it turned the line's end into text.
        #[test]
        fn a_damaged_byte_is_noticed(at in 0_usize..100, value: u8) {
            let mut bytes = journal(4);
            let at = at % bytes.len();
            prop_assume!(bytes[at] != value);
            bytes[at] = value;
            let read = decode(&bytes);
            prop_assert!(read.events.len() < 4);
        }
    }
}
