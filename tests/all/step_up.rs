//! Step-up: what changes who gets in, or takes everything out, asks for the password once more, and leads back to what one
//! was about to do with everything that was typed.

use crate::on_both_databases;
use crate::support::people::PASSWORD;
use gk_nexus::kernel::Span;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";

on_both_databases! {
    async fn an_export_asks_for_the_password_unless_it_was_given_in_the_last_five_minutes(app: TestApp) {
        let anjali = app.owner().await;
        let exports = ["/clients/export.csv?q=a%20b", "/matters/export.csv", "/requests/export.csv", "/activity/export.csv", "/activity/export.jsonl"];
        app.wait(Span::minutes(5) + Span(-1));
        for export in exports {
            assert_eq!(anjali.download(export, &[]).await.0, 200, "{export}: signing in counts");
        }
        app.wait(Span(1));
        let before = app.rows(&["activity"]).await;
        for export in exports {
            let page = anjali.open(export).await;
            assert!(page.path.starts_with("/confirm?next="), "{export}: {}", page.path);
            page.must_be(200).must_say("Confirm that it is you");
        }
        assert_eq!(app.rows(&["activity"]).await, before);
        let page = anjali.open(exports[0]).await;
        let wrong = page.form("Confirm").fill("Password", "not the password").send().await;
        wrong.must_be(422);
        assert_eq!(wrong.error_beside("Password").as_deref(), Some("This is not your password"));
        assert!(anjali.open(exports[1]).await.path.starts_with("/confirm"), "a wrong password confirmed it");
        let old = app.rows(&["sessions"]).await;
        let back = wrong.form("Confirm").fill("Password", PASSWORD).send().await;
        assert_eq!(back.path, "/clients?q=a%20b", "one comes back to the page that offers the file");
        back.must_be(200).must_say("Thank you. Go on with what you were about to do.");
        assert_eq!(anjali.download(exports[0], &[]).await.0, 200);
        assert!(app.rows(&["sessions"]).await != old && app.count("SELECT COUNT(*) FROM sessions").await == 1);
        app.wait(Span::minutes(5));
        assert!(anjali.open(exports[0]).await.path.starts_with("/confirm"));
        // Five wrong passwords pause it here, and lock nobody out elsewhere.
        for _ in 0..5 {
            anjali.open("/confirm").await.form("Confirm").fill("Password", "a wrong guess").send().await.must_be(422);
        }
        let paused = anjali.open("/confirm").await.form("Confirm").fill("Password", PASSWORD).send().await;
        assert!(paused.error_beside("Password").unwrap().contains("paused for 15 minutes"));
        app.browser().sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
    }

    async fn a_new_token_takes_the_place_of_the_old_one(app: TestApp) {
        app.owner().await;
        let sign_in = [("email", ANJALI), ("password", PASSWORD)];
        let send = async |path: &str, pairs: &[(&str, &str)], cookie: &str| {
            let body = reqwest::Url::parse_with_params("http://x/", pairs).unwrap().query().unwrap().to_owned();
            let http = crate::support::browser::plain_http().redirect(reqwest::redirect::Policy::none()).build().unwrap();
            let request = http.post(format!("{}{path}", app.base)).header("accept", "application/json").body(body);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let answer = request.header("sec-fetch-site", "same-origin").header("cookie", cookie).send().await.unwrap();
            let cookies = answer.headers().get_all("set-cookie").iter().map(|set| set.to_str().unwrap().to_owned());
            let session = cookies.into_iter().find(|cookie| cookie.starts_with("session="));
            (answer.status().as_u16(), session.map(|cookie| cookie.split(';').next().unwrap().to_owned()).unwrap_or_default())
        };
        let (_, first) = send("/api/sign_in", &sign_in, "").await;
        let (_, second) = send("/api/confirm_password", &[("password", PASSWORD)], &first).await;
        assert!(first.len() > 40 && second.len() > 40 && first != second);
        assert_eq!(send("/api/stay_signed_in", &[], &first).await.0, 401, "the old token still opens");
        assert_eq!(send("/api/stay_signed_in", &[], &second).await.0, 200);
        let new = [("current_password", PASSWORD), ("new_password", "quite another sentence")];
        let (_, third) = send("/api/change_password", &new, &second).await;
        assert_eq!(send("/api/stay_signed_in", &[], &second).await.0, 401);
        assert_eq!(send("/api/stay_signed_in", &[], &third).await.0, 200);
    }

    async fn a_form_that_asks_for_it_comes_back_with_all_that_was_typed_and_nothing_done(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let edit = anjali.tab(&profile).await.links("").into_iter().find(|link| link.contains("/contacts/") && link.ends_with("/edit")).unwrap();
        let form = anjali.open(&edit).await.form("Save contact");
        app.wait(Span::minutes(6));
        let before = app.rows(&["contacts", "accounts", "outbox"]).await;
        let asked = form.fill("Name", "Mariam “R&D” Rahman").fill("Email", "new@example.com").send().await;
        asked.must_be(403).must_say("Confirm that it is you").must_say("What you typed is kept");
        let wrong = asked.form("Confirm").fill("Password", "not the password").send().await;
        wrong.must_be(422).must_say("What you typed is kept");
        let back = wrong.form("Confirm").fill("Password", PASSWORD).send().await;
        back.must_be(200).must_say("Nothing is changed yet").must_not_say("not the password");
        assert_eq!(app.rows(&["contacts", "accounts", "outbox"]).await, before);
        let form = back.form("Save contact");
        assert_eq!((form.value("Name"), form.value("Email")), ("Mariam “R&D” Rahman".into(), "new@example.com".into()));
        form.send().await.must_be(200).must_say("now signs in with new@example.com");
        app.deliver().await;
        for email in [MARIAM, "new@example.com"] {
            let mail = app.mailbox.last_to(email);
            assert!(mail.subject.starts_with("Your sign-in address") && mail.text.contains("new@example.com"), "{email}");
        }
        // What the page leads to is ours alone, and nobody confirms for somebody who is not signed in.
        for foreign in ["https://evil.example", "//evil.example", "/\\evil.example", "/login", "/confirm"] {
            let page = anjali.open(&format!("/confirm?next={}", gk_nexus::server::leptos::encoded(foreign))).await;
            let page = page.form("Confirm").fill("Password", PASSWORD).send().await;
            assert_eq!(page.path, "/dashboard", "{foreign}");
            let set = anjali.open("/confirm").await.form("Confirm").set("next", foreign).fill("Password", PASSWORD);
            assert!(set.send().await.path.starts_with('/'), "{foreign}");
        }
        assert!(app.browser().open("/confirm?next=%2Fclients").await.path.starts_with("/login?next="));
        assert_eq!(app.browser().call("confirm_password", &[("password", PASSWORD)]).await.0, 401);
    }
}
