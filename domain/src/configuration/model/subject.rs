//! What a line of an upgrade is about, and by which word it is called.

use crate::kernel::ids::{MemberId, TypedId as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A setting, of the tenant or of a membership.
    Setting {
        /// Its key.
        key: String,
        /// Of which membership; `None`: of the tenant.
        member: Option<MemberId>,
    },
    /// Whether a service is offered.
    Offer {
        /// Its code.
        service: String,
    },
    /// A service's closing time, in working days.
    Closing {
        /// Its code.
        service: String,
    },
}

/// `setting:tokens.longest_days`, `setting:requests.shown_to_member@member_…`, `offer:IT-CLOUD`, `closing:IT-CLOUD`.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting { key, member: None } => write!(f, "setting:{key}"),
            Self::Setting { key, member: Some(member) } => write!(f, "setting:{key}@{member}"),
            Self::Offer { service } => write!(f, "offer:{service}"),
            Self::Closing { service } => write!(f, "closing:{service}"),
        }
    }
}

impl Subject {
    /// The one that is called so.
    pub fn parse(text: &str) -> Option<Self> {
        let (of, name) = text.split_once(':')?;
        match of {
            "setting" => {
                let (key, member) = match name.split_once('@') {
                    None => (name, None),
                    Some((key, member)) => (key, Some(MemberId::read(member)?)),
                };
                Some(Self::Setting { key: key.to_owned(), member })
            }
            "offer" => Some(Self::Offer { service: name.to_owned() }),
            "closing" => Some(Self::Closing { service: name.to_owned() }),
            _ => None,
        }
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("no subject of a line"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_subject_is_read_as_it_is_called_and_nothing_else_is_one() {
        let member = Some(MemberId::from(Uuid::from_u128(7)));
        for subject in [
            Subject::Setting { key: "tokens.longest_days".into(), member: None },
            Subject::Setting { key: "requests.shown_to_member".into(), member },
            Subject::Offer { service: "IT-CLOUD".into() },
            Subject::Closing { service: "IT-CLOUD".into() },
        ] {
            assert_eq!(Subject::parse(&subject.to_string()), Some(subject));
        }
        for odd in ["", "offer", "tenant:x", "setting:a@tenant_01"] {
            assert_eq!(Subject::parse(odd), None, "{odd}");
        }
    }
}
