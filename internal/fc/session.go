package fc

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// sessionHeader is what the header of HEADER_FIELD may be called: 5 to 40
// characters, a letter first (DOCS 04.功能说明/057).
var sessionHeader = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{4,39}$`)

// session checks what holds between the keys of session affinity and isolation
// (DOCS 04.功能说明/008, 010 to 016, 057).
func (l *linter) session(props *yaml.Node, path string) {
	affinity, config := child(props, "sessionAffinity"), child(props, "sessionAffinityConfig")
	if affinity != nil && affinity.Value != "NONE" && affinity.Value != "" {
		if n := child(props, "instanceConcurrency"); n != nil && !variable(n) && n.Value != "200" {
			l.warn(n, path+".instanceConcurrency", "with session affinity the platform makes it 200")
		}
	}
	if header := child(config, "affinityHeaderFieldName"); header != nil && !variable(header) {
		if !sessionHeader.MatchString(header.Value) || strings.HasPrefix(strings.ToLower(header.Value), "x-fc-") {
			l.say(header, path+".sessionAffinityConfig.affinityHeaderFieldName",
				"%q is no name for it: 5 to 40 letters, digits, - and _, a letter first, and not x-fc-", header.Value)
		}
	}
	if affinity != nil && affinity.Value == "HEADER_FIELD" && config == nil {
		l.say(affinity, path+".sessionAffinityConfig", "HEADER_FIELD needs it, with affinityHeaderFieldName")
	}
	if isolation := child(props, "instanceIsolationMode"); isolation != nil && isolation.Value == "SESSION_EXCLUSIVE" {
		if cpu, ok := asNumber(child(props, "cpu")); ok && cpu < 2 {
			l.say(isolation, path+".instanceIsolationMode", "SESSION_EXCLUSIVE needs 2 vCPU or more, and cpu is %v", cpu)
		}
	}
}
