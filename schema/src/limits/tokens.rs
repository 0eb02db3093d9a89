//! Counts the tokens of a GraphQL text without parsing it, in one pass and without memory.
//!
//! It accepts any text: what is no token counts as one, the parser will say what is wrong. Where
//! the parser is laxer than the specification (`[00]` is two numbers to it) the parser is
//! followed, since its work is what the limit bounds.

use super::{Broken, Limits};

/// The number of tokens, or the limit that was reached first.
pub(super) fn count(text: &str, limits: &Limits) -> Result<usize, Broken> {
    let (mut tokens, mut open) = (0_usize, 0_usize);
    for token in tokens_of(text) {
        match token {
            [b'{' | b'(' | b'['] => {
                open += 1;
                if open > limits.nesting_max {
                    return Err(Broken::Nesting(limits.nesting_max));
                }
            }
            [b'}' | b')' | b']'] => open = open.saturating_sub(1),
            _ => {}
        }
        tokens += 1;
        if tokens > limits.tokens_max {
            return Err(Broken::Tokens(limits.tokens_max));
        }
    }
    Ok(tokens)
}

/// The tokens, one after another, without what stands between them.
pub(crate) fn tokens_of(text: &str) -> impl Iterator<Item = &[u8]> {
    let mut rest = text.as_bytes();
    std::iter::from_fn(move || {
        loop {
            let [first, after @ ..] = rest else { return None };
            match (first, after) {
                (b' ' | b'\t' | b'\r' | b'\n' | b',', _) => rest = after,
                (b'#', _) => rest = skip_while(after, |byte| !matches!(byte, b'\r' | b'\n')),
                (0xEF, [0xBB, 0xBF, after @ ..]) => rest = after,
                _ => {
                    let left = after_token(*first, after);
                    let token = rest.get(..rest.len() - left.len()).unwrap_or_default();
                    rest = left;
                    return Some(token);
                }
            }
        }
    })
}

/// What follows the token that begins with `first`.
fn after_token(first: u8, after: &[u8]) -> &[u8] {
    match (first, after) {
        (b'"', [b'"', b'"', after @ ..]) => after_block_string(after),
        (b'"', _) => after_string(after),
        (b'.', [b'.', b'.', after @ ..]) => after,
        (b'-', [digit @ b'0'..=b'9', after @ ..]) => after_number(*digit, after),
        (b'0'..=b'9', _) => after_number(first, after),
        (b'a'..=b'z' | b'A'..=b'Z' | b'_', _) => {
            skip_while(after, |byte| byte.is_ascii_alphanumeric() || byte == b'_')
        }
        // The rest of a character that no token begins with.
        (0x80.., _) => skip_while(after, |byte| matches!(byte, 0x80..=0xBF)),
        _ => after,
    }
}

fn after_string(mut rest: &[u8]) -> &[u8] {
    loop {
        rest = match rest {
            [b'"', after @ ..] => return after,
            [] | [b'\r' | b'\n', ..] => return rest,
            [b'\\', b'"' | b'\\', after @ ..] | [_, after @ ..] => after,
        };
    }
}

fn after_block_string(mut rest: &[u8]) -> &[u8] {
    loop {
        rest = match rest {
            [] => return rest,
            [b'"', b'"', b'"', after @ ..] => return after,
            [b'\\', b'"', b'"', b'"', after @ ..] | [_, after @ ..] => after,
        };
    }
}

fn after_number(first: u8, rest: &[u8]) -> &[u8] {
    let whole = if first == b'0' { rest } else { after_digits(rest) };
    let fraction = match whole {
        [b'.', b'0'..=b'9', after @ ..] => after_digits(after),
        _ => whole,
    };
    match fraction {
        [b'e' | b'E', b'0'..=b'9', after @ ..]
        | [b'e' | b'E', b'+' | b'-', b'0'..=b'9', after @ ..] => after_digits(after),
        _ => fraction,
    }
}

fn after_digits(rest: &[u8]) -> &[u8] {
    skip_while(rest, |byte| byte.is_ascii_digit())
}

fn skip_while(rest: &[u8], skipped: impl Fn(u8) -> bool) -> &[u8] {
    let length = rest.iter().take_while(|byte| skipped(**byte)).count();
    rest.get(length..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::count;
    use crate::limits::{Broken, Limits};
    use proptest::prelude::*;

    fn tokens(text: &str) -> usize {
        count(text, &Limits::default()).unwrap()
    }

    #[test]
    fn known_texts_have_their_number_of_tokens() {
        for (text, expected) in [
            ("", 0),
            (" \t\r\n,,,\u{feff}# a comment { } \" ...", 0),
            ("# one\r{#two\n}", 2),
            ("{ a }", 3),
            ("{a,b c}", 5),
            ("{a:b(c:$d)@e{...F ...on G{h}}}", 23),
            ("query Q($a: [Int!]! = [1, -2.5e+3, 0.1E4]) { a(b: $a) | & = }", 30),
            (r#"("" "a" "\"" "\\" "\u0041" """""" """a"b""c\"""d""" "")"#, 10),
            ("(\"not closed\n a", 3),
            ("\"\"\"not closed { a }", 1),
            ("[0 00 -1 1-2 1.5 1. 1e5 1e -]", 15),
            ("....", 2),
            ("..", 2),
            ("ěšč", 3),
            ("\u{0}\u{7f}", 2),
        ] {
            assert_eq!(tokens(text), expected, "{text}");
        }
    }

    #[test]
    fn the_limit_itself_is_fine_and_one_more_is_not() {
        let text = |names: usize| format!("{{{}}}", " a".repeat(names));
        assert_eq!(tokens(&text(1_998)), 2_000);
        assert_eq!(count(&text(1_999), &Limits::default()), Err(Broken::Tokens(2_000)));
    }

    #[test]
    fn brackets_of_any_kind_are_not_nested_without_end() {
        for (open, close) in [("{a", "}"), ("[", "]"), ("(a:", ")")] {
            let text = |levels: usize| open.repeat(levels) + &close.repeat(levels);
            assert!(count(&text(32), &Limits::default()).is_ok());
            assert_eq!(count(&text(33), &Limits::default()), Err(Broken::Nesting(32)));
            assert_eq!(count(&open.repeat(100_000), &Limits::default()), Err(Broken::Nesting(32)));
        }
        assert!(count(&"{}".repeat(900), &Limits::default()).is_ok());
        assert!(count(&"}".repeat(900), &Limits::default()).is_ok());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let tokens = count(&text, &Limits { tokens_max: usize::MAX, ..Limits::default() });
            prop_assert!(tokens.is_err() || tokens.unwrap() <= text.chars().count());
        }

        #[test]
        fn no_text_that_looks_like_graphql_makes_it_panic(
            text in r#"[{}()\[\]"\\.#a0\-e+:$@ \n\r,éx!|&=]{0,200}"#
        ) {
            let tokens = count(&text, &Limits { tokens_max: usize::MAX, ..Limits::default() });
            prop_assert!(tokens.is_err() || tokens.unwrap() <= text.chars().count());
        }

        #[test]
        fn tokens_with_blanks_between_are_counted_exactly(
            written in prop::collection::vec(
                prop::sample::select(vec![
                    "a", "_b9", "query", "0", "-1", "12.5e-3", "\"s { } #\"", "\"\\\"\"",
                    "\"\"\"b \" \"\" \\\"\"\" \n c\"\"\"", "...", ":", "$", "@", "!", "=", "|", "&",
                ]),
                0..200,
            ),
            blank in prop::sample::select(vec![" ", ",", "\n", "\r\n", " # { \" a\n", "\u{feff}"]),
        ) {
            prop_assert_eq!(tokens(&written.join(blank)), written.len());
        }
    }
}
