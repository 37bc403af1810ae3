// What oomscope adds to the tests of a package, by an overlay of the build: an example that runs behind everything
// else and says what the process still holds, and a test that runs behind all others of a round and looks at that
// closely.
//
// The example appends a line to the file OOMSCOPE_LEFT: how many goroutines there are that neither the runtime nor
// `testing` began, and by how many bytes more is in use than at the start.
//
// The test does nothing without OOMSCOPE_HEAPS. After as many tests as OOMSCOPE_HEAPS_AT says (`3,6,12`) it writes into the folder OOMSCOPE_HEAPS, for the first
// time as `0.…`: `heap`, the profile of what is in use; `goroutines`, a text with each of them; `calls`, on which lines
// who began them called; `dump`, all objects.
package PACKAGE_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Bytes between two allocations that are sampled. A mebibyte in small pieces is seen with an error of 6 %.
const oomscopeRate = 4096

// Bytes in use from which on there is no dump, which has all of them in it.
const oomscopeLargest = 1 << 30

var (
	oomscopeFolder = os.Getenv("OOMSCOPE_HEAPS")
	oomscopeAt     = strings.Split(os.Getenv("OOMSCOPE_HEAPS_AT"), ",")
	// How many tests are in a round.
	oomscopeRound, _ = strconv.Atoi(os.Getenv("OOMSCOPE_ROUND"))
	oomscopeTests    int
	oomscopeLooks    int

	oomscopeLeft       = os.Getenv("OOMSCOPE_LEFT")
	oomscopeStdout     = os.Stdout
	oomscopeGoroutines = runtime.NumGoroutine()
	oomscopeInUse      uint64
)

// So many goroutines more than at the start are looked at one by one.
const oomscopeMany = 10

// So many bytes more than at the start are worth collections, the second of which empties a sync.Pool.
const oomscopeMuch = 4 << 20

func init() {
	if oomscopeLeft != "" {
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		oomscopeInUse = memory.HeapAlloc
	}
	if oomscopeFolder != "" {
		runtime.MemProfileRate = oomscopeRate
	}
}

// Examples run when all tests are over, those with t.Parallel as well, and only once.
func ExampleOomscopeLook() {
	// What a goroutine prints meanwhile is nobody's output that could be wrong.
	os.Stdout = oomscopeStdout
	if oomscopeLeft == "" {
		return
	}
	began := 0
	if runtime.NumGoroutine()-oomscopeGoroutines >= oomscopeMany {
		oomscopeWait()
		began = oomscopeBegan()
	}
	more := oomscopeMore()
	// What is little before a collection needs none.
	for collections := 0; more >= oomscopeMuch && collections < 2; collections++ {
		runtime.GC()
		more = oomscopeMore()
	}
	to, err := os.OpenFile(oomscopeLeft, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	fmt.Fprintf(to, "oomscope-left %d %d\n", began, more)
	_ = to.Close()
	// Output:
}

// How many bytes more are in use than at the start.
func oomscopeMore() uint64 {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	if memory.HeapAlloc < oomscopeInUse {
		return 0
	}
	return memory.HeapAlloc - oomscopeInUse
}

// How many goroutines the tests' code began, or what that called: database/sql has one for each result that nobody
// closes.
func oomscopeBegan() int {
	var text bytes.Buffer
	if pprof.Lookup("goroutine").WriteTo(&text, 2) != nil {
		return 0
	}
	began := 0
	for _, line := range strings.Split(text.String(), "\n") {
		by := strings.TrimPrefix(line, "created by ")
		isOthers := strings.HasPrefix(by, "testing.") || strings.HasPrefix(by, "runtime.") || strings.HasPrefix(by, "os/signal.")
		if by != line && !isOthers {
			began++
		}
	}
	return began
}

func TestOomscopeLook(t *testing.T) {
	oomscopeTests += oomscopeRound
	for oomscopeFolder != "" && oomscopeLooks < len(oomscopeAt) {
		at, err := strconv.Atoi(oomscopeAt[oomscopeLooks])
		if err != nil || at > oomscopeTests {
			return
		}
		oomscopeSettle()
		name := filepath.Join(oomscopeFolder, strconv.Itoa(oomscopeLooks))
		oomscopeWrite(name+".goroutines", func(to *os.File) error {
			return pprof.Lookup("goroutine").WriteTo(to, 2)
		})
		oomscopeWrite(name+".heap", func(to *os.File) error {
			return pprof.Lookup("heap").WriteTo(to, 0)
		})
		var memory runtime.MemStats
		if runtime.ReadMemStats(&memory); memory.HeapAlloc < oomscopeLargest {
			oomscopeWrite(name+".dump", func(to *os.File) error {
				debug.WriteHeapDump(to.Fd())
				return nil
			})
		}
		// Last, as it takes memory of its own.
		oomscopeWrite(name+".calls", func(to *os.File) error {
			text, err := os.ReadFile(name + ".goroutines")
			oomscopeCalls(string(text), to)
			return err
		})
		oomscopeLooks++
	}
}

// The runtime tells of who began a goroutine where his calls return to, which can be a line further on. Writes where
// they are made: `shop.Start 1d 24` for what returns to so far behind the beginning of a function.
func oomscopeCalls(text string, to *os.File) {
	returns := make(map[string]map[uintptr]bool)
	isAncestor, function := false, ""
	for _, line := range strings.Split(text, "\n") {
		at := strings.LastIndex(line, " +0x")
		switch {
		case line == "":
			isAncestor = false
		case strings.HasPrefix(line, "[originating from goroutine "):
			isAncestor = true
		case strings.HasPrefix(line, "created by "):
			// Here it tells the call.
			function = ""
		case !strings.HasPrefix(line, "\t"):
			// Arguments have no parentheses in them.
			if function = line; strings.Contains(line, "(") {
				function = line[:strings.LastIndex(line, "(")]
			}
		case isAncestor && function != "" && at >= 0:
			offset, err := strconv.ParseUint(line[at+len(" +0x"):], 16, 32)
			if returns[function] == nil {
				returns[function] = make(map[uintptr]bool)
			}
			returns[function][uintptr(offset)] = err == nil
		}
	}
	if len(returns) == 0 {
		return
	}
	oomscopeFunctions(func(name string, entry uintptr) {
		for offset := range returns[name] {
			frame, _ := runtime.CallersFrames([]uintptr{entry + offset}).Next()
			// Of one that is inlined the runtime tells how far it is from the beginning of the other.
			if frame.Function == name {
				fmt.Fprintf(to, "%s %x %d\n", name, offset, frame.Line)
			}
		}
	})
}

// All functions of the program. None begins nearer to another than the step.
func oomscopeFunctions(take func(name string, entry uintptr)) {
	const step = 16
	here, _, _, _ := runtime.Caller(0)
	here -= here % step
	for runtime.FuncForPC(here-step) != nil {
		here -= step
	}
	before := uintptr(0)
	for pc := here; ; pc += step {
		function := runtime.FuncForPC(pc)
		if function == nil {
			return
		}
		if entry := function.Entry(); entry != before {
			before = entry
			take(runtime.FuncForPC(entry).Name(), entry)
		}
	}
}

// What nobody holds is collected: a sync.Pool lets go of its objects at the second collection.
func oomscopeSettle() {
	oomscopeWait()
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
}

// Goroutines that are about to end do so.
func oomscopeWait() {
	quiet := 0
	for before, looks := runtime.NumGoroutine(), 0; quiet < 5 && looks < 100; looks++ {
		time.Sleep(2 * time.Millisecond)
		now := runtime.NumGoroutine()
		if now < before {
			quiet = 0
		} else {
			quiet++
		}
		before = now
	}
}

// What has this name is whole. A test does not fail for it.
func oomscopeWrite(name string, write func(*os.File) error) {
	to, err := os.OpenFile(name+".part", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return
	}
	err = write(to)
	if to.Close() == nil && err == nil {
		_ = os.Rename(name+".part", name)
	}
}
