//! People: invited, given roles by rules that can't be bent, signed in by a link, sent away again.

mod explained;
mod granted;
mod signed_in;

use crate::house::{Answer, Client, Tenant};
use serde_json::{Value, json};

const INVITE: &str = "mutation($input: InviteUserInput!) { inviteUser(input: $input) {
    participant { id displayName } grant { id role status needsConfirmation } link { url expiresAt } userErrors { code path } } }";
const GRANT: &str = "mutation($input: GrantRoleInput!) { grantRole(input: $input) {
    grant { id role status validFrom validUntil needsConfirmation confirmedAt grantedBy { displayName } member { id } } userErrors { code path } } }";
const REVOKE: &str =
    "mutation($id: ID!, $at: DateTime) { revokeRole(input: { id: $id, endsAt: $at }) {
    grant { id status endedAt endedBy { displayName } } userErrors { code path } } }";
const CONFIRM: &str = "mutation($id: ID!) { confirmRole(input: { id: $id }) {
    grant { id status confirmedBy { displayName } } userErrors { code path } } }";
const LINK: &str = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) {
    link { url } userErrors { code path } } }";
const GRANTS_OF: &str =
    "query($of: ID!) { grants(filter: { participantId: $of, withEnded: true }) {
    nodes { id role status } } }";
const ME: &str =
    "{ viewer { roles permissions tenants { slug support } participant { id displayName } } }";

/// Somebody invited by an administrator: the answer, whose link isn't used yet.
async fn invite(
    by: &Client,
    tenant: &Tenant,
    name: &str,
    role: &str,
    member: Option<usize>,
) -> Answer {
    let input = json!({
        "email": format!("{name}@{}.invalid", tenant.slug()), "displayName": name, "role": role,
        "memberId": member.map(|number| tenant.members[number].clone()),
    });
    by.ask_with(INVITE, json!({ "input": input })).await
}

/// Gives a role to a participant.
async fn grant(by: &Client, to: &str, role: &str, changes: Value) -> Answer {
    let mut input = json!({ "participantId": to, "role": role });
    input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    by.ask_with(GRANT, json!({ "input": input })).await
}

async fn revoke(by: &Client, grant: &str) -> Answer {
    by.ask_with(REVOKE, json!({ "id": grant })).await
}

/// The id of the grant that makes a participant something.
async fn grant_of(by: &Client, participant: &str, role: &str) -> String {
    let grants = by.done(GRANTS_OF, json!({ "of": participant })).await;
    let found = grants.list("/grants/nodes").iter().find(|grant| grant["role"] == role);
    found.expect("a grant")["id"].as_str().unwrap().to_owned()
}
