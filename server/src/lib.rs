//! The program `centrum`: HTTP, worker and commands.

pub mod postgres;
