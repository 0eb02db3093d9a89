//! Moved to another service or secrecy: what follows, what comes out of it, and what who moved it sees no more.

use super::{ASSIGN, CLOSE, COMMENT, OPEN};
use crate::house::{Answer, Client, House, Tenant};
use serde_json::{Value, json};

pub(super) const MOVE: &str = "mutation($input: MoveRequestInput!) { moveRequest(input: $input) { moved
    request { service { code } secrecy state assignee { displayName } firstAnswerDueAt dueAt version }
    userErrors { code path currentVersion legalMoves } } }";
const SEEN: &str = "query($id: ID!) { request(id: $id) { service { code } secrecy state version
    assignee { displayName } history { nodes { kind } } comments { nodes { body } } activities { nodes { output } } } }";
const RECORD: &str = "mutation($input: RecordActivityInput!) { recordActivity(input: $input) {
    activity { id version } userErrors { code } } }";
const CORRECT: &str = "mutation($input: CorrectActivityInput!) { correctActivity(input: $input) {
    activity { id version } userErrors { code } } }";
const SEARCH: &str = "query($words: String!) { search(query: $words) { totalCount } }";

/// Moves a request as it is now; the version is the one that who moves it reads.
async fn moves(by: &Client, id: &str, to: Value) -> Answer {
    let seen = by.done(SEEN, json!({ "id": id })).await;
    let mut input = to;
    input["id"] = json!(id);
    input["expectedVersion"] = seen.data("/request/version").clone();
    by.ask_with(MOVE, json!({ "input": input })).await
}

fn work(id: &str, output: &str) -> Value {
    json!({ "input": { "serviceCode": "DEV-WASTE", "competence": "OWN", "minutes": 30, "output": output, "requestId": id } })
}

#[tokio::test]
async fn who_moves_it_to_where_they_can_t_read_it_is_told_so_and_shown_nothing_any_more() {
    let tenant = House::shared().await.tenant("moved").await;
    let (clerk, mayor, dpo) = (tenant.clerk().await, tenant.mayor_of(0).await, tenant.dpo().await);
    let id = tenant.open(&mayor, "DEV-WASTE", 0, "Popelnice s kamerou").await;
    clerk
        .done(COMMENT, json!({ "id": id, "body": "Kamera snímá sousedy.", "internal": true }))
        .await;
    clerk.done(RECORD, work(&id, "Prohlídka kamery")).await;
    assert_eq!(
        clerk.done(SEARCH, json!({ "words": "kamera" })).await.number("/search/totalCount"),
        2
    );

    let moved = moves(&clerk, &id, json!({ "serviceCode": "DPO-INCIDENT" })).await;
    insta::assert_snapshot!(moved.shown_at("/data/moveRequest"), @r#"{"moved":true,"request":null,"userErrors":[]}"#);
    for by in [&clerk.client, &tenant.manager().await.client, &tenant.chair().await.client] {
        assert_eq!(*by.done(SEEN, json!({ "id": id })).await.data("/request"), Value::Null);
        for words in ["kamera", "sousedy", "prohlidka"] {
            let found = by.done(SEARCH, json!({ "words": words })).await;
            assert_eq!(found.number("/search/totalCount"), 0, "{words}");
        }
        let all = by.done("{ requests { totalCount } activities { totalCount } }", json!({})).await;
        assert_eq!(
            (all.number("/requests/totalCount"), all.number("/activities/totalCount")),
            (0, 0)
        );
    }
    let again = json!({ "id": id, "serviceCode": "DPO-AGENDA", "expectedVersion": 2 });
    assert_eq!(clerk.ask_with(MOVE, json!({ "input": again })).await.no(), "NOT_FOUND");

    let seen = dpo.done(SEEN, json!({ "id": id })).await;
    assert_eq!(seen.each("/request/comments/nodes", "body"), ["Kamera snímá sousedy."]);
    assert_eq!(seen.each("/request/activities/nodes", "output"), ["Prohlídka kamery"]);
    assert_eq!(
        seen.each("/request/history/nodes", "kind"),
        ["request.opened", "request.commented", "request.moved"]
    );
    assert_eq!((seen.text("/request/secrecy"), seen.number("/request/version")), ("DPO", 2));
    // What is a municipality's own it sees as before, wherever the centre files it; the staff's own it doesn't.
    let own = mayor.done(SEEN, json!({ "id": id })).await;
    assert_eq!(own.text("/request/service/code"), "DPO-INCIDENT");
    assert!(own.list("/request/comments/nodes").is_empty());
}

#[tokio::test]
async fn the_officer_hands_a_file_out_to_where_the_officer_can_t_read_it() {
    let tenant = House::shared().await.tenant("handed").await;
    let (dpo, manager) = (tenant.dpo().await, tenant.manager().await);
    let id = tenant.open(&dpo, "DPO-INCIDENT", 0, "Dotaz na smlouvu").await;
    dpo.done(COMMENT, json!({ "id": id, "body": "Není to incident.", "internal": true })).await;
    let moved = moves(&dpo, &id, json!({ "serviceCode": "LEGAL-CONTRACT" })).await;
    insta::assert_snapshot!(moved.shown_at("/data/moveRequest"), @r#"{"moved":true,"request":null,"userErrors":[]}"#);
    assert_eq!(*dpo.done(SEEN, json!({ "id": id })).await.data("/request"), Value::Null);
    let seen = manager.done(SEEN, json!({ "id": id })).await;
    assert_eq!(seen.text("/request/secrecy"), "CONFIDENTIAL");
    assert_eq!(seen.each("/request/comments/nodes", "body"), ["Není to incident."]);
    assert_eq!(
        seen.each("/request/history/nodes", "kind"),
        ["request.opened", "request.commented", "request.moved"]
    );
}

#[tokio::test]
async fn its_clock_goes_on_by_the_terms_of_the_service_it_comes_to() {
    let tenant = House::shared().await.tenant("terms").await;
    let clerk = tenant.clerk().await;
    let id = tenant.open(&clerk, "LEGAL-ORDINANCE", 0, "Vyhláška").await;
    tenant.house.tick(chrono::Duration::days(1));
    let moved = moves(&clerk, &id, json!({ "serviceCode": "LEGAL-COUNCIL" })).await;
    // Opened on Monday the 2nd of March: two working days to answer, seven to close.
    insta::assert_snapshot!(moved.shown_at("/data/moveRequest/request"), @r#"
    {
      "assignee": null,
      "dueAt": "2026-03-11T23:00:00+00:00",
      "firstAnswerDueAt": "2026-03-04T23:00:00+00:00",
      "secrecy": "OPEN",
      "service": {"code":"LEGAL-COUNCIL"},
      "state": "NEW",
      "version": 2
    }
    "#);
    // Late is late: a longer term is for who was in time.
    tenant.house.tick(chrono::Duration::days(10));
    let clerk = clerk.again(&tenant.house).await;
    let moved = moves(&clerk, &id, json!({ "serviceCode": "DEV-STRATEGY" })).await;
    assert_eq!(moved.text("/moveRequest/request/dueAt"), "2026-03-11T23:00:00+00:00");
}

#[tokio::test]
async fn who_has_it_keeps_it_where_they_may_read_it_and_else_it_is_new() {
    let tenant = House::shared().await.tenant("kept").await;
    let (clerk, specialist) = (tenant.clerk().await, tenant.specialist().await);
    let mut seen = Vec::new();
    for has in [&specialist, &clerk] {
        let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
        has.done(
            "mutation($id: ID!) { startRequest(input: { id: $id }) { userErrors { code } } }",
            json!({ "id": id }),
        )
        .await;
        let ask = "mutation($id: ID!) { askRequester(input: { id: $id, question: \"Kdy?\" }) { userErrors { code } } }";
        has.done(ask, json!({ "id": id })).await;
        let moved = moves(&specialist, &id, json!({ "serviceCode": "LEGAL-ADVICE" })).await;
        let request = moved.data("/moveRequest/request");
        seen.push(format!("{} {}", request["state"], request["assignee"]["displayName"]));
        // Nobody who isn't cleared gets it.
        let to_clerk = specialist.ask_with(ASSIGN, json!({ "id": id, "to": clerk.id })).await;
        assert_eq!(to_clerk.no(), "ASSIGNEE_MAY_NOT_READ");
    }
    assert_eq!(seen, [r#""WAITING_FOR_REQUESTER" "specialist""#, r#""NEW" null"#]);
}

#[tokio::test]
async fn a_secrecy_that_was_chosen_stays_until_another_one_is() {
    let tenant = House::shared().await.tenant("chosen").await;
    let manager = tenant.manager().await;
    let id = tenant.open(&manager, "DEV-WASTE", 0, "Svoz").await;
    let mut said = Vec::new();
    for to in [
        json!({ "secrecy": "CONFIDENTIAL" }),
        json!({ "serviceCode": "DEV-SOCIAL" }),
        json!({ "serviceCode": "LEGAL-ADVICE", "secrecy": "OPEN" }),
        json!({ "serviceCode": "DEV-SOCIAL", "secrecy": "OPEN" }),
        json!({ "serviceCode": "LEGAL-ADVICE" }),
        json!({ "serviceCode": "DEV-SOCIAL" }),
        json!({ "serviceCode": "DEV-SOCIAL", "secrecy": "OPEN" }),
    ] {
        let moved = moves(&manager, &id, to).await;
        let request = moved.data("/moveRequest/request");
        let service = request["service"]["code"].as_str().unwrap_or_default();
        said.push(format!(
            "{service} {}{}",
            request["secrecy"].as_str().unwrap_or_default(),
            moved.no()
        ));
    }
    assert_eq!(
        said,
        [
            "DEV-WASTE CONFIDENTIAL",
            "DEV-SOCIAL CONFIDENTIAL",
            " REQUEST_OPENER_THAN_ITS_SERVICE",
            "DEV-SOCIAL OPEN",
            "LEGAL-ADVICE CONFIDENTIAL",
            "DEV-SOCIAL OPEN",
            " REQUEST_ALREADY_THERE",
        ]
    );
}

#[tokio::test]
async fn each_no_of_a_move_has_its_code_and_moves_nothing() {
    let house = House::shared().await;
    let (tenant, other) = (house.tenant("not-moved").await, house.tenant("not-moved-other").await);
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let off = "mutation { overrideService(input: { serviceCode: \"DEV-SOCIAL\", offered: false, expectedVersion: 0 }) { userErrors { code } } }";
    tenant.admin().await.done(off, json!({})).await;

    let input = |to: Value| {
        let mut input = json!({ "id": id, "expectedVersion": 1 });
        input.as_object_mut().unwrap().extend(to.as_object().unwrap().clone());
        json!({ "input": input })
    };
    let legal = json!({ "serviceCode": "LEGAL-ADVICE" });
    for (by, to, no) in [
        (&other.manager().await.client, legal.clone(), "NOT_FOUND"),
        (&tenant.mayor_of(0).await.client, legal.clone(), "FORBIDDEN"),
        (&tenant.chair().await.client, legal.clone(), "FORBIDDEN"),
        (&tenant.admin().await, legal.clone(), "FORBIDDEN"),
        (&clerk.client, json!({}), "REQUIRED"),
        (&clerk.client, json!({ "serviceCode": "NO-SUCH" }), "NOT_FOUND"),
        (&clerk.client, json!({ "serviceCode": "DEV-SOCIAL" }), "SERVICE_NOT_OFFERED"),
        (&clerk.client, json!({ "serviceCode": "DEV-WASTE" }), "REQUEST_ALREADY_THERE"),
        (&clerk.client, json!({ "secrecy": "OPEN" }), "REQUEST_ALREADY_THERE"),
        (&clerk.client, json!({ "serviceCode": "LEGAL-ADVICE", "expectedVersion": 7 }), "STALE"),
        (
            &clerk.client,
            json!({ "serviceCode": "DPO-INCIDENT", "secrecy": "CONFIDENTIAL" }),
            "REQUEST_OPENER_THAN_ITS_SERVICE",
        ),
    ] {
        let answer = by.ask_with(MOVE, input(to.clone())).await;
        assert_eq!(answer.no(), no, "{to}");
        assert_ne!(*answer.data("/moveRequest/moved"), json!(true));
    }
    let seen = clerk.done(SEEN, json!({ "id": id })).await;
    assert_eq!(seen.number("/request/version"), 1);
    assert_eq!(seen.each("/request/history/nodes", "kind"), ["request.opened"]);

    clerk.done(CLOSE, json!({ "id": id, "outcome": "Hotovo." })).await;
    let closed = manager
        .ask_with(MOVE, input(json!({ "serviceCode": "LEGAL-ADVICE", "expectedVersion": 2 })))
        .await;
    insta::assert_snapshot!(closed.shown_at("/data/moveRequest/userErrors"), @r#"
    [
      {
        "code": "REQUEST_ALREADY_CLOSED",
        "currentVersion": null,
        "legalMoves": ["REOPEN"],
        "path": []
      }
    ]
    "#);
}

#[tokio::test]
async fn of_ten_who_move_it_at_once_one_has_moved_it() {
    let tenant = House::shared().await.tenant("ten").await;
    let manager = tenant.manager().await;
    let id = tenant.open(&manager, "DEV-WASTE", 0, "Svoz").await;
    let services = ["LEGAL-ADVICE", "LEGAL-CONTRACT", "DPO-INCIDENT", "DEV-SOCIAL", "FIN-BUDGET"];
    let move_it = |service: &str| {
        let input = json!({ "id": id, "serviceCode": service, "expectedVersion": 1 });
        let by = manager.client.clone();
        async move { by.ask_with(MOVE, json!({ "input": input })).await }
    };
    let answers =
        futures_util::future::join_all(services.into_iter().cycle().take(10).map(move_it)).await;
    let done = answers.iter().filter(|answer| answer.is_done()).count();
    assert_eq!(done, 1);
    // Whoever comes late finds another version, or nothing that they may read.
    assert!(answers.iter().all(|answer| ["", "STALE", "NOT_FOUND"].contains(&answer.no())));
}

#[tokio::test]
async fn who_comments_on_what_is_just_being_moved_has_commented_on_it_where_it_is() {
    let tenant = House::shared().await.tenant("meanwhile").await;
    let (manager, specialist) = (tenant.manager().await, tenant.specialist().await);
    let id = tenant.open(&manager, "DEV-WASTE", 0, "Svoz").await;
    let to_and_fro = async {
        for to in ["LEGAL-ADVICE", "DEV-WASTE"].into_iter().cycle().take(10) {
            let moved = moves(&manager, &id, json!({ "serviceCode": to })).await;
            assert!(["", "STALE"].contains(&moved.no()), "{moved}");
        }
    };
    let comment = |number: usize| {
        let (by, said) = (
            specialist.client.clone(),
            json!({ "id": id, "body": number.to_string(), "internal": true }),
        );
        async move { by.ask_with(COMMENT, said).await }
    };
    let ((), said) =
        futures_util::join!(to_and_fro, futures_util::future::join_all((0..30).map(comment)));
    assert!(said.iter().all(|answer| ["", "REQUEST_MOVED_MEANWHILE"].contains(&answer.no())));
    let written = said.iter().filter(|answer| answer.is_done()).count();
    let count = "query($id: ID!) { request(id: $id) { comments { totalCount } } }";
    let kept = manager.done(count, json!({ "id": id })).await;
    assert_eq!(kept.number("/request/comments/totalCount"), i64::try_from(written).unwrap());
}

/// The figures of what is open and of what was worked, by area; what is nothing is left out.
async fn counted(tenant: &Tenant) -> String {
    tenant.house.catch_up().await;
    let client = tenant.house.database().superuser().await;
    let sql = "SELECT string_agg(line, ', ' ORDER BY line) FROM (
        SELECT 'open ' || area || ' ' || due_on || ' ' || sum(requests_open) AS line FROM rollup_due WHERE tenant_id = (SELECT id FROM tenants WHERE slug = $1)
          GROUP BY area, due_on HAVING sum(requests_open) <> 0
        UNION ALL SELECT 'worked ' || area || ' ' || sum(minutes) FROM rollup_daily WHERE tenant_id = (SELECT id FROM tenants WHERE slug = $1)
          GROUP BY area HAVING sum(minutes) <> 0) lines";
    client.query_one(sql, &[&tenant.slug()]).await.unwrap().get(0)
}

#[tokio::test]
async fn the_figures_count_it_as_open_where_it_is_and_take_work_back_from_where_it_was_counted() {
    let house = House::fresh().await;
    let tenant = house.tenant("counted").await;
    let (clerk, dpo) = (tenant.clerk().await, tenant.dpo().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let worked = dpo.done(RECORD, work(&id, "Prohlídka")).await;
    let activity = worked.text("/recordActivity/activity/id");
    let mut said = vec![counted(&tenant).await];
    moves(&clerk, &id, json!({ "serviceCode": "FIN-BUDGET" })).await;
    said.push(counted(&tenant).await);
    assert!(
        moves(&clerk, &id, json!({ "serviceCode": "DPO-ADVICE", "secrecy": "DPO" }))
            .await
            .is_done()
    );
    said.push(counted(&tenant).await);
    let longer = json!({ "input": { "id": activity, "minutes": 50, "expectedVersion": 1 } });
    dpo.done(CORRECT, longer).await;
    said.push(counted(&tenant).await);
    dpo.done(CLOSE, json!({ "id": id, "outcome": "Hotovo." })).await;
    said.push(counted(&tenant).await);
    // Opened on Monday the 2nd of March: 30, 15 and 10 working days to close.
    assert_eq!(
        said,
        [
            "open DEVELOPMENT 2026-04-15 1, worked DEVELOPMENT 30",
            "open FINANCE 2026-03-23 1, worked DEVELOPMENT 30",
            "open DPO 2026-03-16 1, worked DEVELOPMENT 30",
            "open DPO 2026-03-16 1, worked DPO 50",
            "worked DPO 50",
        ]
    );

    // Counted anew it is the same, although what happened wears another label now.
    let (of_tenant, db) = (domain::access::tenants_by_slug(house.db()).await.unwrap(), house.db());
    let (_, tenant_id) = of_tenant.into_iter().find(|(slug, _)| slug == tenant.slug()).unwrap();
    domain::monitoring::rebuild_figures(db, tenant_id).await.unwrap();
    assert_eq!(counted(&tenant).await, *said.last().unwrap());
}

#[tokio::test]
async fn what_a_citizen_asked_stays_theirs_wherever_it_is_moved() {
    let tenant = House::shared().await.tenant("citizens").await;
    let (clerk, dpo) = (tenant.clerk().await, tenant.dpo().await);
    let input = json!({ "serviceCode": "CIT-CONTACT", "title": "Výpis", "requester": "CITIZEN", "requesterName": "Cyril" });
    let id = clerk.done(OPEN, json!({ "input": input })).await.text("/openRequest/id").to_owned();
    assert!(moves(&clerk, &id, json!({ "serviceCode": "DPO-SUBJECT" })).await.is_done());
    let query = "query($id: ID!) { request(id: $id) { shownToMember member { isAssociationItself } requester { ... on CitizenRequester { name } } } }";
    let seen = dpo.done(query, json!({ "id": id })).await;
    insta::assert_snapshot!(seen.shown_at("/data/request"), @r#"{"member":{"isAssociationItself":true},"requester":{"name":"Cyril"},"shownToMember":false}"#);
    assert_eq!(
        *tenant.mayor_of(0).await.done(query, json!({ "id": id })).await.data("/request"),
        Value::Null
    );
}
