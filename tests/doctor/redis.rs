//! What the doctor says of Redis: nothing where there is none, and never its password.

use crate::house::database::fresh;
use crate::house::program::{Doctor, centrum};
use crate::house::redis::Redis;

#[tokio::test]
async fn a_redis_is_told_sound_or_with_what_is_wrong_and_none_is_no_fault() {
    let database = fresh();
    let mut redis = Redis::with_password("hush").await;
    let url = redis.url();
    let told = |url: &str| {
        let mut doctor = centrum(&["doctor", "--json"]);
        doctor.env("CENTRUM_DATABASE_URL", database.url()).env("CENTRUM_REDIS_URL", url);
        let doctor = Doctor::read(doctor);
        let text = doctor.report.to_string();
        assert!(!text.contains("hush") && !text.contains("guessed"), "{text}");
        (doctor.is_content, doctor.told("redis"))
    };
    let none = "left_out: CENTRUM_REDIS_URL isn't set: each process has limits of its own";
    assert_eq!(told(""), (true, none.to_owned()));
    // On a busy machine 50 milliseconds may be missed.
    let ok = (true, "ok: it can be written to, and answers in time".to_owned());
    assert!((0..50).any(|_| told(&url) == ok), "{:?}", told(&url));
    let (is_content, guessed) = told(&url.replace("hush", "guessed"));
    assert!(!is_content && guessed.starts_with("wrong: it can't be used: "), "{guessed}");
    redis.kill();
    let (is_content, gone) = told(&url);
    assert!(!is_content && gone.starts_with("wrong: it can't be used: "), "{gone}");
    assert!(gone.ends_with("; each process goes on with limits of its own"), "{gone}");
}
