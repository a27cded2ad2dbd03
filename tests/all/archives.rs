//! Several documents as one file: byte for byte, under names that every system takes, and for each person what single
//! downloads would give them at that moment.

mod running;

use crate::on_both_databases;
use crate::portal::cast::{ABSENT, Cast, Usual, cast, run, send, text, usual};
use crate::portal::matters::tax_return;
use crate::support::files::pdf;
use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp};
use gk_nexus::kernel::Span;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Folders and names, and what stands under each.
type Unpacked = BTreeMap<String, Vec<u8>>;

fn unpacked(bytes: Vec<u8>) -> Unpacked {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = Unpacked::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert!(file.enclosed_name().is_some(), "{} leads elsewhere", file.name());
        assert!(files.insert(file.name().to_owned(), bytes).is_none(), "{} stands there twice", file.name());
    }
    files
}

/// An archive as this person gets it: the name that it offers, and its files.
async fn taken(who: &Browser, way: &str) -> (String, Unpacked) {
    let (status, headers, bytes) = who.download(way, &[]).await;
    assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "application/zip"), "{way}");
    let name = headers["content-disposition"].to_str().unwrap().split("UTF-8''").nth(1).unwrap().to_owned();
    (name.replace("%20", " ").replace("%E2%80%93", "–").replace("%26", "&"), unpacked(bytes))
}

fn names(files: &Unpacked) -> Vec<&str> {
    files.keys().map(String::as_str).collect()
}

/// Mariam has sent two statements of one name, and something that nobody asked for; the firm has a letter, whose name
/// is not one, and has filed the first statement.
async fn sent(app: &TestApp) -> (Cast, Usual) {
    let cast = cast(app).await;
    let usual = usual(app, &cast).await;
    let two: [(&str, &[u8]); 2] = [("statement.pdf", &pdf("October")), ("Statement.PDF", &pdf("November"))];
    send(&cast.mariam, &usual.path, "October bank statement", &two).await.must_be(200);
    cast.mariam.upload("/portal/documents", &[("passport.pdf", &pdf("passport"))], &[]).await.must_be(200);
    let documents = format!("{}/documents", cast.profile);
    cast.anjali.upload(&documents, &[("letter.pdf", &pdf("letter"))], &[]).await.must_be(200);
    for change in [
        "UPDATE documents SET name = '../../a\\..\\aux.pdf' WHERE name = 'letter.pdf'",
        "UPDATE documents SET filed_as = '2025-10 kestrel.pdf' WHERE name = 'statement.pdf'",
        "UPDATE requests SET title = 'Tax 2024/25: papers'",
    ] {
        run(app, change.to_owned()).await;
    }
    (cast, usual)
}

on_both_databases! {
    async fn staff_take_all_of_a_client_a_matter_or_a_request_as_one_file(app: TestApp) {
        let (cast, usual) = sent(&app).await;
        let tab = cast.anjali.open(&format!("{}/documents", cast.profile)).await;
        let way = tab.links("Download all documents").remove(0);
        let (name, files) = taken(&cast.anjali, &way).await;
        assert_eq!(name, "Mariam Rahman – Documents.zip");
        let folder = "Tax 2024-25- papers/October bank statement";
        let expected = [
            "-..-a-..-aux.pdf",
            &format!("{folder}/2025-10 kestrel.pdf"),
            &format!("{folder}/Statement.PDF"),
            "passport.pdf",
        ];
        assert_eq!(names(&files), expected);
        assert_eq!((&files[expected[1]], &files[expected[2]]), (&pdf("October"), &pdf("November")));
        assert_eq!((&files[expected[0]], &files[expected[3]]), (&pdf("letter"), &pdf("passport")));
        let bytes = cast.anjali.download(&way, &[]).await.2;
        let when = ZipArchive::new(Cursor::new(bytes)).unwrap().by_index(0).unwrap().last_modified().unwrap();
        assert_eq!(when.to_string(), "2026-11-24 10:22:00", "on the firm's clock");

        let page = cast.anjali.open(&format!("/requests/{}", usual.request)).await;
        let (name, files) = taken(&cast.anjali, &page.links("Download all documents that came").remove(0)).await;
        assert_eq!((name.as_str(), files.len()), ("Mariam Rahman – Tax 2024-25- papers.zip", 2));
        let matter = tax_return(&app, &cast).await;
        run(&app, format!("UPDATE requests SET matter_id = '{matter}'")).await;
        let filed = "filed_as IS NOT NULL OR origin = 'firm'";
        run(&app, format!("UPDATE documents SET matter_id = '{matter}' WHERE {filed}")).await;
        let page = cast.anjali.open(&format!("/matters/{matter}")).await;
        let (name, files) = taken(&cast.anjali, &page.links("Download all documents of this matter").remove(0)).await;
        assert_eq!(name, "Mariam Rahman – Personal tax return 2025.zip");
        let files: Vec<&str> = files.keys().filter_map(|path| path.strip_prefix("Personal tax return 2025/")).collect();
        let bank = ["2025-10 kestrel.pdf", "Statement.PDF"].map(|name| format!("October bank statement/{name}"));
        assert_eq!(files, ["-..-a-..-aux.pdf", &bank[0], &bank[1]]);

        // Each leaves a line of its own, and on each document's certificate.
        let log = cast.anjali.open(&format!("{}/activity", cast.profile)).await;
        for of in ["Mariam Rahman", "Tax 2024/25: papers", "Personal tax return 2025"] {
            log.must_say(&format!("Downloaded the documents of {of} as one file"));
        }
        let lines = async |act: &str| {
            text(&app, &format!("SELECT CAST(COUNT(*) AS TEXT) FROM activity WHERE act = '{act}'")).await
        };
        assert_eq!(lines("document downloaded").await, (4 + 4 + 2 + 3).to_string());
        let letter = text(&app, "SELECT id FROM documents WHERE origin = 'firm'").await;
        let page = cast.anjali.open(&format!("/documents/{letter}/certificate")).await;
        assert_eq!(page.each("section[aria-labelledby=openings] tbody tr").len(), 3);
        let head = cast.anjali.http().head(cast.anjali.url(&way)).send().await.unwrap();
        assert_eq!((head.status().as_u16(), head.bytes().await.unwrap().len()), (200, 0));
        assert_eq!(lines("archive downloaded").await, "4", "a look at its head is none");
    }

    async fn client_people_take_what_they_sent_and_what_is_shared_with_them(app: TestApp) {
        let (cast, usual) = sent(&app).await;
        let matter = tax_return(&app, &cast).await;
        run(&app, format!("UPDATE documents SET matter_id = '{matter}'")).await;
        let letter = text(&app, "SELECT id FROM documents WHERE origin = 'firm'").await;
        let (client, mariam) = (cast.client.as_str(), cast.mariam_id.as_str());
        let share = [("client", client), ("document", letter.as_str()), ("contacts[]", mariam)];
        assert_eq!(cast.anjali.call("share_document", &share).await.0, 200);
        let way = cast.mariam.open("/portal/documents").await.links("Download all documents").remove(0);
        let (name, files) = taken(&cast.mariam, &way).await;
        assert_eq!(name, "Persaud & Vale – Documents.zip");
        let folder = "Tax 2024-25- papers/October bank statement";
        let sent = [format!("{folder}/Statement (2).PDF"), format!("{folder}/statement.pdf")];
        assert_eq!(names(&files), ["From the firm/-..-a-..-aux.pdf", "From you/passport.pdf", &sent[0], &sent[1]]);
        assert_eq!((&files[&sent[0]], &files[&sent[1]]), (&pdf("November"), &pdf("October")));
        cast.mariam.open("/portal/documents").await.must_say("you opened it");
        let way = cast.mariam.open(&usual.path).await.links("Download all that you sent").remove(0);
        let (name, files) = taken(&cast.mariam, &way).await;
        assert_eq!(name, "Persaud & Vale – Tax 2024-25- papers.zip");
        assert_eq!(names(&files), [&sent[0], &sent[1]]);

        // The other contact was asked too, and has sent nothing; for another client there is no such request.
        for way in [way.as_str(), "/portal/documents.zip"] {
            let nothing = cast.yusuf.open(way).await;
            nothing.must_be(409).must_say("There is nothing to download here yet.");
        }
        assert!(cast.yusuf.open("/portal/documents").await.links("Download all").is_empty());
        let (status, _, absent) = cast.omar.download(&format!("/portal/requests/{ABSENT}/documents.zip"), &[]).await;
        let (foreign, _, bytes) = cast.omar.download(&way, &[]).await;
        assert_eq!((status, foreign, bytes), (404, 404, absent));
    }

    async fn everything_of_a_client_asks_for_the_password_and_one_request_does_not(app: TestApp) {
        let (cast, usual) = sent(&app).await;
        app.wait(Span::minutes(6));
        let tab = format!("{}/documents", cast.profile);
        for (who, home) in [(&cast.anjali, tab.as_str()), (&cast.mariam, "/portal/documents")] {
            let asked = who.open(&format!("{home}.zip")).await;
            asked.must_say("Confirm that it is you");
            let back = asked.form("Confirm").fill("Password", PASSWORD).send().await;
            assert_eq!(back.path, home, "one comes back to the page that offers it");
            assert_eq!(who.download(&format!("{home}.zip"), &[]).await.0, 200);
        }
        app.wait(Span::minutes(6));
        assert_eq!(cast.anjali.download(&format!("/requests/{}/documents.zip", usual.request), &[]).await.0, 200);
        assert_eq!(cast.mariam.download(&format!("{}/documents.zip", usual.path), &[]).await.0, 200);
    }
}
