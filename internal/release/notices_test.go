package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is linked into fcgen on every system has a licence that is allowed, and
// the notices have the text of each.
func TestNotices(t *testing.T) {
	t.Parallel()
	list, err := linked(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	text, err := notices(list)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 15 || list[0].path != "std" {
		t.Errorf("%d modules are linked in: %+v", len(list), list)
	}
	at := 0
	for _, m := range list {
		next := strings.Index(string(text[at:]), "\n"+m.heading()+"\n")
		if next < 0 {
			t.Errorf("%s does not follow in its place", m.heading())
			continue
		}
		at += next
	}
	for _, want := range []string{
		"The Go Authors",             // the standard library
		"Alec Aivazis",               // survey, and the author of a part of it:
		"terminal/LICENSE.txt (MIT)", //
		"NOTICE (notice)",            // yaml's, which Apache's licence asks for
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the notices have no %q", want)
		}
	}
	for _, stranger := range []string{"github.com/creack/pty", "github.com/rogpeppe/go-internal"} {
		if strings.Contains(string(text), stranger) {
			t.Errorf("%s is for tests and stands in the notices", stranger)
		}
	}
}

const (
	mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction. The above
copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.`
	bsd2 = `Redistribution and use in source and binary forms, with or without modification, are permitted
provided that the following conditions are met:
 * Redistributions of source code must retain the above copyright notice.
 * Redistributions in binary form must reproduce the above copyright notice.`
)

func TestKindOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, text, kind, refused string }{
		{name: "MIT", file: "LICENSE", text: mit, kind: "MIT"},
		{name: "MIT in a frame", file: "LICENSE.md", text: "> " + strings.ReplaceAll(mit, "\n", "\n> "), kind: "MIT"},
		{name: "BSD with two clauses", file: "COPYING", text: bsd2, kind: "BSD-2-Clause"},
		{name: "BSD with three", file: "LICENSE", text: bsd2 + "\nNeither name may be used to endorse or promote products\nderived from this software without specific prior written permission.", kind: "BSD-3-Clause"},
		{name: "a notice", file: "NOTICE.txt", text: "Copyright somebody", kind: "notice"},
		{name: "the GPL", file: "LICENSE", text: "GNU GENERAL PUBLIC LICENSE\nVersion 3", refused: "gnu general public license"},
		{name: "MIT or the LGPL", file: "LICENSE", text: mit + "\nor the GNU Lesser General\nPublic License", refused: "gnu lesser general public license"},
		{name: "Mozilla's", file: "LICENSE", text: "Mozilla Public License Version 2.0", refused: "mozilla public license"},
		{name: "MIT with the Commons Clause", file: "LICENSE", text: `"Commons Clause" License Condition v1.0` + mit, refused: "commons clause"},
		{name: "half of MIT", file: "LICENSE", text: mit[:150], refused: "no licence that is known"},
		{name: "nothing", file: "LICENSE", text: "", refused: "no licence that is known"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kind, err := kindOf(c.file, []byte(c.text))
			if kind != c.kind || (err == nil) != (c.refused == "") || err != nil && !strings.Contains(err.Error(), c.refused) {
				t.Errorf("got %q, %v; want %q, %q", kind, err, c.kind, c.refused)
			}
		})
	}
}

// Every licence that can be told is allowed, and the other way round.
func TestAllowedAreKnown(t *testing.T) {
	t.Parallel()
	var names []string
	for _, l := range known {
		names = append(names, l.name)
	}
	for _, a := range allowed {
		if !strings.Contains(strings.Join(names, " "), a) {
			t.Errorf("%s is allowed and cannot be told", a)
		}
	}
	if len(names) != len(allowed) {
		t.Errorf("known are %v, allowed %v", names, allowed)
	}
}

// A module is refused that says nothing of its terms, or has a part with others.
func TestLicencesOfAModule(t *testing.T) {
	t.Parallel()
	write := func(dir, name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	bare := t.TempDir()
	write(bare, "README.md", mit)
	if _, err := (module{path: "example.com/bare", dir: bare}).licences(); err == nil || !strings.Contains(err.Error(), "there is no licence") {
		t.Errorf("without a licence: %v", err)
	}
	mixed := t.TempDir()
	write(mixed, "LICENSE", mit)
	write(mixed, "a/b/license.go", "package b")
	write(mixed, "a/COPYING", "GNU General Public License")
	m := module{path: "example.com/mixed", dir: mixed, packages: []string{".", filepath.Join("a", "b")}}
	if _, err := m.licences(); err == nil || !strings.Contains(err.Error(), "COPYING") {
		t.Errorf("with a part under the GPL: %v", err)
	}
	m.packages = []string{"."}
	if list, err := m.licences(); err != nil || len(list) != 1 || list[0].kind != "MIT" {
		t.Errorf("without that part: %+v, %v", list, err)
	}
}
