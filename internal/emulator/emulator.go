package emulator

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httputil"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/process"
	"github.com/fcgen/fcgen/internal/secret"
)

// Emulator is one function and its instances. It is the http.Handler of the
// HTTP trigger, with the InvokeFunction API under APIPrefix.
type Emulator struct {
	config  Config
	journal *Journal
	pool    *pool
	faults  striker
	proxy   *httputil.ReverseProxy

	exchanges exchanges

	function atomic.Pointer[manifest.Function]
	setting  sync.Mutex // of function

	ctx    context.Context // ends when everything is to be killed
	kill   context.CancelFunc
	lives  sync.WaitGroup
	asyncs sync.WaitGroup
	quit   chan struct{}  // closed when no more calls are taken
	reload chan struct{}  // holds one while nobody reloads
	timing sync.WaitGroup // the timers
	replan chan struct{}  // holds one when they may be others

	told  sync.Map // the notices that are given once
	close sync.Once
}

// New makes an emulator; Close ends it. The error says what is wrong with the Config.
func New(c Config) (*Emulator, error) {
	c, err := c.complete()
	if err != nil {
		return nil, err
	}
	e := &Emulator{
		config: c, journal: c.Journal, faults: striker{faults: c.Faults},
		quit: make(chan struct{}), reload: make(chan struct{}, 1), replan: make(chan struct{}, 1),
	}
	e.exchanges.budget = c.ExchangeBytes
	e.reload <- struct{}{}
	e.function.Store(&c.Function)
	e.ctx, e.kill = context.WithCancel(context.Background())
	e.proxy = newProxy()
	e.pool = &pool{
		journal: c.Journal, concurrency: c.Function.Concurrency, max: c.MaxInstances, queue: c.QueueLength,
		create: e.newLife, gen: &generation{program: c.Program}, least: c.Function.MinInstances,
	}
	if c.Timers {
		e.timing.Add(1)
		go e.runTimers()
	}
	e.pool.mu.Lock()
	defer e.pool.mu.Unlock()
	if c.Prestart {
		e.pool.lives = append(e.pool.lives, e.newLife(birth{gen: e.pool.gen, reason: "start"}))
	}
	e.pool.scale() // there may be a minimum of instances
	return e, nil
}

// Function is the function as it is configured now.
func (e *Emulator) Function() manifest.Function { return *e.function.Load() }

// SetHook changes a hook's configuration for what is called from now on. The
// error says that the platform has no hook of that name.
func (e *Emulator) SetHook(name string, h manifest.Hook) error {
	hook, ok := fc.HookNamed(name)
	if !ok {
		return fmt.Errorf("there is no hook %q%s", name, fc.Suggest(name, fc.HookNames()))
	}
	if h.Timeout <= 0 {
		h.Timeout = time.Duration(hook.DefaultTimeout) * time.Second
	}
	e.setting.Lock()
	defer e.setting.Unlock()
	f := e.Function()
	f.Hooks = maps.Clone(f.Hooks)
	if f.Hooks == nil {
		f.Hooks = map[string]manifest.Hook{}
	}
	f.Hooks[hook.Name] = h
	e.function.Store(&f)
	return nil
}

// Secrets is what takes credentials out of what people get to see.
func (e *Emulator) Secrets() *secret.Redactor { return e.config.Secrets }

// Journal is where everything that happens is told.
func (e *Emulator) Journal() *Journal { return e.journal }

// Close refuses new calls, lets running ones end, stops every instance with its
// pre-stop, and returns when nothing is left. When ctx ends first, the instances
// are killed and the error says so. It may be called again.
func (e *Emulator) Close(ctx context.Context) error {
	e.close.Do(func() { close(e.quit) })
	e.pool.mu.Lock()
	e.pool.closed = true
	e.pool.refuse(e.pool.waiting.Len(), closing())
	for _, l := range e.pool.lives {
		l.stop("the local platform stops")
	}
	e.pool.mu.Unlock()

	gone := make(chan struct{})
	go func() {
		defer close(gone)
		e.timing.Wait()
		e.asyncs.Wait()
		e.lives.Wait()
	}()
	select {
	case <-gone:
		e.kill()
		return nil
	case <-ctx.Done():
	}
	e.kill() // each owner kills its own
	<-gone
	return fmt.Errorf("the instances were killed: %w", ctx.Err())
}

// freezes reports whether instances are frozen between calls.
func (e *Emulator) freezes() bool {
	if e.config.FreezeAfter < 0 {
		return false
	}
	if !process.CanFreeze() {
		e.once("freeze", cannotFreeze)
		return false
	}
	return true
}

const cannotFreeze = "this system cannot freeze processes: a function runs on between calls here, which it does not on the platform"

// once gives a notice the first time that key is named.
func (e *Emulator) once(key, text string) {
	if _, told := e.told.LoadOrStore(key, true); !told {
		e.journal.Append(Event{Type: EventNotice, Text: text})
	}
}

// now is the time of an event.
func (e *Emulator) now() time.Time { return time.Now() }

// handlesHTTP reports whether the function has an HTTP trigger. A folder without
// s.yaml declares nothing and is called by any.
func handlesHTTP(f *manifest.Function) bool { return f.Trigger != nil || f.File == "" }

var _ http.Handler = (*Emulator)(nil)
