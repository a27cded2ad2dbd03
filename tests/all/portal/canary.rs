//! What is internal, or another contact's, never reaches a client's browser: words are planted everywhere, and every page,
//! every answer and every mail of one client person is searched for them.

use super::cast::{Cast, MARIAM, answer, cast, decide, id, item, now, request, run, send, text, usual};
use super::matters::{deadline, note, tax_return};
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::files::pdf;
use gk_nexus::accounts::Role;

/// Every planted word begins like this.
const CANARY: &str = "kestrel";

/// What the other contact sees, has and says; what belongs to nobody but the firm.
async fn plant(app: &TestApp, cast: &Cast, matter: &str, usual: &super::cast::Usual) {
    let at = now(app);
    app.staff(Role::Staff, "Kestrel Helper", "kestrelhelper@persaudvale.example").await;
    let helper = text(app, "SELECT id FROM accounts WHERE email_key = 'kestrelhelper@persaudvale.example'").await;
    let (client, owner, yusuf) = (&cast.client, &cast.owner, &cast.yusuf_id);
    note(app, cast, matter, 1, "kestrel01 internal note", false).await;
    deadline(app, matter, 1, "kestrel02 internal deadline", "2026-11-25", false).await;
    let other = request(app, cast, 7, "kestrel03 only for Yusuf", "2026-11-25", &[yusuf]).await;
    item(app, &other, 70, "kestrel04 item", "required", "").await;
    let draft = request(app, cast, 8, "kestrel05 draft", "2026-11-25", &[&cast.mariam_id]).await;
    let gone = item(app, &usual.request, 71, "kestrel06 withdrawn item", "required", "").await;
    let hidden = id(0x3999);
    let plain = [
        "UPDATE phases SET name = 'kestrel07 ' || name".to_owned(),
        "UPDATE matter_types SET name = 'kestrel08', name_key = 'kestrel08'".to_owned(),
        "UPDATE request_items SET checks = 'kestrel09 four corners'".to_owned(),
        format!("UPDATE requests SET state = 'draft' WHERE id = '{draft}'"),
        format!("UPDATE request_items SET withdrawn_at = 1 WHERE id = '{gone}'"),
        format!("UPDATE contacts SET name = 'Kestrel10 Rahman', phone = 'kestrel11' WHERE id = '{yusuf}'"),
        format!("UPDATE contacts SET email = 'kestrel12@example.com' WHERE id = '{yusuf}'"),
        "UPDATE accounts SET name = 'Kestrel10 Rahman', email = 'kestrel12@example.com' WHERE email_key = 'yusuf@example.com'".to_owned(),
        format!("INSERT INTO matter_helpers (matter_id, account_id) VALUES ('{matter}', '{helper}')"),
        format!("INSERT INTO tasks (id, matter_id, position, title, done_at, done_by)
            VALUES ('{}', '{matter}', 1, 'kestrel13 task', {at}, 'kestrel14')", id(0x3901)),
        format!("INSERT INTO request_templates (id, name, name_key, message, due_days, created_at)
            VALUES ('{}', 'kestrel15 template', 'kestrel15', 'kestrel16', 7, {at})", id(0x3902)),
        format!("INSERT INTO template_items (id, template_id, position, heading, title, instruction, need, condition, how_many,
            kinds, checks) VALUES ('{}', '{}', 1, '', 'kestrel17', '', 'required', '', 1, '', 'kestrel18')",
            id(0x3903), id(0x3902)),
        format!("INSERT INTO canned_reasons (id, position, words) VALUES ('{}', 1, 'kestrel19 canned')", id(0x3904)),
        format!("INSERT INTO matters (id, reference, client_id, type_id, title, status, status_since, phases_done, sentence,
            lead_id, start_on, due_on, open, created_at, created_by, changed_at)
            SELECT '{hidden}', 'kestrel20', '{client}', type_id, 'kestrel21 hidden matter', 'New', {at}, FALSE, 'kestrel22',
                '{helper}', '2026-11-01', '2026-12-01', TRUE, {at}, '{owner}', {at} FROM matters WHERE id = '{matter}'"),
        format!("INSERT INTO matter_links (one_id, other_id, created_at) VALUES ('{matter}', '{hidden}', {at})"),
        format!("INSERT INTO phases (id, type_id, position, name, client_name, sentence, archived_at)
            SELECT '{}', type_id, 9, 'kestrel23', 'kestrel24 put away', 'kestrel25', {at} FROM matters WHERE id = '{matter}'",
            id(0x3905)),
        format!("UPDATE clients SET email = 'kestrel26@example.com', phone = 'kestrel27' WHERE id = '{client}'"),
        "UPDATE deadlines SET done_by = 'kestrel28'".to_owned(),
        "UPDATE portal_access SET reason = 'kestrel29', changed_by = 'kestrel30'".to_owned(),
        "UPDATE documents SET filed_as = 'kestrel31 filed'".to_owned(),
        "UPDATE requests SET chasing = 'own'".to_owned(),
    ];
    for statement in plain {
        run(app, statement).await;
    }
}

/// What Yusuf sends, says and is told.
async fn as_the_other_contact(app: &TestApp, cast: &Cast, usual: &super::cast::Usual) {
    send(&cast.yusuf, &usual.path, "October bank statement", &[("kestrel32.pdf", &pdf("kestrel"))]).await.must_be(200);
    decide(app, cast, &usual.bank, "rejected", "Rejected", "kestrel33 reason").await;
    answer(&cast.yusuf, &usual.path, "Receipts for donations", "does not apply", "kestrel34 why", "")
        .await
        .must_be(200);
    answer(&cast.yusuf, &usual.path, "Payslips", "question", "kestrel35 question", "").await.must_be(200);
    let pairs = [
        ("request", usual.request.as_str()),
        ("item", &usual.payslips),
        ("contact", &cast.yusuf_id),
        ("words", "kestrel36 answer"),
    ];
    assert_eq!(cast.anjali.call("answer_question", &pairs).await.0, 200);
    answer(&cast.yusuf, &usual.path, "Payslips", "later", "kestrel37 words", "2026-12-24").await.must_be(200);
    let documents = format!("{}/documents", cast.profile);
    cast.anjali.upload(&documents, &[("kestrel38.pdf", &pdf("internal"))], &[]).await.must_be(200);
    let beside = [("contacts", cast.yusuf_id.as_str()), ("note", "kestrel39")];
    cast.anjali.upload(&documents, &[("kestrel40.pdf", &pdf("shared"))], &beside).await.must_be(200);
    cast.omar.upload("/portal/documents", &[("kestrel41.pdf", &pdf("omar"))], &[]).await.must_be(200);
    app.client(&cast.anjali, "Kestrel42 Ltd", "kestrel43@example.com").await;
}

#[track_caller]
fn clean(what: &str, answer: &str) {
    let text = answer.to_lowercase();
    if let Some(at) = text.find(CANARY) {
        let around: String = text[at.saturating_sub(60)..].chars().take(140).collect();
        panic!("{what} gives away: {around}");
    }
}

on_both_databases! {
    async fn nothing_planted_reaches_a_client(app: TestApp) {
        let cast = cast(&app).await;
        let matter = tax_return(&app, &cast).await;
        let usual = usual(&app, &cast).await;
        run(&app, format!("UPDATE requests SET matter_id = '{matter}' WHERE id = '{}'", usual.request)).await;
        as_the_other_contact(&app, &cast, &usual).await;
        send(&cast.mariam, &usual.path, "Payslips", &[("mine.pdf", &pdf("mine"))]).await.must_be(200);
        decide(&app, &cast, &usual.payslips, "needs more", "Needs more", "A page is missing.").await;
        run(&app, format!("UPDATE documents SET matter_id = '{matter}'")).await;
        plant(&app, &cast, &matter, &usual).await;
        let path = usual.path.as_str();
        let pages = ["/portal", "/portal?finished=1", "/portal?requests=all", "/portal/documents", "/portal/account", "/portal/appointments", path,
            "/portal/documents.zip", &format!("{path}/documents.zip"), &format!("/portal/matters/{matter}"), &format!("{path}?received={}", usual.bank)];
        for page in pages {
            clean(page, &cast.mariam.open(page).await.must_be(200).html);
        }
        cast.mariam.open(path).await.must_say("A page is missing.").must_say("mine.pdf");
        // Another's is absent, in the same bytes.
        let absent = cast.mariam.open("/portal/matters/0190a1b2c3d4e5f60718293a4b5c6d7e").await;
        for foreign in [format!("/portal/requests/{}", id(0x1007)), format!("/portal/requests/{}", id(0x1008)),
            format!("/portal/matters/{}", id(0x3999))] {
            let page = cast.mariam.open(&foreign).await;
            page.must_be(404);
            assert_eq!(page.main(), absent.main());
        }
        // What server functions answer, agreeing and refusing, as scripts and as forms.
        let (request, bank, payslips) = (usual.request.as_str(), usual.bank.as_str(), usual.payslips.as_str());
        let size = pdf("x").len().to_string();
        for (action, pairs) in [
            ("answer_item", vec![("request", request), ("item", bank), ("answer", "nonsense")]),
            ("answer_item", vec![("request", request), ("item", bank), ("answer", "later"), ("promised_on", "1")]),
            ("answer_item", vec![("request", request), ("item", usual.gifts.as_str()), ("answer", "have not")]),
            ("answer_item", vec![("request", request), ("item", &id(0x2047)), ("answer", "have not")]),
            ("answer_item", vec![("request", request), ("item", bank), ("answer", "have not")]),
            ("take_back_answer", vec![("request", request), ("item", usual.gifts.as_str())]),
            ("take_back_answer", vec![("request", request), ("item", bank)]),
            ("begin_upload", vec![("client", &cast.client), ("item", bank), ("name", "x.pdf"), ("size", &size)]),
            ("begin_upload", vec![("client", &cast.client), ("item", &id(0x2046)), ("name", "x.pdf"), ("size", &size)]),
            ("finish_for_now", vec![("request", request)]),
            ("answer_item", vec![("request", request), ("item", payslips), ("answer", "does not apply"), ("words", "No.")]),
            ("answer_question", vec![("request", request), ("item", payslips), ("contact", &cast.yusuf_id), ("words", "x")]),
            ("look_as_contact", vec![("client", &cast.client), ("contact", &cast.yusuf_id)]),
        ] {
            let (status, answer) = cast.mariam.call(action, &pairs).await;
            clean(&format!("{action} ({status})"), &answer.to_string());
            let mut form: Vec<(String, String)> =
                pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            form.push(("_page".to_owned(), path.to_owned()));
            clean(action, &cast.mariam.post(&format!("/api/{action}"), &form).await.html);
        }
        let receipt = text(&app, "SELECT receipt_id FROM documents WHERE name = 'mine.pdf'").await;
        clean("receipt", &cast.mariam.open(&format!("/portal/receipts/{receipt}")).await.must_be(200).html);
        let beside = [("client", cast.client.as_str()), ("item", usual.gifts.as_str())];
        clean("upload", &cast.mariam.send_files(path, &[("x.pdf", &pdf("x"))], &beside).await.html);
        app.deliver().await;
        for mail in app.mailbox.to(MARIAM) {
            clean(&mail.subject, &format!("{mail:?}"));
        }
        // They are there: staff who look at Yusuf's portal find what is his.
        let tab = cast.anjali.tab(&cast.profile).await;
        let home = tab.form("See the portal as Kestrel10 Rahman").send().await;
        home.must_say("kestrel03 only for Yusuf").must_not_say("kestrel05").must_not_say("mine.pdf");
        let his = cast.anjali.open(path).await;
        for words in ["kestrel32.pdf", "kestrel33 reason", "kestrel35 question", "kestrel36 answer"] {
            his.must_say(words);
        }
        for hidden in ["kestrel01", "kestrel09", "kestrel15", "A page is missing", "mine.pdf", "Kestrel Helper"] {
            his.must_not_say(hidden);
        }
    }
}
