//! How one batch ended, in one sentence that says no more than is proved; `evidence` says why.

use crate::artifact::Batch;
use crate::ending::Ending;
use crate::facts::LastWord;
use crate::message::{Key, Message, messages};
use crate::signal::signal_message;

/// Whether the signal that ended a batch was its own.
fn is_own_signal(batch: &Batch) -> bool {
    let word = batch
        .facts
        .as_ref()
        .and_then(|facts| facts.last_word.as_ref());
    matches!(word, Some(LastWord::Signal { signal, .. }) if batch.signal() == Some(*signal))
}

/// How a batch ended, with how strongly that is proved.
pub fn explain_ending(ended_batch: &Batch) -> Message {
    let Batch {
        index: batch,
        duration_ms: time_ms,
        ending,
        proof,
        ..
    } = *ended_batch;
    let signal = match ended_batch.signal() {
        Some(signal) => signal_message(signal),
        None => Key::EndingSignalUnknown.into(),
    };
    let exit_code = ended_batch.exit_code();
    let ended: Message = match ending {
        Ending::Terminated | Ending::Killed | Ending::Crashed if is_own_signal(ended_batch) => {
            messages::EndingToldOwnSignal {
                batch,
                signal,
                time_ms,
            }
            .into()
        }
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
        Ending::Terminated | Ending::Killed => messages::EndingToldFromElsewhere {
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
        Ending::Preempted => messages::EndingToldPreempted { batch, time_ms }.into(),
        Ending::Interrupted => messages::EndingToldInterrupted { batch, time_ms }.into(),
        Ending::NotRun => return messages::EndingToldNotRun { batch }.into(),
        Ending::Unrecorded => {
            return messages::EndingToldUnrecorded { batch, time_ms }.into();
        }
    };
    let proof = proof.key();
    messages::EndingWithProof { ended, proof }.into()
}
