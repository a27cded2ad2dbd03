//! What the portal promises, tried through HTTP by people: each test reads as a sentence about them, and runs on SQLite
//! and on Postgres. One binary, so that it links once.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may end at the first surprise"
)]

mod support;

mod access;
mod activation;
mod activity;
mod archives;
mod around;
mod asvs;
mod backups;
mod board;
mod breaches;
mod certificates;
mod clients;
mod config;
mod dashboard;
mod devices;
mod documents;
mod entrances;
mod factors;
mod fuzzed;
mod groups;
mod invitations;
mod killed;
mod live;
mod mail;
mod matter_list;
mod matter_page;
mod matter_types;
mod matter_views;
mod matters;
mod passwords;
mod policy;
mod portal;
mod proof;
mod properties;
mod reminders;
mod removals;
mod requests;
mod reviews;
mod room;
mod scale;
mod scanning;
mod setup;
mod shape;
mod shares;
mod sign_in;
mod starter;
mod step_up;
mod storage;
mod taken_over;
mod tax_return;
mod team;
mod transfers;
mod uploads;
