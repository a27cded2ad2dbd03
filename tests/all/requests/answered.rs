//! What staff decide about answers, and which mails questions and answers cause.

use super::{ANJALI, MARIAM, OMAR, YUSUF, add, cast, draft, sent, tick};
use crate::on_both_databases;
use crate::support::{Browser, Page};
use gk_nexus::kernel::Span;

/// The id of the thing of this title.
#[track_caller]
fn item(page: &Page, title: &str) -> String {
    let form = page.form_beside("Withdraw", title);
    form.values.iter().find(|(name, _)| name == "item").map(|(_, value)| value.clone()).unwrap()
}

/// The contact says this about a thing.
async fn say(who: &Browser, page: &Page, item: &str, answer: &str, words: &str) {
    let request = page.path.rsplit('/').next().unwrap();
    let pairs = [("request", request), ("item", item), ("answer", answer), ("words", words)];
    assert_eq!(who.call("answer_item", &pairs).await.0, 200, "{answer}");
}

on_both_databases! {
    async fn that_a_contact_does_not_have_a_thing_is_accepted_and_the_request_is_complete(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        page.form_beside("Withdraw", "Form 7B").send().await.must_be(200);
        let payslips = item(&page, "Payslips");
        say(&cast.mariam, &page, &payslips, "have not", "").await;
        let open = cast.anjali.open(&page.path).await;
        open.must_say("Waiting on client").must_say("Mariam Rahman doesn’t have this");
        let accepted = open.form("Accept this answer").send().await;
        accepted.must_be(200).must_say("“Payslips” is settled: it is not to be had").must_say("Complete");
        accepted.must_say("Not available, accepted").must_not_say("Does not apply");
        open.form("Accept this answer").send().await.must_be(409).must_say("There is no answer on “Payslips” to accept");
        let log = cast.anjali.open(&format!("{}/activity", cast.profile)).await;
        log.must_say("Accepted that there is no “Payslips”, as Mariam Rahman said").must_say("Tax 2025 is complete");
        let request = page.path.rsplit('/').next().unwrap();
        let back = cast.mariam.call("take_back_answer", &[("request", request), ("item", &payslips)]).await;
        assert_eq!(back.0, 409, "what the firm has settled is opened by the firm");
        let hers = cast.mariam.open(&format!("/portal/requests/{request}")).await;
        hers.must_say("Everything that we asked for is here").must_not_say("Does not apply");
        hers.must_say("Not available, accepted").must_say("You said: “I don’t have this.”");
        accepted.form("Ask again").send().await.must_be(200).must_say("Waiting on client");
    }

    async fn the_export_says_how_each_thing_stands_in_the_words_of_the_page(app: TestApp) {
        let cast = cast(&app).await;
        let path = sent(&app, &cast, "Tax 2025").await.path;
        for title in ["Lease", "Passport", "Diploma", "Will", "Deed"] {
            add(&cast.anjali, &path, "", title).await;
        }
        let page = cast.anjali.open(&path).await;
        page.form_beside("Withdraw", "Passport").send().await.must_be(200);
        say(&cast.mariam, &page, &item(&page, "Diploma"), "does not apply", "I have none").await;
        say(&cast.mariam, &page, &item(&page, "Will"), "have not", "").await;
        cast.anjali.open(&path).await.form_beside("Accept this answer", "Will").send().await.must_be(200);
        for (title, state) in [("Payslips", "Accepted"), ("Form 7B", "Needs more"), ("Lease", "Rejected")] {
            app.run(&format!("UPDATE request_items SET state = '{state}' WHERE title = '{title}'")).await.unwrap();
        }
        let (_, _, bytes) = cast.anjali.download("/requests/export.csv", &[]).await;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let [head, row] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
        assert!(head.ends_with("client,title,matter,state,due,done,asked for,to review,sent,things"), "{head}");
        let things = "\"Lease: Rejected · Passport: Withdrawn · Diploma: Does not apply · Will: Not available, accepted · \
            Deed: Open · Payslips: Accepted · Form 7B: Needs more\"";
        assert!(row.contains("Tax 2025,,sent,2026-11-27,3,6,0,") && row.ends_with(things), "{row}");
        let mut tags = cast.anjali.open(&path).await.tags();
        tags.sort();
        let shown = ["Accepted", "Does not apply", "Needs more", "Not available, accepted", "Open", "Rejected", "Withdrawn"];
        assert!(shown.iter().all(|words| tags.iter().any(|tag| tag == words)), "{tags:?}");
    }

    async fn whoever_is_asked_again_hears_why(app: TestApp) {
        let cast = cast(&app).await;
        cast.anjali.invite_contact(&cast.profile, YUSUF).await.must_be(200);
        let yusuf = app.activate(YUSUF).await;
        let new = cast.anjali.open(&format!("{}/requests/new", cast.profile)).await;
        let form = new.form("Save draft").fill("Title", "Tax 2025").fill("Due by", "2026-11-27");
        let form = form.tick("contacts[]", &tick(&new, MARIAM)).tick("contacts[]", &tick(&new, YUSUF));
        let path = form.send().await.path;
        add(&cast.anjali, &path, "", "Passport").await;
        let page = add(&cast.anjali, &path, "", "Lease").await.form("Send request").send().await;
        app.deliver().await;
        let (passport, lease) = (item(&page, "Passport"), item(&page, "Lease"));
        say(&cast.mariam, &page, &passport, "does not apply", "I have an identity card").await;
        say(&cast.mariam, &page, &lease, "have not", "").await;
        let before = (app.mailbox.to(MARIAM).len(), app.mailbox.to(YUSUF).len());
        // He was asked for the passport, too: staff take her word for both.
        let open = cast.anjali.open(&page.path).await;
        open.must_say("Mariam Rahman says it does not apply");
        let page = open.form_beside("Accept this answer", "Passport").send().await;
        page.must_be(200).must_say("“Passport” is settled: it does not apply");
        page.must_say("Does not apply").must_not_say("Not available");
        let form = page.form_beside("Ask again", "Passport").fill("Why you need it", "The bank takes nothing else.");
        let told = form.send().await;
        told.must_be(200).must_say("“Passport” is open again").must_say("The contacts hear of your changes in one mail at");
        let form = told.form_beside("Ask again", "Lease").fill("Why you need it", "Your landlord has a copy.");
        form.send().await.must_be(200);
        let request = page.path.rsplit('/').next().unwrap();
        cast.mariam.open(&format!("/portal/requests/{request}")).await.must_say("The bank takes nothing else.");
        yusuf.open(&format!("/portal/requests/{request}")).await.must_not_say("bank takes").must_not_say("landlord");
        app.wait(Span::minutes(6));
        app.deliver().await;
        assert_eq!((app.mailbox.to(MARIAM).len(), app.mailbox.to(YUSUF).len()), (before.0 + 1, before.1 + 1));
        let mail = app.mailbox.last_to(MARIAM);
        for words in ["We still need: Passport", "The bank takes nothing else.", "We still need: Lease", "landlord"] {
            assert!(mail.text.contains(words), "no {words} in:\n{}", mail.text);
        }
        let mail = app.mailbox.last_to(YUSUF);
        assert!(mail.text.contains("We still need: Passport"), "it is open again for him too: {}", mail.text);
        for words in ["bank takes", "Lease", "landlord", "identity card"] {
            assert!(!mail.text.contains(words), "{words} is between Mariam and the firm:\n{}", mail.text);
        }
        let long = "x".repeat(2001);
        say(&cast.mariam, &page, &lease, "have not", "").await;
        let form = cast.anjali.open(&page.path).await.form_beside("Ask again", "Lease").fill("Why you need it", &long);
        form.send().await.must_be(422).must_say(&long);
    }

    async fn the_first_question_is_told_at_once_and_those_after_it_in_one_mail(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        let (payslips, form) = (item(&page, "Payslips"), item(&page, "Form 7B"));
        let before = app.mailbox.to(ANJALI).len();
        say(&cast.mariam, &page, &payslips, "question", "The first?").await;
        app.deliver().await;
        assert!(app.mailbox.last_to(ANJALI).text.contains("The first?"), "the first is told at once");
        let before = before + 1;
        for number in 1..=30 {
            let about = if number % 2 == 0 { &payslips } else { &form };
            say(&cast.mariam, &page, about, "question", &format!("Question number {number}?")).await;
            app.wait(Span::seconds(9));
        }
        app.wait(Span::seconds(20));
        app.deliver().await;
        assert_eq!(app.mailbox.to(ANJALI).len(), before, "further questions are waited for");
        app.wait(Span::seconds(20));
        app.deliver().await;
        assert_eq!(app.mailbox.to(ANJALI).len(), before + 1);
        let mail = app.mailbox.last_to(ANJALI);
        assert_eq!(mail.subject, "30 questions from Mariam Rahman – Persaud & Vale portal");
        for words in ["Question number 1?", "Question number 20?", "Payslips", "Form 7B", "10 questions more stand in the portal."] {
            assert!(mail.text.contains(words), "no {words} in:\n{}", mail.text);
        }
        say(&cast.mariam, &page, &payslips, "question", "One later?").await;
        app.wait(Span::minutes(6));
        app.deliver().await;
        assert!(app.mailbox.last_to(ANJALI).subject.starts_with("A question from"));
    }

    async fn nobody_whose_access_is_disabled_gets_an_answer_by_mail(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        say(&cast.mariam, &page, &item(&page, "Payslips"), "question", "A secret question?").await;
        add(&cast.anjali, &page.path, "", "A secret lease").await;
        let open = cast.anjali.open(&page.path).await;
        cast.anjali.open(&format!("{}/portal-access", cast.profile)).await.form("Disable Access").send().await.must_be(200);
        let before = app.mailbox.to(MARIAM).len();
        let said = open.form("Send answer").fill("Answer Mariam Rahman", "A secret answer").send().await;
        said.must_be(200).must_say("Your answer is kept. Mariam Rahman can’t sign in now, so no mail was sent.");
        said.must_say("A secret answer");
        app.wait(Span::minutes(6));
        app.deliver().await;
        let mails = app.mailbox.to(MARIAM).split_off(before);
        assert!(mails.iter().all(|mail| !mail.text.contains("secret")));
    }

    async fn an_archived_client_is_asked_for_nothing(app: TestApp) {
        let cast = cast(&app).await;
        let new = cast.anjali.open(&format!("{}/requests/new", cast.profile)).await;
        let form = new.form("Save draft").fill("Title", "Tax 2025").fill("Due by", "2026-11-27");
        let form = form.tick("contacts[]", &tick(&new, MARIAM));
        let path = draft(&cast.anjali, &cast.profile, "Written before").await.path;
        let written = add(&cast.anjali, &path, "", "Passport").await;
        let out = sent(&app, &cast, "Sent before").await;
        let edit = cast.anjali.open(&format!("{}/edit", out.path)).await;
        let yusuf = tick(&edit, YUSUF);
        let requests = cast.anjali.open(&format!("{}/requests", cast.profile)).await;
        assert!(!requests.links("Request documents").is_empty());
        cast.anjali.open(&cast.profile).await.form("Archive client").send().await.must_be(200);
        let refused = form.send().await;
        refused.must_be(409).must_say("is archived. Restore the client first.");
        assert_eq!(refused.form("Save draft").value("Title"), "Tax 2025");
        written.form("Send request").send().await.must_be(409).must_say("Restore the client first.");
        edit.form("Save request").tick("contacts[]", &yusuf).send().await.must_be(409).must_say("Restore the client first.");
        let requests = cast.anjali.open(&format!("{}/requests", cast.profile)).await;
        assert!(requests.links("Request documents").is_empty());
        assert_eq!(app.count("SELECT COUNT(*) FROM requests WHERE state = 'sent'").await, 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM requests").await, 2);
        app.deliver().await;
        assert!(app.mailbox.to(MARIAM).iter().all(|mail| !mail.text.contains("Written before")));
    }

    async fn a_contact_is_added_to_a_sent_request_and_hears_of_it_as_the_others_did(app: TestApp) {
        let cast = cast(&app).await;
        cast.anjali.invite_contact(&cast.profile, YUSUF).await.must_be(200);
        let yusuf = app.activate(YUSUF).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        page.form_beside("Withdraw", "Form 7B").send().await.must_be(200);
        let request = page.path.rsplit('/').next().unwrap();
        yusuf.open(&format!("/portal/requests/{request}")).await.must_be(404);
        app.wait(Span::minutes(6));
        app.deliver().await;
        let before = app.mailbox.to(MARIAM).len();
        let edit = page.follow("Ask somebody else too").await;
        edit.must_not_say(MARIAM);
        let omar = tick(&cast.anjali.open(&format!("{}/requests/new", cast.other)).await, OMAR);
        edit.form("Save request").tick("contacts[]", &omar).send().await.must_be(422).must_say("Choose contacts of this client");
        let too = edit.form("Save request").tick("contacts[]", &tick(&edit, YUSUF)).send().await;
        too.must_be(200).must_say("Mariam Rahman").must_say("Yusuf Rahman");
        app.deliver().await;
        let mail = app.mailbox.last_to(YUSUF);
        assert!(mail.text.contains("Payslips") && !mail.text.contains("Form 7B"), "{}", mail.text);
        assert_eq!(mail.subject, "Anjali Persaud at Persaud & Vale asks you for 1 document");
        assert_eq!(app.mailbox.to(MARIAM).len(), before, "she was asked before");
        yusuf.open(&format!("/portal/requests/{request}")).await.must_be(200).must_say("Payslips");
        let log = cast.anjali.open(&format!("{}/activity", cast.profile)).await;
        log.must_say("Sent the request Tax 2025 to Yusuf Rahman too");
        edit.form("Save request").tick("contacts[]", &tick(&edit, YUSUF)).send().await.must_be(409);
        let nobody = cast.anjali.open(&format!("{}/edit", page.path)).await;
        nobody.must_not_say("Ask these contacts too");
    }
}
