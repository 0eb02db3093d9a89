-- 50 with ten activities and their workers, and the total; written by bench/record.py from what the server sent.
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT "requests"."id", "requests"."member_id", "requests"."secrecy", "requests"."shown_to_member", "requests"."year", "requests"."number", "requests"."service_code", "requests"."state", "requests"."title", "requests"."description", "requests"."requester_kind", "requests"."requester_name", "requests"."municipality_code", "requests"."opened_at", "requests"."opened_by", "requests"."first_answer_due_at", "requests"."due_at", "requests"."assignee_id", "requests"."closed_at", "requests"."outcome", "requests"."version", "requests"."priority", "requests"."channel", "requests"."first_answered_at", "requests"."clock_started_at", "requests"."close_days", "requests"."office_hours", "requests"."stopped_since", "requests"."stops", "requests"."requester_email" FROM "requests" ORDER BY "requests"."opened_at" DESC, "requests"."id" DESC LIMIT :v1::bigint;
SELECT COUNT(*) FROM "requests";
COMMIT;
\endpipeline
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_tenant;
SET LOCAL app.tenant_id = '01929e6d-0d80-7000-9c0e-7af1a6af59d1';
SET LOCAL app.clearances = '{OPEN,CONFIDENTIAL}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-ba32-be65434ee005';
SELECT parent.id, child.* FROM unnest(:v3::uuid[]) WITH ORDINALITY AS parent(id, place) CROSS JOIN LATERAL (SELECT id, service_secrecy, request_id, request_member_id, request_secrecy, request_shown_to_member, secrecy, shown_to_member, counted_secrecy, year, number, service_code, competence, performed_on, performed_by, minutes, output, share_count, method, method_version, inputs, saved_haler, brought_in_haler, corrects_id, is_reversal, reason, recorded_at, recorded_by, version FROM activities WHERE request_id = parent.id ORDER BY id ASC LIMIT :v2::bigint) AS child ORDER BY parent.place, child.id ASC;
SELECT "participants"."id", "participants"."display_name" FROM "participants" WHERE ("participants"."id" = ANY(:v4::uuid[]));
COMMIT;
\endpipeline
