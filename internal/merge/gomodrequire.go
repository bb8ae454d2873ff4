package merge

import (
	"bytes"
	"strings"

	"golang.org/x/mod/modfile"
)

// require makes ours require the module as wanted.
func (e *goModEditor) require(path string, want requirement) error {
	now, there := e.ours.require[path]
	if !there {
		e.insertRequirement(path, want)
		return nil
	}
	if now.version != want.version {
		if err := e.setLast(now.at, want.version); err != nil {
			return err
		}
	}
	switch {
	case now.indirect == want.indirect:
		return nil
	case want.indirect:
		e.splices = append(e.splices, splice{now.at.End.Byte, now.at.End.Byte, " " + indirectMark})
		return nil
	default:
		return e.makeDirect(now.at)
	}
}

// makeDirect takes the mark of an indirect requirement away, and leaves what
// the person wrote behind it.
func (e *goModEditor) makeDirect(line *modfile.Line) error {
	mark := line.Suffix[0]
	from := mark.Start.Byte
	words := strings.TrimRight(mark.Token, "\r")
	end := from + len(words)
	if end > len(e.text) || string(e.text[from:end]) != words {
		return errNotEditable
	}
	if _, why, more := strings.Cut(words, ";"); more {
		e.splices = append(e.splices, splice{from, end, "// " + strings.TrimSpace(why)})
		return nil
	}
	e.splices = append(e.splices, splice{line.End.Byte, end, ""})
	return nil
}

// insertRequirement adds a requirement where go mod tidy would look for it: in
// the block of its kind, in the order of paths; else behind the last
// requirement; else behind everything.
func (e *goModEditor) insertRequirement(path string, want requirement) {
	text := path + " " + want.version
	if want.indirect {
		text += " " + indirectMark
	}
	var block *modfile.LineBlock // of the first of that kind
	var last *modfile.Line       // of all
	for _, stmt := range e.ours.file.Syntax.Stmt {
		switch stmt := stmt.(type) {
		case *modfile.Line:
			if stmt.Token[0] == "require" {
				last = stmt
			}
		case *modfile.LineBlock:
			if stmt.Token[0] != "require" || len(stmt.Line) == 0 {
				continue
			}
			last = nil // a statement behind a block stands behind its bracket
			if block == nil && e.isIndirect(stmt.Line[0]) == want.indirect {
				block = stmt
			}
		}
	}
	if block == nil {
		e.insertStatement(last, "require "+text)
		return
	}
	var before *modfile.Line
	for _, line := range block.Line {
		if line.Token[0] < path {
			before = line
		}
	}
	indent := e.indentOf(block.Line[0])
	if before == nil {
		first := e.lineStart(block.Line[0].Start.Byte)
		if comments := block.Line[0].Before; len(comments) > 0 {
			first = e.lineStart(comments[0].Start.Byte)
		}
		e.splices = append(e.splices, splice{first, first, indent + text + e.lineEnd})
		return
	}
	e.insertAfter(before, indent+text)
}

func (e *goModEditor) isIndirect(line *modfile.Line) bool {
	for _, r := range e.ours.require {
		if r.at == line {
			return r.indirect
		}
	}
	return false
}

// insertStatement adds a statement behind a line, or at the end of the text.
func (e *goModEditor) insertStatement(after *modfile.Line, text string) {
	if after != nil {
		e.insertAfter(after, text)
		return
	}
	end := len(e.text)
	lead := e.lineEnd
	if !bytes.HasSuffix(e.text, []byte("\n")) {
		lead += e.lineEnd
	}
	e.splices = append(e.splices, splice{end, end, lead + text + e.lineEnd})
}

// insertAfter adds a line behind the one given, and behind its comment.
func (e *goModEditor) insertAfter(line *modfile.Line, text string) {
	at := e.lineStop(line.End.Byte)
	if at == len(e.text) && !bytes.HasSuffix(e.text, []byte("\n")) {
		e.splices = append(e.splices, splice{at, at, e.lineEnd + text})
		return
	}
	e.splices = append(e.splices, splice{at, at, text + e.lineEnd})
}

func (e *goModEditor) removeLine(line *modfile.Line) {
	e.splices = append(e.splices, splice{e.lineStart(line.Start.Byte), e.lineStop(line.End.Byte), ""})
}

func (e *goModEditor) indentOf(line *modfile.Line) string {
	return string(e.text[e.lineStart(line.Start.Byte):line.Start.Byte])
}

// lineStart is where the line begins that the byte is in.
func (e *goModEditor) lineStart(at int) int { return bytes.LastIndexByte(e.text[:at], '\n') + 1 }

// lineStop is where the next line begins.
func (e *goModEditor) lineStop(at int) int {
	if n := bytes.IndexByte(e.text[at:], '\n'); n >= 0 {
		return at + n + 1
	}
	return len(e.text)
}
