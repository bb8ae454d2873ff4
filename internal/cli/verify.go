package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
)

// buildPatience is how long fcgen waits for one build.
const buildPatience = 5 * time.Minute

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
		return v, refusef("--verify and --no-verify cannot both be")
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
	goCommand, err := p.lookGo()
	if err != nil {
		if v.asked {
			return refusef("there is no go command to verify with").hintf("install Go from https://go.dev/dl, or leave out --verify")
		}
		return nil
	}
	temp, err := os.MkdirTemp("", "fcgen-verify-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	b := goBuild{program: p, command: goCommand, dir: made.server.Root}
	if b.packages, err = touched(made.target.dir, made.server.Root, made.plan); err != nil || len(b.packages) == 0 {
		return err
	}
	overlay, err := writeOverlay(temp, made.target.dir, made.plan)
	if err != nil {
		return err
	}
	after, err := b.run(ctx, "-overlay="+overlay)
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	before, errBefore := b.run(ctx)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errBefore == nil:
		return &brokenBuild{strings.ReplaceAll(after, temp+string(filepath.Separator), "")}
	}
	note := p.msg.sprintf("it does not build here even without the change, so whether it builds with it is not known: %s", firstComplaint(before, errBefore))
	made.warnings = append(made.warnings, note)
	return nil
}

// lookGo finds the go command on the run's own PATH.
func (p *program) lookGo() (string, error) {
	for _, dir := range filepath.SplitList(p.getenv("PATH")) {
		for _, name := range []string{"go", "go.exe"} {
			file := filepath.Join(dir, name)
			if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && filepath.IsAbs(file) {
				return file, nil
			}
		}
	}
	return "", exec.ErrNotFound
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
		if pkg := "./" + filepath.ToSlash(rel); !slices.Contains(all, pkg) {
			all = append(all, pkg)
		}
	}
	return all, nil
}

// writeOverlay writes the plan's files beside the project, and for the go
// command which file stands for which.
func writeOverlay(temp, dir string, plan generator.Plan) (string, error) {
	replace := map[string]string{}
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
			return "", err
		}
		replace[name] = stands
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(temp, "overlay.json")
	return file, os.WriteFile(file, data, 0o600)
}

// goBuild builds packages for nothing but the verdict.
type goBuild struct {
	program  *program
	command  string
	dir      string
	packages []string
}

func (b goBuild) run(ctx context.Context, flags ...string) (output string, err error) {
	ctx, cancel := context.WithTimeout(ctx, buildPatience)
	defer cancel()
	args := append([]string{"build", "-o", os.DevNull}, flags...)
	env := append(slices.Clone(b.program.Environ), "GOPROXY=off", "GOTOOLCHAIN=local", "PWD="+b.dir)
	if above(b.dir, "go.mod") == "" {
		env = append(env, "GO111MODULE=off")
	} else if _, err := os.Stat(filepath.Join(b.dir, "vendor")); errors.Is(err, fs.ErrNotExist) {
		args = append(args, "-mod=readonly")
	}
	cmd := exec.CommandContext(ctx, b.command, append(args, b.packages...)...)
	cmd.Dir = b.dir
	cmd.Env = env
	cmd.WaitDelay = time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	return out.String(), err
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
