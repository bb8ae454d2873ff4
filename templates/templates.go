// Package templates holds what fcgen renders: folders of files, laid over one
// another (see generator.Catalog). It has no logic. A file that ends in .tmpl
// is a Go template; golden/ shows the results as real projects.
package templates

import "embed"

// FS holds the folders base, handlers, triggers, runtimes, builds, frameworks, hooks, ci and
// agents; adopt, for servers that fcgen did not write; and shared, the texts that
// both kinds use.
//
//go:embed all:base all:handlers all:triggers all:runtimes all:builds all:frameworks all:hooks all:ci all:agents all:adopt all:shared
var FS embed.FS
