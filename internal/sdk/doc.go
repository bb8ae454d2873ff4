// Package sdk holds the tests that call the local platform with Alibaba's own
// clients. It is a module of its own, so that those clients are no part of fcgen.
package sdk
