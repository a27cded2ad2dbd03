//! What staff do about mails that could not be sent.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use super::MailId;
use crate::kernel::Result;
use leptos::server;

/// Sends a mail again that was given up.
#[server(prefix = "/api", endpoint = "send_mail_again")]
pub async fn send_mail_again(mail: MailId) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::HandleMail)?;
    let to = changes::send_again(&services()?, &staff, &mail).await?;
    say(&format!("We are trying to send the mail to {to} again."));
    Ok(())
}

/// Takes a mail off the list that somebody has dealt with in another way.
#[server(prefix = "/api", endpoint = "set_mail_aside")]
pub async fn set_mail_aside(mail: MailId) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::HandleMail)?;
    let to = changes::set_aside(&services()?, &staff, &mail).await?;
    say(&format!("The mail to {to} is set aside. It will not be sent."));
    Ok(())
}

/// Lets mail go again to an address that it came back from.
#[server(prefix = "/api", endpoint = "resume_mail")]
pub async fn resume_mail(address: String) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::HandleMail)?;
    let said = changes::resume(&services()?, &staff, &address).await?;
    say(&said);
    Ok(())
}
