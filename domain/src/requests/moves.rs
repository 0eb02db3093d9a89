//! Where a request stands and which move leads where: one table. What a move does besides is in `steps`.

use super::rejection::Rejection;
use crate::kernel::error::Error;
use crate::kernel::text_enum::text_enum;

text_enum! {
    /// Where a request stands.
    RequestState {
        /// It was opened, and nobody has it yet.
        New = "NEW",
        /// Somebody has it.
        Assigned = "ASSIGNED",
        /// Somebody works on it.
        InProgress = "IN_PROGRESS",
        /// The centre waits for an answer of who asked; clocks stand still.
        WaitingForRequester = "WAITING_FOR_REQUESTER",
        /// It was answered.
        Closed = "CLOSED",
        /// It was withdrawn.
        Cancelled = "CANCELLED",
    }
}

text_enum! {
    /// What can be done with a request so that it stands elsewhere, or is somebody else's.
    Move {
        /// Giving it to somebody.
        Assign = "ASSIGN",
        /// Beginning to work on it.
        Start = "START",
        /// Asking the requester something, and waiting for it.
        AskRequester = "ASK_REQUESTER",
        /// The requester's answer.
        Answer = "ANSWER",
        /// Ending it with what came of it.
        Close = "CLOSE",
        /// Withdrawing it.
        Cancel = "CANCEL",
        /// Filing it under another service or secrecy.
        Refile = "MOVE",
        /// Opening it again.
        Reopen = "REOPEN",
    }
}

/// Whether somebody has a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// Somebody has it.
    BySomebody,
    /// Nobody has it.
    ByNobody,
}

use Held::{ByNobody, BySomebody};
use Move::{Answer, AskRequester, Assign, Cancel, Close, Refile, Reopen, Start};
use RequestState::{Assigned, Cancelled, Closed, InProgress, New, WaitingForRequester};

/// Every move there is: from where, by whom it must be held, what is done, to where. Whoever assigns or starts has seen to it
/// that somebody has the request; who closed it may have been nobody in particular, and who had it may not read it where it
/// is filed now.
const MOVES: &[(RequestState, Option<Held>, Move, RequestState)] = &[
    (New, None, Assign, Assigned),
    (New, None, Start, InProgress),
    (New, None, Close, Closed),
    (New, None, Cancel, Cancelled),
    (New, None, Refile, New),
    (Assigned, None, Assign, Assigned),
    (Assigned, None, Start, InProgress),
    (Assigned, None, Close, Closed),
    (Assigned, None, Cancel, Cancelled),
    (Assigned, Some(BySomebody), Refile, Assigned),
    (Assigned, Some(ByNobody), Refile, New),
    (InProgress, None, Assign, InProgress),
    (InProgress, None, AskRequester, WaitingForRequester),
    (InProgress, None, Close, Closed),
    (InProgress, None, Cancel, Cancelled),
    (InProgress, Some(BySomebody), Refile, InProgress),
    (InProgress, Some(ByNobody), Refile, New),
    (WaitingForRequester, None, Assign, WaitingForRequester),
    (WaitingForRequester, None, Answer, InProgress),
    (WaitingForRequester, None, Close, Closed),
    (WaitingForRequester, None, Cancel, Cancelled),
    (WaitingForRequester, Some(BySomebody), Refile, WaitingForRequester),
    (WaitingForRequester, Some(ByNobody), Refile, New),
    (Closed, Some(BySomebody), Reopen, InProgress),
    (Closed, Some(ByNobody), Reopen, New),
];

impl RequestState {
    /// Where a move leads from here.
    ///
    /// # Errors
    /// [`IllegalMove`].
    pub(super) fn after(self, what: Move, held: Held) -> Result<Self, IllegalMove> {
        let found = MOVES.iter().find(|(from, needs, step, _)| {
            *from == self && *step == what && needs.is_none_or(|needs| needs == held)
        });
        found.map(|(_, _, _, to)| *to).ok_or(IllegalMove { from: self, what })
    }

    /// The moves that lead away from here, or leave it here, in the order of the table.
    pub fn legal_moves(self) -> Vec<Move> {
        let mut legal: Vec<Move> = Vec::new();
        for (_, _, what, _) in MOVES.iter().filter(|(from, ..)| *from == self) {
            if !legal.contains(what) {
                legal.push(*what);
            }
        }
        legal
    }
}

/// A move that doesn't lead away from where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IllegalMove {
    pub(super) from: RequestState,
    pub(super) what: Move,
}

impl From<IllegalMove> for Error {
    fn from(IllegalMove { from, what }: IllegalMove) -> Self {
        let rejection = match (from, what) {
            (Cancelled, _) => Rejection::Cancelled,
            (Closed, _) => Rejection::AlreadyClosed,
            (New | Assigned | InProgress | WaitingForRequester, Reopen) => Rejection::NotClosed,
            (
                New | Assigned | InProgress | WaitingForRequester,
                Assign | Start | AskRequester | Answer | Close | Cancel | Refile,
            ) => Rejection::IllegalMove,
        };
        let legal = from.legal_moves().into_iter().map(Move::as_str).collect();
        Self::IllegalMove { code: rejection.code(), legal }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_has_its_moves_and_no_others() {
        let told: Vec<String> = RequestState::ALL
            .iter()
            .flat_map(|from| Move::ALL.iter().map(move |what| (*from, *what)))
            .filter_map(|(from, what)| {
                let [some, none] = [BySomebody, ByNobody].map(|held| from.after(what, held).ok());
                let to = match (some?, none?) {
                    (some, none) if some == none => some.as_str().to_owned(),
                    (some, none) => format!("{} or {}", some.as_str(), none.as_str()),
                };
                Some(format!("{} {} {to}", from.as_str(), what.as_str()))
            })
            .collect();
        assert_eq!(
            told,
            [
                "NEW ASSIGN ASSIGNED",
                "NEW START IN_PROGRESS",
                "NEW CLOSE CLOSED",
                "NEW CANCEL CANCELLED",
                "NEW MOVE NEW",
                "ASSIGNED ASSIGN ASSIGNED",
                "ASSIGNED START IN_PROGRESS",
                "ASSIGNED CLOSE CLOSED",
                "ASSIGNED CANCEL CANCELLED",
                "ASSIGNED MOVE ASSIGNED or NEW",
                "IN_PROGRESS ASSIGN IN_PROGRESS",
                "IN_PROGRESS ASK_REQUESTER WAITING_FOR_REQUESTER",
                "IN_PROGRESS CLOSE CLOSED",
                "IN_PROGRESS CANCEL CANCELLED",
                "IN_PROGRESS MOVE IN_PROGRESS or NEW",
                "WAITING_FOR_REQUESTER ASSIGN WAITING_FOR_REQUESTER",
                "WAITING_FOR_REQUESTER ANSWER IN_PROGRESS",
                "WAITING_FOR_REQUESTER CLOSE CLOSED",
                "WAITING_FOR_REQUESTER CANCEL CANCELLED",
                "WAITING_FOR_REQUESTER MOVE WAITING_FOR_REQUESTER or NEW",
                "CLOSED REOPEN IN_PROGRESS or NEW",
            ]
        );
    }

    #[test]
    fn what_is_refused_names_what_is_not() {
        let named = |from: RequestState, what| match from.after(what, BySomebody) {
            Ok(to) => to.as_str().to_owned(),
            Err(illegal) => match Error::from(illegal) {
                Error::IllegalMove { code, legal } => format!("{code}: {}", legal.join(" ")),
                other => format!("{other:?}"),
            },
        };
        assert_eq!(named(New, Answer), "ILLEGAL_MOVE: ASSIGN START CLOSE CANCEL MOVE");
        assert_eq!(
            named(InProgress, Start),
            "ILLEGAL_MOVE: ASSIGN ASK_REQUESTER CLOSE CANCEL MOVE"
        );
        assert_eq!(named(Assigned, Reopen), "REQUEST_NOT_CLOSED: ASSIGN START CLOSE CANCEL MOVE");
        assert_eq!(named(Closed, Close), "REQUEST_ALREADY_CLOSED: REOPEN");
        assert_eq!(named(Cancelled, Reopen), "REQUEST_CANCELLED: ");
    }
}
