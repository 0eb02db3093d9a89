//! What an import did, or why it did nothing, in lines for who ran it.

use crate::kernel::error::Error;
use std::fmt;

/// How many bad cells are listed; the rest is counted.
const LISTED_MOST: usize = 100;
/// How much of a bad value is shown.
const SHOWN_MOST: usize = 60;

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the file is a list of.
    pub counts: Counts,
    /// What else the file told.
    pub besides: Vec<Counts>,
    /// Rows that were left out on purpose, and which.
    pub skipped: Option<(usize, &'static str)>,
}

/// How much of one thing was new, changed, or as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Of what.
    pub what: &'static str,
    /// What wasn't in the register.
    pub new: usize,
    /// What was, with other values.
    pub changed: usize,
    /// What was as the file says.
    pub unchanged: usize,
}

impl Counts {
    pub(super) fn of(what: &'static str) -> Self {
        Self { what, new: 0, changed: 0, unchanged: 0 }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, new, changed, unchanged } = self;
        write!(f, "{what}: {new} new, {changed} changed, {unchanged} unchanged")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.counts)?;
        if let Some((count, which)) = self.skipped {
            write!(f, ", {count} {which} skipped")?;
        }
        self.besides.iter().try_for_each(|counts| write!(f, "\n{counts}"))
    }
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file can't be read.
    #[error("the file can't be read")]
    Unreadable(#[from] std::io::Error),
    /// It is larger than any register.
    #[error("nothing was imported: the file has more than {megabytes} MB")]
    TooLarge {
        /// How large it may be.
        megabytes: u64,
    },
    /// It is another file than it was taken for.
    #[error("nothing was imported: the first line names no column {}", .missing.join(", "))]
    OtherColumns {
        /// The columns it lacks.
        missing: Vec<&'static str>,
    },
    /// Some rows can't be imported, and so none is.
    #[error("nothing was imported:\n{0}")]
    Rows(BadRows),
    /// The database, or a permission.
    #[error(transparent)]
    Refused(#[from] Error),
}

/// The cells that can't be imported, by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BadRows {
    /// The first of them.
    pub listed: Vec<BadRow>,
    /// How many more there are.
    pub more: usize,
}

/// A cell that can't be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The line of the file, where the first has the names of the columns.
    pub line: u64,
    /// The column's name; where a row has too few or too many fields, the one from which on it fits no more.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each says itself in its sentence")]
pub enum Why {
    #[error("the row has {found} fields, the first line {expected}")]
    Fields { found: usize, expected: usize },
    #[error("isn't UTF-8")]
    NotUtf8,
    #[error("is missing")]
    Missing,
    #[error("isn't {0}")]
    Not(&'static str),
    #[error("is longer than {0} characters")]
    TooLong(usize),
    #[error("stands on line {0} already")]
    Twice(u64),
    #[error("line {line} says {other}")]
    Contradicts { line: u64, other: String },
    #[error("belongs to {0} in the register")]
    Taken(String),
    #[error("isn't in the register: import {0} first")]
    Unknown(&'static str),
    #[error("isn't after {0}, when it was founded")]
    EndsBeforeItBegins(String),
    #[error("is in another community already, {0}: a municipality may be in only one")]
    SecondCommunity(String),
}

impl BadRows {
    pub(super) fn add(&mut self, line: u64, column: &str, value: impl fmt::Display, why: Why) {
        if self.listed.len() >= LISTED_MOST {
            self.more += 1;
            return;
        }
        let value = value.to_string();
        let mut shown: String = value.chars().take(SHOWN_MOST).collect();
        if shown.len() < value.len() {
            shown.push('…');
        }
        self.listed.push(BadRow { line, column: column.to_owned(), value: shown, why });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// `Err` if there is one, sorted by line.
    pub(super) fn refuse(mut self) -> Result<(), ImportError> {
        if self.is_empty() {
            return Ok(());
        }
        self.listed.sort_by_key(|row| row.line);
        Err(ImportError::Rows(self))
    }
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, value, why } = self;
        // `{:?}` shows what can't be seen, such as a line break.
        write!(f, "line {line}, column {column}, {value:?}: {why}")
    }
}

impl fmt::Display for BadRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, row) in self.listed.iter().enumerate() {
            let line_break = if place == 0 { "" } else { "\n" };
            write!(f, "{line_break}{row}")?;
        }
        if self.more > 0 {
            write!(f, "\n… and {} more", self.more)?;
        }
        Ok(())
    }
}
