-- What only an administrator of the cluster can make, once: the roles, and the database's own rights.
-- Run again it changes nothing. `{database}` is a checked identifier.
DO $$
DECLARE r text;
BEGIN
  -- Owner: migrations. Then the runtime roles: staff, who acts for municipalities, the nation, sign-in, the worker, the
  -- servers' own counts, and the public intake. None bypasses policies.
  FOREACH r IN ARRAY '{owner,tenant,member,nation,platform,relay,tally,intake}'::text[] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'centrum_' || r) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', 'centrum_' || r);
    END IF;
  END LOOP;
  -- Dump and restore; never in a server's configuration.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'centrum_maintenance') THEN
    CREATE ROLE centrum_maintenance NOLOGIN BYPASSRLS;
  END IF;
  -- The server's only login: no right of its own, it must take a role.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'centrum') THEN
    CREATE ROLE centrum LOGIN NOINHERIT;
  END IF;
  -- Who migrates: may become the owner, and nothing else.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'centrum_migrator') THEN
    CREATE ROLE centrum_migrator LOGIN NOINHERIT;
  END IF;
END $$;
GRANT centrum_tenant, centrum_member, centrum_nation, centrum_platform, centrum_relay, centrum_tally, centrum_intake TO centrum;
GRANT centrum_owner TO centrum_migrator;
-- A bound LIMIT is planned anew each time unless plans are generic (measured: 7,104 against 11,262 lists a second).
ALTER ROLE centrum SET plan_cache_mode = force_generic_plan;
-- What generic plans are thought to cost makes PostgreSQL compile them, each time anew: of the nation's overview that took
-- 1.1 s, and running it 0.2 s.
ALTER ROLE centrum SET jit = off;
ALTER ROLE centrum SET statement_timeout = '5s';
ALTER ROLE centrum SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE centrum SET lock_timeout = '4s';
-- The code knows a few messages of the server that diesel gives no kind.
ALTER ROLE centrum SET lc_messages = 'C';
