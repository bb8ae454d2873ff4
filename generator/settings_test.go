package generator_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

// Each field of a Spec is a setting, under one name in YAML and in JSON, and the
// other way round.
func TestSettingsAreTheSpec(t *testing.T) {
	t.Parallel()
	var fields, settings []string
	for f := range reflect.TypeFor[generator.Spec]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if other, _, _ := strings.Cut(f.Tag.Get("json"), ","); other != name {
			t.Errorf("%s is %q in YAML and %q in JSON", f.Name, name, other)
		}
		fields = append(fields, name)
	}
	for _, x := range generator.Settings() {
		settings = append(settings, x.Name)
		if x.Flag == "" || x.Group == "" || x.About == "" {
			t.Errorf("%s has no flag, no group or no description", x.Name)
		}
		if (x.Label == "") != (x.Help == "") {
			t.Errorf("%s has a question without help, or the other way round", x.Name)
		}
	}
	slices.Sort(fields)
	slices.Sort(settings)
	if !slices.Equal(fields, settings) {
		t.Errorf("the spec has %q, the settings are %q", fields, settings)
	}
}

// The schema says of each number, and of each choice, what Complete does.
func TestSchemaAgrees(t *testing.T) {
	t.Parallel()
	schema, err := catalog(t).Schema()
	mustDo(t, err)
	data, err := json.Marshal(schema)
	mustDo(t, err)
	var read struct {
		Properties map[string]struct {
			Type                         string
			Minimum, Maximum, MultipleOf *float64
			Enum                         []any
			Default                      any
			Items                        struct{ Enum []any }
		}
		Required []string
	}
	mustDo(t, json.Unmarshal(data, &read))
	if len(read.Properties) != len(generator.Settings())+1 || !slices.Equal(read.Required, []string{"name"}) {
		t.Errorf("the schema has %d properties, %q of them required", len(read.Properties), read.Required)
	}
	for _, x := range generator.Settings() {
		p := read.Properties[x.Name]
		accepts := func(word string) bool { return x.CheckWord(word) == nil }
		for _, c := range []struct {
			at    *float64
			delta float64
		}{{p.Minimum, -1}, {p.Maximum, 1}} {
			if c.at == nil {
				continue
			}
			step := 1.0
			if p.MultipleOf != nil {
				step = *p.MultipleOf
			}
			if at, past := fmt.Sprintf("%.10g", *c.at), fmt.Sprintf("%.10g", *c.at+c.delta*step); !accepts(at) || accepts(past) {
				t.Errorf("%s: the schema's bound %s is not the check's", x.Name, at)
			}
		}
		if p.MultipleOf != nil && accepts(fmt.Sprintf("%.10g", *p.Minimum+*p.MultipleOf/2)) {
			t.Errorf("%s: half a step passes the check", x.Name)
		}
		for _, value := range slices.Concat(p.Enum, p.Items.Enum) {
			if word := fmt.Sprint(value); x.Name != "framework" && x.Name != "hooks" && !accepts(word) {
				t.Errorf("%s: the schema's %s does not pass the check", x.Name, word)
			}
		}
		if x.Choices != nil && len(p.Enum)+len(p.Items.Enum) == 0 {
			t.Errorf("%s: the schema has no choices", x.Name)
		}
	}
}

func TestDecodeAnswers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		want       string // the error; "" means none
		given      []string
	}{
		{name: "YAML", text: "name: f\nport: 8080\n", given: []string{"name", "port"}},
		{name: "JSON", text: `{"name": "f", "hooks": [], "env": {"A": "b"}}`, given: []string{"env", "hook", "name"}},
		{name: "a receipt", text: `{"spec": {"name": "f", "log": "none"}, "dir": "/x", "files": []}`, given: []string{"log", "name"}},
		{name: "a spec of a project", text: "version: 1\nname: f\n", given: []string{"name"}},
		{name: "of another fcgen", text: "version: 2\nname: f\n", want: "version 2 is not 1"},
		{name: "nothing", text: "# nothing\n", want: "there are none"},
		{name: "no setting", text: "name: f\nframwork: gin\n", want: "framwork"},
		{name: "a number of 0", text: "port: 0\n", want: "port 0"},
		{name: "a number of nothing", text: "prestop-timeout:\n", want: "less than 1 second"},
		{name: "no text", text: "module: ''\n", want: "module has no value"},
		{name: "a list", text: "- name\n", want: "no mapping"},
		{name: "another type", text: "port: [1]\n", want: "line 1"},
		{name: "a receipt without a spec", text: `{"spec": null}`, want: "no spec"},
		{name: "too much", text: strings.Repeat("- {a: b}\n", 2000), want: "more than"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, given, err := generator.DecodeAnswers([]byte(test.text))
			if test.want != "" {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Fatalf("got error %v, want %q", err, test.want)
				}
				return
			}
			mustDo(t, err)
			var keys []string
			for key := range given {
				keys = append(keys, key)
			}
			slices.Sort(keys)
			if !slices.Equal(keys, test.given) {
				t.Errorf("given are %q, want %q", keys, test.given)
			}
		})
	}
}

// What a setting can be, and what not.
func TestSettingsRefuse(t *testing.T) {
	t.Parallel()
	for field, words := range map[string][]string{
		"env":         {"A", "=b", "1A=b", "FC_X=y", "A=b\nc"},
		"role":        {"admin", "acs:ram::x:role/a", "acs:ram::1:user/a"},
		"description": {"two\nlines"},
		"log":         {"always"},
		"ci":          {"jenkins"},
		"port":        {"0", "x", "65536"},
		"cpu":         {"0", "x", "0.07"},
	} {
		for _, word := range words {
			x, ok := generator.SettingNamed(field)
			if !ok {
				t.Fatal(field)
			}
			s := generator.Spec{Name: "f", Hooks: fc.HookNames()}
			err := x.Set(&s, word)
			if err == nil {
				_, err = catalog(t).Complete(s)
			}
			if !errors.As(err, new(*generator.Invalid)) && !errors.As(err, new(*generator.Unknown)) {
				t.Errorf("--%s %q: got %v, want it refused", x.Flag, word, err)
			}
		}
	}
}
