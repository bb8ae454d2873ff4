package merge

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// randomMap makes a mapping of the kinds of values that an s.yaml has.
func randomMap(rng *rand.Rand, depth int) map[string]any {
	m := map[string]any{}
	for range 1 + rng.IntN(4) {
		key := string(rune('a' + rng.IntN(8)))
		m[key] = randomValue(rng, depth)
	}
	return m
}

func randomValue(rng *rand.Rand, depth int) any {
	switch kind := rng.IntN(8); {
	case kind < 3 && depth > 0:
		return randomMap(rng, depth-1)
	case kind == 3 && depth > 0:
		var triggers []any
		for _, name := range []string{"http", "clock", "oss"}[:1+rng.IntN(3)] {
			triggers = append(triggers, map[string]any{"triggerName": name, "x": rng.IntN(3)})
		}
		return triggers
	case kind == 4:
		return []any{"GET", "POST", rng.IntN(3)}[rng.IntN(2):]
	case kind == 5:
		return []string{"", "yes", "# no comment", "it's", `say "hi"`, "a: b", "one\ntwo\n", "${vars.x}", "函数"}[rng.IntN(9)]
	default:
		return rng.IntN(4)
	}
}

// editMap gives back a changed copy: keys added, removed and changed.
func editMap(rng *rand.Rand, m map[string]any, depth int) map[string]any {
	out := maps.Clone(m)
	for _, key := range slices.Sorted(maps.Keys(m)) {
		inner, isMap := m[key].(map[string]any)
		switch n := rng.IntN(12); {
		case n == 0 && len(out) > 1:
			delete(out, key)
		case n == 1:
			out[key] = randomValue(rng, depth-1)
		case isMap && n < 8:
			out[key] = editMap(rng, inner, depth-1)
		}
	}
	if rng.IntN(3) == 0 {
		out[string(rune('i'+rng.IntN(4)))] = randomValue(rng, depth-1)
	}
	return out
}

// yamlStyle writes data the way a certain person would.
type yamlStyle struct {
	rng      *rand.Rand
	unit     int
	shuffle  bool
	flow     int // in how many of ten mappings
	comments bool
	note     int
}

func (s *yamlStyle) write(m map[string]any) string {
	var b strings.Builder
	s.block(&b, m, 0)
	return b.String()
}

func (s *yamlStyle) keys(m map[string]any) []string {
	keys := slices.Sorted(maps.Keys(m))
	if s.shuffle {
		s.rng.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	}
	return keys
}

func (s *yamlStyle) comment() string {
	s.note++
	return fmt.Sprintf("# note %d", s.note)
}

func (s *yamlStyle) block(b *strings.Builder, m map[string]any, col int) {
	indent := strings.Repeat(" ", col)
	for i, key := range s.keys(m) {
		if s.comments && i > 0 && s.rng.IntN(4) == 0 {
			b.WriteString("\n")
		}
		if s.comments && s.rng.IntN(5) == 0 {
			b.WriteString(indent + s.comment() + "\n")
		}
		b.WriteString(indent + key + ":")
		s.value(b, m[key], col)
	}
}

func (s *yamlStyle) value(b *strings.Builder, v any, col int) {
	switch v := v.(type) {
	case map[string]any:
		if s.rng.IntN(10) < s.flow {
			b.WriteString(" " + s.inline(v) + "\n")
			return
		}
		b.WriteString("\n")
		s.block(b, v, col+s.unit)
	case []any:
		if _, isMap := v[0].(map[string]any); !isMap || s.rng.IntN(10) < s.flow {
			b.WriteString(" " + s.inline(v) + "\n")
			return
		}
		b.WriteString("\n")
		for _, each := range v {
			item := each.(map[string]any)
			indent := strings.Repeat(" ", col+s.unit)
			fmt.Fprintf(b, "%s- triggerName: %s\n%s  x: %d\n", indent, item["triggerName"], indent, item["x"])
		}
	case string:
		if v == "one\ntwo\n" && s.rng.IntN(2) == 0 {
			indent := strings.Repeat(" ", col+s.unit)
			b.WriteString(" |\n" + indent + "one\n" + indent + "two\n")
			return
		}
		b.WriteString(" " + s.inline(v))
		s.endLine(b)
	default:
		b.WriteString(" " + s.inline(v))
		s.endLine(b)
	}
}

func (s *yamlStyle) endLine(b *strings.Builder) {
	if s.comments && s.rng.IntN(5) == 0 {
		b.WriteString(" " + s.comment())
	}
	b.WriteString("\n")
}

func (s *yamlStyle) inline(v any) string {
	switch v := v.(type) {
	case map[string]any:
		var parts []string
		for _, key := range s.keys(v) {
			parts = append(parts, key+": "+s.inline(v[key]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		var parts []string
		for _, each := range v {
			parts = append(parts, s.inline(each))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		if s.rng.IntN(2) == 0 && !strings.Contains(v, "\n") {
			return "'" + strings.ReplaceAll(v, "'", "''") + "'"
		}
		return fmt.Sprintf("%q", v)
	default:
		return fmt.Sprint(v)
	}
}

// mergeData is the three-way merge of mappings, told apart from mergeKeys: by
// the rule alone, on plain data. It is false for a conflict.
func mergeData(base, ours, theirs any) (any, bool) {
	switch {
	case reflect.DeepEqual(base, theirs), reflect.DeepEqual(ours, theirs):
		return ours, true
	}
	o, oursOK := namedParts(ours)
	t, theirsOK := namedParts(theirs)
	b, baseOK := namedParts(base)
	sameKind := reflect.TypeOf(ours) == reflect.TypeOf(theirs) && (base == nil || reflect.TypeOf(base) == reflect.TypeOf(ours))
	if !oursOK || !theirsOK || base != nil && !baseOK || !sameKind {
		return theirs, reflect.DeepEqual(base, ours)
	}
	out := map[string]any{}
	names := map[string]bool{}
	for _, m := range []map[string]any{b, o, t} {
		for name := range m {
			names[name] = true
		}
	}
	for name := range names {
		merged, ok := mergeData(b[name], o[name], t[name])
		if !ok {
			return nil, false
		}
		if merged != nil {
			out[name] = merged
		}
	}
	if _, isList := ours.([]any); isList {
		var list []any
		for _, name := range slices.Sorted(maps.Keys(out)) {
			list = append(list, out[name])
		}
		return list, true
	}
	return out, true
}

// namedParts gives a mapping as it is, and a list of triggers by name.
func namedParts(v any) (map[string]any, bool) {
	switch v := v.(type) {
	case map[string]any:
		return v, true
	case []any:
		parts := map[string]any{}
		for _, each := range v {
			item, ok := each.(map[string]any)
			if !ok {
				return nil, false
			}
			parts[item["triggerName"].(string)] = item
		}
		return parts, true
	default:
		return nil, false
	}
}

// sortedTriggers gives back the data with all lists of triggers in order.
func sortedTriggers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = sortedTriggers(v[key])
		}
	case []any:
		parts, ok := namedParts(v)
		if !ok {
			return v
		}
		for i, name := range slices.Sorted(maps.Keys(parts)) {
			v[i] = parts[name]
		}
	}
	return v
}

func decodeYAML(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return sortedTriggers(v)
}

// TestMergeYAMLProperties compares YAML, on texts of many styles, with a
// merge of their data.
func TestMergeYAMLProperties(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 0))
	clean, conflicts, declined, back := 0, 0, 0, 0
	const n = 800
	for range n {
		data := randomMap(rng, 3)
		house := func(m map[string]any) []byte { return []byte((&yamlStyle{rng: rng, unit: 2}).write(m)) }
		base, theirs := house(data), house(editMap(rng, data, 3))
		person := yamlStyle{rng: rng, unit: 2 + 2*rng.IntN(2), shuffle: rng.IntN(2) == 0, flow: rng.IntN(4), comments: rng.IntN(2) == 0}
		ours := []byte(person.write(editMap(rng, data, 3)))
		if rng.IntN(4) == 0 {
			ours = bytes.TrimSuffix(ours, []byte("\n"))
		}
		if rng.IntN(4) == 0 {
			ours = bytes.ReplaceAll(ours, []byte("\n"), []byte("\r\n"))
		}

		merged, ok, err := YAML(base, ours, theirs)
		want, mergeable := mergeData(decodeYAML(t, base), decodeYAML(t, ours), decodeYAML(t, theirs))
		where := func() string {
			return fmt.Sprintf("base\n%s\nours\n%s\ntheirs\n%s\nmerged\n%s", base, ours, theirs, merged)
		}
		switch {
		case ok && !mergeable:
			t.Fatalf("merged in spite of a conflict\n%s", where())
		case err != nil:
			declined++
			continue
		case !ok:
			if conflicts++; mergeable {
				t.Fatalf("a conflict without reason\n%s", where())
			}
			continue
		}
		clean++
		if got := decodeYAML(t, merged); !reflect.DeepEqual(got, sortedTriggers(want)) {
			t.Fatalf("got %v, want %v\n%s", got, want, where())
		}
		if bytes.Contains(ours, []byte("\r\n")) && bytes.Count(merged, []byte("\n")) != bytes.Count(merged, []byte("\r\n")) {
			t.Fatalf("line ends of two kinds\n%s", where())
		}
		for i := range person.note {
			if note := fmt.Sprintf("# note %d", i+1); bytes.Contains(ours, []byte(note)) && !bytes.Contains(merged, []byte(note)) {
				t.Fatalf("%q is lost\n%s", note, where())
			}
		}
		// What came goes again, byte for byte, unless it was changed in place
		// or the person had the same.
		if undone, ok, err := YAML(theirs, merged, base); ok && !bytes.Equal(merged, ours) && err == nil && onlyAdds(decodeYAML(t, base), decodeYAML(t, theirs)) && onlyAdds(decodeYAML(t, ours), decodeYAML(t, merged)) {
			if disjoint(decodeYAML(t, base), decodeYAML(t, theirs), decodeYAML(t, ours)) {
				if back++; !bytes.Equal(undone, ours) {
					t.Fatalf("undone it is\n%s\n%s", undone, where())
				}
			}
		}
	}
	t.Logf("%d: clean %d, conflicts %d, declined %d, undone %d", n, clean, conflicts, declined, back)
	if clean < n/4 || conflicts < n/20 || declined > n/20 || back < n/50 {
		t.Errorf("%d clean, %d conflicts, %d declined, %d undone: the cases are one-sided", clean, conflicts, declined, back)
	}
}

// onlyAdds reports whether b is a with more keys and items.
func onlyAdds(a, b any) bool {
	x, xOK := namedParts(a)
	y, yOK := namedParts(b)
	if !xOK || !yOK || reflect.TypeOf(a) != reflect.TypeOf(b) {
		return reflect.DeepEqual(a, b)
	}
	for name := range x {
		if _, has := y[name]; !has || !onlyAdds(x[name], y[name]) {
			return false
		}
	}
	return true
}

// disjoint reports whether the person has nothing of what theirs adds.
func disjoint(base, theirs, ours any) bool {
	b, _ := namedParts(base)
	th, thOK := namedParts(theirs)
	o, oOK := namedParts(ours)
	if !thOK || !oOK {
		return true
	}
	for name := range th {
		switch _, had := b[name]; {
		case !had && o[name] != nil:
			return false
		case had && o[name] != nil && !disjoint(b[name], th[name], o[name]):
			return false
		}
	}
	return true
}

func FuzzMergeYAML(f *testing.F) {
	f.Add(yamlBase, "# mine\n"+yamlBase, strings.Replace(yamlBase, hookBlock, "", 1))
	f.Add(strings.Replace(yamlBase, hookBlock, "", 1), yamlBase+"own: 1", yamlBase)
	f.Add("a: {b: 1}\n", "a: {b: 1, c: [x, 'y']}\n", "a: {b: 2}\nd: |\n  x\n")
	f.Add("t:\n- triggerName: a\n", "t:\n  - triggerName: a\n    x: &y 1\n", "t:\n- triggerName: a\n- triggerName: b\n")
	f.Fuzz(func(t *testing.T, base, ours, theirs string) {
		merged, clean, err := YAML([]byte(base), []byte(ours), []byte(theirs))
		if !clean {
			if merged != nil {
				t.Fatalf("not clean, and yet merged is %q", merged)
			}
			return
		}
		if err != nil {
			t.Fatalf("clean, and yet an error: %v", err)
		}
		if !SameKeys([]byte(base), []byte(ours), []byte(theirs), merged) {
			t.Fatalf("the merge %q does not have the keys that it should", merged)
		}
		if undone, ok, err := YAML([]byte(theirs), merged, []byte(theirs)); !ok || !bytes.Equal(undone, merged) {
			t.Fatalf("merged again: %q, %v, %v", undone, ok, err)
		}
	})
}
