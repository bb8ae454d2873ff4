package project

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/projectfile"
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

// onlyBuilds reports whether all that a Go program does is to run go and git: it
// writes no files of its own, such as copies for a code folder.
func onlyBuilds(ctx context.Context, file string) bool {
	data, err := projectfile.ReadFile(ctx, file, projectfile.TextLimit)
	if err != nil {
		return false
	}
	f, err := parser.ParseFile(token.NewFileSet(), file, data, parser.SkipObjectResolution)
	if err != nil {
		return false
	}
	for _, spec := range f.Imports {
		if spec.Name != nil || !slices.Contains([]string{"context", "flag", "fmt", "log", "os", "os/exec", "path/filepath", "runtime", "strings"}, strings.Trim(spec.Path.Value, "`\"")) {
			return false
		}
	}
	only := true
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && isName(sel.X, "exec") {
				words := slices.DeleteFunc(literals(n.Args), func(word string) bool { return word == "" })
				only = only && len(words) > 1 && (words[0] == "go" && slices.Contains([]string{"build", "vet", "mod", "version"}, words[1]) || words[0] == "git")
			}
		case *ast.SelectorExpr:
			if isName(n.X, "os") {
				only = only && slices.Contains([]string{"Args", "Chdir", "Environ", "Exit", "Getenv", "Getwd", "LookupEnv", "MkdirAll", "Setenv", "Stderr", "Stdin", "Stdout"}, n.Sel.Name)
			}
		}
		return only
	})
	return only
}

func isName(x ast.Expr, name string) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == name
}
