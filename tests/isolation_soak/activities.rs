//! Work for several municipalities at once: recorded, corrected, attested and read, one's own and others'.

use super::marks::{Mark, Places, Whose};
use super::steps::{OPEN, SERVICE};
use super::world::{Home, Person, Soak, Work};
use domain::access::{Role, Secrecy};
use rand::RngExt as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};

pub(super) const LIST: &str = "{ activities(first: 20) { totalCount nodes { id output performedBy { id displayName } recordedBy { id }
    request { id title } beneficiaries { member { id } attestedBy { id displayName } } benefit { broughtIn attestedAt } } } }";
const LATEST: &str = "{ activities(last: 15, orderBy: { field: RECORDED_AT, direction: ASC }, filter: { attested: false }) {
    nodes { id output version beneficiaries { member { id } } } } }";
const OF_MEMBER: &str = "query($id: ID!) { activities(filter: { memberId: $id }, first: 10) { totalCount nodes { id output } } }";
const OF_PERFORMER: &str = "query($id: ID!) { activities(filter: { performedBy: $id }, first: 10) { totalCount nodes { id output } } }";
const OF_REQUEST: &str = "query($id: ID!) { activities(filter: { requestId: $id }, first: 10) { totalCount nodes { id output } }
    request(id: $id) { activities(first: 10) { totalCount nodes { id output beneficiaries { member { id } } } } } }";
const ONE: &str = "query($id: ID!) { activity(id: $id) { id output version request { id title activities(first: 5) { nodes { id output } } }
    performedBy { id displayName } beneficiaries { member { id municipality { name } } attestedBy { id displayName } } }
    node(id: $id) { id ... on Activity { output } } }";
pub(super) const RECORD: &str =
    "mutation($input: RecordActivityInput!) { recordActivity(input: $input) {
    activity { id output request { id } beneficiaries { member { id } } } userErrors { code } } }";
const CORRECT: &str = "mutation($input: CorrectActivityInput!) { correctActivity(input: $input) {
    activity { id output version request { id title } beneficiaries { member { id } attestedBy { id } } } userErrors { code } } }";
const ATTEST: &str = "mutation($id: ID!) { attestBenefit(input: { activityId: $id }) {
    activity { id output version beneficiaries { member { id } attestedBy { id displayName } } } userErrors { code } } }";

/// Who records, of each clearance.
const STAFF: &[Role] = &[Role::CentreManager, Role::Clerk, Role::DataProtectionOfficer];

/// In each home work of each secrecy for each member alone, and some that isn't shown to its member.
pub(super) async fn one_of_each(soak: &Soak) {
    for (home, place) in soak.homes.iter().flat_map(|home| (0..3).map(move |place| (home, place))) {
        let staff = |role| {
            let is_it = |person: &&Person| {
                person.role == role && person.sight.tenant.as_deref() == Some(home.tenant.slug())
            };
            &soak.people.iter().find(is_it).expect("somebody of the role").client
        };
        let (manager, dpo) = (staff(Role::CentreManager), staff(Role::DataProtectionOfficer));
        let whose = Whose::Several(std::array::from_fn(|other| other == place));
        let open = json!({ "serviceCode": SERVICE[0].0, "title": Mark::of(home.tenant.slug(), Whose::Member(place)).internal().to_string(),
            "memberId": home.tenant.members[place], "shownToMember": false });
        let hidden = manager.done(OPEN, json!({ "input": open })).await;
        let hidden = hidden.text("/openRequest/id").to_owned();
        for (service, secrecy) in SERVICE {
            let by = if *secrecy == Secrecy::Dpo { dpo } else { manager };
            for is_shown in [true, false] {
                let request = (!is_shown).then_some(&hidden);
                let mark =
                    Mark { secrecy: *secrecy, is_shown, ..Mark::of(home.tenant.slug(), whose) };
                let input = json!({
                    "serviceCode": service, "competence": "OWN", "minutes": 1, "output": mark.to_string(),
                    "requestId": request, "beneficiaries": [{ "memberId": home.tenant.members[place] }],
                });
                let recorded = by.done(RECORD, json!({ "input": input })).await;
                let id = recorded.text("/recordActivity/activity/id").to_owned();
                soak.recorded(Work { id, mark, version: 1 });
            }
        }
    }
}

/// Lists of activities, one of them, or those of things that are mostly others'.
pub(super) async fn reads(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    let home = soak.any_home(rng);
    let id = match rng.random_range(0..7) {
        0 | 1 => return soak.ask(by, LIST, json!({})).await.map(drop),
        2 => return soak.ask(by, LATEST, json!({})).await.map(drop),
        3 => Some((OF_MEMBER, home.tenant.members[rng.random_range(0..3)].clone())),
        4 => Some((OF_PERFORMER, any_of(&home.participants, rng).clone())),
        5 => soak.any_case(by, rng).map(|case| (OF_REQUEST, case.id)),
        _ => soak.any_work(by, rng).map(|work| (ONE, work.id)),
    };
    let Some((query, id)) = id else { return Some(()) };
    soak.ask(by, query, json!({ "id": id })).await.map(drop)
}

/// Work that is to be recorded.
pub(super) struct NewWork {
    pub(super) variables: Value,
    mark: Mark,
    /// It names what isn't the asker's.
    is_strange: bool,
}

/// Work for the own tenant's members, or another's; from a request, mostly of another label, or from none.
pub(super) fn new_work(soak: &Soak, by: &Person, rng: &mut StdRng) -> NewWork {
    let home = soak.likely_home(by, rng);
    let (places, members) = some_members(home, rng);
    let (service, secrecy) = SERVICE[rng.random_range(0..SERVICE.len())];
    let mut mark = Mark { secrecy, ..Mark::of(home.tenant.slug(), Whose::Several(places)) };
    let mut is_strange = by.sight.tenant.as_deref() != Some(home.tenant.slug());
    let mut input = json!({
        "serviceCode": service, "competence": "OWN", "minutes": rng.random_range(1..500), "beneficiaries": members,
    });
    let case = if rng.random() { soak.any_case(by, rng) } else { None };
    if let Some(case) = case {
        is_strange |= !by.sight.may_see(&case.mark) || case.mark.tenant != mark.tenant;
        mark.secrecy = secrecy.max(case.mark.secrecy);
        mark.is_shown = case.mark.is_shown;
        input["requestId"] = case.id.into();
    }
    if rng.random_ratio(9, 10) {
        input["benefit"] = json!({ "method": "GRANT_WON", "amount": "1000.01" });
    }
    input["output"] = mark.to_string().into();
    NewWork { variables: json!({ "input": input }), mark, is_strange }
}

/// Records some of it.
pub(super) async fn records(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    let by = soak.likely(STAFF[rng.random_range(0..STAFF.len())], by, rng);
    let NewWork { variables, mark, is_strange } = new_work(soak, by, rng);
    let answer = soak.ask(by, RECORD, variables).await?;
    if is_strange {
        soak.must_be_refused(by, RECORD, &answer);
    } else if answer.is_done() {
        let id = answer.text("/recordActivity/activity/id").to_owned();
        soak.recorded(Work { id, mark, version: 1 });
    }
    Some(())
}

/// Corrects any activity: its minutes, or whom it was for, then also of another tenant; or its request, to any.
pub(super) async fn corrects(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    // Others' too: most work isn't one's own.
    let by = soak.likely(Role::CentreManager, by, rng);
    let Some(Work { id, mark, version }) = soak.any_work(by, rng) else { return Some(()) };
    let mut input = json!({ "id": id, "expectedVersion": version });
    let mut is_strange = !by.sight.may_see(&mark);
    match rng.random_range(0..4) {
        0 => {
            let other = soak.any_home(rng);
            is_strange |= other.tenant.slug() != mark.tenant;
            if is_strange {
                input["beneficiaries"] = some_members(other, rng).1;
            }
        }
        1 => {
            let case = soak.any_case(by, rng).filter(|case| !by.sight.may_see(&case.mark));
            is_strange |= case.is_some();
            input["requestId"] = case.map_or(Value::Null, |case| case.id.into());
            if !is_strange {
                input.as_object_mut().unwrap().remove("requestId");
            }
        }
        // Only who surely may: from then on it counts as theirs, too.
        2 if !is_strange && by.role == Role::CentreManager => {
            let home = soak.homes.iter().find(|home| home.tenant.slug() == mark.tenant).unwrap();
            let (places, members) = some_members(home, rng);
            soak.widen(&id, places);
            let moved = Mark { whose: Whose::Several(places), ..mark.clone() };
            input["beneficiaries"] = members;
            input["output"] = moved.to_string().into();
        }
        _ => {}
    }
    input["minutes"] = rng.random_range(1..500).into();
    let answer = soak.ask(by, CORRECT, json!({ "input": input })).await?;
    if is_strange {
        must_be_refused_or_stale(soak, by, &answer, by.sight.may_see(&mark));
    } else if answer.is_done() {
        soak.is_version(&id, answer.number("/correctActivity/activity/version"));
    }
    Some(())
}

/// What was one's own and was corrected meanwhile is stale before anything else.
fn must_be_refused_or_stale(soak: &Soak, by: &Person, answer: &crate::house::Answer, is_own: bool) {
    if !(is_own && answer.no() == "STALE") {
        soak.must_be_refused(by, CORRECT, answer);
    }
}

/// Says for one's municipality that a benefit is so.
pub(super) async fn attests(soak: &Soak, by: &Person, rng: &mut StdRng) -> Option<()> {
    let by = soak.likely(Role::Mayor, by, rng);
    let Some(work) = soak.any_work(by, rng) else { return Some(()) };
    let answer = soak.ask(by, ATTEST, json!({ "id": work.id })).await?;
    // It may have become theirs meanwhile.
    let mark = soak.owner_of(&work.id).expect("a known activity");
    if by.sight.member.is_none() || !by.sight.may_see(&mark) {
        soak.must_be_refused(by, ATTEST, &answer);
    }
    Some(())
}

/// One to three of a tenant's members, with weights.
fn some_members(home: &Home, rng: &mut StdRng) -> (Places, Value) {
    let mut places: Places = std::array::from_fn(|_| rng.random());
    places[rng.random_range(0..places.len())] = true;
    let own = home.tenant.members.iter().zip(places).filter(|(_, is_its)| *is_its);
    let members = own.map(|(id, _)| json!({ "memberId": id, "weight": rng.random_range(1..9) }));
    (places, members.collect())
}

fn any_of<'a>(some: &'a [String], rng: &mut StdRng) -> &'a String {
    &some[rng.random_range(0..some.len())]
}
