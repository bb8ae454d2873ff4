package cli

import (
	"context"
	"errors"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/secret"
)

// devRun is one run of dev, of one function or of several.
type devRun struct {
	p         *program
	settings  devSettings
	secrets   *secret.Redactor
	functions []*devFunction    // in the order of s.yaml
	journal   *emulator.Journal // of the run as a whole: that of the only function, or its own
	outputs   outputs
	console   *devServer // nil if there is none

	mu      sync.Mutex
	unshown error              // why standard output has not all of the log
	end     context.CancelFunc // ends the run as Ctrl-C does
}

// dev runs functions until it is interrupted.
func (p *program) dev(ctx context.Context, c *cli.Context) (err error) {
	settings, err := p.readDev(c)
	if err != nil {
		return err
	}
	r := &devRun{p: p, settings: settings, secrets: p.hide(settings.environment)}
	its, notes, err := p.runnables(ctx, settings.wanted)
	if err != nil {
		return err
	}
	for _, it := range its {
		r.secrets.AddVariables(it.function.Env)
		r.functions = append(r.functions, r.newFunction(it, len(its) > 1))
		defer func() { err = errors.Join(err, it.close()) }()
	}
	r.journal = r.functions[0].journal
	if len(its) > 1 {
		r.journal = emulator.NewJournal(0, 0)
		r.journal.Secrets = r.secrets
	}
	for _, note := range notes {
		r.notice("%s", note)
	}
	if err := r.functions[0].findDebugger(ctx); err != nil {
		return err
	}
	defer r.closeServers()
	if err := r.listen(ctx); err != nil {
		return err
	}
	return r.run(ctx)
}

// run starts everything, waits for the end and stops everything.
func (r *devRun) run(ctx context.Context) (err error) {
	ctx, r.end = context.WithCancel(ctx)
	defer r.end()
	second, release := secondSignal()
	defer release()
	defer catchPipe()()

	guard, err := r.p.guard.start()
	if err != nil {
		r.notice("nothing guards against processes left behind if fcgen is killed: %v", err)
	}
	defer func() { err = errors.Join(err, guard.Close()) }()
	finish, err := r.tell()
	if err != nil {
		return err
	}
	defer finish()

	for _, d := range r.functions {
		d.prepare(guard)
	}
	if err := r.banner(ctx); err != nil {
		return err
	}
	for _, d := range r.functions {
		d.adviseEnv()
		d.adviseUnplayed(d.it.function)
	}
	served := r.serve()
	var built sync.WaitGroup
	for _, d := range r.functions {
		built.Go(func() { d.keepUp(ctx) })
	}
	r.openConsole(ctx)

	select {
	case <-ctx.Done():
	case err = <-served:
		r.end()
	}
	built.Wait()
	return errors.Join(err, r.stop(second), r.failure())
}

// tell starts what writes the log and the file of events. finish waits for them.
func (r *devRun) tell() (finish func(), err error) {
	var file *eventFile
	if name := r.settings.events; name != "" {
		file, err = newEventFile(r.p.path(name), func(err error) {
			r.notice("events are no longer written to %s: %v", name, err)
		})
		if err != nil {
			return nil, err
		}
		r.outputs.add(file.file)
	}
	r.outputs.add(r.p.Stdout)
	r.outputs.add(r.p.Stderr)
	log := r.p.newDevLog(func(err error) {
		r.mu.Lock()
		r.unshown = err
		r.mu.Unlock()
		if errors.Is(err, syscall.EPIPE) {
			r.end() // nobody reads any more
		}
	})
	var followers []*follower
	for _, journal := range r.journals() {
		followers = append(followers, follow(journal, log.take))
		if file != nil {
			followers = append(followers, follow(journal, file.take))
		}
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

// journals are those of the functions, and the run's own if that is another one.
func (r *devRun) journals() []*emulator.Journal {
	var all []*emulator.Journal
	for _, d := range r.functions {
		all = append(all, d.journal)
	}
	if r.journal != all[0] {
		all = append(all, r.journal)
	}
	return all
}

// notice tells something that the person should know.
func (r *devRun) notice(english string, args ...any) {
	r.journal.Append(emulator.Event{Type: emulator.EventNotice, Text: r.p.msg.sprintf(english, args...)})
}

// failure is why the run is no success although it came to its end: no function
// could run, or not all of the log was shown.
func (r *devRun) failure() error {
	none := r.hopeless()
	r.mu.Lock()
	defer r.mu.Unlock()
	return errors.Join(none, r.unshown)
}

// hopeless is why no function will ever run, nil if one does or may.
func (r *devRun) hopeless() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var why []error
	for _, d := range r.functions {
		if d.never == nil {
			return nil
		}
		why = append(why, d.never)
	}
	return errors.Join(why...)
}

// openConsole opens the console in the browser, if that was asked for.
func (r *devRun) openConsole(ctx context.Context) {
	if !r.settings.open {
		return
	}
	go func() { // ends with ctx; nobody needs to wait for a browser
		if err := r.p.browse(ctx, r.console.url); err != nil && ctx.Err() == nil {
			r.notice("could not open a browser: %v", err)
		}
	}()
}

// stop ends the instances as the platform does; hard ends them at once.
func (r *devRun) stop(hard context.Context) error {
	var running []*emulator.Emulator
	for _, d := range r.functions {
		if e := d.running(); e != nil {
			running = append(running, e)
		}
	}
	if len(running) == 0 {
		return nil
	}
	r.notice("stopping; Ctrl-C again kills")
	var stopping sync.WaitGroup
	errs := make([]error, len(running))
	for i, e := range running {
		stopping.Go(func() { errs[i] = e.Close(hard) })
	}
	stopping.Wait()
	if hard.Err() != nil {
		return &killed{}
	}
	return errors.Join(errs...)
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
