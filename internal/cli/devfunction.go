package cli

import (
	"context"
	"errors"
	"net/http"

	"github.com/fcgen/fcgen/internal/console"
	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/process"
)

// devFunction is one function of a run of dev: its program, its instances and
// where it is called.
type devFunction struct {
	*devRun
	settings devSettings // the run's, for this function
	it       *runnable
	first    manifest.Function // as it was at the start
	journal  *emulator.Journal
	made     made          // what the command builds
	changes  chan []string // sets of paths; nil for the person's wish
	unplayed []string      // what was last told of as not played
	debugger debugger

	gateway *devServer
	page    *gate // its console; nil if there is none

	// Guarded by the run's lock.
	emulator *emulator.Emulator // nil until there is a program
	never    error              // why there is none, and none will come
}

func (r *devRun) newFunction(it *runnable, several bool) *devFunction {
	d := &devFunction{
		devRun: r, settings: r.settings, it: it, first: it.function,
		journal: emulator.NewJournal(0, 0), changes: make(chan []string, 1),
	}
	d.journal.Secrets = r.secrets
	if several {
		d.journal.Function = it.function.Name
		d.settings.choice.Resource = it.function.Resource
	}
	return d
}

// prepare completes the emulator's configuration.
func (d *devFunction) prepare(guard *process.Guard) {
	config := &d.settings.emulator
	config.Function, config.Journal, config.Guard, config.Secrets = d.it.function, d.journal, guard, d.secrets
}

// notice tells something that the person should know of this function.
func (d *devFunction) notice(english string, args ...any) {
	d.journal.Append(emulator.Event{Type: emulator.EventNotice, Text: d.p.msg.sprintf(english, args...)})
}

// exchangeBytes is how much of a function's requests and answers is kept for the
// console.
const exchangeBytes = 32 << 20

// begin makes the emulator of the first program.
func (d *devFunction) begin(program emulator.Program) error {
	config := d.settings.emulator
	config.Program = program
	if d.page != nil {
		config.ExchangeBytes = exchangeBytes
	}
	e, err := emulator.New(config)
	if err != nil {
		return err
	}
	if d.page != nil {
		page, err := console.New(console.Config{
			Emulator: e, Gateway: d.gateway.url, Policy: config.InitFailure,
			Version: d.p.Build.or(buildInfo()).Version, Reload: d.again,
			Base: d.pageBase(), Functions: d.pageLinks(),
		})
		if err != nil {
			return errors.Join(err, e.Close(context.Background()))
		}
		d.page.open(page)
	}
	d.mu.Lock()
	d.emulator = e
	d.mu.Unlock()
	d.gateway.gate.open(e)
	return nil
}

func (d *devFunction) running() *emulator.Emulator {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.emulator
}

// current is the function as it is configured now.
func (d *devFunction) current() manifest.Function {
	if e := d.running(); e != nil {
		return e.Function()
	}
	return d.first
}

// route lets calls of the API go to the function that they name, and all others
// to this one.
func (d *devFunction) route(all emulator.Functions) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if emulator.IsAPI(r) {
			all.ServeHTTP(w, r)
			return
		}
		d.gateway.gate.ServeHTTP(w, r)
	})
}

// fail says that the function will never run. When none does, the run ends.
func (d *devFunction) fail(err error) {
	d.mu.Lock()
	d.never = err
	d.mu.Unlock()
	if d.hopeless() != nil {
		d.end()
		return
	}
	text := d.p.msg.sprintf("%s; the other functions run on", d.p.describe(err))
	d.notice("%s", text)
	d.gateway.gate.refuse(d.secrets.Redact(text) + "\n")
}
