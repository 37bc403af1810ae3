//! Options whose values are names that artifacts and reports have as well: the names come from there, and here is
//! what `--help` says of each.

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use oomscope_report::export::{CsvTable, EXPORTS, Export};
use oomscope_report::import::Source;
use oomscope_shared::artifact::{Framework, Limiter};

use super::{OwnFormat, ReportFormat};
use crate::recording;

/// A parser of the names of some values, each with its help.
fn names<T: Copy + Send + Sync + 'static>(
    all: Vec<T>,
    name: impl Fn(T) -> &'static str + Clone + Send + Sync + 'static,
    help: impl Fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let values = all
        .iter()
        .map(|value| PossibleValue::new(name(*value)).help(help(*value)));
    let parser = PossibleValuesParser::new(values.collect::<Vec<_>>());
    parser.try_map(move |text| {
        let found = all.iter().find(|value| name(**value) == text).copied();
        found.ok_or("no such name")
    })
}

/// What the command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameworkArg {
    /// To be decided by the words of the command.
    Auto,
    /// This framework.
    Named(Framework),
}

impl FrameworkArg {
    /// The framework that was named; `None`: it is to be found out.
    pub fn named(self) -> Option<Framework> {
        match self {
            Self::Auto => None,
            Self::Named(framework) => Some(framework),
        }
    }

    fn name(self) -> &'static str {
        self.named().map_or("auto", Framework::name)
    }

    fn help(self) -> &'static str {
        match self {
            Self::Auto => "Decide by the words of the command",
            Self::Named(framework) => recording::help(framework),
        }
    }
}

/// How many batches run side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jobs {
    /// One for each processor.
    Auto,
    /// So many.
    Number(u32),
}

impl Jobs {
    /// How many that are here.
    pub fn number(self) -> u32 {
        match self {
            Self::Number(number) => number,
            Self::Auto => std::thread::available_parallelism()
                .map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(u32::MAX)),
        }
    }
}

/// `--jobs`.
pub fn jobs(text: &str) -> Result<Jobs, String> {
    match (text, text.parse()) {
        ("auto", _) => Ok(Jobs::Auto),
        (_, Ok(number @ 1..=1024)) => Ok(Jobs::Number(number)),
        _ => Err("a number from 1 to 1024, or `auto`".to_owned()),
    }
}

/// `--framework`.
pub fn frameworks() -> impl TypedValueParser<Value = FrameworkArg> {
    let mut all = vec![FrameworkArg::Auto];
    all.extend(Framework::ALL.map(FrameworkArg::Named));
    names(all, FrameworkArg::name, FrameworkArg::help)
}

/// `--limiter`.
pub fn limiters() -> impl TypedValueParser<Value = Limiter> {
    names(
        Limiter::ALL.to_vec(),
        Limiter::name,
        |limiter| match limiter {
            Limiter::CgroupV2 => "The kernel, in a cgroup (version 2) of the batch's own",
            Limiter::SystemdScope => {
                "The kernel, in a scope that systemd makes, also through sudo without a password"
            }
            Limiter::CgroupV1 => "The kernel, in a cgroup (version 1) of the batch's own",
            Limiter::Watchdog => "oomscope, which looks at every sample",
        },
    )
}

/// `--from`.
pub fn sources() -> impl TypedValueParser<Value = Source> {
    names(Source::ALL.to_vec(), Source::name, |source| match source {
        Source::Mprof => "`mprof run` of memory_profiler: mprofile_*.dat",
        Source::Psrecord => "`psrecord --log`, plain or CSV",
        Source::PytestMonitor => "pytest-monitor's database: .pymon",
        Source::Memray => "`memray stats --json`",
    })
}

/// `--table`.
pub fn tables() -> impl TypedValueParser<Value = CsvTable> {
    names(
        CsvTable::ALL.to_vec(),
        CsvTable::name,
        |table| match table {
            CsvTable::Tests => "The tests",
            CsvTable::Batches => "The batches, those of the hunt last",
            CsvTable::Samples => "The samples of every batch",
            CsvTable::Findings => "The findings",
        },
    )
}

/// `--format` of a report: our own formats, then those of other tools.
pub fn reports() -> impl TypedValueParser<Value = ReportFormat> {
    let own = OwnFormat::value_variants().iter();
    let own = own.filter_map(ValueEnum::to_possible_value);
    let others = EXPORTS.iter().map(|export| {
        PossibleValue::new(export.name)
            .aliases(export.alias)
            .help(export.help)
    });
    PossibleValuesParser::new(own.chain(others)).try_map(|text| {
        let own = OwnFormat::from_str(&text, false)
            .ok()
            .map(ReportFormat::Own);
        let found = own.or_else(|| Export::named(&text).map(ReportFormat::Export));
        found.ok_or("no such name")
    })
}
