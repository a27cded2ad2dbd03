//! `/portal/matters/{id}`: a matter as its client sees it.

use crate::accounts::Content;
use crate::kernel::Result;
use crate::portal_access::Place;

/// The page.
pub async fn page(_place: Place) -> Result<Content> {
    Err(crate::kernel::AppError::NotFound)
}
