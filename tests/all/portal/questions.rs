//! Threads: a contact asks about an item, staff answer or close.

use super::cast::{ABSENT, ANJALI, MARIAM, YUSUF, alone, answer, cast, forged, run, state, usual};
use super::matters::tax_return;
use crate::on_both_databases;

const BANK: &str = "October bank statement";

on_both_databases! {
    async fn a_question_reaches_the_firm_and_its_answer_the_contact(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let empty = answer(&cast.mariam, &usual.path, BANK, "question", "", "").await;
        assert_eq!(empty.must_be(422).error_beside("Your words").as_deref(), Some("Write your question"));
        let asked = answer(&cast.mariam, &usual.path, BANK, "question", "Is a photo enough?", "").await;
        asked.must_be(200).must_say("Your question is on its way").must_say("Is a photo enough?");
        app.deliver().await;
        let mail = app.mailbox.last_to(ANJALI);
        assert_eq!(mail.subject, "A question from Mariam Rahman – Persaud & Vale portal");
        let link = format!("{}/requests/{}", app.base, usual.request);
        for words in ["Is a photo enough?", BANK, "Documents for your 2025 tax return", &link] {
            assert!(mail.text.contains(words), "no {words} in:\n{}", mail.text);
        }
        cast.yusuf.open(&usual.path).await.must_not_say("Is a photo enough");
        let to = |contact: &str, words: &str| {
            [("request", usual.request.clone()), ("item", usual.bank.clone()), ("contact", contact.to_owned()),
                ("words", words.to_owned())]
        };
        let call = async |action: &str, contact: &str, words: &str| {
            let pairs = to(contact, words);
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            forged(&cast.anjali, action, &pairs).await
        };
        assert_eq!(call("answer_question", &cast.mariam_id, " ").await, 422);
        assert_eq!(call("answer_question", &cast.yusuf_id, "Hello").await, 404, "Yusuf asked nothing");
        assert_eq!(call("answer_question", &cast.omar_id, "Hello").await, 404);
        assert_eq!(call("answer_question", ABSENT, "Hello").await, 404);
        assert_eq!(call("answer_question", &cast.mariam_id, "Yes, with all four corners.").await, 200);
        let page = cast.mariam.open(&usual.path).await;
        page.must_say("Yes, with all four corners.").must_say("Persaud & Vale").must_not_say("We answer here");
        cast.yusuf.open(&usual.path).await.must_not_say("four corners");
        app.deliver().await;
        let mail = app.mailbox.last_to(MARIAM);
        assert_eq!(mail.subject, "Persaud & Vale has answered your question");
        let link = format!("{}{}", app.base, usual.path);
        for words in ["Is a photo enough?", "Yes, with all four corners.", BANK, &link] {
            assert!(mail.text.contains(words), "no {words} in:\n{}", mail.text);
        }
        assert!(app.mailbox.to(YUSUF).iter().all(|mail| !mail.text.contains("four corners")));
        assert_eq!(call("close_question", &cast.mariam_id, "").await, 409, "it is answered");
        answer(&cast.mariam, &usual.path, BANK, "question", "And in colour?", "").await.must_be(200);
        assert_eq!(call("close_question", &cast.mariam_id, "").await, 200);
        assert_eq!(app.count("SELECT COUNT(*) FROM item_messages WHERE from_client AND answered_at IS NULL").await, 0);
        assert_eq!(app.count("SELECT COUNT(*) FROM item_messages").await, 3, "nothing is deleted");
        for action in ["answer_question", "close_question", "reopen_item"] {
            let pairs = to(&cast.mariam_id, "Hello");
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(forged(&cast.mariam, action, &pairs).await, 404, "{action} is the firm’s");
        }
        let log = cast.anjali.open(&format!("{}/activity", cast.profile)).await;
        log.must_say("Asked about “October").must_say("Answered a question").must_say("Closed a question about");
    }

    async fn a_question_can_be_asked_when_everything_has_come_and_opens_nothing_again(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        alone(&app, &cast, &usual).await;
        for item in [BANK, "Payslips"] {
            answer(&cast.mariam, &usual.path, item, "does not apply", "Not this year.", "").await.must_be(200);
        }
        let page = cast.mariam.open(&usual.path).await;
        page.must_say("Everything that we asked for is here. Thank you.");
        let empty = page.form_beside("Send question", BANK).send().await;
        assert_eq!(empty.must_be(422).error_beside("Your question").as_deref(), Some("Write your question"));
        assert_eq!(empty.links("Write your question"), [format!("#words-{}", usual.bank)]);
        let asked = page.form_beside("Send question", BANK).fill("Your question", "And for 2024?").send().await;
        asked.must_be(200).must_say("Your question is on its way").must_say("And for 2024?").must_say("Thank you.");
        page.form_beside("Send question", "Receipts for donations").fill("Your question", "Copies?").send().await.must_be(200);
        assert_eq!(app.count("SELECT COUNT(*) FROM requests WHERE state = 'complete'").await, 1);
        assert_eq!(state(&app, &usual.bank).await, "Does not apply");
        app.deliver().await;
        assert!(app.mailbox.last_to(ANJALI).text.contains("And for 2024?"), "{}", app.mailbox.last_to(ANJALI).text);
        let theirs = cast.anjali.open(&format!("/requests/{}", usual.request)).await;
        let form = theirs.form_beside("Send answer", BANK).fill("Answer Mariam Rahman", "No, only 2025.");
        form.send().await.must_be(200).must_say("Complete");
        cast.mariam.open(&usual.path).await.must_say("No, only 2025.");
    }

    async fn nothing_is_asked_any_more_once_the_matter_is_closed_or_the_request_taken_back(app: TestApp) {
        let cast = cast(&app).await;
        let matter = tax_return(&app, &cast).await;
        let usual = usual(&app, &cast).await;
        let state = format!("UPDATE requests SET matter_id = '{matter}', state = 'complete' WHERE id = '{}'", usual.request);
        run(&app, state).await;
        let pairs = [("request", usual.request.as_str()), ("item", &usual.bank), ("answer", "question"), ("words", "Why?")];
        assert!(cast.mariam.open(&usual.path).await.has_button("Send question"));
        run(&app, format!("UPDATE matters SET open = FALSE, status = 'Completed' WHERE id = '{matter}'")).await;
        let closed = cast.mariam.open(&usual.path).await;
        assert!(!closed.must_be(200).has_button("Send question"));
        let (status, refusal) = cast.mariam.call("answer_item", &pairs).await;
        assert!(status == 409 && refusal.to_string().contains("This request is closed"), "{status} {refusal}");
        run(&app, format!("UPDATE matters SET open = TRUE, status = 'In progress' WHERE id = '{matter}'")).await;
        assert_eq!(forged(&cast.mariam, "answer_item", &pairs).await, 200);
        run(&app, format!("UPDATE requests SET state = 'withdrawn' WHERE id = '{}'", usual.request)).await;
        assert!(!cast.mariam.open(&usual.path).await.has_button("Send question"));
        assert_eq!(forged(&cast.mariam, "answer_item", &pairs).await, 409);
        assert_eq!(app.count("SELECT COUNT(*) FROM item_messages").await, 1);
    }

    async fn a_question_is_seen_on_the_dashboard_and_in_every_list_until_it_is_answered(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let title = "Documents for your 2025 tax return";
        let lists = ["/requests", "/requests?state=questions", &format!("{}/requests", cast.profile)].map(str::to_owned);
        cast.anjali.open("/dashboard").await.must_say("requests with a question every question is answered");
        cast.anjali.open(&lists[1]).await.must_say("No question waits");
        answer(&cast.mariam, &usual.path, BANK, "question", "Is a photo enough?", "").await.must_be(200);
        cast.anjali.open("/dashboard").await.must_say("1 request with a question nobody is reminded until you answer");
        assert_eq!(cast.anjali.open("/dashboard").await.links("request with a question"), [lists[1].as_str()]);
        for list in &lists {
            cast.anjali.open(list).await.must_be(200).must_say(title).must_say("1 question waits");
        }
        cast.anjali.open("/requests?state=questions&due=overdue").await.must_say("No request matches");
        // Also where everything has come meanwhile.
        app.run("UPDATE requests SET state = 'complete'").await.unwrap();
        cast.anjali.open(&lists[1]).await.must_say("1 request with a question").must_say(title);
        app.run("UPDATE requests SET state = 'sent'").await.unwrap();
        let answered = [("request", usual.request.as_str()), ("item", usual.bank.as_str()), ("contact", cast.mariam_id.as_str()),
            ("words", "Yes.")];
        assert_eq!(forged(&cast.anjali, "answer_question", &answered).await, 200);
        cast.anjali.open(&lists[1]).await.must_say("No question waits");
        cast.anjali.open(&lists[0]).await.must_say(title).must_not_say("1 question waits");
    }
}
