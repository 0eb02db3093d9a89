-- close or reopen, with its event; written by bench/record.py from what the server sent.
\set cold :started = 0
\if :cold
BEGIN;
SET LOCAL ROLE centrum_tenant; SET LOCAL app.tenant_id = '01929e6d-0d80-7000-8280-ce6e9e3161c6'; SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}'; SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT id AS request FROM requests WHERE (member_id, secrecy, shown_to_member) = (SELECT member_id, secrecy, shown_to_member
  FROM requests WHERE id = '01a187da-579c-7000-84d6-6b60d06e8ac2') AND state = 'ASSIGNED' ORDER BY id OFFSET :client_id::bigint LIMIT 1 \gset
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
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" WHERE ("requests"."id" = (:request)::uuid) LIMIT :v1::bigint FOR UPDATE;
WITH last AS (UPDATE "requests" SET "state" = :v22::text, "assignee_id" = :v21::uuid, "due_at" = :v20::timestamptz, "closed_at" = :v12::timestamptz, "outcome" = :v19::text, "version" = :v18::integer, "first_answered_at" = :v17::timestamptz, "clock_started_at" = :v16::timestamptz, "close_days" = :v15::integer, "office_hours" = :v14::integer[], "stopped_since" = NULL::timestamptz, "stops" = :v13::timestamptz[] WHERE ("requests"."id" = (:request)::uuid)) , event AS (INSERT INTO events (at, actor, trace, id, request_id, member_id, secrecy, shown_to_member, is_internal, kind, subject, payload) SELECT :v12::timestamptz, :v11::text, :v10::text, * FROM unnest(replace(:v2, '01a21fb3-739e-70cb-8875-6d1366ff38f1', (('00000000-0000-4000-8000-' || lpad(to_hex(:event1::bigint), 12, '0'))::uuid)::text)::uuid[], replace(:v9, '01a187da-579c-7000-84d6-6b60d06e8ac2', (:request)::text)::uuid[], :v8::uuid[], :v7::text[], :v6::boolean[], :v6::boolean[], :v5::text[], :v4::text[], :v3::jsonb[])) INSERT INTO outbox (event_id, span) SELECT unnest(replace(:v2, '01a21fb3-739e-70cb-8875-6d1366ff38f1', (('00000000-0000-4000-8000-' || lpad(to_hex(:event1::bigint), 12, '0'))::uuid)::text)::uuid[]), NULL::text;
COMMIT;
\endpipeline
\startpipeline
BEGIN;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-8280-ce6e9e3161c6';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" WHERE ("requests"."id" = (:request)::uuid) LIMIT :v1::bigint FOR UPDATE;
SELECT "request_merges"."request_id", "request_merges"."merged_at" FROM "request_merges" WHERE ("request_merges"."request_id" = ANY(replace(:v9, '01a187da-579c-7000-84d6-6b60d06e8ac2', (:request)::text)::uuid[]));
WITH last AS (UPDATE "requests" SET "state" = :v29::text, "assignee_id" = :v21::uuid, "due_at" = :v20::timestamptz, "closed_at" = NULL::timestamptz, "outcome" = NULL::text, "version" = :v28::integer, "first_answered_at" = :v17::timestamptz, "clock_started_at" = :v27::timestamptz, "close_days" = :v15::integer, "office_hours" = :v14::integer[], "stopped_since" = NULL::timestamptz, "stops" = :v13::timestamptz[] WHERE ("requests"."id" = (:request)::uuid)) , event AS (INSERT INTO events (at, actor, trace, id, request_id, member_id, secrecy, shown_to_member, is_internal, kind, subject, payload) SELECT :v27::timestamptz, :v11::text, :v26::text, * FROM unnest(replace(:v23, '01a21fb3-73a0-7789-bc6b-baebedccbb74', (('00000000-0000-4000-8000-' || lpad(to_hex(:event2::bigint), 12, '0'))::uuid)::text)::uuid[], replace(:v9, '01a187da-579c-7000-84d6-6b60d06e8ac2', (:request)::text)::uuid[], :v8::uuid[], :v7::text[], :v6::boolean[], :v6::boolean[], :v25::text[], :v4::text[], :v24::jsonb[])) INSERT INTO outbox (event_id, span) SELECT unnest(replace(:v23, '01a21fb3-73a0-7789-bc6b-baebedccbb74', (('00000000-0000-4000-8000-' || lpad(to_hex(:event2::bigint), 12, '0'))::uuid)::text)::uuid[]), NULL::text;
COMMIT;
\endpipeline
