//! CSV as a Czech spreadsheet opens it by itself: UTF-8 with a byte-order mark, semicolons, decimal commas, lines that end as
//! in RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe in front.

use domain::kernel::money::printed;

/// By it a spreadsheet knows that it is UTF-8.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';
/// How a line ends.
pub(super) const END: &str = "\r\n";

/// A text, which is never a formula. Numbers aren't quoted, and may be less than nothing.
pub(super) fn quoted(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// An amount in crowns.
pub(super) fn crowns(haler: i64) -> String {
    printed(haler).replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::{crowns, quoted};

    #[test]
    fn a_text_is_never_a_formula_and_stays_one_cell() {
        for (text, cell) in [
            ("Svazek Hlučínsko", "\"Svazek Hlučínsko\""),
            ("=1+1", "\"'=1+1\""),
            ("+420", "\"'+420\""),
            ("-", "\"'-\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\tx", "\"'\tx\""),
            ("\rx", "\"'\rx\""),
            ("a=b; \"c\"\n", "\"a=b; \"\"c\"\"\n\""),
            ("", "\"\""),
        ] {
            assert_eq!(quoted(text), cell);
        }
    }

    #[test]
    fn amounts_have_a_comma() {
        assert_eq!(crowns(-1_351_405), "-13514,05");
    }
}
