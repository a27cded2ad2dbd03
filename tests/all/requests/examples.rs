//! Example files: one of the firm's documents, which whoever is asked can open, and nobody else.

use super::{MARIAM, YUSUF, add, cast, draft};
use crate::on_both_databases;
use crate::support::files::pdf;

on_both_databases! {
    async fn an_example_is_read_by_whoever_is_asked_and_by_nobody_else(app: TestApp) {
        let cast = cast(&app).await;
        cast.anjali.invite_contact(&cast.profile, YUSUF).await.must_be(200);
        let yusuf = app.activate(YUSUF).await;
        let documents = format!("{}/documents", cast.profile);
        let page = cast.anjali.upload(&documents, &[("good-payslip.pdf", &pdf("good"))], &[]).await;
        let way = page.download_of("good-payslip.pdf");
        let id = way.split('/').nth(2).unwrap().to_owned();
        let path = draft(&cast.anjali, &cast.profile, "Tax 2025").await.path;
        let form = cast.anjali.open(&format!("{path}/items/new")).await.form("Add thing");
        let form = form.fill("What do you need", "Payslips").fill("Example file", &id);
        let page = form.send().await;
        page.must_say("good-payslip.pdf").must_say("See an example");
        assert_eq!(cast.mariam.download(&way, &[]).await.0, 404, "a draft shows nothing");
        add(&cast.anjali, &path, "", "Lease").await.form("Send request").send().await.must_be(200);
        assert_eq!(cast.mariam.download(&way, &[]).await.2, pdf("good"));
        assert_eq!(yusuf.download(&way, &[]).await.0, 404, "another contact of the same client was not asked");
        assert_eq!(cast.omar.download(&way, &[]).await.0, 404);
        let page = cast.anjali.open(&path).await;
        page.form_beside("Withdraw", "Payslips").send().await.must_be(200);
        assert_eq!(cast.mariam.download(&way, &[]).await.0, 404, "what is no longer asked for needs no example");
    }

    async fn an_example_of_a_withdrawn_request_is_closed_again(app: TestApp) {
        let cast = cast(&app).await;
        let documents = format!("{}/documents", cast.profile);
        let page = cast.anjali.upload(&documents, &[("sample.pdf", &pdf("sample"))], &[]).await;
        let way = page.download_of("sample.pdf");
        let path = draft(&cast.anjali, &cast.profile, "Tax 2025").await.path;
        let form = cast.anjali.open(&format!("{path}/items/new")).await.form("Add thing").fill("What do you need", "Visa");
        let page = form.fill("Example file", way.split('/').nth(2).unwrap()).send().await;
        let page = page.form("Send request").send().await;
        assert_eq!(cast.mariam.download(&way, &[]).await.0, 200);
        page.form("Withdraw request").send().await.must_be(200);
        assert_eq!(cast.mariam.download(&way, &[]).await.0, 404);
    }

    async fn only_the_firms_own_documents_of_this_client_can_be_examples(app: TestApp) {
        let cast = cast(&app).await;
        cast.mariam.upload("/portal/documents", &[("private.pdf", &pdf("private"))], &[]).await.must_be(200);
        let own = cast.mariam.open("/portal/documents").await.download_of("private.pdf");
        let theirs = format!("{}/documents", cast.other);
        let page = cast.anjali.upload(&theirs, &[("others.pdf", &pdf("others"))], &[]).await;
        let others = page.download_of("others.pdf");
        let path = draft(&cast.anjali, &cast.profile, "Tax 2025").await.path;
        let new = cast.anjali.open(&format!("{path}/items/new")).await;
        new.must_not_say("private.pdf").must_not_say("others.pdf");
        for way in [own, others] {
            let form = new.form("Add thing").fill("What do you need", "Payslips");
            form.set("example", way.split('/').nth(2).unwrap()).send().await.must_be(404);
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM request_items").await, 0);
        assert!(app.mailbox.to(MARIAM).iter().all(|mail| !mail.text.contains("Payslips")));
    }
}
