//! Proof of what happened: the log is one chain, whatever is done to it behind the portal's back is found and named, and
//! the key under all of it can be changed.

mod check;
mod keys;
mod secrets;
mod tampering;

use crate::on_both_databases;
use crate::support::TestApp;
use gk_nexus::activity::{self, Actor, Entry, What, chain};
use gk_nexus::kernel::Result;
use gk_nexus::server::Services;

/// One line, as an act writes it.
async fn write(services: &Services, words: &str) -> Result<()> {
    let mut tx = services.db.write().await?;
    let entry = Entry { what: What::FirmChanged, client: None, contact: None, thing: "t", words: words.to_owned() };
    activity::record(&mut tx, services.now(), &Actor::portal(), entry).await?;
    tx.save().await
}

/// What is wrong first, in words; empty when nothing is.
async fn wrong(app: &TestApp) -> String {
    let verified = chain::verify(&app.services.db, |_| {}).await.unwrap();
    verified.finding.map(|finding| finding.words()).unwrap_or_default()
}

const WRITERS: usize = 6;
const LINES: usize = 20;

on_both_databases! {
    async fn the_log_is_one_chain_however_many_write_it(app: TestApp) {
        let anjali = app.owner().await;
        let other = app.another_process().await;
        let writers = (0..WRITERS).map(|number| {
            let services = if number % 2 == 0 { app.services.clone() } else { other.services.clone() };
            tokio::spawn(async move {
                for line in 0..LINES {
                    write(&services, &format!("{number}-{line}")).await.unwrap();
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        // What was not saved left neither line nor link.
        let mut tx = app.services.db.write().await.unwrap();
        let entry = Entry { what: What::FirmChanged, client: None, contact: None, thing: "t", words: "Unsaved".to_owned() };
        activity::record(&mut tx, app.services.now(), &Actor::portal(), entry).await.unwrap();
        drop(tx);
        let all = app.count("SELECT COUNT(*) FROM activity").await;
        assert!(all > i64::try_from(WRITERS * LINES).unwrap());
        assert_eq!(app.count("SELECT COUNT(*) FROM activity_chain").await, all);
        assert_eq!(app.count("SELECT MAX(seq) FROM activity_chain").await, all);
        let verified = chain::verify(&app.services.db, |_| {}).await.unwrap();
        assert_eq!((verified.lines, verified.finding), (all, None));
        let anchored = app.services.db.log().unwrap().anchor.read().await.unwrap().unwrap();
        assert_eq!(anchored.seq, all, "the anchor is behind");
        // By its button, which leaves a line; looking leaves none.
        let page = anjali.open("/activity").await;
        page.must_not_say("Verified the log");
        let said = format!("Verified the log: {all} lines, none missing or changed.");
        let page = page.form("Verify the log").send().await;
        page.must_be(200).must_say(&said);
        assert_eq!(page.text().matches(&said).count(), 1, "said twice");
        let told = anjali.open("/activity").await;
        told.must_say(&said).must_say("Anjali Persaud");
        assert_eq!(told.each("table.table tbody th")[0], said.trim_end_matches('.'));
        assert_eq!(app.count("SELECT COUNT(*) FROM activity").await, all + 1);
        // Every line is exported with its link.
        let (_, headers, bytes) = anjali.download("/activity/export.jsonl", &[]).await;
        assert_eq!(headers["content-type"], "application/jsonl; charset=utf-8");
        let text = String::from_utf8(bytes).unwrap();
        let objects: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(objects.len(), usize::try_from(all + 1).unwrap());
        let mut numbers: Vec<i64> = objects.iter().map(|object| object["line"].as_i64().unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=all + 1).collect::<Vec<_>>());
        assert!(objects.iter().all(|object| object["hash"].as_str().unwrap().len() == 64));
        let (_, _, bytes) = anjali.download("/activity/export.csv", &[]).await;
        let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(bytes.as_slice()).records().map(|row| row.unwrap()).collect();
        // The exports of before are in it: the newest line is of the JSON lines.
        assert_eq!((&rows[1][8], &rows[1][9]), (objects[0]["line"].to_string().as_str(), objects[0]["hash"].as_str().unwrap()));
    }
}
