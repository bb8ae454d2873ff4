package rebuild

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/fcgen/fcgen/internal/process"
	"github.com/fcgen/fcgen/internal/tool"
)

// Source is what is built.
type Source struct {
	Dir     string   // the folder of the main package
	Watch   []string // folders and files whose changes count; nil means the module, and those beside it that it is built with
	Environ []string // of the go command; nil means this program's own
	Debug   bool     // for a debugger: nothing is optimized away

	Guard func() *process.Guard // is asked before each build; nil means none
}

// Build is one build.
type Build struct {
	Number   int    // from 1
	Binary   string // "" if it failed
	Output   string // the compiler's words, if it failed, with paths relative to the module
	Err      error  // nil, *Failed, or that of the context
	Started  time.Time
	Duration time.Duration
}

// Builder builds a Go main package into a temporary folder of its own. Its
// methods may be called from any goroutine; builds wait for each other.
type Builder struct {
	goCommand string
	module    string // the module's folder
	pkg       string // the package in it, as the go command takes it
	roots     []string
	flags     []string // of go build
	environ   []string
	guard     func() *process.Guard
	out       string // the temporary folder

	mu     sync.Mutex
	number int
	used   int   // the build that is used, see Use
	kept   []int // the builds whose binaries are there
}

// NewBuilder checks that there is a Go command and a main package in s.Dir. The
// errors *NoGo and *NotMain say otherwise.
func NewBuilder(s Source) (*Builder, error) {
	dir, err := realPath(s.Dir)
	if err != nil {
		return nil, err
	}
	environ := s.Environ
	if environ == nil {
		environ = os.Environ()
	}
	module, err := mainPackage(dir)
	if err != nil {
		return nil, err
	}
	command, err := tool.Find("go", environ)
	if err != nil {
		return nil, &NoGo{err}
	}
	pkg, err := filepath.Rel(module, dir)
	if err != nil {
		return nil, err
	}
	out, err := os.MkdirTemp("", "fcgen-dev-")
	if err != nil {
		return nil, err
	}
	b := &Builder{
		goCommand: command, module: module, pkg: "./" + filepath.ToSlash(pkg),
		roots: s.Watch, flags: buildFlags(s.Debug, environ), environ: hostEnviron(environ), guard: s.Guard, out: out,
	}
	if b.roots == nil {
		b.roots = rootsOf(module, environ)
	}
	return b, nil
}

// Roots are the folders and files whose changes count, for Watch.
func (b *Builder) Roots() []string { return b.roots }

// Module is the folder of the module: what Output's paths are relative to.
func (b *Builder) Module() string { return b.module }

// Build builds once. Of the earlier binaries, the last one and the one in use
// stay; see Use. When ctx ends, so does the build.
func (b *Builder) Build(ctx context.Context) Build {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.number++
	made := Build{Number: b.number, Started: time.Now()}
	dir := b.dirOf(made.Number)
	binary := filepath.Join(dir, "bootstrap"+exeSuffix())
	made.Output, made.Err = b.compile(ctx, binary)
	made.Duration = time.Since(made.Started)
	if made.Err != nil {
		_ = os.RemoveAll(dir) // with Close, if it cannot be now
		return made
	}
	made.Binary = binary
	b.forget(made.Number)
	return made
}

// compile returns the compiler's words if it failed.
func (b *Builder) compile(ctx context.Context, binary string) (string, error) {
	var out bytes.Buffer
	spec := process.Spec{
		Args: slices.Concat([]string{b.goCommand, "build"}, b.flags, []string{"-o", binary, b.pkg}),
		Dir:  b.module, Env: b.environ, Stdout: &out, Stderr: &out,
	}
	if b.guard != nil {
		spec.Guard = b.guard()
	}
	err := process.Run(ctx, spec)
	switch {
	case err == nil:
		return "", nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	default:
		return words(out.Bytes(), b.module), &Failed{err}
	}
}

// Use says that the binary of that build is executed from now on, also after
// later builds, until another one is.
func (b *Builder) Use(number int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used = number
}

// forget removes the binaries that nothing starts any more.
func (b *Builder) forget(newest int) {
	var kept []int
	for i, number := range b.kept {
		previous := i == len(b.kept)-1
		if !previous && number != b.used && os.RemoveAll(b.dirOf(number)) == nil {
			continue
		}
		kept = append(kept, number) // also what still runs, where that keeps a file from being removed
	}
	b.kept = append(kept, newest)
}

func (b *Builder) dirOf(number int) string { return filepath.Join(b.out, strconv.Itoa(number)) }

// Close removes what was built.
func (b *Builder) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return os.RemoveAll(b.out)
}

// buildFlags are those of go build. Stamping asks git, which takes time and has
// reasons of its own to fail. The tables that only a debugger reads take a good
// part of the linking, so they are left out, unless the person's GOFLAGS give the
// linker flags, which ours would replace. For a debugger, variables and lines
// are as they stand in the source, and so are the names of files.
func buildFlags(debug bool, environ []string) []string {
	flags := []string{"-buildvcs=false"}
	switch {
	case debug:
		flags = append(flags, "-gcflags=all=-N -l", "-trimpath=false")
	case !strings.Contains(valueOf(environ, "GOFLAGS"), "-ldflags"):
		flags = append(flags, "-ldflags=-w")
	}
	return flags
}

// valueOf is the value of a variable, "" if it is not set; the last setting counts.
func valueOf(environ []string, name string) (value string) {
	for _, setting := range environ {
		if v, ok := strings.CutPrefix(setting, name+"="); ok {
			value = v
		}
	}
	return value
}

// hostEnviron asks for a program that runs on this machine, whatever the
// person's shell is set to for deploying.
func hostEnviron(environ []string) []string {
	return append(environ[:len(environ):len(environ)], "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
}

func exeSuffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

// realPath is the absolute path without symbolic links: what the system tells
// of changes has none.
func realPath(name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(abs)
	if errors.Is(err, os.ErrPermission) {
		return abs, nil
	}
	return real, err
}
