//! The guest's image: a small Debian with systemd, Python and a kernel, made once and kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::machine::quiet;
use crate::{console, paths};

const PACKAGES: &str =
    "systemd-sysv,udev,kmod,util-linux,python3,linux-image-cloud-amd64,initramfs-tools,zstd";

/// Nobody logs in, nothing is kept up to date, and each of them takes seconds under emulation.
const MASKED: &str = "getty.target serial-getty@ttyS0.service apt-daily.timer apt-daily-upgrade.timer \
    dpkg-db-backup.timer e2scrub_all.timer fstrim.timer systemd-timesyncd.service";

const UNIT: &str = include_str!("guest/payload.service");

/// Where the parts of the image are.
#[derive(Debug)]
pub struct Image {
    /// The root file system.
    pub root: PathBuf,
    /// The kernel.
    pub kernel: PathBuf,
    /// Its initial RAM disk.
    pub initrd: PathBuf,
}

/// Makes the image unless it is there.
pub fn ensure() -> Result<Image> {
    let release = release();
    let recipe = format!("{release}\n{PACKAGES}\n{MASKED}\n{UNIT}");
    let hash = Sha256::digest(recipe.as_bytes());
    let key: String = hash
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let cache = paths::cache()?;
    let folder = cache.join(format!("guest-{key}"));
    if folder.is_dir() {
        console::note("is there");
        return parts(&folder);
    }
    // Renamed when it is whole: an unfinished image is never taken for one.
    let unfinished = cache.join(format!("guest-{key}.unfinished"));
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    make(&release, &unfinished)?;
    fs::rename(&unfinished, &folder)?;
    parts(&folder)
}

fn make(release: &str, folder: &Path) -> Result<()> {
    let units = folder.join("files/etc/systemd/system");
    fs::create_dir_all(&units)?;
    fs::create_dir_all(folder.join("files/payload"))?;
    fs::write(units.join("payload.service"), UNIT)?;
    let mut command = Command::new("mmdebstrap");
    command
        .args(["--quiet", "--format=ext2", "--variant=minbase"])
        .arg(format!("--include={PACKAGES}"));
    for unneeded in ["doc", "man", "locale"] {
        command.arg(format!("--dpkgopt=path-exclude=/usr/share/{unneeded}/*"));
    }
    command
        .arg("--customize-hook=copy-in files/etc files/payload /")
        .arg("--customize-hook=chroot \"$1\" systemctl enable payload.service")
        .arg(format!(
            "--customize-hook=chroot \"$1\" systemctl mask {MASKED}"
        ))
        .arg("--customize-hook=copy-out /boot .")
        .args([release, "root.ext2"]);
    // Where the host is the same Debian, from wherever it gets its packages.
    command.args(host_sources(release));
    quiet(command.current_dir(folder)).context("cannot make the guest's image")?;
    fs::remove_dir_all(folder.join("files"))?;
    Ok(())
}

fn parts(folder: &Path) -> Result<Image> {
    let boot = |prefix: &str| -> Result<PathBuf> {
        for entry in fs::read_dir(folder.join("boot"))? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(prefix) {
                return Ok(entry.path());
            }
        }
        anyhow::bail!("there is no {prefix} in {}", folder.display())
    };
    Ok(Image {
        root: folder.join("root.ext2"),
        kernel: boot("vmlinuz-")?,
        initrd: boot("initrd.img-")?,
    })
}

/// The release of Debian in the guest: the host's, since the binary is built against its C library, or
/// the newest stable one.
fn release() -> String {
    let text = fs::read_to_string("/etc/os-release").unwrap_or_default();
    debian_codename(&text).unwrap_or("trixie").to_owned()
}

fn debian_codename(os_release: &str) -> Option<&str> {
    let field = |name: &str| {
        os_release
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
            .map(|value| value.trim_matches('"'))
    };
    (field("ID") == Some("debian"))
        .then(|| field("VERSION_CODENAME"))
        .flatten()
}

fn host_sources(release: &str) -> Vec<PathBuf> {
    let files = [
        "/etc/apt/sources.list",
        "/etc/apt/sources.list.d/debian.sources",
    ];
    files
        .iter()
        .map(PathBuf::from)
        .filter(|file| fs::read_to_string(file).is_ok_and(|text| text.contains(release)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_debian_gives_its_codename() {
        let debian = "ID=debian\nVERSION_CODENAME=bookworm\n";
        assert_eq!(debian_codename(debian), Some("bookworm"));
        let ubuntu = "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n";
        assert_eq!(debian_codename(ubuntu), None);
        assert_eq!(debian_codename(""), None);
    }
}
