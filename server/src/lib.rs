//! The program: HTTP, the worker, commands. Decides nothing about a case: that is `domain`.

// A query's future holds the resolvers' futures, and they the domain's: the compiler lays all of them out in one go.
#![recursion_limit = "256"]

pub mod commands;
pub mod config;
pub mod demo;
pub mod ephemeral;
pub mod files;
pub mod http;
pub mod mail;
pub mod news;
pub mod oidc;
pub mod postgres;
pub mod stop;
pub mod tallies;
pub mod telemetry;
pub mod tls;
pub mod worker;
