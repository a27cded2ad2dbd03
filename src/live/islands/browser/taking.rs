//! Puts the parts of a fetched page in the places of those that stand here: focus and place on the page stay, and a
//! part that somebody works in is left alone.

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement};

/// What can have the focus.
const CONTROLS: &str = "a[href], button, input, select, textarea, summary";
const FIELDS: &str = "input:not([type=hidden]), textarea";

/// What came of a fetched page.
#[derive(Default)]
pub(super) struct Taken {
    /// What is new, in words.
    pub said: String,
    /// A part was left alone: it is to be looked at again later.
    pub left: bool,
}

/// Takes over what differs.
pub(super) fn take(page: &Document) -> Taken {
    let mut taken = Taken::default();
    for old in all(&document(), "[data-live]") {
        let name = old.get_attribute("data-live").unwrap_or_default();
        let new = page.query_selector(&["[data-live=\"", &name, "\"]"].concat()).ok().flatten();
        let Some(new) = new.filter(|new| new.outer_html() != old.outer_html()) else { continue };
        if is_busy(&old) {
            taken.left = true;
            continue;
        }
        let words = new.get_attribute("data-live-says").unwrap_or_default();
        if words != old.get_attribute("data-live-says").unwrap_or_default() {
            taken.said = words;
        }
        replace(&old, &new);
    }
    taken
}

fn all(page: &Document, selector: &str) -> Vec<Element> {
    page.query_selector_all(selector).map(|found| elements(&found)).unwrap_or_default()
}

fn inside(part: &Element, selector: &str) -> Vec<Element> {
    part.query_selector_all(selector).map(|found| elements(&found)).unwrap_or_default()
}

fn elements(found: &web_sys::NodeList) -> Vec<Element> {
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

/// Whether somebody types there, has typed there, or has a dialog of it open.
fn is_busy(part: &Element) -> bool {
    let focused = document().active_element().filter(|focus| part.contains(Some(focus)));
    let types = focused.is_some_and(|focus| focus.matches("input, select, textarea").unwrap_or_default());
    let open = part.query_selector("dialog[open]").ok().flatten().is_some();
    types || open || inside(part, FIELDS).iter().any(is_touched)
}

/// Whether a field holds something else than it came with.
fn is_touched(field: &Element) -> bool {
    let differs = |now: &str, came: &str| {
        let of = |name: &str| Reflect::get(field, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
        of(now) != of(came)
    };
    differs("value", "defaultValue") || differs("checked", "defaultChecked")
}

fn replace(old: &Element, new: &Element) {
    let Ok(node) = document().import_node_with_deep(new, true) else { return };
    let (x, y) = (window().scroll_x().unwrap_or_default(), window().scroll_y().unwrap_or_default());
    let focus = focused_in(old);
    if old.replace_with_with_node_1(&node).is_err() {
        return;
    }
    if let (Some(focus), Ok(part)) = (focus, node.dyn_into::<Element>()) {
        focus.give_back(&part);
    }
    window().scroll_to_with_x_and_y(x, y);
}

/// What had the focus in a part: the control's own words and place.
struct Focus {
    html: String,
    href: Option<String>,
    place: usize,
}

fn focused_in(part: &Element) -> Option<Focus> {
    let focus = document().active_element().filter(|focus| part.contains(Some(focus)))?;
    let place = inside(part, CONTROLS).iter().position(|control| *control == focus)?;
    Some(Focus { html: focus.outer_html(), href: focus.get_attribute("href"), place })
}

impl Focus {
    /// To the same control, or one that leads to the same place, or the one that stands there now.
    fn give_back(&self, part: &Element) {
        let controls = inside(part, CONTROLS);
        let same = controls.iter().find(|control| control.outer_html() == self.html);
        let leads =
            || controls.iter().find(|control| self.href.is_some() && control.get_attribute("href") == self.href);
        let near = || controls.get(self.place).or(controls.last());
        if let Some(control) = same.or_else(leads).or_else(near).and_then(|control| control.dyn_ref::<HtmlElement>()) {
            let _ = control.focus();
        }
    }
}
