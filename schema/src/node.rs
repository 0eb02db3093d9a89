//! Anything that has an id, by it. What isn't there and what isn't the caller's are both `null`.

use crate::activities::{self, Activity};
use crate::asked::caller;
use crate::fail::{bad_input, fail};
use crate::ids::read_argument;
use crate::register::{self, Association, Municipality};
use crate::requests::{self, Request};
use crate::services::Service;
use crate::tenancy::{self, Member, Participant, Tenant};
use async_graphql::{Context, ID, Interface, Object, Result};
use domain::kernel::ico::Ico;
use domain::kernel::ids::{ActivityId, MemberId, ParticipantId, RequestId, TenantId, TypedId};
use domain::{configuration, identity};
use std::collections::{BTreeMap, HashMap};

#[derive(Default)]
pub(crate) struct NodeQuery;

/// Something that has an id.
#[expect(
    clippy::large_enum_variant,
    reason = "one lives for the time of one field, and the macro takes no boxes"
)]
#[derive(Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Its id."))]
pub(crate) enum Node {
    Tenant(Tenant),
    Member(Member),
    Participant(Participant),
    Service(Service),
    Request(Request),
    Activity(Activity),
    Municipality(Municipality),
    Association(Association),
}

#[Object]
impl NodeQuery {
    /// Anything that has an id; null when there is no such thing, or none that one may see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<Option<Node>> {
        Ok(find(ctx, std::slice::from_ref(&id)).await?.remove(id.as_str()))
    }

    /// Several things by their ids, in the order of the ids, each null like `node`.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their ids, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > 100 {
            return Err(bad_input(ctx, "ids"));
        }
        let found = find(ctx, &ids).await?;
        Ok(ids.iter().map(|id| found.get(id.as_str()).cloned()).collect())
    }
}

/// Things by their ids: those of one kind are read at once, however many they are.
async fn find(ctx: &Context<'_>, ids: &[ID]) -> Result<HashMap<String, Node>> {
    let mut by_kind: BTreeMap<&str, Vec<&ID>> = BTreeMap::new();
    for id in ids {
        let (kind, _) = id.split_once('_').ok_or_else(|| bad_input(ctx, "id"))?;
        by_kind.entry(kind).or_default().push(id);
    }
    let mut found = HashMap::new();
    for (kind, ids) in by_kind {
        match kind {
            "tenant" => found.extend(tenants(ctx, &ids).await?),
            "member" => found.extend(members(ctx, &ids).await?),
            "participant" => found.extend(participants(ctx, &ids).await?),
            "service" => found.extend(services(ctx, &ids).await?),
            "request" => found.extend(requests(ctx, &ids).await?),
            "activity" => found.extend(activities(ctx, &ids).await?),
            "municipality" => found.extend(municipalities(ctx, &ids).await?),
            "association" => found.extend(associations(ctx, &ids).await?),
            _ => return Err(bad_input(ctx, "id")),
        }
    }
    Ok(found)
}

type Found = Vec<(String, Node)>;

fn read<I: TypedId>(ctx: &Context<'_>, ids: &[&ID]) -> Result<Vec<I>> {
    ids.iter().map(|id| read_argument(ctx, id, "id")).collect()
}

/// What stands behind the kind in ids of a register.
fn codes<'a>(ids: &'a [&ID]) -> impl Iterator<Item = &'a str> {
    ids.iter().filter_map(|id| id.split_once('_')).map(|(_, code)| code)
}

async fn tenants(ctx: &Context<'_>, ids: &[&ID]) -> Result<Found> {
    let ids: Vec<TenantId> = read(ctx, ids)?;
    let found = domain::tenancy::queries::by_ids(caller(ctx)?, &ids).await;
    let nodes = found.map_err(|error| fail(ctx, &error))?;
    let keys: Vec<String> = nodes.iter().map(|tenant| tenant.id.print()).collect();
    let nodes = tenancy::tenants(ctx, nodes, vec![ctx.look_ahead()]).await?;
    Ok(keys.into_iter().zip(nodes.into_iter().map(Node::Tenant)).collect())
}

async fn members(ctx: &Context<'_>, ids: &[&ID]) -> Result<Found> {
    let ids: Vec<MemberId> = read(ctx, ids)?;
    let found = domain::tenancy::queries::members_by_ids(caller(ctx)?, &ids).await;
    let nodes = found.map_err(|error| fail(ctx, &error))?;
    let keys: Vec<String> = nodes.iter().map(|member| member.id.print()).collect();
    let nodes = tenancy::of_members(ctx, nodes, vec![ctx.look_ahead()]).await?;
    Ok(keys.into_iter().zip(nodes.into_iter().map(Node::Member)).collect())
}

async fn participants(ctx: &Context<'_>, ids: &[&ID]) -> Result<Found> {
    let ids: Vec<ParticipantId> = read(ctx, ids)?;
    let found = identity::queries::participants_by_ids(caller(ctx)?, &ids).await;
    let node = |person: &identity::Participant| {
        (person.id.print(), Node::Participant(Participant::from(person)))
    };
    Ok(found.map_err(|error| fail(ctx, &error))?.iter().map(node).collect())
}

async fn services(ctx: &Context<'_>, ids: &[&ID]) -> Result<Found> {
    let codes: Vec<String> = codes(ids).map(str::to_owned).collect();
    let found = configuration::queries::services_by_codes(caller(ctx)?, &codes).await;
    let node = |service: configuration::EffectiveService| {
        (format!("service_{}", service.code()), Node::Service(Service(service)))
    };
    Ok(found.map_err(|error| fail(ctx, &error))?.into_iter().map(node).collect())
}

async fn requests(ctx: &Context<'_>, ids: &[&ID]) -> Result<Found> {
    let ids: Vec<RequestId> = read(ctx, ids)?;
    let nodes = requests::by_ids(ctx, &ids, vec![ctx.look_ahead()]).await?;
    Ok(nodes.into_iter().map(|node| (node.key().print(), Node::Request(node))).collect())
}

async fn activities(ctx: &Context<'_>, ids: &[&ID]) -> Result<Found> {
    let ids: Vec<ActivityId> = read(ctx, ids)?;
    let nodes = activities::by_ids(ctx, &ids, vec![ctx.look_ahead()]).await?;
    Ok(nodes.into_iter().map(|node| (node.key().print(), Node::Activity(node))).collect())
}

async fn municipalities(ctx: &Context<'_>, ids: &[&ID]) -> Result<Found> {
    let asked = vec![ctx.look_ahead()];
    let nodes = register::municipalities_by_codes(ctx, codes(ids), asked).await?;
    let node = |(code, node)| (format!("municipality_{code}"), Node::Municipality(node));
    Ok(nodes.into_iter().map(node).collect())
}

async fn associations(ctx: &Context<'_>, ids: &[&ID]) -> Result<Found> {
    let icos: Vec<Ico> = codes(ids)
        .map(|ico| ico.parse().map_err(|_| bad_input(ctx, "id")))
        .collect::<Result<_>>()?;
    let found = domain::directory::associations_by_icos(caller(ctx)?, &icos).await;
    let found = found.map_err(|error| fail(ctx, &error))?;
    let keys: Vec<String> = found
        .iter()
        .map(|association| format!("association_{}", association.ico.as_str()))
        .collect();
    let nodes = register::associations(ctx, found, vec![ctx.look_ahead()]).await?;
    Ok(keys.into_iter().zip(nodes.into_iter().map(Node::Association)).collect())
}
