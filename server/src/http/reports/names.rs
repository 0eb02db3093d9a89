//! What people call the members and the staff of a report.

use domain::access::Caller;
use domain::directory::{self, MunicipalityCode};
use domain::kernel::error::Result;
use domain::kernel::ids::{MemberId, ParticipantId};
use domain::reports::PeriodReport;
use domain::{identity, tenancy};
use std::collections::HashMap;

/// Names by id. The association's own row has none.
#[derive(Default)]
pub(super) struct Names {
    members: HashMap<MemberId, String>,
    people: HashMap<ParticipantId, String>,
}

impl Names {
    pub(super) async fn of(caller: &Caller, report: &PeriodReport) -> Result<Self> {
        let members: Vec<MemberId> = report.by_member.iter().map(|(id, _)| *id).collect();
        let people: Vec<ParticipantId> = report.by_performer.iter().map(|(id, _)| *id).collect();
        Self::read(caller, &members, &people).await
    }

    pub(super) async fn read(
        caller: &Caller,
        members: &[MemberId],
        people: &[ParticipantId],
    ) -> Result<Self> {
        let found = tenancy::queries::members_by_ids(caller, members).await?;
        let code = |member: &tenancy::Member| {
            let code = MunicipalityCode::parse(member.municipality_code.as_deref()?)?;
            Some((member.id, code))
        };
        let codes: HashMap<MemberId, MunicipalityCode> = found.iter().filter_map(code).collect();
        let known: Vec<MunicipalityCode> = codes.values().copied().collect();
        let municipalities = directory::municipalities_by_codes(caller, &known).await?;
        let name = |(member, code): (MemberId, MunicipalityCode)| {
            Some((member, municipalities.get(&code)?.name.clone()))
        };
        let people = identity::queries::participants_by_ids(caller, people).await?;
        Ok(Self {
            members: codes.into_iter().filter_map(name).collect(),
            people: people.into_iter().map(|one| (one.id, one.display_name)).collect(),
        })
    }

    pub(super) fn member(&self, id: MemberId) -> Option<&str> {
        self.members.get(&id).map(String::as_str)
    }

    pub(super) fn person(&self, id: ParticipantId) -> &str {
        self.people.get(&id).map_or("?", String::as_str)
    }
}
