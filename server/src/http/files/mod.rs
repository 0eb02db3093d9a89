//! `/files`: the bytes of attachments, in and out.
//!
//! Owns: what somebody may send at once and how slowly, how a file is given out so that no browser runs it. Doesn't own: who
//! may send and read what (`domain::attachments`), and where the bytes are (`crate::files`). What other addresses are held to,
//! size of body and time, holds there as ever: here a file's own limits stand in their place.

mod download;
mod range;
mod refused;
mod sending;
mod upload;

pub use sending::Sending;

use super::Resources;
use super::graphql::Graphql;
use super::read_only;
use crate::files::Files;
use poem::endpoint::make;
use poem::{Request, Route};
use std::sync::Arc;

/// What both ways stand on.
struct Ways {
    graphql: Arc<Graphql>,
    files: Files,
    sending: Sending,
}

/// The addresses.
pub(super) fn with(routes: Route, graphql: &Arc<Graphql>, resources: &Resources) -> Route {
    let ways = Arc::new(Ways {
        graphql: Arc::clone(graphql),
        files: resources.files.clone(),
        sending: resources.sending.clone(),
    });
    let inwards = Arc::clone(&ways);
    routes
        .at(
            "/files/uploads/:id",
            make(move |request: Request| {
                let ways = Arc::clone(&inwards);
                async move { Box::pin(upload::receive(ways, request)).await }
            }),
        )
        .at(
            "/files/attachments/:id",
            make(move |request: Request| {
                let ways = Arc::clone(&ways);
                async move { Box::pin(read_only(&request, download::give(&ways, &request))).await }
            }),
        )
}
