// Package generator turns a Spec into a Tree of files, compares trees into a
// Plan, and applies plans to the disk.
//
// It prints nothing, asks nothing and needs no network. Work flows one way:
//
//	catalog, err := generator.NewCatalog(templates.FS)
//	spec, err := catalog.Complete(generator.Spec{Name: "myfunc", Framework: "gin"})
//	tree, err := catalog.Project(spec)
//	plan := generator.Compute(nil, nil, tree)
//	err = plan.ApplyNew("myfunc")
//
// Adding a hook is the same with two renderings: Compute(base, onDisk, theirs).
package generator
