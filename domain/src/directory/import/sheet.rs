//! A file as rows of cells: columns are found by their names, and every cell knows where it stands.

use super::report::{BadRows, ImportError, Why};
use csv::{ByteRecord, ReaderBuilder};
use std::collections::HashMap;
use std::hash::Hash;
use std::io::Read;

/// The largest file that is read; the country's municipalities take one.
const MEGABYTES_MOST: u64 = 32;

/// The wanted columns of a file, and what is wrong with it so far.
pub(crate) struct Sheet<const N: usize> {
    pub(super) rows: Vec<Row<N>>,
    pub(super) bad: BadRows,
}

pub(super) struct Row<const N: usize> {
    pub(super) line: u64,
    pub(super) cells: [Cell; N],
}

pub(super) struct Cell {
    pub(super) line: u64,
    pub(super) column: &'static str,
    /// Without space around it.
    pub(super) text: String,
}

impl Cell {
    /// What `read` makes of the cell; `None`: it is bad, and noted as such.
    pub(super) fn read<T>(
        &self,
        bad: &mut BadRows,
        read: impl FnOnce(&str) -> Result<T, Why>,
    ) -> Option<T> {
        match read(&self.text) {
            Ok(value) => Some(value),
            Err(why) => {
                self.refuse(bad, why);
                None
            }
        }
    }

    /// Refuses a key that stood on a line before.
    pub(super) fn once<K: Eq + Hash + Clone>(
        &self,
        bad: &mut BadRows,
        lines: &mut HashMap<K, u64>,
        key: K,
    ) -> Option<K> {
        if let Some(line) = lines.get(&key) {
            self.refuse(bad, Why::Twice(*line));
            return None;
        }
        lines.insert(key.clone(), self.line);
        Some(key)
    }

    pub(super) fn refuse(&self, bad: &mut BadRows, why: Why) {
        bad.add(self.line, Some(self.column), &self.text, why);
    }
}

impl<const N: usize> Sheet<N> {
    /// Reads a file with at least these columns.
    ///
    /// # Errors
    /// [`ImportError`] when it isn't such a file. A bad row isn't an error yet: they are collected.
    pub(crate) fn read(file: impl Read, columns: [&'static str; N]) -> Result<Self, ImportError> {
        let bytes = read_whole(file)?;
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
        let header = reader.byte_headers().map_err(std::io::Error::from)?.clone();
        let places = places_of(&columns, &header)?;
        let mut sheet = Self { rows: Vec::new(), bad: BadRows::default() };
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(std::io::Error::from)? {
            let line = line_of(&record, &bytes);
            if record.len() != header.len() {
                let why = Why::Fields { found: record.len(), expected: header.len() };
                sheet.bad.add(line, None, "", why);
            } else if let Some(row) = row(line, &columns, &places, &record, &mut sheet.bad) {
                sheet.rows.push(row);
            }
        }
        Ok(sheet)
    }
}

fn read_whole(file: impl Read) -> Result<Vec<u8>, ImportError> {
    let bytes_most = MEGABYTES_MOST << 20;
    let mut bytes = Vec::new();
    let length = file.take(bytes_most + 1).read_to_end(&mut bytes)?;
    if u64::try_from(length).unwrap_or(u64::MAX) > bytes_most {
        return Err(ImportError::TooLarge { megabytes: MEGABYTES_MOST });
    }
    Ok(bytes)
}

fn places_of<const N: usize>(
    columns: &[&'static str; N],
    header: &ByteRecord,
) -> Result<Vec<usize>, ImportError> {
    let place = |column: &&'static str| {
        header.iter().position(|name| name == column.as_bytes()).ok_or(*column)
    };
    let (places, missing): (Vec<_>, Vec<_>) = columns.iter().map(place).partition(Result::is_ok);
    if missing.is_empty() {
        return Ok(places.into_iter().flatten().collect());
    }
    Err(ImportError::OtherColumns {
        missing: missing.into_iter().filter_map(Result::err).collect(),
    })
}

fn row<const N: usize>(
    line: u64,
    columns: &[&'static str; N],
    places: &[usize],
    record: &ByteRecord,
    bad: &mut BadRows,
) -> Option<Row<N>> {
    let mut cells = Vec::with_capacity(N);
    for (column, place) in columns.iter().copied().zip(places) {
        let bytes = record.get(*place).unwrap_or_default();
        match std::str::from_utf8(bytes) {
            Ok(text) => cells.push(Cell { line, column, text: text.trim().to_owned() }),
            Err(_) => bad.add(line, Some(column), String::from_utf8_lossy(bytes), Why::NotUtf8),
        }
    }
    // One cell fewer, where one was bad, makes no row.
    Some(Row { line, cells: cells.try_into().ok()? })
}

/// The line a record starts on. The reader's own count stands before the end of the line above where that is CR LF, and
/// before empty lines.
fn line_of(record: &ByteRecord, bytes: &[u8]) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let skipped = bytes.get(start..).unwrap_or_default().iter();
    let line_ends = skipped.take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let skipped_lines = line_ends.filter(|byte| **byte == b'\n').count();
    position.line() + u64::try_from(skipped_lines).unwrap_or(0)
}
