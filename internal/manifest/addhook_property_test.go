package manifest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// shape writes s.yaml files as different people would.
type shape struct {
	*rand.Rand
	unit      int
	quotes    string // around keys
	comments  bool
	noEnd     bool
	lineBreak string
	bom       bool
}

func newShape(r *rand.Rand) shape {
	return shape{
		Rand: r, unit: 1 + r.IntN(4), quotes: []string{"", "", `"`, "'"}[r.IntN(4)], comments: r.IntN(2) == 0,
		noEnd: r.IntN(3) == 0, lineBreak: []string{"\n", "\r\n"}[r.IntN(2)], bom: r.IntN(5) == 0,
	}
}

// block writes pairs as lines of a block mapping; a value begins with a space
// or a line break.
func (s shape) block(depth int, pairs ...string) string {
	var b strings.Builder
	indent := strings.Repeat(" ", depth*s.unit)
	for i := 0; i+1 < len(pairs); i += 2 {
		if s.comments && s.IntN(3) == 0 {
			b.WriteString([]string{"\n", indent + "# about " + pairs[i] + "\n", "# far left: {\n", indent + "#\n\n"}[s.IntN(4)])
		}
		value := pairs[i+1]
		if s.comments && s.IntN(4) == 0 && !strings.Contains(value, "\n") {
			value += " # it's \"so\""
		}
		b.WriteString(indent + s.quotes + pairs[i] + s.quotes + ":" + value + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// flow writes pairs as a flow mapping, on one line or several.
func (s shape) flow(depth int, pairs ...string) string {
	pad := []string{"", " "}[s.IntN(2)]
	if s.IntN(3) > 0 {
		var list []string
		for i := 0; i+1 < len(pairs); i += 2 {
			list = append(list, s.quotes+pairs[i]+s.quotes+":"+pairs[i+1])
		}
		return " {" + pad + strings.Join(list, ", ") + pad + "}"
	}
	indent := strings.Repeat(" ", depth*s.unit)
	text := " {\n"
	for i := 0; i+1 < len(pairs); i += 2 {
		comma := ","
		if i+2 == len(pairs) && s.IntN(2) == 0 {
			comma = ""
		}
		comment := ""
		if s.comments && s.IntN(2) == 0 {
			comment = " # c, }"
		}
		text += indent + s.quotes + pairs[i] + s.quotes + ":" + pairs[i+1] + comma + comment + "\n"
	}
	return text + indent + "}"
}

// mapping is either, with its line break.
func (s shape) mapping(depth int, flow bool, pairs ...string) string {
	if flow {
		return s.flow(depth, pairs...)
	}
	return []string{"", " # {", " &a" + fmt.Sprint(s.IntN(1000))}[s.IntN(3)] + "\n" + s.block(depth, pairs...)
}

// lifecycle writes the hooks of those names.
func (s shape) lifecycle(depth int, flow bool, hooks []string) string {
	var pairs []string
	for _, name := range hooks {
		h, _ := fc.HookNamed(name)
		inner := flow || s.IntN(2) == 0
		handler := []string{` "true"`, ` 'it''s'`, " x", ` "a\"}b, #"`}[s.IntN(4)]
		pairs = append(pairs, h.Key, s.mapping(depth+1, inner, "timeout", " 7", "handler", handler))
	}
	return s.mapping(depth, flow, pairs...)
}

// file is an s.yaml whose function has those hooks.
func (s shape) file(hooks []string) string {
	flow := s.IntN(5) == 0
	pairs := []string{"functionName", " demo", "runtime", " custom.debian11", "cpu", " 0.35", "description", ` "a: b, {c} # d"`}
	if !flow {
		pairs = append(pairs, "code", "\n"+strings.Repeat(" ", 4*s.unit)+"./dist")
	}
	server := []string{"customRuntimeConfig", s.mapping(4, flow || s.IntN(2) == 0, "port", " 9000")}
	if s.IntN(4) > 0 {
		pairs = append(pairs, server...)
	}
	if len(hooks) > 0 {
		pairs = append(pairs, "instanceLifecycleConfig", s.lifecycle(4, flow || s.IntN(3) == 0, hooks))
	}
	for n := s.IntN(3); n > 0; n-- { // turn the keys round
		pairs = append(pairs[2:], pairs[:2]...)
	}
	text := s.block(0, "edition", " 3.0.0", "name", " 启动", "resources", s.mapping(1, false,
		"demo", s.mapping(2, false, "component", " fc3", "props", s.mapping(3, flow, pairs...))))
	if !s.noEnd {
		text += "\n"
	}
	text = strings.ReplaceAll(text, "\n", s.lineBreak)
	if s.bom {
		text = "\uFEFF" + text
	}
	return text
}

// TestAddHookInEveryShape holds the laws of AddHook and RemoveHook: nothing of
// what was there is lost, the hook is there, adding twice is adding once, and
// taking it away again leaves the bytes that were there before.
func TestAddHookInEveryShape(t *testing.T) {
	t.Parallel()
	edited, refused := 0, 0
	for seed := range uint64(600) {
		s := newShape(rand.New(rand.NewPCG(seed, 1)))
		hooks := [][]string{{}, {"initializer"}, {"prestop"}}[s.IntN(3)]
		before := s.file(hooks)
		if _, err := load("s.yaml", []byte(before), Choice{}); err != nil {
			t.Fatalf("seed %d is no s.yaml: %v\n%s", seed, err, before)
		}
		for _, hook := range fc.HookNames() {
			after, err := AddHook([]byte(before), Choice{}, hook, 30)
			if errors.As(err, new(*Refused)) {
				refused++
				continue
			}
			if err != nil {
				t.Fatalf("seed %d: %v\n%s", seed, err, before)
			}
			edited++
			checkAdded(t, before, string(after), hook, len(hooks) == 1 && hooks[0] == hook)
		}
	}
	if refused*100 > edited {
		t.Errorf("%d edited, %d refused", edited, refused)
	}
}

// TestRemoveHookLeavesBraces: a lifecycle of {} is there again once the hooks
// that were added are gone, whichever goes first and whatever its timeout.
func TestRemoveHookLeavesBraces(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		s := newShape(rand.New(rand.NewPCG(seed, 5)))
		braces := []string{"{}", "{ }", "{  }", "&l {}", "!!map {}", "{\n" + strings.Repeat(" ", 4*s.unit) + "}"}[s.IntN(6)]
		pairs := []string{"functionName", " demo", "runtime", " custom", "instanceLifecycleConfig", " " + braces, "cpu", " 1"}
		for n := s.IntN(4); n > 0; n-- {
			pairs = append(pairs[2:], pairs[:2]...)
		}
		before := s.block(0, "edition", " 3.0.0", "resources", "\n"+s.block(1, "demo", "\n"+s.block(2, "component", " fc3", "props", "\n"+s.block(3, pairs...))))
		before = strings.ReplaceAll(before, "\n", s.lineBreak)
		after, hooks := []byte(before), append([]string{}, fc.HookNames()[s.IntN(2):]...)
		var err error
		for _, hook := range hooks {
			if after, err = AddHook(after, Choice{}, hook, 1+s.IntN(300)); err != nil {
				t.Fatalf("seed %d: %v\n%s", seed, err, before)
			}
		}
		if s.IntN(2) == 0 {
			slices.Reverse(hooks)
		}
		for _, hook := range hooks {
			with := after
			if after, err = RemoveHook(with, Choice{}, hook); err != nil {
				t.Fatalf("seed %d: %v\n%s", seed, err, with)
			}
		}
		if string(after) != before {
			t.Errorf("seed %d, there and back:\n%q\nbecame\n%q", seed, before, after)
		}
	}
}

func checkAdded(t *testing.T, before, after, hook string, there bool) {
	t.Helper()
	if there {
		if after != before {
			t.Errorf("the %s is there already:\n%s\nbecame\n%s", hook, before, after)
		}
		return
	}
	if !within(before, after) {
		t.Errorf("something was lost:\n%s\nbecame\n%s", before, after)
	}
	was, err := load("s.yaml", []byte(before), Choice{})
	is, errIs := load("s.yaml", []byte(after), Choice{})
	if errors.Join(err, errIs) != nil {
		t.Fatalf("%v, %v:\n%s", err, errIs, after)
	}
	for name, h := range is.Hooks {
		want := was.Hooks[name]
		if name == hook {
			known, _ := fc.HookNamed(name)
			want = Hook{Configured: true, Handler: known.Handler, Timeout: 30 * time.Second}
		}
		if h != want {
			t.Errorf("the %s is %+v, want %+v:\n%s", name, h, want, after)
		}
	}
	if strings.Count(after, "\n")-strings.Count(after, "\r\n") > 0 && strings.Contains(before, "\r\n") {
		t.Errorf("line ends are mixed: %q", after)
	}
	again, err := AddHook([]byte(after), Choice{}, hook, 5)
	if err != nil || string(again) != after {
		t.Errorf("twice: %v\n%s", err, again)
	}
	back, err := RemoveHook([]byte(after), Choice{}, hook)
	if err != nil || string(back) != before {
		t.Errorf("there and back: %v\n%q\nbecame\n%q\nand\n%q", err, before, after, back)
	}
}

// within reports whether b is a with bytes put in between.
func within(a, b string) bool {
	for i := range len(b) {
		if a == "" {
			return true
		}
		if b[i] == a[0] {
			a = a[1:]
		}
	}
	return a == ""
}

// TestHooksOfDamagedFiles edits files in which something was struck out or put
// in by chance. What can still be read is edited right, or not at all.
func TestHooksOfDamagedFiles(t *testing.T) {
	t.Parallel()
	scraps := []string{
		"\n", " ", "  ", ":", "{", "}", ",", "#", "'", "\"", "&a ", "*a", "<<: *a", "|", "\t", "\r", "- ", "? ", "!!str ", "\u2028", "preStop:",
		"handler: ''", "instanceLifecycleConfig:", "instanceLifecycleConfig: {}", "\xff", "---\n", "timeout: 3", "{{ access }}",
	}
	r := rand.New(rand.NewPCG(7, 7))
	for seed := range uint64(1500) {
		data := newShape(rand.New(rand.NewPCG(seed, 3))).file([][]string{{}, {"prestop"}, {"initializer"}}[r.IntN(3)])
		for range 1 + r.IntN(3) {
			from := r.IntN(len(data))
			to := min(len(data), from+r.IntN(2)*r.IntN(8))
			data = data[:from] + scraps[r.IntN(len(scraps))] + data[to:]
		}
		for _, hook := range fc.HookNames() {
			after, err := AddHook([]byte(data), Choice{}, hook, 9)
			if err != nil {
				continue
			}
			if !within(data, string(after)) {
				t.Errorf("something was lost: %q became %q", data, after)
			}
			if again, err := AddHook(after, Choice{}, hook, 9); err != nil || string(again) != string(after) {
				t.Errorf("once %q, twice %q, %v", after, again, err)
			}
			was, err := load("s.yaml", []byte(data), Choice{})
			is, errIs := load("s.yaml", after, Choice{})
			if (err == nil) != (errIs == nil) {
				t.Errorf("%v became %v: %q became %q", err, errIs, data, after)
			}
			for _, f := range []*Function{&was, &is} {
				delete(f.Hooks, hook)
				f.Lines, f.Unresolved = nil, nil
			}
			if err == nil && !reflect.DeepEqual(was, is) {
				t.Errorf("%+v became %+v: %q became %q", was, is, data, after)
			}
			if _, err := RemoveHook(after, Choice{}, hook); err != nil && !errors.As(err, new(*Refused)) {
				t.Errorf("%q: %v", after, err)
			}
		}
	}
}

// FuzzHooks edits anything: no panic, and a result says what the file said.
func FuzzHooks(f *testing.F) {
	seedFiles(f, func(data []byte) { f.Add(data) })
	for seed := range uint64(40) {
		f.Add([]byte(newShape(rand.New(rand.NewPCG(seed, 2))).file([]string{"prestop"})))
	}
	for _, lines := range []string{
		"      instanceLifecycleConfig:\n", "      instanceLifecycleConfig: ~\n", "      instanceLifecycleConfig:\n        preStop:\n",
		"      instanceLifecycleConfig: &l {preStop: {handler: ''}}\n      tags: *l\n", "      instanceLifecycleConfig: {preStop: {timeout: 3,}}\n",
		"      ? instanceLifecycleConfig\n      : preStop: {}\n",
	} {
		f.Add([]byte(withProps(lines)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, hook := range fc.HookNames() {
			after, err := AddHook(data, Choice{Resource: ""}, hook, 9)
			if err != nil {
				continue
			}
			again, err := AddHook(after, Choice{}, hook, 9)
			if err != nil || string(again) != string(after) {
				t.Errorf("once %q, twice %q, %v", after, again, err)
			}
			null := strings.Contains(string(data), "~") || strings.Contains(strings.ToLower(string(data)), "null") // the one thing that is written over
			if !null && !within(string(data), string(after)) {
				t.Errorf("something was lost: %q became %q", data, after)
			}
			without, err := RemoveHook(after, Choice{}, hook)
			if err != nil {
				continue
			}
			if gone, err := RemoveHook(without, Choice{}, hook); err != nil || string(gone) != string(without) {
				t.Errorf("removed twice: %q, %q, %v", without, gone, err)
			}
		}
	})
}
