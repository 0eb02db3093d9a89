-- Two tenants and the nation, with rows in every table; inserted as the superuser. Ids can be read: `a` and `b` are the
-- tenants, `c` the nation's things, `a0` is association A itself as a member, `a1` and `a2` two of its municipalities.
-- The two tenants never have the same number of rows, so that the wrong one's are told by their count.
CREATE FUNCTION pg_temp.id(short text) RETURNS uuid LANGUAGE sql IMMUTABLE
  RETURN CASE short WHEN 'c' THEN nation_id() ELSE (rpad(short, 8, '0') || '-0000-0000-0000-000000000000')::uuid END;

-- The register: three associations in two regions, of which the third isn't onboarded and lies nowhere; A and B share a municipality.
INSERT INTO regions VALUES ('CZ080', 'Moravskoslezský kraj'), ('CZ064', 'Jihomoravský kraj');
INSERT INTO districts VALUES ('CZ0805', 'Opava', 'CZ080'), ('CZ0642', 'Brno-město', 'CZ064');
INSERT INTO extended_powers_districts VALUES ('8109', 'Hlučín'), ('8114', 'Kravaře');
INSERT INTO authorised_office_districts VALUES ('81091', 'Hlučín'), ('81141', 'Kravaře');
INSERT INTO municipalities (code, name, status, district_code, extended_powers_code, authorised_office_code)
  SELECT code, name, 'MUNICIPALITY', 'CZ0805', '8109', '81091'
  FROM (VALUES ('507580', 'Bolatice'), ('510432', 'Třebom'), ('507016', 'Hlučín'), ('512192', 'Vřesina'), ('568210', 'Závada')) v (code, name);
INSERT INTO municipality_extended_powers (municipality_code, extended_powers_code, told_on) VALUES ('507580', '8109', '2026-01-01'), ('507016', '8109', '2026-01-01');
INSERT INTO boundaries VALUES ('REGION', 'CZ080', '{"type": "MultiPolygon", "coordinates": []}');
INSERT INTO populations VALUES ('507580', '2025-01-01', 4500), ('510432', '2025-01-01', 190);
INSERT INTO associations (id, ico, name, district_code) VALUES
  (pg_temp.id('a'), '00000001', 'Svazek A', 'CZ0805'), (pg_temp.id('b'), '00000002', 'Svazek B', 'CZ0642'), (pg_temp.id('f'), '00000003', 'Svazek F', NULL);
INSERT INTO association_labels VALUES (pg_temp.id('a'), 'Pilot'), (pg_temp.id('b'), 'Pilot');
INSERT INTO association_memberships (id, association_id, municipality_code) VALUES
  (pg_temp.id('a1'), pg_temp.id('a'), '507580'), (pg_temp.id('a2'), pg_temp.id('a'), '510432'), (pg_temp.id('a9'), pg_temp.id('a'), '507016'),
  (pg_temp.id('b1'), pg_temp.id('b'), '507580'), (pg_temp.id('b9'), pg_temp.id('b'), '512192');
INSERT INTO services SELECT code, 'LEGAL', code, code, 'BOTH', 5, 30, secrecy, 'S', 5
  FROM (VALUES ('LEGAL-ADVICE', 'OPEN'), ('DATA-BREACH', 'DPO'), ('COMPLAINT', 'CONFIDENTIAL')) v (code, secrecy);

-- Tenants, and people: d1 takes part everywhere, d2 and d3 in one tenant, d9 nowhere.
INSERT INTO tenants (id, slug, kind, lifecycle, onboarded_at) SELECT id, 'svazek-' || right(ico, 1), 'ASSOCIATION', 'ACTIVE', '2026-01-01'
  FROM associations WHERE id <> pg_temp.id('f');
INSERT INTO people SELECT pg_temp.id(short), short || '@example.cz' FROM unnest('{d1,d2,d3,d9}'::text[]) short;
INSERT INTO api_tokens (id, person_id, tenant_id, name, hash, made_at, expires_at)
  SELECT pg_temp.id(short), pg_temp.id('d1'), pg_temp.id(tenant), 'token', sha256(short::bytea), '2026-01-01', '2027-01-01'
  FROM (VALUES ('d1a', 'a'), ('d1b', 'b'), ('d1c', NULL)) v (short, tenant);
INSERT INTO demo_personas VALUES ('manager', pg_temp.id('d1'), pg_temp.id('a')), ('clerk', pg_temp.id('d1'), pg_temp.id('b'));
UPDATE people SET is_national = true WHERE id = pg_temp.id('d1');
INSERT INTO participants SELECT pg_temp.id(tenant), pg_temp.id(tenant || person), pg_temp.id(person), tenant || person
  FROM (VALUES ('a', 'd1'), ('a', 'd2'), ('a', 'd3'), ('b', 'd1'), ('b', 'd2'), ('c', 'd1'), ('c', 'd2')) v (tenant, person);
INSERT INTO members SELECT pg_temp.id(left(short, 1)), pg_temp.id(short), CASE WHEN short !~ '0$' THEN pg_temp.id(short) END
  FROM unnest('{a0,a1,a2,b0,b1}'::text[]) short;
INSERT INTO grants (tenant_id, id, participant_id, person_id, person_is_national, role, scope, member_id, valid_from)
  SELECT pg_temp.id(tenant), pg_temp.id(tenant || person || 'e' || n), pg_temp.id(tenant || person), pg_temp.id(person), person = 'd1', role,
    CASE WHEN member IS NULL THEN 'TENANT' ELSE 'MEMBER' END, pg_temp.id(member), '2026-01-01'
  FROM (VALUES ('a', 'd1', 1, 'CENTRE_MANAGER', NULL), ('a', 'd1', 2, 'CLERK', NULL), ('a', 'd2', 1, 'MAYOR', 'a1'), ('a', 'd3', 1, 'MAYOR', 'a2'),
    ('b', 'd1', 1, 'CLERK', NULL), ('b', 'd2', 1, 'MAYOR', 'b1'), ('c', 'd1', 1, 'NATIONAL_COORDINATOR', NULL)) v (tenant, person, n, role, member);
-- Of the people's: the chair's words, links and sessions, who stays administrator, who looked in, what somebody was told.
INSERT INTO grants (tenant_id, id, participant_id, person_id, role, scope, valid_from, granted_by)
  SELECT pg_temp.id(tenant), pg_temp.id(tenant || grantee), pg_temp.id(tenant || left(grantee, 2)), pg_temp.id(left(grantee, 2)), role, 'TENANT',
    '2026-01-01', NULL
  FROM (VALUES ('a', 'd2e2', 'ASSOCIATION_CHAIR'), ('a', 'd3e2', 'TENANT_ADMIN'), ('a', 'd3e3', 'AUDITOR'), ('b', 'd2e2', 'TENANT_ADMIN'),
    ('b', 'd2e3', 'ASSOCIATION_CHAIR')) v (tenant, grantee, role);
INSERT INTO grant_confirmations (tenant_id, grant_id, participant_id, confirmed_by, confirmed_under, confirmed_at)
  SELECT pg_temp.id(tenant), pg_temp.id(tenant || 'd1e1'), pg_temp.id(tenant || 'd1'), pg_temp.id(tenant || chair), pg_temp.id(tenant || under), '2026-01-02'
  FROM (VALUES ('a', 'd2', 'd2e2'), ('b', NULL, NULL)) v (tenant, chair, under);
INSERT INTO standing_admins (tenant_id, grant_id) SELECT pg_temp.id(tenant), pg_temp.id(tenant || grantee)
  FROM (VALUES ('a', 'd3e2'), ('b', 'd2e2'), ('c', 'd1e1')) v (tenant, grantee);
INSERT INTO sign_in_links (id, person_id, tenant_id, hash, made_at, expires_at)
  SELECT pg_temp.id(short), pg_temp.id('d1'), pg_temp.id(tenant), sha256(short::bytea), '2026-01-01', '2026-01-02'
  FROM (VALUES ('d1a', 'a'), ('d1b', 'b')) v (short, tenant);
INSERT INTO sessions (id, person_id, tenant_id, hash, began_at, expires_at)
  SELECT pg_temp.id(short), pg_temp.id('d1'), pg_temp.id(tenant), sha256(short::bytea), '2026-01-01', '2026-02-01'
  FROM (VALUES ('d1a', 'a'), ('d1b', 'b')) v (short, tenant);
INSERT INTO identity_providers (tenant_id, issuer, client_id, client_secret, version)
  SELECT pg_temp.id('b'), 'https://login.example.cz', 'centrum', 'secret', 1;
INSERT INTO identities (id, person_id, tenant_id, voucher, issuer, subject, linked_at)
  SELECT pg_temp.id(short), pg_temp.id('d1'), pg_temp.id(tenant), voucher, 'https://login.example.cz', 'somebody', '2026-01-01'
  FROM (VALUES ('d1a', 'a', 'NATION'), ('d1b', 'b', 'NATION'), ('d1c', 'b', 'TENANT')) v (short, tenant, voucher);
INSERT INTO tenant_settings SELECT pg_temp.id(tenant), key, 'true', 1
  FROM (VALUES ('a', 'one'), ('b', 'one'), ('b', 'two')) v (tenant, key);
INSERT INTO member_settings SELECT pg_temp.id(tenant), pg_temp.id(member), key, 'true', 1
  FROM (VALUES ('a', 'a1', 'one'), ('a', 'a2', 'one'), ('b', 'b1', 'one')) v (tenant, member, key);
INSERT INTO support_accesses (tenant_id, id, person_id, display_name, reason, minutes, opened_at)
  SELECT pg_temp.id(tenant), pg_temp.id(short), pg_temp.id(person), 'Somebody', 'Why', 30, '2026-11-01'
  FROM (VALUES ('a', 'ad5', 'd1'), ('b', 'bd5', 'd1'), ('b', 'bd6', 'd2')) v (tenant, short, person);
INSERT INTO notifications SELECT pg_temp.id(tenant), pg_temp.id(tenant || 'd8e' || n), pg_temp.id(tenant || whose), '2026-11-01', 'role.granted', 'grant'
  FROM (VALUES ('a', 1, 'd2'), ('a', 2, 'd3'), ('b', 3, 'd2')) v (tenant, n, whose);
INSERT INTO tenant_service_overrides SELECT pg_temp.id(tenant), service, false, NULL, 1
  FROM (VALUES ('a', 'LEGAL-ADVICE'), ('b', 'LEGAL-ADVICE'), ('b', 'DATA-BREACH')) v (tenant, service);
INSERT INTO idempotency_outcomes SELECT pg_temp.id(tenant), pg_temp.id(tenant || whose), 'key ' || n, sha256(''), '{}', '2026-11-03'
  FROM (VALUES ('a', 'd1', 1), ('a', 'd2', 1), ('a', 'd2', 2), ('b', 'd1', 1), ('b', 'd1', 2), ('b', 'd2', 1), ('b', 'd2', 2), ('c', 'd1', 1),
    ('c', 'd1', 2), ('c', 'd2', 1)) v (tenant, whose, n);
INSERT INTO request_counters VALUES (pg_temp.id('a'), 2026, 18), (pg_temp.id('b'), 2025, 6), (pg_temp.id('b'), 2026, 6);

-- Of each member a case for each label: e0 open, e2 confidential, e4 of the DPO; e1, e3 and e5 the same, shown to it; e1 waits for it.
INSERT INTO requests (tenant_id, id, member_id, secrecy, shown_to_member, year, number, service_code, state, title, description, requester_kind,
    municipality_code, opened_at, opened_by, first_answer_due_at, due_at, assignee_id, stopped_since)
  SELECT m.tenant_id, pg_temp.id(left(m.id::text, 2) || 'e' || n), m.id, (ARRAY['OPEN', 'CONFIDENTIAL', 'DPO'])[1 + n / 2], n % 2 = 1,
    2026, 1 + n + 6 * substr(m.id::text, 2, 1)::integer, 'LEGAL-ADVICE', CASE n WHEN 1 THEN 'WAITING_FOR_REQUESTER' ELSE 'NEW' END, 'A case', '',
    'MUNICIPALITY', '507580', '2026-11-01', pg_temp.id(left(m.id::text, 1) || 'd1'), '2026-11-10', '2026-12-01',
    CASE n WHEN 1 THEN pg_temp.id(left(m.id::text, 1) || 'd1') END, CASE n WHEN 1 THEN timestamptz '2026-11-02' END
  FROM members m, generate_series(0, 5) n;
-- On each case a comment (c0) and an internal one (c1), an event (f0) and an internal one (f1).
INSERT INTO request_comments SELECT tenant_id, pg_temp.id(left(id::text, 4) || 'c' || n), id, member_id, secrecy, shown_to_member, n = 1,
    pg_temp.id(left(id::text, 1) || 'd1'), '2026-11-02', 'A comment'
  FROM requests, generate_series(0, 1) n;
-- A word of each case, and one of each comment.
INSERT INTO request_terms SELECT tenant_id, 'word', id, member_id, secrecy, shown_to_member, true FROM requests;
INSERT INTO comment_terms SELECT tenant_id, 'word', request_id, id, member_id, secrecy, shown_to_member, is_internal FROM request_comments;
-- On each case a file by d1 (b0) and one by d2 (b1), and one that each of them announced (b2, b3).
INSERT INTO attachments SELECT tenant_id, pg_temp.id(left(id::text, 4) || 'b' || n), id, member_id, secrecy, shown_to_member, 'file.pdf',
    'application/pdf', 1, sha256(''), pg_temp.id(left(id::text, 1) || 'd' || n + 1), '2026-11-02'
  FROM requests, generate_series(0, 1) n;
INSERT INTO uploads SELECT tenant_id, pg_temp.id(left(id::text, 4) || 'b' || n + 2), id, member_id, secrecy, shown_to_member,
    pg_temp.id(left(id::text, 1) || 'd' || n + 1), 'file.pdf', 'application/pdf', 1, sha256(''), '2026-11-02', '2026-11-03'
  FROM requests, generate_series(0, 1) n;
-- Links from both sides: of two that a1 sees, of one of these with a hidden one and with a neighbour's, and of two that staff see.
INSERT INTO request_links SELECT o.tenant_id, pg_temp.id(left(o.id::text, 4) || left(t.id::text, 4)), o.id, o.member_id, o.secrecy, o.shown_to_member,
    t.id, t.member_id, t.secrecy, t.shown_to_member, 'RELATED', '2026-11-02'
  FROM (VALUES ('a1e1', 'a1e5'), ('a1e1', 'a1e0'), ('a1e1', 'a2e1'), ('a1e0', 'a1e2'), ('a1e2', 'a1e4'), ('b1e0', 'b1e2'), ('b0e0', 'b1e0')) pairs (one, two),
    LATERAL (VALUES (pg_temp.id(one), pg_temp.id(two)), (pg_temp.id(two), pg_temp.id(one))) sides (side, other)
    JOIN requests o ON o.id = side JOIN requests t ON t.id = other;
-- Merged: of a1 a hidden case, and two that it sees, one of them the data protection officer's; one of a2, and B's.
INSERT INTO request_merges SELECT tenant_id, id, member_id, secrecy, shown_to_member, '2026-11-02'
  FROM requests WHERE id = ANY (ARRAY[pg_temp.id('a1e2'), pg_temp.id('a1e3'), pg_temp.id('a1e5'), pg_temp.id('a2e3'), pg_temp.id('b1e0')]);
-- Each case is watched by d1 (b4) and, but for the e1, by d2 (b5).
INSERT INTO request_watchers SELECT tenant_id, pg_temp.id(left(id::text, 4) || 'b' || n + 3), id, member_id, secrecy, shown_to_member,
    pg_temp.id(left(id::text, 1) || 'd' || n), '2026-11-02'
  FROM requests, generate_series(1, 2) n WHERE NOT (n = 2 AND substr(id::text, 3, 2) = 'e1');
-- From each case an activity (ac) under its label, with a share of its member; A's a1e1ac has one of a2 as well.
INSERT INTO activity_counters VALUES (pg_temp.id('a'), 2026, 18), (pg_temp.id('b'), 2025, 6), (pg_temp.id('b'), 2026, 6);
INSERT INTO activities (tenant_id, id, service_secrecy, request_id, request_member_id, request_secrecy, request_shown_to_member, year, number,
    service_code, competence, performed_on, performed_by, minutes, output, share_count, method, method_version, inputs, saved_haler, recorded_at, recorded_by)
  SELECT tenant_id, pg_temp.id(left(id::text, 4) || 'ac'), 'OPEN', id, member_id, secrecy, shown_to_member, year, number,
    service_code, 'OWN', '2026-11-03', opened_by, 60, 'Work', 1, 'MARKET_PRICE', 1, '{}', 100, '2026-11-03', opened_by
  FROM requests;
INSERT INTO activity_shares (tenant_id, activity_id, member_id, secrecy, shown_to_member, performed_on, weight, minutes, saved_haler)
  SELECT tenant_id, id, request_member_id, secrecy, shown_to_member, performed_on, 1, 60, 100 FROM activities
  UNION ALL SELECT tenant_id, id, pg_temp.id('a2'), secrecy, shown_to_member, performed_on, 1, 60, 100 FROM activities WHERE id = pg_temp.id('a1e1ac');
INSERT INTO activity_terms SELECT tenant_id, 'word', id, secrecy, shown_to_member, performed_on FROM activities;
INSERT INTO events SELECT tenant_id, pg_temp.id(left(id::text, 4) || 'f' || n), id, member_id, secrecy, shown_to_member, n = 1,
    '2026-11-02', 'job:demo', 'request.commented', 'request', '{}'
  FROM requests, generate_series(0, 1) n;
-- Of each tenant and of the nation events that are no case's, one for each secrecy; one more that the relay hasn't stamped.
INSERT INTO events SELECT pg_temp.id(tenant), pg_temp.id(tenant || 'f' || n), NULL, NULL, (ARRAY['OPEN', 'CONFIDENTIAL', 'DPO', 'OPEN'])[1 + n], false,
    false, '2026-11-02', 'job:demo', 'tenant.changed', 'tenant', '{}'
  FROM unnest('{a,b,c}'::text[]) tenant, generate_series(0, 3) n;
INSERT INTO outbox SELECT pg_temp.id(tenant), pg_temp.id(tenant || event) FROM (VALUES ('a', 'f3'), ('a', 'f2'), ('b', 'f3'), ('c', 'f3')) v (tenant, event);
INSERT INTO stream SELECT tenant_id, row_number() OVER (PARTITION BY tenant_id ORDER BY id), id FROM events
  WHERE id NOT IN (pg_temp.id('af3'), pg_temp.id('bf3'), pg_temp.id('cf3'));
-- Both d1 and d2 were told of each case's event and internal event, but for the first, of which d2 wasn't.
INSERT INTO request_notifications (tenant_id, id, participant_id, position, request_id, member_id, secrecy, shown_to_member, is_internal, kind, happened_at)
  SELECT e.tenant_id, pg_temp.id(left(e.id::text, 6) || 'd' || n), pg_temp.id(left(e.id::text, 1) || 'd' || n), s.position, e.request_id, e.member_id,
    e.secrecy, e.shown_to_member, e.is_internal, e.kind, e.at
  FROM events e JOIN stream s ON (s.tenant_id, s.event_id) = (e.tenant_id, e.id), generate_series(1, 2) n WHERE e.request_id IS NOT NULL AND NOT (n = 2 AND s.position = 1);
-- Everybody who takes part in a tenant wants mails about what they are told; ad1's are ended by the link ad11.
INSERT INTO notification_mails (tenant_id, participant_id, frequency, language, secret, link_id, told_to, due_at)
  SELECT tenant_id, id, 'DAILY', 'cs', left(id::text, 3), pg_temp.id(left(id::text, 3) || '1'), 0, '2026-11-02' FROM participants WHERE tenant_id <> nation_id();

-- Two strangers of A wait, one of B; of A's cases a1e0 came by the form, and a1e4, which is the data protection officer's; of B's b1e0.
INSERT INTO intake_submissions (tenant_id, id, hash, name, email, service_code, title, description, shown_to_member, language, notice, notice_version,
    submitted_at, expires_at)
  SELECT pg_temp.id(tenant), pg_temp.id(short), sha256(short::bytea), 'Jana', 'jana@example.cz', 'LEGAL-ADVICE', 'A question', 'How?', false, 'cs', 'Why', '0123456789abcdef',
    '2026-11-02', '2026-11-04'
  FROM (VALUES ('a', 'a17a'), ('a', 'a17b'), ('b', 'b17a')) v (tenant, short);
INSERT INTO intake_tickets SELECT tenant_id, id, member_id, secrecy, shown_to_member, sha256(left(id::text, 4)::bytea), 'Why', '0123456789abcdef', '2026-11-01', '2026-11-01'
  FROM requests WHERE id = ANY (ARRAY[pg_temp.id('a1e0'), pg_temp.id('a1e4'), pg_temp.id('b1e0')]);
INSERT INTO intake_mails (tenant_id, id, kind, address, language, centre, link, made_at, due_at)
  SELECT pg_temp.id(tenant), pg_temp.id(short), 'CONFIRM', 'jana@example.cz', 'cs', 'Svazek', 'https://centrum.example.cz', '2026-11-02', '2026-11-02'
  FROM (VALUES ('a', 'a1a1'), ('b', 'b1a1'), ('b', 'b1a2')) v (tenant, short);

-- Two posts of ad2 and one of ad1; ad2's months are open, submitted and approved, ad1's open and submitted; in each a day of work.
INSERT INTO employments (tenant_id, id, participant_id, role, fte_thousandths, starts_on)
  SELECT pg_temp.id(tenant), pg_temp.id(tenant || short), pg_temp.id(tenant || person), role, 500, '2026-01-01'
  FROM (VALUES ('a', 'd1e5', 'd1', 'CLERK'), ('a', 'd2e5', 'd2', 'CLERK'), ('a', 'd2e6', 'd2', 'LEGAL_ADVISER'), ('b', 'd1e5', 'd1', 'CLERK')) v (tenant, short, person, role);
INSERT INTO timesheets (tenant_id, id, participant_id, month, state, submitted_at, decided_by, decided_at)
  SELECT pg_temp.id(tenant), pg_temp.id(tenant || person || short), pg_temp.id(tenant || person), month, state,
    CASE WHEN state <> 'OPEN' THEN timestamptz '2026-11-02' END, pg_temp.id(decided_by), CASE WHEN decided_by IS NOT NULL THEN timestamptz '2026-11-02' END
  FROM (VALUES ('a', 'd1', 'e7', date '2026-11-01', 'OPEN', NULL), ('a', 'd1', 'e8', '2026-10-01', 'SUBMITTED', NULL), ('a', 'd2', 'e7', '2026-11-01', 'OPEN', NULL), ('a', 'd2', 'e8', '2026-10-01', 'SUBMITTED', NULL),
    ('a', 'd2', 'e9', '2026-09-01', 'APPROVED', 'ad1'), ('b', 'd1', 'e7', '2026-11-01', 'OPEN', NULL)) v (tenant, person, short, month, state, decided_by);
INSERT INTO worklog_entries (tenant_id, id, participant_id, timesheet_id, month, takes_changes, employment_id, employed_from, employed_until, worked_on,
    minutes, kind, note, logged_at)
  SELECT t.tenant_id, pg_temp.id(left(t.id::text, 5) || 'f'), t.participant_id, t.id, t.month, t.takes_changes, e.id, e.starts_on, e.until, t.month + 1,
    60, 'WORK', '', '2026-11-02'
  FROM timesheets t JOIN employments e ON e.tenant_id = t.tenant_id AND e.participant_id = t.participant_id AND e.role = 'CLERK';

-- A and B have closed a quarter each, in which nothing was done.
INSERT INTO reporting_periods VALUES (pg_temp.id('a'), '2026-01-01', '2026-04-01', '2026-04-02', pg_temp.id('ad2'), 0),
  (pg_temp.id('b'), '2025-10-01', '2026-01-01', '2026-01-02', pg_temp.id('bd1'), 0);

-- A's centre met in November, attended by both, and in the closed quarter; one meeting was withdrawn, and a report handed in. B's met once.
INSERT INTO duty_records (tenant_id, id, kind, done_on, due_on, counts_on, evidence, attended, members_then, recorded_by, recorded_at, withdrawn_by, withdrawn_at, withdrawn_reason)
  SELECT pg_temp.id(left(short, 1)), pg_temp.id(short), kind, day, due, day, '', CASE kind WHEN 'MEETING' THEN 1 END, CASE kind WHEN 'MEETING' THEN 2 END, pg_temp.id(left(short, 3)), '2026-11-06',
    pg_temp.id(gone), CASE WHEN gone IS NOT NULL THEN timestamptz '2026-11-06' END, CASE WHEN gone IS NOT NULL THEN 'x' END
  FROM (VALUES ('ad1d1', 'MEETING', date '2026-11-05', NULL::date, NULL), ('ad1d2', 'MEETING', '2026-02-10', NULL, NULL), ('ad1d3', 'MEETING', '2026-11-04', NULL, 'ad1'),
    ('ad1d4', 'REPORT', '2026-11-03', '2026-10-30', NULL), ('bd1d1', 'MEETING', '2026-11-05', NULL, NULL)) v (short, kind, day, due, gone);
INSERT INTO duty_attendances (tenant_id, record_id, member_id, done_on, takes_changes)
  SELECT r.tenant_id, r.id, pg_temp.id(member), r.done_on, r.takes_changes
  FROM duty_records r JOIN (VALUES ('ad1d1', 'a1'), ('ad1d1', 'a2'), ('ad1d2', 'a1'), ('ad1d3', 'a1'), ('bd1d1', 'b1')) v (short, member) ON r.id = pg_temp.id(v.short);

-- The centre model: version e1 in force in A and B, e2 withdrawn; draft d1, and d2 that cd1 submitted. Roll-out f1 is done.
INSERT INTO centre_model_versions (id, number, notes, content, sha256, authors, submitted_by, submitted_at, approved_by, published_at, withdrawn_by, withdrawn_at)
  SELECT pg_temp.id(short), number, '', '{}', sha256(''), ARRAY[pg_temp.id('cd1')], pg_temp.id('cd1'), '2026-11-01', pg_temp.id('cd2'), '2026-11-02',
    pg_temp.id(withdrawn_by), CASE WHEN withdrawn_by IS NOT NULL THEN timestamptz '2026-11-03' END
  FROM (VALUES ('c0e1', 1, NULL), ('c0e2', 2, 'cd1')) v (short, number, withdrawn_by);
INSERT INTO centre_model_drafts (tenant_id, id, notes, content, authors, created_at, submitted_by, submitted_at, version)
  SELECT pg_temp.id('c'), pg_temp.id(short), '', '{}', ARRAY[pg_temp.id('cd1')], '2026-11-01', pg_temp.id(submitted_by),
    CASE WHEN submitted_by IS NOT NULL THEN timestamptz '2026-11-03' END, 1
  FROM (VALUES ('c0d1', NULL), ('c0d2', 'cd1')) v (short, submitted_by);
INSERT INTO tenant_models (tenant_id, version_id, since) SELECT pg_temp.id(tenant), pg_temp.id('c0e1'), '2026-11-02' FROM unnest('{a,b}'::text[]) tenant;
INSERT INTO rollouts (tenant_id, id, name, to_id, state, plan_sha256, soak_minutes, gates, wave, planned_by, planned_at, version)
  SELECT pg_temp.id('c'), pg_temp.id(short), 'R', pg_temp.id('c0e1'), state, sha256(''), 0, '{}', 1, pg_temp.id('cd1'), '2026-11-02', 1
  FROM (VALUES ('c0f1', 'DONE'), ('c0f2', 'PLANNED')) v (short, state);
INSERT INTO rollout_waves (tenant_id, rollout_id, wave, name, tenants) SELECT pg_temp.id('c'), pg_temp.id('c0f1'), 1, 'W', 2;
INSERT INTO rollout_tenants (tenant_id, rollout_id, wave, state, to_id, lines, lines_sha256, conflicts, since, version)
  SELECT pg_temp.id(tenant), pg_temp.id(rollout), 1, state, pg_temp.id('c0e1'), '[]', sha256(''), 0, '2026-11-02', 1
  FROM unnest('{a,b}'::text[]) tenant, (VALUES ('c0f1', 'APPLIED'), ('c0f2', 'WAITING')) v (rollout, state);

INSERT INTO rollup_positions SELECT pg_temp.id(tenant), 3 FROM unnest('{a,b}'::text[]) tenant;
INSERT INTO rollup_daily SELECT pg_temp.id(tenant), '2026-11-02', area, 1, 0, 0 FROM (VALUES ('a', 'LEGAL'), ('b', 'LEGAL'), ('b', 'DPO')) v (tenant, area);
INSERT INTO onboarding_steps (tenant_id, step, place, side, responsible_id, responsible_name, done_on, version)
  SELECT pg_temp.id(tenant), step, place, side, pg_temp.id(tenant || 'd2'), tenant || 'd2', done_on::date, 1
  FROM unnest('{a,b}'::text[]) tenant, (VALUES ('OWN', 1, 'TENANT', NULL), ('OWN_DONE', 2, 'TENANT', '2026-11-01'), ('THEIRS', 3, 'NATION', NULL),
    ('THEIRS_DONE', 4, 'NATION', '2026-11-01'), ('SEEN', 5, 'SYSTEM', NULL)) v (step, place, side, done_on);
INSERT INTO rollup_onboarding SELECT pg_temp.id(tenant), 'SEEN', '2026-11-01' FROM unnest('{a,b}'::text[]) tenant;
INSERT INTO rollup_monthly SELECT pg_temp.id(tenant), month, 1, 0, 0, '{}', 0, 0, 0, 0, NULL, 1
  FROM (VALUES ('a', date '2026-11-01'), ('b', '2026-10-01'), ('b', '2026-11-01')) v (tenant, month);
INSERT INTO rollup_monthly_areas SELECT pg_temp.id(tenant), '2026-11-01', area, 1, 0, 0, 0, 0, 0, 0
  FROM (VALUES ('a', 'LEGAL'), ('b', 'LEGAL'), ('b', 'DPO')) v (tenant, area);
INSERT INTO rollup_due SELECT pg_temp.id(tenant), '2026-12-01', area, 1 FROM (VALUES ('a', 'LEGAL'), ('b', 'LEGAL'), ('b', 'DPO')) v (tenant, area);
INSERT INTO operation_tallies SELECT pg_temp.id(tenant), '2026-11-02T08:00:00Z', operation, 10, 1, 1
  FROM (VALUES ('a', 'requests'), ('b', 'requests'), ('b', 'several'), ('c', 'unknown')) v (tenant, operation);
