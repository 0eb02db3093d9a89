//! Files of requests: announced by GraphQL, sent and got over HTTP, kept in a real object store.

mod desk;
mod given;
mod refused;
mod removed;
mod s3;
mod sent;
mod streamed;
mod swept;

pub(crate) use desk::{Desk, PDF, attached_by_hand, attached_so_often, hash};
