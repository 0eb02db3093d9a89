//! Isolation: a stranger gets nothing by any way, and doesn't learn that there is something.

use crate::house::tenant::Person;
use crate::house::{Answer, Client, House, Tenant};
use serde_json::{Value, json};

/// A word that stands in all that the owner wrote.
const MARK: &str = "Zlatohlavek";

const EVERYTHING: &str = "{ requests(first: 100) { totalCount nodes { id number title description outcome
    requester { __typename ... on CitizenRequester { name } } member { id } assignee { id } openedBy { displayName }
    comments { totalCount nodes { id body internal } } history { totalCount nodes { id kind actor { id } } } } } }";
const ONE: &str = "query($id: ID!) {
    request(id: $id) { title comments { totalCount nodes { body } } history { totalCount } }
    node(id: $id) { id __typename ... on Request { title } ... on Member { joinedOn } ... on Participant { displayName } ... on Tenant { slug } }
    nodes(ids: [$id]) { id } }";

/// A tenant with a request of each kind, on which something was written.
struct Owner {
    tenant: Tenant,
    manager: Person,
    clerk: Person,
    /// The first municipality's, shown to it, with a comment of each kind.
    open: String,
    confidential: String,
    dpo: String,
    citizens: String,
}

impl Owner {
    async fn of(house: &House, name: &str) -> Self {
        let tenant = house.tenant(name).await;
        let (manager, clerk) = (tenant.manager().await, tenant.clerk().await);
        let title = |kind: &str| format!("{MARK} {kind}");
        let open = tenant.open(&clerk, "DEV-WASTE", 0, &title("open")).await;
        let confidential = tenant.open(&clerk, "LEGAL-ADVICE", 0, &title("confidential")).await;
        let dpo = tenant.open(&clerk, "DPO-INCIDENT", 0, &title("dpo")).await;
        let citizens = tenant.open_for_citizen(&clerk, "CIT-CONTACT", &title("citizen's")).await;
        for internal in [false, true] {
            let said = format!("{MARK}, {}", if internal { "mezi námi" } else { "vám" });
            clerk.done(COMMENT, json!({ "id": open, "body": said, "internal": internal })).await;
        }
        Self { tenant, manager, clerk, open, confidential, dpo, citizens }
    }

    fn requests(&self) -> [&String; 4] {
        [&self.open, &self.confidential, &self.dpo, &self.citizens]
    }

    /// All that its staff sees, to compare it before and after.
    async fn seen(&self) -> [Value; 2] {
        let dpo = self.tenant.dpo().await;
        [
            self.manager.done(EVERYTHING, json!({})).await.body,
            dpo.done(EVERYTHING, json!({})).await.body,
        ]
    }
}

const COMMENT: &str = "mutation($id: ID!, $body: String!, $internal: Boolean!) {
    commentOnRequest(input: { id: $id, body: $body, internal: $internal }) { userErrors { code } } }";
/// Each step that one can try on a request.
const STEPS: [&str; 9] = [
    "mutation($id: ID!, $person: ID!) { assignRequest(input: { id: $id, assigneeId: $person }) { request { id } userErrors { code message path } } }",
    "mutation($id: ID!) { commentOnRequest(input: { id: $id, body: \"x\" }) { comment { id } request { id } userErrors { code message path } } }",
    "mutation($id: ID!) { commentOnRequest(input: { id: $id, body: \"x\", internal: true }) { comment { id } request { id } userErrors { code message path } } }",
    "mutation($id: ID!) { startRequest(input: { id: $id }) { request { id } userErrors { code message path } } }",
    "mutation($id: ID!) { askRequester(input: { id: $id, question: \"x\" }) { request { id } userErrors { code message path } } }",
    "mutation($id: ID!) { answerRequest(input: { id: $id, answer: \"x\" }) { request { id } userErrors { code message path } } }",
    "mutation($id: ID!) { cancelRequest(input: { id: $id, reason: \"x\" }) { request { id } userErrors { code message path } } }",
    "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { request { id } userErrors { code message path } } }",
    "mutation($id: ID!) { reopenRequest(input: { id: $id }) { request { id } userErrors { code message path } } }",
];
/// The id of a request that never was.
const MISSING: &str = "request_01h455vb4pex5vsknk084sn02q";

fn shows_nothing(of: &Owner, answer: &Answer) {
    let text = answer.body.to_string();
    assert!(!text.contains(MARK), "{answer}");
    for id in of.requests().into_iter().chain(&of.tenant.members) {
        assert!(!text.contains(id.as_str()), "{answer}");
    }
}

/// The same but for the trace.
fn same(one: &Answer, other: &Answer, what: &str) {
    let without_trace = |answer: &Answer| {
        let mut body = answer.body.clone();
        for error in body["errors"].as_array_mut().into_iter().flatten() {
            error["extensions"].as_object_mut().unwrap().remove("traceId");
        }
        (answer.status, body.to_string())
    };
    assert_eq!(without_trace(one), without_trace(other), "{what}");
}

/// Whoever `by` is, a request that isn't theirs is like one that isn't there.
async fn is_like_missing(by: &Client, person: &str, id: &str) {
    for query in STEPS.iter().chain([&ONE]) {
        let variables = |id: &str| json!({ "id": id, "person": person });
        let foreign = by.ask_with(query, variables(id)).await;
        let missing = by.ask_with(query, variables(MISSING)).await;
        same(&foreign, &missing, query);
        if query != &ONE {
            assert!(["NOT_FOUND", "FORBIDDEN"].contains(&foreign.no()), "{foreign}");
        }
    }
}

#[tokio::test]
async fn another_tenant_gets_nothing_by_list_node_filter_count_history_comment_or_mutation() {
    let house = House::shared().await;
    let owner = Owner::of(&house, "owner").await;
    let other = house.tenant("other").await;
    let before = owner.seen().await;
    for stranger in
        [other.manager().await, other.clerk().await, other.dpo().await, other.mayor_of(0).await]
    {
        let list = stranger.done(EVERYTHING, json!({})).await;
        assert_eq!(list.number("/requests/totalCount"), 0);
        for filter in [
            json!({ "memberId": owner.tenant.members[0] }),
            json!({ "memberId": owner.tenant.itself }),
            json!({ "assigneeId": owner.clerk.id }),
            json!({ "states": ["NEW", "ASSIGNED"] }),
            json!({ "serviceCode": "DEV-WASTE" }),
        ] {
            let query = "query($filter: RequestFilter) { requests(filter: $filter) { totalCount nodes { id } } }";
            let found = stranger.done(query, json!({ "filter": filter })).await;
            assert_eq!(found.number("/requests/totalCount"), 0);
            assert!(found.list("/requests/nodes").is_empty());
        }
        for id in owner.requests() {
            is_like_missing(&stranger, &stranger.id, id).await;
        }
        let things = owner.tenant.members.iter().chain([&owner.clerk.id, &owner.tenant.itself]);
        for id in things {
            let query = "query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }";
            let nothing = stranger.done(query, json!({ "id": id })).await;
            assert_eq!(*nothing.data(""), json!({ "node": null, "nodes": [null] }));
        }
        shows_nothing(&owner, &list);
    }
    assert_eq!(owner.seen().await, before);
}

#[tokio::test]
async fn nothing_of_another_tenant_can_be_used_in_one_s_own() {
    let house = House::shared().await;
    let owner = Owner::of(&house, "lender").await;
    let other = house.tenant("borrower").await;
    let clerk = other.clerk().await;
    let own = other.open(&clerk, "DEV-WASTE", 0, "Vlastní").await;
    let assign = json!({ "id": own, "person": owner.clerk.id });
    assert_eq!(clerk.ask_with(STEPS[0], assign).await.no(), "NOT_FOUND");
    for member in [&owner.tenant.members[0], &owner.tenant.itself] {
        let query = "mutation($member: ID!) { openRequest(input: { serviceCode: \"DEV-WASTE\", title: \"x\", memberId: $member }) { id userErrors { code } } }";
        assert_eq!(clerk.ask_with(query, json!({ "member": member })).await.no(), "NOT_FOUND");
    }
    // A cursor of another's list is only a place: what stands behind it is one's own.
    let query = "query($after: String) { requests(after: $after) { nodes { title } pageInfo { endCursor } } }";
    let place = owner.manager.done(query, json!({})).await;
    let cursor = json!({ "after": place.text("/requests/pageInfo/endCursor") });
    shows_nothing(&owner, &clerk.done(query, cursor).await);
}

#[tokio::test]
async fn a_mayor_sees_the_own_municipality_s_requests_and_nothing_else_by_any_way() {
    let house = House::shared().await;
    let owner = Owner::of(&house, "mayors").await;
    let (mayor, neighbour) = (owner.tenant.mayor_of(0).await, owner.tenant.mayor_of(1).await);
    let before = owner.seen().await;

    // The own: also the confidential; never what the DPO filed without showing it, nor the citizen's.
    let own = mayor.done(EVERYTHING, json!({})).await;
    assert_eq!(own.number("/requests/totalCount"), 2);
    assert!(!own.body.to_string().contains("citizen's"));
    assert!(!own.body.to_string().contains("mezi námi"));
    is_like_missing(&mayor, &mayor.id, &owner.citizens).await;
    let one = mayor.done(ONE, json!({ "id": owner.open })).await;
    assert_eq!(one.each("/request/comments/nodes", "body"), [format!("{MARK}, vám")]);
    assert_eq!(one.number("/request/comments/totalCount"), 1);
    // Opened and commented on once: that there was an internal comment is the staff's own knowledge.
    assert_eq!(one.number("/request/history/totalCount"), 2);

    let nothing = neighbour.done(EVERYTHING, json!({})).await;
    assert_eq!(*nothing.data("/requests"), json!({ "totalCount": 0, "nodes": [] }));
    for id in owner.requests() {
        is_like_missing(&neighbour, &neighbour.id, id).await;
    }
    let filter = "query($member: ID!) { requests(filter: { memberId: $member }) { totalCount } }";
    for member in [&owner.tenant.members[0], &owner.tenant.itself] {
        let found = neighbour.done(filter, json!({ "member": member })).await;
        assert_eq!(found.number("/requests/totalCount"), 0);
        let query = "query($id: ID!) { node(id: $id) { id } members { totalCount nodes { id } } tenant { members { totalCount } } }";
        let seen = neighbour.done(query, json!({ "id": member })).await;
        assert_eq!(*seen.data("/node"), Value::Null);
        assert_eq!(seen.each("/members/nodes", "id"), [owner.tenant.members[1].as_str()]);
        assert_eq!(seen.number("/tenant/members/totalCount"), 1);
        let open = "mutation($member: ID!) { openRequest(input: { serviceCode: \"DEV-WASTE\", title: \"x\", memberId: $member }) { id userErrors { code } } }";
        assert_eq!(neighbour.ask_with(open, json!({ "member": member })).await.no(), "NOT_FOUND");
    }
    assert_eq!(owner.seen().await, before);
}

#[tokio::test]
async fn the_data_protection_officer_s_file_is_closed_to_all_other_staff() {
    let house = House::shared().await;
    let owner = Owner::of(&house, "files").await;
    let before = owner.seen().await;
    for staff in [&owner.manager, &owner.clerk, &owner.tenant.specialist().await] {
        is_like_missing(staff, &staff.id, &owner.dpo).await;
        let list = staff.done(EVERYTHING, json!({})).await;
        assert!(!list.body.to_string().contains(&owner.dpo));
        let query = "{ requests(filter: { area: DATA_PROTECTION }) { totalCount } }";
        assert_eq!(staff.done(query, json!({})).await.number("/requests/totalCount"), 0);
    }
    is_like_missing(&owner.clerk, &owner.clerk.id, &owner.confidential).await;
    assert_eq!(owner.seen().await, before);

    let dpo = owner.tenant.dpo().await;
    let read = dpo.done(ONE, json!({ "id": owner.dpo })).await;
    assert_eq!(read.text("/request/title"), format!("{MARK} dpo"));
    // Nor is the officer anybody else's: what is confidential stays with those who work on it.
    is_like_missing(&dpo, &dpo.id, &owner.confidential).await;
}

#[tokio::test]
async fn the_coordinator_sees_figures_and_no_case() {
    let house = House::shared().await;
    let owner = Owner::of(&house, "figures").await;
    house.catch_up().await;
    for part in ["coordinator", "auditor"] {
        let nation = house.of_the_nation(part).await;
        for query in
            [EVERYTHING, "{ requests { totalCount } }", "{ members: services { totalCount } }"]
        {
            let refused = nation.ask(query).await;
            assert_eq!(refused.code(), "FORBIDDEN");
            shows_nothing(&owner, &refused);
        }
        for id in owner.requests() {
            is_like_missing(&nation, &owner.clerk.id, id).await;
        }
        let query = "query($name: String!) { nationalOverview { centres(filter: { name: $name }) {
            nodes { tenant { slug } requestsOpened requestsOpen } } } }";
        let name = json!({ "name": owner.tenant.association.name });
        let figures = nation.done(query, name).await;
        assert_eq!(
            *figures.data("/nationalOverview/centres/nodes"),
            json!([{ "tenant": { "slug": owner.tenant.slug() }, "requestsOpened": 4, "requestsOpen": 4 }])
        );
    }
    // Who approves the model has no business with figures.
    let refused = house
        .of_the_nation("approver")
        .await
        .ask("{ nationalOverview { totals { requestsOpen } } }")
        .await;
    assert_eq!(refused.code(), "FORBIDDEN");
    let refused = owner.manager.ask("{ nationalOverview { totals { requestsOpen } } }").await;
    assert_eq!(refused.code(), "FORBIDDEN");
    assert_eq!(owner.manager.ask("{ tenants { totalCount } }").await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn a_tenant_that_one_may_not_enter_is_like_one_that_doesn_t_exist() {
    let house = House::shared().await;
    let (own, other) = (house.tenant("mine").await, house.tenant("yours").await);
    let clerk = own.clerk().await;
    let foreign = clerk.naming(Some(other.slug())).ask(EVERYTHING).await;
    let missing = clerk.naming(Some("no-such-tenant")).ask(EVERYTHING).await;
    let nation = clerk.naming(Some("nation")).ask(EVERYTHING).await;
    assert_eq!((foreign.status, foreign.code()), (404, "TENANT_NOT_FOUND"));
    same(&foreign, &missing, "a foreign tenant");
    same(&nation, &missing, "the nation");
}

#[tokio::test]
async fn who_acts_in_several_tenants_names_one_and_is_in_that_one_only() {
    let house = House::shared().await;
    let (first, second) = (house.tenant("first").await, house.tenant("second").await);
    let clerk = first.clerk().await;
    first.open(&clerk, "DEV-WASTE", 0, "První").await;
    let role = domain::access::Role::CentreManager;
    second.appoint(clerk.email(), "manager there", role, None).await;

    let titles = "{ requests { nodes { title } } }";
    let there = clerk.naming(Some(second.slug()));
    assert_eq!(*there.done(titles, json!({})).await.data("/requests/nodes"), json!([]));
    assert_eq!(clerk.done(titles, json!({})).await.text("/requests/nodes/0/title"), "První");
    let nowhere = clerk.naming(None);
    let refused = nowhere.ask(titles).await;
    assert_eq!((refused.status, refused.code()), (400, "TENANT_REQUIRED"));
    let viewer = "{ viewer { tenant { slug } permissions tenants { slug roles } } }";
    let viewer = nowhere.done(viewer, json!({})).await;
    let expected = json!({ "tenant": null, "permissions": [], "tenants": [
        { "slug": first.slug(), "roles": ["CLERK"] }, { "slug": second.slug(), "roles": ["CENTRE_MANAGER"] } ] });
    assert_eq!(*viewer.data("/viewer"), expected);
}
