-- The unit of isolation, who somebody is before there is a tenant, and whom a tenant knows.

CREATE TABLE tenants (
  id             uuid PRIMARY KEY,
  slug           text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 60),
  kind           text NOT NULL CHECK (kind IN ('ASSOCIATION', 'NATION')),
  lifecycle      text NOT NULL CHECK (lifecycle IN ('ONBOARDING', 'ACTIVE', 'SUSTAINABILITY', 'SUSPENDED', 'WOUND_UP')),
  onboarded_at   timestamptz NOT NULL,
  association_id uuid GENERATED ALWAYS AS (CASE kind WHEN 'ASSOCIATION' THEN id END) STORED REFERENCES associations,
  CONSTRAINT the_nation_is_one CHECK ((kind = 'NATION') = (id = nation_id())));
COMMENT ON TABLE  tenants IS 'shared, not public: nation and platform read all, a tenant its own row; the nation onboards';
COMMENT ON COLUMN tenants.association_id IS 'an onboarded association is a tenant under its own id; null: the nation';
INSERT INTO tenants (id, slug, kind, lifecycle, onboarded_at) VALUES (nation_id(), 'nation', 'NATION', 'ACTIVE', now());

CREATE TABLE people (
  id    uuid PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254));
COMMENT ON TABLE people IS 'platform: one row per human over all tenants; a tenant sees its participants instead';

CREATE TABLE api_tokens (
  id         uuid PRIMARY KEY,
  person_id  uuid NOT NULL REFERENCES people,
  tenant_id  uuid REFERENCES tenants,
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  hash       bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
  made_at    timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > made_at),
  ended_at   timestamptz CHECK (ended_at >= made_at));
CREATE INDEX api_tokens_by_person ON api_tokens (person_id, id);
COMMENT ON TABLE  api_tokens IS 'platform: found by hash before the tenant is known, so its unique index can''t start with tenant_id';
COMMENT ON COLUMN api_tokens.tenant_id IS 'the only tenant it opens; null: each in which its person has a grant';
COMMENT ON COLUMN api_tokens.hash IS 'SHA-256 of the token, which is 256 random bits and is shown once';
COMMENT ON COLUMN api_tokens.ended_at IS 'when its person ended it; null: it lasts until expires_at';

CREATE TABLE demo_personas (
  persona   text PRIMARY KEY CHECK (persona ~ '^[a-z]+(-[a-z]+)*$' AND length(persona) <= 40),
  person_id uuid NOT NULL REFERENCES people,
  tenant_id uuid NOT NULL REFERENCES tenants);
COMMENT ON TABLE demo_personas IS 'platform: the demo''s invented people. A row here is the mark of a demo: without it `centrum token` gives nothing';

CREATE TABLE participants (
  tenant_id    uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id           uuid NOT NULL,
  person_id    uuid NOT NULL REFERENCES people,
  display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 200),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, person_id),
  UNIQUE (tenant_id, id, person_id));
COMMENT ON TABLE participants IS 'tenant: a person as this tenant knows them';

CREATE TABLE members (
  tenant_id     uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id            uuid NOT NULL,
  membership_id uuid,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, membership_id),
  CONSTRAINT member_by_membership FOREIGN KEY (tenant_id, membership_id) REFERENCES association_memberships (association_id, id));
CREATE UNIQUE INDEX the_association_itself_is_one ON members (tenant_id) WHERE membership_id IS NULL;
COMMENT ON TABLE  members IS 'tenant: the sub-tenants. One row for each membership of the register, and one for the association itself';
COMMENT ON COLUMN members.membership_id IS 'null: the association itself, to which belongs what is no single municipality''s, a citizen''s question too';

CREATE TABLE grants (
  tenant_id      uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id             uuid NOT NULL,
  participant_id uuid NOT NULL,
  person_id      uuid NOT NULL,
  role           text NOT NULL CHECK (role IN ('NATIONAL_COORDINATOR', 'MODEL_APPROVER', 'NATIONAL_AUDITOR', 'TENANT_ADMIN',
    'CENTRE_MANAGER', 'DEVELOPMENT_SPECIALIST', 'PROCUREMENT_SPECIALIST', 'LEGAL_ADVISER', 'CLERK', 'DATA_PROTECTION_OFFICER',
    'ASSOCIATION_CHAIR', 'MAYOR', 'DEPUTY_MAYOR', 'MUNICIPAL_CLERK', 'AUDITOR')),
  scope          text NOT NULL CHECK (scope IN ('TENANT', 'MEMBER', 'REGION')),
  member_id      uuid CHECK ((scope = 'MEMBER') = (member_id IS NOT NULL)),
  region_code    text REFERENCES regions CHECK ((scope = 'REGION') = (region_code IS NOT NULL)),
  valid_from     timestamptz NOT NULL,
  valid_until    timestamptz CHECK (valid_until >= valid_from),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT grants_participant FOREIGN KEY (tenant_id, participant_id, person_id) REFERENCES participants (tenant_id, id, person_id),
  CONSTRAINT grants_member FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id),
  CONSTRAINT only_the_nation_has_regions CHECK (scope <> 'REGION' OR tenant_id = nation_id()),
  CONSTRAINT national_roles_are_the_nations CHECK
    ((role IN ('NATIONAL_COORDINATOR', 'MODEL_APPROVER', 'NATIONAL_AUDITOR')) = (tenant_id = nation_id())),
  CONSTRAINT a_municipality_s_roles_act_for_one CHECK
    ((role IN ('MAYOR', 'DEPUTY_MAYOR', 'MUNICIPAL_CLERK')) = (scope = 'MEMBER')));
CREATE INDEX grants_by_person ON grants (person_id);
CREATE INDEX grants_by_participant ON grants (tenant_id, participant_id);
COMMENT ON TABLE  grants IS 'tenant: who may act as what, where, since when. A mayor sees those of the own municipality, the platform those of the one person who signs in';
COMMENT ON COLUMN grants.person_id IS 'the participant''s, so that sign-in finds the grants of a person over all tenants';
COMMENT ON COLUMN grants.valid_until IS 'from this instant it counts no more; null: open';

CREATE TABLE tenant_service_overrides (
  tenant_id    uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  service_code text NOT NULL REFERENCES services,
  is_offered   boolean,
  close_days   integer CHECK (close_days BETWEEN 1 AND 250),
  version      integer NOT NULL CHECK (version > 0),
  PRIMARY KEY (tenant_id, service_code));
COMMENT ON TABLE  tenant_service_overrides IS 'tenant: where this centre differs from the national catalogue';
COMMENT ON COLUMN tenant_service_overrides.version IS 'grows with each change; a reset keeps the row, so that no version comes twice';
COMMENT ON COLUMN tenant_service_overrides.is_offered IS 'null: as the nation has it';
COMMENT ON COLUMN tenant_service_overrides.close_days IS 'null: as the nation has it';

CREATE TABLE idempotency_outcomes (
  tenant_id      uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  participant_id uuid NOT NULL,
  key            text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  body_hash      bytea NOT NULL CHECK (length(body_hash) = 32),
  outcome        jsonb NOT NULL,
  PRIMARY KEY (tenant_id, participant_id, key),
  CONSTRAINT idempotency_outcomes_participant FOREIGN KEY (tenant_id, participant_id) REFERENCES participants (tenant_id, id));
COMMENT ON TABLE idempotency_outcomes IS 'tenant: ids and codes only; what they point at is read again through the policies';
