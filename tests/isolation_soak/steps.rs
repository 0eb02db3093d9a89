//! What people do: ask for their own and for others', change things and try to change others', leave, and break.

use super::marks::{Mark, NUMBERED, Whose};
use super::world::{Case, Person, Soak};
use super::{activities, people};
use domain::access::{Credential, Event, Permission, Secrecy, Subject, sign_in};
use rand::RngExt as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};

pub(super) const LIST: &str = "{ requests(first: 10) { totalCount nodes { id title description outcome
    comments(first: 10) { totalCount nodes { id body author { id displayName } } }
    history(first: 10) { nodes { kind actor { id displayName } } }
    activities(first: 10) { totalCount nodes { id output performedBy { id displayName } beneficiaries { member { id } } } }
    member { id } municipality { name } service { code closeWithin } assignee { id displayName } openedBy { id displayName } } } }";
const BY_DUE: &str = "{ requests(last: 15, orderBy: { field: DUE_AT, direction: ASC }) { nodes { id title version outcome member { id } } } }";
const OF_MEMBER: &str = "query($id: ID!) { requests(filter: { memberId: $id }, first: 10) { totalCount nodes { id title } } }";
const OF_ASSIGNEE: &str = "query($id: ID!) { requests(filter: { assigneeId: $id }, first: 10) { totalCount nodes { id title } } }";
const ONE: &str = "query($id: ID!) { request(id: $id) { id title description outcome member { id }
    comments { nodes { body } } history { nodes { actor { displayName } } } } node(id: $id) { id } }";
const NODES: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Request { title comments { nodes { body } } }
    ... on Activity { output beneficiaries { member { id } attestedBy { id } } request { id title } }
    ... on Participant { displayName } ... on Tenant { slug members { nodes { id } } association { tenant { slug } } }
    ... on Member { joinedOn municipality { memberships { nodes { association { tenant { id slug } } } } } } } }";
/// Things that are asked for by that.
const NODES_OF: &[&str] = &["request_", "activity_", "participant_", "tenant_", "member_"];
const HOUSEHOLD: &str = "{ tenant { id slug members(first: 50) { nodes { id } } } members(first: 50) { totalCount nodes { id } }
    viewer { tenant { id slug } tenants { slug memberIds } permissions } }";
const PEOPLE: &str = "{ participants(first: 100) { totalCount nodes { id displayName } } }";
const SERVICES: &str = "query($code: String!) { service(code: $code) { code closeWithin version }
    services(filter: { area: DEVELOPMENT }) { nodes { code closeWithin offered } } }";
const SERVICES_OF_AREA: &str =
    "{ services(filter: { area: DEVELOPMENT }) { nodes { code closeWithin } } }";
const NATION: &str = "{ tenants(first: 100) { nodes { id slug members { nodes { id } } } } }";
const FIGURES: &str = "{ nationalOverview { totals { requestsOpen } centres(first: 100) { nodes { name requestsOpen tenant { id slug } } } } }";
const REGISTER: &str = "query($ico: Ico!, $code: MunicipalityCode!) {
    association(ico: $ico) { tenant { id slug members { nodes { id } } } members { nodes { municipality { name } } } }
    municipality(code: $code) { memberships { nodes { association { tenant { id slug } } } } } }";
pub(super) const OPEN: &str = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { id request { id title member { id } } userErrors { code } } }";
const COMMENT: &str = "mutation($id: ID!, $body: String!, $internal: Boolean!) {
    commentOnRequest(input: { id: $id, body: $body, internal: $internal }) { request { id title } userErrors { code } } }";
const ASSIGN: &str =
    "mutation($id: ID!, $to: ID!) { assignRequest(input: { id: $id, assigneeId: $to }) {
    request { id title assignee { id displayName } } userErrors { code } } }";
const CLOSE: &str =
    "mutation($id: ID!, $outcome: String!) { closeRequest(input: { id: $id, outcome: $outcome }) {
    request { id title outcome } userErrors { code } } }";
const START: &str = "mutation($id: ID!) { startRequest(input: { id: $id }) { request { id title } userErrors { code message path } } }";
const ASK: &str =
    "mutation($id: ID!, $text: String!) { askRequester(input: { id: $id, question: $text }) {
    request { id title } userErrors { code message path } } }";
const ANSWER: &str =
    "mutation($id: ID!, $text: String!) { answerRequest(input: { id: $id, answer: $text }) {
    request { id title } userErrors { code message path } } }";
const REOPEN: &str = "mutation($id: ID!) { reopenRequest(input: { id: $id }) { request { id title } userErrors { code } } }";
const REVOKE: &str =
    "mutation($id: ID!) { revokeApiToken(input: { id: $id }) { id userErrors { code } } }";

/// Shows of everything something; its ids are those of requests and activities.
pub(super) const EVERYTHING: &[&str] = &[
    LIST,
    NODES,
    HOUSEHOLD,
    PEOPLE,
    SERVICES_OF_AREA,
    activities::LIST,
    people::GRANTS,
    people::TRAIL,
    people::SUPPORT,
];

/// A service of each secrecy.
pub(super) const SERVICE: &[(&str, Secrecy)] = &[
    ("DEV-WASTE", Secrecy::Open),
    ("LEGAL-ADVICE", Secrecy::Confidential),
    ("DPO-AGENDA", Secrecy::Dpo),
];

/// Somebody does something; `None`: all has been asked.
pub(super) async fn step(soak: &Soak, rng: &mut StdRng) -> Option<()> {
    let by = soak.anybody(rng);
    match rng.random_range(0..100) {
        0..14 => reads(soak, by, rng).await,
        14..25 => reads_by_ids(soak, by, rng).await,
        25..36 => opens(soak, by, rng).await,
        36..48 => changes(soak, by, rng).await,
        48..56 => activities::reads(soak, by, rng).await,
        56..63 => activities::records(soak, by, rng).await,
        63..68 => activities::corrects(soak, by, rng).await,
        68..72 => activities::attests(soak, by, rng).await,
        72..77 => people::reads(soak, by, rng).await,
        77..80 => people::explains(soak, by, rng).await,
        80..84 => people::touches_others(soak, by, rng).await,
        84..86 => people::gives_and_takes(soak, by, rng).await,
        86..89 => takes_another_s_place(soak, by, rng).await,
        89..98 => leaves(soak, by, rng).await,
        _ => breaks(soak, rng).await,
    }
}

/// Lists, of whatever there is.
async fn reads(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    let (query, variables) = match rng.random_range(0..8) {
        0..=2 => (LIST, json!({})),
        3 => (BY_DUE, json!({})),
        4 => (HOUSEHOLD, json!({})),
        5 => (PEOPLE, json!({})),
        6 => (SERVICES, json!({ "code": NUMBERED })),
        _ if rng.random() => (NATION, json!({})),
        _ => (FIGURES, json!({})),
    };
    soak.ask(by, query, variables).await.map(drop)
}

/// Things by ids that are mostly others'.
async fn reads_by_ids(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    let home = soak.any_home(rng);
    let tenant = &home.tenant;
    let (query, variables) = match rng.random_range(0..7) {
        0 | 1 => {
            (ONE, json!({ "id": soak.any_case(by, rng).map(|case| case.id).unwrap_or_default() }))
        }
        2 => (OF_MEMBER, json!({ "id": tenant.members[rng.random_range(0..3)] })),
        3 => (OF_ASSIGNEE, json!({ "id": one_of(&home.participants, rng) })),
        4 => {
            let association = &tenant.association;
            (REGISTER, json!({ "ico": association.ico, "code": association.municipalities[0] }))
        }
        kind => {
            let mut ids = soak.any_ids(20, rng);
            ids.retain(|id| NODES_OF.iter().any(|kind| id.starts_with(kind)));
            // Those who may read no request still have ids of other kinds to try.
            ids.retain(|id| kind == 5 || !is_case_work(id));
            (NODES, json!({ "ids": ids }))
        }
    };
    if query == ONE && variables["id"] == "" {
        return Some(());
    }
    soak.ask(by, query, variables).await.map(drop)
}

fn is_case_work(id: &str) -> bool {
    ["request_", "activity_"].iter().any(|kind| id.starts_with(kind))
}

fn one_of<'a>(some: &'a [String], rng: &mut StdRng) -> &'a str {
    &some[rng.random_range(0..some.len())]
}

/// A request for the own member, a neighbour's, or another tenant's.
async fn opens(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    let (variables, mark) = new_request(soak, by, rng);
    let is_strange = by.sight.tenant.as_deref() != Some(&mark.tenant)
        || by.sight.member.is_some_and(|own| mark.whose != Whose::Member(own));
    let answer = soak.ask(by, OPEN, variables).await?;
    if is_strange {
        soak.must_be_refused(by, OPEN, &answer);
    } else if answer.is_done() {
        soak.opened(Case { id: answer.text("/openRequest/id").to_owned(), mark });
    }
    Some(())
}

fn new_request(soak: &Soak, by: &Person, rng: &mut StdRng) -> (Value, Mark) {
    let home = soak.likely_home(by, rng);
    let (service, secrecy) = SERVICE[rng.random_range(0..SERVICE.len())];
    let is_own_staff =
        by.sight.member.is_none() && by.sight.tenant.as_deref() == Some(home.tenant.slug());
    let is_citizen_s = is_own_staff && rng.random_range(0..4) == 0;
    let is_shown = by.sight.member.is_some() || rng.random();
    let member = rng.random_range(0..home.tenant.members.len());
    let whose = if is_citizen_s { Whose::Itself } else { Whose::Member(member) };
    let mark = Mark {
        secrecy,
        is_shown: is_shown && !is_citizen_s,
        ..Mark::of(home.tenant.slug(), whose)
    };
    let mut input = json!({
        "serviceCode": service, "title": format!("{mark} {}", rng.random_range(0..1_000)), "description": mark.to_string(),
    });
    if is_citizen_s {
        input["requester"] = "CITIZEN".into();
        input["requesterName"] = "Nikdo".into();
    } else {
        input["memberId"] = home.tenant.members[member].as_str().into();
        input["shownToMember"] = is_shown.into();
    }
    (json!({ "input": input }), mark)
}

/// A step in the life of any request.
async fn changes(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    let Some(Case { id, mark }) = soak.any_case(by, rng) else { return Some(()) };
    let to = one_of(&soak.likely_home(by, rng).participants, rng).to_owned();
    let (query, variables) = match rng.random_range(0..10) {
        0 | 1 => {
            let is_internal: bool = rng.random();
            let mark = if is_internal { mark.internal() } else { mark.clone() };
            (COMMENT, json!({ "id": id, "body": mark.to_string(), "internal": is_internal }))
        }
        2 => (ASSIGN, json!({ "id": id, "to": to })),
        3 | 4 => (CLOSE, json!({ "id": id, "outcome": mark.to_string() })),
        5 | 6 => (START, json!({ "id": id })),
        7 => (ASK, json!({ "id": id, "text": mark.to_string() })),
        8 => (ANSWER, json!({ "id": id, "text": mark.to_string() })),
        _ => (REOPEN, json!({ "id": id })),
    };
    let answer = soak.ask(by, query, variables).await?;
    let is_strange_assignee =
        query == ASSIGN && soak.owner_of(&to).is_some_and(|whose| whose.tenant != mark.tenant);
    if !by.sight.may_see(&mark) || is_strange_assignee {
        soak.must_be_refused(by, query, &answer);
    }
    Some(())
}

/// Names another tenant, or ends another's token.
async fn takes_another_s_place(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    let other = soak.any_home(rng);
    if by.sight.tenant.as_deref() == Some(other.tenant.slug()) {
        return Some(());
    }
    if rng.random() {
        let answer = soak.ask(by, REVOKE, json!({ "id": other.token })).await?;
        soak.must_be_refused(by, REVOKE, &answer);
        return Some(());
    }
    if !soak.takes_one() {
        return None;
    }
    let answer = by.client.naming(Some(other.tenant.slug())).ask(LIST).await;
    soak.judge(by, LIST, &answer);
    if answer.code() != "TENANT_NOT_FOUND" {
        soak.is_foreign(format!("{} entered {}: {answer}", by.name, other.tenant.slug()));
    }
    Some(())
}

/// Hangs up in the middle.
async fn leaves(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    let polls = rng.random_range(1..30);
    let case = soak.any_case(by, rng);
    let (query, variables) = match (rng.random_range(0..6), case) {
        (4, _) => (activities::RECORD, activities::new_work(soak, by, rng).variables),
        (5, _) => (activities::LIST, json!({})),
        (0, _) => (OPEN, new_request(soak, by, rng).0),
        (1, Some(case)) => {
            let body = case.mark.to_string();
            (COMMENT, json!({ "id": case.id, "body": body, "internal": false }))
        }
        (2, Some(case)) => (CLOSE, json!({ "id": case.id, "outcome": case.mark.to_string() })),
        (_, _) => (LIST, json!({})),
    };
    if !soak.takes_one() {
        return None;
    }
    by.client.ask_and_leave(query, variables, polls).await;
    soak.tally.lock().unwrap().cut_off += 1;
    Some(())
}

/// A fault of ours inside a transaction, also while it has taken another role.
async fn breaks(soak: &Soak, rng: &mut StdRng) -> Option<()> {
    let clerk = loop {
        let anybody = soak.anybody(rng);
        // Who writes, and by a token: it is all the same in there.
        if !anybody.is_support && !anybody.client.is_browser() {
            break anybody;
        }
    };
    let (db, token, has_written) =
        (soak.house.db().clone(), clerk.client.token().to_owned(), rng.random::<bool>());
    let slug = clerk.client.slug().map(str::to_owned);
    let task = tokio::spawn(async move {
        let signed_in = sign_in(&db, Credential::Token(&token), slug.as_deref()).await.unwrap();
        let caller = signed_in.caller().unwrap();
        let write = caller.write(Permission::ManageOwnTokens, async |tx| -> Result<(), _> {
            tx.record(Event::of_tenant("soak.panicked", Subject::id(caller.tenant()), vec![]));
            if has_written {
                tx.person_by_email("nobody@soak.invalid").await?;
            }
            // Past the hook that would print it.
            std::panic::resume_unwind(Box::new("in the middle"))
        });
        write.await.unwrap();
    });
    assert!(task.await.unwrap_err().is_panic());
    soak.tally.lock().unwrap().broken += 1;
    Some(())
}
