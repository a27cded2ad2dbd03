//! Room for files: as much as the firm gives, however many send at once.

use crate::on_both_databases;
use crate::support::files::{long_pdf, pdf};
use crate::support::{Browser, TestApp};
use futures::future::join_all;
use gk_nexus::kernel::Span;

const MARIAM: &str = "mariam@example.com";
const OMAR: &str = "omar@example.com";
const DOCUMENTS: &str = "/portal/documents";
const FILES: &str = "Choose files";

async fn client(app: &TestApp, anjali: &Browser, name: &str, email: &str) -> (String, Browser) {
    let (profile, person) = app.active_client(anjali, name, email).await;
    (profile.trim_start_matches("/clients/").to_owned(), person)
}

on_both_databases! {
    async fn fifty_who_send_at_once_come_to_no_more_than_there_is_room_for(app: TestApp) {
        let anjali = app.owner().await;
        let (id, mariam) = client(&app, &anjali, "Mariam Rahman", MARIAM).await;
        let (other, omar) = client(&app, &anjali, "Omar Said", OMAR).await;
        app.run("UPDATE firm SET room_a_client = 100000").await.unwrap();
        let names: Vec<String> = (0..50).map(|number| format!("{number}.pdf")).collect();
        let begun = join_all(names.iter().map(|name| mariam.begin(&id, "", name, 10_000))).await;
        let taken: Vec<&serde_json::Value> = begun.iter().filter(|(status, _)| *status == 200).map(|(_, said)| said).collect();
        assert_eq!(taken.len(), 10);
        let words = "There is no room for this file: the firm keeps 100 kB for your files. Ask them for more";
        assert!(begun.iter().filter(|(status, _)| *status != 200).all(|(status, said)| *status == 413 && said.to_string().contains(words)), "{begun:?}");
        // What was announced has its room, all of it, whoever else comes meanwhile.
        let page = mariam.upload(DOCUMENTS, &[("late.pdf", &pdf("late"))], &[]).await;
        assert!(page.must_be(413).error_beside(FILES).unwrap().contains(words));
        for one in &taken {
            assert_eq!(mariam.put(one["upload"].as_str().unwrap(), long_pdf(10_000)).await.0, 204);
        }
        assert_eq!(mariam.begin(&id, "", "one more.pdf", 1).await.0, 413);
        assert_eq!(app.count(&format!("SELECT bytes FROM stored_bytes WHERE client_id = '{id}'")).await, 100_000);
        let page = anjali.upload(&format!("/clients/{id}/documents"), &[("letter.pdf", &pdf("letter"))], &[]).await;
        page.must_be(413).must_say("this client’s files may take 100 kB (Settings, Room for files)");
        // Another client has as much of their own.
        omar.upload(DOCUMENTS, &[("visa.pdf", &long_pdf(90_000))], &[]).await.must_be(200);
        assert_eq!(omar.begin(&other, "", "more.pdf", 10_001).await.0, 413);
        // Plain forms at once are no way around it: each takes its room with its row.
        app.run("UPDATE firm SET room_a_client = 120000").await.unwrap();
        let papers = long_pdf(9_000);
        let more: [(&str, &[u8]); 1] = [("more.pdf", &papers)];
        let sent = join_all((0..6).map(|_| omar.upload(DOCUMENTS, &more, &[]))).await;
        assert_eq!(sent.iter().filter(|page| page.status.as_u16() == 200).count(), 3);
        assert_eq!(app.count(&format!("SELECT bytes FROM stored_bytes WHERE client_id = '{other}'")).await, 117_000);
        assert_eq!(app.services.files.count().await.unwrap(), (0, 14), "what was refused left nothing");
    }

    async fn the_firm_as_a_whole_has_an_end_and_what_never_comes_gives_its_room_back(app: TestApp) {
        let anjali = app.owner().await;
        let (id, mariam) = client(&app, &anjali, "Mariam Rahman", MARIAM).await;
        let (other, omar) = client(&app, &anjali, "Omar Said", OMAR).await;
        app.run("UPDATE firm SET room = 50000").await.unwrap();
        assert_eq!(mariam.begin(&id, "", "bundle.pdf", 40_000).await.0, 200);
        let (status, said) = omar.begin(&other, "", "visa.pdf", 20_000).await;
        assert_eq!(status, 413);
        assert!(said.to_string().contains("the firm keeps 50 kB for files"), "{said}");
        // Hers never comes.
        app.wait(Span::days(9));
        gk_nexus::documents::receipts::tidy(&app.services).await.unwrap();
        let omar = app.browser();
        omar.sign_in(OMAR, crate::support::people::PASSWORD).await;
        assert_eq!(omar.begin(&other, "", "visa.pdf", 20_000).await.0, 200);
    }

    async fn owners_set_the_room_and_see_what_is_taken(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = client(&app, &anjali, "Mariam Rahman", MARIAM).await;
        mariam.upload(DOCUMENTS, &[("visa.pdf", &long_pdf(30_000))], &[]).await.must_be(200);
        let settings = anjali.open("/settings").await;
        settings.must_say("30 kB are stored.");
        let refused = settings.form("Save room").fill("For all files, in GB", "0.5").fill("For each client’s, in GB", "-1").send().await;
        refused.must_be(422);
        for field in ["For all files, in GB", "For each client’s, in GB"] {
            assert!(refused.error_beside(field).unwrap().contains("Enter a whole number of GB"), "{field}");
        }
        let saved = refused.form("Save room").fill("For all files, in GB", "2000").fill("For each client’s, in GB", "20").send().await;
        saved.must_be(200).must_say("The room for files is saved.");
        assert_eq!(app.count("SELECT room_a_client FROM firm").await, 20_000_000_000);
        anjali.open("/activity").await.must_say("Set the room for files: 2000 GB for all, 20 GB for each client");
        let cleared = anjali.open("/settings").await.form("Save room").fill("For all files, in GB", "").send().await;
        cleared.must_be(200);
        assert_eq!(app.count("SELECT COUNT(*) FROM firm WHERE room IS NULL AND room_a_client = 20000000000").await, 1);
    }
}
