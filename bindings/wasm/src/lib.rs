//! quoteproof for web pages: one request, one answer, both JSON; a document's bytes are beside the request.
//!
//! A page puts a request and bytes into memory that it asks for with [`take`], and calls [`ask`]. The answer is the length of
//! a JSON text in four bytes, little-endian, and that text; the page gives it back with [`give`] as it gives back its own.

mod archive;
mod asked;
mod desk;
mod outcome;
mod view;

use desk::Desk;
use std::cell::RefCell;

thread_local! {
    /// What the page has opened. A page has one thread.
    static DESK: RefCell<Desk> = RefCell::default();
}

/// Bytes of the length that stands before an answer.
const HEAD: usize = 4;

/// Memory for `length` bytes, which the page writes to and hands back: to [`ask`], or to [`give`].
#[unsafe(no_mangle)]
pub extern "C" fn take(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// Frees memory.
///
/// # Safety
/// `at` is what [`take`] or [`ask`] gave, with its length (an answer's is that of its text and four), and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn give(at: *mut u8, length: usize) {
    // SAFETY: the caller says that this is a box of so many bytes, and that it is the only one to have it.
    drop(unsafe { boxed(at, length) });
}

/// Answers a request. Both pieces of memory are the module's afterwards.
///
/// # Safety
/// As for [`give`], for each of the two.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ask(
    request: *mut u8,
    request_length: usize,
    bytes: *mut u8,
    bytes_length: usize,
) -> *mut u8 {
    // SAFETY: as `give`; the two are different pieces.
    let (request, bytes) = unsafe { (boxed(request, request_length), boxed(bytes, bytes_length)) };
    let answer = DESK.with_borrow_mut(|desk| desk.answer(&request, &bytes));
    let mut out = Vec::with_capacity(HEAD + answer.len());
    out.extend_from_slice(&u32::try_from(answer.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(answer.as_bytes());
    Box::into_raw(out.into_boxed_slice()).cast()
}

/// The box that [`take`] or [`ask`] gave away.
///
/// # Safety
/// As for [`give`].
unsafe fn boxed(at: *mut u8, length: usize) -> Box<[u8]> {
    // SAFETY: `take` and `ask` made it as a boxed slice of so many bytes.
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(at, length)) }
}
