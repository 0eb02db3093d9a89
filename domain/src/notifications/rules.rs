//! Whom something that happened to a case concerns.

use crate::access::{Label, Role, Secrecy};
use crate::kernel::ids::{MemberId, NotificationId, ParticipantId, RequestId};
use crate::requests::changes::ChangeKind;
use chrono::{DateTime, Utc};
use std::collections::{BTreeSet, HashMap};

/// What somebody was told.
#[derive(Debug, Clone)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// The place of what happened in the tenant's stream: later ones have higher places.
    pub position: i64,
    /// What happened.
    pub kind: ChangeKind,
    /// To which case.
    pub request: RequestId,
    /// When it happened.
    pub happened_at: DateTime<Utc>,
    /// When its person said that they have seen it; `None`: not yet.
    pub seen_at: Option<DateTime<Utc>>,
}

/// Which notifications are asked for; what isn't said doesn't matter.
#[derive(Debug, Clone, Copy, Default)]
pub struct NotificationFilter {
    /// Those that were seen, or weren't.
    pub is_seen: Option<bool>,
}

/// Which notifications were seen.
#[derive(Debug, Clone)]
pub enum Which {
    /// These.
    These(BTreeSet<NotificationId>),
    /// This one, and all that were told before it.
    UpTo(NotificationId),
}

/// Something that happened to a case.
#[derive(Debug, Clone)]
pub(super) struct Happening {
    pub(super) position: i64,
    pub(super) at: DateTime<Utc>,
    pub(super) kind: ChangeKind,
    /// The case's, as it is now.
    pub(super) label: Label,
    /// The staff's own.
    pub(super) is_internal: bool,
    /// Who did it; `None`: the system, or the nation's support.
    pub(super) by: Option<ParticipantId>,
    /// Who has the case after it.
    pub(super) assignee: Option<ParticipantId>,
}

/// Who has to do with some cases.
#[derive(Debug, Default)]
pub(super) struct Concerned {
    /// Who watches each, and since when.
    pub(super) watchers: HashMap<RequestId, Vec<(ParticipantId, DateTime<Utc>)>>,
    /// Who acts for each municipality.
    pub(super) of_members: HashMap<MemberId, Vec<ParticipantId>>,
    /// Who holds each role.
    pub(super) of_roles: HashMap<Role, Vec<ParticipantId>>,
}

/// Whom a kind of change concerns, apart from who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whom {
    Nobody,
    /// Who gets the case.
    WhoGetsIt,
    /// Who has the case or watches it.
    WhoFollows,
    /// They; or who answers for such cases, while nobody has it.
    SomebodyInAnyCase,
    /// They, and the people of its municipality, if it sees the case.
    AlsoItsMunicipality,
}

const fn whom(kind: ChangeKind) -> Whom {
    match kind {
        // A new case has nobody yet, and who begins with one has it.
        ChangeKind::Opened | ChangeKind::Started => Whom::Nobody,
        ChangeKind::Assigned => Whom::WhoGetsIt,
        ChangeKind::Commented
        | ChangeKind::Answered
        | ChangeKind::Reopened
        | ChangeKind::Moved
        | ChangeKind::Linked
        | ChangeKind::Unlinked
        | ChangeKind::Merged => Whom::WhoFollows,
        ChangeKind::DueSoon | ChangeKind::Overdue => Whom::SomebodyInAnyCase,
        // The municipality is waited for, or needn't wait any more.
        ChangeKind::Asked | ChangeKind::Cancelled | ChangeKind::Closed => Whom::AlsoItsMunicipality,
    }
}

/// The kinds of which somebody may be told.
pub(super) fn told_kinds() -> Vec<&'static str> {
    let told = ChangeKind::ALL.iter().filter(|kind| whom(**kind) != Whom::Nobody);
    told.map(|kind| kind.as_str()).collect()
}

/// Whether it may concern the people of the case's municipality.
pub(super) fn reaches_municipality(happening: &Happening) -> bool {
    whom(happening.kind) == Whom::AlsoItsMunicipality && happening.label.shown_to_member
}

/// The role whose holders answer for it, if it is to be told to somebody and nobody has the case.
pub(super) fn needs_a_holder_of(happening: &Happening) -> Option<Role> {
    let is_nobody_s =
        whom(happening.kind) == Whom::SomebodyInAnyCase && happening.assignee.is_none();
    is_nobody_s.then_some(match happening.label.secrecy {
        Secrecy::Open | Secrecy::Confidential => Role::CentreManager,
        Secrecy::Dpo => Role::DataProtectionOfficer,
    })
}

/// Who is told of it: each once, and never who did it. That they may read the case is for the policies to say, each time that
/// they look.
pub(super) fn told(happening: &Happening, people: &Concerned) -> BTreeSet<ParticipantId> {
    let follow = || {
        let watchers = people.watchers.get(&happening.label.request).into_iter().flatten();
        // Who began to watch after it isn't told of it, however late the worker comes.
        let then = watchers.filter(|(_, since)| *since <= happening.at).map(|(who, _)| who);
        happening.assignee.iter().chain(then).copied()
    };
    let mut told: BTreeSet<ParticipantId> = match whom(happening.kind) {
        Whom::Nobody => BTreeSet::new(),
        Whom::WhoGetsIt => happening.assignee.into_iter().collect(),
        Whom::WhoFollows | Whom::AlsoItsMunicipality | Whom::SomebodyInAnyCase => {
            follow().collect()
        }
    };
    if reaches_municipality(happening) {
        told.extend(people.of_members.get(&happening.label.member).into_iter().flatten());
    }
    if let Some(role) = needs_a_holder_of(happening) {
        told.extend(people.of_roles.get(&role).into_iter().flatten());
    }
    if let Some(by) = happening.by {
        told.remove(&by);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(n: u128) -> ParticipantId {
        Uuid::from_u128(n).into()
    }

    /// 10 has it.
    fn happening(kind: ChangeKind) -> Happening {
        let (request, member) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());
        let label = Label { request, member, secrecy: Secrecy::Open, shown_to_member: true };
        let at = "2026-03-02T08:00:00Z".parse().unwrap();
        Happening {
            position: 1,
            at,
            kind,
            label,
            is_internal: false,
            by: None,
            assignee: Some(person(10)),
        }
    }

    /// 11 and 12 watch it, 13 since too late, 20 and 21 act for its municipality, and 12 too.
    fn people() -> Concerned {
        let Happening { label: of, at, .. } = happening(ChangeKind::Closed);
        let later = at + chrono::Duration::milliseconds(1);
        let watchers = vec![(person(11), at), (person(12), at), (person(13), later)];
        Concerned {
            watchers: [(of.request, watchers)].into(),
            of_members: [(of.member, vec![person(12), person(20), person(21)])].into(),
            of_roles: [
                (Role::CentreManager, vec![person(12), person(30)]),
                (Role::DataProtectionOfficer, vec![person(40)]),
            ]
            .into(),
        }
    }

    fn numbers(told: BTreeSet<ParticipantId>) -> Vec<u128> {
        told.into_iter().map(|who| Uuid::from(who).as_u128()).collect()
    }

    #[test]
    fn each_kind_is_told_to_whom_it_concerns() {
        let (followers, all) = (vec![10, 11, 12], vec![10, 11, 12, 20, 21]);
        for (kind, expected) in [
            (ChangeKind::Opened, vec![]),
            (ChangeKind::Started, vec![]),
            (ChangeKind::Assigned, vec![10]),
            (ChangeKind::Commented, followers.clone()),
            (ChangeKind::Answered, followers.clone()),
            (ChangeKind::Reopened, followers.clone()),
            (ChangeKind::Moved, followers.clone()),
            (ChangeKind::Linked, followers.clone()),
            (ChangeKind::Unlinked, followers.clone()),
            (ChangeKind::Merged, followers.clone()),
            (ChangeKind::DueSoon, followers.clone()),
            (ChangeKind::Overdue, followers),
            (ChangeKind::Asked, all.clone()),
            (ChangeKind::Cancelled, all.clone()),
            (ChangeKind::Closed, all),
        ] {
            assert_eq!(numbers(told(&happening(kind), &people())), expected, "{kind:?}");
            assert_eq!(told_kinds().contains(&kind.as_str()), !expected.is_empty(), "{kind:?}");
        }
    }

    #[test]
    fn of_a_term_of_what_nobody_has_who_answers_for_it_is_told() {
        let nobody_s = Happening { assignee: None, ..happening(ChangeKind::Overdue) };
        assert_eq!(numbers(told(&nobody_s, &people())), [11, 12, 30]);
        let label = Label { secrecy: Secrecy::Dpo, ..nobody_s.label };
        assert_eq!(numbers(told(&Happening { label, ..nobody_s }, &people())), [11, 12, 40]);
        let closed = Happening { assignee: None, ..happening(ChangeKind::Commented) };
        assert_eq!(numbers(told(&closed, &people())), [11, 12]);
    }

    #[test]
    fn who_did_it_isn_t_told_and_a_municipality_that_doesn_t_see_it_neither() {
        let closed = Happening { by: Some(person(12)), ..happening(ChangeKind::Closed) };
        assert_eq!(numbers(told(&closed, &people())), [10, 11, 20, 21]);
        let hidden = Label { shown_to_member: false, ..closed.label };
        let hidden = Happening { label: hidden, by: None, ..closed };
        assert_eq!(numbers(told(&hidden, &people())), [10, 11, 12]);
        let taken = Happening { by: Some(person(10)), ..happening(ChangeKind::Assigned) };
        assert_eq!(told(&taken, &people()), BTreeSet::new());
        let alone = told(&happening(ChangeKind::Closed), &Concerned::default());
        assert_eq!(numbers(alone), [10]);
    }
}
