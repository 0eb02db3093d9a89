//! A citizen's case that nobody of the tenant writes down: it came by the public form, and was confirmed.

use super::commands::{office_hours, service};
use super::opening::NewRequest;
use super::rules::{self, Channel, Priority, Requester};
use super::term::{Term, deadlines, due_on};
use super::{events, store};
use crate::access::{Caller, Label, WriteTx};
use crate::directory::MunicipalityCode;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::MemberId;
use crate::tenancy;

/// What a citizen asks. It was checked when it was handed in.
pub(crate) struct FromCitizen<'a> {
    /// Who they say they are.
    pub(crate) name: &'a str,
    /// Where they are written to.
    pub(crate) email: &'a str,
    /// Under which service. It counts even where the centre doesn't offer it any more since then.
    pub(crate) service_code: &'a str,
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    /// The municipality it is about.
    pub(crate) municipality_code: Option<MunicipalityCode>,
    /// The member that the citizen wants to see it; `None`: it is the association's own, and no municipality's.
    pub(crate) shown_to: Option<MemberId>,
}

/// Opens it; answers its label and its number.
pub(crate) async fn open_for_citizen(
    caller: &Caller,
    tx: &mut WriteTx,
    from: FromCitizen<'_>,
) -> Result<(Label, String)> {
    let (service, hours) =
        futures_util::try_join!(service(caller, tx, from.service_code), office_hours(caller, tx))?;
    let itself = tenancy::association_itself(tx).await?.ok_or(Error::NotFound(Kind::Member))?;
    let label = Label {
        request: tx.new_id(),
        member: from.shown_to.unwrap_or(itself),
        secrecy: service.national.secrecy,
        shown_to_member: from.shown_to.is_some(),
    };
    let deadlines = deadlines(&service, hours, tx.now());
    let new = NewRequest {
        service_code: from.service_code.to_owned(),
        title: from.title.to_owned(),
        description: from.description.to_owned(),
        requester: Requester::Citizen(from.name.to_owned()),
        member: None,
        municipality_code: from.municipality_code,
        shown_to_member: None,
        priority: Priority::Normal,
        channel: Some(Channel::Web),
    };
    let row = store::NewRow {
        new: &new,
        label,
        opened_by: None,
        requester_email: Some(from.email),
        deadlines,
        term: Term::of(None, service.close_days(), hours),
    };
    let (year, number) = store::insert(tx, &row).await?;
    tx.record(events::opened(label, service.national.area, due_on(deadlines.1)));
    Ok((label, rules::printed_number(year, number)))
}
