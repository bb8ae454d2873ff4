package gocode

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/mod/modfile"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// Module is the folder with the go.mod, read through a root that no symbolic
// link leads out of.
type Module struct {
	Root    *os.Root
	Dir     string // absolute
	Path    string // "" without go.mod
	Version string // the go directive
	GoMod   []byte
	Require map[string]string
	replace map[string]string // modules that are folders here or beside, by their paths
	outside map[string]string // those that go.mod has elsewhere, by their paths, until they are opened
	beside  []beside
	opened  sync.Once // what is beside
	known   Known
}

// OpenModule finds the module that holds dir, and dir's place in it.
func OpenModule(ctx context.Context, dir string, known Known) (m *Module, inside string, err error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, "", fmt.Errorf("find the module of %q: %w", dir, err)
	}
	if info, err := os.Stat(abs); err != nil {
		return nil, "", fmt.Errorf("read the folder: %w", err)
	} else if !info.IsDir() {
		return nil, "", fmt.Errorf("read the folder: %q is a file", dir)
	}
	top := abs
	for {
		if info, err := os.Stat(filepath.Join(top, "go.mod")); err == nil && info.Mode().IsRegular() {
			break
		}
		up := filepath.Dir(top)
		if up == top {
			top = abs // no module: the folder stands for itself
			break
		}
		top = up
	}
	root, err := os.OpenRoot(top)
	if err != nil {
		return nil, "", fmt.Errorf("open the module: %w", err)
	}
	m = &Module{Root: root, Dir: top, Require: map[string]string{}, replace: map[string]string{}, outside: map[string]string{}, known: known}
	inside, err = filepath.Rel(top, abs)
	if err == nil {
		err = m.readGoMod(ctx)
	}
	if err != nil {
		return nil, "", errors.Join(err, root.Close())
	}
	return m, filepath.ToSlash(inside), nil
}

func (m *Module) readGoMod(ctx context.Context) error {
	data, err := m.read(ctx, "go.mod")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	m.GoMod = data
	mod, err := modfile.Parse("go.mod", data, nil)
	if err != nil { // of a Go to come, perhaps
		mod, err = modfile.ParseLax("go.mod", data, nil)
	}
	if err != nil {
		return fmt.Errorf("read go.mod: %w", err)
	}
	if mod.Module != nil {
		m.Path = mod.Module.Mod.Path
	}
	if mod.Go != nil {
		m.Version = mod.Go.Version
	}
	for _, r := range mod.Require {
		m.Require[r.Mod.Path] = r.Mod.Version
	}
	for _, r := range mod.Replace {
		switch dir := path.Clean(filepath.ToSlash(r.New.Path)); {
		case r.New.Version != "":
		case filepath.IsLocal(filepath.FromSlash(dir)):
			m.replace[r.Old.Path] = dir
		default:
			m.outside[r.Old.Path] = filepath.FromSlash(dir)
		}
	}
	return nil
}

// read returns a file's bytes, if it is a text that a person can have written.
func (m *Module) read(ctx context.Context, name string) ([]byte, error) {
	root, inside := m.rootOf(name)
	return readText(ctx, root, inside, name)
}

// readText is read of a file that is name in root, and called what in errors.
func readText(ctx context.Context, root *os.Root, name, what string) ([]byte, error) {
	data, err := projectfile.Read(ctx, root, name, MaxFile)
	if refused, ok := errors.AsType[*projectfile.NotRegular](err); ok {
		refused.Name = what
		return nil, refused
	}
	if refused, ok := errors.AsType[*projectfile.TooLarge](err); ok {
		refused.Name = what
		return nil, refused
	}
	if err != nil {
		if link, errLink := root.Lstat(filepath.FromSlash(name)); errLink == nil && link.Mode()&fs.ModeSymlink != 0 {
			return nil, &projectfile.NotRegular{Name: what, What: "a symbolic link to nothing in the module"}
		}
		return nil, fmt.Errorf("read %q: %w", what, err)
	}
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("read %q: it is not valid UTF-8", what)
	}
	return data, nil
}

// goFiles lists the Go files of a folder, tests among them.
func (m *Module) goFiles(dir string) ([]string, error) {
	root, inside := m.rootOf(dir)
	entries, err := fs.ReadDir(root.FS(), inside)
	if err != nil {
		return nil, fmt.Errorf("read the folder %q: %w", dir, err)
	}
	var names []string
	for _, e := range entries {
		name := e.Name()
		if path.Ext(name) == ".go" && !e.IsDir() && name[0] != '.' && name[0] != '_' {
			names = append(names, name)
		}
	}
	return names, nil
}

// folders lists dir and the folders below it that the go command looks into.
func (m *Module) folders(ctx context.Context, dir string) ([]string, error) {
	var dirs []string
	err := fs.WalkDir(m.Root.FS(), dir, func(name string, d fs.DirEntry, err error) error {
		if err = cmp.Or(err, ctx.Err()); err != nil || !d.IsDir() {
			return err
		}
		base := path.Base(name)
		if name != dir && (base[0] == '.' || base[0] == '_' || slices.Contains([]string{"vendor", "testdata", "node_modules"}, base)) {
			return fs.SkipDir
		}
		if name != dir {
			if _, err := m.Root.Stat(filepath.FromSlash(path.Join(name, "go.mod"))); err == nil {
				return fs.SkipDir // a module of its own
			}
		}
		dirs = append(dirs, name)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for the main package: %w", err)
	}
	return dirs, nil
}

// FolderOf is the folder of one of the module's own packages.
func (m *Module) FolderOf(importPath string) (string, bool) {
	if m.Path == "" {
		return m.guessFolder(importPath)
	}
	in, folder, found := "", "", false
	take := func(module, dir string) {
		if rest, ok := strings.CutPrefix(importPath, module); ok && (rest == "" || rest[0] == '/') && len(module) > len(in) {
			in, folder, found = module, path.Join(dir, rest), true
		}
	}
	take(m.Path, ".")
	for module, dir := range m.replace {
		take(module, dir)
	}
	return folder, found
}

// InOtherModule reports whether a folder is in a module inside of this one, or
// beside it.
func (m *Module) InOtherModule(dir string) bool {
	if Beside(dir) {
		return true
	}
	for ; dir != "."; dir = path.Dir(dir) {
		if _, err := m.Root.Stat(filepath.FromSlash(path.Join(dir, "go.mod"))); err == nil {
			return true
		}
	}
	return false
}

// importPath is what a folder's package is imported as.
func (m *Module) importPath(dir string) string {
	in, importPath := "", path.Join(m.Path, dir)
	for module, at := range m.replace {
		if rest, ok := strings.CutPrefix(dir, at); ok && (rest == "" || rest[0] == '/') && len(at) > len(in) {
			in, importPath = at, module+rest
		}
	}
	return importPath
}

// AtLeast reports whether the go directive is minor or newer, as in "1.22".
func (m *Module) AtLeast(minor int) bool {
	var major, have int
	if n, _ := fmt.Sscanf(m.Version, "%d.%d", &major, &have); n < 2 {
		return false
	}
	return major > 1 || have >= minor
}

// guessFolder is for programs from before modules: the longest end of an import
// path that is a folder here.
func (m *Module) guessFolder(importPath string) (string, bool) {
	host, rest, ok := strings.Cut(importPath, "/")
	if !strings.Contains(host, ".") {
		return "", false
	}
	for ok {
		if _, rest, ok = strings.Cut(rest, "/"); ok {
			if info, err := m.Root.Stat(filepath.FromSlash(rest)); err == nil && info.IsDir() {
				return rest, true
			}
		}
	}
	return "", false
}
