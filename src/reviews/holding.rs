//! Who looks at what: a mark that ends by itself, so that two reviewers don't begin with the same document. It is a
//! courtesy; what protects the decision is `decide`.

use super::permit::OnSubmission;
use super::store;
use crate::accounts::{Act, Staff};
use crate::kernel::{Result, Span};
use crate::requests::model::SubmissionId;
use crate::server::Services;

/// How long a mark lasts. The page that holds it renews it in time.
pub const LASTS: Span = Span::minutes(2);

/// Marks a submission as looked at by this person. Gives who else does, or who decided; empty when it is theirs.
pub async fn hold(services: &Services, staff: &Staff, submission: SubmissionId) -> Result<String> {
    let mut tx = services.db.write().await?;
    let now = services.now();
    let on = OnSubmission::of_staff(&mut tx, staff, Act::Review, submission).await?;
    if store::hold(&mut tx, &on, now, now + LASTS).await? {
        tx.save().await?;
        return Ok(String::new());
    }
    let one = store::find(&mut tx, &on).await?;
    let other = one.holder(staff.id(), now).map(looks);
    let decided = one.decided_by_name.filter(|_| one.state != "waiting");
    Ok(other.or_else(|| decided.map(|who| format!("{who} has reviewed this."))).unwrap_or_default())
}

/// Takes back one's own mark: the page is left.
pub async fn let_go(services: &Services, staff: &Staff, submission: SubmissionId) -> Result<()> {
    let mut tx = services.db.write().await?;
    let on = OnSubmission::of_staff(&mut tx, staff, Act::Review, submission).await?;
    store::let_go(&mut tx, &on).await?;
    tx.save().await
}

/// `Thomas Vale is looking at this.`
pub fn looks(who: &str) -> String {
    format!("{who} is looking at this.")
}
