//! Clients and their contacts: made, found, sorted, turned over page by page, put away, exported, and called anything.

use crate::on_both_databases;
use crate::support::mailbox::link;
use crate::support::{Browser, Page, TestApp};
use gk_nexus::kernel::Span;
use std::collections::BTreeSet;

const MARIAM: &str = "mariam@example.com";

/// Names in the list's order.
fn names(page: &Page) -> Vec<String> {
    page.each("table.table tbody th a")
}

/// Makes a client as a script would, without looking at pages.
async fn make(staff: &Browser, name: &str, email: &str) {
    let (status, answer) = staff.call("create_client", &[("name", name), ("email", email), ("phone", "")]).await;
    assert!(status < 300, "{status} {answer}");
}

/// The list as the filter's form shows it.
async fn look_for(staff: &Browser, words: &str) -> Vec<String> {
    let page = staff.open("/clients").await.form("Show").fill("Name or email", words).send().await;
    names(page.must_be(200))
}

/// Every name, page by page to the end; and back again to the first page.
async fn turn_over(app: &TestApp, staff: &Browser, address: &str) -> Vec<String> {
    let mut page = staff.open(address).await;
    let (first, mut all) = (names(&page), names(&page));
    let mut pages = 1;
    while !page.links("Next").is_empty() {
        page = page.follow("Next").await;
        all.extend(names(&page));
        pages += 1;
    }
    assert_eq!(pages, app.count("SELECT (COUNT(*) + 24) / 25 FROM clients").await, "{address}");
    for _ in 1..pages {
        page = page.follow("Previous").await;
    }
    assert!(page.links("Previous").is_empty());
    assert_eq!(names(&page), first, "{address}");
    all
}

on_both_databases! {
    async fn a_client_is_made_in_one_form_with_its_first_contact(app: TestApp) {
        let anjali = app.owner().await;
        let new = anjali.open("/clients").await.follow("New client").await;
        let form = new.form("Save client").fill("Name", "Rahman Trading").fill("Email", MARIAM);
        let tab = form.fill("Phone", "+592 555 0163").fill("Contact person", "Mariam Rahman").send().await;
        tab.must_be(200).must_say("The client is saved. Invite them when you are ready.");
        assert_eq!(tab.heading(), "Rahman Trading");
        tab.sheet(MARIAM).must_say("Mariam Rahman").must_say("Not Invited");
        let profile = tab.follow("Overview").await;
        assert_eq!(profile.fact("Email"), MARIAM);
        assert_eq!(profile.fact("Phone"), "+592 555 0163");
        assert_eq!(profile.fact("Lead"), "Anjali Persaud");
        assert_eq!(names(&anjali.open("/clients").await), ["Rahman Trading"]);
    }

    async fn bad_input_comes_back_beside_its_field_with_what_was_typed(app: TestApp) {
        let anjali = app.owner().await;
        let long = "x".repeat(161);
        for (name, email, phone, wrong) in [
            ("", MARIAM, "", "Name"), (long.as_str(), MARIAM, "", "Name"), ("Mariam\u{7}", MARIAM, "", "Name"),
            ("Mariam", "", "", "Email"), ("Mariam", "mariam", "", "Email"), ("Mariam", "a@b@c.example", "", "Email"),
            ("Mariam", MARIAM, "call me", "Phone"), ("Mariam", MARIAM, "12", "Phone"),
        ] {
            let form = anjali.open("/clients/new").await.form("Save client").fill("Name", name).fill("Email", email);
            let again = form.fill("Phone", phone).fill("Contact person", "Lina").send().await;
            again.must_be(422);
            for label in ["Name", "Email", "Phone"] {
                assert_eq!(again.error_beside(label).is_some(), label == wrong, "{name} {email} {phone}: {label}");
            }
            let form = again.form("Save client");
            let typed = ["Name", "Email", "Phone", "Contact person"].map(|label| form.value(label));
            assert_eq!(typed, [name, email, phone, "Lina"]);
            assert!(again.title().starts_with("Error:"));
        }
        let all = anjali.open("/clients/new").await.form("Save client").fill("Phone", "no").send().await;
        assert!(["Name", "Email", "Phone"].iter().all(|label| all.error_beside(label).is_some()));
        assert_eq!(app.count("SELECT COUNT(*) FROM clients").await, 0);
    }

    async fn an_address_belongs_to_one_person(app: TestApp) {
        let anjali = app.owner().await;
        app.client(&anjali, "Mariam Rahman", MARIAM).await;
        let form = anjali.open("/clients/new").await.form("Save client").fill("Name", "Somebody Else");
        let again = form.fill("Email", "MARIAM@example.com").send().await;
        again.must_be(422);
        assert!(again.error_beside("Email").unwrap().contains("This is the address of Mariam Rahman"));
        let profile = app.client(&anjali, "Lina Rahman", "lina@example.com").await;
        let edit = anjali.tab(&profile).await.follow("Lina Rahman").await;
        let again = edit.form("Save contact").fill("Email", MARIAM).send().await;
        again.must_be(422);
        assert!(again.error_beside("Email").is_some());
        let form = anjali.open(&format!("{profile}/contacts/new")).await.form("Save contact");
        let twice = form.fill("Name", "Lina Rahman").fill("Email", "lina@example.com").send().await;
        twice.must_be(422);
        assert!(twice.error_beside("Email").unwrap().contains("already"));
    }

    async fn clients_are_found_by_name_address_and_contact_and_signs_mean_themselves(app: TestApp) {
        let anjali = app.owner().await;
        let rahman = app.client(&anjali, "Rahman Trading", "office@rahman.example").await;
        anjali.add_contact(&rahman, "Lina Chèvre", "lina@goat.example").await;
        make(&anjali, "Discount 50% Ltd", "percent@example.com").await;
        make(&anjali, "Under_score", "under@example.com").await;
        make(&anjali, "Bang! Ltd", "bang@example.com").await;
        make(&anjali, "Plain", "plain@example.com").await;
        for (words, found) in [
            ("rahman", vec!["Rahman Trading"]), ("OFFICE@RAH", vec!["Rahman Trading"]), ("chèvre", vec!["Rahman Trading"]),
            ("goat", vec!["Rahman Trading"]), ("%", vec![]), ("50% l", vec!["Discount 50% Ltd"]), ("5_", vec!["Discount 50% Ltd"]),
            ("under_s", vec!["Under_score"]), ("_", vec![]), ("bang!", vec!["Bang! Ltd"]), ("nobody", vec![]), ("' OR 1=1 --", vec![]), ("\\", vec![]),
            ("ltd", vec!["Bang! Ltd", "Discount 50% Ltd"]),
        ] {
            assert_eq!(look_for(&anjali, words).await, found, "{words}");
        }
        let empty = anjali.open("/clients?q=nobody").await;
        empty.must_say("No client matches").must_say("Clear the filter");
        assert_eq!(empty.form("Show").value("Name or email"), "nobody");
    }

    async fn the_list_is_narrowed_by_status_and_portal_state(app: TestApp) {
        let anjali = app.owner().await;
        app.active_client(&anjali, "Active Client", "active@example.com").await;
        let (off, _) = app.active_client(&anjali, "Inactive Client", "inactive@example.com").await;
        anjali.tab(&off).await.form("Disable Access").send().await;
        let ended = app.client(&anjali, "Expired Client", "expired@example.com").await;
        anjali.invite(&ended).await;
        app.wait(Span::days(7));
        anjali.sign_in("anjali@persaudvale.example", crate::support::people::PASSWORD).await;
        let revoked = app.client(&anjali, "Revoked Client", "revoked@example.com").await;
        anjali.invite(&revoked).await;
        anjali.tab(&revoked).await.form("Revoke Invitation").send().await;
        let pending = app.client(&anjali, "Pending Client", "pending@example.com").await;
        anjali.invite(&pending).await;
        let away = app.client(&anjali, "Not Invited Client", "none@example.com").await;
        for word in ["Active", "Inactive", "Expired", "Revoked", "Pending", "Not Invited"] {
            let page = anjali.open("/clients").await.form("Show").fill("Portal access", word).send().await;
            assert_eq!(names(&page), [format!("{word} Client")]);
            assert_eq!(page.tags(), [word]);
        }
        let other_tab = anjali.open(&away).await.form("Archive client");
        anjali.open(&away).await.form("Archive client").send().await.must_be(200).must_say("Archived");
        let by_status = async |word: &str| names(&anjali.open("/clients").await.form("Show").fill("Status", word).send().await);
        assert_eq!(by_status("").await.len(), 5);
        assert_eq!(by_status("archived").await, ["Not Invited Client"]);
        assert_eq!(by_status("all").await.len(), 6);
        assert_eq!(look_for(&anjali, "none@").await, Vec::<String>::new());
        other_tab.send().await.must_be(409).must_say("is archived already");
        anjali.open(&away).await.form("Restore client").send().await.must_be(200).must_say("The client is back in the list");
        assert_eq!(by_status("").await.len(), 6);
    }

    async fn every_row_is_seen_once_however_the_list_is_sorted_and_turned_over(app: TestApp) {
        let anjali = app.owner().await;
        for number in 0..53_i64 {
            // Several have the same name, several the same time, and one has a dash, which keys have too.
            let name = if number % 4 == 0 { "Same Name".to_owned() } else { format!("Client-{:02}", (number * 7) % 53) };
            make(&anjali, &name, &format!("c{number}@example.com")).await;
            app.wait(Span(if number % 3 == 0 { 1 } else { 0 }));
        }
        let up = turn_over(&app, &anjali, "/clients").await;
        let mut sorted = up.clone();
        sorted.sort_by_key(|name| name.to_lowercase());
        assert_eq!((up.len(), &up), (53, &sorted));
        let mut down = turn_over(&app, &anjali, "/clients?sort=-name").await;
        down.reverse();
        assert_eq!(down, up);
        let oldest = turn_over(&app, &anjali, "/clients?sort=created").await;
        let mut newest = turn_over(&app, &anjali, "/clients?sort=-created").await;
        newest.reverse();
        assert_eq!((oldest.len(), &oldest), (53, &newest));
        assert_eq!(oldest[0], "Same Name");
        assert_eq!(oldest[1], "Client-07");
        let seen = async |address: &str| {
            let (mut page, mut links) = (anjali.open(address).await, BTreeSet::new());
            loop {
                links.extend(page.links("").into_iter().filter(|link| link.len() == "/clients/".len() + 32));
                if page.links("Next").is_empty() { break links.len() }
                page = page.follow("Next").await;
            }
        };
        for sort in ["name", "-name", "created", "-created"] {
            assert_eq!(seen(&format!("/clients?sort={sort}")).await, 53, "{sort}");
        }
        for odd in ["/clients?after=%00", "/clients?after=x-y-z&sort=created", "/clients?after=9999999999999999999999-a&sort=-created"] {
            anjali.open(odd).await.must_be(200);
        }
    }

    async fn the_export_holds_what_the_list_shows_and_no_formula(app: TestApp) {
        let anjali = app.owner().await;
        let (_, _) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        for (number, name) in ["=HYPERLINK(\"http://evil\")", "+1", "-1", "@SUM(A1)", "a,\"b\""].iter().enumerate() {
            make(&anjali, name, &format!("f{number}@example.com")).await;
        }
        let (status, headers, bytes) = anjali.download("/clients/export.csv", &[]).await;
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "text/csv; charset=utf-8"));
        assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment;"));
        let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(bytes.as_slice()).records().map(Result::unwrap).collect();
        let first: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
        assert_eq!(first, ["'+1", "'-1", "'=HYPERLINK(\"http://evil\")", "'@SUM(A1)", "a,\"b\"", "Mariam Rahman"]);
        assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));
        let mariam: Vec<&str> = rows[5].iter().collect();
        assert_eq!(mariam, ["Mariam Rahman", "Active", "1", MARIAM, "'+592 555 0163", "Anjali Persaud",
            "2026-11-24T14:22:00.000Z", "2026-11-24T14:22:00.000Z", ""]);
        let link = anjali.open("/clients?q=mariam").await.links("Export CSV").remove(0);
        let (_, _, bytes) = anjali.download(&link, &[]).await;
        assert_eq!(String::from_utf8(bytes).unwrap().lines().count(), 2);
        anjali.open("/activity").await.must_say("Exported 6 clients").must_say("Exported 1 client");
    }

    async fn archiving_ends_nobodys_access_and_says_who_still_has_it(app: TestApp) {
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", "mariam@example.com").await;
        let page = anjali.open(&profile).await.form("Archive client").send().await;
        page.must_say("It stays here, under the status Archived. Mariam Rahman can still sign in.");
        page.must_say("Archiving ends nobody’s access.");
        mariam.open("/portal").await.must_be(200).must_say("Sign out");
        let tab = page.follow("Go to Portal Access").await;
        tab.form("Disable Access").send().await.must_be(200).must_not_say("Archiving ends nobody’s access");
        assert!(mariam.open("/portal").await.path.starts_with("/login"));
    }

    async fn a_name_reads_as_it_is_written_and_is_never_invisible(app: TestApp) {
        let anjali = app.owner().await;
        let form = || async { anjali.open("/clients/new").await.form("Save client").fill("Email", "odd@example.com") };
        for nothing in ["\u{202e}", "\u{200b}\u{200d}", "\u{3164}", " \u{2800} "] {
            let page = form().await.fill("Name", nothing).send().await;
            assert_eq!(page.must_be(422).error_beside("Name").as_deref(), Some("Enter a name"), "{nothing:?}");
        }
        let page = form().await.fill("Name", "invoice \u{202e}gnp.\u{200b}exe").send().await;
        assert_eq!(page.must_be(200).heading(), "invoice gnp.exe");
        page.must_not_say("\u{202e}").must_not_say("\u{200b}");
        let mixed = form().await.fill("Email", "persian@example.com").fill("Name", "می\u{200c}خواهم").send().await;
        assert_eq!(mixed.must_be(200).heading(), "می\u{200c}خواهم");
    }

    async fn a_client_may_be_called_anything_and_nothing_of_it_runs(app: TestApp) {
        let anjali = app.owner().await;
        let longest = "Ж".repeat(160);
        let names = ["<script>alert(1)</script>", "</title><img src=x onerror=alert(2)>", "O'Brien & \"Söhne\" <GmbH>",
            "شركة الرحمن gnp.exe", "{{7*7}} ${7*7} %s &lt;b&gt;", longest.as_str()];
        for (number, name) in names.into_iter().enumerate() {
            let email = format!("odd{number}@example.com");
            let profile = app.client(&anjali, name, &email).await;
            let shown = name.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(anjali.open(&format!("/clients?q={email}")).await.each("th a").contains(&shown), "{name}");
            let page = anjali.open(&profile).await;
            assert_eq!(page.heading(), shown);
            assert_eq!(page.title(), format!("{shown} – Persaud & Vale"));
            anjali.invite(&profile).await.must_be(200).must_say(&shown);
            let door = app.invitation_link(&email).await;
            let mail = app.mailbox.last_to(&email);
            assert!(!mail.subject.contains(['\r', '\n', '\u{202e}']), "{}", mail.subject);
            let welcome = app.browser().open(&link(&mail, &app.base, "/activate/")).await;
            assert_eq!(door, welcome.path);
            let firm = anjali.open("/activity").await;
            for html in [&page.html, &mail.html, &welcome.html, &firm.html] {
                for run in ["<script>alert", "<img src=x", "<GmbH>"] {
                    assert!(!html.contains(run), "{name}: {run}");
                }
            }
        }
        anjali.open("/clients").await.must_not_say("<script>alert").must_not_say("<img src=x");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_full_database_nothing_is_saved_and_reading_goes_on() {
    let app = TestApp::on_sqlite().await;
    let anjali = app.owner().await;
    app.run("PRAGMA max_page_count = 1").await.unwrap(); // As small as it is now.
    let name = "Ж".repeat(160);
    for number in 0.. {
        let form = anjali.open("/clients/new").await.form("Save client").fill("Name", &name);
        let page = form.fill("Email", &format!("full{number}@example.com")).send().await;
        if page.status == 200 && number < 400 {
            continue;
        }
        page.must_be(507).must_say("The server has no room left. Nothing was saved.");
        assert_eq!(page.form("Save client").value("Name"), name);
        break;
    }
    anjali.open("/clients").await.must_be(200).must_say(&name);
    let before = app.count("SELECT COUNT(*) FROM clients").await;
    app.run("PRAGMA max_page_count = 1000000").await.unwrap();
    app.client(&anjali, "Mariam Rahman", "mariam@example.com").await;
    assert_eq!(app.count("SELECT COUNT(*) FROM clients").await, before + 1);
}
