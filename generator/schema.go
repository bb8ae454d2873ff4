package generator

import "github.com/fcgen/fcgen/internal/fc"

// Schema is the JSON Schema of what a project can be asked for: of answers, of
// .fcgen/spec.yaml and of the spec in a receipt. It says of each setting what
// Complete does; what depends on several at once is under allOf, as far as a
// schema can say it.
func (c *Catalog) Schema() (map[string]any, error) {
	properties := map[string]any{"version": map[string]any{"const": specVersion, "description": "the form of .fcgen/spec.yaml"}}
	for _, x := range Settings() {
		property, err := c.property(x)
		if err != nil {
			return nil, err
		}
		properties[x.Name] = property
	}
	container := map[string]any{"properties": is("runtime", "custom-container"), "required": []string{"runtime"}}
	return map[string]any{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"title":                "The settings of a project that fcgen makes",
		"type":                 "object",
		"properties":           properties,
		"required":             []string{"name"},
		"additionalProperties": false,
		"allOf": []any{
			map[string]any{"if": container, "then": map[string]any{"required": []string{"image"}}, "else": map[string]any{"properties": map[string]any{"image": false}}},
			map[string]any{
				"if":   map[string]any{"properties": is("handler", Event), "required": []string{"handler"}},
				"then": map[string]any{"properties": map[string]any{"concurrency": map[string]any{"const": EventConcurrency}, "trigger": map[string]any{"enum": triggersOf(Event)}}},
				"else": map[string]any{"properties": map[string]any{"trigger": map[string]any{"enum": triggersOf(HTTP)}}},
			},
		},
	}, nil
}

// triggersOf are the triggers that a function of that kind can have.
func triggersOf(handler string) []string {
	x, _ := SettingNamed("trigger")
	return x.suitable(Spec{Handler: handler})
}

func is(name, value string) map[string]any {
	return map[string]any{name: map[string]any{"const": value}}
}

// property is what the schema says of one setting.
func (c *Catalog) property(x Setting) (map[string]any, error) {
	p := map[string]any{"description": x.About}
	switch x.Kind() {
	case KindText:
		p["type"] = "string"
	case KindWhole:
		p["type"] = "integer"
	case KindFraction:
		p["type"] = "number"
	case KindToggle:
		p["type"] = "boolean"
	case KindPairs:
		p["type"], p["additionalProperties"] = "object", map[string]any{"type": "string"}
		p["propertyNames"] = map[string]any{"pattern": variableName.String(), "not": map[string]any{"pattern": "^" + fc.ReservedVariables}}
	case KindList:
		p["type"], p["uniqueItems"] = "array", true
	}
	if x.Limits.Least != 0 {
		p["minimum"] = x.Limits.Least
	}
	if x.Limits.Most != 0 {
		p["maximum"] = x.Limits.Most
	}
	if x.Limits.Step != 0 {
		p["multipleOf"] = x.Limits.Step
	}
	if words := x.Words(Defaults()); len(words) > 0 {
		p["default"] = x.value(Defaults())
	}
	if x.Choices == nil {
		return p, nil
	}
	list, err := x.Choices(c)
	if err != nil {
		return nil, err
	}
	var values []any
	for _, choice := range list {
		var s Spec
		if x.Kind() == KindList {
			values = append(values, choice.Value)
			continue
		}
		if err := x.Set(&s, choice.Value); err != nil {
			return nil, err
		}
		values = append(values, x.value(s))
	}
	if x.Kind() == KindList {
		p["items"] = map[string]any{"enum": values}
	} else {
		p["enum"] = values
	}
	return p, nil
}
