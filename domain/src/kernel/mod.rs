//! What every slice speaks with: ids, pages, errors, texts, money, Czech days. No I/O and no tenant in here.

pub mod error;
pub mod ico;
pub mod ids;
pub mod mailing;
pub mod money;
pub mod page;
pub mod text;
pub mod text_enum;
pub mod typeid;
pub mod until;
pub mod working_days;
