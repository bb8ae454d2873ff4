package conformance

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/process"
	"github.com/fcgen/fcgen/internal/secret"
	"github.com/fcgen/fcgen/internal/served"
)

// Config says what is checked and how.
type Config struct {
	Dir        string         // the project's folder, for the static rules
	Main       string         // the folder of its Go program; "" if it has none, or that is not known
	File       *manifest.File // what s.yaml says; nil means that it is read
	Dockerfile string         // the file that builds its image; "" means the Dockerfile beside s.yaml
	Function   manifest.Function
	Served     *served.Program   // what the project's Go code serves, if it was read already; nil: it is read
	Program    emulator.Program  // no Args means that there is no command
	CodeCopy   string            // the folder in which Program finds Function.Code; "" means Function.Code itself
	NoCommand  string            // why there is no command; "" means that none was asked for
	URL        string            // of a server that runs already; only read where there is no command
	Environ    []string          // of this machine; what a process needs to run gets to the program
	Own        map[string]string // variables set by hand, over s.yaml's
	InheritAll bool              // all of Environ gets to the program
	Secrets    *secret.Redactor  // what must not be seen in a result; nil means the keys that instances are given
	Guard      *process.Guard    // may be nil

	Getenv      func(string) string // the environment in which s.yaml is read; nil means that nothing is set
	Environment string              // of env.yaml, as manifest.Choice has it

	Cases []string // ids and areas, "INIT/2" and "STOP"; none means all
	Level Level    // the least; "" means all

	Timeout      time.Duration // of one call; 0 means the function's own, 30 seconds at most
	StartTimeout time.Duration // for the port to open; 0 means the platform's 120 seconds
	FreezeTime   time.Duration // of FREEZE/2, and of FREEZE/1 up to 5 seconds; 0 means 5 seconds
	IdleTime     time.Duration // that INVOKE/7 leaves a connection idle; 0 means 7 seconds, since Node closes after 5 or 6
	StopGrace    time.Duration // between SIGTERM and the end of the process; 0 means 10 seconds
	Parallel     int           // processes that are busy at a time; 0 means one more than there are processors

	FailPath    string // a path whose GET is a failing call; for an event function, an event; "" means none
	PanicPath   string // the same for a call that panics
	FailInitEnv string // a KEY=VALUE that makes the initializer fail; "" means none

	slowStart time.Duration // what BOOT/6 allows; 0 means 10 seconds
	aliveTime time.Duration // how long BOOT/4 looks at a process that is ready; 0 means one second
	abortTime time.Duration // when a call is cut short, which is on its way by then; 0 means 20 ms
	retryTime time.Duration // between tries of an initializer; 0 means 200 ms
	bodyTime  time.Duration // what INVOKE/9 waits for an answer; 0 means Timeout, and 30 seconds at least

	// Progress is told of each case when it begins, with no result, and when it
	// ended; one call at a time. It may be nil.
	Progress func(Case, *Result)
}

// UnknownCase means that there is no case, and no area, of that name.
type UnknownCase struct {
	Name  string
	Known []string // ids and areas
}

func (e *UnknownCase) Error() string { return fmt.Sprintf("there is no case %q", e.Name) }

// Run checks. Its error is an *UnknownCase, or that of ctx when that ended
// first; what the function does wrong is in the report.
func Run(ctx context.Context, c Config) (Report, error) {
	cases, err := Select(c.Cases, c.Level)
	if err != nil {
		return Report{}, err
	}
	d, err := newDriver(ctx, c)
	if err != nil {
		return Report{}, err
	}
	report := Report{Function: c.Function.Name, File: c.Function.File, Level: c.Level, Facts: fc.FactsDate(), Started: time.Now()}
	report.Results = d.runAll(ctx, cases)
	report.Missed = d.missedNames()
	report.Duration = milliseconds(report.Started)
	return report, context.Cause(ctx)
}

// Select lists the cases of these ids and areas, none meaning all, that weigh
// at least level, "" meaning any, in the order of Cases.
func Select(names []string, level Level) ([]Case, error) {
	all := Cases()
	known := knownNames(all)
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, &UnknownCase{Name: name, Known: known}
		}
	}
	weights := []Level{Info, Should, Must}
	var cases []Case
	for _, c := range all {
		wanted := len(names) == 0 || slices.Contains(names, c.ID) || slices.Contains(names, c.area())
		if wanted && slices.Index(weights, c.Level) >= slices.Index(weights, level) {
			cases = append(cases, c)
		}
	}
	return cases, nil
}

// knownNames lists the areas and ids that Select takes.
func knownNames(cases []Case) []string {
	var names []string
	for _, c := range cases {
		if !slices.Contains(names, c.area()) {
			names = append(names, c.area())
		}
	}
	for _, c := range cases {
		names = append(names, c.ID)
	}
	return names
}

// area is what stands before the number: "INIT".
func (c Case) area() string {
	area, _, _ := strings.Cut(c.ID, "/")
	return area
}

// runAll runs the cases, several at a time, and returns their results in order.
func (d *driver) runAll(ctx context.Context, cases []Case) []Result {
	results := make([]Result, len(cases))
	var progress sync.Mutex
	d.watchLife = slices.ContainsFunc(cases, func(c Case) bool { return c.ID == "BOOT/4" })
	tell := func(c Case, r *Result) {
		progress.Lock()
		defer progress.Unlock()
		if d.config.Progress != nil {
			d.config.Progress(c, r)
		}
	}
	run := func(ctx context.Context, i int) {
		tell(cases[i], nil)
		results[i] = d.runOne(ctx, cases[i])
		tell(cases[i], &results[i])
	}

	// How the program starts is found out first: if it does not, nothing else
	// can be said about it.
	var rest, last []int
	for i, c := range cases {
		switch {
		case c.gate && !c.beside:
			run(ctx, i)
		case c.last:
			last = append(last, i)
		default:
			rest = append(rest, i)
		}
	}
	slices.SortStableFunc(rest, func(a, b int) int { return cases[b].waits - cases[a].waits })
	beside, cancel := context.WithCancel(ctx)
	defer cancel()
	d.cancel = cancel
	var wg sync.WaitGroup
	for _, i := range rest {
		wg.Go(func() { run(beside, i) })
	}
	wg.Wait()
	for _, i := range last {
		run(ctx, i)
	}
	return results
}

// runOne runs a case and completes its result.
func (d *driver) runOne(ctx context.Context, c Case) (r Result) {
	started := time.Now()
	if reason := d.missing(ctx, c); reason != "" {
		r = skipped("%s", reason)
	} else {
		r = c.run(ctx, d)
	}
	switch why := d.givenUp(); {
	case why != "" && !c.gate && slices.Contains(c.Needs, NeedCommand):
		r = skipped("%s", why)
	case ctx.Err() != nil && (why == "" || !c.beside):
		r = skipped("interrupted")
	}
	if r.Verdict == Fail && c.Level != Must {
		r.Verdict = Warn
	}
	r.ID, r.Level, r.Title, r.Expected, r.Source = c.ID, c.Level, c.Title, c.Expect, c.Source
	if r.Verdict != Pass && r.Verdict != Skip {
		r.Mend = d.mend(c, r)
	}
	if r.found() && r.File == "" && len(r.Findings) == 0 {
		r.File, r.Line = d.place(c)
	}
	r.Duration = milliseconds(started)
	return d.clean(r)
}

func milliseconds(since time.Time) float64 { return float64(time.Since(since).Microseconds()) / 1000 }

// missing says what the case needs that is not there.
func (d *driver) missing(ctx context.Context, c Case) string {
	for _, need := range c.Needs {
		switch need {
		case NeedCommand:
			if len(d.config.Program.Args) == 0 && (d.config.URL == "" || !c.byURL) {
				if d.config.Function.File != "" && !d.project.described() {
					return notDescribed
				}
				return cmp.Or(d.config.NoCommand, "needs a command")
			}
			if c.gate || len(d.config.Program.Args) == 0 {
				continue
			}
			if reason := cmp.Or(d.scout(ctx).trouble, d.givenUp()); reason != "" {
				return reason
			}
		case NeedInitializer:
			if !d.config.Function.Hooks["initializer"].Configured {
				return "s.yaml configures no initializer"
			}
		case NeedPreStop:
			if !d.config.Function.Hooks["prestop"].Configured {
				return "s.yaml configures no pre-stop"
			}
		case NeedFreeze:
			if !process.CanFreeze() {
				return "this system cannot freeze a process"
			}
		case NeedSYAML:
			if d.config.Function.File == "" {
				return "there is no s.yaml"
			}
		}
	}
	return ""
}
