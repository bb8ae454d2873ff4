// Package projectfile is the door to the files of a project. A project may come
// from a stranger: what it names and what lies at that name are data, not orders.
//
// A Path is a name inside a project that passed the check; there is no other
// way to make one. Read reads a regular file of bounded size and nothing else:
//
//	name, err := projectfile.Parse("internal/server/main.go")
//	data, err := projectfile.Read(ctx, root, name.String(), projectfile.TextLimit)
//
// The package writes nothing and knows nothing of what the files mean.
package projectfile
