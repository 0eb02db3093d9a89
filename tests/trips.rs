//! What an operation costs on the way to the database: statements and round trips, as a reviewed table. They don't grow with
//! the size of a page, nor with the number of tenants.

use crate::house::committed::is_committed;
use crate::house::wire::Wire;
use crate::house::{Answer, Client, House, Tenant};
use serde_json::{Value, json};
use std::fmt::{Display, Formatter, Write as _};

/// A house over one connection that is counted, and people who ask through it.
struct Counted {
    wire: Wire,
    house: House,
    tenant: Tenant,
    clerk: Client,
    mayor: Client,
    admin: Client,
    coordinator: Client,
}

impl Counted {
    async fn open() -> Self {
        let house = House::fresh().await;
        let tenant = house.tenant("counted").await;
        let wire = Wire::in_front_of(house.database());
        let narrow = house.remembering(wire.url(), 1, std::time::Duration::from_secs(600));
        Self {
            clerk: tenant.clerk().await.again(&narrow).await,
            mayor: tenant.mayor_of(0).await.again(&narrow).await,
            admin: tenant.admin().await.again(&narrow).await,
            coordinator: house.coordinator().await.again(&narrow).await,
            wire,
            house,
            tenant,
        }
    }

    /// What an operation costs that was asked before.
    async fn cost(&self, by: &Client, query: &str, warm: Value, then: Value) -> (Cost, Answer) {
        by.done(query, warm).await;
        self.wire.take();
        let answer = by.done(query, then).await;
        let counted = self.wire.take();
        assert_eq!(counted.connections, 0, "{query} isn't warm");
        let (statements, trips) = (counted.statements.len(), counted.round_trips);
        (Cost { statements, trips, prepared: counted.prepared }, answer)
    }

    /// Once with days and once without: what is empty mustn't make another text, or it would be prepared again.
    async fn overriding(&self, line: &mut impl FnMut(&str, Cost)) {
        for (name, version) in [("overrideService", 0), ("overrideService again", 1)] {
            let off = json!({ "code": "DEV-WASTE", "offered": false, "version": version });
            let late = json!({ "code": "DEV-SOCIAL", "days": 9 + version, "version": version });
            line(name, self.cost(&self.admin, OVERRIDE, off, late).await.0);
        }
    }

    /// Its id as clients see it.
    async fn tenant_id(&self) -> String {
        let seen = self.clerk.done("{ tenant { id } }", json!({})).await;
        seen.text("/tenant/id").to_owned()
    }

    async fn cost_of(&self, by: &Client, query: &str, variables: Value) -> Cost {
        self.cost(by, query, variables.clone(), variables).await.0
    }

    /// What opening a request costs under a key, and being answered again.
    async fn cost_under_a_key(&self, by: &Client, variables: Value) -> Vec<(&'static str, Cost)> {
        by.keyed("warm").done(OPEN, variables.clone()).await;
        by.keyed("warm").done(OPEN, variables.clone()).await;
        let keyed = by.keyed("k");
        self.wire.take();
        let mut costs = Vec::new();
        for name in ["openRequest under an Idempotency-Key", "the same once more"] {
            keyed.done(OPEN, variables.clone()).await;
            let counted = self.wire.take();
            let (statements, trips) = (counted.statements.len(), counted.round_trips);
            costs.push((name, Cost { statements, trips, prepared: counted.prepared }));
        }
        costs
    }

    /// Ids of the activities, as they were recorded.
    async fn work(&self) -> Vec<String> {
        let query =
            "{ activities(orderBy: { field: RECORDED_AT, direction: ASC }) { nodes { id } } }";
        let done = self.clerk.done(query, json!({})).await;
        done.each("/activities/nodes", "id").into_iter().map(str::to_owned).collect()
    }

    /// Several requests, each with a comment and an activity; their ids.
    async fn fill(&self, count: usize) -> Vec<String> {
        let clerk = self.tenant.clerk().await;
        let mut ids = Vec::new();
        for number in 0..count {
            let id = self.tenant.open(&clerk, "DEV-WASTE", number % 3, &format!("{number}")).await;
            let comment = "mutation($id: ID!) { commentOnRequest(input: { id: $id, body: \"x\" }) { userErrors { code } } }";
            clerk.done(comment, json!({ "id": id })).await;
            clerk.done(RECORD, json!({ "request": id })).await;
            ids.push(id);
        }
        ids
    }
}

/// On the way to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cost {
    statements: usize,
    trips: usize,
    /// Statements that are prepared again each time: an `UPDATE` or `ON CONFLICT DO UPDATE` that the store doesn't wrap
    /// into `Kept`, or whose text varies.
    prepared: usize,
}

/// As a line of the table has it.
impl Display for Cost {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>10} {:>12} {:>9}", self.statements, self.trips, self.prepared)
    }
}

/// All that the console's list of requests shows.
const LIST: &str = "query($first: Int!) { requests(first: $first) { totalCount pageInfo { hasNextPage endCursor } nodes { number title state dueAt
    municipality { name } member { municipality { name } } service { name } assignee { displayName } openedBy { displayName }
    comments(first: 3) { totalCount nodes { body author { displayName } } } history(last: 3) { nodes { kind actor { displayName } } } } } }";
const COUNTED_LIST: &str = "{ requests { totalCount nodes { title } } }";
const REGISTER: &str = "query($first: Int!) { municipalities(first: $first) { totalCount nodes { name district { name } population { count }
    memberships { nodes { association { name } } } } } }";
const OVERVIEW: &str = "query($first: Int!) { nationalOverview { totals { requestsOpen } centres(first: $first) { totalCount nodes { tenant { slug } requestsOpen } } } }";
const WHOLE_OVERVIEW: &str = "{ nationalOverview { totals { closeMedian } byRegion { centres } byArea { minutes } trend { minutes }
    centres { nodes { name health populationServed } } } }";
const CENTRE: &str = "query($id: ID!) { centre(tenantId: $id) { figures { name health } trend { minutes } comparison { centres } } }";
const TENANTS: &str = "query($first: Int!) { tenants(first: $first) { nodes { slug association { name members { totalCount } } } } }";

const OPEN: &str = "mutation($member: ID!) { openRequest(input: { serviceCode: \"DEV-WASTE\", title: \"x\", memberId: $member }) {
    number userErrors { code } } }";
const OPEN_AND_READ: &str = "mutation($member: ID!) { openRequest(input: { serviceCode: \"DEV-WASTE\", title: \"x\", memberId: $member }) {
    request { title } userErrors { code } } }";
const COMMENT: &str = "mutation($id: ID!) { commentOnRequest(input: { id: $id, body: \"x\" }) { userErrors { code } } }";
const ASSIGN: &str = "mutation($id: ID!, $to: ID!) { assignRequest(input: { id: $id, assigneeId: $to }) { userErrors { code } } }";
const START: &str =
    "mutation($id: ID!) { startRequest(input: { id: $id }) { userErrors { code } } }";
const ASK: &str = "mutation($id: ID!) { askRequester(input: { id: $id, question: \"x\" }) { userErrors { code } } }";
const ANSWER: &str = "mutation($id: ID!) { answerRequest(input: { id: $id, answer: \"x\" }) { userErrors { code } } }";
const CLOSE: &str = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { userErrors { code } } }";
const REOPEN: &str =
    "mutation($id: ID!) { reopenRequest(input: { id: $id }) { userErrors { code } } }";
const STEPS: [(&str, &str); 6] = [
    ("assignRequest", ASSIGN),
    ("startRequest", START),
    ("askRequester", ASK),
    ("answerRequest", ANSWER),
    ("closeRequest", CLOSE),
    ("reopenRequest", REOPEN),
];
const OVERRIDE: &str = "mutation($code: String!, $offered: Boolean, $days: Int, $version: Int!) { overrideService(input: { serviceCode: $code,
    offered: $offered, closeWithin: $days, expectedVersion: $version }) { userErrors { code } } }";
const TOKEN: &str =
    "mutation { createApiToken(input: { name: \"x\", days: 1 }) { id userErrors { code } } }";

/// All that a list of activities shows.
const WORK: &str = "query($first: Int!) { activities(first: $first) { totalCount pageInfo { hasNextPage endCursor } nodes { number minutes output
    service { name } performedBy { displayName } request { number title } benefit { saved attestedAt }
    beneficiaries { minutes saved attestedBy { displayName } member { municipality { name } } } } } }";
const COUNTED_WORK: &str = "{ activities { totalCount nodes { output } } }";
const WORK_OF_REQUESTS: &str = "query($first: Int!) { requests(first: $first) { nodes { title activities(first: 3) { totalCount nodes { minutes
    beneficiaries { minutes } } } } } }";
const RECORD: &str = "mutation($request: ID!) { recordActivity(input: { serviceCode: \"DEV-WASTE\", competence: OWN, minutes: 5, requestId: $request,
    benefit: { method: GRANT_WON, amount: \"1.00\" } }) { activity { id } userErrors { code } } }";
const CORRECT: &str = "mutation($id: ID!) { correctActivity(input: { id: $id, expectedVersion: 1, minutes: 7 }) { userErrors { code } } }";
const ATTEST: &str =
    "mutation($id: ID!) { attestBenefit(input: { activityId: $id }) { userErrors { code } } }";

const SEARCH: &str = "query($first: Int!) { search(query: \"x\", first: $first) { totalCount nodes { foundIn snippet { text hit } } } }";
const SEARCH_AND_READ: &str = "query($first: Int!) { search(query: \"x\", first: $first) { totalCount nodes { foundIn snippet { text hit }
    request { number title } activity { number output } } } }";

const GRANTS: &str = "{ grants { totalCount nodes { role status participant { displayName } grantedBy { displayName } member { id } } } }";
const TRAIL: &str =
    "{ auditTrail { totalCount nodes { at kind subject facts participant { displayName } } } }";

const HEAD: &str = "Each by somebody who asked within the last second: sign-in remembers them. Else it is 5 statements in 2 round trips more, as
the last line shows. The BEGIN with its settings is a statement, and so is
the COMMIT. Prepared again each time: what the connection doesn't keep.

statements  round trips  prepared  operation
";

#[tokio::test(flavor = "multi_thread")]
async fn statements_and_round_trips_are_what_was_reviewed() {
    let counted = Counted::open().await;
    let ids = counted.fill(4).await;
    let mut table = HEAD.to_owned();
    let mut line = |name: &str, cost: Cost| writeln!(table, "{cost}  {name}").unwrap();
    let (clerk, coordinator) = (&counted.clerk, &counted.coordinator);
    let (id, page) = (json!({ "id": ids[0] }), json!({ "first": 20 }));
    let member = json!({ "member": counted.tenant.members[0] });
    for (name, by, query, variables) in [
        ("__typename", clerk, "{ __typename }", json!({})),
        ("viewer", clerk, "{ viewer { id roles tenants { slug } } }", json!({})),
        ("tenant", clerk, "{ tenant { slug } }", json!({})),
        ("requests", clerk, "{ requests { nodes { title } } }", json!({})),
        ("requests with their count", clerk, COUNTED_LIST, json!({})),
        ("requests of a mayor", &counted.mayor, COUNTED_LIST, json!({})),
        ("requests with all that the console shows", clerk, LIST, page.clone()),
        ("request", clerk, "query($id: ID!) { request(id: $id) { title } }", id.clone()),
        ("node of a request", clerk, "query($id: ID!) { node(id: $id) { id } }", id.clone()),
        (
            "members with municipalities",
            clerk,
            "{ members { nodes { municipality { name } } } }",
            json!({}),
        ),
        ("participants", clerk, "{ participants { nodes { displayName } } }", json!({})),
        ("services", clerk, "{ services(first: 100) { nodes { name offered } } }", json!({})),
        ("municipalities with memberships", clerk, REGISTER, page.clone()),
        ("tenants with associations", coordinator, TENANTS, page.clone()),
        ("nationalOverview", coordinator, OVERVIEW, page),
        ("nationalOverview with all there is", coordinator, WHOLE_OVERVIEW, json!({})),
        ("centre", coordinator, CENTRE, json!({ "id": counted.tenant_id().await })),
        ("createApiToken", clerk, TOKEN, json!({})),
        ("commentOnRequest", clerk, COMMENT, id),
        ("activities with their count", clerk, COUNTED_WORK, json!({})),
        ("activities of a mayor", &counted.mayor, COUNTED_WORK, json!({})),
        ("activities with all that a list shows", clerk, WORK, json!({ "first": 20 })),
        ("requests with their activities", clerk, WORK_OF_REQUESTS, json!({ "first": 20 })),
        ("search with its count", clerk, SEARCH, json!({ "first": 20 })),
        ("search and what was found", clerk, SEARCH_AND_READ, json!({ "first": 20 })),
        ("recordActivity and its id", clerk, RECORD, json!({ "request": ids[0] })),
        ("openRequest", clerk, OPEN, member.clone()),
        ("openRequest and what it is now", clerk, OPEN_AND_READ, member.clone()),
    ] {
        line(name, counted.cost_of(by, query, variables).await);
    }
    let keyed = counted.cost_under_a_key(clerk, member).await;
    keyed.into_iter().for_each(|(name, cost)| line(name, cost));
    let to = counted.tenant.clerk().await.id;
    let steps = |at: usize| json!({ "id": ids[at], "to": to });
    for (name, query) in STEPS {
        line(name, counted.cost(clerk, query, steps(0), steps(1)).await.0);
    }
    let done = counted.work().await;
    let work = |at: usize| json!({ "id": done[at] });
    line("correctActivity", counted.cost(clerk, CORRECT, work(0), work(1)).await.0);
    // The first and the fourth request are of the mayor's municipality.
    line("attestBenefit", counted.cost(&counted.mayor, ATTEST, work(0), work(3)).await.0);
    counted.overriding(&mut line).await;
    for (name, query) in [("grants with names", GRANTS), ("auditTrail with names", TRAIL)] {
        line(name, counted.cost_of(&counted.admin, query, json!({})).await);
    }
    let forgetful = counted.house.remembering(counted.wire.url(), 1, std::time::Duration::ZERO);
    let stranger = counted.tenant.clerk().await.again(&forgetful).await;
    let cold = counted.cost_of(&stranger, "{ __typename }", json!({})).await;
    line("__typename by somebody who isn't remembered", cold);
    is_committed("tests/trips.snap", &table);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_cold_connection_too_a_write_s_last_statement_and_its_events_come_before_its_commit() {
    let counted = Counted::open().await;
    let ids = counted.fill(3).await;
    let state =
        "query($id: ID!) { request(id: $id) { state history(last: 1) { nodes { kind } } } }";
    let to = counted.tenant.clerk().await.id;
    for (id, query, is_then) in [
        (&ids[0], CLOSE, json!(["CLOSED", "request.closed"])),
        (&ids[1], ASSIGN, json!(["ASSIGNED", "request.assigned"])),
        (&ids[2], COMMENT, json!(["NEW", "request.commented"])),
    ] {
        let cold = counted.house.remembering(counted.wire.url(), 1, std::time::Duration::ZERO);
        let clerk = counted.clerk.entering(&cold);
        counted.wire.take();
        clerk.done(query, json!({ "id": id, "to": to })).await;
        let seen = counted.wire.take();
        assert!(seen.connections > 0, "{seen:?}");
        let written = position(&seen.statements, "event AS (INSERT INTO events");
        let writes = ["WITH last AS (UPDATE", "WITH text AS (INSERT"];
        let is_with_what_it_tells = |verb| seen.statements[written].starts_with(verb);
        assert!(writes.into_iter().any(is_with_what_it_tells), "{seen:?}");
        assert_eq!(seen.statements[written + 1], "COMMIT", "{seen:?}");
        let now = clerk.done(state, json!({ "id": id })).await;
        let (state, kind) = (now.data("/request/state"), now.data("/request/history/nodes/0/kind"));
        assert_eq!(json!([state, kind]), is_then);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_cold_connection_too_a_request_is_there_before_it_is_looked_at_and_committed() {
    let counted = Counted::open().await;
    let cold = counted.house.remembering(counted.wire.url(), 1, std::time::Duration::ZERO);
    let clerk = counted.clerk.entering(&cold);
    let member = json!({ "member": counted.tenant.members[0] });
    counted.wire.take();
    let opened = clerk.done(OPEN_AND_READ, member).await;
    let seen = counted.wire.take();
    assert_eq!(opened.data("/openRequest/request/title"), "x");
    let taken = position(&seen.statements, "WITH number AS (INSERT INTO \"request_counters\"");
    let rest: Vec<&str> = seen.statements[taken + 1..].iter().map(String::as_str).collect();
    let [looked_at, told, committed] = rest[..] else { panic!("{rest:?}") };
    assert!(looked_at.contains("FROM \"requests\""), "{looked_at}");
    assert!(told.starts_with("WITH event AS (INSERT INTO events"), "{told}");
    assert_eq!(committed, "COMMIT");
}

/// Where the statement with these words stands among others.
fn position(statements: &[String], words: &str) -> usize {
    statements
        .iter()
        .position(|sql| sql.contains(words))
        .unwrap_or_else(|| panic!("{statements:?}"))
}

#[tokio::test]
async fn a_last_statement_that_fails_leaves_nothing_and_is_told() {
    let house = House::fresh().await;
    let tenant = house.tenant("last").await;
    let clerk = tenant.clerk().await;
    let id = tenant.open(&clerk, "INF-WEB", 0, "Nový web").await;
    let broken = "ALTER TABLE requests ADD CONSTRAINT broken CHECK (outcome <> 'x')";
    house.database().superuser().await.batch_execute(broken).await.unwrap();
    let answer = clerk.ask_with(CLOSE, json!({ "id": id })).await;
    assert_eq!((answer.status, answer.code()), (500, "INTERNAL"), "{answer}");
    let now = clerk
        .done(
            "query($id: ID!) { request(id: $id) { state history { nodes { kind } } } }",
            json!({ "id": id }),
        )
        .await;
    assert_eq!(
        now.data("/request"),
        &json!({ "state": "NEW", "history": { "nodes": [{ "kind": "request.opened" }] } })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_longer_page_costs_no_more_statements_and_no_more_trips() {
    let counted = Counted::open().await;
    counted.fill(100).await;
    counted.house.associations(&["more"; 32]).await;
    for (by, query, path) in [
        (&counted.clerk, LIST, "/requests/nodes"),
        (&counted.clerk, REGISTER, "/municipalities/nodes"),
        (&counted.clerk, WORK, "/activities/nodes"),
        (&counted.clerk, WORK_OF_REQUESTS, "/requests/nodes"),
        (&counted.clerk, SEARCH_AND_READ, "/search/nodes"),
    ] {
        let few = counted.cost(by, query, json!({ "first": 5 }), json!({ "first": 5 })).await;
        let many = counted.cost(by, query, json!({ "first": 100 }), json!({ "first": 100 })).await;
        assert_eq!((few.1.list(path).len(), many.1.list(path).len()), (5, 100));
        assert_eq!(few.0, many.0, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_tenants_cost_no_more_statements_and_no_more_trips() {
    let counted = Counted::open().await;
    counted.fill(2).await;
    let asked = [
        (&counted.clerk, LIST, json!({ "first": 20 })),
        (&counted.mayor, COUNTED_LIST, json!({})),
        (&counted.clerk, WORK, json!({ "first": 20 })),
        (&counted.mayor, COUNTED_WORK, json!({})),
        (&counted.coordinator, TENANTS, json!({ "first": 100 })),
        (&counted.coordinator, OVERVIEW, json!({ "first": 100 })),
    ];
    let mut costs = Vec::new();
    for round in 0..2 {
        for (by, query, variables) in &asked {
            costs.push(counted.cost_of(by, query, variables.clone()).await);
        }
        if round == 0 {
            counted.house.tenants(&["more"; 20]).await;
            counted.house.catch_up().await;
        }
    }
    assert_eq!(costs[..asked.len()], costs[asked.len()..]);
}
