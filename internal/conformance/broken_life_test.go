package conformance

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// brokenLives are broken before, between or beside the calls.
func brokenLives() []broken {
	return []broken{
		{
			id: "FREEZE/1", lesson: "its ticker catches up on what it missed",
			spoil: func(a *app) {
				a.ready = func() {
					next := time.Now()
					go func() {
						for {
							next = next.Add(5 * time.Millisecond)
							late := time.Since(next) > 200*time.Millisecond
							for time.Since(next) > 5*time.Millisecond {
								next = next.Add(5 * time.Millisecond)
								if late {
									a.print("tick")
								}
							}
							time.Sleep(time.Until(next))
						}
					}()
				}
			},
			config: func(c *Config) { c.FreezeTime = time.Second },
		},
		{
			id: "FREEZE/2", lesson: "it closes its connections when the clock jumps",
			spoil: func(a *app) {
				open := newConnections(a)
				a.around = func(next http.Handler) http.Handler {
					last := time.Now()
					go func() {
						for range time.Tick(10 * time.Millisecond) {
							if now := time.Now(); now.Sub(last) > 500*time.Millisecond {
								open.closeOld(500 * time.Millisecond)
							}
							last = time.Now()
						}
					}()
					return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						time.Sleep(20 * time.Millisecond)
						next.ServeHTTP(w, r)
					})
				}
			},
			config: func(c *Config) { c.FreezeTime = time.Second },
		},
		{
			polite: true,
			id:     "RESTART/1", lesson: "it leaves a lock file behind when it is killed",
			spoil: func(a *app) {
				lockFile()
				a.term = func() int {
					_ = os.Remove("lock")
					return 0
				}
			},
		},
		{
			id: "LOG/1 buffers", lesson: "what it prints stays in a buffer, as Python's does",
			spoil: func(a *app) {
				if os.Getenv(pythonUnbuffered) == "" {
					a.out = io.Discard // it is killed before the buffer is full
				}
			},
		},
		{
			polite: true,
			id:     "LOG/1", lesson: "it keeps its log lines until it ends",
			spoil: func(a *app) {
				kept := bufio.NewWriterSize(os.Stdout, 64<<10)
				good := a.call
				a.call = func(w http.ResponseWriter, r *http.Request) {
					good(w, r)
					a.logging.Lock()
					defer a.logging.Unlock()
					fmt.Fprintln(kept, "served", r.Header.Get(fc.HeaderRequestID))
				}
				a.term = func() int {
					_ = kept.Flush()
					return 0
				}
			},
		},
		{
			id: "LOG/3", lesson: "it logs all headers of a call",
			spoil: func(a *app) {
				good := a.call
				a.call = func(w http.ResponseWriter, r *http.Request) {
					a.print(fmt.Sprint("request ", r.Header))
					good(w, r)
				}
			},
		},
		{
			id: "LOG/3 echo", lesson: "it sends all headers back",
			spoil: func(a *app) {
				a.call = func(w http.ResponseWriter, r *http.Request) {
					a.called.Store(true)
					fmt.Fprintln(w, r.Header)
				}
			},
		},
		{
			id: "ORDER/1", lesson: "a call before the initializer ends it",
			spoil: func(a *app) {
				good := a.call
				a.call = func(w http.ResponseWriter, r *http.Request) {
					if !a.initialized.Load() {
						crash("panic: nil pointer")
					}
					good(w, r)
				}
			},
		},
		{
			id: "SEC/1", lesson: "it runs its hooks for anyone",
			spoil: func(a *app) {
				a.hookAllowed = func(http.ResponseWriter, *http.Request) bool { return true }
			},
		},
		{
			id: "SEC/1 twice", lesson: "it looks at the first of two headers only",
			spoil: func(a *app) {
				a.hookAllowed = func(w http.ResponseWriter, r *http.Request) bool {
					if path := r.Header.Get(fc.HeaderControlPath); path == fc.ControlHTTPInvoke || path == fc.ControlInvoke {
						http.NotFound(w, r)
						return false
					}
					return true
				}
			},
		},
	}
}
