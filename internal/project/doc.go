// Package project finds out where things lie: from any folder, the s.yaml that
// deploys what is there, the function in it, the Go module, the main package and
// how it is built, and what fcgen remembers of the folder. Every command starts
// from that one value. It changes nothing; package apply does.
//
//	p, err := project.Find(ctx, project.Request{Dir: ".", Catalog: catalog})
//	plan, err := p.Own.Update(catalog)
package project
