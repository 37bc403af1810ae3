package store

import (
	"bytes"
	"testing"
)

func TestWords(t *testing.T) {
	if len(Words()) != 24 {
		t.Fatal(len(Words()))
	}
}

func TestParseMany(t *testing.T) {
	var b bytes.Buffer
	b.WriteByte('[')
	for i := 0; i < 60000; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"id":1,"title":"a long title of a product","tags":["x","y"]}`)
	}
	b.WriteByte(']')
	items, err := Parse(b.Bytes())
	if err != nil || len(items) != 60000 {
		t.Fatal(err)
	}
}
