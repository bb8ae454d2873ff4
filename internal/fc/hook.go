package fc

import (
	"slices"
	"strings"
)

// Hook is one of the calls that the platform makes in an instance's life
// beside the requests themselves. The platform defines them, so they are a
// table and not something to extend.
type Hook struct {
	Name    string // what fcgen calls it: "initializer", "prestop"
	Key     string // its key under instanceLifecycleConfig in s.yaml (FC3)
	Handler string // what fcgen writes as its handler there: any non-empty string switches the hook on (D/040)
	Method  string // SEED
	Path    string // SEED
	Marker  string // its word in the log lines, see Marker functions (SEED)

	DefaultTimeout int // seconds, where s.yaml says none (FC3 src/resources/fc/impl/replace-function-config.ts)
	MaxTimeout     int // seconds (S/09)

	aliases []string
}

// Hooks lists every hook, in the order the platform calls them.
func Hooks() []Hook {
	return []Hook{
		{
			Name: "initializer", Key: "initializer", Handler: "initialize",
			Method: "POST", Path: "/initialize", Marker: "Initialize",
			DefaultTimeout: 3, MaxTimeout: 300,
			aliases: []string{"initialize", "initialise", "initialiser", "init"},
		},
		{
			Name: "prestop", Key: "preStop", Handler: "pre-stop",
			Method: "GET", Path: "/pre-stop", Marker: "PreStop",
			DefaultTimeout: 3, MaxTimeout: 90,
			aliases: []string{"pre-stop", "pre_stop", "stop"},
		},
	}
}

// HookNames lists the hooks' names in the order the platform calls them.
func HookNames() []string {
	var names []string
	for _, h := range Hooks() {
		names = append(names, h.Name)
	}
	return names
}

// HookNamed finds a hook by its name or by a spelling that people try
// ("initialize", "pre-stop", "preStop"), whatever the case.
func HookNamed(name string) (Hook, bool) {
	name = strings.ToLower(strings.TrimPrefix(name, "/"))
	for _, h := range Hooks() {
		if name == h.Name || slices.Contains(h.aliases, name) {
			return h, true
		}
	}
	return Hook{}, false
}

// StartMarker is the line, without its end, that stands in the log before a hook runs (SEED).
func (h Hook) StartMarker(requestID string) string {
	return "FC " + h.Marker + " Start RequestId: " + requestID
}

// EndMarker is the line, without its end, that stands in the log after a hook ran (SEED).
func (h Hook) EndMarker(requestID string) string {
	return "FC " + h.Marker + " End RequestId: " + requestID
}

// FailedMarker is the EndMarker of a run that failed. The suffix is the one
// that Alibaba's own Go runtime writes (github.com/aliyun/fc-runtime-go-sdk, fc/function.go).
func (h Hook) FailedMarker(requestID string) string {
	return h.EndMarker(requestID) + ", Error: Unhandled function error"
}

// Outcome is what the platform makes of a hook's answer.
type Outcome string

// The outcomes of an initializer, as SEED's table has them. A failed pre-stop
// changes nothing: the instance is going away whatever it answers.
const (
	Succeeded Outcome = "succeeded" // 2xx
	TryAgain  Outcome = "try again" // 400, 404: the same instance is asked again
	Replace   Outcome = "replace"   // 500: the instance is replaced
)

// OutcomeOf classifies the status of an initializer's answer. SEED names 2xx,
// 400, 404 and 500 only; documented is false for every other status, which
// then counts with its neighbours: 3xx and 4xx as TryAgain, 5xx and anything
// that is no answer (status 0) as Replace.
func OutcomeOf(status int) (outcome Outcome, documented bool) {
	switch {
	case status >= 200 && status < 300:
		return Succeeded, true
	case status >= 300 && status < 500:
		return TryAgain, status == 400 || status == 404
	default:
		return Replace, status == 500
	}
}
