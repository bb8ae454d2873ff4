package manifest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/fc"
)

// AddHook is data, the s.yaml that choice.File names, with the hook of that
// fc.Hook.Name configured for the function that choice means: lines are added,
// and every byte that was there stays. Its handler is the hook's own and always
// quoted, since an unquoted true would be no string (D/040); its timeout is
// that many seconds. A hook that is there without a handler gets one. Where the
// platform calls it already, data itself is returned.
//
// The result has been read again: it says what data says, and the hook. Where
// that cannot be had, the error is a *Refused with the lines to paste. Others
// are *Ambiguous and *NotFound.
func AddHook(data []byte, choice Choice, hook string, seconds int) ([]byte, error) {
	h, known := fc.HookNamed(hook)
	switch {
	case !known:
		return nil, fmt.Errorf("there is no hook %q", hook)
	case seconds < 1:
		return nil, fmt.Errorf("a timeout of %d seconds is none", seconds)
	}
	if choice.File == "" {
		choice.File = "s.yaml"
	}
	s, err := findSite(data, choice, h)
	if err != nil {
		return nil, refusal(err, choice.File, paste(h, seconds))
	}
	if s.configured() {
		return data, nil
	}
	if why := s.noAddition(choice.File); why != nil {
		why.Paste = paste(h, seconds)
		return nil, why
	}
	for _, one := range s.additions(seconds) {
		if changed := one.apply(data); s.addedOnly(changed, choice, seconds) {
			return changed, nil
		}
	}
	return nil, &Refused{
		File: choice.File, Line: s.props.key.Line, Paste: paste(h, seconds),
		Reason: "its lines are laid out in a way that cannot be added to safely",
	}
}

// noAddition says why a hook that is not configured cannot be.
func (s site) noAddition(file string) *Refused {
	_, command := ownPair(s.entry.value, "command")
	switch {
	case s.unwanted != nil:
		return s.unwanted
	case s.inherited() != "":
		return &Refused{File: file, Line: s.lifecycle().At.Line, Reason: s.inherited()}
	case command != nil && len(target(command).Content) > 0:
		return &Refused{File: file, Line: command.Line, Reason: "the hook has a command, which the platform runs instead of a call"}
	case s.handler.there() && !isNull(s.handler.value) && s.handler.value.Value != "":
		return &Refused{File: file, Line: s.handler.key.Line, Reason: fmt.Sprintf("the handler %s is no string: it needs quotes", s.handler.value.Value)}
	}
	for _, w := range []written{s.props, s.config, s.entry} {
		if w.there() && w.value.Kind != yaml.MappingNode && (w == s.props || !isNull(w.value)) {
			return &Refused{File: file, Line: w.key.Line, Reason: fmt.Sprintf("%s is no mapping of keys to values", w.key.Value)}
		}
	}
	return nil
}

// additions are the ways to write the hook down, the one that people would
// choose first.
func (s site) additions(seconds int) []splice {
	hook := entry{key: s.hook.Key, values: bodyOf(s.hook, seconds)}
	switch {
	case !s.config.there():
		return s.insertions(s.props, entry{key: lifecycle, values: []entry{hook}}, s.beforeServer())
	case isNull(s.config.value):
		return s.fill(s.config, hook)
	case !s.entry.there():
		first := s.config.value.Content
		if s.hook.Key != fc.Hooks()[0].Key || len(first) == 0 {
			return slices.Concat(s.appending(s.config, hook), s.insertions(s.config, hook, firstKey(s.config.value)))
		}
		return s.insertions(s.config, hook, first[0])
	case isNull(s.entry.value):
		return s.fill(s.entry, hook.values...)
	case !s.handler.there() && len(s.entry.value.Content) == 0:
		return s.appending(s.entry, hook.values...)
	case !s.handler.there():
		return s.insertions(s.entry, hook.values[0], s.entry.value.Content[0])
	default:
		return s.fillHandler()
	}
}

// bodyOf is what a hook holds.
func bodyOf(h fc.Hook, seconds int) []entry {
	return []entry{{key: "handler", text: strconv.Quote(h.Handler)}, {key: "timeout", text: strconv.Itoa(seconds)}}
}

func firstKey(m *yaml.Node) *yaml.Node {
	if len(m.Content) == 0 {
		return nil
	}
	return m.Content[0]
}

// beforeServer is the key before which the lifecycle goes: that of the server,
// never behind the last key, where people append their own.
func (s site) beforeServer() *yaml.Node {
	for _, key := range []string{"customRuntimeConfig", "customContainerConfig", "triggers", "runtime"} {
		if k, _ := ownPair(s.props.value, key); k != nil {
			return k
		}
	}
	return firstKey(s.props.value)
}

// addedOnly is whether changed reads as data does, but for the hook.
func (s site) addedOnly(changed []byte, choice Choice, seconds int) bool {
	choice.Resource = s.id
	before, err := findSite(s.data, choice, s.hook)
	after, errAfter := findSite(changed, choice, s.hook)
	if errors.Join(err, errAfter) != nil || !after.configured() || after.unwanted != nil {
		return false
	}
	handler, timeout := child(after.entry.value, "handler"), child(after.entry.value, "timeout")
	if handler.Value != s.hook.Handler || !before.entry.there() && (timeout == nil || timeout.Tag != "!!int" || timeout.Value != strconv.Itoa(seconds)) {
		return false
	}
	switch {
	case !before.config.there():
		without(after.props.value, lifecycle)
	case isNull(before.config.value):
		*after.config.value = *before.config.value
	case !before.entry.there():
		without(after.config.value, s.hook.Key)
	case isNull(before.entry.value) || len(before.entry.value.Content) == 0:
		*after.entry.value = *before.entry.value
	default:
		without(before.entry.value, "handler")
		without(after.entry.value, "handler")
	}
	return equal(before.root, after.root)
}

// without takes a key out of a mapping.
func without(m *yaml.Node, key string) {
	if k, _ := ownPair(m, key); k != nil {
		i := slices.Index(m.Content, k)
		m.Content = slices.Delete(m.Content, i, i+2)
	}
}
