package cli

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/process"
	"github.com/fcgen/fcgen/internal/tool"
)

// brokenBuild means that the plan would break what builds now.
type brokenBuild struct {
	output string // what the go command says
}

func (e *brokenBuild) sentence() sentence {
	return sentence{english: "what builds now would not build any more; nothing was changed"}
}
func (e *brokenBuild) Error() string { return e.sentence().String() }

// verification says whether a plan is tried out.
type verification struct {
	asked bool // it has to be possible
	not   bool
}

// readVerification reads --verify and --no-verify. A dry run builds only where
// that is asked for.
func readVerification(c *cli.Context, how manner) (verification, error) {
	v := verification{asked: c.Bool("verify"), not: c.Bool("no-verify")}
	if v.asked && v.not {
		return v, refusef("use either --verify or --no-verify")
	}
	v.not = v.not || how.dry && !v.asked
	return v, nil
}

// verify builds the packages that the plan touches as they would be, without
// writing a line into the project: the go command reads the new files from
// elsewhere. Only a package that builds now can be broken, so one that fails is
// built once more as it is.
func (p *program) verify(ctx context.Context, v verification, made *change) (err error) {
	if v.not || made.plan.Empty() || len(made.plan.Conflicts()) > 0 {
		return nil
	}
	root := made.module
	if made.server != nil {
		root = made.server.Root
	}
	build := tool.Build{Dir: root, Module: above(root, "go.mod") != ""}
	if build.Packages, err = touched(made.target.dir, root, made.plan); err != nil || len(build.Packages) == 0 {
		return err
	}
	command, err := tool.Find("go", p.Environ)
	switch {
	case err != nil && v.asked && errors.Is(err, tool.ErrDot):
		return refusef("the change cannot be verified: %v", err).hintf("put the folder of Go itself into PATH, or leave out --verify")
	case err != nil && v.asked:
		return refusef("there is no go command to verify with").hintf("install Go from https://go.dev/dl, or leave out --verify")
	case errors.Is(err, tool.ErrDot):
		p.unverified(made, build, err.Error())
		return nil
	case err != nil:
		p.msg.sayf("note: the change was not tried out: there is no go command")
		return nil
	}
	temp, err := os.MkdirTemp("", "fcgen-verify-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	planned := build
	if planned.Overlay, planned.Stands, err = writeOverlay(temp, made.target.dir, made.plan); err != nil {
		return err
	}
	why, err := p.tryOut(ctx, tool.Go{Command: command, Environ: p.Environ, Guard: p.guard.get, Temp: temp}, build, planned)
	if err == nil && why != "" {
		p.unverified(made, build, why)
	}
	return err
}

// tryOut builds packages as they would be and, if that fails, as they are. It
// returns a *brokenBuild, or why neither can be said.
func (p *program) tryOut(ctx context.Context, g tool.Go, as, planned tool.Build) (why string, err error) {
	after, err := g.Try(ctx, planned)
	if err == nil || ctx.Err() != nil {
		return "", err
	}
	if !errors.As(err, new(*process.ExitError)) {
		return err.Error(), nil
	}
	const missing = "the project needs modules that are not on this machine, and fcgen fetches none: %s"
	if strings.Contains(after, "GOPROXY=off") {
		return p.msg.sprintf(missing, firstComplaint(after, err)), nil
	}
	before, err := g.Try(ctx, as)
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil && strings.Contains(before, "GOPROXY=off") {
		return p.msg.sprintf(missing, firstComplaint(before, err)), nil
	}
	needC, listErr := g.NeedC(ctx, as, err != nil)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case listErr == nil && len(needC) > 0 && err == nil:
		return p.msg.sprintf("%s uses cgo, and fcgen starts no C compiler for a verification", needC[0]), nil
	case err == nil:
		return "", &brokenBuild{after}
	case listErr == nil && len(needC) > 0:
		return p.msg.sprintf("%s uses cgo, fcgen starts no C compiler for a verification, and without one the project does not build: %s", needC[0], firstComplaint(before, err)), nil
	}
	return p.msg.sprintf("the project does not build even before it: %s", firstComplaint(before, err)), nil
}

// unverified warns that it is not known whether the plan breaks the build.
func (p *program) unverified(made *change, build tool.Build, why string) {
	words := []string{"go", "build"}
	if dir := p.shorten(build.Dir); dir != "." {
		words = append(words, "-C", dir)
	}
	made.warnings = append(made.warnings, p.msg.sprintf("the change could not be verified: %s; to do that yourself afterwards: %s", why, quoted(append(words, build.Packages...))))
}

// touched are the packages in which the plan changes Go files, as the go
// command in root names them.
func touched(dir, root string, plan generator.Plan) ([]string, error) {
	var all []string
	for _, op := range plan.Ops {
		if path.Ext(op.Path) != ".go" || op.Action == generator.Keep {
			continue
		}
		rel, err := filepath.Rel(root, filepath.Join(dir, filepath.FromSlash(path.Dir(op.Path))))
		if err != nil {
			return nil, err
		}
		pkg := "."
		if rel != pkg {
			pkg = "./" + filepath.ToSlash(rel)
		}
		if !slices.Contains(all, pkg) {
			all = append(all, pkg)
		}
	}
	return all, nil
}

// writeOverlay writes the plan's files beside the project, and for the go
// command which file stands for which. It returns that file's name, and the same
// the other way round.
func writeOverlay(temp, dir string, plan generator.Plan) (file string, stand map[string]string, err error) {
	replace, stand := map[string]string{}, map[string]string{}
	for i, op := range plan.Ops {
		if op.Action == generator.Keep {
			continue
		}
		name := filepath.Join(dir, filepath.FromSlash(op.Path))
		if op.After == nil {
			replace[name] = ""
			continue
		}
		stands := filepath.Join(temp, strconv.Itoa(i)+"-"+path.Base(op.Path))
		if err := os.WriteFile(stands, op.After.Data, 0o600); err != nil {
			return "", nil, err
		}
		replace[name], stand[stands] = stands, name
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", nil, err
	}
	file = filepath.Join(temp, "overlay.json")
	return file, stand, os.WriteFile(file, data, 0o600)
}

// firstComplaint is the line of a build's output that says most.
func firstComplaint(output string, err error) string {
	for line := range strings.Lines(output) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "go: downloading ") {
			return line
		}
	}
	return err.Error()
}
