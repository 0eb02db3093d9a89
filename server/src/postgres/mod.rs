//! A private PostgreSQL: a child process of ours with its data in our data folder, so that a small
//! office needs no database administrator.
//!
//! Owns: finding the server's programs, `initdb`, starting, watching and stopping the child, the
//! passwords of the logins, the lock of the data folder, and the note by which other commands find
//! the database of a running `centrum up`.
//! Doesn't own: roles, databases and tables (`centrum bootstrap`, migrations). Nothing here opens
//! an SQL connection, so nothing here needs a runtime.

mod child;
mod cluster;
mod data_dir;
mod error;
mod keeper;
mod lock;
mod os_user;
mod programs;
mod reach;
mod running;
mod secrets;
mod sockets;

pub use child::PrivatePostgres;
pub use data_dir::DataDir;
pub use error::StartError;
pub use reach::Reached;
pub use running::{Address, Running};
pub use secrets::{Login, Secrets};
