package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestPreStopDuringACall(t *testing.T) { // not parallel: it uses http.DefaultClient
	started, release := make(chan struct{}), make(chan struct{})
	backend := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(started)
		<-release
	}))
	defer backend.Close()
	answer := make(chan error, 1)
	go func() {
		resp, err := http.Get(backend.URL)
		if err == nil {
			err = resp.Body.Close()
		}
		answer <- err
	}()

	<-started
	for range 2 { // the platform may ask twice
		if err := preStop(t.Context()); err != nil {
			t.Errorf("got %v, want nil", err)
		}
	}
	close(release)
	if err := <-answer; err != nil {
		t.Errorf("a running request failed: %v", err)
	}
}
