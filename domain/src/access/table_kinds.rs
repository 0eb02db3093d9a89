//! Every table has a kind, and the kind says which borders it must have. A test compares this list with the catalog.

/// What a table's rows belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// Everybody reads, the nation writes.
    Shared,
    /// Who somebody is before there is a tenant: role `platform` only.
    Platform,
    /// One tenant's.
    Tenant,
    /// One member's of a tenant: wears a label, or hangs on what wears one.
    Member,
    /// A to-do list: inserted by tenants, read and emptied by the worker.
    Queue,
    /// Figures that the worker keeps from events.
    Rollup,
    /// What the servers count of their own work, for all tenants at once; no tenant reads it.
    Tally,
}

/// Every table, in alphabetical order.
pub const TABLE_KINDS: &[(&str, TableKind)] = &[
    ("activities", TableKind::Member),
    ("activity_counters", TableKind::Tenant),
    ("activity_shares", TableKind::Member),
    ("activity_terms", TableKind::Member),
    ("api_tokens", TableKind::Platform),
    ("association_labels", TableKind::Shared),
    ("association_memberships", TableKind::Shared),
    ("associations", TableKind::Shared),
    ("attachments", TableKind::Member),
    ("authorised_office_districts", TableKind::Shared),
    ("benefit_rates", TableKind::Shared),
    ("boundaries", TableKind::Shared),
    ("centre_model_drafts", TableKind::Tenant),
    ("centre_model_versions", TableKind::Shared),
    ("comment_terms", TableKind::Member),
    ("demo_personas", TableKind::Platform),
    ("districts", TableKind::Shared),
    ("employments", TableKind::Tenant),
    ("events", TableKind::Member),
    ("extended_powers_districts", TableKind::Shared),
    ("grant_confirmations", TableKind::Tenant),
    ("grants", TableKind::Tenant),
    ("idempotency_outcomes", TableKind::Tenant),
    ("identities", TableKind::Platform),
    ("identity_providers", TableKind::Tenant),
    ("member_settings", TableKind::Tenant),
    ("members", TableKind::Tenant),
    ("municipalities", TableKind::Shared),
    ("municipality_extended_powers", TableKind::Shared),
    ("notifications", TableKind::Tenant),
    ("onboarding_steps", TableKind::Tenant),
    ("operation_tallies", TableKind::Tally),
    ("outbox", TableKind::Queue),
    ("participants", TableKind::Tenant),
    ("people", TableKind::Platform),
    ("populations", TableKind::Shared),
    ("regions", TableKind::Shared),
    ("reporting_periods", TableKind::Tenant),
    ("request_comments", TableKind::Member),
    ("request_counters", TableKind::Tenant),
    ("request_terms", TableKind::Member),
    ("requests", TableKind::Member),
    ("rollout_tenants", TableKind::Tenant),
    ("rollout_waves", TableKind::Tenant),
    ("rollouts", TableKind::Tenant),
    ("rollup_daily", TableKind::Rollup),
    ("rollup_due", TableKind::Rollup),
    ("rollup_monthly", TableKind::Rollup),
    ("rollup_monthly_areas", TableKind::Rollup),
    ("rollup_onboarding", TableKind::Rollup),
    ("rollup_positions", TableKind::Rollup),
    ("services", TableKind::Shared),
    ("sessions", TableKind::Platform),
    ("sign_in_links", TableKind::Platform),
    ("standing_admins", TableKind::Tenant),
    ("stream", TableKind::Member),
    ("support_accesses", TableKind::Tenant),
    ("tenant_models", TableKind::Tenant),
    ("tenant_service_overrides", TableKind::Tenant),
    ("tenant_settings", TableKind::Tenant),
    ("tenants", TableKind::Shared),
    ("timesheets", TableKind::Tenant),
    ("uploads", TableKind::Member),
    ("worklog_entries", TableKind::Tenant),
];
