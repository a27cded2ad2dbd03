//! What another site makes a browser send is refused before anything happens, on every route that changes something.

use super::{FORM, HTML, ask};
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::people::PASSWORD;
use gk_nexus::app::table::{TABLE, Who};

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";
const ALL: [&str; 18] = [
    "firm",
    "setup_links",
    "accounts",
    "sessions",
    "sign_in_failures",
    "sign_in_locks",
    "password_resets",
    "clients",
    "contacts",
    "portal_access",
    "invitations",
    "receipts",
    "uploads",
    "documents",
    "document_versions",
    "shares",
    "outbox",
    "activity",
];

/// A client with an active contact: their ids, and an upload that waits for its bytes.
struct Ids {
    client: String,
    contact: String,
    upload: String,
}

async fn ids(app: &TestApp) -> Ids {
    let anjali = app.owner().await;
    let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    let client = profile.trim_start_matches("/clients/").to_owned();
    let form = anjali.open(&format!("{profile}/portal-access")).await.form("Disable Access");
    let contact = form.values.iter().find(|(name, _)| name == "contact").unwrap().1.clone();
    let (_, begun) = mariam.begin(&client, "", "visa.pdf", 30).await;
    Ids { client, contact, upload: begun["upload"].as_str().unwrap().to_owned() }
}

/// A body with which most of the acts would succeed.
fn body(ids: &Ids) -> String {
    let (client, contact) = (&ids.client, &ids.contact);
    format!(
        "client={client}&contact={contact}&document={contact}&receipt={contact}&contacts[]={contact}&name=Forged\
         &email=forged%40evil.example&phone=&note=&reason=&size=30&token=x&password=a+forged+password\
         &current_password=letterhead+and+ledger&new_password=a+forged+password&firm_name=Forged\
         &firm_email=forged%40evil.example&firm_phone=&address=&hours=&accent=%230d5560&time_zone=UTC"
    )
}

on_both_databases! {
    async fn no_other_site_changes_anything_through_any_route(app: TestApp) {
        let ids = ids(&app).await;
        let (staff, person) = (app.cookie(ANJALI, PASSWORD).await, app.cookie(MARIAM, PASSWORD).await);
        let before = app.rows(&ALL).await;
        let mut tried = 0;
        for (method, path, who) in TABLE.iter().filter(|(method, ..)| !["GET", "HEAD"].contains(method)) {
            let path = path.replace("/uploads/{id}", &format!("/uploads/{}", ids.upload)).replace("{id}", &ids.client);
            let own = matches!(who, Who::ClientPeople | Who::SignedIn) || path.starts_with("/uploads");
            let session = ("cookie", if own { person.as_str() } else { staff.as_str() });
            for site in [
                &[("sec-fetch-site", "cross-site")][..],
                &[("sec-fetch-site", "same-site")],
                &[("sec-fetch-site", "cross-site"), ("origin", app.base.as_str())],
                &[("sec-fetch-site", "same-origin"), ("origin", "null")],
                &[("sec-fetch-site", "something-new")],
                &[("origin", "null")],
                &[("origin", "https://evil.example")],
                &[("origin", "http://127.0.0.1")],
                &[("referer", app.base.as_str())],
                &[],
            ] {
                for kind in [FORM, ("content-type", "text/plain"), ("content-type", "multipart/form-data; boundary=x")]
                {
                    let headers = [&[session, HTML, kind], site].concat();
                    let answer = ask(&app, method, &path, &headers, &body(&ids)).await;
                    assert_eq!(answer.status(), 403, "{method} {path} {site:?} {kind:?}");
                    assert!(answer.headers().get("set-cookie").is_none());
                    let words = answer.text().await.unwrap();
                    assert!(words.contains("Nothing was changed."), "{words}");
                    tried += 1;
                }
            }
        }
        assert!(tried > 800, "{tried}");
        assert!(app.rows(&ALL).await == before, "a forged request changed something");
    }

    async fn our_own_pages_and_programs_without_a_session_may(app: TestApp) {
        let ids = ids(&app).await;
        let staff = app.cookie(ANJALI, PASSWORD).await;
        let session = ("cookie", staff.as_str());
        let act = format!("client={}&contact={}&_page=/clients/{}/portal-access", ids.client, ids.contact, ids.client);
        for (path, site) in [
            ("/api/disable_access", vec![("sec-fetch-site", "same-origin")]),
            ("/api/enable_access", vec![("origin", app.base.as_str())]),
            ("/api/disable_access", vec![("sec-fetch-site", "same-origin"), ("origin", app.base.as_str())]),
            ("/api/enable_access", vec![("sec-fetch-site", "none")]),
        ] {
            let headers = [vec![session, HTML, FORM], site].concat();
            assert_eq!(ask(&app, "POST", path, &headers, &act).await.status(), 303, "{path} {headers:?}");
        }
        let switched =
            app.count("SELECT COUNT(*) FROM activity WHERE act IN ('access disabled', 'access enabled')").await;
        assert_eq!(switched, 4);
        let program =
            ask(&app, "POST", "/api/sign_in", &[FORM], &format!("email={ANJALI}&password=wrong+password")).await;
        assert_eq!(program.status(), 422, "a program without cookies is no browser that could be misused");
    }

    async fn reading_changes_nothing(app: TestApp) {
        let ids = ids(&app).await;
        let (staff, person) = (app.cookie(ANJALI, PASSWORD).await, app.cookie(MARIAM, PASSWORD).await);
        app.deliver().await;
        let before = app.rows(&ALL).await;
        for (_, path, who) in TABLE.iter().filter(|(method, path, _)| *method == "GET" && !path.contains("/export.")) {
            let path = path.replace("{id}", &ids.client).replace("{contact}", &ids.contact).replace("{token}", "x");
            let session = if *who == Who::ClientPeople { &person } else { &staff };
            for site in ["cross-site", "same-origin"] {
                let answer = ask(&app, "GET", &path, &[("cookie", session), HTML, ("sec-fetch-site", site)], "").await;
                assert!(answer.status().as_u16() < 500, "{path}");
            }
        }
        for (_, path, _) in TABLE.iter().filter(|(method, ..)| *method == "POST") {
            let answer = ask(
                &app,
                "GET",
                &format!("{}?{}", path.replace("{id}", &ids.client), body(&ids)),
                &[("cookie", &staff), HTML],
                "",
            )
            .await;
            assert!(answer.status().as_u16() < 500, "{path}");
        }
        let after = app.rows(&ALL).await;
        let changed: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
        assert!(after == before, "a GET changed something: {changed:?}");
    }
}
