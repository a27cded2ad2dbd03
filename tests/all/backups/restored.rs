//! What stands after a restore: every row as it was, but nobody signed in, no mail that could go out twice, and a line that
//! says what was done; and what becomes of it without the key.

use super::{Elsewhere, backup, checked};
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::files::{long_pdf, pdf, sha256};
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use gk_nexus::activity::chain;
use gk_nexus::app::backups;
use gk_nexus::kernel::Span;
use gk_nexus::server::db::Pools;
use sqlx::AssertSqlSafe;

const MARIAM: &str = "mariam@example.com";
const LINA: &str = "lina@example.com";
const TAKEN: &str = "Tuesday 24 November 2026, 14:22 UTC";

/// Tables that a restore itself writes to.
const TOUCHED: [&str; 8] = [
    "activity",
    "activity_chain",
    "activity_head",
    "outbox",
    "password_resets",
    "reset_asks",
    "second_steps",
    "sessions",
];

async fn tables(app: &TestApp) -> Vec<String> {
    const SQLITE: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    const POSTGRES: &str =
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";
    let all: Vec<String> = match &app.services.db.pools {
        Pools::Sqlite { read, .. } => sqlx::query_scalar(AssertSqlSafe(SQLITE)).fetch_all(read).await.unwrap(),
        Pools::Postgres(pool) => sqlx::query_scalar(AssertSqlSafe(POSTGRES)).fetch_all(pool).await.unwrap(),
    };
    all.into_iter().filter(|name| name != "_sqlx_migrations" && !TOUCHED.contains(&name.as_str())).collect()
}

/// The rules of the tables, as the database tells them.
async fn rules(app: &TestApp) -> Vec<String> {
    const SQLITE: &str = "SELECT type || ' ' || name || ': ' || COALESCE(sql, '') FROM sqlite_master ORDER BY 1";
    const POSTGRES: &str =
        "SELECT conrelid::regclass || ' ' || conname || ': ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT tgrelid::regclass || ' ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1";
    match &app.services.db.pools {
        Pools::Sqlite { read, .. } => sqlx::query_scalar(AssertSqlSafe(SQLITE)).fetch_all(read).await.unwrap(),
        Pools::Postgres(pool) => sqlx::query_scalar(AssertSqlSafe(POSTGRES)).fetch_all(pool).await.unwrap(),
    }
}

on_both_databases! {
    async fn every_row_comes_back_as_it_was_and_so_do_the_rules_of_the_tables(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Łukasz O'Žižek", LINA).await;
        anjali.send_files(&format!("{profile}/documents"), &[("visa.pdf", &pdf("visa"))], &[]).await.must_be(200);
        // What a text of rows could trip over: tab, line breaks, what ends a text or stands for nothing, quotes, a sign of four bytes.
        let odd = |sign: &str| format!("'\\N' || {sign}(9) || '\\.' || {sign}(10) || '\\.' || {sign}(13) || '\"\"\\\\t,' || {sign}(127) || '🗂 ẞ'");
        let odd = if app.either("s", "p") == "s" { odd("char") } else { odd("chr") };
        app.run(&format!("UPDATE firm SET address = {odd}, hours = ''")).await.unwrap();
        let all = tables(&app).await;
        assert!(all.len() > 40, "{all:?}");
        let names: Vec<&str> = all.iter().map(String::as_str).collect();
        let (before, rules_before) = (app.rows(&names).await, rules(&app).await);
        let shelf = tempfile::tempdir().unwrap();
        backup(&app, shelf.path()).await.unwrap();
        let place = Elsewhere::with_key_of(&app).await;
        place.restore(&app, shelf.path()).await.unwrap();
        let back = place.opened().await;
        assert_eq!(back.rows(&names).await, before);
        assert_eq!(rules(&back).await, rules_before);
        assert!(back.run("UPDATE activity SET words = ''").await.is_err() && back.run("DELETE FROM activity_chain").await.is_err());
    }

    async fn nobody_is_signed_in_and_no_mail_goes_out_by_itself(app: TestApp) {
        let anjali = app.owner().await;
        app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        app.deliver().await;
        let profile = app.client(&anjali, "Lina Rahman", LINA).await;
        anjali.invite(&profile).await.must_be(200);
        let form = app.browser().open("/forgot-password").await.form("Send reset link");
        form.fill("Email", MARIAM).send().await.must_be(200);
        gk_nexus::accounts::resets::answer(&app.services).await.unwrap();
        assert_eq!(app.count("SELECT COUNT(*) FROM outbox WHERE state = 'waiting'").await, 2);
        let shelf = tempfile::tempdir().unwrap();
        backup(&app, shelf.path()).await.unwrap();
        app.deliver().await;
        let reset = link(&app.mailbox.last_to(MARIAM), &app.base, "/reset-password/");
        app.wait(Span::minutes(10));
        let place = Elsewhere::with_key_of(&app).await;
        let said = place.restore(&app, shelf.path()).await.unwrap();
        assert!(said.starts_with(&format!("Restored the backup of {TAKEN}: the database and 0 files")), "{said}");
        assert!(said.contains("1 mail waited then; it was not sent"), "{said}");
        let back = place.opened().await;
        assert_eq!(back.count("SELECT COUNT(*) FROM sessions").await, 0);
        back.deliver().await;
        assert!(back.mailbox.all().is_empty(), "{:?}", back.mailbox.all());
        back.browser().open(&reset).await.must_be(410);
        let anjali = back.browser();
        anjali.sign_in("anjali@persaudvale.example", PASSWORD).await.must_say("Sign out");
        let page = anjali.open("/settings/mail").await;
        page.must_say(&format!("The portal was restored from a backup of {TAKEN}, and this mail may have left since then."));
        page.must_say(LINA).must_not_say(MARIAM);
        page.form("Try again").send().await.must_be(200);
        back.activate(LINA).await;
        let log = anjali.open("/activity").await;
        log.must_say(&format!("Restored the portal from a backup of {TAKEN}. What was done after that is not in it"));
        assert_eq!(checked(&back.services).await, (0, 0));
    }

    async fn a_file_that_was_half_here_begins_anew(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let (client, bytes) = (profile.trim_start_matches("/clients/").to_owned(), long_pdf(60_000));
        let (_, begun) = mariam.begin(&client, "", "visa.pdf", bytes.len()).await;
        let upload = begun["upload"].as_str().unwrap().to_owned();
        assert_eq!(mariam.piece(&upload, 0, bytes[..40_000].to_vec()).await.0, 204);
        let shelf = tempfile::tempdir().unwrap();
        backup(&app, shelf.path()).await.unwrap();
        assert!(!shelf.path().join("files").exists(), "what is half here is in no backup");
        let place = Elsewhere::with_key_of(&app).await;
        place.restore(&app, shelf.path()).await.unwrap();
        let back = place.opened().await;
        let mariam = back.browser();
        mariam.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
        assert_eq!(mariam.stands(&upload).await, (200, Some(0)));
        assert_eq!(mariam.piece(&upload, 40_000, bytes[40_000..].to_vec()).await.0, 409);
        assert_eq!(mariam.piece(&upload, 0, bytes.clone()).await.0, 204);
        let whole = format!("SELECT COUNT(*) FROM document_versions WHERE sha256 = '{}'", sha256(&bytes));
        assert_eq!((back.count(&whole).await, checked(&back.services).await), (1, (0, 1)));
    }

    async fn without_its_key_a_backup_is_restored_only_when_that_is_said(app: TestApp) {
        let anjali = app.owner().await;
        let profile = app.client(&anjali, "Lina Rahman", LINA).await;
        anjali.invite(&profile).await.must_be(200);
        let shelf = tempfile::tempdir().unwrap();
        backup(&app, shelf.path()).await.unwrap();
        let lines = app.count("SELECT COUNT(*) FROM activity").await;
        let place = Elsewhere::with_key_of(&app).await;
        let (file, clock) = (&place.config.secret_key_file, &app.services.clock);
        let said = backups::restore(&place.config, shelf.path(), true, clock).await.unwrap_err();
        assert!(said.contains("is the right one; leave out --lost"), "{said}");
        for key in [Some([9; 32]), None] {
            std::fs::remove_file(file).unwrap();
            if let Some(key) = key {
                std::fs::write(file, key).unwrap();
            }
            let said = place.restore(&app, shelf.path()).await.unwrap_err();
            assert!(said.contains("is not the key that this backup was written with; put that one there first"), "{said}");
            assert_eq!(file.exists(), key.is_some(), "none is made");
            place.must_hold_nothing().await;
            std::fs::write(file, [9; 32]).unwrap();
        }
        std::fs::remove_file(file).unwrap();
        backups::restore(&place.config, shelf.path(), true, clock).await.unwrap();
        let back = place.opened().await;
        let log = chain::verify(&back.services.db, |_| {}).await.unwrap();
        assert_eq!((log.unknown, log.finding), (lines, None));
        let told = "SELECT COUNT(*) FROM activity WHERE act = 'portal restored'";
        assert_eq!(back.count(told).await, 1);
        back.activate(LINA).await;
    }
}
