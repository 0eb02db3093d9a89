//! What came back, and how a story looks at it.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// An HTTP status and a JSON body.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    pub fn new(status: u16, text: &str) -> Self {
        let body = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        Self { status, body }
    }

    /// A piece of `data`, by a JSON pointer such as `/requests/nodes/0/title`; what isn't there is null.
    pub fn data(&self, pointer: &str) -> &Value {
        self.body.pointer(&format!("/data{pointer}")).unwrap_or(&Value::Null)
    }

    /// The same as a text.
    pub fn text(&self, pointer: &str) -> &str {
        self.data(pointer).as_str().unwrap_or_else(|| panic!("no text at {pointer} of {self}"))
    }

    /// The same as a number.
    pub fn number(&self, pointer: &str) -> i64 {
        self.data(pointer).as_i64().unwrap_or_else(|| panic!("no number at {pointer} of {self}"))
    }

    /// The items of a list.
    pub fn list(&self, pointer: &str) -> &[Value] {
        self.data(pointer).as_array().unwrap_or_else(|| panic!("no list at {pointer} of {self}"))
    }

    /// One field of each item of a list.
    pub fn each(&self, pointer: &str, field: &str) -> Vec<&str> {
        let text = |item: &'_ Value| -> Option<String> { Some(item[field].as_str()?.to_owned()) };
        let items = self.list(pointer);
        assert!(items.iter().all(|item| text(item).is_some()), "no {field} in {self}");
        items.iter().filter_map(|item| item[field].as_str()).collect()
    }

    /// Top-level errors.
    pub fn errors(&self) -> &[Value] {
        self.body["errors"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The code of the only top-level error; `""`: there is none.
    pub fn code(&self) -> &str {
        match self.errors() {
            [] => "",
            [one] => one["extensions"]["code"].as_str().unwrap_or("without a code"),
            _ => panic!("several errors: {self}"),
        }
    }

    /// The codes of what is to be mended, of all root fields.
    pub fn mend(&self) -> Vec<&str> {
        let Some(fields) = self.body["data"].as_object() else { return Vec::new() };
        // Of what is done with several, each result has its own.
        let results = fields.values().filter_map(|field| field["results"].as_array()).flatten();
        let all = fields.values().chain(results);
        let errors = all.filter_map(|field| field["userErrors"].as_array()).flatten();
        errors.filter_map(|error| error["code"].as_str()).collect()
    }

    /// The code of the only "no", whichever way it was said.
    pub fn no(&self) -> &str {
        match self.mend()[..] {
            [] => self.code(),
            [one] => {
                assert_eq!(self.code(), "", "{self}");
                one
            }
            _ => panic!("several: {self}"),
        }
    }

    /// Neither an error nor something to mend.
    pub fn is_done(&self) -> bool {
        self.errors().is_empty() && self.mend().is_empty()
    }

    /// A piece of the body, by a JSON pointer, as it goes into a snapshot: ids numbered in the order in which they appear,
    /// traces and instants that nobody can foresee blanked.
    pub fn shown_at(&self, pointer: &str) -> String {
        let mut piece = self.body.pointer(pointer).cloned().unwrap_or_default();
        blank(&mut piece, &mut BTreeMap::new());
        laid_out(&piece, 0)
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:#}", self.status, self.body)
    }
}

/// What fits stands on one line.
fn laid_out(value: &Value, indent: usize) -> String {
    let flat = value.to_string();
    if indent + flat.chars().count() <= 90 {
        return flat;
    }
    let (open, close, items): (_, _, Vec<String>) = match value {
        Value::Array(items) => {
            ("[", "]", items.iter().map(|item| laid_out(item, indent + 2)).collect())
        }
        Value::Object(fields) => {
            let field = |(name, field): (&String, &Value)| {
                format!("\"{name}\": {}", laid_out(field, indent + 2))
            };
            ("{", "}", fields.iter().map(field).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return flat,
    };
    let inside = " ".repeat(indent + 2);
    let lines: Vec<String> = items.iter().map(|item| format!("{inside}{item}")).collect();
    format!("{open}\n{}\n{}{close}", lines.join(",\n"), " ".repeat(indent))
}

type Named = BTreeMap<String, String>;

fn blank(value: &mut Value, named: &mut Named) {
    match value {
        Value::String(text) => {
            if let Some(shown) = shown(text, named) {
                *text = shown;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| blank(item, named)),
        Value::Object(fields) => fields.values_mut().for_each(|field| blank(field, named)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn shown(text: &str, named: &mut Named) -> Option<String> {
    let is_hexadecimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if text.len() == 32 && is_hexadecimal(text) {
        return Some("(trace)".to_owned());
    }
    if text.starts_with("cst_") && text.len() == 68 {
        return Some("(secret)".to_owned());
    }
    if let Some((address, secret)) = text.split_once("?secret=")
        && secret.starts_with("csl_")
        && secret.len() == 68
    {
        return Some(format!("{address}?secret=(secret)"));
    }
    // Deadlines are whole seconds; what happened when it happened is not.
    if let Some((day, time)) = text.split_once('T')
        && day.parse::<chrono::NaiveDate>().is_ok()
        && time.contains('.')
    {
        return Some(format!("{day} (some time)"));
    }
    let (kind, id) = text.rsplit_once('_')?;
    let is_id = id.len() == 26 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !is_id {
        return None;
    }
    let number = named.keys().filter(|name| name.starts_with(kind)).count() + 1;
    let name = named.entry(text.to_owned()).or_insert_with(|| format!("{kind} {number}"));
    Some(name.clone())
}
