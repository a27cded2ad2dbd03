//! Files of one go, for a walled matter and for nothing in particular: on their receipt and in the log the walled ones
//! are neither named nor counted.

use super::canary::plant;
use super::office::{id, last, office, run, text};
use crate::on_both_databases;
use crate::support::files::pdf;

on_both_databases! {
    async fn a_receipt_and_the_log_tell_only_of_files_that_one_sees(app: TestApp) {
        let at = office(&app).await;
        let row = format!("VALUES ('{}', 'Case', 'case', 1)", id(1));
        run(&app, &format!("INSERT INTO matter_types (id, name, name_key, created_at) {row}")).await;
        let (heron, his) = app.active_client(&at.anjali, "Heron Harbour", "heron@example.com").await;
        let contact = text(&app, "SELECT id FROM contacts WHERE email_key = 'heron@example.com'").await;
        let [matter, request, ..] = plant(&app, &at, 2, last(&heron), (&his, &contact)).await;
        his.send_files("/portal/documents", &[("open.pdf", &pdf("open"))], &[]).await.must_be(200);
        let receipt = text(&app, "SELECT receipt_id FROM documents WHERE name = 'kestrel2.pdf'").await;
        run(&app, &format!("UPDATE documents SET receipt_id = '{receipt}' WHERE name = 'open.pdf'")).await;
        his.open(&format!("/portal/requests/{request}")).await.form("Finish for now").send().await.must_be(200);
        // As lines of earlier versions are: by the upload, which nothing leads from.
        run(&app, &format!("INSERT INTO activity (id, at, actor_id, actor_name, actor_kind, act, client_id, contact_id,
                thing_id, words, ip, browser)
            VALUES ('{}', {{now}}, '', 'Heron Harbour', 'client', 'upload begun', '{}', '{contact}', '{}',
                'Began to upload kestrel9.pdf', '', '')", id(900), last(&heron), id(901))).await;
        let grouped = format!("UPDATE matters SET group_id = '{}' WHERE id = '{matter}'", at.group);
        run(&app, &grouped).await;

        let tabs = [format!("{heron}/activity"), format!("{heron}/portal-access"), "/activity".to_owned()];
        for path in &tabs {
            let seen = at.renee.open(path).await;
            seen.must_be(200).must_not_say("kestrel").must_not_say("Finished sending 2");
        }
        at.renee.tab(&heron).await.form("See the portal as Heron Harbour").send().await.must_be(200);
        let page = at.renee.open(&format!("/portal/receipts/{receipt}")).await;
        page.must_be(200).must_say("We have received one document").must_say("open.pdf").must_not_say("kestrel");

        // Who sees all of it is told all of it.
        for who in [&at.anjali, &at.akua] {
            let seen = who.open(&tabs[0]).await;
            seen.must_say("Began to upload kestrel2-begun.pdf").must_say("Began to upload kestrel9.pdf");
            seen.must_say("Finished sending 2 documents");
        }
        his.open(&format!("/portal/receipts/{receipt}")).await.must_say("kestrel2 request").must_say("kestrel2.pdf");
        run(&app, &format!("UPDATE matters SET group_id = NULL WHERE id = '{matter}'")).await;
        let seen = at.renee.open(&tabs[0]).await;
        seen.must_say("Began to upload kestrel2-begun.pdf").must_say("Finished sending 2 documents");
        seen.must_not_say("kestrel9");
    }
}
