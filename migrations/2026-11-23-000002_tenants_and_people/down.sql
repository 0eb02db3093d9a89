DROP TABLE idempotency_outcomes, tenant_service_overrides, grants, members, participants, demo_personas, api_tokens, people, tenants;
