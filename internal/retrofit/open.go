package retrofit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// open reads the program in or below dir. With pick it is the one that has its
// router there; rest is what of pick is left to choose by.
func open(ctx context.Context, dir, pick string, as Deployment) (x *index, rest string, err error) {
	m, inside, err := openModule(ctx, dir)
	if err != nil {
		return nil, "", err
	}
	m.as = as
	defer func() {
		if err != nil {
			err = errors.Join(err, m.root.Close())
		}
	}()
	mains, err := m.mains(ctx, inside)
	switch {
	case err != nil:
		return nil, "", err
	case len(mains) == 0:
		return nil, "", m.noProgram(ctx, inside)
	case len(mains) == 1:
		x, err := m.program(ctx, mains[0])
		return x, pick, err
	}
	return m.oneOf(ctx, mains, pick)
}

// mains lists the folders of main packages: dir alone if it is one.
func (m *module) mains(ctx context.Context, dir string) ([]string, error) {
	if m.isMain(ctx, dir) {
		return []string{dir}, nil
	}
	dirs, err := m.folders(ctx, dir)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(dirs, func(d string) bool { return !m.isMain(ctx, d) }), nil
}

// isMain reports whether a folder's package, as the platform would run it, is main.
func (m *module) isMain(ctx context.Context, dir string) bool {
	names, err := m.goFiles(dir)
	if err != nil {
		return false
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := m.read(ctx, pathIn(dir, name))
		if err != nil || !bytes.Contains(src, []byte("package main")) {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.PackageClauseOnly)
		if err == nil && f.Name.Name == "main" && m.built(&file{name: name, src: src}) {
			return true
		}
	}
	return false
}

func pathIn(dir, name string) string {
	if dir == "." {
		return name
	}
	return dir + "/" + name
}

func (m *module) program(ctx context.Context, dir string) (*index, error) {
	fset := token.NewFileSet()
	start, err := m.parse(ctx, fset, dir)
	if err != nil {
		return nil, err
	}
	p, err := m.load(ctx, fset, start)
	if err != nil {
		return nil, err
	}
	if err := p.bounded(); err != nil {
		return nil, err
	}
	return p.index(), ctx.Err()
}

// oneOf finds the main package that serves, or that pick is about.
func (m *module) oneOf(ctx context.Context, mains []string, pick string) (*index, string, error) {
	var serving, mine []*index
	var choices []Place
	for _, dir := range mains {
		x, err := m.program(ctx, dir)
		if err != nil {
			return nil, "", err
		}
		at := x.mainPlace()
		if pick != "" && sameLine(at, pick) {
			return x, "", nil
		}
		if have, err := x.findOurs(); pick == "" && err == nil && have != nil && len(have.hooks) > 0 {
			mine = append(mine, x)
		}
		t, err := x.choose(pick)
		if pick != "" && err == nil && t != nil {
			return x, pick, nil
		}
		if c := (*Choices)(nil); pick == "" && (err == nil || errors.As(err, &c) && !c.Unsure) {
			serving = append(serving, x)
		}
		choices = append(choices, at)
	}
	if len(mine) == 1 {
		return mine[0], "", nil
	}
	if len(serving) == 1 {
		return serving[0], "", nil
	}
	if len(serving) > 0 {
		choices = nil
		for _, x := range serving {
			choices = append(choices, x.mainPlace())
		}
	}
	return nil, "", &Choices{What: "there are several main packages", Places: choices}
}

// mainPlace is where the function main stands.
func (x *index) mainPlace() Place {
	if all := x.mainPlaces(); len(all) > 0 {
		return all[0]
	}
	return Place{File: x.main.dir, Line: 1, What: "package main"}
}

func (x *index) mainPlaces() []Place {
	var list []Place
	for _, f := range x.main.files {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "main" {
				list = append(list, Place{File: f.name, Line: x.fset.PositionFor(fn.Pos(), false).Line, What: "func main()"})
			}
		}
	}
	return list
}

// oneMain declines a folder with several programs, each in a file for go run:
// none of them would build together with the hooks' files.
func (x *index) oneMain() error {
	all := x.mainPlaces()
	if len(all) < 2 {
		return nil
	}
	return &Declined{
		Reason: fmt.Sprintf("%s:%d has a function main too: give each program a folder of its own", all[0].File, all[0].Line),
		Place:  all[1],
	}
}

func sameLine(p Place, pick string) bool {
	at := p.File + ":" + strconv.Itoa(p.Line)
	return at == pick || strings.HasSuffix(pick, "/"+at)
}
