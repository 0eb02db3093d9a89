//! Anything that has an id, by it. What isn't there and what isn't the caller's are both `null`.

use crate::asked::caller;
use crate::fail::{bad_input, fail};
use crate::ids::read_argument;
use crate::register::{self, Association, Municipality};
use crate::requests::{self, Request};
use crate::services::Service;
use crate::tenancy::{self, Member, Participant, Tenant};
use async_graphql::{Context, ID, Interface, Object, Result};
use domain::kernel::ids::{MemberId, ParticipantId, TenantId};
use domain::{configuration, identity};

#[derive(Default)]
pub(crate) struct NodeQuery;

/// Something that has an id.
#[expect(
    clippy::large_enum_variant,
    reason = "one lives for the time of one field, and the macro takes no boxes"
)]
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Its id."))]
pub(crate) enum Node {
    Tenant(Tenant),
    Member(Member),
    Participant(Participant),
    Service(Service),
    Request(Request),
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
        find(ctx, &id).await
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
        let mut nodes = Vec::with_capacity(ids.len());
        for id in &ids {
            nodes.push(find(ctx, id).await?);
        }
        Ok(nodes)
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let (kind, key) = id.split_once('_').ok_or_else(|| bad_input(ctx, "id"))?;
    match kind {
        "tenant" => tenant(ctx, id).await,
        "member" => member(ctx, id).await,
        "participant" => participant(ctx, id).await,
        "service" => service(ctx, key).await,
        "request" => request(ctx, id).await,
        "municipality" => municipality(ctx, key).await,
        "association" => association(ctx, key).await,
        _ => Err(bad_input(ctx, "id")),
    }
}

async fn tenant(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let id = read_argument::<TenantId>(ctx, id, "id")?;
    let found =
        domain::tenancy::queries::by_ids(caller(ctx)?, &[id]).await.map_err(|e| fail(ctx, &e))?;
    let node = tenancy::tenants(ctx, found, vec![ctx.look_ahead()]).await?.pop();
    Ok(node.map(Node::Tenant))
}

async fn member(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let id = read_argument::<MemberId>(ctx, id, "id")?;
    let found =
        domain::tenancy::queries::member(caller(ctx)?, id).await.map_err(|e| fail(ctx, &e))?;
    let node =
        tenancy::of_members(ctx, found.into_iter().collect(), vec![ctx.look_ahead()]).await?.pop();
    Ok(node.map(Node::Member))
}

async fn participant(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let id = read_argument::<ParticipantId>(ctx, id, "id")?;
    let found =
        identity::queries::participant(caller(ctx)?, id).await.map_err(|e| fail(ctx, &e))?;
    Ok(found.map(|person| Node::Participant(Participant::from(&person))))
}

async fn service(ctx: &Context<'_>, code: &str) -> Result<Option<Node>> {
    let found =
        configuration::queries::service(caller(ctx)?, code).await.map_err(|e| fail(ctx, &e))?;
    Ok(found.map(|service| Node::Service(Service(service))))
}

async fn request(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let id = read_argument(ctx, id, "id")?;
    Ok(requests::by_ids(ctx, &[id], vec![ctx.look_ahead()]).await?.pop().map(Node::Request))
}

async fn municipality(ctx: &Context<'_>, code: &str) -> Result<Option<Node>> {
    let asked = vec![ctx.look_ahead()];
    let mut found = register::municipalities_by_codes(ctx, std::iter::once(code), asked).await?;
    Ok(found.remove(code).map(Node::Municipality))
}

async fn association(ctx: &Context<'_>, ico: &str) -> Result<Option<Node>> {
    let ico = ico.parse().map_err(|_| bad_input(ctx, "id"))?;
    let found =
        domain::directory::association(caller(ctx)?, &ico).await.map_err(|e| fail(ctx, &e))?;
    let node = register::associations(ctx, found.into_iter().collect(), vec![ctx.look_ahead()])
        .await?
        .pop();
    Ok(node.map(Node::Association))
}
