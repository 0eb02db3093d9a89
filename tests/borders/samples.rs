//! A row of each table, and a column of it that may be updated, for the matrix and the proofs.

/// What is tried on one table.
pub(super) struct Sample {
    pub(super) table: &'static str,
    /// The column that says whose a row is.
    pub(super) owner: Option<&'static str>,
    /// A column that whoever may update the table at all may update.
    pub(super) column: &'static str,
    /// A new row of the tenant `{t}` and its member `{m}`.
    pub(super) insert: &'static str,
}

const fn of_tenant(table: &'static str, column: &'static str, insert: &'static str) -> Sample {
    Sample { table, owner: Some("tenant_id"), column, insert }
}

const fn of_nobody(table: &'static str, column: &'static str, insert: &'static str) -> Sample {
    Sample { table, owner: None, column, insert }
}

pub(super) const SAMPLES: &[Sample] = &[
    of_tenant(
        "activities",
        "output",
        "(tenant_id, id, service_secrecy, year, number, service_code, competence, performed_on, performed_by, minutes, output, \
         share_count, recorded_at, recorded_by) \
         VALUES (#{t}, #dd, 'OPEN', 2031, 1, 'LEGAL-ADVICE', 'OWN', '2026-11-03', #{t}d1, 60, 'New', 1, now(), #{t}d1)",
    ),
    of_tenant("activity_counters", "last_number", "VALUES (#{t}, 2030, 1)"),
    of_tenant(
        "activity_shares",
        "attested_at",
        "VALUES (#{t}, #{m}e1ac, #{t}0, 'OPEN', true, '2026-11-03', 1, 60)",
    ),
    of_tenant(
        "activity_terms",
        "term",
        "VALUES (#{t}, 'new', #{m}e1ac, 'OPEN', true, '2026-11-03')",
    ),
    of_tenant(
        "api_tokens",
        "name",
        "VALUES (#dd, #d1, #{t}, 'token', sha256('new'), '2026-01-01', '2027-01-01')",
    ),
    of_nobody("association_labels", "ended_on", "(association_id, label) VALUES (#b, 'New')"),
    Sample {
        table: "association_memberships",
        owner: Some("association_id"),
        column: "joined_on",
        insert: "(id, association_id, municipality_code) VALUES (#dd, #{t}, '568210')",
    },
    Sample {
        table: "associations",
        owner: Some("id"),
        column: "name",
        insert: "(id, ico, name) VALUES (#dd, '00000009', 'Svazek')",
    },
    of_tenant(
        "attachments",
        "name",
        "VALUES (#{t}, #dd, #{m}e1, #{m}, 'OPEN', true, 'new.pdf', 'application/pdf', 1, sha256(''), #{t}d2, now())",
    ),
    of_nobody("authorised_office_districts", "name", "VALUES ('99999', 'New')"),
    of_nobody("benefit_rates", "source", "VALUES ('CENTRE_HOUR', '2030-01-01', 1, 'New')"),
    of_nobody(
        "boundaries",
        "geometry",
        "VALUES ('DISTRICT', 'CZ0805', '{\"type\": \"MultiPolygon\", \"coordinates\": []}')",
    ),
    of_tenant(
        "centre_model_drafts",
        "notes",
        "(tenant_id, id, notes, content, authors, created_at, version) \
         VALUES (#{t}, #dd, '', '{}', ARRAY[#cd2]::uuid[], now(), 1)",
    ),
    // The submitted draft of the fixture, by a second person: nothing else is let in.
    of_nobody(
        "centre_model_versions",
        "withdrawn_by",
        "(id, number, notes, content, sha256, authors, submitted_by, submitted_at, approved_by, published_at) \
         VALUES (#c0d2, 9, '', '{}', sha256(''), ARRAY[#cd1]::uuid[], #cd1, now(), #cd2, now())",
    ),
    of_tenant(
        "comment_terms",
        "term",
        "VALUES (#{t}, 'new', #{m}e1, #{m}e1c0, #{m}, 'OPEN', true, false)",
    ),
    of_tenant("demo_personas", "persona", "VALUES ('new', #d1, #{t})"),
    of_nobody("districts", "name", "VALUES ('CZ0999', 'New', 'CZ080')"),
    of_tenant(
        "duty_attendances",
        "done_on",
        "(tenant_id, record_id, member_id, done_on) VALUES (#{t}, #{t}d1d1, #{t}0, '2026-11-05')",
    ),
    of_tenant(
        "duty_records",
        "evidence",
        "(tenant_id, id, kind, done_on, counts_on, evidence, issue, recorded_by, recorded_at) \
         VALUES (#{t}, #dd, 'NEWSLETTER', '2026-11-06', '2026-11-06', '', 'New', #{t}d2, now())",
    ),
    of_tenant(
        "employments",
        "fte_thousandths",
        "(tenant_id, id, participant_id, role, fte_thousandths, starts_on) \
         VALUES (#{t}, #dd, #{t}d2, 'DATA_PROTECTION_OFFICER', 100, '2026-01-01')",
    ),
    of_tenant(
        "events",
        "actor",
        "(tenant_id, id, request_id, member_id, secrecy, shown_to_member, is_internal, at, actor, kind, subject, payload) \
         SELECT #{t}, #dd, {case}, false, now(), 'job:demo', 'request.tried', 'request', '{}'",
    ),
    of_nobody("extended_powers_districts", "name", "VALUES ('9999', 'New')"),
    of_tenant(
        "grant_confirmations",
        "confirmed_at",
        "(tenant_id, grant_id, participant_id, confirmed_by, confirmed_under, confirmed_at) \
         VALUES (#{t}, #{t}d1e2, #{t}d1, #{t}d2, #{t}d2e2, now())",
    ),
    of_tenant(
        "grants",
        "ended_at",
        "(tenant_id, id, participant_id, person_id, person_is_national, role, scope, valid_from, granted_by) \
         VALUES (#{t}, #dd, #{t}d1, #d1, true, '{role}', 'TENANT', now(), #{t}d2)",
    ),
    of_tenant(
        "idempotency_outcomes",
        "outcome",
        "VALUES (#{t}, #{t}d2, 'new', sha256(''), '{}', now())",
    ),
    of_tenant(
        "identities",
        "ended_at",
        "(id, person_id, tenant_id, voucher, issuer, subject, linked_at) \
         VALUES (#dd, #d1, #{t}, 'NATION', 'https://login.example.cz', 'new', '2026-01-01')",
    ),
    of_tenant(
        "identity_providers",
        "version",
        "(tenant_id, issuer, client_id, client_secret, version) \
         VALUES (#{t}, 'https://new.example.cz', 'centrum', 'secret', 1)",
    ),
    of_tenant(
        "intake_mails",
        "tries",
        "(tenant_id, id, kind, address, language, centre, link, made_at, due_at) \
         VALUES (#{t}, #dd, 'CONFIRM', 'new@example.cz', 'cs', 'Svazek', 'https://centrum.example.cz', now(), now())",
    ),
    of_tenant(
        "intake_submissions",
        "title",
        "(tenant_id, id, hash, name, email, service_code, title, description, shown_to_member, language, notice, notice_version, submitted_at, expires_at) \
         VALUES (#{t}, #dd, sha256('new'), 'Jana', 'new@example.cz', 'LEGAL-ADVICE', 'New', 'New', false, 'cs', 'New', '0123456789abcdef', now(), now() + interval '1 hour')",
    ),
    of_tenant(
        "intake_tickets",
        "notice",
        "VALUES (#{t}, #{m}e1, #{m}, 'OPEN', true, sha256('new'), 'New', '0123456789abcdef', now(), now())",
    ),
    of_tenant("member_settings", "value", "VALUES (#{t}, #{t}1, 'three', 'true', 1)"),
    of_tenant("members", "membership_id", "VALUES (#{t}, #{t}9, #{t}9)"),
    of_nobody(
        "municipalities",
        "name",
        "(code, name, status, district_code, extended_powers_code, authorised_office_code) \
         VALUES ('999999', 'New', 'TOWN', 'CZ0805', '8109', '81091')",
    ),
    of_nobody(
        "municipality_extended_powers",
        "told_on",
        "VALUES ('510432', '2026-01-01', NULL, '8109', '2026-01-01')",
    ),
    of_tenant(
        "notification_mails",
        "due_at",
        "(tenant_id, participant_id, frequency, language, secret, link_id, told_to) \
         VALUES (#{t}, #{t}d2, 'DAILY', 'cs', 'new', #dd, 0)",
    ),
    of_tenant(
        "notifications",
        "subject",
        "VALUES (#{t}, #dd, #{t}d2, now(), 'role.granted', 'grant')",
    ),
    of_tenant(
        "operation_tallies",
        "answered",
        "VALUES (#{t}, '2026-11-03T08:01:00Z', 'requests', 1, 0, 0)",
    ),
    of_tenant("outbox", "event_id", "VALUES (#{t}, #{t}f0)"),
    of_tenant("participants", "display_name", "VALUES (#{t}, #{t}d9, #d9, 'New')"),
    of_nobody("people", "email", "VALUES (#dd, 'new@example.cz')"),
    of_nobody("populations", "inhabitants", "VALUES ('507580', '2026-01-01', 1)"),
    of_nobody("regions", "name", "VALUES ('CZ099', 'New')"),
    of_tenant(
        "request_comments",
        "body",
        "VALUES (#{t}, #dd, #{m}e1, #{m}, 'OPEN', true, false, #{t}d1, now(), 'New')",
    ),
    of_tenant(
        "onboarding_steps",
        "due_on",
        "(tenant_id, step, place, side, version) VALUES (#{t}, 'NEW', 9, 'TENANT', 1)",
    ),
    of_tenant(
        "reporting_periods",
        "unattested",
        "VALUES (#{t}, '2026-07-01', '2026-10-01', '2026-10-02', #{t}d2, 0)",
    ),
    of_tenant("request_counters", "last_number", "VALUES (#{t}, 2030, 1)"),
    of_tenant(
        "request_links",
        "kind",
        "VALUES (#{t}, #dd, #{m}e1, #{m}, 'OPEN', true, #{m}e3, #{m}, 'CONFIDENTIAL', true, 'RELATED', now()), \
           (#{t}, #dd, #{m}e3, #{m}, 'CONFIDENTIAL', true, #{m}e1, #{m}, 'OPEN', true, 'RELATED', now())",
    ),
    of_tenant("request_merges", "merged_at", "VALUES (#{t}, #{m}e1, #{m}, 'OPEN', true, now())"),
    of_tenant(
        "request_notifications",
        "seen_at",
        "VALUES (#{t}, #dd, #{t}d2, 1, #{m}e1, #{m}, 'OPEN', true, false, 'request.closed', now(), NULL)",
    ),
    of_tenant("request_terms", "term", "VALUES (#{t}, 'new', #{m}e1, #{m}, 'OPEN', true, true)"),
    of_tenant(
        "request_watchers",
        "since",
        "VALUES (#{t}, #dd, #{m}e1, #{m}, 'OPEN', true, #{t}d2, now())",
    ),
    of_tenant(
        "requests",
        "title",
        "(tenant_id, id, member_id, secrecy, shown_to_member, year, number, service_code, state, title, description, \
         requester_kind, opened_at, opened_by, first_answer_due_at, due_at) \
         VALUES (#{t}, #dd, #{m}, 'OPEN', true, 2031, 1, 'LEGAL-ADVICE', 'NEW', 'New', '', 'MUNICIPALITY', now(), #{t}d1, now(), now())",
    ),
    of_tenant(
        "rollout_tenants",
        "conflicts",
        "(tenant_id, rollout_id, wave, state, to_id, lines, lines_sha256, conflicts, since, version) \
         VALUES (#{t}, #dd, 1, 'ANNOUNCED', #c0e1, '[]', sha256(''), 0, now(), 1)",
    ),
    of_tenant(
        "rollout_waves",
        "started_at",
        "(tenant_id, rollout_id, wave, name, tenants) VALUES (#{t}, #c0f1, 2, 'New', 1)",
    ),
    of_tenant(
        "rollouts",
        "wave",
        "(tenant_id, id, name, to_id, state, plan_sha256, soak_minutes, gates, wave, planned_by, planned_at, version) \
         VALUES (#{t}, #dd, 'New', #c0e1, 'PLANNED', sha256(''), 0, '{}', 0, #cd2, now(), 1)",
    ),
    of_tenant("rollup_daily", "requests_opened", "VALUES (#{t}, '2026-11-03', 'LEGAL', 1, 0, 0)"),
    of_tenant("rollup_due", "requests_open", "VALUES (#{t}, '2026-12-02', 'LEGAL', 1)"),
    of_tenant(
        "rollup_monthly",
        "requests_opened",
        "VALUES (#{t}, '2026-12-01', 1, 0, 0, '{}', 0, 0, 0, 0, NULL)",
    ),
    of_tenant(
        "rollup_monthly_areas",
        "requests_opened",
        "VALUES (#{t}, '2026-12-01', 'LEGAL', 1, 0, 0, 0, 0, 0, 0)",
    ),
    of_tenant("rollup_onboarding", "seen_on", "VALUES (#{t}, 'NEW', '2026-11-01')"),
    of_tenant("rollup_positions", "position", "VALUES (#{t}, 1)"),
    of_nobody(
        "services",
        "name_cs",
        "VALUES ('NEW', 'LEGAL', 'New', 'New', 'OWN', 5, 30, 'OPEN', 'S', 5)",
    ),
    of_tenant(
        "sessions",
        "last_used_at",
        "(id, person_id, tenant_id, hash, began_at, expires_at) \
         VALUES (#dd, #d1, #{t}, sha256('new'), '2026-01-01', '2027-01-01')",
    ),
    of_tenant(
        "sign_in_links",
        "used_at",
        "(id, person_id, tenant_id, hash, made_at, expires_at) \
         VALUES (#dd, #d1, #{t}, sha256('new'), '2026-01-01', '2027-01-01')",
    ),
    of_tenant("standing_admins", "grant_id", "(tenant_id, grant_id) VALUES (#{t}, #{t}d3e2)"),
    of_tenant("stream", "event_id", "VALUES (#{t}, 99, #{t}f3)"),
    of_tenant(
        "support_accesses",
        "ended_at",
        "(tenant_id, id, person_id, display_name, reason, minutes, opened_at) \
         VALUES (#{t}, #dd, #d1, 'Somebody', 'Why', 30, now())",
    ),
    of_tenant(
        "tenant_models",
        "since",
        "(tenant_id, version_id, since) VALUES (#{t}, #c0e1, now())",
    ),
    of_tenant("tenant_service_overrides", "version", "VALUES (#{t}, 'COMPLAINT', true, NULL, 1)"),
    of_tenant("tenant_settings", "value", "VALUES (#{t}, 'three', 'true', 1)"),
    Sample {
        table: "tenants",
        owner: Some("id"),
        column: "slug",
        insert: "(id, slug, kind, lifecycle, onboarded_at) VALUES (#f, 'svazek-f', 'ASSOCIATION', 'ACTIVE', now())",
    },
    of_tenant(
        "timesheets",
        "version",
        "(tenant_id, id, participant_id, month, state) \
         VALUES (#{t}, #dd, #{t}d2, '2027-01-01', 'OPEN')",
    ),
    of_tenant(
        "uploads",
        "begun_at",
        "VALUES (#{t}, #dd, #{m}e1, #{m}, 'OPEN', true, #{t}d2, 'new.pdf', 'application/pdf', 1, sha256(''), now(), now() + interval '1 minute')",
    ),
    of_tenant(
        "worklog_entries",
        "note",
        "VALUES (#{t}, #dd, #{t}d2, #{t}d2e7, '2026-11-01', true, #{t}d2e5, '2026-01-01', 'infinity', '2026-11-05', 60, 'WORK', \
         NULL, NULL, 'New', now(), 1)",
    ),
];
