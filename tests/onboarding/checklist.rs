//! The checklist of an onboarding, kept by both sides.

use crate::house::{Answer, Client, House, Tenant};
use serde_json::{Value, json};

const STEP: &str = "code title side state responsible { id displayName } dueOn doneOn version";

async fn list(by: &Client) -> Answer {
    let query = format!(
        "{{ tenant {{ id onboarding {{ doneCount overdueCount completedOn steps {{ {STEP} }} }} }} }}"
    );
    by.done(&query, json!({})).await
}

/// The nation's view of one tenant's list.
async fn seen_by_nation(by: &Client, tenant: &Tenant) -> Answer {
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on Tenant {{ slug onboarding {{ doneCount steps {{ {STEP} }} }} }} }} }}"
    );
    by.done(&query, json!({ "id": tenant.id.to_string() })).await
}

async fn ask(by: &Client, field: &str, tenant: &Tenant, code: &str, more: Value) -> Answer {
    let mut title = field.to_owned();
    title.get_mut(..1).unwrap().make_ascii_uppercase();
    let query = format!(
        "mutation($input: {title}Input!) {{ {field}(input: $input) {{ step {{ {STEP} }} userErrors {{ code path currentVersion }} }} }}"
    );
    let mut input =
        json!({ "tenantId": tenant.id.to_string(), "code": code, "expectedVersion": 1 });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    by.ask_with(&query, json!({ "input": input })).await
}

async fn complete(by: &Client, tenant: &Tenant, code: &str, version: i32) -> Answer {
    ask(by, "completeOnboardingStep", tenant, code, json!({ "expectedVersion": version })).await
}

async fn take_back(by: &Client, tenant: &Tenant, code: &str, version: i32) -> Answer {
    ask(by, "takeBackOnboardingStep", tenant, code, json!({ "expectedVersion": version })).await
}

async fn plan(by: &Client, tenant: &Tenant, code: &str, more: Value) -> Answer {
    ask(by, "planOnboardingStep", tenant, code, more).await
}

fn step<'a>(answer: &'a Answer, at: &str, code: &str) -> &'a Value {
    let steps = answer.list(&format!("{at}/onboarding/steps"));
    steps.iter().find(|step| step["code"] == code).unwrap()
}

#[tokio::test]
async fn a_new_tenant_has_a_list_of_what_is_to_be_done_by_whom_and_until_when() {
    let house = House::shared().await;
    let tenant = house.tenant("listed").await;
    let seen = list(&tenant.admin().await).await;
    let lines: Vec<String> = seen
        .list("/tenant/onboarding/steps")
        .iter()
        .map(|step| {
            let text = |name: &str| step[name].as_str().unwrap_or("-").to_owned();
            format!(
                "{} {} {} {} {}",
                text("side"),
                text("code"),
                text("state"),
                text("dueOn"),
                text("title")
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    TENANT PARTICIPATION_APPROVED OPEN 2026-04-01 The association's body has approved taking part
    NATION CONTRACT OPEN 2026-04-16 The contract is signed
    TENANT CONTRACT_PUBLISHED OPEN 2026-05-16 The contract is published in the register of contracts
    TENANT DATA_BOX OPEN 2026-04-16 The association's data box is open and was tried
    TENANT DATA_PROCESSING OPEN 2026-05-01 Agreements on processing personal data for the municipalities are made
    TENANT MEMBERS_CHECKED OPEN 2026-04-16 The list of members has been checked
    SYSTEM STAFF_APPOINTED OPEN 2026-05-01 The centre's manager is appointed
    TENANT CATALOGUE_CONFIRMED OPEN 2026-05-16 The catalogue of services is confirmed
    NATION STAFF_TRAINED OPEN 2026-05-31 The centre's staff is trained
    SYSTEM FIRST_ACTIVITY OPEN 2026-06-30 The first activity is recorded
    ");
    assert_eq!(seen.number("/tenant/onboarding/doneCount"), 0);
    let nation = seen_by_nation(&house.coordinator().await, &tenant).await;
    assert_eq!(
        nation.list("/node/onboarding/steps"),
        seen.list("/tenant/onboarding/steps"),
        "both sides see the same"
    );
}

#[tokio::test]
async fn both_sides_complete_their_own_steps_and_see_each_other_s() {
    let house = House::shared().await;
    let tenant = house.tenant("both").await;
    let (admin, coordinator) = (tenant.admin().await, house.coordinator().await);
    let clerk = tenant.clerk().await;
    let planned = plan(
        &admin,
        &tenant,
        "DATA_BOX",
        json!({ "responsibleId": clerk.id, "dueOn": "2026-03-31" }),
    )
    .await;
    assert!(planned.is_done(), "{planned}");
    let named = planned.text("/planOnboardingStep/step/responsible/displayName").to_owned();
    let nation = seen_by_nation(&coordinator, &tenant).await;
    let seen = step(&nation, "/node", "DATA_BOX");
    assert_eq!(seen["responsible"]["displayName"], named.as_str());
    assert_eq!((&seen["dueOn"], &seen["version"]), (&json!("2026-03-31"), &json!(2)));
    // The day is the coordinator's to say as well, and who sees to it stays.
    let later = json!({ "dueOn": "2026-04-30", "expectedVersion": 2 });
    let moved = plan(&coordinator, &tenant, "DATA_BOX", later).await;
    assert_eq!(moved.text("/planOnboardingStep/step/responsible/displayName"), named);

    let done = complete(&admin, &tenant, "DATA_BOX", 3).await;
    assert_eq!(done.text("/completeOnboardingStep/step/state"), "DONE");
    assert_eq!(done.text("/completeOnboardingStep/step/doneOn"), "2026-03-02");
    let on = json!({ "doneOn": "2025-11-01" });
    let signed = ask(&coordinator, "completeOnboardingStep", &tenant, "CONTRACT", on).await;
    assert_eq!(signed.text("/completeOnboardingStep/step/doneOn"), "2025-11-01");
    let seen = list(&clerk).await;
    assert_eq!(seen.number("/tenant/onboarding/doneCount"), 2);
    assert_eq!(step(&seen, "/tenant", "CONTRACT")["state"], "DONE");

    let back = take_back(&coordinator, &tenant, "CONTRACT", 2).await;
    assert_eq!(back.text("/takeBackOnboardingStep/step/state"), "OPEN");
    let query = "{ auditTrail(first: 100, filter: {}) { nodes { kind subject facts } } }";
    let kinds = |answer: &Answer| {
        let kinds = answer.each("/auditTrail/nodes", "kind").into_iter().map(str::to_owned);
        kinds.filter(|kind| kind.starts_with("onboarding.")).collect::<Vec<_>>()
    };
    let trail = admin.ask(query).await;
    let mut told = kinds(&trail);
    told.sort();
    assert_eq!(
        told,
        [
            "onboarding.completed",
            "onboarding.completed",
            "onboarding.planned",
            "onboarding.planned",
            "onboarding.taken_back"
        ],
        "{trail}"
    );
    let trail = coordinator.ask(query).await;
    let id = tenant.id.to_string();
    let own = trail.list("/auditTrail/nodes").iter().filter(|event| {
        event["kind"].as_str().unwrap().starts_with("onboarding.")
            && event.to_string().contains(&id)
    });
    assert_eq!(own.count(), 3, "{trail}");
}

#[tokio::test]
async fn nobody_says_what_is_the_other_side_s_or_what_the_system_sees() {
    let house = House::shared().await;
    let tenant = house.tenant("sides").await;
    let (admin, coordinator) = (tenant.admin().await, house.coordinator().await);
    for (by, code, no) in [
        (&admin, "CONTRACT", "ONBOARDING_STEP_OF_OTHER_SIDE"),
        (&coordinator, "DATA_BOX", "ONBOARDING_STEP_OF_OTHER_SIDE"),
        (&admin, "FIRST_ACTIVITY", "ONBOARDING_STEP_SEEN_BY_SYSTEM"),
        (&coordinator, "STAFF_APPOINTED", "ONBOARDING_STEP_SEEN_BY_SYSTEM"),
        (&admin, "NO_SUCH_STEP", "NOT_FOUND"),
        (&admin, "data box", "MALFORMED"),
    ] {
        assert_eq!(complete(by, &tenant, code, 1).await.no(), no, "{code}");
    }
    for (by, code, no) in [
        (&admin, "CONTRACT", "ONBOARDING_STEP_OF_OTHER_SIDE"),
        (&coordinator, "FIRST_ACTIVITY", "ONBOARDING_STEP_SEEN_BY_SYSTEM"),
        (&admin, "DATA_BOX", "ONBOARDING_STEP_NOT_DONE"),
    ] {
        assert_eq!(take_back(by, &tenant, code, 1).await.no(), no, "{code}");
    }
    let who = json!({ "responsibleId": tenant.clerk().await.id });
    let named = plan(&coordinator, &tenant, "CONTRACT", who.clone()).await;
    assert_eq!(named.no(), "RESPONSIBLE_IS_THE_TENANTS");
    let stranger = house.tenant("sides-stranger").await.clerk().await.id.clone();
    let foreign = plan(&admin, &tenant, "CONTRACT", json!({ "responsibleId": stranger })).await;
    assert_eq!(foreign.no(), "NOT_FOUND");
    assert_eq!(
        *foreign.data("/planOnboardingStep/userErrors/0/path"),
        json!(["input", "responsibleId"])
    );
    assert_eq!(list(&admin).await.number("/tenant/onboarding/doneCount"), 0);
}

#[tokio::test]
async fn days_have_bounds_and_what_is_done_is_not_planned() {
    let house = House::shared().await;
    let tenant = house.tenant("days").await;
    let admin = tenant.admin().await;
    for day in ["2026-03-01", "2031-03-03"] {
        let refused = plan(&admin, &tenant, "DATA_BOX", json!({ "dueOn": day })).await;
        assert_eq!(refused.no(), "OUT_OF_RANGE", "{day}");
    }
    for day in ["2026-03-03", "2016-03-01"] {
        let input = json!({ "doneOn": day });
        let refused = ask(&admin, "completeOnboardingStep", &tenant, "DATA_BOX", input).await;
        assert_eq!(refused.no(), "OUT_OF_RANGE", "{day}");
    }
    assert!(complete(&admin, &tenant, "DATA_BOX", 1).await.is_done());
    assert_eq!(complete(&admin, &tenant, "DATA_BOX", 2).await.no(), "ONBOARDING_STEP_DONE");
    let late = json!({ "dueOn": "2026-03-31", "expectedVersion": 2 });
    assert_eq!(plan(&admin, &tenant, "DATA_BOX", late).await.no(), "ONBOARDING_STEP_DONE");
    // Nobody, and no day, are plans too; and what is so already changes nothing.
    let nothing = json!({ "responsibleId": null, "dueOn": null });
    let undated = plan(&admin, &tenant, "MEMBERS_CHECKED", nothing).await;
    assert_eq!(*undated.data("/planOnboardingStep/step/dueOn"), Value::Null);
    let again = json!({ "dueOn": null, "expectedVersion": 2 });
    let again = plan(&admin, &tenant, "MEMBERS_CHECKED", again).await;
    assert_eq!(again.number("/planOnboardingStep/step/version"), 2);
}

#[tokio::test]
async fn a_step_is_overdue_once_its_day_has_passed() {
    let house = House::fresh().await;
    let tenant = house.tenant("late").await;
    let today = |answer: &Answer| {
        (
            step(answer, "/tenant", "PARTICIPATION_APPROVED")["state"].clone(),
            answer.number("/tenant/onboarding/overdueCount"),
        )
    };
    house.tick(chrono::Duration::days(30));
    // A token doesn't last so long.
    let admin = tenant.admin().await;
    assert_eq!(today(&list(&admin).await), (json!("OPEN"), 0));
    house.tick(chrono::Duration::days(1));
    let admin = tenant.admin().await;
    assert_eq!(today(&list(&admin).await), (json!("OVERDUE"), 1));
    assert!(complete(&admin, &tenant, "PARTICIPATION_APPROVED", 1).await.is_done());
    assert_eq!(today(&list(&admin).await), (json!("DONE"), 0));
}

#[tokio::test]
async fn of_two_who_act_at_once_one_is_told_that_it_is_stale() {
    let house = House::shared().await;
    let tenant = house.tenant("at-once").await;
    let (admin, coordinator) = (tenant.admin().await, house.coordinator().await);
    let at_once = (0..4).map(|_| complete(&admin, &tenant, "DATA_BOX", 1));
    let answers = futures_util::future::join_all(at_once).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_done()).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.no() == "STALE").count(), 3);
    let (by_tenant, by_nation) = futures_util::join!(
        plan(&admin, &tenant, "CONTRACT", json!({ "dueOn": "2026-05-01" })),
        complete(&coordinator, &tenant, "CONTRACT", 1),
    );
    let nos = [by_tenant, by_nation].iter().filter(|answer| !answer.is_done()).count();
    assert_eq!(nos, 1, "the other read what was so no more");
}

#[tokio::test]
async fn the_system_sees_a_manager_and_the_first_activity_by_itself() {
    let house = House::fresh().await;
    let tenant = house.tenant("seen").await;
    let admin = tenant.admin().await;
    let states = async || {
        house.catch_up().await;
        let seen = list(&admin).await;
        ["STAFF_APPOINTED", "FIRST_ACTIVITY"].map(|code| {
            let step = step(&seen, "/tenant", code);
            (step["state"].clone(), step["doneOn"].clone())
        })
    };
    let open = (json!("OPEN"), Value::Null);
    assert_eq!(states().await, [open.clone(), open.clone()]);
    let clerk = tenant.clerk().await;
    assert_eq!(states().await, [open.clone(), open.clone()], "a clerk is no manager");
    let manager = tenant.manager().await;
    let done = (json!("DONE"), json!("2026-03-02"));
    assert_eq!(states().await, [done.clone(), open.clone()]);

    let work = "mutation($member: ID!) { recordActivity(input: { serviceCode: \"DEV-WASTE\", competence: OWN, minutes: 5,
        beneficiaries: [{ memberId: $member }] }) { userErrors { code } } }";
    assert!(clerk.ask_with(work, json!({ "member": tenant.members[0] })).await.is_done());
    assert_eq!(states().await, [done.clone(), done.clone()]);

    let query = "query($who: ID!) { grants(filter: { participantId: $who }) { nodes { id } } }";
    let held = admin.done(query, json!({ "who": manager.id })).await;
    let revoke = "mutation($id: ID!) { revokeRole(input: { id: $id }) { userErrors { code } } }";
    let id = held.text("/grants/nodes/0/id");
    assert!(admin.ask_with(revoke, json!({ "id": id })).await.is_done());
    assert_eq!(states().await, [open, done.clone()], "there is no manager any more");
    let nation = seen_by_nation(&house.coordinator().await, &tenant).await;
    assert_eq!(step(&nation, "/node", "FIRST_ACTIVITY")["state"], "DONE");
}

#[tokio::test]
async fn figures_counted_anew_leave_what_was_seen() {
    let house = House::fresh().await;
    let tenant = house.tenant("anew").await;
    tenant.manager().await;
    house.catch_up().await;
    let (db, id) = (house.db().clone(), tenant.id);
    crate::house::on_the_house(async move {
        domain::monitoring::rebuild_figures(&db, id).await.unwrap();
    })
    .await;
    let seen = list(&tenant.admin().await).await;
    assert_eq!(step(&seen, "/tenant", "STAFF_APPOINTED")["state"], "DONE");
}

#[tokio::test]
async fn who_keeps_the_list_and_who_only_sees_it() {
    let house = House::shared().await;
    let tenant = house.tenant("roles").await;
    let manager = tenant.manager().await;
    assert!(complete(&manager, &tenant, "DATA_BOX", 1).await.is_done());
    for by in [&tenant.clerk().await, &tenant.chair().await, &tenant.dpo().await] {
        assert_eq!(step(&list(by).await, "/tenant", "DATA_BOX")["state"], "DONE");
        assert_eq!(take_back(by, &tenant, "DATA_BOX", 2).await.code(), "FORBIDDEN");
    }
    let mayor = tenant.mayor_of(0).await;
    let query = "{ tenant { slug onboarding { doneCount } } }";
    for by in [&mayor.client, &house.of_the_nation("auditor").await] {
        let seen = by.ask(query).await;
        assert_eq!(seen.errors()[0]["extensions"]["permission"], "ReadOnboarding");
        assert!(!seen.text("/tenant/slug").is_empty(), "and nothing else is withheld");
        for field in ["completeOnboardingStep", "takeBackOnboardingStep", "planOnboardingStep"] {
            let refused = ask(by, field, &tenant, "DATA_BOX", json!({})).await;
            assert_eq!(refused.errors()[0]["extensions"]["permission"], "KeepOnboarding");
        }
    }
}

#[tokio::test]
async fn another_tenant_s_list_is_there_for_nobody() {
    let house = House::shared().await;
    let (own, other) = (house.tenant("own-list").await, house.tenant("other-list").await);
    let stranger = other.admin().await;
    for field in ["completeOnboardingStep", "takeBackOnboardingStep", "planOnboardingStep"] {
        let refused = ask(&stranger, field, &own, "DATA_BOX", json!({})).await;
        assert_eq!(refused.no(), "NOT_FOUND", "{field}");
        assert_eq!(*refused.data(&format!("/{field}/userErrors/0/path")), json!(["input", "code"]));
    }
    let nation = house.coordinator().await;
    let query = "{ tenant { onboarding { doneCount } } }";
    assert_eq!(*nation.done(query, json!({})).await.data("/tenant/onboarding"), Value::Null);
}

#[tokio::test]
async fn a_region_s_coordinator_keeps_the_lists_of_the_own_region() {
    let house = House::fresh().await;
    let (elsewhere, region) = house.association_elsewhere("elsewhere").await;
    let far = Tenant::onboard(&house, elsewhere).await;
    let near = house.tenant("near").await;
    let of_far = house.coordinator_of(&region).await;
    assert!(complete(&of_far, &far, "CONTRACT", 1).await.is_done());
    assert_eq!(complete(&of_far, &near, "CONTRACT", 1).await.no(), "NOT_FOUND");
    let query = "{ tenants { nodes { slug onboarding { doneCount } } } }";
    let seen = of_far.done(query, json!({})).await;
    assert_eq!(seen.each("/tenants/nodes", "slug"), [far.slug()]);
    assert_eq!(seen.number("/tenants/nodes/0/onboarding/doneCount"), 1);
    let all = house.coordinator().await.done(query, json!({})).await;
    assert_eq!(all.list("/tenants/nodes").len(), 2);
}

#[tokio::test]
async fn in_a_tenant_that_has_ended_neither_side_goes_on() {
    let house = House::shared().await;
    let tenant = house.tenant("ended").await;
    let (admin, coordinator) = (tenant.admin().await, house.coordinator().await);
    let query = "mutation($id: ID!) { changeTenantLifecycle(input: { tenantId: $id, lifecycle: WOUND_UP }) { userErrors { code } } }";
    assert!(coordinator.ask_with(query, json!({ "id": tenant.id.to_string() })).await.is_done());
    let refused = complete(&admin, &tenant, "DATA_BOX", 1).await;
    assert!(refused.to_string().contains("TENANT_TAKES_NO_NEW_WORK"), "{refused}");
    let refused = complete(&coordinator, &tenant, "CONTRACT", 1).await;
    assert_eq!(refused.no(), "TENANT_TAKES_NO_NEW_WORK");
    assert_eq!(list(&admin).await.list("/tenant/onboarding/steps").len(), 10);
}
