-- overview of a month, a page of 100; written by bench/record.py from what the server sent.
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_nation;
SET LOCAL app.tenant_id = '00000000-0000-0000-0000-000000000001';
SET LOCAL app.clearances = '{OPEN}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-97b2-0fad073dd48b';
SET LOCAL app.region_codes = '{*}';
SELECT "tenants"."id", "tenants"."slug", "tenants"."lifecycle", "tenants"."onboarded_at", "associations"."name", "associations"."ico", "associations"."community_from", "districts"."code", "districts"."name", "regions"."code", "regions"."name", (SELECT "rollup_monthly"."last_activity_on" FROM "rollup_monthly" WHERE (("rollup_monthly"."tenant_id" = "tenants"."id") AND ("rollup_monthly"."last_activity_on" IS NOT NULL)) ORDER BY "rollup_monthly"."month" DESC LIMIT :v1::bigint) FROM ((("tenants" INNER JOIN "associations" ON ("tenants"."association_id" = "associations"."id")) LEFT OUTER JOIN "districts" ON ("associations"."district_code" = "districts"."code")) LEFT OUTER JOIN "regions" ON ("districts"."region_code" = "regions"."code")) ORDER BY "associations"."name", "tenants"."id";
SELECT "tenants"."id", "association_labels"."label" FROM ("association_labels" INNER JOIN "tenants" ON ("association_labels"."association_id" = "tenants"."association_id")) WHERE ("association_labels"."ended_on" IS NULL) ORDER BY "association_labels"."label";
SELECT "rollup_monthly"."tenant_id", sum("rollup_monthly"."requests_opened"), sum("rollup_monthly"."requests_closed"), sum("rollup_monthly"."closed_in_term"), sum("rollup_monthly"."activities"), sum("rollup_monthly"."minutes")::bigint, sum("rollup_monthly"."saved_haler")::bigint, sum("rollup_monthly"."brought_in_haler")::bigint FROM "rollup_monthly" WHERE ("rollup_monthly"."month" BETWEEN :v3::date AND :v2::date) GROUP BY "rollup_monthly"."tenant_id";
SELECT "rollup_monthly"."tenant_id", sum("rollup_monthly"."requests_due"), sum("rollup_monthly"."requests_due") FILTER ( WHERE ("rollup_monthly"."month" < :v5::date)) FROM "rollup_monthly" WHERE ("rollup_monthly"."requests_due" != :v4::integer) GROUP BY "rollup_monthly"."tenant_id";
SELECT "rollup_due"."tenant_id", sum("rollup_due"."requests_open") FROM "rollup_due" WHERE (("rollup_due"."due_on" >= :v5::date) AND ("rollup_due"."due_on" < :v6::date)) GROUP BY "rollup_due"."tenant_id";
SELECT "rollup_monthly"."tenant_id", sum("rollup_monthly"."requests_closed"), sum("rollup_monthly"."closed_in_term") FROM "rollup_monthly" WHERE ("rollup_monthly"."month" >= :v7::date) GROUP BY "rollup_monthly"."tenant_id";
SELECT "tenant_settings"."key", "tenant_settings"."value", "tenant_settings"."version", NULL::uuid FROM "tenant_settings" WHERE ("tenant_settings"."tenant_id" = :v8::uuid);
COMMIT;
\endpipeline
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL ROLE centrum_nation;
SET LOCAL app.tenant_id = '00000000-0000-0000-0000-000000000001';
SET LOCAL app.clearances = '{OPEN}';
SET LOCAL app.actor_id = '01929e6d-0d80-7000-97b2-0fad073dd48b';
SET LOCAL app.region_codes = '{*}';
SELECT "tenants"."id", "tenants"."slug", "tenants"."kind", "tenants"."lifecycle", "tenants"."onboarded_at", "tenants"."association_id" FROM "tenants" WHERE ("tenants"."id" = ANY(:v9::uuid[]));
COMMIT;
\endpipeline
