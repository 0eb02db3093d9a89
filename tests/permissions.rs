//! Who may do what, what can be said no with, and what the contract says of itself: tables that people review.

use crate::house::committed::is_committed;
use crate::structure::nothing_in;
use domain::access::{Permission, Role, Secrecy};
use domain::kernel::error::code;
use domain::{
    activities, attachments, closing, configuration, directory, duties, identity, onboarding,
    periods, requests, rollouts, search, support, tenancy, worktime,
};
use schema::{ErrorCode, Language};
use std::fmt::Write as _;

#[test]
fn permissions_by_role_are_what_was_reviewed() {
    let mut table = String::new();
    let words = |words: Vec<&str>| words.join(" ");
    for role in Role::ALL {
        let permissions =
            Permission::ALL.iter().filter(|p| role.permissions().any(|own| own == **p));
        let clearances = role.clearances().iter().map(|secrecy| secrecy.as_str()).collect();
        writeln!(table, "{} ({:?}) reads {}", role.as_str(), role.reach(), words(clearances))
            .unwrap();
        for permission in permissions {
            writeln!(table, "    {}", permission.name()).unwrap();
        }
    }
    writeln!(table, "\nBy permission:").unwrap();
    for permission in Permission::ALL {
        let roles =
            Role::ALL.iter().filter(|role| role.permissions().any(|own| own == *permission));
        let roles: Vec<_> = roles.map(|role| role.as_str()).collect();
        let who = if roles.is_empty() { "(jobs only)".to_owned() } else { words(roles) };
        writeln!(table, "{:<20} {who}", permission.name()).unwrap();
    }
    writeln!(table, "\nBy secrecy:").unwrap();
    for secrecy in Secrecy::ALL {
        let roles = Role::ALL.iter().filter(|role| role.clearances().contains(secrecy));
        let roles = words(roles.map(|role| role.as_str()).collect());
        writeln!(table, "{:<20} {roles}", secrecy.as_str()).unwrap();
    }
    is_committed("tests/permissions_by_role.snap", &table);
}

#[test]
fn every_code_has_both_texts_and_they_are_what_was_reviewed() {
    let mut table = String::new();
    for known in ErrorCode::ALL {
        let (cs, en) = (known.text(Language::Cs), known.text(Language::En));
        writeln!(table, "{}\n    cs: {cs}\n    en: {en}", known.as_str()).unwrap();
        for text in [cs, en] {
            assert!(
                text.ends_with('.') && text.len() > 5,
                "{}: a whole sentence, please",
                known.as_str()
            );
        }
        assert_ne!(cs, en, "{}", known.as_str());
    }
    is_committed("tests/error_codes.snap", &table);
}

/// Codes that no slice says, because they are said before or around the domain.
const OF_THE_CONTRACT: &[&str] = &[
    "NOT_FOUND",
    "STALE",
    "IDEMPOTENCY_KEY_REUSED",
    "TENANT_TAKES_NO_NEW_WORK",
    "REQUEST_MOVED_MEANWHILE",
    "OUTSIDE_OWN_REGION",
    "ONE_ROOT_FIELD_REQUIRED",
    "UNAUTHENTICATED",
    "TENANT_REQUIRED",
    "TENANT_NOT_FOUND",
    "FORBIDDEN",
    "BAD_USER_INPUT",
    "QUERY_TOO_DEEP",
    "TOO_MANY_TOKENS",
    "TOO_MANY_ALIASES",
    "TOO_MANY_ROOT_FIELDS",
    "TOO_MANY_DIRECTIVES",
    "TOO_MANY_NODES",
    "UNAVAILABLE",
    "TIMEOUT",
    "INTERNAL",
    "TOO_MANY_OPERATIONS",
];
/// Promised in the contract's table of statuses, and said by what comes later.
const PROMISED: &[&str] = &["COST_EXCEEDED", "RATE_LIMITED"];

#[test]
fn every_no_of_a_slice_is_a_code_and_every_code_is_somebody_s() {
    let mut said: Vec<&str> =
        vec![code::REQUIRED, code::TOO_LONG, code::OUT_OF_RANGE, code::WRONG_TYPE, code::MALFORMED];
    said.extend(configuration::model::versions::FLAW_CODES);
    said.extend(requests::Rejection::ALL.iter().map(|no| no.code()));
    said.extend(configuration::Rejection::ALL.iter().map(|no| no.code()));
    said.extend(onboarding::Rejection::ALL.iter().map(|no| no.code()));
    said.extend(attachments::Rejection::ALL.iter().map(|no| no.code()));
    said.extend(activities::Rejection::ALL.iter().map(|no| no.code()));
    said.extend(identity::Rejection::ALL.iter().map(|no| no.code()));
    said.extend(directory::CommunityRejection::ALL.iter().map(|no| no.code()));
    said.extend(tenancy::Rejection::ALL.iter().map(|no| no.code()));
    said.extend(support::Rejection::ALL.iter().map(|no| no.code()));
    said.extend(rollouts::Rejection::ALL.iter().map(|no| no.code()));
    said.extend(periods::Rejection::ALL.iter().map(|no| no.code()));
    said.extend(worktime::Rejection::ALL.iter().map(|no| no.code()));
    said.extend(duties::Rejection::ALL.iter().map(|no| no.code()));
    said.extend(closing::Rejection::ALL.iter().map(|no| no.code()));
    said.extend(search::Rejection::ALL.iter().map(|no| no.code()));
    // Of a field, in the waves of a roll-out.
    said.push("NOT_ELIGIBLE");
    let known: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    let mut wrong = Vec::new();
    for (place, code) in said.iter().enumerate() {
        if !known.contains(code) {
            wrong.push(format!("{code} isn't in schema/src/texts/codes.rs: give it its two texts"));
        }
        if said[..place].contains(code) {
            wrong.push(format!("{code} is said by two slices: one of them means something else"));
        }
    }
    for code in known {
        let places =
            [said.contains(&code), OF_THE_CONTRACT.contains(&code), PROMISED.contains(&code)];
        match places.iter().filter(|is_there| **is_there).count() {
            0 => wrong.push(format!(
                "{code} is said by nobody: delete it, or add its slice to this test"
            )),
            1 => {}
            _ => wrong.push(format!("{code} stands in two lists of this test")),
        }
    }
    nothing_in(&wrong, "the codes of the slices and those of the contract differ");
}

#[test]
fn sdl_is_current() {
    is_committed("schema/schema.graphql", &schema::sdl());
}
