-- close or reopen, with its event; written by bench/record.py from what the server sent.
\set cold :started = 0
\if :cold
BEGIN;
SET LOCAL ROLE centrum_tenant; SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1'; SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}'; SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT id AS request FROM requests WHERE (member_id, secrecy, shown_to_member) = (SELECT member_id, secrecy, shown_to_member
  FROM requests WHERE id = '01a18717-d091-7000-a77f-bb911a8bc72f') AND state = 'ASSIGNED' ORDER BY id OFFSET :client_id::bigint LIMIT 1 \gset
COMMIT;
\set started 1
\endif
\set event1 random(1, 100000000000000)
\set event2 random(1, 100000000000000)
\startpipeline
BEGIN;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" WHERE ("requests"."id" = (:request)::uuid) LIMIT :v1::bigint FOR UPDATE;
SELECT "services"."code", "services"."area", "services"."name_cs", "services"."name_en", "services"."competence", "services"."first_answer_days", "services"."close_days", "services"."secrecy", "services"."disposal", "services"."retention_years" FROM "services" WHERE ("services"."code" = ANY(:v2::text[]));
(SELECT "tenant_service_overrides"."service_code", "tenant_service_overrides"."is_offered", "tenant_service_overrides"."close_days", "tenant_service_overrides"."version", NULL::jsonb FROM "tenant_service_overrides" WHERE ("tenant_service_overrides"."tenant_id" = :v3::uuid)) UNION ALL (SELECT ''::text, NULL::boolean, NULL::integer, :v5::integer, ("centre_model_versions"."content" -> :v4::text) FROM ("tenant_models" INNER JOIN "centre_model_versions" ON ("tenant_models"."version_id" = "centre_model_versions"."id")) WHERE ("tenant_models"."tenant_id" = :v3::uuid));
UPDATE "requests" SET "state" = :v16::text, "assignee_id" = :v15::uuid, "due_at" = :v14::timestamptz, "closed_at" = :v13::timestamptz, "outcome" = :v12::text, "version" = :v11::integer, "first_answered_at" = :v10::timestamptz, "clock_started_at" = :v9::timestamptz, "close_days" = :v8::integer, "office_hours" = :v7::integer[], "stopped_since" = NULL::timestamptz, "stops" = :v6::timestamptz[] WHERE ("requests"."id" = (:request)::uuid);
WITH event AS (INSERT INTO events (at, actor, trace, id, request_id, member_id, secrecy, shown_to_member, is_internal, kind, subject, payload) SELECT :v13::timestamptz, :v26::text, :v25::text, * FROM unnest(replace(:v17, '01a21cc5-0c59-76dd-81b7-56d3f4e7668e', (('00000000-0000-4000-8000-' || lpad(to_hex(:event1::bigint), 12, '0'))::uuid)::text)::uuid[], replace(:v24, '01a18717-d091-7000-a77f-bb911a8bc72f', (:request)::text)::uuid[], :v23::uuid[], :v22::text[], :v21::boolean[], :v21::boolean[], :v20::text[], :v19::text[], :v18::jsonb[])) INSERT INTO outbox (event_id, span) SELECT unnest(replace(:v17, '01a21cc5-0c59-76dd-81b7-56d3f4e7668e', (('00000000-0000-4000-8000-' || lpad(to_hex(:event1::bigint), 12, '0'))::uuid)::text)::uuid[]), NULL::text;
COMMIT;
\endpipeline
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" WHERE ("requests"."id" = ANY(replace(:v24, '01a18717-d091-7000-a77f-bb911a8bc72f', (:request)::text)::uuid[]));
COMMIT;
\endpipeline
\startpipeline
BEGIN;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" WHERE ("requests"."id" = (:request)::uuid) LIMIT :v1::bigint FOR UPDATE;
SELECT "services"."code", "services"."area", "services"."name_cs", "services"."name_en", "services"."competence", "services"."first_answer_days", "services"."close_days", "services"."secrecy", "services"."disposal", "services"."retention_years" FROM "services" WHERE ("services"."code" = ANY(:v2::text[]));
(SELECT "tenant_service_overrides"."service_code", "tenant_service_overrides"."is_offered", "tenant_service_overrides"."close_days", "tenant_service_overrides"."version", NULL::jsonb FROM "tenant_service_overrides" WHERE ("tenant_service_overrides"."tenant_id" = :v3::uuid)) UNION ALL (SELECT ''::text, NULL::boolean, NULL::integer, :v5::integer, ("centre_model_versions"."content" -> :v4::text) FROM ("tenant_models" INNER JOIN "centre_model_versions" ON ("tenant_models"."version_id" = "centre_model_versions"."id")) WHERE ("tenant_models"."tenant_id" = :v3::uuid));
UPDATE "requests" SET "state" = :v29::text, "assignee_id" = :v15::uuid, "due_at" = :v14::timestamptz, "closed_at" = NULL::timestamptz, "outcome" = NULL::text, "version" = :v28::integer, "first_answered_at" = :v10::timestamptz, "clock_started_at" = :v27::timestamptz, "close_days" = :v8::integer, "office_hours" = :v7::integer[], "stopped_since" = NULL::timestamptz, "stops" = :v6::timestamptz[] WHERE ("requests"."id" = (:request)::uuid);
WITH event AS (INSERT INTO events (at, actor, trace, id, request_id, member_id, secrecy, shown_to_member, is_internal, kind, subject, payload) SELECT :v27::timestamptz, :v26::text, :v33::text, * FROM unnest(replace(:v30, '01a21cc5-0c5b-7616-ba98-f02842e756b4', (('00000000-0000-4000-8000-' || lpad(to_hex(:event2::bigint), 12, '0'))::uuid)::text)::uuid[], replace(:v24, '01a18717-d091-7000-a77f-bb911a8bc72f', (:request)::text)::uuid[], :v23::uuid[], :v22::text[], :v21::boolean[], :v21::boolean[], :v32::text[], :v19::text[], :v31::jsonb[])) INSERT INTO outbox (event_id, span) SELECT unnest(replace(:v30, '01a21cc5-0c5b-7616-ba98-f02842e756b4', (('00000000-0000-4000-8000-' || lpad(to_hex(:event2::bigint), 12, '0'))::uuid)::text)::uuid[]), NULL::text;
COMMIT;
\endpipeline
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" WHERE ("requests"."id" = ANY(replace(:v24, '01a18717-d091-7000-a77f-bb911a8bc72f', (:request)::text)::uuid[]));
COMMIT;
\endpipeline
