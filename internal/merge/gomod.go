package merge

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// GoMod brings what changed between base and theirs to ours, a go.mod,
// requirement by requirement: where both sides changed a version, also that of
// go or of the toolchain, the higher one stands. Ours is edited where it must
// be; the person's own requirements, replacements, comments and every other
// byte stay. A requirement that theirs no longer has goes only if the person
// requires nothing of their own, since what they require may need it.
//
// The error says why the texts cannot be merged so: one of them does not parse,
// or base and theirs differ in something else than versions.
func GoMod(base, ours, theirs []byte) (merged []byte, err error) {
	var mods [3]*goMod
	for i, text := range [3][]byte{base, ours, theirs} {
		if mods[i], err = parseGoMod(text); err != nil {
			return nil, fmt.Errorf("read %s: %w", [3]string{"the text as fcgen wrote it", "your text", "the new text"}[i], err)
		}
	}
	if !slices.Equal(mods[0].rest, mods[2].rest) {
		return nil, errors.New("more changed than versions")
	}
	want := mergeVersions(mods[0], mods[1], mods[2])
	if text, clean := Lines(base, ours, theirs, Neither); clean {
		if got, err := parseGoMod(text); err == nil && got.means(want) {
			return text, nil // with the comments of theirs, too
		}
	}
	e := goModEditor{ours: mods[1], text: ours, lineEnd: lineEnd(ours)}
	if merged, err = e.edit(want); err != nil {
		return nil, err
	}
	got, err := parseGoMod(merged)
	if err != nil {
		return nil, fmt.Errorf("the merged text does not parse: %w", err)
	}
	if !got.means(want) {
		return nil, errors.New("the merged text does not mean what it should")
	}
	return merged, nil
}

// goMod is what a go.mod means, and where it stands.
type goMod struct {
	versions
	file *modfile.File
	rest []string // every other statement, in order
}

// versions are the parts of a go.mod that are merged.
type versions struct {
	goVersion, toolchain string // "" for none
	require              map[string]requirement
}

type requirement struct {
	version  string
	indirect bool
	at       *modfile.Line
}

func parseGoMod(text []byte) (*goMod, error) {
	f, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		return nil, err
	}
	if f.Module == nil {
		return nil, errors.New("it names no module")
	}
	m := &goMod{file: f, versions: versions{require: map[string]requirement{}}}
	if f.Go != nil {
		m.goVersion = f.Go.Version
	}
	if f.Toolchain != nil {
		m.toolchain = f.Toolchain.Name
	}
	for _, r := range f.Require {
		if _, twice := m.require[r.Mod.Path]; twice {
			return nil, fmt.Errorf("%s is required twice", r.Mod.Path)
		}
		m.require[r.Mod.Path] = requirement{r.Mod.Version, r.Indirect, r.Syntax}
	}
	for _, stmt := range f.Syntax.Stmt {
		switch stmt := stmt.(type) {
		case *modfile.Line:
			m.addRest(stmt.Token)
		case *modfile.LineBlock:
			for _, line := range stmt.Line {
				m.addRest(slices.Concat(stmt.Token, line.Token))
			}
		}
	}
	return m, nil
}

func (m *goMod) addRest(tokens []string) {
	switch tokens[0] {
	case "require", "go", "toolchain":
	default:
		m.rest = append(m.rest, strings.Join(tokens, " "))
	}
}

// means reports whether m has the versions.
func (m *goMod) means(v versions) bool {
	return m.goVersion == v.goVersion && m.toolchain == v.toolchain &&
		maps.EqualFunc(m.require, v.require, func(a, b requirement) bool {
			return a.version == b.version && a.indirect == b.indirect
		})
}
