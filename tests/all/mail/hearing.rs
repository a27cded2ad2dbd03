//! What waits in the outbox is asked about once more as it is handed over: who may hear of it now?

use crate::on_both_databases;
use crate::support::files::pdf;
use crate::support::{Browser, TestApp};

const MARIAM: &str = "mariam@example.com";

/// Shares a document of this name with Mariam; the mail that tells her waits.
async fn share(app: &TestApp, anjali: &Browser, profile: &str, name: &str) {
    let contact = app.text("SELECT id FROM contacts WHERE email_key = 'mariam@example.com'").await;
    let page = anjali.upload(&format!("{profile}/documents"), &[(name, &pdf(name))], &[("contacts[]", &contact)]).await;
    page.must_be(200);
}

/// Whether a mail to this address names the document.
fn was_told(app: &TestApp, address: &str, name: &str) -> bool {
    app.mailbox.to(address).iter().any(|mail| mail.text.contains(name))
}

on_both_databases! {
    async fn news_of_what_is_shared_no_more_is_not_sent(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        share(&app, &anjali, &profile, "ended.pdf").await;
        share(&app, &anjali, &profile, "standing.pdf").await;
        let document = app.text("SELECT id FROM documents WHERE name = 'ended.pdf'").await;
        let contact = app.text("SELECT id FROM contacts").await;
        let share = [("client", profile.trim_start_matches("/clients/")), ("document", &document), ("contact", &contact)];
        assert_eq!(anjali.call("end_share", &share).await.0, 200);
        app.deliver().await;
        assert!(was_told(&app, MARIAM, "standing.pdf") && !was_told(&app, MARIAM, "ended.pdf"));
        assert_eq!(app.count("SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'failed')").await, 0);
    }

    async fn news_about_a_client_is_not_sent_after_access_there_ended_while_another_client_goes_on(app: TestApp) {
        let anjali = app.owner().await;
        let (heron, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let ibis = app.client(&anjali, "Ibis Ltd", "ibis@example.com").await;
        anjali.add_contact(&ibis, "Mariam Rahman", MARIAM).await;
        anjali.invite_contact(&ibis, MARIAM).await.must_be(200);
        app.activate(MARIAM).await;
        share(&app, &anjali, &ibis, "of Ibis.pdf").await;
        share(&app, &anjali, &heron, "of Heron.pdf").await;
        let contact = app.text("SELECT id FROM contacts WHERE email_key = 'mariam@example.com'").await;
        let access = [("client", ibis.trim_start_matches("/clients/")), ("contact", contact.as_str())];
        assert_eq!(anjali.call("disable_access", &access).await.0, 200);
        app.deliver().await;
        assert!(was_told(&app, MARIAM, "of Heron.pdf") && !was_told(&app, MARIAM, "of Ibis.pdf"));
    }

    async fn news_that_waits_goes_to_the_address_that_a_contact_has_now(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        share(&app, &anjali, &profile, "assessment.pdf").await;
        let contact = app.text("SELECT id FROM contacts").await;
        let edit = anjali.open(&format!("{profile}/contacts/{contact}/edit")).await;
        edit.form("Save contact").fill("Email", "m.rahman@example.com").send().await.must_be(200);
        app.deliver().await;
        assert!(was_told(&app, "m.rahman@example.com", "assessment.pdf") && !was_told(&app, MARIAM, "assessment.pdf"));
    }
}
