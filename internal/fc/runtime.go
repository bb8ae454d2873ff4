package fc

import (
	"slices"
	"strings"
)

// Runtime is a custom runtime: an image of the platform's, or the person's own,
// that starts an HTTP server.
type Runtime struct {
	Name      string // its name in s.yaml (FC3 src/schema.json)
	Summary   string
	Container bool   // an image of the person's own: needs an image, takes no code
	Glibc     string // the version of its C library, that of its Debian (https://sources.debian.org/src/glibc/); "" for an image
}

// Runtimes lists the custom runtimes that a Go server can be deployed to,
// newest system first, the container last. All are amd64 only and none has a
// Go toolchain (https://help.aliyun.com/zh/functioncompute/fc/user-guide/runtime-overview-3).
func Runtimes() []Runtime {
	return []Runtime{
		{Name: "custom.debian12", Summary: "Debian 12; a preview, in some regions only", Glibc: "2.36"},
		{Name: "custom.debian11", Summary: "Debian 11", Glibc: "2.31"},
		{Name: "custom.debian10", Summary: "Debian 10", Glibc: "2.28"},
		{Name: "custom", Summary: "Debian 9", Glibc: "2.24"},
		{Name: "custom-container", Summary: "your own image, built from the Dockerfile", Container: true},
	}
}

// RuntimeNames lists the runtimes' names.
func RuntimeNames() []string {
	var names []string
	for _, r := range Runtimes() {
		names = append(names, r.Name)
	}
	return names
}

// RuntimeNamed finds a runtime by its exact name.
func RuntimeNamed(name string) (Runtime, bool) {
	i := slices.IndexFunc(Runtimes(), func(r Runtime) bool { return r.Name == name })
	if i < 0 {
		return Runtime{}, false
	}
	return Runtimes()[i], true
}

// IsComponent reports whether a component named so in s.yaml is fc3, by itself
// or with its owner and a version: fc3, devsapp/fc3, fc3@0.1.22.
func IsComponent(name string) bool {
	name, _, _ = strings.Cut(name, "@")
	return strings.TrimPrefix(name, "devsapp/") == "fc3"
}

// IsLocalComponent reports whether a resource's component is a folder, as in the
// component's own tests. It is the fc3 component if the resource has a functionName.
func IsLocalComponent(name string) bool {
	return strings.HasPrefix(name, "/") || strings.HasPrefix(name, ".") || len(name) > 2 && name[1:3] == `:\`
}
