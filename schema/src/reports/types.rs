//! What a report shows.

use crate::activities::BenefitMethod;
use crate::asked::caller;
use crate::fail::fail;
use crate::periods::{self, ReportingPeriod};
use crate::scalars::Czk;
use crate::services::ServiceArea;
use crate::tenancy::{self, Member, Participant};
use async_graphql::{Context, Result, SimpleObject};
use domain::kernel::ids::{MemberId, ParticipantId};
use domain::reports::{self, Sums};
use std::collections::HashMap;

/// What some activities add up to. What was saved and what was brought in are never added up.
#[derive(Clone, SimpleObject)]
pub(super) struct ReportSums {
    /// How many; what takes another one back counts as one less.
    activities: i64,
    /// How many minutes they took.
    minutes: i64,
    /// What they saved.
    saved: Czk,
    /// What they brought in.
    brought_in: Czk,
}

/// What was done in an area.
#[derive(SimpleObject)]
struct ReportOfArea {
    /// Which area.
    area: ServiceArea,
    /// What it adds up to.
    sums: ReportSums,
}

/// What was done for a member.
#[derive(SimpleObject)]
struct ReportOfMember {
    /// Which member.
    member: Option<Member>,
    /// What its shares add up to. An activity for several members counts as one for each of them.
    sums: ReportSums,
    /// What of the saved is attested.
    attested_saved: Czk,
    /// What of the brought in is attested.
    attested_brought_in: Czk,
}

/// What somebody did.
#[derive(SimpleObject)]
struct ReportOfPerformer {
    /// Who.
    performed_by: Option<Participant>,
    /// What it adds up to.
    sums: ReportSums,
}

/// What has a benefit that was computed in one way.
#[derive(SimpleObject)]
struct ReportOfMethod {
    /// In which way.
    method: BenefitMethod,
    /// What it adds up to.
    sums: ReportSums,
}

/// What a centre did in a quarter (zpráva o činnosti a přínosech), as far as its reader may read it.
#[derive(SimpleObject)]
pub(super) struct PeriodReport {
    /// Which quarter, and whether it is closed. While it is open the report is of now.
    period: ReportingPeriod,
    /// All of it.
    whole: ReportSums,
    /// By the area of the service.
    by_area: Vec<ReportOfArea>,
    /// By whom it was for. The shares of all members add up to the whole to the minute and the haléř.
    by_member: Vec<ReportOfMember>,
    /// By who did it.
    by_performer: Vec<ReportOfPerformer>,
    /// By how the benefit was computed; what claims none isn't in it.
    by_method: Vec<ReportOfMethod>,
}

impl From<Sums> for ReportSums {
    fn from(sums: Sums) -> Self {
        Self {
            activities: sums.activities,
            minutes: sums.minutes,
            saved: Czk::of_haler(sums.saved),
            brought_in: Czk::of_haler(sums.brought_in),
        }
    }
}

/// A report with what is asked of it.
pub(super) async fn report(
    ctx: &Context<'_>,
    found: reports::PeriodReport,
) -> Result<PeriodReport> {
    let whole = found.whole().into();
    let asked = ctx.look_ahead();
    let period = periods::node(ctx, found.period, asked.field("period")).await?;
    let members = members(ctx, &found).await?;
    let people = if asked.field("byPerformer").field("performedBy").exists() {
        let ids = found.by_performer.iter().map(|(by, _)| *by).collect();
        tenancy::people(ctx, ids).await?
    } else {
        HashMap::<ParticipantId, Participant>::new()
    };
    let of_member = |(member, shared): (MemberId, reports::Shared)| ReportOfMember {
        member: members.get(&member).cloned(),
        sums: shared.sums.into(),
        attested_saved: Czk::of_haler(shared.attested_saved),
        attested_brought_in: Czk::of_haler(shared.attested_brought_in),
    };
    let of_area = |(area, sums): (domain::catalogue::ServiceArea, Sums)| ReportOfArea {
        area: area.into(),
        sums: sums.into(),
    };
    let of_performer = |(by, sums): (ParticipantId, Sums)| ReportOfPerformer {
        performed_by: people.get(&by).cloned(),
        sums: sums.into(),
    };
    let of_method = |(method, sums): (domain::benefits::Method, Sums)| ReportOfMethod {
        method: method.into(),
        sums: sums.into(),
    };
    Ok(PeriodReport {
        period,
        whole,
        by_area: found.by_area.into_iter().map(of_area).collect(),
        by_member: found.by_member.into_iter().map(of_member).collect(),
        by_performer: found.by_performer.into_iter().map(of_performer).collect(),
        by_method: found.by_method.into_iter().map(of_method).collect(),
    })
}

async fn members(
    ctx: &Context<'_>,
    found: &reports::PeriodReport,
) -> Result<HashMap<MemberId, Member>> {
    let asked = ctx.look_ahead().field("byMember").field("member");
    if !asked.exists() || found.by_member.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<MemberId> = found.by_member.iter().map(|(member, _)| *member).collect();
    let read = domain::tenancy::queries::members_by_ids(caller(ctx)?, &ids).await;
    let read = read.map_err(|error| fail(ctx, &error))?;
    let ids: Vec<MemberId> = read.iter().map(|member| member.id).collect();
    let nodes = tenancy::of_members(ctx, read, vec![asked]).await?;
    Ok(ids.into_iter().zip(nodes).collect())
}
