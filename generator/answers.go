package generator

import (
	"errors"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// DecodeAnswers reads the settings of a project that stand in a file, as YAML or
// JSON: a mapping of settings, the content of a .fcgen/spec.yaml, or a receipt,
// whose spec counts. What it does not name is open: given has the flags of what it does.
func DecodeAnswers(data []byte) (s Spec, given map[string]bool, err error) {
	if err := checkKeys(data); err != nil {
		return Spec{}, nil, err
	}
	var doc map[string]yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return Spec{}, nil, errors.New("it is no mapping of settings to values")
	}
	if spec, isReceipt := doc["spec"]; isReceipt {
		if data, err = yaml.Marshal(&spec); err != nil {
			return Spec{}, nil, err
		}
		doc = nil
		if err := yaml.Unmarshal(data, &doc); err != nil || len(doc) == 0 {
			return Spec{}, nil, errors.New("the receipt has no spec")
		}
	}
	given = map[string]bool{}
	if len(doc) == 0 {
		return Spec{}, nil, errors.New("there are none")
	}
	var file specFile
	if err := decodeStrict(data, &file); err != nil {
		return Spec{}, nil, err
	}
	if _, versioned := doc["version"]; versioned && file.Version != specVersion {
		return Spec{}, nil, &OtherVersion{file.Version}
	}
	for _, x := range Settings() {
		if _, there := doc[x.Name]; !there {
			continue
		}
		given[x.Flag] = true
		if len(x.Words(file.Spec)) > 0 {
			continue
		}
		probe := file.Spec
		switch kind := x.Kind(); {
		case kind == KindWhole || kind == KindFraction:
			err = x.Set(&probe, "0")
		case kind == KindText && !x.Optional:
			err = &Invalid{x.Flag, fmt.Errorf("%s has no value", x.Name)}
		}
		if err != nil {
			return Spec{}, nil, err
		}
	}
	if given["hook"] && file.Hooks == nil {
		file.Hooks = []string{}
	}
	return file.Spec, given, nil
}
