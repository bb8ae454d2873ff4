package browser

import (
	"net/http/httptest"
	"testing"

	"github.com/fcgen/fcgen/internal/console"
	"github.com/fcgen/fcgen/internal/emulator"
)

// Of several functions each has its page below a path of its own, and what is
// seen and done there is that function's.
func TestEachFunctionHasAPageOfItsOwn(t *testing.T) {
	t.Parallel()
	sites := []*site{newSite(t), newSite(t)}
	links := []console.Link{{Name: "first", Path: "/functions/first/"}, {Name: "bookshop", Path: "/functions/second/"}}
	var pages console.Pages
	for i, s := range sites {
		page, err := console.New(console.Config{
			Emulator: s.Emulator, Gateway: s.gateway, Policy: emulator.PolicyRetry, Version: "0.1.0",
			Base: "/functions/" + []string{"first", "second"}[i], Functions: links,
		})
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, console.Page{Link: links[i], Handler: page})
	}
	server := httptest.NewServer(pages)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})

	p := newPage(t)
	p.open(server.URL + "/functions/second/")
	p.has("#summary", "no instance")
	p.has(".functions a[aria-current]", "bookshop")
	sites[1].get(t, "/books/7")
	p.has("#summary", "1 frozen")
	p.click("#tab-instances")
	p.click("#panel-instances button.danger") // kills the instance
	p.has("#summary", "no instance")
	p.click(".functions a:first-child")
	p.until(`location.pathname === "/functions/first/"`)
	p.has("#summary", "no instance")
}
