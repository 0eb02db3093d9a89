//! The Czech of the contract's descriptions. The contract itself is described in English, for every client alike; who shows
//! it to people puts this beside it.
//!
//! The table is a catalogue of gettext, which translators have programs for: the English text is the key, so that a text
//! that was changed has no translation until somebody has looked at it again.

use super::ErrorCode;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const CATALOGUE: &str = include_str!("cs.po");

/// By the English description, in one line with single spaces: the Czech one. The codes bring both texts along.
pub fn czech_descriptions() -> &'static BTreeMap<String, String> {
    static READ: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
        let mut found = read(CATALOGUE);
        let codes = ErrorCode::ALL.iter().map(|code| code.texts());
        found.extend(codes.map(|(cs, en)| (en.to_owned(), cs.to_owned())));
        found
    });
    &READ
}

/// Which of the two texts of an entry a line belongs to.
#[derive(Clone, Copy)]
enum Part {
    English,
    Czech,
}

/// Of the format what the table needs: `msgid`, `msgstr`, lines that go on, comments.
fn read(catalogue: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let (mut english, mut czech, mut part) = (String::new(), String::new(), Part::English);
    for line in catalogue.lines().map(str::trim) {
        let text = if let Some(text) = line.strip_prefix("msgid ") {
            found.insert(std::mem::take(&mut english), std::mem::take(&mut czech));
            part = Part::English;
            text
        } else if let Some(text) = line.strip_prefix("msgstr ") {
            part = Part::Czech;
            text
        } else if line.starts_with('"') {
            line
        } else {
            continue;
        };
        match part {
            Part::English => english.push_str(&unquoted(text)),
            Part::Czech => czech.push_str(&unquoted(text)),
        }
    }
    found.insert(english, czech);
    // What stands at the head of a catalogue is about the file; what isn't translated has an empty text.
    found.retain(|english, czech| !english.is_empty() && !czech.is_empty());
    found
}

fn unquoted(text: &str) -> String {
    let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default();
    inside.replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_catalogue_is_read_as_translators_programs_write_it() {
        let catalogue = "# A comment\nmsgid \"\"\nmsgstr \"Language: cs\\n\"\n\n#: somewhere\nmsgid \"A \\\"word\\\".\"\n\
             msgstr \"Slovo.\"\n\nmsgid \"\"\n\"In two \"\n\"lines.\"\nmsgstr \"\"\n\"Na dvou \"\n\"řádcích.\"\n\n\
             msgid \"Later.\"\nmsgstr \"\"\n";
        let found = read(catalogue);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(english, czech)| (english.as_str(), czech.as_str())).collect();
        assert_eq!(found, [("A \"word\".", "Slovo."), ("In two lines.", "Na dvou řádcích.")]);
    }
}
