//! The checksum of gzip and zip, by tables that are made when they are needed: written out they would be
//! 16 kB of the page, which nothing can pack.

/// Tables for so many bytes at once.
const AT_ONCE: usize = 8;
/// The polynomial of CRC-32, its bits reversed.
const POLYNOMIAL: u32 = 0xedb8_8320;

/// A CRC-32 that is taken piece by piece.
pub struct Crc {
    tables: Vec<[u32; 256]>,
    state: u32,
}

impl Default for Crc {
    fn default() -> Self {
        let mut tables = vec![[0; 256]; AT_ONCE];
        for at in 0..256_u32 {
            let step = |crc: u32, _| (crc >> 1) ^ (POLYNOMIAL & (crc & 1).wrapping_neg());
            tables[0][at as usize] = (0..8).fold(at, step);
        }
        for table in 1..AT_ONCE {
            for at in 0..256 {
                let before = tables[table - 1][at];
                tables[table][at] = (before >> 8) ^ tables[0][before as usize & 0xff];
            }
        }
        Self { tables, state: !0 }
    }
}

impl Crc {
    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let Some(tables) = self.tables.first_chunk::<AT_ONCE>() else {
            return;
        };
        let (eights, rest) = bytes.as_chunks::<AT_ONCE>();
        for eight in eights {
            let mut mixed = *eight;
            for (byte, state) in mixed.iter_mut().zip(self.state.to_le_bytes()) {
                *byte ^= state;
            }
            let each = mixed.iter().zip(tables.iter().rev());
            self.state = each.fold(0, |crc, (byte, table)| crc ^ table[usize::from(*byte)]);
        }
        for byte in rest {
            let low = self.state.to_le_bytes()[0] ^ byte;
            self.state = (self.state >> 8) ^ tables[0][usize::from(low)];
        }
    }

    /// The checksum of all that was taken; what comes next begins anew.
    pub fn end(&mut self) -> u32 {
        !std::mem::replace(&mut self.state, !0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_checksum_is_the_one_of_the_standard() {
        let mut crc = Crc::default();
        crc.update(b"123456789");
        assert_eq!(crc.end(), 0xcbf4_3926);
        assert_eq!(crc.end(), 0);
    }

    proptest! {
        #[test]
        fn bytes_in_pieces_have_the_checksum_that_they_have_bit_by_bit(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            cut in 0_usize..200,
        ) {
            let (one, other) = bytes.split_at(cut.min(bytes.len()));
            let mut crc = Crc::default();
            crc.update(one);
            crc.update(other);
            let mut slow = !0_u32;
            for byte in &bytes {
                slow ^= u32::from(*byte);
                for _ in 0..8 {
                    slow = if slow & 1 == 1 { (slow >> 1) ^ POLYNOMIAL } else { slow >> 1 };
                }
            }
            prop_assert_eq!(crc.end(), !slow);
        }
    }
}
