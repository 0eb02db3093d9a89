//! The viewer.

use super::types::Viewer;
use crate::asked::asked;
use async_graphql::{Context, Object, Result};

#[derive(Default)]
pub(crate) struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who asks, and where they may act. The only thing that may be asked before a tenant is chosen.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer> {
        Ok(Viewer { signed_in: asked(ctx)?.signed_in.clone() })
    }
}
