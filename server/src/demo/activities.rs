//! Tells what the demo's people did: each piece of work on the day on which it is said to have been done, and recorded then.

use super::people::{caller, member_of};
use super::work::{Done, Good, HLUCINSKA, HLUCINSKO_ZAPAD, KOSIRSKO, ODERSKO};
use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use domain::access::{Caller, Clock, Db};
use domain::activities::{
    self, ActivityFilter, ActivityOrder, Beneficiary, NewActivity, OrderField, Wanted,
};
use domain::benefits::{Method, Said};
use domain::kernel::error::Error;
use domain::kernel::ids::{ActivityId, RequestId};
use domain::kernel::money::Money;
use domain::kernel::page::PageArgs;
use domain::requests::{self, RequestFilter, RequestOrder};

/// Tells the work of all centres, each from where an earlier run that was killed had ended.
pub(super) async fn tell(db: &Db, now: DateTime<Utc>) -> anyhow::Result<()> {
    for (slug, story) in [
        ("hlucinsko-zapad", HLUCINSKO_ZAPAD),
        ("sdruzeni-obci-hlucinska", HLUCINSKA),
        ("mikroregion-kosirsko", KOSIRSKO),
        ("mikroregion-odersko", ODERSKO),
    ] {
        let story_teller = Teller { db, slug, now };
        for done in story {
            story_teller.tell(done).await?;
        }
    }
    Ok(())
}

struct Teller<'a> {
    db: &'a Db,
    slug: &'a str,
    now: DateTime<Utc>,
}

impl Teller<'_> {
    async fn tell(&self, done: &Done) -> anyhow::Result<()> {
        let worker = self.on(done.days_ago, done.by).await?;
        let id = match told(&worker, done).await? {
            Some(id) => id,
            None => {
                activities::commands::record(&worker, new_activity(&worker, done).await?).await?
            }
        };
        for mayor in done.attested_by {
            let mayor = self.on((done.days_ago - 3).max(0), mayor).await?;
            match activities::commands::attest(&mayor, id, None).await {
                // An earlier run that was killed had come this far.
                Ok(_) | Err(Error::Rejected(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Somebody, as of so many days ago.
    async fn on(&self, days_ago: i64, who: &str) -> anyhow::Result<Caller> {
        let then = self.db.at(Clock::starting_at(self.now - Duration::days(days_ago)));
        caller(&then, who, self.slug).await
    }
}

/// What an earlier run recorded.
async fn told(worker: &Caller, done: &Done) -> anyhow::Result<Option<ActivityId>> {
    let filter = ActivityFilter {
        service_code: Some(done.service.to_owned()),
        performed_by: worker.participant(),
        ..ActivityFilter::default()
    };
    let order = ActivityOrder { field: OrderField::RecordedAt, is_descending: true };
    let args = PageArgs::new(Some(100), None, None, None)?;
    let found =
        activities::queries::page(worker, &filter, order, &args, false, &Wanted::default()).await?;
    let mut found = found.page.items.into_iter();
    Ok(found.find(|activity| activity.output == done.output).map(|activity| activity.id))
}

async fn new_activity(worker: &Caller, done: &Done) -> anyhow::Result<NewActivity> {
    let mut beneficiaries = Vec::new();
    for (code, weight) in done.whom {
        beneficiaries.push(Beneficiary { member: member_of(worker, code).await?, weight: *weight });
    }
    let request = match done.request {
        Some(title) => Some(request(worker, title).await?),
        None => None,
    };
    Ok(NewActivity {
        service_code: done.service.to_owned(),
        competence: done.competence,
        performed_on: None,
        minutes: done.minutes,
        output: done.output.to_owned(),
        request,
        beneficiaries: Some(beneficiaries).filter(|some| !some.is_empty()),
        benefit: said(done.good)?,
    })
}

/// The request of the demo with this title.
async fn request(worker: &Caller, title: &str) -> anyhow::Result<RequestId> {
    let order = RequestOrder { field: requests::OrderField::OpenedAt, is_descending: true };
    let args = PageArgs::new(Some(100), None, None, None)?;
    let (all, bare) = (RequestFilter::default(), requests::Wanted::default());
    let found = requests::queries::page(worker, &all, order, &args, false, &bare).await?;
    let found = found.page.items.into_iter().find(|request| request.title == title);
    found.map(|request| request.id).with_context(|| format!("nobody asked for {title:?}"))
}

fn said(good: Good) -> anyhow::Result<Option<Said>> {
    let crowns = |crowns: i64| Money::of_haler(crowns * 100).context("less money, please");
    let bare = |method| Said {
        method,
        avoided_minutes: None,
        market_price: None,
        prices_alone: None,
        joint_price: None,
        amount: None,
        sanction: None,
    };
    Ok(Some(match good {
        Good::Untold => return Ok(None),
        Good::AvoidedMinutes(minutes) => {
            Said { avoided_minutes: Some(minutes), ..bare(Method::AvoidedHours) }
        }
        Good::MarketPrice(price) => {
            Said { market_price: Some(crowns(price)?), ..bare(Method::MarketPrice) }
        }
        Good::JointPrice(alone, joint) => {
            let alone = alone.iter().map(|price| crowns(*price)).collect::<Result<Vec<_>, _>>()?;
            let joint_price = Some(crowns(joint)?);
            Said { prices_alone: Some(alone), joint_price, ..bare(Method::JointPurchase) }
        }
        Good::Granted(amount) => Said { amount: Some(crowns(amount)?), ..bare(Method::GrantWon) },
        Good::NoSanction(sanction) => {
            Said { sanction: Some(crowns(sanction)?), ..bare(Method::SanctionAvoided) }
        }
    }))
}
