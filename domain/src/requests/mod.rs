//! What a member or a citizen asks of the centre, from opening to closing.
//!
//! Doesn't own: the catalogue (`catalogue`, `configuration`), and the figures (`monitoring`).
