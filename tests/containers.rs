//! The way of Compose and Helm without either: every secret in a file, one short command after another, then a server that
//! is asked whether it is ready. On a PostgreSQL server of its own, since passwords are a whole server's.

mod proxy;

use crate::house::program::centrum;
use crate::house::serving::Serving;
use secrecy::ExposeSecret as _;
use server::postgres::{DataDir, Login, PrivatePostgres};
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const SECRETS: [&str; 3] = ["CENTRUM_ADMIN_URL", "CENTRUM_DATABASE_URL", "CENTRUM_MIGRATOR_URL"];

/// A folder of secrets, as they are mounted into a container.
struct Secrets(TempDir);

impl Secrets {
    fn of(postgres: &PrivatePostgres) -> Self {
        let folder = tempfile::Builder::new().prefix("centrum-test-").tempdir().unwrap();
        let url = |login, database| postgres.url(login, database).expose_secret().to_owned();
        let urls = [
            url(Login::Superuser, "postgres"),
            new_password(&url(Login::Centrum, "centrum")),
            new_password(&url(Login::Migrator, "centrum")),
        ];
        for (name, url) in SECRETS.iter().zip(urls) {
            std::fs::write(folder.path().join(name), format!("{url}\n")).unwrap();
        }
        Self(folder)
    }

    /// The program with some of the secrets, and nothing else of the configuration.
    fn centrum(&self, arguments: &[&str], secrets: &[&str]) -> Command {
        let mut command = centrum(arguments);
        for name in secrets {
            command.env(format!("{name}_FILE"), self.0.path().join(name));
        }
        command
    }
}

/// Not what the server was made with.
fn new_password(url: &str) -> String {
    let (before, host) = url.rsplit_once('@').unwrap();
    let (login, _) = before.rsplit_once(':').unwrap();
    format!("{login}:chosen_beforehand@{host}")
}

fn done(mut command: Command) -> String {
    let answer = command.output().unwrap();
    assert!(answer.status.success(), "{}", told(&answer));
    told(&answer)
}

fn refused(mut command: Command) -> String {
    let answer = command.output().unwrap();
    assert_eq!(answer.status.code(), Some(1), "{}", told(&answer));
    told(&answer)
}

fn told(answer: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&answer.stdout), text(&answer.stderr))
}

fn ready(url: &str) -> Command {
    centrum(&["ready", "--url", url])
}

#[test]
fn an_installation_is_made_from_files_of_secrets_and_says_when_it_is_ready() {
    let folder = tempfile::Builder::new().prefix("centrum-test-").tempdir().unwrap();
    let postgres = PrivatePostgres::start(&DataDir::at(folder.path()).unwrap()).unwrap();
    let secrets = Secrets::of(&postgres);
    let [_, database, migrator] = SECRETS;

    // Twice, as whatever is started again: the passwords stay, and none is printed.
    for _ in 0..2 {
        let printed = done(secrets.centrum(&["bootstrap", "--keep-passwords"], &SECRETS));
        assert!(printed.contains("with the passwords of the configuration"), "{printed}");
        assert!(!printed.contains("postgres://"), "{printed}");
    }
    let mut serve = secrets.centrum(&["serve"], &[database, migrator]);
    serve.env("CENTRUM_HTTP_PORT", "0");
    let server = Serving::told(serve);
    let address = format!("http://127.0.0.1:{}/readyz", server.port);
    let early = refused(ready(&address));
    assert!(early.contains("answered 503"), "{early}");
    assert!(done(secrets.centrum(&["migrate"], &[database, migrator])).contains("Migrations run"));
    assert!(done(ready(&address)).contains("ready"));
    done(secrets.centrum(&["seed", "--no-demo"], &[database]));

    // The program's own port, as the health check of an image asks, where a program listens on all addresses.
    let mut own = centrum(&["ready"]);
    own.env("CENTRUM_HTTP_HOST", "0.0.0.0").env("CENTRUM_HTTP_PORT", server.port.to_string());
    done(own);

    postgres.stop().unwrap();
    let late = refused(ready(&address));
    assert!(late.contains("answered 503") && late.contains("UNAVAILABLE"), "{late}");
}

#[test]
fn who_can_t_answer_isn_t_ready() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap();
    drop(nobody);
    let told = refused(ready(&format!("http://{address}/readyz")));
    assert!(told.contains("doesn't answer"), "{told}");

    let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = stranger.local_addr().unwrap();
    let answering = std::thread::spawn(move || {
        let (mut client, _) = stranger.accept().unwrap();
        client.write_all(b"SSH-2.0-something\r\n").unwrap();
    });
    let told = refused(ready(&format!("http://{address}/readyz")));
    answering.join().unwrap();
    assert!(told.contains("doesn't answer"), "{told}");
    assert!(refused(ready("https://127.0.0.1/readyz")).contains("must begin with http://"));
}

#[test]
fn bootstrap_says_which_secret_it_lacks() {
    assert!(refused(centrum(&["bootstrap"])).contains("--admin-url or CENTRUM_ADMIN_URL"));
    let mut without = centrum(&["bootstrap", "--keep-passwords"]);
    without.env("CENTRUM_ADMIN_URL", "postgres://postgres:hush@127.0.0.1:1/postgres");
    let told = refused(without);
    assert!(
        told.contains("takes it from CENTRUM_DATABASE_URL") && !told.contains("hush"),
        "{told}"
    );
    let mut missing = centrum(&["migrate"]);
    missing.env("CENTRUM_MIGRATOR_URL_FILE", Path::new("/nowhere/url"));
    assert!(refused(missing).contains("CENTRUM_MIGRATOR_URL must be in a file"));
}
