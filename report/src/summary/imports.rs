//! The modules of tests that are dearest to import: each process that runs tests of them pays it, so eight workers
//! pay it eight times.

use oomscope_shared::Locale;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::message::Key;
use oomscope_shared::units::MIB;

use oomscope_shared::table::Column;

/// How many are shown, and from which growth on the dearest is worth a table.
const SHOWN: usize = 5;
const WORTH: u64 = 10 * MIB;

/// Rows of the table; none where every import is cheap.
pub(crate) fn rows(
    artifact: &Artifact,
    name: impl Fn(&str) -> String,
    locale: &Locale,
) -> Vec<Vec<String>> {
    let facts = artifact
        .batches
        .iter()
        .filter_map(|batch| batch.facts.as_ref());
    let mut dearest: Vec<(u64, &str)> = Vec::new();
    for import in facts.flat_map(|facts| &facts.imports) {
        let Some(grown) = import.grown_kib.map(|kib| kib.saturating_mul(1024)) else {
            continue;
        };
        match dearest.iter_mut().find(|(_, file)| *file == import.file) {
            Some((most, _)) => *most = grown.max(*most),
            None => dearest.push((grown, &import.file)),
        }
    }
    dearest.sort_by_key(|(grown, file)| (std::cmp::Reverse(*grown), *file));
    if dearest.first().is_none_or(|(most, _)| *most < WORTH) {
        return Vec::new();
    }
    let shown = dearest.into_iter().take(SHOWN);
    shown
        .map(|(grown, file)| vec![name(file), locale.bytes(grown)])
        .collect()
}

/// Its columns.
pub(crate) fn columns(first: Key, locale: &Locale) -> [Column; 2] {
    [
        Column::flexible(locale.word(first)),
        Column::right(locale.word(Key::ColumnTook)),
    ]
}
