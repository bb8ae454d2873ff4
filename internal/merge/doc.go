// Package merge compares and merges texts: three-way by lines (Lines) or, for
// YAML, by keys (YAML), and two-way as a unified diff (Unified).
//
// It works on bytes alone and knows neither files nor projects. Line ends, a
// missing final newline and everything else that nobody changed stay as they are.
//
//	merged, clean := merge.Lines(base, ours, theirs, merge.Neither)
package merge
