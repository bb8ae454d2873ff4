package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/conformance"
	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/instance"
	"github.com/fcgen/fcgen/internal/manifest"
)

// adviseEnv names the variables of --env that the function does not get, and the
// credentials that it gets from s.yaml.
func (d *devFunction) adviseEnv() {
	for _, name := range instance.NotPassedOn(d.settings.environment.own) {
		d.notice("--env %s does not reach the function: the platform sets it", name)
	}
	for _, name := range d.p.takenBy(d.it.function) {
		d.notice(taken, name)
	}
}

// adviseUnplayed names what s.yaml configures and dev does not play, if that has
// changed.
func (d *devFunction) adviseUnplayed(f manifest.Function) {
	unplayed := slices.Clone(f.Unplayed)
	hint := ""
	if !d.settings.emulator.Timers {
		for _, t := range f.Timers {
			unplayed = append(unplayed, fmt.Sprintf("the timer trigger %q", t.Name))
			hint = d.p.msg.of(" (--timers lets timers fire)")
		}
	}
	if slices.Equal(unplayed, d.unplayed) {
		return
	}
	if d.unplayed = unplayed; len(unplayed) == 0 {
		return
	}
	d.journal.Append(emulator.Event{
		Type: emulator.EventNotice, Unplayed: unplayed,
		Text: d.p.msg.sprintf("fcgen dev does not play what s.yaml configures here: %s", strings.Join(unplayed, ", ")) + hint,
	})
}

// advise tells what is wrong with s.yaml and the code beside it as far as that
// is seen without running anything: a hook that is never called, a port that is
// not the code's.
func (d *devFunction) advise(ctx context.Context, f manifest.Function) {
	if f.File == "" {
		return
	}
	report, err := conformance.Run(ctx, conformance.Config{
		Dir: d.it.dir, Function: f, Environ: d.p.Environ, Cases: []string{"CFG"},
		Getenv: d.p.getenv, Environment: d.settings.choice.Environment,
	})
	if err != nil {
		return // it was interrupted
	}
	for _, r := range report.Results {
		ofDeployment := slices.Contains([]string{"CFG/17", "CFG/18", "CFG/19"}, r.ID) // they change nothing here
		if r.Verdict != conformance.Fail && r.Verdict != conformance.Warn || ofDeployment {
			continue
		}
		found := []string{r.Got}
		if len(r.Findings) > 0 {
			found = nil
			for _, f := range r.Findings {
				found = append(found, f.String())
			}
		}
		for _, what := range found {
			d.notice("%s (fcgen check --explain %s)", what, r.ID)
		}
	}
}
