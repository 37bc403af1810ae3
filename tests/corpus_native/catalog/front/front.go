// Package front answers.
package front

import (
	"io"
	"net/http"
	"sync"
)

// Search answers with many results.
func Search(w http.ResponseWriter, r *http.Request) {
	body := make([]byte, 256<<10)
	_, _ = w.Write(body)
}

// Fetch asks with a client of its own.
func Fetch(url string) (int, error) {
	client := &http.Client{Transport: &http.Transport{}}
	response, err := client.Get(url)
	if err != nil {
		return 0, err
	}
	some := make([]byte, 16)
	n, err := io.ReadFull(response.Body, some)
	return n, err
}

// FetchAll reads and closes.
func FetchAll(client *http.Client, url string) (int, error) {
	response, err := client.Get(url)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	return len(all), err
}

// Feed hands news to listeners.
type Feed struct {
	mu   sync.Mutex
	cond *sync.Cond
	news []string
}

// NewFeed is empty.
func NewFeed() *Feed {
	f := &Feed{}
	f.cond = sync.NewCond(&f.mu)
	return f
}

// Listen calls back when there is news.
func (f *Feed) Listen(back func(string)) {
	go func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		for len(f.news) == 0 {
			f.cond.Wait()
		}
		back(f.news[0])
	}()
}
