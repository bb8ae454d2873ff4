package retrofit

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"strconv"
	"strings"
	"sync"
)

// open reads the program in or below dir. With pick it is the one that has its
// router there; rest is what of pick is left to choose by.
func open(ctx context.Context, dir, pick string, as Deployment) (x *reader, rest string, err error) {
	m, inside, err := openModule(ctx, dir, Known{Stub: stubSource, Calls: knows})
	if err != nil {
		return nil, "", err
	}
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
		x, err := readProgram(ctx, m, mains[0], as)
		return x, pick, err
	}
	return oneOf(ctx, m, mains, pick, as)
}

// reader finds what a program serves.
type reader struct {
	*index
	as     Deployment
	routes func() []route
}

func readProgram(ctx context.Context, m *module, dir string, as Deployment) (*reader, error) {
	code, err := m.program(ctx, dir)
	if err != nil {
		return nil, err
	}
	x := &reader{index: code, as: as}
	x.routes = sync.OnceValue(x.findRoutes)
	return x, nil
}

// oneOf finds the main package that serves, or that pick is about.
func oneOf(ctx context.Context, m *module, mains []string, pick string, as Deployment) (*reader, string, error) {
	var serving, mine []*reader
	var choices []Place
	for _, dir := range mains {
		x, err := readProgram(ctx, m, dir, as)
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
func (x *reader) mainPlace() Place {
	if all := x.mainPlaces(); len(all) > 0 {
		return all[0]
	}
	return Place{File: x.main.dir, Line: 1, What: "package main"}
}

func (x *reader) mainPlaces() []Place {
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
func (x *reader) oneMain() error {
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

// Inspect reads the program in dir. With an error about its router, the program
// still tells the module.
func Inspect(ctx context.Context, dir string, as Deployment) (Program, error) {
	return waitFor(ctx, func(ctx context.Context) (Program, error) { return inspect(ctx, dir, as) })
}

func inspect(ctx context.Context, dir string, as Deployment) (Program, error) {
	x, _, err := open(ctx, dir, "", as)
	if err != nil {
		return Program{}, err
	}
	defer x.root.Close()
	t, err := x.choose("")
	if err != nil {
		return x.about(), x.served(err, nil)
	}
	return x.describe(t)
}
