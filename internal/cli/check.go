package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/conformance"
	"github.com/fcgen/fcgen/internal/instance"
)

// The headings of check's flags in the help.
const (
	groupChecked = "What is checked"
	groupTold    = "What the function is told to do"
	groupReport  = "The report"
)

func checkCommand() *command {
	return &command{
		name: "check", args: "[DIR] [CASE...]", most: -1, starts: true,
		summary: "say with proof whether a function keeps the platform's contract",
		about: `Reads s.yaml, the Dockerfile and the code in DIR, or here, and runs the function as
dev does, a fresh process for each case that needs one. CASE is an id such as INIT/2
or an area such as STOP; without one every case is run. A case that MUST hold and
does not makes the exit code 1, one that SHOULD hold only with --strict; 2 means
that the check could not be done.`,
		examples: []example{
			{"fcgen check", "in a project: everything"},
			{"fcgen check INIT STOP/2 --level must", "some cases"},
			{"fcgen check api -- python3 app.py", "any server in any language, with the s.yaml in api"},
			{"fcgen check --url http://127.0.0.1:9000", "a server that runs: what does it no harm"},
			{"fcgen check --list", "what there is to check"},
			{"fcgen check --explain INIT/2", "why that matters, and how to mend it"},
			{"fcgen check --strict --format junit > report.xml", "for a build server"},
		},
		flags: checkFlags(),
		words: caseNames,
		run:   func(ctx context.Context, p *program, c *cli.Context) error { return p.check(ctx, c) },
	}
}

func checkFlags() []flag {
	return slices.Concat([]flag{
		{name: "list", kind: toggle, group: groupChecked, about: "list the cases, run nothing"},
		{name: "explain", kind: word, value: "CASE", group: groupChecked, values: caseIDs, about: "explain a case, run nothing"},
		{name: "level", kind: word, value: "LEVEL", group: groupChecked, standard: "all", values: fixed(
			choice{"must", "what the platform insists on"},
			choice{"should", "also what it advises"},
			choice{"all", "also what is good to know"}),
			about: "the least weight of the cases"},
		{name: "url", kind: word, value: "URL", group: groupChecked, about: "check a server that runs already, instead of starting one"},
		{name: "resource", kind: word, value: "ID", group: groupChecked, about: "which function, where s.yaml has several"},
		templateFlag(groupChecked), overlayFlag(groupChecked),
		{name: "port", kind: number, value: "PORT", group: groupChecked, standard: "that of s.yaml", about: "port that the function listens on"},
	}, environmentFlags(groupChecked), []flag{
		{name: "fail-path", kind: word, value: "PATH", group: groupTold, about: "a path whose GET is a call that fails; for an event function, an event"},
		{name: "panic-path", kind: word, value: "PATH", group: groupTold, about: "the same for a call that panics"},
		{name: "fail-init-env", kind: word, value: "KEY=VALUE", group: groupTold, about: "a variable that makes the initializer fail"},

		{name: "timeout", kind: span, value: "TIME", group: groupSize, standard: "that of s.yaml, at most 30s", about: "how long a call may take"},
		{name: "start-timeout", kind: span, value: "TIME", group: groupSize, standard: shortDuration(instance.StartTimeout),
			about: "how long the port may take to open"},
		{name: "freeze-time", kind: span, value: "TIME", group: groupSize, standard: "5s", about: "how long a process is frozen"},

		{name: "format", kind: word, value: "FORMAT", group: groupReport, values: reportFormats, standard: conformance.Formats()[0], about: "how the report is written"},
		{name: "strict", kind: toggle, group: groupReport, about: "a case that SHOULD hold counts as one that MUST"},
		{name: "brief", kind: toggle, group: groupReport, about: "nothing of what passed"},
	})
}

func reportFormats(*generator.Catalog) ([]choice, error) {
	var list []choice
	for _, format := range conformance.Formats() {
		list = append(list, choice{format, ""})
	}
	return list, nil
}

func caseIDs(*generator.Catalog) ([]choice, error) {
	var list []choice
	for _, c := range conformance.Cases() {
		list = append(list, choice{c.ID, c.Title})
	}
	return list, nil
}

// caseNames are the ids and areas, and the folders.
func caseNames(c *generator.Catalog) ([]choice, error) {
	list, err := caseIDs(c)
	var areas []choice
	for _, id := range list {
		area := choice{areaOf(id.value), "every case of this area"}
		if !slices.Contains(areas, area) {
			areas = append(areas, area)
		}
	}
	return slices.Concat(areas, list, []choice{{completeFolders, ""}}), err
}

// areaOf is what stands before the number in an id.
func areaOf(id string) string {
	area, _, _ := strings.Cut(id, "/")
	return area
}

// errCheckFailed ends a check whose report, which is printed, says no.
var errCheckFailed = errors.New("the check failed")

func (p *program) check(ctx context.Context, c *cli.Context) error {
	s, err := p.readCheck(c)
	if err != nil {
		return err
	}
	cases, err := conformance.Select(s.config.Cases, s.config.Level)
	if err != nil {
		return err
	}
	if id := c.String("explain"); id != "" {
		return p.explain(id)
	}
	if c.Bool("list") {
		return p.listCases(cases, s.format)
	}
	report, err := p.runCheck(ctx, s, cases)
	if err != nil && (!errors.As(err, new(*nothing)) || len(report.Results) == 0) {
		return err
	}
	if errWrite := conformance.Write(p.out, s.format, report, s.options); errWrite != nil || err != nil {
		return cmp.Or(errWrite, err)
	}
	if report.Failed() {
		return errCheckFailed
	}
	return nil
}
