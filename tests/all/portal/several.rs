//! One person at several clients, and two people or two presses at once.

use super::cast::{ANJALI, OMAR, cast, forged, item, request, run, send, state, usual};
use crate::on_both_databases;
use crate::support::files::pdf;

on_both_databases! {
    async fn somebody_at_two_clients_reads_for_which_and_loses_one_with_its_access(app: TestApp) {
        let cast = cast(&app).await;
        cast.anjali.add_contact(&cast.profile, "Omar Haddad", OMAR).await;
        let whose = format!("client_id = '{}' AND contact_id = '{}'", cast.client, cast.omar_id);
        run(&app, format!("UPDATE portal_access SET state = 'active' WHERE {whose}")).await;
        let asked = request(&app, &cast, 4, "Director s passport", "2026-11-20", &[&cast.omar_id]).await;
        let passport = item(&app, &asked, 40, "Passport", "required", "").await;
        let path = format!("/portal/requests/{asked}");
        let home = cast.omar.open("/portal").await;
        home.must_say("One thing is waiting for you, and it is late.").must_say("4 days late");
        home.must_say("Mariam Rahman · 0 of 1 done").must_say("Overdue");
        send(&cast.omar, &path, "Passport", &[("passport.pdf", &pdf("passport"))]).await.must_be(200);
        assert_eq!(state(&app, &passport).await, "Submitted");
        let rows = "SELECT COUNT(*) FROM submissions s JOIN request_items i ON i.id = s.item_id
            JOIN requests r ON r.id = i.request_id WHERE s.client_id = r.client_id";
        assert_eq!(app.count(rows).await, 1, "it lands at the client that asked");
        run(&app, format!("UPDATE request_items SET state = 'Open' WHERE id = '{passport}'")).await;
        run(&app, format!("UPDATE portal_access SET state = 'inactive' WHERE {whose}")).await;
        cast.omar.open("/portal").await.must_say("You are up to date").must_not_say("passport");
        cast.omar.open(&path).await.must_be(404);
        let size = "20";
        let begin = [("client", cast.client.as_str()), ("item", passport.as_str()), ("name", "x.pdf"), ("size", size)];
        assert_eq!(forged(&cast.omar, "begin_upload", &begin).await, 404);
        let say = [("request", asked.as_str()), ("item", passport.as_str()), ("answer", "have not")];
        assert_eq!(forged(&cast.omar, "answer_item", &say).await, 404);
    }

    async fn two_presses_at_once_tell_the_firm_once(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        send(&cast.mariam, &usual.path, "Payslips", &[("payslips.pdf", &pdf("payslips"))]).await.must_be(200);
        let pairs = [("request", usual.request.as_str())];
        let press = || forged(&cast.mariam, "finish_for_now", &pairs);
        let (one, two, three) = tokio::join!(press(), press(), press());
        assert_eq!((one, two, three), (200, 200, 200));
        app.deliver().await;
        let told = app.mailbox.to(ANJALI).into_iter().filter(|mail| mail.subject.contains("finished for now")).count();
        assert_eq!(told, 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM outbox WHERE kind = 'upload receipt'").await, 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE act = 'finished for now'").await, 1);
    }

    async fn two_contacts_answer_and_send_at_once_and_nothing_of_either_is_lost(app: TestApp) {
        let cast = cast(&app).await;
        let usual = usual(&app, &cast).await;
        let say = |item: &str| {
            [("request", usual.request.clone()), ("item", item.to_owned()), ("answer", "does not apply".to_owned()),
                ("words", "Not ours.".to_owned())]
        };
        let (bank, payslips) = (say(&usual.bank), say(&usual.payslips));
        let by = async |browser: &crate::support::Browser, pairs: &[(&str, String)]| {
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            forged(browser, "answer_item", &pairs).await
        };
        // The same item: both are kept, and with the second it is settled.
        let both = tokio::join!(by(&cast.mariam, &bank), by(&cast.yusuf, &bank));
        assert_eq!(both, (200, 200));
        assert_eq!(state(&app, &usual.bank).await, "Does not apply");
        assert_eq!(app.count("SELECT COUNT(*) FROM item_answers WHERE ended_at IS NULL").await, 2);
        // The last required item, while somebody sends a file for it: nothing of either is lost.
        let size = pdf("payslips").len().to_string();
        let begin = [("client", cast.client.as_str()), ("item", usual.payslips.as_str()), ("name", "p.pdf"), ("size", &size)];
        let (_, begun) = cast.yusuf.call("begin_upload", &begin).await;
        let put = cast.yusuf.put(begun["upload"].as_str().unwrap(), pdf("payslips"));
        let (said, (put, refusal)) = tokio::join!(by(&cast.mariam, &payslips), put);
        let state = state(&app, &usual.payslips).await;
        assert_eq!((put, state.as_str()), (204, "Submitted"), "the file is there, whatever was said before it: {refusal}");
        let live = app.count("SELECT COUNT(*) FROM item_answers WHERE ended_at IS NULL").await;
        assert_eq!(live, if said == 200 { 3 } else { 2 }, "what another contact said is kept");
    }
}
