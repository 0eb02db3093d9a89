//! The audit trail's envelope. What an event means is its slice's; that it can carry no prose is decided here, by types.

use super::secrecy::Secrecy;
use crate::kernel::ids::{MemberId, RequestId, TypedId};
use chrono::NaiveDate;
use serde_json::{Map, Value};

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Event {
    /// What happened, in the past: `request.closed`.
    pub kind: &'static str,
    /// To what.
    pub subject: Subject,
    /// Whose it is, and who may read it.
    pub whose: Whose,
    /// The staff's own, like an internal comment.
    pub is_internal: bool,
    /// What else there is to know.
    pub facts: Vec<(&'static str, Fact)>,
}

impl Event {
    /// An event of the whole tenant.
    pub fn of_tenant(
        kind: &'static str,
        subject: Subject,
        facts: Vec<(&'static str, Fact)>,
    ) -> Self {
        Self { kind, subject, whose: Whose::Tenant(Secrecy::Open), is_internal: false, facts }
    }

    pub(super) fn payload(&self) -> Value {
        Value::Object(
            self.facts
                .iter()
                .map(|(name, fact)| ((*name).to_owned(), fact.json()))
                .collect::<Map<_, _>>(),
        )
    }
}

/// Whose an event is.
#[derive(Debug, Clone, Copy)]
pub enum Whose {
    /// A case's: it wears the case's label.
    Case(Label),
    /// The whole tenant's, for those of the staff who are cleared. What a mayor does beside cases is the own municipality's
    /// all the same: the whole tenant's trail isn't theirs to write.
    Tenant(Secrecy),
    /// One member's, beside cases; its municipality sees it.
    Member(MemberId),
}

impl Whose {
    /// Case, member, secrecy, and whether the member's municipality sees it. `of_no_case` is the member whose an event of no
    /// case is; `None`: it is the whole tenant's.
    pub(super) fn columns(
        self,
        of_no_case: Option<MemberId>,
    ) -> (Option<RequestId>, Option<MemberId>, Secrecy, bool) {
        match self {
            Self::Case(label) => {
                (Some(label.request), Some(label.member), label.secrecy, label.shown_to_member)
            }
            Self::Tenant(secrecy) => (None, of_no_case, secrecy, of_no_case.is_some()),
            Self::Member(member) => (None, Some(member), Secrecy::Open, true),
        }
    }
}

/// Which row of the case's label an event wears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// The case.
    pub request: RequestId,
    /// Whose it is.
    pub member: MemberId,
    /// Who of the staff may read it.
    pub secrecy: Secrecy,
    /// Whether its municipality sees it.
    pub shown_to_member: bool,
}

/// What an event happened to: an id of ours, or a code of a register.
#[derive(Debug, Clone)]
pub struct Subject(String);

impl Subject {
    /// By an id of ours.
    pub fn id(id: impl TypedId) -> Self {
        Self(id.print())
    }

    /// By a code, e.g. `service_LEGAL-ADVICE`. The code is one we keep: ours or a register's, never typed-in prose.
    ///
    /// # Panics
    /// On anything but letters, digits, `-` and `_`: nobody typed it into a form.
    pub fn code(kind: &'static str, code: &str) -> Self {
        let is_code = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(
            code.chars().all(is_code),
            "the subject of an event is a code of ours or a register's"
        );
        Self(format!("{kind}_{code}"))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A value an event may carry. There is no variant for a text: what a person wrote stays where its label protects it.
#[derive(Debug, Clone)]
pub enum Fact {
    /// An id.
    Id(PrintedId),
    /// A word of ours.
    Word(&'static str),
    /// A number.
    Number(i64),
    /// A day.
    Day(NaiveDate),
    /// Yes or no.
    Flag(bool),
}

/// An id as the API prints it. Made only of an id, or of a code as a subject is, so that no text can pass for one.
#[derive(Debug, Clone)]
pub struct PrintedId(String);

impl Fact {
    /// An id.
    pub fn id(id: impl TypedId) -> Self {
        Self::Id(PrintedId(id.print()))
    }

    /// A code, e.g. `service_LEGAL-ADVICE`, under the conditions of [`Subject::code`].
    ///
    /// # Panics
    /// As there.
    pub fn code(kind: &'static str, code: &str) -> Self {
        let Subject(printed) = Subject::code(kind, code);
        Self::Id(PrintedId(printed))
    }

    /// How many.
    pub fn count(things: usize) -> Self {
        Self::Number(i64::try_from(things).unwrap_or(i64::MAX))
    }

    fn json(&self) -> Value {
        match self {
            Self::Id(PrintedId(id)) => Value::from(id.as_str()),
            Self::Word(word) => Value::from(*word),
            Self::Number(number) => Value::from(*number),
            Self::Day(day) => Value::from(day.to_string()),
            Self::Flag(flag) => Value::from(*flag),
        }
    }
}
