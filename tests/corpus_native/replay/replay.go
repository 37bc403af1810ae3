// Package replay reads recordings.
package replay

import "bytes"

// Load reads a whole recording.
func Load(chunks int) []byte {
	var all []byte
	chunk := bytes.Repeat([]byte("event\n"), 170<<10)
	for range chunks {
		all = append(all, chunk...)
	}
	return all
}

// Count reads a recording chunk by chunk.
func Count(chunks int) int {
	sum := 0
	for range chunks {
		sum += bytes.Count(Load(1), []byte("\n"))
	}
	return sum
}
