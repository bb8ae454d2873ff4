package console

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"sync"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/secret"
)

// Config says what the console shows.
type Config struct {
	Emulator *emulator.Emulator
	Gateway  string // the URL where calls go, for curl lines: "http://127.0.0.1:8700"
	Policy   emulator.Policy
	Version  string // of fcgen
	Reload   func() // builds and reloads now; nil where nothing can be built

	Base      string // before every path, without a slash at its end; "" where the console is of one function
	Functions []Link // all that have a console, if they are several
}

// New makes the console's handler. It must be served by an http.Server whose
// listener is on the loopback interface: the port that it answers to is taken
// from there. A page's stream ends with its connection only, so the server is
// ended by Close: Shutdown would wait for it. The error says that Emulator is
// missing.
func New(c Config) (http.Handler, error) {
	if c.Emulator == nil {
		return nil, errors.New("the console needs an emulator")
	}
	return newConsole(c, c.Emulator).handler(), nil
}

// platform is what the console needs of an emulator.
type platform interface {
	ServeHTTP(http.ResponseWriter, *http.Request)
	Invoke(ctx context.Context, payload []byte) emulator.Result
	Instances() []emulator.InstanceInfo
	StopInstance(ctx context.Context, id, reason string) error
	KillInstance(id string) error
	Function() manifest.Function
	SetHook(name string, h manifest.Hook) error
	Faults() emulator.Faults
	SetFaults(emulator.Faults)
	Variables() []emulator.Variable
	Exchange(ctx context.Context, request string, version int) (emulator.Exchange, bool)
	Journal() *emulator.Journal
	Secrets() *secret.Redactor
}

// console is one page's server. It has no state but what is made here.
type console struct {
	Config
	platform platform
	token    string // what a state-changing call must have; another one for each run
	run      string // tells a page that the fcgen behind it is another one now
	pace     pace
	saving   sync.Mutex // one write of s.yaml at a time
}

func newConsole(c Config, p platform) *console {
	return &console{Config: c, platform: p, token: rand.Text(), run: rand.Text(), pace: realPace()}
}

// handler is every route behind the guard.
func (c *console) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", c.page)
	mux.HandleFunc("GET /web/{name}", asset)
	mux.HandleFunc("GET /events", c.stream)
	mux.HandleFunc("GET /exchange", c.exchange)
	mux.HandleFunc("GET /api/functions", c.functions)
	for path, act := range map[string]action{
		"/api/send":       c.send,
		"/api/invoke":     c.invoke,
		"/api/replay":     c.replay,
		"/api/faults":     c.setFaults,
		"/api/hook/set":   c.setHook,
		"/api/hook/diff":  c.diffHook,
		"/api/hook/write": c.writeHook,
		"/api/stop":       c.stopInstance,
		"/api/kill":       c.killInstance,
		"/api/reload":     c.reload,
	} {
		mux.Handle("POST "+path, c.guardAction(act))
	}
	return guard(mux)
}
