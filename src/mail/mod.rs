//! Mail: letters in the firm's name and colours, an outbox in the transaction of the act that causes them, and the
//! worker that hands them to a carrier. A failed mail never loses an act (PRODUCT: Mail; SAFETY: Outbox).
//!
//! An act says `mail::post(&mut tx, &services, to, about, letter)`, saves its transaction, and rings `services.bell`.
//! What is kept is the letter's facts and the firm as it was then, never a text and never a link's token; the text is
//! made at sending, so that a repeat is byte by byte the same.

pub mod actions;
pub mod changes;
pub mod fate;
pub mod letters;
pub mod links;
pub mod outbox;
pub mod pages;
pub mod render;
pub mod stops;
pub mod tags;
pub mod webhook;
pub mod worker;

mod events;
mod hearing;
mod pace;
mod parts;
mod store;
mod told;
mod words;

pub use fate::DeliveryState;
pub use letters::TeamNews;
pub use letters::{AskedBefore, DocumentsReviewed, FactorNews, SecondFactor, SentBack};
pub use letters::{BlockedFile, FilesBlocked};
pub use letters::{DocumentsRequested, Letter, Person, ReceivedFile, RemindedOf, Reminder, RequestChanged, Sealed};
pub use outbox::{
    Delivery, MailId, Told, drop_news_to, drop_waiting, give_up_waiting, hand_over_news, is_out, last_about,
    last_about_many, last_about_two, latest_to, missed_about, post, post_later, post_noted, readdress, take_waiting,
    try_again, want_again,
};
pub use stops::{Stop, stop_of};
