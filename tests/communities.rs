//! Associations that may be, and become, a společenství obcí (§ 53a–53f of Act 128/2000 Sb.).

mod converted;
mod eligible;
mod national;
