//! What the contract says of itself, in both languages.

use super::nothing_in;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    FieldDefinition, InputValueDefinition, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Positioned, parser::types::ServiceDocument};
use std::collections::BTreeSet;

/// In one line with single spaces, as the table has its keys.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All descriptions of the contract.
fn descriptions(contract: &ServiceDocument) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut note = |description: &Option<Positioned<String>>| {
        found.extend(description.iter().map(|text| in_one_line(&text.node)));
    };
    let inputs = |values: &[Positioned<InputValueDefinition>]| {
        values.iter().map(|value| value.node.description.clone()).collect::<Vec<_>>()
    };
    let fields = |fields: &[Positioned<FieldDefinition>]| {
        let all = fields.iter().flat_map(|field| {
            let mut told = inputs(&field.node.arguments);
            told.push(field.node.description.clone());
            told
        });
        all.collect::<Vec<_>>()
    };
    for definition in &contract.definitions {
        match definition {
            TypeSystemDefinition::Schema(_) => {}
            TypeSystemDefinition::Directive(directive) => {
                note(&directive.node.description);
                inputs(&directive.node.arguments).iter().for_each(&mut note);
            }
            TypeSystemDefinition::Type(each) => {
                note(&each.node.description);
                let inside = match &each.node.kind {
                    TypeKind::Scalar | TypeKind::Union(_) => Vec::new(),
                    TypeKind::Object(object) => fields(&object.fields),
                    TypeKind::Interface(interface) => fields(&interface.fields),
                    TypeKind::InputObject(input) => inputs(&input.fields),
                    TypeKind::Enum(listed) => {
                        listed.values.iter().map(|value| value.node.description.clone()).collect()
                    }
                };
                inside.iter().for_each(&mut note);
            }
        }
    }
    found
}

#[test]
fn every_description_of_the_contract_has_its_czech_and_no_czech_is_left_over() {
    let contract = parse_schema(schema::sdl()).unwrap();
    let (english, czech) = (descriptions(&contract), schema::czech_descriptions());
    assert!(english.len() > 600, "{} descriptions were found", english.len());
    let missing: Vec<String> =
        english.iter().filter(|text| !czech.contains_key(*text)).cloned().collect();
    nothing_in(
        &missing,
        "write the Czech of these into schema/src/texts/cs.po: msgid is the English in one line, msgstr the Czech",
    );
    let left: Vec<String> = czech.keys().filter(|text| !english.contains(*text)).cloned().collect();
    nothing_in(
        &left,
        "the contract doesn't say these any more: take them out of schema/src/texts/cs.po",
    );
}

#[test]
fn the_czech_names_what_the_english_names() {
    let names = |text: &str| -> BTreeSet<String> {
        text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    // The library's own sentence names nothing; ours gives an example.
    let is_library_s = |text: &str| text.starts_with("Implement the DateTime");
    let differ = schema::czech_descriptions()
        .iter()
        .filter(|(english, czech)| !is_library_s(english) && names(english) != names(czech));
    let differ: Vec<String> =
        differ.map(|(english, czech)| format!("{english} / {czech}")).collect();
    nothing_in(&differ, "what stands in `…` must be the same in both languages");
}
