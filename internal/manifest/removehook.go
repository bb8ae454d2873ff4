package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/fc"
)

// RemoveHook is data, the s.yaml that choice.File names, without the hook of
// that fc.Hook.Name in the function that choice means; a lifecycle that would
// be empty goes with its last hook. Every other line stays. Where the hook is
// not there, data itself is returned.
//
// What AddHook wrote goes, and what was there before it is there again, byte for
// byte: also a lifecycle that was {}, which is told by braces where AddHook by
// itself would have written lines. Three cases cannot be told from the file, and
// nothing of the hook remains in them either: a lifecycle or a hook that was
// null, a hook without a handler, and {} inside of braces. The exact way back
// from there is fcgen undo.
//
// To the service, a key that is left out is not yet a hook that is switched
// off: it is the fc3 component that compares and sends the empty handler (FC3
// src/resources/fc/impl/replace-function-config.ts). So the key goes, as a
// person would delete it, and the next deployment does the rest.
//
// The errors are those of AddHook; Refused.Paste is empty.
func RemoveHook(data []byte, choice Choice, hook string) ([]byte, error) {
	h, known := fc.HookNamed(hook)
	if !known {
		return nil, fmt.Errorf("there is no hook %q", hook)
	}
	if choice.File == "" {
		choice.File = "s.yaml"
	}
	s, err := findSite(data, choice, h)
	if err != nil {
		return nil, refusal(err, choice.File, "")
	}
	if !s.entry.there() && !s.configured() {
		return data, nil
	}
	if why := s.noRemoval(choice.File); why != nil {
		return nil, why
	}
	if changed := s.emptied().apply(data); s.removedOnly(changed, choice, s.config, s.entry) {
		return changed, nil
	}
	of, gone := s.config, s.entry
	if len(s.config.value.Content) == 2 {
		of, gone = s.props, s.config
	}
	for _, one := range s.removals(of.value, gone) {
		if changed := one.apply(data); s.removedOnly(changed, choice, of, gone) {
			return changed, nil
		}
	}
	return nil, &Refused{File: choice.File, Line: gone.key.Line, Reason: "its lines are laid out in a way that nothing can be taken from safely"}
}

// emptied is the way back to a lifecycle of {} that AddHook put a hook into; one
// that makes no sense where the lifecycle is another.
func (s site) emptied() splice {
	config, timeout := s.config.value, child(s.entry.value, "timeout")
	if timeout == nil || s.props.value.Style&yaml.FlowStyle != 0 || config.Style&yaml.FlowStyle == 0 || len(config.Content) != 2 {
		return splice{start: -1}
	}
	seconds, err := strconv.Atoi(timeout.Value)
	open := s.opening(config)
	if err != nil || open < 0 {
		return splice{start: -1}
	}
	st := s.styleOf(config, s.config.key)
	text := st.pad + entry{key: s.hook.Key, values: bodyOf(s.hook, seconds)}.flow(st)
	if !bytes.HasPrefix(s.data[open+1:], []byte(text)) {
		return splice{start: -1}
	}
	return splice{start: open + 1, end: open + 1 + len(text)}
}

func (s site) noRemoval(file string) *Refused {
	if s.unwanted != nil {
		return s.unwanted
	}
	if from := s.inherited(); from != "" {
		return &Refused{File: file, Line: s.lifecycle().At.Line, Reason: from}
	}
	if !s.entry.there() {
		return &Refused{File: file, Line: s.props.key.Line, Reason: s.hook.Key + " is written elsewhere"}
	}
	if line := s.lent(s.entry.value); line > 0 {
		return &Refused{File: file, Line: line, Reason: "what stands here is used elsewhere by an alias"}
	}
	return nil
}

// lent is the line of what an alias elsewhere stands for, or 0.
func (s site) lent(n *yaml.Node) int {
	if n.Anchor != "" && aliased(s.root, n) {
		return n.Line
	}
	for _, c := range n.Content {
		if line := s.lent(c); line > 0 {
			return line
		}
	}
	return 0
}

// removedOnly is whether changed reads as data does, but for the key gone of
// the mapping of.
func (s site) removedOnly(changed []byte, choice Choice, of, gone written) bool {
	choice.Resource = s.id
	before, err := findSite(s.data, choice, s.hook)
	after, errAfter := findSite(changed, choice, s.hook)
	if errors.Join(err, errAfter) != nil || after.entry.there() {
		return false
	}
	if of == s.props {
		without(before.props.value, gone.key.Value)
	} else {
		without(before.config.value, gone.key.Value)
	}
	return equal(before.root, after.root)
}
