package manifest

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// Timer is a trigger of type timer (D/129).
type Timer struct {
	Name    string
	Cron    string // cronExpression: six fields with seconds first, or "@every 5m"; UTC unless it begins with CRON_TZ=
	Enabled bool
	Payload string // of the event
}

// timers are the triggers of type timer, in the order of the file.
func (r *reader) timers() (list []Timer) {
	for i, n := range items(r.at("triggers", optional)) {
		key := fmt.Sprintf("triggers[%d]", i)
		n = r.fill(target(n), key, optional)
		text := func(of *yaml.Node, at, name string) string {
			found := r.fill(child(of, name), at+"."+name, optional)
			if found == nil || found.Kind != yaml.ScalarNode || isNull(found) {
				return ""
			}
			return found.Value
		}
		if text(n, key, "triggerType") != "timer" {
			continue
		}
		key += ".triggerConfig"
		config := r.fill(child(n, "triggerConfig"), key, optional)
		list = append(list, Timer{
			Name: text(n, key, "triggerName"), Cron: text(config, key, "cronExpression"),
			Enabled: text(config, key, "enable") == "true", Payload: text(config, key, "payload"),
		})
	}
	return list
}
