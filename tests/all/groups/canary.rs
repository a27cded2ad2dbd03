//! What another group has is nowhere for a colleague outside it: words are planted in all that a walled client has, and in
//! all that a walled matter of an open client has; every page, search, count and export is searched for them.

use super::absent::absent;
use super::office::{Office, id, last, office, run, text};
use crate::on_both_databases;
use crate::support::files::pdf;
use crate::support::{Browser, TestApp};
use scraper::Html;
use std::collections::{BTreeSet, VecDeque};

/// In every planted word.
const CANARY: &str = "kestrel";

/// Matters, requests and what belongs to them: of `{client}`, titles with `{word}`, ids that begin with `{n}`.
const ROWS: &str = "
    INSERT INTO matters (id, reference, client_id, type_id, title, status, status_since, phase_id, phases_done, sentence,
            lead_id, start_on, due_on, open, created_at, changed_at)
        VALUES ('{matter}', '{word}-M', '{client}', '{type}', '{word} matter', 'Waiting on client', {now}, NULL, FALSE, '', '{lead}',
            '2026-11-01', '2026-11-20', TRUE, {now}, {now});
    INSERT INTO search_words (thing, word, owner_id) VALUES ('matter', '{word}', '{matter}');
    INSERT INTO matter_contacts (matter_id, contact_id, created_at) VALUES ('{matter}', '{contact}', {now});
    INSERT INTO deadlines (id, matter_id, title, due_on, visible, created_at, done, done_by)
        VALUES ('{deadline}', '{matter}', '{word} deadline', '2026-11-26', FALSE, {now}, FALSE, ''),
        ('{missed}', '{matter}', '{word} missed', '2026-11-20', FALSE, {now}, FALSE, '');
    INSERT INTO requests (id, client_id, matter_id, title, message, due_on, state, chasing, created_by, created_at, sent_at,
            changed_at)
        VALUES ('{request}', '{client}', '{matter}', '{word} request', '', '2026-11-20', 'sent', 'firm', '{owner}', {now}, {now}, {now}),
        ('{draft}', '{client}', '{matter}', '{word} draft', '', '2026-12-20', 'draft', 'firm', '{owner}', {now}, NULL, {now});
    INSERT INTO request_contacts (request_id, contact_id, created_at)
        VALUES ('{request}', '{contact}', {now}), ('{draft}', '{contact}', {now});
    INSERT INTO request_items (id, request_id, position, heading, title, instruction, need, condition, how_many, kinds,
            checks, state, state_since, created_at)
        VALUES ('{item}', '{request}', 1, '', '{word} item', '', 'required', '', 1, '', '', 'Open', {now}, {now}),
        ('{open}', '{request}', 2, '', 'Still open', '', 'required', '', 1, '', '', 'Open', {now}, {now});
";

/// What was planted: pages of each thing, and acts on each.
pub struct Planted {
    pub client: String,
    pub contact: String,
    pub things: [[String; 5]; 2],
}

/// Plants one matter and all that hangs on it; `things` are matter, request, draft, submission and document.
pub async fn plant(app: &TestApp, at: &Office, number: u32, client: &str, sender: (&Browser, &str)) -> [String; 5] {
    let word = format!("{CANARY}{number}");
    let ids: Vec<String> = (0..7).map(|one| id(number * 16 + one)).collect();
    let owner = text(app, "SELECT id FROM accounts WHERE role = 'owner'").await;
    let mut rows = ROWS.to_owned();
    for (name, value) in [
        ("matter", &ids[0]),
        ("request", &ids[1]),
        ("draft", &ids[2]),
        ("deadline", &ids[3]),
        ("item", &ids[4]),
        ("missed", &ids[5]),
        ("open", &ids[6]),
        ("word", &word),
        ("client", &client.to_owned()),
        ("contact", &sender.1.to_owned()),
        ("type", &id(1)),
        ("lead", &at.renee_id),
        ("owner", &owner),
    ] {
        rows = rows.replace(&format!("{{{name}}}"), value);
    }
    run(app, &rows).await;
    // Acts leave lines in the log, and files wait to be reviewed.
    let typed = [("matter", ids[0].as_str()), ("words", &format!("{word} note"))];
    assert!(at.anjali.call("add_matter_note", &typed).await.0 < 300);
    let form = sender.0.open(&format!("/portal/requests/{}", ids[1])).await.form_beside("Upload", &word);
    let beside: Vec<(&str, &str)> = form.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sender.0.send_files(&form.action, &[(&format!("{word}.pdf"), &pdf(&word))], &beside).await.must_be(200);
    let question =
        [("request", ids[1].as_str()), ("item", &ids[4]), ("answer", "question"), ("words", &format!("{word}?"))];
    assert!(sender.0.call("answer_item", &question).await.0 < 300);
    // One file is only begun: its name stands in the log alone.
    let name = format!("{word}-begun.pdf");
    let begun = [("client", client), ("item", ids[6].as_str()), ("name", name.as_str()), ("size", "999")];
    assert_eq!(sender.0.call("begin_upload", &begun).await.0, 200);
    let submission = text(app, &format!("SELECT id FROM submissions WHERE item_id = '{}'", ids[4])).await;
    let document = text(app, &format!("SELECT document_id FROM submissions WHERE item_id = '{}'", ids[4])).await;
    [ids[0].clone(), ids[1].clone(), ids[2].clone(), submission, document]
}

async fn world(app: &TestApp, at: &Office) -> Planted {
    run(
        app,
        &format!("INSERT INTO matter_types (id, name, name_key, created_at) VALUES ('{}', 'Case', 'case', 1)", id(1)),
    )
    .await;
    // A client of the group, and a client of everybody's with one matter of the group.
    let (kestrel, hers) = app.active_client(&at.anjali, "Kestrel Ltd", "kestrel@example.com").await;
    let (heron, his) = app.active_client(&at.anjali, "Heron Harbour", "heron@example.com").await;
    at.anjali.add_contact(&kestrel, "Kestrel Kim", "kestrelkim@example.com").await;
    at.anjali.invite_contact(&kestrel, "kestrelkim@example.com").await.must_be(200);
    let contact = async |email: &str| text(app, &format!("SELECT id FROM contacts WHERE email_key = '{email}'")).await;
    let (hers_id, his_id) = (contact("kestrel@example.com").await, contact("heron@example.com").await);
    let client = last(&kestrel).to_owned();
    let first = plant(app, at, 1, &client, (&hers, &hers_id)).await;
    let second = plant(app, at, 2, last(&heron), (&his, &his_id)).await;
    hers.send_files("/portal/documents", &[("kestrel3.pdf", &pdf("kestrel"))], &[]).await.must_be(200);
    at.anjali.send_files(&format!("{kestrel}/documents"), &[("kestrel4.pdf", &pdf("firm"))], &[]).await.must_be(200);
    run(
        app,
        &format!(
            "INSERT INTO matters (id, reference, client_id, type_id, title, status, status_since, phases_done, sentence,
                    start_on, open, created_at, changed_at)
                VALUES ('{0}', 'M-OPEN', '{1}', '{2}', 'Open matter', 'New', {{now}}, FALSE, '', '2026-11-01', TRUE, {{now}}, {{now}});
            INSERT INTO matter_links (one_id, other_id, created_at) VALUES ('{3}', '{0}', {{now}});
            UPDATE invitations SET created_at = created_at - 345600000 WHERE accepted_at IS NULL;
            INSERT INTO outbox (id, kind, about, recipient, letter, state, tries, due_at, give_up_at, leased_until, fault,
                    created_at, missed_at)
                VALUES ('{4}', 'invitation', 'x', 'kestrel@example.com', '{{}}', 'failed', 1, 1, 1, 0, 'Closed', 1, 1)",
            id(4000),
            last(&heron),
            id(1),
            second[0],
            id(4001)
        ),
    )
    .await;
    app.deliver().await;
    at.wall(&kestrel).await;
    let form = at.anjali.open(&format!("/matters/{}/edit", second[0])).await.form("Save matter");
    // Renée leads it, and would not see it any more.
    let refused = form.set("group", &at.group).send().await;
    refused.must_be(422);
    assert_eq!(
        refused.error_beside("Lead").unwrap_or_default(),
        "Renée Vale does not belong to the practice group. Choose somebody who does"
    );
    let form = at.anjali.open(&format!("/matters/{}/edit", second[0])).await.form("Save matter");
    form.set("group", &at.group).set("lead", &at.akua_id).send().await.must_be(200).must_say("Litigation");
    // Who led it still does where nobody chose anew: nothing of it may reach her.
    run(app, &format!("UPDATE matters SET lead_id = '{}' WHERE id = '{}'", at.renee_id, second[0])).await;
    Planted { client, contact: hers_id, things: [first, second] }
}

/// Lists, searches and exports. What is looked for is part of the planted words, not one of them.
const LISTS: [&str; 30] = [
    "/dashboard",
    "/clients",
    "/clients?q=kestr",
    "/clients?status=all&q=kestr",
    "/clients?access=Active",
    "/clients?access=Pending",
    "/clients?access=Not%20accepted%20after%203%20days",
    "/matters",
    "/matters?q=kestr",
    "/matters?view=mine",
    "/matters?view=waiting",
    "/matters?view=overdue",
    "/matters?view=board&by=status",
    "/matters/new?q=kestr",
    "/deadlines",
    "/deadlines?due=week",
    "/deadlines?due=overdue",
    "/requests",
    "/requests/new?q=kestr",
    "/requests?state=draft",
    "/requests?state=questions",
    "/requests?due=overdue",
    "/requests?q=kestr",
    "/review",
    "/activity",
    "/activity?q=kestr",
    "/activity?side=client",
    "/settings/mail",
    "/settings/mail?view=all",
    "/templates",
];
const EXPORTS: [&str; 5] = [
    "/clients/export.csv",
    "/matters/export.csv",
    "/matters/export.csv?q=kestr",
    "/requests/export.csv",
    "/activity/export.csv",
];

fn finds(text: &str) -> bool {
    text.to_lowercase().contains(CANARY)
}

/// Every page that can be reached from the lists, one of a kind; those on which something planted stands.
async fn crawl(browser: &Browser, hidden: &[String]) -> (usize, Vec<String>) {
    let mut waiting: VecDeque<String> = LISTS.iter().map(|path| (*path).to_owned()).collect();
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    while let Some(path) = waiting.pop_front() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let page = browser.open(&path).await;
        page.must_be(200);
        if finds(&page.html) || hidden.iter().any(|id| page.html.contains(id.as_str())) {
            found.push(path);
        }
        let document = Html::parse_document(&page.html);
        let selector = crate::support::page::select("main a[href]");
        let links = document.select(&selector).filter_map(|link| link.attr("href"));
        let own = links.filter(|href| href.starts_with('/') && !href.contains("/download") && !href.contains(".csv"));
        waiting.extend(own.filter(|href| !href.contains("sort=") && !href.contains('#')).map(str::to_owned));
    }
    (seen.len(), found)
}

on_both_databases! {
    async fn what_another_group_has_is_nowhere_for_a_colleague_outside_it(app: TestApp) {
        let at = office(&app).await;
        let planted = world(&app, &at).await;
        let mut hidden: Vec<String> = planted.things.iter().flatten().cloned().collect();
        hidden.push(planted.client.clone());
        let (count, found) = crawl(&at.renee, &hidden).await;
        assert_eq!(found, Vec::<String>::new(), "of {count} pages");
        assert!(count > 50, "only {count} pages");
        let queues = at.renee.open("/dashboard").await.each("ul.queues li");
        for none in ["0 documents to review", "0 overdue requests", "0 requests with a question", "0 deadlines this week",
            "0 clients have not accepted", "0 matters of mine", "0 mails"] {
            assert!(queues.iter().any(|queue| queue.contains(none)), "{none}: {queues:#?}");
        }
        for path in EXPORTS {
            let (status, _, bytes) = at.renee.download(path, &[]).await;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(status == 200 && !finds(&text), "{path}: {status} {text}");
        }
        // The control: all this is there, for owners, and for whoever belongs to the group.
        let everything = LISTS.iter().filter(|path| !["/templates", "/matters?view=mine", "/matters/new?q=kestr"].contains(path));
        for path in everything {
            assert!(finds(&at.anjali.open(path).await.html), "{path} has nothing planted");
        }
        for path in EXPORTS {
            assert!(finds(&String::from_utf8_lossy(&at.anjali.download(path, &[]).await.2)), "{path} has nothing planted");
        }
        for path in ["/clients", "/matters", "/requests", "/review", "/deadlines"] {
            assert!(finds(&at.akua.open(path).await.html), "{path} has nothing planted");
        }
        absent(&at, &planted).await;
    }
}
