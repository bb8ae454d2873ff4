package golden

import (
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/gocommand"
)

// image is a root folder that holds what the last stage of a Dockerfile copies.
type image struct {
	root       string
	dockerfile dockerfile
}

// build runs the build stage in a folder that stands for its root and copies
// from there what the last stage takes.
func (img *image) build(t *testing.T, p project) {
	t.Helper()
	stage := t.TempDir()
	workdir := "/"
	for _, s := range img.dockerfile.Stages[0].Steps {
		switch {
		case s.Workdir != "":
			workdir = s.Workdir
			mkdir(t, filepath.Join(stage, workdir))
		case s.Run != "":
			img.run(t, stage, workdir, s.Run)
		case s.From == "":
			img.copyContext(t, p, s.Sources, filepath.Join(stage, workdir, s.Dest))
			if _, configured := p.hook(t, "initializer"); configured { // a database for it to open
				copyFile(t, filepath.Join("testdata", "generated", "driver", "driver.go"), filepath.Join(stage, workdir, s.Dest, "generated_driver.go"))
			}
		default:
			t.Fatalf("the build stage copies %v from %q: teach this test to", s.Sources, s.From)
		}
	}
	for _, s := range img.dockerfile.Stages[1].Steps {
		for _, source := range s.Sources {
			img.take(t, stage, source, s.Dest, s.Chown)
		}
	}
}

// run does a RUN of the build stage here. /out is the one absolute path that
// the commands may name; the caches are this machine's own.
func (img *image) run(t *testing.T, stage, workdir, command string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-eu", "-c", strings.ReplaceAll(command, " /out", " "+stage+"/out"))
	cmd.Dir = filepath.Join(stage, workdir)
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOWORK=off", "GOTOOLCHAIN=local")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("RUN %s: %v\n%s", command, err, out)
	}
}

// copyContext does a COPY from the build context, of "." or of names at its top.
func (img *image) copyContext(t *testing.T, p project, sources []string, dest string) {
	t.Helper()
	for _, file := range img.dockerfile.Context {
		wanted := slices.ContainsFunc(sources, func(pattern string) bool {
			matched, err := path.Match(pattern, file)
			return pattern == "." || matched && err == nil
		})
		if wanted {
			to := filepath.Join(dest, file)
			mkdir(t, filepath.Dir(to))
			copyFile(t, filepath.Join(p.dir, file), to)
		}
	}
}

// take does a COPY --from the build stage. What the stage's own commands did
// not make comes from the same path of this machine.
func (img *image) take(t *testing.T, stage, source, dest, chown string) {
	t.Helper()
	from := filepath.Join(stage, source)
	if _, err := os.Stat(from); err != nil {
		from = source
	}
	to := filepath.Join(img.root, dest)
	if strings.HasSuffix(dest, "/") {
		to = filepath.Join(to, path.Base(source))
	}
	mkdir(t, filepath.Dir(to))
	if info, err := os.Stat(from); err != nil {
		t.Fatalf("the image's %s: %v", dest, err)
	} else if info.IsDir() {
		mkdir(t, to)
		if err := os.Chmod(to, info.Mode()); err != nil { // COPY keeps a folder's mode
			t.Fatal(err)
		}
	} else {
		copyFile(t, from, to)
	}
	if chown != "" && os.Getuid() == 0 {
		uid, gid := ids32(t, chown)
		if err := os.Chown(to, int(uid), int(gid)); err != nil {
			t.Fatal(err)
		}
	}
}

// user is the image's user, who must be named by number and not be root: the
// image has no list of users.
func (img *image) user(t *testing.T) (uid, gid uint32) {
	t.Helper()
	uid, gid = ids32(t, img.dockerfile.Image.User)
	if uid == 0 || gid == 0 {
		t.Fatalf("the image runs as %q, want a user that is not root", img.dockerfile.Image.User)
	}
	return uid, gid
}

func ids32(t *testing.T, user string) (uid, gid uint32) {
	t.Helper()
	u, g, _ := strings.Cut(user, ":")
	un, err := strconv.ParseUint(u, 10, 32)
	if err != nil {
		t.Fatalf("the user %q is not UID:GID", user)
	}
	gn, err := strconv.ParseUint(g, 10, 32)
	if err != nil {
		t.Fatalf("the user %q is not UID:GID", user)
	}
	return uint32(un), uint32(gn)
}

// probe runs a program of ours in the image's root, to see what it offers.
func (img *image) probe(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	source := filepath.Join(dir, "probe.go")
	if err := os.WriteFile(source, []byte(probeSource), 0o644); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(img.root, "probe")
	gocommand.Run(t, dir, nil, "build", "-o", binary, source)
	cmd := img.process(t)
	cmd.Path, cmd.Args = "/probe", []string{"/probe"}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("in the image: %v\n%s", err, out)
	}
	if err := os.Remove(binary); err != nil {
		t.Fatal(err)
	}
}

// probeSource wants a /tmp that can be written, and nothing else that can be.
const probeSource = `package main

import (
	"log"
	"os"
)

func main() {
	f, err := os.CreateTemp("", "probe")
	if err != nil {
		log.Fatal(err)
	}
	f.Close()
	os.Remove(f.Name())
	if f, err := os.Create("/outside"); err == nil {
		log.Fatalf("%s can be written by user %d", f.Name(), os.Getuid())
	}
}
`

// trust adds a certificate to the image's own list of those that it trusts.
func (img *image) trust(t *testing.T, cert *x509.Certificate) {
	t.Helper()
	var list string
	err := filepath.WalkDir(img.root, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "ca-certificates.crt" {
			list = name
		}
		return err
	})
	if err != nil || list == "" {
		t.Fatalf("the image has no certificates to trust: %v", err)
	}
	f, err := os.OpenFile(list, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := pem.Encode(f, &pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}); err != nil {
		t.Fatal(err)
	}
}

func mkdir(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, info.Mode().Perm()); err != nil {
		t.Fatal(err)
	}
}
