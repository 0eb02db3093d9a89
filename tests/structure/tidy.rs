//! The manners of STYLE.md that a machine can see. It reads lines, not syntax: rustfmt makes them regular.

use super::nothing_in;
use crate::house::committed::workspace;
use std::path::{Path, PathBuf};

/// A slice may import only what stands left of it.
const SLICES: &[&str] = &[
    "kernel",
    "access",
    "directory",
    "tenancy",
    "catalogue",
    "configuration",
    "identity",
    "onboarding",
    "support",
    "terms",
    "requests",
    "intake",
    "attachments",
    "benefits",
    "periods",
    "activities",
    "worktime",
    "duties",
    "notifications",
    "search",
    "closing",
    "reports",
    "projects",
    "meetings",
    "costs",
    "knowledge",
    "newsletter",
    "monitoring",
    "rollouts",
    "simulation",
];
/// These listen: they know an event's envelope and never its slice.
const LISTENERS: &[&str] = &["audit", "webhooks"];
/// Modules of `domain` that are no slices.
const NO_SLICES: &[&str] = &["tables"];

const LINES_OF_A_FILE: usize = 400;
const LINES_OF_A_FUNCTION: usize = 70;
/// Printed, not written.
const GENERATED: &[&str] = &["domain/src/tables.rs"];
/// If it has no name, it has no place yet.
const NO_NAMES: &[&str] =
    &["utils", "util", "helpers", "helper", "common", "manager", "service", "base", "misc"];

/// A file of ours.
pub(super) struct File {
    /// From the workspace on.
    pub(super) path: String,
    pub(super) text: String,
}

impl File {
    /// Its lines with their numbers, without comments.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(number, line)| (number + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    pub(super) fn at(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {}", self.path, what.trim())
    }

    /// The slice of `domain` it belongs to.
    pub(super) fn slice(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("domain/src/")?;
        let name = inside.split('/').next()?.trim_end_matches(".rs");
        (name != "lib" && !NO_SLICES.contains(&name)).then_some(name)
    }

    fn is_in_store(&self) -> bool {
        let path = Path::new(&self.path);
        path.file_stem().is_some_and(|stem| stem == "store") || self.path.contains("/store/")
    }
}

#[test]
fn a_slice_imports_only_what_stands_left_of_it() {
    let mut wrong = Vec::new();
    for file in rust_files() {
        let Some(slice) = file.slice() else { continue };
        let place = SLICES.iter().position(|name| *name == slice);
        if place.is_none() && !LISTENERS.contains(&slice) {
            wrong.push(format!(
                "{}: {slice} stands in no list of tests/structure/tidy.rs",
                file.path
            ));
            continue;
        }
        for (number, line) in file.code() {
            for imported in imports(line) {
                let may = imported == slice
                    || NO_SLICES.contains(&imported)
                    || match (place, SLICES.iter().position(|name| *name == imported)) {
                        (Some(own), Some(other)) => other < own,
                        (None, Some(other)) => other < 2,
                        (_, None) => false,
                    };
                if !may {
                    wrong.push(file.at(number, line));
                }
            }
        }
    }
    nothing_in(
        &wrong,
        "a slice that needs something from its right listens to its event (ARCHITECTURE.md has the list)",
    );
}

/// The modules of the crate that a line names.
fn imports(line: &str) -> Vec<&str> {
    let word = |text: &'_ str| {
        text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len())
    };
    let mut named = Vec::new();
    for rest in line.split("crate::").skip(1) {
        let list = rest.strip_prefix('{').unwrap_or(rest);
        let (mut depth, mut is_name) = (0, true);
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => is_name = true,
                _ if is_name && c.is_ascii_lowercase() => {
                    named.push(&list[at..at + word(&list[at..])]);
                    is_name = false;
                }
                _ if c != ' ' => is_name = false,
                _ => {}
            }
            if depth < 0 || list.len() == rest.len() && !is_name {
                break;
            }
        }
    }
    named
}

#[test]
fn a_list_of_imports_is_one_line() {
    let of_domain = rust_files().into_iter().filter(|file| file.slice().is_some());
    let wrong = lines_with(of_domain, |_, line| line.contains("crate::{") && !line.contains('}'));
    nothing_in(&wrong, "write one `use crate::slice::…` per slice, so that the arrows can be read");
}

#[test]
fn sql_is_written_in_store_and_in_access_alone() {
    let files = || {
        rust_files().into_iter().filter(|file| file.slice().is_some_and(|slice| slice != "access"))
    };
    let asks =
        lines_with(files().filter(|file| !file.is_in_store()), |_, line| line.contains(".conn()"));
    nothing_in(
        &asks,
        "only a slice's store.rs (or its store/) asks the database: move these there",
    );
    let doors = ["sql_query", "set_config", "batch_execute", "SET ROLE", "SET LOCAL", "establish("];
    let opens = lines_with(files(), |_, line| doors.iter().any(|door| line.contains(door)));
    nothing_in(
        &opens,
        "only domain/src/access sets a tenant or sends SQL as text: say it in diesel",
    );
    let outside = rust_files().into_iter().filter(|file| {
        ["schema/", "server/"].iter().any(|place| file.path.starts_with(place))
            && !is_test(&file.path)
    });
    let names_roles =
        lines_with(outside, |_, line| line.contains("SET ROLE") || line.contains("SET LOCAL"));
    nothing_in(&names_roles, "only domain/src/access takes a database role");
}

#[test]
fn rules_are_pure() {
    let rules = rust_files().into_iter().filter(|file| {
        file.slice().is_some()
            && (file.path.ends_with("/rules.rs") || file.path.contains("/rules/"))
    });
    let wrong = lines_with(rules, |_, line| {
        let has =
            |word: &str| line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == word);
        has("async") || has("ReadTx") || has("WriteTx")
    });
    nothing_in(&wrong, "rules.rs decides and doesn't ask: what it needs is handed to it");
}

#[test]
fn files_and_functions_fit_a_mind() {
    let mut wrong = Vec::new();
    for file in rust_files().iter().filter(|file| !GENERATED.contains(&file.path.as_str())) {
        let length = file.text.lines().count();
        if length > LINES_OF_A_FILE {
            wrong.push(format!("{}: {length} lines, of {LINES_OF_A_FILE}", file.path));
        }
        for (number, name, length) in functions(&file.text) {
            if length > LINES_OF_A_FUNCTION {
                wrong.push(
                    file.at(number, &format!("{name}: {length} lines, of {LINES_OF_A_FUNCTION}")),
                );
            }
        }
    }
    nothing_in(&wrong, "take these apart by what they do");
}

/// Line, head and length of each function; it ends with the brace under its first letter.
fn functions(text: &str) -> Vec<(usize, &str, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let head = line.trim_start();
        let indent = line.len() - head.len();
        let is_function = head.split("fn ").next().is_some_and(|before| {
            head.len() > before.len()
                && before.split_whitespace().all(|word| {
                    word.starts_with("pub")
                        || word.ends_with(')')
                        || ["async", "const", "unsafe"].contains(&word)
                })
        });
        if is_function && !head.ends_with(';') && !head.ends_with('}') {
            let end = lines[number..]
                .iter()
                .position(|line| line.len() == indent + 1 && line.trim() == "}");
            found.push((number + 1, head, end.map_or(1, |end| end + 1)));
        }
    }
    found
}

#[test]
fn every_module_says_what_it_is() {
    let silent: Vec<String> = rust_files()
        .iter()
        .filter(|file| !is_test(&file.path) && !file.text.starts_with("//! "))
        .map(|file| file.path.clone())
        .collect();
    nothing_in(&silent, "begin these with `//!`: what it owns, what it deliberately doesn't");
}

#[test]
fn what_is_left_to_do_has_an_issue() {
    let (to_do, fix_me) = (concat!("TO", "DO"), concat!("FIX", "ME"));
    let mut wrong = Vec::new();
    for file in files(&["rs", "sql", "toml", "md", "yaml", "yml", "sh", "graphql", "ts", "tsx"]) {
        for (number, line) in file.text.lines().enumerate() {
            let numbered = line.split(to_do).skip(1).all(|rest| {
                rest.strip_prefix("(#")
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            });
            let is_rule = file.path.to_lowercase().ends_with(".md") && line.contains('`');
            if !is_rule && (!numbered || line.contains(fix_me)) {
                wrong.push(file.at(number + 1, line));
            }
        }
    }
    nothing_in(&wrong, "give each the number of its issue, `(#123)`, or do it now");
}

#[test]
fn nothing_is_called_by_no_name() {
    let mut wrong = Vec::new();
    for file in files(&["rs", "sql", "ts", "tsx"]) {
        let parts = Path::new(&file.path)
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned());
        for part in parts {
            let stem = part.split('.').next().unwrap_or_default().to_lowercase();
            if NO_NAMES.contains(&stem.as_str()) {
                wrong.push(file.path.clone());
            }
        }
    }
    nothing_in(&wrong, "a name says what is in it: if it has no name, it has no place yet");
}

#[test]
fn a_test_is_ignored_for_a_reason() {
    let wrong = lines_with(rust_files().into_iter(), |_, line| {
        let line = line.trim();
        line.starts_with("#[ignore") && !line.starts_with("#[ignore = \"")
    });
    nothing_in(&wrong, "write `#[ignore = \"why\"]`, or let it run");
}

#[test]
fn every_link_in_the_docs_leads_somewhere() {
    let mut wrong = Vec::new();
    for file in files(&["md"]) {
        let folder = workspace().join(&file.path).parent().map(Path::to_owned).unwrap_or_default();
        for (number, line) in file.text.lines().enumerate() {
            for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let target = target.split(['#', ' ']).next().unwrap_or_default();
                let is_relative =
                    !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:");
                if is_relative && !folder.join(target).exists() {
                    wrong.push(file.at(number + 1, target));
                }
            }
        }
    }
    nothing_in(&wrong, "these links lead nowhere");
}

#[test]
fn no_text_is_called_markup() {
    let pages = rust_files().into_iter().filter(|file| file.path.starts_with("server/"));
    let wrong = lines_with(pages, |_, line| line.contains("PreEscaped"));
    nothing_in(&wrong, "what a page is drawn with is escaped by its type: draw it with `html!`");
}

#[test]
fn functions_and_imports_are_read_as_they_are() {
    let text = "impl A {\n    pub(super) async fn one(\n        a: u8,\n    ) {\n        b();\n    }\n}\n\nconst fn two() -> u8 { 1 }\nfn three() {\n}\n";
    let found: Vec<(usize, usize)> =
        functions(text).iter().map(|(line, _, length)| (*line, *length)).collect();
    assert_eq!(found, [(2, 5), (10, 2)]);
    assert_eq!(
        imports("use crate::kernel::ids::Id; crate::access::Db $crate::requests"),
        ["kernel", "access", "requests"]
    );
}

fn lines_with(
    files: impl Iterator<Item = File>,
    is_wrong: impl Fn(&File, &str) -> bool,
) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in file.code() {
            if is_wrong(&file, line) {
                found.push(file.at(number, line));
            }
        }
    }
    found
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

pub(super) fn rust_files() -> Vec<File> {
    files(&["rs"])
}

/// All files of ours that end so, but what is built or fetched.
fn files(endings: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![workspace()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if !name.starts_with('.')
                    && !["target", "node_modules", "dist"].contains(&name.as_str())
                {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|ending| endings.iter().any(|e| ending == *e)) {
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                let path =
                    path.strip_prefix(workspace()).expect("inside").to_string_lossy().into_owned();
                found.push(File { path, text });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}
