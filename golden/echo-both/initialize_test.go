package main

import "testing"

func TestInitialize(t *testing.T) {
	t.Parallel()
	for url, fails := range map[string]bool{"": false, "mysql://a-database-without-its-driver": true} {
		app := newApp(func(key string) string { return map[string]string{"DATABASE_URL": url}[key] })
		for range 2 { // it may run again
			if err := app.initialize(t.Context()); (err != nil) != fails {
				t.Errorf("DATABASE_URL=%s: got %v, want an error: %v", url, err, fails)
			}
		}
		if got, err := app.store.Greeting(t.Context()); got != "Hello" || err != nil {
			t.Errorf("DATABASE_URL=%s: the store answers %q and %v", url, got, err)
		}
	}
}
