//! The list of requests: filtered by its address, in pages, with what was received in each row.

use super::{ANJALI, cast, draft, sent};
use crate::on_both_databases;
use crate::support::people::PASSWORD;
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;

on_both_databases! {
    async fn the_list_shows_what_is_open_and_how_far_it_is(app: TestApp) {
        let cast = cast(&app).await;
        cast.anjali.open("/requests").await.must_say("No requests here");
        let page = sent(&app, &cast, "Tax 2025").await;
        draft(&cast.anjali, &cast.profile, "Only a draft").await;
        app.run("UPDATE request_items SET state = 'Submitted' WHERE title = 'Payslips'").await.unwrap();
        let list = cast.anjali.open("/requests").await;
        list.must_say("Tax 2025").must_say("Mariam Rahman · 1 of 2 done, 1 to review").must_say("in 3 days");
        list.must_not_say("Only a draft").must_say("1 request with clients");
        assert_eq!(list.follow("Tax 2025").await.path, page.path);
        cast.anjali.open("/requests?state=draft").await.must_say("Only a draft").must_not_say("Tax 2025");
        cast.anjali.open("/requests?due=overdue").await.must_say("No request matches");
        cast.anjali.open("/requests?due=week").await.must_say("Tax 2025");
        cast.anjali.open("/requests?q=rahman").await.must_say("Tax 2025");
        cast.anjali.open("/requests?q=TAX").await.must_say("Tax 2025");
        cast.anjali.open("/requests?q=haddad").await.must_say("No request matches");
        for odd in ["?state=deleted", "?due=never", "?after=x", "?after=2026-11-27-", "?after=%00"] {
            cast.anjali.open(&format!("/requests{odd}")).await.must_be(200);
        }
        app.wait(Span::days(5));
        cast.anjali.sign_in(ANJALI, PASSWORD).await;
        cast.anjali.open("/requests?due=overdue").await.must_say("Tax 2025").must_say("2 days late").must_say("Overdue");
        cast.anjali.open("/requests?due=week").await.must_not_say("Tax 2025"); // What is late is not to come.
        app.run("UPDATE request_items SET state = 'Submitted'").await.unwrap();
        let with_us = cast.anjali.open("/requests").await;
        with_us.must_say("2 of 2 done, 2 to review").must_say("With us");
        assert!(with_us.each("ul.ledger .aside").iter().all(|tag| !tag.contains("Overdue") && !tag.contains("Waiting")));
        with_us.follow("Tax 2025").await.must_say("With us").must_not_say("Waiting on client");
        cast.anjali.open("/requests?state=withdrawn").await.must_not_say("Tax 2025");
    }

    async fn what_is_wholly_with_the_firm_is_not_overdue_neither_in_the_number_nor_in_the_list(app: TestApp) {
        let cast = cast(&app).await;
        let path = sent(&app, &cast, "Tax 2025").await.path;
        app.wait(Span::days(5));
        cast.anjali.sign_in(ANJALI, PASSWORD).await;
        let overdue = async |count: i64| {
            let page = cast.anjali.open("/dashboard").await;
            page.must_say(&format!("{count} overdue request"));
            assert_eq!(page.each("[data-live=overdue] a.row").len() as i64, count);
            let list = cast.anjali.open("/requests?due=overdue").await;
            list.must_say(&format!("{count} request")).must_say("overdue");
            assert_eq!(list.each("a.row").len() as i64, count);
            let (_, _, file) = cast.anjali.download("/requests/export.csv?due=overdue", &[]).await;
            assert_eq!(String::from_utf8_lossy(&file).lines().count() as i64 - 1, count);
        };
        overdue(1).await;
        cast.anjali.open(&path).await.must_say("2 days late");
        app.run("UPDATE request_items SET state = 'Submitted' WHERE title = 'Payslips'").await.unwrap();
        overdue(1).await;
        app.run("UPDATE request_items SET state = 'Submitted'").await.unwrap();
        overdue(0).await;
        cast.anjali.open(&path).await.must_say("With us").must_not_say("late");
        cast.anjali.open("/requests").await.must_say("Tax 2025"); // It waits for a look, and is not lost.
        app.run("UPDATE request_items SET state = 'Rejected' WHERE title = 'Payslips'").await.unwrap();
        overdue(1).await;
        app.run("UPDATE request_items SET need = 'optional' WHERE title = 'Payslips'").await.unwrap();
        overdue(0).await;
    }

    async fn a_request_is_begun_from_the_list_by_choosing_the_client(app: TestApp) {
        let cast = cast(&app).await;
        let page = cast.anjali.open("/requests").await.follow("New request").await;
        page.must_be(200).must_say("Which client do you ask for documents?").must_say("Omar Haddad");
        assert_eq!(page.path, "/requests/new");
        let found = cast.anjali.open("/requests/new?q=rahman").await;
        found.must_not_say("Omar Haddad");
        let form = found.follow("Mariam Rahman").await;
        assert_eq!(form.path, format!("{}/requests/new", cast.profile));
        form.must_say("Request documents");
        cast.anjali.open("/requests/new?q=nobody").await.must_say("No client found").follow("New client").await.must_be(200);
        let devon = app.staff(Role::FrontDesk, "Devon Clarke", "devon@persaudvale.example").await;
        devon.open("/requests").await.must_not_say("New request");
        devon.open("/requests/new").await.must_be(403);
    }

    async fn the_list_is_exported_with_its_filter(app: TestApp) {
        let cast = cast(&app).await;
        sent(&app, &cast, "=SUM(A1)").await;
        draft(&cast.anjali, &cast.profile, "Only a draft").await;
        let list = cast.anjali.open("/requests?q=rahman").await;
        let (status, headers, bytes) = cast.anjali.download(&list.links("Export CSV")[0], &[]).await;
        assert_eq!(status, 200);
        assert!(headers["content-disposition"].to_str().unwrap().contains("requests-2026-11-24.csv"));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.contains("Mariam Rahman,'=SUM(A1),,sent,2026-11-27,0,2,0,2026-11-24T"), "{text}");
        cast.anjali.open("/activity").await.must_say("Exported 1 request");
        assert_eq!(cast.mariam.download("/requests/export.csv", &[]).await.0, 404);
    }

    async fn long_lists_come_in_pages_without_gaps_or_doubles(app: TestApp) {
        let cast = cast(&app).await;
        draft(&cast.anjali, &cast.profile, "First").await;
        let copy = "INSERT INTO requests (id, client_id, title, message, due_on, state, chasing, created_by, created_at, changed_at)
            SELECT '0190a1b2c3d4e5f60718293a4b5c6' || n.number, r.client_id, 'Copy ' || n.number, '', r.due_on, 'draft', 'firm',
                r.created_by, r.created_at, r.created_at FROM requests r,
            (SELECT 100 + a.n * 10 + b.n AS number FROM (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3) a,
                (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6
                    UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) b) n";
        app.run(copy).await.unwrap();
        for start in ["/requests?state=draft".to_owned(), format!("{}/requests", cast.profile)] {
            let (mut seen, mut page) = (Vec::new(), cast.anjali.open(&start).await);
            loop {
                seen.extend(page.each("a.row"));
                if page.links("Next").is_empty() {
                    break;
                }
                page = page.follow("Next").await;
            }
            let all = seen.len();
            seen.sort();
            seen.dedup();
            assert_eq!((all, seen.len()), (41, 41), "{start}");
        }
    }
}
