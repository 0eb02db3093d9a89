//! SQL of activities and their shares; lists of them are in `lists`, and what looks like twice the same in `alike`.

mod alike;
mod lists;

pub(super) use alike::alike;
pub(super) use lists::{List, counts_by_request, cursor, of_each_request, page};

use super::rejection::Rejection;
use super::rules::{Activity, ActivityCompetence, Attested, Corrects, Share};
use crate::access::{Kept, Label, ReadTx, Secrecy, Together, WriteTx, refused_by};
use crate::benefits::{Amounts, Benefit, Method};
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::{ActivityId, MemberId, ParticipantId, RequestId};
use crate::kernel::money::Money;
use crate::kernel::working_days::day_in_prague;
use crate::tables::{activities, activity_counters, activity_shares};
use crate::terms::{self, ActivityLabel, ActivityTerms};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use diesel::upsert::excluded;
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;
use serde_json::Value;

macro_rules! columns {
    () => {
        (
            activities::id,
            (
                activities::service_secrecy,
                activities::request_id,
                activities::request_member_id,
                activities::request_secrecy,
                activities::request_shown_to_member,
                activities::secrecy,
                activities::shown_to_member,
                activities::counted_secrecy,
            ),
            (activities::year, activities::number),
            activities::service_code,
            activities::competence,
            activities::performed_on,
            activities::performed_by,
            activities::minutes,
            activities::output,
            activities::share_count,
            (
                activities::method,
                activities::method_version,
                activities::inputs,
                activities::saved_haler,
                activities::brought_in_haler,
            ),
            (activities::corrects_id, activities::is_reversal, activities::reason),
            (activities::recorded_at, activities::recorded_by, activities::version),
        )
    };
}
pub(in crate::activities::store) use columns;

type LabelRow = (
    Secrecy,
    Option<RequestId>,
    Option<MemberId>,
    Option<Secrecy>,
    Option<bool>,
    Secrecy,
    bool,
    Option<Secrecy>,
);
type BenefitRow = (Option<Method>, Option<i32>, Option<Value>, Option<Money>, Option<Money>);
type Row = (
    ActivityId,
    LabelRow,
    (i32, i32),
    String,
    ActivityCompetence,
    NaiveDate,
    ParticipantId,
    i32,
    String,
    i32,
    BenefitRow,
    (Option<ActivityId>, bool, Option<String>),
    (DateTime<Utc>, ParticipantId, i32),
);

fn activity(row: Row) -> Activity {
    let (id, label, (year, number), service_code, competence, performed_on, performed_by, ..) = row;
    let (.., minutes, output, share_count, benefit, corrects, at) = row;
    let (recorded_at, recorded_by, version) = at;
    let (corrects, is_reversal, reason) = corrects;
    let (service_secrecy, request, member, of_request, is_shown, ..) = label;
    let (.., secrecy, shown_to_member, counted_secrecy) = label;
    let request = request.zip(member).zip(of_request.zip(is_shown)).map(
        |((request, member), (secrecy, shown_to_member))| Label {
            request,
            member,
            secrecy,
            shown_to_member,
        },
    );
    let (method, method_version, inputs, saved, brought_in) = benefit;
    let benefit = method.zip(method_version).zip(inputs).map(|((method, version), inputs)| {
        Benefit { method, version, inputs, amounts: Amounts { saved, brought_in } }
    });
    Activity {
        id,
        secrecy,
        counted_secrecy: counted_secrecy.unwrap_or(secrecy),
        shown_to_member,
        year,
        number,
        service_code,
        service_secrecy,
        request,
        competence,
        performed_on,
        performed_by,
        minutes,
        output,
        share_count,
        benefit,
        recorded_at,
        recorded_by,
        corrects: corrects.zip(reason).map(|(activity, reason)| Corrects {
            activity,
            is_reversal,
            reason,
        }),
        version,
    }
}

macro_rules! share {
    () => {
        (
            activity_shares::activity_id,
            activity_shares::member_id,
            activity_shares::weight,
            activity_shares::minutes,
            activity_shares::saved_haler,
            activity_shares::brought_in_haler,
            activity_shares::attested_by,
            activity_shares::attested_at,
        )
    };
}

type ShareRow = (
    ActivityId,
    MemberId,
    i32,
    i64,
    Option<Money>,
    Option<Money>,
    Option<ParticipantId>,
    Option<DateTime<Utc>>,
);

fn share(row: ShareRow) -> Share {
    let (activity, member, weight, minutes, saved, brought_in, by, at) = row;
    let attested = by.zip(at).map(|(by, at)| Attested { by, at });
    Share { activity, member, weight, minutes, saved, brought_in, attested }
}

/// Activities by id, those the caller may see.
pub(crate) async fn by_ids(tx: &ReadTx, ids: &[ActivityId]) -> QueryResult<Vec<Activity>> {
    let rows: Vec<Row> = activities::table
        .filter(activities::id.eq_any(ids))
        .select(columns!())
        .load(&mut tx.conn())
        .await?;
    Ok(rows.into_iter().map(activity).collect())
}

pub(super) async fn lock(tx: &WriteTx, id: ActivityId) -> Result<Option<Activity>> {
    let query = activities::table.filter(activities::id.eq(id)).select(columns!()).for_update();
    let row: Option<Row> = query.first(&mut tx.conn()).await.optional()?;
    tx.has_waited();
    Ok(row.map(activity))
}

/// Shares of activities, those the caller may see: each member's in the order of their ids.
pub(super) async fn shares(tx: &ReadTx, of: &[ActivityId]) -> QueryResult<Vec<Share>> {
    let rows: Vec<ShareRow> = activity_shares::table
        .filter(activity_shares::activity_id.eq_any(of))
        .order((activity_shares::activity_id, activity_shares::member_id))
        .select(share!())
        .load(&mut tx.conn())
        .await?;
    Ok(rows.into_iter().map(share).collect())
}

/// The shares of an activity, locked in the order of their members.
pub(super) async fn lock_shares(tx: &WriteTx, of: ActivityId) -> Result<Vec<Share>> {
    let rows: Vec<ShareRow> = activity_shares::table
        .filter(activity_shares::activity_id.eq(of))
        .order(activity_shares::member_id)
        .select(share!())
        .for_update()
        .load(&mut tx.conn())
        .await?;
    tx.has_waited();
    Ok(rows.into_iter().map(share).collect())
}

/// The next number of this year, in Prague. Whoever takes it holds the series until the commit, so there are no gaps.
pub(super) async fn next_number(tx: &WriteTx) -> Result<(i32, i32)> {
    let year = day_in_prague(tx.now()).year();
    let next = diesel::insert_into(activity_counters::table)
        .values((activity_counters::year.eq(year), activity_counters::last_number.eq(1)))
        .on_conflict((activity_counters::tenant_id, activity_counters::year))
        .do_update()
        .set(activity_counters::last_number.eq(activity_counters::last_number + 1))
        .returning(activity_counters::last_number);
    Ok((year, Kept(next).get_result(&mut tx.conn()).await?))
}

/// The columns that a correction may change.
macro_rules! values {
    ($activity:expr) => {{
        let activity = $activity;
        let (request, benefit) = (activity.request.as_ref(), activity.benefit.as_ref());
        (
            (
                activities::service_secrecy.eq(activity.service_secrecy),
                activities::counted_secrecy.eq(activity.counted_secrecy),
                activities::request_id.eq(request.map(|request| request.request)),
                activities::request_member_id.eq(request.map(|request| request.member)),
                activities::request_secrecy.eq(request.map(|request| request.secrecy)),
                activities::request_shown_to_member
                    .eq(request.map(|request| request.shown_to_member)),
            ),
            activities::service_code.eq(&activity.service_code),
            activities::competence.eq(activity.competence),
            activities::performed_on.eq(activity.performed_on),
            activities::minutes.eq(activity.minutes),
            activities::output.eq(&activity.output),
            activities::share_count.eq(activity.share_count),
            (
                activities::method.eq(benefit.map(|benefit| benefit.method)),
                activities::method_version.eq(benefit.map(|benefit| benefit.version)),
                activities::inputs.eq(benefit.map(|benefit| &benefit.inputs)),
                activities::saved_haler.eq(activity.amounts().saved),
                activities::brought_in_haler.eq(activity.amounts().brought_in),
            ),
            activities::version.eq(activity.version),
        )
    }};
}

/// # Errors
/// [`Rejection::CorrectedAlready`] when it corrects what another has corrected.
pub(super) async fn insert(tx: &WriteTx, activity: &Activity) -> Result<()> {
    let corrects = activity.corrects.as_ref();
    let text = diesel::insert_into(activities::table).values((
        activities::id.eq(activity.id),
        activities::year.eq(activity.year),
        activities::number.eq(activity.number),
        activities::performed_by.eq(activity.performed_by),
        activities::recorded_at.eq(activity.recorded_at),
        activities::recorded_by.eq(activity.recorded_by),
        activities::corrects_id.eq(corrects.map(|corrects| corrects.activity)),
        activities::is_reversal.eq(activity.is_reversal()),
        activities::reason.eq(corrects.map(|corrects| &corrects.reason)),
        activities::has_terms.eq(true),
        values!(activity),
    ));
    let terms = ActivityTerms::of(terms_label(activity), &activity.output);
    let both = Together::of(vec![("text", Box::new(text)), ("terms", Box::new(terms))]);
    both.execute(&mut tx.conn()).await.map_err(|error| match refused_by(&error) {
        Some("one_correction_of_each") => Rejection::CorrectedAlready.into(),
        _ => Error::from(error),
    })?;
    Ok(())
}

/// Writes the words of what it brought about now over the earlier ones.
pub(super) async fn replace_terms(tx: &WriteTx, activity: &Activity) -> Result<()> {
    terms::replace(tx, terms_label(activity), &activity.output).await
}

pub(super) fn terms_label(activity: &Activity) -> ActivityLabel {
    ActivityLabel {
        activity: activity.id,
        secrecy: activity.secrecy,
        shown_to_member: activity.shown_to_member,
        performed_on: activity.performed_on,
    }
}

/// Its label follows from it, and that of its shares from its own.
pub(super) async fn update(tx: &WriteTx, activity: &Activity) -> Result<()> {
    let own = activities::table.filter(activities::id.eq(activity.id));
    Kept(diesel::update(own).set(values!(activity))).execute(&mut tx.conn()).await?;
    Ok(())
}

/// Writes shares anew or over those that were. None of them is attested after that.
pub(super) async fn put_shares(tx: &WriteTx, of: &Activity, shares: &[Share]) -> Result<()> {
    if shares.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = shares
        .iter()
        .map(|share| {
            (
                activity_shares::activity_id.eq(of.id),
                activity_shares::member_id.eq(share.member),
                activity_shares::secrecy.eq(of.secrecy),
                activity_shares::shown_to_member.eq(of.shown_to_member),
                activity_shares::performed_on.eq(of.performed_on),
                activity_shares::weight.eq(share.weight),
                activity_shares::minutes.eq(share.minutes),
                activity_shares::saved_haler.eq(share.saved),
                activity_shares::brought_in_haler.eq(share.brought_in),
            )
        })
        .collect();
    let key =
        (activity_shares::tenant_id, activity_shares::activity_id, activity_shares::member_id);
    diesel::insert_into(activity_shares::table)
        .values(rows)
        .on_conflict(key)
        .do_update()
        .set((
            activity_shares::weight.eq(excluded(activity_shares::weight)),
            activity_shares::minutes.eq(excluded(activity_shares::minutes)),
            activity_shares::saved_haler.eq(excluded(activity_shares::saved_haler)),
            activity_shares::brought_in_haler.eq(excluded(activity_shares::brought_in_haler)),
            activity_shares::attested_by.eq(None::<ParticipantId>),
            activity_shares::attested_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn remove_shares(
    tx: &WriteTx,
    of: ActivityId,
    members: &[MemberId],
) -> Result<()> {
    if members.is_empty() {
        return Ok(());
    }
    let gone = activity_shares::table
        .filter(activity_shares::activity_id.eq(of))
        .filter(activity_shares::member_id.eq_any(members));
    diesel::delete(gone).execute(&mut tx.conn()).await?;
    Ok(())
}

/// As the last statement of its write.
pub(super) fn attest(tx: &mut WriteTx, of: ActivityId, members: Vec<MemberId>, by: ParticipantId) {
    let own = activity_shares::table
        .filter(activity_shares::activity_id.eq(of))
        .filter(activity_shares::member_id.eq_any(members));
    let attested = diesel::update(own)
        .set((activity_shares::attested_by.eq(by), activity_shares::attested_at.eq(tx.now())));
    tx.last(attested);
}
