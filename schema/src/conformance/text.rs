//! What only the text of a document knows: the parser keeps the last of two equal fields, and knows escapes of 16 bits only.

use crate::limits::tokens_of;
use std::borrow::Cow;
use std::collections::HashSet;

/// What an open bracket began.
enum Open<'a> {
    Arguments,
    /// An input object, with the fields that it has so far.
    Object(HashSet<&'a [u8]>),
    Other,
}

/// The field that stands twice in one input object, of a text that the parser took.
pub fn repeated_field(text: &str) -> Option<&str> {
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut tokens = tokens_of(text).peekable();
    while let Some(token) = tokens.next() {
        match token {
            b"(" => open.push(Open::Arguments),
            b"{" if open.iter().any(|open| matches!(open, Open::Arguments)) => {
                open.push(Open::Object(HashSet::new()));
            }
            b"{" | b"[" => open.push(Open::Other),
            b"}" | b"]" | b")" => {
                open.pop();
            }
            name => {
                if let Some(Open::Object(fields)) = open.last_mut()
                    && tokens.peek().is_some_and(|next| *next == b":")
                    && !fields.insert(name)
                {
                    return std::str::from_utf8(name).ok();
                }
            }
        }
    }
    None
}

/// The text with `"\u{1F600}"` and `"\uD83D\uDE00"` written as the one character that they mean. What means none is left for
/// the parser to refuse.
pub fn with_whole_characters(text: &str) -> Cow<'_, str> {
    // Nearly all texts: the strings of others needn't be looked at.
    if !["\\u{", "\\ud", "\\uD"].iter().any(|escape| text.contains(escape)) {
        return Cow::Borrowed(text);
    }
    let (mut whole, mut taken) = (String::with_capacity(text.len()), 0);
    for token in tokens_of(text) {
        if !token.starts_with(b"\"") || token.starts_with(b"\"\"\"") {
            continue;
        }
        // Tokens are pieces of the text.
        let begins = token.as_ptr().addr() - text.as_ptr().addr();
        let ends = begins + token.len();
        if let (Some(before), Some(string)) = (text.get(taken..begins), text.get(begins..ends)) {
            whole.push_str(before);
            push_whole(&mut whole, string);
            taken = ends;
        }
    }
    whole.push_str(text.get(taken..).unwrap_or_default());
    Cow::Owned(whole)
}

fn push_whole(whole: &mut String, string: &str) {
    let mut rest = string;
    while let Some((before, escape)) = rest.split_once('\\') {
        whole.push_str(before);
        if let Some((character, after)) = beyond(escape) {
            whole.push(character);
            rest = after;
            continue;
        }
        whole.push('\\');
        // What is escaped may be a backslash itself.
        let mut characters = escape.chars();
        whole.extend(characters.next());
        rest = characters.as_str();
    }
    whole.push_str(rest);
}

/// The character that an escape means, behind its backslash, where the parser doesn't know it; and what follows.
fn beyond(escape: &str) -> Option<(char, &str)> {
    let escape = escape.strip_prefix('u')?;
    if let Some(braced) = escape.strip_prefix('{') {
        let (digits, after) = braced.split_once('}')?;
        let character = char::from_u32(hexadecimal(digits)?)?;
        return is_plain(character).then_some((character, after));
    }
    let (high, low) = (hexadecimal(escape.get(..4)?)?, escape.get(4..)?.strip_prefix("\\u")?);
    let (low, after) = (hexadecimal(low.get(..4)?)?, low.get(4..)?);
    let is_pair = (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low);
    let character = char::from_u32(0x1_0000 + ((high & 0x3FF) << 10) + (low & 0x3FF));
    is_pair.then_some(())?;
    Some((character?, after))
}

/// What may stand in a string as it is.
fn is_plain(character: char) -> bool {
    !matches!(character, '"' | '\\' | '\n' | '\r')
}

fn hexadecimal(digits: &str) -> Option<u32> {
    let is_written = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_written.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}
