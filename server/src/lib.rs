//! The program: HTTP, the worker, commands. Decides nothing about a case: that is `domain`.

pub mod commands;
pub mod config;
pub mod demo;
pub mod http;
pub mod postgres;
pub mod telemetry;
pub mod worker;
