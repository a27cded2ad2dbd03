//! Matters as clients see them: only those made visible to them, only what was made visible of those.

use super::cast::{Cast, cast, id, now, run, send, usual};
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::files::pdf;
use gk_nexus::kernel::Span;

/// A tax return in its second of three steps, seen by Mariam.
pub async fn tax_return(app: &TestApp, cast: &Cast) -> String {
    let (now, matter) = (now(app), id(0x3000));
    let (kind, client, owner) = (id(0x3001), &cast.client, &cast.owner);
    run(
        app,
        format!("INSERT INTO matter_types (id, name, name_key, created_at) VALUES ('{kind}', 'Tax', 'tax', {now})"),
    )
    .await;
    for (place, inside, outside, sentence) in [
        (1, "KYC and conflict check", "Engagement", "We prepare your engagement letter."),
        (2, "Chase docs", "Your documents", "We start the review when the last one is here."),
        (3, "Partner sign-off", "Review", "We check everything."),
    ] {
        let phase = id(0x3010 + place);
        run(
            app,
            format!(
                "INSERT INTO phases (id, type_id, position, name, client_name, sentence)
                VALUES ('{phase}', '{kind}', {place}, '{inside}', '{outside}', '{sentence}')"
            ),
        )
        .await;
    }
    let phase = id(0x3012);
    run(
        app,
        format!(
            "INSERT INTO matters (id, reference, client_id, type_id, title, status, status_since, phase_id, phases_done,
                sentence, lead_id, start_on, open, created_at, created_by, changed_at)
            VALUES ('{matter}', 'M-2026-0148', '{client}', '{kind}', 'Personal tax return 2025', 'Waiting on client', {now},
                '{phase}', FALSE, '', '{owner}', '2026-10-05', TRUE, {now}, '{owner}', {now})"
        ),
    )
    .await;
    run(
        app,
        format!(
            "INSERT INTO matter_steps (id, matter_id, phase_id, entered_at) VALUES ('{}', '{matter}', '{phase}', {now})",
            id(0x3020)
        ),
    )
    .await;
    run(
        app,
        format!(
            "INSERT INTO matter_contacts (matter_id, contact_id, created_at) VALUES ('{matter}', '{}', {now})",
            cast.mariam_id
        ),
    )
    .await;
    matter
}

pub async fn deadline(app: &TestApp, matter: &str, number: u32, title: &str, due: &str, visible: bool) {
    let (now, id) = (now(app), id(0x3100 + number));
    run(
        app,
        format!(
            "INSERT INTO deadlines (id, matter_id, title, due_on, visible, created_at, done, done_by)
            VALUES ('{id}', '{matter}', '{title}', '{due}', {visible}, {now}, FALSE, '')"
        ),
    )
    .await;
}

pub async fn note(app: &TestApp, cast: &Cast, matter: &str, number: u32, words: &str, visible: bool) {
    let (now, id, owner) = (now(app), id(0x3200 + number), &cast.owner);
    run(
        app,
        format!(
            "INSERT INTO matter_notes (id, matter_id, author_id, words, visible, created_at)
            VALUES ('{id}', '{matter}', '{owner}', '{words}', {visible}, {now})"
        ),
    )
    .await;
}

on_both_databases! {
    async fn a_client_sees_how_far_their_matter_is_and_whom_to_call(app: TestApp) {
        let cast = cast(&app).await;
        let matter = tax_return(&app, &cast).await;
        let usual = usual(&app, &cast).await;
        run(&app, format!("UPDATE requests SET matter_id = '{matter}' WHERE id = '{}'", usual.request)).await;
        deadline(&app, &matter, 1, "Internal review", "2026-11-25", false).await;
        deadline(&app, &matter, 2, "Return filed", "2027-04-30", true).await;
        note(&app, &cast, &matter, 1, "Ask for more fees.", false).await;
        note(&app, &cast, &matter, 2, "We met on Monday.", true).await;
        let home = cast.mariam.open("/portal").await;
        home.must_say("One thing is waiting for you.").must_say("Personal tax return 2025 · 0 of 3 done");
        let card = home.sheet("Personal tax return 2025");
        card.must_say("Waiting for you").must_say("Step 2 of 3, Your documents. We start the review when the last one");
        assert_eq!(card.fact("Next deadline"), "Return filed in 22 weeks · Fri 30 Apr 2027");
        assert_eq!(card.fact("Looking after this"), "Anjali Persaud +592 555 0147");
        assert_eq!(card.fact("Reference"), "M-2026-0148");
        let page = card.follow("Personal tax return 2025").await;
        assert_eq!(page.must_be(200).heading(), "Personal tax return 2025");
        assert_eq!(page.each(".stepper li"), ["Engagement, done", "Your documents", "Review"]);
        assert_eq!(page.each(".stepper li[aria-current=step]"), ["Your documents"]);
        for words in [
            "Waiting for you",
            "Return filed",
            "We met on Monday.",
            "What we asked you for",
            "2 to send",
            "We asked you for “Documents for your 2025 tax return”",
            "We reached the step “Your documents”",
            "Write to Anjali",
        ] {
            page.must_say(words);
        }
        for words in ["KYC", "Chase docs", "Partner sign-off", "Internal review", "more fees"] {
            page.must_not_say(words);
            home.must_not_say(words);
        }
        send(&cast.mariam, &usual.path, "Payslips", &[("payslips.pdf", &pdf("payslips"))]).await.must_be(200);
        let page = cast.mariam.open(&page.path).await;
        page.must_say("payslips.pdf").must_say("You sent payslips.pdf").must_say("1 of 3 done");
        cast.mariam.open(&usual.path).await.follow("Personal tax return 2025").await.must_be(200);
        run(&app, format!("UPDATE matters SET sentence = 'We wait for the court.' WHERE id = '{matter}'")).await;
        let own = cast.mariam.open(&page.path).await;
        own.must_say("We wait for the court.").must_not_say("We start the review");
    }

    async fn a_matter_is_absent_for_a_contact_to_whom_it_was_not_shown(app: TestApp) {
        let cast = cast(&app).await;
        let matter = tax_return(&app, &cast).await;
        let usual = usual(&app, &cast).await;
        run(&app, format!("UPDATE requests SET matter_id = '{matter}' WHERE id = '{}'", usual.request)).await;
        let path = format!("/portal/matters/{matter}");
        for other in [&cast.yusuf, &cast.omar, &cast.anjali] {
            other.open(&path).await.must_be(404).must_not_say("tax return");
        }
        // A request about it shows itself, and not the matter.
        cast.yusuf.open("/portal").await.must_say("No matters yet").must_not_say("Personal tax return").must_not_say("M-2026");
        let page = cast.yusuf.open(&usual.path).await;
        page.must_be(200).must_not_say("Personal tax return").must_not_say(&matter);
        assert!(page.links("Home").contains(&"/portal".to_owned()));
    }

    async fn a_closed_matter_is_read_until_its_last_day(app: TestApp) {
        let cast = cast(&app).await;
        let matter = tax_return(&app, &cast).await;
        run(
            &app,
            format!(
                "UPDATE matters SET open = FALSE, status = 'Completed', phases_done = TRUE, phase_id = NULL,
                    closed_at = {}, readable_until = '2026-11-25' WHERE id = '{matter}'",
                now(&app)
            ),
        )
        .await;
        let path = format!("/portal/matters/{matter}");
        let home = cast.mariam.open("/portal").await;
        home.must_say("No matters yet").must_not_say("Personal tax return 2025");
        home.follow("1 finished matter").await.must_say("Personal tax return 2025").must_say("All steps are done.");
        cast.mariam.open(&path).await.must_be(200).must_say("You can read it here until Wed 25 Nov");
        app.wait(Span::hours(14)); // 25 November, 00:22 in Guyana
        cast.mariam.sign_in(crate::portal::cast::MARIAM, crate::support::people::PASSWORD).await;
        cast.mariam.open(&path).await.must_be(200);
        app.wait(Span::days(1));
        cast.mariam.sign_in(crate::portal::cast::MARIAM, crate::support::people::PASSWORD).await;
        cast.mariam.open(&path).await.must_be(404);
        cast.mariam.open("/portal?finished=1").await.must_not_say("Personal tax return 2025");
    }

    async fn of_a_matter_that_ended_before_its_last_step_nothing_is_due(app: TestApp) {
        let cast = cast(&app).await;
        let matter = tax_return(&app, &cast).await;
        deadline(&app, &matter, 1, "Return filed", "2026-12-20", true).await;
        let path = format!("/portal/matters/{matter}");
        cast.mariam.open(&path).await.must_say("Step 2 of 3, Your documents.").must_say("Return filed");
        let closed = now(&app);
        let close = format!(
            "UPDATE matters SET open = FALSE, status = 'Cancelled', closed_at = {closed}, readable_until = '2026-12-24' WHERE id = '{matter}'"
        );
        run(&app, close).await;
        let page = cast.mariam.open(&path).await;
        page.must_say("It ended at step 2 of 3, Your documents.").must_not_say("Return filed");
    }

    async fn documents_filed_under_a_matter_are_seen_by_those_whose_they_are(app: TestApp) {
        let cast = cast(&app).await;
        let matter = tax_return(&app, &cast).await;
        let documents = format!("{}/documents", cast.profile);
        let whom = cast.mariam_id.as_str();
        cast.anjali.upload(&documents, &[("letter.pdf", &pdf("letter"))], &[("contacts", whom)]).await.must_be(200);
        cast.anjali.upload(&documents, &[("draft.pdf", &pdf("draft"))], &[]).await.must_be(200);
        cast.yusuf.upload("/portal/documents", &[("theirs.pdf", &pdf("theirs"))], &[]).await.must_be(200);
        cast.mariam.upload("/portal/documents", &[("mine.pdf", &pdf("mine"))], &[]).await.must_be(200);
        run(&app, format!("UPDATE documents SET matter_id = '{matter}', filed_as = 'kestrel-filed'")).await;
        let page = cast.mariam.open(&format!("/portal/matters/{matter}")).await;
        for there in ["letter.pdf", "mine.pdf"] {
            page.download_of(there);
        }
        for hidden in ["draft.pdf", "theirs.pdf", "kestrel-filed"] {
            page.must_not_say(hidden);
        }
    }
}
