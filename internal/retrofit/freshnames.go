package retrofit

import (
	"path"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
)

// freshNames chooses other names for the identifiers of fcgen's file that would clash
// with something in the package.
func freshNames(p *gocode.Package) map[string]string {
	fresh := map[string]string{}
	names := p.Taken()
	ids := hookfile.Identifiers()
	for _, h := range []string{"initializer", "prestop"} {
		ids = append(ids, hookfile.Answers(h), hookfile.Runs(h))
	}
	for _, id := range ids {
		name := id
		for i := 0; names[name]; i++ {
			name = otherName(id)
			if i > 0 {
				name += strconv.Itoa(i + 1)
			}
		}
		if name != id {
			fresh[id] = name
		}
		names[name] = true
	}
	return fresh
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
