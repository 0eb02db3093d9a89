-- close or reopen, with its event; written by bench/record.py from what the server sent.
\set cold :started = 0
\if :cold
BEGIN;
SET LOCAL ROLE centrum_tenant; SET LOCAL app.tenant_id = '01929e6d-0d80-7000-8280-ce6e9e3161c6'; SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}'; SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT id AS request FROM requests WHERE (member_id, secrecy, shown_to_member) = (SELECT member_id, secrecy, shown_to_member
  FROM requests WHERE id = '01a187b9-2cca-7000-b266-d6376cd9b7fb') AND state = 'ASSIGNED' ORDER BY id OFFSET :client_id::bigint LIMIT 1 \gset
COMMIT;
\set started 1
\endif
\set event1 random(1, 100000000000000)
\set event2 random(1, 100000000000000)
\startpipeline
BEGIN;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-8280-ce6e9e3161c6';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version" FROM "requests" WHERE ("requests"."id" = (:request)::uuid) LIMIT :v1::bigint FOR UPDATE;
SELECT "services"."code", "services"."area", "services"."name_cs", "services"."name_en", "services"."competence", "services"."first_answer_days", "services"."close_days", "services"."secrecy", "services"."disposal", "services"."retention_years" FROM "services" WHERE ("services"."code" = ANY(:v2::text[]));
SELECT "tenant_service_overrides"."service_code", "tenant_service_overrides"."is_offered", "tenant_service_overrides"."close_days", "tenant_service_overrides"."version" FROM "tenant_service_overrides";
UPDATE "requests" SET "state" = :v8::text, "assignee_id" = :v7::uuid, "due_at" = :v6::timestamptz, "closed_at" = :v5::timestamptz, "outcome" = :v4::text, "version" = :v3::integer WHERE ("requests"."id" = (:request)::uuid);
WITH event AS (INSERT INTO events (at, actor, trace, id, request_id, member_id, secrecy, shown_to_member, is_internal, kind, subject, payload) SELECT :v5::timestamptz, :v16::text, :v15::text, * FROM unnest((ARRAY[('00000000-0000-4000-8000-' || lpad(to_hex(:event1::bigint), 12, '0'))::uuid])::uuid[], (ARRAY[:request::uuid])::uuid[], :v14::uuid[], :v13::text[], :v12::boolean[], :v12::boolean[], :v11::text[], :v10::text[], :v9::jsonb[])) INSERT INTO outbox (event_id, span) SELECT unnest((ARRAY[('00000000-0000-4000-8000-' || lpad(to_hex(:event1::bigint), 12, '0'))::uuid])::uuid[]), NULL::text;
COMMIT;
\endpipeline
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-8280-ce6e9e3161c6';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version" FROM "requests" WHERE ("requests"."id" = ANY((ARRAY[:request::uuid])::uuid[]));
COMMIT;
\endpipeline
\startpipeline
BEGIN;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-8280-ce6e9e3161c6';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version" FROM "requests" WHERE ("requests"."id" = (:request)::uuid) LIMIT :v1::bigint FOR UPDATE;
SELECT "services"."code", "services"."area", "services"."name_cs", "services"."name_en", "services"."competence", "services"."first_answer_days", "services"."close_days", "services"."secrecy", "services"."disposal", "services"."retention_years" FROM "services" WHERE ("services"."code" = ANY(:v2::text[]));
SELECT "tenant_service_overrides"."service_code", "tenant_service_overrides"."is_offered", "tenant_service_overrides"."close_days", "tenant_service_overrides"."version" FROM "tenant_service_overrides";
UPDATE "requests" SET "state" = :v18::text, "assignee_id" = :v7::uuid, "due_at" = :v6::timestamptz, "closed_at" = NULL::timestamptz, "outcome" = NULL::text, "version" = :v17::integer WHERE ("requests"."id" = (:request)::uuid);
WITH event AS (INSERT INTO events (at, actor, trace, id, request_id, member_id, secrecy, shown_to_member, is_internal, kind, subject, payload) SELECT :v22::timestamptz, :v16::text, :v21::text, * FROM unnest((ARRAY[('00000000-0000-4000-8000-' || lpad(to_hex(:event2::bigint), 12, '0'))::uuid])::uuid[], (ARRAY[:request::uuid])::uuid[], :v14::uuid[], :v13::text[], :v12::boolean[], :v12::boolean[], :v20::text[], :v10::text[], :v19::jsonb[])) INSERT INTO outbox (event_id, span) SELECT unnest((ARRAY[('00000000-0000-4000-8000-' || lpad(to_hex(:event2::bigint), 12, '0'))::uuid])::uuid[]), NULL::text;
COMMIT;
\endpipeline
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-8280-ce6e9e3161c6';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version" FROM "requests" WHERE ("requests"."id" = ANY((ARRAY[:request::uuid])::uuid[]));
COMMIT;
\endpipeline
