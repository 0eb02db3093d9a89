//! Requests.

use crate::house::House;
use serde_json::json;

#[tokio::test]
async fn a_clerk_opens_assigns_comments_on_and_closes_a_request() {
    let house = House::shared().await;
    let tenant = house.tenant("prvni").await;
    let clerk = tenant.clerk().await;
    let opened = clerk.ask_with("mutation($input: OpenRequestInput!) { openRequest(input: $input) {
        id number request { number title state secrecy dueAt firstAnswerDueAt openedAt requester { __typename } member { id } } userErrors { code } } }",
        json!({"input": {"serviceCode": "LEGAL-ORDINANCE", "title": "Vyhláška", "memberId": tenant.members[0]}})).await;
    insta::assert_snapshot!(opened.shown(), @"");
}
