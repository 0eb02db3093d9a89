//! Every test that `docs/security.md` names exists, and is a test.

use super::nothing_in;
use crate::house::committed::workspace;

#[test]
fn every_test_that_security_md_names_exists() {
    let text = std::fs::read_to_string(workspace().join("docs/security.md")).unwrap();
    let named = named(&text);
    let source = |file: &str| std::fs::read_to_string(workspace().join("docs").join(file));
    let wrong: Vec<String> = named
        .iter()
        .filter(|(file, test)| !source(file).is_ok_and(|source| has_test(&source, test)))
        .map(|(file, test)| format!("{file} has no test {test}"))
        .collect();
    nothing_in(&wrong, "docs/security.md promises these: write the test, or say what is so");
    assert!(named.len() > 20, "the tables are read: {named:?}");
}

#[test]
fn a_test_is_one_only_with_its_attribute() {
    let source = "#[tokio::test]\nasync fn it_is_kept() {}\n\nfn it_is_none() {}\n";
    assert!(has_test(source, "it_is_kept"));
    assert!(!has_test(source, "it_is_none") && !has_test(source, "it_is"));
    let line = "| a | [x.rs](../tests/x.rs) `one`, `two`; [y.rs](../y.rs) `three` (why) |";
    let named = named(line);
    let expected = [("../tests/x.rs", "one"), ("../tests/x.rs", "two"), ("../y.rs", "three")];
    assert_eq!(named, expected.map(|(file, test)| (file.to_owned(), test.to_owned())));
}

/// In each row of a table: the file of a link, and the names in backticks behind it.
fn named(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for row in text.lines().filter(|line| line.starts_with('|')) {
        for part in row.split("](").skip(1).filter(|part| part.starts_with("../")) {
            let Some((file, rest)) = part.split_once(')') else { continue };
            let names = rest.split('`').skip(1).step_by(2);
            found.extend(names.map(|name| (file.to_owned(), name.to_owned())));
        }
    }
    found
}

fn has_test(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let is_it = |line: &str| {
        let line = line.strip_prefix("async ").unwrap_or(line);
        line.strip_prefix("fn ").is_some_and(|rest| rest.starts_with(&format!("{name}(")))
    };
    lines.iter().enumerate().any(|(number, line)| {
        let above = lines[..number].iter().rev().take(3);
        is_it(line) && above.take_while(|line| line.starts_with("#[")).any(|l| l.contains("test"))
    })
}
