// Package cache remembers pages for ever: nothing is ever taken out.
package cache

var pages = map[string][]byte{}
var visits int

// Page renders a page, or takes it from the cache. The key has the visit in it, so nothing is found again.
func Page(name string) int {
	visits++
	key := name + string(rune('0'+visits%10)) + string(make([]byte, visits))
	page := make([]byte, 16<<20)
	for i := range page {
		page[i] = byte(i)
	}
	pages[key] = page
	return len(page)
}
