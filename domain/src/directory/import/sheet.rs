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
        bad.add(self.line, self.column, &self.text, why);
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
                sheet.bad.misfit(line, &header, &record);
            } else if let Some(row) = row(line, &columns, &places, &record, &mut sheet.bad) {
                sheet.rows.push(row);
            }
        }
        Ok(sheet)
    }
}

impl BadRows {
    /// Notes a row that has more or fewer fields than there are columns, by the field from which on it fits no more.
    fn misfit(&mut self, line: u64, header: &ByteRecord, record: &ByteRecord) {
        let place = record.len().min(header.len().saturating_sub(1));
        let text = |row: &ByteRecord| {
            String::from_utf8_lossy(row.get(place).unwrap_or_default()).into_owned()
        };
        let why = Why::Fields { found: record.len(), expected: header.len() };
        self.add(line, &text(header), text(record), why);
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
            Err(_) => bad.add(line, column, String::from_utf8_lossy(bytes), Why::NotUtf8),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(file: &str) -> Vec<(u64, String)> {
        let sheet = Sheet::read(file.as_bytes(), ["b", "a"]).unwrap();
        let told = |row: &Row<2>| (row.line, row.cells.iter().map(|cell| &*cell.text).collect());
        sheet.rows.iter().map(told).collect()
    }

    #[test]
    fn columns_are_found_by_name_and_rows_know_their_lines() {
        let expected = [(2, "21".to_owned()), (3, "43".to_owned())];
        for file in ["a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "\u{feff}a,c,b\n 1,x,2 \n3,,\"4\""]
        {
            assert_eq!(lines(file), expected, "{file:?}");
        }
    }

    #[test]
    fn a_line_is_right_behind_empty_lines_and_breaks_inside_quotes() {
        let expected = [(2, "2x\ny".to_owned()), (5, "43".to_owned())];
        for file in ["a,b\n\"x\ny\",2\n\n3,4", "a,b\r\n\"x\ny\",2\r\n\r\n3,4\r\n"] {
            assert_eq!(lines(file), expected, "{file:?}");
        }
    }

    #[test]
    fn a_row_of_another_width_is_told_by_where_it_fits_no_more() {
        let sheet = Sheet::read("a,b,c\n1\n1,2,3,4\n".as_bytes(), ["a"]).unwrap();
        let told: Vec<_> = sheet.bad.listed.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 2, column b, \"\": the row has 1 fields, the first line 3",
                "line 3, column c, \"3\": the row has 4 fields, the first line 3",
            ]
        );
        assert!(sheet.rows.is_empty());
    }
}
