//! Every table, every database role, every kind of statement, as a table that is committed and read.

use super::{Desk, Standing, fixture, uuid, with_ids};
use crate::house::committed::is_committed;
use domain::access::{TABLE_KINDS, TableKind};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const ROLES: [&str; 9] =
    ["tenant", "member", "nation", "platform", "relay", "tally", "intake", "centrum", "owner"];
const PLACES: [&str; 4] = ["own", "foreign", "swapped", "unset"];
const WAYS: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "DELETE"];

const LEGEND: &str = "\
Who may do what with which table, as the database answers. Written by tests/borders/matrix.rs: CENTRUM_UPDATE=1 rewrites it.

Columns are S(ELECT) I(NSERT) U(PDATE) D(ELETE), as the login `centrum` in that role; `owner` as `centrum_migrator`.
  a number  so many rows    -  no such right    !  a policy refuses the row    unset  an error: a setting is missing
  told      the owner's error    23503, 23505  past the border; a foreign or unique key refuses the sample
  own       with the settings of tenant A (of the nation, of person d1); all rows that are there, and a new one of A
  foreign   the same settings; rows of tenant B, and a new one of B (nation: of A)
  swapped   with the nation's id (nation: with A's; platform: another person), all rows, and a new one of that tenant
  unset     with no settings
Staff are cleared for OPEN and CONFIDENTIAL, the nation and the mayor for OPEN; the mayor is of a1, of A's three members.
Tenant A has 3 members, 18 cases (6 of a1), 36 comments and 40 events; B 2, 12, 24 and 28; the nation 4 events.
From each case there is an activity with a share of the case's member; A has one share more.
Staff act as ad2, a mayor and the chair of A, the nation as cd2, for all regions.
Roles that stand in no line of a table can do nothing at all with it.
";

/// What is tried on one table.
pub(super) struct Sample {
    pub(super) table: &'static str,
    /// The column that says whose a row is.
    owner: Option<&'static str>,
    /// A column that whoever may update the table at all may update.
    column: &'static str,
    /// A new row of the tenant `{t}` and its member `{m}`.
    insert: &'static str,
}

/// One statement by one role in one place.
pub(super) struct Cell {
    pub(super) role: &'static str,
    pub(super) place: &'static str,
    pub(super) way: &'static str,
    pub(super) standing: Standing,
    pub(super) sql: String,
}

#[tokio::test]
async fn every_role_can_do_what_the_matrix_says() {
    let missing: Vec<_> = TABLE_KINDS
        .iter()
        .filter(|(name, _)| !SAMPLES.iter().any(|sample| sample.table == *name))
        .collect();
    assert!(missing.is_empty(), "add a sample row to tests/borders/matrix.rs for {missing:?}");
    let desk = Desk::real(fixture()).await;
    is_committed("tests/borders/matrix.snap", &matrix(&desk).await);
}

/// The whole matrix, as it is committed.
pub(super) async fn matrix(desk: &Desk) -> String {
    let mut text = LEGEND.to_owned();
    for sample in SAMPLES {
        let mut answers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for cell in cells(sample) {
            let answer = desk.answer(&cell.standing, &cell.sql).await;
            answers.entry(cell.role).or_default().push(answer);
        }
        write_block(&mut text, sample, &answers);
    }
    text
}

fn write_block(text: &mut String, sample: &Sample, answers: &BTreeMap<&str, Vec<String>>) {
    let kind = TABLE_KINDS.iter().find(|(name, _)| *name == sample.table).map(|(_, kind)| *kind);
    let title = format!("{} ({})", sample.table, kind_word(kind));
    let places: Vec<&str> = PLACES.into_iter().filter(|place| sample.has(place)).collect();
    write!(text, "\n{title}\n{:10}", "").expect("writing to a String");
    for place in &places {
        write!(text, "{place:26}").expect("writing to a String");
    }
    for role in ROLES {
        let Some(row) = answers.get(role) else { continue };
        if row.iter().all(|answer| answer == "-") {
            continue;
        }
        write!(text, "\n{role:10}").expect("writing to a String");
        for (number, answer) in row.iter().enumerate() {
            let gap = if number % WAYS.len() == WAYS.len() - 1 { "   " } else { " " };
            write!(text, "{answer:5}{gap}").expect("writing to a String");
        }
        text.truncate(text.trim_end().len());
    }
    text.push('\n');
    let trimmed: Vec<&str> = text.lines().map(str::trim_end).collect();
    *text = trimmed.join("\n") + "\n";
}

fn kind_word(kind: Option<TableKind>) -> &'static str {
    match kind {
        Some(TableKind::Shared) => "shared",
        Some(TableKind::Platform) => "platform",
        Some(TableKind::Tenant) => "tenant",
        Some(TableKind::Member) => "member",
        Some(TableKind::Queue) => "queue",
        Some(TableKind::Rollup) => "rollup",
        Some(TableKind::Tally) => "tally",
        None => "of no kind",
    }
}

impl Sample {
    /// Where nobody owns a row, none is foreign.
    fn has(&self, place: &str) -> bool {
        place != "foreign" || self.owner.is_some()
    }

    /// A new row of a tenant, for its first municipality; the nation has neither members nor cases.
    pub(super) fn insert(&self, tenant: &str) -> String {
        self.insert_for(tenant, &format!("{tenant}1"))
    }

    /// The same for one member.
    pub(super) fn insert_for(&self, tenant: &str, member: &str) -> String {
        let is_nation = tenant == "c";
        let sql = self
            .insert
            .replace(
                "{case}",
                if is_nation { "NULL, NULL, 'OPEN', false" } else { "#{m}e1, #{m}, 'OPEN', true" },
            )
            .replace("{role}", if is_nation { "NATIONAL_AUDITOR" } else { "CLERK" })
            .replace("{t}", tenant)
            .replace("{m}", member);
        with_ids(&format!("INSERT INTO {} {sql}", self.table))
    }

    /// All its rows as they are.
    pub(super) fn update(&self) -> String {
        format!("UPDATE {0} SET {1} = {1}", self.table, self.column)
    }

    fn statement(&self, place: &str, way: &str, tenant: &str) -> String {
        let filter = match (place, self.owner) {
            ("foreign", Some(owner)) => format!(" WHERE {owner} = '{}'", uuid(tenant)),
            _ => String::new(),
        };
        let (table, column) = (self.table, self.column);
        match way {
            "SELECT" => format!("SELECT FROM {table}{filter}"),
            "INSERT" => self.insert(tenant),
            "UPDATE" => format!("UPDATE {table} SET {column} = {column}{filter}"),
            _ => format!("DELETE FROM {table}{filter}"),
        }
    }
}

/// All that is tried on a table.
pub(super) fn cells(sample: &Sample) -> Vec<Cell> {
    let mut cells = Vec::new();
    for role in ROLES {
        for place in PLACES.into_iter().filter(|place| sample.has(place)) {
            let (standing, tenant) = standing(role, place);
            for way in WAYS {
                let sql = sample.statement(place, way, tenant);
                cells.push(Cell { role, place, way, standing: standing.clone(), sql });
            }
        }
    }
    cells
}

/// Who stands there, and whose rows are meant.
fn standing(role: &'static str, place: &str) -> (Standing, &'static str) {
    let nobody = Standing::of(role);
    let (settings_of, rows_of) = match (role, place) {
        (_, "unset") => return (nobody, if role == "nation" { "c" } else { "a" }),
        ("nation", "own") => ("c", "c"),
        ("nation", "foreign") => ("c", "a"),
        ("nation", _) => ("a", "a"),
        (_, "own") => ("a", "a"),
        (_, "foreign") => ("a", "b"),
        _ => ("c", "c"),
    };
    let standing = match (role, place) {
        ("platform", "swapped") => nobody.set("person_id", uuid("d2")),
        ("platform", _) => nobody.set("person_id", uuid("d1")),
        ("relay", _) => nobody.in_tenant(settings_of),
        ("nation", _) => nobody
            .in_tenant(settings_of)
            .set("clearances", "{OPEN}")
            .set("actor_id", uuid("cd2"))
            .set("region_codes", "{*}"),
        ("member", _) => nobody
            .in_tenant(settings_of)
            .set("clearances", "{OPEN}")
            .set("actor_id", uuid("ad2"))
            .set("member_ids", format!("{{{}}}", uuid("a1"))),
        _ => nobody
            .in_tenant(settings_of)
            .set("clearances", "{OPEN,CONFIDENTIAL}")
            .set("actor_id", uuid("ad2")),
    };
    (standing, rows_of)
}

const fn of_tenant(table: &'static str, column: &'static str, insert: &'static str) -> Sample {
    Sample { table, owner: Some("tenant_id"), column, insert }
}

const fn of_nobody(table: &'static str, column: &'static str, insert: &'static str) -> Sample {
    Sample { table, owner: None, column, insert }
}

pub(super) const SAMPLES: &[Sample] = &[
    of_tenant(
        "activities",
        "output",
        "(tenant_id, id, service_secrecy, year, number, service_code, competence, performed_on, performed_by, minutes, output, \
         share_count, recorded_at, recorded_by) \
         VALUES (#{t}, #dd, 'OPEN', 2031, 1, 'LEGAL-ADVICE', 'OWN', '2026-11-03', #{t}d1, 60, 'New', 1, now(), #{t}d1)",
    ),
    of_tenant("activity_counters", "last_number", "VALUES (#{t}, 2030, 1)"),
    of_tenant(
        "activity_shares",
        "attested_at",
        "VALUES (#{t}, #{m}e1ac, #{t}0, 'OPEN', true, '2026-11-03', 1, 60)",
    ),
    of_tenant(
        "api_tokens",
        "name",
        "VALUES (#dd, #d1, #{t}, 'token', sha256('new'), '2026-01-01', '2027-01-01')",
    ),
    of_nobody("association_labels", "ended_on", "(association_id, label) VALUES (#b, 'New')"),
    Sample {
        table: "association_memberships",
        owner: Some("association_id"),
        column: "joined_on",
        insert: "(id, association_id, municipality_code) VALUES (#dd, #{t}, '568210')",
    },
    Sample {
        table: "associations",
        owner: Some("id"),
        column: "name",
        insert: "(id, ico, name) VALUES (#dd, '00000009', 'Svazek')",
    },
    of_nobody("authorised_office_districts", "name", "VALUES ('99999', 'New')"),
    of_nobody("benefit_rates", "source", "VALUES ('CENTRE_HOUR', '2030-01-01', 1, 'New')"),
    of_nobody(
        "boundaries",
        "geometry",
        "VALUES ('DISTRICT', 'CZ0805', '{\"type\": \"MultiPolygon\", \"coordinates\": []}')",
    ),
    of_tenant("demo_personas", "persona", "VALUES ('new', #d1, #{t})"),
    of_nobody("districts", "name", "VALUES ('CZ0999', 'New', 'CZ080')"),
    of_tenant(
        "events",
        "actor",
        "(tenant_id, id, request_id, member_id, secrecy, shown_to_member, is_internal, at, actor, kind, subject, payload) \
         SELECT #{t}, #dd, {case}, false, now(), 'job:demo', 'request.tried', 'request', '{}'",
    ),
    of_nobody("extended_powers_districts", "name", "VALUES ('9999', 'New')"),
    of_tenant(
        "grant_confirmations",
        "confirmed_at",
        "(tenant_id, grant_id, participant_id, confirmed_by, confirmed_under, confirmed_at) \
         VALUES (#{t}, #{t}d1e2, #{t}d1, #{t}d2, #{t}d2e2, now())",
    ),
    of_tenant(
        "grants",
        "ended_at",
        "(tenant_id, id, participant_id, person_id, person_is_national, role, scope, valid_from, granted_by) \
         VALUES (#{t}, #dd, #{t}d1, #d1, true, '{role}', 'TENANT', now(), #{t}d2)",
    ),
    of_tenant(
        "idempotency_outcomes",
        "outcome",
        "VALUES (#{t}, #{t}d2, 'new', sha256(''), '{}', now())",
    ),
    of_tenant(
        "identities",
        "ended_at",
        "(id, person_id, tenant_id, voucher, issuer, subject, linked_at) \
         VALUES (#dd, #d1, #{t}, 'NATION', 'https://login.example.cz', 'new', '2026-01-01')",
    ),
    of_tenant(
        "identity_providers",
        "version",
        "(tenant_id, issuer, client_id, client_secret, version) \
         VALUES (#{t}, 'https://new.example.cz', 'centrum', 'secret', 1)",
    ),
    of_tenant("members", "membership_id", "VALUES (#{t}, #{t}9, #{t}9)"),
    of_nobody(
        "municipalities",
        "name",
        "(code, name, status, district_code, extended_powers_code, authorised_office_code) \
         VALUES ('999999', 'New', 'TOWN', 'CZ0805', '8109', '81091')",
    ),
    of_nobody(
        "municipality_extended_powers",
        "told_on",
        "VALUES ('510432', '2026-01-01', NULL, '8109', '2026-01-01')",
    ),
    of_tenant(
        "notifications",
        "subject",
        "VALUES (#{t}, #dd, #{t}d2, now(), 'role.granted', 'grant')",
    ),
    of_tenant(
        "operation_tallies",
        "answered",
        "VALUES (#{t}, '2026-11-03T08:01:00Z', 'requests', 1, 0, 0)",
    ),
    of_tenant("outbox", "event_id", "VALUES (#{t}, #{t}f0)"),
    of_tenant("participants", "display_name", "VALUES (#{t}, #{t}d9, #d9, 'New')"),
    of_nobody("people", "email", "VALUES (#dd, 'new@example.cz')"),
    of_nobody("populations", "inhabitants", "VALUES ('507580', '2026-01-01', 1)"),
    of_nobody("regions", "name", "VALUES ('CZ099', 'New')"),
    of_tenant(
        "request_comments",
        "body",
        "VALUES (#{t}, #dd, #{m}e1, #{m}, 'OPEN', true, false, #{t}d1, now(), 'New')",
    ),
    of_tenant("request_counters", "last_number", "VALUES (#{t}, 2030, 1)"),
    of_tenant(
        "requests",
        "title",
        "(tenant_id, id, member_id, secrecy, shown_to_member, year, number, service_code, state, title, description, \
         requester_kind, opened_at, opened_by, first_answer_due_at, due_at) \
         VALUES (#{t}, #dd, #{m}, 'OPEN', true, 2031, 1, 'LEGAL-ADVICE', 'NEW', 'New', '', 'MUNICIPALITY', now(), #{t}d1, now(), now())",
    ),
    of_tenant("rollup_daily", "requests_opened", "VALUES (#{t}, '2026-11-03', 'LEGAL', 1, 0, 0)"),
    of_tenant("rollup_due", "requests_open", "VALUES (#{t}, '2026-12-02', 'LEGAL', 1)"),
    of_tenant(
        "rollup_monthly",
        "requests_opened",
        "VALUES (#{t}, '2026-12-01', 1, 0, 0, '{}', 0, 0, 0, 0, NULL)",
    ),
    of_tenant(
        "rollup_monthly_areas",
        "requests_opened",
        "VALUES (#{t}, '2026-12-01', 'LEGAL', 1, 0, 0, 0, 0, 0, 0)",
    ),
    of_tenant("rollup_positions", "position", "VALUES (#{t}, 1)"),
    of_nobody(
        "services",
        "name_cs",
        "VALUES ('NEW', 'LEGAL', 'New', 'New', 'OWN', 5, 30, 'OPEN', 'S', 5)",
    ),
    of_tenant(
        "sessions",
        "last_used_at",
        "(id, person_id, tenant_id, hash, began_at, expires_at) \
         VALUES (#dd, #d1, #{t}, sha256('new'), '2026-01-01', '2027-01-01')",
    ),
    of_tenant(
        "sign_in_links",
        "used_at",
        "(id, person_id, tenant_id, hash, made_at, expires_at) \
         VALUES (#dd, #d1, #{t}, sha256('new'), '2026-01-01', '2027-01-01')",
    ),
    of_tenant("standing_admins", "grant_id", "(tenant_id, grant_id) VALUES (#{t}, #{t}d3e2)"),
    of_tenant("stream", "event_id", "VALUES (#{t}, 99, #{t}f3)"),
    of_tenant(
        "support_accesses",
        "ended_at",
        "(tenant_id, id, person_id, display_name, reason, minutes, opened_at) \
         VALUES (#{t}, #dd, #d1, 'Somebody', 'Why', 30, now())",
    ),
    of_tenant("tenant_service_overrides", "version", "VALUES (#{t}, 'COMPLAINT', true, NULL, 1)"),
    of_tenant("tenant_settings", "value", "VALUES (#{t}, 'three', 'true', 1)"),
    Sample {
        table: "tenants",
        owner: Some("id"),
        column: "slug",
        insert: "(id, slug, kind, lifecycle, onboarded_at) VALUES (#f, 'svazek-f', 'ASSOCIATION', 'ACTIVE', now())",
    },
];
