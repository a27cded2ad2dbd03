//! A request while it is a draft: nobody but the firm sees it.

use super::{ANJALI, MARIAM, OMAR, YUSUF, add, cast, draft, sent, template, tick};
use crate::on_both_databases;
use crate::support::people::PASSWORD;
use gk_nexus::kernel::Span;

on_both_databases! {
    async fn a_request_is_written_by_hand(app: TestApp) {
        let cast = cast(&app).await;
        let tab = cast.anjali.open(&cast.profile).await.follow("Requests").await;
        tab.must_say("Nothing was asked for yet");
        tab.follow("Request documents").await.must_say("Who is asked").must_say("has no access yet: invite them first");
        let page = draft(&cast.anjali, &cast.profile, "Documents for 2025").await;
        page.must_say("Nothing is asked for yet").must_say("in 3 days").must_say("Fri 27 Nov");
        let form = cast.anjali.open(&format!("{}/items/new", page.path)).await.form("Add thing");
        let form = form.fill("What do you need", "Payslips").fill("Instruction", "January to December").fill("Heading", "Income");
        let form = form.fill("How many files", "12").tick("kinds[]", "pdf").tick("kinds[]", "images");
        let page = form.fill("What the reviewer checks", "Name and year").send().await;
        page.must_say("Payslips is added.").must_say("January to December").must_say("12 files · a PDF or a picture");
        page.must_say("Checks, internal: Name and year");
        let seen = page.each("article[aria-label='What the client will see']").pop().unwrap();
        assert!(seen.contains("Payslips") && seen.contains("January to December"), "{seen}");
        assert!(!seen.contains("Name and year"), "{seen}");
        let path = page.path.clone();
        add(&cast.anjali, &path, "Income", "Form 7B").await;
        let page = add(&cast.anjali, &path, "", "Passport").await;
        let page = page.form_beside("Move up", "Form 7B").send().await;
        let main = page.main();
        assert!(main.find("Form 7B").unwrap() < main.find("Payslips").unwrap(), "{main}");
        let edit = page.links("Edit Passport").into_iter().next().unwrap();
        let form = cast.anjali.open(&edit).await.form("Save thing").fill("What do you need", "Passport, photo page");
        form.fill("Must it be sent", "optional").send().await.must_say("Passport, photo page (optional)");
        let page = cast.anjali.open(&path).await.form_beside("Remove", "Form 7B").send().await;
        page.must_say("“Form 7B” is removed.");
        cast.anjali.open(&format!("{}/requests", cast.profile)).await.must_say("Documents for 2025").must_say("2 things to ask for");
        app.deliver().await;
        assert!(app.mailbox.to(MARIAM).iter().all(|mail| !mail.text.contains("Documents for 2025")));
        let id = path.rsplit('/').next().unwrap();
        cast.mariam.open(&format!("/portal/requests/{id}")).await.must_be(404);
        cast.anjali.open(&format!("{}/activity", cast.profile)).await.must_say("Drafted the request Documents for 2025 for Mariam Rahman");
    }

    async fn several_templates_are_merged_without_doubles_and_then_thinned_out(app: TestApp) {
        let cast = cast(&app).await;
        template(&cast.anjali, "Salary", &["Payslips", "Form 7B"]).await;
        template(&cast.anjali, "Landlord", &["payslips", "Rent received"]).await;
        let page = cast.anjali.open(&format!("{}/requests/new", cast.profile)).await;
        let form = page.form("Save draft").fill("Title", "Tax 2025").tick("contacts[]", &tick(&page, MARIAM));
        let form = form.tick("templates[]", &tick(&page, "Salary")).tick("templates[]", &tick(&page, "Landlord"));
        let page = form.send().await;
        page.must_be(200).must_say("Payslips").must_say("Form 7B").must_say("Rent received").must_say("Thank you for sending these.");
        page.must_say("in 14 days");
        assert_eq!(app.count("SELECT COUNT(*) FROM request_items").await, 3, "what both ask for is asked for once");
        let keep = page.form("Keep ticked things");
        let mut keep = keep;
        let gone = tick(&page, "Form 7B");
        keep.values.retain(|(name, value)| name != "keep[]" || *value != gone);
        let page = keep.send().await;
        page.must_say("The draft asks for 2 things now.");
        assert_eq!(app.count("SELECT COUNT(*) FROM request_items").await, 2);
        let mut none = page.form("Keep ticked things");
        none.values.retain(|(name, _)| name != "keep[]");
        assert!(none.send().await.must_be(422).error_beside("Keep these").is_some());
        let page = page.form("Add from ticked templates").tick("templates[]", &tick(&page, "Salary")).send().await;
        page.must_say("1 thing added.").must_say("Form 7B");
        page.form("Add from ticked templates").send().await.must_be(422).must_say("Choose a template");
    }

    async fn keeping_some_things_leaves_alone_what_a_colleague_has_added_meanwhile(app: TestApp) {
        let cast = cast(&app).await;
        let path = draft(&cast.anjali, &cast.profile, "Tax 2025").await.path;
        add(&cast.anjali, &path, "", "Payslips").await;
        let page = add(&cast.anjali, &path, "", "Form 7B").await;
        let mut keep = page.form("Keep ticked things");
        let gone = tick(&page, "Form 7B");
        keep.values.retain(|(name, value)| name != "keep[]" || *value != gone);
        add(&cast.anjali, &path, "", "Added meanwhile").await;
        let page = keep.send().await;
        page.must_be(200).must_say("The draft asks for 2 things now.").must_say("Added meanwhile").must_say("Payslips");
        assert_eq!(app.count("SELECT COUNT(*) FROM request_items WHERE title = 'Form 7B'").await, 0);
    }

    async fn last_years_request_is_asked_anew_and_its_answers_are_not_taken_over(app: TestApp) {
        let cast = cast(&app).await;
        let old = sent(&app, &cast, "Documents for 2024").await;
        app.run("UPDATE request_items SET state = 'Accepted'").await.unwrap();
        old.form_beside("Withdraw", "Form 7B").send().await.must_be(200);
        app.wait(Span::days(365));
        cast.anjali.sign_in(ANJALI, PASSWORD).await;
        let page = cast.anjali.open(&old.path).await.follow("Copy request").await;
        assert_eq!(page.heading(), "Copy request");
        let form = page.form("Save draft");
        assert_eq!(form.value("Title"), "Documents for 2024");
        assert!(form.values.iter().any(|(name, _)| name == "contacts[]"), "the same contact is ticked");
        let page = form.fill("Title", "Documents for 2025").fill("Due by", "2027-12-10").send().await;
        page.must_be(200).must_say("Documents for 2025").must_say("Payslips").must_not_say("Accepted");
        page.must_say("Fri 10 Dec");
        page.must_not_say("Form 7B");
        let fresh = "SELECT COUNT(*) FROM request_items i JOIN requests r ON r.id = i.request_id
            WHERE r.state = 'draft' AND i.state = 'Open'";
        assert_eq!(app.count(fresh).await, 1);
    }

    async fn a_copy_is_due_at_the_same_time_of_the_year_on_a_working_day(app: TestApp) {
        let cast = cast(&app).await;
        let old = sent(&app, &cast, "Documents for 2024").await;
        let copy = async || {
            cast.anjali.sign_in(ANJALI, PASSWORD).await;
            cast.anjali.open(&old.path).await.follow("Copy request").await
        };
        // It was sent on Tuesday, due on Friday 27 November 2026; a year later that is a Saturday.
        app.wait(Span::days(365));
        let page = copy().await;
        page.must_say("Suggested: the same time of the year as in the request that you copy.");
        assert_eq!(page.form("Save draft").value("Due by"), "2027-11-29");
        page.form("Save draft").fill("Due by", "").send().await.must_be(200).must_say("Mon 29 Nov");
        // Whoever chooses it in the form instead has the same day; with neither a day has to be chosen.
        let new = cast.anjali.open(&format!("{}/requests/new", cast.profile)).await;
        let form = || new.form("Save draft").fill("Title", "Documents for 2025").tick("contacts[]", &tick(&new, MARIAM));
        assert!(form().send().await.must_be(422).error_beside("Due by").unwrap().contains("Choose the day"));
        let old = old.path.rsplit('/').next().unwrap();
        form().set("earlier", old).send().await.must_be(200).must_say("Mon 29 Nov");
        // The firm works on Saturdays too; then on the day itself, and later the 3 days that were given then.
        app.run("UPDATE firm SET working_days = '1,2,3,4,5,6'").await.unwrap();
        assert_eq!(copy().await.form("Save draft").value("Due by"), "2027-11-27");
        app.wait(Span::days(30));
        let late = copy().await;
        late.must_say("Suggested: 3 days from today, as the request that you copy had, on a working day.");
        assert_eq!(late.form("Save draft").value("Due by"), "2027-12-27");
    }

    async fn what_is_typed_wrong_is_refused_beside_its_field(app: TestApp) {
        let cast = cast(&app).await;
        let new = format!("{}/requests/new", cast.profile);
        let page = cast.anjali.open(&new).await;
        let refused = page.form("Save draft").fill("Message", "kept words").fill("Due by", "2026-11-23").send().await;
        refused.must_be(422).must_say("kept words");
        assert_eq!(refused.error_beside("Who is asked").as_deref(), Some("Choose at least one contact"));
        assert!(refused.error_beside("Title").is_some());
        assert_eq!(refused.error_beside("Due by").as_deref(), Some("Choose today or a later day"));
        assert!(refused.title().starts_with("Error:"));
        let mariam = tick(&page, MARIAM);
        let fill = || page.form("Save draft").fill("Title", "Tax").tick("contacts[]", &mariam);
        for day in ["2026-02-30", "tomorrow", "27.11.2026"] {
            assert!(fill().fill("Due by", day).send().await.must_be(422).error_beside("Due by").is_some(), "{day}");
        }
        let today = fill().fill("Due by", "2026-11-24").send().await;
        today.must_be(200).must_say("today");
        let omar = tick(&cast.anjali.open(&format!("{}/requests/new", cast.other)).await, OMAR);
        let absent = "0190a1b2c3d4e5f60718293a4b5c6d7e";
        // What is another client's is refused as what is not there at all: beside its field, and with all that was typed.
        let mut told = Vec::new();
        for contact in [omar.as_str(), absent] {
            let refused = fill().fill("Due by", "2026-11-27").tick("contacts[]", contact).send().await;
            refused.must_be(422).must_say("Choose contacts of this client");
            assert_eq!(refused.form("Save draft").value("Title"), "Tax");
            told.push(refused.text());
        }
        assert_eq!(told[0], told[1]);
        for (field, words) in [("matter", "Choose a matter of this client"), ("earlier", "Choose an earlier request of this client")] {
            fill().fill("Due by", "2026-11-27").set(field, absent).send().await.must_be(422).must_say(words);
        }
        let foreign = today.path.rsplit('/').next().unwrap();
        let theirs = cast.anjali.open(&format!("{}/requests/new", cast.other)).await;
        let form = theirs.form("Save draft").fill("Title", "Tax").fill("Due by", "2026-11-27").set("earlier", foreign);
        form.tick("contacts[]", &omar).send().await.must_be(422).must_say("Choose an earlier request of this client");
        cast.anjali.open(&format!("{}/requests/new?copy={foreign}", cast.other)).await.must_be(404);
        assert_eq!(app.count("SELECT COUNT(*) FROM requests").await, 1);
    }

    async fn details_of_a_draft_change_and_two_people_do_not_overwrite_each_other(app: TestApp) {
        let cast = cast(&app).await;
        let page = draft(&cast.anjali, &cast.profile, "Tax 2025").await;
        let edit = format!("{}/edit", page.path);
        let (first, second) = (cast.anjali.open(&edit).await, cast.anjali.open(&edit).await);
        let yusuf = tick(&first, YUSUF);
        let saved = first.form("Save request").fill("Title", "Tax return 2025").tick("contacts[]", &yusuf).send().await;
        saved.must_be(200).must_say("Tax return 2025").must_say("Yusuf Rahman").must_say("has no access yet: invite them first");
        let late = second.form("Save request").fill("Title", "Something else").fill("Message", "kept words").send().await;
        late.must_be(409).must_say("Somebody else changed this request").must_say("kept words");
        late.form("Save request").send().await.must_be(200).must_say("Something else");
        let mut nobody = cast.anjali.open(&edit).await.form("Save request");
        nobody.values.retain(|(name, _)| name != "contacts[]");
        assert!(nobody.send().await.must_be(422).error_beside("Who is asked").is_some());
    }

    async fn things_of_one_group_stand_together_in_whatever_order_they_were_added(app: TestApp) {
        let cast = cast(&app).await;
        let page = sent(&app, &cast, "Tax 2025").await;
        add(&cast.anjali, &page.path, "Property", "Lease").await;
        add(&cast.anjali, &page.path, "Income", "Pension").await;
        add(&cast.anjali, &page.path, "", "Passport").await;
        let order = |main: &str| {
            ["Passport", "Payslips", "Form 7B", "Pension", "Lease"].map(|title| main.find(title).expect("it is there"))
        };
        let id = page.path.rsplit('/').next().unwrap();
        for main in [
            cast.anjali.open(&page.path).await.main(),
            cast.mariam.open(&format!("/portal/requests/{id}")).await.main(),
        ] {
            assert!(order(&main).is_sorted(), "{main}");
        }
    }

    async fn items_of_another_request_are_absent(app: TestApp) {
        let cast = cast(&app).await;
        let one = draft(&cast.anjali, &cast.profile, "One").await.path;
        let page = add(&cast.anjali, &one, "", "Payslips").await;
        let two = draft(&cast.anjali, &cast.profile, "Two").await.path;
        let other = add(&cast.anjali, &two, "", "Lease").await;
        let foreign = other.links("Edit Lease").into_iter().next().unwrap().rsplit('/').next().unwrap().to_owned();
        cast.anjali.open(&format!("{one}/items/{foreign}")).await.must_be(404);
        page.form_beside("Remove", "Payslips").set("item", &foreign).send().await.must_be(404);
        let edit = page.links("Edit Payslips").into_iter().next().unwrap();
        cast.anjali.open(&edit).await.form("Save thing").set("item", &foreign).send().await.must_be(404);
        let id = one.rsplit('/').next().unwrap();
        assert_eq!(cast.anjali.call("keep_request_items", &[("request", id), ("keep[]", &foreign)]).await.0, 404);
        assert_eq!(app.count("SELECT COUNT(*) FROM request_items").await, 2);
    }

    async fn a_draft_that_is_discarded_leaves_nothing(app: TestApp) {
        let cast = cast(&app).await;
        let path = draft(&cast.anjali, &cast.profile, "Tax 2025").await.path;
        let page = add(&cast.anjali, &path, "", "Payslips").await;
        let tab = page.form("Discard draft").send().await;
        tab.must_be(200).must_say("The draft Tax 2025 is discarded.").must_say("Nothing was asked for yet");
        assert_eq!(app.count("SELECT COUNT(*) FROM requests").await + app.count("SELECT COUNT(*) FROM request_items").await, 0);
        page.form("Send request").send().await.must_be(404);
        cast.anjali.open(&path).await.must_be(404);
    }
}
