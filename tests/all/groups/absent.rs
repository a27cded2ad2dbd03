//! What lies behind a wall answers as what is not there: pages, bytes and acts.

use super::canary::Planted;
use super::office::{ABSENT, Office, id};

/// Each of its things answers as what is not there: pages, bytes and acts.
pub async fn absent(at: &Office, planted: &Planted) {
    let client = &planted.client;
    let mut pages: Vec<(String, String)> = [
        "",
        "/edit",
        "/matters",
        "/documents",
        "/requests",
        "/requests/new",
        "/portal-access",
        "/activity",
        "/contacts/new",
    ]
    .iter()
    .map(|rest| (format!("/clients/{client}{rest}"), format!("/clients/{ABSENT}{rest}")))
    .collect();
    pages.push((format!("/matters/new?client={client}"), format!("/matters/new?client={ABSENT}")));
    pages.push((
        format!("/clients/{client}/contacts/{}/edit", planted.contact),
        format!("/clients/{ABSENT}/contacts/{}/edit", planted.contact),
    ));
    for [matter, request, draft, submission, document] in &planted.things {
        for (path, id) in [
            ("/matters/{}", matter),
            ("/matters/{}/edit", matter),
            ("/requests/{}", request),
            ("/requests/{}/edit", draft),
            ("/requests/{}/items/new", draft),
            ("/review/{}", submission),
            ("/documents/{}/download", document),
            ("/documents/{}/preview", document),
            ("/documents/{}/certificate", document),
        ] {
            pages.push((path.replace("{}", id), path.replace("{}", ABSENT)));
        }
    }
    for (path, nowhere) in pages {
        let (page, other) = (at.renee.open(&path).await, at.renee.open(&nowhere).await);
        page.must_be(404);
        assert_eq!(page.text(), other.text(), "{path}");
    }
    assert_eq!(at.renee.download(&format!("/activity/export.csv?client={client}"), &[]).await.0, 404);
    let [matter, request, draft, submission, document] = &planted.things[1];
    let contact = planted.contact.as_str();
    for (act, name, id, rest) in [
        ("change_client", "client", client, vec![("name", "x"), ("email", "x@example.com"), ("phone", "")]),
        ("archive_client", "client", client, vec![]),
        ("add_contact", "client", client, vec![("name", "x"), ("email", "x@example.com")]),
        ("send_invitation", "client", client, vec![("contact", contact), ("email", "x@example.com")]),
        ("disable_access", "client", client, vec![("contact", contact)]),
        ("look_as_contact", "client", client, vec![("contact", contact)]),
        ("open_matter", "client", client, vec![("type_id", "x"), ("title", "x"), ("start_on", "2026-12-01")]),
        ("draft_request", "client", client, vec![("title", "x")]),
        ("share_document", "document", document, vec![("client", client.as_str()), ("contacts[]", contact)]),
        ("change_status", "matter", matter, vec![("status", "On hold"), ("changed_at", "0")]),
        ("add_matter_note", "matter", matter, vec![("words", "x")]),
        ("remind_now", "request", request, vec![("contacts[]", contact)]),
        ("withdraw_request", "request", request, vec![]),
        ("discard_request", "request", draft, vec![]),
        ("review_document", "submission", submission, vec![("verdict", "accepted")]),
        ("hold_submission", "submission", submission, vec![]),
        ("send_mail_again", "mail", &id(4001), vec![]),
        ("set_mail_aside", "mail", &id(4001), vec![]),
    ] {
        let with = |id: &str| {
            let mut pairs = rest.clone();
            pairs.push((name, id.to_owned().leak()));
            pairs
        };
        let answer = at.renee.call(act, &with(id)).await;
        assert_eq!((answer.0, &answer), (404, &at.renee.call(act, &with(ABSENT)).await), "{act}");
    }
    // By its number a matter can't be linked either.
    let typed = |reference: &'static str| [("matter", id(4000)), ("reference", reference.to_owned())];
    let link = async |reference: &'static str| {
        let typed = typed(reference);
        let pairs: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        at.renee.call("link_matters", &pairs).await
    };
    assert_eq!(
        link("kestrel2-M").await.1.to_string().replace("kestrel2-M", ""),
        link("nobody-M").await.1.to_string().replace("nobody-M", "")
    );
}
