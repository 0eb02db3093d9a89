//! Anything that has an id, by it. What isn't there and what isn't the caller's are both `null`.

use crate::activities::{self, Activity};
use crate::asked::caller;
use crate::centre_model::{self, CentreModelVersion};
use crate::fail::{bad_input, fail};
use crate::ids::read_argument;
use crate::register::{self, Ahead, Association, Municipality};
use crate::requests::{self, Request};
use crate::rollouts::{self, Rollout};
use crate::services::Service;
use crate::tenancy::{self, Member, Participant, Tenant};
use async_graphql::{Context, ID, Interface, Object, Result};
use domain::kernel::ico::Ico;
use domain::kernel::ids::{
    ActivityId, CentreModelVersionId, MemberId, ParticipantId, RequestId, RolloutId, TenantId,
    TypedId,
};
use domain::{configuration, identity};
use std::collections::{BTreeMap, HashMap};

#[derive(Default)]
pub(crate) struct NodeQuery;

/// Something that has an id.
#[derive(Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Its id."))]
#[expect(clippy::large_enum_variant, reason = "few at a time, on their way into an answer")]
pub(crate) enum Node {
    Tenant(Tenant),
    Member(Member),
    Participant(Participant),
    Service(Service),
    Request(Request),
    Activity(Activity),
    Municipality(Municipality),
    Association(Association),
    CentreModelVersion(CentreModelVersion),
    Rollout(Rollout),
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
        // Boxed: else this future has room for every kind's at once, and so have all that it lies in.
        let of_kind: Ahead<'_, Found> = match kind {
            "tenant" => Box::pin(tenants(ctx, &ids)),
            "member" => Box::pin(members(ctx, &ids)),
            "participant" => Box::pin(participants(ctx, &ids)),
            "service" => Box::pin(services(ctx, &ids)),
            "request" => Box::pin(requests(ctx, &ids)),
            "activity" => Box::pin(activities(ctx, &ids)),
            "municipality" => Box::pin(municipalities(ctx, &ids)),
            "association" => Box::pin(associations(ctx, &ids)),
            "model" => Box::pin(versions(ctx, &ids)),
            "rollout" => Box::pin(rollouts(ctx, &ids)),
            _ => return Err(bad_input(ctx, "id")),
        };
        found.extend(of_kind.await?);
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

async fn versions(ctx: &Context<'_>, ids: &[&ID]) -> Result<Found> {
    let ids: Vec<CentreModelVersionId> = read(ctx, ids)?;
    let nodes = centre_model::by_ids(ctx, &ids, vec![ctx.look_ahead()]).await?;
    Ok(nodes.into_iter().map(|node| (node.key().print(), Node::CentreModelVersion(node))).collect())
}

async fn rollouts(ctx: &Context<'_>, ids: &[&ID]) -> Result<Found> {
    let ids: Vec<RolloutId> = read(ctx, ids)?;
    let nodes = rollouts::by_ids(ctx, &ids).await?;
    Ok(nodes.into_iter().map(|node| (node.key().print(), Node::Rollout(node))).collect())
}
