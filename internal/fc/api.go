package fc

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
)

// apiTable is what the API's models have; see its first lines.
//
//go:embed api.txt
var apiTable string

// api is the table, read: types by model and key.
type api struct {
	sdk, date string
	models    map[string]map[string]string
}

var readAPI = sync.OnceValue(func() api {
	a := api{models: map[string]map[string]string{}}
	var model map[string]string
	for line := range strings.Lines(apiTable) {
		line = strings.TrimRight(line, "\r\n")
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest = strings.TrimSpace(rest)
		switch {
		case word == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, " "):
			model[word] = rest
		case word == "sdk":
			a.sdk = rest
		case word == "date":
			a.date = rest
		default:
			model = map[string]string{}
			a.models[word] = model
		}
	}
	return a
})

// FactsDate is the day, as 2006-01-02, on which the table of the API's keys was
// read from its SDK, and FactsSDK the SDK's version.
func FactsDate() string { return readAPI().date }

// FactsSDK is the version of the official Go SDK that the keys are from.
func FactsSDK() string { return readAPI().sdk }

// APIType is the type of a key in one of the API's models: "text", "whole",
// "number", "boolean", "anything", "list of …", "map of …" or a model's name;
// "" if there is no such key.
func APIType(model, key string) string { return readAPI().models[model][key] }

// apiObject is the rule for what a model of the API holds.
func apiObject(model string) rule { return apiRule(model, 0) }

func apiRule(kind string, depth int) rule {
	if item, ok := strings.CutPrefix(kind, "list of "); ok {
		return aList(apiRule(item, depth))
	}
	if value, ok := strings.CutPrefix(kind, "map of "); ok {
		return aMap(apiRule(value, depth))
	}
	switch kind {
	case "text":
		return aText()
	case "whole":
		return aWhole(0, 0)
	case "number":
		return aNumber(0, 0)
	case "boolean":
		return aBool()
	}
	model := readAPI().models[kind]
	if model == nil || depth > 8 {
		return rule{}
	}
	keys := map[string]rule{}
	for _, key := range slices.Sorted(maps.Keys(model)) {
		keys[key] = apiRule(model[key], depth+1)
	}
	return anObject(keys)
}

// with is an object's rule with another rule for a key.
func (r rule) with(key string, of rule) rule {
	r.keys = maps.Clone(r.keys)
	r.keys[key] = of
	return r
}

// withAPI is an object's rule with the keys that the API has besides.
func (r rule) withAPI(model string) rule {
	keys := maps.Clone(r.keys)
	for key, rule := range apiObject(model).keys {
		if _, there := keys[key]; !there {
			keys[key] = rule
		}
	}
	r.keys = keys
	return r
}
