//! The one list of variables.

/// A variable of the environment that Centrum reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "`.env.sample` says what each is for")]
pub enum Variable {
    HttpHost,
    HttpPort,
    HttpDrainSeconds,
    PublicUrl,
    TrustedProxies,
    RateClient,
    RateAnonymous,
    RateFailedSignIn,
    RateIntake,
    HttpGetQueries,
    SessionIdleMinutes,
    SessionDays,
    OidcIssuer,
    OidcClientId,
    OidcClientSecret,
    OidcAudience,
    OidcAllowedAddresses,
    DatabaseUrl,
    MigratorUrl,
    AdminUrl,
    DatabasePoolSize,
    RedisUrl,
    DataDir,
    Files,
    FilesS3Endpoint,
    FilesS3Region,
    FilesS3KeyId,
    FilesS3SecretKey,
    SmtpUrl,
    MailFrom,
    Log,
    LogFormat,
    MetricsAddress,
    OtlpEndpoint,
    OtlpProtocol,
    OtlpHeaders,
    OtlpTimeout,
    ServiceName,
    TracesSampler,
    TracesSamplerArg,
}

/// All of them, in the order of `.env.sample`.
pub const VARIABLES: &[Variable] = &[
    Variable::HttpHost,
    Variable::HttpPort,
    Variable::HttpDrainSeconds,
    Variable::PublicUrl,
    Variable::TrustedProxies,
    Variable::RateClient,
    Variable::RateAnonymous,
    Variable::RateFailedSignIn,
    Variable::RateIntake,
    Variable::HttpGetQueries,
    Variable::SessionIdleMinutes,
    Variable::SessionDays,
    Variable::OidcIssuer,
    Variable::OidcClientId,
    Variable::OidcClientSecret,
    Variable::OidcAudience,
    Variable::OidcAllowedAddresses,
    Variable::DatabaseUrl,
    Variable::MigratorUrl,
    Variable::AdminUrl,
    Variable::DatabasePoolSize,
    Variable::RedisUrl,
    Variable::DataDir,
    Variable::Files,
    Variable::FilesS3Endpoint,
    Variable::FilesS3Region,
    Variable::FilesS3KeyId,
    Variable::FilesS3SecretKey,
    Variable::SmtpUrl,
    Variable::MailFrom,
    Variable::Log,
    Variable::LogFormat,
    Variable::MetricsAddress,
    Variable::OtlpEndpoint,
    Variable::OtlpProtocol,
    Variable::OtlpHeaders,
    Variable::OtlpTimeout,
    Variable::ServiceName,
    Variable::TracesSampler,
    Variable::TracesSamplerArg,
];

impl Variable {
    /// As the environment names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HttpHost => "CENTRUM_HTTP_HOST",
            Self::HttpPort => "CENTRUM_HTTP_PORT",
            Self::HttpDrainSeconds => "CENTRUM_HTTP_DRAIN_SECONDS",
            Self::PublicUrl => "CENTRUM_PUBLIC_URL",
            Self::TrustedProxies => "CENTRUM_TRUSTED_PROXIES",
            Self::RateClient => "CENTRUM_RATE_CLIENT",
            Self::RateAnonymous => "CENTRUM_RATE_ANONYMOUS",
            Self::RateFailedSignIn => "CENTRUM_RATE_FAILED_SIGN_IN",
            Self::RateIntake => "CENTRUM_RATE_INTAKE",
            Self::HttpGetQueries => "CENTRUM_HTTP_GET_QUERIES",
            Self::SessionIdleMinutes => "CENTRUM_SESSION_IDLE_MINUTES",
            Self::SessionDays => "CENTRUM_SESSION_DAYS",
            Self::OidcIssuer => "CENTRUM_OIDC_ISSUER",
            Self::OidcClientId => "CENTRUM_OIDC_CLIENT_ID",
            Self::OidcClientSecret => "CENTRUM_OIDC_CLIENT_SECRET",
            Self::OidcAudience => "CENTRUM_OIDC_AUDIENCE",
            Self::OidcAllowedAddresses => "CENTRUM_OIDC_ALLOWED_ADDRESSES",
            Self::DatabaseUrl => "CENTRUM_DATABASE_URL",
            Self::MigratorUrl => "CENTRUM_MIGRATOR_URL",
            Self::AdminUrl => "CENTRUM_ADMIN_URL",
            Self::DatabasePoolSize => "CENTRUM_DATABASE_POOL_SIZE",
            Self::RedisUrl => "CENTRUM_REDIS_URL",
            Self::DataDir => "CENTRUM_DATA_DIR",
            Self::Files => "CENTRUM_FILES",
            Self::FilesS3Endpoint => "CENTRUM_FILES_S3_ENDPOINT",
            Self::FilesS3Region => "CENTRUM_FILES_S3_REGION",
            Self::FilesS3KeyId => "CENTRUM_FILES_S3_KEY_ID",
            Self::FilesS3SecretKey => "CENTRUM_FILES_S3_SECRET_KEY",
            Self::SmtpUrl => "CENTRUM_SMTP_URL",
            Self::MailFrom => "CENTRUM_MAIL_FROM",
            Self::Log => "CENTRUM_LOG",
            Self::LogFormat => "CENTRUM_LOG_FORMAT",
            Self::MetricsAddress => "CENTRUM_METRICS_ADDRESS",
            Self::OtlpEndpoint => "OTEL_EXPORTER_OTLP_ENDPOINT",
            Self::OtlpProtocol => "OTEL_EXPORTER_OTLP_PROTOCOL",
            Self::OtlpHeaders => "OTEL_EXPORTER_OTLP_HEADERS",
            Self::OtlpTimeout => "OTEL_EXPORTER_OTLP_TIMEOUT",
            Self::ServiceName => "OTEL_SERVICE_NAME",
            Self::TracesSampler => "OTEL_TRACES_SAMPLER",
            Self::TracesSamplerArg => "OTEL_TRACES_SAMPLER_ARG",
        }
    }

    /// What counts when it isn't set; `None`: it may stay unset.
    pub const fn default(self) -> Option<&'static str> {
        match self {
            Self::HttpHost => Some("127.0.0.1"),
            Self::HttpPort => Some("8080"),
            Self::HttpDrainSeconds => Some("3"),
            Self::PublicUrl
            | Self::TrustedProxies
            | Self::OidcIssuer
            | Self::OidcClientId
            | Self::OidcClientSecret
            | Self::OidcAudience
            | Self::OidcAllowedAddresses
            | Self::DatabaseUrl
            | Self::MigratorUrl
            | Self::AdminUrl
            | Self::RedisUrl
            | Self::Files
            | Self::FilesS3Endpoint
            | Self::FilesS3Region
            | Self::FilesS3KeyId
            | Self::FilesS3SecretKey
            | Self::SmtpUrl
            | Self::MailFrom
            | Self::MetricsAddress
            | Self::OtlpEndpoint
            | Self::OtlpHeaders => None,
            Self::RateClient => Some("100/s:200"),
            Self::RateAnonymous => Some("10/s:100"),
            Self::RateFailedSignIn => Some("10/min:30"),
            Self::RateIntake => Some("10/h:10"),
            Self::HttpGetQueries => Some("false"),
            Self::SessionIdleMinutes => Some("720"),
            Self::SessionDays => Some("7"),
            Self::DatabasePoolSize => Some("16"),
            Self::DataDir => Some(".centrum"),
            Self::Log => Some("info,poem=warn"),
            Self::LogFormat => Some("text"),
            Self::OtlpProtocol => Some("http/protobuf"),
            Self::OtlpTimeout => Some("10000"),
            Self::ServiceName => Some("centrum"),
            Self::TracesSampler => Some("parentbased_always_on"),
            Self::TracesSamplerArg => Some("1"),
        }
    }

    /// Whether it is masked where it is shown, and may be given by a file: what `…_FILE` names, as containers have it.
    pub const fn is_secret(self) -> bool {
        match self {
            Self::DatabaseUrl
            | Self::MigratorUrl
            | Self::AdminUrl
            | Self::RedisUrl
            | Self::FilesS3SecretKey
            | Self::SmtpUrl
            | Self::OidcClientSecret
            | Self::OtlpHeaders => true,
            Self::HttpHost
            | Self::HttpPort
            | Self::HttpDrainSeconds
            | Self::PublicUrl
            | Self::TrustedProxies
            | Self::RateClient
            | Self::RateAnonymous
            | Self::RateFailedSignIn
            | Self::RateIntake
            | Self::SessionIdleMinutes
            | Self::SessionDays
            | Self::OidcIssuer
            | Self::OidcClientId
            | Self::OidcAudience
            | Self::OidcAllowedAddresses
            | Self::HttpGetQueries
            | Self::MetricsAddress
            | Self::OtlpEndpoint
            | Self::OtlpProtocol
            | Self::OtlpTimeout
            | Self::ServiceName
            | Self::TracesSampler
            | Self::TracesSamplerArg
            | Self::DatabasePoolSize
            | Self::DataDir
            | Self::Files
            | Self::FilesS3Endpoint
            | Self::FilesS3Region
            | Self::FilesS3KeyId
            | Self::MailFrom
            | Self::Log
            | Self::LogFormat => false,
        }
    }
}
