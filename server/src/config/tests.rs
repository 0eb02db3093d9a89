use super::*;
use secrecy::ExposeSecret as _;
use std::ffi::OsString;

const SAMPLE: &str = include_str!("../../../.env.sample");

fn read(env: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::read(&|name| {
        let found = env.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| (*value).to_owned()).ok_or(VarError::NotPresent)
    })
}

#[test]
fn nothing_need_be_set() {
    let config = read(&[]).unwrap();
    assert_eq!(config.http.address().to_string(), "127.0.0.1:8080");
    assert!(config.database.url.is_none() && config.database.migrator_url.is_none());
    assert_eq!(config.database.pool_size, 16);
    assert_eq!(config.files.data_dir.to_str(), Some(".centrum"));
    assert_eq!(config.telemetry.format, LogFormat::Text);
    assert_eq!(config.http.rates, crate::http::Rates::default());
}

#[test]
fn a_port_alone_is_one_of_the_loopback_address() {
    for (text, address) in [
        ("9464", Some("127.0.0.1:9464")),
        ("0.0.0.0:9464", Some("0.0.0.0:9464")),
        ("[::1]:9464", Some("[::1]:9464")),
        ("", None),
    ] {
        let config = read(&[("CENTRUM_METRICS_ADDRESS", text)]).unwrap();
        assert_eq!(config.telemetry.metrics.map(|at| at.to_string()).as_deref(), address);
    }
    assert!(read(&[("CENTRUM_METRICS_ADDRESS", "localhost:9464")]).is_err());
}

#[test]
fn an_empty_variable_is_an_unset_one() {
    let config = read(&[("CENTRUM_HTTP_PORT", " "), ("CENTRUM_DATABASE_URL", "")]).unwrap();
    assert_eq!(config.http.port, 8080);
    assert!(config.database.url.is_none());
}

#[test]
fn all_that_is_wrong_is_told_at_once_and_no_value_with_it() {
    let error = read(&[
        ("CENTRUM_HTTP_HOST", "secret-a"),
        ("CENTRUM_HTTP_PORT", "65536"),
        ("CENTRUM_HTTP_DRAIN_SECONDS", "61"),
        ("CENTRUM_PUBLIC_URL", "http://secret-e.example.cz"),
        ("CENTRUM_TRUSTED_PROXIES", "secret-g"),
        ("CENTRUM_RATE_CLIENT", "secret-h"),
        ("CENTRUM_RATE_ANONYMOUS", "0/s:1"),
        ("CENTRUM_RATE_FAILED_SIGN_IN", "10/min"),
        ("CENTRUM_RATE_INTAKE", "secret-i"),
        ("CENTRUM_HTTP_GET_QUERIES", "secret-f"),
        ("CENTRUM_SESSION_IDLE_MINUTES", "0"),
        ("CENTRUM_SESSION_DAYS", "91"),
        ("CENTRUM_OIDC_ISSUER", "ftp://secret-f.example.cz"),
        ("CENTRUM_OIDC_ALLOWED_ADDRESSES", "provider:9000,secret-g"),
        ("CENTRUM_DATABASE_URL", "secret-b"),
        ("CENTRUM_MIGRATOR_URL", "mysql://secret-c?a=b"),
        ("CENTRUM_ADMIN_URL", "secret-f"),
        ("CENTRUM_DATABASE_POOL_SIZE", "0"),
        ("CENTRUM_REDIS_URL", "http://secret-f"),
        ("CENTRUM_FILES", "ftp://secret-e"),
        ("CENTRUM_FILES_S3_ENDPOINT", "secret-e"),
        ("CENTRUM_SMTP_URL", "http://secret-f"),
        ("CENTRUM_MAIL_FROM", "secret-j"),
        ("CENTRUM_LOG", "secret-d=loud"),
        ("CENTRUM_LOG_FORMAT", "xml"),
        ("CENTRUM_METRICS_ADDRESS", "secret-f:9464"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://secret-g:secret-h@collector"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "secret-i"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "secret-j"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "0"),
        ("OTEL_SERVICE_NAME", &"secret-k".repeat(20)),
        ("OTEL_TRACES_SAMPLER", "secret-l"),
        ("OTEL_TRACES_SAMPLER_ARG", "1.1"),
    ])
    .unwrap_err();
    let told: Vec<Variable> = error.problems.iter().map(|problem| problem.variable).collect();
    // A folder's name and what an issuer calls us may be anything.
    let anything = [
        Variable::DataDir,
        Variable::FilesS3Region,
        Variable::FilesS3KeyId,
        Variable::FilesS3SecretKey,
        Variable::OidcClientId,
        Variable::OidcClientSecret,
        Variable::OidcAudience,
    ];
    let all_others: Vec<Variable> =
        VARIABLES.iter().copied().filter(|variable| !anything.contains(variable)).collect();
    assert_eq!(told, all_others);
    assert!(!error.to_string().contains("secret"), "{error}");
    assert!(error.to_string().contains("\n  CENTRUM_HTTP_PORT must be a port from 0 to 65535"));
}

#[test]
fn what_is_no_unicode_is_wrong() {
    let error = Config::read(&|_| Err(VarError::NotUnicode(OsString::new()))).unwrap_err();
    assert_eq!(error.problems.len(), VARIABLES.len());
}

#[test]
fn who_migrates_is_told_what_is_missing() {
    let error = read(&[]).unwrap().database.migrator_url().unwrap_err();
    assert!(error.to_string().contains("CENTRUM_MIGRATOR_URL must be a URL"));
    let config = read(&[("CENTRUM_MIGRATOR_URL", "host=/run user=centrum_migrator")]).unwrap();
    let url = config.database.migrator_url().unwrap();
    assert_eq!(url.expose_secret(), "host=/run user=centrum_migrator");
}

#[test]
fn what_is_printed_shows_no_secret() {
    let secret = "postgres://centrum:hush@db/centrum";
    let config = read(&[
        ("CENTRUM_DATABASE_URL", secret),
        ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=hush"),
        ("CENTRUM_OIDC_ISSUER", "https://login.example.cz"),
        ("CENTRUM_OIDC_CLIENT_ID", "centrum"),
        ("CENTRUM_OIDC_CLIENT_SECRET", "hush"),
        ("CENTRUM_OIDC_ALLOWED_ADDRESSES", "provider:9000, 127.0.0.1:9001"),
        ("CENTRUM_FILES", "s3://attachments/centrum/"),
        ("CENTRUM_FILES_S3_KEY_ID", "centrum"),
        ("CENTRUM_FILES_S3_SECRET_KEY", "hush"),
        ("CENTRUM_SMTP_URL", "smtps://centrum:hush@mail.example.cz"),
        ("CENTRUM_MAIL_FROM", "Centrum <centrum@example.cz>"),
    ])
    .unwrap();
    assert_eq!(
        config.to_string(),
        "CENTRUM_HTTP_HOST=127.0.0.1\n\
         CENTRUM_HTTP_PORT=8080\n\
         CENTRUM_HTTP_DRAIN_SECONDS=3\n\
         # CENTRUM_PUBLIC_URL is not set\n\
         # CENTRUM_TRUSTED_PROXIES is not set\n\
         CENTRUM_RATE_CLIENT=100/s:200\n\
         CENTRUM_RATE_ANONYMOUS=10/s:100\n\
         CENTRUM_RATE_FAILED_SIGN_IN=10/min:30\n\
         CENTRUM_RATE_INTAKE=10/h:10\n\
         CENTRUM_HTTP_GET_QUERIES=false\n\
         CENTRUM_SESSION_IDLE_MINUTES=720\n\
         CENTRUM_SESSION_DAYS=7\n\
         CENTRUM_OIDC_ISSUER=https://login.example.cz\n\
         CENTRUM_OIDC_CLIENT_ID=centrum\n\
         CENTRUM_OIDC_CLIENT_SECRET=********\n\
         # CENTRUM_OIDC_AUDIENCE is not set\n\
         CENTRUM_OIDC_ALLOWED_ADDRESSES=provider:9000,127.0.0.1:9001\n\
         CENTRUM_DATABASE_URL=********\n\
         # CENTRUM_MIGRATOR_URL is not set\n\
         # CENTRUM_ADMIN_URL is not set\n\
         CENTRUM_DATABASE_POOL_SIZE=16\n\
         # CENTRUM_REDIS_URL is not set\n\
         CENTRUM_DATA_DIR=.centrum\n\
         CENTRUM_FILES=s3://attachments/centrum\n\
         # CENTRUM_FILES_S3_ENDPOINT is not set\n\
         CENTRUM_FILES_S3_REGION=us-east-1\n\
         CENTRUM_FILES_S3_KEY_ID=centrum\n\
         CENTRUM_FILES_S3_SECRET_KEY=********\n\
         CENTRUM_SMTP_URL=********\n\
         CENTRUM_MAIL_FROM=Centrum <centrum@example.cz>\n\
         CENTRUM_LOG=info,poem=warn\n\
         CENTRUM_LOG_FORMAT=text\n\
         # CENTRUM_METRICS_ADDRESS is not set\n\
         # OTEL_EXPORTER_OTLP_ENDPOINT is not set\n\
         OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\n\
         OTEL_EXPORTER_OTLP_HEADERS=********\n\
         OTEL_EXPORTER_OTLP_TIMEOUT=10000\n\
         OTEL_SERVICE_NAME=centrum\n\
         OTEL_TRACES_SAMPLER=parentbased_always_on\n\
         OTEL_TRACES_SAMPLER_ARG=1\n"
    );
    assert!(!format!("{config:?}").contains("hush"));
}

/// Whatever form a password has in there, and whichever variable holds it.
#[test]
fn no_form_of_a_url_shows_its_password() {
    for url in [
        "postgres://centrum:hush@db:5432/centrum?sslmode=disable",
        "postgresql://centrum:hush%21@%2Frun%2Fpg/centrum",
        "postgres://db/centrum?user=centrum&password=hush",
        "postgres://hush@db/centrum",
        "host=db user=centrum password=hush dbname=centrum",
        "host=db password='hush hush' application_name=hush",
    ] {
        let all = [
            ("CENTRUM_DATABASE_URL", url),
            ("CENTRUM_MIGRATOR_URL", url),
            ("CENTRUM_ADMIN_URL", url),
        ];
        let config = read(&all).unwrap();
        let printed = config.to_string();
        assert!(!printed.contains("hush") && !format!("{config:?}").contains("hush"), "{url}");
        assert_eq!(printed.matches("=********\n").count(), 3, "{printed}");
        // All the rest is told, also beside something that is wrong, and again without the value.
        let wrong = [all[0], ("CENTRUM_MIGRATOR_URL", "hush"), ("CENTRUM_HTTP_PORT", "hush")];
        assert!(!read(&wrong).unwrap_err().to_string().contains("hush"), "{url}");
    }
}

/// What is printed can be read in again: it is what is in force, in the words of `.env.sample`.
#[test]
fn what_is_printed_is_what_is_in_force() {
    let set = [
        ("CENTRUM_HTTP_HOST", "0.0.0.0"),
        ("CENTRUM_HTTP_PORT", "8443"),
        ("CENTRUM_HTTP_DRAIN_SECONDS", "0"),
        ("CENTRUM_TRUSTED_PROXIES", "10.0.0.0/8,::1/128"),
        ("CENTRUM_RATE_CLIENT", "5/s:7"),
        ("CENTRUM_RATE_ANONYMOUS", "6/min:8"),
        ("CENTRUM_RATE_FAILED_SIGN_IN", "7/h:9"),
        ("CENTRUM_RATE_INTAKE", "8/h:10"),
        ("CENTRUM_HTTP_GET_QUERIES", "true"),
        ("CENTRUM_SESSION_IDLE_MINUTES", "30"),
        ("CENTRUM_SESSION_DAYS", "5"),
        ("CENTRUM_DATABASE_POOL_SIZE", "40"),
        ("CENTRUM_DATA_DIR", "/srv/centrum"),
        ("CENTRUM_FILES", "/srv/files"),
        ("CENTRUM_LOG", "warn,domain=debug"),
        ("CENTRUM_LOG_FORMAT", "json"),
        ("CENTRUM_METRICS_ADDRESS", "0.0.0.0:9464"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector:4317"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "2000"),
        ("OTEL_SERVICE_NAME", "centrum-serve"),
        ("OTEL_TRACES_SAMPLER", "traceidratio"),
        ("OTEL_TRACES_SAMPLER_ARG", "0.25"),
    ];
    let printed = read(&set).unwrap().to_string();
    let lines: Vec<(&str, &str)> =
        printed.lines().filter_map(|line| line.split_once('=')).collect();
    assert_eq!(lines, set);
    assert_eq!(read(&lines).unwrap().to_string(), printed);
}

/// Lines of the sample are comments, or variables that are commented out: with their default, or with an example where
/// there is none.
#[test]
fn the_sample_names_every_variable_with_its_default() {
    let lines: Vec<(&str, &str)> = SAMPLE
        .lines()
        .filter_map(|line| line.strip_prefix('#').unwrap_or(line).split_once('='))
        .filter(|(name, _)| name.starts_with("CENTRUM_") || name.starts_with("OTEL_"))
        .collect();
    let names: Vec<&str> = lines.iter().map(|(name, _)| *name).collect();
    let ours: Vec<&str> = VARIABLES.iter().map(|variable| variable.name()).collect();
    assert_eq!(names, ours);
    for ((name, value), variable) in lines.iter().zip(VARIABLES) {
        assert_eq!(*value, variable.default().unwrap_or(value), "{name}");
    }
    read(&lines).unwrap();
}

#[test]
fn a_bucket_without_a_key_is_no_store() {
    let error = read(&[("CENTRUM_FILES", "s3://attachments")]).unwrap_err();
    assert!(error.to_string().contains("CENTRUM_FILES_S3_KEY_ID must be set"), "{error}");
    let error = read(&[("CENTRUM_FILES", "s3://attachments"), ("CENTRUM_FILES_S3_KEY_ID", "a")]);
    assert!(error.unwrap_err().to_string().contains("CENTRUM_FILES_S3_SECRET_KEY must be set"));
    let unset = read(&[]).unwrap().files.store();
    assert_eq!(unset.to_string(), ".centrum/files");
}

#[test]
fn an_issuer_without_our_name_there_is_no_issuer() {
    let error = read(&[("CENTRUM_OIDC_ISSUER", "https://login.example.cz")]).unwrap_err();
    assert_eq!(error.problems.len(), 1);
    assert!(error.to_string().contains("CENTRUM_OIDC_CLIENT_ID must be"), "{error}");
}

/// A paragraph says so of its last variable, which is the only one.
#[test]
fn the_sample_says_which_are_secrets() {
    let paragraphs = SAMPLE.split("\n\n").filter(|paragraph| paragraph.contains(" Secret.\n"));
    let told: Vec<&str> = paragraphs
        .filter_map(|paragraph| paragraph.rsplit_once("\n#")?.1.split_once('='))
        .map(|(name, _)| name)
        .collect();
    let secrets = VARIABLES.iter().copied().filter(|variable| variable.is_secret());
    assert_eq!(told, secrets.map(Variable::name).collect::<Vec<_>>());
}

mod files {
    use super::*;
    use std::path::{Path, PathBuf};

    const URL: &str = "postgres://centrum:hush@db/centrum";

    /// A file of this test alone, which goes with it.
    struct Secret(PathBuf);

    impl Secret {
        fn with(name: &str, bytes: &[u8]) -> Self {
            let path = std::env::temp_dir().join(format!("centrum-{name}-{}", std::process::id()));
            std::fs::write(&path, bytes).unwrap();
            Self(path)
        }

        fn path(&self) -> &str {
            self.0.to_str().unwrap()
        }
    }

    impl Drop for Secret {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    #[test]
    fn a_secret_is_read_from_a_file_without_its_last_line_s_end() {
        let file = Secret::with("good", format!("{URL}\n").as_bytes());
        let config = read(&[("CENTRUM_DATABASE_URL_FILE", file.path())]).unwrap();
        assert_eq!(config.database.url.as_ref().unwrap().expose_secret(), URL);
        assert!(config.to_string().contains("CENTRUM_DATABASE_URL=********\n"));
        // Empty means unset, of both.
        let unset = [("CENTRUM_DATABASE_URL_FILE", " "), ("CENTRUM_DATABASE_URL", "")];
        assert!(read(&unset).unwrap().database.url.is_none());
        let beside = [("CENTRUM_DATABASE_URL_FILE", file.path()), ("CENTRUM_DATABASE_URL", "")];
        assert!(read(&beside).unwrap().database.url.is_some());
    }

    #[test]
    fn a_file_that_is_no_secret_is_told_and_what_stands_in_it_isn_t() {
        let long = Secret::with("long", format!("{URL}{}", "x".repeat(64 * 1024)).as_bytes());
        let foreign = Secret::with("foreign", b"postgres://hush\xff@db/centrum");
        let empty = Secret::with("empty", b" \n");
        let other = Secret::with("other", b"mysql://hush@db");
        let missing = Path::new("/nowhere/hush");
        for (path, must_be) in [
            (missing.to_str().unwrap(), "in a file of UTF-8 text"),
            ("/", "in a file of UTF-8 text"),
            (long.path(), "at most 64 KiB"),
            (foreign.path(), "in a file of UTF-8 text"),
            (empty.path(), "not empty"),
            (other.path(), "a URL of PostgreSQL"),
        ] {
            let error = read(&[("CENTRUM_DATABASE_URL_FILE", path)]).unwrap_err().to_string();
            assert!(error.contains("CENTRUM_DATABASE_URL must be"), "{path}: {error}");
            assert!(error.contains(must_be) && !error.contains("hush"), "{path}: {error}");
        }
    }

    #[test]
    fn a_secret_that_is_given_twice_is_refused() {
        let file = Secret::with("twice", URL.as_bytes());
        let both = [("CENTRUM_DATABASE_URL_FILE", file.path()), ("CENTRUM_DATABASE_URL", URL)];
        let error = read(&both).unwrap_err().to_string();
        assert!(error.ends_with("given by itself or by its …_FILE, not by both"), "{error}");
    }

    #[test]
    fn what_is_no_secret_has_no_file() {
        let file = Secret::with("port", b"8443");
        assert_eq!(read(&[("CENTRUM_HTTP_PORT_FILE", file.path())]).unwrap().http.port, 8080);
    }
}

#[test]
fn a_mail_server_needs_a_sender_and_tls_but_for_this_machine() {
    let url = |url| ("CENTRUM_SMTP_URL", url);
    let from = ("CENTRUM_MAIL_FROM", "centrum@example.cz");
    assert!(!read(&[from]).unwrap().mail.is_set());
    let set = read(&[url("smtp://mail.example.cz:587?tls=required"), from]).unwrap();
    assert!(set.mail.is_set() && set.mail.mailer().is_some());
    assert!(read(&[url("smtp://127.0.0.1:2525"), from]).is_ok());
    for wrong in [
        [url("smtp://centrum:hush@mail.example.cz"), from],
        [url("smtps://mail.example.cz"), ("CENTRUM_MAIL_FROM", "")],
        [url("smtps://mail.example.cz"), ("CENTRUM_MAIL_FROM", "hush")],
    ] {
        let error = read(&wrong).unwrap_err().to_string();
        assert!(!error.contains("hush") && error.contains("must be"), "{error}");
    }
}
