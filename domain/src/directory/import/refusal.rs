//! Why an import did nothing, in lines for who ran it: each with a word that a script can look for, and where it can be,
//! with the line of the file.

use super::encoding::Encoding;
use super::source::Delimiter;
use crate::kernel::error::Error;
use chrono::NaiveDate;
use std::fmt;

/// How many bad cells are kept; the rest is counted.
const LISTED_MOST: usize = 10_000;
/// How many of them are printed.
const PRINTED_MOST: usize = 100;
/// How much of a bad value is shown.
const SHOWN_MOST: usize = 60;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file can't be read.
    #[error("the file can't be read")]
    Unreadable(#[from] std::io::Error),
    /// It is larger than any register.
    #[error("nothing was imported: FILE_TOO_LARGE: it has more than {megabytes} MB")]
    FileTooLarge {
        /// How large it may be.
        megabytes: u64,
    },
    /// It isn't in the encoding that was said.
    #[error("nothing was imported: ENCODING_WRONG: line {line} isn't {}", .said.name())]
    EncodingWrong {
        /// What was said.
        said: Encoding,
        /// The line that shows it.
        line: usize,
    },
    /// It is in no encoding that is read.
    #[error(
        "nothing was imported: ENCODING_UNKNOWN: line {line} is neither UTF-8 nor Czech in windows-1250"
    )]
    EncodingUnknown {
        /// The line that shows it.
        line: usize,
    },
    /// Something else stands between its columns than was said.
    #[error(
        "nothing was imported: DELIMITER_WRONG: line 1 has {is} between its columns, not {said}"
    )]
    DelimiterWrong {
        /// What was said.
        said: Delimiter,
        /// What is.
        is: Delimiter,
    },
    /// It is another file than it was taken for.
    #[error("nothing was imported: COLUMNS_MISSING: line 1 names no column {}", .missing.join(", "))]
    ColumnsMissing {
        /// The columns it lacks.
        missing: Vec<&'static str>,
    },
    /// It says of which day it is, and that day hasn't come.
    #[error("nothing was imported: AS_OF_LATER: {0} hasn't come yet")]
    AsOfLater(NaiveDate),
    /// What it is a list of has no end to write, or no list is ever complete.
    #[error("nothing was imported: NEVER_COMPLETE: by a list of {0} nothing ends")]
    NeverComplete(&'static str),
    /// It would close so much that somebody must say that they know.
    #[error(
        "nothing was imported: CLOSING_UNCONFIRMED: it would close {closing} of {open} {what}, more than 1 %; \
         see which with --dry-run --report, then say --confirm-closing {closing}"
    )]
    ClosingUnconfirmed {
        /// Of what.
        what: &'static str,
        /// How much would end.
        closing: usize,
        /// How much there is.
        open: usize,
    },
    /// It isn't a collection of areas in GeoJSON.
    #[error("nothing was imported: GEOJSON_WRONG: line {line}: {why}")]
    GeojsonWrong {
        /// The line at which it is none.
        line: usize,
        /// What was expected there.
        why: String,
    },
    /// Something in it isn't an area of the country.
    #[error("nothing was imported: FEATURE_WRONG: feature {number} {why}")]
    FeatureWrong {
        /// Its place in the file, from 1 on.
        number: usize,
        /// What it isn't.
        why: &'static str,
    },
    /// Something in it stands there twice.
    #[error("nothing was imported: FEATURE_REPEATED: feature {number} is {code} once more")]
    FeatureRepeated {
        /// Its place in the file, from 1 on.
        number: usize,
        /// Its code.
        code: String,
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
    /// The line of the file, where the first has the names of the columns; 0: no line of it, but what it leaves out.
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
    #[error("isn't after {0}, when it began")]
    EndsBeforeItBegins(String),
    #[error("has ended on {0}")]
    Ended(NaiveDate),
    #[error("it is in {district} since {since}, as a file of a later day told")]
    AnotherSince { district: String, since: NaiveDate },
    #[error("is in another community already, {0}: a municipality may be in only one")]
    SecondCommunity(String),
}

impl Why {
    /// The word that a script can look for.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fields { .. } => "FIELDS",
            Self::Missing => "MISSING",
            Self::Not(_) => "MALFORMED",
            Self::TooLong(_) => "TOO_LONG",
            Self::Twice(_) => "REPEATED",
            Self::Contradicts { .. } => "CONTRADICTS_LINE",
            Self::Taken(_) => "ICO_TAKEN",
            Self::Unknown(_) => "NOT_IN_REGISTER",
            Self::EndsBeforeItBegins(_) => "ENDS_BEFORE_IT_BEGINS",
            Self::Ended(_) => "HAS_ENDED",
            Self::AnotherSince { .. } => "CONTRADICTS_REGISTER",
            Self::SecondCommunity(_) => "SECOND_COMMUNITY",
        }
    }
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
        match line {
            0 => f.write_str("left out")?,
            _ => write!(f, "line {line}")?,
        }
        // `{:?}` shows what can't be seen, such as a line break.
        write!(f, ", column {column}, {value:?}: {}: {why}", why.code())
    }
}

impl fmt::Display for BadRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, row) in self.listed.iter().take(PRINTED_MOST).enumerate() {
            let line_break = if place == 0 { "" } else { "\n" };
            write!(f, "{line_break}{row}")?;
        }
        match self.listed.len().saturating_sub(PRINTED_MOST) + self.more {
            0 => Ok(()),
            more => write!(f, "\n… and {more} more"),
        }
    }
}
