//! Documents: what clients send over the plain form, and how both sides see it afterwards.

use crate::on_both_databases;
use crate::support::files::{long_pdf, pdf, sha256};
use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp};
use gk_nexus::accounts::Role;
use gk_nexus::documents::receipts;
use gk_nexus::kernel::Span;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";
const DOCUMENTS: &str = "/portal/documents";

/// Names as sent, and as kept.
const NAMES: [(&str, &str); 14] = [
    ("Łukasz Žižek – Übersicht.pdf", "Łukasz Žižek – Übersicht.pdf"),
    ("日本語の書類.pdf", "日本語の書類.pdf"),
    ("receipts 🧾 2026.pdf", "receipts 🧾 2026.pdf"),
    ("e\u{301}tat civil.pdf", "e\u{301}tat civil.pdf"),
    ("tax \"2025\" return.pdf", "tax \"2025\" return.pdf"),
    ("it's; filename=evil.html, 100%.pdf", "it's; filename=evil.html, 100%.pdf"),
    ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\me\\Return.pdf", "Return.pdf"),
    ("%2e%2e%2fetc%2fshadow", "%2e%2e%2fetc%2fshadow"),
    (".htaccess", "htaccess"),
    ("invoice\u{202e}fdp.exe.pdf", "invoicefdp.exe.pdf"),
    ("a\r\nSet-Cookie: session=x.pdf", "aSet-Cookie: session=x.pdf"),
    ("..", "document"),
];

on_both_databases! {
    async fn a_client_sends_a_file_and_has_a_receipt_on_screen_and_by_mail(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let passport = long_pdf(41_023);
        let receipt = mariam.upload(DOCUMENTS, &[("passport.pdf", &passport)], &[]).await;
        receipt.must_be(200).must_say("We have received one document").must_say("passport.pdf").must_say(MARIAM);
        assert!(receipt.path.starts_with("/portal/receipts/"), "{}", receipt.path);
        assert!(receipt.dense().contains(&sha256(&passport)), "{}", receipt.text());
        receipt.must_say("41 kB (41,023 bytes)");
        app.deliver().await;
        let mail = app.mailbox.last_to(MARIAM);
        assert_eq!(mail.subject, "Persaud & Vale has received 1 file from you");
        for words in ["passport.pdf", "41 kB (41,023 bytes)", &sha256(&passport), "Mariam"] {
            assert!(mail.text.contains(words), "no {words} in:\n{}", mail.text);
        }
        assert!(mail.html.split_whitespace().collect::<String>().contains(&sha256(&passport)), "{}", mail.html);
        assert!(
            mail.text.contains(receipt.path.trim_start_matches("/portal/receipts/")),
            "no receipt number:\n{}",
            mail.text
        );
    }

    async fn the_lead_hears_of_it_counts_it_and_reads_the_same_bytes(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let passport = pdf("passport");
        mariam.upload(DOCUMENTS, &[("passport.pdf", &passport)], &[]).await.must_be(200);
        app.deliver().await;
        let mail = app.mailbox.last_to(ANJALI);
        assert_eq!(mail.subject, "1 new file from Mariam Rahman – Persaud & Vale portal");
        assert!(
            mail.text.contains("passport.pdf") && mail.text.contains(&format!("{}{profile}/documents", app.base)),
            "{}",
            mail.text
        );
        let tab = anjali.open(&format!("{profile}/portal-access")).await;
        assert!(tab.dense().contains("Documentsuploaded1Activity"), "{}", tab.text());
        tab.must_say("Uploaded passport.pdf");
        anjali.open(&profile).await.must_say("passport.pdf");
        let review = anjali.open("/review").await;
        review.must_say("passport.pdf").must_say("1 document waits").must_say("Sent by Mariam Rahman").must_say("PDF, 26 bytes");
        let (status, _, bytes) = anjali.download(&review.download_of("passport.pdf"), &[]).await;
        assert_eq!((status, bytes), (200, passport));
        anjali.open("/review").await.must_say("1 document waits").must_say("passport.pdf");
        review.form("Accept").set("verdict", "accepted").send().await.must_say("Nothing waits");
        let theirs = mariam.open(DOCUMENTS).await;
        theirs
            .must_say("opened by the firm")
            .must_say("You sent passport.pdf")
            .must_say("The firm opened passport.pdf");
        let log = anjali.open(&format!("{profile}/activity")).await;
        for words in ["Uploaded passport.pdf", "Finished sending 1 document", "Downloaded passport.pdf", "Accepted passport.pdf"] {
            log.must_say(words);
        }
    }

    async fn many_files_of_one_go_stand_on_one_receipt_and_in_one_mail_each(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let files: Vec<(String, Vec<u8>)> =
            (1..=12).map(|n| (format!("page {n}.pdf"), pdf(&format!("page {n}")))).collect();
        let chosen: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        app.deliver().await;
        let (clients, staff) = (app.mailbox.to(MARIAM).len(), app.mailbox.to(ANJALI).len());
        let receipt = mariam.upload(DOCUMENTS, &chosen, &[]).await;
        receipt.must_say("We have received 12 documents");
        app.deliver().await;
        assert_eq!((app.mailbox.to(MARIAM).len() - clients, app.mailbox.to(ANJALI).len() - staff), (1, 1));
        for (name, bytes) in &files {
            assert!(receipt.dense().contains(&sha256(bytes)));
            assert!(app.mailbox.last_to(MARIAM).text.contains(name) && app.mailbox.last_to(ANJALI).text.contains(name));
        }
        let tab = anjali.open(&format!("{profile}/portal-access")).await;
        assert!(tab.dense().contains("Documentsuploaded12Activity"), "{}", tab.text());
    }

    async fn a_file_may_be_called_anything_and_comes_back_as_it_was(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let long = format!("{}.pdf", "ö".repeat(296));
        let kept = format!("{}.pdf", "ö".repeat(196));
        let names: Vec<(&str, &str)> = NAMES.into_iter().chain([(long.as_str(), kept.as_str())]).collect();
        let contents: Vec<Vec<u8>> = names.iter().map(|(name, _)| pdf(name)).collect();
        let chosen: Vec<(&str, &[u8])> =
            names.iter().zip(&contents).map(|((name, _), bytes)| (*name, bytes.as_slice())).collect();
        mariam.upload(DOCUMENTS, &chosen, &[]).await.must_be(200).must_not_say("<img src=x");
        app.deliver().await;
        assert!(!app.mailbox.last_to(ANJALI).html.contains("<img src=x"));
        let theirs = mariam.open(DOCUMENTS).await;
        theirs.must_not_say("<img src=x");
        let page = anjali.open(&format!("{profile}/documents")).await;
        page.must_not_say("<img src=x");
        for ((_, kept), content) in names.iter().zip(&contents) {
            theirs.must_say(kept);
            let (status, headers, bytes) = anjali.download(&page.download_of(kept), &[]).await;
            assert_eq!((status, &bytes), (200, content), "{kept}");
            assert_eq!(named(&headers), *kept);
        }
    }

    async fn without_a_lead_owners_and_managers_hear_of_it(app: TestApp) {
        let anjali = app.owner().await;
        app.staff(Role::Manager, "Thomas Vale", "thomas@persaudvale.example").await;
        app.staff(Role::Staff, "Renée Baptiste", "renee@persaudvale.example").await;
        app.staff(Role::FrontDesk, "Kofi Lall", "kofi@persaudvale.example").await;
        let form = anjali.open("/clients/new").await.form("Save client").set("lead", "");
        let profile = form.fill("Name", "Mariam Rahman").fill("Email", MARIAM).send().await.path;
        let mariam = activated(&app, &anjali, profile.trim_end_matches("/portal-access"), MARIAM).await;
        mariam.upload(DOCUMENTS, &[("passport.pdf", &pdf("passport"))], &[]).await.must_be(200);
        app.deliver().await;
        let told = |email: &str| app.mailbox.to(email).iter().filter(|mail| mail.subject.contains("new file")).count();
        let all = ["anjali", "thomas", "renee", "kofi"].map(|who| told(&format!("{who}@persaudvale.example")));
        assert_eq!(all, [1, 1, 0, 0]);
    }

    async fn a_go_whose_browser_went_away_is_closed_after_ten_minutes_once(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let client = profile.trim_start_matches("/clients/");
        let passport = pdf("passport");
        let (_, begun) = mariam.begin(client, "", "passport.pdf", passport.len()).await;
        let receipt = begun["receipt"].as_str().unwrap();
        assert_eq!(mariam.put(begun["upload"].as_str().unwrap(), passport).await.0, 204);
        let mails = async || {
            receipts::tidy(&app.services).await.unwrap();
            app.deliver().await;
            app.mailbox
                .all()
                .iter()
                .filter(|mail| mail.subject.contains("1 file from you") || mail.subject.contains("1 new file"))
                .count()
        };
        app.wait(Span::minutes(10));
        assert_eq!(mails().await, 0);
        app.wait(Span(1));
        assert_eq!(mails().await, 2);
        app.wait(Span::minutes(11));
        assert_eq!(mails().await, 2);
        let (status, next) = mariam.call("finish_upload", &[("receipt", receipt)]).await;
        assert_eq!((status, next.as_str()), (200, Some(format!("/portal/receipts/{receipt}").as_str())));
        assert_eq!(mails().await, 2);
        anjali.open(&format!("{profile}/activity")).await.must_say("Finished sending 1 document");
    }

    async fn nothing_of_a_long_list_is_out_of_reach(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let names: Vec<String> = (0..113).map(|number| format!("paper-{number:03}.pdf")).collect();
        let bytes = pdf("paper");
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), bytes.as_slice())).collect();
        mariam.upload(DOCUMENTS, &files, &[]).await.must_be(200);
        let contact = anjali.tab(&profile).await.links("Mariam Rahman").remove(0).split('/').nth(4).unwrap().to_owned();
        let letters: Vec<String> = names.iter().map(|name| name.replace("paper", "letter")).collect();
        let files: Vec<(&str, &[u8])> = letters.iter().map(|name| (name.as_str(), bytes.as_slice())).collect();
        anjali.upload(&format!("{profile}/documents"), &files, &[("contacts", &contact)]).await.must_be(200);
        for (list, of, done) in [("from you", &names, "You sent "), ("from the firm", &letters, " shared ")] {
            let (mut page, mut seen, mut told) = (mariam.open(DOCUMENTS).await, Vec::new(), Vec::new());
            loop {
                page.must_be(200).must_not_say("Call us for older");
                seen.extend(page.each(".ledger .what b").into_iter().filter(|name| of.contains(name)));
                told.extend(page.each("#history li").into_iter().filter(|line| line.contains(done)));
                if page.links(&format!("Older documents, {list}")).is_empty() {
                    break;
                }
                page = page.follow(&format!("Older documents, {list}")).await;
            }
            page.follow("Back to the newest").await.must_be(200).must_say("Send a document");
            seen.sort();
            assert_eq!(seen, *of, "{list}");
            assert_eq!(told.len(), of.len(), "the history of {list}");
        }
        let older = mariam.open(DOCUMENTS).await.links("Older documents, from you").remove(0);
        let (_, yusuf) = app.active_client(&anjali, "Yusuf Rahman", "yusuf@example.com").await;
        yusuf.open(&older).await.must_be(404);
    }

    async fn somebody_of_two_clients_says_whose_file_it_is(app: TestApp) {
        let anjali = app.owner().await;
        let (own, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let company = app.client(&anjali, "Rahman Textiles", "office@rahman.example").await;
        let form = anjali.open(&format!("{company}/contacts/new")).await.form("Save contact");
        form.fill("Name", "Mariam Rahman").fill("Email", MARIAM).send().await.must_be(200);
        let tab = anjali.open(&format!("{company}/portal-access")).await;
        let dialog = tab.form_beside("Send Portal Invite", MARIAM).send().await;
        dialog.form("Send Invitation").send().await.must_be(200);
        let link = app.invitation_link(MARIAM).await;
        mariam.open(&link).await.form("Activate account").fill("Password", PASSWORD).send().await.must_be(200);
        let asked = mariam.open(DOCUMENTS).await;
        assert!(!asked.has_button("Upload"), "nothing is sent before it is said for whom");
        let chosen = asked.form("Choose").set("for", company.trim_start_matches("/clients/")).send().await;
        chosen.must_say("Send a document for Rahman Textiles");
        mariam.upload(&chosen.path, &[("ledger.pdf", &pdf("ledger"))], &[]).await.must_say("Rahman Textiles");
        anjali.open(&format!("{company}/documents")).await.must_say("ledger.pdf");
        anjali.open(&format!("{own}/documents")).await.must_not_say("ledger.pdf");
    }
}

async fn activated(app: &TestApp, staff: &Browser, profile: &str, email: &str) -> Browser {
    staff.invite(profile).await;
    let (link, browser) = (app.invitation_link(email).await, app.browser());
    browser.open(&link).await.form("Activate account").fill("Password", PASSWORD).send().await.must_be(200);
    browser
}

/// The name that a browser gives the file.
fn named(headers: &reqwest::header::HeaderMap) -> String {
    let disposition = headers.get("content-disposition").unwrap().to_str().unwrap();
    let (first, encoded) = disposition.split_once("; filename*=UTF-8''").unwrap();
    assert!(first.starts_with("attachment; filename=\"") && first.matches('"').count() == 2, "{disposition}");
    percent_encoding::percent_decode_str(encoded).decode_utf8().unwrap().into_owned()
}
