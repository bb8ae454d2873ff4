package fc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Finding is one thing that is wrong, or may be, with an s.yaml.
type Finding struct {
	Line       int    // from 1
	Path       string // of keys, "resources.demo.props.cpu"
	Message    string
	Warning    bool // the platform may take it after all
	UnknownKey bool // the key at Path is one that nobody reads
	WrongType  bool // the value is of another type than the API's

	File string     // another file than the one that was read; "" for that
	Node *yaml.Node // what it is about; nil where the file cannot be read
}

func (f Finding) String() string {
	if f.Path == "" {
		return fmt.Sprintf("line %d: %s", f.Line, f.Message)
	}
	return fmt.Sprintf("line %d: %s: %s", f.Line, f.Path, f.Message)
}

// CheckSYAML returns what LintSYAML finds, warnings left out, as one error.
func CheckSYAML(data []byte) error {
	var errs []error
	for _, f := range LintSYAML(data) {
		if !f.Warning {
			errs = append(errs, errors.New(f.String()))
		}
	}
	return errors.Join(errs...)
}

// LintSYAML reads an s.yaml of edition 3.0.0 and says what the fc3 component
// or the platform would not take. It is stricter than the component, which
// passes unknown keys on and only logs what its schema refuses (FC3
// src/utils/verify.ts). Resources of other components are left alone, and so
// are values that hold a ${variable}. A component that is a variable counts as
// fc3 if it has a functionName.
func LintSYAML(data []byte) []Finding {
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := d.Decode(&doc); err != nil {
		line, message := YAMLError(err)
		return []Finding{{Line: line, Message: message}}
	}
	if err := d.Decode(&second); !errors.Is(err, io.EOF) {
		return []Finding{{Line: second.Line, Message: "it holds more than one document"}}
	}
	return LintContent(doc.Content[0])
}

// LintContent is LintSYAML for a file that was read already.
func LintContent(root *yaml.Node) []Finding {
	l := linter{left: maxValues}
	l.file(root)
	return l.findings
}

// maxValues is how many values of an s.yaml are checked, those that its aliases
// stand for each time anew: a few lines of aliases stand for more than any machine
// has time for.
const maxValues = 200_000

type linter struct {
	findings []Finding
	left     int // of maxValues
}

func (l *linter) say(n *yaml.Node, path, format string, args ...any) {
	l.findings = append(l.findings, Finding{Line: n.Line, Path: path, Message: fmt.Sprintf(format, args...), Node: n})
}

func (l *linter) warn(n *yaml.Node, path, format string, args ...any) {
	l.say(n, path, format, args...)
	l.findings[len(l.findings)-1].Warning = true
}

// file checks the top level (github.com/Serverless-Devs/Serverless-Devs, docs/zh/yaml.md).
func (l *linter) file(n *yaml.Node) {
	top := anObject(map[string]rule{
		"edition": aText(), "name": aText(), "access": aText(), "vars": anything(), "resources": anything(),
		"actions": anything(), "flow": anything(), "extend": aText(), "template": anything(), "env": aText(),
	}, "edition", "resources")
	l.value(n, "", top)
	if e := child(n, "edition"); e != nil && e.Value != "3.0.0" {
		l.say(e, "edition", "%q is not 3.0.0, the edition that fc3 belongs to", e.Value)
	}
	for name, r := range children(child(n, "resources")) {
		if c := child(r, "component"); c != nil && (IsComponent(c.Value) || (variable(c) || IsLocalComponent(c.Value)) && child(child(r, "props"), "functionName") != nil) {
			l.function(child(r, "props"), r, "resources."+name+".props")
		}
	}
}

// function checks one function: each value by the table, then what holds between values.
func (l *linter) function(props, resource *yaml.Node, path string) {
	if props == nil {
		l.say(resource, path, "there is none")
		return
	}
	l.value(props, path, functionRules())
	l.name(child(props, "functionName"), path)
	l.resources(props, path)
	l.code(props, path)
	l.session(props, path)
	l.place(props, path)
	l.quota(props, path)
	for name, hook := range children(child(props, "instanceLifecycleConfig")) {
		l.hook(hook, name, path+".instanceLifecycleConfig."+name, child(props, "gpuConfig") != nil)
	}
	for i, trigger := range items(child(props, "triggers")) {
		l.trigger(trigger, fmt.Sprintf("%s.triggers[%d]", path, i))
	}
}

func (l *linter) name(n *yaml.Node, path string) {
	if n != nil && !variable(n) {
		if err := CheckFunctionName(n.Value); err != nil {
			l.say(n, path+".functionName", "%v", err)
		}
	}
}

func (l *linter) resources(props *yaml.Node, path string) {
	cpu, memory, disk := child(props, "cpu"), child(props, "memorySize"), child(props, "diskSize")
	if cpu == nil && disk == nil && (memory == nil || memory.Value == strconv.Itoa(DefaultMemory)) {
		return // the component takes 0.35 vCPU, 512 MB and a disk of 512 MB (FC3 src/base.ts)
	}
	for _, key := range []string{"cpu", "memorySize", "diskSize"} {
		if child(props, key) == nil {
			l.say(props, path+"."+key, "it is missing: without it the component picks values by rules of its own")
		}
	}
	c, cok := asNumber(cpu)
	m, mok := asNumber(memory)
	if d, ok := asNumber(disk); ok {
		l.limit(disk, path+".diskSize", CheckDisk(int(d)))
	}
	if cok {
		l.limit(cpu, path+".cpu", CheckCPU(c))
	}
	if mok {
		l.limit(memory, path+".memorySize", CheckMemory(int(m)))
	}
	if cok && mok && CheckCPU(c) == nil && CheckMemory(int(m)) == nil {
		l.limit(cpu, path+".cpu", CheckRatio(c, int(m)))
	}
}

func (l *linter) limit(n *yaml.Node, path string, err error) {
	already := func(f Finding) bool { return f.Line == n.Line && f.Path == path }
	if err != nil && !slices.ContainsFunc(l.findings, already) {
		l.say(n, path, "%v", err)
	}
}

// code checks that the runtime has what it starts: an image, or code.
func (l *linter) code(props *yaml.Node, path string) {
	runtime := child(props, "runtime")
	if runtime == nil || variable(runtime) {
		return
	}
	r, known := RuntimeNamed(runtime.Value)
	if !known && runtime.Value != "micro-sandbox" {
		return // what it would start is not known, and that the runtime is not is said
	}
	code, image := child(props, "code"), child(props, "customContainerConfig")
	if known && !r.Container {
		if code == nil {
			l.say(props, path+".code", "the runtime %s needs it", runtime.Value)
		}
		if image != nil {
			l.say(image, path+".customContainerConfig", "the runtime %s takes no image", runtime.Value)
		}
		return
	}
	if image == nil {
		l.say(props, path+".customContainerConfig", "the runtime %s needs it", runtime.Value)
	}
	if code != nil {
		l.warn(code, path+".code", "the runtime %s leaves it unused", runtime.Value)
	}
}

// hook checks one entry of instanceLifecycleConfig (FC3 src/resources/fc/impl/replace-function-config.ts; D/040).
func (l *linter) hook(n *yaml.Node, key, path string, gpu bool) {
	handler, command, timeout := child(n, "handler"), child(n, "command"), child(n, "timeout")
	if handler != nil && command != nil && len(command.Content) > 0 && handler.Value != "" {
		l.say(command, path, "handler and command exclude each other")
	}
	if handler == nil && command == nil {
		l.say(n, path, "it has no handler, so the platform does not call it")
	}
	switch runs := command != nil && len(command.Content) > 0; {
	case runs && key == "preStop":
		l.say(command, path+".command", "only the initializer may have one: a pre-stop is a call")
	case runs && !gpu && handler == nil:
		l.warn(command, path+".command", "only GPU functions run a command as their initializer: write a handler, and answer POST /initialize")
	}
	t, ok := asNumber(timeout)
	for _, h := range Hooks() {
		if h.Key == key && ok && t > float64(h.MaxTimeout) {
			l.warn(timeout, path+".timeout", "%v seconds are above the platform's limit of %d; see %s", t, h.MaxTimeout, QuotaPage)
		}
	}
}

func (l *linter) trigger(n *yaml.Node, path string) {
	kind, config := child(n, "triggerType"), child(n, "triggerConfig")
	if kind == nil || config == nil {
		return
	}
	if r, ok := triggerRules()[kind.Value]; ok {
		l.value(config, path+".triggerConfig", r)
	}
	cors, methods := child(config, "corsConfig"), child(config, "methods")
	options := func(n *yaml.Node) bool { return n.Value == "OPTIONS" || variable(n) }
	if cors != nil && methods != nil && !variable(methods) && !slices.ContainsFunc(items(methods), options) {
		l.warn(methods, path+".triggerConfig.methods", "OPTIONS is missing: browsers ask with it before a call across origins, and corsConfig is there to answer")
	}
}

// value checks one value against its rule, and what is inside it.
func (l *linter) value(n *yaml.Node, path string, r rule) {
	if l.left--; l.left < 0 {
		if l.left == -1 {
			l.warn(n, "", "the file has more than %d values, those of its aliases among them: the rest is not checked", maxValues)
		}
		return
	}
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if variable(n) || r.orText && n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
		return
	}
	if !r.fits(n) {
		l.say(n, path, "%s is not %s%s", shown(n), r.kind, quoteRemedy(n, r))
		l.findings[len(l.findings)-1].WrongType = true
		return
	}
	if v, ok := asNumber(n); ok && r.max != 0 && (v < r.min || v > r.max) {
		l.say(n, path, "%s is outside %v to %v", n.Value, r.min, r.max)
	}
	if len(r.enum) > 0 && !slices.Contains(r.enum, n.Value) {
		if r.open {
			l.warn(n, path, "%q is none that fcgen knows (of %s)%s", n.Value, FactsDate(), Suggest(n.Value, r.enum))
		} else {
			l.say(n, path, "%q is none of %s", n.Value, strings.Join(r.enum, ", "))
		}
	}
	switch r.kind {
	case object:
		l.object(n, path, r)
	case list:
		for i, item := range items(n) {
			l.value(item, fmt.Sprintf("%s[%d]", path, i), *r.item)
		}
	}
}

func (l *linter) object(n *yaml.Node, path string, r rule) {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, at := n.Content[i].Value, join(path, n.Content[i].Value)
		if seen[key] {
			l.say(n.Content[i], at, "it stands here twice")
		}
		seen[key] = true
		if rule, ok := r.keys[key]; ok {
			l.value(n.Content[i+1], at, rule)
		} else if r.keys != nil && key != "<<" {
			l.say(n.Content[i], at, "unknown key%s", Suggest(key, slices.Sorted(maps.Keys(r.keys))))
			l.findings[len(l.findings)-1].UnknownKey = true
		} else if r.values != nil {
			l.value(n.Content[i+1], at, *r.values)
		}
	}
	for _, key := range r.required {
		if !seen[key] {
			l.say(n, join(path, key), "it is missing")
		}
	}
}

func (r rule) fits(n *yaml.Node) bool {
	switch r.kind {
	case "":
		return true
	case text:
		return n.Kind == yaml.ScalarNode && n.Tag == "!!str"
	case whole:
		v, ok := asNumber(n)
		return ok && v == math.Trunc(v)
	case number:
		_, ok := asNumber(n)
		return ok
	case boolean:
		return n.Kind == yaml.ScalarNode && n.Tag == "!!bool"
	case list:
		return n.Kind == yaml.SequenceNode
	default:
		return n.Kind == yaml.MappingNode
	}
}

func quoteRemedy(n *yaml.Node, r rule) string {
	if r.kind == text && n.Kind == yaml.ScalarNode && n.Value != "" {
		return fmt.Sprintf(": write %q, with the quotes", n.Value)
	}
	return ""
}

func shown(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	default:
		return strconv.Quote(n.Value)
	}
}

// variable reports whether n holds a ${…} that Serverless Devs fills in later.
func variable(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && strings.Contains(n.Value, "${") }

func asNumber(n *yaml.Node) (float64, bool) {
	if n == nil || n.Kind != yaml.ScalarNode || n.Tag != "!!int" && n.Tag != "!!float" {
		return 0, false
	}
	var v float64
	err := n.Decode(&v)
	return v, err == nil && !math.IsNaN(v)
}

func child(n *yaml.Node, key string) *yaml.Node {
	for k, v := range children(n) {
		if k == key {
			return v
		}
	}
	return nil
}

// children goes through a mapping; anything else has none.
func children(n *yaml.Node) func(func(string, *yaml.Node) bool) {
	return func(yield func(string, *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			v := n.Content[i+1]
			if v.Kind == yaml.AliasNode {
				v = v.Alias
			}
			if !yield(n.Content[i].Value, v) {
				return
			}
		}
	}
}

func items(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

func join(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }
