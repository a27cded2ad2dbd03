//! The saved views above the list of matters: what stands in them, and an address that names none of them.

use crate::matter_list::{kind, many, open};
use crate::on_both_databases;
use crate::support::{Page, TestApp};

fn titles(page: &Page) -> Vec<String> {
    page.each("tbody th a")
}

/// A request about this matter with one required thing, in these states.
async fn asked(app: &TestApp, matter: &str, number: u32, request: &str, item: &str) {
    let (id, thing) = (format!("{:032x}", 0x1000 + number), format!("{:032x}", 0x2000 + number));
    let add = format!(
        "INSERT INTO requests (id, client_id, matter_id, title, message, due_on, state, chasing, created_by, created_at, sent_at,
            changed_at)
        SELECT '{id}', client_id, id, 'Papers', '', '2026-12-01', '{request}', 'off', created_by, 1, 1, 1 FROM matters
        WHERE id = '{matter}'"
    );
    app.run(&add).await.unwrap();
    let add = format!(
        "INSERT INTO request_items (id, request_id, position, heading, title, instruction, need, condition, how_many, kinds,
            checks, state, state_since, created_at)
        VALUES ('{thing}', '{id}', 1, '', 'Payslips', '', 'required', '', 1, '', '', '{item}', 1, 1)"
    );
    app.run(&add).await.unwrap();
}

on_both_databases! {
    async fn a_matter_waits_on_its_client_while_something_that_was_asked_for_is_still_to_come(app: TestApp) {
        let anjali = app.owner().await;
        let tax = kind(&app, "Tax return", &["Collect"]).await;
        let mariam = app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        let matter = async |title: &str, due: &str| open(&anjali, &app, &mariam, &tax, title, &[("due_on", due)]).await;
        let owes = matter("Owes payslips", "2026-11-27").await;
        asked(&app, &owes, 1, "sent", "Open").await;
        asked(&app, &owes, 2, "complete", "Accepted").await;
        let says = matter("Says so itself", "2026-11-28").await;
        app.run(&format!("UPDATE matters SET status = 'Waiting on client' WHERE id = '{says}'")).await.unwrap();
        let with_us = matter("All is with us", "2026-11-29").await;
        asked(&app, &with_us, 3, "sent", "Submitted").await;
        asked(&app, &matter("Only a draft", "2026-11-30").await, 4, "draft", "Open").await;
        asked(&app, &matter("Taken back", "2026-11-30").await, 5, "withdrawn", "Open").await;
        matter("Nothing asked for", "2026-11-30").await;
        let closed = matter("Closed", "2026-11-30").await;
        asked(&app, &closed, 6, "sent", "Open").await;
        app.run(&format!("UPDATE matters SET status = 'Completed', open = FALSE WHERE id = '{closed}'")).await.unwrap();

        let page = anjali.open("/matters?view=waiting").await;
        assert_eq!(titles(page.must_be(200)), ["Owes payslips", "Says so itself"]);
        page.must_say("2 matters waiting on the client").must_say("documents asked for");
        assert_eq!(page.each("nav[aria-label=\"Saved views\"] a[aria-current]"), ["Waiting on client"]);
        // What has come waits for the firm; what came back waits for the client again.
        app.run("UPDATE request_items SET state = 'Submitted' WHERE state = 'Open'").await.unwrap();
        assert_eq!(titles(&anjali.open("/matters?view=waiting").await), ["Says so itself"]);
        app.run(&format!("UPDATE request_items SET state = 'Rejected' WHERE id = '{:032x}'", 0x2003)).await.unwrap();
        let waiting = anjali.open("/matters?view=waiting").await;
        assert_eq!(titles(&waiting), ["Says so itself", "All is with us"]);
        // It is narrowed like every other view, and exported as it is shown.
        let narrowed = waiting.form("Show").fill("Status", "New").send().await;
        assert_eq!(titles(narrowed.must_be(200)), ["All is with us"]);
        assert_eq!(titles(&anjali.open("/matters?view=waiting&q=itself").await), ["Says so itself"]);
        anjali.confirm().await.must_be(200);
        let (_, _, bytes) = anjali.download("/matters/export.csv?view=waiting", &[]).await;
        let file = String::from_utf8(bytes).unwrap();
        assert!(file.lines().count() == 3 && file.contains("All is with us") && file.contains("Says so itself"), "{file}");
        // More than a page of them are gone through, and not counted.
        many(&app, &says, 30).await;
        let first = anjali.open("/matters?view=waiting").await;
        first.must_say("More than 25 matters waiting on the client");
        assert_eq!((titles(&first).len(), titles(&first.follow("Next").await).len()), (25, 7));
    }

    async fn an_address_that_names_no_view_says_so_and_shows_all_open_matters(app: TestApp) {
        let anjali = app.owner().await;
        let tax = kind(&app, "Tax return", &["Collect"]).await;
        let mariam = app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        open(&anjali, &app, &mariam, &tax, "Personal tax return", &[]).await;
        let chosen = "nav[aria-label=\"Saved views\"] a[aria-current]";
        let page = anjali.open("/matters?view=theirs&sort=newest").await;
        page.must_be(200).must_say("There is no view “theirs”. All open matters are shown.");
        assert_eq!((titles(&page), page.each(chosen)), (vec!["Personal tax return".to_owned()], Vec::new()));
        let page = anjali.open("/matters?view=%3Cb%3Emine").await;
        page.must_say("There is no view “<b>mine”.").must_not_say("“<b>mine”");
        for known in ["/matters", "/matters?view=", "/matters?view=mine", "/matters?view=board"] {
            anjali.open(known).await.must_be(200).must_not_say("There is no view");
        }
        assert_eq!(page.follow("Mine").await.each(chosen), ["Mine"]);
    }
}
