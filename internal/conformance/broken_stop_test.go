package conformance

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
)

func brokenPreStops() []broken {
	return []broken{
		{
			id: "STOP/1", lesson: "its pre-stop answers 500",
			spoil: func(a *app) { a.preStop = fails },
		},
		{
			id: "STOP/2", lesson: "a catch-all route answers instead of the pre-stop",
			spoil: func(a *app) {
				a.catchAll = true
				a.hookRoutes = func(mux *http.ServeMux) {
					mux.HandleFunc("POST /initialize", a.hook("Initialize", a.initialize))
				}
			},
		},
		{
			id: "STOP/3", lesson: "its pre-stop runs for any method",
			spoil: func(a *app) {
				a.hookRoutes = func(mux *http.ServeMux) {
					mux.HandleFunc("POST /initialize", a.hook("Initialize", a.initialize))
					mux.HandleFunc("/pre-stop", a.hook("PreStop", a.preStop))
				}
			},
		},
		{
			id: "STOP/4", lesson: "its marker is spelled wrong",
			spoil: func(a *app) {
				good := a.marker
				a.marker = func(hook, event, id string) string {
					if hook == "PreStop" {
						hook = "Pre-Stop"
					}
					return good(hook, event, id)
				}
			},
		},
		{
			id: "STOP/5", lesson: "its pre-stop closes what the initializer did not open yet",
			spoil: func(a *app) {
				good := a.preStop
				a.preStop = func(w http.ResponseWriter, r *http.Request) {
					if !a.initialized.Load() {
						crash("panic: nil pointer")
					}
					good(w, r)
				}
			},
		},
		{
			id: "STOP/6", lesson: "its pre-stop closes a channel twice",
			spoil: func(a *app) {
				good := a.preStop
				var stopped atomic.Bool
				a.preStop = func(w http.ResponseWriter, r *http.Request) {
					if stopped.Swap(true) {
						crash("panic: close of closed channel")
					}
					good(w, r)
				}
			},
		},
		{
			id: "STOP/7", lesson: "it serves nobody after its pre-stop",
			spoil: func(a *app) {
				var stopped atomic.Bool
				stop, call := a.preStop, a.call
				a.preStop = func(w http.ResponseWriter, r *http.Request) {
					stopped.Store(true)
					stop(w, r)
				}
				a.call = func(w http.ResponseWriter, r *http.Request) {
					if stopped.Load() {
						http.Error(w, "it stops", http.StatusServiceUnavailable)
						return
					}
					call(w, r)
				}
			},
		},
		{
			id: "STOP/8", lesson: "its pre-stop closes the connections of running calls",
			spoil: func(a *app) {
				open := newConnections(a)
				good := a.preStop
				a.preStop = func(w http.ResponseWriter, r *http.Request) {
					open.closeBut(r.RemoteAddr)
					good(w, r)
				}
			},
		},
		{
			id: "STOP/9", lesson: "it waits for a pre-stop that was given up before it ends",
			spoil: func(a *app) {
				good := a.preStop
				var stuck atomic.Bool
				a.preStop = func(w http.ResponseWriter, r *http.Request) {
					if gaveUp(r) {
						stuck.Store(true)
						return
					}
					good(w, r)
				}
				a.term = func() int {
					time.Sleep(200 * time.Millisecond) // the pre-stop may still run
					for stuck.Load() {
						time.Sleep(time.Second)
					}
					return 0
				}
			},
			config: func(c *Config) { c.StopGrace = 3 * time.Second },
		},
		{
			id: "STOP/10", lesson: "its pre-stop breaks off in the middle of its answer",
			spoil: func(a *app) {
				a.preStop = func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Length", "100")
					_, _ = w.Write([]byte("half"))
					panic(http.ErrAbortHandler)
				}
			},
			also: map[string]string{"STOP/1": "half an answer is no 2xx"},
		},
		{
			id: "STOP/10 exits", lesson: "its pre-stop ends the process",
			spoil: func(a *app) {
				a.preStop = func(http.ResponseWriter, *http.Request) { os.Exit(0) }
			},
			also: map[string]string{
				"STOP/1": "no answer is no 2xx",
				"STOP/5": "it ends the process without an answer whenever it runs",
				"STOP/8": "the running call ends with the process",
			},
		},
		{
			id: "STOP/11", lesson: "it ends with an exit code of its own",
			spoil: func(a *app) { a.term = func() int { return 3 } },
		},
		{
			id: "STOP/11 child", lesson: "it leaves a child behind",
			spoil: func(*app) {
				child := exec.Command(os.Args[0])
				child.Env = append(os.Environ(), "FCGEN_SERVER="+deaf)
				out, err := child.StdoutPipe()
				if err != nil || child.Start() != nil {
					os.Exit(1)
				}
				_, _ = out.Read(make([]byte, 1)) // it says when it is deaf
			},
		},
		{
			id: "STOP/12", lesson: "its pre-stop takes nearly all of its timeout",
			spoil: func(a *app) {
				good := a.preStop
				a.preStop = func(w http.ResponseWriter, r *http.Request) {
					time.Sleep(8500 * time.Millisecond)
					good(w, r)
				}
			},
			config: func(c *Config) {
				c.Function.Hooks["prestop"] = manifest.Hook{Configured: true, Timeout: 10 * time.Second}
			},
		},
		{
			id: "STOP/13", lesson: "its pre-stop wants a header that no page lists",
			spoil: func(a *app) {
				good := a.preStop
				a.preStop = func(w http.ResponseWriter, r *http.Request) {
					if r.Header.Get(fc.HeaderPreStopHandler) != "true" {
						http.NotFound(w, r)
						return
					}
					good(w, r)
				}
			},
		},
		{
			id: "STOP/13 hidden", lesson: "its pre-stop answers 200 and does nothing without that header",
			spoil: func(a *app) {
				allowed := onlyWith(fc.HeaderPreStopHandler, "true")
				good := a.hookAllowed
				a.hookAllowed = func(w http.ResponseWriter, r *http.Request) bool {
					return good(w, r) && (r.URL.Path != "/pre-stop" || allowed(w, r))
				}
			},
		},
		{
			id: "STOP/14", lesson: "its pre-stop goes by x-fc-control-path alone",
			spoil: func(a *app) {
				good := a.preStop
				a.preStop = func(w http.ResponseWriter, r *http.Request) {
					if r.Header.Get("X-Fc-Control-Path") != "/pre-stop" {
						http.NotFound(w, r)
						return
					}
					good(w, r)
				}
			},
		},
	}
}

// connections are those that a server has open.
type connections struct {
	mu   sync.Mutex
	open map[net.Conn]time.Time // since when
}

func newConnections(a *app) *connections {
	c := &connections{open: map[net.Conn]time.Time{}}
	a.server.ConnState = func(conn net.Conn, state http.ConnState) {
		c.mu.Lock()
		defer c.mu.Unlock()
		switch state {
		case http.StateNew:
			c.open[conn] = time.Now()
		case http.StateClosed:
			delete(c.open, conn)
		}
	}
	return c
}

// closeOld closes those that are older than age.
func (c *connections) closeOld(age time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn, since := range c.open {
		if time.Since(since) > age {
			conn.Close()
		}
	}
}

// closeBut closes all of them but that of one client.
func (c *connections) closeBut(client string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.open {
		if conn.RemoteAddr().String() != client {
			conn.Close()
		}
	}
}
