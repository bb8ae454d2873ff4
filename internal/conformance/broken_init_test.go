package conformance

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/fcgen/fcgen/internal/manifest"
)

func brokenInitializers() []broken {
	alsoFirst := map[string]string{"INIT/1": "the platform's own request is such a one"}
	return []broken{
		{
			id: "INIT/1", lesson: "its initializer answers 500",
			spoil:  func(a *app) { a.initialize = fails },
			config: func(c *Config) { c.FailInitEnv = "" },
		},
		{
			id: "INIT/1 slow", lesson: "its initializer takes longer than its timeout",
			spoil: func(a *app) {
				a.initialize = func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
			},
			config: func(c *Config) {
				c.FailInitEnv = ""
				c.Function.Hooks["initializer"] = manifest.Hook{Configured: true, Timeout: time.Second}
			},
		},
		{
			id: "INIT/2", lesson: "a catch-all route answers instead of the initializer",
			spoil: func(a *app) {
				a.catchAll = true
				a.hookRoutes = func(mux *http.ServeMux) {
					mux.HandleFunc("GET /pre-stop", a.hook("PreStop", a.preStop))
				}
			},
			config: func(c *Config) { c.FailInitEnv = "" },
		},
		{
			id: "INIT/3", lesson: "it wants a Content-Type for a body that is not there",
			spoil: func(a *app) {
				good := a.initialize
				a.initialize = func(w http.ResponseWriter, r *http.Request) {
					if r.Header.Get("Content-Type") == "" {
						http.Error(w, "what type is it?", http.StatusUnsupportedMediaType)
						return
					}
					good(w, r)
				}
			},
			also:   alsoFirst,
			config: func(c *Config) { c.FailInitEnv = "" },
		},
		{
			id: "INIT/4", lesson: "its initializer works after a call only",
			spoil: func(a *app) {
				good := a.initialize
				a.initialize = func(w http.ResponseWriter, r *http.Request) {
					if !a.called.Load() {
						fails(w, r)
						return
					}
					good(w, r)
				}
			},
			also:   alsoFirst,
			config: func(c *Config) { c.FailInitEnv = "" },
		},
		{
			id: "INIT/5", lesson: "its initializer fails when it is asked again",
			spoil: func(a *app) {
				good := a.initialize
				a.initialize = func(w http.ResponseWriter, r *http.Request) {
					if a.initialized.Load() {
						fails(w, r)
						return
					}
					if !gaveUp(r) {
						good(w, r)
					}
				}
			},
		},
		{
			id: "INIT/6", lesson: "a run that was given up keeps every later one out",
			spoil: func(a *app) {
				good := a.initialize
				var running atomic.Bool
				a.initialize = func(w http.ResponseWriter, r *http.Request) {
					if !running.CompareAndSwap(false, true) {
						http.Error(w, "it runs already", http.StatusConflict)
						return
					}
					if gaveUp(r) {
						return // and running stays true
					}
					good(w, r)
					running.Store(false)
				}
			},
			config: func(c *Config) { c.abortTime = 300 * time.Millisecond }, // until the handler has begun on a busy machine
		},
		{
			id: "INIT/7", lesson: "it takes the request id for granted",
			spoil: func(a *app) {
				good := a.initialize
				a.initialize = func(w http.ResponseWriter, r *http.Request) {
					_ = r.Header["X-Fc-Request-Id"][0]
					good(w, r)
				}
			},
		},
		{
			id: "INIT/8", lesson: "its initializer runs for any method",
			spoil: func(a *app) {
				a.hookRoutes = func(mux *http.ServeMux) {
					mux.HandleFunc("/initialize", a.hook("Initialize", a.initialize))
					mux.HandleFunc("GET /pre-stop", a.hook("PreStop", a.preStop))
				}
			},
		},
		{
			id: "INIT/8 silent", lesson: "its initializer runs for any method and prints no marker",
			spoil: func(a *app) {
				a.marker = func(string, string, string) string { return "something happens" }
				a.hookRoutes = func(mux *http.ServeMux) {
					mux.HandleFunc("/initialize", a.hook("Initialize", a.initialize))
					mux.HandleFunc("GET /pre-stop", a.hook("PreStop", a.preStop))
				}
			},
			also: map[string]string{"INIT/9": "there is no marker", "STOP/4": "there is no marker"},
		},
		{
			id: "INIT/9", lesson: "its marker is spelled wrong",
			spoil: func(a *app) {
				good := a.marker
				a.marker = func(hook, event, id string) string {
					if hook == "Initialize" {
						return "FC initialize " + event + " RequestId:" + id
					}
					return good(hook, event, id)
				}
			},
		},
		{
			id: "INIT/10", lesson: "it goes by x-fc-control-path alone",
			spoil: func(a *app) {
				good := a.initialize
				a.initialize = func(w http.ResponseWriter, r *http.Request) {
					if r.Header.Get("X-Fc-Control-Path") != "/initialize" {
						http.NotFound(w, r)
						return
					}
					good(w, r)
				}
			},
		},
		{
			id: "INIT/10 hidden", lesson: "it answers 200 and does nothing without x-fc-control-path",
			spoil: func(a *app) { a.hookAllowed = onlyWith("X-Fc-Control-Path", "/initialize", "/pre-stop") },
			also:  map[string]string{"STOP/14": "its pre-stop does the same"},
		},
		{
			id: "INIT/10 silent", lesson: "it does the same and prints no marker",
			spoil: func(a *app) {
				a.hookAllowed = onlyWith("X-Fc-Control-Path", "/initialize", "/pre-stop")
				a.marker = func(string, string, string) string { return "something happens" }
				a.around = func(next http.Handler) http.Handler {
					return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						if strings.HasPrefix(r.URL.Path, "/initialize-") || strings.HasPrefix(r.URL.Path, "/pre-stop-") {
							fmt.Fprintln(w, "hello")
							return
						}
						next.ServeHTTP(w, r)
					})
				}
			},
			also: map[string]string{"STOP/14": "its pre-stop does the same", "INIT/9": "there is no marker", "STOP/4": "there is no marker"},
		},
		{
			id: "INIT/11", lesson: "its initializer takes nearly all of its timeout",
			spoil: func(a *app) {
				good := a.initialize
				a.initialize = func(w http.ResponseWriter, r *http.Request) {
					time.Sleep(16500 * time.Millisecond) // three and a half seconds are left, for a machine that is busy
					good(w, r)
				}
			},
			config: func(c *Config) {
				c.Function.Hooks["initializer"] = manifest.Hook{Configured: true, Timeout: 20 * time.Second}
			},
		},
		{
			id: "INIT/12", lesson: "it panics when its initializer fails",
			spoil: func(a *app) { a.initialize = mustInitialize(a.initialize) },
		},
		{
			id: "INIT/12 hidden", lesson: "it says 200 when its initializer fails",
			spoil: func(a *app) {
				a.initialize = func(w http.ResponseWriter, _ *http.Request) {
					a.initialized.Store(true)
					w.WriteHeader(http.StatusOK)
				}
			},
		},
		{
			id: "INIT/13", lesson: "its initializer panics and nothing recovers",
			spoil: func(a *app) {
				a.initialize = func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
			},
			also:   map[string]string{"INIT/1": "no answer is no 2xx"},
			config: func(c *Config) { c.FailInitEnv = "" },
		},
		{
			id: "INIT/14", lesson: "s.yaml configures an initializer that has no route",
			spoil: func(a *app) {
				a.hookRoutes = func(mux *http.ServeMux) {
					mux.HandleFunc("GET /pre-stop", a.hook("PreStop", a.preStop))
				}
			},
			also:   map[string]string{"INIT/1": "404 is no 2xx"},
			config: func(c *Config) { c.FailInitEnv = "" },
		},
		{
			id: "INIT/14 unused", lesson: "it has an initializer that s.yaml does not configure",
			spoil:  func(*app) {},
			config: func(c *Config) { c.Function.Hooks["initializer"] = manifest.Hook{} },
		},
	}
}

func fails(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "it failed", http.StatusInternalServerError)
}

// onlyWith lets a hook run only if a header has one of the values, and answers
// 200 otherwise.
func onlyWith(header string, values ...string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if slices.Contains(values, r.Header.Get(header)) {
			return true
		}
		fmt.Fprintln(w, "hello")
		return false
	}
}

// gaveUp reports whether the client goes away while something takes its time.
func gaveUp(r *http.Request) bool {
	select {
	case <-r.Context().Done():
		return true
	case <-time.After(time.Second):
		return false
	}
}

// mustInitialize panics where run fails.
func mustInitialize(run http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		run(&strict{w}, r)
	}
}

type strict struct{ http.ResponseWriter }

func (w *strict) WriteHeader(status int) {
	if status >= http.StatusBadRequest {
		panic(http.ErrAbortHandler)
	}
	w.ResponseWriter.WriteHeader(status)
}
