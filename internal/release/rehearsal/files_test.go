package rehearsal

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// asset is a file of the release.
func (s *stage) asset(t *testing.T, name string) []byte {
	t.Helper()
	for _, a := range s.released(t).Assets {
		if a.Name == name {
			return a.Data
		}
	}
	t.Fatalf("the release has no file %s", name)
	return nil
}

// named lists the files of the release whose names match.
func (s *stage) named(t *testing.T, pattern string) []string {
	t.Helper()
	var list []string
	for _, a := range s.released(t).Assets {
		if regexp.MustCompile(pattern).MatchString(a.Name) {
			list = append(list, a.Name)
		}
	}
	slices.Sort(list)
	return list
}

// systems are what there is a binary for; "all" is both of a Mac's.
var systems = []string{"darwin_all", "darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64", "windows_amd64", "windows_arm64"}

// pages are some of the manual's; beside them there is one for each command.
var pages = []string{"fcgen.1.gz", "fcgen-new.1.gz", "fcgen-dev.1.gz", "fcgen-check.1.gz", "fcgen-add-hook.1.gz"}

func (s *stage) testArchives(t *testing.T) {
	for _, system := range systems {
		t.Run(system, func(t *testing.T) {
			name, binary := "fcgen_"+version+"_"+system+".tar.gz", "fcgen"
			if strings.HasPrefix(system, "windows") {
				name, binary = "fcgen_"+version+"_"+system+".zip", "fcgen.exe"
			}
			files := unpack(t, name, s.asset(t, name))
			for _, want := range []string{"LICENSE", "README.md", "completions/fcgen.bash", "completions/fcgen.zsh", "completions/fcgen.fish", "completions/fcgen.ps1"} {
				if len(files[want]) == 0 {
					t.Errorf("there is no %s", want)
				}
			}
			for _, page := range pages {
				if text := gunzip(t, files["manpages/"+page]); !strings.HasPrefix(text, `.TH "FCGEN`) || !strings.Contains(text, version) {
					t.Errorf("%s is no page of the manual: %q", page, text)
				}
			}
			testNotices(t, files[binary], string(files["THIRD_PARTY_NOTICES.txt"]))
		})
	}
}

// Every module that is linked into the binary has its licence in the notices,
// whatever the program that wrote them thought was linked.
func testNotices(t *testing.T, binary []byte, notices string) {
	t.Helper()
	info, err := buildinfo.Read(bytes.NewReader(binary))
	if err != nil {
		t.Fatal(err)
	}
	if len(info.Deps) < 10 || !strings.Contains(fmt.Sprint(info.Settings), "urfave_cli_no_docs") {
		t.Errorf("built with %d modules and %v", len(info.Deps), info.Settings)
	}
	terms := regexp.MustCompile(`(?s)(redistribution and use in source and binary forms|permission is hereby granted|apache license)`)
	parts := map[string]string{}
	for _, part := range strings.Split(notices, "\n"+strings.Repeat("=", 78)+"\n") {
		heading, text, _ := strings.Cut(part, "\n")
		parts[heading] = text
	}
	headings := []string{"The Go standard library " + info.GoVersion}
	for _, m := range info.Deps {
		headings = append(headings, m.Path+" "+m.Version)
	}
	for _, h := range headings {
		if !terms.MatchString(strings.ToLower(parts[h])) {
			t.Errorf("the notices have no licence of %s", h)
		}
	}
}

// testPackages looks into the packages with bsdtar, which reads all four kinds.
func (s *stage) testPackages(t *testing.T) {
	bsdtar, err := exec.LookPath("bsdtar")
	if err != nil {
		t.Skip("there is no bsdtar: apt-get install libarchive-tools")
	}
	for pattern, zsh := range map[string]string{
		`\.deb$`: "usr/share/zsh/vendor-completions/_fcgen", `\.rpm$`: "usr/share/zsh/site-functions/_fcgen",
		`\.apk$`: "usr/share/zsh/site-functions/_fcgen", `\.pkg\.tar\.zst$`: "usr/share/zsh/site-functions/_fcgen",
	} {
		names := s.named(t, pattern)
		if len(names) != 2 {
			t.Errorf("%s: packages are %v, want those of two systems", pattern, names)
		}
		for _, name := range names {
			data := s.asset(t, name)
			if strings.HasSuffix(name, ".deb") {
				data = pipe(t, data, bsdtar, "-xOf", "-", "data.tar.gz")
			}
			var have []string
			for line := range strings.Lines(string(pipe(t, data, bsdtar, "-tf", "-"))) {
				have = append(have, strings.TrimLeft(strings.TrimSpace(line), "./"))
			}
			want := []string{"usr/bin/fcgen", zsh, "usr/share/bash-completion/completions/fcgen", "usr/share/fish/vendor_completions.d/fcgen.fish",
				"usr/share/doc/fcgen/copyright", "usr/share/doc/fcgen/THIRD_PARTY_NOTICES.txt"}
			for _, page := range pages {
				want = append(want, "usr/share/man/man1/"+page)
			}
			for _, w := range want {
				if !slices.Contains(have, w) {
					t.Errorf("%s has no %s: it has %v", name, w, have)
				}
			}
		}
	}
}

// pipe runs a program on data that it reads from its standard input.
func pipe(t *testing.T, data []byte, name string, args ...string) []byte {
	t.Helper()
	c := exec.Command(name, args...)
	c.Stdin = bytes.NewReader(data)
	var complaint bytes.Buffer
	c.Stderr = &complaint
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, complaint.String())
	}
	return out
}

// Each binary has its list, and the lists name what is linked.
func (s *stage) testBills(t *testing.T) {
	for _, system := range systems {
		var bill struct {
			BOMFormat string
			Metadata  struct {
				Component struct{ Name, Version string }
			}
			Components []struct{ Name, Version string }
		}
		if err := json.Unmarshal(s.asset(t, "fcgen_"+version+"_"+system+".cdx.json"), &bill); err != nil {
			t.Fatal(err)
		}
		names := map[string]string{}
		for _, c := range bill.Components {
			names[c.Name] = c.Version
		}
		if bill.BOMFormat != "CycloneDX" || bill.Metadata.Component.Version != tag || names["github.com/urfave/cli/v2"] == "" || names["std"] == "" {
			t.Errorf("%s: %+v", system, bill)
		}
	}
}

// The signature is of the sums, and the sums are of all else.
func (s *stage) testSignature(t *testing.T) {
	sums := s.asset(t, "checksums.txt")
	if got := string(s.asset(t, "checksums.txt.sigstore.json")); !strings.Contains(got, sumOf(sums)) {
		t.Errorf("signed was %s", got)
	}
	listed := map[string]string{}
	for line := range strings.Lines(string(sums)) {
		f := strings.Fields(line)
		listed[f[1]] = f[0]
	}
	for _, a := range s.released(t).Assets {
		if !strings.HasPrefix(a.Name, "checksums.txt") && listed[a.Name] != sumOf(a.Data) {
			t.Errorf("%s has the sum %s, listed is %q", a.Name, sumOf(a.Data), listed[a.Name])
		}
		delete(listed, a.Name)
	}
	if len(listed) > 0 {
		t.Errorf("not uploaded: %v", slices.Sorted(maps.Keys(listed)))
	}
}

// unpack reads a tar.gz or a zip into memory.
func unpack(t *testing.T, name string, data []byte) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	if strings.HasSuffix(name, ".zip") {
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if files[f.Name], err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
		return files
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if files[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

func gunzip(t *testing.T, data []byte) string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
