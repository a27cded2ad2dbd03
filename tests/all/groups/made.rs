//! How groups are made and filled, who may, and what can go where.

use super::office::{last, office, text};
use crate::on_both_databases;
use gk_nexus::accounts::Role;

on_both_databases! {
    async fn owners_make_groups_and_nobody_lets_themselves_in(app: TestApp) {
        let at = office(&app).await;
        let group = ("group", at.group.as_str());
        at.renee.open("/settings/groups").await.must_be(403);
        at.renee.open("/settings").await.must_not_say("/settings/groups");
        for (who, own) in [(&at.renee, &at.renee_id), (&at.akua, &at.akua_id)] {
            assert_eq!(who.call("add_to_group", &[group, ("account", own)]).await.0, 403);
            assert_eq!(who.call("create_group", &[("name", "Mine")]).await.0, 403);
            assert_eq!(who.call("remove_from_group", &[group, ("account", &at.akua_id)]).await.0, 403);
        }
        let page = at.anjali.open("/settings/groups").await;
        let again = page.form("Make group").fill("Name", "LITIGATION").send().await;
        again.must_be(422).must_say("Another practice group has this name");
        page.form("Save name").fill("Name", "Disputes").send().await.must_be(200).must_say("Disputes");
        assert_eq!(at.anjali.call("add_to_group", &[group, ("account", &at.akua_id)]).await.0, 409);
        assert_eq!(at.anjali.call("add_to_group", &[group, ("account", "nobody")]).await.0, 422);
        assert_eq!(at.anjali.call("remove_from_group", &[group, ("account", &at.renee_id)]).await.0, 404);

        // A client person is none of the firm, whatever is typed.
        let (profile, _) = app.active_client(&at.anjali, "Kestrel Ltd", "kestrel@example.com").await;
        let person = text(&app, "SELECT id FROM accounts WHERE kind = 'client'").await;
        assert_eq!(at.anjali.call("add_to_group", &[group, ("account", &person)]).await.0, 422);

        // A manager moves clients into groups of their own only; others of the firm move none.
        let client = last(&profile).to_owned();
        let typed = [("client", client.as_str()), ("name", "Kestrel Ltd"), ("email", "kestrel@example.com"), ("phone", ""), group];
        assert_eq!(at.akua.call("change_client", &typed).await.0, 403);
        assert_eq!(at.renee.call("change_client", &typed).await.0, 422);
        let mut unknown = typed;
        unknown[4] = ("group", "0190a1b2c3d4e5f60718293a4b5c6d7e");
        assert_eq!(at.renee.call("change_client", &typed).await, at.renee.call("change_client", &unknown).await);
        at.akua.open(&format!("{profile}/edit")).await.must_not_say("Practice group");

        // What she makes is of her group unless she says otherwise.
        let form = at.akua.open("/clients/new").await.form("Save client");
        assert_eq!(form.value("Practice group"), at.group);
        let own = form.fill("Name", "Heron Harbour").fill("Email", "heron@example.com").send().await;
        own.must_be(200).must_say("practice group Disputes");
        at.renee.open(own.path.trim_end_matches("/portal-access")).await.must_be(404);
        let form = at.akua.open("/clients/new").await.form("Save client").fill("Name", "Ibis").fill("Email", "ibis@example.com");
        let refused = form.set("lead", &at.renee_id).send().await;
        assert!(refused.error_beside("Lead").unwrap().contains("Renée Vale does not belong to the practice group"));

        // Put away, a group is not offered any more; its wall stands.
        let page = at.anjali.open("/settings/groups").await.form("Archive Disputes").send().await;
        page.must_say("Only its members and owners still see what is in it");
        assert!(!page.has_button("Add to group Disputes") && page.has_button("Remove"), "nobody new in a group put away");
        at.akua.open("/clients/new").await.must_not_say("Practice group");
        at.renee.open("/clients").await.must_not_say("Heron Harbour");
        at.akua.open("/clients").await.must_say("Heron Harbour");
        let form = at.anjali.open("/clients/new").await.form("Save client").fill("Name", "Ibis").fill("Email", "ibis@example.com");
        form.set("group", &at.group).send().await.must_be(422);
        let heron = own.path.trim_end_matches("/portal-access").to_owned();
        // An old form goes on working.
        at.anjali.open(&format!("{heron}/edit")).await.form("Save client").fill("Name", "Heron Ltd").send().await.must_be(200).must_say("Disputes");
        assert_eq!(at.anjali.call("archive_group", &[group]).await.0, 409);
        at.anjali.open("/settings/groups").await.form("Restore Disputes").send().await.must_be(200);
        at.anjali.open("/activity").await.must_say("Renamed the practice group Litigation to Disputes");
    }

    async fn an_archived_group_takes_nobody_new_until_it_is_restored(app: TestApp) {
        let at = office(&app).await;
        let old = at.anjali.open("/settings/groups").await;
        old.form("Archive Litigation").send().await.must_be(200).must_say("Nothing new can be added.");
        let refused = old.form("Add to group").fill("Add", &at.renee_id).send().await;
        refused.must_be(409).must_say("Litigation is archived: nobody new can belong to it. Restore it first.");
        assert_eq!(app.count("SELECT COUNT(*) FROM staff_groups").await, 1, "Akua alone");
        refused.form("Restore Litigation").send().await.must_be(200);
        let page = at.anjali.open("/settings/groups").await;
        let page = page.form("Add to group").fill("Add", &at.renee_id).send().await;
        page.must_be(200).must_say("Renée Vale belongs to Litigation now.");
    }

    async fn a_contact_of_two_clients_is_no_hole_in_the_wall(app: TestApp) {
        let at = office(&app).await;
        let thomas = app.staff(Role::Staff, "Thomas Boyd", "thomas@persaudvale.example").await;
        let (kestrel, lina) = app.active_client(&at.anjali, "Kestrel Ltd", "lina@example.com").await;
        let heron = app.client(&thomas, "Heron Harbour", "heron@example.com").await;
        lina.send_files("/portal/documents", &[("secret.pdf", b"%PDF-1.7\nx\n")], &[]).await.must_be(200);
        at.wall(&kestrel).await;
        // The name behind an address is not told; who gives both has the same person.
        let contact = async |name: &str| {
            let form = thomas.open(&format!("{heron}/contacts/new")).await.form("Save contact");
            form.fill("Name", name).fill("Email", "lina@example.com").send().await
        };
        let refused = contact("Somebody").await;
        refused.must_be(422).must_say("This address belongs to somebody else").must_not_say("Kestrel");
        contact("Kestrel Ltd").await.must_be(200);
        // She may be invited, and switched off here; who reads the other client's papers is not for him to choose.
        let id = text(&app, "SELECT id FROM contacts WHERE email_key = 'lina@example.com'").await;
        let edit = format!("{heron}/contacts/{id}/edit");
        let form = thomas.open(&edit).await.form("Save contact").fill("Email", "thief@example.com");
        let refused = form.send().await;
        refused.must_be(422).must_say("Only an owner may change the address of this contact");
        // Looking at her portal, he sees what is of his client.
        thomas.invite_contact(&heron, "lina@example.com").await.must_be(200);
        let look = thomas.tab(&heron).await.form_beside("See the portal as", "Kestrel Ltd").send().await;
        look.must_be(200).must_not_say("secret.pdf");
        thomas.open("/portal/documents").await.must_not_say("secret.pdf");
        let own = at.anjali.open(&edit).await.form("Save contact").fill("Email", "lina2@example.com").send().await;
        own.must_be(200);
    }

    async fn who_sees_one_client_of_a_person_touches_nothing_that_is_also_of_the_other(app: TestApp) {
        let at = office(&app).await;
        let thomas = app.staff(Role::Staff, "Thomas Boyd", "thomas@persaudvale.example").await;
        let (kestrel, lina) = app.active_client(&at.anjali, "Kestrel Ltd", "lina@example.com").await;
        lina.send_files("/portal/documents", &[("secret.pdf", b"%PDF-1.7\nx\n")], &[]).await.must_be(200);
        at.wall(&kestrel).await;
        let decoy = app.client(&thomas, "Decoy Ltd", "decoy@example.com").await;
        let form = thomas.open(&format!("{decoy}/contacts/new")).await.form("Save contact");
        form.fill("Name", "Kestrel Ltd").fill("Email", "lina@example.com").send().await.must_be(200);
        let id = text(&app, "SELECT id FROM contacts WHERE email_key = 'lina@example.com'").await;
        let client = decoy.trim_start_matches("/clients/").to_owned();
        let whom = [("client", client.as_str()), ("contact", id.as_str())];

        // Who would get her mail could sign in as her.
        let thief = [&whom[..], &[("email", "thief@example.com"), ("changes_sign_in", "true"), ("note", "")]].concat();
        let (status, refusal) = thomas.call("send_invitation", &thief).await;
        assert!(status == 422 && refusal.to_string().contains("Only an owner"), "{status} {refusal}");
        thomas.invite_contact(&decoy, "lina@example.com").await.must_be(200);
        assert_ne!(thomas.call("correct_invitation", &thief).await.0, 200);
        assert_eq!(app.count("SELECT COUNT(*) FROM contacts WHERE email_key = 'thief@example.com'").await, 0);
        assert_eq!(app.count("SELECT COUNT(*) FROM accounts WHERE email_key = 'thief@example.com'").await, 0);

        // Nor does he make guessing easier, take a second step away, or leave a number for others to call.
        for _ in 0..5 {
            app.browser().sign_in("lina@example.com", "not the password").await;
        }
        app.run(&format!("UPDATE portal_access SET state = 'active' WHERE client_id = '{client}'")).await.unwrap();
        let (tab, whole) = (thomas.tab(&decoy).await, at.anjali.tab(&decoy).await);
        assert!(!tab.has_button("Unlock") && whole.has_button("Unlock"));
        assert_eq!(thomas.call("unlock", &whom).await.0, 403);
        assert_eq!(thomas.call("reset_second_factor", &whom).await.0, 403);
        let edit = thomas.open(&format!("{decoy}/contacts/{id}/edit")).await;
        edit.must_say("No mail yet").must_not_say("has received");
        let refused = edit.form("Save contact").fill("Phone", "+592 555 0666").send().await;
        assert!(refused.must_be(422).error_beside("Phone").unwrap().contains("Only an owner may change the phone number"));
        let form = thomas.open(&edit.path).await.form("Save contact").fill("Time zone", "Asia/Tokyo");
        let refused = form.send().await;
        assert!(refused.must_be(422).error_beside("Time zone").unwrap().contains("Only an owner may change the time zone"));
        lina.open("/portal/documents").await.must_be(200).must_say("secret.pdf");
        assert_eq!(at.anjali.call("unlock", &whom).await.0, 200, "an owner sees both");
    }
}
