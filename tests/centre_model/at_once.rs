//! Two at the same moment.

use super::{Nation, ask, listed, seen, thirty_days};
use serde_json::json;
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn drafts_that_are_approved_at_the_same_moment_get_a_number_each() {
    let nation = Nation::new().await;
    let mut drafts = Vec::new();
    for days in 1..=6 {
        let mut draft = nation.draft(None).await;
        let said = json!({ "key": "tokens.longest_days", "value": days });
        draft.by(&nation.author, "setModelSetting", said).await;
        draft.by(&nation.author, "submitCentreModel", json!({})).await;
        drafts.push(draft);
    }
    let approvals =
        drafts.iter().map(|draft| draft.try_by(&nation.approver, "approveCentreModel", json!({})));
    let answers = futures_util::future::join_all(approvals).await;
    let numbers: BTreeSet<i64> =
        answers.iter().map(|answer| answer.number("/approveCentreModel/version/number")).collect();
    assert_eq!(numbers, (1..=6).collect());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_draft_that_is_approved_and_given_back_at_once_is_one_of_them() {
    let nation = Nation::new().await;
    let mut draft = nation.draft(None).await;
    draft.by(&nation.author, "setModelSetting", thirty_days()).await;
    draft.by(&nation.author, "submitCentreModel", json!({})).await;
    let why = json!({ "reason": "x" });
    let (approved, twice, given_back) = tokio::join!(
        draft.try_by(&nation.approver, "approveCentreModel", json!({})),
        draft.try_by(&nation.approver, "approveCentreModel", json!({})),
        draft.try_by(&nation.approver, "giveBackCentreModel", why),
    );
    let answers = [&approved, &twice, &given_back];
    assert_eq!(answers.iter().filter(|answer| answer.is_done()).count(), 1, "{answers:?}");
    for lost in answers.iter().filter(|answer| !answer.is_done()) {
        assert!(["STALE", "NOT_A_DRAFT"].contains(&lost.no()), "{lost}");
    }
    let expected = if given_back.is_done() { "DRAFT" } else { "PUBLISHED" };
    assert_eq!(seen(&nation.author, &draft.id).await["state"], expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_is_approved_and_withdrawn_at_once_is_withdrawn_after_or_not_at_all() {
    let nation = Nation::new().await;
    for number in 1..=8 {
        approved_and_withdrawn(&nation, number).await;
    }
}

async fn approved_and_withdrawn(nation: &Nation, number: i32) {
    let mut draft = nation.draft(None).await;
    draft.by(&nation.author, "setModelSetting", thirty_days()).await;
    draft.by(&nation.author, "submitCentreModel", json!({})).await;
    let withdraw = json!({ "id": draft.id });
    let (approved, withdrawn) = tokio::join!(
        draft.try_by(&nation.approver, "approveCentreModel", json!({})),
        ask(&nation.author, "withdrawCentreModel", withdraw.clone()),
    );
    assert!(approved.is_done(), "{approved}");
    let state = seen(&nation.author, &draft.id).await["state"].clone();
    if withdrawn.is_done() {
        assert_eq!(state, "WITHDRAWN");
    } else {
        assert_eq!(withdrawn.no(), "NOT_PUBLISHED");
        assert_eq!(state, "PUBLISHED");
    }
    // Withdrawn by several at once, it is withdrawn by one.
    let at_once = (0..3).map(|_| ask(&nation.author, "withdrawCentreModel", withdraw.clone()));
    let answers = futures_util::future::join_all(at_once).await;
    let done = answers.iter().filter(|answer| answer.is_done()).count();
    assert_eq!(done, usize::from(state == "PUBLISHED"));
    let newest = &listed(&nation.author).await[0];
    assert_eq!(*newest, json!({ "number": number, "state": "WITHDRAWN" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_change_a_draft_at_once_lose_nothing_of_each_other() {
    let nation = Nation::new().await;
    let other = nation.house.another_coordinator("other").await;
    let draft = nation.draft(None).await;
    let cloud = json!({ "serviceCode": "IT-SUPPORT", "closeWithin": 20 });
    let (one, two) = tokio::join!(
        draft.try_by(&nation.author, "setModelSetting", thirty_days()),
        draft.try_by(&other, "setModelService", cloud),
    );
    assert!(one.is_done() != two.is_done(), "{one} {two}");
    let lost = if one.is_done() { two } else { one };
    assert_eq!(lost.no(), "STALE");
    let after = seen(&nation.author, &draft.id).await;
    let kept =
        after["settings"].as_array().unwrap().len() + after["services"].as_array().unwrap().len();
    assert_eq!((kept, &after["version"]), (1, &json!(2)));
}

/// Left at each point of the way in turn, until one approval is answered.
#[tokio::test(flavor = "multi_thread")]
async fn an_approval_that_is_left_in_the_middle_is_done_or_not_at_all() {
    let nation = Nation::new().await;
    let approve = "mutation($id: ID!, $version: Int!) { approveCentreModel(input: { id: $id, expectedVersion: $version }) {
        version { number } userErrors { code } } }";
    let client = nation.house.database().superuser().await;
    let count = async |sql: &str| client.query_one(sql, &[]).await.unwrap().get::<_, i64>(0);
    let mut drafts = 0;
    for polls in 0..24 {
        let mut draft = nation.draft(None).await;
        draft.by(&nation.author, "setModelSetting", thirty_days()).await;
        draft.by(&nation.author, "submitCentreModel", json!({})).await;
        drafts += 1;
        let input = json!({ "id": draft.id, "version": draft.version });
        nation.approver.ask_and_leave(approve, input, polls).await;
        // Whatever became of it, asked again it is published.
        let again = draft.try_by(&nation.approver, "approveCentreModel", json!({})).await;
        assert!(again.is_done() || again.no() == "NOT_A_DRAFT", "{again}");
        assert_eq!(seen(&nation.author, &draft.id).await["number"], drafts);
    }
    assert_eq!(count("SELECT count(*) FROM centre_model_drafts").await, 0);
    let told = "SELECT count(*) FROM events WHERE kind = 'centre_model.published'";
    assert_eq!(count(told).await, drafts, "each was told once");
}
