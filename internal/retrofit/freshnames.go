package retrofit

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
)

// fresh chooses the machinery's names so that they clash with nothing in the package.
func fresh(p *gocode.Package, m *hookfile.File) {
	m.Names = map[string]string{}
	names := p.Taken()
	ids := hookfile.Identifiers()
	for _, h := range []string{"initializer", "prestop"} {
		ids = append(ids, hookfile.Answers(h), hookfile.Runs(h)) // and a variable, with Hook behind the first
	}
	for _, id := range ids {
		name := id
		for i := 0; names[name] || names[name+"Hook"]; i++ {
			name = otherName(id)
			if i > 0 {
				name += strconv.Itoa(i + 1)
			}
		}
		if name != id {
			m.Names[id] = name
		}
		names[name], names[name+"Hook"] = true, true
	}
	m.Renamed = nil
	atTop := map[string]bool{}
	for _, f := range slices.Concat(p.Files, p.Others) {
		if f.Ours {
			continue
		}
		for name := range gocode.Declared(f.Syntax) {
			atTop[name] = true
		}
	}
	for _, name := range []string{"context", "debug", "echo", "errors", "fmt", "gin", "http", "log", "mux", "os", "strings", "sync"} {
		if atTop[name] {
			m.Renamed = append(m.Renamed, name)
		}
	}
}

// otherName is what an identifier is called where its name is taken.
func otherName(id string) string {
	if strings.HasPrefix(id, "fc") {
		return id
	}
	return "fcRun" + strings.ToUpper(id[:1]) + id[1:]
}

// fileName is a name for a new file that is not taken, whatever its case.
func (x *editor) fileName(p *gocode.Package, want string) (string, error) {
	f, err := x.Root.Open(p.Dir)
	if err != nil {
		return "", err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	if err != nil {
		return "", err
	}
	free := func(name string) bool {
		for _, e := range entries {
			if strings.EqualFold(e.Name(), name) {
				return false
			}
		}
		return true
	}
	name := want + ".go"
	for i := 2; !free(name); i++ {
		name = want + strconv.Itoa(i) + ".go"
	}
	return path.Join(p.Dir, name), nil
}
