//! Whatever is sent, the answer is 4xx in words and the portal goes on: never 5xx, never silence.

use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::people::PASSWORD;

pub(super) const ANJALI: &str = "anjali@persaudvale.example";
pub(super) const MARIAM: &str = "mariam@example.com";
pub(super) const JSON: (&str, &str) = ("accept", "application/json");
/// One request as bytes, and the answer's status.
pub(super) async fn status(app: &TestApp, request: impl AsRef<[u8]>) -> (u16, String) {
    let answer = app.raw(request.as_ref()).await;
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, answer)
}

fn get(target: &str, cookie: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\naccept: text/html\r\nconnection: close\r\n\r\n")
}

/// The ids with which forms go far before they fail.
pub(super) async fn known(app: &TestApp) -> (String, String) {
    let anjali = app.owner().await;
    let (profile, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    let form = anjali.open(&format!("{profile}/portal-access")).await.form("Disable Access");
    let contact = form.values.iter().find(|(name, _)| name == "contact").unwrap().1.clone();
    (profile.trim_start_matches("/clients/").to_owned(), contact)
}

on_both_databases! {
    async fn odd_addresses_are_absent_and_odd_queries_harmless(app: TestApp) {
        let (client, _) = known(&app).await;
        let (staff, person) = (app.cookie(ANJALI, PASSWORD).await, app.cookie(MARIAM, PASSWORD).await);
        let long = "a".repeat(10_000);
        for id in [
            "%00",
            "..",
            "%2e%2e",
            "..%2f..%2fetc%2fpasswd",
            "%ff%fe",
            "%E2%80%AE",
            "'%20OR%201=1--",
            "%",
            "%zz",
            "{id}",
            &long,
            &client.to_uppercase(),
        ] {
            for (path, cookie) in [
                (format!("/clients/{id}/portal-access"), &staff),
                (format!("/clients/{id}/documents"), &staff),
                (format!("/clients/{client}/contacts/{id}/edit"), &staff),
                (format!("/documents/{id}/download"), &staff),
                (format!("/portal/receipts/{id}"), &person),
                (format!("/activate/{id}"), &person),
                (format!("/reset-password/{id}"), &staff),
                (format!("/setup/{id}"), &staff),
                (format!("/{id}"), &person),
                (format!("/pkg/{id}"), &person),
                (format!("/fonts/{id}/x"), &person),
            ] {
                let (status, answer) = status(&app, get(&path, cookie)).await;
                // Dots lead to another address of ours, as in a browser; out of it they lead nowhere.
                let dots = id.contains("..") || id.contains("%2e%2e");
                assert!((400..500).contains(&status) || (dots && status < 400), "{status} {path}\n{answer}");
                assert!(!answer.contains("root:"), "{path}");
            }
        }
        let odd = [
            "%00",
            "%ff",
            "a%0d%0aset-cookie:%20x=y",
            "9999999999999999999-x",
            "-1",
            "%F0%9F%A7%BE",
            "'",
            "%25%25",
            "!_%25",
            &long,
        ];
        let names = [
            "q", "status", "access", "sort", "after", "invite", "added", "for", "next", "sent", "ended", "act", "side",
            "from", "to", "contact", "back", "client",
        ];
        let portal_access = format!("/clients/{client}/portal-access");
        let documents = format!("/clients/{client}/documents");
        let activity = format!("/clients/{client}/activity");
        let pages = [
            "/clients",
            "/activity",
            "/review",
            "/login",
            "/forgot-password",
            &portal_access,
            &documents,
            &activity,
            "/clients/export.csv",
            "/activity/export.csv",
            "/activity/export.jsonl",
        ];
        for page in pages {
            for value in odd {
                let all: Vec<String> = names.iter().map(|name| format!("{name}={value}")).collect();
                let mut queries = vec![all.join("&")];
                if ["%00", "%ff", "9999999999999999999-x"].contains(&value) {
                    queries.extend(all);
                }
                for query in queries.into_iter().filter(|query| query.len() < 60_000) {
                    let (status, answer) = status(&app, get(&format!("{page}?{query}"), &staff)).await;
                    assert!((200..500).contains(&status), "{status} {page}?{query:.200}\n{answer}");
                    assert!(!answer.to_lowercase().contains("\r\nset-cookie: x=y"), "{page}?{query:.200}");
                }
            }
        }
        assert_eq!(status(&app, get("/portal/documents?for=%00", &person)).await.0, 200);
    }
}
