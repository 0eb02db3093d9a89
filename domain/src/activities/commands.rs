//! What people do with activities. Each reads: lock, decide, store, record.

use super::rules::{self, Activity, Change, Correction, NewActivity, Share};
use super::{events, rejection::Rejection, store};
use crate::access::{Caller, Label, Permission, Secrecy, WriteTx};
use crate::benefits::{self, Benefit, Claim, Said, Work};
use crate::catalogue::ServiceArea;
use crate::configuration::settings::Settings;
use crate::configuration::{self, EffectiveService, SettingKey};
use crate::kernel::error::{Error, Kind, Result, code};
use crate::kernel::ids::{ActivityId, MemberId, RequestId};
use crate::kernel::working_days::day_in_prague;
use crate::periods::{self, Open};
use crate::{requests, tenancy};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Records work that the caller has done.
///
/// # Errors
/// [`Error::NotFound`] for an unknown service, request or member, [`Error::Invalid`], [`Rejection`].
pub async fn record(caller: &Caller, new: NewActivity) -> Result<ActivityId> {
    let performer = caller.participant_for(Permission::RecordActivity)?;
    let minutes = rules::checked_minutes(new.minutes)?;
    let output = rules::checked_output(&new.output)?;
    let claim = new.benefit.map(Said::check).transpose()?;
    let weights = new.beneficiaries.as_deref().map(rules::checked_weights).transpose()?;
    caller
        .write(Permission::RecordActivity, async |tx| {
            let today = day_in_prague(tx.now());
            let (open, settings, service, request) = futures_util::try_join!(
                open(tx),
                configuration::settings_of(caller, tx),
                offered_service(tx, &new.service_code),
                request_label(tx, new.request)
            )?;
            let performed_on = new.performed_on.unwrap_or(today);
            let performed_on = rules::checked_day(performed_on, today, recorded_back(&settings))?;
            open.must_include(performed_on)?;
            must_be_used(&settings, claim.as_ref())?;
            rules::must_fit(new.competence, service.national.competence)?;
            let weights = weights
                .or_else(|| request.map(whole_for))
                .ok_or_else(|| Error::invalid(&["input", "beneficiaries"], code::REQUIRED))?;
            let (secrecy, shown_to_member) = rules::label(service.national.secrecy, request);
            must_be_cleared(tx, secrecy)?;
            let ((), benefit) = futures_util::try_join!(
                must_belong(tx, &weights, performed_on),
                computed(tx, claim, Work { minutes, performed_on })
            )?;
            let (year, number) = store::next_number(tx).await?;
            let activity = Activity {
                id: tx.new_id(),
                secrecy,
                counted_secrecy: secrecy,
                shown_to_member,
                year,
                number,
                service_code: service.code().to_owned(),
                service_secrecy: service.national.secrecy,
                request,
                competence: new.competence,
                performed_on,
                performed_by: performer,
                minutes,
                output,
                share_count: count(&weights)?,
                benefit,
                recorded_at: tx.now(),
                recorded_by: performer,
                corrects: None,
                version: 1,
            };
            let shares = rules::share_out(&activity, &weights);
            store::insert(tx, &activity).await?;
            store::put_shares(tx, &activity, &shares).await?;
            tx.record(events::recorded(&activity, service.national.area));
            tell_members(tx, &activity, &shares);
            Ok(activity.id)
        })
        .await
}

/// Corrects what was recorded: one's own, or with a permission of its own another's. Shares and benefit are computed anew,
/// and what a member had attested and has changed is to be attested again.
///
/// # Errors
/// As [`record`]; [`Error::Forbidden`] for another's, [`Error::Stale`] when somebody else was faster.
pub async fn correct(
    caller: &Caller,
    id: ActivityId,
    expected_version: i32,
    correction: Correction,
) -> Result<ActivityId> {
    caller
        .write(Permission::CorrectActivity, async |tx| {
            let (open, old) = futures_util::try_join!(open(tx), held(tx, id))?;
            if caller.participant() != Some(old.performed_by) {
                caller.require(Permission::CorrectOthersActivity)?;
            }
            must_be_version(&old, expected_version)?;
            open.must_include(old.performed_on)?;
            rules::must_not_be_reversal(&old)?;
            let shares = store::lock_shares(tx, id).await?;
            let settings = configuration::settings_of(caller, tx).await?;
            let corrected = Corrected::of(tx, &settings, (&old, &shares), correction).await?;
            open.must_include(corrected.activity.performed_on)?;
            let again =
                rules::share_out_again((&old, &shares), &corrected.activity, &corrected.weights);
            if corrected.activity == old && again == shares {
                tx.change_nothing();
                return Ok(id);
            }
            let counted_secrecy = corrected.activity.secrecy;
            let activity =
                Activity { version: old.version + 1, counted_secrecy, ..corrected.activity };
            store::update(tx, &activity).await?;
            if activity.output != old.output {
                store::replace_terms(tx, &activity).await?;
            }
            replace_shares(tx, &activity, &shares, &again).await?;
            let areas = (corrected.old_area, corrected.area);
            tx.record(events::corrected((&old, areas.0), (&activity, areas.1)));
            tell_members(tx, &activity, &added(&shares, &again));
            Ok(id)
        })
        .await
}

/// Says for the members the caller acts for that the benefit of their shares is so.
///
/// # Errors
/// [`Error::NotFound`] where none of them has a share, [`Error::Stale`] for a version that isn't any more, [`Rejection`].
pub async fn attest(
    caller: &Caller,
    id: ActivityId,
    expected_version: Option<i32>,
) -> Result<ActivityId> {
    let by = caller.participant_for(Permission::AttestBenefit)?;
    caller
        .write(Permission::AttestBenefit, async |tx| {
            // The shares first: who corrects them meanwhile has then committed, and the activity is read as it is now.
            let (open, own) = futures_util::try_join!(open(tx), store::lock_shares(tx, id))?;
            let activity = store::by_ids(tx, &[id]).await?.pop();
            let activity = activity.ok_or(Error::NotFound(Kind::Activity))?;
            must_be_version(&activity, expected_version.unwrap_or(activity.version))?;
            open.must_include(activity.performed_on)?;
            let shares = rules::to_attest(&activity, own)?;
            let members = shares.iter().map(|share| share.member).collect();
            store::attest(tx, id, members, by);
            for share in &shares {
                tx.record(events::attested(&activity, share));
            }
            Ok(id)
        })
        .await
}

/// An activity as it will be, and what follows from that.
pub(super) struct Corrected {
    pub(super) activity: Activity,
    pub(super) weights: BTreeMap<MemberId, i32>,
    pub(super) old_area: ServiceArea,
    pub(super) area: ServiceArea,
}

impl Corrected {
    pub(super) async fn of(
        tx: &WriteTx,
        settings: &Settings,
        (old, shares): (&Activity, &[Share]),
        correction: Correction,
    ) -> Result<Self> {
        let before = service(tx, &old.service_code).await?;
        let moved = correction.service_code.filter(|code| *code != old.service_code);
        let (service, service_secrecy) = match moved {
            Some(code) => {
                let service = offered_service(tx, &code).await?;
                let secrecy = service.national.secrecy;
                (service, secrecy)
            }
            None => (before.clone(), old.service_secrecy),
        };
        let competence = correction.competence.unwrap_or(old.competence);
        rules::must_fit(competence, service.national.competence)?;
        let day = correction.performed_on.filter(|day| *day != old.performed_on);
        let today = day_in_prague(tx.now());
        let checked = |day| rules::checked_day(day, today, recorded_back(settings));
        let day = day.map(checked).transpose()?;
        let performed_on = day.unwrap_or(old.performed_on);
        let request = match correction.request {
            Change::Keep => old.request,
            Change::Remove => None,
            Change::To(id) => request_label(tx, Some(id)).await?,
        };
        let kept: BTreeMap<_, _> =
            shares.iter().map(|share| (share.member, share.weight)).collect();
        let given = correction.beneficiaries.as_deref().map(rules::checked_weights).transpose()?;
        let weights = given.unwrap_or_else(|| kept.clone());
        if weights != kept || day.is_some() {
            must_belong(tx, &weights, performed_on).await?;
        }
        let (secrecy, shown_to_member) = rules::label(service_secrecy, request);
        must_be_cleared(tx, secrecy)?;
        let minutes = correction.minutes.map(rules::checked_minutes).transpose()?;
        let work = Work { minutes: minutes.unwrap_or(old.minutes), performed_on };
        let output = correction.output.as_deref().map(rules::checked_output).transpose()?;
        let activity = Activity {
            secrecy,
            shown_to_member,
            service_code: service.code().to_owned(),
            service_secrecy,
            request,
            competence,
            performed_on,
            minutes: work.minutes,
            output: output.unwrap_or_else(|| old.output.clone()),
            share_count: count(&weights)?,
            benefit: corrected_benefit(tx, settings, old, (work, correction.benefit)).await?,
            ..old.clone()
        };
        let (old_area, area) = (before.national.area, service.national.area);
        Ok(Self { activity, weights, old_area, area })
    }
}

/// What isn't touched stays as it was computed, whatever the rates are today.
async fn corrected_benefit(
    tx: &WriteTx,
    settings: &Settings,
    old: &Activity,
    (work, change): (Work, Change<Said>),
) -> Result<Option<Benefit>> {
    let is_same_work = (work.minutes, work.performed_on) == (old.minutes, old.performed_on);
    let kept = old.benefit.as_ref().map(Claim::of).transpose()?;
    let claim = match change {
        Change::Keep => kept.clone(),
        Change::Remove => None,
        Change::To(said) => Some(said.check()?),
    };
    if is_same_work && claim == kept {
        return Ok(old.benefit.clone());
    }
    let method = |claim: &Option<Claim>| claim.as_ref().map(Claim::method);
    if method(&claim) != method(&kept) {
        must_be_used(settings, claim.as_ref())?;
    }
    computed(tx, claim, work).await
}

fn recorded_back(settings: &Settings) -> i64 {
    settings.number(SettingKey::RecordedBack)
}

/// What was computed by a method stays, and is corrected by it; nothing new is.
fn must_be_used(settings: &Settings, claim: Option<&Claim>) -> Result<()> {
    let Some(claim) = claim else { return Ok(()) };
    let is_used = settings.names(SettingKey::BenefitMethods, claim.method().as_str());
    if is_used { Ok(()) } else { Err(Rejection::MethodNotUsed.into()) }
}

async fn replace_shares(
    tx: &WriteTx,
    activity: &Activity,
    before: &[Share],
    after: &[Share],
) -> Result<()> {
    let is_gone = |share: &&Share| !after.iter().any(|other| other.member == share.member);
    let gone: Vec<MemberId> = before.iter().filter(is_gone).map(|share| share.member).collect();
    store::remove_shares(tx, activity.id, &gone).await?;
    let changed: Vec<Share> =
        after.iter().filter(|share| !before.contains(share)).cloned().collect();
    store::put_shares(tx, activity, &changed).await
}

/// The shares of members that had none.
fn added(before: &[Share], after: &[Share]) -> Vec<Share> {
    let is_new = |share: &&Share| !before.iter().any(|other| other.member == share.member);
    after.iter().filter(is_new).cloned().collect()
}

/// Each municipality is told of its share.
pub(super) fn tell_members(tx: &mut WriteTx, activity: &Activity, shares: &[Share]) {
    for event in shares.iter().filter_map(|share| events::shared(activity, share)) {
        tx.record(event);
    }
}

async fn computed(tx: &WriteTx, claim: Option<Claim>, work: Work) -> Result<Option<Benefit>> {
    match claim {
        Some(claim) => benefits::compute(tx, &claim, work).await.map(Some),
        None => Ok(None),
    }
}

pub(super) async fn open(tx: &WriteTx) -> Result<Open> {
    Ok(periods::open(tx).await?)
}

/// An activity, locked unless its quarter is closed: what is closed doesn't change under anybody's hands.
async fn held(tx: &WriteTx, id: ActivityId) -> Result<Activity> {
    let held = match store::lock(tx, id).await? {
        Some(held) => Some(held),
        None => store::by_ids(tx, &[id]).await?.pop(),
    };
    held.ok_or(Error::NotFound(Kind::Activity))
}

pub(super) async fn service(tx: &WriteTx, code: &str) -> Result<EffectiveService> {
    configuration::service(tx, code).await?.ok_or(Error::NotFound(Kind::Service))
}

async fn offered_service(tx: &WriteTx, code: &str) -> Result<EffectiveService> {
    let service = service(tx, code).await?;
    if service.is_offered() {
        Ok(service)
    } else {
        Err(requests::Rejection::ServiceNotOffered.into())
    }
}

/// The label of the case that work came from: one that the caller may read, however far it has come.
async fn request_label(tx: &WriteTx, id: Option<RequestId>) -> Result<Option<Label>> {
    let Some(id) = id else { return Ok(None) };
    let found = requests::requests_by_ids(tx, &[id]).await?.pop();
    found.map(|request| Some(request.label())).ok_or(Error::NotFound(Kind::Request))
}

fn whole_for(request: Label) -> BTreeMap<MemberId, i32> {
    BTreeMap::from([(request.member, 1)])
}

async fn must_belong(
    tx: &WriteTx,
    weights: &BTreeMap<MemberId, i32>,
    day: NaiveDate,
) -> Result<()> {
    let ids: Vec<MemberId> = weights.keys().copied().collect();
    let members = tenancy::members_by_ids(tx, &ids).await?;
    if members.len() < ids.len() {
        return Err(Error::NotFound(Kind::Member));
    }
    let all_belong = members.iter().all(|member| member.belongs_on(day));
    if all_belong { Ok(()) } else { Err(Rejection::MemberDidNotBelong.into()) }
}

fn must_be_cleared(tx: &WriteTx, secrecy: Secrecy) -> Result<()> {
    if tx.is_cleared_for(secrecy) { Ok(()) } else { Err(Rejection::BeyondClearance.into()) }
}

fn must_be_version(activity: &Activity, expected: i32) -> Result<()> {
    let version = activity.version;
    if version == expected { Ok(()) } else { Err(Error::Stale { kind: Kind::Activity, version }) }
}

fn count(weights: &BTreeMap<MemberId, i32>) -> Result<i32> {
    i32::try_from(weights.len()).map_err(|_| Error::broken("more beneficiaries than were checked"))
}
