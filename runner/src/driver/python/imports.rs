//! What the modules of tests took when they were imported, and which of them was being imported when the process
//! ended.

use std::collections::BTreeMap;

use oomscope_shared::facts::Import;

/// How many are told, and from which growth on, in KiB.
const TOLD: usize = 5;
const LEAST_KIB: u64 = 1024;

/// Of one batch, whose processes all import.
#[derive(Debug, Default)]
pub struct Imports {
    /// By process: what is being imported, and the memory before it.
    open: BTreeMap<usize, (String, u64)>,
    /// By file: the memory before it, and the highest growth.
    done: BTreeMap<String, (u64, u64)>,
}

impl Imports {
    /// A process is about to import a module.
    pub fn begin(&mut self, process: usize, file: String, before_kib: u64) {
        self.open.insert(process, (file, before_kib));
    }

    /// It has imported it.
    pub fn end(&mut self, process: usize, after_kib: u64) {
        if let Some((file, before_kib)) = self.open.remove(&process) {
            let grown_kib = after_kib.saturating_sub(before_kib);
            let known = self.done.entry(file).or_insert((before_kib, grown_kib));
            if grown_kib > known.1 {
                *known = (before_kib, grown_kib);
            }
        }
    }

    /// The dearest, and the one that was not survived.
    pub fn told(&mut self) -> Vec<Import> {
        let done = std::mem::take(&mut self.done).into_iter();
        let mut told: Vec<Import> = done
            .filter(|(_, (_, grown_kib))| *grown_kib >= LEAST_KIB)
            .map(|(file, (before_kib, grown_kib))| Import {
                file,
                before_kib,
                grown_kib: Some(grown_kib),
            })
            .collect();
        told.sort_by_key(|import| std::cmp::Reverse(import.grown_kib));
        told.truncate(TOLD);
        let open = std::mem::take(&mut self.open).into_values().next();
        told.extend(open.map(|(file, before_kib)| Import {
            file,
            before_kib,
            grown_kib: None,
        }));
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dearest_are_told_and_the_one_that_was_not_survived() {
        let mut imports = Imports::default();
        for (at, grown) in [5_000, 900, 70_000, 2_000, 3_000, 4_000, 6_000]
            .into_iter()
            .enumerate()
        {
            imports.begin(0, format!("test_{at}.py"), 10_000);
            imports.end(0, 10_000 + grown);
        }
        imports.begin(0, "test_last.py".to_owned(), 90_000);
        let told = imports.told();
        let grown: Vec<Option<u64>> = told.iter().map(|import| import.grown_kib).collect();
        assert_eq!(
            grown,
            [
                Some(70_000),
                Some(6_000),
                Some(5_000),
                Some(4_000),
                Some(3_000),
                None
            ]
        );
        assert_eq!(told[5].file, "test_last.py");
        assert!(imports.told().is_empty());
    }
}
