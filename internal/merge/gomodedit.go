package merge

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

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
