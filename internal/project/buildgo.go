package project

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
)

// goProgram looks into a Go program that builds another one: for a call of
// exec.Command("go", "build", …), run in dir.
func (b *builds) goProgram(file, dir string) {
	b.in(filepath.Base(file), file, func(data []byte) {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, data, parser.SkipObjectResolution)
		if err != nil {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			words := literals(call.Args)
			for i, word := range words {
				if word == "go" && i+1 < len(words) && words[i+1] == "build" {
					b.by.Line = fset.Position(call.Pos()).Line
					b.goBuild(words[i+2:], dir)
				}
			}
			return true
		})
	})
}

// literals are the texts of a call; a value that is none ends a flag as well.
func literals(args []ast.Expr) []string {
	var words []string
	for _, arg := range args {
		word := ""
		if literal, ok := arg.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			word, _ = strconv.Unquote(literal.Value) // the parser has read it
		}
		words = append(words, word)
	}
	return words
}
