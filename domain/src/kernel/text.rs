//! Texts that people write, checked once at the border.

use super::error::{Error, Result, code};

/// Trims a text and checks that it has between 1 and `longest` characters.
///
/// # Errors
/// [`Error::Invalid`] at `path` with `REQUIRED`, `TOO_LONG`, or `MALFORMED` for a NUL, which PostgreSQL can't keep.
pub fn required(text: &str, longest: usize, path: &[&'static str]) -> Result<String> {
    let text = optional(text, longest, path)?;
    if text.is_empty() { Err(Error::invalid(path, code::REQUIRED)) } else { Ok(text) }
}

/// Trims a text that may be empty and checks that it has at most `longest` characters.
///
/// # Errors
/// [`Error::Invalid`] at `path` with `TOO_LONG`, or `MALFORMED` for a NUL, which PostgreSQL can't keep.
pub fn optional(text: &str, longest: usize, path: &[&'static str]) -> Result<String> {
    let text = text.trim();
    if text.contains('\0') {
        return Err(Error::invalid(path, code::MALFORMED));
    }
    if text.chars().count() > longest {
        return Err(Error::invalid(path, code::TOO_LONG));
    }
    Ok(text.to_owned())
}

/// An e-mail address as we keep it: trimmed, lower case, with something on both sides of one `@`.
///
/// # Errors
/// [`Error::Invalid`] at `path`.
pub fn email(text: &str, path: &[&'static str]) -> Result<String> {
    let text = required(text, 254, path)?.to_lowercase();
    let well_formed = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !host.is_empty()
            && !host.contains('@')
            && !text.contains(char::is_whitespace)
    });
    if well_formed { Ok(text) } else { Err(Error::invalid(path, code::MALFORMED)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_trimmed_and_bounded_in_characters() {
        assert_eq!(required("  Žádost o dotaci ", 15, &["title"]).unwrap(), "Žádost o dotaci");
        assert!(required("ž".repeat(16).as_str(), 15, &["title"]).is_err());
        assert!(required("   ", 15, &["title"]).is_err());
        assert!(required("a\0b", 15, &["title"]).is_err());
    }

    #[test]
    fn an_email_is_kept_in_lower_case() {
        assert_eq!(email(" Jana@Example.CZ ", &["email"]).unwrap(), "jana@example.cz");
        for bad in ["jana", "@example.cz", "jana@", "a@b@c", "a b@c"] {
            assert!(email(bad, &["email"]).is_err(), "{bad}");
        }
    }
}
