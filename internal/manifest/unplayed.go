package manifest

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// unplayedKeys are what a function may have on the platform and a run on one's
// own machine does not give it, each with the values that mean nothing.
func unplayedKeys() []struct {
	key  string
	none []string
} {
	return []struct {
		key  string
		none []string
	}{
		{"layers", nil}, {"nasConfig", nil}, {"ossMountConfig", nil}, {"polarFsConfig", nil}, {"juiceFsConfig", nil},
		{"vpcConfig", nil}, {"vpcBinding", nil}, {"customDNS", nil}, {"internetAccess", []string{"true"}},
		{"role", []string{""}}, {"disableInjectCredentials", []string{"", "None"}},
		{"gpuConfig", nil}, {"tracingConfig", nil}, {"microSandboxConfig", nil},
		{"sessionAffinity", []string{"", "NONE"}}, {"instanceIsolationMode", []string{"", "SHARE"}}, {"enableLongLiving", []string{"false"}},
		{"provisionConfig.alwaysAllocateCPU", []string{"false"}}, {"provisionConfig.scheduledActions", nil}, {"provisionConfig.targetTrackingPolicies", nil},
		{"scalingConfig.scheduledPolicies", nil}, {"scalingConfig.horizontalScalingPolicies", nil}, {"scalingConfig.residentPoolId", []string{""}},
		{"concurrencyConfig", nil}, {"disableOndemand", []string{"false"}},
		{"asyncInvokeConfig.destinationConfig", nil}, {"asyncInvokeConfig.asyncTask", []string{"false"}},
	}
}

// unplayed lists what is configured and not played here, in the words of s.yaml.
func (r *reader) unplayed() (names []string) {
	for _, k := range unplayedKeys() {
		if n := r.at(k.key, optional); !means(n, k.none) {
			continue
		}
		names = append(names, k.key)
	}
	for i, n := range items(r.at("triggers", optional)) {
		n = r.fill(target(n), fmt.Sprintf("triggers[%d]", i), optional)
		kind, name := child(n, "triggerType"), child(n, "triggerName")
		switch {
		case kind == nil || kind.Kind != yaml.ScalarNode, kind.Value == "timer": // see Timers
		case kind.Value == "http":
		case name != nil && name.Kind == yaml.ScalarNode:
			names = append(names, fmt.Sprintf("the %s trigger %q", strings.ReplaceAll(kind.Value, "_", " "), name.Value))
		default:
			names = append(names, fmt.Sprintf("a %s trigger", strings.ReplaceAll(kind.Value, "_", " ")))
		}
	}
	return names
}

// means reports whether a value asks for anything.
func means(n *yaml.Node, none []string) bool {
	if n == nil || isNull(n) || n.Kind != yaml.ScalarNode && len(n.Content) == 0 {
		return false
	}
	for _, value := range none {
		if n.Kind == yaml.ScalarNode && n.Value == value {
			return false
		}
	}
	return true
}
