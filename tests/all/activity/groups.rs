//! Practice groups, acted out.

use super::Walk;
use crate::support::Browser;

impl Walk<'_> {
    /// A group is made, filled, emptied, renamed, put away and brought back; a client goes there and comes out again.
    pub(super) async fn groups(&mut self, anjali: &Browser, client: &str) {
        self.act(anjali, "create_group", &[("name", "Tax")]).await;
        let page = anjali.open("/settings/groups").await;
        let group = value(&page.form("Archive Tax").values, "group");
        let own = ("group", group.as_str());
        let named = |name: &'static str| [own, ("name", name)];
        self.act(anjali, "rename_group", &named("Taxes")).await;
        let options = page.html.split("name=\"account\"").nth(1).unwrap().split("<option value=\"");
        let account =
            options.filter_map(|option| option.split('"').next()).find(|id| id.len() == 32).unwrap().to_owned();
        self.act(anjali, "add_to_group", &[own, ("account", &account)]).await;
        self.act(anjali, "remove_from_group", &[own, ("account", &account)]).await;
        for (place, words) in
            [(group.as_str(), "to the practice group Taxes"), ("everybody", "out of the practice group")]
        {
            let typed =
                [("client", client), ("name", "Rahman"), ("email", super::MARIAM), ("phone", ""), ("group", place)];
            assert!(anjali.call("change_client", &typed).await.0 < 300);
            anjali.open("/activity").await.must_say(&format!("Moved client Rahman {words}"));
        }
        self.act(anjali, "archive_group", &[own]).await;
        self.act(anjali, "restore_group", &[own]).await;
    }
}

fn value(values: &[(String, String)], name: &str) -> String {
    values.iter().find(|(field, _)| field == name).unwrap().1.clone()
}
