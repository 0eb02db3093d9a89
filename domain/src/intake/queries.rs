//! What strangers see: the form, and what their link leads to.

use super::rules::{Form, Found, Notice, OfferedService, Town};
use super::store;
use crate::access::{
    Db, Doorstep, Job, Permission, ReadTx, TicketHash, act_as_desk, act_as_system, doorstep,
};
use crate::catalogue::ServiceArea;
use crate::configuration::{self, SettingKey};
use crate::directory::{self, MunicipalityCode};
use crate::kernel::error::Result;
use crate::kernel::ids::TenantId;
use crate::kernel::working_days::day_in_prague;
use crate::tenancy;

/// The form of the centre of that name; `None`: there is no such centre, or it takes nothing in. Which of the two isn't told.
///
/// # Errors
/// Those of the database.
pub async fn form(db: &Db, slug: &str) -> Result<Option<Form>> {
    let Some(Doorstep { tenant, takes_new_work: true }) = doorstep(db, slug).await? else {
        return Ok(None);
    };
    let caller = act_as_system(db, tenant, Job::Desk);
    caller
        .read(Permission::ReadServices, async |tx| {
            let settings = configuration::settings_of(&caller, tx).await?;
            let notice = Notice::of(&settings.text(SettingKey::IntakeNotice));
            let Some(notice) = notice.filter(|_| settings.flag(SettingKey::IntakeOpen, None))
            else {
                return Ok(None);
            };
            let (centre, towns) = (tenancy::name_of_own(tx).await?, towns(tx).await?);
            // The last statement: it ends the transaction.
            let offered = configuration::services_in(tx).await?.into_iter().filter(|service| {
                service.is_offered() && service.national.area == ServiceArea::Citizens
            });
            let services = offered.map(|service| OfferedService {
                code: service.national.code,
                name_cs: service.national.name_cs,
                name_en: service.national.name_en,
            });
            let services: Vec<_> = services.collect();
            let form = Form { tenant, centre, notice, services, towns };
            Ok(Some(form).filter(|form| !form.services.is_empty()))
        })
        .await
}

/// The municipalities that belong to the association today, by name.
async fn towns(tx: &ReadTx) -> Result<Vec<Town>> {
    let today = day_in_prague(tx.now());
    let members = tenancy::all_members(tx).await?.into_iter();
    let codes: Vec<MunicipalityCode> = members
        .filter(|member| member.belongs_on(today))
        .filter_map(|member| MunicipalityCode::parse(&member.municipality_code?))
        .collect();
    let found = directory::municipalities_in(tx, &codes).await?;
    let mut towns: Vec<Town> =
        found.into_values().map(|town| Town { code: town.code, name: town.name }).collect();
    towns.sort_by(|one, other| (&one.name, one.code).cmp(&(&other.name, other.code)));
    Ok(towns)
}

/// What a link leads to; `None`: nothing here, or nothing any more.
///
/// # Errors
/// Those of the database.
pub async fn find(db: &Db, tenant: TenantId, secret: &str) -> Result<Option<Found>> {
    act_as_desk(db, tenant, TicketHash::of(secret))
        .read(Permission::ReadRequests, async |tx| {
            let both = async { futures_util::try_join!(store::status(tx), store::is_waiting(tx)) };
            let (status, is_waiting) = tx.closing(both).await?;
            Ok(status.map(Found::Opened).or(is_waiting.then_some(Found::Waiting)))
        })
        .await
}
