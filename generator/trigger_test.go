package generator_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/event"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocommand"
)

// Each trigger renders for each runtime; fcgen invoke knows it by the same name;
// and what stands in capitals in its part of s.yaml is what a person is told to replace.
func TestEachTriggerRenders(t *testing.T) {
	t.Parallel()
	placeholder := regexp.MustCompile(`\b[A-Z]+(_[A-Z]+)*\b`)
	for _, trigger := range fc.EventTriggers() {
		if !slices.Contains(event.Kinds(), trigger.Kind) {
			t.Errorf("%s: there is no sample of its event", trigger.Kind)
		}
		inPlace := map[string]bool{}
		for _, line := range append(slices.Clone(trigger.Config), trigger.Source) {
			value, _, _ := strings.Cut(line, " # ")
			for _, word := range placeholder.FindAllString(value, -1) {
				if word != "JSON" && word != "BACKOFF_RETRY" && word != "CRON_TZ" { // values of the platform's
					inPlace[word] = true
				}
			}
		}
		for _, word := range trigger.Replace {
			if !inPlace[word] {
				t.Errorf("%s: nothing says %s", trigger.Kind, word)
			}
			delete(inPlace, word)
		}
		if len(inPlace) > 0 {
			t.Errorf("%s: nobody is told to replace %v", trigger.Kind, inPlace)
		}
		for _, runtime := range fc.Runtimes() {
			spec := generator.Spec{Name: "cell", Handler: generator.Event, Trigger: trigger.Kind, Runtime: runtime.Name, Hooks: fc.HookNames()}
			if runtime.Container {
				spec.Image = "registry.example.com/cell:1"
			}
			tree, err := catalog(t).Project(complete(t, spec))
			mustDo(t, err)
			checkText(t, trigger.Kind+" "+runtime.Name, tree)
			if text := string(tree["s.yaml"].Data); strings.Count(text, "triggerType: "+trigger.Type+"\n") != 1 || strings.Contains(text, "authType") {
				t.Errorf("%s, %s: s.yaml has not that one trigger:\n%s", trigger.Kind, runtime.Name, text)
			}
		}
	}
}

// The tests that a project with a trigger gets pass: its struct has each field of the event.
func TestEachTriggersTestsPass(t *testing.T) {
	t.Parallel()
	dir, work := t.TempDir(), "go 1.25.0\n"
	test := []string{"test"}
	for _, trigger := range fc.EventTriggers() {
		spec := complete(t, generator.Spec{Name: "myfunc", Module: "example.com/" + trigger.Kind, Handler: generator.Event, Trigger: trigger.Kind, Hooks: []string{}})
		tree, err := catalog(t).Project(spec)
		mustDo(t, err)
		mustDo(t, apply.New(generator.Compute(nil, nil, tree), filepath.Join(dir, trigger.Kind)))
		work += "use ./" + trigger.Kind + "\n"
		test = append(test, "./"+trigger.Kind)
	}
	writeText(t, dir, "go.work", work)
	gocommand.Run(t, dir, []string{"GOWORK=" + filepath.Join(dir, "go.work")}, test...)
}

func TestTriggerOfEachKindOfFunction(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		handler, trigger string
		want             string // "" means an error
	}{
		{generator.Event, "", generator.NoTrigger},
		{generator.Event, "cron", "timer"},
		{generator.Event, "MNS", "mns-topic"},
		{generator.Event, "kafka", ""}, // its events come through EventBridge
		{generator.Event, generator.Anonymous, ""},
		{generator.HTTP, "oss", ""},
		{generator.HTTP, "", generator.Anonymous},
	} {
		got, err := catalog(t).Complete(generator.Spec{Name: "f", Handler: test.handler, Trigger: test.trigger})
		if (err != nil) != (test.want == "") || err == nil && got.Trigger != test.want {
			t.Errorf("%s, %q: got %q, %v; want %q", test.handler, test.trigger, got.Trigger, err, test.want)
		}
	}
}
