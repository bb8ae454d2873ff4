// Package codefolder copies the files that a deployment packs into a folder of
// their own, where a program finds these and no others, as in /code. It decides
// nothing: package project says which files they are.
//
//	err := codefolder.Fill(ctx, dir, []codefolder.Part{{Root: project, From: "static", To: "static"}}, limit)
package codefolder
