//! A centre and who acts in it.

use super::calendar::Calendar;
use super::dice::Dice;
use super::names;
use super::register::Register;
use crate::access::{Event, Fact, Role, Subject};
use crate::kernel::ids::{GrantId, MemberId, MembershipId, ParticipantId, PersonId, TenantId};
use chrono::NaiveDate;

/// A clerk more for so many requests.
const REQUESTS_OF_A_CLERK: u32 = 6_000;

pub(in crate::simulation) struct Person {
    pub(in crate::simulation) id: PersonId,
    pub(in crate::simulation) email: String,
    pub(in crate::simulation) name: String,
}

/// A tenant with its members and people.
pub(in crate::simulation) struct Centre {
    /// Its place among the centres, by how much it does.
    pub(in crate::simulation) place: usize,
    pub(in crate::simulation) tenant: TenantId,
    pub(in crate::simulation) slug: String,
    pub(in crate::simulation) lifecycle: &'static str,
    /// The association's own row.
    pub(in crate::simulation) itself: MemberId,
    /// The others, each with its membership and the day it left, also of those that have.
    pub(in crate::simulation) members: Vec<(MemberId, MembershipId, Option<NaiveDate>)>,
    /// Members that belong, with their mayors.
    pub(super) at_home: Vec<AtHome>,
    /// People who are this centre's alone.
    pub(in crate::simulation) people: Vec<Person>,
    pub(in crate::simulation) grants: Vec<Grant>,
    pub(super) staff: Staffed,
}

/// A member that belongs, the municipality's code, and its mayor.
pub(super) struct AtHome {
    pub(super) member: MemberId,
    pub(super) code: String,
    pub(super) mayor: ParticipantId,
}

/// A role that somebody holds here, and as whom.
pub(in crate::simulation) struct Grant {
    pub(in crate::simulation) id: GrantId,
    pub(in crate::simulation) participant: ParticipantId,
    pub(in crate::simulation) person: PersonId,
    pub(in crate::simulation) name: String,
    pub(in crate::simulation) role: Role,
    pub(in crate::simulation) member: Option<MemberId>,
}

impl Grant {
    /// What the trail says of it.
    pub(in crate::simulation) fn given(&self) -> Event {
        let facts = vec![
            ("participant", Fact::id(self.participant)),
            ("role", Fact::Word(self.role.as_str())),
            // The system's word is given with it.
            ("awaits_confirmation", Fact::Flag(false)),
        ];
        Event::of_tenant("role.granted", Subject::id(self.id), facts)
    }
}

/// Who works on what.
pub(in crate::simulation) struct Staffed {
    pub(super) manager: ParticipantId,
    pub(super) officer: ParticipantId,
    /// Cleared for what is confidential, with what they are.
    pub(super) specialists: Vec<(ParticipantId, Role)>,
    pub(super) clerks: Vec<ParticipantId>,
}

impl Centre {
    pub(super) fn of(
        dice: &mut Dice,
        register: &Register,
        place: usize,
        requests: u32,
        calendar: &Calendar,
    ) -> Self {
        let Some(association) = register.associations.get(place) else {
            unreachable!("each centre is an association of the register")
        };
        let at = calendar.beginning();
        let mut people = Appointed {
            dice,
            slug: format!("simulace-{}", place + 1),
            at,
            people: vec![],
            grants: vec![],
        };
        people.appoint(Role::TenantAdmin);
        people.appoint(Role::AssociationChair);
        let manager = people.appoint(Role::CentreManager);
        let officer = people.appoint(Role::DataProtectionOfficer);
        let specialists =
            [Role::LegalAdviser, Role::DevelopmentSpecialist, Role::ProcurementSpecialist]
                .map(|role| (people.appoint(role), role));
        let clerks =
            (0..=requests / REQUESTS_OF_A_CLERK).map(|_| people.appoint(Role::Clerk)).collect();
        let itself = people.id();
        let (mut members, mut at_home) = (vec![], vec![]);
        for membership in &association.memberships {
            let member: MemberId = people.id();
            members.push((member, membership.id, membership.left_on));
            let municipality = register.municipalities.get(membership.municipality);
            if let Some(municipality) = municipality.filter(|_| membership.left_on.is_none()) {
                let mayor = people.mayor(&municipality.mayor, member);
                at_home.push(AtHome { member, code: municipality.code.clone(), mayor });
            }
        }
        let Appointed { slug, people, grants, .. } = people;
        Self {
            place,
            tenant: TenantId::from(association.id),
            slug,
            lifecycle: match place % 10 {
                3 => "SUSTAINABILITY",
                8 => "ONBOARDING",
                _ => "ACTIVE",
            },
            itself,
            members,
            at_home,
            people,
            grants,
            staff: Staffed { manager, officer, specialists: specialists.to_vec(), clerks },
        }
    }
}

/// People as they are let in.
struct Appointed<'a> {
    dice: &'a mut Dice,
    slug: String,
    at: chrono::DateTime<chrono::Utc>,
    people: Vec<Person>,
    grants: Vec<Grant>,
}

impl Appointed<'_> {
    fn id<I: From<uuid::Uuid>>(&mut self) -> I {
        self.dice.id(self.at, 0)
    }

    /// Somebody new, who is nothing else anywhere.
    fn appoint(&mut self, role: Role) -> ParticipantId {
        let email = format!("{}.{}@simulace.example", self.slug, self.people.len() + 1);
        let person = Person { id: self.id(), email, name: names::person(self.dice) };
        let participant = self.grant((person.id, &person.name), role, None);
        self.people.push(person);
        participant
    }

    fn mayor(&mut self, person: &Person, member: MemberId) -> ParticipantId {
        self.grant((person.id, &person.name), Role::Mayor, Some(member))
    }

    fn grant(
        &mut self,
        (person, name): (PersonId, &str),
        role: Role,
        member: Option<MemberId>,
    ) -> ParticipantId {
        let (id, participant) = (self.id(), self.id());
        self.grants.push(Grant { id, participant, person, name: name.to_owned(), role, member });
        participant
    }
}
