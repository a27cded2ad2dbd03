//! A request about a matter: it names the matter to staff, and begins with the template of the matter's type.

use super::{MARIAM, OMAR, add, cast, template, tick};
use crate::on_both_databases;
use crate::support::TestApp;

const MATTER: &str = "0190a1b2c3d4e5f60718293a4b5c6d01";
const TYPE: &str = "0190a1b2c3d4e5f60718293a4b5c6d02";

/// A matter of the client with this profile; its requests usually begin with the template at `path`.
async fn matter(app: &TestApp, profile: &str, path: &str) {
    let (client, usual) = (profile.rsplit('/').next().unwrap(), path.rsplit('/').next().unwrap());
    app.run(&format!(
        "INSERT INTO matter_types (id, name, name_key, template_id, created_at) VALUES ('{TYPE}', 'Tax', 'tax', '{usual}', 1)"
    ))
    .await
    .unwrap();
    app.run(&format!(
        "INSERT INTO matters (id, reference, client_id, type_id, title, status, status_since, phases_done, sentence, start_on,
            open, created_at, changed_at)
        VALUES ('{MATTER}', 'M-2026-0001', '{client}', '{TYPE}', 'Kestrelmatter 2025', 'New', 1, FALSE, '', '2026-11-01', TRUE, 1, 1)"
    ))
    .await
    .unwrap();
}

on_both_databases! {
    async fn a_request_about_a_matter_begins_with_what_is_usual_for_it(app: TestApp) {
        let cast = cast(&app).await;
        let made = template(&cast.anjali, "Kestreltemplate", &["Payslips"]).await;
        matter(&app, &cast.profile, &made.path).await;
        let page = cast.anjali.open(&format!("{}/requests/new?matter={MATTER}", cast.profile)).await;
        let form = page.form("Save draft").fill("Title", "Tax 2025").tick("contacts[]", &tick(&page, MARIAM));
        assert_eq!(form.value("About"), MATTER);
        assert!(form.values.iter().any(|(name, _)| name == "templates[]"), "the type's template is ticked");
        let page = form.send().await;
        page.must_be(200).must_say("Mariam Rahman · Kestrelmatter 2025").must_say("Payslips");
        let page = page.form("Send request").send().await;
        page.must_say("Kestrelmatter 2025");
        cast.anjali.open("/requests").await.must_say("Mariam Rahman · Kestrelmatter 2025 · 0 of 1 received");
        add(&cast.anjali, page.path.split('?').next().unwrap(), "", "Lease").await.form("Tell them now").send().await.must_be(200);
        app.deliver().await;
        // A matter is internal until staff let a contact see it, and a mail can't know that later.
        for mail in app.mailbox.to(MARIAM) {
            assert!(!format!("{mail:?}").to_lowercase().contains("kestrel"), "{}", mail.text);
        }
    }

    async fn a_matter_of_another_client_is_absent(app: TestApp) {
        let cast = cast(&app).await;
        let made = template(&cast.anjali, "Tax", &["Payslips"]).await;
        matter(&app, &cast.profile, &made.path).await;
        let page = cast.anjali.open(&format!("{}/requests/new?matter={MATTER}", cast.other)).await;
        page.must_be(200).must_not_say("Kestrelmatter");
        let form = page.form("Save draft").fill("Title", "Tax").fill("Due by", "2026-11-27").set("matter", MATTER);
        form.tick("contacts[]", &tick(&page, OMAR)).send().await.must_be(404);
        for odd in ["x", "%00", "0190a1b2c3d4e5f60718293a4b5c6d7e"] {
            cast.anjali.open(&format!("{}/requests/new?matter={odd}", cast.profile)).await.must_be(200);
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM requests").await, 0);
    }
}
