//! SQL of opening: the row, the words of it, and its number, in one statement.
//!
//! Whoever takes a number holds the series of its year until their COMMIT, so that no number is left out. Whoever takes it
//! beside the row, and sends the COMMIT behind both, holds it for no trip at all.

use crate::access::{Label, Together, WriteTx};
use crate::kernel::ids::ParticipantId;
use crate::kernel::working_days::day_in_prague;
use crate::requests::moves::RequestState;
use crate::requests::opening::NewRequest;
use crate::requests::term::Term;
use crate::tables::{request_counters, requests};
use crate::terms::RequestTerms;
use chrono::{DateTime, Datelike as _, Utc};
use diesel::dsl::sql;
use diesel::sql_types::Integer;
use diesel::{ExpressionMethods as _, QueryResult};
use diesel_async::RunQueryDsl as _;

/// All of a row that isn't the same for every new one.
pub(in crate::requests) struct NewRow<'a> {
    pub(in crate::requests) new: &'a NewRequest,
    pub(in crate::requests) label: Label,
    pub(in crate::requests) opened_by: Option<ParticipantId>,
    pub(in crate::requests) requester_email: Option<&'a str>,
    pub(in crate::requests) deadlines: (DateTime<Utc>, DateTime<Utc>),
    pub(in crate::requests) term: Term,
}

/// Writes it under the next number of this year in Prague, and answers both.
pub(in crate::requests) async fn insert(tx: &WriteTx, row: &NewRow<'_>) -> QueryResult<(i32, i32)> {
    let year = day_in_prague(tx.now()).year();
    let number = diesel::insert_into(request_counters::table)
        .values((request_counters::year.eq(year), request_counters::last_number.eq(1)))
        .on_conflict((request_counters::tenant_id, request_counters::year))
        .do_update()
        .set(request_counters::last_number.eq(request_counters::last_number + 1))
        .returning(request_counters::last_number);
    // Without RETURNING: it may be filed into a secrecy that the writer can't read.
    let text = diesel::insert_into(requests::table).values((
        requests::id.eq(row.label.request),
        requests::member_id.eq(row.label.member),
        requests::secrecy.eq(row.label.secrecy),
        requests::shown_to_member.eq(row.label.shown_to_member),
        requests::year.eq(year),
        requests::number.eq(sql::<Integer>(TAKEN)),
        requests::service_code.eq(&row.new.service_code),
        requests::state.eq(RequestState::New),
        requests::title.eq(&row.new.title),
        requests::description.eq(&row.new.description),
        requests::requester_kind.eq(row.new.requester.kind()),
        requests::requester_name.eq(row.new.requester.name()),
        requests::municipality_code.eq(&row.new.municipality_code),
        requests::opened_at.eq(tx.now()),
        requests::opened_by.eq(row.opened_by),
        (
            requests::first_answer_due_at.eq(row.deadlines.0),
            requests::due_at.eq(row.deadlines.1),
            requests::close_days.eq(row.term.close_days),
            requests::office_hours.eq(&row.term.office_hours),
            requests::priority.eq(row.new.priority),
            requests::channel.eq(row.new.channel),
            requests::requester_email.eq(row.requester_email),
            requests::has_terms.eq(true),
        ),
    ));
    let terms = RequestTerms::of(row.label, &row.new.title, &row.new.description);
    let numbered = Together::of(vec![
        ("number", Box::new(number)),
        ("text", Box::new(text)),
        ("terms", Box::new(terms)),
        ("taken", Box::new(sql::<Integer>(TAKEN))),
    ]);
    let number = numbered.asking::<Integer>().get_result(&mut tx.conn()).await?;
    Ok((year, number))
}

/// The number that was taken, for the other statements beside it.
const TAKEN: &str = "(SELECT last_number FROM number)";
