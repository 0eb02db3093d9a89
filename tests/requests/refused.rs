//! Each "no" of requests, with its code.

use super::{ASSIGN, CLOSE, COMMENT, OPEN, REOPEN};
use crate::house::House;
use serde_json::{Value, json};

#[tokio::test]
async fn steps_that_a_request_can_t_take_are_refused_each_with_its_code() {
    let tenant = House::shared().await.tenant("steps").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let specialist = tenant.specialist().await;
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let secret = tenant.open(&specialist, "LEGAL-ADVICE", 0, "Spor").await;
    let to = |id: &str, to: &str| json!({ "id": id, "to": to });

    assert_eq!(clerk.ask_with(REOPEN, json!({ "id": id })).await.no(), "REQUEST_NOT_CLOSED");
    assert_eq!(clerk.ask_with(ASSIGN, to(&id, &mayor.id)).await.no(), "ASSIGNEE_IS_NOT_STAFF");
    let to_clerk = specialist.ask_with(ASSIGN, to(&secret, &clerk.id)).await;
    assert_eq!(to_clerk.no(), "ASSIGNEE_MAY_NOT_READ");

    let close = json!({ "id": id, "outcome": "Hotovo." });
    clerk.done(CLOSE, close.clone()).await;
    assert_eq!(clerk.ask_with(CLOSE, close).await.no(), "REQUEST_ALREADY_CLOSED");
    assert_eq!(clerk.ask_with(ASSIGN, to(&id, &clerk.id)).await.no(), "REQUEST_ALREADY_CLOSED");
    clerk.done(REOPEN, json!({ "id": id })).await;
    assert_eq!(clerk.ask_with(REOPEN, json!({ "id": id })).await.no(), "REQUEST_NOT_CLOSED");

    // A "no" changes nothing and leaves no trace in the history.
    let query = "query($id: ID!) { request(id: $id) { version history { nodes { kind } } } }";
    let seen = clerk.done(query, json!({ "id": id })).await;
    assert_eq!(
        seen.each("/request/history/nodes", "kind"),
        ["request.opened", "request.closed", "request.reopened"]
    );
}

#[tokio::test]
async fn two_who_close_at_the_same_time_close_once() {
    let tenant = House::shared().await.tenant("twice").await;
    let clerk = tenant.clerk().await;
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let close = |outcome: &str| clerk.ask_with(CLOSE, json!({ "id": id, "outcome": outcome }));
    let (one, other) = futures_util::join!(close("Jeden."), close("Druhý."));
    let mut answers = [one.no(), other.no()];
    answers.sort_unstable();
    assert_eq!(answers, ["", "REQUEST_ALREADY_CLOSED"]);
}

#[tokio::test]
async fn what_can_t_be_is_refused_with_the_place_where_it_stands() {
    let tenant = House::shared().await.tenant("input").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let member = tenant.members[0].as_str();
    let with = |changes: Value| {
        let mut input = json!({ "serviceCode": "DEV-WASTE", "title": "T", "memberId": member });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        json!({ "input": input })
    };
    let long = |length: usize| "ř".repeat(length);
    let mut said = Vec::new();
    for (by, changes) in [
        (&clerk, json!({ "title": "  \n " })),
        (&clerk, json!({ "title": long(201) })),
        (&clerk, json!({ "description": long(10_001) })),
        (&clerk, json!({ "serviceCode": "NO-SUCH-SERVICE" })),
        (&clerk, json!({ "memberId": null })),
        (&clerk, json!({ "memberId": clerk.id })),
        (&clerk, json!({ "memberId": "member_00000000000000000000000000" })),
        (&clerk, json!({ "requester": "CITIZEN" })),
        (&clerk, json!({ "requester": "ORGANISATION", "requesterName": long(201) })),
        (&mayor, json!({ "requester": "CITIZEN", "requesterName": "Cyril" })),
        (&mayor, json!({ "memberId": tenant.members[1] })),
    ] {
        let told = changes.to_string().replace(&clerk.id, "(clerk)");
        let told = told.replace(&tenant.members[1], "(member 1)");
        let shown: String = told.chars().take(60).collect();
        let answer = by.ask_with(OPEN, with(changes)).await;
        let path = answer.data("/openRequest/userErrors/0/path");
        said.push(format!("{shown}\n  {} {path}", answer.no()));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    {"title":"  \n "}
      REQUIRED ["input","title"]
    {"title":"řřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřř
      TOO_LONG ["input","title"]
    {"description":"řřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřř
      TOO_LONG ["input","description"]
    {"serviceCode":"NO-SUCH-SERVICE"}
      NOT_FOUND ["input","serviceCode"]
    {"memberId":null}
      REQUIRED ["input","memberId"]
    {"memberId":"(clerk)"}
      MALFORMED ["input","memberId"]
    {"memberId":"member_00000000000000000000000000"}
      NOT_FOUND ["input","memberId"]
    {"requester":"CITIZEN"}
      REQUIRED ["input","requesterName"]
    {"requester":"ORGANISATION","requesterName":"řřřřřřřřřřřřřřř
      TOO_LONG ["input","requesterName"]
    {"requester":"CITIZEN","requesterName":"Cyril"}
      CITIZENS_ASK_THE_CENTRE []
    {"memberId":"(member 1)"}
      NOT_FOUND ["input","memberId"]
    "#);
}

#[tokio::test]
async fn texts_have_bounds_and_what_fits_exactly_is_taken() {
    let tenant = House::shared().await.tenant("texts").await;
    let clerk = tenant.clerk().await;
    let long = |length: usize| "ř".repeat(length);
    let fits = json!({ "input": { "serviceCode": "DEV-WASTE", "title": long(200), "description": long(10_000),
        "memberId": tenant.members[0] } });
    clerk.done(OPEN, fits).await;
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "T").await;
    for (query, variables) in [
        (CLOSE, json!({ "id": id, "outcome": long(10_001) })),
        (COMMENT, json!({ "id": id, "body": long(10_001), "internal": false })),
    ] {
        assert_eq!(clerk.ask_with(query, variables).await.no(), "TOO_LONG");
    }
    for (query, variables) in [
        (CLOSE, json!({ "id": id, "outcome": "" })),
        (COMMENT, json!({ "id": id, "body": " ", "internal": false })),
    ] {
        assert_eq!(clerk.ask_with(query, variables).await.no(), "REQUIRED");
    }
}

#[tokio::test]
async fn for_a_member_that_left_nothing_is_opened_any_more() {
    let house = House::shared().await;
    let tenant = house.tenant("left").await;
    let clerk = tenant.clerk().await;
    let before = tenant.open(&clerk, "DEV-WASTE", 1, "Předtím").await;
    let code = &tenant.association.municipalities[1];
    let leave = format!(
        "UPDATE association_memberships SET left_on = '2026-03-10' WHERE municipality_code = '{code}'"
    );
    house.database().superuser().await.batch_execute(&leave).await.unwrap();
    tenant.open(&clerk, "DEV-WASTE", 1, "Ještě člen").await;
    house.tick(chrono::Duration::days(7) + chrono::Duration::hours(15));

    // In Prague it is the tenth: the first day on which it doesn't belong.
    let clerk = clerk.again(&house).await;
    let input =
        json!({ "serviceCode": "DEV-WASTE", "title": "Potom", "memberId": tenant.members[1] });
    assert_eq!(clerk.ask_with(OPEN, json!({ "input": input })).await.no(), "MEMBER_HAS_LEFT");
    // What was begun is finished.
    clerk.done(CLOSE, json!({ "id": before, "outcome": "Vyřízeno." })).await;
}

#[tokio::test]
async fn who_lacks_the_permission_is_told_which() {
    let house = House::shared().await;
    let tenant = house.tenant("roles").await;
    let (clerk, chair, mayor) =
        (tenant.clerk().await, tenant.chair().await, tenant.mayor_of(0).await);
    let (admin, coordinator) = (tenant.admin().await, house.coordinator().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "T").await;
    let open = json!({ "input": { "serviceCode": "DEV-WASTE", "title": "T", "memberId": tenant.members[0] } });
    let assign = json!({ "id": id, "to": clerk.id });
    let close = json!({ "id": id, "outcome": "Hotovo." });
    let internal = json!({ "id": id, "body": "Mezi námi.", "internal": true });
    let shown = json!({ "id": id, "body": "Vám.", "internal": false });
    let mut said = Vec::new();
    for (name, by, query, variables) in [
        ("admin reads", &admin, "{ requests { totalCount } }", json!({})),
        ("admin opens", &admin, OPEN, open.clone()),
        ("coordinator reads", &coordinator, "{ requests { totalCount } }", json!({})),
        ("coordinator opens", &coordinator, OPEN, open.clone()),
        ("chair opens", &chair, OPEN, open),
        ("chair assigns", &chair, ASSIGN, assign.clone()),
        ("chair comments", &chair, COMMENT, shown),
        ("chair closes", &chair, CLOSE, close.clone()),
        ("mayor assigns", &mayor, ASSIGN, assign),
        ("mayor comments internally", &mayor, COMMENT, internal),
        ("mayor closes", &mayor, CLOSE, close),
        ("mayor reopens", &mayor, REOPEN, json!({ "id": id })),
    ] {
        let answer = by.ask_with(query, variables).await;
        assert_eq!(answer.status, 200);
        let lacks = &answer.errors()[0]["extensions"]["permission"];
        said.push(format!("{name}: {} {}", answer.code(), lacks.as_str().unwrap()));
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    admin reads: FORBIDDEN ReadRequests
    admin opens: FORBIDDEN OpenRequest
    coordinator reads: FORBIDDEN ReadRequests
    coordinator opens: FORBIDDEN OpenRequest
    chair opens: FORBIDDEN OpenRequest
    chair assigns: FORBIDDEN AssignRequest
    chair comments: FORBIDDEN CommentOnRequest
    chair closes: FORBIDDEN CloseRequest
    mayor assigns: FORBIDDEN AssignRequest
    mayor comments internally: FORBIDDEN CommentInternally
    mayor closes: FORBIDDEN CloseRequest
    mayor reopens: FORBIDDEN ReopenRequest
    ");
}

/// That a document was found valid is remembered; what its variables hold isn't.
#[tokio::test]
async fn a_document_that_went_well_opens_nothing_where_its_second_request_is_said_wrongly() {
    let tenant = House::shared().await.tenant("second-wrong").await;
    let clerk = tenant.clerk().await;
    let document = "mutation($one: OpenRequestInput!, $other: OpenRequestInput!) {
        one: openRequest(input: $one) { userErrors { code } }
        other: openRequest(input: $other) { userErrors { code } } }";
    let fine = json!({ "serviceCode": "DEV-WASTE", "title": "Svoz", "requester": "CITIZEN",
        "requesterName": "Jana", "municipalityCode": tenant.association.municipalities[0] });
    clerk.done(document, json!({ "one": fine, "other": fine })).await;

    for (field, wrong) in [("municipalityCode", "50621"), ("requester", "NOBODY")] {
        let mut other = fine.clone();
        other[field] = json!(wrong);
        let answer = clerk.ask_with(document, json!({ "one": fine, "other": other })).await;
        assert_eq!(answer.code(), "BAD_USER_INPUT", "{field}");
    }
    let all = clerk.done("{ requests { totalCount } }", json!({})).await;
    assert_eq!(all.number("/requests/totalCount"), 2);
}
