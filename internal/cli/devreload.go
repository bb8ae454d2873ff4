package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/rebuild"
)

// The states of a build in its events.
const (
	buildStarted emulator.State = "building"
	buildDone    emulator.State = "built"
	buildFailed  emulator.State = "failed"
)

// quiet is how long changes are waited for before a build. It is short, since a
// build that more of them overtake is ended.
const quiet = 25 * time.Millisecond

// keepUp builds and starts the program, and again at each change, until ctx ends.
func (d *devFunction) keepUp(ctx context.Context) {
	d.changes <- nil // the first one; nobody else has sent any yet
	advised, f := make(chan struct{}), d.it.function
	go func() { defer close(advised); d.advise(ctx, f) }()
	defer func() { <-advised }()
	if d.settings.watch {
		wait, err := rebuild.Watch(ctx, d.it.roots, quiet, func(paths []string) { d.changed(ctx, paths) })
		switch {
		case err != nil:
			d.notice("changes are not seen: %s", strings.Join(append([]string{err.Error()}, d.p.hints(err)...), "; "))
		default:
			defer func() {
				if err := wait(); err != nil {
					d.notice("changes are no longer seen: %v", err)
				}
			}()
		}
	}
	rebuild.Latest(ctx, d.changes, d.step)
}

// changed takes in a set of paths that changed.
func (d *devFunction) changed(ctx context.Context, paths []string) {
	var count []string
	starting := d.starting()
	for _, path := range paths {
		if !strings.HasSuffix(path, "_test.go") && !d.outputs.have(path) && !d.made.has(path, starting, d.command()) {
			count = append(count, path)
		}
	}
	if len(count) == 0 {
		return
	}
	select {
	case d.changes <- count:
	case <-ctx.Done():
	}
}

// again builds and reloads at the person's wish. One that is waiting already
// is as good.
func (d *devFunction) again() {
	select {
	case d.changes <- nil:
	default:
	}
}

// step makes what is served be what the source says. It returns false if that
// has to be tried again at the next change.
func (d *devFunction) step(ctx context.Context, changed []string) bool {
	if slices.ContainsFunc(d.it.function.Sources, func(file string) bool { return contains(changed, file) }) {
		if !d.readAgain(ctx) && len(changed) == 1 {
			return true
		}
	}
	program, number, err := d.build(ctx, changed)
	if err != nil {
		return false
	}
	e := d.running()
	if e == nil {
		err = d.begin(program)
	} else {
		err = e.Reload(ctx, program)
	}
	switch {
	case err == nil:
		if d.it.builder != nil {
			d.it.builder.Use(number)
		}
		return true
	case ctx.Err() != nil:
		return false
	case e == nil:
		d.fail(err)
		return false
	default:
		d.goesOn(err)
		return false
	}
}

// goesOn says what calls get although there was no reload. Only a build of ours
// is kept: of a command, what starts from now on is what its files are now.
func (d *devFunction) goesOn(err error) {
	if d.it.builder != nil {
		d.notice("%v; the old one goes on", err)
		return
	}
	d.notice("%v; an instance that runs goes on, and those to come start from the files as they are now", err)
}

// build is the program as the source is now.
func (d *devFunction) build(ctx context.Context, changed []string) (program emulator.Program, number int, err error) {
	if d.it.builder == nil {
		program = d.it.program
		program.Version = time.Now().Format("15:04:05")
		if len(changed) > 0 {
			d.notice("changed: %s", d.names(changed))
		}
		return program, 0, nil
	}
	d.gateway.gate.wait()
	d.journal.Append(emulator.Event{Type: emulator.EventBuild, State: buildStarted, Text: d.names(changed)})
	built := d.it.builder.Build(ctx)
	switch {
	case ctx.Err() != nil:
		return program, 0, ctx.Err()
	case built.Err != nil:
		d.journal.Append(emulator.Event{Type: emulator.EventBuild, State: buildFailed, Reason: built.Err.Error(), Text: built.Output})
		d.refuse(built)
		return program, 0, built.Err
	}
	d.journal.Append(emulator.Event{
		Type: emulator.EventBuild, State: buildDone, Duration: float64(built.Duration) / float64(time.Millisecond),
		Text: d.p.msg.sprintf("built in %.1f s", built.Duration.Seconds()),
	})
	program = d.it.with(built.Binary, fmt.Sprintf("build %d", built.Number))
	return d.debugged(program), built.Number, nil
}

// refuse tells callers that there is nothing to call yet.
func (d *devFunction) refuse(failed rebuild.Build) {
	text := d.secrets.Redact(d.p.msg.sprintf("the build failed: %v", failed.Err) + "\n" + failed.Output + "\n")
	d.gateway.gate.refuse(text)
	if d.page != nil {
		d.page.refuse(text)
	}
	if !d.settings.watch && d.running() == nil {
		d.fail(&noBuild{failed.Err})
	}
}

// noBuild ends a run whose program does not build and never will.
type noBuild struct{ err error }

func (e *noBuild) sentence() sentence {
	return sentence{"the function cannot be built: %v", []any{e.err}}
}
func (e *noBuild) Error() string { return e.sentence().String() }
func (e *noBuild) Unwrap() error { return e.err }

// names lists paths as a person would type them.
func (d *devFunction) names(paths []string) string {
	const most = 3
	var list []string
	for _, path := range paths[:min(len(paths), most)] {
		list = append(list, d.p.shown(path))
	}
	if more := len(paths) - most; more > 0 {
		list = append(list, d.p.msg.sprintf("%d more", more))
	}
	return strings.Join(list, ", ")
}

// readAgain takes over what s.yaml says now, and reports whether instances have
// to be made anew for it.
func (d *devFunction) readAgain(ctx context.Context) (anew bool) {
	old := d.it.function
	f, err := d.it.found.FunctionNow(ctx, d.settings.choice.Resource)
	if err != nil {
		d.notice("s.yaml is not taken over: %v", err)
		return false
	}
	if f.Code != old.Code || f.Image != old.Image || !slices.Equal(f.Command, old.Command) {
		d.notice("s.yaml has another command or code folder: start fcgen dev again for that")
		f.Code, f.Image, f.Command = old.Code, old.Image, old.Command
	}
	d.it.function = f
	d.secrets.AddVariables(f.Env)
	d.settings.emulator.Function = d.it.function
	if e := d.running(); e != nil {
		e.SetFunction(d.it.function)
	}
	d.advise(context.Background(), d.it.function)
	d.adviseUnplayed(d.it.function)
	old.Hooks, old.Lines = d.it.function.Hooks, d.it.function.Lines // these need no new instance
	old.Async, old.Timers, old.Unplayed = d.it.function.Async, d.it.function.Timers, d.it.function.Unplayed
	if anew = !reflect.DeepEqual(old, d.it.function); !anew {
		d.notice("s.yaml is taken over")
	}
	return anew
}

// contains looks for a file among absolute paths; it may be gone.
func contains(paths []string, file string) bool {
	abs, err := filepath.Abs(file)
	return slices.ContainsFunc(paths, func(path string) bool {
		return err == nil && path == abs || filepath.Base(path) == filepath.Base(file) && sameFile(path, file)
	})
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, err2 := os.Stat(b)
	return errors.Join(err, err2) == nil && os.SameFile(one, other)
}
