//! A guide that is a story: a page of prose with questions, and below each the answer that came. What stands between as a
//! comment of the page (`<!-- … -->`) happens there.

use super::Client;
use super::committed::{is_committed, workspace};
use serde_json::{Map, Value};

/// Who and what a story knows.
pub trait Stage {
    /// Makes happen what the page says between its questions.
    async fn happens(&mut self, event: &str);
    /// Somebody whom the page names.
    async fn person(&self, name: &str) -> Client;
    /// A text without what is another in each run of the tests.
    fn named(&self, text: &str) -> String;
    /// What later questions may use as variables.
    fn kept(&mut self) -> &mut Map<String, Value>;
}

/// Asks all that a page asks, and compares the answers that came with those that it shows. `CENTRUM_UPDATE=1` writes them anew.
pub async fn goes_as_it_says(path: &str, stage: &mut impl Stage) {
    let page = std::fs::read_to_string(workspace().join(path)).unwrap();
    let mut told = String::new();
    for part in parts(&page) {
        match part {
            Part::Line(line) => told += &format!("{line}\n"),
            Part::Event(event) => {
                stage.happens(event).await;
                told += &format!("<!-- {event} -->\n");
            }
            Part::Question(question) => told += &asked(question, stage).await,
        }
    }
    is_committed(path, &told);
}

async fn asked(question: Question<'_>, stage: &mut impl Stage) -> String {
    let by = stage.person(question.by).await;
    let said = variables(&question.text, stage.kept());
    let answer = by.ask_with(&question.text, said).await;
    let data = answer.body["data"].clone();
    for (name, path) in &question.kept {
        let found = data.pointer(path).cloned();
        let found = found.unwrap_or_else(|| panic!("{}\n{answer}", question.text));
        stage.kept().insert((*name).to_owned(), found);
    }
    let mut whole = answer.body.clone();
    let body = if whole.get("errors").is_some() { errors_of(&mut whole) } else { data };
    let answered = stage.named(&shown(body));
    format!("```graphql\n{}\n```\n\n```json\n{answered}\n```\n", question.text)
}

/// Of errors their codes: texts are for people, traces for the log.
fn errors_of(answer: &mut Value) -> Value {
    let codes = answer["errors"].as_array().unwrap().iter();
    let codes: Vec<Value> = codes
        .map(|error| {
            let extensions = &error["extensions"];
            serde_json::json!({ "code": extensions["code"], "permission": extensions["permission"] })
        })
        .collect();
    serde_json::json!({ "data": answer["data"], "errors": codes })
}

/// An answer up to this width stands on one line.
const WIDTH: usize = 140;

/// A part of the page.
#[derive(Debug, PartialEq)]
enum Part<'p> {
    /// Prose, and all else that is only read.
    Line(&'p str),
    /// Something that happens.
    Event(&'p str),
    /// Somebody asks something.
    Question(Question<'p>),
}

/// What somebody asks.
#[derive(Debug, PartialEq)]
struct Question<'p> {
    /// Who.
    by: &'p str,
    /// Which parts of the answer are kept, under which names.
    kept: Vec<(&'p str, String)>,
    /// All of it, as it stands on the page.
    text: String,
}

/// A page in its parts; answers are left out, for they are written anew.
fn parts(page: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(event) = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->")) {
            parts.push(Part::Event(event));
            continue;
        }
        if line != "```graphql" {
            parts.push(Part::Line(line));
            continue;
        }
        let asked: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        parts.push(Part::Question(question(&asked)));
        let mut ahead = lines.clone();
        if ahead.next() == Some("") && ahead.next() == Some("```json") {
            lines.by_ref().take_while(|line| *line != "```").for_each(drop);
        }
    }
    parts
}

fn question<'p>(lines: &[&'p str]) -> Question<'p> {
    let by = lines[0].strip_prefix("# as ").expect("each question says who asks");
    let kept = lines.iter().filter_map(|line| {
        let (name, path) = line.strip_prefix("# keep ")?.split_once(" = ")?;
        Some((name, format!("/{}", path.replace('.', "/"))))
    });
    Question { by, kept: kept.collect(), text: lines.join("\n") }
}

/// What a question needs of what was kept.
fn variables(text: &str, kept: &Map<String, Value>) -> Value {
    let is_asked = |name: &str| text.contains(&format!("${name}:"));
    let own = kept.iter().filter(|(name, _)| is_asked(name));
    Value::Object(own.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// An answer as the page shows it: on one line, or with the things of its lists on a line each.
fn shown(mut answer: Value) -> String {
    blank(&mut answer);
    let flat = answer.to_string();
    if flat.chars().count() <= WIDTH { flat } else { laid_out(&answer) }
}

fn laid_out(value: &Value) -> String {
    match value {
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let items: Vec<String> = items.iter().map(Value::to_string).collect();
            format!("[\n  {}]", items.join(",\n  "))
        }
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                format!("{}:{}", Value::from(name.as_str()), laid_out(value))
            };
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

/// `…` for what is another each time: of an id the part behind its kind, hashes, instants, messages for people.
fn blank(value: &mut Value) {
    match value {
        Value::String(text) => {
            let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            let id = text.rsplit_once('_').filter(|(_, random)| {
                random.len() == 26 && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
            let is_instant =
                text.contains('T') && text.parse::<chrono::DateTime<chrono::Utc>>().is_ok();
            if let Some((kind, _)) = id {
                *text = format!("{kind}_…");
            } else if is_hash || is_instant {
                *text = "…".to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Object(fields) => fields.values_mut().for_each(blank),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn a_page_is_read_in_its_parts() {
    let page = "Prose\n\n```graphql\n# as somebody\n# keep a = b.c\n{ d }\n```\n\n```json\nold\n```\n<!-- it rains -->\n";
    let question = Question {
        by: "somebody",
        kept: vec![("a", "/b/c".to_owned())],
        text: "# as somebody\n# keep a = b.c\n{ d }".to_owned(),
    };
    let expected =
        [Part::Line("Prose"), Part::Line(""), Part::Question(question), Part::Event("it rains")];
    assert_eq!(parts(page), expected);
    let answer = serde_json::json!({ "id": "rollout_01h455vb4pex5vsknk084sn02q", "at": "2026-03-02T08:00:00Z", "n": 1 });
    assert_eq!(shown(answer), r#"{"at":"…","id":"rollout_…","n":1}"#);
}
