package cli

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
)

// hookNames reads the arguments: names or spellings of hooks, joined by commas or not.
func hookNames(args []string) ([]string, error) {
	var names []string
	for _, word := range strings.Split(strings.Join(args, ","), ",") {
		if word == "" {
			continue
		}
		name, err := generator.CanonicalHook(word)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, refusef("no hook is named").hintf("fcgen list shows the hooks; fcgen add-hook prestop brings one")
	}
	return names, nil
}

// readTimeouts reads the timeouts of hooks that are named.
func readTimeouts(c *cli.Context, names []string) (map[string]int, error) {
	timeouts := map[string]int{}
	for _, f := range hookTimeoutFlags() {
		hook := strings.TrimSuffix(f.name, "-timeout")
		if !c.IsSet(f.name) {
			continue
		}
		if !slices.Contains(names, hook) {
			return nil, refusef("--%s is given, but not the hook %s", f.name, hook).hintf("fcgen add-hook %s --%s %d", hook, f.name, c.Int(f.name))
		}
		x, _ := generator.SettingNamed(f.name)
		if err := x.Whole(c.Int(f.name)); err != nil {
			return nil, &generator.Invalid{Field: f.name, Err: err}
		}
		timeouts[hook] = c.Int(f.name)
	}
	return timeouts, nil
}

// noteUncommitted says that git has changes which nobody committed yet. A dry
// run, which changes nothing, does not ask.
func (p *program) noteUncommitted(ctx context.Context, dir string, how manner) []string {
	if how.dry {
		return nil
	}
	n := p.uncommitted(ctx, dir)
	if n == 0 {
		return nil
	}
	note := p.msg.sprintf("%d files differ from the last commit; commit them first to see apart what fcgen changes", n)
	if n == 1 {
		note = p.msg.of("1 file differs from the last commit; commit it first to see apart what fcgen changes")
	}
	p.msg.sayf("note: %s", note)
	return []string{note}
}

// shorten is a folder as a person would type it from where they are.
func (p *program) shorten(dir string) string {
	here, err := filepath.Abs(p.path("."))
	if err != nil {
		return dir
	}
	short, err := filepath.Rel(here, dir)
	if err != nil {
		return dir
	}
	return short
}
