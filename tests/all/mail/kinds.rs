//! Every kind of mail: in the firm's name, as text and as a page, with links that lead to the portal only.

use super::{ANJALI, MARIAM};
use crate::on_both_databases;
use crate::support::files::pdf;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use gk_nexus::kernel::Span;

on_both_databases! {
    async fn every_kind_of_mail_has_a_text_and_a_page_in_the_firm_s_name(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        mariam.upload("/portal/documents", &[("passport.pdf", &pdf("passport"))], &[]).await.must_be(200);
        let page = anjali.open(&format!("{profile}/documents")).await;
        anjali
            .upload(&page.path, &[("letter.pdf", &pdf("letter"))], &[("contacts", &contact(&page.html))])
            .await
            .must_be(200);
        app.browser()
            .open("/forgot-password")
            .await
            .form("Send reset link")
            .fill("Email", MARIAM)
            .send()
            .await
            .must_be(200);
        let change = mariam.open("/portal/account").await.form("Change password");
        change
            .fill("Current password", PASSWORD)
            .fill("New password", "another long sentence")
            .send()
            .await
            .must_say("Your password is changed.");
        let yusuf = app.client(&anjali, "Yusuf Rahman", "yusuf@example.com").await;
        anjali.invite(&yusuf).await.must_say("Pending");
        let old = app.invitation_link("yusuf@example.com").await;
        app.wait(Span::days(8));
        app.browser().open(&old).await.form("Ask for a new link").send().await.must_be(200);
        anjali.sign_in(ANJALI, PASSWORD).await.must_be(200);
        let edit = anjali.open(&format!("{profile}/edit")).await.form("Save client");
        edit.fill("Email", "m.rahman@example.com").send().await.must_be(200);
        app.deliver().await;
        let all = app.mailbox.all();
        for (to, subject) in [
            (MARIAM, "invites you to"),
            (MARIAM, "Welcome to"),
            (MARIAM, "has received 1 file"),
            (ANJALI, "1 new file from"),
            (MARIAM, "has shared 1 document"),
            (MARIAM, "Set a new password"),
            (MARIAM, "password for"),
            (ANJALI, "asks for a new invitation link"),
            ("m.rahman@example.com", "sign-in address"),
        ] {
            assert!(
                all.iter().any(|mail| mail.to == to && mail.subject.contains(subject)),
                "no mail “{subject}” to {to}"
            );
        }
        assert_eq!(app.count("SELECT COUNT(DISTINCT kind) FROM outbox").await, 9);
        for mail in all {
            assert!(
                mail.text.contains("Persaud & Vale") && mail.subject.contains("Persaud & Vale"),
                "{}: {}",
                mail.subject,
                mail.text
            );
            assert!(
                mail.html.contains("Persaud &#38; Vale") || mail.html.contains("Persaud &amp; Vale"),
                "{}",
                mail.html
            );
            assert!(mail.html.contains("#0d5560") && mail.html.starts_with("<!doctype html>"), "{}", mail.subject);
            for piece in mail.text.split("http").skip(1) {
                assert!(format!("http{piece}").starts_with(&app.base), "a link that is not ours: {piece}");
            }
            assert!(
                !mail.text.contains("<p") && !mail.text.contains("&#38;") && mail.text.lines().count() > 5,
                "{}",
                mail.text
            );
        }
    }

    async fn a_link_in_a_mail_leads_to_the_portal_whatever_host_was_asked(app: TestApp) {
        app.owner().await;
        for host in ["evil.example", "evil.example:80", "127.0.0.1"] {
            let body = format!("email={}", ANJALI.replace('@', "%40"));
            let request = format!(
                "POST /api/send_reset_link HTTP/1.1\r\nhost: {host}\r\nx-forwarded-host: evil.example\r\n\
                 forwarded: host=evil.example\r\nsec-fetch-site: same-origin\r\naccept: text/html\r\nconnection: close\r\n\
                 content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let answer = app.raw(request.as_bytes()).await;
            assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
            assert!(!answer.contains("evil.example"), "{answer}");
            app.deliver().await;
            let mail = app.mailbox.last_to(ANJALI);
            assert!(!format!("{mail:?}").contains("evil.example"));
            app.browser().open(&link(&mail, &app.base, "/reset-password/")).await.must_be(200);
        }
    }
}

/// The only tick's value on the page's upload form.
fn contact(html: &str) -> String {
    let document = scraper::Html::parse_document(html);
    let tick = scraper::Selector::parse("input[name=contacts]").unwrap();
    document.select(&tick).next().unwrap().attr("value").unwrap().to_owned()
}
