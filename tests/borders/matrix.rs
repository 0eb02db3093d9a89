//! Every table, every database role, every kind of statement, as a table that is committed and read.

use super::samples::{SAMPLES, Sample};
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
Of A's cases five pairs are linked, each from both sides, and four cases were merged; of B's two and one.
On each case there are two files and two that were announced, one each by who acts.
From each case there is an activity with a share of the case's member; A has one share more.
Staff act as ad2, a mayor and the chair of A, the nation as cd2, for all regions.
Roles that stand in no line of a table can do nothing at all with it.
";

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
    assert!(missing.is_empty(), "add a sample row to tests/borders/samples.rs for {missing:?}");
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
        ("platform", "swapped") => nobody.set("person_ids", format!("{{{}}}", uuid("d2"))),
        ("platform", _) => nobody.set("person_ids", format!("{{{}}}", uuid("d1"))),
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
