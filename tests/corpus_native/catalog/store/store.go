// Package store loads the catalog.
package store

import (
	"encoding/json"
	"sync"
)

// Item is a product.
type Item struct {
	ID    int      `json:"id"`
	Title string   `json:"title"`
	Tags  []string `json:"tags"`
}

var index struct {
	once  sync.Once
	words map[int][]byte
}

// Words is built at the first use.
func Words() map[int][]byte {
	index.once.Do(func() {
		index.words = map[int][]byte{}
		for i := 0; i < 24; i++ {
			index.words[i] = make([]byte, 1<<20)
		}
	})
	return index.words
}

// Parse reads items.
func Parse(text []byte) ([]Item, error) {
	var items []Item
	err := json.Unmarshal(text, &items)
	return items, err
}
