// Package generator turns a Spec into a Tree of files, and compares trees into a
// Plan of changes.
//
// It touches no disk, starts no process, prints nothing and asks nothing. Work
// flows one way:
//
//	catalog, err := generator.NewCatalog(templates.FS)
//	spec, err := catalog.Complete(generator.Spec{Name: "myfunc", Framework: "gin"})
//	tree, err := catalog.Project(spec)
//	plan := generator.Compute(nil, nil, tree)
//	err = apply.New(plan, "myfunc")
//
// Adding a hook is the same with two renderings: Compute(base, onDisk, theirs).
package generator
