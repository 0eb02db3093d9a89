//! The contract keeps its own rules: names, descriptions, mutations, lists, ids, deprecations. Errors and their texts are held
//! to theirs in tests/permissions.rs.

use super::nothing_in;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, ConstDirective, EnumType, FieldDefinition, InputValueDefinition, Type,
    TypeDefinition, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, Positioned, Value};
use chrono::{Months, NaiveDate};
use schema::ErrorCode;
use std::collections::BTreeSet;

mod noticed;

/// Lists of objects that are no connections, and why: each is short by what it is.
const SHORT_LISTS: &[(&str, &str)] = &[
    ("AssignRequestsPayload.results", "one of each that was named, at most a hundred"),
    ("CloseRequestsPayload.results", "one of each that was named, at most a hundred"),
    ("Centre.byArea", "an area each"),
    ("Centre.trend", "a month each, of ten years at most"),
    ("CentreFigures.reasons", "there are three"),
    ("CentreHealth.reasons", "there are three"),
    ("MeetingAttendance.attendees", "the members of one association"),
    ("OwedDuty.terms", "at most twelve"),
    ("PeriodReport.byArea", "an area each"),
    ("PeriodReport.byMember", "the members of one association"),
    ("PeriodReport.byMethod", "there are five"),
    ("PeriodReport.byPerformer", "the staff of one centre"),
    ("Query.duties", "at most 200"),
    ("RecordActivityPayload.likelyDuplicates", "at most ten"),
    ("Query.reportingPeriods", "the four quarters of a year"),
    ("Rollout.red", "there are four figures"),
    ("SlaClock.explanation", "the days of one term, at most a thousand, and measured as a page"),
    ("SearchHit.snippet", "pieces of some two hundred characters"),
    ("Rollout.waves", "at most 50, and measured as a page"),
    ("RolloutTenant.changes", "at most as many as there are settings and services"),
    ("RolloutTenant.decisions", "at most one for each change"),
    ("RolloutWave.gate", "there are four figures"),
    ("RolloutWave.states", "there are eight states"),
    ("Tenant.rollouts", "at most 20, and measured as a page"),
    ("CorrectWorkPayload.warnings", "at most two"),
    ("LogWorkPayload.warnings", "at most two"),
    ("Timesheet.parts", "the employments of one person in a month"),
    ("Timesheet.warnings", "at most one for each day, and for each employment"),
    ("NationalOverview.byArea", "an area each"),
    ("NationalOverview.byRegion", "a region each"),
    ("NationalOverview.trend", "a month each, of ten years at most"),
    ("AccessExplanation.path", "the grants of one person by which one thing is allowed"),
    (
        "Activity.beneficiaries",
        "the shares of one activity are read together, and their number is limited",
    ),
    ("CentreModelDiff.changes", "what two versions differ in, whose entries are limited"),
    ("CentreModelVersion.authors", "the people of the nation who had a hand in it"),
    ("CentreModelVersion.duties", "at most 200"),
    ("CentreModelVersion.flaws", "at most one for each entry"),
    ("CentreModelVersion.indicators", "at most 200"),
    ("CentreModelVersion.onboardingSteps", "at most 100"),
    ("CentreModelVersion.services", "at most one for each service of the nation"),
    ("CentreModelVersion.settings", "what the registry in code has for models"),
    ("Service.closeWithinLayers", "there are three layers"),
    ("Service.offeredLayers", "there are three layers"),
    ("TenantModel.duties", "at most 200"),
    ("TenantModel.indicators", "at most 200"),
    (
        "TenantModel.overrides",
        "what one tenant changed of the registry in code and of the catalogue",
    ),
    ("CommunityEligibility.rules", "the five rules of the law"),
    (
        "OneDistrictResult.districts",
        "the districts of one association's members, which are neighbours",
    ),
    (
        "OtherCommunitiesResult.memberships",
        "at most one for each member, and there is none where the law was kept",
    ),
    ("EffectiveSetting.layers", "there are four layers"),
    ("Query.settings", "what the registry in code has for a tenant"),
    ("SettingDefinition.layers", "there are four layers"),
    ("Onboarding.steps", "some ten, and at most a hundred"),
    ("Query.nodes", "as many as ids were given, at most 100"),
    ("Viewer.tenants", "where one person acts"),
];

/// What every page takes.
const PAGE: &[(&str, &str)] =
    &[("first", "Int"), ("after", "String"), ("last", "Int"), ("before", "String")];

/// How long a deprecated thing is still there.
const NOTICE: Months = Months::new(12);

#[test]
fn the_contract_keeps_its_rules() {
    let sdl = schema::sdl();
    nothing_in(&breaches(&sdl), "the rules are those of STYLE.md, and of the contract");
    for (place, _) in SHORT_LISTS {
        let (of, field) = place.split_once('.').unwrap();
        let is_there =
            sdl.contains(&format!("\ntype {of} ")) && sdl.contains(&format!("\t{field}"));
        assert!(is_there, "{place} is gone: take it out of SHORT_LISTS");
    }
    let codes: BTreeSet<String> =
        ErrorCode::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    assert_eq!(values_of(&sdl, "ErrorCode"), codes, "a code of a userError is one of the list");
}

fn values_of(sdl: &str, name: &str) -> BTreeSet<String> {
    let found = types(sdl).into_iter().find(|found| found.name.node == name);
    match found.map(|found| found.kind) {
        Some(TypeKind::Enum(EnumType { values })) => {
            values.iter().map(|value| value.node.value.node.to_string()).collect()
        }
        _ => BTreeSet::new(),
    }
}

fn types(sdl: &str) -> Vec<TypeDefinition> {
    let definitions = parse_schema(sdl).expect("an SDL").definitions.into_iter();
    let types = definitions.filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(definition.node),
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    });
    types.collect()
}

/// All that is wrong with a contract.
fn breaches(sdl: &str) -> Vec<String> {
    let types = types(sdl);
    let objects = types.iter().filter(|each| {
        matches!(each.kind, TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_))
    });
    let objects = objects.map(|each| &each.name.node).collect();
    let mut lint = Lint { objects, wrong: Vec::new() };
    types.iter().for_each(|each| lint.definition(each));
    lint.wrong
}

struct Lint<'a> {
    /// Types that are nodes of some kind.
    objects: BTreeSet<&'a Name>,
    wrong: Vec<String>,
}

impl Lint<'_> {
    fn say(&mut self, place: &str, what: &str) {
        self.wrong.push(format!("{place} {what}"));
    }

    fn definition(&mut self, definition: &TypeDefinition) {
        let name = definition.name.node.as_str();
        // The library makes them and says nothing of them; their name says all.
        if !name.ends_with("Connection") {
            self.described(name, definition.description.as_ref());
        }
        if !is_pascal(name) {
            self.say(name, "isn't in PascalCase");
        }
        match &definition.kind {
            TypeKind::Object(object) => {
                self.fields(name, &object.fields);
                if !is_payload(name) {
                    self.own_id(name, &object.fields);
                }
                if name.ends_with("Connection") {
                    self.connection(name, &object.fields);
                }
            }
            TypeKind::Interface(interface) => {
                self.fields(name, &interface.fields);
                self.own_id(name, &interface.fields);
            }
            TypeKind::InputObject(input) => {
                input.fields.iter().for_each(|each| self.input(name, ".", &each.node));
            }
            TypeKind::Enum(values) => {
                for Positioned { node, .. } in &values.values {
                    let place = format!("{name}.{}", node.value.node);
                    self.described(&place, node.description.as_ref());
                    self.deprecated(&place, &node.directives);
                    if !is_screaming(&node.value.node) {
                        self.say(&place, "isn't in SCREAMING_CASE");
                    }
                }
            }
            TypeKind::Scalar | TypeKind::Union(_) => {}
        }
    }

    fn fields(&mut self, of: &str, fields: &[Positioned<FieldDefinition>]) {
        for Positioned { node: field, .. } in fields {
            let place = format!("{of}.{}", field.name.node);
            self.described(&place, field.description.as_ref());
            self.deprecated(&place, &field.directives);
            self.named(&place, &field.name.node);
            self.identified(&place, &field.name.node, &field.ty.node);
            field.arguments.iter().for_each(|each| self.input(&place, ":", &each.node));
            self.list(of, &place, field);
            if of == "Mutation" {
                self.mutation(&place, field);
            }
            if field.name.node == "userErrors" && field.ty.node.to_string() != "[UserError!]!" {
                self.say(&place, "isn't [UserError!]!");
            }
        }
        if is_payload(of) && !fields.iter().any(|field| field.node.name.node == "userErrors") {
            self.say(of, "has no userErrors");
        }
    }

    fn input(&mut self, of: &str, separator: &str, input: &InputValueDefinition) {
        let place = format!("{of}{separator}{}", input.name.node);
        self.described(&place, input.description.as_ref());
        self.deprecated(&place, &input.directives);
        self.named(&place, &input.name.node);
        self.identified(&place, &input.name.node, &input.ty.node);
    }

    fn mutation(&mut self, place: &str, field: &FieldDefinition) {
        let mut words = field.name.node.chars();
        let capital: String = words.next().into_iter().flat_map(char::to_uppercase).collect();
        let pascal = capital + words.as_str();
        let taken: Vec<String> = field.arguments.iter().map(|each| told(&each.node)).collect();
        if taken != [format!("input: {pascal}Input!")] {
            self.say(place, &format!("doesn't take exactly input: {pascal}Input!"));
        }
        if innermost(&field.ty.node) != format!("{pascal}Payload") || is_list(&field.ty.node) {
            self.say(place, &format!("doesn't return {pascal}Payload"));
        }
    }

    fn list(&mut self, of: &str, place: &str, field: &FieldDefinition) {
        let item = innermost(&field.ty.node);
        if item.ends_with("Connection") {
            let taken: Vec<String> = field.arguments.iter().map(|each| told(&each.node)).collect();
            if !PAGE.iter().all(|(name, ty)| taken.contains(&format!("{name}: {ty}"))) {
                self.say(place, "doesn't take first, after, last and before");
            }
            return;
        }
        let is_of_connection =
            of.ends_with("Connection") && matches!(field.name.node.as_str(), "edges" | "nodes");
        let is_known = SHORT_LISTS.iter().any(|(known, _)| *known == place);
        let is_of_nodes = self.objects.iter().any(|object| *object == item) && item != "UserError";
        if is_list(&field.ty.node) && is_of_nodes && !is_of_connection && !is_known {
            self.say(place, "is a list of nodes and no connection");
        }
    }

    fn connection(&mut self, name: &str, fields: &[Positioned<FieldDefinition>]) {
        let has = |field: &str, ty: &str| {
            let is_it =
                |each: &FieldDefinition| each.name.node == field && each.ty.node.to_string() == ty;
            fields.iter().any(|each| is_it(&each.node))
        };
        let node = name.trim_end_matches("Connection");
        let owed = [
            ("edges", format!("[{node}Edge!]!")),
            ("nodes", format!("[{node}!]!")),
            ("pageInfo", "PageInfo!".to_owned()),
        ];
        for (field, ty) in owed {
            if !has(field, &ty) {
                self.say(name, &format!("has no {field}: {ty}"));
            }
        }
    }

    /// What a thing is called by is always there.
    fn own_id(&mut self, name: &str, fields: &[Positioned<FieldDefinition>]) {
        let own = fields.iter().map(|field| &field.node).find(|field| field.name.node == "id");
        if own.is_some_and(|field| field.ty.node.to_string() != "ID!") {
            self.say(&format!("{name}.id"), "isn't ID!");
        }
    }

    fn identified(&mut self, place: &str, name: &str, ty: &Type) {
        let is_id = name == "id" || name == "ids" || name.ends_with("Id") || name.ends_with("Ids");
        // What an identity provider calls us by is OAuth's name for it (RFC 6749, 2.2), and the provider's text.
        let is_anothers = name == "clientId";
        if is_id && !is_anothers && innermost(ty) != "ID" {
            self.say(place, "is called an id and isn't one");
        }
        if is_id && is_list(ty) != name.ends_with('s') {
            self.say(place, "is one id or several, and called otherwise");
        }
    }

    fn named(&mut self, place: &str, name: &str) {
        if !is_camel(name) {
            self.say(place, "isn't in camelCase");
        }
    }

    fn described(&mut self, place: &str, description: Option<&Positioned<String>>) {
        let is_told = description.is_some_and(|text| !text.node.trim().is_empty());
        if !is_told {
            self.say(place, "isn't described");
        }
    }

    /// In the words of STYLE.md, Changes.
    fn deprecated(&mut self, place: &str, directives: &[Positioned<ConstDirective>]) {
        let Some(found) = directives.iter().find(|each| each.node.name.node == "deprecated") else {
            return;
        };
        let reason = match found.node.get_argument("reason").map(|reason| &reason.node) {
            Some(Value::String(reason)) => reason.as_str(),
            _ => "",
        };
        if !is_notice(reason) {
            self.say(place, "is deprecated without a year's notice and a replacement");
        }
    }
}

/// ``Since 2026-11-25, until 2027-11-25: use `dueOn`.``
fn is_notice(reason: &str) -> bool {
    let read = || {
        let (since, rest) = reason.strip_prefix("Since ")?.split_once(", until ")?;
        let (until, instead) = rest.split_once(": use `")?;
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        let is_named = instead.split_once('`').is_some_and(|(name, _)| !name.is_empty());
        Some(is_named && day(until)? >= day(since)?.checked_add_months(NOTICE)?)
    };
    read().unwrap_or(false)
}

fn told(input: &InputValueDefinition) -> String {
    format!("{}: {}", input.name.node, input.ty.node)
}

fn innermost(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(item) => innermost(item),
    }
}

fn is_list(ty: &Type) -> bool {
    matches!(ty.base, BaseType::List(_))
}

fn is_payload(name: &str) -> bool {
    name.ends_with("Payload")
}

fn is_camel(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase()) && !name.contains('_')
}

fn is_pascal(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase()) && !name.contains('_')
}

fn is_screaming(name: &str) -> bool {
    name.chars().all(|each| each.is_ascii_uppercase() || each.is_ascii_digit() || each == '_')
}
