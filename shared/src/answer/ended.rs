//! How one batch ended, in one sentence that says no more than is proved; `evidence` says why.

use crate::artifact::Batch;
use crate::ending::Ending;
use crate::message::{Key, Message, messages};

/// How a batch ended, with how strongly that is proved.
pub fn explain_ending(batch: &Batch) -> Message {
    let Batch {
        index: batch,
        duration_ms: time_ms,
        ending,
        proof,
        exit_code,
        signal,
        ..
    } = *batch;
    let signal = signal_name(signal);
    let ended: Message = match ending {
        Ending::Passed => messages::EndingToldPassed { batch, time_ms }.into(),
        Ending::TestsFailed => match exit_code {
            Some(code) => messages::EndingToldTestsFailedWithCode {
                batch,
                code,
                time_ms,
            }
            .into(),
            None => messages::EndingToldTestsFailed { batch, time_ms }.into(),
        },
        Ending::OutOfMemory => messages::EndingToldOutOfMemory { batch, time_ms }.into(),
        Ending::OverLimit => messages::EndingToldOverLimit { batch, time_ms }.into(),
        Ending::TimedOut => messages::EndingToldTimedOut { batch, time_ms }.into(),
        Ending::Terminated => messages::EndingToldTerminated {
            batch,
            signal,
            time_ms,
        }
        .into(),
        Ending::Killed => messages::EndingToldKilled {
            batch,
            signal,
            time_ms,
        }
        .into(),
        Ending::Crashed => messages::EndingToldCrashed {
            batch,
            signal,
            time_ms,
        }
        .into(),
        Ending::Exited => match exit_code {
            Some(code) => messages::EndingToldExitedWithCode {
                batch,
                code,
                time_ms,
            }
            .into(),
            None => messages::EndingToldExited { batch, time_ms }.into(),
        },
        Ending::NoTests => messages::EndingToldNoTests { batch }.into(),
        Ending::CollectionFailed => messages::EndingToldCollectionFailed { batch }.into(),
        Ending::Interrupted => messages::EndingToldInterrupted { batch, time_ms }.into(),
        Ending::NotRun => return messages::EndingToldNotRun { batch }.into(),
        Ending::Unrecorded => {
            return messages::EndingToldUnrecorded { batch, time_ms }.into();
        }
    };
    let proof = proof.key();
    messages::EndingWithProof { ended, proof }.into()
}

/// The name of a signal, as Linux numbers them.
fn signal_name(signal: Option<i32>) -> Message {
    let name = match signal {
        Some(1) => "SIGHUP",
        Some(2) => "SIGINT",
        Some(3) => "SIGQUIT",
        Some(4) => "SIGILL",
        Some(6) => "SIGABRT",
        Some(7) => "SIGBUS",
        Some(8) => "SIGFPE",
        Some(9) => "SIGKILL",
        Some(11) => "SIGSEGV",
        Some(15) => "SIGTERM",
        Some(number) => return messages::EndingSignal { number }.into(),
        None => return Key::EndingSignalUnknown.into(),
    };
    Message::quote(name)
}
