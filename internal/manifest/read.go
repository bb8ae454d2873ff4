package manifest

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/fc"
)

// defaults is a function whose s.yaml says nothing.
func defaults() Function {
	f := Function{
		Region: "cn-hangzhou", Handler: fc.DefaultHandler, Account: Account, Port: fc.DefaultPort,
		CPU: fc.DefaultCPU, Memory: fc.DefaultMemory, Timeout: fc.DefaultTimeout * time.Second, Concurrency: fc.DefaultConcurrency,
		Hooks: map[string]Hook{},
	}
	for _, h := range fc.Hooks() {
		f.Hooks[h.Name] = Hook{Timeout: time.Duration(h.DefaultTimeout) * time.Second}
	}
	return f
}

func (r *reader) function() Function {
	f := defaults()
	f.File, f.Sources, f.Resource = r.file.File, sources(r.file.Files), r.id
	f.Name = r.text("functionName", r.id, needed)
	f.Region = r.text("region", f.Region, optional)
	f.Runtime = r.text("runtime", "", needed)
	f.Handler = r.text("handler", f.Handler, optional)

	config := "customRuntimeConfig"
	if container(f.Runtime) {
		config = "customContainerConfig"
		f.Image = r.text(config+".image", "", optional)
		f.Command = append(r.words(config+".entrypoint"), r.words(config+".command")...)
	} else {
		f.Code = r.code()
		f.Command = append(r.words(config+".command"), r.words(config+".args")...)
	}
	f.Port = r.whole(config+".port", 1, math.MaxUint16, f.Port, needed)
	f.HealthCheck = r.healthCheck(config + ".healthCheckConfig")
	f.Env = r.environment()
	f.Async = r.async()
	f.IdleTimeout, f.MinInstances = r.idleTimeout(), r.minInstances()

	f.CPU = r.number("cpu", 0, math.MaxInt32, f.CPU, optional)
	f.Memory = r.whole("memorySize", 1, math.MaxInt32, f.Memory, optional)
	f.Timeout = r.seconds("timeout", 1, fc.DefaultTimeout, needed)
	f.Concurrency = r.whole("instanceConcurrency", 1, math.MaxInt32, f.Concurrency, optional)
	for _, h := range fc.Hooks() {
		f.Hooks[h.Name] = r.hook(h)
	}
	f.Trigger = r.trigger()
	f.Timers = r.timers()
	f.Unplayed = r.unplayed()
	if n := r.at("logConfig", optional); n != nil && n.Kind == yaml.MappingNode {
		f.LogProject, f.Logstore = r.text("logConfig.project", "", optional), r.text("logConfig.logstore", "", optional)
	}
	f.Lines, f.Elsewhere = r.lines()
	f.Unresolved = r.unresolved
	return f
}

// sources are files, each once.
func sources(files []string) []string {
	files = slices.Clone(files)
	slices.Sort(files)
	return slices.Compact(files)
}

// container is whether a runtime starts an image of the person's own.
func container(runtime string) bool {
	known, _ := fc.RuntimeNamed(runtime)
	return known.Container || runtime == "micro-sandbox"
}

// code is the folder that becomes /code. A place in the object store is none.
func (r *reader) code() string {
	n := r.at("code", optional)
	if n != nil && n.Kind == yaml.MappingNode {
		n = r.at("code.src", optional)
	}
	if n == nil || n.Kind != yaml.ScalarNode || n.Value == "" || strings.Contains(n.Value, "://") {
		return ""
	}
	path := filepath.FromSlash(n.Value)
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(filepath.Dir(r.file.File), path)
}

func (r *reader) environment() map[string]string {
	n := r.at("environmentVariables", optional)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n, "environmentVariables", "it is no mapping of names to values")
		return nil
	}
	env := map[string]string{}
	for k, v := range pairs(n) {
		key := "environmentVariables." + k.Value
		found := r.fill(v, key, optional)
		switch {
		case isNull(v): // it is not sent
		case found == nil:
			env[k.Value] = v.Value // a variable that has no value here stays, for all to see
		case found.Kind != yaml.ScalarNode:
			r.fail(v, key, "it is not a single value")
		default:
			env[k.Value] = found.Value
		}
	}
	return env
}

// hook reads a hook. Its handler must be a text: a bare true is something else
// to the component, and the hook would not be there (D/040).
func (r *reader) hook(h fc.Hook) Hook {
	key := "instanceLifecycleConfig." + h.Key
	hook := Hook{Timeout: r.seconds(key+".timeout", 1, h.DefaultTimeout, needed)}
	written := child(child(r.at("instanceLifecycleConfig", needed), h.Key), "handler")
	n := r.fill(written, key+".handler", optional)
	switch {
	case isNull(written):
	case n == nil:
		hook.Handler = written.Value
	case n.Kind != yaml.ScalarNode || n.Tag != "!!str":
		r.fail(written, key+".handler", "%s is not a string: write %q, with the quotes", shown(n), h.Handler)
	default:
		hook.Handler = n.Value
	}
	hook.Configured = hook.Handler != ""
	return hook
}

func shown(n *yaml.Node) string {
	switch n.Kind {
	case yaml.ScalarNode:
		return n.Value
	case yaml.SequenceNode:
		return "a list"
	default:
		return "a mapping"
	}
}

func (r *reader) healthCheck(key string) *HealthCheck {
	if n := r.at(key, optional); n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	return &HealthCheck{
		Path:             r.text(key+".httpGetUrl", "/", optional),
		InitialDelay:     r.seconds(key+".initialDelaySeconds", 0, fc.DefaultHealthDelay, optional),
		Period:           r.seconds(key+".periodSeconds", 1, fc.DefaultHealthPeriod, optional),
		Timeout:          r.seconds(key+".timeoutSeconds", 1, fc.DefaultHealthTimeout, optional),
		FailureThreshold: r.whole(key+".failureThreshold", 1, math.MaxInt32, fc.DefaultHealthFailureThreshold, optional),
		SuccessThreshold: r.whole(key+".successThreshold", 1, math.MaxInt32, fc.DefaultHealthSuccessThreshold, optional),
	}
}

// lines are the lines of every key under props, and the files of those that do
// not stand in the s.yaml itself.
func (r *reader) lines() (lines map[string]int, files map[string]string) {
	lines = map[string]int{}
	note := func(key string, n *yaml.Node) {
		lines[key] = n.Line
		if file := r.file.elsewhere(n); file != "" {
			if files == nil {
				files = map[string]string{}
			}
			files[key] = file
		}
	}
	var walk func(n *yaml.Node, path string)
	walk = func(n *yaml.Node, path string) {
		for k, v := range pairs(n) {
			key := strings.TrimPrefix(path+"."+k.Value, ".")
			note(key, k)
			walk(v, key)
		}
		for i, item := range items(n) {
			key := fmt.Sprintf("%s[%d]", path, i)
			note(key, item)
			walk(item, key)
		}
	}
	walk(r.props, "")
	return lines, files
}
