package cli

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/internal/fc"
)

// Build says which fcgen this is.
type Build struct {
	Version string `json:"version"` // such as 1.2.3; "devel" where nothing is known
	Commit  string `json:"commit"`  // may be empty
	Date    string `json:"date"`    // of the commit or the build, RFC 3339; may be empty
}

// facts says of which day is what fcgen knows of the platform's API.
type facts struct {
	Date string `json:"date"` // 2006-01-02
	SDK  string `json:"sdk"`  // the official Go SDK's version that the keys are from
}

func versionCommand() *command {
	return &command{
		name:    "version",
		summary: "show which fcgen this is",
		about:   "Prints the version of fcgen, the commit that it was built from, and the Go that built it.",
		examples: []example{
			{"fcgen version", "one line; so does fcgen --version"},
			{"fcgen version --json", "for programs"},
		},
		flags: []flag{{name: "json", kind: toggle, group: groupHow, about: "print it as JSON"}},
		run:   func(_ context.Context, p *program, c *cli.Context) error { return p.version(c.Bool("json")) },
	}
}

func (p *program) version(asJSON bool) error {
	info, _ := debug.ReadBuildInfo()
	v := struct {
		Build
		Go       string `json:"go"`
		Platform string `json:"platform"`
		Facts    facts  `json:"facts"`
	}{p.Build.or(info), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH, facts{fc.FactsDate(), fc.FactsSDK()}}
	if asJSON {
		out, err := encodeJSON(v)
		if err == nil {
			_, err = p.out.Write(out)
		}
		return err
	}
	about := []string{v.Go + " " + v.Platform}
	if v.Date != "" {
		about = append([]string{v.Date}, about...)
	}
	if v.Commit != "" {
		about = append([]string{"commit " + v.Commit}, about...)
	}
	_, err := fmt.Fprintf(p.out, "fcgen %s (%s)\n", v.Version, strings.Join(about, ", "))
	return err
}

// or fills the empty fields of b from what Go wrote into the binary; info may be nil.
func (b Build) or(info *debug.BuildInfo) Build {
	var found Build
	if info != nil {
		found.Version = strings.TrimPrefix(strings.Trim(info.Main.Version, "()"), "v")
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				found.Commit = s.Value
			case "vcs.time":
				found.Date = s.Value
			}
		}
	}
	return Build{
		Version: cmp.Or(b.Version, found.Version, "devel"),
		Commit:  cmp.Or(b.Commit, found.Commit),
		Date:    cmp.Or(b.Date, found.Date),
	}
}
