//! A new association from the first invitation to the first activity of three municipalities, by its own people alone; and
//! each of them also tries what they may not.

use crate::house::database::TestDatabase;
use crate::house::program::centrum;
use crate::house::{Answer, Client, House, Tenant};
use serde_json::{Value, json};

const INVITE: &str = "mutation($input: InviteUserInput!) { inviteUser(input: $input) {
    participant { id } grant { id status } link { url } userErrors { code } } }";
const CONFIRM: &str = "mutation($id: ID!) { confirmRole(input: { id: $id }) { grant { status } userErrors { code } } }";
const GRANT: &str = "mutation($to: ID!, $role: Role!) { grantRole(input: { participantId: $to, role: $role }) { grant { id } userErrors { code } } }";
const RECORD: &str = "mutation($input: RecordActivityInput!) { recordActivity(input: $input) {
    activity { id number minutes beneficiaries { weight minutes saved member { id } } benefit { saved broughtIn method inputs } }
    userErrors { code path } } }";
const ATTEST: &str = "mutation($id: ID!) { attestBenefit(input: { activityId: $id }) {
    activity { benefit { saved attestedAt } beneficiaries { saved attestedAt } } userErrors { code } } }";
const OVERVIEW: &str = "{ nationalOverview { totals { requestsOpened activities minutes benefitSaved benefitBroughtIn } } }";
const ME: &str = "{ viewer { participant { id } } }";

/// What `centrum invite` prints.
fn first_link(database: &TestDatabase) -> String {
    let printed =
        centrum(&["invite", "--coordinator", "nela@nation.invalid", "--name", "Nela Národní"])
            .env("CENTRUM_DATABASE_URL", database.url())
            .output()
            .unwrap();
    let text = String::from_utf8(printed.stdout).unwrap();
    let link = text.lines().find(|line| line.starts_with("http"));
    link.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&printed.stderr))).to_owned()
}

/// Invited by an administrator, and signed in by the link.
async fn join(
    house: &House,
    admin: &Client,
    name: &str,
    role: &str,
    member: Option<&str>,
) -> (Client, Answer) {
    let input = json!({
        "email": format!("{name}@setup.invalid"), "displayName": name, "role": role, "memberId": member,
    });
    let invited = admin.done(INVITE, json!({ "input": input })).await;
    (house.browser(invited.text("/inviteUser/link/url")).await, invited)
}

/// Told that a permission is missing, and which.
async fn may_not(who: &str, client: &Client, operation: &str, variables: Value, permission: &str) {
    let answer = client.ask_with(operation, variables).await;
    assert_eq!(answer.code(), "FORBIDDEN", "{who}: {operation}\n{answer}");
    assert_eq!(answer.errors()[0]["extensions"]["permission"], permission, "{who}: {operation}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_association_is_set_up_by_its_own_people_to_the_first_activity_of_three() {
    let house = House::fresh().await;
    // The command line lives on this machine's clock.
    house.tick(chrono::Utc::now() - house.now());
    let link = first_link(house.database());
    let coordinator = house.browser(&link).await;
    may_not("coordinator", &coordinator, "{ requests { totalCount } }", json!({}), "ReadRequests")
        .await;

    let association = house.association("setup").await;
    let input = json!({
        "ico": association.ico, "slug": association.slug, "adminEmail": "alena@setup.invalid", "adminName": "Alena",
    });
    let onboard = "mutation($input: OnboardTenantInput!) { onboardTenant(input: $input) {
        tenant { id } adminLink { url } userErrors { code } } }";
    let onboarded = coordinator.done(onboard, json!({ "input": input })).await;
    let admin = house.browser(onboarded.text("/onboardTenant/adminLink/url")).await;
    let tenant =
        Tenant::known(&house, association, &admin, onboarded.text("/onboardTenant/tenant/id"))
            .await;
    may_not("admin", &admin, "{ requests { totalCount } }", json!({}), "ReadRequests").await;
    let own = admin.done(ME, json!({})).await.text("/viewer/participant/id").to_owned();
    let selfish = admin.ask_with(GRANT, json!({ "to": own, "role": "CENTRE_MANAGER" })).await;
    assert_eq!(selfish.no(), "NOBODY_GRANTS_THEMSELVES");

    let (manager, _) = join(&house, &admin, "manager", "CENTRE_MANAGER", None).await;
    let (clerk, _) = join(&house, &admin, "clerk", "CLERK", None).await;
    let (chair, _) = join(&house, &admin, "chair", "ASSOCIATION_CHAIR", None).await;
    let (officer, invited) = join(&house, &admin, "officer", "DATA_PROTECTION_OFFICER", None).await;
    let (auditor, _) = join(&house, &admin, "auditor", "AUDITOR", None).await;
    let mut mayors = Vec::new();
    for (number, member) in tenant.members.iter().enumerate() {
        mayors.push(join(&house, &admin, &format!("mayor{number}"), "MAYOR", Some(member)).await.0);
    }
    the_officer_waits_for_the_chair(&tenant, &clerk, &officer, &chair, &invited).await;
    let activity = three_get_something(&tenant, &manager, &clerk, &mayors).await;
    each_attests_the_own_share(&mayors, &manager, &activity).await;

    may_not("auditor", &auditor, "{ activities { totalCount } }", json!({}), "ReadActivities")
        .await;
    let trail = auditor.done("{ auditTrail(first: 100) { nodes { kind } } }", json!({})).await;
    let kinds = trail.each("/auditTrail/nodes", "kind");
    for kind in ["role.confirmed", "session.began", "activity.recorded", "benefit.attested"] {
        assert!(kinds.contains(&kind), "{kind} isn't in {kinds:?}");
    }
    house.catch_up().await;
    let figures = coordinator.done(OVERVIEW, json!({})).await;
    assert_eq!(
        *figures.data("/nationalOverview/totals"),
        json!({ "requestsOpened": 2, "activities": 1, "minutes": 100, "benefitSaved": "1631.67", "benefitBroughtIn": "0.00" })
    );
    may_not(
        "coordinator",
        &coordinator,
        "{ activities { totalCount } }",
        json!({}),
        "ReadActivities",
    )
    .await;
}

async fn the_officer_waits_for_the_chair(
    tenant: &Tenant,
    clerk: &Client,
    officer: &Client,
    chair: &Client,
    invited: &Answer,
) {
    let file = tenant.open(clerk, "DPO-INCIDENT", 0, "Únik dat").await;
    let see = "query($id: ID!) { request(id: $id) { title } }";
    assert_eq!(invited.text("/inviteUser/grant/status"), "AWAITING_CONFIRMATION");
    assert_eq!(officer.ask_with(see, json!({ "id": file })).await.code(), "TENANT_REQUIRED");
    may_not(
        "chair",
        chair,
        "mutation { openRequest(input: { serviceCode: \"DEV-WASTE\", title: \"x\" }) { id } }",
        json!({}),
        "OpenRequest",
    )
    .await;
    chair.done(CONFIRM, json!({ "id": invited.text("/inviteUser/grant/id") })).await;
    assert_eq!(officer.done(see, json!({ "id": file })).await.text("/request/title"), "Únik dat");
    assert_eq!(*chair.done(see, json!({ "id": file })).await.data("/request"), Value::Null);
    let input = json!({ "email": "x@setup.invalid", "displayName": "x", "role": "CLERK" });
    may_not("officer", officer, INVITE, json!({ "input": input }), "GrantRole").await;
}

/// One asks, the clerk has it, the manager does it for three.
async fn three_get_something(
    tenant: &Tenant,
    manager: &Client,
    clerk: &Client,
    mayors: &[Client],
) -> String {
    let open = "mutation { openRequest(input: { serviceCode: \"LEGAL-ORDINANCE\", title: \"Vyhláška o odpadech\" }) {
        id request { member { id } } userErrors { code } } }";
    let opened = mayors[0].done(open, json!({})).await;
    assert_eq!(opened.text("/openRequest/request/member/id"), tenant.members[0]);
    let request = opened.text("/openRequest/id");
    let close = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { userErrors { code } } }";
    may_not("mayor", &mayors[0], close, json!({ "id": request }), "CloseRequest").await;
    let see = "query($id: ID!) { request(id: $id) { title } }";
    assert_eq!(*mayors[1].done(see, json!({ "id": request })).await.data("/request"), Value::Null);

    let shares: Vec<Value> = tenant
        .members
        .iter()
        .zip([1, 1, 1])
        .map(|(id, weight)| json!({ "memberId": id, "weight": weight }))
        .collect();
    let input = json!({
        "serviceCode": "LEGAL-ORDINANCE", "competence": "OWN", "minutes": 100, "output": "Vzor vyhlášky", "requestId": request,
        "beneficiaries": shares, "benefit": { "method": "AVOIDED_HOURS", "avoidedMinutes": 600 },
    });
    may_not("mayor", &mayors[0], RECORD, json!({ "input": input }), "RecordActivity").await;
    let recorded = manager.done(RECORD, json!({ "input": input })).await;
    // 10 hours at 186 crowns, without 100 minutes at 137: exact, and so are the shares.
    assert_eq!(recorded.text("/recordActivity/activity/benefit/saved"), "1631.67");
    let shares = recorded.list("/recordActivity/activity/beneficiaries");
    let minutes: Vec<i64> = shares.iter().filter_map(|share| share["minutes"].as_i64()).collect();
    let saved: Vec<&str> = shares.iter().filter_map(|share| share["saved"].as_str()).collect();
    assert_eq!((minutes, saved), (vec![34, 33, 33], vec!["543.89"; 3]));
    let id = recorded.text("/recordActivity/activity/id").to_owned();
    may_not("clerk", clerk, ATTEST, json!({ "id": id }), "AttestBenefit").await;
    id
}

async fn each_attests_the_own_share(mayors: &[Client], manager: &Client, activity: &str) {
    let whole = "query($id: ID!) { activity(id: $id) { benefit { attestedAt } } }";
    for (number, mayor) in mayors.iter().enumerate() {
        let attested = mayor.done(ATTEST, json!({ "id": activity })).await;
        assert_eq!(
            attested.list("/attestBenefit/activity/beneficiaries").len(),
            1,
            "just the own share"
        );
        // As a whole it is attested once all have said so; who sees just one share isn't told.
        let seen = manager.done(whole, json!({ "id": activity })).await;
        let is_last = number == mayors.len() - 1;
        assert_eq!(seen.data("/activity/benefit/attestedAt").is_string(), is_last, "{seen}");
        assert!(!mayor.ask_with(ATTEST, json!({ "id": activity })).await.is_done(), "once");
    }
}
