package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/generator"
)

// oneLine is the command that makes the same project without a question, with
// the flags that differ from the defaults only.
func oneLine(c *generator.Catalog, s generator.Spec, dir string) (string, error) {
	d, err := c.Complete(generator.Spec{Name: s.Name, Handler: s.Handler, Hooks: generator.Defaults().Hooks})
	if err != nil {
		return "", err
	}
	words := []string{"fcgen", "new", s.Name}
	add := func(flag, value, usual string) {
		if value != usual {
			words = append(words, "--"+flag, value)
		}
	}
	add("handler", s.Handler, generator.Defaults().Handler)
	add("framework", s.Framework, d.Framework)
	switch {
	case len(s.Hooks) == 0:
		words = append(words, "--no-hooks")
	case !slices.Equal(s.Hooks, d.Hooks):
		words = append(words, "--hook", strings.Join(s.Hooks, ","))
	}
	add("runtime", s.Runtime, d.Runtime)
	add("image", s.Image, "")
	add("module", s.Module, s.Name)
	switch {
	case s.Trigger == d.Trigger:
	case s.Trigger == generator.NoTrigger:
		words = append(words, "--trigger", generator.NoTrigger)
	default:
		words = append(words, "--auth", s.Trigger)
	}
	add("region", s.Region, d.Region)
	add("cpu", fmt.Sprint(s.CPU), fmt.Sprint(d.CPU))
	for _, f := range specFlags() {
		value, usual := numberOf(&s, f.name), numberOf(&d, f.name)
		if value != nil && *value != 0 {
			add(f.name, fmt.Sprint(*value), fmt.Sprint(*usual))
		}
	}
	if dir != "" && filepath.Clean(dir) != s.Name {
		words = append(words, "--dir", filepath.Clean(dir))
	}
	return quoted(append(words, "--yes")), nil
}

// quoted joins words into a line for a shell.
func quoted(words []string) string {
	var q []string
	for _, w := range words {
		q = append(q, generator.ShellQuote(w))
	}
	return strings.Join(q, " ")
}
