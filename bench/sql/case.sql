-- open, assign, close, with their events; written by bench/record.py from what the server sent.
\set cold :started = 0
\if :cold
\set opened 0
\set started 1
\endif
\set opened :opened + 1
\set number 100000000 + :run * 10000000 + :client_id * 1000000 + :opened
\set request random(1, 100000000000000)
\set event1 random(1, 100000000000000)
\set event2 random(1, 100000000000000)
\set event3 random(1, 100000000000000)
\startpipeline
BEGIN;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "services"."code", "services"."area", "services"."name_cs", "services"."name_en", "services"."competence", "services"."first_answer_days", "services"."close_days", "services"."secrecy", "services"."disposal", "services"."retention_years" FROM "services" WHERE ("services"."code" = ANY(:v1::text[]));
(SELECT "tenant_service_overrides"."service_code", "tenant_service_overrides"."is_offered", "tenant_service_overrides"."close_days", "tenant_service_overrides"."version", NULL::jsonb FROM "tenant_service_overrides" WHERE ("tenant_service_overrides"."tenant_id" = :v2::uuid)) UNION ALL (SELECT ''::text, NULL::boolean, NULL::integer, :v4::integer, ("centre_model_versions"."content" -> :v3::text) FROM ("tenant_models" INNER JOIN "centre_model_versions" ON ("tenant_models"."version_id" = "centre_model_versions"."id")) WHERE ("tenant_models"."tenant_id" = :v2::uuid));
SELECT "members"."id", "members"."membership_id", "association_memberships"."municipality_code", "association_memberships"."joined_on", "association_memberships"."left_on" FROM ("members" LEFT OUTER JOIN "association_memberships" ON (("association_memberships"."association_id" = "members"."tenant_id") AND ("members"."membership_id" = "association_memberships"."id"))) WHERE ("members"."id" = ANY(:v5::uuid[]));
INSERT INTO "request_counters" ("year", "last_number") VALUES (:v7::integer, :v6::integer) ON CONFLICT ("tenant_id", "year") DO UPDATE SET "last_number" = ("request_counters"."last_number" + :v6::integer) RETURNING "request_counters"."last_number";
WITH text AS (INSERT INTO "requests" ("id", "member_id", "secrecy", "shown_to_member", "year", "number", "service_code", "state", "title", "description", "requester_kind", "requester_name", "municipality_code", "opened_at", "opened_by", "first_answer_due_at", "due_at", "close_days", "office_hours", "priority", "channel", "requester_email", "has_terms") VALUES ((('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid)::uuid, :v28::uuid, :v27::text, :v14::boolean, :v7::integer, (:number)::integer, :v26::text, :v25::text, :v24::text, :v23::text, :v22::text, NULL::text, NULL::text, :v21::timestamptz, :v20::uuid, :v19::timestamptz, :v18::timestamptz, :v17::integer, :v16::integer[], :v15::text, NULL::text, NULL::text, :v14::boolean)) INSERT INTO request_terms (term, request_id, member_id, secrecy, shown_to_member, in_title) SELECT * FROM unnest(:v13::text[], replace(:v12, '01a21cc5-0cbb-755b-bb74-df7ede9e60f1', (('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid)::text)::uuid[], :v11::uuid[], :v10::text[], :v9::boolean[], :v8::boolean[]) ON CONFLICT DO NOTHING;
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" WHERE ("requests"."id" = ANY(replace(:v29, '01a21cc5-0cbb-755b-bb74-df7ede9e60f1', (('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid)::text)::uuid[]));
WITH event AS (INSERT INTO events (at, actor, trace, id, request_id, member_id, secrecy, shown_to_member, is_internal, kind, subject, payload) SELECT :v21::timestamptz, :v38::text, :v37::text, * FROM unnest(replace(:v30, '01a21cc5-0cbb-755b-bb74-df7fc4d2b44c', (('00000000-0000-4000-8000-' || lpad(to_hex(:event1::bigint), 12, '0'))::uuid)::text)::uuid[], replace(:v29, '01a21cc5-0cbb-755b-bb74-df7ede9e60f1', (('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid)::text)::uuid[], :v5::uuid[], :v36::text[], :v35::boolean[], :v34::boolean[], :v33::text[], :v32::text[], :v31::jsonb[])) INSERT INTO outbox (event_id, span) SELECT unnest(replace(:v30, '01a21cc5-0cbb-755b-bb74-df7fc4d2b44c', (('00000000-0000-4000-8000-' || lpad(to_hex(:event1::bigint), 12, '0'))::uuid)::text)::uuid[]), NULL::text;
COMMIT;
\endpipeline
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" WHERE ("requests"."id" = ANY(replace(:v29, '01a21cc5-0cbb-755b-bb74-df7ede9e60f1', (('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid)::text)::uuid[]));
COMMIT;
\endpipeline
\startpipeline
BEGIN;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" WHERE ("requests"."id" = (('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid)::uuid) LIMIT :v6::bigint FOR UPDATE;
SELECT "participants"."id", "participants"."display_name" FROM "participants" WHERE ("participants"."id" = ANY(:v39::uuid[]));
SELECT "grants"."id", "grants"."tenant_id", "grants"."participant_id", "grants"."person_id", "grants"."role", "grants"."member_id", "grants"."member_until", "grants"."region_code", "grants"."valid_from", "grants"."valid_until", "grants"."granted_by", "grants"."ended_at", "grants"."ended_by", "grants"."person_is_national", "grant_confirmations"."confirmed_at", "grant_confirmations"."confirmed_by" FROM ("grants" LEFT OUTER JOIN "grant_confirmations" ON (("grant_confirmations"."tenant_id" = "grants"."tenant_id") AND ("grant_confirmations"."grant_id" = "grants"."id"))) WHERE ("grants"."participant_id" = :v20::uuid) ORDER BY "grants"."id";
UPDATE "requests" SET "state" = :v42::text, "assignee_id" = :v20::uuid, "due_at" = :v18::timestamptz, "closed_at" = NULL::timestamptz, "outcome" = NULL::text, "version" = :v41::integer, "first_answered_at" = NULL::timestamptz, "clock_started_at" = NULL::timestamptz, "close_days" = :v17::integer, "office_hours" = :v16::integer[], "stopped_since" = NULL::timestamptz, "stops" = :v40::timestamptz[] WHERE ("requests"."id" = (('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid)::uuid);
WITH event AS (INSERT INTO events (at, actor, trace, id, request_id, member_id, secrecy, shown_to_member, is_internal, kind, subject, payload) SELECT :v47::timestamptz, :v38::text, :v46::text, * FROM unnest(replace(:v43, '01a21cc5-0cbe-754b-95d5-fc6dde273e1f', (('00000000-0000-4000-8000-' || lpad(to_hex(:event2::bigint), 12, '0'))::uuid)::text)::uuid[], replace(:v29, '01a21cc5-0cbb-755b-bb74-df7ede9e60f1', (('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid)::text)::uuid[], :v5::uuid[], :v36::text[], :v35::boolean[], :v34::boolean[], :v45::text[], :v32::text[], :v44::jsonb[])) INSERT INTO outbox (event_id, span) SELECT unnest(replace(:v43, '01a21cc5-0cbe-754b-95d5-fc6dde273e1f', (('00000000-0000-4000-8000-' || lpad(to_hex(:event2::bigint), 12, '0'))::uuid)::text)::uuid[]), NULL::text;
COMMIT;
\endpipeline
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" WHERE ("requests"."id" = ANY(replace(:v29, '01a21cc5-0cbb-755b-bb74-df7ede9e60f1', (('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid)::text)::uuid[]));
COMMIT;
\endpipeline
\startpipeline
BEGIN;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" WHERE ("requests"."id" = (('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid)::uuid) LIMIT :v6::bigint FOR UPDATE;
SELECT "services"."code", "services"."area", "services"."name_cs", "services"."name_en", "services"."competence", "services"."first_answer_days", "services"."close_days", "services"."secrecy", "services"."disposal", "services"."retention_years" FROM "services" WHERE ("services"."code" = ANY(:v1::text[]));
(SELECT "tenant_service_overrides"."service_code", "tenant_service_overrides"."is_offered", "tenant_service_overrides"."close_days", "tenant_service_overrides"."version", NULL::jsonb FROM "tenant_service_overrides" WHERE ("tenant_service_overrides"."tenant_id" = :v2::uuid)) UNION ALL (SELECT ''::text, NULL::boolean, NULL::integer, :v4::integer, ("centre_model_versions"."content" -> :v3::text) FROM ("tenant_models" INNER JOIN "centre_model_versions" ON ("tenant_models"."version_id" = "centre_model_versions"."id")) WHERE ("tenant_models"."tenant_id" = :v2::uuid));
UPDATE "requests" SET "state" = :v51::text, "assignee_id" = :v20::uuid, "due_at" = :v18::timestamptz, "closed_at" = :v48::timestamptz, "outcome" = :v50::text, "version" = :v49::integer, "first_answered_at" = :v48::timestamptz, "clock_started_at" = NULL::timestamptz, "close_days" = :v17::integer, "office_hours" = :v16::integer[], "stopped_since" = NULL::timestamptz, "stops" = :v40::timestamptz[] WHERE ("requests"."id" = (('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid)::uuid);
WITH event AS (INSERT INTO events (at, actor, trace, id, request_id, member_id, secrecy, shown_to_member, is_internal, kind, subject, payload) SELECT :v48::timestamptz, :v38::text, :v55::text, * FROM unnest(replace(:v52, '01a21cc5-0cc0-73dd-bfd0-015274c24d0f', (('00000000-0000-4000-8000-' || lpad(to_hex(:event3::bigint), 12, '0'))::uuid)::text)::uuid[], replace(:v29, '01a21cc5-0cbb-755b-bb74-df7ede9e60f1', (('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid)::text)::uuid[], :v5::uuid[], :v36::text[], :v35::boolean[], :v34::boolean[], :v54::text[], :v32::text[], :v53::jsonb[])) INSERT INTO outbox (event_id, span) SELECT unnest(replace(:v52, '01a21cc5-0cc0-73dd-bfd0-015274c24d0f', (('00000000-0000-4000-8000-' || lpad(to_hex(:event3::bigint), 12, '0'))::uuid)::text)::uuid[]), NULL::text;
COMMIT;
\endpipeline
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" WHERE ("requests"."id" = ANY(replace(:v29, '01a21cc5-0cbb-755b-bb74-df7ede9e60f1', (('00000000-0000-4000-8000-' || lpad(to_hex(:request::bigint), 12, '0'))::uuid)::text)::uuid[]));
COMMIT;
\endpipeline
