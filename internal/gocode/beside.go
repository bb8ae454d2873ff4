package gocode

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// maxBeside is how many modules beside this one are read.
const maxBeside = 200

// beside is a module outside of this one's folder, which the build takes packages
// from. It is only read.
type beside struct {
	dir  string // as this module sees it: "../lib"
	root *os.Root
}

// Beside reports whether a file or folder of a program lies outside of its module:
// it was read, and is not to be edited.
func Beside(name string) bool { return name == ".." || strings.HasPrefix(name, "../") }

// Close closes what reading the module has opened; nothing was written there.
func (m *Module) Close() {
	m.Root.Close()
	for _, b := range m.beside {
		b.root.Close()
	}
	m.beside = nil
}

// openBeside opens the modules that go.mod replaces others with and those of the
// workspace. Only what lies in the same repository or workspace counts, also through
// links: a stranger's go.mod opens no other folder. What cannot be opened is as any
// other library.
func (m *Module) openBeside(ctx context.Context) {
	shared := m.shared()
	if shared == "" {
		return
	}
	wide, err := os.OpenRoot(shared)
	if err != nil {
		return
	}
	defer wide.Close()
	for modulePath, dir := range m.outside {
		m.addBeside(wide, modulePath, dir)
	}
	for _, dir := range m.workspace(ctx, wide) {
		root, err := wide.OpenRoot(dir)
		if err != nil {
			continue
		}
		data, err := readText(ctx, root, "go.mod", path.Join(filepath.ToSlash(dir), "go.mod"))
		if modulePath := modfile.ModulePath(data); err == nil && modulePath != "" && modulePath != m.Path && m.replace[modulePath] == "" {
			m.addBeside(wide, modulePath, filepath.Join(shared, dir))
		}
		root.Close()
	}
}

// addBeside takes in the module in a folder, absolute or relative to this one.
func (m *Module) addBeside(wide *os.Root, modulePath, dir string) {
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(m.Dir, dir)
	}
	seen, errSeen := filepath.Rel(m.Dir, dir)
	inside, err := filepath.Rel(wide.Name(), dir)
	if errSeen != nil || err != nil || len(m.beside) >= maxBeside {
		return
	}
	if seen = filepath.ToSlash(seen); Beside(seen) {
		root, err := wide.OpenRoot(inside)
		if err != nil {
			return
		}
		m.beside = append(m.beside, beside{seen, root})
	}
	m.replace[modulePath] = seen
}

// workspace lists the folders that the go.work in wide uses, relative to it; none
// if this module is not among them.
func (m *Module) workspace(ctx context.Context, wide *os.Root) (dirs []string) {
	data, err := readText(ctx, wide, "go.work", "go.work")
	if err != nil {
		return nil
	}
	work, err := modfile.ParseWork("go.work", data, nil)
	if err != nil {
		return nil
	}
	used := false
	for _, use := range work.Use {
		dir := filepath.FromSlash(use.Path)
		if filepath.IsAbs(dir) {
			if dir, err = filepath.Rel(wide.Name(), dir); err != nil {
				continue
			}
		}
		used = used || filepath.Join(wide.Name(), dir) == m.Dir
		if dirs = append(dirs, filepath.Clean(dir)); len(dirs) > maxBeside {
			return nil
		}
	}
	if !used {
		return nil
	}
	return dirs
}

// shared is the nearest folder, from the module's upwards, of a workspace or a
// repository; "" if there is none.
func (m *Module) shared() string {
	for dir := m.Dir; ; dir = filepath.Dir(dir) {
		for _, name := range []string{"go.work", ".git"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
				return dir
			}
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// rootOf is where a file or folder of the program is read: a root, and its name there.
func (m *Module) rootOf(name string) (*os.Root, string) {
	root, rest, longest := m.Root, name, -1
	for _, b := range m.beside {
		if below, ok := strings.CutPrefix(name, b.dir); ok && (below == "" || below[0] == '/') && len(b.dir) > longest {
			root, rest, longest = b.root, path.Clean("./"+below), len(b.dir)
		}
	}
	return root, rest
}
