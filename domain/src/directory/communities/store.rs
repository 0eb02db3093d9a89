//! Reading what the rules of communities are judged by.

use super::rules::{Facts, OtherCommunity};
use crate::access::{ReadTx, WriteTx, refused_by};
use crate::directory::associations::store::or_infinity;
use crate::directory::rules::{AdministrativeDistrict, Association, MunicipalityCode};
use crate::directory::store::ico_of;
use crate::kernel::error::Result;
use crate::kernel::ids::AssociationId;
use crate::tables::{
    association_memberships as memberships, associations, extended_powers_districts,
    municipalities, municipality_extended_powers as held,
};
use chrono::NaiveDate;
use diesel::dsl::{auto_type, count_star};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use std::collections::{BTreeSet, HashMap};

/// Who belongs on a day.
#[auto_type]
fn belongs(on: NaiveDate) -> _ {
    memberships::joined_on
        .is_null()
        .or(memberships::joined_on.le(on))
        .and(memberships::left_on.is_null().or(memberships::left_on.gt(on)))
}

/// In which district a municipality is on a day. Borders move: nine municipalities changed theirs after 2020.
#[auto_type]
fn held_on(on: NaiveDate) -> _ {
    held::valid_from.le(on).and(held::valid_until.is_null().or(held::valid_until.gt(on)))
}

/// Which municipalities there are on a day.
#[auto_type]
fn exists(on: NaiveDate) -> _ {
    municipalities::valid_from
        .is_null()
        .or(municipalities::valid_from.le(on))
        .and(municipalities::valid_until.is_null().or(municipalities::valid_until.gt(on)))
}

/// All that some associations are judged by, in two trips however many they are.
pub(super) async fn facts(tx: &ReadTx, ids: &[AssociationId], on: NaiveDate) -> Result<Facts> {
    let members = members(tx, ids, on).await?;
    let districts: BTreeSet<String> =
        members.values().flatten().map(|(_, district)| district.code.clone()).collect();
    let districts = Vec::from_iter(districts);
    let (sizes, in_communities) =
        futures_util::try_join!(sizes(tx, &districts, on), in_communities(tx, &districts, on))?;
    let in_communities = in_communities.into_iter().map(other_community).collect::<Result<_>>()?;
    Ok(Facts { members, municipalities: sizes, in_communities })
}

type Members = HashMap<AssociationId, Vec<(MunicipalityCode, AdministrativeDistrict)>>;

async fn members(tx: &ReadTx, ids: &[AssociationId], on: NaiveDate) -> Result<Members> {
    let rows: Vec<(AssociationId, MunicipalityCode, (String, String))> = memberships::table
        .inner_join(held::table.on(held::municipality_code.eq(memberships::municipality_code)))
        .inner_join(
            extended_powers_districts::table
                .on(extended_powers_districts::code.eq(held::extended_powers_code)),
        )
        .filter(memberships::association_id.eq_any(ids))
        .filter(belongs(on))
        .filter(held_on(on))
        .order(memberships::municipality_code)
        .select((
            memberships::association_id,
            memberships::municipality_code,
            (extended_powers_districts::code, extended_powers_districts::name),
        ))
        .load(&mut tx.conn())
        .await?;
    let mut members = Members::new();
    for (association, municipality, (code, name)) in rows {
        let place = (municipality, AdministrativeDistrict { code, name });
        members.entry(association).or_default().push(place);
    }
    Ok(members)
}

/// How many municipalities districts have on a day.
async fn sizes(
    tx: &ReadTx,
    districts: &[String],
    on: NaiveDate,
) -> QueryResult<HashMap<String, i32>> {
    let rows: Vec<(String, i64)> = held::table
        .inner_join(municipalities::table.on(municipalities::code.eq(held::municipality_code)))
        .filter(held::extended_powers_code.eq_any(districts))
        .filter(held_on(on))
        .filter(exists(on))
        .group_by(held::extended_powers_code)
        .select((held::extended_powers_code, count_star()))
        .load(&mut tx.conn())
        .await?;
    let size = |(code, count): (String, i64)| (code, i32::try_from(count).unwrap_or(i32::MAX));
    Ok(rows.into_iter().map(size).collect())
}

type CommunityRow = (MunicipalityCode, String, AssociationId, String, String, String);

/// Who in some districts belongs to a community on a day.
async fn in_communities(
    tx: &ReadTx,
    districts: &[String],
    on: NaiveDate,
) -> QueryResult<Vec<CommunityRow>> {
    memberships::table
        .inner_join(
            municipalities::table.on(municipalities::code.eq(memberships::municipality_code)),
        )
        .inner_join(held::table.on(held::municipality_code.eq(memberships::municipality_code)))
        .inner_join(associations::table.on(associations::id.eq(memberships::association_id)))
        .filter(held::extended_powers_code.eq_any(districts))
        .filter(held_on(on))
        .filter(associations::community_from.le(on))
        .filter(associations::dissolved_on.is_null().or(associations::dissolved_on.gt(on)))
        .filter(belongs(on))
        .order((municipalities::code, associations::ico))
        .select((
            municipalities::code,
            municipalities::name,
            associations::id,
            associations::ico,
            associations::name,
            held::extended_powers_code,
        ))
        .load(&mut tx.conn())
        .await
}

fn other_community(row: CommunityRow) -> Result<OtherCommunity> {
    let (municipality, municipality_name, community, ico, name, district_code) = row;
    let ico = ico_of(&ico)?;
    Ok(OtherCommunity { municipality, municipality_name, community, ico, name, district_code })
}

/// Makes a community of an association. `false`: one of its members will be in another one then.
pub(super) async fn convert(
    tx: &WriteTx,
    association: &Association,
    from: NaiveDate,
    name: &str,
) -> Result<bool> {
    let written = diesel::update(associations::table.filter(associations::id.eq(association.id)))
        .set((
            associations::community_from.eq(or_infinity(Some(from))),
            associations::name.eq(name),
            associations::former_name.eq(&association.name),
        ))
        .execute(&mut tx.conn())
        .await;
    match written {
        Err(error) if refused_by(&error) == Some("one_community_at_a_time") => Ok(false),
        written => Ok(written? == 1),
    }
}
