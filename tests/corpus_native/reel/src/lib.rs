//! Films.
pub struct Frame(pub Vec<u8>);

pub fn decode(number: usize, bytes: usize) -> Frame {
    Frame(vec![number as u8; bytes])
}

pub fn decode_all(frames: usize, bytes: usize) -> Vec<Frame> {
    let mut all = Vec::new();
    for number in 0..frames {
        all.push(decode(number, bytes));
    }
    all
}

pub fn thumbnails(frames: usize) -> usize {
    let mut sum = 0;
    for number in 0..frames {
        let frame = decode(number, 2 << 20);
        sum += frame.0[9] as usize;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn frame_has_its_number() {
        assert_eq!(decode(3, 100).0[0], 3);
    }
    #[test]
    fn full_film_is_decoded() {
        let film = decode_all(200, 2 << 20);
        assert_eq!(film.len(), 200);
    }
    #[test]
    fn short_film_is_decoded() {
        assert_eq!(decode_all(30, 2 << 20).len(), 30);
    }
    #[test]
    fn thumbnails_are_summed() {
        assert!(thumbnails(100) > 0);
    }
}
