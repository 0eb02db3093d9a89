-- What only an administrator can do in one database, once. Run again it changes nothing. `{database}` is a checked identifier.
ALTER DATABASE {database} OWNER TO centrum_owner;
-- Else a temporary table named `requests` stands before the real one, for every later user of the connection.
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO centrum, centrum_migrator, centrum_maintenance;
-- Large objects know no tenant.
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO centrum_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE centrum_owner GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON TABLES TO centrum_maintenance;
