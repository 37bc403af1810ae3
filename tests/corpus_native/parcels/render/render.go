// Package render writes labels.
package render

import (
	"bytes"
	"html/template"
	"sync"
)

var buffers = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 1<<20)) }}

var label = sync.OnceValue(func() *template.Template {
	t := template.New("label")
	for i := 0; i < 400; i++ {
		template.Must(t.New(string(rune('a'+i%26)) + string(rune('a'+i/26))).Parse("<b>{{.Name}}</b><i>{{.Zip}}</i>{{range .Lines}}<p>{{.}}</p>{{end}}"))
	}
	return t
})

// Parcel is what is sent.
type Parcel struct {
	Name, Zip string
	Lines     []string
}

// Label renders a parcel.
func Label(p Parcel) string {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	if err := label().ExecuteTemplate(b, "aa", p); err != nil {
		return err.Error()
	}
	return b.String()
}

// Sheet is a whole page in pixels.
func Sheet(side int) []uint32 { return make([]uint32, side*side) }
