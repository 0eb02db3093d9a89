//! All tests in one binary: it links once, and its tests run in parallel.

// As in `server`: futures within futures.
#![recursion_limit = "256"]

mod activities;
mod borders;
mod communities;
mod containers;
mod demo;
mod doctor;
mod door;
mod ephemeral;
mod figures;
mod full_disk;
mod graphiql;
mod histories;
mod hostile;
mod house;
mod http_contract;
mod idempotency;
mod imports;
mod indexes;
mod isolation;
mod isolation_soak;
mod killed;
mod leaving;
mod lifecycle;
mod onboarding;
mod outage;
mod overview;
mod people;
mod permission_mutants;
mod permissions;
mod private_postgres;
mod register;
mod replicas;
mod requests;
mod restart;
mod services;
mod setup;
mod sign_in;
mod simulation;
mod strangers;
mod structure;
mod subscriptions;
mod support;
mod tallies;
mod telemetry;
mod territorial;
mod tokens;
mod tour;
mod trips;
mod two_processes;
