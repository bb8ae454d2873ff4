// Package real compares what fcgen knows of routers with the modules of those, and
// runs small servers on them with hooks. It has nothing but tests, and a module of its
// own, so that fcgen itself needs none of these modules.
package real
