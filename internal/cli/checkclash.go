package cli

import (
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/conformance"
)

// listFormats are the forms of check's list of cases.
var listFormats = []string{"text", "json"}

// checkClash refuses flags of check that mean nothing together. The format is
// one that is known, or "".
func (p *program) checkClash(c *cli.Context, format string) error {
	text := format == "" || format == conformance.Formats()[0]
	explained := generator.ShellQuote(c.String("explain"))
	switch {
	case c.IsSet("explain") && c.Bool("list"):
		return refusef("--explain and --list cannot both be").hintf("fcgen check --explain %s", explained)
	case c.IsSet("explain") && !text:
		return refusef("--explain writes text, and no %s", format).hintf("fcgen check --explain %s", explained)
	case c.Bool("list") && !text && !slices.Contains(listFormats, format):
		return refusef("--list writes text or json, and no %s", format).hintf("fcgen check --list --format json")
	case !c.IsSet("url"):
		return nil
	case len(p.started) > 0:
		return refusef("either a command is started or --url names a server that runs, not both")
	}
	for _, flag := range []string{"env", "inherit-env", "fail-init-env", "start-timeout", "freeze-time"} {
		if c.IsSet(flag) {
			return refusef("the flag --%s is for a program that check starts, and --url names a server that runs", flag)
		}
	}
	return nil
}
