//! Which association may become a společenství obcí (§ 53a–53f of Act 128/2000 Sb.): of the same register, in a folder of
//! its own because it is a law of its own.
//!
//! Doesn't own: what the regional office judges beside the register, above all the strategy that § 53a asks for.

mod commands;
mod queries;
mod rejection;
mod rules;
mod store;

pub use commands::convert;
pub use queries::eligibilities;
pub use rejection::Rejection;
pub use rules::{
    CommunityRule, DistrictShare, DistrictSize, Eligibility, Existence, OneDistrict,
    OtherCommunities, OtherCommunity, RoomInDistrict, Size,
};
