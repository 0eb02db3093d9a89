//! How all centres do.

use async_graphql::Object;

#[derive(Default)]
pub(crate) struct FigureQuery;

#[Object]
impl FigureQuery {
    /// Placeholder until the merge.
    async fn figures(&self) -> bool {
        true
    }
}
