package conformance

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

func brokenCalls() []broken {
	return []broken{
		{
			id: "INVOKE/1", lesson: "it answers every request with 500",
			spoil: func(a *app) { a.call = fails },
		},
		{
			id: "INVOKE/1 hangs", lesson: "it answers no request",
			spoil:  func(a *app) { a.call = func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() } },
			config: func(c *Config) { c.Timeout = time.Second },
		},
		{
			id: "INVOKE/2", lesson: "it is an event function without POST /invoke",
			spoil: func(a *app) { a.call = http.NotFound },
			config: func(c *Config) {
				c.Function.Trigger = nil
				c.FailPath, c.PanicPath = "", ""
			},
		},
		{
			id: "INVOKE/3", lesson: "it prints the lines that the platform prints",
			spoil: printsAround("FC Invoke"),
		},
		{
			id: "INVOKE/4", lesson: "it prints the lines of the hooks page's sample",
			spoil: printsAround("FC invoke"),
		},
		{
			id: "INVOKE/5", lesson: "its failures look like successes to the platform",
			spoil: func(a *app) { onPath(a, "/fail", fails) },
		},
		{
			id: "INVOKE/6", lesson: "it takes one call after the other",
			spoil: func(a *app) {
				good := a.call
				var one sync.Mutex
				a.call = func(w http.ResponseWriter, r *http.Request) {
					one.Lock()
					defer one.Unlock()
					good(w, r)
				}
			},
		},
		{
			id: "INVOKE/6 mixes", lesson: "it keeps the request id in a global variable",
			spoil: func(a *app) {
				var current atomic.Pointer[string]
				a.call = func(w http.ResponseWriter, r *http.Request) {
					id := r.Header.Get(fc.HeaderRequestID)
					current.Store(&id)
					_, _ = io.Copy(io.Discard, r.Body)
					time.Sleep(100 * time.Millisecond)
					fmt.Fprintln(w, "hello", *current.Load())
				}
			},
		},
		{
			id: "INVOKE/7", lesson: "it closes the connection after each answer",
			spoil: func(a *app) { a.server.SetKeepAlivesEnabled(false) },
		},
		{
			id: "INVOKE/8", lesson: "it copies the headers into a buffer that is too small",
			spoil: func(a *app) {
				before(a, func(r *http.Request) {
					if len(fmt.Sprint(r.Header)) > 7<<10 || len(r.URL.Path) > 4<<10-10 {
						crash("the head is too long")
					}
				})
			},
		},
		{
			id: "INVOKE/9", lesson: "it runs out of memory",
			spoil: func(a *app) {
				before(a, func(r *http.Request) {
					if r.ContentLength > 1<<20 {
						crash("out of memory")
					}
				})
			},
		},
		{
			id: "INVOKE/10", lesson: "it relies on a header that the platform drops",
			spoil: func(a *app) {
				good := a.call
				a.call = func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("X-Fc-Version", "7")
					good(w, r)
				}
			},
		},
		{
			id: "INVOKE/11", lesson: "a body that breaks off ends it",
			spoil: func(a *app) {
				good := a.call
				a.call = func(w http.ResponseWriter, r *http.Request) {
					if _, err := io.Copy(io.Discard, r.Body); err != nil {
						crash(err.Error())
					}
					good(w, r)
				}
			},
		},
		{
			id: "INVOKE/12", lesson: "a panic in a goroutine of a call ends it",
			spoil: func(a *app) {
				onPath(a, "/panic", func(http.ResponseWriter, *http.Request) {
					crash("panic: nobody recovers here")
				})
			},
		},
		{
			id: "INVOKE/12 dropped", lesson: "a panic drops the connection",
			spoil: func(a *app) {
				onPath(a, "/panic", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
			},
		},
		{
			id: "INVOKE/13", lesson: "it fails when a browser asks with OPTIONS",
			spoil: func(a *app) {
				good := a.call
				a.call = func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodOptions {
						fails(w, r)
						return
					}
					good(w, r)
				}
			},
		},
	}
}

// crash ends the process in the middle of whatever it does.
func crash(why string) {
	told("%s", why)
	os.Exit(3)
}

// before looks at each request before it is served.
func before(a *app, look func(*http.Request)) {
	a.around = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			look(r)
			next.ServeHTTP(w, r)
		})
	}
}

// onPath has a path served in another way.
func onPath(a *app, path string, serve http.HandlerFunc) {
	a.around = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == path {
				serve(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// printsAround prints a pair of lines around each call.
func printsAround(words string) func(*app) {
	return func(a *app) {
		good := a.call
		a.call = func(w http.ResponseWriter, r *http.Request) {
			id := r.Header.Get(fc.HeaderRequestID)
			a.print(words + " Start RequestId: " + id)
			defer a.print(words + " End RequestId: " + id)
			good(w, r)
		}
	}
}
