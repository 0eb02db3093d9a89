//! A file as rows of cells: columns are found by their names, and every cell knows where it stands.

use super::refusal::{BadRows, ImportError, Why};
use super::source::{Columns, Delimiter, Source};
use csv::{ReaderBuilder, StringRecord};
use std::collections::HashMap;
use std::hash::Hash;

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
    /// Cuts a file into cells.
    ///
    /// # Errors
    /// [`ImportError`] when it can't be cut. A bad row isn't an error yet: they are collected.
    pub(super) fn of(
        source: &Source,
        delimiter: Delimiter,
        columns: &Columns<N>,
    ) -> Result<Self, ImportError> {
        let bytes = source.text.as_bytes();
        let mut reader =
            ReaderBuilder::new().flexible(true).delimiter(delimiter.byte()).from_reader(bytes);
        let header = reader.headers().map_err(std::io::Error::from)?.clone();
        let place = |column: &str| header.iter().position(|name| name.trim() == column);
        let places = columns.names.map(place);
        let mut sheet = Self { rows: Vec::new(), bad: BadRows::default() };
        let mut record = StringRecord::new();
        while reader.read_record(&mut record).map_err(std::io::Error::from)? {
            let line = line_of(&record, bytes);
            if record.len() == header.len() {
                sheet.rows.push(row(line, columns, &places, &record));
            } else {
                sheet.bad.misfit(line, &header, &record);
            }
        }
        Ok(sheet)
    }

    /// As [`Self::of`], of a list that has one format.
    ///
    /// # Errors
    /// [`ImportError`] when it hasn't that format.
    pub(super) fn read(source: &Source, columns: &Columns<N>) -> Result<Self, ImportError> {
        let ((), delimiter) = source.format(&[((), columns.known_by())])?;
        Self::of(source, delimiter, columns)
    }
}

impl BadRows {
    /// Notes a row that has more or fewer fields than there are columns, by the field from which on it fits no more.
    fn misfit(&mut self, line: u64, header: &StringRecord, record: &StringRecord) {
        let place = record.len().min(header.len().saturating_sub(1));
        let text = |row: &StringRecord| row.get(place).unwrap_or_default().to_owned();
        let why = Why::Fields { found: record.len(), expected: header.len() };
        self.add(line, &text(header), text(record), why);
    }
}

fn row<const N: usize>(
    line: u64,
    columns: &Columns<N>,
    places: &[Option<usize>; N],
    record: &StringRecord,
) -> Row<N> {
    let mut cells = places.iter();
    let cells = columns.names.map(|column| {
        let place = cells.next().copied().flatten();
        let text = place.and_then(|place| record.get(place)).unwrap_or_default();
        Cell { line, column, text: text.trim().to_owned() }
    });
    Row { line, cells }
}

/// The line a record starts on. The reader's own count stands before the end of the line above where that is CR LF, and
/// before empty lines.
fn line_of(record: &StringRecord, bytes: &[u8]) -> u64 {
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

    fn sheet<const N: usize>(file: &str, columns: [&'static str; N]) -> Sheet<N> {
        let source = Source::read(file.as_bytes(), None, None).unwrap();
        Sheet::read(&source, &Columns::all(columns)).unwrap()
    }

    fn lines(file: &str) -> Vec<(u64, String)> {
        let told = |row: &Row<2>| (row.line, row.cells.iter().map(|cell| &*cell.text).collect());
        sheet(file, ["b", "a"]).rows.iter().map(told).collect()
    }

    #[test]
    fn columns_are_found_by_name_and_rows_know_their_lines() {
        let expected = [(2, "21".to_owned()), (3, "43".to_owned())];
        for file in [
            "a,b\n1,2\n3,4\n",
            "a;b\r\n1;2\r\n3;4\r\n",
            "a\tb\n1\t2\n3\t4\n",
            "\u{feff}a,c,b\n 1,x,2 \n3,,\"4\"",
        ] {
            assert_eq!(lines(file), expected, "{file:?}");
        }
    }

    #[test]
    fn a_column_that_may_be_absent_is_empty_then() {
        let columns = Columns { names: ["a", "b"], required: 1 };
        for (file, text) in [("a\n1\n", ""), ("b,a\n2,1\n", "2")] {
            let source = Source::read(file.as_bytes(), None, None).unwrap();
            let sheet = Sheet::read(&source, &columns).unwrap();
            assert_eq!(sheet.rows[0].cells[1].text, text);
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
        let sheet = sheet("a,b,c\n1\n1,2,3,4\n", ["a"]);
        let told: Vec<_> = sheet.bad.listed.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 2, column b, \"\": FIELDS: the row has 1 fields, the first line 3",
                "line 3, column c, \"3\": FIELDS: the row has 4 fields, the first line 3",
            ]
        );
        assert!(sheet.rows.is_empty());
    }
}
