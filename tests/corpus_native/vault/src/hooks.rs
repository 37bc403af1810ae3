use std::ffi::c_void;

extern "C" {
    fn set_hook(function: extern "C" fn(*mut c_void, i32), data: *mut c_void);
    fn fire(event: i32);
}

struct State {
    seen: Vec<i32>,
    scratch: Vec<u8>,
}

extern "C" fn on_event(data: *mut c_void, event: i32) {
    // The state belongs to C from here on, so it must not be dropped.
    let mut state = unsafe { Box::from_raw(data.cast::<State>()) };
    state.seen.push(event + state.scratch[0] as i32);
    std::mem::forget(state);
}

pub fn install(bytes: usize) {
    let state = Box::new(State {
        seen: Vec::new(),
        scratch: vec![1; bytes],
    });
    unsafe { set_hook(on_event, Box::into_raw(state).cast()) };
}

pub fn send(event: i32) {
    unsafe { fire(event) };
}
