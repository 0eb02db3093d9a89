//! Every policy matters: without it, a line of the matrix or a proof turns red. What noticed first is committed.
//!
//! Each policy is changed in a transaction that is rolled back, and the matrix of its table, the proofs, and then the rest
//! of the matrix are tried until the first difference. All of them take some seconds, so they run with all other tests;
//! `make mutants` runs them alone.

use super::matrix::{Cell, cells, matrix};
use super::proofs::{self, Proof};
use super::samples::{SAMPLES, Sample};
use super::{Desk, REACHED_BY_LINK, with_fixture};
use crate::house::committed::is_committed;
use crate::house::database::TestDatabase;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use tokio_postgres::Row;

const LEGEND: &str = "\
Each policy without which something is seen: what was changed, and what noticed it first. Written by `CENTRUM_UPDATE=1 make mutants`.

loosened  USING (true) and WITH CHECK (true)      check loosened  WITH CHECK (true), USING as it was
dropped   a restrictive policy taken away         true already    there is nothing to loosen, for this reason
";

/// Policies that let everything through on purpose, and why they may.
const TRUE_ALREADY: &[(&str, &str)] = &[
    ("everybody_reads", "a public register: who may read at all is said by GRANT"),
    ("platform_finds", "sign-in looks for the tenant before there is one"),
    ("platform", "sign-in looks for people and tokens before it knows who it is"),
    ("tally", "a server adds up for all tenants at once; what is in it are counts"),
    ("worker_sends", "the worker asks who has mails to send; whose it takes is said by code"),
    ("relay", "the relay asks whose outbox isn't empty; what is in it are ids"),
];

/// Mutants that change nothing, and why.
const WITHOUT_EFFECT: &[(&str, &str, &str)] = &[
    (
        "activity_shares.reach",
        "check loosened",
        "a mayor may update the attestation only, so a share's member can't change",
    ),
    (
        "activity_shares.shown",
        "check loosened",
        "a mayor may update the attestation only, so a share's label can't change",
    ),
    (
        "association_memberships.tenant_dates",
        "check loosened",
        "a tenant may update the two days only, so a row's association can't change",
    ),
    (
        "grants.whole_nation_ends",
        "check loosened",
        "it looks at the transaction alone, and that doesn't change with the row",
    ),
    (
        "intake_tickets.reach",
        "dropped",
        "a mayor has no right on tickets; it stands there for the day on which somebody gives them one",
    ),
    (
        "onboarding_steps.nation_keeps",
        "check loosened",
        "the nation may update days and version only, so a step's tenant can't change",
    ),
    (
        "request_notifications.own",
        "check loosened",
        "whoever may update may update when it was seen only, so a row's person can't change",
    ),
    ("request_notifications.not_internal", "check loosened", "as request_notifications.own"),
    ("request_notifications.reach", "check loosened", "as request_notifications.own"),
    ("request_notifications.secrecy", "check loosened", "as request_notifications.own"),
    ("request_notifications.shown", "check loosened", "as request_notifications.own"),
    ("request_notifications.tenant", "check loosened", "as request_notifications.own"),
    (
        "rollout_tenants.nation_keeps",
        "check loosened",
        "who may insert at all acts for the whole nation, and a line's tenant can't be updated",
    ),
    (
        "rollout_tenants.tenant",
        "check loosened",
        "a tenant may update what was decided about conflicts only, so a line's tenant can't change",
    ),
    (
        "rollout_tenants.whole_nation_runs",
        "check loosened",
        "it looks at the transaction alone, and that doesn't change with the row",
    ),
    ("rollout_waves.whole_nation_runs", "check loosened", "as rollout_tenants.whole_nation_runs"),
    ("rollouts.whole_nation_runs", "check loosened", "as rollout_tenants.whole_nation_runs"),
    ("tenant_models.system_changes", "check loosened", "as rollout_tenants.whole_nation_runs"),
    (
        "timesheets.tenant",
        "check loosened",
        "a month is begun by its own participant alone, who is of one tenant, and its tenant can't be updated",
    ),
    ("timesheets.open_period", "check loosened", "a timesheet's month can't be updated"),
    (
        "activity_shares.open_period",
        "check loosened",
        "a share's day is its activity's, by a key; and of the activity it is checked",
    ),
    ("worklog_entries.tenant", "check loosened", "as timesheets.tenant"),
    (
        "worklog_entries.own_corrected",
        "check loosened",
        "an entry's participant and month can't be updated",
    ),
    (
        "tenant_settings.nation_changes",
        "check loosened",
        "the nation may update value and version only, so a row's tenant can't change",
    ),
    (
        "associations.tenant_renames",
        "check loosened",
        "a tenant may update the name only, so a row's id can't change",
    ),
];

/// Guards that stand behind another one that says the same; they are seen once that one is away.
const BEHIND: &[(&str, &str, &str)] = &[
    ("stream.tenant", "events.tenant", "ALTER POLICY tenant ON events USING (true)"),
    ("stream.nation", "events.nation", "ALTER POLICY nation ON events USING (true)"),
    (
        "centre_model_versions.nation_writes",
        "centre_model_versions.what_was_submitted",
        "DROP POLICY what_was_submitted ON centre_model_versions",
    ),
];

/// A policy, and one way of weakening it.
struct Mutant {
    table: String,
    policy: String,
    how: &'static str,
    change: String,
}

/// What the borders answer when nothing is changed.
struct Sound {
    cells: BTreeMap<&'static str, Vec<(Cell, String)>>,
    proofs: Vec<Proof>,
}

#[tokio::test]
async fn every_guard_matters() {
    let database = with_fixture();
    let sound = sound(&database).await;
    let mut text = LEGEND.to_owned();
    let mut survivors = Vec::new();
    let client = database.superuser().await;
    let policies = client.query(POLICIES, &[]).await.unwrap();
    for policy in &policies {
        let (table, name) = (policy.get::<_, String>("table"), policy.get::<_, String>("name"));
        let mutants = mutants_of(policy);
        if mutants.is_empty() {
            let reason = TRUE_ALREADY.iter().find(|(policy, _)| *policy == name);
            let reason = reason.unwrap_or_else(|| panic!("say why {name} on {table} is true")).1;
            writeln!(text, "\n{table}.{name}: true already\n    {reason}").unwrap();
        }
        for mutant in mutants {
            let (policy, how) = (format!("{}.{}", mutant.table, mutant.policy), mutant.how);
            let by = match noticed(&database, &sound, &mutant).await {
                None => noticed_behind(&database, &mutant).await,
                by => by,
            };
            let equal = WITHOUT_EFFECT.iter().find(|(p, h, _)| *p == policy && *h == how);
            match (by, equal) {
                (Some(by), None) => writeln!(text, "\n{policy}: {how}\n    {by}").unwrap(),
                (None, Some((_, _, reason))) => {
                    writeln!(text, "\n{policy}: {how}, without effect\n    {reason}").unwrap();
                }
                (Some(by), Some(_)) => panic!("{policy}: {how} has an effect after all: {by}"),
                (None, None) => survivors.push(format!("{policy}: {how}")),
            }
        }
    }
    assert!(
        survivors.is_empty(),
        "nobody notices these; a proof is missing, or the policy isn't needed:\n{}",
        survivors.join("\n")
    );
    is_committed("tests/borders/mutants.txt", &text);
}

/// The answers of the unchanged database. They must be the committed ones, or the pretence isn't exact.
async fn sound(database: &TestDatabase) -> Sound {
    let desk = Desk::pretending(database, "SELECT").await;
    is_committed("tests/borders/matrix.snap", &matrix(&desk).await);
    let mut tables = BTreeMap::new();
    for sample in SAMPLES {
        tables.insert(sample.table, answers(&desk, sample).await);
    }
    let proofs = proofs::all();
    for proof in &proofs {
        proof.holds(&desk).await.unwrap();
    }
    Sound { cells: tables, proofs }
}

/// The first that sees the difference.
async fn noticed(database: &TestDatabase, sound: &Sound, mutant: &Mutant) -> Option<String> {
    let desk = Desk::pretending(database, &mutant.change).await;
    let own = &sound.cells[mutant.table.as_str()];
    if let Some(line) = differing_cell(&desk, &mutant.table, own).await {
        return Some(format!("matrix: {line}"));
    }
    for proof in &sound.proofs {
        if proof.holds(&desk).await.is_err() {
            return Some(format!("proof: {}", proof.sentence));
        }
    }
    // Anew: what a proof has set is empty afterwards on its connection, and no more unset. The old one lets go of its locks.
    drop(desk);
    let desk = Desk::pretending(database, &mutant.change).await;
    let others = sound.cells.iter().filter(|(table, _)| **table != mutant.table);
    // Where a link is needed, no link and no tenant both end in nothing seen, and which of the two it is the planner chooses.
    for (table, cells) in others.filter(|(table, _)| !REACHED_BY_LINK.contains(table)) {
        if let Some(line) = differing_cell(&desk, table, cells).await {
            return Some(format!("matrix: {line}"));
        }
    }
    None
}

/// The same where the guard in front is away already.
async fn noticed_behind(database: &TestDatabase, mutant: &Mutant) -> Option<String> {
    let policy = format!("{}.{}", mutant.table, mutant.policy);
    let (_, front, away) = BEHIND.iter().find(|(behind, ..)| *behind == policy)?;
    let sample = SAMPLES.iter().find(|sample| sample.table == mutant.table)?;
    let sound = answers(&Desk::pretending(database, away).await, sample).await;
    let both = format!("{away}; {}", mutant.change);
    let line =
        differing_cell(&Desk::pretending(database, &both).await, &mutant.table, &sound).await;
    line.map(|line| format!("behind {front}, which says the same; that away, matrix: {line}"))
}

async fn answers(desk: &Desk, sample: &Sample) -> Vec<(Cell, String)> {
    let mut answers = Vec::new();
    for cell in cells(sample) {
        let answer = desk.answer(&cell.standing, &cell.sql).await;
        answers.push((cell, answer));
    }
    answers
}

async fn differing_cell(desk: &Desk, table: &str, cells: &[(Cell, String)]) -> Option<String> {
    for (cell, sound) in cells {
        let answer = desk.answer(&cell.standing, &cell.sql).await;
        if answer != *sound {
            let Cell { role, place, way, .. } = cell;
            return Some(format!("{role} {place} {way} {table}: {sound} became {answer}"));
        }
    }
    None
}

/// Every policy, and whether any of its roles may write at all.
const POLICIES: &str = "
  SELECT p.tablename::text AS table, p.policyname::text AS name, p.permissive = 'PERMISSIVE' AS permissive, p.cmd::text AS cmd,
    p.qual AS reads, p.with_check AS writes,
    EXISTS (SELECT FROM unnest(p.roles) role WHERE role <> 'public'
      AND has_any_column_privilege(role, p.tablename::text, 'INSERT, UPDATE')) AS may_write
  FROM pg_policies p WHERE p.schemaname = 'public' ORDER BY 1, 2";

fn mutants_of(policy: &Row) -> Vec<Mutant> {
    let (table, name): (String, String) = (policy.get("table"), policy.get("name"));
    let (cmd, is_permissive): (String, bool) = (policy.get("cmd"), policy.get("permissive"));
    let (reads, writes): (Option<String>, Option<String>) =
        (policy.get("reads"), policy.get("writes"));
    let mut mutants = Vec::new();
    let mut add = |how, change: String| {
        mutants.push(Mutant { table: table.clone(), policy: name.clone(), how, change });
    };
    let is_true = |condition: &Option<String>| condition.as_deref().is_none_or(|c| c == "true");
    if is_permissive && is_true(&reads) && is_true(&writes) {
        return mutants;
    }
    let loosened = match cmd.as_str() {
        "SELECT" | "DELETE" => "USING (true)",
        "INSERT" => "WITH CHECK (true)",
        _ => "USING (true) WITH CHECK (true)",
    };
    if is_permissive {
        add("loosened", format!("ALTER POLICY {name} ON {table} {loosened}"));
    } else {
        add("dropped", format!("DROP POLICY {name} ON {table}"));
    }
    // Reading and writing are two guards where a policy is for both; the first mutant shows that the one is seen.
    let is_for_both = matches!(cmd.as_str(), "ALL" | "UPDATE") && policy.get("may_write");
    if is_for_both && writes.as_deref() != Some("true") {
        add("check loosened", format!("ALTER POLICY {name} ON {table} WITH CHECK (true)"));
    }
    mutants
}
