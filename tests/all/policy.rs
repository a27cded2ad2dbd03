//! Who may call what: the table lists every route, and every route keeps to the table, for everybody who could try.

mod calls;
mod expected;
mod hostile;
mod odd;
mod people;
mod planted;
mod typed;

use crate::on_both_databases;
use calls::{Answer, Ids, is_of_clients, names_a_thing};
use expected::{expected, is_another_s};
use gk_nexus::accounts::Role;
use gk_nexus::accounts::policy;
use gk_nexus::app::table::{Raw, TABLE, Who, raw_routes};
use people::{Person, Side, World};
use std::collections::BTreeSet;

/// Everything that a call could change. What is refused changes nothing, not even the log.
const TABLES: [&str; 57] = [
    "accounts",
    "activity",
    "canned_reasons",
    "chase_rules",
    "clients",
    "contacts",
    "deadlines",
    "decisions",
    "devices",
    "document_versions",
    "documents",
    "factor_rules",
    "firm",
    "invitations",
    "item_answers",
    "item_messages",
    "mail_events",
    "mail_stops",
    "matter_contacts",
    "matter_helpers",
    "matter_links",
    "matter_notes",
    "matter_numbers",
    "matter_steps",
    "matter_types",
    "matters",
    "outbox",
    "passkey_challenges",
    "password_resets",
    "phases",
    "portal_access",
    "practice_groups",
    "receipts",
    "recovery_codes",
    "reminders",
    "removals",
    "request_contacts",
    "request_items",
    "request_templates",
    "requests",
    "reset_asks",
    "search_words",
    "second_factors",
    "second_steps",
    "sessions",
    "setup_links",
    "shares",
    "sign_in_failures",
    "sign_in_locks",
    "staff_groups",
    "submissions",
    "tasks",
    "team_invitations",
    "template_items",
    "type_deadlines",
    "type_tasks",
    "uploads",
];

/// Calls every route as this person, as islands and as plain forms do, and compares the answers with the table.
async fn walk(world: &World, person: &Person, ids: &Ids, want_allowed: bool) {
    // Signing out comes last, or it would be the end of the walk.
    let (last, first): (Vec<_>, Vec<_>) =
        TABLE.iter().partition(|(_, path, _)| ["/api/sign_out", "/logout"].contains(path));
    let mut changed = true;
    for (method, path, who) in first.into_iter().chain(last) {
        let expected = expected((method, path, who), person, ids);
        if want_allowed != (expected == Answer::Allowed) {
            continue;
        }
        // Absent things are refused the same way before anything is read of them: once each is enough. What is
        // allowed is done in both manners by the two who may do most.
        let both = path.starts_with("/api/") && if want_allowed { person.has_the_most() } else { ids.there };
        let manners: &[bool] = if both { &[false, true] } else { &[false] };
        for form in manners {
            if want_allowed && changed {
                world.plant_again().await;
            }
            changed = *method != *"GET"; // Reading changes nothing: tests/all/around/cross_origin.rs.
            let answer = person.call(method, path, ids, *form).await;
            let about = format!(
                "{} {method} {path} ({who:?}), there: {}, form: {form}: {}",
                person.name, ids.there, answer.status
            );
            assert!(answer.status < 500, "{about}\n{}", answer.body);
            // Else it would not be known what the act answers. The stream of events wants to be asked for as such.
            assert!(
                answer.status != 400 || ["/events", "/webhooks/resend"].contains(&path),
                "what was typed can't be read: {about}"
            );
            assert_eq!(answer.verdict(who), expected, "{about}\n{}", answer.body);
        }
    }
}

on_both_databases! {
    async fn the_table_lists_every_route_and_every_method_that_answers(app: TestApp) {
        let world = World::open(app).await;
        let listed: BTreeSet<(String, String)> = TABLE.iter().map(|(method, path, _)| ((*method).into(), (*path).into())).collect();
        assert_eq!(listed.len(), TABLE.len(), "a route is listed twice");
        let mut there: BTreeSet<(String, String)> = BTreeSet::from([("GET".to_owned(), "/brand.css".to_owned())]);
        for page in leptos_axum::generate_route_list(gk_nexus::app::App) {
            there.insert(("GET".to_owned(), page.path().to_owned()));
        }
        there.extend(leptos::server_fn::axum::server_fn_paths().map(|(path, method)| (method.to_string(), path.to_owned())));
        let raw = raw_routes().into_iter().map(|raw| match raw {
            Raw::Plain { path, .. } | Raw::Rendering { path, .. } => path.to_owned(),
        });
        let paths: BTreeSet<String> = raw.chain(there.iter().map(|(_, path)| path.clone())).collect();
        for path in paths {
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] {
                // Whatever can be read can be asked about without reading it.
                if method == "HEAD" && there.contains(&("GET".to_owned(), path.clone())) {
                    continue;
                }
                let answer = world.people[1].call(method, &path, &world.real, false).await;
                // A browser that loads the address of a form is sent home: tests/all/around.
                let home = ["GET", "HEAD"].contains(&method) && path.starts_with("/api/") && answer.status == 303;
                if answer.status != 405 && !home {
                    there.insert((method.to_owned(), path.clone()));
                }
            }
        }
        assert_eq!(there, listed);
    }

    async fn every_call_that_the_table_refuses_is_refused_and_changes_nothing(app: TestApp) {
        let world = World::open(app).await;
        let before = world.app.rows(&TABLES).await;
        for person in &world.people {
            walk(&world, person, &world.real, false).await;
            walk(&world, person, &world.absent, false).await;
            let after = world.app.rows(&TABLES).await;
            let changed: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
            assert_eq!(after, before, "{} changed {changed:#?}", person.name);
        }
    }

    async fn every_call_that_the_table_allows_is_answered(app: TestApp) {
        let world = World::open(app).await;
        for person in &world.people {
            let ids = world.with_own_upload(person).await;
            walk(&world, person, &ids, true).await;
        }
    }

    async fn what_belongs_to_another_client_answers_byte_for_byte_like_what_is_not_there(app: TestApp) {
        let world = World::open(app).await;
        for person in &world.people {
            let foreign = |(method, path, who): &&(&str, &str, Who)| {
                names_a_thing(method, path) && is_another_s(*who, person.side)
            };
            let of_firm = matches!(person.side, Side::Walled(_)); // Each call in the manner that people use.
            for (method, path, _) in TABLE.iter().filter(foreign) {
                for form in [false, true].into_iter().filter(|form| !of_firm || *form == path.starts_with("/api/")) {
                    let foreign = person.call(method, path, &world.real, form).await;
                    let absent = person.call(method, path, &world.absent, form).await;
                    assert_eq!(foreign.status, 404, "{} {method} {path}: {}", person.name, foreign.body);
                    assert_eq!(foreign.without_nonce(), absent.without_nonce(), "{} {method} {path}", person.name);
                }
            }
        }
    }

    async fn a_permission_that_has_just_been_taken_is_gone_with_the_next_request(app: TestApp) {
        let world = World::open(app).await;
        let find = |name: &str| world.people.iter().find(|person| person.name == name).unwrap();
        let account = |email: &str| format!("SELECT id FROM accounts WHERE email_key = '{email}'");
        let [max, renee] = [account("max@firm.example"), account("renee@firm.example")];
        let (max, renee) = (world.text(&max).await, world.text(&renee).await);
        let of = |name: &'static str| (name, world.real.of(name));
        for (name, act, typed, after) in [
            ("staff", "change_role", vec![("account", renee), ("role", "front desk".to_owned())], Side::Firm(Role::FrontDesk)),
            ("manager", "remove_from_group", vec![of("group"), ("account", max)], Side::Walled(Role::Manager)),
            ("client A", "disable_access", vec![of("client"), of("contact")], Side::Nobody),
        ] {
            let before = find(name);
            let done = find("owner").post(&format!("/api/{act}"), &typed, false).await;
            assert!(done.status < 400, "{act}: {}", done.body);
            let now = Person { name, side: after, base: before.base.clone(), http: before.http.clone() };
            let rows = world.app.rows(&TABLES).await;
            let mut taken = 0;
            for route in TABLE.iter().filter(|route| expected(**route, before, &world.real) == Answer::Allowed) {
                let wanted = expected(*route, &now, &world.real);
                if wanted != Answer::Allowed {
                    let answer = now.call(route.0, route.1, &world.real, false).await;
                    assert_eq!(answer.verdict(route.2), wanted, "{name} {route:?}\n{}", answer.body);
                    taken += 1;
                }
            }
            assert!(taken > 10, "{act} takes only {taken} permissions");
            assert_eq!(world.app.rows(&TABLES).await, rows, "{name} changed something");
        }
    }

    async fn drafts_and_matters_that_were_not_shown_are_not_there_for_the_client_itself(app: TestApp) {
        let world = World::open(app).await;
        let mut hidden = world.real.clone();
        for (name, instead) in [("request", "draft"), ("item", "draft_item"), ("matter", "other")] {
            hidden.things.insert(name, world.real.of(instead));
        }
        let mariam = world.people.iter().find(|person| person.name == "client A").unwrap();
        let concerns = |path: &str| path.starts_with("/portal/requests/") || path.starts_with("/portal/matters/") || is_of_clients(path);
        let concerned: Vec<_> = TABLE.iter().filter(|(_, path, _)| concerns(path)).collect();
        assert_eq!(concerned.len(), 7);
        for (method, path, _) in concerned {
            for form in [false, true] {
                let (seen, absent) = (mariam.call(method, path, &hidden, form).await, mariam.call(method, path, &world.absent, form).await);
                assert_eq!(seen.status, 404, "{method} {path}: {}", seen.body);
                assert_eq!(seen.without_nonce(), absent.without_nonce(), "{method} {path}");
            }
        }
    }

    async fn a_part_of_something_else_answers_like_one_that_is_not_there_and_nothing_changes(app: TestApp) {
        const IN_WORDS: [(&str, u16); 4] = [("enter_phase", 422), ("show_matter", 422), ("change_request_rule", 409), ("remove_request_rule", 409)];
        let world = World::open(app).await;
        let before = world.app.rows(&TABLES).await;
        let mut tried = 0;
        for (_, path, who) in TABLE {
            let Some(action) = path.strip_prefix("/api/") else { continue };
            let name = if *who == Who::ClientPeople { "client A" } else { "owner" };
            let person = world.people.iter().find(|person| person.name == name).unwrap();
            for [absent, other] in world.real.wrong_parts(action) {
                let [absent, other] = [person.call("POST", path, &absent, false).await, person.call("POST", path, &other, false).await];
                let status = IN_WORDS.iter().find(|(one, _)| *one == action).map_or(404, |(_, status)| *status);
                assert_eq!((absent.status, &absent.body), (status, &other.body), "{action}: {}", other.status);
                assert_eq!(absent.status, other.status, "{action}");
                tried += 1;
            }
        }
        assert!(tried > 30, "only {tried} acts name a part");
        assert_eq!(world.app.rows(&TABLES).await, before);
    }
}

#[test]
fn the_docs_hold_the_policy_word_for_word() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/POLICY.md");
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(&policy::as_markdown()), "docs/POLICY.md does not hold this:\n{}", policy::as_markdown());
    for (method, path, _) in TABLE {
        assert!(text.contains(&format!("`{method} {path}`")), "docs/POLICY.md does not name {method} {path}");
    }
}
