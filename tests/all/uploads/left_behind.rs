//! What a go of files leaves when it does not end as it should: the browser goes away, the server is killed, some files
//! are refused, all are.

use super::{DOCUMENTS, FILES, MARIAM, at_work, text};
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::files::{PIECE, long_pdf, pdf, piece_by_piece, sha256};
use crate::support::people::PASSWORD;
use gk_nexus::documents::receipts;
use gk_nexus::kernel::Span;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Mails that tell of so many files.
async fn told(app: &TestApp, files: &str) -> usize {
    receipts::tidy(&app.services).await.unwrap();
    app.deliver().await;
    let (sent, waiting) = (format!("{files} from you"), files.replacen(' ', " new ", 1));
    app.mailbox.all().iter().filter(|mail| mail.subject.contains(&sent) || mail.subject.contains(&waiting)).count()
}

on_both_databases! {
    async fn whoever_goes_away_before_the_answer_goes_on_later_and_sends_nothing_twice(app: TestApp) {
        let (_, client, mariam) = at_work(&app).await;
        let cookie = app.cookie(MARIAM, PASSWORD).await;
        let (_, first) = mariam.begin(&client, "", "visa-0.pdf", 30_000).await;
        let receipt = text(&first, "receipt");
        let mut upload = text(&first, "upload");
        for number in 1..=25 {
            let mut line = TcpStream::connect(app.address()).await.unwrap();
            let head = format!(
                "PATCH /uploads/{upload} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nsec-fetch-site: same-origin\r\n\
                 tus-resumable: 1.0.0\r\nupload-offset: 0\r\ncontent-type: {PIECE}\r\ncontent-length: 30000\r\n\r\n"
            );
            line.write_all(head.as_bytes()).await.unwrap();
            line.write_all(&long_pdf(30_000)).await.unwrap();
            if number % 2 == 0 {
                let waits = format!("SELECT COUNT(*) FROM uploads WHERE id = '{upload}' AND received = 0 AND state = 'announced'");
                app.until("it is taken", async || app.count(&waits).await == 0).await;
            }
            drop(line);
            let (_, next) = mariam.begin(&client, &receipt, &format!("visa-{number}.pdf"), 30_000).await;
            upload = text(&next, "upload");
        }
        app.until("none is receiving", async || app.count("SELECT COUNT(*) FROM uploads WHERE state = 'receiving'").await == 0).await;
        let mut tx = app.services.db.read().await.unwrap();
        let cut = "SELECT id FROM uploads WHERE document_id IS NULL";
        let cut: Vec<String> = gk_nexus::sql!(&mut tx, |c| sqlx::query_scalar(cut).fetch_all(c)).unwrap();
        drop(tx);
        for upload in cut {
            let offset = mariam.stands(&upload).await.1.unwrap();
            let rest = long_pdf(30_000).split_off(usize::try_from(offset).unwrap());
            assert_eq!(mariam.piece(&upload, offset, rest).await.0, 204, "it goes on at {offset}");
        }
        let whole = format!("SELECT COUNT(*) FROM document_versions WHERE sha256 = '{}'", sha256(&long_pdf(30_000)));
        assert_eq!(app.count(&whole).await, 26);
        assert_eq!(app.services.files.count().await.unwrap(), (0, 26), "each of them once");
    }

    async fn an_upload_that_a_killed_server_left_does_not_keep_the_others_waiting(app: TestApp) {
        let (_, client, mariam) = at_work(&app).await;
        let (_, begun) = mariam.begin(&client, "", "visa.pdf", 30).await;
        let (_, cut) = mariam.begin(&client, &text(&begun, "receipt"), "passport.pdf", 30).await;
        assert_eq!(mariam.put(&text(&begun, "upload"), long_pdf(30)).await.0, 204);
        // As the server leaves it that is killed while it receives.
        let now = app.services.now().0;
        let killed = format!("UPDATE uploads SET state = 'receiving', seen_at = {now} WHERE id = '{}'", text(&cut, "upload"));
        app.run(&killed).await.unwrap();
        app.wait(Span::minutes(10));
        assert_eq!(told(&app, "1 file").await, 0);
        app.wait(Span(1));
        assert_eq!(told(&app, "1 file").await, 2);
        assert_eq!(mariam.put(&text(&cut, "upload"), long_pdf(29)).await.0, 204, "it goes on all the same");
        app.wait(Span::days(7));
        assert_eq!((told(&app, "1 file").await, app.services.files.count().await.unwrap()), (2, (1, 1)));
        app.wait(Span(1));
        assert_eq!((told(&app, "1 file").await, app.services.files.count().await.unwrap()), (2, (0, 1)));
        assert_eq!(app.count("SELECT COUNT(*) FROM uploads").await, 0);
    }

    async fn an_upload_that_still_runs_keeps_its_receipt_open(app: TestApp) {
        let (_, client, mariam) = at_work(&app).await;
        let (_, begun) = mariam.begin(&client, "", "visa.pdf", 30).await;
        let (_, film) = mariam.begin(&client, &text(&begun, "receipt"), "film.pdf", 240_000).await;
        assert_eq!(mariam.put(&text(&begun, "upload"), long_pdf(30)).await.0, 204);
        let (pieces, body) = piece_by_piece();
        let (sender, upload) = (mariam.clone(), text(&film, "upload"));
        let sending = tokio::spawn(async move { sender.put(&upload, reqwest::Body::wrap_stream(body)).await });
        app.until("it begins", async || app.services.files.count().await.unwrap().0 == 1).await;
        for piece in long_pdf(240_000).chunks(60_000) {
            app.wait(Span::minutes(9));
            let seen = app.count("SELECT MAX(seen_at) FROM uploads").await;
            pieces.send(piece.to_vec()).await.unwrap();
            app.until("the piece is noted", async || app.count("SELECT MAX(seen_at) FROM uploads").await > seen).await;
            assert_eq!(told(&app, "1 file").await, 0);
        }
        drop(pieces);
        assert_eq!(sending.await.unwrap().0, 204);
        app.wait(Span::minutes(10) + Span(1));
        assert_eq!(told(&app, "2 files").await, 2);
    }

    async fn what_came_is_told_where_other_files_of_the_go_are_refused(app: TestApp) {
        let (anjali, client, mariam) = at_work(&app).await;
        let (passport, setup) = (pdf("passport"), b"MZ\x90\0\x03\0\0\0".to_vec());
        let files: [(&str, &[u8]); 2] = [("passport.pdf", &passport), ("setup.exe", &setup)];
        let page = mariam.upload(DOCUMENTS, &files, &[]).await;
        let summary = page.must_be(422).each(".summary").remove(0);
        assert!(summary.contains("passport.pdf was received.") && summary.contains("setup.exe: "), "{summary}");
        assert!(page.error_beside(FILES).unwrap().starts_with("setup.exe: The selected file must be one of"));
        page.follow("Show the receipt").await.must_be(200).must_say("We have received one document").must_say("passport.pdf");
        let documents = format!("/clients/{client}/documents");
        let summary = anjali.upload(&documents, &files, &[]).await.must_be(422).each(".summary").remove(0);
        assert!(summary.contains("passport.pdf was received.") && summary.contains("setup.exe: "), "{summary}");
        let nothing = mariam.upload(DOCUMENTS, &files[1..], &[]).await;
        assert!(!nothing.must_be(422).each(".summary").remove(0).contains("received"));
    }

    async fn a_go_of_which_nothing_came_leaves_no_receipt(app: TestApp) {
        let (_, client, mariam) = at_work(&app).await;
        mariam.upload(DOCUMENTS, &[("setup.exe", b"MZ\x90\0\x03\0\0\0")], &[]).await.must_be(422);
        mariam.begin(&client, "", "never.pdf", 30).await;
        mariam.upload(DOCUMENTS, &[("visa.pdf", &pdf("visa"))], &[]).await.must_be(200);
        let receipts = async || {
            receipts::tidy(&app.services).await.unwrap();
            app.count("SELECT COUNT(*) FROM receipts").await
        };
        assert_eq!(receipts().await, 3);
        app.wait(Span::days(7) + Span(1));
        assert_eq!(receipts().await, 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM receipts WHERE closed_at IS NOT NULL").await, 1);
    }

    async fn a_receipt_that_cannot_be_closed_does_not_stop_the_later_ones(app: TestApp) {
        let (anjali, client, mariam) = at_work(&app).await;
        let (yusufs, yusuf) = app.active_client(&anjali, "Yusuf Rahman", "yusuf@example.com").await;
        for (browser, client) in [(&mariam, client.as_str()), (&yusuf, yusufs.trim_start_matches("/clients/"))] {
            let (_, begun) = browser.begin(client, "", "visa.pdf", 30).await;
            assert_eq!(browser.put(&text(&begun, "upload"), long_pdf(30)).await.0, 204);
            app.wait(Span::seconds(1));
        }
        // No mail to Mariam can be written any more.
        let refuse = app.either(
            "CREATE TRIGGER no_mail BEFORE INSERT ON outbox WHEN NEW.recipient = 'mariam@example.com' BEGIN SELECT RAISE(ABORT, 'no'); END",
            "CREATE FUNCTION no_mail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
             CREATE TRIGGER no_mail BEFORE INSERT ON outbox FOR EACH ROW WHEN (NEW.recipient = 'mariam@example.com') EXECUTE FUNCTION no_mail()",
        );
        app.run(refuse).await.unwrap();
        app.wait(Span::minutes(11));
        receipts::tidy(&app.services).await.unwrap();
        app.deliver().await;
        assert_eq!(app.mailbox.last_to("yusuf@example.com").subject, "Persaud & Vale has received 1 file from you");
        assert_eq!(app.count("SELECT COUNT(*) FROM receipts WHERE closed_at IS NULL").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_off_files_are_swept_up_after_a_day_and_not_before() {
    let app = TestApp::on_sqlite().await;
    let tmp = app.folder.path().join("tmp");
    for (name, hours) in [("young", 23), ("old", 25)] {
        std::fs::write(tmp.join(name), "cut off").unwrap();
        let file = std::fs::File::options().write(true).open(tmp.join(name)).unwrap();
        let written = file.metadata().unwrap().modified().unwrap();
        file.set_modified(written - Duration::from_secs(hours * 3600)).unwrap();
    }
    app.services.files.sweep().await.unwrap();
    let left: Vec<_> = std::fs::read_dir(&tmp).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["young"]);
}
