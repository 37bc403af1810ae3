//! How what a Go process holds is let go, in words and in code.

use oomscope_shared::message::{Key, messages};

use super::Mend;
use crate::golang::hunt::Waits;

/// Says how goroutines are ended.
pub fn of_goroutine(waits: Waits) -> Mend {
    let (text, code) = match waits {
        Waits::Ticker => (Key::HintGoroutineTicker, TICKER),
        Waits::Send => (Key::HintGoroutineSend, SEND),
        Waits::Http => (Key::HintGoroutineHttp, HTTP),
        Waits::Other => (Key::HintGoroutine, CONTEXT),
    };
    Mend {
        text: text.into(),
        code: Some(code.to_owned()),
    }
}

/// Says how timers are stopped.
pub fn of_timer() -> Mend {
    Mend {
        text: Key::HintTimerGo.into(),
        code: Some(TIMER.to_owned()),
    }
}

/// Says how a variable of a package is emptied.
pub fn of_variable(holder: &str) -> Mend {
    let name = holder.rsplit('/').next().unwrap_or(holder);
    let name = name.split_once('.').map_or(name, |(_, name)| name);
    let is_plain = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let code =
        format!("t.Cleanup(func() {{\n\tclear({name}) // a map; a slice: {name} = nil\n}})\n");
    Mend {
        text: messages::HintPackageVariable { holder }.into(),
        code: is_plain.then_some(code),
    }
}

const TICKER: &str = "// Where the goroutine is begun:
quit := make(chan struct{})
go func() {
\tdefer ticker.Stop()
\tfor {
\t\tselect {
\t\tcase <-quit:
\t\t\treturn
\t\tcase <-ticker.C:
\t\t\t// what is to be done each time
\t\t}
\t}
}()

// In the test:
t.Cleanup(func() { close(quit) })
";

const TIMER: &str = "timer := time.AfterFunc(delay, work)
t.Cleanup(func() { timer.Stop() })
";

const SEND: &str = "answer := make(chan int, 1) // with room the sender need not wait

// Or, where there are many:
select {
case answer <- work():
case <-ctx.Done():
\treturn
}
";

const HTTP: &str = "server := httptest.NewServer(handler)
t.Cleanup(server.Close)

response, err := client.Get(server.URL)
if err != nil {
\tt.Fatal(err)
}
defer response.Body.Close() // also where it is not read to its end
t.Cleanup(client.CloseIdleConnections)
";

const CONTEXT: &str = "ctx, cancel := context.WithCancel(context.Background())
t.Cleanup(cancel)

// In the goroutine:
select {
case <-ctx.Done():
\treturn
case work := <-queue:
\t// as before
}
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_only_for_what_can_be_written_down() {
        let of = |name: &str| of_variable(name).code;
        assert!(
            of("example.org/shop.pages")
                .unwrap()
                .contains("clear(pages)")
        );
        assert_eq!(of("example.org/shop..inittask"), None);
        assert!(of_goroutine(Waits::Ticker).code.unwrap().contains("<-quit"));
    }
}
