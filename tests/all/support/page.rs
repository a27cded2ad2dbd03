//! A page as a person without JavaScript has it before them: headings, text, links, and forms found by their button.

use super::Browser;
use super::browser::POISON;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};

pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// Path and query, after redirects.
    pub path: String,
    pub html: String,
    browser: Browser,
}

impl Page {
    pub(super) async fn read(browser: Browser, response: reqwest::Response) -> Page {
        let status = response.status();
        let headers = response.headers().clone();
        let url = response.url().clone();
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let html = response.text().await.unwrap();
        assert!(!html.contains(POISON), "{path} follows a forged host:\n{html}");
        Page { status, headers, path, html, browser }
    }

    /// All visible text of the page, white space folded.
    pub fn text(&self) -> String {
        let document = Html::parse_document(&self.html);
        let body = document.select(&select("body")).next();
        body.map(text_of).unwrap_or_default()
    }

    /// What stands in `<main>`.
    pub fn main(&self) -> String {
        let document = Html::parse_document(&self.html);
        let main = document.select(&select("main")).next();
        main.map(text_of).unwrap_or_default()
    }

    pub fn title(&self) -> String {
        let document = Html::parse_document(&self.html);
        document.select(&select("title")).next().map(text_of).unwrap_or_default()
    }

    pub fn heading(&self) -> String {
        let document = Html::parse_document(&self.html);
        document.select(&select("h1")).next().map(text_of).unwrap_or_default()
    }

    /// Whether the page says this anywhere.
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// Fails with the page's text when it doesn't say this.
    #[track_caller]
    pub fn must_say(&self, words: &str) -> &Self {
        assert!(self.says(words), "{} {} doesn't say “{words}”:\n{}", self.status, self.path, self.text());
        self
    }

    #[track_caller]
    pub fn must_not_say(&self, words: &str) -> &Self {
        assert!(!self.html.contains(words), "{} {} says “{words}”", self.status, self.path);
        self
    }

    #[track_caller]
    pub fn must_be(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}:\n{}", self.path, self.text());
        self
    }

    /// The words beside the field with this label, if it was refused.
    pub fn error_beside(&self, label: &str) -> Option<String> {
        let document = Html::parse_document(&self.html);
        let field = document
            .select(&select(".field.wrong"))
            .find(|field| field.select(&select("label, legend")).any(|found| text_of(found).starts_with(label)))?;
        field.select(&select(".error")).next().map(text_of)
    }

    /// The status words (tags) on the page.
    pub fn tags(&self) -> Vec<String> {
        let document = Html::parse_document(&self.html);
        document.select(&select(".tag")).map(text_of).collect()
    }

    /// Only the sheet (article) that says `beside`, as a page of its own: one contact among several.
    #[track_caller]
    pub fn sheet(&self, beside: &str) -> Page {
        let document = Html::parse_document(&self.html);
        let found = document.select(&select("article")).find(|sheet| text_of(*sheet).contains(beside));
        let found = found
            .unwrap_or_else(|| panic!("no sheet says “{beside}” on {} {}:\n{}", self.status, self.path, self.text()));
        Page {
            status: self.status,
            headers: self.headers.clone(),
            path: self.path.clone(),
            html: found.html(),
            browser: self.browser.clone(),
        }
    }

    /// What stands beside this term in a list of facts.
    #[track_caller]
    pub fn fact(&self, term: &str) -> String {
        let document = Html::parse_document(&self.html);
        let fact = document.select(&select("dl > div")).find(|fact| text_of(*fact).starts_with(term));
        let fact = fact.unwrap_or_else(|| panic!("no fact “{term}” on {}:\n{}", self.path, self.text()));
        fact.select(&select("dd")).next().map(text_of).unwrap_or_default()
    }

    /// The texts of everything that this selector finds.
    pub fn each(&self, selector: &str) -> Vec<String> {
        let document = Html::parse_document(&self.html);
        document.select(&select(selector)).map(text_of).collect()
    }

    /// Addresses of links whose text contains `words`.
    pub fn links(&self, words: &str) -> Vec<String> {
        let document = Html::parse_document(&self.html);
        document
            .select(&select("a[href]"))
            .filter(|link| text_of(*link).contains(words))
            .map(|link| link.attr("href").unwrap().to_owned())
            .collect()
    }

    /// Follows the first link whose text contains `words`.
    pub async fn follow(&self, words: &str) -> Page {
        let link = self.links(words).into_iter().next();
        let link = link.unwrap_or_else(|| panic!("no link “{words}” on {}:\n{}", self.path, self.text()));
        self.browser.open(&link).await
    }

    /// Whether there is a button with these words.
    pub fn has_button(&self, words: &str) -> bool {
        let document = Html::parse_document(&self.html);
        document.select(&select("button")).any(|found| text_of(found).starts_with(words))
    }

    /// The first form with a button of these words, as it stands on the page.
    #[track_caller]
    pub fn form(&self, button: &str) -> Draft {
        self.form_beside(button, "")
    }

    /// The form with this button inside the article (a contact's sheet, a row) that says `beside`.
    #[track_caller]
    pub fn form_beside(&self, button: &str, beside: &str) -> Draft {
        let document = Html::parse_document(&self.html);
        let form = document.select(&select("form")).find(|form| {
            let right = form.select(&select("button")).any(|found| text_of(found).starts_with(button));
            let near = beside.is_empty()
                || form
                    .ancestors()
                    .filter_map(ElementRef::wrap)
                    .filter(|around| ["article", "li", "tr", "dialog"].contains(&around.value().name()))
                    .any(|around| text_of(around).contains(beside))
                || text_of(*form).contains(beside);
            right && near
        });
        let form =
            form.unwrap_or_else(|| panic!("no button “{button}” on {} {}:\n{}", self.status, self.path, self.text()));
        Draft::of(self.browser.clone(), form, &self.path)
    }
}

/// A form being filled in.
pub struct Draft {
    browser: Browser,
    pub action: String,
    method: String,
    pub values: Vec<(String, String)>,
    labels: Vec<(String, String)>,
}

impl Draft {
    fn of(browser: Browser, form: ElementRef<'_>, page: &str) -> Draft {
        let action = form.attr("action").filter(|action| !action.is_empty()).unwrap_or(page).to_owned();
        let method = form.attr("method").unwrap_or("get").to_lowercase();
        let mut draft = Draft { browser, action, method, values: Vec::new(), labels: Vec::new() };
        for field in form.select(&select("input, select, textarea")) {
            draft.note(form, field);
        }
        draft
    }

    fn note(&mut self, form: ElementRef<'_>, field: ElementRef<'_>) {
        let Some(name) = field.attr("name") else { return };
        let kind = field.attr("type").unwrap_or("text");
        if let Some(id) = field.attr("id") {
            for label in form.select(&select("label")).filter(|label| label.attr("for") == Some(id)) {
                self.labels.push((text_of(label), name.to_owned()));
            }
        }
        for label in field.ancestors().filter_map(ElementRef::wrap).filter(|around| around.value().name() == "label") {
            self.labels.push((text_of(label), name.to_owned()));
        }
        let value = match field.value().name() {
            "select" => {
                let chosen =
                    field.select(&select("option[selected]")).next().or_else(|| field.select(&select("option")).next());
                chosen
                    .map(|option| option.attr("value").map_or_else(|| text_of(option), str::to_owned))
                    .unwrap_or_default()
            }
            "textarea" => field.text().collect::<String>().trim_start_matches('\n').to_owned(),
            _ => field.attr("value").unwrap_or_default().to_owned(),
        };
        let ticked = !matches!(kind, "checkbox" | "radio") || field.attr("checked").is_some();
        if ticked && kind != "file" {
            self.values.push((name.to_owned(), value));
        }
    }

    /// Types into the field with this label.
    #[track_caller]
    pub fn fill(mut self, label: &str, value: &str) -> Self {
        let found = self
            .labels
            .iter()
            .find(|(words, _)| words == label)
            .or_else(|| self.labels.iter().find(|(words, _)| words.starts_with(label)));
        let (_, name) = found.unwrap_or_else(|| panic!("no field “{label}”; there are {:?}", self.labels)).clone();
        self = self.set(&name, value);
        self
    }

    /// What stands in the field with this label.
    #[track_caller]
    pub fn value(&self, label: &str) -> String {
        let (_, name) = self
            .labels
            .iter()
            .find(|(words, _)| words.starts_with(label))
            .unwrap_or_else(|| panic!("no field “{label}”"));
        self.values.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// Sets a value by the field's name, as a forger would.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.values.retain(|(field, _)| field != name);
        self.values.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds one of several values (ticks).
    pub fn tick(mut self, name: &str, value: &str) -> Self {
        self.values.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Presses the button.
    pub async fn send(self) -> Page {
        if self.method == "get" {
            let url = reqwest::Url::parse_with_params(&format!("http://x{}", self.action), &self.values).unwrap();
            return self.browser.open(&format!("{}?{}", url.path(), url.query().unwrap_or_default())).await;
        }
        self.browser.post(&self.action, &self.values).await
    }
}

pub fn select(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

fn text_of(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in element.descendants() {
        let hidden = node
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|around| matches!(around.value().name(), "script" | "style"));
        if let (Some(piece), false) = (node.value().as_text(), hidden) {
            text.push_str(piece);
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
