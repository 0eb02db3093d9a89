//! What an operator sees of the program: figures, spans, logs; and what they must not see.

mod collector;
mod figures;
mod gone;
pub(crate) mod program;
mod secrets;
mod traces;
