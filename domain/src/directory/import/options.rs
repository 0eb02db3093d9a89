//! What who imports says of a file, and what they want done with it.

use super::encoding::Encoding;
use super::refusal::ImportError;
use super::source::Delimiter;
use crate::kernel::working_days::day_in_prague;
use chrono::{DateTime, NaiveDate, Utc};

/// What is said of a file; what isn't is recognised, or is the careful thing.
#[derive(Clone, Copy, Default)]
pub struct Options<'w> {
    /// `None`: recognised.
    pub encoding: Option<Encoding>,
    /// `None`: recognised.
    pub delimiter: Option<Delimiter>,
    /// Of which day the file is: what ends ends then, and what is new there is new from then on. `None`: of today.
    pub as_of: Option<NaiveDate>,
    /// What is in the file of a region or of an association.
    pub extent: Extent,
    /// How many may be closed, if it is more than one in a hundred.
    pub closing_confirmed: Option<usize>,
    /// Whether it is done.
    pub mode: Mode,
    /// Who is told how many rows of how many are written.
    pub watch: Option<&'w (dyn Fn(usize, usize) + Sync)>,
}

/// How much of what it mentions a file lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Extent {
    /// Something: what it leaves out stays.
    #[default]
    Part,
    /// All of each region, or of each association, that it mentions: what it leaves out there has ended.
    Complete,
}

/// Whether what an import does is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// It is.
    #[default]
    Write,
    /// All is done and then undone, so that what the database refuses is seen too.
    Rehearse,
}

impl Options<'_> {
    /// Of which day the file is.
    ///
    /// # Errors
    /// [`ImportError::AsOfLater`]: nobody knows what will be.
    pub(super) fn as_of(&self, now: DateTime<Utc>) -> Result<NaiveDate, ImportError> {
        let today = day_in_prague(now);
        match self.as_of {
            Some(later) if later > today => Err(ImportError::AsOfLater(later)),
            said => Ok(said.unwrap_or(today)),
        }
    }

    /// Refuses to close more than one in a hundred without being told how many; a rehearsal only tells.
    ///
    /// # Errors
    /// [`ImportError::ClosingUnconfirmed`].
    pub(super) fn confirm(
        &self,
        what: &'static str,
        closing: usize,
        open: usize,
    ) -> Result<Option<usize>, ImportError> {
        let is_little = closing.saturating_mul(100) <= open;
        if is_little || self.closing_confirmed == Some(closing) {
            return Ok(None);
        }
        match self.mode {
            Mode::Rehearse => Ok(Some(closing)),
            Mode::Write => Err(ImportError::ClosingUnconfirmed { what, closing, open }),
        }
    }

    /// Refuses to be told that a list is complete by which nothing ends.
    ///
    /// # Errors
    /// [`ImportError::NeverComplete`].
    pub(crate) fn never_complete(&self, what: &'static str) -> Result<(), ImportError> {
        match self.extent {
            Extent::Part => Ok(()),
            Extent::Complete => Err(ImportError::NeverComplete(what)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(closing: usize, confirmed: Option<usize>, mode: Mode) -> Result<Option<usize>, ()> {
        let options = Options { closing_confirmed: confirmed, mode, ..Options::default() };
        options.confirm("things", closing, 200).map_err(|_| ())
    }

    #[test]
    fn more_than_one_in_a_hundred_is_closed_only_by_its_number() {
        assert_eq!(told(2, None, Mode::Write), Ok(None));
        assert_eq!(told(3, None, Mode::Write), Err(()));
        assert_eq!(told(3, Some(2), Mode::Write), Err(()));
        assert_eq!(told(3, Some(4), Mode::Write), Err(()));
        assert_eq!(told(3, Some(3), Mode::Write), Ok(None));
        assert_eq!(told(3, None, Mode::Rehearse), Ok(Some(3)));
    }
}
