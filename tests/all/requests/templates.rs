//! Templates: made and changed one thing a form; what was sent stays as it is.

use super::{MARIAM, cast, draft, sent, template, tick};
use crate::on_both_databases;
use gk_nexus::accounts::Role;

on_both_databases! {
    async fn staff_make_a_template_and_change_it(app: TestApp) {
        let anjali = app.owner().await;
        anjali.open("/templates").await.must_say("No templates yet");
        let page = template(&anjali, "Individual tax return", &["Payslips", "Form 7B", "Rent"]).await;
        let path = page.path.clone();
        let edit = page.links("Edit Rent").into_iter().next().unwrap();
        let form = anjali.open(&edit).await.form("Save thing");
        let form = form.fill("Must it be sent", "conditional").fill("Condition", "if you rent out a house");
        let form = form.fill("How many files", "3").fill("What the reviewer checks", "Whole year").tick("kinds[]", "pdf");
        form.send().await.must_be(200).must_say("Rent is saved.").must_say("if you rent out a house").must_say("3 files");
        let page = anjali.open(&path).await.form_beside("Move up", "Form 7B").send().await;
        let order: Vec<usize> = ["Form 7B", "Payslips"].iter().map(|one| page.main().find(one).unwrap()).collect();
        assert!(order[0] < order[1], "{}", page.main());
        page.form_beside("Remove", "Payslips").send().await.must_say("“Payslips” is removed.");
        anjali.open(&path).await.must_not_say("Edit<span class=\"visually-hidden\"> Payslips");
        let form = anjali.open(&format!("{path}/edit")).await.form("Save template");
        form.fill("Name", "Tax return, individual").fill("Due after", "21").send().await.must_say("The template is saved.");
        anjali.open("/templates").await.must_say("Tax return, individual").must_say("2 things · due after 21 days");
        let log = anjali.open("/activity").await;
        log.must_say("Made the request template Individual tax return").must_say("Removed Payslips from the request template");
    }

    async fn a_name_that_is_taken_is_refused_beside_it(app: TestApp) {
        let anjali = app.owner().await;
        template(&anjali, "Work permit", &[]).await;
        let form = anjali.open("/templates/new").await.form("Save template");
        let page = form.fill("Name", "WORK permit").fill("Message", "kept words").send().await;
        page.must_be(422).must_say("kept words");
        assert!(page.title().starts_with("Error:"));
        assert!(page.error_beside("Name").unwrap().contains("Another template has this name"));
        for days in ["-1", "soon", "366", ""] {
            let form = anjali.open("/templates/new").await.form("Save template").fill("Name", "New");
            let page = form.fill("Due after", days).send().await;
            assert!(page.must_be(422).error_beside("Due after").unwrap().contains("from 0 to 365"), "{days}");
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM request_templates").await, 1);
    }

    async fn an_archived_template_is_offered_no_more_until_it_is_restored(app: TestApp) {
        let cast = cast(&app).await;
        let page = template(&cast.anjali, "Will and estate", &["Old will"]).await;
        let path = page.path.clone();
        let new = cast.anjali.open(&format!("{}/requests/new", cast.profile)).await;
        let (chosen, mariam) = (tick(&new, "Will and estate"), tick(&new, MARIAM));
        page.form("Archive template").send().await.must_be(200).must_say("Will and estate is archived.");
        // The form was open while the template went away.
        let form = new.form("Save draft").fill("Title", "Your will").tick("templates[]", &chosen).tick("contacts[]", &mariam);
        let refused = form.send().await;
        refused.must_be(422);
        assert!(refused.error_beside("Begin with templates").unwrap().contains("was archived meanwhile"));
        assert_eq!(refused.form("Save draft").value("Title"), "Your will");
        cast.anjali.open(&format!("{}/requests/new", cast.profile)).await.must_not_say("Will and estate");
        let gone = new.form("Save draft").fill("Title", "Your will").tick("contacts[]", &mariam);
        let gone = gone.tick("templates[]", "0190a1b2c3d4e5f60718293a4b5c6d7e").send().await;
        assert!(gone.must_be(422).error_beside("Begin with templates").unwrap().contains("no longer there"));
        assert_eq!(app.count("SELECT COUNT(*) FROM requests").await, 0);
        page.form("Archive template").send().await.must_be(409).must_say("is archived already");
        cast.anjali.open(&path).await.form("Restore template").send().await.must_say("is offered again.");
        cast.anjali.open(&format!("{}/requests/new", cast.profile)).await.must_say("Will and estate");
    }

    async fn what_was_sent_stays_as_it_is_when_a_template_changes(app: TestApp) {
        let cast = cast(&app).await;
        let made = template(&cast.anjali, "Tax", &["Payslips"]).await;
        let page = draft(&cast.anjali, &cast.profile, "Tax 2025").await;
        let chosen = tick(&page, "Tax");
        let page = page.form("Add from ticked templates").tick("templates[]", &chosen).send().await;
        page.must_say("1 thing added.").form("Send request").send().await.must_be(200);
        let edit = made.links("Edit Payslips").into_iter().next().unwrap();
        let form = cast.anjali.open(&edit).await.form("Save thing").fill("What do you need", "All payslips");
        form.send().await.must_say("All payslips is saved.");
        cast.anjali.open(&page.path).await.must_say("Payslips").must_not_say("All payslips");
    }

    async fn another_templates_item_and_odd_fields_are_refused(app: TestApp) {
        let anjali = app.owner().await;
        let one = template(&anjali, "One", &["Payslips"]).await;
        let two = template(&anjali, "Two", &["Lease"]).await;
        let item = two.links("Edit Lease").into_iter().next().unwrap();
        let foreign = item.rsplit('/').next().unwrap().to_owned();
        anjali.open(&format!("{}/items/{foreign}", one.path)).await.must_be(404);
        for button in ["Remove", "Save"] {
            let form = match button {
                "Save" => anjali.open(&item).await.form("Save thing"),
                _ => one.form_beside("Remove", "Payslips"),
            };
            let id = one.path.rsplit('/').next().unwrap();
            form.set("template", id).set("item", &foreign).send().await.must_be(404);
        }
        let form = anjali.open(&format!("{}/items/new", one.path)).await.form("Add thing");
        let page = form.fill("What do you need", "payslips").fill("Heading", "Income").send().await;
        assert!(page.must_be(422).error_beside("What do you need").unwrap().contains("already"));
        let form = anjali.open(&format!("{}/items/new", one.path)).await.form("Add thing");
        let form = form.fill("Must it be sent", "conditional").fill("How many files", "0").tick("kinds[]", "exe");
        let page = form.send().await;
        page.must_be(422);
        for label in ["What do you need", "Condition", "How many files", "Kinds of file"] {
            assert!(page.error_beside(label).is_some(), "{label}: {}", page.text());
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM template_items").await, 2);
    }

    async fn the_front_desk_sees_requests_and_changes_none(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        let desk = app.staff(Role::FrontDesk, "Devi Ramlall", "devi@persaudvale.example").await;
        desk.open(&page.path).await.must_be(200).must_say("Payslips").must_not_say("Withdraw request");
        desk.open("/requests").await.must_be(200).must_say("Tax 2025");
        for path in ["/templates", "/templates/new", &format!("{}/requests/new", cast.profile), &format!("{}/edit", page.path)] {
            desk.open(path).await.must_be(403);
        }
        let id = page.path.rsplit('/').next().unwrap();
        assert_eq!(desk.call("withdraw_request", &[("request", id)]).await.0, 403);
        assert_eq!(cast.mariam.call("withdraw_request", &[("request", id)]).await.0, 404);
        cast.mariam.open(&page.path).await.must_be(404);
    }
}
