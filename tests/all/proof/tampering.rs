//! Somebody who owns the database, and has its triggers out of the way, changes the log: each time it is found, and the
//! first line that is wrong is named.

use super::{write, wrong};
use crate::on_both_databases;
use crate::support::TestApp;

/// How far the log reaches while it is tampered with.
const LAST: usize = 12;

/// The owner of the database switches off what protects the log, and keeps a copy of it.
async fn owns_the_database(app: &TestApp) {
    let sqlite = "DROP TRIGGER activity_never_changes; DROP TRIGGER activity_never_shrinks;
        DROP TRIGGER activity_chain_never_changes; DROP TRIGGER activity_chain_never_shrinks";
    let postgres = "ALTER TABLE activity DISABLE TRIGGER ALL; ALTER TABLE activity_chain DISABLE TRIGGER ALL";
    app.run(app.either(sqlite, postgres)).await.unwrap();
    for table in ["activity", "activity_chain", "activity_head", "activity_keys"] {
        app.run(&format!("CREATE TABLE copy_of_{table} AS SELECT * FROM {table}")).await.unwrap();
    }
}

async fn undo(app: &TestApp) {
    for table in ["activity", "activity_chain", "activity_head", "activity_keys"] {
        app.run(&format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM copy_of_{table}")).await.unwrap();
    }
}

/// The line behind link 3.
const THIRD: &str = "(SELECT activity_id FROM activity_chain WHERE seq = 3)";

/// What is done to the log, and how what is found begins.
fn tamperings() -> Vec<(String, String)> {
    let changed = "Line 3 of the log (written 2026-11-24T14:22:00.000Z as";
    let cut = format!("Lines {} to {LAST} of the log were taken away", LAST - 1);
    let cells = [
        "at = at + 1",
        "actor_id = 'x'",
        "actor_name = 'Somebody else'",
        "actor_kind = 'nobody'",
        "act = 'signed out'",
        "client_id = 'x'",
        "client_id = ''",
        "contact_id = 'x'",
        "thing_id = 'x'",
        "words = 'Nothing'",
        "ip = '198.51.100.1'",
        "browser = 'Lynx'",
        "words = ip, ip = words",
    ];
    let mut all: Vec<(String, String)> = cells
        .iter()
        .map(|cell| (format!("UPDATE activity SET {cell} WHERE id = {THIRD}"), "Line 3 of the log (written".to_owned()))
        .collect();
    let mut add = |statement: String, found: &str| all.push((statement, found.to_owned()));
    add(format!("UPDATE activity SET id = 'x' WHERE id = {THIRD}"), "Line 3 of the log was taken away");
    add(format!("DELETE FROM activity WHERE id = {THIRD}"), "Line 3 of the log was taken away");
    let both = format!("DELETE FROM activity WHERE id = {THIRD}; DELETE FROM activity_chain WHERE seq = 3");
    add(both.clone(), "Line 3 of the log was taken away");
    // The gap is closed: the line that stands there now is another one's.
    let closed =
        "UPDATE activity_chain SET seq = -seq WHERE seq > 3; UPDATE activity_chain SET seq = -seq - 1 WHERE seq < 0";
    let shorter = "UPDATE activity_head SET seq = seq - 1 WHERE id = 1";
    add(format!("{both}; {closed}; {shorter}"), changed);
    add(
        "UPDATE activity_chain SET hash = (SELECT c.hash FROM activity_chain c WHERE c.seq = 2) WHERE seq = 3".into(),
        changed,
    );
    let swapped = "UPDATE activity_chain SET activity_id = 'x' || seq WHERE seq IN (3, 4);
        UPDATE activity_chain SET activity_id = (SELECT k.activity_id FROM copy_of_activity_chain k WHERE k.seq = 7 - activity_chain.seq)
        WHERE seq IN (3, 4)";
    add(swapped.into(), changed);
    let end = format!(
        "DELETE FROM activity WHERE id IN (SELECT activity_id FROM activity_chain WHERE seq > {});
        DELETE FROM activity_chain WHERE seq > {}",
        LAST - 2,
        LAST - 2
    );
    add(end.clone(), &cut);
    let set_back = format!(
        "UPDATE activity_head SET seq = {}, hash = (SELECT hash FROM activity_chain WHERE seq = {})",
        LAST - 2,
        LAST - 2
    );
    add(format!("{end}; {set_back}"), &cut);
    let all_gone = format!("Lines 1 to {LAST} of the log were taken away");
    add("DELETE FROM activity; DELETE FROM activity_chain".into(), &all_gone);
    add(
        "DELETE FROM activity; DELETE FROM activity_chain; UPDATE activity_head SET seq = 0, hash = ''".into(),
        &all_gone,
    );
    let as_new =
        "DELETE FROM activity; DELETE FROM activity_chain; UPDATE activity_head SET seq = 0, hash = '', key_check = ''";
    add(as_new.into(), &all_gone);
    add("DELETE FROM activity_head".into(), "The row that tells how long the log is was taken away");
    add("UPDATE activity_head SET hash = 'x'".into(), &format!("Lines of the log up to line {LAST} were taken away"));
    let stranger =
        "INSERT INTO activity SELECT 'x', at, actor_id, actor_name, actor_kind, act, client_id, contact_id, thing_id,
        'Never done', ip, browser FROM activity WHERE id = ";
    add(format!("{stranger}{THIRD}"), "A line (written 2026-11-24T14:22:00.000Z as");
    // A link of one's own does not make it one of the chain.
    for seq in ["-1", "0", "900000000"] {
        let link =
            format!("{stranger}{THIRD}; INSERT INTO activity_chain (seq, activity_id, hash) VALUES ({seq}, 'x', 'x')");
        add(link, "A line (written 2026-11-24T14:22:00.000Z as");
    }
    // A key of one's own, as if the portal had retired it.
    let key = "7".repeat(64);
    let own_key = format!(
        "INSERT INTO activity_keys (last_seq, last_hash, key, retired_at, seal)
        SELECT seq, hash, '{key}', 5, '{key}' FROM activity_head"
    );
    add(own_key, &format!("What is kept of the key of the lines up to {LAST} was changed"));
    all
}

on_both_databases! {
    async fn whatever_the_owner_of_the_database_does_to_the_log_is_found_and_named(app: TestApp) {
        for number in 1..=LAST {
            write(&app.services, &format!("Line {number}")).await.unwrap();
        }
        // Without a right over the tables it is not even possible.
        for statement in ["UPDATE activity_chain SET seq = seq + 100", "DELETE FROM activity_chain"] {
            assert!(app.run(statement).await.unwrap_err().to_string().contains("activity is append-only"));
        }
        owns_the_database(&app).await;
        assert_eq!(wrong(&app).await, "");
        // Nothing is done that the chain doesn't take.
        for head in ["UPDATE activity_head SET key_check = ''", "UPDATE activity_head SET key_check = 'x'", "DELETE FROM activity_head"] {
            app.run(head).await.unwrap();
            assert!(write(&app.services, "Unlinked").await.is_err(), "{head}");
            undo(&app).await;
        }
        for (statement, found) in tamperings() {
            app.run(&statement).await.unwrap();
            let said = wrong(&app).await;
            assert!(said.starts_with(&found), "{statement}\n  should be: {found}\n  is: {said}");
            undo(&app).await;
            assert_eq!(wrong(&app).await, "", "the next one would be found for this: {statement}");
        }
    }

    async fn a_log_that_was_cut_off_and_grew_again_is_not_taken_for_the_one_that_was(app: TestApp) {
        let anjali = app.owner().await;
        for number in 1..=LAST {
            write(&app.services, &format!("Line {number}")).await.unwrap();
        }
        owns_the_database(&app).await;
        let all = app.count("SELECT COUNT(*) FROM activity").await;
        app.run(&format!("DELETE FROM activity WHERE id IN (SELECT activity_id FROM activity_chain WHERE seq > {all} - 2);
            DELETE FROM activity_chain WHERE seq > {all} - 2;
            UPDATE activity_head SET seq = {all} - 2, hash = (SELECT hash FROM activity_chain WHERE seq = {all} - 2)")).await.unwrap();
        for number in 0..5 {
            write(&app.services, &format!("Later line {number}")).await.unwrap();
        }
        let found = format!("Lines of the log up to line {all} were taken away, and others stand in their place");
        assert_eq!(wrong(&app).await, found);
        // Neither the next start nor a look by the button makes it good.
        let other = app.another_process().await;
        assert_eq!(wrong(&other).await, found);
        let page = anjali.open("/activity").await.form("Verify the log").send().await;
        page.must_be(200).must_say(&found);
        anjali.open("/activity").await.must_say(&found).must_say("gk-nexus check");
        assert_eq!(wrong(&app).await, found);
    }

    async fn lines_from_before_there_was_a_chain_are_chained_at_the_first_start(app: TestApp) {
        owns_the_database(&app).await;
        // As a database of an older portal: lines, no chain, and a data folder without an anchor.
        app.run("DELETE FROM activity_chain; UPDATE activity_head SET seq = 0, hash = '', key_check = ''").await.unwrap();
        std::fs::remove_file(app.folder.path().join("activity.anchor")).unwrap();
        for number in 0..2_500 {
            if number % 500 == 0 {
                let rows: Vec<String> = (number..number + 500).map(|n| format!("('{n:032}', {}, '', 'A', 'staff', 'act', 't', 'w', '', '')", n / 7)).collect();
                app.run(&format!("INSERT INTO activity (id, at, actor_id, actor_name, actor_kind, act, thing_id, words, ip, browser) VALUES {}", rows.join(", "))).await.unwrap();
            }
        }
        let upgraded = app.another_process().await;
        assert_eq!(wrong(&upgraded).await, "");
        assert_eq!(app.count("SELECT seq FROM activity_head").await, 2_500);
        app.run("UPDATE activity SET words = 'x' WHERE id = (SELECT activity_id FROM activity_chain WHERE seq = 1700)").await.unwrap();
        assert!(wrong(&upgraded).await.starts_with("Line 1700 of the log"));
        // An anchor that is gone later leaves a line.
        std::fs::remove_file(app.folder.path().join("activity.anchor")).unwrap();
        app.another_process().await;
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE act = 'log anchor set'").await, 1);
    }
}
