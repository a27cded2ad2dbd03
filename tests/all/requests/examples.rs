//! Example files: one of the firm's documents, which whoever is asked can open, and nobody else.

use super::{ANJALI, MARIAM, YUSUF, add, cast, draft, template, tick};
use crate::on_both_databases;
use crate::support::files::pdf;
use crate::support::page::Draft;
use crate::support::people::PASSWORD;
use crate::support::{Browser, Page};
use gk_nexus::documents::examples;
use gk_nexus::kernel::Span;

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

    async fn an_example_is_uploaded_in_the_form_of_the_thing_and_what_was_typed_stays(app: TestApp) {
        let cast = cast(&app).await;
        cast.anjali.invite_contact(&cast.profile, YUSUF).await.must_be(200);
        let yusuf = app.activate(YUSUF).await;
        let path = draft(&cast.anjali, &cast.profile, "Tax 2025").await.path;
        let form = cast.anjali.open(&format!("{path}/items/new")).await.form("Add thing");
        let form = form.fill("What do you need", "Payslips").fill("How many files", "12").tick("kinds[]", "pdf");
        let back = with_file(&cast.anjali, &form, &format!("{path}/example"), "good-payslip.pdf", &pdf("good")).await;
        let form = back.must_be(200).form("Add thing");
        assert_eq!((form.value("What do you need"), form.value("How many files")), ("Payslips".into(), "12".into()));
        assert!(form.values.contains(&("kinds[]".to_owned(), "pdf".to_owned())));
        assert_eq!(app.count("SELECT COUNT(*) FROM request_items").await, 0, "only the form's own button saves");
        let page = form.send().await;
        page.must_be(200).must_say("Payslips is added.").must_say("good-payslip.pdf").must_say("See an example");
        let way = page.links("good-payslip.pdf").into_iter().next().unwrap();
        assert_eq!(cast.anjali.download(&way, &[]).await.2, pdf("good"));
        assert_eq!(cast.mariam.download(&way, &[]).await.0, 404, "a draft shows nothing");
        let edit = cast.anjali.open(&page.links("Edit Payslips")[0]).await.form("Save thing");
        edit.fill("Instruction", "January to December").send().await.must_say("good-payslip.pdf");
        add(&cast.anjali, &path, "", "Lease").await.form("Send request").send().await.must_be(200);
        let id = path.rsplit('/').next().unwrap();
        let theirs = cast.mariam.open(&format!("/portal/requests/{id}")).await;
        assert_eq!(theirs.links("See an example")[0], way);
        assert_eq!(cast.mariam.download(&way, &[]).await.2, pdf("good"));
        for other in [&yusuf, &cast.omar] {
            assert_eq!(other.download(&way, &[]).await.0, 404, "they were not asked");
        }
        cast.anjali.open(&path).await.form_beside("Withdraw", "Payslips").send().await.must_be(200);
        assert_eq!(cast.mariam.download(&way, &[]).await.0, 404);
    }

    async fn a_thing_from_a_template_carries_the_templates_example(app: TestApp) {
        let cast = cast(&app).await;
        let made = template(&cast.anjali, "Salary", &["Form 7B"]).await;
        let form = cast.anjali.open(&format!("{}/items/new", made.path)).await.form("Add thing");
        let form = form.fill("What do you need", "Payslips");
        let to = format!("{}/example", made.path);
        let back = with_file(&cast.anjali, &form, &to, "good-payslip.pdf", &pdf("good")).await;
        let page = back.must_be(200).form("Add thing").send().await;
        page.must_be(200).must_say("Payslips is added.").must_say("Example: good-payslip.pdf");
        let new = cast.anjali.open(&format!("{}/requests/new", cast.profile)).await;
        let form = new.form("Save draft").fill("Title", "Tax 2025").tick("contacts[]", &tick(&new, MARIAM));
        let page = form.tick("templates[]", &tick(&new, "Salary")).send().await;
        page.must_say("good-payslip.pdf");
        let way = page.links("good-payslip.pdf").into_iter().next().unwrap();
        let sent = page.form("Send request").send().await;
        assert_eq!(cast.mariam.download(&way, &[]).await.2, pdf("good"));
        // What was sent keeps its example when the template has another, or none.
        let edit = cast.anjali.open(&cast.anjali.open(&made.path).await.links("Edit Payslips")[0]).await;
        edit.form("Save thing").set("example", "").send().await.must_be(200).must_not_say("good-payslip.pdf");
        cast.anjali.open(&sent.path).await.must_say("good-payslip.pdf");
        let copy = sent.follow("Copy request").await.form("Save draft").fill("Due by", "2026-12-10").send().await;
        copy.must_be(200).must_say("good-payslip.pdf");
        let other = draft(&cast.anjali, &cast.profile, "Another").await;
        let page = other.form("Add from ticked templates").tick("templates[]", &tick(&other, "Salary")).send().await;
        page.must_be(200).must_say("Payslips").must_not_say("good-payslip.pdf");
    }

    async fn an_example_that_nobody_saved_is_swept_up_after_a_day(app: TestApp) {
        let cast = cast(&app).await;
        let path = draft(&cast.anjali, &cast.profile, "Tax 2025").await.path;
        let made = template(&cast.anjali, "Salary", &["Lease"]).await;
        let uploaded = async |of: &str, name: &str| {
            let form = cast.anjali.open(&format!("{of}/items/new")).await.form("Add thing").fill("What do you need", "Payslips");
            with_file(&cast.anjali, &form, &format!("{of}/example"), name, &pdf(name)).await.must_be(200).form("Add thing")
        };
        uploaded(&path, "forgotten.pdf").await;
        let thing = uploaded(&path, "of-a-thing.pdf").await.send().await;
        uploaded(&made.path, "of-a-template.pdf").await.send().await.must_say("of-a-template.pdf");
        let left = async |count: usize| {
            examples::tidy(&app.services).await.unwrap();
            let rows = app.count("SELECT COUNT(*) FROM example_files").await;
            assert_eq!((rows, app.services.files.count().await.unwrap().1), (count as i64, count), "rows and files");
        };
        app.wait(Span::hours(24));
        left(3).await;
        app.wait(Span(1));
        // Not while a backup is taken: its copy of the rows names the file.
        let held = app.services.files.hold_all().await.unwrap();
        left(3).await;
        drop(held);
        left(2).await;
        assert_eq!(app.count("SELECT COUNT(*) FROM example_files WHERE name = 'forgotten.pdf'").await, 0);
        // What was removed can be put back for some minutes, with its example.
        cast.anjali.sign_in(ANJALI, PASSWORD).await;
        thing.form_beside("Remove", "Payslips").send().await.must_be(200);
        left(2).await;
        app.run("DELETE FROM removals").await.unwrap();
        left(1).await;
        cast.anjali.open(&made.path).await.must_say("of-a-template.pdf");
    }

    async fn an_example_that_can_not_be_kept_is_refused_in_words_and_leaves_nothing(app: TestApp) {
        let cast = cast(&app).await;
        let path = draft(&cast.anjali, &cast.profile, "Tax 2025").await.path;
        let new = cast.anjali.open(&format!("{path}/items/new")).await;
        let to = format!("{path}/example");
        let form = || new.form("Add thing").fill("What do you need", "Payslips");
        for (name, bytes) in [("tool.exe", b"MZ\x90\x00\x03\x00\x00\x00".as_slice()), ("empty.pdf", b"")] {
            let back = with_file(&cast.anjali, &form(), &to, name, bytes).await;
            assert!(back.must_be(422).error_beside("File to show as an example").is_some(), "{name}");
            assert_eq!(back.form("Add thing").value("What do you need"), "Payslips");
        }
        let none = cast.anjali.send_files(&to, &[], &[("title", "Payslips")]).await;
        assert_eq!(none.must_be(422).error_beside("File to show as an example").as_deref(), Some("Select a file"));
        let forgotten = form().set("example_file", "good.pdf").send().await;
        assert!(forgotten.must_be(422).error_beside("File to show as an example").unwrap().contains("Upload example"));
        assert_eq!(app.count("SELECT COUNT(*) FROM example_files").await, 0);
        assert_eq!(app.services.files.count().await.unwrap(), (0, 0), "neither a file");
        let own = cast.mariam.send_files(&to, &[("good.pdf", &pdf("good"))], &[]).await;
        own.must_be(404);
        let absent = "/requests/0190a1b2c3d4e5f60718293a4b5c6d7e/example";
        cast.anjali.send_files(absent, &[("good.pdf", &pdf("good"))], &[]).await.must_be(404);
        let foreign = form().set("example", "0190a1b2c3d4e5f60718293a4b5c6d7e").send().await;
        foreign.must_be(404);
    }
}

/// What is in this form, sent to `to` with a file, as "Upload example" does.
async fn with_file(who: &Browser, form: &Draft, to: &str, name: &str, bytes: &[u8]) -> Page {
    let values: Vec<(&str, &str)> = form.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    who.send_files(to, &[(name, bytes)], &values).await
}
