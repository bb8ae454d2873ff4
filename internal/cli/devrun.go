package cli

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/internal/console"
	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/process"
	"github.com/fcgen/fcgen/internal/secret"
)

// devRun is one run of dev.
type devRun struct {
	p        *program
	settings devSettings
	it       *runnable
	first    manifest.Function // as it was at the start
	secrets  *secret.Redactor
	journal  *emulator.Journal
	outputs  outputs
	made     made          // what the command builds
	changes  chan []string // sets of paths; nil for the person's wish
	unplayed []string      // what was last told of as not played
	debugger debugger

	gateway, console *devServer // console may be nil

	mu       sync.Mutex
	emulator *emulator.Emulator // nil until there is a program
	failed   error              // why there is none, and none will come
	unshown  error              // why standard output has not all of the log
	end      context.CancelFunc // ends the run as Ctrl-C does
}

// dev runs a function until it is interrupted.
func (p *program) dev(ctx context.Context, c *cli.Context) (err error) {
	settings, err := p.readDev(c)
	if err != nil {
		return err
	}
	secrets := p.hide(settings.environment)
	it, err := p.runnable(ctx, settings.wanted, true)
	if err != nil {
		return err
	}
	secrets.AddVariables(it.function.Env)
	defer func() { err = errors.Join(err, it.close()) }()
	d := &devRun{p: p, settings: settings, it: it, first: it.function, secrets: secrets, journal: emulator.NewJournal(0, 0), changes: make(chan []string, 1)}
	d.journal.Secrets = secrets
	if err := d.findDebugger(ctx); err != nil {
		return err
	}
	if err := d.listen(ctx); err != nil {
		return err
	}
	defer d.closeServers()
	return d.run(ctx)
}

// listen opens the ports, so that nothing is started if one is taken.
func (d *devRun) listen(ctx context.Context) error {
	gateway, err := listen(ctx, "port", d.settings.host, d.settings.port)
	if err != nil {
		return err
	}
	d.gateway = newDevServer(gateway, d.p.msg.w)
	d.gateway.server.Handler = emulator.Restrict(d.route(), emulator.Access{
		AnyHost: !onlyHere(gateway.Addr()), Names: d.settings.hosts, Refused: d.tellRefused(),
	})
	if !d.settings.console {
		return nil
	}
	listener, err := listen(ctx, "console-port", "127.0.0.1", d.settings.consolePort)
	if err != nil {
		d.gateway.close()
		return err
	}
	d.console = newDevServer(listener, d.p.msg.w)
	return nil
}

func (d *devRun) closeServers() {
	d.gateway.close()
	if d.console != nil {
		d.console.close()
	}
}

// run starts everything, waits for the end and stops everything.
func (d *devRun) run(ctx context.Context) (err error) {
	ctx, d.end = context.WithCancel(ctx)
	defer d.end()
	second, release := secondSignal()
	defer release()
	defer catchPipe()()

	guard, err := d.p.guard.start()
	if err != nil {
		d.notice("nothing guards against processes left behind if fcgen is killed: %v", err)
	}
	defer func() { err = errors.Join(err, guard.Close()) }()
	finish, err := d.tell()
	if err != nil {
		return err
	}
	defer finish()

	d.prepare(guard)
	if err := d.banner(ctx); err != nil {
		return err
	}
	d.adviseEnv()
	d.adviseUnplayed(d.it.function)
	served := d.serve()
	built := make(chan struct{})
	go func() { defer close(built); d.keepUp(ctx) }()
	d.openConsole(ctx)

	select {
	case <-ctx.Done():
	case err = <-served:
		d.end()
	}
	<-built
	return errors.Join(err, d.stop(second), d.failure())
}

// prepare completes the emulator's configuration.
func (d *devRun) prepare(guard *process.Guard) {
	config := &d.settings.emulator
	config.Function, config.Journal, config.Guard, config.Secrets = d.it.function, d.journal, guard, d.secrets
}

// tell starts what writes the log and the file of events. finish waits for them.
func (d *devRun) tell() (finish func(), err error) {
	var file *eventFile
	if name := d.settings.events; name != "" {
		file, err = newEventFile(d.p.path(name), func(err error) {
			d.notice("events are no longer written to %s: %v", name, err)
		})
		if err != nil {
			return nil, err
		}
		d.outputs.add(file.file)
	}
	d.outputs.add(d.p.Stdout)
	d.outputs.add(d.p.Stderr)
	log := d.p.newDevLog(func(err error) {
		d.mu.Lock()
		d.unshown = err
		d.mu.Unlock()
		if errors.Is(err, syscall.EPIPE) {
			d.end() // nobody reads any more
		}
	})
	followers := []*follower{follow(d.journal, log.take)}
	if file != nil {
		followers = append(followers, follow(d.journal, file.take))
	}
	return func() {
		for _, f := range followers {
			f.finish(func() <-chan time.Time { return time.After(2 * time.Second) })
		}
		if file != nil {
			_ = file.close() // what it could not write was told
		}
	}, nil
}

// tellRefused returns what tells of requests that were not let in: each reason
// once, and not for ever, since anybody can think of more.
func (d *devRun) tellRefused() func(why string) {
	const most = 20
	var mu sync.Mutex
	told := map[string]bool{}
	return func(why string) {
		mu.Lock()
		defer mu.Unlock()
		if !told[why] && len(told) < most {
			told[why] = true
			d.notice("%s", why)
		}
	}
}

// notice tells something that the person should know.
func (d *devRun) notice(english string, args ...any) {
	d.journal.Append(emulator.Event{Type: emulator.EventNotice, Text: d.p.msg.sprintf(english, args...)})
}

// serve lets requests come in; they wait until there is a program.
func (d *devRun) serve() (failed <-chan error) {
	errs := make(chan error, 2)
	d.gateway.serve(errs)
	if d.console != nil {
		d.console.serve(errs)
	}
	return errs
}

// begin makes the emulator of the first program.
func (d *devRun) begin(program emulator.Program) error {
	config := d.settings.emulator
	config.Program = program
	e, err := emulator.New(config)
	if err != nil {
		return err
	}
	if d.console != nil {
		page, err := console.New(console.Config{
			Emulator: e, Gateway: d.gateway.url, Policy: config.InitFailure,
			Version: d.p.Build.or(buildInfo()).Version, Reload: d.again,
		})
		if err != nil {
			return errors.Join(err, e.Close(context.Background()))
		}
		d.console.gate.open(page)
	}
	d.mu.Lock()
	d.emulator = e
	d.mu.Unlock()
	d.gateway.gate.open(e)
	return nil
}

// route lets calls of the API go to the function that they name, and all others
// to this one.
func (d *devRun) route() http.Handler {
	all := emulator.Functions{{Function: d.current, URL: d.gateway.url, Handler: d.gateway.gate}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if emulator.IsAPI(r) {
			all.ServeHTTP(w, r)
			return
		}
		d.gateway.gate.ServeHTTP(w, r)
	})
}

// current is the function as it is configured now.
func (d *devRun) current() manifest.Function {
	if e := d.running(); e != nil {
		return e.Function()
	}
	return d.first
}

func (d *devRun) running() *emulator.Emulator {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.emulator
}

// fail ends the run with an error.
func (d *devRun) fail(err error) {
	d.mu.Lock()
	d.failed = err
	d.mu.Unlock()
	d.end()
}

// failure is why the run is no success although it came to its end.
func (d *devRun) failure() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return errors.Join(d.failed, d.unshown)
}

// openConsole opens the console in the browser, if that was asked for.
func (d *devRun) openConsole(ctx context.Context) {
	if !d.settings.open {
		return
	}
	go func() { // ends with ctx; nobody needs to wait for a browser
		if err := d.p.browse(ctx, d.console.url); err != nil && ctx.Err() == nil {
			d.notice("could not open a browser: %v", err)
		}
	}()
}

// stop ends the instances as the platform does; hard ends them at once.
func (d *devRun) stop(hard context.Context) error {
	e := d.running()
	if e == nil {
		return nil
	}
	d.notice("stopping; Ctrl-C again kills")
	err := e.Close(hard)
	if hard.Err() != nil {
		return &killed{}
	}
	return err
}

// killed ends a run whose person did not wait for the pre-stop.
type killed struct{}

func (*killed) sentence() sentence {
	return sentence{english: "interrupted twice; the instances were killed"}
}
func (e *killed) Error() string { return e.sentence().String() }

func buildInfo() *debug.BuildInfo {
	info, _ := debug.ReadBuildInfo()
	return info
}
