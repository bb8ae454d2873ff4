//go:build race

package cli_test

// raceDetector is whether the tests run with it, which makes code that reads a
// lot a hundred times slower.
const raceDetector = true
