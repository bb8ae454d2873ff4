package main

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestListenPort(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		env  map[string]string
		want string // "" means an error
	}{
		{name: "default", want: defaultPort},
		{name: "server port first", env: map[string]string{"FC_SERVER_PORT": "9001", "FC_CUSTOM_LISTEN_PORT": "9002"}, want: "9001"},
		{name: "listen port next", env: map[string]string{"FC_CUSTOM_LISTEN_PORT": "9002", "PORT": "1"}, want: "9002"},
		{name: "no number", env: map[string]string{"FC_SERVER_PORT": "http"}},
		{name: "zero", env: map[string]string{"FC_SERVER_PORT": "0"}},
		{name: "too large", env: map[string]string{"FC_CUSTOM_LISTEN_PORT": "65536"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := listenPort(func(key string) string { return test.env[key] })
			if got != test.want || (err != nil) != (test.want == "") {
				t.Errorf("got %q and the error %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestRunSaysThatThePortIsTaken(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)
	err = run(t.Context(), func(string) string { return port })
	if err == nil || !strings.Contains(err.Error(), "listen on port "+port) {
		t.Errorf("got %v, want an error about port %s", err, port)
	}
}

func TestServeLetsRunningCallsFinish(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	started, release := make(chan struct{}), make(chan struct{})
	slow := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(started)
		<-release
		w.WriteHeader(http.StatusTeapot)
	})

	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- serve(ctx, listener, slow) }()
	answer := make(chan int, 1)
	go func() {
		client := http.Client{Transport: new(http.Transport)}
		resp, err := client.Get(url)
		if err != nil {
			t.Error(err)
			answer <- 0
			return
		}
		defer resp.Body.Close()
		answer <- resp.StatusCode
	}()

	<-started
	stop()
	for { // until no new connection is taken
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			break
		}
		conn.Close()
		time.Sleep(time.Millisecond)
	}
	select {
	case err := <-served:
		t.Fatalf("serve returned %v while a call was running", err)
	default:
	}
	close(release)
	if got := <-answer; got != http.StatusTeapot {
		t.Errorf("the running call got %d, want %d", got, http.StatusTeapot)
	}
	if err := <-served; err != nil {
		t.Errorf("serve: got %v, want nil", err)
	}
}
