//! The words of requests: where one stands, who asks, how urgent one is, how it came, what can be done with it.

use async_graphql::Enum;
use domain::requests;

/// Where a request stands (stav požadavku).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "requests::RequestState")]
pub(crate) enum RequestState {
    /// It was opened, and nobody has it yet (nový).
    New,
    /// Somebody has it (přidělený).
    Assigned,
    /// Somebody works on it (řeší se).
    InProgress,
    /// The centre waits for an answer of who asked; clocks stand still (čeká na žadatele).
    WaitingForRequester,
    /// It was answered (uzavřený).
    Closed,
    /// It was withdrawn (zrušený).
    Cancelled,
}

/// What kind of person asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "requests::RequesterKind")]
pub(crate) enum RequesterKind {
    /// The municipality itself (obec).
    Municipality,
    /// A body that the municipality set up (příspěvková organizace).
    Organisation,
    /// A citizen (občan).
    Citizen,
}

/// How urgent a request is (priorita).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "requests::Priority")]
pub(crate) enum RequestPriority {
    /// It can wait (nízká).
    Low,
    /// As most are (běžná).
    Normal,
    /// Sooner than others (vysoká).
    High,
    /// Before all else (naléhavá).
    Urgent,
}

/// How a request came (kanál).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "requests::Channel")]
pub(crate) enum RequestChannel {
    /// Somebody was there (osobně).
    Personal,
    /// Somebody called (telefonicky).
    Telephone,
    /// By e-mail (e-mailem).
    Email,
    /// By data box (datovou schránkou).
    DataBox,
    /// In here, or by a form on the web (webem).
    Web,
}

/// What can be done with a request so that it stands elsewhere, or is somebody else's (krok).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "requests::Move")]
pub(crate) enum RequestMove {
    /// Giving it to somebody: `assignRequest` (přidělit).
    Assign,
    /// Beginning to work on it: `startRequest` (začít řešit).
    Start,
    /// Asking the requester something, and waiting for it: `askRequester` (dotázat se žadatele).
    AskRequester,
    /// The requester's answer: `answerRequest` (odpovědět).
    Answer,
    /// Ending it with what came of it: `closeRequest` (uzavřít).
    Close,
    /// Withdrawing it: `cancelRequest` (zrušit).
    Cancel,
    /// Filing it under another service or secrecy: `moveRequest` (přesunout).
    #[graphql(name = "MOVE")]
    Refile,
    /// Opening it again: `reopenRequest` (znovu otevřít).
    Reopen,
}
