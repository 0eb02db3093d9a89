//! Who stands before a tenant without signing in, with a form or a link: which tenant it is, and how often they may come.

use super::figures::within;
use super::graphql::Graphql;
use super::page::NotShown;
use super::problem::Problem;
use domain::access::doorstep;
use domain::kernel::ids::TenantId;
use poem::Request;
use tokio::time::Instant;
use tracing::{Span, field};

/// The name in the address. A tenant's has no other characters than those of a slug, so what has is none's.
pub(super) fn slug(request: &Request) -> &str {
    let is_slug = |text: &&str| {
        !text.is_empty()
            && text.len() <= 60
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    request.raw_path_param("tenant").filter(is_slug).unwrap_or_default()
}

/// Strangers are counted before the database is asked.
pub(super) async fn let_in(graphql: &Graphql, request: &Request) -> Result<(), Problem> {
    let origin = graphql.gate.origin_of(request);
    graphql.gate.stranger(&origin).await.map(|_| ()).map_err(Problem::too_often)
}

/// Until when they are answered.
pub(super) fn deadline(graphql: &Graphql) -> Instant {
    Instant::now() + graphql.settings().time_max
}

/// The centre in the address of a link, which counts where nothing is taken in any more as well; what `none` says: there is no
/// such centre.
pub(super) async fn tenant_of(
    graphql: &Graphql,
    request: &Request,
    none: impl FnOnce() -> NotShown,
) -> Result<TenantId, NotShown> {
    let_in(graphql, request).await?;
    let read = doorstep(&graphql.db, slug(request));
    let found = within(deadline(graphql), read).await?.ok_or_else(none)?;
    Span::current().record("tenant.id", field::display(found.tenant));
    Ok(found.tenant)
}
