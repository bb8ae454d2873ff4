package devs

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

func readText(ctx context.Context, data string) (*Project, error) {
	return Read(ctx, "none/s.yaml", Options{Data: []byte(data)})
}

const resource = "resources: {a: {component: fc3, props: {x: '${vars.v29}'}}}\n"

// A file that multiplies itself is refused, or comes to an end, and soon.
func TestWhatMultiplies(t *testing.T) {
	t.Parallel()
	var doubling, laughs strings.Builder
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&doubling, "  v%d: '%s'\n", i, strings.Repeat(fmt.Sprintf("${vars.v%d}", i-1), 100))
		fmt.Fprintf(&laughs, "x%d: &x%d [%s]\n", i, i, strings.Repeat(fmt.Sprintf("*x%d,", i-1), 9))
	}
	for _, test := range []struct{ name, data, want string }{
		{"text", "vars:\n  v0: " + strings.Repeat("x", 100_000) + "\n" + doubling.String() + resource, "too"},
		{"variables", "vars:\n  v0: ''\n" + doubling.String() + strings.Replace(resource, "'${vars.v29}'", "'"+strings.Repeat("${vars.v0}", 300_000)+"'", 1), "too many variables"},
		{"aliases", "x0: &x0 [a]\n" + laughs.String() + resource, "too many values"},
		{"depth", "a: " + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + "\n", "nested too deeply"},
		{"expression", "resources: {a: {props: {x: \"${env('A', 'a') + " + strings.Repeat("(", 100_000) + "}\"}}}\n", "no expression"},
		{"signs", "resources: {a: {props: {x: \"${env('A', " + strings.Repeat("!", 100_000) + "1)}\"}}}\n", "no expression"},
		{"json", "resources: {a: {props: {x: \"${json('" + strings.Repeat("[", 100_000) + "')}\"}}}\n", "parse error"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			p, err := readText(t.Context(), "edition: 3.0.0\n"+test.data)
			var said strings.Builder
			fmt.Fprint(&said, err)
			if p != nil {
				for _, problem := range p.Problems {
					fmt.Fprintln(&said, problem.Why)
				}
			}
			if !strings.Contains(said.String(), test.want) {
				t.Errorf("got %.500s, want %q in it", said.String(), test.want)
			}
			if took := time.Since(start); took > 3*time.Minute {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// Reading takes time in proportion to the file.
func TestManyKeys(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("edition: 3.0.0\nresources:\n  a:\n    component: fc3\n    props:\n      environmentVariables:\n")
	for i := range 80_000 {
		fmt.Fprintf(&b, "        K%d: v\n", i)
	}
	p, err := readText(t.Context(), b.String())
	if err != nil || len(p.Problems) != 0 {
		t.Fatalf("%v, %v", err, p)
	}
	if n := len(p.Resources[0].Props.Get("environmentVariables").Entries()); n != 80_000 {
		t.Errorf("got %d variables", n)
	}
}

func TestProblemsHaveTheirPlaceAndRemedy(t *testing.T) {
	t.Parallel()
	p, err := readText(t.Context(), `edition: 3.0.0
vars: {my_name: x, list: [1]}
resources:
  a:
    component: fc3
    props:
      A: ${env.FOO}
      B: ${FOO}
      C: ${ vars.my_name }
      D: ${vars.myName}
      E: ${vars.list[0]}
      F: ${env('FOO')}
      G: ${my_name}
      H: ${vars.gone}
      I: ${env}
`)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"7: resources.a.props.A: ${env.FOO} not found: write ${env('FOO')}",
		"8: resources.a.props.B: ${FOO} not found: write ${env('FOO')}",
		"9: resources.a.props.C: ${ vars.my_name } not found: write ${vars.my_name}, without the spaces",
		"10: resources.a.props.D: ${vars.myName} not found: did you mean ${vars.my_name}?",
		"11: resources.a.props.E: ${vars.list[0]} not found: write ${vars.list.0}",
		"12: resources.a.props.F: env('FOO') not found: set it, write it into a file .env, or give a default: ${env('FOO', '…')}",
		"13: resources.a.props.G: ${my_name} not found: write ${vars.my_name}",
		"14: resources.a.props.H: ${vars.gone} not found: add gone under vars",
		"15: resources.a.props.I: env is a function: call it: ${env('…')}",
	}
	var got []string
	for _, problem := range p.Problems {
		got = append(got, strings.TrimPrefix(problem.Error(), "none/s.yaml:"))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Values say where they come from.
func TestPlaces(t *testing.T) {
	t.Parallel()
	c := corpusCase{name: "places", files: map[string]string{
		"s.yaml": "edition: 3.0.0\nvars: {v: 1}\ntemplate:\n  c:\n    x: 1\nresources:\n  a:\n    component: fc3\n    extend: {name: c}\n    props:\n" +
			"      e: ${env('E')}\n      f: ${env('F')}\n      v: a${vars.v}b\n",
		".env": "# a comment\nE=1\n",
	}}
	folder := c.lay(t, t.TempDir())
	p, err := Read(t.Context(), folder+"/s.yaml", Options{Getenv: func(name string) string { return map[string]string{"F": "2"}[name] }})
	if err != nil || len(p.Problems) > 0 {
		t.Fatalf("%v, %v", err, p)
	}
	for key, want := range map[string]string{
		"x": "s.yaml:5 []", "e": "s.yaml:11 [.env:2]", "f": "s.yaml:12 [the environment]", "v": "s.yaml:13 [s.yaml:2]",
	} {
		v := p.Resources[0].Props.Get(key)
		got := strings.NewReplacer(folder+"/", "", folder+"\\", "").Replace(fmt.Sprint(v.At, " ", v.Via))
		if got != want {
			t.Errorf("%s comes from %s, want %s", key, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("edition: 3.0.0\nvars: {a: 1}\n" + resource)
	f.Add("edition: 3.0.0\ntemplate: {t: {x: 1}}\nresources: {a: {extend: {name: t, ignore: [x.y]}, props: {<<: {b: c}, z: \"${json('[1]')[0] + env('A', 'b').split(',')}\"}}}")
	f.Fuzz(func(t *testing.T, data string) {
		p, err := readText(t.Context(), data)
		if (p == nil) == (err == nil) {
			t.Errorf("got %v and %v", p, err)
		}
	})
}
