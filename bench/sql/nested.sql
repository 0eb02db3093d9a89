-- 20 with municipality, service, assignee, five activities; written by bench/record.py from what the server sent.
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" ORDER BY "requests"."opened_at" DESC, "requests"."id" DESC LIMIT :v1::bigint;
SELECT "members"."id", "members"."membership_id", "association_memberships"."municipality_code", "association_memberships"."joined_on", "association_memberships"."left_on" FROM ("members" LEFT OUTER JOIN "association_memberships" ON (("association_memberships"."association_id" = "members"."tenant_id") AND ("members"."membership_id" = "association_memberships"."id"))) WHERE ("members"."id" = ANY(:v2::uuid[]));
SELECT "services"."code", "services"."area", "services"."name_cs", "services"."name_en", "services"."competence", "services"."first_answer_days", "services"."close_days", "services"."secrecy", "services"."disposal", "services"."retention_years" FROM "services" WHERE ("services"."code" = ANY(:v3::text[]));
(SELECT "tenant_service_overrides"."service_code", "tenant_service_overrides"."is_offered", "tenant_service_overrides"."close_days", "tenant_service_overrides"."version", NULL::jsonb FROM "tenant_service_overrides" WHERE ("tenant_service_overrides"."tenant_id" = :v4::uuid)) UNION ALL (SELECT ''::text, NULL::boolean, NULL::integer, :v6::integer, ("centre_model_versions"."content" -> :v5::text) FROM ("tenant_models" INNER JOIN "centre_model_versions" ON ("tenant_models"."version_id" = "centre_model_versions"."id")) WHERE ("tenant_models"."tenant_id" = :v4::uuid));
SELECT "participants"."id", "participants"."display_name" FROM "participants" WHERE ("participants"."id" = ANY(:v7::uuid[]));
COMMIT;
\endpipeline
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT parent.id, child.* FROM unnest(:v9::uuid[]) WITH ORDINALITY AS parent(id, place) CROSS JOIN LATERAL (SELECT id, service_secrecy, request_id, request_member_id, request_secrecy, request_shown_to_member, secrecy, shown_to_member, counted_secrecy, year, number, service_code, competence, performed_on, performed_by, minutes, output, share_count, method, method_version, inputs, saved_haler, brought_in_haler, corrects_id, is_reversal, reason, recorded_at, recorded_by, version FROM activities WHERE request_id = parent.id ORDER BY id ASC LIMIT :v8::bigint) AS child ORDER BY parent.place, child.id ASC;
COMMIT;
\endpipeline
