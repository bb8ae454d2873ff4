package devs

import (
	"fmt"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// OtherTool means that a file is not Serverless Devs' but another tool's.
type OtherTool struct {
	File string
	Line int
	What string // "a template of ROS"
}

func (e *OtherTool) Error() string {
	return Place{File: e.File, Line: e.Line}.String() + ": " + e.Why()
}

// Why says it without the place.
func (e *OtherTool) Why() string {
	return fmt.Sprintf("it is %s, and no s.yaml of Serverless Devs", e.What)
}

// OldEdition means that an s.yaml holds services, as in edition 1.0.0, which
// belongs to Function Compute 2.0.
type OldEdition struct {
	File    string
	Line    int
	Renamed bool // it says that it is of edition 3.0.0, and holds services all the same
}

func (e *OldEdition) Error() string { return fmt.Sprintf("%s line %d: %s", e.File, e.Line, e.Why()) }

// Why says it without the place.
func (e *OldEdition) Why() string {
	if e.Renamed {
		return "keyword 'services' has been replaced by 'resources' in 3.0.0 YAML; the fc3 component's s2tos3 command migrates the rest"
	}
	return "it is of edition 1.0.0, for Function Compute 2.0; the fc3 component's s2tos3 command migrates it to 3.0.0"
}

// otherTool knows the files of other tools that are called the same, or are
// named by mistake, by the keys that each of them must have.
func otherTool(file string, root *yaml.Node) error {
	lines := map[string]int{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		lines[root.Content[i].Value] = root.Content[i].Line
	}
	for _, tool := range []struct {
		what string
		keys []string
	}{
		{"a template of Resource Orchestration Service (ROS) or of Funcraft", []string{"ROSTemplateFormatVersion"}},
		{"a template of AWS CloudFormation or SAM", []string{"AWSTemplateFormatVersion"}},
		{"a file of the Serverless Framework", []string{"service", "provider"}},
		{"a manifest of Kubernetes", []string{"apiVersion", "kind"}},
	} {
		found := lines["edition"] == 0 && lines["resources"] == 0
		for _, key := range tool.keys {
			found = found && lines[key] > 0
		}
		if found {
			return &OtherTool{file, lines[tool.keys[0]], tool.what}
		}
	}
	if lines["services"] > 0 && lines["edition"] == 0 && !strings.Contains(filepath.Base(file), "s.y") && lines["name"] == 0 && lines["access"] == 0 {
		return &OtherTool{file, lines["services"], "probably a file of Docker Compose"}
	}
	return nil
}

// checkEdition finds files of Function Compute 2.0.
func checkEdition(file string, content *Value) error {
	edition, services := content.Get("edition"), keyLine(content, "services")
	switch {
	case edition != nil && strings.HasPrefix(edition.String(), "1"):
		return &OldEdition{File: file, Line: edition.At.Line}
	case services > 0 && len(content.Get("resources").Entries()) == 0 && len(content.Get("services").Entries()) > 0:
		return &OldEdition{File: file, Line: services, Renamed: edition.String() == "3.0.0"}
	}
	return nil
}

func keyLine(m *Value, key string) int {
	for _, e := range m.Entries() {
		if e.Key == key {
			return e.At.Line
		}
	}
	return 0
}
