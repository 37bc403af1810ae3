//! The emulated machine: its disks, its run, and what is left on the second disk afterwards.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::image::Image;
use super::tool;
use crate::process;

/// More than the payload and its results need; the file is sparse.
const DISK: &str = "256M";

/// systemd without its progress bars, and off instead of a prompt where something goes wrong.
const KERNEL: &str = "root=/dev/vda rw rootfstype=ext4 console=ttyS0 quiet mitigations=off \
    random.trust_cpu=on systemd.show_status=0 systemd.unit=multi-user.target panic=-1";

/// Puts a folder into an ext4 image, without mounting it.
pub fn make_disk(folder: &Path, disk: &Path) -> Result<()> {
    let mut command = Command::new(tool("mke2fs").context("no mke2fs")?);
    command
        .args(["-q", "-t", "ext4", "-d"])
        .arg(folder)
        .arg(disk)
        .arg(DISK);
    quiet(&mut command)
}

/// Runs the guest until it switches itself off. It is ended when its time is up, and whenever this
/// returns it is gone.
pub fn boot(image: &Image, disk: &Path, console: &Path, limit: Duration) -> Result<()> {
    let mut command = Command::new("qemu-system-x86_64");
    command
        .args(["-accel", "tcg", "-cpu", "max", "-smp", "1", "-m", "640"])
        .args([
            "-nodefaults",
            "-no-reboot",
            "-display",
            "none",
            "-nic",
            "none",
        ])
        .arg("-serial")
        .arg(format!("file:{}", console.display()))
        .arg("-kernel")
        .arg(&image.kernel)
        .arg("-initrd")
        .arg(&image.initrd)
        .args(["-append", KERNEL])
        .arg("-drive")
        // What the guest writes on its root is thrown away.
        .arg(format!(
            "file={},format=raw,if=virtio,snapshot=on",
            image.root.display()
        ))
        .arg("-drive")
        .arg(format!("file={},format=raw,if=virtio", disk.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let deadline = Instant::now() + limit;
    let mut guest = command.spawn().context("cannot start QEMU")?;
    loop {
        if let Some(status) = guest.try_wait()? {
            ensure!(status.success(), "QEMU ended with {status}");
            return Ok(());
        }
        if Instant::now() >= deadline {
            guest.kill()?;
            guest.wait()?;
            bail!("the guest was ended after {} s", limit.as_secs());
        }
        sleep(Duration::from_millis(200));
    }
}

/// Copies the folder of results from the disk to a folder of the same name, which must not exist.
pub fn read_results(disk: &Path, to: &Path) -> Result<()> {
    let mut command = Command::new(tool("debugfs").context("no debugfs")?);
    command
        .arg("-R")
        .arg(format!(
            "rdump /results {}",
            to.parent().context("no folder")?.display()
        ))
        .arg(disk);
    quiet(&mut command)?;
    ensure!(
        fs::read_dir(to)?.next().is_some(),
        "the guest left no results"
    );
    Ok(())
}

/// Runs a program; what it said is only shown where it fails.
pub fn quiet(command: &mut Command) -> Result<()> {
    process::output(command).map(drop)
}
