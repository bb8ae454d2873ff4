package conformance

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/url"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
	"github.com/fcgen/fcgen/internal/manifest"
)

// driver starts the processes that cases drive, and keeps what several cases
// look at.
type driver struct {
	config    Config
	project   *project
	secrets   secrets
	watchLife bool // whether BOOT/4 is among the cases

	// A process takes a slot while it is busy, and holds life while it is
	// there: shared with the others or, if the program bears no second one
	// beside it, alone. Nobody starts one while holding another.
	slots chan struct{}
	life  sync.RWMutex
	alone atomic.Bool

	ending sync.Mutex
	ended  string             // why no other case can be tried, as it turned out later
	cancel context.CancelFunc // of the cases that run beside each other

	noting          sync.Mutex
	missedVariables map[string]bool

	scouting  once[*scouting]
	firstInit once[*hookRun]
	firstCall once[*callRun]
	lastStop  once[*hookRun]
}

// once is a value that several cases look at and the first of them finds out.
type once[T any] struct {
	sync.Once
	value T
}

func (o *once[T]) get(find func() T) T {
	o.Do(func() { o.value = find() })
	return o.value
}

// newDriver completes the config. Its error is one of the URL.
func newDriver(ctx context.Context, c Config) (*driver, error) {
	if c.URL != "" {
		u, err := url.Parse(c.URL)
		if err != nil {
			return nil, err
		}
		if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return nil, &url.Error{Op: "check", URL: c.URL, Err: errors.New("it is not of the form http://HOST:PORT")}
		}
		c.URL = u.Scheme + "://" + u.Host
	}
	if c.Secrets == nil {
		c.Secrets = instance.NewRedactor()
	}
	c.StartTimeout = cmp.Or(c.StartTimeout, instance.StartTimeout)
	c.FreezeTime = cmp.Or(c.FreezeTime, 5*time.Second)
	c.IdleTime = cmp.Or(c.IdleTime, 7*time.Second)
	c.slowStart = cmp.Or(c.slowStart, 10*time.Second)
	c.aliveTime = cmp.Or(c.aliveTime, time.Second)
	c.abortTime = cmp.Or(c.abortTime, 20*time.Millisecond)
	c.retryTime = cmp.Or(c.retryTime, 200*time.Millisecond)
	c.StopGrace = cmp.Or(c.StopGrace, 10*time.Second)
	c.Parallel = cmp.Or(c.Parallel, runtime.NumCPU()+1)
	c.Timeout = cmp.Or(c.Timeout, min(cmp.Or(c.Function.Timeout, fc.DefaultTimeout*time.Second), 30*time.Second))
	return &driver{
		config: c,
		project: &project{
			ctx: ctx, dir: c.Dir, main: c.Main, dockerfileName: c.Dockerfile, file: c.File, function: c.Function, served: c.Served, choice: manifest.Choice{Getenv: c.Getenv, Environment: c.Environment},
		},
		secrets:         newSecrets(),
		missedVariables: map[string]bool{},
		slots:           make(chan struct{}, c.Parallel),
	}, nil
}

// giveUp ends the cases that run, and keeps the others from running.
func (d *driver) giveUp(why string) {
	d.ending.Lock()
	defer d.ending.Unlock()
	d.ended = why
	d.cancel()
}

// givenUp is why, "" if that did not happen.
func (d *driver) givenUp() string {
	d.ending.Lock()
	defer d.ending.Unlock()
	return d.ended
}

// missed notes a variable that a process did not get and its output names.
func (d *driver) missed(name string) {
	d.noting.Lock()
	defer d.noting.Unlock()
	d.missedVariables[name] = true
}

func (d *driver) missedNames() []string {
	d.noting.Lock()
	defer d.noting.Unlock()
	return slices.Sorted(maps.Keys(d.missedVariables))
}

// start is how a case wants its process.
type start struct {
	env    map[string]string // set over the function's own variables
	unread bool              // without waiting for the port
}

// start starts a process and waits for its port. If it fails beside others,
// it is tried once more alone, since on the platform each instance has a
// machine of its own. The server is closed by the caller.
func (d *driver) start(ctx context.Context, o start) (*server, error) {
	if len(d.config.Program.Args) == 0 {
		return d.attach(), nil
	}
	alone := d.alone.Load()
	s, err := d.launch(ctx, o, alone)
	for range 3 {
		if !portTaken(err) {
			break
		}
		s, err = d.launch(ctx, o, alone)
	}
	if err == nil || alone || ctx.Err() != nil {
		return s, err
	}
	s, again := d.launch(ctx, o, true)
	if again != nil {
		return nil, err
	}
	d.alone.Store(true)
	return s, nil
}

// launch starts a process once.
func (d *driver) launch(ctx context.Context, o start, alone bool) (*server, error) {
	s := &server{driver: d, transcript: newTranscript()}
	if alone {
		d.life.Lock()
		s.leave = d.life.Unlock
	} else {
		d.life.RLock()
		s.leave = d.life.RUnlock
	}
	s.take(ctx)

	f := d.config.Function
	f.Env = maps.Clone(f.Env)
	if f.Env == nil {
		f.Env = map[string]string{}
	}
	maps.Copy(f.Env, o.env)
	f.Code = cmp.Or(d.config.CodeCopy, f.Code)
	own := maps.Clone(d.config.Own)
	maps.DeleteFunc(own, func(name, _ string) bool { _, set := o.env[name]; return set })
	in, err := instance.Start(ctx, instance.Config{
		Function:     f,
		Args:         d.config.Program.Args,
		Shown:        d.config.Program.Shown,
		Dir:          d.config.Program.Dir,
		Environ:      d.config.Environ,
		Own:          own,
		InheritAll:   d.config.InheritAll,
		Secrets:      d.config.Secrets,
		Missed:       d.missed,
		StartTimeout: d.config.StartTimeout,
		Log:          s.transcript.add,
		Guard:        d.config.Guard,
	})
	if err != nil {
		s.close()
		return nil, err
	}
	s.in = in
	s.recipe(o.env)
	if o.unread {
		return s, nil
	}
	if err := in.Ready(ctx); err != nil {
		s.close()
		return nil, err
	}
	if !s.ownsPort() {
		s.close()
		return nil, errPortTaken
	}
	s.host = addressOf(in.Port())
	return s, nil
}

// serving starts a process and does what the platform does before the first
// call. The error is a *blocked if its initializer fails.
func (d *driver) serving(ctx context.Context, o start) (*server, error) {
	s, err := d.start(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := s.initialize(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// initialize calls the initializer as often as the platform would at least.
func (s *server) initialize(ctx context.Context) error {
	if s.in == nil || !s.driver.config.Function.Hooks["initializer"].Configured {
		return nil
	}
	for try := 1; ; try++ {
		a := s.hook(ctx, initializer(), instance.HookCall{})
		switch {
		case a.Outcome == fc.Succeeded:
			return nil
		case a.Outcome == fc.TryAgain && try < 3:
			wait(ctx, s.driver.config.retryTime)
		default:
			return &blocked{"its initializer " + describeHook(a) + ": see INIT/1"}
		}
	}
}

// event reports whether the function gets events rather than a client's requests.
func (d *driver) event() bool { return d.config.Function.Trigger == nil }

// callCase is the case about a plain call.
func (d *driver) callCase() string {
	if d.event() {
		return "INVOKE/2"
	}
	return "INVOKE/1"
}

func initializer() fc.Hook { h, _ := fc.HookNamed("initializer"); return h }
func preStop() fc.Hook     { h, _ := fc.HookNamed("prestop"); return h }

// wait waits for t, or until ctx is done.
func wait(ctx context.Context, t time.Duration) {
	timer := time.NewTimer(t)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
