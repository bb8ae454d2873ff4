package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// foreignSizes are the numbers of Go files of the modules that a hook is
// brought to; the demands are about the one of foreignSize.
func foreignSizes() []int { return []int{125, 250, foreignSize, 1000} }

const foreignSize = 500

// measureForeign runs fcgen add-hook on a server that fcgen did not write,
// beside gofmt -l over the same files.
func measureForeign(ctx context.Context, at *lab) (result, error) {
	fcgen, err := at.fcgen(ctx)
	if err != nil {
		return result{}, err
	}
	peak, err := at.helper(ctx, "peak")
	if err != nil {
		return result{}, err
	}
	gofmt, err := exec.LookPath("gofmt")
	if err != nil {
		return result{}, err
	}
	rows := [][]string{{"Go files", "fcgen add-hook", "memory", "gofmt -l", "fcgen ÷ gofmt"}}
	var demands []demand
	for _, size := range foreignSizes() {
		f, err := newForeign(at.temp, size)
		if err != nil {
			return result{}, err
		}
		fmt.Fprintf(at.log, "%d turns on a module of %d files\n", at.runs, size)
		add := maker{name: "fcgen add-hook", args: []string{fcgen, "add-hook", "initializer", "prestop", "--no-verify"}}
		list := maker{name: "gofmt -l", args: []string{gofmt, "-l", "."}}
		var adds, lists []float64
		for range at.runs {
			for _, turn := range []struct {
				maker maker
				into  *[]float64
			}{{add, &adds}, {list, &lists}} {
				took, err := f.once(ctx, turn.maker)
				if err != nil {
					return result{}, err
				}
				*turn.into = append(*turn.into, took.Seconds())
			}
		}
		most, err := f.peakOf(ctx, peak, add)
		if err != nil {
			return result{}, err
		}
		against := ratios(adds, lists)
		rows = append(rows, []string{strconv.Itoa(size), spreadOf(adds).milliseconds(), megabytes(most), spreadOf(lists).milliseconds(), against.String()})
		if size == foreignSize {
			demands = []demand{
				{what: fmt.Sprintf("ms of add-hook on %d files", size), got: spreadOf(adds).median * 1e3, limit: 300},
				{what: fmt.Sprintf("MB of add-hook on %d files", size), got: most / 1e6, limit: 150},
				{what: fmt.Sprintf("wall of add-hook ÷ gofmt -l on %d files", size), got: against.median, limit: 3},
			}
		}
	}
	return result{text: table(rows...) + "\n", demands: demands}, nil
}

// foreignModule is a server that somebody else wrote.
type foreignModule struct {
	dir   string
	files map[string]string // as they are before a hook comes
}

// newForeign writes a module of so many Go files: a main package whose router
// comes from another one, and packages of ten files each, all of which are
// imported on the way.
func newForeign(temp string, size int) (*foreignModule, error) {
	dir, err := os.MkdirTemp(temp, "foreign-")
	if err != nil {
		return nil, err
	}
	f := &foreignModule{dir, map[string]string{
		"go.mod":  "module example.com/shop\n\ngo 1.24\n",
		"main.go": foreignMain,
		"s.yaml":  foreignSYAML,
	}}
	packages := (size - 2) / 10
	var imports, calls strings.Builder
	for i := range packages {
		fmt.Fprintf(&imports, "\t\"example.com/shop/internal/part%03d\"\n", i)
		fmt.Fprintf(&calls, "\tpart%03d.Routes(mux)\n", i)
	}
	f.files["internal/server/server.go"] = fmt.Sprintf(foreignServer, imports.String(), calls.String())
	for n := range size - 2 {
		part := min(n/10, packages-1)
		name := fmt.Sprintf("internal/part%03d/file%d.go", part, n)
		f.files[name] = fmt.Sprintf("package part%03d\n", part) + strings.ReplaceAll(foreignFile, "NUMBER", strconv.Itoa(n))
		if n%10 == 0 && n/10 == part {
			f.files[name] += fmt.Sprintf("\n// Routes adds the routes of this part.\nfunc Routes(mux *http.ServeMux) { mux.Handle(\"/part%03d/\", &store%d{}) }\n", part, n)
		}
	}
	return f, f.restore()
}

// restore takes back what a command did.
func (f *foreignModule) restore() error {
	now, err := readFiles(f.dir)
	if err != nil {
		return err
	}
	for name, data := range f.files {
		if now[name] != data {
			if err := writeFile(filepath.Join(f.dir, filepath.FromSlash(name)), data); err != nil {
				return err
			}
		}
	}
	for name := range now {
		if _, ours := f.files[name]; !ours {
			if err := os.Remove(filepath.Join(f.dir, filepath.FromSlash(name))); err != nil {
				return err
			}
		}
	}
	return nil
}

// once runs a command in the module and takes back what it did.
func (f *foreignModule) once(ctx context.Context, m maker) (time.Duration, error) {
	cmd := m.command(ctx, f.dir)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	if err != nil {
		return 0, fmt.Errorf("%s: %w\n%s", m.name, err, said.String())
	}
	return took, f.restore()
}

// peakOf is the most memory, in bytes, that a command had resident.
func (f *foreignModule) peakOf(ctx context.Context, peak string, m maker) (float64, error) {
	var seen []float64
	for range 5 {
		out, err := maker{args: append([]string{peak}, m.args...)}.command(ctx, f.dir).Output()
		if err != nil {
			return 0, fmt.Errorf("%s: %w", m.name, err)
		}
		bytes, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
		if err != nil {
			return 0, err
		}
		seen = append(seen, bytes)
		if err := f.restore(); err != nil {
			return 0, err
		}
	}
	return spreadOf(seen).median, nil
}
