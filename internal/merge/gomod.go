package merge

import (
	"bytes"
	"errors"
	"fmt"
	"go/version"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
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

// mergeVersions is what the merged text has to mean.
func mergeVersions(base, ours, theirs *goMod) versions {
	want := versions{
		goVersion: newer(base.goVersion, ours.goVersion, theirs.goVersion, func(a, b string) int { return version.Compare("go"+a, "go"+b) }),
		toolchain: newer(base.toolchain, ours.toolchain, theirs.toolchain, version.Compare),
		require:   maps.Clone(ours.require),
	}
	own := false
	for path, o := range ours.require {
		b, known := base.require[path]
		own = own || !known || b.version != o.version
	}
	for path, t := range theirs.require {
		b, inBase := base.require[path]
		o, inOurs := ours.require[path]
		switch {
		case !inBase && !inOurs:
			want.require[path] = t
		case inOurs:
			o.version = newer(b.version, o.version, t.version, semver.Compare)
			o.indirect = o.mergeIndirect(b, t, inBase)
			want.require[path] = o
		}
	}
	for path, b := range base.require {
		o, inOurs := ours.require[path]
		if _, inTheirs := theirs.require[path]; !inTheirs && inOurs && !own && o.indirect == b.indirect && !commented(o.at) {
			delete(want.require, path)
		}
	}
	return want
}

// newer is the version that stands: the one that only one side changed, or else
// the higher. One that the person removed stays removed.
func newer(base, ours, theirs string, compare func(a, b string) int) string {
	switch {
	case theirs == base || ours == theirs || theirs == "":
		return ours
	case ours == base:
		return theirs
	case ours == "" || compare(ours, theirs) >= 0:
		return ours
	default:
		return theirs
	}
}

// mergeIndirect reports whether the requirement is an indirect one. What
// either side has come to need directly is direct.
func (r requirement) mergeIndirect(base, theirs requirement, inBase bool) bool {
	wanted := r.indirect && theirs.indirect
	if inBase && r.indirect == base.indirect {
		wanted = theirs.indirect
	} else if inBase {
		wanted = r.indirect
	}
	if wanted && !r.indirect && len(r.at.Suffix) > 0 {
		return false // the person's words stand where the mark would be
	}
	return wanted
}

// commented reports whether the person has said something about the line.
func commented(line *modfile.Line) bool {
	return len(line.Before) > 0 || slices.ContainsFunc(line.Suffix, func(c modfile.Comment) bool {
		return strings.TrimSpace(c.Token) != indirectMark
	})
}

const indirectMark = "// indirect"

// goModEditor turns wanted versions into splices of ours' text.
type goModEditor struct {
	ours    *goMod
	text    []byte
	lineEnd string
	splices []splice
}

func (e *goModEditor) edit(want versions) ([]byte, error) {
	var at *modfile.Line // of go; a toolchain follows it
	if e.ours.file.Go != nil {
		at = e.ours.file.Go.Syntax
	}
	module := e.ours.file.Module.Syntax
	if err := e.setDirective("go", at, module, e.ours.goVersion, want.goVersion); err != nil {
		return nil, err
	}
	if at == nil {
		at = module
	}
	var toolchain *modfile.Line
	if e.ours.file.Toolchain != nil {
		toolchain = e.ours.file.Toolchain.Syntax
	}
	if err := e.setDirective("toolchain", toolchain, at, e.ours.toolchain, want.toolchain); err != nil {
		return nil, err
	}
	for _, path := range slices.Sorted(maps.Keys(want.require)) {
		if err := e.require(path, want.require[path]); err != nil {
			return nil, err
		}
	}
	for path, r := range e.ours.require {
		if _, stays := want.require[path]; !stays {
			e.removeLine(r.at)
		}
	}
	merged, err := applySplices(e.text, e.splices)
	if err == nil && !bytes.HasSuffix(merged, []byte("\n")) && bytes.HasSuffix(e.text, []byte("\n")) {
		return nil, errNotEditable
	}
	return merged, err
}

func (e *goModEditor) setDirective(name string, line, after *modfile.Line, old, value string) error {
	switch {
	case old == value:
		return nil
	case line != nil:
		return e.setLast(line, value)
	default:
		e.insertAfter(after, e.lineEnd+name+" "+value)
		return nil
	}
}

// setLast puts a word in place of the line's last one.
func (e *goModEditor) setLast(line *modfile.Line, word string) error {
	text := string(e.text[line.Start.Byte:line.End.Byte])
	last := line.Token[len(line.Token)-1]
	at := strings.LastIndex(text, last)
	if at < 0 || strings.TrimSpace(text[at+len(last):]) != "" {
		return errNotEditable
	}
	from := line.Start.Byte + at
	e.splices = append(e.splices, splice{from, from + len(last), word})
	return nil
}
