//! What an import did, or would do: in lines for who ran it, and thing by thing for their file.

use std::fmt;

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the file is a list of.
    pub counts: Counts,
    /// What else the file told.
    pub besides: Vec<Counts>,
    /// Rows that were left out on purpose, and which.
    pub skipped: Vec<(usize, &'static str)>,
    /// Thing by thing, in the order of the file.
    pub changes: Vec<Change>,
    /// Only of a rehearsal: so much would be closed that it must be confirmed.
    pub to_confirm: Option<usize>,
}

/// How much of one thing was new, changed, ended, or as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Of what.
    pub what: &'static str,
    /// What wasn't in the register.
    pub new: usize,
    /// What was, with other values.
    pub changed: usize,
    /// What has ended. It stays in the register.
    pub closed: usize,
    /// What was as the file says.
    pub unchanged: usize,
}

/// What happened to one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The line of the file; `None`: the file leaves it out.
    pub line: Option<u64>,
    /// What kind of thing.
    pub what: &'static str,
    /// Which, by its code.
    pub key: String,
    /// What happened.
    pub deed: Deed,
    /// What is another now: the field, what it was, and what it is.
    pub fields: Vec<(&'static str, String, String)>,
}

/// What happens to a thing of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// It is new.
    Opened,
    /// It has other values.
    Changed,
    /// It has ended.
    Closed,
    /// It was left out on purpose.
    Skipped,
}

impl Deed {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Changed => "changed",
            Self::Closed => "closed",
            Self::Skipped => "skipped",
        }
    }
}

impl Counts {
    pub(super) fn of(what: &'static str) -> Self {
        Self { what, new: 0, changed: 0, closed: 0, unchanged: 0 }
    }

    /// Whether the file says anything of it.
    pub(super) fn are_told(&self) -> bool {
        !self.are_nothing() || self.unchanged > 0
    }

    /// Whether the register says already what the file says.
    pub(super) fn are_nothing(&self) -> bool {
        self.new == 0 && self.changed == 0 && self.closed == 0
    }
}

impl Report {
    pub(crate) fn of(what: &'static str) -> Self {
        Self {
            counts: Counts::of(what),
            besides: Vec::new(),
            skipped: Vec::new(),
            changes: Vec::new(),
            to_confirm: None,
        }
    }

    /// Whether the register says already what the file says.
    pub(super) fn is_nothing(&self) -> bool {
        self.besides.iter().chain([&self.counts]).all(Counts::are_nothing)
    }

    /// How many rows of the register are another afterwards.
    pub(super) fn to_write(&self) -> usize {
        let counts = self.besides.iter().chain([&self.counts]);
        counts.map(|counts| counts.new + counts.changed + counts.closed).sum()
    }

    /// Notes a row that was left out on purpose.
    pub(crate) fn skip(&mut self, line: u64, key: impl fmt::Display, which: &'static str) {
        match self.skipped.iter_mut().find(|(_, known)| *known == which) {
            Some((count, _)) => *count += 1,
            None => self.skipped.push((1, which)),
        }
        self.changes.push(Change {
            line: Some(line),
            what: which,
            key: key.to_string(),
            deed: Deed::Skipped,
            fields: Vec::new(),
        });
    }

    /// How many rows were left out on purpose.
    pub(crate) fn skipped_rows(&self) -> usize {
        self.skipped.iter().map(|(count, _)| count).sum()
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, new, changed, closed, unchanged } = self;
        write!(f, "{what}: {new} new, {changed} changed, {closed} closed, {unchanged} unchanged")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.counts)?;
        for (count, which) in &self.skipped {
            write!(f, ", {count} {which} skipped")?;
        }
        self.besides.iter().try_for_each(|counts| write!(f, "\n{counts}"))?;
        if let Some(closing) = self.to_confirm {
            write!(f, "\nso much is closed that it needs --confirm-closing {closing}")?;
        }
        Ok(())
    }
}
