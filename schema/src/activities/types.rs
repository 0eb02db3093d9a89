//! What an activity shows.

use crate::ids;
use crate::requests::Request;
use crate::scalars::{Czk, Date};
use crate::services::{Secrecy, Service};
use crate::tenancy::{Member, Participant};
use async_graphql::{Enum, ID, Json, Object};
use chrono::{DateTime, Utc};
use domain::activities::{self, ActivityChildren};
use domain::benefits;
use domain::kernel::ids::{ActivityId, MemberId, ParticipantId};
use domain::kernel::page::Cursor;
use domain::periods::Quarter;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// In whose matters an activity was: unlike a service's competence, never in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "activities::ActivityCompetence")]
pub(crate) enum ActivityCompetence {
    /// Self-government (samostatná působnost).
    Own,
    /// Delegated by the state (přenesená působnost).
    Delegated,
}

/// How a benefit is computed (metoda výpočtu přínosu). The centre's work costs its minutes at the rate of a centre's hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "benefits::Method")]
pub(crate) enum BenefitMethod {
    /// Saved: what the avoided minutes cost at the rate of a municipality's hour, without what the centre's work cost.
    AvoidedHours,
    /// Saved: the market price, without what the centre's work cost.
    MarketPrice,
    /// Saved: what each would have paid alone, without the joint price and what the centre's work cost.
    JointPurchase,
    /// Brought in: the grant that was won. Nothing is saved by it.
    GrantWon,
    /// Saved: the sanction that wasn't imposed, without what the centre's work cost.
    SanctionAvoided,
}

/// An activity (aktivita): the counted unit of a centre's work.
#[derive(Clone)]
pub(crate) struct Activity {
    pub(super) activity: activities::Activity,
    pub(super) request: Option<Box<Request>>,
    pub(super) members: Arc<BTreeMap<MemberId, Member>>,
    pub(super) children: Arc<ActivityChildren>,
}

impl Activity {
    /// Which.
    pub(crate) fn key(&self) -> ActivityId {
        self.activity.id
    }

    /// Its place in the list of a request.
    pub(crate) fn place(&self) -> Cursor {
        Cursor::new("", Uuid::from(self.activity.id).to_string())
    }

    fn person(&self, id: ParticipantId) -> Option<Participant> {
        self.children.person(id).map(Participant::from)
    }
}

/// An activity (aktivita): the counted unit of a centre's work.
#[Object]
impl Activity {
    /// Id of the activity.
    pub(crate) async fn id(&self) -> ID {
        ids::id(self.activity.id)
    }

    /// Its number as people say it: year and number, e.g. `2026/17`.
    async fn number(&self) -> String {
        self.activity.printed_number()
    }

    /// The service it was recorded under, as in force now.
    async fn service(&self) -> Option<Service> {
        self.children.service(&self.activity.service_code).cloned().map(Service)
    }

    /// In whose matters it was (působnost).
    async fn competence(&self) -> ActivityCompetence {
        self.activity.competence.into()
    }

    /// Who of the staff may read it: the stricter one of its service's secrecy and its request's.
    async fn secrecy(&self) -> Secrecy {
        self.activity.secrecy.into()
    }

    /// The day it counts on: when it was done; of an entry that corrects one of a closed quarter, when that was written.
    async fn performed_on(&self) -> Date {
        Date(self.activity.performed_on)
    }

    /// The quarter that it counts in, e.g. `2026-Q3`.
    async fn period(&self) -> String {
        Quarter::of(self.activity.performed_on).to_string()
    }

    /// Who did it.
    async fn performed_by(&self) -> Option<Participant> {
        self.person(self.activity.performed_by)
    }

    /// How many minutes it took; below zero where it takes another activity back.
    async fn minutes(&self) -> i32 {
        self.activity.minutes
    }

    /// Whom it was for, each with its share, in the order of the members' ids; to who acts for a municipality just the own
    /// one. All shares add up to the whole exactly.
    async fn beneficiaries(&self) -> Vec<ActivityShare> {
        let share = |share: &activities::Share| ActivityShare {
            member: self.members.get(&share.member).cloned(),
            attested_by: share.attested.and_then(|attested| self.person(attested.by)),
            share: share.clone(),
        };
        self.children.shares(self.activity.id).iter().map(share).collect()
    }

    /// The request it came from; null: none, or none that one may read.
    async fn request(&self) -> Option<&Request> {
        self.request.as_deref()
    }

    /// What came of it (výstup).
    async fn output(&self) -> &str {
        &self.activity.output
    }

    /// What it was good for (přínos); null: nothing is claimed.
    async fn benefit(&self) -> Option<Benefit> {
        let attested_at = self.activity.attested_at(self.children.shares(self.activity.id));
        self.activity.benefit.clone().map(|benefit| Benefit { benefit, attested_at })
    }

    /// Id of the activity of a closed quarter that it corrects; null: it corrects none.
    async fn corrects_id(&self) -> Option<ID> {
        self.activity.corrects.as_ref().map(|corrects| ids::id(corrects.activity))
    }

    /// Whether it takes that one back (storno): it counts as one activity less, and its figures are below zero.
    async fn is_reversal(&self) -> bool {
        self.activity.is_reversal()
    }

    /// Why that one was corrected.
    async fn correction_reason(&self) -> Option<&str> {
        self.activity.corrects.as_ref().map(|corrects| corrects.reason.as_str())
    }

    /// When it was written down.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.activity.recorded_at
    }

    /// Who wrote it down.
    async fn recorded_by(&self) -> Option<Participant> {
        self.person(self.activity.recorded_by)
    }

    /// Grows with each correction; to be given as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.activity.version
    }
}

/// What of an activity is one member's. By largest remainder: no share is off its exact part by a minute or a haléř.
pub(crate) struct ActivityShare {
    share: activities::Share,
    member: Option<Member>,
    attested_by: Option<Participant>,
}

/// What of an activity is one member's. By largest remainder: no share is off its exact part by a minute or a haléř.
#[Object]
impl ActivityShare {
    /// Whose it is.
    async fn member(&self) -> Option<&Member> {
        self.member.as_ref()
    }

    /// Its part of the whole, beside the weights of the other shares.
    async fn weight(&self) -> i32 {
        self.share.weight
    }

    /// Its minutes; below zero where another activity is taken back.
    async fn minutes(&self) -> i64 {
        self.share.minutes
    }

    /// What was saved for it; less than nothing where the work cost more. Null: nothing is claimed to be saved.
    async fn saved(&self) -> Option<Czk> {
        self.share.saved.map(Czk::from)
    }

    /// What was brought in for it. Null: nothing is claimed to be brought in.
    async fn brought_in(&self) -> Option<Czk> {
        self.share.brought_in.map(Czk::from)
    }

    /// Who says for the municipality that the benefit is so; null: nobody yet.
    async fn attested_by(&self) -> Option<&Participant> {
        self.attested_by.as_ref()
    }

    /// When they said so; null: nobody has.
    async fn attested_at(&self) -> Option<DateTime<Utc>> {
        self.share.attested.map(|attested| attested.at)
    }
}

/// What an activity was good for (přínos). What was saved and what was brought in are never added up.
pub(crate) struct Benefit {
    benefit: benefits::Benefit,
    attested_at: Option<DateTime<Utc>>,
}

/// What an activity was good for (přínos). What was saved and what was brought in are never added up.
#[Object]
impl Benefit {
    /// What was saved (úspora); less than nothing where the work cost more than it saved, and then that is said.
    async fn saved(&self) -> Option<Czk> {
        self.benefit.amounts.saved.map(Czk::from)
    }

    /// What was brought in (získané prostředky): a grant that was won.
    async fn brought_in(&self) -> Option<Czk> {
        self.benefit.amounts.brought_in.map(Czk::from)
    }

    /// How it was computed.
    async fn method(&self) -> BenefitMethod {
        self.benefit.method.into()
    }

    /// By which version of the method. From it and the inputs the same amounts come out for ever.
    async fn method_version(&self) -> i32 {
        self.benefit.version
    }

    /// From what it was computed: what was claimed, the centre's minutes, and the rates that were used with their day, e.g.
    /// `{"avoidedMinutes": 600, "centreMinutes": 240, "performedOn": "2026-03-02", "centreHour": {"perHour": "137.00",
    /// "validFrom": "2017-01-01"}, …}`.
    async fn inputs(&self) -> Json<serde_json::Value> {
        Json(self.benefit.inputs.clone())
    }

    /// When the last share was attested (potvrzeno); null while one isn't, and to who doesn't see all of them.
    async fn attested_at(&self) -> Option<DateTime<Utc>> {
        self.attested_at
    }
}
