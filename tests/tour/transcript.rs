//! The tour as it stands in README.md: blocks of commands, and below each what it prints.

use async_graphql::Value;
use chrono::{DateTime, NaiveDate, Utc};
use domain::kernel::working_days::day_in_prague;

/// What belongs to the tour: from this heading to the next one.
const HEADING: &str = "## Five minutes";
/// An answer up to this width stands on one line.
const WIDTH: usize = 120;
/// Stands for what differs each time.
const SOMETHING: char = '…';

/// The blocks of commands, in order.
pub(super) fn commands(readme: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    walk(readme, |commands| {
        blocks.push(commands.to_owned());
        None
    });
    blocks
}

/// The same text with other answers: `printed` has what each block of commands printed.
pub(super) fn retold(readme: &str, printed: &[Vec<Value>]) -> String {
    let mut printed = printed.iter();
    walk(readme, |_| {
        let answers: Vec<String> = printed.next()?.iter().map(laid_out).collect();
        (!answers.is_empty()).then(|| answers.join("\n"))
    })
}

/// Goes through the tour: each block of commands is told to `answer`, and what that says stands below it afterwards.
fn walk(readme: &str, mut answer: impl FnMut(&str) -> Option<String>) -> String {
    let mut text = String::new();
    let mut lines = readme.lines().peekable();
    let mut is_tour = false;
    while let Some(line) = lines.next() {
        text.push_str(line);
        text.push('\n');
        if line.starts_with("## ") {
            is_tour = line == HEADING;
        }
        if !(is_tour && line == "```sh") {
            continue;
        }
        let mut commands = String::new();
        for line in lines.by_ref().take_while(|line| *line != "```") {
            commands.push_str(line);
            commands.push('\n');
        }
        text.push_str(&commands);
        text.push_str("```\n");
        let is_shown = {
            let mut ahead = lines.clone();
            ahead.next() == Some("") && ahead.next() == Some("```json")
        };
        if is_shown {
            lines.by_ref().take_while(|line| *line != "```").for_each(drop);
        }
        if let Some(answers) = answer(&commands) {
            text.push_str("\n```json\n");
            text.push_str(&answers);
            text.push_str("\n```\n");
        }
    }
    text
}

/// An answer on one line; where that is too long, the things of a list stand on a line each.
fn laid_out(answer: &Value) -> String {
    let flat = json(answer);
    if flat.chars().count() <= WIDTH { flat } else { with_lists(answer) }
}

fn with_lists(value: &Value) -> String {
    match value {
        Value::List(items) if items.iter().any(|item| matches!(item, Value::Object(_))) => {
            let items: Vec<String> = items.iter().map(json).collect();
            format!("[\n  {}]", items.join(",\n  "))
        }
        Value::Object(fields) => {
            let field =
                |(name, value): (_, &Value)| format!("{}:{}", json(name), with_lists(value));
            let name = |name: &async_graphql::Name| Value::String(name.to_string());
            let fields: Vec<(Value, &Value)> =
                fields.iter().map(|(own, value)| (name(own), value)).collect();
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| field((name, *value))).collect();
            format!("{{{}}}", fields.join(","))
        }
        other => json(other),
    }
}

fn json(value: &Value) -> String {
    serde_json::to_string(value).unwrap()
}

/// What a line of the output shows, with the port of the README and `…` for what differs each time:
/// ids (`request_…`), tokens (`cst_…`), instants, traces and the day of the tour (`…`). Other days and numbers of requests stay
/// as they are, so the tour asks for none that moves with the calendar.
pub(super) fn shown(line: &str) -> Value {
    let mut answer = serde_json::from_str(line)
        .unwrap_or_else(|error| panic!("the tour prints what is no answer: {error}\n{line}"));
    blank(&mut answer);
    answer
}

fn blank(value: &mut Value) {
    match value {
        Value::String(text) => *text = blanked(text),
        Value::List(items) => items.iter_mut().for_each(blank),
        Value::Object(fields) => fields.values_mut().for_each(blank),
        Value::Null | Value::Number(_) | Value::Boolean(_) | Value::Binary(_) | Value::Enum(_) => {}
    }
}

/// Word by word: an id may stand in a link.
fn blanked(text: &str) -> String {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || "_-:.+".contains(c);
    let mut blanked = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        blanked.push_str(&word_shown(word));
        blanked.extend(behind.chars().next());
        rest = behind.get(behind.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
    }
    blanked
}

fn word_shown(word: &str) -> String {
    let is_instant = word.parse::<DateTime<Utc>>().is_ok();
    let is_trace = word.len() >= 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_instant || is_trace || word.parse().is_ok_and(is_of_the_tour) {
        return SOMETHING.to_string();
    }
    let is_random = |text: &str| {
        text.len() >= 26 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    match word.rsplit_once('_') {
        Some((kind, id)) if is_random(id) => format!("{kind}_{SOMETHING}"),
        _ => word.to_owned(),
    }
}

/// Today, or yesterday: midnight may have passed since it was told.
fn is_of_the_tour(day: NaiveDate) -> bool {
    let today = day_in_prague(Utc::now());
    day == today || Some(day) == today.pred_opt()
}

#[test]
fn answers_are_put_below_their_commands_and_nowhere_else() {
    let readme = "## Before\n\n```sh\na\n```\n\n## Five minutes\n\n```sh\nb\nc\n```\n\ntext\n\n```sh\nd\n```\n\n```json\nold\n```\n\n\
                  ```json\nelse\n```\n\n## After\n\n```sh\ne\n```\n";
    assert_eq!(commands(readme), ["b\nc\n", "d\n"]);
    let printed = [vec![], vec![shown("{\"x\":1}"), shown("{\"y\":null}")]];
    assert_eq!(retold(readme, &printed), readme.replace("old", "{\"x\":1}\n{\"y\":null}"));
    let printed = [vec![shown("[]")], vec![]];
    let told = readme.replace("c\n```\n", "c\n```\n\n```json\n[]\n```\n");
    assert_eq!(retold(readme, &printed), told.replace("```json\nold\n```\n\n", ""));
}

#[test]
fn what_differs_each_time_is_shown_as_such_and_nothing_else_is() {
    for (text, is_shown) in [
        ("request_01h455vb4pex5vsknk084sn02q", "request_…"),
        (
            "http://127.0.0.1/in?invitation_01h455vb4pex5vsknk084sn02q&x",
            "http://127.0.0.1/in?invitation_…&x",
        ),
        ("2026-03-02T08:00:00.123Z", "…"),
        ("2026-03-02T23:59:59+01:00", "…"),
        ("do 2026-03-02T08:00:00Z, večer", "do …, večer"),
        ("4bf92f3577b34da6a3ce929d0e0e4736", "…"),
        ("2026-03-02", "2026-03-02"),
        ("REQUEST_ALREADY_CLOSED", "REQUEST_ALREADY_CLOSED"),
        ("association_70964611", "association_70964611"),
        ("Žádost: 50 % z 1.000", "Žádost: 50 % z 1.000"),
    ] {
        assert_eq!(blanked(text), is_shown);
    }
    assert_eq!(blanked(&format!("dne {}", day_in_prague(Utc::now()))), "dne …");
}

#[test]
fn a_long_answer_has_its_lists_line_by_line() {
    let name = "n".repeat(WIDTH / 2);
    let line = format!(
        "{{\"data\":{{\"z\":{{\"nodes\":[{{\"b\":\"{name}\",\"a\":[1]}},{{\"b\":\"{name}\"}}]}},\"m\":[]}}}}"
    );
    let due = format!(
        "{{\"data\":{{\"z\":{{\"nodes\":[\n  {{\"b\":\"{name}\",\"a\":[1]}},\n  {{\"b\":\"{name}\"}}]}},\"m\":[]}}}}"
    );
    assert_eq!(laid_out(&shown(&line)), due);
}
