//! What is published: by a second person, for ever, until it is withdrawn.

use super::{Draft, Nation, ask, listed, seen, thirty_days};
use crate::house::{Client, House, on_the_house};
use domain::access::{Job, Role, act_as_system};
use domain::identity::commands::{Appointment, appoint};
use domain::kernel::ids::TenantId;
use serde_json::json;

/// Somebody who may draft and may approve.
async fn both(house: &House) -> Client {
    let db = house.db().clone();
    on_the_house(async move {
        for role in [Role::NationalCoordinator, Role::ModelApprover] {
            let appointment = Appointment {
                email: "both@nation.invalid",
                display_name: "both",
                role,
                member: None,
                region_code: None,
            };
            let job = act_as_system(&db, TenantId::NATION, Job::Demo);
            appoint(&job, &appointment).await.unwrap();
        }
    })
    .await;
    house.of_the_nation("both").await
}

#[tokio::test]
async fn nobody_publishes_what_they_had_a_hand_in() {
    let nation = Nation::new().await;
    let both = both(&nation.house).await;
    // As who submitted it.
    let mut draft = nation.draft(None).await;
    draft.by(&nation.author, "setModelSetting", thirty_days()).await;
    draft.by(&both, "submitCentreModel", json!({})).await;
    let refused = draft.try_by(&both, "approveCentreModel", json!({})).await;
    assert_eq!(refused.no(), "SECOND_PERSON_NEEDED");
    // As an author among others.
    draft.by(&nation.approver, "giveBackCentreModel", json!({ "reason": "x" })).await;
    let cloud = json!({ "serviceCode": "IT-SUPPORT", "closeWithin": 20 });
    draft.by(&both, "setModelService", cloud).await;
    draft.by(&nation.author, "submitCentreModel", json!({})).await;
    let refused = draft.try_by(&both, "approveCentreModel", json!({})).await;
    assert_eq!(refused.no(), "SECOND_PERSON_NEEDED");
    draft.by(&nation.approver, "approveCentreModel", json!({})).await;
    let twice = draft.try_by(&nation.approver, "approveCentreModel", json!({})).await;
    assert_eq!(twice.no(), "NOT_A_DRAFT");
}

/// What the database says to a statement of the nation's role.
async fn told(nation: &Nation, actor: &str, sql: &str) -> String {
    let client = nation.house.database().superuser().await;
    let setting = format!(
        "BEGIN; SET LOCAL ROLE centrum_nation; SET LOCAL app.region_codes = '{{*}}'; SET LOCAL app.clearances = '{{OPEN}}';
         SELECT set_config('app.tenant_id', nation_id()::text, true); SELECT set_config('app.actor_id', {actor}, true)"
    );
    client.batch_execute(&setting).await.unwrap();
    let told = client.execute(sql, &[]).await;
    client.batch_execute("ROLLBACK").await.unwrap();
    match told {
        Ok(rows) => format!("{rows} rows"),
        Err(error) => {
            let error = error.as_db_error().unwrap();
            error.constraint().map_or(error.message(), |constraint| constraint).to_owned()
        }
    }
}

#[tokio::test]
async fn the_database_keeps_what_is_published_and_who_publishes() {
    let nation = Nation::new().await;
    nation.saying(None, thirty_days()).await;
    let mut draft = nation.draft(None).await;
    draft.by(&nation.author, "setModelSetting", thirty_days()).await;
    draft.by(&nation.author, "submitCentreModel", json!({})).await;
    let participant = |name: &str| {
        format!(
            "(SELECT id FROM participants WHERE tenant_id = nation_id() AND display_name = '{name}')"
        )
    };
    let publishing = |content: &str, by: &str| {
        let by = participant(by);
        format!(
            "INSERT INTO centre_model_versions (id, number, notes, content, sha256, authors, submitted_by, submitted_at, approved_by, published_at)
             SELECT id, 9, notes, {content}, sha256(''), authors, submitted_by, submitted_at, {by}, now() FROM centre_model_drafts"
        )
    };
    let as_approver = "(SELECT id::text FROM participants WHERE tenant_id = nation_id() AND display_name = 'approver')";
    let as_author = "(SELECT id::text FROM participants WHERE tenant_id = nation_id() AND display_name = 'coordinator')";
    let mut said = Vec::new();
    for (what, actor, sql) in [
        ("change it", as_approver, "UPDATE centre_model_versions SET content = '{}'".to_owned()),
        ("renumber it", as_approver, "UPDATE centre_model_versions SET number = 7".to_owned()),
        ("throw it away", as_approver, "DELETE FROM centre_model_versions".to_owned()),
        ("publish it", as_approver, publishing("content", "approver")),
        ("publish another text", as_approver, publishing("'{}'", "approver")),
        ("publish one's own", as_author, publishing("content", "coordinator")),
        ("publish in another's name", as_author, publishing("content", "approver")),
    ] {
        said.push(format!("{what}: {}", told(&nation, actor, &sql).await));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    change it: permission denied for table centre_model_versions
    renumber it: permission denied for table centre_model_versions
    throw it away: permission denied for table centre_model_versions
    publish it: 1 rows
    publish another text: new row violates row-level security policy "what_was_submitted" for table "centre_model_versions"
    publish one's own: published_by_a_second_person
    publish in another's name: new row violates row-level security policy "what_was_submitted" for table "centre_model_versions"
    "#);
}

#[tokio::test]
async fn a_version_is_drafted_from_a_published_one_and_the_diff_names_each_change() {
    let nation = Nation::new().await;
    let first = nation.saying(None, thirty_days()).await;
    let mut draft = nation.draft(Some(&first)).await;
    let refused = draft.try_by(&nation.author, "submitCentreModel", json!({})).await;
    assert_eq!(refused.no(), "NOTHING_NEW");
    let from_draft = ask(&nation.author, "draftCentreModel", json!({ "fromId": draft.id })).await;
    assert_eq!(from_draft.no(), "NOT_PUBLISHED");
    assert_eq!(*from_draft.data("/draftCentreModel/userErrors/0/path"), json!([]));
    let none = "model_01h455vb4pex5vsknk084sn02q";
    let from_nothing = ask(&nation.author, "draftCentreModel", json!({ "fromId": none })).await;
    assert_eq!(from_nothing.no(), "NOT_FOUND");
    assert_eq!(
        *from_nothing.data("/draftCentreModel/userErrors/0/path"),
        json!(["input", "fromId"])
    );

    let longer = json!({ "key": "tokens.longest_days", "value": 60, "locked": true, "bounds": { "maximum": 90 } });
    draft.by(&nation.author, "setModelSetting", longer).await;
    let cloud = json!({ "serviceCode": "IT-SUPPORT", "withdrawn": true });
    draft.by(&nation.author, "setModelService", cloud).await;
    assert_eq!(nation.publish(&mut draft).await, 2);
    assert_eq!(seen(&nation.author, &draft.id).await["base"], json!({ "number": 1 }));
    let query = "query($id: ID!, $from: ID!) { node(id: $id) { ... on CentreModelVersion { diff(from: $from) { fromId changes { part key field before after } } } } }";
    let ids = json!({ "id": draft.id, "from": first });
    let diff = nation.author.done(query, ids).await;
    insta::assert_snapshot!(diff.shown_at("/data/node/diff/changes"), @r#"
    [
      {
        "after": {"least":null,"most":90,"words":null},
        "before": {"least":null,"most":null,"words":null},
        "field": "bounds",
        "key": "tokens.longest_days",
        "part": "SETTINGS"
      },
      {"after":60,"before":30,"field":"value","key":"tokens.longest_days","part":"SETTINGS"},
      {
        "after": {"closeWithin":null,"locked":false,"offered":null,"withdrawn":true},
        "before": null,
        "field": null,
        "key": "IT-SUPPORT",
        "part": "SERVICES"
      }
    ]
    "#);
    let ids = json!({ "id": draft.id, "from": draft.id });
    let same = nation.author.done(query, ids).await;
    assert_eq!(*same.data("/node/diff/changes"), json!([]));
    let ids = json!({ "id": draft.id, "from": none });
    assert!(nation.author.done(query, ids).await.data("/node/diff").is_null());
}

#[tokio::test]
async fn a_version_is_withdrawn_once_and_not_while_a_roll_out_needs_it() {
    let nation = Nation::new().await;
    let first = nation.saying(None, thirty_days()).await;
    let mut draft = nation.draft(Some(&first)).await;
    let unpublished = ask(&nation.author, "withdrawCentreModel", json!({ "id": draft.id })).await;
    assert_eq!(unpublished.no(), "NOT_PUBLISHED");
    let five = json!({ "key": "tokens.longest_days", "value": 5 });
    draft.by(&nation.author, "setModelSetting", five).await;
    nation.publish(&mut draft).await;
    nation
        .execute(
            "INSERT INTO rollouts (tenant_id, id, name, from_id, to_id, state, plan_sha256, soak_minutes, gates, wave, planned_by, planned_at, version)
             SELECT nation_id(), gen_random_uuid(), 'R', o.id, n.id, 'PAUSED', sha256(''), 0, '{}', 1, n.approved_by, now(), 1
             FROM centre_model_versions o, centre_model_versions n WHERE o.number = 1 AND n.number = 2",
        )
        .await;
    for id in [&first, &draft.id] {
        let refused = ask(&nation.author, "withdrawCentreModel", json!({ "id": id })).await;
        assert_eq!(refused.no(), "VERSION_IN_ROLLOUT");
    }
    nation.execute("UPDATE rollouts SET state = 'DONE'").await;
    let withdrawn = ask(&nation.author, "withdrawCentreModel", json!({ "id": first })).await;
    assert_eq!(withdrawn.text("/withdrawCentreModel/version/state"), "WITHDRAWN");
    let twice = ask(&nation.author, "withdrawCentreModel", json!({ "id": first })).await;
    assert_eq!(twice.no(), "VERSION_WITHDRAWN");
    let states =
        json!([{ "number": 2, "state": "PUBLISHED" }, { "number": 1, "state": "WITHDRAWN" }]);
    assert_eq!(listed(&nation.author).await, states);
    // What was withdrawn can be mended in a new one.
    let again = nation.draft(Some(&first)).await;
    assert_eq!(seen(&nation.author, &again.id).await["settings"][0]["value"], 30);
}

#[tokio::test]
async fn versions_are_read_by_pages_what_is_worked_on_first() {
    let nation = Nation::new().await;
    let first = nation.saying(None, thirty_days()).await;
    let five = json!({ "key": "tokens.longest_days", "value": 5 });
    nation.saying(Some(&first), five).await;
    let drafts: [Draft; 2] = [nation.draft(None).await, nation.draft(None).await];
    let query = "query($after: String, $before: String, $first: Int, $last: Int, $states: [CentreModelState!]) {
        centreModelVersions(after: $after, before: $before, first: $first, last: $last, filter: { states: $states }) {
            totalCount pageInfo { hasNextPage hasPreviousPage endCursor startCursor } nodes { id number } } }";
    let page = nation.author.done(query, json!({ "first": 3 })).await;
    assert_eq!(page.number("/centreModelVersions/totalCount"), 4);
    let ids = page.each("/centreModelVersions/nodes", "id");
    assert_eq!(ids[..2], [drafts[1].id.as_str(), drafts[0].id.as_str()]);
    assert_eq!(*page.data("/centreModelVersions/nodes/2/number"), 2);
    let end = page.text("/centreModelVersions/pageInfo/endCursor");
    let rest = nation.author.done(query, json!({ "after": end })).await;
    assert_eq!(rest.each("/centreModelVersions/nodes", "id"), [first.as_str()]);
    let start = rest.text("/centreModelVersions/pageInfo/endCursor");
    let back = nation.author.done(query, json!({ "last": 1, "before": start })).await;
    assert_eq!(*back.data("/centreModelVersions/nodes/0/number"), 2);
    assert_eq!(*back.data("/centreModelVersions/pageInfo/hasPreviousPage"), true);
    let published = nation.author.done(query, json!({ "states": ["PUBLISHED"] })).await;
    assert_eq!(published.number("/centreModelVersions/totalCount"), 2);
}
