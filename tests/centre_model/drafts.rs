//! What its authors do with a draft, and what no version can say.

use super::{Nation, ask, listed, seen, thirty_days};
use serde_json::{Value, json};

#[tokio::test]
async fn a_version_goes_from_a_draft_by_a_second_person_to_what_everybody_reads() {
    let nation = Nation::new().await;
    let tenant = nation.house.tenant("reader").await;
    let admin = tenant.admin().await;
    let mut draft = nation.draft(None).await;
    let empty = draft.try_by(&nation.author, "submitCentreModel", json!({})).await;
    assert_eq!(empty.no(), "NOTHING_NEW");

    let said = draft.by(&nation.author, "setModelSetting", thirty_days()).await;
    assert_eq!(said.number("/setModelSetting/version/version"), 2);
    let cloud = json!({ "serviceCode": "IT-SUPPORT", "closeWithin": 20, "locked": true });
    draft.by(&nation.author, "setModelService", cloud).await;
    let meetings = json!({ "code": "MAYORS_MEETING", "kind": "MEETING", "nameCs": "Setkání starostů", "nameEn": "Mayors' meeting", "timesAYear": 2 });
    draft.by(&nation.author, "setModelDuty", meetings).await;
    let trainings =
        json!({ "code": "TRAININGS", "nameCs": "Školení", "nameEn": "Trainings", "target": 4 });
    draft.by(&nation.author, "setModelIndicator", trainings).await;
    let visit = json!({ "code": "VISIT", "place": 1, "nameCs": "Návštěva", "nameEn": "Visit", "responsible": "NATIONAL_COORDINATOR", "dueWithin": 30 });
    draft.by(&nation.author, "setModelOnboardingStep", visit).await;
    assert_eq!(seen(&admin, &draft.id).await, Value::Null, "the nation alone sees a draft");
    assert_eq!(listed(&admin).await, json!([]));

    draft.by(&nation.author, "submitCentreModel", json!({ "notes": "Hotovo" })).await;
    let change = draft.try_by(&nation.author, "setModelSetting", thirty_days()).await;
    assert_eq!(change.no(), "NOT_A_DRAFT", "what waits for approval doesn't change");
    let published = draft.by(&nation.approver, "approveCentreModel", json!({})).await;
    insta::assert_snapshot!(published.shown_at("/data/approveCentreModel/version"), @r#"
    {
      "base": null,
      "duties": [{"code":"MAYORS_MEETING","kind":"MEETING","role":null,"timesAYear":2}],
      "flaws": [],
      "id": "model 1",
      "indicators": [{"code":"TRAININGS","target":4}],
      "notes": "Hotovo",
      "number": 1,
      "onboardingSteps": [{"code":"VISIT","place":1,"responsible":"NATIONAL_COORDINATOR"}],
      "services": [{"closeWithin":20,"code":"IT-SUPPORT","locked":true,"offered":null,"withdrawn":false}],
      "settings": [{"key":"tokens.longest_days","locked":true,"value":30}],
      "state": "PUBLISHED",
      "version": null
    }
    "#);

    assert_eq!(seen(&admin, &draft.id).await["notes"], "Hotovo");
    assert_eq!(listed(&admin).await, json!([{ "number": 1, "state": "PUBLISHED" }]));
    let people = "query($id: ID!) { node(id: $id) { ... on CentreModelVersion {
        authors { displayName } submittedBy { displayName } approvedBy { displayName } } } }";
    let of_nation = nation.author.done(people, json!({ "id": draft.id })).await;
    assert_eq!(of_nation.text("/node/submittedBy/displayName"), "coordinator");
    assert_eq!(of_nation.text("/node/approvedBy/displayName"), "approver");
    assert_eq!(of_nation.each("/node/authors", "displayName"), ["coordinator"]);
    let of_tenant = admin.done(people, json!({ "id": draft.id })).await;
    assert_eq!(
        *of_tenant.data("/node"),
        json!({ "authors": [], "submittedBy": null, "approvedBy": null })
    );

    let trail = "{ auditTrail(filter: { kinds: [\"centre_model.drafted\", \"centre_model.changed\", \"centre_model.submitted\", \"centre_model.published\"] }) {
        nodes { kind facts } } }";
    let trail = nation.author.done(trail, json!({})).await;
    let kinds = trail.each("/auditTrail/nodes", "kind");
    let changed = kinds.iter().filter(|kind| **kind == "centre_model.changed").count();
    assert_eq!((kinds.len(), changed), (8, 5), "{trail}");
}

#[tokio::test]
async fn what_no_tenant_could_be_held_to_is_refused_where_it_is_said() {
    let nation = Nation::new().await;
    let draft = nation.draft(None).await;
    let mut said = Vec::new();
    for (what, field, input) in impossible() {
        let refused = draft.try_by(&nation.author, field, input).await;
        let path = refused.data(&format!("/{field}/userErrors/0/path"));
        said.push(format!("{what}: {} {path}", refused.no()));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    unknown setting: NOT_FOUND ["input","key"]
    of the nation: LAYER_NOT_ALLOWED []
    wrong type: WRONG_TYPE ["input","value"]
    out of range: OUT_OF_RANGE ["input","value"]
    says nothing: REQUIRED ["input"]
    wider bounds: BAD_BOUNDS ["input","bounds"]
    no value in them: NOTHING_IN_FORCE ["input","value"]
    a bound of another type: WRONG_TYPE ["input","bounds","maximum"]
    unknown service: NOT_FOUND ["input","serviceCode"]
    says nothing of it: REQUIRED ["input"]
    too many days: OUT_OF_RANGE ["input","closeWithin"]
    offered and withdrawn: CONTRADICTION ["input"]
    a role that comes again: CONTRADICTION ["input"]
    no name: REQUIRED ["input","nameCs"]
    too long: TOO_LONG ["input","nameCs"]
    below nothing: OUT_OF_RANGE ["input","target"]
    no code: MALFORMED ["input","code"]
    no place: OUT_OF_RANGE ["input","place"]
    due too late: OUT_OF_RANGE ["input","dueWithin"]
    not there: NOT_FOUND ["input","key"]
    "#);
    let after = seen(&nation.author, &draft.id).await;
    assert_eq!(
        (&after["version"], &after["settings"]),
        (&json!(1), &json!([])),
        "nothing was kept"
    );
}

/// What is said, by which mutation.
fn impossible() -> Vec<(&'static str, &'static str, Value)> {
    let role = json!({ "code": "A", "kind": "ROLE", "nameCs": "A", "nameEn": "A", "role": "CLERK", "timesAYear": 2 });
    let step = |more: Value| {
        let mut step = json!({ "code": "VISIT", "place": 1, "nameCs": "A", "nameEn": "A", "responsible": "CLERK", "dueWithin": 1 });
        step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        step
    };
    vec![
        ("unknown setting", "setModelSetting", json!({ "key": "no.such", "value": 1 })),
        ("of the nation", "setModelSetting", json!({ "key": "health.least_requests", "value": 9 })),
        ("wrong type", "setModelSetting", json!({ "key": "tokens.longest_days", "value": "30" })),
        ("out of range", "setModelSetting", json!({ "key": "tokens.longest_days", "value": 367 })),
        ("says nothing", "setModelSetting", json!({ "key": "tokens.longest_days", "value": null })),
        (
            "wider bounds",
            "setModelSetting",
            json!({ "key": "tokens.longest_days", "value": 30, "bounds": { "maximum": 400 } }),
        ),
        (
            "no value in them",
            "setModelSetting",
            json!({ "key": "tokens.longest_days", "bounds": { "maximum": 60 } }),
        ),
        (
            "a bound of another type",
            "setModelSetting",
            json!({ "key": "tokens.longest_days", "value": 30, "bounds": { "maximum": "60" } }),
        ),
        ("unknown service", "setModelService", json!({ "serviceCode": "IT-FOG", "offered": true })),
        ("says nothing of it", "setModelService", json!({ "serviceCode": "IT-SUPPORT" })),
        (
            "too many days",
            "setModelService",
            json!({ "serviceCode": "IT-SUPPORT", "closeWithin": 251 }),
        ),
        (
            "offered and withdrawn",
            "setModelService",
            json!({ "serviceCode": "IT-SUPPORT", "offered": true, "withdrawn": true }),
        ),
        ("a role that comes again", "setModelDuty", role),
        (
            "no name",
            "setModelIndicator",
            json!({ "code": "A", "nameCs": " ", "nameEn": "A", "target": 1 }),
        ),
        (
            "too long",
            "setModelIndicator",
            json!({ "code": "A", "nameCs": "A".repeat(201), "nameEn": "A", "target": 1 }),
        ),
        (
            "below nothing",
            "setModelIndicator",
            json!({ "code": "A", "nameCs": "A", "nameEn": "A", "target": -1 }),
        ),
        ("no code", "setModelOnboardingStep", step(json!({ "code": "data box" }))),
        ("no place", "setModelOnboardingStep", step(json!({ "place": 0 }))),
        ("due too late", "setModelOnboardingStep", step(json!({ "dueWithin": 1826 }))),
        ("not there", "removeFromModel", json!({ "part": "SETTINGS", "key": "no.such" })),
    ]
}

#[tokio::test]
async fn a_flaw_that_came_with_time_keeps_a_draft_from_being_submitted() {
    let nation = Nation::new().await;
    let mut draft = nation.draft(None).await;
    draft.by(&nation.author, "setModelSetting", thirty_days()).await;
    // As if the registry had had another setting when it was said.
    nation
        .execute(
            "UPDATE centre_model_drafts SET content = jsonb_set(content, '{settings,old.setting}', '{\"value\": 1, \"isLocked\": false,
                \"narrows\": {\"least\": null, \"most\": null, \"words\": null}}')",
        )
        .await;
    let flaws = json!([{ "key": "old.setting", "reason": "UNKNOWN" }]);
    assert_eq!(seen(&nation.author, &draft.id).await["flaws"], flaws);
    let refused = draft.try_by(&nation.author, "submitCentreModel", json!({})).await;
    assert_eq!(refused.no(), "MODEL_HAS_FLAWS");
    let old = json!({ "part": "SETTINGS", "key": "old.setting" });
    draft.by(&nation.author, "removeFromModel", old).await;
    draft.by(&nation.author, "submitCentreModel", json!({})).await;
}

#[tokio::test]
async fn who_reads_an_old_draft_changes_nothing_and_saying_it_again_neither() {
    let nation = Nation::new().await;
    let mut draft = nation.draft(None).await;
    draft.by(&nation.author, "setModelSetting", thirty_days()).await;
    let again = draft.by(&nation.author, "setModelSetting", thirty_days()).await;
    assert_eq!(again.number("/setModelSetting/version/version"), 2, "nothing changed");
    let old = super::Draft { id: draft.id.clone(), version: 1 };
    let remove = json!({ "part": "SETTINGS", "key": "tokens.longest_days" });
    for (field, more) in [
        ("setModelSetting", json!({ "key": "tokens.longest_days", "value": 5 })),
        ("removeFromModel", remove),
        ("submitCentreModel", json!({})),
        ("discardCentreModel", json!({})),
    ] {
        let stale = old.try_by(&nation.author, field, more).await;
        assert_eq!(stale.no(), "STALE", "{field}");
        assert_eq!(stale.number(&format!("/{field}/userErrors/0/currentVersion")), 2);
    }
    // The approver publishes what they read, and nothing newer.
    draft.by(&nation.author, "submitCentreModel", json!({})).await;
    let (read, why) = (draft.version, json!({ "reason": "Chybí služby." }));
    draft.by(&nation.approver, "giveBackCentreModel", why).await;
    draft
        .by(&nation.author, "setModelSetting", json!({ "key": "tokens.longest_days", "value": 5 }))
        .await;
    draft.by(&nation.author, "submitCentreModel", json!({})).await;
    let old = super::Draft { id: draft.id.clone(), version: read };
    let stale = old.try_by(&nation.approver, "approveCentreModel", json!({})).await;
    assert_eq!(stale.no(), "STALE");
}

#[tokio::test]
async fn what_is_given_back_is_a_draft_again_and_says_why() {
    let nation = Nation::new().await;
    let mut draft = nation.draft(None).await;
    draft.by(&nation.author, "setModelSetting", thirty_days()).await;
    let why = json!({ "reason": "Třicet dní je málo." });
    let early = draft.try_by(&nation.approver, "giveBackCentreModel", why.clone()).await;
    assert_eq!(early.no(), "NOT_SUBMITTED");
    let early = draft.try_by(&nation.approver, "approveCentreModel", json!({})).await;
    assert_eq!(early.no(), "NOT_SUBMITTED");
    draft.by(&nation.author, "submitCentreModel", json!({})).await;
    let discard = draft.try_by(&nation.author, "discardCentreModel", json!({})).await;
    assert_eq!(discard.no(), "NOT_A_DRAFT");
    for (reason, code) in [(" ".to_owned(), "REQUIRED"), ("x".repeat(2_001), "TOO_LONG")] {
        let refused = draft
            .try_by(&nation.approver, "giveBackCentreModel", json!({ "reason": reason }))
            .await;
        assert_eq!(refused.no(), code);
    }
    draft.by(&nation.approver, "giveBackCentreModel", why).await;
    let query = "query($id: ID!) { node(id: $id) { ... on CentreModelVersion { state submittedAt givenBack { reason by { displayName } } } } }";
    let given_back = nation.author.done(query, json!({ "id": draft.id })).await;
    assert_eq!(
        *given_back.data("/node"),
        json!({ "state": "DRAFT", "submittedAt": null,
            "givenBack": { "reason": "Třicet dní je málo.", "by": { "displayName": "approver" } } })
    );
    let discarded = draft.try_by(&nation.author, "discardCentreModel", json!({})).await;
    assert!(discarded.is_done(), "{discarded}");
    let twice = draft.try_by(&nation.author, "discardCentreModel", json!({})).await;
    assert_eq!(twice.no(), "NOT_FOUND");
    assert_eq!(seen(&nation.author, &draft.id).await, Value::Null);
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    let nation = Nation::new().await;
    let tenant = nation.house.tenant("forbidden").await;
    let mut draft = nation.draft(None).await;
    draft.by(&nation.author, "setModelSetting", thirty_days()).await;
    let auditor = nation.house.of_the_nation("auditor").await;
    let territorial = nation.house.of_the_nation("territorial").await;
    for by in [&nation.approver, &auditor, &territorial, &tenant.admin().await] {
        let refused = draft.try_by(by, "submitCentreModel", json!({})).await;
        assert_eq!(refused.errors()[0]["extensions"]["permission"], "DraftCentreModel");
        let refused = ask(by, "draftCentreModel", json!({})).await;
        assert_eq!(refused.code(), "FORBIDDEN");
    }
    draft.by(&nation.author, "submitCentreModel", json!({})).await;
    for by in [&nation.author, &auditor, &territorial, &tenant.admin().await] {
        let refused = draft.try_by(by, "approveCentreModel", json!({})).await;
        assert_eq!(refused.errors()[0]["extensions"]["permission"], "ApproveCentreModel");
    }
    let clerk = tenant.clerk().await;
    let refused = clerk.ask("{ centreModelVersions { totalCount } }").await;
    assert_eq!(refused.errors()[0]["extensions"]["permission"], "ReadCentreModels");
}

#[tokio::test]
async fn a_draft_and_their_number_have_limits() {
    let nation = Nation::new().await;
    let notes = json!({ "notes": "x".repeat(2_001) });
    assert_eq!(ask(&nation.author, "draftCentreModel", notes.clone()).await.no(), "TOO_LONG");
    let draft = nation.draft(None).await;
    assert_eq!(draft.try_by(&nation.author, "submitCentreModel", notes).await.no(), "TOO_LONG");
    let fill = |entries: i32, name: &str| {
        format!(
            "UPDATE centre_model_drafts SET content = jsonb_set(content, '{{indicators}}', (SELECT jsonb_object_agg('I' || n,
                jsonb_build_object('nameCs', '{name}', 'nameEn', 'I', 'target', 1)) FROM generate_series(1, {entries}) n))"
        )
    };
    let one_more = json!({ "code": "MORE", "nameCs": "I", "nameEn": "I", "target": 1 });
    for (entries, name) in [(200, "I".to_owned()), (190, "I".repeat(2_300))] {
        nation.execute(&fill(entries, &name)).await;
        let refused = draft.try_by(&nation.author, "setModelIndicator", one_more.clone()).await;
        assert_eq!(refused.no(), "TOO_MANY_ENTRIES");
    }
    nation.execute(&fill(199, "I")).await;
    let fits = draft.try_by(&nation.author, "setModelIndicator", one_more).await;
    assert!(fits.is_done(), "{fits}");
    for _ in 1..50 {
        nation.draft(None).await;
    }
    assert_eq!(ask(&nation.author, "draftCentreModel", json!({})).await.no(), "TOO_MANY_ENTRIES");
}
