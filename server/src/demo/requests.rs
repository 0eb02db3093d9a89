//! Tells the demo's stories: each step by who takes it, on the day on which it is said to have happened.

use super::people::{caller, member_of};
use super::stories::{Asks, HLUCINSKA, HLUCINSKO_ZAPAD, KOSIRSKO, ODERSKO, Stands, Told};
use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use domain::access::{Caller, Clock, Db};
use domain::directory::MunicipalityCode;
use domain::kernel::ids::{MemberId, ParticipantId, RequestId};
use domain::kernel::page::PageArgs;
use domain::requests::{
    self, NewRequest, OrderField, Priority, RequestFilter, RequestOrder, Requester, Wanted,
};

/// Tells the stories of all centres, each from where an earlier run that was killed had ended.
pub(super) async fn tell(db: &Db, now: DateTime<Utc>) -> anyhow::Result<()> {
    for (slug, manager, story) in [
        ("hlucinsko-zapad", Some("manager"), HLUCINSKO_ZAPAD),
        ("sdruzeni-obci-hlucinska", Some("manager-hlucinska"), HLUCINSKA),
        ("mikroregion-kosirsko", None, KOSIRSKO),
        ("mikroregion-odersko", None, ODERSKO),
    ] {
        let story_teller = Teller { db, slug, manager, now };
        for told in story {
            story_teller.tell(told).await?;
        }
    }
    Ok(())
}

struct Teller<'a> {
    db: &'a Db,
    slug: &'a str,
    /// Who reads what a clerk may open and not read; none: its clerk opens only what is open.
    manager: Option<&'a str>,
    now: DateTime<Utc>,
}

impl Teller<'_> {
    async fn tell(&self, told: &Told) -> anyhow::Result<()> {
        let opener = self.on(told.days_ago, told.by).await?;
        if self.is_told(&opener, told).await? {
            return Ok(());
        }
        let id = requests::commands::open(&opener, new_request(&opener, told).await?).await?.id;
        self.comment(told, id).await?;
        match told.stands {
            Stands::New => Ok(()),
            Stands::With(who) => self.assign(told, id, who).await,
            Stands::Closed(who, days, outcome) => {
                self.assign(told, id, who).await?;
                let closer = self.on(told.days_ago - days, who).await?;
                requests::commands::close(&closer, id, outcome).await?;
                Ok(())
            }
        }
    }

    /// Whether an earlier run opened it. What such a run left undone of this one request stays undone.
    async fn is_told(&self, opener: &Caller, told: &Told) -> anyhow::Result<bool> {
        if sees(opener, told).await? {
            return Ok(true);
        }
        match self.manager {
            Some(manager) => sees(&self.on(told.days_ago, manager).await?, told).await,
            None => Ok(false),
        }
    }

    /// The next day somebody of the staff gives it to who is to have it.
    async fn assign(&self, told: &Told, id: RequestId, who: &str) -> anyhow::Result<()> {
        let to: ParticipantId =
            self.on(told.days_ago, who).await?.participant().context("a job can't work on it")?;
        let giver = self.on((told.days_ago - 1).max(0), who).await?;
        requests::commands::assign(&giver, id, to).await?;
        Ok(())
    }

    async fn comment(&self, told: &Told, id: RequestId) -> anyhow::Result<()> {
        let (Stands::With(who) | Stands::Closed(who, ..)) = told.stands else { return Ok(()) };
        let (shown, internal) = told.comments;
        for (body, is_internal) in [(shown, false), (internal, true)] {
            if let Some(body) = body {
                let author = self.on(told.days_ago, who).await?;
                requests::commands::comment(&author, id, body, is_internal).await?;
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

async fn sees(reader: &Caller, told: &Told) -> anyhow::Result<bool> {
    let filter =
        RequestFilter { service_code: Some(told.service.to_owned()), ..RequestFilter::default() };
    let order = RequestOrder { field: OrderField::OpenedAt, is_descending: true };
    let args = PageArgs::new(Some(100), None, None, None)?;
    let found =
        requests::queries::page(reader, &filter, order, &args, false, &Wanted::default()).await?;
    Ok(found.page.items.iter().any(|request| request.title == told.title))
}

async fn new_request(opener: &Caller, told: &Told) -> anyhow::Result<NewRequest> {
    let (requester, code) = match told.asks {
        Asks::Municipality(code) => (Requester::Municipality, code),
        Asks::Organisation(name, code) => (Requester::Organisation(name.to_owned()), code),
        Asks::Citizen(name, code) => (Requester::Citizen(format!("{name} (demo)")), code),
    };
    let member: Option<MemberId> = match told.asks {
        Asks::Citizen(..) => None,
        Asks::Municipality(_) | Asks::Organisation(..) => Some(member_of(opener, code).await?),
    };
    Ok(NewRequest {
        service_code: told.service.to_owned(),
        title: told.title.to_owned(),
        description: told.description.to_owned(),
        requester,
        member,
        municipality_code: MunicipalityCode::parse(code).filter(|_| member.is_none()),
        shown_to_member: None,
        priority: Priority::Normal,
        channel: None,
    })
}
