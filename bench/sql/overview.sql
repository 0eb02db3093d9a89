-- overview of a month, a page of 100; written by bench/record.py from what the server sent.
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_nation;
SET LOCAL app.tenant_id = '00000000-0000-0000-0000-000000000001';
SET LOCAL app.clearances = '{OPEN}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-97b2-0fad073dd48b';
SELECT "tenants"."id", "tenants"."slug", "associations"."name", (SELECT sum("rollup_daily"."requests_opened") FROM "rollup_daily" WHERE (("rollup_daily"."tenant_id" = "tenants"."id") AND ("rollup_daily"."day" BETWEEN :v4::date AND :v3::date)) LIMIT :v1::bigint), (SELECT sum("rollup_daily"."requests_closed") FROM "rollup_daily" WHERE (("rollup_daily"."tenant_id" = "tenants"."id") AND ("rollup_daily"."day" BETWEEN :v4::date AND :v3::date)) LIMIT :v1::bigint), (SELECT sum("rollup_daily"."activities") FROM "rollup_daily" WHERE (("rollup_daily"."tenant_id" = "tenants"."id") AND ("rollup_daily"."day" BETWEEN :v4::date AND :v3::date)) LIMIT :v1::bigint), (SELECT sum("rollup_daily"."minutes")::bigint FROM "rollup_daily" WHERE (("rollup_daily"."tenant_id" = "tenants"."id") AND ("rollup_daily"."day" BETWEEN :v4::date AND :v3::date)) LIMIT :v1::bigint), (SELECT sum("rollup_daily"."saved_haler")::bigint FROM "rollup_daily" WHERE (("rollup_daily"."tenant_id" = "tenants"."id") AND ("rollup_daily"."day" BETWEEN :v4::date AND :v3::date)) LIMIT :v1::bigint), (SELECT sum("rollup_daily"."brought_in_haler")::bigint FROM "rollup_daily" WHERE (("rollup_daily"."tenant_id" = "tenants"."id") AND ("rollup_daily"."day" BETWEEN :v4::date AND :v3::date)) LIMIT :v1::bigint), (SELECT sum("rollup_due"."requests_open") FROM "rollup_due" WHERE ("rollup_due"."tenant_id" = "tenants"."id") LIMIT :v1::bigint), (SELECT sum("rollup_due"."requests_open") FROM "rollup_due" WHERE (("rollup_due"."tenant_id" = "tenants"."id") AND ("rollup_due"."due_on" < :v2::date)) LIMIT :v1::bigint) FROM ("tenants" INNER JOIN "associations" ON ("tenants"."association_id" = "associations"."id")) ORDER BY "associations"."name", "tenants"."id";
COMMIT;
\endpipeline
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_nation;
SET LOCAL app.tenant_id = '00000000-0000-0000-0000-000000000001';
SET LOCAL app.clearances = '{OPEN}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-97b2-0fad073dd48b';
SELECT "tenants"."id", "tenants"."slug", "tenants"."kind", "tenants"."lifecycle", "tenants"."onboarded_at", "tenants"."association_id" FROM "tenants" WHERE ("tenants"."id" = ANY(:v5::uuid[]));
COMMIT;
\endpipeline
