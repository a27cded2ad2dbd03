//! Staff look at the portal as a contact sees it: read-only, logged, on their own session.

use super::cast::{ABSENT, MARIAM, cast, forged, send, usual};
use super::matters::tax_return;
use crate::on_both_databases;
use crate::support::files::pdf;
use crate::support::people::PASSWORD;
use gk_nexus::accounts::Role;

const BANNER: &str = "You see the portal as Mariam Rahman sees it. Nothing can be changed here.";

on_both_databases! {
    async fn staff_see_exactly_what_the_contact_sees_and_change_nothing(app: TestApp) {
        let cast = cast(&app).await;
        let matter = tax_return(&app, &cast).await;
        let usual = usual(&app, &cast).await;
        let documents = format!("{}/documents", cast.profile);
        cast.anjali.upload(&documents, &[("letter.pdf", &pdf("letter"))], &[("contacts", &cast.mariam_id)]).await.must_be(200);
        send(&cast.mariam, &usual.path, "Payslips", &[("payslips.pdf", &pdf("payslips"))]).await.must_be(200);
        send(&cast.yusuf, &usual.path, "October bank statement", &[("yusufs.pdf", &pdf("yusufs"))]).await.must_be(200);
        cast.anjali.open("/portal").await.must_be(404);
        let before = app.rows(&["accounts", "shares", "portal_access", "contacts"]).await;
        let sessions = app.count("SELECT COUNT(*) FROM sessions").await;
        let tab = cast.anjali.tab(&cast.profile).await;
        let home = tab.form("See the portal as Mariam Rahman").send().await;
        assert_eq!(home.must_be(200).path, "/portal");
        home.must_say(BANNER).must_say("Personal tax return 2025").must_say("letter.pdf");
        assert!(!home.has_button("Sign out") || home.has_button("Stop looking"));
        let paths = ["/portal", "/portal/documents", "/portal/account", "/portal/appointments", &usual.path,
            &format!("/portal/matters/{matter}")];
        for path in paths {
            let seen = cast.anjali.open(path).await;
            seen.must_be(200).must_say(BANNER).must_not_say("yusufs.pdf");
            for button in ["Upload", "Send answer", "Finish for now", "Change password", "Undo", "Change"] {
                assert!(!seen.has_button(button), "{button} on {path}");
            }
        }
        cast.anjali.open(&usual.path).await.must_say("payslips.pdf").must_say("Received, not yet read");
        // Nothing of the contact's acts is there for staff.
        let own = [("request", usual.request.as_str()), ("item", usual.bank.as_str()), ("answer", "have not")];
        for action in ["answer_item", "take_back_answer", "finish_for_now"] {
            assert_eq!(forged(&cast.anjali, action, &own).await, 404, "{action}");
        }
        let beside = [("client", cast.client.as_str()), ("item", usual.bank.as_str())];
        for path in ["/portal/documents", &usual.path] {
            assert_eq!(cast.anjali.send_files(path, &[("x.pdf", &pdf("x"))], &beside).await.status, 404, "{path}");
        }
        // Downloads are staff's own; the contact's marks stay as they are.
        let way = cast.anjali.open("/portal/documents").await.download_of("letter.pdf");
        assert_eq!(cast.anjali.download(&way, &[]).await.0, 200);
        assert_eq!(app.rows(&["accounts", "shares", "portal_access", "contacts"]).await, before);
        assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, sessions);
        cast.mariam.open("/portal").await.must_be(200).must_not_say("You see the portal as").must_say("New");
        let stopped = cast.anjali.open("/portal").await.form("Stop looking").send().await;
        assert_eq!(stopped.must_be(200).path, format!("{}/portal-access", cast.profile));
        cast.anjali.open("/portal").await.must_be(404);
        let log = cast.anjali.open(&format!("{}/activity", cast.profile)).await;
        log.must_say("Looked at the portal as Mariam Rahman sees it");
    }

    async fn only_who_may_looks_and_only_at_contacts_of_the_client(app: TestApp) {
        let cast = cast(&app).await;
        let client = cast.client.as_str();
        let desk = app.staff(Role::FrontDesk, "Devon Clarke", "devon@persaudvale.example").await;
        let at = |contact| [("client", client), ("contact", contact)];
        assert_eq!(forged(&desk, "look_as_contact", &at(&cast.mariam_id)).await, 403);
        assert!(!desk.tab(&cast.profile).await.has_button("See the portal"));
        assert_eq!(forged(&cast.mariam, "look_as_contact", &at(&cast.yusuf_id)).await, 404);
        assert_eq!(forged(&cast.mariam, "stop_looking", &[]).await, 404);
        for stranger in [cast.omar_id.as_str(), ABSENT] {
            assert_eq!(forged(&cast.anjali, "look_as_contact", &at(stranger)).await, 404);
        }
        cast.anjali.open("/portal").await.must_be(404);
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE act = 'portal looked at'").await, 0);
        // Somebody who was never invited can be looked at as well; signing in again looks at nobody.
        cast.anjali.add_contact(&cast.profile, "Nadia Rahman", "nadia@example.com").await;
        let tab = cast.anjali.tab(&cast.profile).await;
        let home = tab.form("See the portal as Nadia Rahman").send().await;
        home.must_be(200).must_say("You see the portal as Nadia Rahman sees it").must_say("You are up to date");
        cast.anjali.sign_in(crate::portal::cast::ANJALI, PASSWORD).await.must_be(200);
        cast.anjali.open("/portal").await.must_be(404);
        assert!(app.mailbox.to(MARIAM).iter().all(|mail| !mail.subject.contains("looked")));
    }
}
