package retrofit

import (
	"go/ast"
	"slices"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/served"
)

// placing is where the hooks come in: the package that gets fcgen's files, and
// how its lines reach the person's.
type placing struct {
	by        strategy
	pkg       *gocode.Package
	framework string
	path      string // the framework's import path
	form      hookfile.Form
	object    string
	spots     []spot
	warnings  []Warning
}

// spot is one place in a person's file.
type spot struct {
	name string // the router's, or the handler's; what a handler is given
	kind spotKind
	node ast.Node
	tail string // what its line ends with
}

type spotKind int

const (
	below   spotKind = iota // lines below a statement
	above                   // lines above a statement
	inside                  // the name goes around an expression
	atStart                 // lines at the start of a function's body
)

// changes reports whether a line of the person's would not be as it was.
func (p *placing) changes() bool {
	return slices.ContainsFunc(p.spots, func(s spot) bool { return s.kind == inside })
}

// outOfHand reports whether hooks would go where nobody edits.
func (x *editor) outOfHand(p *placing) bool {
	return slices.ContainsFunc(p.spots, func(s spot) bool {
		f := x.FileOf(s.node.Pos())
		return f.Generated || x.InOtherModule(f.Package.Dir)
	})
}

// besideModule is why what is outside of the module's folder is not edited.
const besideModule = "the router is in a module beside this one, where fcgen changes nothing"

// editable declines what must not be edited.
func (x *editor) editable(p *placing, t *served.Target, hooks []string) error {
	if gocode.Beside(p.pkg.Dir) && len(p.spots) == 0 {
		return x.declined(t, p.framework, hooks, besideModule)
	}
	for _, s := range p.spots {
		f := x.FileOf(s.node.Pos())
		switch {
		case gocode.Beside(f.Name):
			return x.declinedAt(s.node, t, p.framework, hooks, besideModule)
		case f.Generated:
			return x.declinedAt(s.node, t, p.framework, hooks, "the router is in a file that is generated")
		case f.Broken != nil:
			return x.Unparsed(f)
		case f.Package != p.pkg:
			return x.declined(t, p.framework, hooks, "the router is handed out to several packages")
		case f.Tagged && x.twin(s.node):
			return x.declinedAt(s.node, t, p.framework, hooks, "the file has a build constraint, and another one declares the same")
		}
	}
	return nil
}

// twin reports whether a file that the build leaves out declares the function around n too.
func (x *editor) twin(n ast.Node) bool {
	f := x.FileOf(n.Pos())
	for c := range x.at(n).Enclosing((*ast.FuncDecl)(nil)) {
		name := c.Node().(*ast.FuncDecl).Name.Name //nolint:forcetypeassert // asked for
		for _, o := range f.Package.Others {
			for _, d := range o.Syntax.Decls {
				if other, ok := d.(*ast.FuncDecl); ok && other.Name.Name == name && o.Syntax.Name.Name == f.Syntax.Name.Name {
					return true
				}
			}
		}
	}
	return false
}
