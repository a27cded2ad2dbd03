//! The binary itself, as an operator meets it: settings, accounts, the first start, the demo, console mail, the end.

use crate::support::people::PASSWORD;
use crate::support::serving::{Serving, gk_nexus};
use crate::support::{Browser, database};
use std::io::Write;
use std::process::{Command, Output, Stdio};

const RENEE: &str = "renee@persaudvale.example";

fn done(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// `account create` with a password on standard input.
fn create(command: &mut Command, password: &str) -> (i32, String, String) {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn a_wrong_configuration_stops_the_start_and_lists_every_fault() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = [
        ("DATABASE_URL", "mysql://portal:hush@localhost/x"),
        ("BASE_URL", "http://portal.example.com"),
        ("BIND", "3000"),
        ("PORTAL_ENV", "prod"),
        ("MAX_UPLOAD_BYTES", "5 GiB"),
        ("TRUSTED_PROXIES", "10.0.0.1, proxy"),
        ("FIRM_TIME_ZONE", "Georgetown"),
    ];
    for act in [&["serve"][..], &["migrate"], &["demo"], &["config"]] {
        let (code, out, errors) = done(gk_nexus(folder.path(), act).envs(wrong).env("RESEND_API_KEY", "re_hush"));
        assert_eq!((code, out.as_str()), (2, ""), "{act:?}: {errors}");
        assert_eq!(errors.lines().count(), 8, "{errors}");
        for name in wrong.map(|(name, _)| name).into_iter().chain(["EMAIL_FROM"]) {
            assert!(errors.contains(name), "no word about {name}:\n{errors}");
        }
        assert!(!errors.contains("hush"), "{errors}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was begun");
}

#[test]
fn mail_settings_that_cannot_work_are_wrong_usage_and_all_listed() {
    let folder = tempfile::tempdir().unwrap();
    let mail =
        [("EMAIL_FROM", "bad"), ("RESEND_API_KEY", "re_hush"), ("SMTP_URL", "http://x"), ("RESEND_API_URL", "zz")];
    let (code, _, errors) =
        done(gk_nexus(folder.path(), &["config"]).envs(mail).env("BREACHED_PASSWORDS_URL", "range"));
    assert_eq!((code, errors.lines().count()), (2, 5), "{errors}");
    for (name, wrong) in [("SMTP_URL", "smtp://"), ("DATABASE_URL", "postgres://"), ("CLAMD_ADDR", "nonsense")] {
        let from = ("EMAIL_FROM", "a@example.com");
        let (code, _, errors) = done(gk_nexus(folder.path(), &["serve"]).envs([from, (name, wrong)]));
        assert!(code == 2 && errors.lines().count() == 1 && errors.contains(name), "{name}: {code} {errors}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was begun");
}

#[test]
fn what_is_kept_is_for_the_servers_own_account_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, errors) = done(gk_nexus(folder.path(), &["migrate"]).env("DATABASE_URL", "sqlite://data/portal.db"));
    assert_eq!(code, 0, "{errors}");
    let data = folder.path().join("data");
    for (name, mode) in [("", 0o700), ("tmp", 0o700), ("blobs", 0o700), ("portal.db", 0o600), ("secret.key", 0o600)] {
        let there = std::fs::metadata(data.join(name)).unwrap().permissions();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&there) & 0o777, mode, "data/{name}");
    }
}

#[test]
fn wrong_usage_is_told_with_code_2_and_failure_with_code_1() {
    let folder = tempfile::tempdir().unwrap();
    let create_king = ["account", "create", "--email", RENEE, "--name", "Renée", "--role", "king"];
    for wrong in [
        &["frobnicate"][..],
        &[],
        &["serve", "--colour", "red"],
        &["account", "create"],
        &["demo", "--clients", "many"],
        &create_king,
    ] {
        let (code, out, errors) = done(&mut gk_nexus(folder.path(), wrong));
        assert_eq!((code, out.as_str()), (2, ""), "{wrong:?}: {errors}");
        assert!(!errors.is_empty());
    }
    let (code, _, errors) =
        done(&mut gk_nexus(folder.path(), &["account", "reset-password", "--email", "nobody@example.com"]));
    assert_eq!((code, errors.as_str()), (1, "gk-nexus: No active account signs in as nobody@example.com\n"));
    std::fs::write(folder.path().join("data/secret.key"), "too short").unwrap();
    let (code, _, errors) = done(&mut gk_nexus(folder.path(), &["migrate"]));
    assert!(
        code == 1 && errors.contains("secret.key does not hold a key of 32 bytes; restore it from your backup"),
        "{code} {errors}"
    );
}

#[test]
fn secrets_are_masked_in_what_is_in_force_and_absent_from_the_help() {
    let folder = tempfile::tempdir().unwrap();
    let secrets = [
        ("DATABASE_URL", "postgres://portal:hush1@localhost/portal"),
        ("RESEND_API_KEY", "re_hush2"),
        ("EMAIL_FROM", "a@example.com"),
    ];
    let (code, out, _) = done(gk_nexus(folder.path(), &["config"]).envs(secrets));
    assert_eq!(code, 0);
    for line in [
        "DATABASE_URL      postgres://portal:****@localhost/portal",
        "PORTAL_ENV        development",
        "EMAIL_FROM        a@example.com",
        "Resend at https://api.resend.com (key set)",
    ] {
        assert!(out.contains(line), "no {line} in:\n{out}");
    }
    let smtp = [
        ("DATABASE_URL", "postgres://portal:hush1@localhost/portal"),
        ("SMTP_URL", "smtps://user:hush3@mail.example.com"),
        ("EMAIL_FROM", "a@example.com"),
    ];
    let (_, more, _) = done(gk_nexus(folder.path(), &["config"]).envs(smtp));
    let mut all = out + &more;
    for act in [&["--help"][..], &["serve", "--help"], &["account", "create", "--help"], &["config", "--help"], &["-h"]]
    {
        for settings in [secrets, smtp] {
            let (code, help, errors) = done(gk_nexus(folder.path(), act).envs(settings));
            assert_eq!(code, 0);
            all += &(help + &errors);
        }
    }
    assert!(all.contains("RESEND_API_KEY") && !all.contains("hush"), "{all}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_start_prints_a_link_that_sets_up_the_firm_once() {
    for postgres in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let url = if postgres { database::postgres().await } else { database::sqlite(folder.path()).await };
        let serving = Serving::start(folder.path(), &[("DATABASE_URL", &url), ("FIRM_TIME_ZONE", "America/Guyana")]);
        assert_eq!(serving.line(), format!("The portal is at {}", serving.base));
        assert!(serving.line().contains("within 60 minutes"));
        let link = serving.line();
        assert!(link.starts_with(&format!("{}/setup/", serving.base)), "{link}");
        let anjali = Browser::new(&serving.base);
        anjali.open(&link).await.must_be(200);
        let form = anjali
            .open(&link)
            .await
            .form("Set up the portal")
            .fill("Firm name", "Persaud & Vale")
            .fill("Firm email", "office@persaudvale.example");
        assert_eq!(form.value("Time zone"), "America/Guyana");
        let form =
            form.set("name", "Anjali Persaud").set("email", "anjali@persaudvale.example").fill("Password", PASSWORD);
        let page = form.send().await;
        page.must_be(200).must_say("The portal is ready.").must_say("Persaud & Vale");
        assert_eq!(page.path, "/clients");
        Browser::new(&serving.base).open(&link).await.must_be(410);
        let key = std::fs::metadata(folder.path().join("data/secret.key")).unwrap();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&key.permissions()) & 0o777, 0o600);
        let (status, errors) = serving.stop();
        assert_eq!(status.code(), Some(0), "{errors}");
        let again = Serving::start(folder.path(), &[("DATABASE_URL", &url)]);
        assert_eq!(again.line(), format!("The portal is at {}", again.base));
        Browser::new(&again.base).sign_in("anjali@persaudvale.example", PASSWORD).await.must_say("Sign out");
        assert!(!again.lines.try_iter().any(|line| line.contains("/setup/")), "no link once there is an account");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_find_its_styles_says_where_it_looked() {
    const MISSING: &str = "pages go out without their styles";
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("elsewhere");
    let start = || Serving::start(folder.path(), &[("LEPTOS_SITE_ROOT", site.to_str().unwrap())]);
    let serving = start();
    assert!(serving.line().starts_with("The portal is at"));
    let (_, log) = serving.stop();
    let line = log.lines().find(|line| line.contains(MISSING)).expect("a warning");
    let looked_in = site.to_str().unwrap();
    assert!(line.contains("WARN") && line.contains(looked_in) && line.contains("LEPTOS_SITE_ROOT"), "{line}");
    std::fs::create_dir_all(site.join("pkg")).unwrap();
    std::fs::write(site.join("pkg/gk-nexus.css"), "body { color: teal }").unwrap();
    let serving = start();
    assert!(serving.line().starts_with("The portal is at"));
    Browser::new(&serving.base).open("/pkg/gk-nexus.css").await.must_be(200).must_say("teal");
    let (_, log) = serving.stop();
    assert!(!log.contains(MISSING), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_mail_service_mail_stands_on_the_console_and_no_secret_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let account =
        ["account", "create", "--email", RENEE, "--name", "Renée Baptiste", "--role", "front-desk", "--password-stdin"];
    let (code, out, errors) = create(&mut gk_nexus(folder.path(), &account), PASSWORD);
    assert_eq!((code, out.as_str()), (0, "Renée Baptiste can sign in as renee@persaudvale.example.\n"), "{errors}");
    let (code, out, errors) = create(&mut gk_nexus(folder.path(), &account), PASSWORD);
    assert_eq!((code, out.as_str(), errors.lines().count()), (1, "", 1), "a second time: {errors}");
    let serving = Serving::start(folder.path(), &[("RUST_LOG", "trace")]);
    assert!(serving.line().starts_with("The portal is at"));
    let renee = Browser::new(&serving.base);
    renee.sign_in(RENEE, PASSWORD).await.must_say("Sign out").must_say("Front desk");
    let stranger = Browser::new(&serving.base);
    stranger
        .open("/forgot-password")
        .await
        .form("Send reset link")
        .fill("Email", RENEE)
        .send()
        .await
        .must_say("Check your mail");
    let mail = serving.lines_to("--- end ---");
    assert_eq!(mail[0], "--- mail ---");
    assert_eq!(mail[1], "To: renee@persaudvale.example");
    assert!(mail[2].starts_with("Subject: Set a new password for "), "{mail:#?}");
    assert_eq!((mail[3].as_str(), mail[4].is_empty()), ("", false), "{mail:#?}");
    assert!(!mail[mail.len() - 2].is_empty(), "no empty line before the end: {mail:#?}");
    let link = mail
        .iter()
        .find(|line| line.starts_with(&format!("{}/reset-password/", serving.base)))
        .expect("the link on a line of its own");
    let new = "quite another sentence";
    stranger
        .open(link)
        .await
        .form("Set new password")
        .fill("Password", new)
        .send()
        .await
        .must_say("Your new password is set.");
    assert!(serving.lines_to("--- end ---")[2].contains("was changed"));
    stranger.sign_in(RENEE, new).await.must_say("Sign out");
    let (status, log) = serving.stop();
    assert_eq!(status.code(), Some(0));
    assert!(log.contains("DEBUG") && log.contains("sign_in_failures"), "the log is wide, down to each statement");
    let token = link.rsplit('/').next().unwrap();
    let key = std::fs::read(folder.path().join("data/secret.key")).unwrap();
    for secret in [
        PASSWORD,
        "letterhead+and",
        "letterhead%20and",
        new,
        "quite+another",
        token,
        &gk_nexus::server::keys::hex(&key),
    ] {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "the log gives away {secret}: {line:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_fills_an_empty_database_and_leaves_another_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, errors) = done(&mut gk_nexus(folder.path(), &["demo"]));
    assert_eq!(code, 0, "{errors}");
    assert!(out.contains("anjali@persaudvale.example") && out.contains(PASSWORD), "{out}");
    let (code, again, errors) = done(&mut gk_nexus(folder.path(), &["demo"]));
    assert_eq!((code, again.as_str()), (1, ""));
    assert_eq!(errors, "gk-nexus: the database has accounts already; the demo is only for an empty one\n");
    let serving = Serving::start(folder.path(), &[]);
    assert!(serving.line().starts_with("The portal is at"));
    for person in out.lines().filter_map(|line| line.split_whitespace().find(|word| word.contains('@'))) {
        Browser::new(&serving.base).sign_in(person, PASSWORD).await.must_be(200).must_say("Sign out");
    }
    let anjali = Browser::new(&serving.base);
    anjali.sign_in("anjali@persaudvale.example", PASSWORD).await.must_say("Dashboard");
    let clients = anjali.open("/clients").await;
    for word in ["Not Invited", "Pending", "Expired", "Revoked", "Active", "Inactive"] {
        assert!(clients.tags().iter().any(|tag| tag == word), "no client is {word}: {:?}", clients.tags());
    }
    assert_eq!(serving.stop().0.code(), Some(0));
}
