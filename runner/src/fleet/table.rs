//! A table that is being written: rows are kept until a row group is full.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, Encoding};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use crate::error::Failure;
use crate::temporary::Unfinished;

/// So many rows make a row group: few enough to be held, enough to be packed well.
const GROUP_ROWS: usize = 131_072;
/// The version of the tables, in the metadata of each file.
const LAYOUT_VERSION: &str = "1";

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// Any number.
    Real,
    /// Yes or no.
    Flag,
    /// Milliseconds since 1970, in UTC.
    Time,
}

/// A cell; `None` is NULL.
#[derive(Debug, Clone, Copy)]
pub enum Cell<'a> {
    /// Text.
    Text(Option<&'a str>),
    /// A whole number, or a time.
    Number(Option<i64>),
    /// Any number.
    Real(Option<f64>),
    /// Yes or no.
    Flag(Option<bool>),
}

impl<'a> Cell<'a> {
    /// Text that is there.
    pub fn text(text: &'a str) -> Self {
        Self::Text(Some(text))
    }

    /// A whole number that may be there; more than 2^63 is as much as that.
    pub fn number<T: TryInto<i64>>(number: Option<T>) -> Self {
        Self::Number(number.map(|number| number.try_into().unwrap_or(i64::MAX)))
    }
}

/// The values of a column that are there.
enum Values {
    Text(Vec<ByteArray>),
    Number(Vec<i64>),
    Real(Vec<f64>),
    Flag(Vec<bool>),
}

struct Column {
    values: Values,
    /// 1 for each row that has a value, 0 for NULL.
    levels: Vec<i16>,
}

impl Column {
    fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Text(Vec::new()),
            Kind::Number | Kind::Time => Values::Number(Vec::new()),
            Kind::Real => Values::Real(Vec::new()),
            Kind::Flag => Values::Flag(Vec::new()),
        };
        Self {
            values,
            levels: Vec::new(),
        }
    }

    fn push(&mut self, cell: Cell<'_>) {
        let is_there = match (&mut self.values, cell) {
            (Values::Text(values), Cell::Text(Some(text))) => {
                values.push(ByteArray::from(text));
                true
            }
            (Values::Number(values), Cell::Number(Some(number))) => {
                values.push(number);
                true
            }
            (Values::Real(values), Cell::Real(Some(number))) => {
                values.push(number);
                true
            }
            (Values::Flag(values), Cell::Flag(Some(flag))) => {
                values.push(flag);
                true
            }
            _ => false,
        };
        self.levels.push(i16::from(is_there));
    }

    fn write(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, File>,
    ) -> Result<(), ParquetError> {
        let Some(mut writer) = group.next_column()? else {
            return Err(ParquetError::General("a column too many".to_owned()));
        };
        let levels = Some(self.levels.as_slice());
        match &mut self.values {
            Values::Text(values) => {
                writer
                    .typed::<ByteArrayType>()
                    .write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Number(values) => {
                writer
                    .typed::<Int64Type>()
                    .write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Real(values) => {
                writer
                    .typed::<DoubleType>()
                    .write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Flag(values) => {
                writer
                    .typed::<BoolType>()
                    .write_batch(values, levels, None)?;
                values.clear();
            }
        }
        self.levels.clear();
        writer.close()
    }
}

/// A table that is being written.
pub struct TableWriter {
    path: PathBuf,
    unfinished: Unfinished,
    writer: SerializedFileWriter<File>,
    columns: Vec<Column>,
    rows: usize,
}

impl TableWriter {
    /// Begins the table `name` in a folder.
    pub fn create(folder: &Path, name: &str, columns: &[(&str, Kind)]) -> Result<Self, Failure> {
        let path = folder.join(format!("{name}.parquet"));
        let unfinished = Unfinished::create(&path);
        let unfinished = unfinished.map_err(|error| unwritable(&path, &error))?;
        let file = unfinished.file().try_clone();
        let file = file.map_err(|error| unwritable(&path, &error))?;
        let fields: String = columns
            .iter()
            .map(|(name, kind)| {
                let (kind, meaning) = match kind {
                    Kind::Text => ("binary", " (UTF8)"),
                    Kind::Number => ("int64", ""),
                    Kind::Real => ("double", ""),
                    Kind::Flag => ("boolean", ""),
                    Kind::Time => ("int64", " (TIMESTAMP(MILLIS,true))"),
                };
                format!("optional {kind} {name}{meaning}; ")
            })
            .collect();
        let schema = parse_message_type(&format!("message {name} {{ {fields}}}"))
            .map_err(Failure::recorder)?;
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("oomscope {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(vec![KeyValue::new(
                "oomscope.layout_version".to_owned(),
                LAYOUT_VERSION.to_owned(),
            )]));
        for (name, kind) in columns {
            // Times and sizes creep: their differences are small, and a dictionary of them would not be.
            if matches!(kind, Kind::Number | Kind::Time) {
                let column = ColumnPath::from(*name);
                properties = properties
                    .set_column_dictionary_enabled(column.clone(), false)
                    .set_column_encoding(column, Encoding::DELTA_BINARY_PACKED);
            }
        }
        let properties = Arc::new(properties.build());
        let writer = SerializedFileWriter::new(file, Arc::new(schema), properties)
            .map_err(|error| unwritable(&path, &error))?;
        Ok(Self {
            path,
            unfinished,
            writer,
            columns: columns.iter().map(|(_, kind)| Column::new(*kind)).collect(),
            rows: 0,
        })
    }

    /// Adds a row: a cell for each column.
    pub fn push(&mut self, row: &[Cell<'_>]) -> Result<(), Failure> {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            column.push(*cell);
        }
        self.rows += 1;
        if self.rows == GROUP_ROWS {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Failure> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let mut write = || -> Result<(), ParquetError> {
            let mut group = self.writer.next_row_group()?;
            for column in &mut self.columns {
                column.write(&mut group)?;
            }
            group.close().map(drop)
        };
        write().map_err(|error| unwritable(&self.path, &error))
    }

    /// Ends the table.
    pub fn finish(mut self) -> Result<(), Failure> {
        self.flush()?;
        let path = self.path.clone();
        self.writer
            .finish()
            .map_err(|error| unwritable(&path, &error))?;
        let finished = self.unfinished.finish();
        finished.map_err(|error| unwritable(&path, &error))
    }
}

fn unwritable(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::usage(
        format!("cannot write `{}`: {error}", path.display()),
        "choose another folder with --out",
    )
}
