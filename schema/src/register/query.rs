//! What everybody who is signed in may ask of the register.

use super::ahead::{self, day};
use super::types::{Association, Municipality};
use crate::asked::caller;
use crate::fail::fail;
use crate::pages::{List, Relay, counts, items, with_cursors};
use crate::scalars::{Date, Ico, MunicipalityCode};
use async_graphql::{Context, InputObject, Lookahead, Object, Result};
use domain::directory;
use std::sync::Arc;

#[derive(Default)]
pub(crate) struct RegisterQuery;

/// Which municipalities are asked for; what isn't said doesn't matter.
#[derive(InputObject, Default)]
struct MunicipalityFilter {
    /// A part of the name, whatever its case and diacritics. Names repeat: all are answered.
    name: Option<String>,
    /// In this district (okres, LAU 1), e.g. `CZ0805`.
    district_code: Option<String>,
    /// In this region (kraj, NUTS 3), e.g. `CZ080`.
    region_code: Option<String>,
}

/// Which associations are asked for; what isn't said doesn't matter.
#[derive(InputObject, Default)]
struct AssociationFilter {
    /// A part of the name, whatever its case and diacritics.
    name: Option<String>,
    /// With its seat in this district (okres, LAU 1), e.g. `CZ0805`.
    district_code: Option<String>,
    /// With its seat in this region (kraj, NUTS 3), e.g. `CZ080`.
    region_code: Option<String>,
    /// With this label, e.g. `CSS 2016–2020`.
    label: Option<String>,
}

#[Object]
impl RegisterQuery {
    /// The municipalities of the country on a day, by name in Czech order and then by code.
    #[expect(clippy::too_many_arguments, reason = "a list has four arguments for its pages")]
    async fn municipalities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which municipalities are asked for.")] filter: Option<MunicipalityFilter>,
        #[graphql(desc = "The day, in Prague; today when nothing is said.")] on_date: Option<Date>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Municipality>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let MunicipalityFilter { name, district_code, region_code } = filter.unwrap_or_default();
        let exists_on = Some(day(ctx, on_date.map(|day| day.0))?);
        let filter = directory::MunicipalityFilter { name, district_code, region_code, exists_on };
        let page = directory::municipalities(caller(ctx)?, &filter, &args, counts(ctx)).await;
        let page = page.map_err(|error| fail(ctx, &error))?;
        let cursors = page.items.iter().map(directory::Municipality::cursor).collect();
        let ends = page.ends();
        let items = page.items.into_iter().map(Arc::new).collect();
        let nodes = ahead::municipalities(ctx, items, asked(ctx)).await?;
        Ok(with_cursors(ends, cursors, nodes))
    }

    /// A municipality by its code; null when there is none.
    async fn municipality(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code (kód obce), e.g. `506214`.")] code: MunicipalityCode,
    ) -> Result<Option<Municipality>> {
        let mut found = ahead::municipalities_by_codes(
            ctx,
            std::iter::once(code.0.as_str()),
            vec![ctx.look_ahead()],
        )
        .await?;
        Ok(found.remove(&code.0))
    }

    /// The associations of municipalities of the country, by name in Czech order and then by IČO.
    async fn associations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which associations are asked for.")] filter: Option<AssociationFilter>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Association>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let AssociationFilter { name, district_code, region_code, label } =
            filter.unwrap_or_default();
        let filter = directory::AssociationFilter { name, district_code, region_code, label };
        let page = directory::associations(caller(ctx)?, &filter, &args, counts(ctx)).await;
        let page = page.map_err(|error| fail(ctx, &error))?;
        let cursors = page.items.iter().map(directory::Association::cursor).collect();
        let ends = page.ends();
        let nodes = ahead::associations(ctx, page.items, asked(ctx)).await?;
        Ok(with_cursors(ends, cursors, nodes))
    }

    /// An association by its identification number; null when there is none.
    async fn association(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its identification number (IČO), e.g. `70964611`.")] ico: Ico,
    ) -> Result<Option<Association>> {
        let Ok(ico) = ico.0.parse() else { return Ok(None) };
        let found =
            directory::association(caller(ctx)?, &ico).await.map_err(|error| fail(ctx, &error))?;
        let nodes =
            ahead::associations(ctx, found.into_iter().collect(), vec![ctx.look_ahead()]).await?;
        Ok(nodes.into_iter().next())
    }
}

fn asked<'a>(ctx: &'a Context<'_>) -> Vec<Lookahead<'a>> {
    items(&ctx.look_ahead())
}
