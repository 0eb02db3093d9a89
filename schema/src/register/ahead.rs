//! Reads what is asked of things of the register, level by level: a level of the operation is read once for all things on
//! it, however many they are. How deep it goes is bounded by the depth of the operation.

use super::eligibility::CommunityEligibility;
use super::types::{Association, Membership, Municipality};
use crate::asked::caller;
use crate::fail::fail;
use crate::pages::{Relay, items};
use crate::tenancy::{self, Tenant};
use async_graphql::{Context, Lookahead, Result, SelectionField, Value};
use chrono::NaiveDate;
use domain::access::Permission;
use domain::directory::{self, MunicipalityCode};
use domain::kernel::error::{Error, code};
use domain::kernel::ids::{AssociationId, TenantId};
use domain::kernel::page::{Page, PageArgs};
use domain::kernel::working_days::day_in_prague;
use std::collections::{BTreeSet, HashMap};
use std::pin::Pin;
use std::sync::Arc;

/// What calls itself, by way of others.
pub(crate) type Ahead<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// A day and a part of a list: what tells one use of a dated list from another.
pub(super) type Part = (NaiveDate, PageArgs);

/// The day that an `onDate` argument means.
pub(super) fn day(ctx: &Context<'_>, on_date: Option<NaiveDate>) -> Result<NaiveDate> {
    Ok(match on_date {
        Some(day) => day,
        None => day_in_prague(caller(ctx)?.clock().now()),
    })
}

/// Reads what is asked of municipalities.
pub(crate) fn municipalities<'a>(
    ctx: &'a Context<'_>,
    found: Vec<Arc<directory::Municipality>>,
    asked: Vec<Lookahead<'a>>,
) -> Ahead<'a, Vec<Municipality>> {
    Box::pin(async move {
        let caller = caller(ctx)?;
        let codes: Vec<MunicipalityCode> =
            found.iter().map(|municipality| municipality.code).collect();
        let mut populations = HashMap::new();
        for on_date in distinct(&asked, "population", |field| on_date(ctx, field))? {
            let read = directory::populations(caller, &codes, on_date).await;
            populations.insert(on_date, read.map_err(|error| fail(ctx, &error))?);
        }
        let mut extended_powers = HashMap::new();
        let days = distinct(&asked, "extendedPowersDistrict", |field| on_date(ctx, field))?;
        for day in days.into_iter().flatten() {
            let read = directory::extended_powers(caller, &codes, day).await;
            extended_powers.insert(day, read.map_err(|error| fail(ctx, &error))?);
        }
        let mut memberships = HashMap::new();
        for part in distinct(&asked, "memberships", |field| part(ctx, field))? {
            let read = directory::memberships_of(caller, &codes, part.0, &part.1, true).await;
            let pages = read.map_err(|error| fail(ctx, &error))?;
            memberships.insert(part, in_pages(ctx, pages, children(&asked, "memberships")).await?);
        }
        let node = |municipality: Arc<directory::Municipality>| {
            let code = municipality.code;
            let populations =
                populations.iter().filter_map(|(on, by)| Some((*on, *by.get(&code)?))).collect();
            let extended_powers = extended_powers
                .iter()
                .filter_map(|(on, by)| Some((*on, by.get(&code)?.clone())))
                .collect();
            let memberships = taken(&memberships, &code);
            Municipality { municipality, populations, extended_powers, memberships }
        };
        Ok(found.into_iter().map(node).collect())
    })
}

/// Reads what is asked of associations.
pub(crate) fn associations<'a>(
    ctx: &'a Context<'_>,
    found: Vec<directory::Association>,
    asked: Vec<Lookahead<'a>>,
) -> Ahead<'a, Vec<Association>> {
    Box::pin(async move {
        let caller = caller(ctx)?;
        let ids: Vec<AssociationId> = found.iter().map(|association| association.id).collect();
        let mut members = HashMap::new();
        for part in distinct(&asked, "members", |field| part(ctx, field))? {
            let read = directory::members_of(caller, &ids, part.0, &part.1, true).await;
            let pages = read.map_err(|error| fail(ctx, &error))?;
            members.insert(part, in_pages(ctx, pages, children(&asked, "members")).await?);
        }
        let mut eligibilities: HashMap<NaiveDate, HashMap<AssociationId, _>> = HashMap::new();
        for on in distinct(&asked, "communityEligibility", |field| day(ctx, on_date(ctx, field)?))?
        {
            let read = directory::eligibilities(caller, &found, on).await;
            eligibilities.insert(on, read.map_err(|error| fail(ctx, &error))?);
        }
        let tenants = tenants_of(ctx, &ids, selected(&asked, "tenant")).await?;
        let mut labels = HashMap::new();
        if !selected(&asked, "labels").is_empty() {
            let read = directory::labels(caller, &ids).await;
            labels = read.map_err(|error| fail(ctx, &error))?;
        }
        let mut node = |association: directory::Association| {
            let members = taken(&members, &association.id);
            let of_day = |(on, by): (&NaiveDate, &HashMap<_, _>)| {
                Some((*on, CommunityEligibility::from(by.get(&association.id)?)))
            };
            let eligibilities = eligibilities.iter().filter_map(of_day).collect();
            let tenant = tenants.get(&association.id).cloned();
            let labels = labels.remove(&association.id).unwrap_or_default();
            Association { association, members, eligibilities, tenant, labels }
        };
        Ok(found.into_iter().map(&mut node).collect())
    })
}

/// Municipalities by code with what is asked of them; what there isn't is left out.
pub(crate) async fn municipalities_by_codes(
    ctx: &Context<'_>,
    codes: impl Iterator<Item = &str>,
    asked: Vec<Lookahead<'_>>,
) -> Result<HashMap<String, Municipality>> {
    let codes: BTreeSet<MunicipalityCode> = codes.filter_map(MunicipalityCode::parse).collect();
    if asked.is_empty() || codes.is_empty() {
        return Ok(HashMap::new());
    }
    let codes: Vec<_> = codes.into_iter().collect();
    let read = directory::municipalities_by_codes(caller(ctx)?, &codes).await;
    let found = read.map_err(|error| fail(ctx, &error))?.into_values().collect();
    let nodes = municipalities(ctx, found, asked).await?;
    Ok(nodes.into_iter().map(|node| (node.municipality.code.to_string(), node)).collect())
}

/// The fields of that name that are really asked for, in every place.
pub(crate) fn selected<'a>(asked: &[Lookahead<'a>], name: &str) -> Vec<Lookahead<'a>> {
    asked.iter().map(|of| of.field(name)).filter(Lookahead::exists).collect()
}

async fn tenants_of(
    ctx: &Context<'_>,
    ids: &[AssociationId],
    asked: Vec<Lookahead<'_>>,
) -> Result<HashMap<AssociationId, Tenant>> {
    let caller = caller(ctx)?;
    if asked.is_empty() || !caller.may(Permission::ReadTenant) {
        return Ok(HashMap::new());
    }
    let ids: Vec<TenantId> = ids.iter().map(|id| TenantId::from(*id)).collect();
    let read = domain::tenancy::queries::by_ids(caller, &ids).await;
    let nodes = tenancy::tenants(ctx, read.map_err(|error| fail(ctx, &error))?, asked).await?;
    Ok(nodes.into_iter().map(|tenant| (AssociationId::from(tenant.key()), tenant)).collect())
}

/// Turns the pages of many parents into nodes: what is asked of the memberships' two sides is read once for all of them.
async fn in_pages<K: std::hash::Hash + Eq>(
    ctx: &Context<'_>,
    pages: HashMap<K, Page<directory::Membership>>,
    asked: Vec<Lookahead<'_>>,
) -> Result<HashMap<K, Page<Membership>>> {
    let all = || pages.values().flat_map(|page| &page.items);
    let municipality = selected(&asked, "municipality");
    let codes: Vec<String> =
        all().map(|membership| membership.municipality.code.to_string()).collect();
    let municipalities =
        municipalities_by_codes(ctx, codes.iter().map(String::as_str), municipality).await?;
    let association = selected(&asked, "association");
    let mut by_id = HashMap::new();
    if !association.is_empty() {
        by_id.extend(
            all().map(|membership| (membership.association.id, (*membership.association).clone())),
        );
    }
    let nodes = associations(ctx, by_id.into_values().collect(), association).await?;
    let associations: HashMap<_, _> =
        nodes.into_iter().map(|node| (node.association.id, node)).collect();
    let node = |membership: directory::Membership| Membership {
        municipality: municipalities.get(&membership.municipality.code.to_string()).cloned(),
        association: associations.get(&membership.association.id).cloned(),
        membership,
    };
    let in_page = |page: Page<directory::Membership>| {
        let ends = page.ends();
        ends.with(page.items.into_iter().map(node).collect())
    };
    Ok(pages.into_iter().map(|(parent, page)| (parent, in_page(page))).collect())
}

/// What one parent has of each part of a list.
fn taken<K: std::hash::Hash + Eq>(
    parts: &HashMap<Part, HashMap<K, Page<Membership>>>,
    parent: &K,
) -> HashMap<Part, Page<Membership>> {
    parts.iter().filter_map(|(part, by)| Some((part.clone(), by.get(parent)?.clone()))).collect()
}

fn children<'a>(asked: &[Lookahead<'a>], list: &str) -> Vec<Lookahead<'a>> {
    asked.iter().flat_map(|of| items(&of.field(list))).collect()
}

/// The different arguments that a field is asked with.
fn distinct<T: PartialEq>(
    asked: &[Lookahead<'_>],
    name: &str,
    read: impl Fn(&SelectionField<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut all = Vec::new();
    for field in asked.iter().flat_map(|of| of.field(name).selection_fields()) {
        let one = read(&field)?;
        if !all.contains(&one) {
            all.push(one);
        }
    }
    Ok(all)
}

fn part(ctx: &Context<'_>, field: &SelectionField<'_>) -> Result<Part> {
    let args = Relay::ahead(field).map_err(|error| fail(ctx, &error))?;
    Ok((day(ctx, on_date(ctx, field)?)?, args))
}

fn on_date(ctx: &Context<'_>, field: &SelectionField<'_>) -> Result<Option<NaiveDate>> {
    let malformed = || fail(ctx, &Error::invalid(&["onDate"], code::MALFORMED));
    let arguments = field.arguments().map_err(|_| malformed())?;
    match arguments.into_iter().find(|(name, _)| name == "onDate") {
        None | Some((_, Value::Null)) => Ok(None),
        Some((_, Value::String(text))) => text.parse().map(Some).map_err(|_| malformed()),
        Some(_) => Err(malformed()),
    }
}
