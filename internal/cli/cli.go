package cli

import (
	"cmp"
	"context"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/process"
	"github.com/fcgen/fcgen/internal/prompt"
	"github.com/fcgen/fcgen/internal/retrofit"
	"github.com/fcgen/fcgen/templates"
)

// Env is everything that a run of fcgen can see and touch. The zero value of a
// field means the real thing.
type Env struct {
	Args      []string            // the arguments after the program's name; nil means those of the process
	Stdin     *os.File            // nil means os.Stdin
	Stdout    io.Writer           // what was asked for; nil means os.Stdout
	Stderr    io.Writer           // everything else; nil means os.Stderr
	Environ   []string            // "KEY=value"; nil means os.Environ()
	Dir       string              // where relative paths begin; "" means the process's own folder
	Templates fs.FS               // what can be rendered; nil means templates.FS
	Build     Build               // which fcgen this is; empty fields are filled from the binary
	Text      func(string) string // the catalogue of a language, keyed by the English text; nil means English

	// Prompter asks the person; nil means that the streams decide how, and
	// whether, that can be done.
	Prompter prompt.Prompter
}

// Main runs the command line of env and returns the exit code: 0 for done, 1
// where the answer is no, 2 where something could not be done, 130 after an
// interrupt.
func Main(env Env) int {
	p := newProgram(env)
	if len(p.Args) > 0 && p.Args[0] == guardWord {
		return process.RunGuard(p.Stdin) // it outlives the signals that end the others
	}
	ctx, stop := p.untilSignal()
	defer stop()

	err := p.run(ctx)
	if err == nil {
		err = p.out.err
	}
	_ = p.guard.close() // all that it would end has ended
	p.complain(err)
	return exitCode(err)
}

// untilSignal returns a context that ends with a signal to stop, after which a
// second one ends the process at once.
func (p *program) untilSignal() (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	release := func() { signal.Stop(caught) }
	go func() {
		for {
			select {
			case s := <-caught:
				if s == os.Interrupt && p.paging.Load() > 0 {
					continue
				}
				cancel()
				time.AfterFunc(oneSignal, release)
				return
			case <-ctx.Done():
				return
			}
		}
	}()
	return ctx, func() { release(); cancel() }
}

// program is one run of fcgen.
type program struct {
	Env
	state   apply.State // what is remembered of changes
	out     *output     // Stdout
	msg     printer     // to Stderr
	catalog func() (*generator.Catalog, error)
	guard   guard
	paging  atomic.Int32 // pagers that have the terminal, or had until just now: Ctrl-C is theirs
	started []string     // the command after "--", for those that start one; nil: there was no "--"

	retrofit func(context.Context, retrofit.Request) (*retrofit.Result, error) // reads and changes a server that fcgen did not write
}

func newProgram(env Env) *program {
	if env.Args == nil {
		env.Args = os.Args[1:]
	}
	env.Stdin = cmp.Or(env.Stdin, os.Stdin)
	if env.Stdout == nil {
		env.Stdout = os.Stdout
	}
	if env.Stderr == nil {
		env.Stderr = os.Stderr
	}
	if env.Environ == nil {
		env.Environ = os.Environ()
	}
	if env.Templates == nil {
		env.Templates = templates.FS
	}
	p := &program{
		Env: env,
		out: &output{w: env.Stdout}, retrofit: retrofit.Change,
		msg: printer{w: env.Stderr, text: env.Text},
		catalog: sync.OnceValues(func() (*generator.Catalog, error) {
			c, err := generator.NewCatalog(env.Templates)
			if err == nil {
				info, _ := debug.ReadBuildInfo()
				c.Version = env.Build.or(info).Version
			}
			return c, err
		}),
	}
	p.state = apply.UserState(p.getenv)
	return p
}

// getenv is os.Getenv for the run's own environment; the last setting counts.
func (p *program) getenv(key string) string {
	value, _ := p.lookupEnv(key)
	return value
}

// path makes a path that the person typed one for the operating system.
func (p *program) path(typed string) string {
	if filepath.IsAbs(typed) || p.Dir == "" {
		return filepath.Clean(typed)
	}
	return filepath.Join(p.Dir, typed)
}

// output remembers the first error of a stream, so that a full disk or a
// closed pipe cannot pass for success.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(data []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(data)
	o.err = err
	return n, err
}
