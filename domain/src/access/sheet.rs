//! Rows as COPY reads them: text, a field behind a tab, a row a line.

use crate::kernel::ids::TypedId;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::Value;
use std::io::Write as _;
use uuid::Uuid;

/// Rows of one table on their way to it.
pub(crate) struct Sheet {
    pub(super) table: &'static str,
    pub(super) columns: &'static [&'static str],
    pub(super) text: Vec<u8>,
    pub(super) rows: u64,
}

impl Sheet {
    /// No rows yet, of these columns of a table.
    pub(crate) fn of(table: &'static str, columns: &'static [&'static str]) -> Self {
        Self { table, columns, text: Vec::new(), rows: 0 }
    }

    /// A row more.
    ///
    /// # Panics
    /// When it has more or fewer values than there are columns.
    pub(crate) fn row(&mut self, cells: &[&dyn Cell]) {
        assert_eq!(cells.len(), self.columns.len(), "a value for each column of {}", self.table);
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                self.text.push(b'\t');
            }
            cell.write(&mut self.text);
        }
        self.text.push(b'\n');
        self.rows += 1;
    }
}

/// What can stand in a field.
pub(crate) trait Cell {
    /// Writes it as COPY reads it.
    fn write(&self, out: &mut Vec<u8>);
}

/// An id of ours.
pub(crate) struct Id<I>(pub(crate) I);

impl<I: TypedId> Cell for Id<I> {
    fn write(&self, out: &mut Vec<u8>) {
        let id: Uuid = self.0.into();
        id.write(out);
    }
}

impl<T: Cell> Cell for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Some(cell) => cell.write(out),
            None => out.extend_from_slice(b"\\N"),
        }
    }
}

impl<T: Cell + ?Sized> Cell for &T {
    fn write(&self, out: &mut Vec<u8>) {
        (**self).write(out);
    }
}

impl Cell for str {
    fn write(&self, out: &mut Vec<u8>) {
        for byte in self.bytes() {
            match byte {
                b'\\' => out.extend_from_slice(b"\\\\"),
                b'\t' => out.extend_from_slice(b"\\t"),
                b'\n' => out.extend_from_slice(b"\\n"),
                b'\r' => out.extend_from_slice(b"\\r"),
                byte => out.push(byte),
            }
        }
    }
}

impl Cell for String {
    fn write(&self, out: &mut Vec<u8>) {
        self.as_str().write(out);
    }
}

impl Cell for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(if *self { b't' } else { b'f' });
    }
}

impl Cell for DateTime<Utc> {
    fn write(&self, out: &mut Vec<u8>) {
        self.to_rfc3339_opts(SecondsFormat::Micros, true).as_str().write(out);
    }
}

impl Cell for Value {
    fn write(&self, out: &mut Vec<u8>) {
        self.to_string().as_str().write(out);
    }
}

macro_rules! printed {
    ($($plain:ty),+) => { $(
        impl Cell for $plain {
            fn write(&self, out: &mut Vec<u8>) {
                // Writing to a Vec can't fail.
                let _ = write!(out, "{self}");
            }
        }
    )+ };
}
printed!(Uuid, i32, i64, f64, NaiveDate);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::TenantId;

    #[test]
    fn what_would_end_a_field_or_a_row_is_escaped() {
        let mut sheet = Sheet::of("somewhere", &["a", "b", "c", "d", "e"]);
        let text = "two\nlines\tand a \\N\r";
        sheet.row(&[&text, &None::<i32>, &Some(7), &true, &Id(TenantId::NATION)]);
        let expected =
            "two\\nlines\\tand a \\\\N\\r\t\\N\t7\tt\t00000000-0000-0000-0000-000000000001\n";
        assert_eq!(String::from_utf8(sheet.text).unwrap(), expected);
        assert_eq!(sheet.rows, 1);
    }

    #[test]
    #[should_panic(expected = "a value for each column of somewhere")]
    fn a_row_has_a_value_for_each_column() {
        Sheet::of("somewhere", &["a", "b"]).row(&[&1]);
    }
}
