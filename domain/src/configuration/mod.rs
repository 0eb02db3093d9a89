//! The catalogue in force in a tenant: the nation's, and what this centre changed of it.
