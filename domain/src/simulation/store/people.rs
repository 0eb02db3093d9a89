//! Tenants, and who acts in them as what.

use super::or_never;
use crate::access::{Cell, Id, Role, Sheet};
use crate::kernel::ids::{MemberId, MembershipId, TenantId};
use crate::simulation::rules::{Centre, Grant, Nation, Person};

/// By which part of the demo somebody of the largest centre can be played: their row is the mark of a database that holds
/// invented people.
const PERSONAS: &[(Role, &str)] = &[
    (Role::TenantAdmin, "admin"),
    (Role::AssociationChair, "chair"),
    (Role::CentreManager, "manager"),
    (Role::DevelopmentSpecialist, "specialist"),
    (Role::DataProtectionOfficer, "dpo"),
    (Role::Clerk, "clerk"),
];

/// In the order of their foreign keys.
pub(in crate::simulation) fn people(
    nation: &Nation,
    centres: &[Centre],
    (coordinator, national): (&Person, &Grant),
) -> Vec<Sheet> {
    let mut people = Sheet::of("people", &["id", "email", "is_national"]);
    people.row(&[&Id(coordinator.id), &coordinator.email, &true]);
    let mayors = nation.register.municipalities.iter().map(|municipality| &municipality.mayor);
    for person in mayors.chain(centres.iter().flat_map(|centre| &centre.people)) {
        people.row(&[&Id(person.id), &person.email, &false]);
    }
    let mut held = Held::none(nation);
    held.add(TenantId::NATION, national, true);
    for centre in centres {
        for grant in &centre.grants {
            held.add(centre.tenant, grant, false);
        }
    }
    let mut sheets = vec![people, tenants(nation, centres), members(centres)];
    sheets.extend(held.sheets());
    sheets.push(personas(centres.first(), national));
    sheets
}

fn tenants(nation: &Nation, centres: &[Centre]) -> Sheet {
    let mut sheet = Sheet::of("tenants", &["id", "slug", "kind", "lifecycle", "onboarded_at"]);
    for centre in centres {
        sheet.row(&[
            &Id(centre.tenant),
            &centre.slug,
            &"ASSOCIATION",
            &centre.lifecycle,
            &nation.beginning(),
        ]);
    }
    sheet
}

fn members(centres: &[Centre]) -> Sheet {
    let mut sheet = Sheet::of("members", &["tenant_id", "id", "membership_id", "until"]);
    for centre in centres {
        let mut row = |member: MemberId, membership: Option<MembershipId>, left_on| {
            sheet.row(&[&Id(centre.tenant), &Id(member), &membership.map(Id), &or_never(left_on)]);
        };
        row(centre.itself, None, None);
        for (member, membership, left_on) in &centre.members {
            row(*member, Some(*membership), *left_on);
        }
    }
    sheet
}

/// Participants with their roles, the system's word for those that need one, and who stands for each administration.
struct Held<'a> {
    nation: &'a Nation,
    participants: Sheet,
    grants: Sheet,
    confirmations: Sheet,
    standing: Sheet,
}

impl<'a> Held<'a> {
    fn none(nation: &'a Nation) -> Self {
        let grants = &[
            "tenant_id",
            "id",
            "participant_id",
            "person_id",
            "role",
            "scope",
            "member_id",
            "valid_from",
            "person_is_national",
        ];
        Self {
            nation,
            participants: Sheet::of(
                "participants",
                &["tenant_id", "id", "person_id", "display_name"],
            ),
            grants: Sheet::of("grants", grants),
            confirmations: Sheet::of(
                "grant_confirmations",
                &["tenant_id", "grant_id", "participant_id", "confirmed_at"],
            ),
            standing: Sheet::of("standing_admins", &["tenant_id", "grant_id"]),
        }
    }

    fn add(&mut self, tenant: TenantId, grant: &Grant, is_national: bool) {
        let (tenant, participant, person) = (Id(tenant), Id(grant.participant), Id(grant.person));
        let (id, since) = (Id(grant.id), self.nation.beginning());
        self.participants.row(&[&tenant, &participant, &person, &grant.name]);
        let scope = if grant.member.is_some() { "MEMBER" } else { "TENANT" };
        let member = grant.member.map(Id);
        let role = grant.role.as_str();
        let cells: [&dyn Cell; 9] =
            [&tenant, &id, &participant, &person, &role, &scope, &member, &since, &is_national];
        self.grants.row(&cells);
        if grant.role.needs_confirmation() {
            self.confirmations.row(&[&tenant, &id, &participant, &since]);
        }
        if matches!(grant.role, Role::TenantAdmin | Role::NationalCoordinator) {
            self.standing.row(&[&tenant, &id]);
        }
    }

    fn sheets(self) -> [Sheet; 4] {
        [self.participants, self.grants, self.confirmations, self.standing]
    }
}

fn personas(largest: Option<&Centre>, national: &Grant) -> Sheet {
    let mut sheet = Sheet::of("demo_personas", &["persona", "person_id", "tenant_id"]);
    sheet.row(&[&"coordinator", &Id(national.person), &Id(TenantId::NATION)]);
    if let Some(centre) = largest {
        for (role, persona) in PERSONAS {
            for grant in centre.grants.iter().filter(|grant| grant.role == *role).take(1) {
                sheet.row(&[persona, &Id(grant.person), &Id(centre.tenant)]);
            }
        }
    }
    sheet
}
