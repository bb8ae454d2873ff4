package retrofit

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// fresh chooses the machinery's names so that they clash with nothing in the package.
func fresh(p *pkg, m *machinery) {
	m.names = map[string]string{}
	names := p.taken()
	ids := identifiers()
	for _, h := range []string{"initializer", "prestop"} {
		ids = append(ids, answers(h), runs(h)) // and a variable, with Hook behind the first
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
			m.names[id] = name
		}
		names[name], names[name+"Hook"] = true, true
	}
	m.renamed = nil
	atTop := map[string]bool{}
	for _, f := range slices.Concat(p.files, p.others) {
		if f.ours {
			continue
		}
		for name := range declared(f.ast) {
			atTop[name] = true
		}
	}
	for _, name := range []string{"context", "debug", "echo", "errors", "fmt", "gin", "http", "log", "mux", "os", "strings", "sync"} {
		if atTop[name] {
			m.renamed = append(m.renamed, name)
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
func (x *editor) fileName(p *pkg, want string) (string, error) {
	f, err := x.root.Open(p.dir)
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
	return path.Join(p.dir, name), nil
}
