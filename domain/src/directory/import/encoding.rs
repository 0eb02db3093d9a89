//! The bytes of a file as text: in which encoding, and whether that can be so. It doesn't know columns.

use super::refusal::ImportError;
use encoding_rs::WINDOWS_1250;

/// How a file's letters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// Windows' Central European one, in which the Statistical Office publishes.
    Windows1250,
}

impl Encoding {
    /// Its name, as people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Windows1250 => "windows-1250",
        }
    }
}

const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF_16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// What else than ASCII stands in Czech registers. Every byte means something in windows-1250, so that only this tells a
/// file in ISO 8859-2 or code page 852, or a damaged UTF-8, from one in windows-1250: ž becomes ľ there, § or Ĺľ.
const CZECH: &str = "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽäëöüÄËÖÜß§°×€–—…‚‘’„“”\u{a0}";

/// A file as text, in the encoding that was said, or else in the one that it can only be.
///
/// # Errors
/// [`ImportError::EncodingWrong`] and [`ImportError::EncodingUnknown`], with the line that shows it.
pub(super) fn text_of(bytes: &[u8], said: Option<Encoding>) -> Result<String, ImportError> {
    if UTF_16_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(ImportError::EncodingUnknown { line: 1 });
    }
    let unmarked = bytes.strip_prefix(UTF_8_MARK);
    let utf_8 = std::str::from_utf8(unmarked.unwrap_or(bytes));
    match (said, utf_8) {
        (Some(Encoding::Windows1250), Ok(text)) => {
            // What is good UTF-8 and more than ASCII is never windows-1250: two such bytes in a row make no Czech word.
            match text.find(|letter: char| !letter.is_ascii()) {
                Some(place) => Err(wrong(Encoding::Windows1250, bytes, place)),
                None if unmarked.is_some() => Err(wrong(Encoding::Windows1250, bytes, 0)),
                None => Ok(text.to_owned()),
            }
        }
        (None | Some(Encoding::Utf8), Ok(text)) => Ok(text.to_owned()),
        (Some(Encoding::Utf8), Err(error)) => {
            Err(wrong(Encoding::Utf8, bytes, error.valid_up_to()))
        }
        (Some(Encoding::Windows1250), Err(_)) => windows_1250(bytes)
            .map_err(|line| ImportError::EncodingWrong { said: Encoding::Windows1250, line }),
        (None, Err(error)) if unmarked.is_some() => {
            Err(ImportError::EncodingUnknown { line: line_at(bytes, error.valid_up_to()) })
        }
        (None, Err(_)) => windows_1250(bytes).map_err(|line| ImportError::EncodingUnknown { line }),
    }
}

/// `Err`: the line on which something stands that no Czech register has.
fn windows_1250(bytes: &[u8]) -> Result<String, usize> {
    let (text, _) = WINDOWS_1250.decode_without_bom_handling(bytes);
    let is_odd = |letter: char| !letter.is_ascii() && !CZECH.contains(letter);
    match text.lines().position(|line| line.contains(is_odd)) {
        Some(above) => Err(above + 1),
        None => Ok(text.into_owned()),
    }
}

fn wrong(said: Encoding, bytes: &[u8], place: usize) -> ImportError {
    ImportError::EncodingWrong { said, line: line_at(bytes, place) }
}

fn line_at(bytes: &[u8], place: usize) -> usize {
    bytes.iter().take(place).filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "kod;nazev\n1;Želechovice nad Dřevnicí\n2;Třebíč\n";

    fn in_windows_1250() -> Vec<u8> {
        WINDOWS_1250.encode(TEXT).0.into_owned()
    }

    /// The code and the line of a refusal.
    fn refused(bytes: &[u8], said: Option<Encoding>) -> String {
        let error = text_of(bytes, said).expect_err("it can't be read so");
        error.to_string().lines().last().unwrap_or_default().to_owned()
    }

    #[test]
    fn an_encoding_is_recognised_or_said() {
        let marked = [UTF_8_MARK, TEXT.as_bytes()].concat();
        for (bytes, encoding) in [
            (TEXT.as_bytes(), Encoding::Utf8),
            (&marked, Encoding::Utf8),
            (&in_windows_1250(), Encoding::Windows1250),
        ] {
            assert_eq!(text_of(bytes, None).unwrap(), TEXT);
            assert_eq!(text_of(bytes, Some(encoding)).unwrap(), TEXT);
        }
        // Nothing but ASCII is the same in both.
        assert_eq!(text_of(b"1;2\n", Some(Encoding::Windows1250)).unwrap(), "1;2\n");
    }

    #[test]
    fn a_wrong_encoding_is_refused_with_the_line_that_shows_it() {
        let said_utf_8 = refused(&in_windows_1250(), Some(Encoding::Utf8));
        assert!(said_utf_8.contains("ENCODING_WRONG: line 2"), "{said_utf_8}");
        for bytes in [TEXT.as_bytes(), &[UTF_8_MARK, b"1\n2\n"].concat()] {
            let said = refused(bytes, Some(Encoding::Windows1250));
            assert!(said.contains("ENCODING_WRONG: line "), "{said}");
        }
    }

    #[test]
    fn what_is_neither_is_not_taken_for_windows_1250() {
        let iso_8859_2 = encoding_rs::ISO_8859_2.encode(TEXT).0;
        // ě, ř and ž of code page 852.
        let code_page_852 = b"kod;nazev\n1;T\xfdeb\xa1\x9f\n";
        let damaged = [TEXT.as_bytes(), b"3;\xff\n"].concat();
        let utf_16: Vec<u8> = std::iter::once(0xfeff_u16)
            .chain(TEXT.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for (bytes, line) in
            [(&*iso_8859_2, 2), (&code_page_852[..], 2), (&damaged, 2), (&utf_16, 1)]
        {
            let told = refused(bytes, None);
            assert!(told.contains(&format!("ENCODING_UNKNOWN: line {line} ")), "{told}");
        }
        let told = refused(&iso_8859_2, Some(Encoding::Windows1250));
        assert!(told.contains("ENCODING_WRONG: line 2"), "{told}");
    }
}
