package generator

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
)

var (
	word      = regexp.MustCompile(`\b\w+\b`)
	firstWord = regexp.MustCompile(`^// \w+`)
)

// rename gives identifiers of a rendered file the names that suit the package. No
// field, method or variable of the templates' has a name that is given another here.
func (h HookCode) rename(src []byte) []byte {
	var out bytes.Buffer
	from, last := 0, token.ILLEGAL
	scan(src, func(at int, tok token.Token, lit string) {
		name := lit
		switch {
		case tok == token.IDENT && last != token.PERIOD:
			name = h.name(lit)
		case tok == token.COMMENT && !strings.HasPrefix(lit, "//fcgen:"):
			name = h.renameComment(lit)
		}
		out.Write(src[from:at])
		out.WriteString(name)
		from, last = at+len(lit), tok
	})
	out.Write(src[from:])
	return out.Bytes()
}

func scan(src []byte, each func(at int, tok token.Token, lit string)) {
	var s scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(src))
	s.Init(file, src, nil, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return
		}
		if tok == token.SEMICOLON && lit == "\n" { // there is none in the text
			lit = ""
		}
		if tok.IsOperator() && tok != token.SEMICOLON {
			lit = tok.String()
		}
		each(file.Offset(pos), tok, lit)
	}
}

// renameComment does so in a comment: with what it is about, and with names that
// are no words.
func (h HookCode) renameComment(text string) string {
	text = word.ReplaceAllStringFunc(text, func(id string) string {
		if h.Names[id] == "" {
			return id
		}
		return h.Names[id]
	})
	return firstWord.ReplaceAllStringFunc(text, func(begin string) string { return "// " + h.name(begin[len("// "):]) })
}

// renameImports gives imports another name where theirs is one of the package's.
func (h HookCode) renameImports(src []byte) []byte {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.ImportsOnly)
	if err != nil {
		return src // formatting it says why
	}
	aliased := map[string]bool{}
	before := map[int]string{}
	for _, spec := range f.Imports {
		if name := pathName(spec); h.importName(name) != name {
			aliased[name] = true
			before[fset.Position(spec.Pos()).Offset] = h.importName(name) + " "
		}
	}
	if len(aliased) == 0 {
		return src
	}
	var out bytes.Buffer
	from, held, last := 0, "", token.ILLEGAL // held is an identifier that may be a package
	scan(src, func(at int, tok token.Token, lit string) {
		if held != "" && tok == token.PERIOD {
			out.Truncate(out.Len() - len(held))
			out.WriteString(h.importName(held))
		}
		out.Write(src[from:at])
		out.WriteString(before[at])
		out.WriteString(lit)
		from, held = at+len(lit), ""
		if tok == token.IDENT && last != token.PERIOD && aliased[lit] {
			held = lit
		}
		last = tok
	})
	out.Write(src[from:])
	return out.Bytes()
}

// importName is what an import is called that has this name by itself.
func (h HookCode) importName(name string) string {
	if h.Taken[name] {
		return "fc" + name
	}
	return name
}

// pathName is the name of the package at an import path.
func pathName(spec *ast.ImportSpec) string {
	importPath, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return ""
	}
	name := path.Base(importPath)
	if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
		name = path.Base(path.Dir(importPath))
	}
	return name
}
