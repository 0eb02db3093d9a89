//! Each example runs as it stands, for everybody it is meant for.

use super::{demo, keep_in_order};
use domain::access::{Db, Job, Reach, Role, act_as_system};
use domain::identity::commands::{Appointment, appoint};
use domain::identity::demo::token_by_email;
use domain::kernel::ids::{MemberId, TenantId};
use futures_util::StreamExt as _;
use poem::endpoint::BoxEndpoint;
use poem::http::header;
use poem::test::TestClient;
use poem::{Body, Response};
use serde_json::{Value, json};
use server::http::{EXAMPLES, Resources, Settings};
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

/// Nothing waits for the chair in a fresh demo.
const MAY_BE_EMPTY: &[&str] = &["what-waits-for-the-chair"];

/// A cursor before everything: what the demo's people did is told at once.
const FROM_THE_BEGINNING: &str = "MAo";
/// Who is told nothing for so long is told nothing.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(60);

/// Who plays a role in the demo; `None`: nobody yet.
fn played_by(role: Role) -> Option<&'static str> {
    match role {
        Role::NationalCoordinator => Some("coordinator"),
        Role::ModelApprover => Some("approver"),
        Role::TenantAdmin => Some("admin"),
        Role::CentreManager => Some("manager"),
        Role::DevelopmentSpecialist => Some("specialist"),
        Role::LegalAdviser => Some("lawyer"),
        Role::Clerk => Some("clerk"),
        Role::DataProtectionOfficer => Some("dpo"),
        Role::AssociationChair => Some("chair"),
        Role::Mayor => Some("mayor-bolatice"),
        Role::TerritorialCoordinator
        | Role::ProcurementSpecialist
        | Role::NationalAuditor
        | Role::Auditor
        | Role::DeputyMayor
        | Role::MunicipalClerk => None,
    }
}

/// A token of somebody of each role.
async fn tokens(db: &Db, centre: TenantId, bolatice: MemberId) -> HashMap<Role, String> {
    let mut tokens = HashMap::new();
    for role in Role::ALL.iter().copied() {
        let tenant = if role.reach() == Reach::Nation { TenantId::NATION } else { centre };
        let job = act_as_system(db, tenant, Job::Demo);
        let name = played_by(role).map_or_else(|| role.as_str().to_lowercase(), str::to_owned);
        let email = format!("{name}@demo.invalid");
        if played_by(role).is_none() {
            let member = (role.reach() == Reach::Member).then_some(bolatice);
            let region_code = (role == Role::TerritorialCoordinator).then_some("CZ080");
            let display_name = "Nový (demo)";
            let appointment =
                Appointment { email: &email, display_name, role, member, region_code };
            appoint(&job, &appointment).await.unwrap();
        }
        tokens.insert(role, token_by_email(&job, &email).await.unwrap().secret);
    }
    tokens
}

/// The answer; of a subscription the first.
async fn answer_to(
    app: &TestClient<BoxEndpoint<'static, Response>>,
    token: &str,
    body: &Value,
) -> Value {
    let request = app.post("/graphql").header(header::AUTHORIZATION, format!("Bearer {token}"));
    let is_subscription = body["variables"]["after"] == FROM_THE_BEGINNING;
    let accept = if is_subscription { "text/event-stream" } else { "application/json" };
    let response = request.header(header::ACCEPT, accept).body_json(body).send().await.0;
    let told = if is_subscription {
        tokio::time::timeout(GIVEN_UP_AFTER, first_event(response.into_body())).await.unwrap()
    } else {
        response.into_body().into_string().await.unwrap()
    };
    serde_json::from_str(&told).unwrap_or_else(|_| panic!("{told}"))
}

/// The data of the first event of a stream.
async fn first_event(body: Body) -> String {
    let (mut stream, mut text) = (body.into_bytes_stream(), String::new());
    loop {
        let told = text.lines().find_map(|line| line.strip_prefix("data:"));
        if let Some(told) = told.filter(|told| !told.trim().is_empty() && text.ends_with("\n\n")) {
            return told.trim().to_owned();
        }
        let more = stream.next().await.unwrap_or_else(|| panic!("it ended: {text}"));
        text.push_str(std::str::from_utf8(&more.unwrap()).unwrap());
    }
}

/// What isn't as an example should be; `None`: all is well.
fn complaint(answer: &Value, may_be_empty: bool) -> Option<&'static str> {
    if answer.get("errors").is_some() || !answer["data"].is_object() {
        return Some("an error");
    }
    let roots = answer["data"].as_object()?;
    for root in roots.values() {
        let mended = root["userErrors"].as_array().is_none_or(Vec::is_empty);
        if root.is_null() || !mended {
            return Some("not done");
        }
        if !may_be_empty && root["nodes"].as_array().is_some_and(Vec::is_empty) {
            return Some("nothing to see");
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_runs_for_everybody_it_is_for() {
    let (database, db) = demo().await;
    let client = database.superuser().await;
    let id = async |sql: &str| {
        let found: String = client.query_one(sql, &[]).await.unwrap().get(0);
        found.parse::<Uuid>().unwrap()
    };
    let centre = id("SELECT id::text FROM tenants WHERE slug = 'hlucinsko-zapad'").await;
    let bolatice = id("SELECT g.member_id::text FROM grants g JOIN people p ON p.id = g.person_id
        WHERE p.email = 'mayor-bolatice@demo.invalid'")
    .await;
    let tokens = tokens(&db, centre.into(), bolatice.into()).await;
    keep_in_order(&db, centre.into()).await;
    let app = TestClient::new(server::http::routes(&Resources::of(db), Settings::default()));

    let mut asked = 0;
    for example in EXAMPLES {
        let variables: Value = match example.variables {
            "" => json!({}),
            text => serde_json::from_str(text).unwrap(),
        };
        let mut body = json!({ "query": example.query, "variables": variables });
        if example.query.contains("\nsubscription ") {
            body["variables"]["after"] = json!(FROM_THE_BEGINNING);
        }
        let roles = if example.roles.is_empty() { Role::ALL } else { example.roles };
        for (nth, role) in roles.iter().enumerate() {
            let answer = answer_to(&app, &tokens[role], &body).await;
            // Who is the first to be meant also has something to see.
            let may_be_empty = nth > 0 || MAY_BE_EMPTY.contains(&example.name);
            let complaint = complaint(&answer, may_be_empty);
            assert_eq!(complaint, None, "{} as {role:?}: {answer:#}", example.name);
            asked += 1;
        }
    }
    assert!(asked > 60, "{asked} were asked");
}
