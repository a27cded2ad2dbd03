//! Sending: once, to whoever can sign in; changes with the contacts told in one mail; taking back.

use super::{ANJALI, MARIAM, OMAR, YUSUF, add, cast, draft, sent, template, tick};
use crate::on_both_databases;
use crate::support::people::PASSWORD;
use gk_nexus::kernel::Span;
use gk_nexus::server::post::Undelivered;

on_both_databases! {
    async fn a_request_reaches_its_contacts(app: TestApp) {
        let cast = cast(&app).await;
        let page = cast.anjali.open(&format!("{}/requests/new", cast.profile)).await;
        let form = page.form("Save draft").fill("Title", "Documents for 2025").fill("Due by", "2026-11-27");
        let form = form.fill("Message", "Send what you have now.").tick("contacts[]", &tick(&page, MARIAM));
        let path = form.tick("contacts[]", &tick(&page, YUSUF)).send().await.path;
        add(&cast.anjali, &path, "Income", "Payslips").await;
        let page = add(&cast.anjali, &path, "", "Passport").await.form("Send request").send().await;
        page.must_be(200).must_say("on its way to Mariam Rahman. It waits for Yusuf Rahman, who can’t sign in yet.");
        page.must_say("Waiting on client").must_say("0 of 2 done").must_say("has no access yet: invite them first");
        app.deliver().await;
        let mail = app.mailbox.last_to(MARIAM);
        assert_eq!(mail.subject, "Anjali Persaud at Persaud & Vale asks you for 2 documents");
        let id = path.rsplit('/').next().unwrap();
        let link = format!("{}/portal/requests/{id}", app.base);
        for words in ["Documents for 2025", "Payslips", "Passport", "Friday 27 November 2026", "Send what you have now.", &link] {
            assert!(mail.text.contains(words), "no {words} in:\n{}", mail.text);
        }
        assert!(app.mailbox.to(YUSUF).is_empty() && app.mailbox.to(OMAR).iter().all(|mail| !mail.text.contains("Payslips")));
        cast.mariam.open(&format!("/portal/requests/{id}")).await.must_be(200).must_say("Payslips");
        cast.omar.open(&format!("/portal/requests/{id}")).await.must_be(404);
        cast.anjali.invite_contact(&cast.profile, YUSUF).await.must_be(200);
        let yusuf = app.activate(YUSUF).await;
        yusuf.open(&format!("/portal/requests/{id}")).await.must_be(200).must_say("Passport");
        let log = cast.anjali.open(&format!("{}/activity", cast.profile)).await;
        log.must_say("Sent the request Documents for 2025 to Mariam Rahman, Yusuf Rahman");
    }

    async fn of_two_who_send_it_at_once_one_wins(app: TestApp) {
        let cast = cast(&app).await;
        let path = draft(&cast.anjali, &cast.profile, "Tax 2025").await.path;
        let page = add(&cast.anjali, &path, "", "Payslips").await;
        let edit = page.links("Edit Payslips").into_iter().next().unwrap();
        let half_written = cast.anjali.open(&edit).await.form("Save thing").fill("Instruction", "kept words");
        let press = || page.form("Send request").send();
        let (one, two) = tokio::join!(press(), press());
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{}\n{}", one.text(), two.text());
        let lost = if one.status.as_u16() == 409 { &one } else { &two };
        lost.must_say("was sent already");
        assert_eq!(app.count("SELECT COUNT(*) FROM outbox WHERE kind = 'document requested'").await, 1);
        // A form of the draft that was still open changes nothing any more.
        page.form_beside("Remove", "Payslips").send().await.must_be(409).must_say("was sent meanwhile");
        page.form("Discard draft").send().await.must_be(409);
        half_written.send().await.must_be(409).must_say("was sent meanwhile").must_say("kept words");
        cast.anjali.open(&edit).await.must_be(404);
        assert_eq!(app.count("SELECT COUNT(*) FROM request_items WHERE instruction = ''").await, 1);
    }

    async fn what_can_not_be_sent_is_said(app: TestApp) {
        let cast = cast(&app).await;
        let page = draft(&cast.anjali, &cast.profile, "Tax 2025").await;
        page.form("Send request").send().await.must_be(422).must_say("Add at least one thing to ask for");
        let page = add(&cast.anjali, &page.path, "", "Payslips").await;
        app.wait(Span::days(4));
        cast.anjali.sign_in(ANJALI, PASSWORD).await;
        page.form("Send request").send().await.must_be(422).must_say("The last day is over");
        assert_eq!(app.count("SELECT COUNT(*) FROM requests WHERE state = 'draft'").await, 1);
        let form = cast.anjali.open(&format!("{}/edit", page.path)).await.form("Save request");
        form.fill("Due by", "2026-12-04").send().await.must_be(200).form("Send request").send().await.must_be(200);
    }

    async fn changes_close_together_become_one_mail(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        let before = app.mailbox.to(MARIAM).len();
        add(&cast.anjali, &page.path, "Income", "Rent received").await.must_say("The contacts hear of your changes in one mail at");
        add(&cast.anjali, &page.path, "", "Typed by mistake").await;
        app.wait(Span::minutes(2));
        let page = cast.anjali.open(&page.path).await.form_beside("Withdraw", "Form 7B").send().await;
        page.must_say("Form 7B is no longer asked for.").must_say("No longer asked for");
        page.form_beside("Withdraw", "Typed by mistake").send().await.must_be(200);
        let form = cast.anjali.open(&format!("{}/edit", page.path)).await.form("Save request");
        form.fill("Due by", "2026-12-01").send().await.must_be(200);
        app.wait(Span::minutes(4));
        app.deliver().await;
        assert_eq!(app.mailbox.to(MARIAM).len(), before, "each change waits for the next one");
        app.wait(Span::minutes(2));
        app.deliver().await;
        assert_eq!(app.mailbox.to(MARIAM).len(), before + 1);
        let mail = app.mailbox.last_to(MARIAM);
        assert_eq!(mail.subject, "Persaud & Vale has changed what it asks you for");
        for words in ["Please also send us:", "Rent received", "We no longer need:", "Form 7B", "Tuesday 1 December 2026"] {
            assert!(mail.text.contains(words), "no {words} in:\n{}", mail.text);
        }
        assert!(!mail.text.contains("Typed by mistake"), "{}", mail.text);
        cast.anjali.open(&page.path).await.must_not_say("Tell them now").must_say("Tue 1 Dec");
    }

    async fn staff_tell_the_contacts_at_once(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        let page = add(&cast.anjali, &page.path, "", "Lease").await;
        let told = page.form("Tell them now").send().await;
        told.must_be(200).must_say("The contacts are told of the changes.");
        app.deliver().await;
        assert!(app.mailbox.last_to(MARIAM).text.contains("Lease"));
        page.form("Tell them now").send().await.must_be(409).must_say("were told already");
    }

    async fn a_request_is_taken_back_and_its_contacts_are_told(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        add(&cast.anjali, &page.path, "", "Lease").await;
        let gone = page.form("Withdraw request").send().await;
        gone.must_be(200).must_say("Tax 2025 is withdrawn.").must_say("Withdrawn");
        app.wait(Span::minutes(6)); // Until then it can be undone.
        app.deliver().await;
        let mail = app.mailbox.last_to(MARIAM);
        assert_eq!(mail.subject, "Persaud & Vale no longer needs documents from you");
        assert!(mail.text.contains("Tax 2025") && !mail.text.contains("Lease"), "{}", mail.text);
        page.form("Withdraw request").send().await.must_be(409).must_say("was withdrawn already");
        page.form_beside("Withdraw", "Payslips").send().await.must_be(409);
        assert!(!gone.has_button("Withdraw") && gone.links("Add a thing").is_empty());
        let id = page.path.rsplit('/').next().unwrap();
        let refused = cast.anjali.call("change_request", &[("request", id), ("title", "x"), ("seen", "0")]).await;
        assert_eq!(refused.0, 409);
    }

    async fn a_withdrawal_is_undone_before_anybody_is_told(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        app.wait(Span::minutes(1));
        add(&cast.anjali, &page.path, "", "Lease").await;
        let before = app.mailbox.to(MARIAM).len();
        let id = page.path.rsplit('/').next().unwrap();
        let gone = page.form("Withdraw request").send().await;
        gone.must_say("until then you can undo it").must_say("that this is no longer needed.");
        cast.mariam.open(&format!("/portal/requests/{id}")).await.must_say("taken this request back");
        app.wait(Span::minutes(4));
        app.deliver().await;
        let back = gone.form("Undo withdrawal").send().await;
        back.must_be(200).must_say("Tax 2025 is with the client again. Nobody was told.").must_say("Waiting on client");
        cast.mariam.open(&format!("/portal/requests/{id}")).await.must_say("Payslips").must_not_say("taken this request back");
        gone.form("Undo withdrawal").send().await.must_be(409);
        app.wait(Span::minutes(6));
        app.deliver().await;
        let mails = app.mailbox.to(MARIAM).split_off(before);
        assert_eq!(mails.len(), 1, "of what was added before she hears");
        assert!(mails[0].text.contains("Lease") && !mails[0].text.contains("taken this request back"), "{}", mails[0].text);
        let log = cast.anjali.open(&format!("{}/activity", cast.profile)).await;
        log.must_say("Withdrew the request Tax 2025").must_say("Undid the withdrawal of the request Tax 2025");
        let gone = cast.anjali.open(&page.path).await.form("Withdraw request").send().await;
        app.wait(Span::minutes(6));
        app.deliver().await;
        assert!(app.mailbox.last_to(MARIAM).text.contains("taken this request back"));
        gone.form("Undo withdrawal").send().await.must_be(409).must_say("the contacts were told");
        assert!(!cast.anjali.open(&page.path).await.has_button("Undo withdrawal"));
    }

    async fn an_undone_withdrawal_still_asks_whom_its_mail_had_not_reached(app: TestApp) {
        let cast = cast(&app).await;
        let path = draft(&cast.anjali, &cast.profile, "Tax 2025").await.path;
        let page = add(&cast.anjali, &path, "", "Payslips").await.form("Send request").send().await;
        let gone = page.form("Withdraw request").send().await;
        gone.form("Undo withdrawal").send().await.must_be(200);
        app.deliver().await;
        assert_eq!(app.mailbox.last_to(MARIAM).subject, "Anjali Persaud at Persaud & Vale asks you for 1 document");
        app.wait(Span::minutes(6));
        app.deliver().await;
        assert!(app.mailbox.to(MARIAM).iter().all(|mail| !mail.subject.contains("no longer needs")));
    }

    async fn an_undone_withdrawal_does_not_write_to_whom_access_was_taken(app: TestApp) {
        let cast = cast(&app).await;
        let path = draft(&cast.anjali, &cast.profile, "Tax 2025").await.path;
        let page = add(&cast.anjali, &path, "", "Payslips").await.form("Send request").send().await;
        let before = app.mailbox.to(MARIAM).len();
        cast.anjali.tab(&cast.profile).await.form_beside("Disable Access", MARIAM).send().await.must_be(200);
        let gone = cast.anjali.open(&page.path).await.form("Withdraw request").send().await;
        gone.form("Undo withdrawal").send().await.must_be(200);
        app.wait(Span::minutes(6));
        app.deliver().await;
        assert_eq!(app.mailbox.to(MARIAM).len(), before);
    }

    async fn the_last_thing_is_not_withdrawn_alone_and_nothing_twice(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        page.form_beside("Withdraw", "Payslips").send().await.must_be(200);
        page.form_beside("Withdraw", "Payslips").send().await.must_be(409).must_say("was withdrawn already");
        page.form_beside("Withdraw", "Form 7B").send().await.must_be(409).must_say("Withdraw the whole request instead");
        assert_eq!(app.count("SELECT COUNT(*) FROM request_items WHERE withdrawn_at IS NULL").await, 1);
    }

    async fn a_request_without_open_things_is_complete_and_opens_again_with_a_new_one(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        app.run("UPDATE request_items SET state = 'Accepted' WHERE title = 'Payslips'").await.unwrap();
        page.form_beside("Withdraw", "Form 7B").send().await.must_be(200).must_say("Complete");
        let log = cast.anjali.open(&format!("{}/activity", cast.profile)).await;
        log.must_say("Tax 2025 is complete");
        add(&cast.anjali, &page.path, "", "Lease").await.must_say("Waiting on client").must_say("1 of 2 done");
    }

    async fn no_mail_gives_away_what_is_internal(app: TestApp) {
        let cast = cast(&app).await;
        template(&cast.anjali, "Kestreltemplate", &["Payslips"]).await;
        let page = cast.anjali.open(&format!("{}/requests/new", cast.profile)).await;
        let form = page.form("Save draft").fill("Title", "Tax 2025").tick("contacts[]", &tick(&page, MARIAM));
        let form = form.tick("contacts[]", &tick(&page, YUSUF)).tick("templates[]", &tick(&page, "Kestreltemplate"));
        let path = form.send().await.path.split('?').next().unwrap().to_owned();
        let form = cast.anjali.open(&format!("{path}/items/new")).await.form("Add thing");
        let form = form.fill("What do you need", "Lease").fill("What the reviewer checks", "kestrelcheck of the signature");
        form.send().await.must_say("kestrelcheck").form("Send request").send().await.must_be(200);
        let form = cast.anjali.open(&format!("{path}/items/new")).await.form("Add thing");
        let form = form.fill("What do you need", "Deed").fill("What the reviewer checks", "kestrelcheck");
        form.send().await.must_be(200);
        app.wait(Span::minutes(6));
        app.deliver().await;
        let mails = app.mailbox.to(MARIAM);
        assert!(mails.iter().any(|mail| mail.text.contains("Deed")));
        for mail in mails {
            let all = format!("{mail:?}").to_lowercase();
            assert!(!all.contains("kestrel") && !all.contains("yusuf"), "{}", mail.text);
            assert!(!mail.subject.contains("Lease") && !mail.subject.contains("Tax 2025"), "{}", mail.subject);
        }
    }

    async fn a_mail_that_fails_is_said_beside_the_request_which_stands(app: TestApp) {
        let cast = cast(&app).await;
        let path = draft(&cast.anjali, &cast.profile, "Tax 2025").await.path;
        app.mailbox.refuse(Some(Undelivered::Never { why: "the mailbox does not exist".into() }));
        let page = add(&cast.anjali, &path, "", "Payslips").await.form("Send request").send().await;
        page.must_be(200).must_not_say("could not be sent");
        app.deliver().await;
        cast.anjali.open(&path).await.must_say("Waiting on client").must_say("could not be sent: the mailbox does not exist.");
    }

    async fn a_name_can_not_write_html_into_a_page_or_mail(app: TestApp) {
        let cast = cast(&app).await;
        let evil = "<script>alert(1)</script>";
        let path = draft(&cast.anjali, &cast.profile, &format!("{evil} title")).await.path;
        let form = cast.anjali.open(&format!("{path}/items/new")).await.form("Add thing");
        let form = form.fill("What do you need", evil).fill("Instruction", evil).fill("Heading", evil);
        let page = form.fill("What the reviewer checks", "</textarea><script>").send().await;
        page.must_be(200).must_not_say(evil);
        page.form("Send request").send().await.must_be(200).must_not_say(evil);
        cast.anjali.open("/requests").await.must_not_say(evil);
        app.deliver().await;
        assert!(!app.mailbox.last_to(MARIAM).html.contains(evil));
    }
}
