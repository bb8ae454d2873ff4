package conformance

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// hooksFromOutside calls the hooks' paths as a client does.
func hooksFromOutside(ctx context.Context, d *driver) Result {
	f := d.config.Function
	var hooks []fc.Hook
	for _, h := range fc.Hooks() {
		if f.Hooks[h.Name].Configured {
			hooks = append(hooks, h)
		}
	}
	switch {
	case d.event():
		return skipped("the function has no HTTP trigger: no client reaches its paths")
	case len(hooks) == 0:
		return skipped("s.yaml configures no hook")
	}
	plain := d.call(ctx)
	if plain.err != nil {
		return notReached(plain.err)
	}
	if !plain.answer.complete() {
		return skipped("a plain call gets no answer: see %s", d.callCase())
	}
	r, served := d.tryOutside(ctx, hooks, plain.answer, d.alone.Load())
	if !served && ctx.Err() == nil { // it may bear nobody beside it
		r, _ = d.tryOutside(ctx, hooks, plain.answer, true)
	}
	return r
}

// tryOutside does so through a gateway; served is whether that got through to the function.
func (d *driver) tryOutside(ctx context.Context, hooks []fc.Hook, plain answer, alone bool) (r Result, served bool) {
	g, err := d.openGateway(ctx, alone)
	if err != nil {
		return unknown("the gateway did not open: %v", err), false
	}
	defer func() {
		if err := g.close(); err != nil && r.Verdict == Pass {
			r = unknown("the gateway did not close: %v", err)
		}
	}()
	cold := d.config.StartTimeout + 3*d.hookTimeout(initializer()) + d.config.Timeout
	if a := g.call(ctx, http.MethodGet, "/", cold); a.status != plain.status { // it creates the instance
		return unknown("GET / through the gateway %s, without it %s", describe(a), describe(plain)), false
	}
	var got, ran []string
	for _, h := range hooks {
		nonce := fmt.Sprintf("%s-%08x", h.Path, rand.Uint32())
		a, beside := g.call(ctx, h.Method, h.Path, d.config.Timeout), g.call(ctx, h.Method, nonce, d.config.Timeout)
		got = append(got, fmt.Sprintf("%s %s %s", h.Method, h.Path, describe(a)))
		if why := g.ran(ctx, h, a, beside, nonce); why != "" {
			ran = append(ran, why)
			continue
		}
		for _, order := range [][]string{{h.Path, fc.ControlHTTPInvoke}, {fc.ControlHTTPInvoke, h.Path}} {
			a, beside := g.direct(ctx, h.Method, h.Path, order), g.direct(ctx, h.Method, nonce, order)
			if why := g.ran(ctx, h, a, beside, nonce); why != "" {
				ran = append(ran, fmt.Sprintf("%s (with the values %s)", why, strings.Join(order, " and ")))
				break
			}
		}
	}
	r = passed("%s; no hook runs", strings.Join(got, ", "))
	if len(ran) > 0 {
		r = failed("%s", strings.Join(ran, "; "))
	}
	lines := g.lines()
	r.Log = lines[max(len(lines)-logLines, 0):]
	r.Repeat = strings.Join([]string{
		"fcgen dev & pid=$!; sleep 5",
		"curl -i -X POST -H 'x-fc-control-path: /initialize' http://127.0.0.1:8700/initialize",
		"curl -i http://127.0.0.1:8700/pre-stop",
		"# and at the port that the function listens on:",
		fmt.Sprintf("curl -i -X POST -H 'x-fc-control-path: /initialize' -H 'x-fc-control-path: /http-invoke' http://%s/initialize", addressOf(d.config.Function.Port)),
	}, "\n")
	return r, true
}

// gateway is the local platform in front of the function.
type gateway struct {
	emulator *emulator.Emulator
	server   *http.Server
	address  string
	limit    time.Duration // of a call
	served   chan error
	release  func()
}

func (d *driver) openGateway(ctx context.Context, alone bool) (*gateway, error) {
	s := &server{driver: d}
	if alone {
		d.life.Lock()
		s.leave = d.life.Unlock
	} else {
		d.life.RLock()
		s.leave = d.life.RUnlock
	}
	s.take(ctx)
	e, err := emulator.New(emulator.Config{
		Function:     d.config.Function,
		Program:      d.config.Program,
		Environ:      d.config.Environ,
		Own:          d.config.Own,
		InheritAll:   d.config.InheritAll,
		Secrets:      d.config.Secrets,
		InitFailure:  emulator.PolicyRetry,
		InitTries:    3,
		InitPause:    200 * time.Millisecond,
		MaxInstances: 1,
		FreezeAfter:  -1,
		StartTimeout: d.config.StartTimeout,
		StopGrace:    d.config.StopGrace,
		Guard:        d.config.Guard,
	})
	if err != nil {
		s.close()
		return nil, err
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		s.close()
		return nil, errors.Join(err, e.Close(ctx))
	}
	g := &gateway{
		emulator: e, server: &http.Server{Handler: e}, address: l.Addr().String(), limit: d.config.Timeout,
		served: make(chan error, 1), release: s.close,
	}
	go func() { g.served <- g.server.Serve(l) }()
	return g, nil
}

// close ends the gateway and the function's instances.
func (g *gateway) close() error {
	defer g.release()
	err := g.server.Close()
	if e := <-g.served; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
	defer cancel()
	if e := g.emulator.Close(ctx); !errors.Is(e, context.DeadlineExceeded) { // then what was left was killed
		err = errors.Join(err, e)
	}
	return err
}

// call makes a client's request that pretends to be the platform's.
func (g *gateway) call(ctx context.Context, method, path string, limit time.Duration) answer {
	a := g.send(ctx, method, g.address, path, http.Header{fc.HeaderControlPath: {path}}, limit)
	a.id = a.header.Get(fc.HeaderRequestID)
	return a
}

// direct makes the same request at the instance, as a platform would that adds
// its own control path to the client's.
func (g *gateway) direct(ctx context.Context, method, path string, control []string) answer {
	instances := g.emulator.Instances()
	if len(instances) == 0 {
		return answer{err: errors.New("there is no instance any more")}
	}
	id := instance.NewCallID()
	a := g.send(ctx, method, addressOf(instances[0].Port), path,
		http.Header{fc.HeaderRequestID: {id}, fc.HeaderControlPath: control}, g.limit)
	a.id = id
	return a
}

func (g *gateway) send(ctx context.Context, method, address, path string, header http.Header, limit time.Duration) (a answer) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, "http://"+address+path, http.NoBody)
	if err != nil {
		return answer{err: err}
	}
	req.Header = header
	transport := &http.Transport{DisableKeepAlives: true}
	started := time.Now()
	resp, err := transport.RoundTrip(req)
	a.duration = time.Since(started)
	if err != nil {
		a.err = err
		return a
	}
	return a.read(resp)
}

// ran says why a hook is taken to have run for a client; "" if it did not.
func (g *gateway) ran(ctx context.Context, h fc.Hook, a, beside answer, nonce string) string {
	deadline := time.Now().Add(quietTime)
	for a.id != "" {
		for _, line := range g.lines() {
			if looksLikeMarker(line, h) && strings.Contains(line, a.id) {
				return fmt.Sprintf("%s %s of a client runs the hook: its marker is in the log", h.Method, h.Path)
			}
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			break
		}
		wait(ctx, 20*time.Millisecond)
	}
	hook := instance.HookAnswer{RequestID: a.id, Status: a.status, Body: a.body}
	other := instance.HookAnswer{RequestID: beside.id, Status: beside.status, Body: beside.body}
	if outcome, _ := fc.OutcomeOf(a.status); outcome == fc.Succeeded && masked(hook, h.Path, h.Path) != masked(other, nonce, h.Path) {
		return fmt.Sprintf("%s %s of a client answers %d, and a random path otherwise", h.Method, h.Path, a.status)
	}
	return ""
}

// lines is what the function printed.
func (g *gateway) lines() []string {
	events, _ := g.emulator.Journal().Since(0, 0)
	var lines []string
	for _, e := range events {
		if e.Type == emulator.EventLog && e.Stream != "platform" {
			lines = append(lines, e.Text)
		}
	}
	return lines
}
