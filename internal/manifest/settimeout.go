package manifest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/fc"
)

// SetHookTimeout is data, the s.yaml that choice.File names, with another timeout
// (whole seconds) for the hook of that fc.Hook.Name, in choice.Resource. Nothing
// else changes: the person's comments, quotes and line ends stay. Where the hook
// is not configured there, or the result would not read back as meant, the error
// is a *Refused with the lines to write.
func SetHookTimeout(data []byte, choice Choice, hook string, seconds int) ([]byte, error) {
	resource := choice.Resource
	if choice.File == "" {
		choice.File = "s.yaml"
	}
	h, known := fc.HookNamed(hook)
	switch {
	case !known:
		return nil, fmt.Errorf("there is no hook %q", hook)
	case seconds < 1:
		return nil, fmt.Errorf("a timeout of %d seconds is none", seconds)
	}
	root, err := parse(choice.File, data)
	if err != nil {
		return nil, err
	}
	at, why := findHook(root, resource, h.Key)
	if why != nil {
		if f, err := parsed(data, choice); err == nil {
			if from := (site{resolved: f, id: resource}).inherited(); from != "" {
				why.Reason = from
			}
		}
		why.File, why.Paste = choice.File, paste(h, seconds)
		return nil, why
	}
	for _, s := range at.splices(data, strconv.Itoa(seconds)) {
		changed := s.apply(data)
		if sameBut(data, changed, resource, h.Key, seconds) {
			return changed, nil
		}
	}
	return nil, &Refused{
		File: choice.File, Line: at.hook.Line, Paste: paste(h, seconds),
		Reason: fmt.Sprintf("the timeout of %s is written in a way that cannot be changed safely", h.Key),
	}
}

// place is where a hook stands in an s.yaml.
type place struct {
	hook           *yaml.Node // the mapping
	key, handler   *yaml.Node
	timeoutKey, at *yaml.Node // nil if there is no timeout in the mapping itself
}

// findHook finds a configured hook that is written out in its resource: what
// comes from elsewhere by an alias or a merge counts for others too.
func findHook(root *yaml.Node, resource, key string) (place, *Refused) {
	refuse := func(line int, format string, args ...any) (place, *Refused) {
		return place{}, &Refused{Line: line, Reason: fmt.Sprintf(format, args...)}
	}
	n := root
	for _, part := range []string{"resources", resource, "props", "instanceLifecycleConfig", key} {
		k, v := ownPair(n, part)
		if k == nil {
			if found, _ := pair(n, part); found != nil {
				return refuse(found.Line, "%s is merged from elsewhere, so a change would count for others too", part)
			}
			return refuse(n.Line, "resource %q has no hook %s: there is no %s", resource, key, part)
		}
		if v.Kind == yaml.AliasNode || v.Anchor != "" && aliased(root, v) {
			return refuse(k.Line, "%s is shared with others by an anchor, so a change would count for them too", part)
		}
		n = v
	}
	p := place{hook: n}
	if p.key, p.handler = ownPair(n, "handler"); target(p.handler) == nil || target(p.handler).Value == "" {
		return refuse(n.Line, "the hook %s has no handler, so the platform does not call it", key)
	}
	p.timeoutKey, p.at = ownPair(n, "timeout")
	for i := 0; i < len(n.Content); i += 2 {
		if k := n.Content[i]; k.Value == "timeout" && k != p.timeoutKey {
			return refuse(k.Line, "timeout stands here twice")
		}
	}
	if p.at != nil && p.at.Anchor != "" && aliased(root, p.at) {
		return refuse(p.at.Line, "the timeout is shared with others by an anchor, so a change would count for them too")
	}
	return p, nil
}

// aliased is whether an alias under n stands for anchor.
func aliased(n, anchor *yaml.Node) bool {
	return n.Kind == yaml.AliasNode && n.Alias == anchor ||
		slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return aliased(c, anchor) })
}

// sameBut is whether changed reads as data does, but for the hook's timeout,
// which is seconds.
func sameBut(data, changed []byte, resource, key string, seconds int) bool {
	before, err := parse("s.yaml", data)
	after, errAfter := parse("s.yaml", changed)
	if errors.Join(err, errAfter) != nil {
		return false
	}
	a, why := findHook(before, resource, key)
	b, whyAfter := findHook(after, resource, key)
	if why != nil || whyAfter != nil || b.at == nil {
		return false
	}
	if v, err := asNumber(b.at); err != nil || v != float64(seconds) || b.at.Kind != yaml.ScalarNode {
		return false
	}
	for _, p := range []place{a, b} {
		if p.at != nil {
			i := slices.Index(p.hook.Content, p.timeoutKey)
			p.hook.Content = slices.Delete(p.hook.Content, i, i+2)
		}
	}
	return equal(before, after)
}

// equal compares what two documents say. Comments are left to the splice: it
// takes away nothing else.
func equal(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Value != b.Value || a.Anchor != b.Anchor || a.Style != b.Style || len(a.Content) != len(b.Content) {
		return false
	}
	for i := range a.Content {
		if !equal(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}
