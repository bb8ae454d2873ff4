package conformance

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// app is a server that does everything right. A broken one is this one with
// one thing changed.
type app struct {
	address string    // to listen on
	out     io.Writer // its log
	server  http.Server

	initialize, preStop, call http.HandlerFunc
	catchAll                  bool                            // answers 200 to every path that has no route
	hookRoutes                func(*http.ServeMux)            // where the hooks are found
	around                    func(http.Handler) http.Handler // around everything
	hookAllowed               func(w http.ResponseWriter, r *http.Request) bool
	marker                    func(hook, event, id string) string

	ready func()     // once it listens
	term  func() int // what happens on SIGTERM; the result is the exit code

	initialized, called atomic.Bool
	logging             sync.Mutex
}

func newApp() *app {
	a := &app{address: ":" + os.Getenv("FC_SERVER_PORT"), out: os.Stdout}
	a.marker = func(hook, event, id string) string { return "FC " + hook + " " + event + " RequestId: " + id }
	a.hookAllowed = func(w http.ResponseWriter, r *http.Request) bool {
		for _, path := range r.Header.Values("X-Fc-Control-Path") {
			if path == "/http-invoke" || path == "/invoke" {
				http.NotFound(w, r)
				return false
			}
		}
		return true
	}
	a.initialize = func(w http.ResponseWriter, r *http.Request) {
		if os.Getenv("FAIL_INIT") != "" {
			http.Error(w, "the backend does not answer", http.StatusBadRequest)
			return
		}
		a.initialized.Store(true)
		fmt.Fprintln(w, "initialized")
	}
	a.preStop = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "stopped") }
	a.call = func(w http.ResponseWriter, r *http.Request) {
		a.called.Store(true)
		_, _ = io.Copy(io.Discard, r.Body)
		fmt.Fprintln(w, "hello", r.Header.Get("X-Fc-Request-Id"))
	}
	a.hookRoutes = func(mux *http.ServeMux) {
		mux.HandleFunc("POST /initialize", a.hook("Initialize", func(w http.ResponseWriter, r *http.Request) { a.initialize(w, r) }))
		mux.HandleFunc("GET /pre-stop", a.hook("PreStop", func(w http.ResponseWriter, r *http.Request) { a.preStop(w, r) }))
	}
	a.around = func(h http.Handler) http.Handler { return h }
	a.ready = func() {}
	a.term = func() int { return 0 }
	return a
}

// hook prints the markers around a hook.
func (a *app) hook(name string, run http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !a.hookAllowed(w, r) {
			return
		}
		id := r.Header.Get("X-Fc-Request-Id")
		a.print(a.marker(name, "Start", id))
		defer func() { a.print(a.marker(name, "End", id)) }()
		run(w, r)
	}
}

func (a *app) print(line string) {
	a.logging.Lock()
	defer a.logging.Unlock()
	fmt.Fprintln(a.out, line)
}

func (a *app) handler() http.Handler {
	mux := http.NewServeMux()
	a.hookRoutes(mux)
	root := "/{$}"
	if a.catchAll {
		root = "/"
	}
	call := func(w http.ResponseWriter, r *http.Request) { a.call(w, r) }
	mux.HandleFunc(root, call)
	mux.HandleFunc("POST /invoke", call)
	mux.HandleFunc("/fail", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Fc-Status", "404")
		http.Error(w, "failed", http.StatusInternalServerError)
	})
	mux.HandleFunc("/panic", func(w http.ResponseWriter, _ *http.Request) {
		defer func() {
			if recover() != nil {
				w.Header().Set("X-Fc-Status", "404")
				http.Error(w, "panic", http.StatusInternalServerError)
			}
		}()
		panic("as asked")
	})
	return a.around(mux)
}

// deaf is a program that does not listen, neither to a port nor to signals.
const deaf = "deaf"

// serve is the child's main.
func serve(id string) int {
	if id == deaf {
		signal.Ignore(syscall.SIGTERM)
		fmt.Fprintln(os.Stdout, "deaf")
		time.Sleep(time.Minute)
		return 0
	}
	a := newApp()
	switch id {
	case "good":
	case "slow body":
		before(a, func(r *http.Request) {
			if r.ContentLength > 1<<20 {
				<-r.Context().Done()
			}
		})
	case "fixed port":
		a.address = ":" + os.Getenv("FCGEN_FIXED_PORT")
	case "only one":
		if _, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("FCGEN_ONLY_PORT")); err != nil {
			told("it runs already")
			return 1
		}
	default:
		b, ok := brokenNamed(id)
		if !ok {
			fmt.Fprintln(os.Stderr, "no such server:", id)
			return 2
		}
		b.spoil(a)
	}
	stop := make(chan os.Signal, 8)
	signal.Notify(stop, syscall.SIGTERM)
	var config net.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", a.address)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	a.server.Handler = a.handler()
	go func() {
		if err := a.server.Serve(l); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}()
	a.print("listening")
	a.ready()
	<-stop
	return a.term()
}

// later is done in the background after a while.
func later(t time.Duration, do func()) { time.AfterFunc(t, do) }
