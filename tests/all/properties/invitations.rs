//! Invitations and access as a machine of states: whatever staff and the invited person do in whatever order, exactly what
//! the rules allow works. Each walk goes through HTTP, beside a small model of the rules (PRODUCT: Portal access).

use super::settings;
use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp};
use gk_nexus::kernel::Span;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

#[derive(Clone, Copy, Debug)]
enum Step {
    Invite,
    Resend,
    Revoke,
    Disable,
    Enable,
    /// The invited person uses a link: the newest, or the one so many before it.
    Accept(usize),
    /// Nothing happens for longer than a link works.
    EightDays,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    use Step::{Accept, Disable, EightDays, Enable, Invite, Resend, Revoke};
    let step = prop_oneof![
        4 => Just(Invite), 4 => Just(Resend), 2 => Just(Revoke), 2 => Just(Disable), 2 => Just(Enable),
        3 => (0_usize..3).prop_map(Accept), 1 => Just(EightDays),
    ];
    proptest::collection::vec(step, 6..14)
}

/// What the rules say.
#[derive(Default, Debug)]
struct Model {
    active: Option<bool>,
    invited: bool,
    revoked: bool,
    over: bool,
    links: Vec<String>,
}

impl Model {
    fn standing(&self) -> &'static str {
        match (self.active, self.invited) {
            (Some(true), _) => "Active",
            (Some(false), _) => "Inactive",
            (None, false) => "Not Invited",
            (None, true) if self.revoked => "Revoked",
            (None, true) if self.over => "Expired",
            (None, true) => "Pending",
        }
    }

    fn allows(&self, step: Step) -> bool {
        match step {
            Step::Invite => matches!(self.standing(), "Not Invited" | "Revoked"),
            Step::Resend => matches!(self.standing(), "Pending" | "Expired"),
            Step::Revoke => matches!(self.standing(), "Pending" | "Expired"),
            Step::Disable => self.active == Some(true),
            Step::Enable => self.active == Some(false),
            Step::Accept(before) => before == 0 && self.standing() == "Pending",
            Step::EightDays => true,
        }
    }

    fn does(&mut self, step: Step) {
        match step {
            Step::Invite | Step::Resend => (self.invited, self.revoked, self.over) = (true, false, false),
            Step::Revoke => self.revoked = true,
            Step::Disable => self.active = Some(false),
            Step::Enable | Step::Accept(_) => self.active = Some(true),
            Step::EightDays => self.over = true,
        }
    }
}

/// Does it; gives whether it worked.
async fn act(app: &TestApp, staff: &Browser, ids: [&str; 3], model: &Model, step: Step) -> bool {
    let [client, contact, email] = ids;
    let thing = [("client", client), ("contact", contact), ("email", email), ("note", ""), ("reason", "")];
    let call = async |action: &str, fields: &[(&str, &str)]| staff.call(action, fields).await.0;
    let status = match step {
        Step::Invite => call("send_invitation", &thing[..4]).await,
        Step::Resend => call("resend_invitation", &thing[..2]).await,
        Step::Revoke => call("revoke_invitation", &thing[..2]).await,
        Step::Disable => call("disable_access", &[thing[0], thing[1], thing[4]]).await,
        Step::Enable => call("enable_access", &thing[..2]).await,
        Step::Accept(before) => {
            let link = model.links.iter().rev().nth(before).map_or("made-up", String::as_str);
            app.browser().call("activate_account", &[("token", link), ("password", PASSWORD)]).await.0
        }
        Step::EightDays => {
            app.wait(Span::days(8));
            staff.sign_in("anjali@persaudvale.example", PASSWORD).await.must_be(200);
            200
        }
    };
    assert!(status < 500, "{step:?}: {status}");
    status < 400
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_done_in_whatever_order_only_what_the_rules_allow_works() {
    let app = TestApp::on_sqlite().await;
    let anjali = app.owner().await;
    let mut runner = TestRunner::new(settings(1));
    let (mut worked, mut refused) = (0, 0);
    for walk in 0..14 {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        let email = format!("person{walk}@example.com");
        let profile = app.client(&anjali, &format!("Person {walk}"), &email).await;
        let tab = anjali.tab(&profile).await.form("Send Portal Invite");
        let contact = tab.values.iter().find(|(name, _)| name == "invite").unwrap().1.clone();
        let client = profile.trim_start_matches("/clients/").to_owned();
        let mut model = Model::default();
        for (at, step) in steps.iter().enumerate() {
            let expected = model.allows(*step);
            let done = act(&app, &anjali, [&client, &contact, &email], &model, *step).await;
            assert_eq!(done, expected, "step {at} of {steps:?}, {model:?}");
            if done {
                model.does(*step);
                if matches!(step, Step::Invite | Step::Resend) {
                    let link = app.invitation_link(&email).await;
                    model.links.push(link.rsplit('/').next().unwrap().to_owned());
                }
            }
            (worked, refused) = (worked + usize::from(done), refused + usize::from(!done));
        }
        assert!(anjali.tab(&profile).await.tags().iter().any(|tag| tag == model.standing()), "{steps:?}: {model:?}");
    }
    assert!(worked > 30 && refused > 30, "{worked} steps worked, {refused} were refused");
}
