//! The table of borders.

use super::rules::{Boundary, Level};
use crate::access::{ReadTx, WriteTx};
use crate::directory::rules::MunicipalityCode;
use crate::kernel::error::Result;
use crate::tables::{boundaries, districts, municipalities, regions};
use diesel::result::QueryResult;
use diesel::upsert::excluded;
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use serde_json::Value;
use std::collections::HashMap;

/// Borders in one statement; a municipality's takes a kilobyte or two.
const CHUNK: usize = 500;

/// What the register has of a level, by code, with the border where there is one.
pub(super) async fn known(tx: &ReadTx, level: Level) -> Result<HashMap<String, Option<Value>>> {
    let (codes, mut borders) = futures_util::try_join!(names(tx, level), borders(tx, level))?;
    let with_border = |code: String| {
        let border = borders.remove(&code);
        (code, border)
    };
    Ok(codes.into_keys().map(with_border).collect())
}

/// The borders of a level, by code.
pub(super) async fn boundaries(tx: &ReadTx, level: Level) -> QueryResult<Vec<Boundary>> {
    let (mut names, borders) = futures_util::try_join!(names(tx, level), borders(tx, level))?;
    let boundary = |(code, geometry): (String, Value)| {
        let name = names.remove(&code)?;
        Some(Boundary { code, name, geometry })
    };
    let mut found: Vec<Boundary> = borders.into_iter().filter_map(boundary).collect();
    found.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(found)
}

async fn borders(tx: &ReadTx, level: Level) -> QueryResult<HashMap<String, Value>> {
    let rows: Vec<(String, Value)> = boundaries::table
        .filter(boundaries::level.eq(level))
        .select((boundaries::code, boundaries::geometry))
        .load(&mut tx.conn())
        .await?;
    Ok(rows.into_iter().collect())
}

/// The names of all that there is of a level, by code.
async fn names(tx: &ReadTx, level: Level) -> QueryResult<HashMap<String, String>> {
    let rows: Vec<(String, String)> = match level {
        Level::Region => {
            regions::table.select((regions::code, regions::name)).load(&mut tx.conn()).await?
        }
        Level::District => {
            districts::table.select((districts::code, districts::name)).load(&mut tx.conn()).await?
        }
        Level::Municipality => {
            let rows: Vec<(MunicipalityCode, String)> = municipalities::table
                .select((municipalities::code, municipalities::name))
                .load(&mut tx.conn())
                .await?;
            rows.into_iter().map(|(code, name)| (code.to_string(), name)).collect()
        }
    };
    Ok(rows.into_iter().collect())
}

/// Writes borders that are new or changed.
pub(super) async fn write(
    tx: &WriteTx,
    level: Level,
    different: &[(String, Value)],
    watch: Option<&(dyn Fn(usize, usize) + Sync)>,
) -> Result<()> {
    let mut written = 0;
    for chunk in different.chunks(CHUNK) {
        let row = |(code, geometry): &(String, Value)| {
            (
                boundaries::level.eq(level),
                boundaries::code.eq(code.clone()),
                boundaries::geometry.eq(geometry.clone()),
            )
        };
        diesel::insert_into(boundaries::table)
            .values(chunk.iter().map(row).collect::<Vec<_>>())
            .on_conflict((boundaries::level, boundaries::code))
            .do_update()
            .set(boundaries::geometry.eq(excluded(boundaries::geometry)))
            .execute(&mut tx.conn())
            .await?;
        written += chunk.len();
        if let Some(watch) = watch {
            watch(written, different.len());
        }
    }
    Ok(())
}
