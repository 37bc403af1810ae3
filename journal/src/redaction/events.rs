//! Secrets in events: every text that an event carries. Nothing is left out with `..`, so that a new field does not
//! compile before somebody has said whether it is one.

use std::borrow::Cow;
use std::collections::HashMap;

use oomscope_shared::artifact::{
    Ci, FileCase, Git, Host, Limits, MemoryLimit, OutputTail, Plan, Process,
};
use oomscope_shared::facts::{
    BatchFacts, DeadOrphan, FoundText, Import, LastWord, LoggedKill, Outlived, WorkerWord,
};
use oomscope_shared::finding::{
    AllocationLine, Confirmation, Finding, Hunt, OpenedFile, TypeGrowth,
};
use oomscope_shared::message::{Message, Value};

use super::Redaction;
use crate::{BatchEnded, Event, RunStarted};

/// Takes the secrets out of the events of one run, in their order.
#[derive(Debug, Clone)]
pub struct Redactor {
    redaction: Redaction,
    /// How the ids of tests are shown that have a secret in them.
    shown: HashMap<String, String>,
    /// How many ids would be shown alike.
    alike: HashMap<String, u32>,
}

impl Redactor {
    /// For a run.
    pub fn new(redaction: Redaction) -> Self {
        Self {
            redaction,
            shown: HashMap::new(),
            alike: HashMap::new(),
        }
    }

    /// Takes the secrets out of an event.
    pub fn event(&mut self, event: &mut Event) {
        let redaction = &self.redaction;
        match event {
            Event::RunStarted(started) => {
                let secrets = redaction.started(started);
                if !secrets.is_empty() {
                    self.redaction = redaction.clone().with_secrets(&secrets);
                }
            }
            Event::TestsPlanned { ids } => drop(self.ids(ids)),
            Event::TestEnded {
                test: _,
                outcome: _,
                at_us: _,
                retained_kib: _,
                remark,
                phases: _,
            } => {
                if let Some(remark) = remark {
                    redaction.message(remark);
                }
            }
            Event::TestRemarked { test: _, message } | Event::Warning { message } => {
                redaction.message(message);
            }
            Event::CaseEnded(FileCase {
                test: _,
                name,
                outcome: _,
                duration_us: _,
                remark,
            }) => {
                redaction.redact(name);
                redaction.option(remark);
            }
            Event::Output { batch: _, output } => redaction.output(output),
            Event::Processes {
                batch: _,
                processes,
            } => redaction.processes(processes),
            Event::BatchEnded(ended) => redaction.ended(ended),
            Event::Found(finding) => redaction.finding(finding),
            Event::HuntEnded(hunt) => {
                let Hunt {
                    budget_ms: _,
                    spent_ms: _,
                    notes,
                    undone,
                } = &mut **hunt;
                redaction.messages(notes);
                redaction.messages(undone);
            }
            Event::HostLearned {
                python,
                pytest,
                tests_folder,
            } => {
                redaction.option(python);
                redaction.option(pytest);
                redaction.option(tests_folder);
            }
            // Nothing but numbers.
            Event::Sharded(_)
            | Event::BatchStarted { .. }
            | Event::BatchPlanned { .. }
            | Event::Collected { .. }
            | Event::TestStarted { .. }
            | Event::PhaseEnded { .. }
            | Event::TestMeasured { .. }
            | Event::Samples { .. }
            | Event::Detail { .. }
            | Event::RunEnded { .. } => {}
        }
    }

    /// Takes the secrets out of ids. Two that would be shown alike are numbered, and the same id is always shown in the
    /// same way. Returns those that are shown in another way than they are, with their places.
    pub fn ids(&mut self, ids: &mut [String]) -> Vec<(usize, String)> {
        let all = ids.iter_mut().enumerate();
        all.filter_map(|(at, id)| Some((at, self.id(id)?)))
            .collect()
    }

    /// Takes the secrets out of an id. Returns it as it was if it had any.
    fn id(&mut self, id: &mut String) -> Option<String> {
        if let Some(shown) = self.shown.get(id) {
            return Some(std::mem::replace(id, shown.clone()));
        }
        let redacted = match self.redaction.text(id) {
            Cow::Owned(redacted) if redacted != *id => redacted,
            _ => return None,
        };
        let number = self.alike.entry(redacted.clone()).or_default();
        *number += 1;
        let shown = match number {
            1 => redacted,
            number => format!("{redacted}#{number}"),
        };
        self.shown.insert(id.clone(), shown.clone());
        Some(std::mem::replace(id, shown))
    }
}

impl Redaction {
    fn option(&self, text: &mut Option<String>) {
        if let Some(text) = text {
            self.redact(text);
        }
    }

    /// A message, as it is said and as it is stored.
    pub fn message(&self, message: &mut Message) {
        match message {
            Message::Known { key: _, parameters } => {
                parameters
                    .iter_mut()
                    .for_each(|(_, value)| self.value(value));
            }
            Message::Unknown(json) => json.values_mut().for_each(|value| self.json(value)),
        }
    }

    fn value(&self, value: &mut Value) {
        match value {
            Value::Name(name) => self.redact(name),
            Value::Message(message) => self.message(message),
            Value::List(values) => values.iter_mut().for_each(|value| self.value(value)),
            Value::Number(_)
            | Value::Decimal(_)
            | Value::Bytes(_)
            | Value::BytesChange(_)
            | Value::Milliseconds(_)
            | Value::Percent(_)
            | Value::PercentChange(_) => {}
        }
    }

    fn json(&self, json: &mut serde_json::Value) {
        match json {
            serde_json::Value::String(text) => self.redact(text),
            serde_json::Value::Array(values) => {
                values.iter_mut().for_each(|value| self.json(value));
            }
            serde_json::Value::Object(object) => {
                object.values_mut().for_each(|value| self.json(value));
            }
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {
            }
        }
    }

    fn messages(&self, messages: &mut [Message]) {
        messages
            .iter_mut()
            .for_each(|message| self.message(message));
    }

    fn output(&self, output: &mut OutputTail) {
        let OutputTail {
            total_bytes: _,
            kept_bytes: _,
            text,
        } = output;
        self.redact(text);
    }

    /// Returns the secrets that the command's words named.
    fn started(&self, started: &mut RunStarted) -> Vec<String> {
        let RunStarted {
            tool: _,
            started_at: _,
            label,
            command,
            folder,
            framework: _,
            plan,
            git,
            ci,
            host,
            limits,
            asked_hz: _,
            budget_percent: _,
        } = started;
        self.option(label);
        let secrets = self.words(command);
        self.redact(folder);
        let Plan {
            batch_size: _,
            tests_file,
            batch_timeout_ms: _,
            test_timeout_ms: _,
            fail_fast: _,
            retries: _,
            jobs: _,
        } = plan;
        self.option(tests_file);
        if let Some(Git {
            commit: _,
            branch,
            dirty: _,
            remote,
            prefix,
        }) = git
        {
            for text in [branch, remote, prefix] {
                self.option(text);
            }
        }
        if let Some(Ci {
            provider: _,
            run_id,
            run_url,
            job,
            workflow,
        }) = ci
        {
            for text in [run_id, run_url, job, workflow] {
                self.option(text);
            }
        }
        let Host {
            os,
            kernel,
            arch: _,
            cpus: _,
            memory_bytes: _,
            memory_available_bytes: _,
            swap_bytes: _,
            python,
            pytest,
        } = host;
        for text in [os, kernel, python, pytest] {
            self.option(text);
        }
        let Limits { memory } = limits;
        if let Some(MemoryLimit {
            bytes: _,
            is_automatic: _,
            derivation,
            soft_bytes: _,
            limiter: _,
            limiter_reason,
        }) = memory
        {
            self.message(derivation);
            self.message(limiter_reason);
        }
        secrets
    }

    fn ended(&self, ended: &mut BatchEnded) {
        let BatchEnded {
            batch: _,
            at_ms: _,
            facts,
            peak_bytes: _,
            peak_source: _,
            processes,
            output,
        } = ended;
        self.facts(facts);
        self.processes(processes);
        self.output(output);
    }

    fn processes(&self, processes: &mut [Process]) {
        for process in processes {
            let Process {
                pid: _,
                parent_pid: _,
                name,
                start_ms: _,
                end_ms: _,
                peak_kib: _,
                memory: _,
            } = process;
            self.redact(name);
        }
    }

    fn facts(&self, facts: &mut BatchFacts) {
        let BatchFacts {
            imports,
            exit_code: _,
            signal: _,
            main_process: _,
            plugin_spoke: _,
            plugin_lost: _,
            guard_killed: _,
            session_status: _,
            last_word,
            listing: _,
            collection_errors: _,
            in_force: _,
            actions: _,
            signals_received: _,
            signals_sent: _,
            soft_stop: _,
            running: _,
            late_tests: _,
            late_workers: _,
            crashed_workers: _,
            worker_words,
            room_bytes: _,
            last_samples: _,
            watchdog_bytes: _,
            cgroup: _,
            machine_before: _,
            machine_after: _,
            logged_kills,
            texts,
            dead_orphans,
            outlived,
            left_behind: _,
            jvm_heap_bytes: _,
        } = facts;
        for Import {
            file,
            before_kib: _,
            grown_kib: _,
        } in imports
        {
            self.redact(file);
        }
        if let Some(word) = last_word {
            self.last_word(word);
        }
        for WorkerWord { test: _, word } in worker_words {
            self.last_word(word);
        }
        for LoggedKill {
            pid: _,
            name,
            in_cgroup: _,
            of: _,
        } in logged_kills.iter_mut().flatten()
        {
            self.redact(name);
        }
        for FoundText {
            says: _,
            at_byte: _,
            text,
        } in texts
        {
            self.redact(text);
        }
        for DeadOrphan { name, signal: _ } in dead_orphans {
            self.redact(name);
        }
        for Outlived {
            pid: _,
            name,
            start_ms: _,
            tests: _,
        } in outlived
        {
            self.redact(name);
        }
    }

    fn last_word(&self, word: &mut LastWord) {
        match word {
            LastWord::Signal {
                function,
                signal: _,
            }
            | LastWord::Exit { function, code: _ } => self.redact(function),
            LastWord::Replaced { function, program } => {
                self.redact(function);
                self.redact(program);
            }
        }
    }

    fn finding(&self, finding: &mut Finding) {
        let Finding {
            kind: _,
            culprits,
            cause: _,
            scope,
            holder,
            object_type,
            objects_per_test: _,
            retained_bytes: _,
            bytes_per_test: _,
            confidence: _,
            evidence,
            confirmation,
            holder_path,
            lines,
            types,
            files,
            hint,
            hint_code,
            reproduce,
        } = finding;
        culprits.iter_mut().for_each(|text| self.redact(text));
        for text in [scope, holder, object_type, hint_code, reproduce] {
            self.option(text);
        }
        self.messages(evidence);
        if let Some(Confirmation {
            test,
            kept_bytes: _,
            slope_bytes: _,
            slope_low_bytes: _,
            slope_high_bytes: _,
            control_slope_bytes: _,
        }) = confirmation
        {
            self.redact(test);
        }
        holder_path.iter_mut().for_each(|text| self.redact(text));
        for AllocationLine {
            file,
            line: _,
            bytes: _,
            count: _,
            text,
            native,
        } in lines
        {
            self.redact(file);
            self.redact(text);
            self.option(native);
        }
        for TypeGrowth {
            name,
            count: _,
            bytes: _,
        } in types
        {
            self.redact(name);
        }
        for OpenedFile { path, bytes: _ } in files {
            self.redact(path);
        }
        if let Some(hint) = hint {
            self.message(hint);
        }
    }
}
