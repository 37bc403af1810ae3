//! Reads what Go writes of its goroutines: `pprof.Lookup("goroutine").WriteTo(file, 2)`, and at the end of a
//! process that panics or gets SIGQUIT. The binary profile of goroutines has neither what they wait for nor who
//! began them.

use crate::pprof::Frame;

/// A goroutine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goroutine {
    /// Its number.
    pub id: u64,
    /// What it does or waits for: `running`, `chan receive`, `select`, `IO wait`, `sync.Mutex.Lock`.
    pub state: String,
    /// The innermost first.
    pub frames: Vec<Frame>,
    /// The line with `go`; none for the first goroutine.
    pub created_by: Option<Frame>,
    /// What the one that began it was in when it did, and so on: only with `GODEBUG=tracebackancestors=4`.
    pub ancestors: Vec<Frame>,
}

/// The line of a call, by the function that makes it and how far behind its beginning the call returns to.
pub type LineOfCall<'a> = &'a dyn Fn(&str, u64) -> Option<u32>;

/// The goroutines in a text. What else stands in it is left out; a text that is cut has fewer.
///
/// The runtime tells of an ancestor where its calls return to, which can be a line further on; `line_of_call` knows
/// better.
pub fn read(text: &str, line_of_call: LineOfCall<'_>) -> Vec<Goroutine> {
    let mut goroutines: Vec<Goroutine> = Vec::new();
    let mut lines = text.lines().peekable();
    let mut is_inside = false;
    let mut is_ancestor = false;
    while let Some(line) = lines.next() {
        if let Some(goroutine) = header(line) {
            goroutines.push(goroutine);
            (is_inside, is_ancestor) = (true, false);
            continue;
        }
        is_ancestor |= line.starts_with("[originating from goroutine ");
        // They are apart by an empty line.
        is_inside &= !line.is_empty();
        let Some(goroutine) = goroutines.last_mut().filter(|_| is_inside) else {
            continue;
        };
        let Some((file, at, offset)) = lines.peek().and_then(|next| place(next)) else {
            continue;
        };
        lines.next();
        let (function, is_creator) = match line.strip_prefix("created by ") {
            Some(creator) => (creator.split(" in goroutine ").next(), true),
            // Arguments are numbers, which have no parentheses in them.
            None => (line.rfind('(').map(|end| &line[..end]), false),
        };
        let function = function.unwrap_or(line);
        let call = offset.filter(|_| is_ancestor && !is_creator);
        let frame = Frame {
            function: function.to_owned(),
            file: file.to_owned(),
            line: call
                .and_then(|offset| line_of_call(function, offset))
                .unwrap_or(at),
        };
        match (is_ancestor, is_creator) {
            (true, _) => goroutine.ancestors.push(frame),
            (false, true) => goroutine.created_by = Some(frame),
            (false, false) => goroutine.frames.push(frame),
        }
    }
    goroutines
}

/// `goroutine 34 [chan receive, 5 minutes]:`, between number and state there may be more.
fn header(line: &str) -> Option<Goroutine> {
    let rest = line.strip_prefix("goroutine ")?;
    let (before, rest) = rest.split_once('[')?;
    let (state, after) = rest.split_once(']')?;
    let id = before.split(' ').next()?.parse().ok()?;
    after.ends_with(':').then(|| Goroutine {
        id,
        state: state.split(", ").next().unwrap_or(state).to_owned(),
        frames: Vec::new(),
        created_by: None,
        ancestors: Vec::new(),
    })
}

/// A tab, and `/w/rate.go:24 +0x39`.
fn place(line: &str) -> Option<(&str, u32, Option<u64>)> {
    let place = line.strip_prefix('\t')?;
    let (place, offset) = place.split_once(" +0x").unwrap_or((place, ""));
    let (file, line) = place.rsplit_once(':')?;
    let offset = u64::from_str_radix(offset, 16).ok();
    Some((file, line.parse().ok()?, offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "SIGQUIT: quit\nPC=0x1 m=0\n\n\
goroutine 1 gp=0xc0000021c0 m=nil [chan receive, 2 minutes, locked to thread]:\n\
testing.(*T).Run(0xc0000a8000, {0x54c1f1?, 0x0?}, 0x55b2a8)\n\
\t/usr/local/go/src/testing/testing.go:2060 +0x3ec\n\
main.main()\n\t_testmain.go:80 +0x9b\n\n\
goroutine 7 [select (no cases)]:\n\
example.org/rate.(*Meter).run(...)\n\t/w/a (b)/rate.go:24\n\
...additional frames elided...\n\
created by example.org/rate.Start in goroutine 6\n\t/w/a (b)/rate.go:23 +0xc5\n\
[originating from goroutine 6]:\n\
example.org/rate.Start(...)\n\t/w/a (b)/rate.go:29 +0xf6\n\
created by testing.(*T).Run\n\t/usr/local/go/src/testing/testing.go:2101 +0x4c5\n\n\
rax 0x0\n\
goroutine 8 [chan receive]:\ncreated by time.goFunc\n\t/go/time.go:3 +0x1\n\
goroutine 9 [cut";

    #[test]
    fn what_each_waits_for_and_who_began_it_is_read() {
        let frame = |function: &str, file: &str, line| Frame {
            function: function.to_owned(),
            file: file.to_owned(),
            line,
        };
        let run = "/usr/local/go/src/testing/testing.go";
        let expected = [
            Goroutine {
                id: 1,
                state: "chan receive".to_owned(),
                frames: vec![
                    frame("testing.(*T).Run", run, 2060),
                    frame("main.main", "_testmain.go", 80),
                ],
                created_by: None,
                ancestors: Vec::new(),
            },
            Goroutine {
                id: 7,
                state: "select (no cases)".to_owned(),
                frames: vec![frame(
                    "example.org/rate.(*Meter).run",
                    "/w/a (b)/rate.go",
                    24,
                )],
                created_by: Some(frame("example.org/rate.Start", "/w/a (b)/rate.go", 23)),
                ancestors: vec![
                    frame("example.org/rate.Start", "/w/a (b)/rate.go", 29),
                    frame("testing.(*T).Run", run, 2101),
                ],
            },
            Goroutine {
                id: 8,
                state: "chan receive".to_owned(),
                frames: Vec::new(),
                created_by: Some(frame("time.goFunc", "/go/time.go", 3)),
                ancestors: Vec::new(),
            },
        ];
        assert_eq!(read(DUMP, &|_, _| None), expected);
        let of_call = |function: &str, offset: u64| {
            (function == "example.org/rate.Start" && offset == 0xf6).then_some(28)
        };
        let told = read(DUMP, &of_call);
        assert_eq!(told[1].ancestors[0].line, 28);
        assert_eq!(told[1].created_by.as_ref().unwrap().line, 23);
    }

    #[test]
    fn a_text_may_be_cut_anywhere() {
        for at in 0..DUMP.len() {
            let whole = read(DUMP, &|_, _| None);
            let cut = read(&DUMP[..at], &|_, _| None);
            assert!(cut.len() <= whole.len());
            let all_but_last = cut.len().saturating_sub(1);
            assert_eq!(cut[..all_but_last], whole[..all_but_last], "cut at {at}");
        }
    }
}
