//! The GK-Nexus client portal: firms invite clients, clients send and fetch documents.
//! This is the table of contents; a later feature may use an earlier one, never the other way round
//! (`tests/all/shape.rs` holds it so).
#![recursion_limit = "256"]

pub mod kernel;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;

pub mod firm;

#[cfg(feature = "ssr")]
pub mod activity;
#[cfg(feature = "ssr")]
pub mod mail;

pub mod accounts;
pub mod practice_groups;
pub mod removals;

#[cfg(feature = "ssr")]
pub mod search;

pub mod clients;
pub mod portal_access;

pub mod live;

pub mod matters;

pub mod documents;
pub mod reminders;
pub mod requests;
pub mod reviews;
pub mod team;

#[cfg(feature = "ssr")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod demo;

/// What the browser runs once its WebAssembly is there: marks the page as hydrated, islands start by themselves.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
