// Package browser tests the console of "fcgen dev" in a real browser: a
// headless Chromium, the console's own handler, an emulator, and a function
// that this test binary plays. It is a module of its own, so that fcgen itself
// depends on no browser.
//
//	go test .            needs chromium, google-chrome or FCGEN_CHROME=PATH
//	go test . -update    also writes the pictures in docs/
package browser
