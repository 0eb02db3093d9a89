//! A file that was read: its text, and which of a publisher's formats it has. The columns are found by name, whatever
//! stands between them.

use super::encoding::{Encoding, text_of};
use super::refusal::ImportError;
use csv::{ReaderBuilder, StringRecord};
use std::fmt;
use std::io::Read;

/// The largest file that is read; the country's municipalities take one.
const MEGABYTES_MOST: u64 = 32;

/// What stands between two columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tabulator.
    Tab,
}

const DELIMITERS: [Delimiter; 3] = [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab];

impl Delimiter {
    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Comma => "','",
            Self::Semicolon => "';'",
            Self::Tab => "a tab",
        })
    }
}

/// The columns of a format: those that it is known by, and behind them those that may be absent, and then are empty.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns<const N: usize> {
    pub(super) names: [&'static str; N],
    pub(super) required: usize,
}

impl<const N: usize> Columns<N> {
    pub(super) const fn all(names: [&'static str; N]) -> Self {
        Self { names, required: N }
    }

    /// Those that it is known by.
    pub(super) fn known_by(&self) -> &[&'static str] {
        self.names.get(..self.required).unwrap_or(&self.names)
    }
}

/// A file's text.
pub(crate) struct Source {
    pub(super) text: String,
    delimiter: Option<Delimiter>,
}

/// How a format fits the first line.
struct Fit<F> {
    format: F,
    delimiter: Delimiter,
    missing: Vec<&'static str>,
}

impl Source {
    /// Reads a file; what wasn't said of it is recognised.
    ///
    /// # Errors
    /// [`ImportError`] when it is too large, or no text.
    pub(crate) fn read(
        file: impl Read,
        encoding: Option<Encoding>,
        delimiter: Option<Delimiter>,
    ) -> Result<Self, ImportError> {
        Ok(Self { text: text_of(&whole(file)?, encoding)?, delimiter })
    }

    /// Which of some formats it has, and what stands between its columns.
    ///
    /// # Errors
    /// [`ImportError`] when it has none of them.
    pub(super) fn format<F: Copy>(
        &self,
        formats: &[(F, &[&'static str])],
    ) -> Result<(F, Delimiter), ImportError> {
        let mut best: Option<Fit<F>> = None;
        for delimiter in DELIMITERS {
            let header = self.header(delimiter)?;
            for (format, columns) in formats {
                let is_missing =
                    |column: &&&str| !header.iter().any(|name| name.trim() == **column);
                let missing: Vec<_> = columns.iter().filter(is_missing).copied().collect();
                if best.as_ref().is_none_or(|best| missing.len() < best.missing.len()) {
                    best = Some(Fit { format: *format, delimiter, missing });
                }
            }
        }
        let Some(Fit { format, delimiter, missing }) = best else {
            return Err(ImportError::ColumnsMissing { missing: Vec::new() });
        };
        if !missing.is_empty() {
            return Err(ImportError::ColumnsMissing { missing });
        }
        match self.delimiter {
            Some(said) if said != delimiter => {
                Err(ImportError::DelimiterWrong { said, is: delimiter })
            }
            Some(_) | None => Ok((format, delimiter)),
        }
    }

    fn header(&self, delimiter: Delimiter) -> Result<StringRecord, ImportError> {
        let mut reader = ReaderBuilder::new()
            .flexible(true)
            .delimiter(delimiter.byte())
            .from_reader(self.text.as_bytes());
        Ok(reader.headers().map_err(std::io::Error::from)?.clone())
    }
}

fn whole(file: impl Read) -> Result<Vec<u8>, ImportError> {
    let bytes_most = MEGABYTES_MOST << 20;
    let mut bytes = Vec::new();
    let length = file.take(bytes_most + 1).read_to_end(&mut bytes)?;
    if u64::try_from(length).unwrap_or(u64::MAX) > bytes_most {
        return Err(ImportError::FileTooLarge { megabytes: MEGABYTES_MOST });
    }
    Ok(bytes)
}
