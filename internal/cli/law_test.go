package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/templates"
)

// randomSpec is a project that can be asked for, with each setting as likely to be
// given as not.
func randomSpec(c *generator.Catalog, rng *rand.Rand) generator.Spec {
	s := generator.Spec{Name: "f" + strings.ToLower(fmt.Sprint(rng.IntN(1000))), Hooks: []string{}}
	for _, h := range fc.HookNames() {
		if rng.IntN(2) == 0 {
			s.Hooks = append(s.Hooks, h)
		}
	}
	texts := map[string][]string{
		"module": {"example.com/a", "example.com/a/b-c"}, "image": {"registry.example.com/a/b:1"},
		"description": {"plain", "a 'b' \"c\": # d", "$HOME `x` 中文"}, "role": {"acs:ram::123:role/a-b", "${env('ROLE')}"},
	}
	for _, x := range generator.Settings() {
		if x.Name == "name" || x.Name == "hooks" || rng.IntN(2) == 0 || x.Applies != nil && !x.Applies(s) {
			continue
		}
		var words []string
		switch kind := x.Kind(); {
		case x.Choices != nil:
			list, err := x.Choices(c)
			if err != nil {
				panic(err)
			}
			list = slices.DeleteFunc(list, func(o generator.Choice) bool { return x.Suits != nil && !x.Suits(s, o.Value) })
			words = []string{list[rng.IntN(len(list))].Value}
		case kind == generator.KindWhole || kind == generator.KindFraction:
			step := max(x.Limits.Step, 1)
			if kind == generator.KindFraction {
				step = x.Limits.Step
			}
			most := x.Limits.Most
			if most == 0 {
				most = 400
			}
			n := x.Limits.Least + step*float64(rng.IntN(int((most-x.Limits.Least)/step)+1))
			words = []string{fmt.Sprintf("%.10g", n)}
		case kind == generator.KindPairs:
			for range rng.IntN(3) {
				words = append(words, fmt.Sprintf("K%d=%s", rng.IntN(9), []string{"", "v", "a=b,c", "it's \"so\": #", "${env('X')}"}[rng.IntN(5)]))
			}
		case kind == generator.KindText:
			words = []string{texts[x.Name][rng.IntN(len(texts[x.Name]))]}
		}
		if err := x.Set(&s, words...); err != nil {
			panic(err)
		}
	}
	return s
}

// Law: the command that is printed makes the same project; so does the receipt, fed
// back as answers; over random projects and every setting of the table.
func TestCommandAndReceiptMakeTheSame(t *testing.T) {
	t.Parallel()
	catalog, err := generator.NewCatalog(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(12, 0))
	made, given := 0, map[string]bool{}
	file := filepath.Join(t.TempDir(), "receipt.json")
	for turn := 0; made < 2000; turn++ {
		if turn > 20000 {
			t.Fatalf("only %d of %d random specs can be", made, turn)
		}
		spec, err := catalog.Complete(randomSpec(catalog, rng))
		if err != nil {
			continue // such as memory that does not go with the vCPUs
		}
		made++
		line, err := oneLine(catalog, spec, "")
		if err != nil {
			t.Fatal(err)
		}
		words, err := catalog.Command(spec)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			given[w] = true
		}
		r, err := json.Marshal(receipt{Spec: &spec, Command: line})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, r, 0o600); err != nil {
			t.Fatal(err)
		}
		for what, args := range map[string][]string{
			line:                       append(words[1:], "--yes"),
			"the receipt " + string(r): {"new", "--answers", file, "--yes"},
		} {
			got := specOf(t, args)
			if !reflect.DeepEqual(got, spec) {
				t.Fatalf("%s\nmakes\n%+v\nwant\n%+v", what, got, spec)
			}
			if made%50 == 0 {
				sameProject(t, catalog, got, spec)
			}
		}
	}
	for _, x := range generator.Settings() {
		if x.Name != "name" && !given["--"+x.Flag] {
			t.Errorf("no random spec has --%s", x.Flag)
		}
	}
}

// specOf is the spec that a command line asks for: all that new does before it plans.
func specOf(t *testing.T, args []string) (got generator.Spec) {
	t.Helper()
	p := newProgram(Env{Args: args, Stderr: io.Discard, Stdout: io.Discard, Environ: []string{}})
	line, err := arrange(p.Args)
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	command := *line.command
	command.run = func(ctx context.Context, p *program, c *cli.Context) error {
		a, err := p.readAnswers(ctx, c)
		if err != nil {
			return err
		}
		catalog, err := p.catalog()
		if err != nil {
			return err
		}
		if err := a.check(catalog); err != nil {
			return err
		}
		made, _, err := p.settle(ctx, catalog, a, generator.Abort, c.Bool("yes"))
		got = made.Spec
		return err
	}
	if err := p.app(&command).RunContext(t.Context(), line.words()); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return got
}

func sameProject(t *testing.T, c *generator.Catalog, a, b generator.Spec) {
	t.Helper()
	x, errX := c.Project(a)
	y, errY := c.Project(b)
	if errX != nil || errY != nil || !x.Equal(y) {
		t.Errorf("%+v and %+v make different projects: %v, %v", a, b, errX, errY)
	}
}
