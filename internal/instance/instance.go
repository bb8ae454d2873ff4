package instance

import (
	"context"
	"io"
	"math"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/process"
	"github.com/fcgen/fcgen/internal/secret"
)

// Config says what to start and how.
type Config struct {
	Function manifest.Function
	Args     []string          // what to execute, resolved for this machine
	Shown    []string          // the command as the function's owner knows it, for error texts; nil means Args
	Dir      string            // where it runs
	Environ  []string          // of this machine; what a process needs to run gets through: PATH, HOME and the like
	Own      map[string]string // variables set by hand for this run, over s.yaml's; the account's keys only if they are named here
	ID       string            // of the instance; "" means a new one, see NewInstanceID
	Port     int               // where the program shall listen; 0 means a free one

	InheritAll bool              // all of Environ gets through
	Debugger   bool              // Args starts a debugger, which starts the program
	Secrets    *secret.Redactor  // what is not to be seen in the output; nil means the made-up keys of this run
	Missed     func(name string) // is told once of each variable of Environ that the output names and the program did not get; may be nil

	StartTimeout time.Duration  // for the port to open; 0 means StartTimeout
	Log          func(Line)     // gets every line of output, in order; called from one goroutine at a time; nil drops them; must not wait for the instance to end
	Guard        *process.Guard // may be nil
}

// StartTimeout is how long the platform waits for the port (D/126).
const StartTimeout = 120 * time.Second

// Instance is a started instance. Its methods may be called from any goroutine.
type Instance struct {
	config  Config
	told    int       // the port it was told to listen on
	claim   io.Closer // of that port, if it was chosen here
	process *process.Process
	started time.Time
	done    chan struct{}

	output    *output
	transport *transport
	header    http.Header // what every request carries; its values are shared and never changed

	found          atomic.Pointer[listener] // where it was found to listen
	toldFree       bool                     // whether nobody listened there before the start
	configuredFree bool                     // the same of the function's configured port, if that is another one
}

// Start starts the program and returns at once; Ready waits for its port. The
// error is a *StartError if the program cannot be executed. The context covers
// the start only: the instance lives until Stop or Kill, or its own end.
func Start(ctx context.Context, c Config) (*Instance, error) {
	if c.ID == "" {
		c.ID = NewInstanceID()
	}
	if c.Shown == nil {
		c.Shown = c.Args
	}
	if c.StartTimeout == 0 {
		c.StartTimeout = StartTimeout
	}
	if c.Secrets == nil {
		c.Secrets = secret.NewRedactor()
	}
	runCredentials().hide(c.Secrets)
	c.Shown = slices.Clone(c.Shown)
	for i, word := range c.Shown {
		c.Shown[i] = c.Secrets.Redact(word)
	}
	asked := c.Port != 0
	claim := io.Closer(io.NopCloser(nil))
	if !asked {
		var err error
		if c.Port, claim, err = freePort(ctx); err != nil {
			return nil, err
		}
	}

	in := &Instance{
		claim:  claim,
		config: c,
		told:   c.Port,
		done:   make(chan struct{}),
		output: newOutput(c),
		header: header(c.Function),
	}
	in.found.Store(&listener{host: loopback4, port: c.Port})
	configured := c.Function.Port
	in.toldFree = !asked || !listened(ctx, c.Port)
	in.configuredFree = configured != 0 && configured != c.Port && !listened(ctx, configured)
	in.transport = newTransport(in)
	if err := ctx.Err(); err != nil {
		claim.Close()
		return nil, err
	}

	in.started = time.Now()
	p, err := process.Start(process.Spec{
		Args:   c.Args,
		Dir:    c.Dir,
		Env:    environment(c),
		Stdout: in.output.stream(Stdout),
		Stderr: in.output.stream(Stderr),
		Guard:  c.Guard,

		Debugger: c.Debugger,
	})
	if err != nil {
		claim.Close()
		return nil, cannotExecute(c, err)
	}
	in.process = p
	go in.finish()
	return in, nil
}

// finish ends with the process: Stop, Kill and whoever reads Done wait for it.
func (in *Instance) finish() {
	<-in.process.Done()
	in.output.close()
	in.transport.close()
	in.claim.Close()
	close(in.done)
}

// ID is the instance's id.
func (in *Instance) ID() string { return in.config.ID }

// Port is where the program listens. After Ready that may be the configured
// port of the function rather than the one that the program was told.
func (in *Instance) Port() int { return in.found.Load().port }

// IgnoresPort reports, after Ready, that the program listens on the function's
// configured port although it was told another one: a second instance of it
// cannot run beside it.
func (in *Instance) IgnoresPort() bool { return in.Port() != in.told }

// Process is the running program.
func (in *Instance) Process() *process.Process { return in.process }

// Started is when the program was started.
func (in *Instance) Started() time.Time { return in.started }

// Done is closed when the process has ended and its last line has been logged.
func (in *Instance) Done() <-chan struct{} { return in.done }

// Freeze stops the process group from running until Thaw; see process.Process.
func (in *Instance) Freeze() error { return in.process.Freeze() }

// Thaw lets a frozen process group run on.
func (in *Instance) Thaw() error { return in.process.Thaw() }

// Tail is the last lines of output, at most n of them, the oldest first.
func (in *Instance) Tail(n int) []Line { return in.output.tail(n) }

// Stop ends the process: SIGTERM, at most grace, SIGKILL, to the whole group.
func (in *Instance) Stop(grace time.Duration) process.Exit {
	exit := in.process.Stop(grace)
	<-in.done
	return exit
}

// Kill ends it at once.
func (in *Instance) Kill() process.Exit {
	_ = in.process.Kill() // what cannot be killed has ended
	<-in.done
	return in.process.Exit()
}

// seconds is a duration in whole seconds, rounded up, as the platform counts.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
