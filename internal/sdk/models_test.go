package sdk

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

var update = flag.Bool("update", false, "write internal/fc/api.txt anew, from the folder of the SDK that FCGEN_FC_SDK names, as version FCGEN_FC_SDK_VERSION")

// roots are the models of what fc3 sends from an s.yaml.
var roots = []string{"CreateFunctionInput", "CreateTriggerInput", "HTTPTriggerConfig", "TimerTriggerConfig", "PutAsyncInvokeConfigInput", "PutProvisionConfigInput", "PutScalingConfigInput", "HeaderFieldSessionAffinityConfig", "CookieSessionAffinityConfig", "MCPSSESessionAffinityConfig"}

// models are the keys of the API's models, with their types, by the model's
// name, as the structs in the SDK's folder have them.
func models(t *testing.T, dir string) map[string]map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no Go files in %s: %v", dir, err)
	}
	all := map[string]map[string]string{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if fields, ok := spec.Type.(*ast.StructType); ok {
				all[spec.Name.Name] = keysOf(fields)
			}
			return false
		})
	}
	return all
}

func keysOf(s *ast.StructType) map[string]string {
	keys := map[string]string{}
	for _, f := range s.Fields.List {
		if f.Tag == nil {
			continue
		}
		name, _, _ := strings.Cut(reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json"), ",")
		if name != "" {
			keys[name] = kindOf(f.Type)
		}
	}
	return keys
}

// kindOf is a type in the table's words: a model by its name.
func kindOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return kindOf(e.X)
	case *ast.ArrayType:
		return "list of " + kindOf(e.Elt)
	case *ast.MapType:
		return "map of " + kindOf(e.Value)
	case *ast.InterfaceType:
		return "anything"
	case *ast.Ident:
		switch e.Name {
		case "string":
			return "text"
		case "int32", "int64":
			return "whole"
		case "float32", "float64":
			return "number"
		case "bool":
			return "boolean"
		}
		return e.Name
	}
	return "anything"
}

// reachable are the models that the roots are made of.
func reachable(all map[string]map[string]string) []string {
	var found []string
	var visit func(name string)
	visit = func(name string) {
		if all[name] == nil || slices.Contains(found, name) {
			return
		}
		found = append(found, name)
		for _, kind := range all[name] {
			visit(strings.NewReplacer("list of ", "", "map of ", "").Replace(kind))
		}
	}
	for _, root := range roots {
		visit(root)
	}
	slices.Sort(found)
	return found
}

// TestKeysAreKnown says which keys this module's version of the SDK has that
// internal/fc/api.txt does not know. With -update it writes that table.
func TestKeysAreKnown(t *testing.T) {
	t.Parallel()
	if *update {
		write(t, os.Getenv("FCGEN_FC_SDK"), os.Getenv("FCGEN_FC_SDK_VERSION"))
		return
	}
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/alibabacloud-go/fc-20230330/v4").Output()
	if err != nil {
		t.Fatal(err)
	}
	all := models(t, filepath.Join(strings.TrimSpace(string(out)), "client"))
	for _, name := range reachable(all) {
		for key, kind := range all[name] {
			if known := fc.APIType(name, key); known == "" {
				t.Errorf("internal/fc/api.txt does not know %s of %s, %s: write it anew (-update) and read the difference", key, name, kind)
			} else if known != kind {
				t.Errorf("%s of %s is %s in internal/fc/api.txt, and %s in the SDK", key, name, known, kind)
			}
		}
	}
}

func write(t *testing.T, dir, version string) {
	t.Helper()
	all := models(t, filepath.Join(dir, "client"))
	var b strings.Builder
	fmt.Fprintf(&b, `# The keys that the API of Function Compute 3.0 takes, with their types.
# go test in internal/sdk, with -update and FCGEN_FC_SDK, wrote it from the models
# of github.com/alibabacloud-go/fc-20230330.
sdk %s
date %s
`, version, time.Now().UTC().Format(time.DateOnly))
	for _, name := range reachable(all) {
		fmt.Fprintf(&b, "\n%s\n", name)
		for _, key := range slices.Sorted(maps.Keys(all[name])) {
			fmt.Fprintf(&b, "  %-40s %s\n", key, all[name][key])
		}
	}
	if err := os.WriteFile("../fc/api.txt", []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
