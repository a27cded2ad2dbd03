//! A request that was sent: how far it is, what came for each thing, what the contacts said, and what can still change.

use super::draft::whom;
use super::on_item::{Came, Hands, thing};
use super::refused_here;
use crate::accounts::{Act, Content, Desk};
use crate::clients::parts::title;
use crate::documents::parts::download_all;
use crate::kernel::Result;
use crate::mail::{self, Delivery, DeliveryState};
use crate::reminders::parts::Known;
use crate::requests::OnRequest;
use crate::requests::actions::{TellOfChanges, UndoWithdrawal, WithdrawRequest};
use crate::requests::answer_actions::{AnswerQuestion, ReopenItem};
use crate::requests::answering::GATHERS;
use crate::requests::changes::sent::about;
use crate::requests::model::{ItemState, Need, RequestState};
use crate::requests::parts::{by_heading, press, request_state_tag};
use crate::requests::store::{self, Asked, Item, Request};
use crate::server::leptos::form;
use crate::ui::{
    Button, ButtonLink, Crumb, ErrorSummary, Fact, Facts, Head, Look, Moment, Notice, NoticeTone, PageHead, Sheet,
};
use crate::{reminders, reviews};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page.
pub(super) async fn page(mut desk: Desk, on: OnRequest, request: Request) -> Result<Content> {
    let (answer, again) = (form::<AnswerQuestion>(), form::<ReopenItem>());
    let form = refused_here();
    let items = store::items(&mut desk.tx, &on).await?;
    let asked = store::asked(&mut desk.tx, &request.id).await?;
    let came = read(&mut desk, &on, &request).await?;
    let changes = about(&request.id);
    let mails = mail::last_about_two(&mut desk.tx, &changes, request.id.as_str()).await?;
    let failed = mails.iter().find_map(|(_, mail)| failed_notice(&desk, mail));
    let untold = mails.into_iter().find_map(|(what, mail)| (what == changes).then_some(mail));
    let known = Known { asked: &asked, items: &items, answers: &came.answers, messages: &came.messages };
    let chasing = reminders::parts::section(&mut desk, &on, &request, known).await?;
    let state = RequestState::parse(&request.state)?;
    let open = matches!(state, RequestState::Sent | RequestState::Complete);
    let hands = Hands {
        request: request.id.clone(),
        may: desk.staff.can(Act::AskForDocuments) && open,
        reviews: desk.staff.can(Act::Review),
        here: desk.here.clone(),
        answer,
        again,
    };
    let about = match &request.matter_title {
        Some(matter) => format!("{} · {matter}", request.client_name),
        None => request.client_name.clone(),
    };
    let acts = acts(&desk, &request, state);
    let tag = request_state_tag(state, is_with_us(&items));
    let undo = undo_notice(&desk, &request, state);
    let news = untold.filter(|_| hands.may).and_then(|mail| untold_notice(&desk, &request, &mail));
    Ok(Content::plain(
        title(&request.title, &[&form]),
        view! {
            <ErrorSummary form=&form />
            <div class="stack-tight">
                <Crumb href=format!("/clients/{}/requests", request.client_id) label=request.client_name.clone() />
                <PageHead title=request.title.clone() lead=about>
                    {tag}
                    {acts}
                </PageHead>
            </div>
            {failed}
            {undo}
            {news}
            <div class="columns">
                <div class="stack">
                    {things(&desk, &request, &items, &came, &hands)}
                    {chasing}
                </div>
                <aside class="stack" aria-label="About this request">{details(&desk, &request, &items, &asked)}</aside>
            </div>
        },
    ))
}

/// What came and what was said. Whoever sees no documents sees no names of files either.
async fn read(desk: &mut Desk, on: &OnRequest, request: &Request) -> Result<Came> {
    let files = if desk.staff.can(Act::SeeDocuments) {
        reviews::store::on_request(&mut desk.tx, on).await?
    } else {
        Vec::new()
    };
    let (answers, messages) = store::said(&mut desk.tx, &request.id).await?;
    Ok(Came { files, answers, messages })
}

/// Whether everything needed has come and the firm has to look at it, as in the lists.
fn is_with_us(items: &[Item]) -> bool {
    let live = || items.iter().filter(|item| item.withdrawn_at.is_none());
    let missing = |item: &Item| item.standing().waits_for_client() && item.need != Need::Optional.word();
    !live().any(missing) && live().any(|item| item.standing() == ItemState::Submitted)
}

fn acts(desk: &Desk, request: &Request, state: RequestState) -> Option<AnyView> {
    if !desk.staff.can(Act::AskForDocuments) {
        return None;
    }
    let id = request.id.to_string();
    let again = format!("/clients/{}/requests/new?copy={id}", request.client_id);
    let open = state == RequestState::Sent;
    let edit = open.then(|| view! { <ButtonLink href=format!("/requests/{id}/edit") label="Edit details" /> });
    let withdraw = open.then(|| {
        let button = view! { <Button label="Withdraw request" look=Look::Quiet /> }.into_any();
        press(WithdrawRequest::url(), &desk.here, vec![("request", id)], button)
    });
    Some(view! { {edit} <ButtonLink href=again label="Copy request" icon="copy" /> {withdraw} }.into_any())
}

/// Changes that the contacts don't know of yet.
fn untold_notice(desk: &Desk, request: &Request, mail: &Delivery) -> Option<AnyView> {
    if mail.state != DeliveryState::Waiting || mail.due_at <= desk.services.now() {
        return None;
    }
    let at = desk.times.clock(mail.due_at);
    let button = view! { <Button label="Tell them now" look=Look::Small /> }.into_any();
    let tell = press(TellOfChanges::url(), &desk.here, vec![("request", request.id.to_string())], button);
    Some(
        view! {
            <Notice tone=NoticeTone::Wait icon="mail">
                <p>"The contacts hear of your changes in one mail at " <Moment at /> "."</p>
                {tell}
            </Notice>
        }
        .into_any(),
    )
}

/// A withdrawal that nobody was told of yet, and the way back.
fn undo_notice(desk: &Desk, request: &Request, state: RequestState) -> Option<AnyView> {
    let told_at = request.ended_at? + GATHERS;
    let may = desk.staff.can(Act::AskForDocuments) && state == RequestState::Withdrawn;
    if !may || told_at <= desk.services.now() {
        return None;
    }
    let at = desk.times.clock(told_at);
    let button = view! { <Button label="Undo withdrawal" look=Look::Small icon="undo" /> }.into_any();
    let undo = press(UndoWithdrawal::url(), &desk.here, vec![("request", request.id.to_string())], button);
    Some(
        view! {
            <Notice tone=NoticeTone::Wait icon="mail">
                <p>"The contacts hear at " <Moment at /> " that this is no longer needed."</p>
                {undo}
            </Notice>
        }
        .into_any(),
    )
}

/// A mail of this request that was given up: the request stands all the same.
fn failed_notice(desk: &Desk, mail: &Delivery) -> Option<AnyView> {
    let why = mail.fault.trim_end_matches('.');
    let words = match mail.state {
        DeliveryState::Failed => format!("A mail about this request could not be sent: {why}."),
        DeliveryState::Bounced => format!("A mail about this request came back: {why}."),
        DeliveryState::Complained => "Whoever got the mail about this request marked it as spam.".to_owned(),
        _ => return None,
    };
    let way = desk
        .staff
        .can(Act::HandleMail)
        .then(|| view! { <p><a href="/settings/mail">"See mail that did not arrive"</a></p> });
    Some(view! { <Notice tone=NoticeTone::Bad alert=true><p>{words}</p>{way}</Notice> }.into_any())
}

fn things(desk: &Desk, request: &Request, items: &[Item], came: &Came, hands: &Hands) -> AnyView {
    let (live, gone): (Vec<&Item>, Vec<&Item>) = items.iter().partition(|item| item.withdrawn_at.is_none());
    let open = live.iter().any(|item| item.standing() == ItemState::Submitted);
    let times = &desk.times;
    let group = |(heading, items): (String, Vec<&Item>)| {
        let title = (!heading.is_empty()).then(|| view! { <p class="group"><b>{heading}</b></p> });
        let rows = items.into_iter().map(|item| thing(times, item, came, hands)).collect_view();
        view! { {title} <ul class="items">{rows}</ul> }
    };
    let groups = by_heading(live, |item| item.heading.as_str());
    let gone = (!gone.is_empty()).then(|| {
        let rows = gone.into_iter().map(|item| thing(times, item, came, hands)).collect_view();
        view! {
            <section aria-labelledby="withdrawn">
                <Head id="withdrawn" title="No longer asked for" />
                <ul class="items">{rows}</ul>
            </section>
        }
    });
    let add = hands.may.then(|| {
        let href = format!("/requests/{}/items/new", request.id);
        view! { <a href=href>"Add a thing"</a> }
    });
    let zip = format!("/requests/{}/documents.zip", request.id);
    let take = (came.files.len() > 1).then(|| download_all(zip, " documents that came", "end no-print"));
    view! {
        <section aria-labelledby="things">
            <Head id="things" title="What is asked for" open>{take} {add}</Head>
            {groups.into_iter().map(group).collect_view()}
        </section>
        {gone}
    }
    .into_any()
}

fn details(desk: &Desk, request: &Request, items: &[Item], asked: &[Asked]) -> AnyView {
    let times = &desk.times;
    let live: Vec<&Item> = items.iter().filter(|item| item.withdrawn_at.is_none()).collect();
    let received = live.iter().filter(|item| !item.standing().waits_for_client()).count();
    let words = format!("{received} of {} done", live.len());
    let waits = request.state == RequestState::Sent.word() && !is_with_us(items);
    let late = waits && request.due_on < times.today_day();
    let finished = asked.iter().filter_map(|one| {
        let at = times.short(one.finished_at?);
        Some(view! { <li>{one.name.clone()} <small>"finished for now, " <Moment at /></small></li> })
    });
    let finished: Vec<_> = finished.collect();
    let finished = (!finished.is_empty()).then(|| view! { <Fact term="That’s all for now"><ul>{finished}</ul></Fact> });
    let sent = request.sent_at.map(|at| times.short(at)).map(|at| view! { <Fact term="Sent"><Moment at /></Fact> });
    let ended = request.ended_at.map(|at| times.short(at)).map(|at| view! { <Fact term="Ended"><Moment at /></Fact> });
    let message = (!request.message.is_empty()).then(|| {
        let lines = request.message.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
        view! { <footer>{lines}</footer> }
    });
    let (total, received) = (live.len().to_string(), received.to_string());
    let far = if late { times.due(&request.due_on) } else { times.until_day(&request.due_on) };
    let matter = request.matter_id.clone().zip(request.matter_title.clone());
    let matter = matter.filter(|_| desk.staff.can(Act::SeeMatters)).map(|(id, title)| {
        let href = format!("/matters/{id}");
        view! { <Fact term="Matter"><a href=href>{title}</a></Fact> }
    });
    let (due, whom) = (times.day(&request.due_on), whom(&request.client_id, asked));
    let author = request.created_by_name.clone();
    let too = (desk.staff.can(Act::AskForDocuments) && request.state == RequestState::Sent.word()).then(|| {
        let href = format!("/requests/{}/edit", request.id);
        view! { <p><a href=href>"Ask somebody else too"</a></p> }
    });
    view! {
        <Sheet label="Details">
            <header><h2>"Details"</h2></header>
            <div class="progress">
                <span><b id="far">{words}</b></span>
                <progress max=total value=received aria-labelledby="far"></progress>
            </div>
            <Facts>
                <Fact term="Due">
                    <Moment at=due />
                    <small>{far}</small>
                </Fact>
                {matter}
                <Fact term="Goes to">{whom}{too}</Fact>
                {finished}
                <Fact term="Written by">{author}</Fact>
                {sent}
                {ended}
            </Facts>
            {message}
        </Sheet>
    }
    .into_any()
}
