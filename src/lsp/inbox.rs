//! What has come and is not answered yet. One thread reads into it, the other takes out of it.

use super::wire::IncomingMessage;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Messages in their order.
#[derive(Default)]
pub(super) struct Inbox {
    state: Mutex<State>,
    came: Condvar,
    /// How many of them change a text, and so make a check that waits worthless.
    changes: AtomicUsize,
    /// How many of them are questions.
    questions: AtomicUsize,
    /// Whether the question that is being answered was taken back.
    taken_back: AtomicBool,
}

#[derive(Default)]
struct State {
    messages: VecDeque<IncomingMessage>,
    cancelled: Vec<Value>,
    /// The id of the question that was taken out last.
    asked: Option<Value>,
    closed: bool,
}

/// What there is to do.
pub(super) enum Next {
    Message(IncomingMessage),
    /// Nothing has come.
    Nothing,
    /// Nothing will come any more.
    Closed,
}

impl Inbox {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a message in. One that takes back a question takes it out, where it was not looked at yet; where it is being
    /// answered, the check that it waits for ends.
    pub(super) fn put(&self, message: IncomingMessage) {
        let mut state = self.state();
        match &message {
            IncomingMessage::Notification { method, params } if method == "$/cancelRequest" => {
                let id = params.get("id").cloned().unwrap_or_default();
                let waits = |m: &IncomingMessage| matches!(m, IncomingMessage::Request { id: own, .. } if *own == id);
                if state.messages.iter().any(waits) {
                    state.cancelled.push(id);
                } else if state.asked.as_ref() == Some(&id) {
                    self.taken_back.store(true, SeqCst);
                }
                return;
            }
            message => {
                self.changes.fetch_add(usize::from(changes(message)), SeqCst);
                self.questions.fetch_add(usize::from(asks(message)), SeqCst);
            }
        }
        state.messages.push_back(message);
        self.came.notify_one();
    }

    /// That nothing will come any more.
    pub(super) fn close(&self) {
        self.state().closed = true;
        // A check that nobody waits for.
        self.changes.fetch_add(1, SeqCst);
        self.came.notify_one();
    }

    /// Takes the next message out; waits for one if `wait`.
    pub(super) fn take(&self, wait: bool) -> Next {
        let mut state = self.state();
        loop {
            if let Some(message) = state.messages.pop_front() {
                self.changes.fetch_sub(usize::from(changes(&message)), SeqCst);
                self.questions.fetch_sub(usize::from(asks(&message)), SeqCst);
                state.asked = match &message {
                    IncomingMessage::Request { id, .. } => Some(id.clone()),
                    _ => None,
                };
                self.taken_back.store(false, SeqCst);
                return Next::Message(message);
            }
            if state.closed {
                return Next::Closed;
            }
            if !wait {
                state.asked = None;
                self.taken_back.store(false, SeqCst);
                return Next::Nothing;
            }
            state = self.came.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whether a question was taken back.
    pub(super) fn is_cancelled(&self, id: &Value) -> bool {
        let mut state = self.state();
        let at = state.cancelled.iter().position(|other| other == id);
        at.map(|at| state.cancelled.swap_remove(at)).is_some()
    }

    /// Whether something has come that makes a running check worthless.
    pub(super) fn interrupts(&self) -> bool {
        self.changes.load(SeqCst) > 0 || self.is_taken_back()
    }

    /// Whether a question waits.
    pub(super) fn is_asked(&self) -> bool {
        self.questions.load(SeqCst) > 0
    }

    /// Whether the question that is being answered was taken back.
    pub(super) fn is_taken_back(&self) -> bool {
        self.taken_back.load(SeqCst)
    }
}

const fn asks(message: &IncomingMessage) -> bool {
    matches!(message, IncomingMessage::Request { .. })
}

fn changes(message: &IncomingMessage) -> bool {
    match message {
        IncomingMessage::Notification { method, .. } => matches!(
            method.as_str(),
            "textDocument/didChange" | "textDocument/didOpen" | "textDocument/didClose" | "exit"
        ),
        IncomingMessage::Request { method, .. } => method == "shutdown",
        IncomingMessage::Response { .. } | IncomingMessage::Garbage => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Inbox, Next};
    use crate::lsp::wire::IncomingMessage;
    use serde_json::json;

    fn notification(method: &str, params: serde_json::Value) -> IncomingMessage {
        IncomingMessage::Notification { method: method.to_owned(), params }
    }

    #[test]
    fn a_change_interrupts_until_it_is_taken() {
        let inbox = Inbox::default();
        assert!(!inbox.interrupts());
        inbox.put(notification("textDocument/didChange", json!({})));
        assert!(inbox.interrupts());
        assert!(matches!(inbox.take(true), Next::Message(_)));
        assert!(!inbox.interrupts());
        assert!(matches!(inbox.take(false), Next::Nothing));
        inbox.close();
        assert!(inbox.interrupts() && matches!(inbox.take(true), Next::Closed));
    }

    #[test]
    fn only_what_waits_can_be_taken_back() {
        let inbox = Inbox::default();
        inbox.put(notification("$/cancelRequest", json!({"id": 1})));
        let request =
            IncomingMessage::Request { id: json!(1), method: "a".to_owned(), params: json!(0) };
        inbox.put(request);
        assert!(!inbox.is_cancelled(&json!(1)));
        inbox.put(notification("$/cancelRequest", json!({"id": 1})));
        assert!(inbox.is_cancelled(&json!(1)) && !inbox.is_cancelled(&json!(1)));
    }

    #[test]
    fn a_question_that_is_taken_back_ends_its_check() {
        let inbox = Inbox::default();
        let request =
            IncomingMessage::Request { id: json!(1), method: "a".to_owned(), params: json!(0) };
        inbox.put(request);
        assert!(inbox.is_asked() && !inbox.interrupts());
        assert!(matches!(inbox.take(true), Next::Message(_)));
        inbox.put(notification("$/cancelRequest", json!({"id": 2})));
        assert!(!inbox.interrupts());
        inbox.put(notification("$/cancelRequest", json!({"id": 1})));
        assert!(inbox.interrupts() && inbox.is_taken_back() && !inbox.is_asked());
        assert!(matches!(inbox.take(false), Next::Nothing));
        // It is answered by now.
        inbox.put(notification("$/cancelRequest", json!({"id": 1})));
        assert!(!inbox.interrupts());
    }
}
