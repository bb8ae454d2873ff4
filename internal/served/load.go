package served

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"strconv"
	"strings"
	"sync"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/routers"
)

// Load reads the program in or below dir. With pick it is the one that has its
// router there; rest is what of pick is left to choose by.
func Load(ctx context.Context, dir, pick string, as Deployment) (x *Reader, rest string, err error) {
	m, inside, err := gocode.OpenModule(ctx, dir, gocode.Known{Stub: routers.Stub, Calls: knows})
	if err != nil {
		return nil, "", err
	}
	defer func() {
		if err != nil {
			m.Close()
		}
	}()
	mains, err := m.Mains(ctx, inside)
	switch {
	case err != nil:
		return nil, "", err
	case len(mains) == 0:
		return nil, "", m.NoProgram(ctx, inside)
	case len(mains) == 1:
		x, err := readProgram(ctx, m, mains[0], as)
		return x, pick, err
	}
	return oneOf(ctx, m, mains, pick, as)
}

// Reader finds what a program serves.
type Reader struct {
	*gocode.Index
	as     Deployment
	Routes func() []Route
}

func readProgram(ctx context.Context, m *gocode.Module, dir string, as Deployment) (*Reader, error) {
	code, err := m.Program(ctx, dir)
	if err != nil {
		return nil, err
	}
	x := &Reader{Index: code, as: as}
	x.Routes = sync.OnceValue(x.findRoutes)
	return x, nil
}

// oneOf finds the main package that serves, or that pick is about.
func oneOf(ctx context.Context, m *gocode.Module, mains []string, pick string, as Deployment) (*Reader, string, error) {
	var all []*Reader
	for _, dir := range mains {
		x, err := readProgram(ctx, m, dir, as)
		if err != nil {
			return nil, "", err
		}
		all = append(all, x)
		if pick == "" {
			continue
		}
		if sameLine(x.mainPlace(), pick) {
			return x, "", nil
		}
		if _, err := x.Choose(pick); err == nil {
			return x, pick, nil
		}
	}
	if pick == "" {
		all = likeliest(all)
	}
	if len(all) == 1 {
		return all[0], "", nil
	}
	c := &gocode.Choices{What: "there are several main packages"}
	for _, x := range all {
		c.Places = append(c.Places, x.mainPlace())
	}
	return nil, "", c
}

// likeliest leaves the program that has hooks of fcgen's, else those that serve.
func likeliest(all []*Reader) []*Reader {
	var mine, serving []*Reader
	for _, x := range all {
		if have, err := x.FindOurs(); err == nil && have != nil && len(have.Hooks) > 0 {
			mine = append(mine, x)
		}
		_, err := x.Choose("")
		if c := (*gocode.Choices)(nil); err == nil || errors.As(err, &c) && !c.Unsure {
			serving = append(serving, x)
		}
	}
	switch {
	case len(mine) == 1:
		return mine
	case len(serving) > 0:
		return serving
	}
	return all
}

// mainPlace is where the function main stands.
func (x *Reader) mainPlace() gocode.Place {
	if all := x.mainPlaces(); len(all) > 0 {
		return all[0]
	}
	return gocode.Place{File: x.Main.Dir, Line: 1, What: "package main"}
}

func (x *Reader) mainPlaces() []gocode.Place {
	var list []gocode.Place
	for _, f := range x.Main.Files {
		for _, d := range f.Syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "main" {
				list = append(list, gocode.Place{File: f.Name, Line: x.Fset.PositionFor(fn.Pos(), false).Line, What: "func main()"})
			}
		}
	}
	return list
}

// oneMain declines a folder with several programs, each in a file for go run:
// none of them would build together with the hooks' files.
func (x *Reader) oneMain() error {
	all := x.mainPlaces()
	if len(all) < 2 {
		return nil
	}
	return &gocode.Declined{
		Reason: fmt.Sprintf("%s:%d has a function main too: give each program a folder of its own", all[0].File, all[0].Line),
		Place:  all[1],
	}
}

func sameLine(p gocode.Place, pick string) bool {
	at := p.File + ":" + strconv.Itoa(p.Line)
	return at == pick || strings.HasSuffix(pick, "/"+at)
}

// Inspect reads the program in dir. With an error about its router, the program
// still tells the module.
func Inspect(ctx context.Context, dir string, as Deployment) (Program, error) {
	return gocode.WaitFor(ctx, func(ctx context.Context) (Program, error) { return inspect(ctx, dir, as) })
}

func inspect(ctx context.Context, dir string, as Deployment) (Program, error) {
	x, _, err := Load(ctx, dir, "", as)
	if err != nil {
		return Program{}, err
	}
	defer x.Close()
	t, err := x.Choose("")
	if err != nil {
		return x.About(), x.Explain(err, nil)
	}
	return x.Describe(t)
}
