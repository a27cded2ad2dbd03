//! Passkeys: made once, asked at the second step and to confirm, each question answered once.

use super::{ANJALI, MARIAM, gives_the_password};
use crate::on_both_databases;
use crate::support::authenticator::PhonePasskey;
use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp};
use gk_nexus::kernel::Span;
use serde_json::Value;

/// A browser knows passkeys only for a name, so this portal has one.
const ORIGIN: &str = "http://localhost:3000";

async fn asks(who: &Browser, act: &str) -> Value {
    let (status, question) = who.call(act, &[]).await;
    assert!(status < 300, "{act}: {status} {question}");
    question
}

/// Adds a passkey as the page's script does.
async fn adds(who: &Browser, passkey: &PhonePasskey, name: &str) -> (u16, Value) {
    let answer = passkey.register(&asks(who, "begin_passkey").await);
    who.call("add_passkey", &[("name", name), ("answer", &answer)]).await
}

on_both_databases! {
    async fn a_passkey_is_asked_at_the_second_step_and_each_question_is_answered_once(app: TestApp) {
        let plain = app;
        let app = plain.named(ORIGIN).await;
        let anjali = app.owner().await;
        anjali.open("/second-factor/passkey").await.must_be(200).must_say("Add passkey");
        let mut phone = PhonePasskey::of(ORIGIN, "telephone");
        // What was made for another site, without a name, or for a question asked before, is not taken.
        let foreign = PhonePasskey::of("http://localhost:4000", "telephone");
        assert_eq!(adds(&anjali, &foreign, "Foreign").await.0, 422);
        assert_eq!(adds(&anjali, &phone, " ").await.0, 422);
        let old = phone.register(&asks(&anjali, "begin_passkey").await);
        asks(&anjali, "begin_passkey").await;
        assert_eq!(anjali.call("add_passkey", &[("name", "Old"), ("answer", &old)]).await.0, 422);
        assert!(adds(&anjali, &phone, "My telephone").await.0 < 400);
        assert_eq!(adds(&anjali, &phone, "Twice").await.0, 422, "one passkey, one line");
        anjali.open("/account").await.must_say("My telephone").must_say("10 of 10 left");
        // Another person's account takes the same passkey no more than the own.
        plain.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let mariam = app.browser();
        mariam.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
        assert_eq!(adds(&mariam, &phone, "Hers").await.0, 422);

        let browser = app.browser();
        let step = gives_the_password(&browser, ANJALI).await;
        step.must_say("Use a passkey").must_not_say("6 digits");
        let question = asks(&browser, "ask_passkey").await;
        // A question is one sign-in's: somebody else's half of a sign-in can't answer it.
        let thief = app.browser();
        gives_the_password(&thief, ANJALI).await;
        let answer = phone.sign(&question);
        assert_eq!(thief.call("use_passkey", &[("answer", &answer)]).await.0, 422);
        let answer = phone.sign(&asks(&browser, "ask_passkey").await);
        let inside = step.form("Use a passkey").set("answer", &answer).send().await;
        assert_eq!(inside.must_be(200).path, "/dashboard");
        anjali.open("/activity").await.must_say("Signed in, with the passkey “My telephone”");
        // The same answer at the next sign-in, an answer after five minutes, and one of a copied passkey.
        let again = app.browser();
        gives_the_password(&again, ANJALI).await;
        asks(&again, "ask_passkey").await;
        assert_eq!(again.call("use_passkey", &[("answer", &answer)]).await.0, 422);
        let late = phone.sign(&asks(&again, "ask_passkey").await);
        app.wait(Span::minutes(5));
        assert_eq!(again.call("use_passkey", &[("answer", &late)]).await.0, 422);
        phone.count -= 2;
        let copied = phone.sign(&asks(&again, "ask_passkey").await);
        assert_eq!(again.call("use_passkey", &[("answer", &copied)]).await.0, 422);
        for odd in ["", "{}", "null", "[1]", "x".repeat(50_000).as_str()] {
            asks(&app.browser_waiting(ANJALI).await, "ask_passkey").await;
            assert_eq!(app.browser().call("use_passkey", &[("answer", odd)]).await.0, 409, "{odd:.20}");
        }
    }

    async fn a_passkey_confirms_who_is_signed_in_and_one_of_several_is_removed(app: TestApp) {
        let plain = app;
        let app = plain.named(ORIGIN).await;
        let anjali = app.owner().await;
        let (mut phone, key) = (PhonePasskey::of(ORIGIN, "telephone"), PhonePasskey::of(ORIGIN, "security key"));
        phone.count = 0; // One that is kept in several places counts nothing.
        assert!(adds(&anjali, &phone, "Telephone").await.0 < 400);
        assert!(adds(&anjali, &key, "Security key").await.0 < 400);
        for _ in 0..2 {
            app.wait(Span::minutes(6));
            assert_eq!(anjali.call("new_recovery_codes", &[]).await.0, 403, "confirm first");
            let confirm = anjali.open("/settings/security").await;
            let answer = phone.sign(&asks(&anjali, "ask_passkey").await);
            let page = confirm.must_say("Confirm that it is you").form("Use a passkey").set("answer", &answer).send().await;
            assert_eq!(page.must_be(200).path, "/settings/security");
            assert_eq!(anjali.call("confirm_passkey", &[("answer", &answer)]).await.0, 422, "once");
        }
        let page = anjali.open("/account").await;
        page.form_beside("Remove", "Telephone").send().await.must_be(200).must_not_say("Telephone</b>");
        app.deliver().await;
        assert!(app.mailbox.last_to(ANJALI).text.contains("The passkey “Telephone” was removed"));
        let question = asks(&anjali, "ask_passkey").await;
        assert_eq!(anjali.call("confirm_passkey", &[("answer", &phone.sign(&question))]).await.0, 422);
        let id = page.form_beside("Remove", "Security key").values.iter().find(|(name, _)| name == "factor").unwrap().1.clone();
        plain.wait(Span::minutes(12)); // As late as it is there: what is due there is due here.
        plain.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let mariam = app.browser();
        mariam.sign_in(MARIAM, PASSWORD).await.must_say("Sign out");
        assert!(mariam.call("remove_factor", &[("factor", &id)]).await.0 < 400, "another’s is absent: there is nothing to do");
        assert_eq!(app.count("SELECT COUNT(*) FROM second_factors").await, 1);
    }
}

impl TestApp {
    /// A browser in which the password was right.
    async fn browser_waiting(&self, email: &str) -> Browser {
        self.wait(Span::minutes(16));
        let browser = self.browser();
        browser.sign_in(email, PASSWORD).await.must_say("One more step");
        browser
    }
}
