//! Which kinds of files are taken, by the ending of their names, and what each looks like at its beginning. Pure.
//!
//! It is a list of what is taken, not of what is refused: what isn't here can't come in. That a file begins as its kind does
//! says nothing of the rest of it: there is no scan for viruses.

/// So many bytes from the beginning are looked at.
pub const HEAD_BYTES: usize = 4_096;

/// How a kind of file begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looks {
    /// With one of these.
    Magic(&'static [&'static [u8]]),
    /// `RIFF`, a length, `WEBP`.
    Webp,
    /// With this, where white space or a mark of byte order may stand before it.
    After(&'static [u8]),
    /// An archive whose first entry is one of Office Open XML.
    OfficeArchive,
    /// An archive whose first entry says that it is of this media type.
    OpenDocument,
    /// An envelope of DER, as data boxes and signatures have it.
    Der,
    /// Text, and no markup.
    Text,
    /// XML that no browser takes for a page.
    Xml,
    /// A mail: text that begins with a header.
    Mail,
}

/// A kind of file.
#[derive(Debug, PartialEq, Eq)]
pub struct FileType {
    /// How names of such files end, in small letters.
    pub ending: &'static str,
    /// Under which media type it is given out.
    pub media_type: &'static str,
    /// Whether a browser may show it, and needn't keep it as a file.
    pub is_shown: bool,
    looks: Looks,
}

const ZIP: &[u8] = b"PK\x03\x04";
/// A compound file, as the old formats of offices and saved mails are.
const COMPOUND: Looks = Looks::Magic(&[b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"]);
const JPEG: Looks = Looks::Magic(&[b"\xFF\xD8\xFF"]);
const TIFF: Looks = Looks::Magic(&[b"II*\0", b"MM\0*"]);

const fn kept(ending: &'static str, media_type: &'static str, looks: Looks) -> FileType {
    FileType { ending, media_type, is_shown: false, looks }
}

const fn shown(ending: &'static str, media_type: &'static str, looks: Looks) -> FileType {
    FileType { ending, media_type, is_shown: true, looks }
}

/// All of them. The setting `attachments.types` has the same endings.
pub(super) const FILE_TYPES: &[FileType] = &[
    shown("pdf", "application/pdf", Looks::After(b"%PDF-")),
    shown("png", "image/png", Looks::Magic(&[b"\x89PNG\r\n\x1A\n"])),
    shown("jpg", "image/jpeg", JPEG),
    shown("jpeg", "image/jpeg", JPEG),
    shown("gif", "image/gif", Looks::Magic(&[b"GIF87a", b"GIF89a"])),
    shown("webp", "image/webp", Looks::Webp),
    kept("tif", "image/tiff", TIFF),
    kept("tiff", "image/tiff", TIFF),
    kept(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Looks::OfficeArchive,
    ),
    kept(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Looks::OfficeArchive,
    ),
    kept(
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        Looks::OfficeArchive,
    ),
    kept("odt", "application/vnd.oasis.opendocument.text", Looks::OpenDocument),
    kept("ods", "application/vnd.oasis.opendocument.spreadsheet", Looks::OpenDocument),
    kept("odp", "application/vnd.oasis.opendocument.presentation", Looks::OpenDocument),
    kept("doc", "application/msword", COMPOUND),
    kept("xls", "application/vnd.ms-excel", COMPOUND),
    kept("ppt", "application/vnd.ms-powerpoint", COMPOUND),
    kept("msg", "application/vnd.ms-outlook", COMPOUND),
    kept("rtf", "application/rtf", Looks::Magic(&[b"{\\rtf"])),
    kept("txt", "text/plain", Looks::Text),
    kept("csv", "text/csv", Looks::Text),
    kept("xml", "application/xml", Looks::Xml),
    kept("eml", "message/rfc822", Looks::Mail),
    kept("zfo", "application/vnd.software602.filler.form-xml-zip", Looks::Der),
    kept("p7m", "application/pkcs7-mime", Looks::Der),
    kept("zip", "application/zip", Looks::Magic(&[ZIP])),
];

impl FileType {
    /// The kind of a file by its name; `None`: none that is ever taken.
    pub fn of(name: &str) -> Option<&'static Self> {
        let (stem, ending) = name.rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        FILE_TYPES.iter().find(|known| known.ending == ending).filter(|_| !stem.is_empty())
    }

    /// Whether a file that begins so may be of this kind. `head` is its first [`HEAD_BYTES`], or all of it.
    pub fn may_begin_with(&self, head: &[u8]) -> bool {
        match self.looks {
            Looks::Magic(magic) => magic.iter().any(|magic| head.starts_with(magic)),
            Looks::Webp => {
                head.starts_with(b"RIFF")
                    && head.get(8..12).is_some_and(|word| word == b"WEBP".as_slice())
            }
            Looks::After(magic) => without_blanks(head).starts_with(magic),
            Looks::OfficeArchive => first_entry(head).is_some_and(is_of_office),
            Looks::OpenDocument => is_open_document(head, self.media_type),
            Looks::Der => {
                head.first() == Some(&0x30) && head.get(1).is_some_and(|byte| byte & 0x80 != 0)
            }
            Looks::Text => is_text(head) && !without_blanks(head).starts_with(b"<"),
            Looks::Xml => {
                is_text(head) && without_blanks(head).starts_with(b"<?xml") && !is_page(head)
            }
            Looks::Mail => is_text(head) && begins_with_a_header(head),
        }
    }
}

/// Behind a mark of byte order and white space.
fn without_blanks(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start()
}

/// The name of an archive's first entry.
fn first_entry(head: &[u8]) -> Option<&[u8]> {
    let length = head.strip_prefix(ZIP).and(head.get(26..28))?;
    let length = length.iter().rev().fold(0, |sum, byte| sum * 256 + usize::from(*byte));
    head.get(30..30_usize.checked_add(length)?)
}

fn is_of_office(name: &[u8]) -> bool {
    let begins: [&[u8]; 7] =
        [b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/", b"customXml/"];
    begins.iter().any(|begin| name.starts_with(begin))
}

/// Its first entry is called `mimetype`, isn't packed, and says the media type.
fn is_open_document(head: &[u8], media_type: &str) -> bool {
    first_entry(head).is_some_and(|name| name == b"mimetype".as_slice())
        && head.get(38..).is_some_and(|content| content.starts_with(media_type.as_bytes()))
}

/// No byte that no text has. Which encoding it is isn't asked: offices still have several.
fn is_text(head: &[u8]) -> bool {
    let is_blank = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C);
    !head.iter().any(|byte| (*byte < 0x20 && !is_blank(byte)) || *byte == 0x7F)
}

fn is_page(head: &[u8]) -> bool {
    let words: [&[u8]; 5] = [b"<html", b"<svg", b"/xhtml", b"<script", b"xml-stylesheet"];
    let small = head.to_ascii_lowercase();
    words.iter().any(|word| small.windows(word.len()).any(|part| part == *word))
}

fn begins_with_a_header(head: &[u8]) -> bool {
    let name = head.iter().position(|byte| *byte == b':').and_then(|end| head.get(..end));
    name.is_some_and(|name| {
        !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configuration::{SettingKey, settings::Takes};

    fn archive(entry: &str, content: &str) -> Vec<u8> {
        let mut bytes = ZIP.to_vec();
        bytes.resize(26, 0);
        bytes.extend([u8::try_from(entry.len()).unwrap(), 0, 0, 0]);
        bytes.extend(entry.as_bytes());
        bytes.extend(content.as_bytes());
        bytes
    }

    #[test]
    fn the_setting_has_the_same_endings() {
        let Takes::Words { words, default } = SettingKey::AttachmentTypes.definition().takes else {
            panic!("it takes words");
        };
        let endings: Vec<&str> = FILE_TYPES.iter().map(|known| known.ending).collect();
        assert_eq!(words, endings);
        assert!(!default.contains(&"zip") && default.contains(&"pdf"));
    }

    #[test]
    fn a_name_has_its_kind_by_its_last_ending() {
        let ending = |name| FileType::of(name).map(|known| known.ending);
        assert_eq!(ending("Smlouva č. 7.PDF"), Some("pdf"));
        assert_eq!(ending("page.html.pdf"), Some("pdf"));
        for name in ["page.pdf.html", "pdf", ".pdf", "a.", "a.exe", "a.svg", "a.docm", "a.pdf "] {
            assert_eq!(ending(name), None, "{name}");
        }
    }

    #[test]
    fn each_kind_takes_its_own_beginning_and_no_page() {
        let office = archive("[Content_Types].xml", "<");
        let text = archive("mimetype", "application/vnd.oasis.opendocument.text");
        let beginnings: &[(&str, &[u8])] = &[
            ("pdf", b"%PDF-1.7\n"),
            ("pdf", b"\xEF\xBB\xBF\r\n%PDF-1.4"),
            ("png", b"\x89PNG\r\n\x1A\n...."),
            ("jpg", b"\xFF\xD8\xFF\xE0"),
            ("gif", b"GIF89a"),
            ("webp", b"RIFF\x10\0\0\0WEBPVP8 "),
            ("tiff", b"II*\0"),
            ("docx", &office),
            ("odt", &text),
            ("xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
            ("rtf", b"{\\rtf1"),
            ("txt", "Vážená paní starostko,\n".as_bytes()),
            ("csv", b"\x8E;1\r\n"),
            ("xml", b"<?xml version=\"1.0\"?><Invoice/>"),
            ("eml", b"Received: from a\r\n"),
            ("zfo", b"\x30\x82\x01"),
            ("zip", &office),
        ];
        let page = b"\n<!DOCTYPE html><script>alert(1)</script>".as_slice();
        for (ending, head) in beginnings {
            let known = FileType::of(&format!("a.{ending}")).unwrap();
            assert!(known.may_begin_with(head), "{ending}");
            assert!(!known.may_begin_with(page) && !known.may_begin_with(b"MZ\x90\0"), "{ending}");
        }
        for (ending, head) in [
            ("ods", text.as_slice()),
            ("docx", &text),
            ("pdf", b"GIF89a"),
            ("xml", b"<?xml version=\"1.0\"?><svg xmlns=\"x\"/>"),
            ("xml", b"<?xml version=\"1.0\"?><HTML xmlns=\"x\"/>"),
            ("txt", b"a\0b"),
            ("eml", b"no header"),
            ("docx", b"PK\x03\x04"),
            ("webp", b"RIFF"),
            ("pdf", b""),
        ] {
            let known = FileType::of(&format!("a.{ending}")).unwrap();
            assert!(!known.may_begin_with(head), "{ending} {head:?}");
        }
    }
}
