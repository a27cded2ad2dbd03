//! The field by which a client or matter goes into a practice group.

use super::model::{Chosen, GroupId};
use super::store;
use crate::accounts::Staff;
use crate::kernel::{Form, Result};
use crate::server::Tx;
use crate::ui::SelectField;
use leptos::prelude::*;

/// The groups that somebody can choose from, and the one that is chosen now.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    options: Vec<(String, String)>,
    now: String,
}

impl Groups {
    /// For something new: of one's own group, where there is only one.
    ///
    /// # Errors
    /// The database's.
    pub async fn for_new(tx: &mut Tx, staff: &Staff) -> Result<Self> {
        let offered = store::offered(tx, staff).await?;
        let now = match offered.as_slice() {
            [(own, _)] if staff.wall().hides() => own.to_string(),
            _ => Chosen::EVERYBODY.to_owned(),
        };
        Ok(Groups { options: options(offered), now })
    }

    /// The same, and none at first: a matter is of its client's group anyway.
    pub fn or_everybody(self) -> Self {
        Groups { now: Chosen::EVERYBODY.to_owned(), ..self }
    }

    /// For something that is there, of this group now, also where that is archived.
    ///
    /// # Errors
    /// The database's.
    pub async fn for_known(tx: &mut Tx, staff: &Staff, now: Option<&GroupId>) -> Result<Self> {
        let mut offered = store::offered(tx, staff).await?;
        if let Some(id) = now
            && offered.iter().all(|(one, _)| one != id)
        {
            let (name, _) = store::name_of(tx, id).await?;
            offered.push((id.clone(), format!("{name} (archived)")));
        }
        let now = now.map_or(Chosen::EVERYBODY.to_owned(), ToString::to_string);
        Ok(Groups { options: options(offered), now })
    }

    /// The field; nothing where no group can be chosen.
    pub fn field(self, form: &Form, hint: &'static str) -> Option<AnyView> {
        (!self.options.is_empty()).then(|| {
            view! { <SelectField form=form name="group" label="Practice group" options=self.options value=self.now hint=hint /> }
                .into_any()
        })
    }
}

fn options(offered: Vec<(GroupId, String)>) -> Vec<(String, String)> {
    if offered.is_empty() {
        return Vec::new();
    }
    let everybody = (Chosen::EVERYBODY.to_owned(), "None".to_owned());
    std::iter::once(everybody).chain(offered.into_iter().map(|(id, name)| (id.to_string(), name))).collect()
}
