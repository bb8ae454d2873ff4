package cli

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

func listCommand() *command {
	return &command{
		name:    "list",
		summary: "list frameworks, hooks, triggers, runtimes, regions and defaults",
		about:   "Lists what new and add-hook can be asked for, and what they take if they are not.",
		examples: []example{
			{"fcgen list", "for people"},
			{"fcgen list --json", "for programs"},
		},
		flags: []flag{{name: "json", kind: toggle, group: groupHow, about: "print it as JSON"}},
		run: func(_ context.Context, p *program, c *cli.Context) error {
			offer, err := p.offer()
			if err != nil {
				return err
			}
			out := []byte(p.offerText(offer))
			if c.Bool("json") {
				if out, err = encodeJSON(offer); err != nil {
					return err
				}
			}
			_, err = p.out.Write(out)
			return err
		},
	}
}

// offer is what list prints.
type offer struct {
	Frameworks []frameworkOffer `json:"frameworks"`
	Hooks      []hookOffer      `json:"hooks"`
	Triggers   []triggerOffer   `json:"triggers"`
	Runtimes   []runtimeOffer   `json:"runtimes"`
	Regions    []string         `json:"regions"`
	Defaults   generator.Spec   `json:"defaults"`
}

type frameworkOffer struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Summary string   `json:"summary"`
	Aliases []string `json:"aliases"`
}

type hookOffer struct {
	Name       string `json:"name"`
	Method     string `json:"method"`
	Path       string `json:"path"`
	Timeout    int    `json:"timeout"`    // seconds, what fcgen writes unless asked otherwise
	MaxTimeout int    `json:"maxTimeout"` // seconds, the platform's limit
}

type triggerOffer struct {
	Kind    string `json:"kind"`
	Summary string `json:"summary"`
}

type runtimeOffer struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
}

func (p *program) offer() (offer, error) {
	o := offer{Regions: fc.Regions(), Defaults: generator.Defaults()}
	catalog, err := p.catalog()
	if err != nil {
		return offer{}, err
	}
	all, err := catalog.Frameworks()
	if err != nil {
		return offer{}, err
	}
	for _, f := range all {
		o.Frameworks = append(o.Frameworks, frameworkOffer{f.Name, f.Title, f.Summary, append([]string{}, f.Aliases...)})
	}
	for _, h := range fc.Hooks() {
		o.Hooks = append(o.Hooks, hookOffer{h.Name, h.Method, h.Path, generator.Defaults().HookTimeout(h.Name), h.MaxTimeout})
	}
	trigger, _ := generator.SettingNamed("trigger")
	kinds, err := trigger.Choices(catalog)
	if err != nil {
		return offer{}, err
	}
	for _, t := range kinds {
		o.Triggers = append(o.Triggers, triggerOffer{t.Value, t.Summary})
	}
	for _, r := range fc.Runtimes() {
		o.Runtimes = append(o.Runtimes, runtimeOffer{r.Name, r.Summary})
	}
	return o, nil
}

func (p *program) offerText(o offer) string {
	var b strings.Builder
	heading := func(english string) { fmt.Fprintf(&b, "%s\n", p.msg.of(english)) }
	table := func(rows [][]string) {
		t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		for _, row := range rows {
			fmt.Fprintf(t, "  %s\n", strings.Join(row, "\t"))
		}
		_ = t.Flush() // a strings.Builder takes everything
		b.WriteByte('\n')
	}

	heading("frameworks (--framework)")
	var rows [][]string
	for _, f := range o.Frameworks {
		about := p.msg.of(f.Summary)
		if len(f.Aliases) > 0 {
			about = p.msg.sprintf("%s (also: %s)", about, strings.Join(f.Aliases, ", "))
		}
		rows = append(rows, []string{f.Name, about})
	}
	table(rows)

	heading("hooks (--hook)")
	rows = nil
	for _, h := range o.Hooks {
		rows = append(rows, []string{h.Name, h.Method + " " + h.Path, p.msg.sprintf("%d s, at most %d s", h.Timeout, h.MaxTimeout)})
	}
	table(rows)

	heading("triggers (--trigger)")
	rows = nil
	for _, t := range o.Triggers {
		rows = append(rows, []string{t.Kind, p.msg.of(t.Summary)})
	}
	table(rows)

	heading("runtimes (--runtime)")
	rows = nil
	for _, r := range o.Runtimes {
		rows = append(rows, []string{r.Name, p.msg.of(r.Summary)})
	}
	table(rows)

	heading("regions (--region)")
	rows = nil
	for _, r := range fc.AllRegions() {
		rows = append(rows, []string{r.ID, r.About()})
	}
	table(rows)

	heading("defaults")
	rows = nil
	for _, f := range specFlags() {
		if d := defaultOf(f.name); d != "" {
			rows = append(rows, []string{"--" + f.name, d})
		}
	}
	table(rows)
	return strings.TrimSuffix(b.String(), "\n")
}
