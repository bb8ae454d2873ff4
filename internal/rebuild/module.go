package rebuild

import (
	"context"
	"errors"
	"fmt"
	"go/build"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// mainPackage finds the folder of the module of the main package in dir.
func mainPackage(dir string) (module string, err error) {
	rules := build.Default
	rules.GOOS, rules.GOARCH = runtime.GOOS, runtime.GOARCH
	rules.OpenFile = func(name string) (io.ReadCloser, error) { return projectfile.OpenFile(name) }
	pkg, err := rules.ImportDir(dir, 0)
	var none *build.NoGoError
	switch {
	case errors.As(err, new(*projectfile.NotRegular)):
		return "", err // the go command would wait for it
	case errors.As(err, &none), err == nil && len(pkg.GoFiles)+len(pkg.CgoFiles) == 0:
		return "", &NotMain{dir, "it has no Go files"}
	case pkg.Name == "main": // also where a file has an error: the compiler will tell
	case err != nil:
		return "", &NotMain{dir, err.Error()}
	default:
		return "", &NotMain{dir, fmt.Sprintf("its package is %s, not main", pkg.Name)}
	}
	file := above(dir, "go.mod")
	if file == "" {
		return "", &NotMain{dir, "there is no go.mod there or above"}
	}
	return filepath.Dir(file), checkRegular(filepath.Dir(file))
}

// checkRegular says what of the files that rule the build of a module is no
// regular file: the go command would read it without end.
func checkRegular(module string) error {
	names := []string{filepath.Join(module, "go.sum"), filepath.Join(module, "vendor", "modules.txt")}
	for dir := module; ; dir = filepath.Dir(dir) {
		names = append(names, filepath.Join(dir, "go.work"), filepath.Join(dir, "go.work.sum"))
		if dir == filepath.Dir(dir) {
			break
		}
	}
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
			return &projectfile.NotRegular{Name: name, What: projectfile.Kind(info.Mode())}
		}
	}
	return nil
}

// above finds the file in dir or the nearest folder above it, "" if there is none.
func above(dir, file string) string {
	for {
		name := filepath.Join(dir, file)
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			return name
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}

// rootsOf lists what a module is built from as far as it lies on this machine
// for editing: itself, the modules of its workspace, and what it replaces
// others with. What cannot be read is left to the go command to complain about.
func rootsOf(module string, environ []string) []string {
	roots := []string{module}
	add := func(base, path string) {
		if !filepath.IsAbs(path) {
			path = filepath.Join(base, filepath.FromSlash(path))
		}
		if real, err := realPath(path); err == nil && !slices.ContainsFunc(roots, func(r string) bool { return within(r, real) }) {
			roots = append(roots, real)
		}
	}
	replaced := func(base string, list []*modfile.Replace) {
		for _, r := range list {
			if r.New.Version == "" {
				add(base, r.New.Path)
			}
		}
	}
	if data, err := projectfile.ReadFile(context.Background(), filepath.Join(module, "go.mod"), projectfile.TextLimit); err == nil {
		if f, err := modfile.Parse("go.mod", data, nil); err == nil {
			replaced(module, f.Replace)
		}
	}
	if file := workspace(module, environ); file != "" {
		add("", file)
		if data, err := projectfile.ReadFile(context.Background(), file, projectfile.TextLimit); err == nil {
			if f, err := modfile.ParseWork("go.work", data, nil); err == nil {
				for _, use := range f.Use {
					add(filepath.Dir(file), use.Path)
				}
				replaced(filepath.Dir(file), f.Replace)
			}
		}
	}
	return roots
}

// workspace is the go.work file that rules the module, "" if none does.
func workspace(module string, environ []string) string {
	set := ""
	for _, setting := range environ {
		if value, ok := cutVariable(setting, "GOWORK"); ok {
			set = value
		}
	}
	switch set {
	case "off":
		return ""
	case "":
		return above(module, "go.work")
	default:
		return set
	}
}

// within reports whether name is dir or below it.
func within(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && filepath.IsLocal(rel)
}

// cutVariable is the value of a setting "KEY=value" of that variable.
func cutVariable(setting, key string) (string, bool) {
	name, value, ok := strings.Cut(setting, "=")
	if !ok || name != key && !(runtime.GOOS == "windows" && strings.EqualFold(name, key)) {
		return "", false
	}
	return value, true
}
