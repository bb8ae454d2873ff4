//go:build unix

package tool

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/process"
)

const mainGo = "package main\n\nfunc main() {}\n"

// place is a folder with a project, beside which are a trap and programs that are traps.
type place struct {
	repo
	bin string // programs that are the trap
}

func newPlace(t *testing.T, files map[string]string) place {
	t.Helper()
	dir := t.TempDir()
	p := place{repo{t: t, top: filepath.Join(dir, "top"), canary: filepath.Join(dir, "canary"), trap: filepath.Join(dir, "trap")}, filepath.Join(dir, "bin")}
	p.write(p.trap, "#!/bin/sh\necho \"$0 $*\" >> "+p.canary+"\nexit 1\n")
	p.must(os.Chmod(p.trap, 0o777))
	for name, text := range files {
		p.write(filepath.Join(p.top, name), strings.ReplaceAll(text, "TRAP", p.trap))
	}
	return p
}

// tool starts the real go in an environment.
func (p place) tool(environ ...string) Go {
	p.t.Helper()
	command, err := Find("go", os.Environ())
	if err != nil {
		p.t.Skip(err)
	}
	for i := range environ {
		environ[i] = strings.NewReplacer("TRAP", p.trap, "TOP", p.top, "BIN", p.bin).Replace(environ[i])
	}
	return Go{Command: command, Environ: append(os.Environ(), environ...), Temp: p.t.TempDir()}
}

// plain runs go build as somebody who thinks no evil would.
func (p place) plain(g Go, dir string, more ...string) string {
	cmd := exec.Command(g.Command, "build", "-o", os.DevNull, "./...")
	cmd.Dir, cmd.Env = dir, append(g.Environ, more...)
	out, _ := cmd.CombinedOutput()
	return string(out)
}

func (p place) try(g Go, b Build) (string, error) {
	p.t.Helper()
	before := hashes(p.t, p.top)
	out, err := g.Try(p.t.Context(), b)
	if after := hashes(p.t, p.top); after != before {
		p.t.Errorf("the folder changed: before\n%s\nafter\n%s", before, after)
	}
	return out, err
}

// TestGoRunsNothing has settings and files that make go build run a program. To
// know that the traps are traps, each is shown to a plain go build too.
func TestGoRunsNothing(t *testing.T) {
	t.Parallel()
	const mod = "module example.com/x\n\ngo 1.24\n"
	tests := []struct {
		name    string
		files   map[string]string
		environ []string
		prepare func(p place)
		safe    bool   // a plain go build runs nothing either
		want    string // of the output, "" if it builds
	}{
		{name: "GOFLAGS", environ: []string{"GOFLAGS=-toolexec=TRAP"}},
		{name: "a linker in GOFLAGS", environ: []string{`GOFLAGS='-ldflags=-linkmode=external -extld=TRAP'`}},
		{name: "an overlay in GOFLAGS", environ: []string{"GOFLAGS=-overlay=TOP/overlay.json"}, files: map[string]string{"overlay.json": "{}"}, safe: true},
		{name: "GOENV in the folder", environ: []string{"GOENV=TOP/go.env"}, files: map[string]string{"go.env": "GOFLAGS=-toolexec=TRAP\n"}},
		{name: "a C compiler from GOENV in the folder", environ: []string{"GOENV=TOP/go.env"}, files: map[string]string{
			"go.env": "CC=TRAP\nCGO_ENABLED=1\n", "c.go": "package main\n\nimport \"C\"\n",
		}},
		{name: "the person's own settings", environ: []string{"GOENV=BIN/go.env", "PATH=BIN:" + os.Getenv("PATH")}, prepare: func(p place) {
			p.write(filepath.Join(p.bin, "go.env"), "GOFLAGS=-toolexec="+p.trap+"\nGOTOOLCHAIN=go1.99.0+path\n")
		}},
		{name: "stamping asks git", environ: []string{"GOENV=off"}, prepare: func(p place) {
			p.git(p.top, "init", "-q")
			p.git(p.top, "add", ".")
			p.git(p.top, "commit", "-q", "-m", "first")
			p.git(p.top, "config", "core.fsmonitor", p.trap)
		}},
		{name: "a C compiler", environ: []string{"CC=TRAP", "CGO_ENABLED=1"}, files: map[string]string{
			"c.go": "package main\n\n// #cgo CFLAGS: -O2\nimport \"C\"\n",
		}},
		{name: "pkg-config", environ: []string{"PKG_CONFIG=TRAP", "CGO_ENABLED=1"}, files: map[string]string{
			"c.go": "package main\n\n// #cgo pkg-config: x\nimport \"C\"\n",
		}},
		{name: "swig", environ: []string{"PATH=BIN:" + os.Getenv("PATH"), "CGO_ENABLED=1"}, files: map[string]string{
			"c.go": "package main\n\nimport \"C\"\n", "x.swig": "%module x\n",
		}},
		{name: "go generate", files: map[string]string{"gen.go": "package main\n\n//go:generate TRAP\n"}, safe: true},
		{name: "another toolchain", environ: []string{"GOTOOLCHAIN=auto", "GOPROXY=off", "PATH=BIN:" + os.Getenv("PATH")}, files: map[string]string{
			"go.mod": "module example.com/x\n\ngo 1.24\n\ntoolchain go1.99.0\n",
		}},
		{name: "a later go", environ: []string{"GOTOOLCHAIN=path", "PATH=BIN:" + os.Getenv("PATH")}, files: map[string]string{
			"go.mod": "module example.com/x\n\ngo 1.99.0\n",
		}, want: "GOTOOLCHAIN=local"},
		{name: "another toolchain of a workspace", environ: []string{"GOTOOLCHAIN=path", "PATH=BIN:" + os.Getenv("PATH")}, files: map[string]string{
			"go.work": "go 1.24\n\ntoolchain go1.99.0\n\nuse .\n",
		}},
		{name: "a private module that is not here", environ: []string{"GOPROXY=off", "GOPRIVATE=example.com", "PATH=BIN:" + os.Getenv("PATH")}, files: map[string]string{
			"go.mod": mod + "\nrequire example.com/dep.git v1.0.0\n", "dep.go": "package main\n\nimport _ \"example.com/dep.git\"\n",
			"go.sum": "example.com/dep.git v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nexample.com/dep.git v1.0.0/go.mod h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
		}, want: "GOPROXY=off"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"go.mod": mod, "main.go": mainGo}
			for name, text := range test.files {
				files[name] = text
			}
			p := newPlace(t, files)
			for _, name := range []string{"git", "swig", "go1.99.0"} {
				p.must(errors.Join(os.MkdirAll(p.bin, 0o777), os.Symlink(p.trap, filepath.Join(p.bin, name))))
			}
			if test.prepare != nil {
				test.prepare(p)
			}
			g := p.tool(test.environ...)
			_ = p.sprung()
			out, err := p.try(g, Build{Dir: p.top, Module: true, Packages: []string{"./..."}})
			if (err == nil) != (test.want == "") || !strings.Contains(out, test.want) {
				t.Errorf("got %v and %q, want %q", err, out, test.want)
			}
			if _, err := g.NeedC(t.Context(), Build{Dir: p.top, Module: true, Packages: []string{"./..."}}, true); err != nil && test.want == "" {
				t.Errorf("the list of packages: %v", err)
			}
			if p.sprung() {
				t.Error("a program was run")
			}
			if out := p.plain(g, p.top); !test.safe && !p.sprung() {
				t.Errorf("the trap is none: %s", out)
			}
		})
	}
}

// TestGoLeavesNothing builds in every kind of module and compares the folder,
// with times and contents, before and after.
func TestGoLeavesNothing(t *testing.T) {
	t.Parallel()
	const (
		mod    = "module example.com/x\n\ngo 1.24\n\nrequire example.com/dep v1.0.0\n"
		uses   = "package main\n\nimport \"example.com/dep\"\n\nfunc main() { dep.Do() }\n"
		vendor = "## explicit; go 1.24\nexample.com/dep\n"
		dep    = "package dep\n\nfunc Do() {}\n"
	)
	tests := []struct {
		name   string
		files  map[string]string
		dir    string
		leaves string // what a plain go build leaves
		want   string // of the output, "" if it builds
	}{
		{"plain", map[string]string{"go.mod": "module example.com/x\n\ngo 1.24\n", "main.go": mainGo}, ".", "", ""},
		{"a sum is missing", map[string]string{"go.mod": mod, "main.go": uses}, ".", "go.sum", "missing go.sum entry"},
		{"a requirement is missing", map[string]string{"go.mod": "module example.com/x\n\ngo 1.24\n", "main.go": uses}, ".", "", "cannot find module providing package"},
		{"vendored", map[string]string{
			"go.mod": mod, "main.go": uses, "vendor/modules.txt": "# example.com/dep v1.0.0\n" + vendor, "vendor/example.com/dep/dep.go": dep,
		}, ".", "", ""},
		{"a workspace", map[string]string{"go.work": "go 1.24\n\nuse (\n\t./x // ours\n\t\"./o t\"\n)\n",
			"x/go.mod": mod, "x/main.go": uses, "o t/go.mod": "module example.com/o\n\ngo 1.24\n"}, "x", "go.work.sum", ""},
		{"a workspace that replaces", map[string]string{"go.work": "go 1.24\n\nuse ./x\n\nreplace example.com/dep => ./dep\n\nreplace example.com/dep v0.1.0 => ./nowhere\n",
			"x/go.mod": mod, "x/main.go": uses, "dep/go.mod": "module example.com/dep\n\ngo 1.24\n", "dep/dep.go": dep}, "x", "", ""},
		{"a vendored workspace", map[string]string{
			"go.work": "go 1.24\n\nuse ./x\n", "x/go.mod": mod, "x/main.go": uses,
			"vendor/modules.txt": "## workspace\n# example.com/dep v1.0.0\n" + vendor, "vendor/example.com/dep/dep.go": dep,
		}, "x", "", ""},
		{"a broken workspace", map[string]string{"go.work": "go 1.24\n\nuse ./x\nuse ./nowhere\n", "x/go.mod": mod, "x/main.go": uses}, "x", "", "nowhere"},
		{"a module beside the workspace", map[string]string{"go.work": "go 1.24\n\nuse ./y\n",
			"x/go.mod": mod, "x/main.go": uses, "y/go.mod": "module example.com/y\n\ngo 1.24\n"}, "x", "", "go.work"},
	}
	proxy := proxyWith(t, "example.com/dep", "v1.0.0", map[string]string{"go.mod": "module example.com/dep\n\ngo 1.24\n", "dep.go": dep})
	cache := t.TempDir()
	t.Cleanup(func() { _ = exec.Command("chmod", "-R", "u+w", cache).Run() })
	environ := []string{"GOFLAGS=-mod=mod", "GOPROXY=file://" + proxy, "GOSUMDB=off", "GONOSUMDB=*", "GOMODCACHE=" + cache, "GOWORK="}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newPlace(t, test.files)
			g := p.tool(environ...)
			download := exec.Command(g.Command, "mod", "download", "example.com/dep@v1.0.0")
			download.Dir, download.Env = t.TempDir(), g.Environ
			if out, err := download.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			dir := filepath.Join(p.top, test.dir)
			overlay := filepath.Join(g.Temp, "overlay.json")
			p.write(overlay, "{}")
			for _, file := range []string{"", overlay} {
				out, err := p.try(g, Build{Dir: dir, Module: true, Packages: []string{"."}, Overlay: file})
				if (err == nil) != (test.want == "") || !strings.Contains(out, test.want) {
					t.Errorf("with the overlay %q: got %v and %q, want %q", file, err, out, test.want)
				}
			}
			if test.leaves != "" {
				more := []string{"GOFLAGS=-mod=mod"}
				if test.leaves == "go.work.sum" {
					more[0] = "GOFLAGS=-mod=readonly"
				}
				out := p.plain(g, dir, more...)
				if _, err := os.Stat(filepath.Join(p.top, test.leaves)); err != nil {
					t.Errorf("a plain go build does not leave it: %v: %s", err, out)
				}
			}
		})
	}
}

// proxyWith makes a folder that serves one version of one module.
func proxyWith(t *testing.T, path, version string, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	r := repo{t: t}
	var data bytes.Buffer
	w := zip.NewWriter(&data)
	for name, text := range files {
		f, err := w.Create(path + "@" + version + "/" + name)
		r.must(err)
		_, err = f.Write([]byte(text))
		r.must(err)
	}
	r.must(w.Close())
	at := filepath.Join(dir, path, "@v", version)
	r.write(filepath.Join(dir, path, "@v/list"), version+"\n")
	r.write(at+".info", `{"Version":"`+version+`","Time":"2024-01-02T03:04:05Z"}`)
	r.write(at+".mod", files["go.mod"])
	r.write(at+".zip", data.String())
	return dir
}

func TestGoVerdict(t *testing.T) {
	t.Parallel()
	t.Run("tags of the person's hold", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t, map[string]string{"go.mod": "module example.com/x\n\ngo 1.24\n", "main.go": mainGo, "tagged.go": "//go:build special\n\npackage main\n\nvar _ = nobody\n"})
		b := Build{Dir: p.top, Module: true, Packages: []string{"."}}
		if out, err := p.try(p.tool("GOFLAGS="), b); err != nil {
			t.Errorf("without: %v: %s", err, out)
		}
		if out, err := p.try(p.tool("GOFLAGS=-trimpath -tags=other,special"), b); !errors.As(err, new(*process.ExitError)) || !strings.Contains(out, "undefined: nobody") {
			t.Errorf("with: %v: %s", err, out)
		}
	})
	t.Run("no module", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t, map[string]string{"main.go": mainGo})
		if out, err := p.try(p.tool(), Build{Dir: p.top, Packages: []string{"."}}); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	})
	t.Run("what needs cgo", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t, map[string]string{"go.mod": "module example.com/x\n\ngo 1.24\n",
			"main.go": "package main\n\nimport \"example.com/x/lib\"\n\nfunc main() { lib.Do() }\n", "lib/c.go": "package lib\n\nimport \"C\"\n\nfunc Do() {}\n"})
		b := Build{Dir: p.top, Module: true, Packages: []string{"."}}
		if out, err := p.try(p.tool("CGO_ENABLED=1"), b); err == nil {
			t.Errorf("it builds: %s", out)
		}
		for deps, want := range map[bool]string{true: "example.com/x/lib", false: ""} {
			got, err := p.tool().NeedC(t.Context(), b, deps)
			if err != nil || strings.Join(got, " ") != want {
				t.Errorf("deps %v: got %q, %v; want %q", deps, got, err, want)
			}
		}
	})
	t.Run("who gives up", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t, map[string]string{"go.mod": "module example.com/x\n"})
		pid := filepath.Join(filepath.Dir(p.top), "pid")
		p.write(p.trap, "#!/bin/sh\ncase $1 in env) exit 0;; esac\ntrap '' TERM INT\nsleep 100 &\necho $! > "+pid+".new\nmv "+pid+".new "+pid+"\nwait\n")
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for ctx.Err() == nil {
				if _, err := os.Stat(pid); err == nil {
					cancel()
				}
				time.Sleep(time.Millisecond)
			}
		}()
		g := p.tool()
		g.Command = p.trap
		_, err := g.Try(ctx, Build{Dir: p.top, Module: true, Packages: []string{"."}})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		text, err := os.ReadFile(pid)
		p.must(err)
		if out, err := exec.Command("ps", "-o", "stat=", "-p", strings.TrimSpace(string(text))).Output(); err == nil && !strings.HasPrefix(string(out), "Z") {
			t.Errorf("the child still runs: %s", out)
		}
	})
}
