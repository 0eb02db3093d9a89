//! What a file is announced as, and how it may be called. Pure: no database, no clock.

use super::file_types::FileType;
use super::rejection::Rejection;
use crate::access::Label;
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{AttachmentId, ParticipantId, RequestId};
use crate::kernel::text;
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt::Write as _;

/// How long a name may be, in characters.
const NAME_LONGEST: usize = 200;
/// Bytes of a mebibyte.
pub(super) const MEBIBYTE: i64 = 1024 * 1024;
/// So many files hang on one case at most.
pub(super) const MOST_OF_A_REQUEST: i64 = 100;
/// So many files one person may have announced and not sent.
pub(super) const MOST_ANNOUNCED: i64 = 20;
/// Within this time sending must begin.
pub(super) const BEGINS_WITHIN: TimeDelta = TimeDelta::minutes(10);
/// An address that nobody uses any more is forgotten so long after its end: longer than anybody may go on sending.
pub(super) const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(1);

/// What is announced.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// The case it is for.
    pub request: RequestId,
    /// What it is called, with its ending.
    pub name: String,
    /// How many bytes it has.
    pub size: i64,
    /// The SHA-256 of them, in hexadecimal digits.
    pub sha256: String,
    /// What it is said to be.
    pub media_type: Option<String>,
}

/// The same, as it may be.
#[derive(Debug, Clone)]
pub(super) struct Announced {
    pub(super) name: String,
    pub(super) size: i64,
    pub(super) sha256: Vec<u8>,
    pub(super) file_type: &'static FileType,
}

/// A file that is announced and not here yet.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Which; the attachment will have the same id.
    pub id: AttachmentId,
    /// What of its case it wears.
    pub(crate) label: Label,
    /// What it is called.
    pub name: String,
    /// What it is, by its name.
    pub media_type: String,
    /// How many bytes will come.
    pub size: i64,
    /// The SHA-256 of them.
    pub sha256: Vec<u8>,
    /// Until when sending may begin.
    pub expires_at: DateTime<Utc>,
    /// When it began.
    pub(super) begun_at: Option<DateTime<Utc>>,
}

/// A file of a case.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Which.
    pub id: AttachmentId,
    /// What of its case it wears.
    pub(crate) label: Label,
    /// What it is called.
    pub name: String,
    /// What it is, by its name.
    pub media_type: String,
    /// How many bytes it has.
    pub size: i64,
    /// The SHA-256 of them.
    pub sha256: Vec<u8>,
    /// Who attached it.
    pub attached_by: ParticipantId,
    /// When it was whole.
    pub attached_at: DateTime<Utc>,
}

/// Why a file that was being sent isn't attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It ended early, or came too slowly.
    BrokenOff,
    /// More or fewer bytes came than were announced.
    Size,
    /// Other bytes came than were announced.
    Hash,
    /// It isn't what its name says.
    Content,
    /// It can't be kept now, or the case can't be changed.
    Refused,
}

impl NewFile {
    /// Checks all that can be said without asking anybody.
    pub(super) fn check(&self) -> Result<Announced> {
        let name = file_name(&self.name)?;
        let file_type = FileType::of(&name).ok_or(Rejection::TypeNotAllowed)?;
        if self.media_type.as_ref().is_some_and(|said| said != file_type.media_type) {
            return Err(Error::invalid(&["input", "contentType"], code::MALFORMED));
        }
        if self.size < 1 {
            return Err(Error::invalid(&["input", "size"], code::OUT_OF_RANGE));
        }
        let sha256 = hexadecimal(&self.sha256)
            .ok_or_else(|| Error::invalid(&["input", "sha256"], code::MALFORMED))?;
        Ok(Announced { name, size: self.size, sha256, file_type })
    }
}

impl Upload {
    /// What it must look like. A name that isn't of the list any more is nothing that can come.
    pub fn file_type(&self) -> Option<&'static FileType> {
        FileType::of(&self.name)
    }
}

impl Attachment {
    /// The case it hangs on.
    pub fn request(&self) -> RequestId {
        self.label.request
    }

    /// Whether a browser may show it.
    pub fn is_shown(&self) -> bool {
        FileType::of(&self.name).is_some_and(|known| known.is_shown)
    }

    /// The SHA-256 of its bytes in hexadecimal digits.
    pub fn printed_hash(&self) -> String {
        let mut text = String::with_capacity(64);
        for byte in &self.sha256 {
            // A text takes whatever is written into it.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

impl Why {
    /// As the trail has it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::BrokenOff => "BROKEN_OFF",
            Self::Size => "SIZE",
            Self::Hash => "HASH",
            Self::Content => "CONTENT",
            Self::Refused => "REFUSED",
        }
    }
}

/// A name without a path, and without what makes people read another one: signs that can't be seen, and those that turn the
/// direction of writing round.
fn file_name(name: &str) -> Result<String> {
    let path: &[&'static str] = &["input", "name"];
    let name = text::required(name, NAME_LONGEST, path)?;
    let deceives = |c: char| {
        c.is_control()
            || matches!(c, '/' | '\\' | ':' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    if name.starts_with('.') || name.contains(deceives) {
        return Err(Error::invalid(path, code::MALFORMED));
    }
    Ok(name)
}

/// 64 digits.
fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |sum, digit| sum * 16 + digit))
        .collect();
    (digits.len() == 64).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(name: &str, size: i64, sha256: &str) -> Result<Announced> {
        let (name, sha256) = (name.to_owned(), sha256.to_owned());
        let request = RequestId::from(uuid::Uuid::nil());
        NewFile { request, name, size, sha256, media_type: None }.check()
    }

    #[test]
    fn a_name_is_no_path_and_says_what_it_seems_to() {
        let hash = "0a".repeat(32);
        let file = announced(" Smlouva č. 7/2026.pdf", 1, &hash);
        assert!(matches!(file, Err(Error::Invalid(_))));
        let file = announced(" Smlouva č. 7.pdf ", 1, &hash).unwrap();
        assert_eq!((file.name.as_str(), file.sha256), ("Smlouva č. 7.pdf", vec![10; 32]));
        for name in [
            "",
            "../a.pdf",
            "..\\a.pdf",
            "C:a.pdf",
            "/etc/a.pdf",
            ".a.pdf",
            "a\n.pdf",
            "a\0.pdf",
            "gpj.\u{202E}a.pdf",
            "a\u{200B}.pdf",
        ] {
            assert!(matches!(announced(name, 1, &hash), Err(Error::Invalid(_))), "{name:?}");
        }
        let longest = format!("{}.pdf", "ž".repeat(196));
        assert!(announced(&longest, 1, &hash).is_ok());
        assert!(announced(&format!("ž{longest}"), 1, &hash).is_err());
    }

    #[test]
    fn size_and_hash_are_what_such_things_are() {
        let hash = "0A".repeat(32);
        assert!(announced("a.pdf", 1, &hash).is_ok());
        assert!(announced("a.pdf", 0, &hash).is_err());
        for wrong in ["", "0a", &"0a".repeat(33), &"0x".repeat(32), &"é".repeat(32)] {
            assert!(announced("a.pdf", 1, wrong).is_err(), "{wrong}");
        }
    }
}
