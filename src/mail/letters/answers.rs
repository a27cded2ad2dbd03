//! Letters about what contacts answer and ask, as plain facts.

use super::Person;
use serde::{Deserialize, Serialize};

/// To staff: contacts have questions about things of a request. Several close together become one mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionAsked {
    /// The staff member's name.
    pub name: String,
    /// Id of the request.
    pub request_id: String,
    /// Its title.
    pub request: String,
    /// The client's name.
    pub client: String,
    /// Who asks.
    pub who: String,
    /// The item's title.
    pub item: String,
    /// The question.
    pub words: String,
    /// What was asked after it, before the mail went.
    #[serde(default)]
    pub more: Vec<OneMore>,
}

/// One more question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneMore {
    /// Who asks.
    pub who: String,
    /// The item's title.
    pub item: String,
    /// The question.
    pub words: String,
}

impl QuestionAsked {
    /// What this letter tells and `later` tells too, as one.
    #[must_use]
    pub fn and(mut self, later: QuestionAsked) -> QuestionAsked {
        self.more.push(OneMore { who: later.who, item: later.item, words: later.words });
        self.more.extend(later.more);
        self
    }
}

/// To a contact: their question is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionAnswered {
    /// Their name.
    pub name: String,
    /// Id of the request.
    pub request_id: String,
    /// Its title.
    pub request: String,
    /// The item's title.
    pub item: String,
    /// What they asked.
    pub question: String,
    /// The answer.
    pub words: String,
    /// Who answers.
    pub sender: Person,
}

/// To staff: a contact has sent all they have for now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinishedForNow {
    /// The staff member's name.
    pub name: String,
    /// Id of the request.
    pub request_id: String,
    /// Its title.
    pub request: String,
    /// The client's name.
    pub client: String,
    /// Who has finished.
    pub who: String,
    /// What came, one a line.
    pub came: Vec<String>,
    /// What is still to come, one a line.
    pub left: Vec<String>,
    /// Whether the request is complete with it.
    #[serde(default)]
    pub complete: bool,
}
