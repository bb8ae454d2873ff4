package tool

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/process"
)

// buildPatience is how long one build may take.
const buildPatience = 5 * time.Minute

// Go starts the go command to learn whether packages build.
type Go struct {
	Command string                // its absolute path, see Find
	Environ []string              // the person's own
	Guard   func() *process.Guard // is asked before each start; nil means none
	Temp    string                // a folder for what it writes; its owner removes it
}

// Build says which packages are built.
type Build struct {
	Dir      string   // a folder of the module, or of the program that is none
	Module   bool     // it is in a module; otherwise it is built as before there were modules
	Packages []string // relative to Dir, as the go command takes them
	Overlay  string   // a file for its flag -overlay; "" means none

	// Stands says which file of the project each file of the overlay stands for,
	// both as absolute paths: what the go command complains of is named by the
	// former. It may be nil.
	Stands map[string]string
}

// named has the project's own files in the place of those that stand for them,
// each as it is seen from Dir.
func (b Build) named(text string) string {
	for file, own := range b.Stands {
		shown, err := filepath.Rel(b.Dir, own)
		if err != nil {
			shown = own
		}
		if rel, err := filepath.Rel(b.Dir, file); err == nil {
			text = strings.ReplaceAll(text, rel, shown)
		}
		text = strings.ReplaceAll(text, file, shown)
	}
	return text
}

// Try builds packages as a check and keeps no result but in Go's cache. It
// compiles, as go list -export does, and does no more, not even link, which takes
// longest: nothing is fetched, generated or tested, no other
// toolchain and no other program is started, C compilers included, and nothing
// is written but below Temp and in Go's own caches.
//
// So what needs cgo is left out by the go command, as on a machine that has no C
// compiler, and modules that are not on this machine are missing. When the
// packages do not build, the error is a *process.ExitError and output what the
// go command says.
func (g Go) Try(ctx context.Context, b Build) (output string, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, buildPatience, fmt.Errorf("the build took longer than %v", buildPatience))
	defer cancel()
	env, flags, err := g.arguments(ctx, b)
	if err != nil {
		return "", err
	}
	args := append([]string{"list", "-export", "-f", ""}, flags...)
	if b.Overlay != "" {
		args = append(args, "-overlay="+b.Overlay)
	}
	var out said
	err = g.run(ctx, b.Dir, env, append(args, b.Packages...), &out, &out)
	return b.named(out.text()), err
}

// arguments are the variables and flags that say how the module is built.
func (g Go) arguments(ctx context.Context, b Build) (env, flags []string, err error) {
	flags = []string{"-buildvcs=false"}
	if tags := tagsOf(getenv(g.Environ, "GOFLAGS")); tags != "" {
		flags = append(flags, tags)
	}
	if !b.Module {
		return []string{"GO111MODULE=off"}, flags, nil
	}
	env = []string{"GO111MODULE=on"}
	work, vendored, err := g.workspace(ctx, b.Dir)
	if work != "" {
		env = append(env, "GOWORK="+work)
	}
	switch {
	case vendored:
		flags = append(flags, "-mod=vendor")
	case work != "" || checkRegular(filepath.Join(b.Dir, "vendor", "modules.txt")) != nil:
		flags = append(flags, "-mod=readonly")
	}
	return env, flags, err
}

// NeedC lists the packages, or with deps also those that they are built from,
// that are not Go's own and are built with a C compiler. It starts none.
func (g Go) NeedC(ctx context.Context, b Build, deps bool) ([]string, error) {
	env, flags, err := g.arguments(ctx, b)
	if err != nil {
		return nil, err
	}
	args := append([]string{"list", "-e", "-f", "{{if and .CgoFiles (not .Standard)}}{{.ImportPath}}{{end}}"}, flags...)
	if deps {
		args = append(args, "-deps")
	}
	var out said
	err = g.run(ctx, b.Dir, append(env, "CGO_ENABLED=1"), append(args, b.Packages...), &out, nil)
	return strings.Fields(out.text()), err
}

// run runs the go command so that it can do no more than Try says.
func (g Go) run(ctx context.Context, dir string, env, args []string, stdout, stderr io.Writer) error {
	spec := process.Spec{Args: append([]string{g.Command}, args...), Dir: dir, Env: append(g.environ(dir), env...), Stdout: stdout, Stderr: stderr}
	if g.Guard != nil {
		spec.Guard = g.Guard()
	}
	err := process.Run(ctx, spec)
	if ctx.Err() != nil && err != nil {
		return context.Cause(ctx)
	}
	return err
}

// environ is the person's environment, with what could start or fetch something
// switched off. The go command takes an empty variable for one that is not set
// and then reads its file of settings (https://pkg.go.dev/cmd/go#hdr-Environment_variables),
// so each gets a value that does nothing.
//
// That file is the person's own and holds, for its caches and the like, unless
// GOENV names one that lies in the folder itself or depends on the current folder.
func (g Go) environ(dir string) []string {
	environ := without(g.Environ, func(name string) bool {
		if name != "GOENV" {
			return false
		}
		file := getenv(g.Environ, name)
		top := WorkTree(dir)
		return file != "off" && (!filepath.IsAbs(file) || within(dir, file) || top != "" && within(top, file))
	})
	return append(environ,
		"GOFLAGS=-buildvcs=false", // -toolexec, -overlay, -mod=mod and -ldflags=-extld come this way; stamping asks git
		"GOTOOLCHAIN=local",
		"GOPROXY=off", "GONOPROXY=none", // without the second, GOPRIVATE sends the go command to git in spite of the first
		"GOVCS=*:off", "GOSUMDB=off", "GOAUTH=off",
		"CGO_ENABLED=0", // #cgo lines are a stranger's arguments for the C compiler, the linker and pkg-config
		"GOTMPDIR="+g.Temp,
		"PWD="+dir,
	)
}

// tagsOf is the -tags flag in a value of GOFLAGS, which is all of it that says
// what is built and starts nothing; "" if there is none.
func tagsOf(flags string) (tags string) {
	for flag := range strings.FieldsSeq(flags) {
		if name, list, given := strings.Cut(strings.TrimPrefix(flag, "-"), "="); given && (name == "tags" || name == "-tags") {
			tags = "-tags=" + strings.Trim(list, `'"`)
		}
	}
	return tags
}

// within reports whether name is dir or below it.
func within(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && filepath.IsLocal(rel)
}
