//! Anything that has an id, by it. What isn't there and what isn't the caller's are both `null`.

use crate::asked::caller;
use crate::fail::{bad_input, fail};
use crate::requests::Request;
use crate::services::Service;
use crate::tenancy::{Member, Participant, Tenant};
use async_graphql::{Context, ID, Interface, Object, Result};
use domain::kernel::ids::TypedId as _;
use domain::{configuration, identity, tenancy};

#[derive(Default)]
pub(crate) struct NodeQuery;

/// Something that has an id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Its id."))]
pub(crate) enum Node {
    Tenant(Tenant),
    Member(Member),
    Participant(Participant),
    Service(Service),
    Request(Request),
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
    let malformed = || bad_input(ctx, "id");
    let caller = caller(ctx)?;
    let node = match kind {
        "tenant" => {
            let id = domain::kernel::ids::TenantId::read(id).ok_or_else(malformed)?;
            let found = tenancy::queries::by_ids(caller, &[id]).await;
            found.map(|found| found.into_iter().next().map(|tenant| Node::Tenant(Tenant(tenant))))
        }
        "member" => {
            let id = domain::kernel::ids::MemberId::read(id).ok_or_else(malformed)?;
            tenancy::queries::member(caller, id)
                .await
                .map(|found| found.map(|member| Node::Member(Member(member))))
        }
        "participant" => {
            let id = domain::kernel::ids::ParticipantId::read(id).ok_or_else(malformed)?;
            let found = identity::queries::participant(caller, id).await;
            found.map(|found| found.map(|person| Node::Participant(Participant::from(&person))))
        }
        "service" => {
            let found = configuration::queries::service(caller, key).await;
            found.map(|found| found.map(|service| Node::Service(Service(service))))
        }
        "request" => {
            let id = domain::kernel::ids::RequestId::read(id).ok_or_else(malformed)?;
            return Ok(Request::by_ids(ctx, &[id]).await?.into_iter().next().map(Node::Request));
        }
        _ => return Err(malformed()),
    };
    node.map_err(|error| fail(ctx, &error))
}
