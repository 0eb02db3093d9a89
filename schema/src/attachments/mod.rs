//! Files of requests: announced here, sent to an address beside the contract, listed here.

mod ahead;
mod mutation;
mod types;

pub(crate) use ahead::{OfRequests, of_requests};
pub(crate) use mutation::AttachmentMutation;
pub(crate) use types::Attachment;
