//! Whoever loses a group loses it at once: pages, acts, downloads, mails.

use super::office::{AKUA, RENEE, last, office, run, text};
use crate::on_both_databases;
use crate::support::files::pdf;

const ANJALI: &str = "anjali@persaudvale.example";

on_both_databases! {
    async fn who_loses_a_group_loses_it_at_the_next_request(app: TestApp) {
        let at = office(&app).await;
        let (profile, hers) = app.active_client(&at.akua, "Kestrel Ltd", "kestrel@example.com").await;
        at.wall(&profile).await;
        hers.send_files("/portal/documents", &[("papers.pdf", &pdf("x"))], &[]).await.must_be(200);
        let client = last(&profile).to_owned();
        at.akua.open(&profile).await.must_be(200).must_say("Kestrel Ltd");
        let download = at.akua.open(&format!("{profile}/documents")).await.links("Download").remove(0);
        assert_eq!(at.akua.download(&download, &[]).await.0, 200);
        let looking = at.akua.tab(&profile).await.form("See the portal as Kestrel Ltd").send().await;
        looking.must_be(200);
        at.akua.open("/portal/documents").await.must_say("papers.pdf");
        app.deliver().await;
        assert!(app.mailbox.last_to(AKUA).text.contains("papers.pdf"), "she leads the work for whom she made");
        let heard = app.mailbox.to(AKUA).len();

        let said = at.take_akua_out().await;
        said.must_say("Akua Mensah still leads 1 client and works on 0 open matters of it, without seeing them");
        at.akua.open("/portal").await.must_be(404);
        at.akua.open(&profile).await.must_be(404);
        assert_eq!(at.akua.download(&download, &[]).await.0, 404);
        assert_eq!(at.akua.call("archive_client", &[("client", &client)]).await.0, 403);
        assert_eq!(at.akua.call("add_contact", &[("client", &client), ("name", "x"), ("email", "x@example.com")]).await.0, 404);
        at.akua.send_files(&format!("{profile}/documents"), &[("x.pdf", &pdf("x"))], &[]).await.must_be(404);
        at.akua.open("/clients").await.must_not_say("Kestrel");

        // She still leads; news goes to owners and to nobody who does not see the client.
        hers.send_files("/portal/documents", &[("second.pdf", &pdf("y"))], &[]).await.must_be(200);
        app.deliver().await;
        assert!(app.mailbox.to(AKUA).len() == heard && app.mailbox.to(RENEE).is_empty());
        assert!(app.mailbox.last_to(ANJALI).text.contains("second.pdf"));

        let page = at.anjali.open("/settings/groups").await;
        page.form("Add to group").fill("Add", &at.akua_id).send().await.must_be(200);
        at.akua.open(&profile).await.must_be(200);
        hers.send_files("/portal/documents", &[("third.pdf", &pdf("z"))], &[]).await.must_be(200);
        app.deliver().await;
        assert!(app.mailbox.last_to(AKUA).text.contains("third.pdf"));

        // A client that moves takes its matters along, in both directions.
        let group = async || text(&app, &format!("SELECT COALESCE(MAX(client_group_id), 'none') FROM matters WHERE client_id = '{client}'")).await;
        run(&app, "INSERT INTO matter_types (id, name, name_key, created_at) VALUES ('0190a1b2c3d4e5f60718293a4b5c6d70', 'Case', 'case', 1)").await;
        let typed = [("client", client.as_str()), ("type_id", "0190a1b2c3d4e5f60718293a4b5c6d70"), ("title", "Case"),
            ("start_on", "2026-11-24"), ("lead", &at.akua_id)];
        assert!(at.akua.call("open_matter", &typed).await.0 < 300);
        assert_eq!(group().await, at.group);
        let mut outside = typed;
        outside[4] = ("lead", &at.renee_id);
        let (status, answer) = at.akua.call("open_matter", &outside).await;
        assert_eq!(status, 422, "{answer}");
        let form = at.anjali.open(&format!("{profile}/edit")).await.form("Save client");
        form.fill("Practice group", "everybody").send().await.must_be(200).must_not_say("· practice group Litigation");
        assert_eq!(group().await, "none");
        at.renee.open(&profile).await.must_be(200);
        at.renee.open("/activity").await.must_say("Moved client Kestrel Ltd out of the practice group Litigation");
    }
}
