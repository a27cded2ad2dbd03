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
        cast.anjali.open("/requests").await.must_say("Mariam Rahman · Kestrelmatter 2025 · 0 of 1 done");
        add(&cast.anjali, page.path.split('?').next().unwrap(), "", "Lease").await.form("Tell them now").send().await.must_be(200);
        app.deliver().await;
        // A matter is internal until staff let a contact see it, and a mail can't know that later.
        for mail in app.mailbox.to(MARIAM) {
            assert!(!format!("{mail:?}").to_lowercase().contains("kestrel"), "{}", mail.text);
        }
    }

    async fn a_matter_chosen_in_the_form_brings_its_usual_list_and_whoever_sees_it_is_ticked(app: TestApp) {
        let cast = cast(&app).await;
        let made = template(&cast.anjali, "Tax", &["Payslips"]).await;
        matter(&app, &cast.profile, &made.path).await;
        let page = cast.anjali.open(&format!("{}/requests/new", cast.profile)).await;
        let form = page.form("Save draft").fill("Title", "Tax 2025").fill("About", MATTER);
        let draft = form.tick("contacts[]", &tick(&page, MARIAM)).send().await;
        draft.must_be(200).must_say("Kestrelmatter 2025").must_say("Payslips").must_say("in 14 days");
        let offered = cast.anjali.open(&format!("{}/requests/new?matter={MATTER}", cast.profile)).await;
        let ticked = |form: &crate::support::page::Draft| form.values.iter().any(|(name, _)| name == "contacts[]");
        assert!(!ticked(&offered.form("Save draft")), "nobody sees the matter");
        let mut by_hand = offered.form("Save draft").fill("Title", "By hand").fill("Due by", "2026-11-27");
        by_hand.values.retain(|(name, _)| name != "templates[]");
        by_hand.tick("contacts[]", &tick(&page, MARIAM)).send().await.must_be(200).must_say("Nothing is asked for yet");
        let mariam = tick(&page, MARIAM);
        app.run(&format!("INSERT INTO matter_contacts (matter_id, contact_id, created_at) VALUES ('{MATTER}', '{mariam}', 1)"))
            .await
            .unwrap();
        let page = cast.anjali.open(&format!("{}/requests/new?matter={MATTER}", cast.profile)).await;
        assert!(page.form("Save draft").values.contains(&("contacts[]".to_owned(), mariam)));
    }

    async fn what_is_still_with_the_client_when_a_matter_is_closed_is_withdrawn_in_one_press(app: TestApp) {
        let cast = cast(&app).await;
        let made = template(&cast.anjali, "Tax", &["Payslips"]).await;
        matter(&app, &cast.profile, &made.path).await;
        for title in ["First papers", "Second papers", "Never sent"] {
            let page = cast.anjali.open(&format!("{}/requests/new?matter={MATTER}", cast.profile)).await;
            let form = page.form("Save draft").fill("Title", title).fill("Due by", "2026-11-27");
            let page = form.tick("contacts[]", &tick(&page, MARIAM)).send().await;
            if title != "Never sent" {
                page.form("Send request").send().await.must_be(200);
            }
        }
        app.deliver().await;
        let before = app.mailbox.to(MARIAM).len();
        assert_eq!(cast.anjali.call("withdraw_requests_of_matter", &[("matter", MATTER)]).await.0, 409, "it is open");
        let page = cast.anjali.open(&format!("/matters/{MATTER}")).await;
        page.must_not_say("Withdraw its");
        let close = [("matter", MATTER), ("status", "Completed"), ("changed_at", "1")];
        assert_eq!(cast.anjali.call("change_status", &close).await.0, 200);
        let told = cast.anjali.open("/dashboard").await;
        told.must_say("2 requests are still open: withdraw them on the matter’s page.");
        let page = cast.anjali.open(&format!("/matters/{MATTER}")).await;
        page.must_say("This matter is closed, and it has 2 open requests");
        let done = page.form("Withdraw its 2 open requests").send().await;
        done.must_be(200).must_say("2 requests are withdrawn.").must_not_say("Withdraw its");
        page.form("Withdraw its 2 open requests").send().await.must_be(409).must_say("is with the client any more");
        assert_eq!(app.count("SELECT COUNT(*) FROM requests WHERE state = 'withdrawn'").await, 2);
        assert_eq!(app.count("SELECT COUNT(*) FROM requests WHERE state = 'draft'").await, 1);
        app.wait(gk_nexus::kernel::Span::minutes(6));
        app.deliver().await;
        assert_eq!(app.mailbox.to(MARIAM).len(), before + 2);
        assert_eq!(cast.mariam.call("withdraw_requests_of_matter", &[("matter", MATTER)]).await.0, 404);
    }

    async fn a_matter_of_another_client_is_absent(app: TestApp) {
        let cast = cast(&app).await;
        let made = template(&cast.anjali, "Tax", &["Payslips"]).await;
        matter(&app, &cast.profile, &made.path).await;
        let page = cast.anjali.open(&format!("{}/requests/new?matter={MATTER}", cast.other)).await;
        page.must_be(200).must_not_say("Kestrelmatter");
        let form = page.form("Save draft").fill("Title", "Tax").fill("Due by", "2026-11-27").set("matter", MATTER);
        form.tick("contacts[]", &tick(&page, OMAR)).send().await.must_be(422).must_say("of this client");
        for odd in ["x", "%00", "0190a1b2c3d4e5f60718293a4b5c6d7e"] {
            cast.anjali.open(&format!("{}/requests/new?matter={odd}", cast.profile)).await.must_be(200);
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM requests").await, 0);
    }
}
