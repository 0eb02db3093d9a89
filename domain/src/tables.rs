//! The tables as the migrations make them, in diesel's words. Printed from the catalog by `make fix`; a test compares.

diesel::table! {
    activities (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        service_secrecy -> Text,
        request_id -> Nullable<Uuid>,
        request_member_id -> Nullable<Uuid>,
        request_secrecy -> Nullable<Text>,
        request_shown_to_member -> Nullable<Bool>,
        secrecy -> Text,
        shown_to_member -> Bool,
        year -> Integer,
        number -> Integer,
        service_code -> Text,
        competence -> Text,
        performed_on -> Date,
        performed_by -> Uuid,
        minutes -> Integer,
        output -> Text,
        share_count -> Integer,
        method -> Nullable<Text>,
        method_version -> Nullable<Integer>,
        inputs -> Nullable<Jsonb>,
        saved_haler -> Nullable<BigInt>,
        brought_in_haler -> Nullable<BigInt>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        version -> Integer,
        corrects_id -> Nullable<Uuid>,
        is_reversal -> Bool,
        reason -> Nullable<Text>,
        has_terms -> Bool,
        counted_secrecy -> Nullable<Text>,
    }
}

diesel::table! {
    activity_counters (tenant_id, year) {
        tenant_id -> Uuid,
        year -> Integer,
        last_number -> Integer,
    }
}

diesel::table! {
    activity_shares (tenant_id, activity_id, member_id) {
        tenant_id -> Uuid,
        activity_id -> Uuid,
        member_id -> Uuid,
        secrecy -> Text,
        shown_to_member -> Bool,
        performed_on -> Date,
        weight -> Integer,
        minutes -> BigInt,
        saved_haler -> Nullable<BigInt>,
        brought_in_haler -> Nullable<BigInt>,
        attested_by -> Nullable<Uuid>,
        attested_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    activity_terms (tenant_id, term, activity_id, secrecy, shown_to_member) {
        tenant_id -> Uuid,
        term -> Text,
        activity_id -> Uuid,
        secrecy -> Text,
        shown_to_member -> Bool,
        performed_on -> Date,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> Uuid,
        person_id -> Uuid,
        tenant_id -> Nullable<Uuid>,
        name -> Text,
        hash -> Bytea,
        made_at -> Timestamptz,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        permissions -> Nullable<Array<Text>>,
        lineage -> Array<Uuid>,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    association_labels (association_id, label) {
        association_id -> Uuid,
        label -> Text,
        ended_on -> Nullable<Date>,
    }
}

diesel::table! {
    association_memberships (id) {
        id -> Uuid,
        association_id -> Uuid,
        municipality_code -> Text,
        joined_on -> Nullable<Date>,
        left_on -> Nullable<Date>,
        community_from -> Date,
        until -> Date,
    }
}

diesel::table! {
    associations (id) {
        id -> Uuid,
        ico -> Text,
        name -> Text,
        name_plain -> Text,
        district_code -> Nullable<Text>,
        founded_on -> Nullable<Date>,
        dissolved_on -> Nullable<Date>,
        community_from -> Date,
        former_name -> Nullable<Text>,
    }
}

diesel::table! {
    attachments (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        request_id -> Uuid,
        member_id -> Uuid,
        secrecy -> Text,
        shown_to_member -> Bool,
        name -> Text,
        media_type -> Text,
        size_bytes -> BigInt,
        sha256 -> Bytea,
        attached_by -> Uuid,
        attached_at -> Timestamptz,
    }
}

diesel::table! {
    authorised_office_districts (code) {
        code -> Text,
        name -> Text,
        ruian_code -> Nullable<Integer>,
    }
}

diesel::table! {
    benefit_rates (kind, valid_from) {
        kind -> Text,
        valid_from -> Date,
        haler_per_hour -> Integer,
        source -> Text,
    }
}

diesel::table! {
    boundaries (level, code) {
        level -> Text,
        code -> Text,
        geometry -> Jsonb,
    }
}

diesel::table! {
    centre_model_drafts (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        base_id -> Nullable<Uuid>,
        notes -> Text,
        content -> Jsonb,
        authors -> Array<Uuid>,
        created_at -> Timestamptz,
        submitted_by -> Nullable<Uuid>,
        submitted_at -> Nullable<Timestamptz>,
        given_back_by -> Nullable<Uuid>,
        given_back_at -> Nullable<Timestamptz>,
        given_back_reason -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    centre_model_versions (id) {
        id -> Uuid,
        number -> Integer,
        base_id -> Nullable<Uuid>,
        notes -> Text,
        content -> Jsonb,
        sha256 -> Bytea,
        authors -> Array<Uuid>,
        submitted_by -> Uuid,
        submitted_at -> Timestamptz,
        approved_by -> Uuid,
        published_at -> Timestamptz,
        withdrawn_by -> Nullable<Uuid>,
        withdrawn_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    comment_terms (tenant_id, term, request_id, comment_id, is_internal, member_id, secrecy, shown_to_member) {
        tenant_id -> Uuid,
        term -> Text,
        request_id -> Uuid,
        comment_id -> Uuid,
        member_id -> Uuid,
        secrecy -> Text,
        shown_to_member -> Bool,
        is_internal -> Bool,
    }
}

diesel::table! {
    demo_personas (persona) {
        persona -> Text,
        person_id -> Uuid,
        tenant_id -> Uuid,
    }
}

diesel::table! {
    districts (code) {
        code -> Text,
        name -> Text,
        region_code -> Text,
        ruian_code -> Nullable<Integer>,
    }
}

diesel::table! {
    duty_attendances (tenant_id, record_id, member_id) {
        tenant_id -> Uuid,
        record_id -> Uuid,
        member_id -> Uuid,
        kind -> Text,
        done_on -> Date,
        takes_changes -> Bool,
    }
}

diesel::table! {
    duty_records (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        duty_code -> Nullable<Text>,
        done_on -> Date,
        due_on -> Nullable<Date>,
        counts_on -> Date,
        evidence -> Text,
        issue -> Nullable<Text>,
        attended -> Nullable<Integer>,
        members_then -> Nullable<Integer>,
        recorded_by -> Uuid,
        recorded_at -> Timestamptz,
        withdrawn_by -> Nullable<Uuid>,
        withdrawn_at -> Nullable<Timestamptz>,
        withdrawn_reason -> Nullable<Text>,
        takes_changes -> Bool,
        version -> Integer,
    }
}

diesel::table! {
    employments (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        participant_id -> Uuid,
        role -> Text,
        fte_thousandths -> Integer,
        starts_on -> Date,
        until -> Date,
        version -> Integer,
    }
}

diesel::table! {
    events (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        request_id -> Nullable<Uuid>,
        member_id -> Nullable<Uuid>,
        secrecy -> Text,
        shown_to_member -> Bool,
        is_internal -> Bool,
        at -> Timestamptz,
        actor -> Text,
        kind -> Text,
        subject -> Text,
        payload -> Jsonb,
        trace -> Nullable<Text>,
    }
}

diesel::table! {
    extended_powers_districts (code) {
        code -> Text,
        name -> Text,
    }
}

diesel::table! {
    grant_confirmations (tenant_id, grant_id) {
        tenant_id -> Uuid,
        grant_id -> Uuid,
        participant_id -> Uuid,
        confirmed_by -> Nullable<Uuid>,
        confirmed_under -> Nullable<Uuid>,
        confirmer_role -> Text,
        confirmed_at -> Timestamptz,
    }
}

diesel::table! {
    grants (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        participant_id -> Uuid,
        person_id -> Uuid,
        role -> Text,
        scope -> Text,
        member_id -> Nullable<Uuid>,
        region_code -> Nullable<Text>,
        valid_from -> Timestamptz,
        valid_until -> Nullable<Timestamptz>,
        granted_by -> Nullable<Uuid>,
        ended_at -> Nullable<Timestamptz>,
        ended_by -> Nullable<Uuid>,
        person_is_national -> Bool,
        is_open_admin -> Nullable<Bool>,
        member_until -> Date,
    }
}

diesel::table! {
    idempotency_outcomes (tenant_id, participant_id, key) {
        tenant_id -> Uuid,
        participant_id -> Uuid,
        key -> Text,
        body_hash -> Bytea,
        outcome -> Nullable<Jsonb>,
        kept_until -> Timestamptz,
    }
}

diesel::table! {
    identities (id) {
        id -> Uuid,
        person_id -> Uuid,
        tenant_id -> Uuid,
        voucher -> Text,
        issuer -> Text,
        subject -> Text,
        linked_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    identity_providers (tenant_id) {
        tenant_id -> Uuid,
        issuer -> Nullable<Text>,
        client_id -> Nullable<Text>,
        client_secret -> Nullable<Text>,
        audience -> Nullable<Text>,
        version -> Integer,
        has_secret -> Bool,
    }
}

diesel::table! {
    intake_mails (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        address -> Text,
        language -> Text,
        centre -> Text,
        link -> Text,
        number -> Nullable<Text>,
        made_at -> Timestamptz,
        due_at -> Timestamptz,
        tries -> Integer,
    }
}

diesel::table! {
    intake_submissions (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        hash -> Bytea,
        name -> Text,
        email -> Text,
        service_code -> Text,
        title -> Text,
        description -> Text,
        municipality_code -> Nullable<Text>,
        shown_to_member -> Bool,
        language -> Text,
        notice -> Text,
        notice_version -> Text,
        submitted_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    intake_tickets (tenant_id, request_id) {
        tenant_id -> Uuid,
        request_id -> Uuid,
        member_id -> Uuid,
        secrecy -> Text,
        shown_to_member -> Bool,
        hash -> Bytea,
        notice -> Text,
        notice_version -> Text,
        submitted_at -> Timestamptz,
        confirmed_at -> Timestamptz,
    }
}

diesel::table! {
    member_settings (tenant_id, member_id, key) {
        tenant_id -> Uuid,
        member_id -> Uuid,
        key -> Text,
        value -> Jsonb,
        version -> Integer,
    }
}

diesel::table! {
    members (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        membership_id -> Nullable<Uuid>,
        until -> Date,
    }
}

diesel::table! {
    municipalities (code) {
        code -> Text,
        name -> Text,
        name_plain -> Text,
        status -> Text,
        ico -> Nullable<Text>,
        district_code -> Text,
        extended_powers_code -> Text,
        authorised_office_code -> Text,
        postcode -> Nullable<Text>,
        latitude -> Nullable<Double>,
        longitude -> Nullable<Double>,
        valid_from -> Nullable<Date>,
        valid_until -> Nullable<Date>,
    }
}

diesel::table! {
    municipality_extended_powers (municipality_code, valid_from) {
        municipality_code -> Text,
        valid_from -> Date,
        valid_until -> Nullable<Date>,
        extended_powers_code -> Text,
        told_on -> Date,
    }
}

diesel::table! {
    notification_mails (tenant_id, participant_id) {
        tenant_id -> Uuid,
        participant_id -> Uuid,
        frequency -> Text,
        language -> Text,
        secret -> Text,
        link_id -> Uuid,
        told_to -> BigInt,
        covers -> Nullable<BigInt>,
        due_at -> Nullable<Timestamptz>,
        tries -> Integer,
    }
}

diesel::table! {
    notifications (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        participant_id -> Uuid,
        at -> Timestamptz,
        kind -> Text,
        subject -> Text,
    }
}

diesel::table! {
    onboarding_steps (tenant_id, step) {
        tenant_id -> Uuid,
        step -> Text,
        place -> Integer,
        side -> Text,
        responsible_id -> Nullable<Uuid>,
        responsible_name -> Nullable<Text>,
        due_on -> Nullable<Date>,
        done_on -> Nullable<Date>,
        version -> Integer,
        title_cs -> Nullable<Text>,
        title_en -> Nullable<Text>,
    }
}

diesel::table! {
    operation_tallies (tenant_id, minute, operation) {
        tenant_id -> Uuid,
        minute -> Timestamptz,
        operation -> Text,
        answered -> BigInt,
        internal -> BigInt,
        timed_out -> BigInt,
    }
}

diesel::table! {
    outbox (tenant_id, event_id) {
        tenant_id -> Uuid,
        event_id -> Uuid,
        span -> Nullable<Text>,
    }
}

diesel::table! {
    participants (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        display_name -> Text,
    }
}

diesel::table! {
    people (id) {
        id -> Uuid,
        email -> Text,
        is_national -> Bool,
    }
}

diesel::table! {
    populations (municipality_code, as_of) {
        municipality_code -> Text,
        as_of -> Date,
        inhabitants -> Integer,
    }
}

diesel::table! {
    regions (code) {
        code -> Text,
        name -> Text,
    }
}

diesel::table! {
    reporting_periods (tenant_id, starts_on) {
        tenant_id -> Uuid,
        starts_on -> Date,
        ends_before -> Date,
        closed_at -> Timestamptz,
        closed_by -> Uuid,
        unattested -> Integer,
    }
}

diesel::table! {
    request_comments (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        request_id -> Uuid,
        member_id -> Uuid,
        secrecy -> Text,
        shown_to_member -> Bool,
        is_internal -> Bool,
        author_id -> Uuid,
        written_at -> Timestamptz,
        body -> Text,
        has_terms -> Bool,
    }
}

diesel::table! {
    request_counters (tenant_id, year) {
        tenant_id -> Uuid,
        year -> Integer,
        last_number -> Integer,
    }
}

diesel::table! {
    request_links (tenant_id, request_id, other_id) {
        tenant_id -> Uuid,
        id -> Uuid,
        request_id -> Uuid,
        member_id -> Uuid,
        secrecy -> Text,
        shown_to_member -> Bool,
        other_id -> Uuid,
        other_member_id -> Uuid,
        other_secrecy -> Text,
        other_shown_to_member -> Bool,
        kind -> Text,
        linked_at -> Timestamptz,
    }
}

diesel::table! {
    request_merges (tenant_id, request_id) {
        tenant_id -> Uuid,
        request_id -> Uuid,
        member_id -> Uuid,
        secrecy -> Text,
        shown_to_member -> Bool,
        merged_at -> Timestamptz,
    }
}

diesel::table! {
    request_notifications (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        participant_id -> Uuid,
        position -> BigInt,
        request_id -> Uuid,
        member_id -> Uuid,
        secrecy -> Text,
        shown_to_member -> Bool,
        is_internal -> Bool,
        kind -> Text,
        happened_at -> Timestamptz,
        seen_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    request_terms (tenant_id, term, request_id, in_title, member_id, secrecy, shown_to_member) {
        tenant_id -> Uuid,
        term -> Text,
        request_id -> Uuid,
        member_id -> Uuid,
        secrecy -> Text,
        shown_to_member -> Bool,
        in_title -> Bool,
    }
}

diesel::table! {
    request_watchers (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        request_id -> Uuid,
        member_id -> Uuid,
        secrecy -> Text,
        shown_to_member -> Bool,
        participant_id -> Uuid,
        since -> Timestamptz,
    }
}

diesel::table! {
    requests (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        member_id -> Uuid,
        secrecy -> Text,
        shown_to_member -> Bool,
        year -> Integer,
        number -> Integer,
        service_code -> Text,
        state -> Text,
        title -> Text,
        description -> Text,
        requester_kind -> Text,
        requester_name -> Nullable<Text>,
        municipality_code -> Nullable<Text>,
        opened_at -> Timestamptz,
        opened_by -> Nullable<Uuid>,
        first_answer_due_at -> Timestamptz,
        due_at -> Timestamptz,
        assignee_id -> Nullable<Uuid>,
        closed_at -> Nullable<Timestamptz>,
        outcome -> Nullable<Text>,
        version -> Integer,
        priority -> Text,
        channel -> Nullable<Text>,
        first_answered_at -> Nullable<Timestamptz>,
        clock_started_at -> Nullable<Timestamptz>,
        close_days -> Nullable<Integer>,
        office_hours -> Array<Integer>,
        stopped_since -> Nullable<Timestamptz>,
        stops -> Array<Timestamptz>,
        has_terms -> Bool,
        requester_email -> Nullable<Text>,
    }
}

diesel::table! {
    rollout_tenants (tenant_id, rollout_id) {
        tenant_id -> Uuid,
        rollout_id -> Uuid,
        wave -> Integer,
        state -> Text,
        from_id -> Nullable<Uuid>,
        to_id -> Uuid,
        lines -> Jsonb,
        lines_sha256 -> Bytea,
        conflicts -> Integer,
        resolutions -> Jsonb,
        written -> Nullable<Jsonb>,
        before_sha256 -> Nullable<Bytea>,
        after_sha256 -> Nullable<Bytea>,
        edited -> Nullable<Jsonb>,
        failure -> Nullable<Text>,
        reason -> Nullable<Text>,
        until -> Nullable<Date>,
        since -> Timestamptz,
        version -> Integer,
    }
}

diesel::table! {
    rollout_waves (tenant_id, rollout_id, wave) {
        tenant_id -> Uuid,
        rollout_id -> Uuid,
        wave -> Integer,
        name -> Text,
        tenants -> Integer,
        started_at -> Nullable<Timestamptz>,
        applied_at -> Nullable<Timestamptz>,
        passed_at -> Nullable<Timestamptz>,
        before -> Nullable<Jsonb>,
        forced_by -> Nullable<Uuid>,
        force_asked_by -> Nullable<Uuid>,
        force_reason -> Nullable<Text>,
    }
}

diesel::table! {
    rollouts (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        name -> Text,
        from_id -> Nullable<Uuid>,
        to_id -> Uuid,
        state -> Text,
        plan_sha256 -> Bytea,
        soak_minutes -> Integer,
        gates -> Jsonb,
        wave -> Integer,
        red -> Nullable<Jsonb>,
        reason -> Nullable<Text>,
        planned_by -> Uuid,
        planned_at -> Timestamptz,
        started_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        version -> Integer,
    }
}

diesel::table! {
    rollup_daily (tenant_id, day, area) {
        tenant_id -> Uuid,
        day -> Date,
        area -> Text,
        requests_opened -> Integer,
        requests_closed -> Integer,
        requests_reopened -> Integer,
        activities -> Integer,
        minutes -> BigInt,
        saved_haler -> BigInt,
        brought_in_haler -> BigInt,
        closed_in_term -> Integer,
    }
}

diesel::table! {
    rollup_due (tenant_id, due_on, area) {
        tenant_id -> Uuid,
        due_on -> Date,
        area -> Text,
        requests_open -> Integer,
    }
}

diesel::table! {
    rollup_monthly (tenant_id, month) {
        tenant_id -> Uuid,
        month -> Date,
        requests_opened -> Integer,
        requests_closed -> Integer,
        closed_in_term -> Integer,
        closing_hours -> Array<Integer>,
        activities -> Integer,
        minutes -> BigInt,
        saved_haler -> BigInt,
        brought_in_haler -> BigInt,
        last_activity_on -> Nullable<Date>,
        requests_due -> Integer,
    }
}

diesel::table! {
    rollup_monthly_areas (tenant_id, month, area) {
        tenant_id -> Uuid,
        month -> Date,
        area -> Text,
        requests_opened -> Integer,
        requests_closed -> Integer,
        closed_in_term -> Integer,
        activities -> Integer,
        minutes -> BigInt,
        saved_haler -> BigInt,
        brought_in_haler -> BigInt,
    }
}

diesel::table! {
    rollup_onboarding (tenant_id, step) {
        tenant_id -> Uuid,
        step -> Text,
        seen_on -> Date,
    }
}

diesel::table! {
    rollup_positions (tenant_id) {
        tenant_id -> Uuid,
        position -> BigInt,
        counting -> Integer,
    }
}

diesel::table! {
    services (code) {
        code -> Text,
        area -> Text,
        name_cs -> Text,
        name_en -> Text,
        competence -> Text,
        first_answer_days -> Integer,
        close_days -> Integer,
        secrecy -> Text,
        disposal -> Text,
        retention_years -> Integer,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        person_id -> Uuid,
        tenant_id -> Nullable<Uuid>,
        hash -> Bytea,
        began_at -> Timestamptz,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
        identity_id -> Nullable<Uuid>,
        idle_minutes -> Nullable<Integer>,
    }
}

diesel::table! {
    sign_in_links (id) {
        id -> Uuid,
        person_id -> Uuid,
        tenant_id -> Uuid,
        hash -> Bytea,
        made_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    standing_admins (tenant_id) {
        tenant_id -> Uuid,
        grant_id -> Uuid,
        is_open_admin -> Bool,
    }
}

diesel::table! {
    stream (tenant_id, position) {
        tenant_id -> Uuid,
        position -> BigInt,
        event_id -> Uuid,
    }
}

diesel::table! {
    support_accesses (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        display_name -> Text,
        reason -> Text,
        minutes -> Integer,
        opened_at -> Timestamptz,
        approved_at -> Nullable<Timestamptz>,
        approved_by -> Nullable<Uuid>,
        valid_until -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    tenant_models (tenant_id) {
        tenant_id -> Uuid,
        version_id -> Nullable<Uuid>,
        since -> Timestamptz,
        rollout_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    tenant_service_overrides (tenant_id, service_code) {
        tenant_id -> Uuid,
        service_code -> Text,
        is_offered -> Nullable<Bool>,
        close_days -> Nullable<Integer>,
        version -> Integer,
    }
}

diesel::table! {
    tenant_settings (tenant_id, key) {
        tenant_id -> Uuid,
        key -> Text,
        value -> Jsonb,
        version -> Integer,
    }
}

diesel::table! {
    tenants (id) {
        id -> Uuid,
        slug -> Text,
        kind -> Text,
        lifecycle -> Text,
        onboarded_at -> Timestamptz,
        association_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    timesheets (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        participant_id -> Uuid,
        month -> Date,
        state -> Text,
        takes_changes -> Bool,
        submitted_at -> Nullable<Timestamptz>,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        reason -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    uploads (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        request_id -> Uuid,
        member_id -> Uuid,
        secrecy -> Text,
        shown_to_member -> Bool,
        participant_id -> Uuid,
        name -> Text,
        media_type -> Text,
        size_bytes -> BigInt,
        sha256 -> Bytea,
        prepared_at -> Timestamptz,
        expires_at -> Timestamptz,
        begun_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    worklog_entries (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        participant_id -> Uuid,
        timesheet_id -> Uuid,
        month -> Date,
        takes_changes -> Bool,
        employment_id -> Uuid,
        employed_from -> Date,
        employed_until -> Date,
        worked_on -> Date,
        minutes -> Integer,
        kind -> Text,
        service_code -> Nullable<Text>,
        activity_id -> Nullable<Uuid>,
        note -> Text,
        logged_at -> Timestamptz,
        version -> Integer,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    activities,
    activity_counters,
    activity_shares,
    activity_terms,
    api_tokens,
    association_labels,
    association_memberships,
    associations,
    attachments,
    authorised_office_districts,
    benefit_rates,
    boundaries,
    centre_model_drafts,
    centre_model_versions,
    comment_terms,
    demo_personas,
    districts,
    duty_attendances,
    duty_records,
    employments,
    events,
    extended_powers_districts,
    grant_confirmations,
    grants,
    idempotency_outcomes,
    identities,
    identity_providers,
    intake_mails,
    intake_submissions,
    intake_tickets,
    member_settings,
    members,
    municipalities,
    municipality_extended_powers,
    notification_mails,
    notifications,
    onboarding_steps,
    operation_tallies,
    outbox,
    participants,
    people,
    populations,
    regions,
    reporting_periods,
    request_comments,
    request_counters,
    request_links,
    request_merges,
    request_notifications,
    request_terms,
    request_watchers,
    requests,
    rollout_tenants,
    rollout_waves,
    rollouts,
    rollup_daily,
    rollup_due,
    rollup_monthly,
    rollup_monthly_areas,
    rollup_onboarding,
    rollup_positions,
    services,
    sessions,
    sign_in_links,
    standing_admins,
    stream,
    support_accesses,
    tenant_models,
    tenant_service_overrides,
    tenant_settings,
    tenants,
    timesheets,
    uploads,
    worklog_entries,
);
