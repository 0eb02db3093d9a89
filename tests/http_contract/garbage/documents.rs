//! Operations that somebody makes up: most keep to the contract's types and few to its rules, and some are broken besides.

use crate::strangers::coverage::Contract;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind,
};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, IteratorRandom as _};
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// No field is asked for deeper than this; below there is only what is plain.
const DEPTH_MAX: usize = 5;
/// So many words of answers are remembered.
const LEARNED_MAX: usize = 300;

const TEXTS: [&str; 14] = [
    "",
    " ",
    "Příliš žluťoučký kůň",
    "\\u0000",
    "\\uD83D\\uDE00",
    "💥",
    "%_\\\\",
    "'; --",
    "\\\"",
    "\\u202E\\u0301\\u0301",
    "null",
    "MAo",
    "../../x",
    "<script>",
];
const NUMBERS: [&str; 9] = ["0", "1", "2", "20", "60", "101", "-1", "2147483647", "2147483648"];
const DATES: [&str; 10] = [
    "2026-03-01",
    "2026-02-30",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "-4800-01-01",
    "2026-03-29T02:30:00+01:00",
    "2026-03-01T00:00:00Z",
    "275760-09-13T00:00:00Z",
];
const AMOUNTS: [&str; 7] =
    ["0.00", "1.5", "171000000.00", "-0.01", "99999999999999999999.99", "1e3", "1,00"];
const CODES: [&str; 8] =
    ["CIT-CONTACT", "ADM-ELECTIONS", "507580", "00000000", "70926247", "CZ0805", "abcdefg", "0"];
const WRONG: [&str; 10] =
    ["null", "true", "[]", "{}", "[[[1]]]", "{a: {b: []}}", "A_B", "$missing", "1.5", "\"x\""];

/// Writes operations. It learns words from answers, above all ids.
pub(super) struct Writer {
    contract: Contract,
    rng: StdRng,
    learned: Vec<String>,
    variables: Vec<(String, String, Value)>,
}

impl Writer {
    pub(super) fn of(seed: u64) -> Self {
        let (contract, rng) = (Contract::read(), StdRng::seed_from_u64(seed));
        Self { contract, rng, learned: Vec::new(), variables: Vec::new() }
    }

    /// A document and its variables.
    pub(super) fn operation(&mut self) -> (String, Value) {
        self.variables.clear();
        let (kind, root) = match self.rng.random_range(0..20) {
            0..10 => ("query", "Query"),
            10..19 => ("mutation", "Mutation"),
            _ => ("subscription", "Subscription"),
        };
        let count = if kind == "subscription" { 1 } else { self.rng.random_range(1..3) };
        let selection = self.fields(root, count, 0);
        let mut head = String::new();
        for (name, type_name, _) in &self.variables {
            let _ = write!(head, "${name}: {type_name} ");
        }
        let head = if head.is_empty() { head } else { format!("({head})") };
        let variables = self.variables.iter().map(|(name, _, value)| (name.clone(), value.clone()));
        let variables = Value::Object(variables.collect());
        let text = format!("{kind}{head} {selection}");
        (if self.one_in(6) { self.broken(&text) } else { text }, variables)
    }

    /// Remembers what an answer says.
    pub(super) fn learn(&mut self, body: &Value) {
        match body {
            Value::String(text) if text.len() < 100 && !text.contains(['"', '\\', '\n']) => {
                if self.learned.len() < LEARNED_MAX {
                    self.learned.push(text.clone());
                } else {
                    let place = self.rng.random_range(0..LEARNED_MAX);
                    self.learned[place].clone_from(text);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn(item)),
            Value::Object(fields) => fields.values().for_each(|field| self.learn(field)),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn one_in(&mut self, many: u32) -> bool {
        self.rng.random_ratio(1, many)
    }

    fn one_of(&mut self, from: &[&'static str]) -> &'static str {
        from.choose(&mut self.rng).copied().unwrap_or_default()
    }

    /// `{ … }` of a type, or nothing where it has no fields.
    fn selection(&mut self, of: &str, depth: usize) -> String {
        match &self.contract.type_named(of).map(|definition| definition.kind.clone()) {
            Some(TypeKind::Object(_) | TypeKind::Interface(_)) => {
                let count = self.rng.random_range(1..4);
                self.fields(of, count, depth)
            }
            Some(TypeKind::Union(union)) => {
                let members: Vec<String> =
                    union.members.iter().map(|member| member.node.to_string()).collect();
                let Some(member) = members.choose(&mut self.rng).cloned() else {
                    return String::new();
                };
                format!("{{ __typename ... on {member} {} }}", self.fields(&member, 2, depth))
            }
            Some(TypeKind::Scalar | TypeKind::Enum(_) | TypeKind::InputObject(_)) | None => {
                String::new()
            }
        }
    }

    fn fields(&mut self, of: &str, count: usize, depth: usize) -> String {
        let own: Vec<FieldDefinition> = match self.contract.type_named(of).map(|own| &own.kind) {
            Some(TypeKind::Object(object)) => {
                object.fields.iter().map(|field| field.node.clone()).collect()
            }
            Some(TypeKind::Interface(interface)) => {
                interface.fields.iter().map(|field| field.node.clone()).collect()
            }
            _ => Vec::new(),
        };
        let mut text = "{ ".to_owned();
        for number in 0..count {
            let Some(field) = own.choose(&mut self.rng).cloned() else { continue };
            let is_plain = self.selection_is_empty(&field.ty.node);
            if depth >= DEPTH_MAX && !is_plain {
                text.push_str("__typename ");
                continue;
            }
            let arguments: Vec<InputValueDefinition> =
                field.arguments.iter().map(|argument| argument.node.clone()).collect();
            let arguments = self.given(&arguments, ("(", ")"));
            let of = named(&field.ty.node);
            let below = self.selection(&of, depth + 1);
            let directive = if self.one_in(15) { " @include(if: true)" } else { "" };
            let _ = write!(
                text,
                "a{depth}{number}: {}{arguments}{directive} {below} ",
                field.name.node
            );
        }
        // A subscription has one field.
        text.push_str(if depth == 0 { "}" } else { "__typename }" });
        text
    }

    fn selection_is_empty(&self, of: &Type) -> bool {
        let kind = self.contract.type_named(&named(of)).map(|definition| &definition.kind);
        !matches!(kind, Some(TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_)))
    }

    /// `name: value` of those that must be given, and of some others.
    fn given(&mut self, places: &[InputValueDefinition], (open, close): (&str, &str)) -> String {
        let mut given = Vec::new();
        for place in places {
            let needed = !place.ty.node.nullable && place.default_value.is_none();
            let is_given = if needed { !self.one_in(40) } else { self.one_in(3) };
            if is_given {
                let value = self.value_or_variable(&place.ty.node);
                given.push(format!("{}: {value}", place.name.node));
            }
        }
        match given.is_empty() {
            true if open == "(" => String::new(),
            _ => format!("{open}{}{close}", given.join(", ")),
        }
    }

    fn value_or_variable(&mut self, of: &Type) -> String {
        if !self.one_in(20) {
            return self.value(of);
        }
        let name = format!("v{}", self.variables.len());
        let value = match self.rng.random_range(0..6) {
            0 => json!(null),
            1 => json!(-7),
            2 => json!([{ "id": [] }]),
            3 => json!("x".repeat(self.rng.random_range(0..9_000))),
            4 => json!({ "first": 1e300, "": "\u{0}" }),
            _ => json!(self.learned.choose(&mut self.rng).cloned().unwrap_or_default()),
        };
        self.variables.push((name.clone(), of.to_string(), value));
        format!("${name}")
    }

    fn value(&mut self, of: &Type) -> String {
        if self.one_in(40) {
            return self.one_of(&WRONG).to_owned();
        }
        match &of.base {
            BaseType::List(item) => {
                let count = if self.one_in(30) { 120 } else { self.rng.random_range(0..3) };
                let items: Vec<String> = (0..count).map(|_| self.value(item)).collect();
                format!("[{}]", items.join(", "))
            }
            BaseType::Named(name) => self.value_named(name),
        }
    }

    fn value_named(&mut self, name: &str) -> String {
        match self.contract.type_named(name).map(|definition| definition.kind.clone()) {
            Some(TypeKind::Enum(choice)) => {
                let own = choice.values.choose(&mut self.rng);
                own.map(|own| own.node.value.node.to_string()).unwrap_or_default()
            }
            Some(TypeKind::InputObject(input)) => {
                let places: Vec<InputValueDefinition> =
                    input.fields.iter().map(|field| field.node.clone()).collect();
                self.given(&places, ("{", "}"))
            }
            _ => self.plain(name),
        }
    }

    fn plain(&mut self, name: &str) -> String {
        let ids = self.learned.iter().filter(|word| (*word).contains('_') == (name == "ID"));
        let learned = ids.choose(&mut self.rng).cloned();
        match name {
            "Int" | "Minutes" => self.one_of(&NUMBERS).to_owned(),
            "Float" => "1e308".to_owned(),
            "Boolean" => (if self.one_in(2) { "true" } else { "false" }).to_owned(),
            "Date" | "DateTime" => format!("\"{}\"", self.one_of(&DATES)),
            "Czk" => format!("\"{}\"", self.one_of(&AMOUNTS)),
            _ => match (self.rng.random_range(0..10), learned) {
                (0..8, Some(learned)) if name == "ID" => format!("\"{learned}\""),
                (0..4, Some(learned)) => format!("\"{learned}\""),
                (6, _) => format!("\"{}\"", "ž".repeat(self.rng.random_range(0..5_000))),
                (7, _) => format!("\"{}\"", self.one_of(&TEXTS)),
                _ => format!("\"{}\"", self.one_of(&CODES)),
            },
        }
    }

    /// The text with something lost, doubled, or of somewhere else.
    fn broken(&mut self, text: &str) -> String {
        let mut letters: Vec<char> = text.chars().collect();
        for _ in 0..self.rng.random_range(1..4) {
            let place = self.rng.random_range(0..letters.len());
            match self.rng.random_range(0..3) {
                0 => drop(letters.remove(place)),
                1 => letters
                    .insert(place, ['{', '}', '(', '"', '$', '@', '\u{0}', 'é', '#'][place % 9]),
                _ => letters.extend_from_within(place..),
            }
            letters.truncate(20_000);
            if letters.is_empty() {
                break;
            }
        }
        letters.into_iter().collect()
    }
}

fn named(of: &Type) -> String {
    match &of.base {
        BaseType::Named(name) => name.to_string(),
        BaseType::List(item) => named(item),
    }
}
