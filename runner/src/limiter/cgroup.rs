//! One memory cgroup of either version: its place, its files, what the kernel counts in it.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use oomscope_shared::details::CgroupCounters;
use serde::{Deserialize, Serialize};

use crate::process::ProcReader;

/// Which of the two interfaces a cgroup has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Version {
    /// One hierarchy for all controllers.
    V2,
    /// The memory controller's own hierarchy.
    V1,
}

/// A cgroup's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cgroup {
    /// Where it is.
    pub dir: PathBuf,
    /// Which interface it has.
    pub version: Version,
}

/// Where a process stands in a hierarchy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CgroupPlace {
    /// Where the hierarchy is mounted.
    pub mount: PathBuf,
    /// The process's own cgroup in it.
    pub own: PathBuf,
}

/// The hierarchies that can limit memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hierarchies {
    /// Version 2.
    pub v2: Option<CgroupPlace>,
    /// The memory controller of version 1.
    pub v1: Option<CgroupPlace>,
}

/// How much of `memory.stat` the kernel can drop when the limit is near, and what all of it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// All that is charged, in KiB.
    pub all_kib: u64,
    /// Page cache in it that is neither shared memory nor a tmpfs, in KiB.
    pub droppable_kib: u64,
    /// All page cache in it, in KiB.
    pub file_kib: u64,
}

impl Hierarchies {
    /// Where this process stands.
    pub fn own() -> Self {
        Self::at(Path::new("/proc/self/cgroup"))
    }

    /// Where a process stands.
    pub fn of(pid: u32) -> Self {
        Self::at(&ProcReader::system().path(pid, "cgroup"))
    }

    fn at(cgroup: &Path) -> Self {
        let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
        Self::parse(&read(cgroup), &read(Path::new("/proc/self/mountinfo")))
    }

    fn parse(cgroup: &str, mountinfo: &str) -> Self {
        let mut found = Self::default();
        for line in cgroup.lines() {
            let mut fields = line.splitn(3, ':');
            let (Some(id), Some(controllers), Some(path)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            if id == "0" && controllers.is_empty() {
                found.v2 = place(mountinfo, "cgroup2", None, path);
            } else if controllers.split(',').any(|name| name == "memory") {
                found.v1 = place(mountinfo, "cgroup", Some("memory"), path);
            }
        }
        found
    }

    /// The cgroup by which the process's memory is limited: the one that has the controller.
    pub fn memory(&self) -> Option<Cgroup> {
        let v2 = self.v2.as_ref().map(|place| Cgroup {
            dir: place.own.clone(),
            version: Version::V2,
        });
        let v1 = self.v1.as_ref().map(|place| Cgroup {
            dir: place.own.clone(),
            version: Version::V1,
        });
        v1.or(v2.filter(|group| group.path("memory.max").exists()))
    }
}

/// Finds the mount of a hierarchy, and a path of it below that mount.
fn place(mountinfo: &str, kind: &str, controller: Option<&str>, path: &str) -> Option<CgroupPlace> {
    mountinfo.lines().find_map(|line| {
        let (mount, superblock) = line.split_once(" - ")?;
        let mut fields = superblock.split(' ');
        let is_kind = fields.next()? == kind;
        let options = fields.nth(1).unwrap_or_default();
        if !is_kind || controller.is_some_and(|name| options.split(',').all(|o| o != name)) {
            return None;
        }
        let mut fields = mount.split(' ').skip(3);
        let (root, point) = (fields.next()?, fields.next()?);
        let mount = PathBuf::from(unescape(point));
        // In a container the mount can show only a part of the tree, which is then its root.
        let below = Path::new(path)
            .strip_prefix(unescape(root))
            .unwrap_or(Path::new(""));
        let own = mount.join(below);
        own.is_dir().then_some(CgroupPlace { mount, own })
    })
}

/// `mountinfo` writes blanks as `\040`.
fn unescape(path: &str) -> String {
    path.replace("\\040", " ")
}

impl Cgroup {
    /// A file of it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// The file by which a process joins it.
    pub fn procs(&self) -> PathBuf {
        self.path("cgroup.procs")
    }

    /// Writes a value into a file of it; an error names the file.
    pub fn write(&self, name: &str, value: &str) -> io::Result<()> {
        let path = self.path(name);
        // Opened without creating: on a file system that is no cgroup this must fail, not leave a file.
        let written = fs::OpenOptions::new()
            .write(true)
            .truncate(true)
            .open(&path)
            .and_then(|mut file| io::Write::write_all(&mut file, value.as_bytes()));
        written.map_err(|error| io::Error::new(error.kind(), format!("`{name}`: {error}")))
    }

    pub(super) fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.path(name)).ok()
    }

    /// Its limit; `None` where it has none.
    pub fn limit_bytes(&self) -> Option<u64> {
        let name = match self.version {
            Version::V2 => "memory.max",
            Version::V1 => "memory.limit_in_bytes",
        };
        // `max`, or on version 1 a number near 2^63, means that there is none.
        let bytes: u64 = self.read(name)?.trim().parse().ok()?;
        (bytes < 1 << 62).then_some(bytes)
    }

    /// What is charged to it now.
    pub fn charge(&self) -> Option<Charge> {
        let name = match self.version {
            Version::V2 => "memory.current",
            Version::V1 => "memory.usage_in_bytes",
        };
        let all: u64 = self.read(name)?.trim().parse().ok()?;
        Some(charge(all, &self.read("memory.stat")?, self.version))
    }

    /// What the kernel counted in it.
    pub fn counters(&self) -> CgroupCounters {
        let number = |text: Option<String>| text?.trim().parse().ok();
        match self.version {
            Version::V2 => {
                let events = self.read("memory.events").unwrap_or_default();
                CgroupCounters {
                    oom_kills: field(&events, "oom_kill"),
                    limit_hits: field(&events, "max"),
                    peak_bytes: number(self.read("memory.peak")),
                }
            }
            Version::V1 => CgroupCounters {
                oom_kills: field(
                    &self.read("memory.oom_control").unwrap_or_default(),
                    "oom_kill",
                ),
                // With swap off the two limits are the same, and the one on both together is met first.
                limit_hits: number(self.read("memory.failcnt"))
                    .max(number(self.read("memory.memsw.failcnt"))),
                peak_bytes: number(self.read("memory.max_usage_in_bytes")),
            },
        }
    }

    /// Whether a process is in it or in a group below it.
    pub fn holds(&self, pid: u32) -> bool {
        let group = Hierarchies::of(pid).memory();
        group.is_some_and(|group| group.dir.starts_with(&self.dir))
    }

    /// Its files that are read again and again, kept open.
    pub fn open(&self) -> CgroupFiles {
        let open = |name: &str| File::open(self.path(name)).ok();
        let (current, events) = match self.version {
            Version::V2 => ("memory.current", "memory.events"),
            Version::V1 => ("memory.usage_in_bytes", "memory.oom_control"),
        };
        CgroupFiles {
            version: self.version,
            current: open(current),
            events: open(events),
            stat: open("memory.stat"),
            procs: self.procs(),
            pressure: open("memory.pressure"),
        }
    }
}

/// Kept-open files of a cgroup.
#[derive(Debug)]
pub struct CgroupFiles {
    version: Version,
    current: Option<File>,
    events: Option<File>,
    stat: Option<File>,
    procs: PathBuf,
    pressure: Option<File>,
}

impl CgroupFiles {
    /// All that is charged to it, in KiB. Cheap: the kernel keeps this sum.
    pub fn current_kib(&self) -> Option<u64> {
        let bytes: u64 = pread(self.current.as_ref()?)?.trim().parse().ok()?;
        Some(bytes / 1024)
    }

    /// Processes that the kernel killed in it for memory.
    pub fn oom_kills(&self) -> Option<u64> {
        field(&pread(self.events.as_ref()?)?, "oom_kill")
    }

    /// What is charged, taken apart. Dearer: the kernel sums it up over processors.
    pub fn charge(&self) -> Option<Charge> {
        let all_kib = self.current_kib()?;
        let stat = pread(self.stat.as_ref()?)?;
        Some(charge(all_kib * 1024, &stat, self.version))
    }

    /// The processes in it; `None` where they cannot be told.
    pub fn processes(&self) -> Option<Vec<u32>> {
        // Opened anew: on version 1 a kept descriptor goes on telling a list that is up to a second old.
        let text = fs::read_to_string(&self.procs).ok()?;
        Some(text.lines().filter_map(|line| line.parse().ok()).collect())
    }

    /// Time in which all of its tasks were stalled for memory, in microseconds, ever.
    pub fn stalled_us(&self) -> Option<u64> {
        full_stall_us(&pread(self.pressure.as_ref()?)?)
    }
}

/// The total of the `full` line of a PSI file, in microseconds.
pub fn full_stall_us(pressure: &str) -> Option<u64> {
    let line = pressure.lines().find(|line| line.starts_with("full "))?;
    let total = line
        .split(' ')
        .find_map(|word| word.strip_prefix("total="))?;
    total.parse().ok()
}

fn pread(file: &File) -> Option<String> {
    let mut buffer = [0; 8192];
    let length = file.read_at(&mut buffer, 0).ok()?;
    Some(String::from_utf8_lossy(&buffer[..length]).into_owned())
}

fn charge(all_bytes: u64, stat: &str, version: Version) -> Charge {
    let kib = |name: &str| field(stat, name).unwrap_or(0) / 1024;
    let (inactive, active, file) = match version {
        Version::V2 => ("inactive_file", "active_file", "file"),
        Version::V1 => ("total_inactive_file", "total_active_file", "total_cache"),
    };
    Charge {
        all_kib: all_bytes / 1024,
        droppable_kib: kib(inactive) + kib(active),
        file_kib: kib(file),
    }
}

/// The number behind a name, in a file of `name number` lines.
pub(super) fn field(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(' ')?;
        if key == name {
            value.trim().parse().ok()
        } else {
            None
        }
    })
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// A folder that looks like a cgroup of version 2, with files as the kernel has them.
    pub fn fake_v2(dir: &Path, controllers: &str, enabled: &str) -> Cgroup {
        fs::create_dir_all(dir).unwrap();
        for (name, text) in [
            ("cgroup.controllers", controllers),
            ("cgroup.subtree_control", enabled),
            ("cgroup.procs", ""),
            ("cgroup.kill", ""),
            ("memory.max", "max\n"),
            ("memory.swap.max", "max\n"),
            ("memory.oom.group", "0\n"),
            ("memory.current", "1048576\n"),
            ("memory.peak", "2097152\n"),
            ("memory.events", "low 0\nhigh 0\nmax 7\noom 1\noom_kill 3\n"),
            (
                "memory.stat",
                "anon 524288\nfile 409600\nshmem 4096\ninactive_file 204800\nactive_file 204800\n",
            ),
            (
                "memory.pressure",
                "some avg10=0.00 avg60=0.00 avg300=0.00 total=9\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=5\n",
            ),
        ] {
            fs::write(dir.join(name), text).unwrap();
        }
        Cgroup {
            dir: dir.to_owned(),
            version: Version::V2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_words_are_understood() {
        let folder = tempfile::tempdir().unwrap();
        let group = testing::fake_v2(folder.path(), "memory", "");
        let counters = CgroupCounters {
            oom_kills: Some(3),
            limit_hits: Some(7),
            peak_bytes: Some(2 << 20),
        };
        assert_eq!(group.counters(), counters);
        assert_eq!(group.limit_bytes(), None);
        let files = group.open();
        let charge = Charge {
            all_kib: 1024,
            droppable_kib: 400,
            file_kib: 400,
        };
        assert_eq!(files.charge(), Some(charge));
        assert_eq!((files.oom_kills(), files.stalled_us()), (Some(3), Some(5)));
        fs::write(folder.path().join("cgroup.procs"), "7\n12345\n").unwrap();
        assert_eq!(files.processes(), Some(vec![7, 12_345]));
        group.write("memory.max", "4096").unwrap();
        assert_eq!(group.limit_bytes(), Some(4096));
        let error = group.write("no.such.file", "1").unwrap_err();
        assert!(error.to_string().starts_with("`no.such.file`"), "{error}");
        assert!(!folder.path().join("no.such.file").exists());
    }

    #[test]
    fn version_1_has_other_names() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            (
                "memory.oom_control",
                "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
            ),
            ("memory.failcnt", "11\n"),
            ("memory.max_usage_in_bytes", "4096\n"),
            ("memory.limit_in_bytes", "9223372036854771712\n"),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let group = Cgroup {
            dir: folder.path().to_owned(),
            version: Version::V1,
        };
        let counters = CgroupCounters {
            oom_kills: Some(2),
            limit_hits: Some(11),
            peak_bytes: Some(4096),
        };
        assert_eq!((group.counters(), group.limit_bytes()), (counters, None));
    }

    #[test]
    fn the_own_place_is_found_in_every_kind_of_mount() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().display();
        for below in ["v2/job", "memory/job", "shown"] {
            fs::create_dir_all(folder.path().join(below)).unwrap();
        }
        let hybrid = format!(
            "35 31 0:32 / {at}/memory rw - cgroup cgroup rw,memory\n\
             41 31 0:38 / {at}/v2 rw - cgroup2 cgroup2 rw\n"
        );
        let found = Hierarchies::parse("4:memory:/job\n2:cpu:/\n0::/job\n", &hybrid);
        assert_eq!(found.v2.unwrap().own, folder.path().join("v2/job"));
        assert_eq!(found.v1.unwrap().own, folder.path().join("memory/job"));
        // A container sees its own part of the tree as the whole of it.
        let container = format!("1 2 0:38 /docker/abc {at}/shown rw - cgroup2 cgroup rw\n");
        let found = Hierarchies::parse("0::/docker/abc\n", &container);
        assert_eq!(found.v2.unwrap().own, folder.path().join("shown"));
        assert_eq!(Hierarchies::parse("", ""), Hierarchies::default());
    }
}
