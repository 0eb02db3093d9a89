//! A plan is made, read, refused, and started once.

use super::{LINE, ROLLOUT, ask, differs, everybody, id_of, plan, start, stricter};
use crate::house::model::{brought_to, published, withdrawn};
use crate::house::{Answer, Client, House};
use serde_json::{Value, json};

async fn lines(by: &Client, rollout: &Value) -> Answer {
    let query = format!(
        "query($id: ID!) {{ rollout(id: $id) {{ tenants(first: 100) {{ totalCount nodes {{ {LINE} }} }} }} }}"
    );
    by.done(&query, json!({ "id": rollout })).await
}

#[tokio::test]
async fn a_coordinator_plans_and_reads_what_changes_for_whom() {
    let house = House::fresh().await;
    let [alfa, beta, gama] =
        house.tenants(&["alfa", "beta", "gama"]).await.try_into().ok().unwrap();
    differs(&alfa).await;
    let (from, to) = (published(&house, json!({}), json!({})).await, stricter(&house).await);
    brought_to(&beta, &from).await;
    let coordinator = house.coordinator().await;
    let waves = json!([{ "name": " Pilot ", "tenantIds": [id_of(&alfa)] }, { "name": "Ostatní", "percent": 100 }]);
    let planned = plan(&coordinator, &to, waves).await;
    let rollout = planned.data("/planRollout/rollout");
    assert_eq!((&rollout["state"], &rollout["wave"]), (&json!("PLANNED"), &json!(0)), "{planned}");
    assert_eq!(rollout["toVersionId"], to.as_str());
    assert_eq!(rollout["gates"]["failedPermille"], 20);
    let figures = &rollout["plan"];
    assert_eq!(
        (&figures["tenants"], &figures["changes"], &figures["withConflicts"]),
        (&json!(3), &json!(6), &json!(1))
    );
    assert_eq!(figures["hash"].as_str().unwrap().len(), 64);
    assert_eq!(
        rollout["waves"],
        json!([
            { "number": 1, "name": "Pilot", "tenantCount": 1, "startedAt": null, "states": [{ "state": "WAITING", "count": 1 }], "gate": [] },
            { "number": 2, "name": "Ostatní", "tenantCount": 2, "startedAt": null, "states": [{ "state": "WAITING", "count": 2 }], "gate": [] },
        ])
    );

    let read = lines(&coordinator, &rollout["id"]).await;
    assert_eq!(read.number("/rollout/tenants/totalCount"), 3);
    let line_of = |slug: &str| {
        let mut lines = read.list("/rollout/tenants/nodes").iter();
        lines.find(|line| line["tenant"]["slug"] == slug).unwrap().clone()
    };
    let own = line_of(alfa.slug());
    assert_eq!((&own["wave"], &own["openConflicts"]), (&json!(1), &json!(1)));
    assert_eq!(
        own["changes"],
        json!([
            { "subject": "setting:tokens.longest_days", "outcome": "CONFLICT", "conflict": "LOCKED", "base": null, "ours": 200, "theirs": 90,
              "before": 200, "after": 90, "nearest": null, "resolutions": ["TAKE_THEIRS", "DROP_OURS"] },
            { "subject": "closing:DEV-WASTE", "outcome": "KEPT", "conflict": null, "base": null, "ours": 9, "theirs": 20,
              "before": 9, "after": 9, "nearest": null, "resolutions": [] },
        ])
    );
    assert_eq!(line_of(beta.slug())["fromVersionId"], from.as_str());
    assert_eq!(line_of(gama.slug())["changes"][0]["outcome"], "CHANGED");
    // It stands in the list, and is found by its id.
    let query = format!(
        "query($id: ID!) {{ rollouts {{ totalCount nodes {{ {ROLLOUT} }} }} node(id: $id) {{ ... on Rollout {{ {ROLLOUT} }} }} }}"
    );
    let listed = coordinator.done(&query, json!({ "id": rollout["id"] })).await;
    assert_eq!(listed.data("/rollouts/nodes/0"), rollout);
    assert_eq!(listed.data("/node"), rollout);
    assert_eq!(listed.number("/rollouts/totalCount"), 1);
    // Nothing else was written: everybody is where they were, and the same plan has the same hash.
    let drift = "{ drift { totalCount nodes { tenant { slug } versionId overrides rolloutId wave state openConflicts failing } } }";
    let drift = coordinator.done(drift, json!({})).await;
    let nodes = drift.list("/drift/nodes");
    assert_eq!(nodes.len(), 3, "{drift}");
    let place_of = |slug: &str| nodes.iter().find(|node| node["tenant"]["slug"] == slug).unwrap();
    assert_eq!(place_of(alfa.slug())["overrides"], 2);
    assert_eq!(place_of(beta.slug())["versionId"], from.as_str());
    assert_eq!(place_of(gama.slug())["rolloutId"], Value::Null);
    let waves = json!([{ "name": "Pilot", "tenantIds": [id_of(&alfa)] }, { "name": "Ostatní", "percent": 100 }]);
    let again = plan(&coordinator, &to, waves).await;
    assert_eq!(again.data("/planRollout/rollout/plan/hash"), &figures["hash"]);
}

#[tokio::test]
async fn nobody_but_the_national_coordinator_plans_and_starts() {
    let house = House::fresh().await;
    let tenant = house.tenant("alfa").await;
    let to = stricter(&house).await;
    let planned = plan(&house.coordinator().await, &to, everybody()).await;
    assert!(planned.is_done(), "{planned}");
    for by in [
        house.of_the_nation("approver").await,
        house.of_the_nation("auditor").await,
        house.of_the_nation("territorial").await,
        tenant.admin().await,
        tenant.clerk().await.client,
    ] {
        for refused in [plan(&by, &to, everybody()).await, start(&by, &planned).await] {
            assert_eq!(refused.code(), "FORBIDDEN", "{refused}");
            assert_eq!(refused.errors()[0]["extensions"]["permission"], "RunRollout");
        }
    }
    let auditor = house.of_the_nation("auditor").await;
    let read = lines(&auditor, planned.data("/planRollout/rollout/id")).await;
    assert_eq!(read.number("/rollout/tenants/totalCount"), 1, "the auditor reads");
    let clerk = tenant.clerk().await;
    for query in ["{ rollouts { totalCount } }", "{ drift { totalCount } }"] {
        assert_eq!(clerk.ask(query).await.code(), "FORBIDDEN");
        assert_eq!(tenant.admin().await.ask(query).await.code(), "FORBIDDEN");
    }
}

#[tokio::test]
async fn what_can_t_be_planned_is_refused_each_with_its_code() {
    let house = House::fresh().await;
    let [alfa, beta] = house.tenants(&["alfa", "beta"]).await.try_into().ok().unwrap();
    let (to, old) = (stricter(&house).await, stricter(&house).await);
    withdrawn(&house, &old).await;
    brought_to(&beta, &to).await;
    let coordinator = house.coordinator().await;
    let nobodys = "_01h455vb4pex5vsknk084sn02q";
    let unknown = format!("{}{nobodys}", to.rsplit_once('_').unwrap().0);
    let one = |wave: Value| json!({ "waves": [wave] });
    let mut said = Vec::new();
    for (what, changes) in [
        ("an unknown version", json!({ "toVersionId": unknown })),
        ("a withdrawn version", json!({ "toVersionId": old })),
        ("another kind's id", json!({ "toVersionId": id_of(&alfa) })),
        ("a version that nobody is on", json!({ "fromVersionId": old })),
        ("no wave", json!({ "waves": [] })),
        ("an empty wave", one(json!({ "name": "x", "label": "nikdo" }))),
        ("nobody said", one(json!({ "name": "x" }))),
        ("said twice", one(json!({ "name": "x", "label": "y", "percent": 5 }))),
        ("no name of a wave", one(json!({ "name": " ", "percent": 5 }))),
        ("nothing of a hundred", one(json!({ "name": "x", "percent": 0 }))),
        ("on the version already", one(json!({ "name": "x", "tenantIds": [id_of(&beta)] }))),
        ("no tenant", one(json!({ "name": "x", "tenantIds": [to] }))),
        (
            "nobody left",
            json!({ "waves": [{ "name": "x", "percent": 100 }, { "name": "y", "percent": 100 }] }),
        ),
        ("no name", json!({ "name": "" })),
        ("too long a name", json!({ "name": "x".repeat(201) })),
        ("watched for ever", json!({ "minimumSoakMinutes": 40_321 })),
        ("no share of a thousand", json!({ "gates": { "failedPermille": 1_001 } })),
    ] {
        let mut input = json!({ "name": "Jaro", "toVersionId": to, "minimumSoakMinutes": 0, "waves": everybody() });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let answer = ask(&coordinator, "planRollout", "rollout { id }", input).await;
        said.push(format!(
            "{what}: {} {}",
            answer.no(),
            answer.data("/planRollout/userErrors/0/path")
        ));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    an unknown version: NOT_FOUND ["input","toVersionId"]
    a withdrawn version: VERSION_WITHDRAWN []
    another kind's id: MALFORMED ["input","toVersionId"]
    a version that nobody is on: REQUIRED ["input","waves"]
    no wave: REQUIRED ["input","waves"]
    an empty wave: REQUIRED ["input","waves"]
    nobody said: REQUIRED ["input","waves"]
    said twice: MALFORMED ["input","waves"]
    no name of a wave: REQUIRED ["input","waves","name"]
    nothing of a hundred: OUT_OF_RANGE ["input","waves","percent"]
    on the version already: NOT_ELIGIBLE ["input","waves","tenantIds"]
    no tenant: MALFORMED ["input","waves","tenantIds"]
    nobody left: REQUIRED ["input","waves"]
    no name: REQUIRED ["input","name"]
    too long a name: TOO_LONG ["input","name"]
    watched for ever: OUT_OF_RANGE ["input","minimumSoakMinutes"]
    no share of a thousand: OUT_OF_RANGE ["input","gates","failedPermille"]
    "#);
    let left = coordinator.done("{ rollouts { totalCount } }", json!({})).await;
    assert_eq!(left.number("/rollouts/totalCount"), 0, "not one of them left anything behind");
}

#[tokio::test]
async fn what_was_read_is_started_and_once() {
    let house = House::fresh().await;
    house.tenants(&["alfa", "beta"]).await;
    let to = stricter(&house).await;
    let coordinator = house.coordinator().await;
    let first = plan(&coordinator, &to, everybody()).await;
    let second = plan(&coordinator, &to, json!([{ "name": "Jiná", "percent": 50 }])).await;
    let rollout = first.data("/planRollout/rollout");
    let with = |changes: Value| {
        let mut input = json!({
            "rolloutId": rollout["id"], "planHash": rollout["plan"]["hash"], "expectedVersion": 1,
        });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        ask(&coordinator, "startRollout", "rollout { state }", input)
    };
    let others = second.data("/planRollout/rollout/plan/hash");
    assert_ne!(others, &rollout["plan"]["hash"]);
    assert_eq!(with(json!({ "planHash": others })).await.no(), "PLAN_DIFFERS");
    assert_eq!(with(json!({ "planHash": "x" })).await.no(), "MALFORMED");
    let stale = with(json!({ "expectedVersion": 2 })).await;
    assert_eq!(stale.no(), "STALE");
    assert_eq!(stale.number("/startRollout/userErrors/0/currentVersion"), 1);
    let unknown = with(json!({ "rolloutId": "rollout_01h455vb4pex5vsknk084sn02q" })).await;
    assert_eq!(unknown.no(), "NOT_FOUND");
    assert_eq!(*unknown.data("/startRollout/userErrors/0/path"), json!(["input", "rolloutId"]));

    let at_once = futures_util::future::join_all((0..4).map(|_| start(&coordinator, &first))).await;
    let begun = at_once.iter().filter(|answer| answer.is_done()).count();
    assert_eq!(begun, 1, "{at_once:?}");
    let started = at_once.iter().find(|answer| answer.is_done()).unwrap();
    assert_eq!(started.text("/startRollout/rollout/state"), "RUNNING");
    assert_eq!(started.number("/startRollout/rollout/wave"), 1);
    for late in at_once.iter().filter(|answer| !answer.is_done()) {
        assert_eq!(late.no(), "STALE", "{late}");
    }
    assert_eq!(with(json!({ "expectedVersion": 2 })).await.no(), "WRONG_ROLLOUT_STATE");
    assert_eq!(start(&coordinator, &second).await.no(), "ROLLOUT_ACTIVE");
    let discarded =
        json!({ "rolloutId": second.data("/planRollout/rollout/id"), "expectedVersion": 1 });
    let discarded = ask(&coordinator, "discardRollout", "rollout { state }", discarded).await;
    assert_eq!(discarded.text("/discardRollout/rollout/state"), "DISCARDED");
    assert_eq!(start(&coordinator, &second).await.no(), "STALE");
}

#[tokio::test]
async fn a_tenant_sees_nothing_of_a_plan_and_later_its_own_line_alone() {
    let house = House::fresh().await;
    let [alfa, beta] = house.tenants(&["alfa", "beta"]).await.try_into().ok().unwrap();
    differs(&alfa).await;
    let to = stricter(&house).await;
    let coordinator = house.coordinator().await;
    let planned = plan(&coordinator, &to, everybody()).await;
    let id = planned.data("/planRollout/rollout/id");
    let admin = alfa.admin().await;
    let query = format!(
        "query($id: ID!, $other: ID!) {{ tenant {{ rollouts {{ {LINE} }} }} rollout(id: $id) {{ name }} node(id: $id) {{ id }}
            other: node(id: $other) {{ ... on Tenant {{ rollouts {{ {LINE} }} }} }} }}"
    );
    let ids = json!({ "id": id, "other": id_of(&beta) });
    let seen = admin.done(&query, ids.clone()).await;
    let nothing =
        json!({ "tenant": { "rollouts": [] }, "rollout": null, "node": null, "other": null });
    assert_eq!(*seen.data(""), nothing);
    let conflict = json!({
        "rolloutId": id, "tenantId": id_of(&alfa), "subject": "setting:tokens.longest_days", "resolution": "DROP_OURS", "expectedVersion": 1,
    });
    let early = ask(&admin, "resolveConflict", "rolloutTenant { version }", conflict.clone()).await;
    assert_eq!(early.no(), "NOT_FOUND", "{early}");

    // As it stands once the worker has told them.
    let told = "UPDATE rollout_tenants SET state = CASE WHEN conflicts > 0 THEN 'BLOCKED' ELSE 'ANNOUNCED' END";
    house.database().superuser().await.batch_execute(told).await.unwrap();
    let seen = admin.done(&query, ids).await;
    assert_eq!(seen.list("/tenant/rollouts").len(), 1, "{seen}");
    assert_eq!(seen.text("/tenant/rollouts/0/tenant/slug"), alfa.slug());
    assert_eq!(seen.text("/tenant/rollouts/0/state"), "BLOCKED");
    assert_eq!((seen.data("/rollout"), seen.data("/other")), (&Value::Null, &Value::Null));
    let clerk = alfa.clerk().await.ask("{ tenant { slug rollouts { wave } } }").await;
    assert_eq!(clerk.code(), "FORBIDDEN");
    assert_eq!(clerk.text("/tenant/slug"), alfa.slug());
    // Another tenant's conflict isn't there for them, and theirs not for the other.
    let neighbour = beta.admin().await;
    let refused = ask(&neighbour, "resolveConflict", "rolloutTenant { version }", conflict.clone());
    assert_eq!(refused.await.no(), "NOT_FOUND");
    let selected = format!("rolloutTenant {{ {LINE} }}");
    let decided = ask(&admin, "resolveConflict", &selected, conflict.clone()).await;
    let line = decided.data("/resolveConflict/rolloutTenant");
    assert_eq!((&line["openConflicts"], &line["version"]), (&json!(0), &json!(2)), "{decided}");
    assert_eq!(
        line["decisions"],
        json!([{ "subject": "setting:tokens.longest_days", "resolution": "DROP_OURS", "byTenant": true, "reason": null }])
    );
    let stale = ask(&admin, "resolveConflict", &selected, conflict).await;
    assert_eq!(stale.no(), "STALE");
    // The nation sees both lines, of many tenants at once.
    let all = "{ tenants { nodes { slug rollouts { wave tenant { slug } } } } }";
    let all = coordinator.done(all, json!({})).await;
    for tenant in all.list("/tenants/nodes") {
        assert_eq!(
            tenant["rollouts"],
            json!([{ "wave": 1, "tenant": { "slug": tenant["slug"] } }])
        );
    }
    let plan = coordinator.done(
        "query($id: ID!) { rollout(id: $id) { plan { withConflicts } } }",
        json!({ "id": id }),
    );
    assert_eq!(plan.await.number("/rollout/plan/withConflicts"), 1, "decided or not");
}
