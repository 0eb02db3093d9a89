//! What an operator sees of the program: figures, spans, logs; and what they must not see.

mod figures;
mod program;
