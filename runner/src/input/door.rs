//! Opening a file that may be something else: on Linux.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::statfs::{FsType, fstatfs};

use super::refused;
use crate::error::Failure;

/// The file system of the pipes that have no name.
const PIPEFS: FsType = FsType(0x5049_5045);

/// Opens what has an end of its own: a file, or a pipe that a shell made for this program.
pub fn open(path: &Path) -> Result<(File, Metadata), Failure> {
    // Without this flag a pipe that nobody writes to is waited for as soon as it is opened.
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(OFlag::O_NONBLOCK.bits())
        .open(path)
        .map_err(Failure::read(path))?;
    let about = file.metadata().map_err(Failure::read(path))?;
    let kind = about.file_type();
    if kind.is_fifo() {
        if !has_no_name(&file) {
            return Err(refused(
                path,
                "it is a named pipe, which may never end",
                "write it into a file first; a pipe of the shell's such as `<(zcat run.json.gz)` can be read",
            ));
        }
        // Whoever asked for it writes to it: that is waited for.
        fcntl(&file, FcntlArg::F_SETFL(OFlag::empty()))
            .map_err(io::Error::from)
            .map_err(Failure::read(path))?;
    } else if !(kind.is_file() || kind.is_dir() || is_null(&about)) {
        // A folder says what it is as soon as it is read.
        return Err(refused(
            path,
            "it is a device and not a file",
            "give a file",
        ));
    }
    Ok((file, about))
}

/// Whether a pipe has no place in any folder, as those between the commands of a shell.
fn has_no_name(pipe: &File) -> bool {
    fstatfs(pipe).is_ok_and(|about| about.filesystem_type() == PIPEFS)
}

/// Whether it is `/dev/null`, which scripts name where they want nothing.
fn is_null(about: &Metadata) -> bool {
    about.file_type().is_char_device() && about.rdev() == nix::libc::makedev(1, 3)
}
