//! How a sent request stands: what came is shown beside what was asked for, and the last settled thing completes it.

use super::{ANJALI, MARIAM, add, cast, sent};
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::files::pdf;
use crate::support::people::PASSWORD;
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;
use gk_nexus::requests::model::{ItemId, ItemState, RequestId};
use gk_nexus::requests::store;
use gk_nexus::server::Tx;
use gk_nexus::server::db::Pools;

/// A transaction that has accepted one item of the request and not ended yet.
async fn accepting(app: &TestApp, title: &str) -> Tx {
    let mut tx = app.services.db.write().await.unwrap();
    let item = "SELECT id FROM request_items WHERE title = $1";
    let item = gk_nexus::sql!(&mut tx, |c| sqlx::query_scalar::<_, String>(item).bind(title).fetch_one(c)).unwrap();
    let item = ItemId::try_from(item).unwrap();
    store::hold_item(&mut tx, &item).await.unwrap();
    store::set_item_state(&mut tx, &item, ItemState::Accepted, app.services.now()).await.unwrap();
    tx
}

on_both_databases! {
    async fn two_who_settle_the_last_two_things_at_once_complete_the_request(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        let request = RequestId::try_from(page.path.rsplit('/').next().unwrap().to_owned()).unwrap();
        let end = async |mut tx: Tx| {
            let complete = store::settle(&mut tx, &request, app.services.now()).await.unwrap();
            tx.save().await.unwrap();
            complete
        };
        let (one, two) = match app.services.db.pools {
            Pools::Postgres(_) => {
                let (one, two) = (accepting(&app, "Payslips").await, accepting(&app, "Form 7B").await);
                tokio::join!(end(one), end(two))
            }
            Pools::Sqlite { .. } => (end(accepting(&app, "Payslips").await).await, end(accepting(&app, "Form 7B").await).await),
        };
        assert!(one != two, "exactly one of them completes it: {one} {two}");
        cast.anjali.open(&page.path).await.must_say("Complete").must_say("2 of 2 done");
    }

    async fn a_request_of_optional_things_stays_open_until_each_is_settled(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        app.run("UPDATE request_items SET need = 'optional'").await.unwrap();
        let request = RequestId::try_from(page.path.rsplit('/').next().unwrap().to_owned()).unwrap();
        let settle = async || {
            let mut tx = app.services.db.write().await.unwrap();
            let complete = store::settle(&mut tx, &request, app.services.now()).await.unwrap();
            tx.save().await.unwrap();
            complete
        };
        assert!(!settle().await, "nothing has come");
        app.run("UPDATE request_items SET state = 'Accepted' WHERE title = 'Payslips'").await.unwrap();
        assert!(!settle().await, "the other one may still come");
        app.run("UPDATE request_items SET need = 'required' WHERE title = 'Payslips'").await.unwrap();
        app.run("UPDATE request_items SET state = 'Submitted' WHERE title = 'Form 7B'").await.unwrap();
        assert!(!settle().await, "what was sent beyond what is needed is looked at first");
        app.run("UPDATE request_items SET state = 'Rejected' WHERE title = 'Form 7B'").await.unwrap();
        assert!(settle().await, "what is optional and not usable keeps nothing open");
    }

    async fn what_came_stands_beside_what_was_asked_for(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        cast.mariam.upload("/portal/documents", &[("kestrelslip.pdf", &pdf("slip"))], &[]).await.must_be(200);
        app.run("UPDATE submissions SET item_id = (SELECT id FROM request_items WHERE title = 'Payslips')").await.unwrap();
        app.run("UPDATE request_items SET state = 'Submitted' WHERE title = 'Payslips'").await.unwrap();
        let page = cast.anjali.open(&page.path).await;
        page.must_say("kestrelslip.pdf").must_say("from Mariam Rahman").must_say("to review").must_say("1 of 2 done");
        assert!(page.links("Review kestrelslip.pdf")[0].starts_with("/review/"), "{:?}", page.links("Review"));
        let desk = app.staff(Role::FrontDesk, "Devi Ramlall", "devi@persaudvale.example").await;
        desk.open(&page.path).await.must_say("Submitted").must_not_say("kestrelslip");
    }

    async fn a_late_request_keeps_its_day_while_its_words_change(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        let before = app.mailbox.to(MARIAM).len();
        app.wait(Span::days(6));
        cast.anjali.sign_in(ANJALI, PASSWORD).await;
        cast.anjali.open(&page.path).await.must_say("3 days late");
        let edit = format!("{}/edit", page.path);
        let form = cast.anjali.open(&edit).await.form("Save request").fill("Title", "Tax return 2025");
        form.send().await.must_be(200).must_say("Tax return 2025").must_say("3 days late");
        let form = cast.anjali.open(&edit).await.form("Save request").fill("Due by", "2026-11-28");
        assert!(form.send().await.must_be(422).error_beside("Due by").is_some());
        app.wait(Span::minutes(10));
        app.deliver().await;
        let news = app.mailbox.to(MARIAM).split_off(before);
        assert!(news.iter().all(|mail| !mail.subject.contains("has changed what it asks")), "words alone send no mail");
        add(&cast.anjali, &page.path, "", "Lease").await;
    }
}
