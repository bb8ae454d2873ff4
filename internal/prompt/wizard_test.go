package prompt

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fcgen/fcgen/generator"
)

// testCatalog offers three frameworks that exist here only.
func testCatalog(t *testing.T, more ...string) *generator.Catalog {
	t.Helper()
	files := fstest.MapFS{
		"frameworks/nethttp/framework.yaml": {Data: []byte("title: net/http\nsummary: nothing but the standard library\naliases: [stdlib]\n")},
		"frameworks/gin/framework.yaml":     {Data: []byte("title: gin\nsummary: a fast router\n")},
		"frameworks/echo/framework.yaml":    {Data: []byte("title: echo\n")},
	}
	for _, name := range more {
		files["frameworks/"+name+"/framework.yaml"] = &fstest.MapFile{Data: []byte("title: " + name + "\n")}
	}
	c, err := generator.NewCatalog(files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// testPreview renders nothing: its one file and its diff name the spec's framework.
func testPreview(o Outcome) (Preview, error) {
	return Preview{
		Target: "./" + cmp.Or(o.Dir, o.Spec.Name),
		Files:  []string{"go.mod", o.Spec.Framework + ".go"},
		Diff: func(files ...string) string {
			return "+++ " + o.Spec.Framework + ".go\t" + strings.Join(files, " ") + "\n"
		},
	}, nil
}

func reply(key, answer string) Reply { return Reply{Key: key, Answer: answer} }
func backAt(key string) Reply        { return Reply{Key: key, Err: ErrBack} }

// plain answers the questions of every project and changes no setting.
func plain() []Reply {
	return []Reply{
		reply("name", "f"), reply("handler", ""), reply("framework", ""), reply("hook", ""), reply("runtime", ""), reply("region", ""), reply("more", ""),
	}
}

// completed is what Complete makes of the spec that change leaves of {Name: "f", Hooks: both}.
func completed(t *testing.T, change func(*generator.Spec)) generator.Spec {
	t.Helper()
	s := generator.Spec{Name: "f", Hooks: []string{"initializer", "prestop"}}
	if change != nil {
		change(&s)
	}
	s, err := testCatalog(t).Complete(s)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWizard(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		start   generator.Spec
		given   []string
		replies []Reply
		want    func(*generator.Spec)
		refused int
	}{
		{
			name:    "every default",
			replies: append(plain(), reply("review", "")),
		},
		{
			name: "every answer another",
			replies: []Reply{
				reply("name", "g"), reply("handler", "http"), reply("framework", "gin"), reply("hook", "prestop"), reply("runtime", "custom.debian10"),
				reply("region", "Frankfurt"),
				reply("more", "module"), reply("module", "example.com/g"), reply("more", "port"), reply("port", "8080"),
				reply("more", "vCPU"), reply("cpu", "1"), reply("memory", ""), reply("more", "memory"), reply("memory", "2048"),
				reply("more", "timeout"), reply("timeout", "10"), reply("more", "Pre-stop"), reply("prestop-timeout", "5"),
				reply("more", "trigger"), reply("trigger", "function"), reply("more", "done"),
				reply("review", "write"),
			},
			want: func(s *generator.Spec) {
				*s = generator.Spec{
					Name: "g", Framework: "gin", Hooks: []string{"prestop"}, Runtime: "custom.debian10", Handler: "http", Module: "example.com/g",
					Region: "eu-central-1", Port: 8080, CPU: 1, Memory: 2048, Timeout: 10, PrestopTimeout: 5, Trigger: "function",
				}
			},
		},
		{
			name:    "flags are not asked for",
			start:   generator.Spec{Name: "f", Framework: "gin", Runtime: "custom", Hooks: []string{}},
			given:   []string{"name", "framework", "runtime", "hook"},
			replies: []Reply{reply("handler", ""), reply("region", ""), reply("more", ""), reply("review", "")},
			want: func(s *generator.Spec) {
				s.Framework, s.Runtime, s.Hooks = "gin", "custom", []string{}
			},
		},
		{
			name:    "no hooks by flag",
			given:   []string{"hook"},
			replies: []Reply{reply("name", "f"), reply("handler", ""), reply("framework", ""), reply("runtime", ""), reply("region", ""), reply("more", ""), reply("review", "")},
			want:    func(s *generator.Spec) { s.Hooks = []string{} },
		},
		{
			name: "nothing is left behind more",
			start: generator.Spec{
				Handler: "http", Module: "f", Region: "cn-hangzhou", Port: 9000, CPU: 1, Memory: 1024, Timeout: 9,
				InitializerTimeout: 3, PrestopTimeout: 3, Trigger: "none",
			},
			given: []string{
				"handler", "module", "region", "port", "cpu", "memory", "timeout", "initializer-timeout", "prestop-timeout", "trigger", "description", "role", "log", "dir",
			},
			replies: append(plain()[:1:1], reply("framework", ""), reply("hook", ""), reply("runtime", ""), reply("review", "")),
			want: func(s *generator.Spec) {
				s.CPU, s.Memory, s.Timeout, s.InitializerTimeout, s.PrestopTimeout, s.Trigger = 1, 1024, 9, 3, 3, "none"
			},
		},
		{
			name:  "other spellings",
			start: generator.Spec{Framework: "StdLib", Hooks: []string{"pre-stop"}}, given: []string{"framework", "hook"},
			replies: []Reply{
				reply("name", "f"), reply("handler", ""), reply("runtime", ""), reply("region", ""), reply("more", ""),
				reply("review", "change"), reply("change", "hook"), reply("hook", ""),
				reply("review", "change"), reply("change", "prestop-timeout"), reply("prestop-timeout", "4"), reply("review", ""),
			},
			want: func(s *generator.Spec) { s.Hooks, s.PrestopTimeout = []string{"prestop"}, 4 },
		},
		{
			name:    "a value that is not given is a default",
			start:   generator.Spec{Name: "f", Framework: "gin"},
			replies: append(append([]Reply{reply("name", "")}, plain()[1:]...), reply("review", "")),
			want:    func(s *generator.Spec) { s.Framework = "gin" },
		},
		{
			name:    "a wrong answer is asked again",
			replies: append([]Reply{reply("name", "9 lives"), reply("name", "go"), reply("name", "")}, append(plain(), reply("review", ""))...),
			refused: 3,
		},
		{
			name: "a container needs an image",
			replies: []Reply{
				reply("name", "f"), reply("handler", ""), reply("framework", ""), reply("hook", "none"), reply("runtime", "custom-container"),
				reply("image", "f"), reply("image", "example.com/team/f:1"), reply("region", ""), reply("more", ""), reply("review", ""),
			},
			want: func(s *generator.Spec) {
				s.Hooks, s.Runtime, s.Image = []string{}, "custom-container", "example.com/team/f:1"
			},
			refused: 1,
		},
		{
			name:    "memory is asked when the given cpu does not go with the usual one",
			start:   generator.Spec{CPU: 2},
			given:   []string{"cpu"},
			replies: append(plain(), reply("memory", "512"), reply("memory", ""), reply("review", "")),
			want:    func(s *generator.Spec) { s.CPU, s.Memory = 2, 2048 },
			refused: 1,
		},
		{
			name: "an event function has a trigger that sends events",
			replies: []Reply{
				reply("name", "f"), reply("handler", "event"), reply("framework", ""), reply("hook", "-"), reply("runtime", ""), reply("region", ""),
				reply("more", "trigger"), reply("trigger", "anonymous"), reply("trigger", "oss"), reply("more", "done"), reply("review", ""),
			},
			want:    func(s *generator.Spec) { s.Hooks, s.Handler, s.Trigger = []string{}, "event", "oss" },
			refused: 1,
		},
		{
			name: "an HTTP function has none that sends events",
			replies: append(plain()[:len(plain())-1],
				reply("more", "trigger"), reply("trigger", "oss"), reply("trigger", "none"), reply("more", "done"), reply("review", "")),
			want:    func(s *generator.Spec) { s.Trigger = "none" },
			refused: 1,
		},
		{
			name:    "back at the first question stays there",
			replies: append([]Reply{backAt("name"), backAt("name")}, append(plain(), reply("review", ""))...),
		},
		{
			name: "back from each question to the one before, with its answer as default",
			replies: []Reply{
				reply("name", "f"), backAt("handler"),
				reply("name", ""), reply("handler", "event"), backAt("framework"),
				reply("handler", "http"), reply("framework", "gin"), backAt("hook"),
				reply("framework", ""), reply("hook", "initializer"), backAt("runtime"),
				reply("hook", ""), reply("runtime", "custom-container"), backAt("image"),
				reply("runtime", ""), reply("image", "example.com/f:1"), backAt("region"),
				reply("image", ""), reply("region", "us-west-1"), backAt("more"),
				reply("region", ""), reply("more", "port"), backAt("port"),
				reply("more", "port"), reply("port", "80"), backAt("more"),
				reply("region", ""), reply("more", ""), backAt("review"),
				reply("more", ""), reply("review", ""),
			},
			want: func(s *generator.Spec) {
				*s = generator.Spec{
					Name: "f", Framework: "gin", Hooks: []string{"initializer"}, Runtime: "custom-container", Image: "example.com/f:1",
					Region: "us-west-1", Port: 80,
				}
			},
		},
		{
			name:    "back from what a setting makes wrong, to the menu with nothing changed",
			replies: append(plain()[:6:6], reply("more", "cpu"), reply("cpu", "8"), backAt("memory"), reply("more", ""), reply("review", "")),
		},
		{
			name:    "back at the review with nothing asked before stays there",
			start:   generator.Spec{Name: "f", Framework: "gin", Runtime: "custom", Handler: "http", Module: "f", Region: "us-west-1", Port: 1, CPU: 1, Memory: 1024, Timeout: 1, Trigger: "none"},
			given:   []string{"name", "framework", "runtime", "hook", "handler", "module", "region", "port", "cpu", "memory", "timeout", "trigger", "description", "role", "log", "dir"},
			replies: []Reply{backAt("review"), reply("review", "")},
			want: func(s *generator.Spec) {
				*s = generator.Spec{Name: "f", Framework: "gin", Hooks: []string{}, Runtime: "custom", Region: "us-west-1", Port: 1, CPU: 1, Memory: 1024, Timeout: 1, Trigger: "none"}
			},
		},
		{
			name: "another folder, and none at all",
			replies: append(plain()[:6:6], reply("more", "folder"), reply("dir", "~/f"), reply("dir", "apps/f/"), reply("more", "folder"), reply("dir", "f"),
				reply("more", ""), reply("review", "")),
			refused: 1,
		},
		{
			name:    "an answer changed at the review",
			replies: append(plain(), reply("review", "change"), reply("change", "framework"), reply("framework", "echo"), reply("review", "")),
			want:    func(s *generator.Spec) { s.Framework = "echo" },
		},
		{
			name: "a flag changed at the review", start: generator.Spec{Name: "g"}, given: []string{"name"},
			replies: append(plain()[1:], reply("review", "change"), reply("change", "name"), reply("name", "f"), reply("review", "")),
		},
		{
			name:    "back from the list of answers",
			replies: append(plain(), reply("review", "change"), backAt("change"), reply("review", "")),
		},
		{
			name: "back from a change, to the list of answers",
			replies: append(plain(), reply("review", "change"), reply("change", "framework"), backAt("framework"),
				reply("change", "hook"), reply("hook", "none"), reply("review", "")),
			want: func(s *generator.Spec) { s.Hooks = []string{} },
		},
		{
			name: "a change that needs another answer",
			replies: append(plain(), reply("review", "change"), reply("change", "cpu"), reply("cpu", "4"), reply("memory", "8192"),
				reply("review", "")),
			want: func(s *generator.Spec) { s.CPU, s.Memory = 4, 8192 },
		},
		{
			name: "a change undone by going back from the answer that it needs",
			replies: append(plain(), reply("review", "change"), reply("change", "runtime"), reply("runtime", "custom-container"), backAt("image"),
				backAt("change"), reply("review", "")),
		},
		{
			name: "a change away from the container drops the image",
			replies: []Reply{
				reply("name", "f"), reply("handler", ""), reply("framework", ""), reply("hook", ""), reply("runtime", "custom-container"), reply("image", "example.com/f:1"), reply("region", ""), reply("more", ""),
				reply("review", "change"), reply("change", "runtime"), reply("runtime", "custom"), reply("review", ""),
			},
			want: func(s *generator.Spec) { s.Runtime = "custom" },
		},
		{
			name:  "a hook that is dropped takes its timeout along",
			start: generator.Spec{InitializerTimeout: 9}, given: []string{"initializer-timeout"},
			replies: append([]Reply{reply("name", "f"), reply("handler", ""), reply("framework", ""), reply("hook", "prestop")}, append(plain()[4:], reply("review", ""))...),
			want:    func(s *generator.Spec) { s.Hooks = []string{"prestop"} },
		},
		{
			name:    "the diff, twice",
			replies: append(plain(), reply("review", "diff"), reply("diff", ""), reply("diff", ""), reply("diff", "back"), reply("review", "diff"), backAt("diff"), reply("review", "write")),
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := &Scripted{Replies: test.replies}
			given := map[string]bool{}
			for _, key := range test.given {
				given[key] = true
			}
			got, err := Wizard{Prompter: p, Catalog: testCatalog(t), Given: given, Preview: testPreview}.Run(context.Background(), Outcome{Spec: test.start})
			if err != nil {
				t.Fatalf("Run: %v\nasked: %v", err, keys(p.Asked))
			}
			if want := completed(t, test.want); !sameSpec(got.Spec, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
			if got.Dir != "" {
				t.Errorf("got the folder %q, want none but the name", got.Dir)
			}
			if len(p.Replies) != 0 {
				t.Errorf("replies left: %v", p.Replies)
			}
			if len(p.Refused) != test.refused {
				t.Errorf("refused %v, want %d of them", p.Refused, test.refused)
			}
		})
	}
}

func keys(questions []Question) []string {
	var keys []string
	for _, q := range questions {
		keys = append(keys, q.Key)
	}
	return keys
}

func sameSpec(a, b generator.Spec) bool {
	return (len(a.Hooks) == 0 && len(b.Hooks) == 0 || slices.Equal(a.Hooks, b.Hooks)) &&
		fmt.Sprintf("%+v", withoutHooks(a)) == fmt.Sprintf("%+v", withoutHooks(b))
}

func withoutHooks(s generator.Spec) generator.Spec {
	s.Hooks = nil
	return s
}

func TestWizardEnds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		replies []Reply
		want    error
	}{
		{"stop", append(plain(), reply("review", "stop")), ErrStopped},
		{"interrupt at the first question", []Reply{{Key: "name", Err: &Interrupted{}}}, ErrInterrupt},
		{"interrupt at the review", append(plain(), Reply{Key: "review", Err: &Interrupted{}}), ErrInterrupt},
		{"interrupt at a change", append(plain(), reply("review", "change"), reply("change", "name"), Reply{Key: "name", Err: &Interrupted{}}), ErrInterrupt},
		{"end of input at the list of answers", append(plain(), reply("review", "change"), Reply{Key: "change", Err: ErrEOF}), ErrEOF},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := Wizard{Prompter: &Scripted{Replies: test.replies}, Catalog: testCatalog(t), Preview: testPreview}
			got, err := w.Run(context.Background(), Outcome{})
			if !errors.Is(err, test.want) {
				t.Errorf("got the error %v, want %v", err, test.want)
			}
			if !sameSpec(got.Spec, generator.Spec{}) {
				t.Errorf("got the spec %+v with an error", got)
			}
		})
	}
}

func TestReview(t *testing.T) {
	t.Parallel()
	p := &Scripted{Replies: append(plain(), reply("review", "diff"), reply("diff", "go.mod"), reply("diff", "back"), reply("review", ""))}
	preview := func(o Outcome) (Preview, error) {
		pre, err := testPreview(o)
		pre.Notes = []string{"this is inside another module"}
		return pre, err
	}
	if _, err := (Wizard{Prompter: p, Catalog: testCatalog(t), Preview: preview}).Run(context.Background(), Outcome{}); err != nil {
		t.Fatal(err)
	}
	want := `
  Name of the function     f
  Kind of function         http
  Web framework            nethttp
  Lifecycle hooks          initializer, prestop
  Runtime                  custom.debian11
  Region                   cn-hangzhou
  Go module                f
  Trigger                  anonymous
  Description              none
  Role                     none
  Initializer timeout (s)  30
  Pre-stop timeout (s)     30
  Log                      auto
  Port                     9000
  vCPU                     0.35
  Memory (MB)              512
  Request timeout (s)      60
  Folder                   f

2 files in ./f:
  go.mod  nethttp.go
Note: this is inside another module

+++ nethttp.go	go.mod
`
	if got := p.Shown.String(); got != want {
		t.Errorf("shown:\n%s\nwant:\n%s", got, want)
	}
	last := p.Asked[len(p.Asked)-1]
	var choices []string
	for _, o := range last.Options {
		choices = append(choices, o.Value)
	}
	if want := []string{"write", "change", "diff", "stop"}; !slices.Equal(choices, want) {
		t.Errorf("the review offers %v, want %v", choices, want)
	}
}

// A preview that fails is shown, and nothing can be written until an answer is changed.
func TestReviewWithProblem(t *testing.T) {
	t.Parallel()
	preview := func(o Outcome) (Preview, error) {
		if o.Spec.Name == "f" {
			return Preview{}, errors.New("the folder ./f has a go.mod already")
		}
		return testPreview(o)
	}
	p := &Scripted{Replies: append(plain(), reply("review", "write"), reply("review", "change"), reply("change", "name"), reply("name", "g"), reply("review", "write"))}
	got, err := Wizard{Prompter: p, Catalog: testCatalog(t), Preview: preview}.Run(context.Background(), Outcome{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Spec.Name != "g" {
		t.Errorf("got the name %q, want g", got.Spec.Name)
	}
	if len(p.Refused) != 1 {
		t.Errorf("write was refused %d times, want once: %v", len(p.Refused), p.Refused)
	}
	if want := "This cannot be written: the folder ./f has a go.mod already\n"; strings.Count(p.Shown.String(), want) != 1 {
		t.Errorf("shown:\n%s\nwant once: %s", p.Shown.String(), want)
	}
}

// A folder more is a choice more.
func TestFrameworksAreTheCatalogs(t *testing.T) {
	t.Parallel()
	p := &Scripted{Replies: append([]Reply{reply("name", "f"), reply("handler", ""), reply("framework", "chi")}, append(plain()[3:], reply("review", ""))...)}
	got, err := Wizard{Prompter: p, Catalog: testCatalog(t, "chi"), Preview: testPreview}.Run(context.Background(), Outcome{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Spec.Framework != "chi" {
		t.Errorf("got the framework %q, want chi", got.Spec.Framework)
	}
	want := []Option{
		{"chi", "chi", "", "chi"}, {"echo", "echo", "", "echo"}, {"gin", "gin", "a fast router", "gin"},
		{"nethttp", "nethttp", "net/http: nothing but the standard library", "stdlib\nnet/http"},
	}
	if got := p.Asked[2].Options; !slices.Equal(got, want) {
		t.Errorf("got the options %v, want %v", got, want)
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		spec  generator.Spec
		given string
		want  []string
	}{
		{generator.Spec{}, "", []string{"name", "framework", "hook", "runtime"}},
		{generator.Spec{}, "name,hook,port", []string{"framework", "runtime"}},
		{generator.Spec{Runtime: "custom-container"}, "name,framework,hook,runtime", []string{"image"}},
		{generator.Spec{Runtime: "custom"}, "name,framework,hook,runtime", nil},
	}
	for _, test := range tests {
		given := map[string]bool{}
		for _, key := range split(test.given) {
			given[key] = true
		}
		if got := Missing(test.spec, given); !slices.Equal(got, test.want) {
			t.Errorf("Missing(%+v, %v) = %v, want %v", test.spec, slices.Sorted(maps.Keys(given)), got, test.want)
		}
	}
}

func TestNearestMemory(t *testing.T) {
	t.Parallel()
	tests := []struct {
		cpu          float64
		memory, want int
	}{{2, 512, 2048}, {0.05, 512, 192}, {0.35, 512, 512}, {16, 512, 16384}, {0.05, 64, 128}, {1, 99999, 4096}, {0.35, 1, 384}}
	for _, test := range tests {
		if got := nearestMemory(test.cpu, test.memory); got != test.want {
			t.Errorf("nearestMemory(%v, %d) = %d, want %d", test.cpu, test.memory, got, test.want)
		}
	}
}
