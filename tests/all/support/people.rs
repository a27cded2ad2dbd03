//! People as test drivers: staff who sign in, clients who are invited and activate.

use super::mailbox::link;
use super::{Browser, Page, TestApp};
use gk_nexus::accounts::model::NewPassword;
use gk_nexus::accounts::store::{self as accounts, NewAccount};
use gk_nexus::accounts::{Role, passwords};
use gk_nexus::firm::{self, Accent, Firm};
use gk_nexus::kernel::Email;

/// Everybody's password.
pub const PASSWORD: &str = "letterhead and ledger";

impl TestApp {
    /// The firm with an owner: Anjali Persaud, signed in.
    pub async fn owner(&self) -> Browser {
        self.firm().await;
        self.staff(Role::Owner, "Anjali Persaud", "anjali@persaudvale.example").await
    }

    /// Names the firm.
    pub async fn firm(&self) {
        let firm = Firm {
            name: "Persaud & Vale".into(),
            email: "office@persaudvale.example".into(),
            phone: "+592 555 0142".into(),
            address: "14 Robb Street\nGeorgetown".into(),
            hours: String::new(),
            accent: Accent::default(),
            time_zone: "America/Guyana".into(),
        };
        let mut tx = self.services.db.write().await.unwrap();
        firm::store::save(&mut tx, &firm, self.services.now()).await.unwrap();
        tx.save().await.unwrap();
    }

    /// An account for somebody of the firm, signed in.
    pub async fn staff(&self, role: Role, name: &str, email: &str) -> Browser {
        let password = NewPassword::parse("password", PASSWORD, &[]).unwrap();
        let hash = passwords::hash(&self.services, &password).await.unwrap();
        let email = Email::parse("email", email).unwrap();
        let new = NewAccount { role: Some(role), name, email: &email, phone: "+592 555 0147", password_hash: &hash };
        let mut tx = self.services.db.write().await.unwrap();
        accounts::add(&mut tx, new, self.services.now()).await.unwrap();
        tx.save().await.unwrap();
        let browser = self.browser();
        // As an island does: nobody looks at the pages before and after, of which there are a thousand in all tests.
        let (status, _) = browser.call("sign_in", &[("email", email.as_str()), ("password", PASSWORD)]).await;
        assert!(status < 400, "{email} can't sign in: {status}");
        browser
    }

    /// A client with one contact, made by `staff`. Gives the path of its profile, `/clients/{id}`.
    pub async fn client(&self, staff: &Browser, name: &str, email: &str) -> String {
        let form = staff.open("/clients/new").await.form("Save client");
        let page = form.fill("Name", name).fill("Email", email).fill("Phone", "+592 555 0163").send().await;
        page.must_be(200).must_say(name);
        page.path.trim_end_matches("/portal-access").to_owned()
    }

    /// The link in the last invitation to this address.
    pub async fn invitation_link(&self, email: &str) -> String {
        self.deliver().await;
        link(&self.mailbox.last_to(email), &self.base, "/activate/")
    }

    /// The person with this address opens their last invitation and chooses [`PASSWORD`]: their browser, signed in.
    pub async fn activate(&self, email: &str) -> Browser {
        let link = self.invitation_link(email).await;
        let browser = self.browser();
        let page = browser.open(&link).await.form("Activate account").fill("Password", PASSWORD).send().await;
        page.must_be(200);
        assert_eq!(page.path, "/portal");
        browser
    }

    /// A client with one contact who has activated: profile path, and their browser, signed in.
    pub async fn active_client(&self, staff: &Browser, name: &str, email: &str) -> (String, Browser) {
        let profile = self.client(staff, name, email).await;
        staff.invite(&profile).await;
        let link = self.invitation_link(email).await;
        let browser = self.browser();
        let page = browser.open(&link).await.form("Activate account").fill("Password", PASSWORD).send().await;
        page.must_be(200);
        assert_eq!(page.path, "/portal");
        (profile, browser)
    }
}

impl Browser {
    /// Signs in on the sign-in page.
    pub async fn sign_in(&self, email: &str, password: &str) -> Page {
        self.open("/login").await.form("Sign in").fill("Email", email).fill("Password", password).send().await
    }

    /// Gives the password once more, as before an export.
    pub async fn confirm(&self) -> Page {
        self.open("/confirm").await.form("Confirm").fill("Password", PASSWORD).send().await
    }

    /// Invites the first contact of a client, as the seed's steps say.
    pub async fn invite(&self, profile: &str) -> Page {
        let tab = self.open(profile).await.follow("Portal Access").await;
        let dialog = tab.form("Send Portal Invite").send().await;
        dialog.form("Send Invitation").send().await
    }

    /// The Portal Access tab of a client.
    pub async fn tab(&self, profile: &str) -> Page {
        self.open(&format!("{profile}/portal-access")).await
    }

    /// Invites the contact with this address, one of several.
    pub async fn invite_contact(&self, profile: &str, email: &str) -> Page {
        let dialog = self.tab(profile).await.form_beside("Send Portal Invite", email).send().await;
        dialog.form("Send Invitation").send().await
    }

    /// Adds a contact to a client. Gives the tab.
    pub async fn add_contact(&self, profile: &str, name: &str, email: &str) -> Page {
        let form = self.open(&format!("{profile}/contacts/new")).await.form("Save contact");
        let page = form.fill("Name", name).fill("Email", email).send().await;
        page.must_be(200).must_say(name);
        page
    }
}
