package conformance

import "github.com/fcgen/fcgen/internal/fc"

// source is a page that says what a case wants: its key and its address.
func source(key string) string { return key + " " + fc.Page(key) }

// practice marks what no page demands, but public functions were seen to need;
// the page is the one it has to do with.
func practice(key string) string { return "practice, see " + source(key) }

// unspecified marks what no page says anything about.
func unspecified(key string) string { return "not specified, see " + source(key) }
