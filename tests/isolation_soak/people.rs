//! Roles, explanations, the trail and support accesses: those of the own tenant, and tries at another's.

use super::marks::{Mark, Whose};
use super::world::{Home, Person, Soak};
use domain::access::{Permission, Role};
use rand::RngExt as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};

pub(super) const GRANTS: &str = "{ grants(first: 30, filter: { withEnded: true }) { totalCount nodes { id participant { id displayName }
    grantedBy { id } confirmedBy { id } endedBy { id } member { id } } } }";
const GRANTS_OF: &str = "query($id: ID!) { grants(filter: { participantId: $id, withEnded: true }) { totalCount nodes { id member { id } } } }";
pub(super) const TRAIL: &str = "{ auditTrail(first: 30) { nodes { id actor kind subject facts participant { id displayName } } } }";
const TRAIL_OF: &str = "query($id: String!) { subject: auditTrail(filter: { subject: $id }) { totalCount nodes { id subject facts } }
    actor: auditTrail(filter: { actor: $id }) { totalCount nodes { id actor subject facts } } }";
pub(super) const SUPPORT: &str = "{ supportAccesses { totalCount nodes { id displayName reason approvedBy { id displayName } } } }";
const OWN: &str =
    "{ viewer { participant { id displayName } notifications { nodes { id kind subject } }
    sessions { nodes { id current } } apiTokens { nodes { id name } } } }";
const EXPLAIN: &str = "query($who: ID!, $permission: String!, $id: ID) {
    explainAccess(participantId: $who, permission: $permission, id: $id) {
        allowed missing participant { id displayName } path { id participant { id } member { id } grantedBy { id } } } }";
const INVITE: &str = "mutation($input: InviteUserInput!) { inviteUser(input: $input) {
    participant { id } grant { id } link { url } userErrors { code } } }";
const GRANT: &str = "mutation($input: GrantRoleInput!) { grantRole(input: $input) {
    grant { id participant { id } member { id } } userErrors { code } } }";
const REVOKE: &str = "mutation($id: ID!) { revokeRole(input: { id: $id }) {
    grant { id participant { id } member { id } } userErrors { code } } }";
const CONFIRM: &str = "mutation($id: ID!) { confirmRole(input: { id: $id }) { grant { id participant { id } } userErrors { code } } }";
const LINK: &str = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }";
const END_SESSION: &str =
    "mutation($id: ID!) { endSession(input: { id: $id }) { id userErrors { code } } }";
const APPROVE_SUPPORT: &str = "mutation($id: ID!) { approveSupportAccess(input: { id: $id }) {
    supportAccess { id reason } userErrors { code } } }";
const END_SUPPORT: &str = "mutation($id: ID!) { endSupportAccess(input: { id: $id }) {
    supportAccess { id reason } userErrors { code } } }";

/// What is told of a thing's label, to who sees the thing.
const WHY: &[&str] = &["CLEARANCE", "REACH", "NOT_SHOWN"];

/// Who holds what, what happened, who looked in, what one was told.
pub(super) async fn reads(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    let by = soak.likely(Role::TenantAdmin, by, rng);
    let home = soak.any_home(rng);
    let (query, variables) = match rng.random_range(0..8) {
        0 => (GRANTS, json!({})),
        1 => {
            let who = &home.participants[rng.random_range(0..home.participants.len())];
            (GRANTS_OF, json!({ "id": who }))
        }
        2 | 3 => (TRAIL, json!({})),
        4 | 5 => (TRAIL_OF, json!({ "id": soak.any_ids(1, rng).pop() })),
        6 => (SUPPORT, json!({})),
        _ => (OWN, json!({})),
    };
    soak.ask(by, query, variables).await.map(drop)
}

/// Asks why somebody of any tenant may do something with something of any tenant.
pub(super) async fn explains(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    let by = soak.likely(Role::TenantAdmin, by, rng);
    let home = soak.likely_home(by, rng);
    let who = &home.participants[rng.random_range(0..home.participants.len())];
    let thing = match rng.random_range(0..3) {
        0 => soak.any_case(by, rng).map(|case| case.id),
        1 => soak.any_work(by, rng).map(|work| work.id),
        _ => Some(soak.any_home(rng).tenant.members[rng.random_range(0..3)].clone()),
    };
    let Some(thing) = thing else { return Some(()) };
    let permission = Permission::ALL[rng.random_range(0..Permission::ALL.len())].name();
    let asked = json!({ "who": who, "permission": permission, "id": thing });
    let answer = soak.ask(by, EXPLAIN, asked).await?;
    let told = answer.data("/explainAccess");
    if told.is_null() {
        return Some(());
    }
    // As it is now: work may have become another's as well meanwhile, and never ceases to be whose it was.
    let mark = soak.owner_of(&thing).expect("a known thing");
    let who = soak.people.iter().find(|person| person.id == *who).expect("somebody who asks, too");
    let missing = told["missing"].as_array().expect("what is missing");
    let tells_why = missing.iter().any(|gap| WHY.iter().any(|why| gap == why));
    if by.sight.tenant.as_deref() != Some(home.tenant.slug())
        || (told["allowed"] == true && !who.sight.may_see(&mark))
        || (tells_why && !by.sight.may_see(&mark))
    {
        soak.is_foreign(format!(
            "{} is explained {}, which is {mark}: {answer}",
            by.name, who.name
        ));
    }
    Some(())
}

/// Touches roles, people, sessions and support accesses of another tenant.
pub(super) async fn touches_others(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    let role = if rng.random() { Role::TenantAdmin } else { Role::AssociationChair };
    let by = soak.likely(role, by, rng);
    let other = soak.any_home(rng);
    if by.sight.tenant.as_deref() == Some(other.tenant.slug()) {
        return Some(());
    }
    let theirs = &other.participants[rng.random_range(0..other.participants.len())];
    let (query, variables) = match rng.random_range(0..10) {
        0 => (INVITE, invitation(other, rng)),
        1 => (GRANT, of_input(json!({ "participantId": theirs, "role": "CLERK" }))),
        2 => (GRANT, own_in_another_s_member(soak, by, other)),
        3 => (REVOKE, json!({ "id": other.grant })),
        4 => (CONFIRM, json!({ "id": other.pending })),
        5 => (LINK, json!({ "id": theirs })),
        6 => (END_SESSION, json!({ "id": other.session })),
        7 => (APPROVE_SUPPORT, json!({ "id": other.support })),
        8 => (END_SUPPORT, json!({ "id": other.support })),
        _ => (REVOKE, json!({ "id": last(&other.given).unwrap_or_else(|| other.grant.clone()) })),
    };
    let answer = soak.ask(by, query, variables).await?;
    soak.must_be_refused(by, query, &answer);
    Some(())
}

fn invitation(other: &Home, rng: &mut StdRng) -> Value {
    let email = format!("invited-{}@soak.invalid", rng.random::<u64>());
    let member = &other.tenant.members[rng.random_range(0..3)];
    of_input(
        json!({ "email": email, "displayName": "x", "role": "DEPUTY_MAYOR", "memberId": member }),
    )
}

fn own_in_another_s_member(soak: &Soak, by: &Person, other: &Home) -> Value {
    let own = by.home.map_or(other, |number| &soak.homes[number]);
    let member = &other.tenant.members[0];
    of_input(json!({ "participantId": own.spare, "role": "DEPUTY_MAYOR", "memberId": member }))
}

fn of_input(input: Value) -> Value {
    json!({ "input": input })
}

/// Gives a role to the tenant's own spare person, or takes it: they ask meanwhile, and see the same with it and without.
pub(super) async fn gives_and_takes(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    let by = soak.likely(Role::TenantAdmin, by, rng);
    let Some(home) = by.home.map(|number| &soak.homes[number]) else { return Some(()) };
    let everybody_s = Mark::of(home.tenant.slug(), Whose::Everybody);
    if let Some(given) = last(&home.given)
        && rng.random()
    {
        return soak.ask(by, REVOKE, json!({ "id": given })).await.map(drop);
    }
    let member = &home.tenant.members[2];
    let input = json!({ "participantId": home.spare, "role": "DEPUTY_MAYOR", "memberId": member });
    let answer = soak.ask(by, GRANT, of_input(input)).await?;
    if answer.is_done() {
        let id = answer.text("/grantRole/grant/id");
        soak.own(id, everybody_s);
        home.given.lock().unwrap().push(id.to_owned());
    }
    Some(())
}

fn last(given: &std::sync::Mutex<Vec<String>>) -> Option<String> {
    given.lock().unwrap().last().cloned()
}
