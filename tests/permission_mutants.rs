//! Every permission matters: given to everybody, somebody is no longer told that they lack it. What noticed first is
//! committed. `probes.graphql` has who asks for what; `make mutants` runs this and the same for the policies.

mod probes;
mod world;

use crate::house::committed::is_committed;
use crate::strangers::coverage::{Contract, Ways};
use crate::structure::nothing_in;
use domain::access::{Permission, Role};
use probes::{FILE, Free, Probe, name_of};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use world::World;

const LEGEND: &str = "\
Each permission, given to everybody: who noticed it first, by which root field, and what they were told instead of FORBIDDEN.
Written by `CENTRUM_UPDATE=1 make mutants`. INTERNAL: the database's borders refuse as well, and that is a fault for the log.
";

/// Permissions that nothing in the contract asks for, and why.
const JOBS_ONLY: &[(Permission, &str)] = &[
    (Permission::SendMail, "mails leave by the worker"),
    (Permission::RemindOfTerms, "the worker reminds of terms"),
    (Permission::EndMails, "whoever has the link of a mail ends them, without signing in"),
    (
        Permission::ImportRegister,
        "files are read by `centrum import`, and the catalogue is published by a job",
    ),
    (Permission::AdmitMembers, "member rows follow the register's memberships, in a job"),
    (
        Permission::AppointPeople,
        "the demo and the first coordinator are a job's; people invite and grant by rules",
    ),
    (Permission::BeginSession, "a session begins with a link, before anybody is signed in"),
    (Permission::KeepFigures, "the worker counts"),
    (Permission::ApplyRollout, "the worker brings tenants to versions, as a roll-out says"),
    (Permission::Forget, "the worker deletes what is too old"),
    (Permission::FillTerms, "the worker gives texts their terms that have none yet"),
];

/// Permissions that are asked for at an address of their own, and the test that notices when everybody has them.
const ELSEWHERE: &[(Permission, &str)] = &[(
    Permission::ExportMember,
    "/export/members/{id}, tests/leaving/export.rs: nobody_else_takes_it_out",
)];

#[tokio::test(flavor = "multi_thread")]
async fn every_permission_matters() {
    let (probes, free) = probes::read();
    nothing_in(
        &missing(&probes, &free, JOBS_ONLY),
        "every permission is asked for by somebody who lacks it",
    );
    let world = World::make().await;
    let mut wrong = Vec::new();
    for probe in &probes {
        let (told, due) = (world.told(probe, &[]).await, forbidden(probe));
        if told != due {
            let Probe { by, query, .. } = probe;
            wrong.push(format!("{} is told {told} instead of {due} by\n    {query}", name_of(*by)));
        }
    }
    nothing_in(&wrong, "who lacks a permission is told so, and which");

    let mut text = LEGEND.to_owned();
    let mut survivors = Vec::new();
    for permission in Permission::ALL {
        let name = permission.name();
        if let Some((_, where_asked)) = ELSEWHERE.iter().find(|(own, _)| own == permission) {
            writeln!(text, "\n{name}: asked elsewhere\n    {where_asked}").unwrap();
            continue;
        }
        let by_job = JOBS_ONLY.iter().find(|(own, _)| own == permission);
        match (by_job, noticed(&world, &probes, *permission).await) {
            (Some(_), Some(by)) => survivors.push(format!("{name} isn't for jobs only: {by}")),
            (Some((_, reason)), None) => {
                writeln!(text, "\n{name}: jobs only\n    {reason}").unwrap()
            }
            (None, Some(by)) => writeln!(text, "\n{name}\n    {by}").unwrap(),
            (None, None) if is_everybodys(*permission) => {
                writeln!(text, "\n{name}: everybody's already\n    every role has it").unwrap();
            }
            (None, None) => survivors.push(name.to_owned()),
        }
    }
    nothing_in(&survivors, "everybody may have these, and nobody notices: what asks for them?");
    is_committed("tests/permission_mutants.txt", &text);
}

/// The first that isn't told what it was told before; those who lack this permission first.
async fn noticed(world: &World, probes: &[Probe], mutant: Permission) -> Option<String> {
    let (own, others): (Vec<_>, Vec<_>) = probes.iter().partition(|probe| probe.lacks == mutant);
    for probe in own.into_iter().chain(others) {
        let (told, due) = (world.told(probe, &[mutant]).await, forbidden(probe));
        if told != due {
            let field = fields_of(probe).into_iter().next().unwrap_or_default();
            let given: Vec<_> = probe.given.iter().map(|given| given.name()).collect();
            let given = if given.is_empty() {
                String::new()
            } else {
                format!(" with {}", given.join(", "))
            };
            return Some(format!("{}{given}, {field}: {due} became {told}", name_of(probe.by)));
        }
    }
    None
}

fn forbidden(probe: &Probe) -> String {
    format!("FORBIDDEN {}", probe.lacks.name())
}

fn is_everybodys(permission: Permission) -> bool {
    Role::ALL.iter().all(|role| role.permissions().any(|own| own == permission))
}

fn fields_of(probe: &Probe) -> BTreeSet<String> {
    let mut ways = Ways::default();
    Contract::read().walk(&probe.query, &mut ways);
    ways.roots
}

/// What the probes don't cover, and what of them is no longer so.
fn missing(probes: &[Probe], free: &[Free], jobs_only: &[(Permission, &str)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for permission in Permission::ALL {
        let name = permission.name();
        let has_probe = probes.iter().any(|probe| probe.lacks == *permission);
        let is_held = Role::ALL.iter().any(|role| role.permissions().any(|own| own == *permission));
        let is_for_jobs = jobs_only.iter().any(|(own, _)| own == permission);
        let is_elsewhere = ELSEWHERE.iter().any(|(own, _)| own == permission);
        match (has_probe, is_for_jobs) {
            (false, false) if !is_everybodys(*permission) && !is_elsewhere => wrong.push(format!(
                "{name}: nobody who lacks it asks for it: add an operation that needs it to {FILE}, \
                 or, if no field of the contract does, a line with the reason to JOBS_ONLY of this test"
            )),
            (_, true) if has_probe || is_held => {
                wrong.push(format!("{name} isn't for jobs only any more: take it off JOBS_ONLY, and add a probe to {FILE}"));
            }
            (true | false, _) => {}
        }
    }
    let probed: BTreeSet<String> = probes.iter().flat_map(fields_of).collect();
    let listed: BTreeSet<&str> =
        free.iter().flat_map(|free| &free.fields).map(String::as_str).collect();
    for field in Contract::read().root_fields() {
        match (probed.contains(&field), listed.contains(field.as_str())) {
            (false, false) => {
                wrong.push(format!("{field}: add a probe by somebody who may not ask it to {FILE}"))
            }
            // Nothing is needed for the field itself, though something is for what hangs on it.
            (true, true)
                if free
                    .iter()
                    .any(|free| free.permission.is_none() && free.fields.contains(&field)) => {}
            (true, true) => {
                wrong.push(format!("{field} has a probe, so it isn't for everybody ({FILE})"))
            }
            (true, false) | (false, true) => {}
        }
    }
    for permission in
        free.iter().filter_map(|free| free.permission).filter(|one| !is_everybodys(*one))
    {
        wrong.push(format!(
            "{}: not everybody has it by role: add probes for its fields to {FILE}",
            permission.name()
        ));
    }
    wrong
}

/// The test above can fail: what isn't covered is told, and another permission than the one that is lacking is no news.
#[tokio::test(flavor = "multi_thread")]
async fn a_permission_without_a_probe_is_told_and_another_permission_is_no_news() {
    let (mut probes, free) = probes::read();
    probes.retain(|probe| probe.lacks != Permission::OverrideService);
    let told = missing(&probes, &free, JOBS_ONLY).join("\n");
    for what in ["OverrideService: nobody", "Mutation.overrideService", "Mutation.resetService"] {
        assert!(told.contains(what), "{what} isn't in\n{told}");
    }
    assert!(missing(&probes, &[], JOBS_ONLY).iter().any(|told| told.starts_with("Query.tenant")));
    let untrue = [(Permission::CloseRequest, "nobody closes")];
    assert!(
        missing(&probes, &free, &untrue).iter().any(|told| told.starts_with("CloseRequest isn't"))
    );

    let world = World::make().await;
    probes.retain(|probe| probe.lacks == Permission::CloseRequest);
    assert!(noticed(&world, &probes, Permission::OnboardTenant).await.is_none());
    assert!(noticed(&world, &probes, Permission::CloseRequest).await.is_some());
}
