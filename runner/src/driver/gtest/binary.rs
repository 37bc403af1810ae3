//! Whether a program has GoogleTest in it, by what its file holds: nobody's program is run to find that out.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;

use memchr::memmem;

/// A flag that stands in its code, and the name of its library, which stands in a program that is linked to it.
const MARKS: [&[u8]; 2] = [b"gtest_list_tests", b"libgtest.so"];
/// Larger programs are not read.
const MOST_BYTES: u64 = 1 << 30;
const CHUNK: usize = 1 << 20;

/// Whether the path is that of such a program.
pub fn is_of_gtest(path: &str) -> bool {
    // What is found on the PATH is a tool, as a rule.
    path.contains('/') && File::open(path).is_ok_and(|file| has_mark(file).unwrap_or(false))
}

fn has_mark(mut file: File) -> std::io::Result<bool> {
    let metadata = file.metadata()?;
    let is_program = metadata.is_file() && metadata.permissions().mode() & 0o111 != 0;
    if !is_program || metadata.len() > MOST_BYTES {
        return Ok(false);
    }
    let finders = MARKS.map(memmem::Finder::new);
    let overlap = MARKS.iter().map(|mark| mark.len()).max().unwrap_or(0);
    let mut chunk = Vec::with_capacity(CHUNK + overlap);
    let mut is_first = true;
    loop {
        let read = file.by_ref().take(CHUNK as u64).read_to_end(&mut chunk)?;
        if read == 0 || (is_first && !chunk.starts_with(b"\x7fELF")) {
            return Ok(false);
        }
        is_first = false;
        if finders.iter().any(|finder| finder.find(&chunk).is_some()) {
            return Ok(true);
        }
        chunk.drain(..chunk.len().saturating_sub(overlap));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_with_the_flag_in_it_is_one_and_a_script_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let is = |name: &str, text: &[u8], mode: u32| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            is_of_gtest(&path.display().to_string())
        };
        // The mark lies across two chunks.
        let mut program = vec![0; CHUNK - 5];
        program[..4].copy_from_slice(b"\x7fELF");
        assert!(!is("plain", &program, 0o755));
        program.extend(b"--gtest_list_tests");
        assert!(is("tests", &program, 0o755) && !is("object", &program, 0o644));
        assert!(is("shared", b"\x7fELF\0libgtest.so.1.12.1\0", 0o755));
        assert!(!is(
            "script",
            b"#!/bin/sh\ngrep gtest_list_tests x\n",
            0o755
        ));
        assert!(!is_of_gtest("cargo") && !is_of_gtest("/no/such/program"));
    }
}
