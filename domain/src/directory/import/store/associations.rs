//! Associations, who belongs to them, and their labels.

use super::{CHUNK, Progress, end_memberships};
use crate::access::{ReadTx, WriteTx};
use crate::directory::associations::store::{finite, or_infinity};
use crate::directory::import::associations::{
    self, Entry as AssociationEntry, Plan as AssociationPlan,
};
use crate::directory::import::labels::{self, Label};
use crate::directory::import::memberships::{self, Party, Plan as MembershipPlan};
use crate::directory::rules::MunicipalityCode;
use crate::directory::store::ico_of;
use crate::kernel::error::Result;
use crate::kernel::ids::{AssociationId, MembershipId};
use crate::tables;
use chrono::NaiveDate;
use diesel::data_types::PgDate;
use diesel::upsert::excluded;
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;

/// What the register knows of associations.
pub(crate) async fn known_associations(tx: &ReadTx) -> Result<associations::Known> {
    use tables::associations as a;
    type Row =
        (AssociationId, String, String, Option<String>, Option<NaiveDate>, Option<NaiveDate>);
    let rows = async {
        a::table
            .select((a::id, a::ico, a::name, a::district_code, a::founded_on, a::dissolved_on))
            .load::<Row>(&mut tx.conn())
            .await
    };
    let districts = async {
        tables::districts::table
            .select((tables::districts::code, tables::districts::region_code))
            .load::<(String, String)>(&mut tx.conn())
            .await
    };
    let (rows, districts) = futures_util::try_join!(rows, districts)?;
    let entry = |(id, ico, name, district_code, founded_on, dissolved_on): Row| {
        let ico = ico_of(&ico)?;
        let entry =
            AssociationEntry { ico: ico.clone(), name, district_code, founded_on, dissolved_on };
        Ok((ico, (id, entry)))
    };
    Ok(associations::Known {
        entries: rows.into_iter().map(entry).collect::<Result<_>>()?,
        districts: districts.into_iter().collect(),
    })
}

/// Writes associations that are new or changed.
pub(crate) async fn write_associations(
    tx: &WriteTx,
    plan: AssociationPlan,
    progress: &Progress<'_>,
) -> Result<()> {
    use tables::associations as a;
    let mut entries = plan.changed;
    entries.extend(plan.new.into_iter().map(|entry| (tx.new_id(), entry)));
    for chunk in entries.chunks(CHUNK) {
        let row = |(id, entry): &(AssociationId, AssociationEntry)| {
            (
                a::id.eq(*id),
                a::ico.eq(entry.ico.to_string()),
                a::name.eq(entry.name.clone()),
                a::district_code.eq(entry.district_code.clone()),
                a::founded_on.eq(entry.founded_on),
                a::dissolved_on.eq(entry.dissolved_on),
            )
        };
        diesel::insert_into(a::table)
            .values(chunk.iter().map(row).collect::<Vec<_>>())
            .on_conflict(a::id)
            .do_update()
            .set((
                a::name.eq(excluded(a::name)),
                a::district_code.eq(excluded(a::district_code)),
                a::founded_on.eq(excluded(a::founded_on)),
                a::dissolved_on.eq(excluded(a::dissolved_on)),
            ))
            .execute(&mut tx.conn())
            .await?;
        progress.wrote(chunk.len());
    }
    Ok(())
}

/// What the register knows of who belongs to what.
pub(crate) async fn known_memberships(tx: &ReadTx) -> Result<memberships::Known> {
    use tables::{association_memberships as m, associations as a};
    let parties = async {
        a::table
            .select((a::id, a::ico, a::community_from))
            .load::<(AssociationId, String, PgDate)>(&mut tx.conn())
            .await
    };
    let codes = async {
        tables::municipalities::table
            .select((tables::municipalities::code, tables::municipalities::valid_until))
            .load::<(MunicipalityCode, Option<NaiveDate>)>(&mut tx.conn())
            .await
    };
    let records = async {
        m::table
            .select((m::id, m::association_id, m::municipality_code, m::joined_on, m::left_on))
            .load(&mut tx.conn())
            .await
    };
    let (parties, codes, records) = futures_util::try_join!(parties, codes, records)?;
    let party = |(id, ico, from): (AssociationId, String, PgDate)| {
        Ok(Party { id, ico: ico_of(&ico)?, community_from: finite(from) })
    };
    Ok(memberships::Known {
        associations: parties.into_iter().map(party).collect::<Result<_>>()?,
        municipalities: codes.into_iter().collect(),
        records,
    })
}

/// Writes memberships that begin on an unknown day, and ends of others.
pub(crate) async fn write_memberships(
    tx: &WriteTx,
    plan: &MembershipPlan,
    progress: &Progress<'_>,
) -> Result<()> {
    use tables::association_memberships as m;
    end_memberships(tx, &plan.left, progress).await?;
    for chunk in plan.new.chunks(CHUNK) {
        let row = |(party, code): &(Party, MunicipalityCode)| {
            (
                m::id.eq(tx.new_id::<MembershipId>()),
                m::association_id.eq(party.id),
                m::municipality_code.eq(*code),
                m::community_from.eq(or_infinity(party.community_from)),
            )
        };
        diesel::insert_into(m::table)
            .values(chunk.iter().map(row).collect::<Vec<_>>())
            .execute(&mut tx.conn())
            .await?;
        progress.wrote(chunk.len());
    }
    Ok(())
}

/// What the register knows of labels.
pub(crate) async fn known_labels(tx: &ReadTx) -> Result<labels::Known> {
    use tables::{association_labels as l, associations as a};
    let associations = async {
        a::table.select((a::ico, a::id)).load::<(String, AssociationId)>(&mut tx.conn()).await
    };
    let labels =
        async { l::table.load::<(AssociationId, String, Option<NaiveDate>)>(&mut tx.conn()).await };
    let (associations, labels) = futures_util::try_join!(associations, labels)?;
    let label = |(association, label, ended_on)| Label { association, label, ended_on };
    Ok(labels::Known {
        associations: associations
            .into_iter()
            .map(|(ico, id)| Ok((ico_of(&ico)?, id)))
            .collect::<Result<_>>()?,
        labels: labels.into_iter().map(label).collect(),
    })
}

/// Writes labels that are given or taken away.
pub(crate) async fn write_labels(
    tx: &WriteTx,
    labels: &[Label],
    progress: &Progress<'_>,
) -> Result<()> {
    use tables::association_labels as l;
    for chunk in labels.chunks(CHUNK) {
        let row = |label: &Label| {
            (
                l::association_id.eq(label.association),
                l::label.eq(label.label.clone()),
                l::ended_on.eq(label.ended_on),
            )
        };
        diesel::insert_into(l::table)
            .values(chunk.iter().map(row).collect::<Vec<_>>())
            .on_conflict((l::association_id, l::label))
            .do_update()
            .set(l::ended_on.eq(excluded(l::ended_on)))
            .execute(&mut tx.conn())
            .await?;
        progress.wrote(chunk.len());
    }
    Ok(())
}
