package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/conformance"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/project"
	"github.com/fcgen/fcgen/internal/retrofit"
	"github.com/fcgen/fcgen/internal/served"
)

// told reports whether the server reads its port from where the platform puts it.
func told(port served.Port) bool {
	return slices.ContainsFunc(port.Env, func(name string) bool { return slices.Contains(fc.PortVariables(), name) })
}

// portOf is the port for s.yaml: the one that the server would choose there.
func portOf(port served.Port) int {
	if port.Number == 0 || told(port) {
		return fc.DefaultPort
	}
	return port.Number
}

// doubtPort says that a port which goes into s.yaml may not be the server's.
func (p *program) doubtPort(w foreignChange, plan generator.Plan, found served.Program, written int) []string {
	port := found.Port
	warning := retrofit.Warning{Place: port.Place}
	switch {
	case told(port) || port.Sure:
		return nil
	case port.Number != 0 && len(port.Env) == 0:
		warning.Text = p.msg.sprintf("the port may be another than %d, which s.yaml says now: not all of it stands in the code; --port sets it", written)
	case port.Number != 0:
		return nil
	case len(port.Env) > 0:
		return nil // the platform is to set it
	default:
		warning.Text = p.msg.sprintf("the code does not say which port the server listens on; s.yaml says %d now, and --port sets another", written)
	}
	if warning.Place.File == "" {
		warning.Place = found.Router
	}
	return []string{p.placed(w, plan, found.Root, warning)}
}

// allObstacles are what stands between a server and the platform, each with its
// place and with what to type there.
func (p *program) allObstacles(ctx context.Context, f *project.Project, found served.Program, syaml []byte, resource string) ([]retrofit.Warning, error) {
	file := f.SYAML
	if file == "" {
		file = filepath.Join(f.Dir, "s.yaml")
	}
	function, err := manifest.Parse(syaml, manifest.Choice{File: file, Resource: resource, Getenv: p.getenv})
	if err != nil {
		return []retrofit.Warning{{Text: err.Error()}}, nil //nolint:nilerr // an s.yaml of their own that cannot be read is an obstacle
	}
	return p.obstacles(ctx, found, function, "CFG/2", "CFG/8")
}

// unreachable are the lines of code for which the platform does not reach the
// hooks. Without an s.yaml that says otherwise, the port is the code's own.
func (p *program) unreachable(ctx context.Context, w *foreignChange, found served.Program) ([]retrofit.Warning, error) {
	f := w.project
	function, err := f.Function(w.edit.resource)
	if f.SYAML == "" || err != nil {
		return p.portObstacles(found.Port, manifest.Function{Port: portOf(found.Port)}), nil //nolint:nilerr // s.yaml is another matter
	}
	all, err := p.obstacles(ctx, found, function, "CFG/2")
	return slices.DeleteFunc(all, func(o retrofit.Warning) bool { return filepath.Ext(o.Place.File) != ".go" }), err
}

// obstacles are what the port that was followed through the code, and cases of the
// checks find wrong. They take the code as it was read for the change.
func (p *program) obstacles(ctx context.Context, found served.Program, function manifest.Function, cases ...string) ([]retrofit.Warning, error) {
	all := p.portObstacles(found.Port, function)
	if found.Port.Place.File != "" { // following the code tells more than reading all of it
		cases = slices.DeleteFunc(cases, func(id string) bool { return id == "CFG/2" })
	}
	if len(cases) == 0 {
		return all, nil
	}
	report, err := conformance.Run(ctx, conformance.Config{Dir: found.Root, Function: function, Served: &found, Cases: cases, Getenv: p.getenv})
	if err != nil {
		return nil, err
	}
	for _, result := range report.Results {
		for _, finding := range result.Findings {
			all = append(all, retrofit.Warning{
				Place: gocode.Place{File: finding.File, Line: finding.Line}, Text: finding.Message, Type: remedy(finding, function.Port),
			})
		}
	}
	return all, nil
}

// portObstacles are what is wrong with the port that was followed through the code.
func (p *program) portObstacles(port served.Port, function manifest.Function) []retrofit.Warning {
	if port.Place.File == "" {
		return nil
	}
	var all []retrofit.Warning
	say := func(lines, english string, args ...any) {
		all = append(all, retrofit.Warning{Place: port.Place, Text: p.msg.sprintf(english, args...), Type: lines})
	}
	set := func(name string) bool { return function.Env[name] != "" }
	switch {
	case port.Loopback:
		say(fmt.Sprintf("%q", fmt.Sprintf(":%d", function.Port)), "it listens on the loopback address only, where the platform does not come in")
	case told(port), port.Number == function.Port, slices.ContainsFunc(port.Env, set):
	case len(port.Env) > 0:
		value := fmt.Sprint(function.Port)
		if !strings.HasSuffix(port.Env[0], "PORT") {
			value = ":" + value // ADDR and the like hold an address
		}
		say(fmt.Sprintf("environmentVariables: # in s.yaml, under props\n  %s: %q", port.Env[0], value),
			"it reads its port from %s, which the platform does not set", strings.Join(port.Env, ", "))
	case port.Number != 0:
		say(fmt.Sprintf("port: %d # in s.yaml", port.Number), "it listens on port %d, and s.yaml says %d", port.Number, function.Port)
	}
	return all
}

// remedy is what to type where a check found something.
func remedy(f conformance.Finding, port int) string {
	for _, field := range []string{"IdleTimeout", "ReadTimeout", "WriteTimeout"} {
		if strings.HasPrefix(f.Message, field) {
			return field + ": 0, // the platform keeps connections open and has a timeout of its own"
		}
	}
	return fmt.Sprintf("%q", fmt.Sprintf(":%d", port))
}
