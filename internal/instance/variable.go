package instance

import (
	"maps"
	"slices"
	"strings"
)

// Variable is one of the environment in which a program runs.
type Variable struct {
	Name, Value string
	From        Origin
}

// Origin is who sets a variable.
type Origin string

// The origins.
const (
	FromPlatform Origin = "platform" // as on the platform
	FromFunction Origin = "s.yaml"
	FromHand     Origin = "--env"
	FromMachine  Origin = "this machine"
	FromFcgen    Origin = "fcgen" // what a run on one's own machine needs
)

// Variables lists what the program finds: of this machine what a process needs
// to run, over it the function's own variables, over those the platform's, and
// over those what the person set by hand for this run.
func Variables(c Config) []Variable {
	set := map[string]Variable{}
	put := func(from Origin, variables map[string]string, unless func(string) bool) {
		for name, value := range variables {
			if unless == nil || !unless(name) {
				set[name] = Variable{name, value, from}
			}
		}
	}
	put(FromFcgen, map[string]string{unbuffered: "1"}, nil)
	put(FromPlatform, map[string]string{"TZ": "UTC"}, nil) // instances run in UTC (https://help.aliyun.com/zh/functioncompute/fc/basics)
	put(FromFunction, c.Function.Env, platforms)
	put(FromPlatform, platformVariables(c), nil)
	put(FromHand, c.Own, fixed)

	var all []Variable
	for _, entry := range c.Environ {
		name, value, _ := strings.Cut(entry, "=")
		switch {
		case !passes(name) && (!c.InheritAll || platforms(name)), has(set, name) && !sameName(name, "PATH"):
		case sameName(name, "PATH"): // programs are found where this machine has them
			all = append(all, Variable{name, joinPath(value, take(set, name)), FromMachine})
		default:
			all = append(all, Variable{name, value, FromMachine})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		all = append(all, set[name])
	}
	return all
}

func has(set map[string]Variable, name string) bool {
	for known := range set {
		if sameName(known, name) {
			return true
		}
	}
	return false
}

// take removes a variable from the set and returns its value.
func take(set map[string]Variable, name string) string {
	for known, v := range set {
		if sameName(known, name) {
			delete(set, known)
			return v.Value
		}
	}
	return ""
}
