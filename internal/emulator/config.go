package emulator

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/fcgen/fcgen/internal/instance"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/process"
	"github.com/fcgen/fcgen/internal/secret"
)

// Config says which function is run and how the platform behaves.
type Config struct {
	Function   manifest.Function
	Program    Program
	Environ    []string          // of this machine; what a process needs to run gets to the program
	Own        map[string]string // variables set by hand, over s.yaml's
	InheritAll bool              // all of Environ gets to the program
	Secrets    *secret.Redactor  // what must not be seen in any event; nil means the keys that instances are given

	InitFailure  Policy        // "" means PolicyRetry
	InitRequest  RequestIDForm // "" means RequestIDUUID
	MaxInstances int           // 0 means DefaultMaxInstances
	QueueLength  int           // calls that wait for a free instance before 429; 0 means DefaultQueueLength, negative means none
	Prestart     bool          // creates an instance at once rather than at the first call
	Debug        bool          // for a debugger: one instance at a time, which ends before the next one starts, and nothing is frozen, timed out or given up
	IdleTimeout  time.Duration // an instance without a call for so long is stopped; 0 means never
	IdleByHand   bool          // IdleTimeout is the person's own and holds over the function's
	FreezeAfter  time.Duration // after the last call; 0 means DefaultFreezeAfter, negative means that nothing is frozen
	StartTimeout time.Duration // 0 means instance.StartTimeout
	StopGrace    time.Duration // between SIGTERM and SIGKILL; 0 means DefaultStopGrace
	InitTries    int           // local limit of PolicyRetry; 0 means DefaultInitTries, negative means none, as on the platform
	InitPause    time.Duration // between tries; 0 means one second
	AsyncPause   time.Duration // between tries of a failed asynchronous call; 0 means one second
	Faults       Faults
	Timers       bool // the function's timer triggers fire

	ExchangeBytes int // how much is kept of what callers send and get, in bytes; 0 means nothing

	Journal *Journal       // nil means a new one
	Guard   *process.Guard // may be nil
}

// The defaults of a Config.
const (
	DefaultMaxInstances = 10
	DefaultQueueLength  = 1000
	DefaultFreezeAfter  = 50 * time.Millisecond
	DefaultStopGrace    = 10 * time.Second
	DefaultInitTries    = 5
)

// unhurried is longer than anybody looks at a breakpoint.
const unhurried = 1000 * time.Hour

// Program is what instances execute.
type Program struct {
	Args    []string // resolved for this machine
	Shown   []string // as s.yaml has it, for messages; nil means Args
	Dir     string
	Version string // told in events: a build's number or time; may be ""

	Debugger bool // Args starts a debugger, which starts the program
}

// RequestIDForm is which id an initializer gets.
type RequestIDForm string

// The forms.
const (
	RequestIDUUID   RequestIDForm = "uuid"   // its own, as SEED shows
	RequestIDInvoke RequestIDForm = "invoke" // that of the call which created the instance, as D/119 to D/124 show
)

// complete checks c and puts the defaults where it says nothing.
func (c Config) complete() (Config, error) {
	if len(c.Program.Args) == 0 {
		return c, errors.New("there is no command to run")
	}
	if c.Debug {
		c.Prestart, c.MaxInstances, c.FreezeAfter, c.IdleTimeout, c.IdleByHand = true, 1, -1, 0, true
		c.StartTimeout, c.StopGrace = unhurried, unhurried
	}
	setDefault(&c.InitFailure, PolicyRetry)
	if !slices.Contains(Policies(), c.InitFailure) {
		return c, fmt.Errorf("unknown policy %q for a failed initializer", c.InitFailure)
	}
	setDefault(&c.InitRequest, RequestIDUUID)
	if c.InitRequest != RequestIDUUID && c.InitRequest != RequestIDInvoke {
		return c, fmt.Errorf("unknown form %q of an initializer's request id", c.InitRequest)
	}
	setDefault(&c.MaxInstances, DefaultMaxInstances)
	setDefault(&c.QueueLength, DefaultQueueLength)
	setDefault(&c.FreezeAfter, DefaultFreezeAfter)
	setDefault(&c.StartTimeout, instance.StartTimeout)
	setDefault(&c.StopGrace, DefaultStopGrace)
	setDefault(&c.InitTries, DefaultInitTries)
	setDefault(&c.InitPause, time.Second)
	setDefault(&c.AsyncPause, time.Second)
	c.Function.Concurrency = max(c.Function.Concurrency, 1)
	if c.Secrets == nil {
		c.Secrets = instance.NewRedactor()
	}
	if c.Journal == nil {
		c.Journal = NewJournal(0, 0)
	}
	if c.Journal.Secrets == nil {
		c.Journal.Secrets = c.Secrets
	}
	return c, nil
}

// setDefault gives *v the value where it has none.
func setDefault[T comparable](v *T, value T) {
	var zero T
	if *v == zero {
		*v = value
	}
}
