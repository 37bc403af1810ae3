// What oomscope adds to the tests of a package, by an overlay of the build: a test that runs behind all others of
// a round and looks at what the process holds. Without OOMSCOPE_HEAPS nobody calls it, and nothing happens.
//
// After as many tests as OOMSCOPE_HEAPS_AT says (`3,6,12`) it writes into the folder OOMSCOPE_HEAPS, for the first
// time as `0.…`: `heap`, the profile of what is in use; `goroutines`, a text with each of them; `dump`, all objects.
package PACKAGE_test

import (
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
)

func init() {
	if oomscopeFolder != "" {
		runtime.MemProfileRate = oomscopeRate
	}
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
		oomscopeLooks++
	}
}

// Goroutines that are about to end do so, and what nobody holds is collected: a sync.Pool lets go of its objects
// at the second collection.
func oomscopeSettle() {
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
	for i := 0; i < 3; i++ {
		runtime.GC()
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
