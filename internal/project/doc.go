// Package project finds the project that a folder belongs to, and reads its
// files: what fcgen remembers of it, and what stands on the disk. It changes
// nothing; package apply does.
//
//	p, err := project.Open(ctx, catalog, ".")
//	plan, err := p.Update(catalog)
package project
