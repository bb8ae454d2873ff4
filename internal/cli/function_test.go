package cli_test

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// function is a program that keeps the contract of a custom runtime, for
// scripts: fcgen-function [WORD]. It says "hello WORD" to every call. Variables
// change what it does:
//
//	IGNORE_PORT  listens on this port, whatever it is told
//	INIT_STATUS  what its initializer answers
func function() int {
	word := "world"
	if len(os.Args) > 1 {
		word = os.Args[1]
	}
	port := os.Getenv("IGNORE_PORT")
	for _, name := range fc.PortVariables() {
		port = cmp.Or(port, os.Getenv(name))
	}
	l, err := net.Listen("tcp", ":"+port)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("listening")
	stopped := make(chan os.Signal, 1)
	signal.Notify(stopped, os.Interrupt, syscall.SIGTERM)
	server := &http.Server{Handler: routes(word)}
	go server.Serve(l)
	<-stopped
	fmt.Println("stopped")
	return 0
}

func routes(word string) http.Handler {
	mux := http.NewServeMux()
	for _, h := range fc.Hooks() {
		mux.HandleFunc(h.Method+" "+h.Path, func(w http.ResponseWriter, r *http.Request) {
			id := r.Header.Get(fc.HeaderRequestID)
			fmt.Println(h.StartMarker(id))
			if status := os.Getenv("INIT_STATUS"); status != "" && h.Name == "initializer" {
				fmt.Println(h.FailedMarker(id))
				http.Error(w, "not today", map[string]int{"400": 400, "404": 404, "500": 500}[status])
				return
			}
			fmt.Println(h.EndMarker(id))
		})
	}
	mux.HandleFunc("/exit", func(http.ResponseWriter, *http.Request) { os.Exit(3) })
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) {
		fmt.Println("hanging")
		select {
		case <-r.Context().Done():
		case <-time.After(time.Minute):
		}
	})
	mux.HandleFunc("/sleep", func(w http.ResponseWriter, r *http.Request) {
		d, _ := time.ParseDuration(r.URL.Query().Get("for"))
		time.Sleep(d)
	})
	mux.HandleFunc("/flood", func(w http.ResponseWriter, r *http.Request) {
		for n := range 80_000 {
			fmt.Println("flood line", n)
		}
		fmt.Fprintln(w, "flooded")
	})
	mux.HandleFunc("/env", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, os.Getenv(r.URL.Query().Get("name")))
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Println("called", r.Method, r.URL.Path)
		fmt.Fprintf(w, "hello %s%s\n", word, body)
	})
	return mux
}
