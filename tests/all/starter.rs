//! What a firm begins with.

use crate::on_both_databases;
use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp};
use gk_nexus::accounts::setup;
use gk_nexus::app::starter::{REASONS, RULES, TYPES};

/// The owner of a firm that was set up by the link.
async fn set_up(app: &TestApp) -> Browser {
    let link = setup::link(&app.services).await.unwrap().unwrap();
    let browser = app.browser();
    let form = browser.open(link.strip_prefix(&app.base).unwrap()).await.form("Set up the portal");
    let form = form.fill("Firm name", "Persaud & Vale").fill("Firm email", "office@persaudvale.example");
    let form = form.fill("Time zone", "America/Guyana").fill("Your name", "Anjali Persaud");
    form.fill("Email", "anjali@persaudvale.example").fill("Password", PASSWORD).send().await.must_be(200);
    browser
}

on_both_databases! {
    async fn a_fresh_set_up_offers_all_seven_types_with_phases_and_templates(app: TestApp) {
        let anjali = set_up(&app).await;
        let types = anjali.open("/settings/matter-types").await;
        let templates = anjali.open("/templates").await;
        for one in TYPES {
            types.must_be(200).must_say(one.name);
            templates.must_be(200).must_say(one.template.name);
            let page = types.follow(one.name).await;
            for phase in one.phases {
                page.must_be(200).must_say(phase.client_name).must_say(phase.sentence);
            }
            for title in one.tasks {
                page.must_say(title);
            }
            for deadline in one.deadlines {
                page.must_say(deadline.title);
            }
            let page = templates.follow(one.template.name).await;
            for item in one.template.items {
                page.must_be(200).must_say(&item.asking().title);
            }
        }
        let begun = "SELECT COUNT(*) FROM matter_types t JOIN request_templates r ON r.id = t.template_id";
        assert_eq!(app.count(begun).await, 7, "each type names the template that begins it");
    }

    async fn a_fresh_set_up_has_reasons_and_reminder_rules(app: TestApp) {
        let anjali = set_up(&app).await;
        let review = anjali.open("/settings/review").await;
        for words in REASONS {
            review.must_be(200).must_say(words);
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM chase_rules WHERE request_id IS NULL").await, i64::try_from(RULES.len()).unwrap());
        anjali.open("/settings/reminders").await.must_be(200);
    }

    async fn a_set_up_that_fails_leaves_nothing_of_it(app: TestApp) {
        let link = setup::link(&app.services).await.unwrap().unwrap();
        let form = app.browser().open(link.strip_prefix(&app.base).unwrap()).await.form("Set up the portal");
        form.fill("Firm name", "").send().await.must_be(422);
        assert_eq!(app.count("SELECT COUNT(*) FROM matter_types").await, 0);
        assert_eq!(app.count("SELECT COUNT(*) FROM canned_reasons").await, 0);
    }
}
