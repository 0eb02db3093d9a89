//! Makes a tenant of an association: its row, its members, its first administrator.
