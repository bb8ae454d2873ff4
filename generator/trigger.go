package generator

import (
	"fmt"

	"github.com/fcgen/fcgen/internal/event"
	"github.com/fcgen/fcgen/internal/fc"
)

// pageTrigger is what templates know of the trigger of an event function.
type pageTrigger struct {
	fc.EventTrigger
	Sample string // an event that it sends: JSON, with a newline at its end
}

// newPageTrigger is nil for a function without such a trigger.
func newPageTrigger(s Spec) *pageTrigger {
	t, ok := s.EventTrigger()
	if !ok {
		return nil
	}
	sample, err := event.Named(t.Kind)
	if err != nil {
		panic(err) // a test compares the two lists
	}
	return &pageTrigger{t, string(sample.Data)}
}

// EventTrigger is the trigger of an event function, if it has one.
func (s Spec) EventTrigger() (fc.EventTrigger, bool) {
	if s.Handler != Event {
		return fc.EventTrigger{}, false
	}
	return fc.EventTriggerNamed(s.Trigger)
}

// TriggerNamed resolves other names of a kind of event, such as mns and log;
// what is no such name stays as it is.
func TriggerNamed(name string) string {
	if sample, err := event.Named(name); err == nil {
		return sample.Kind
	}
	return name
}

func triggerChoices(*Catalog) ([]Choice, error) {
	list := []Choice{
		{Anonymous, "HTTP: anyone may call", ""},
		{Function, "HTTP: calls must be signed", ""},
		{NoTrigger, "no trigger: not called from outside", ""},
	}
	for _, t := range fc.EventTriggers() {
		list = append(list, Choice{t.Kind, "event: " + t.Summary, t.Type})
	}
	return list, nil
}

// suitsTrigger reports whether the function of that spec can have the trigger.
func suitsTrigger(s Spec, trigger string) bool {
	_, sendsEvents := fc.EventTriggerNamed(trigger)
	return trigger == NoTrigger || sendsEvents == (s.Handler == Event)
}

// checkTrigger says that a trigger, although it is one, is of the other kind of function.
func (s Spec) checkTrigger() error {
	_, sendsEvents := fc.EventTriggerNamed(s.Trigger)
	switch {
	case s.Handler == Event && (s.Trigger == Anonymous || s.Trigger == Function):
		return &Invalid{"trigger", fmt.Errorf("an event function has no HTTP trigger: its events arrive as POST %s", fc.InvokePath)}
	case s.Handler == HTTP && sendsEvents:
		return &Invalid{"trigger", fmt.Errorf("an HTTP function has no %s trigger: events need an event function", s.Trigger)}
	}
	return nil
}
