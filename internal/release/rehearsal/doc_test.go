// Package rehearsal makes a whole release with the programs that make real
// ones, from a clean clone with a tag, and publishes it to a GitHub of our own
// on loopback:
//
//	FCGEN_GORELEASER=$(which goreleaser) FCGEN_CYCLONEDX=$(which cyclonedx-gomod) \
//		go test -v -timeout 20m ./internal/release/rehearsal
//
// cosign and docker are played by the scripts in testdata/bin: one wants the
// identity of a GitHub workflow and the other an engine. So what they are asked
// to do is looked at, and not what they would make of it.
package rehearsal
