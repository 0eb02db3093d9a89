-- overview of a month, a page of 100; written by bench/record.py from what the server sent.
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_platform;
SELECT "api_tokens"."id", "people"."id", "people"."is_national", "api_tokens"."tenant_id", "api_tokens"."expires_at", "api_tokens"."last_used_at", "api_tokens"."permissions", "api_tokens"."lineage" FROM ("api_tokens" INNER JOIN "people" ON ("people"."id" = "api_tokens"."person_id")) WHERE ((("api_tokens"."hash" = :v3::bytea) AND ("api_tokens"."expires_at" > :v2::timestamptz)) AND (("api_tokens"."ended_at" IS NULL) OR ("api_tokens"."ended_at" > :v2::timestamptz))) LIMIT :v1::bigint;
SET LOCAL ROLE centrum_platform;
SET LOCAL app.person_id = '01929e6d-0d80-7000-9bc6-4a7c3aaf2e32';
SELECT "tenants"."id", "tenants"."slug", "grants"."participant_id", "grants"."role", "grants"."member_id", "grants"."valid_from", "grants"."valid_until", "grants"."ended_at", "grants"."person_is_national", ("grant_confirmations"."confirmed_at" IS NOT NULL) FROM (("grants" INNER JOIN "tenants" ON ("tenants"."id" = "grants"."tenant_id")) LEFT OUTER JOIN "grant_confirmations" ON (("grant_confirmations"."tenant_id" = "grants"."tenant_id") AND ("grant_confirmations"."grant_id" = "grants"."id"))) WHERE ((("grants"."valid_until" IS NULL) OR ("grants"."valid_until" > :v2::timestamptz)) AND (("grants"."ended_at" IS NULL) OR ("grants"."ended_at" > :v2::timestamptz))) ORDER BY "tenants"."kind" DESC, "tenants"."slug", "grants"."id";
SELECT "support_accesses"."id", "tenants"."id", "tenants"."slug", "support_accesses"."valid_until" FROM ("support_accesses" INNER JOIN "tenants" ON ("tenants"."id" = "support_accesses"."tenant_id")) WHERE (("support_accesses"."ended_at" IS NULL) AND ("support_accesses"."valid_until" > :v2::timestamptz)) ORDER BY "support_accesses"."id";
COMMIT;
\endpipeline
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_nation;
SET LOCAL app.tenant_id = '00000000-0000-0000-0000-000000000001';
SET LOCAL app.clearances = '{OPEN}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-8fad-073dd48bd7b2';
SELECT "tenants"."id", "tenants"."slug", "associations"."name", (SELECT sum("rollup_daily"."requests_opened") FROM "rollup_daily" WHERE (("rollup_daily"."tenant_id" = "tenants"."id") AND ("rollup_daily"."day" BETWEEN :v6::date AND :v5::date)) LIMIT :v1::bigint), (SELECT sum("rollup_daily"."requests_closed") FROM "rollup_daily" WHERE (("rollup_daily"."tenant_id" = "tenants"."id") AND ("rollup_daily"."day" BETWEEN :v6::date AND :v5::date)) LIMIT :v1::bigint), (SELECT sum("rollup_daily"."activities") FROM "rollup_daily" WHERE (("rollup_daily"."tenant_id" = "tenants"."id") AND ("rollup_daily"."day" BETWEEN :v6::date AND :v5::date)) LIMIT :v1::bigint), (SELECT sum("rollup_daily"."minutes")::bigint FROM "rollup_daily" WHERE (("rollup_daily"."tenant_id" = "tenants"."id") AND ("rollup_daily"."day" BETWEEN :v6::date AND :v5::date)) LIMIT :v1::bigint), (SELECT sum("rollup_daily"."saved_haler")::bigint FROM "rollup_daily" WHERE (("rollup_daily"."tenant_id" = "tenants"."id") AND ("rollup_daily"."day" BETWEEN :v6::date AND :v5::date)) LIMIT :v1::bigint), (SELECT sum("rollup_daily"."brought_in_haler")::bigint FROM "rollup_daily" WHERE (("rollup_daily"."tenant_id" = "tenants"."id") AND ("rollup_daily"."day" BETWEEN :v6::date AND :v5::date)) LIMIT :v1::bigint), (SELECT sum("rollup_due"."requests_open") FROM "rollup_due" WHERE ("rollup_due"."tenant_id" = "tenants"."id") LIMIT :v1::bigint), (SELECT sum("rollup_due"."requests_open") FROM "rollup_due" WHERE (("rollup_due"."tenant_id" = "tenants"."id") AND ("rollup_due"."due_on" < :v4::date)) LIMIT :v1::bigint) FROM ("tenants" INNER JOIN "associations" ON ("tenants"."association_id" = "associations"."id")) ORDER BY "associations"."name", "tenants"."id";
COMMIT;
\endpipeline
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_nation;
SET LOCAL app.tenant_id = '00000000-0000-0000-0000-000000000001';
SET LOCAL app.clearances = '{OPEN}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-8fad-073dd48bd7b2';
SELECT "tenants"."id", "tenants"."slug", "tenants"."kind", "tenants"."lifecycle", "tenants"."onboarded_at", "tenants"."association_id" FROM "tenants" WHERE ("tenants"."id" = ANY(:v7::uuid[]));
COMMIT;
\endpipeline
