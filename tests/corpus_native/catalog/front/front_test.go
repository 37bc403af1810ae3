package front

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestSearchHandler(t *testing.T) {
	for i := 0; i < 6; i++ {
		server := httptest.NewServer(http.HandlerFunc(Search))
		n, err := FetchAll(server.Client(), server.URL)
		if err != nil || n != 256<<10 {
			t.Fatal(n, err)
		}
	}
}

func TestProductHandler(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(Search))
	t.Cleanup(server.Close)
	for i := 0; i < 20; i++ {
		if _, err := FetchAll(server.Client(), server.URL); err != nil {
			t.Fatal(err)
		}
	}
}

var shared *httptest.Server

func TestMain(m *testing.M) {
	shared = httptest.NewServer(http.HandlerFunc(Search))
	m.Run()
	shared.CloseClientConnections()
}

func TestClientReads(t *testing.T) {
	for i := 0; i < 12; i++ {
		if n, err := Fetch(shared.URL); err != nil || n != 16 {
			t.Fatal(n, err)
		}
	}
}

func TestFeeds(t *testing.T) {
	for i := 0; i < 14; i++ {
		f := NewFeed()
		f.Listen(func(string) {})
	}
}

func TestRecorder(t *testing.T) {
	for i := 0; i < 30; i++ {
		w := httptest.NewRecorder()
		Search(w, httptest.NewRequest("GET", "/", nil))
		if w.Body.Len() != 256<<10 {
			t.Fatal(w.Body.Len())
		}
	}
}
