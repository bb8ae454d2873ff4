// Package fakegithub is as much of GitHub's API as a release uses: releases and
// their files, files in repositories, branches, pull requests and attestations.
//
// It stands on loopback, so that a release can be tried whole, by the programs
// that make real ones, without an account and without anybody seeing it:
//
//	hub := fakegithub.New(fakegithub.Repo{Name: "fcgen/fcgen", Token: "secret"})
//	server := httptest.NewServer(hub)
//
// Like the real one it shows drafts only to those who may write, keeps a draft
// apart from its tag until it is published, and refuses a second file of the
// same name. It keeps everything in memory and records each call, in order.
package fakegithub
