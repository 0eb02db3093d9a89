//! A file that isn't a register's, but is read by the same rules of encoding, delimiter and columns: row by row, since each
//! of its rows is a matter of its own.

use super::encoding::Encoding;
use super::refusal::{BadRow, ImportError};
use super::sheet::Sheet;
use super::source::{Columns, Delimiter, Source};
use std::io::Read;

/// A row: on which line it begins, and its cells, without space around them.
#[derive(Debug)]
pub struct Line<const N: usize> {
    /// On which line of the file.
    pub line: u64,
    /// Its cells, in the order in which the columns were asked for; or why it can't be cut.
    pub cells: Result<[String; N], BadRow>,
}

/// Cuts a file into the cells of some columns.
///
/// # Errors
/// [`ImportError`] when it is no such file, or has more than ten thousand rows that can't be cut.
pub fn read_lines<const N: usize>(
    file: impl Read,
    encoding: Option<Encoding>,
    delimiter: Option<Delimiter>,
    columns: [&'static str; N],
) -> Result<Vec<Line<N>>, ImportError> {
    let source = Source::read(file, encoding, delimiter)?;
    let sheet = Sheet::read(&source, &Columns::all(columns))?;
    if sheet.bad.more > 0 {
        return Err(ImportError::Rows(sheet.bad));
    }
    let cut = sheet.rows.into_iter().map(|row| {
        let cells = row.cells.map(|cell| cell.text);
        Line { line: row.line, cells: Ok(cells) }
    });
    let misfits = sheet.bad.listed.into_iter().map(|bad| Line { line: bad.line, cells: Err(bad) });
    let mut lines: Vec<Line<N>> = cut.chain(misfits).collect();
    lines.sort_by_key(|line| line.line);
    Ok(lines)
}
