//! The server killed while files come in (PRODUCT, rule 5: acknowledged means durable). Each round a server of its own
//! runs on the same database and data folder and is killed as it acknowledges a file, while others are on their way.

use crate::on_both_databases;
use crate::support::files::{PIECE, long_pdf, sha256};
use crate::support::people::PASSWORD;
use crate::support::serving::Serving;
use crate::support::{Browser, TestApp};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

const MARIAM: &str = "mariam@example.com";
const ROUNDS: usize = 6;
const UPLOADERS: usize = 3;
/// For so long an answer is waited for: a request that is under way as its server dies may never hear of it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A file that the server said it has: its name and SHA-256.
type Acknowledged = (String, String);

/// Sends one file after the other until the server no longer answers.
async fn send_files(mariam: Browser, client: String, called: String, said: UnboundedSender<Acknowledged>) {
    for number in 0.. {
        let name = format!("{called}-{number}.pdf");
        let bytes = long_pdf(20_000 + (number * 7_919 + called.len() * 104_729) % 700_000);
        let sha256 = sha256(&bytes);
        let Some(upload) = announce(&mariam, &client, &name, bytes.len()).await else { return };
        let sending = mariam.http().patch(mariam.url(&format!("/uploads/{upload}"))).header("tus-resumable", "1.0.0");
        let sending = sending.header("upload-offset", "0").header("content-type", PIECE).body(bytes).timeout(PATIENCE);
        match sending.send().await {
            Ok(answer) if answer.status() == 204 => said.send((name, sha256)).unwrap(),
            Ok(answer) => panic!("{name}: {}", answer.status()),
            Err(_) => return,
        }
    }
}

async fn announce(mariam: &Browser, client: &str, name: &str, size: usize) -> Option<String> {
    let typed = format!("client={client}&name={name}&size={size}");
    let request = mariam.http().post(mariam.url("/api/begin_upload")).timeout(PATIENCE);
    let request = request.header("accept", "application/json");
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(typed);
    let answer: serde_json::Value = serde_json::from_str(&request.send().await.ok()?.text().await.ok()?).ok()?;
    answer["upload"].as_str().map(str::to_owned)
}

/// One server's life: it is killed when it has acknowledged so many files. Gives all that it acknowledged.
async fn until_killed(app: &TestApp, client: &str, round: usize) -> Vec<Acknowledged> {
    let config = &app.services.config;
    let serving = Serving::start(
        app.folder.path(),
        &[("DATABASE_URL", &config.database_url), ("DATA_DIR", app.folder.path().to_str().unwrap())],
    );
    assert!(serving.line().starts_with("The portal is at"));
    let mariam = Browser::new(&serving.base);
    mariam.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
    let (said, mut heard) = unbounded_channel();
    let senders: Vec<_> = (0..UPLOADERS)
        .map(|one| tokio::spawn(send_files(mariam.clone(), client.to_owned(), format!("{round}-{one}"), said.clone())))
        .collect();
    drop(said);
    let mut acknowledged = Vec::new();
    while acknowledged.len() < 2 + 3 * round {
        acknowledged.push(heard.recv().await.expect("the server lives"));
    }
    serving.killed();
    for sender in senders {
        sender.await.unwrap();
    }
    while let Some(late) = heard.recv().await {
        acknowledged.push(late);
    }
    acknowledged
}

/// Stored files by name, with their SHA-256 as read from the disk.
fn stored(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for shelf in std::fs::read_dir(folder.join("blobs")).unwrap() {
        for file in std::fs::read_dir(shelf.unwrap().path()).unwrap() {
            let file = file.unwrap();
            let bytes = std::fs::read(file.path()).unwrap();
            found.insert(file.file_name().into_string().unwrap(), sha256(&bytes));
        }
    }
    found
}

on_both_databases! {
    async fn a_server_that_is_killed_during_uploads_loses_nothing_that_it_acknowledged(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let client = profile.trim_start_matches("/clients/");
        let mut acknowledged = Vec::new();
        for round in 0..ROUNDS {
            acknowledged.extend(until_killed(&app, client, round).await);
        }
        const KEPT: &str = "SELECT d.name, v.sha256, v.blob FROM documents d JOIN document_versions v ON v.document_id = d.id";
        let mut tx = app.services.db.read().await.unwrap();
        let rows: Vec<(String, String, String)> =
            gk_nexus::sql!(&mut tx, |c| sqlx::query_as(KEPT).fetch_all(c)).unwrap();
        let files = stored(app.folder.path());
        for (name, sha256, blob) in &rows {
            assert_eq!(files.get(blob), Some(sha256), "the file behind {name} is missing, or is another one");
        }
        for (name, sha256) in &acknowledged {
            assert!(rows.iter().any(|(kept, sum, _)| kept == name && sum == sha256), "{name} was acknowledged and is lost");
        }
        let log = gk_nexus::activity::chain::verify(&app.services.db, |_| {}).await.unwrap();
        assert_eq!(log.finding, None, "the log's chain or its anchor was torn");
        assert!(acknowledged.len() >= 57, "{} files came before the kills", acknowledged.len());
    }
}
