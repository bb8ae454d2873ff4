package golden

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/fcgen/fcgen/internal/fc"
)

// TestImage reads every golden's Dockerfile with BuildKit and rehearses the
// image without an engine: the build stage's commands run here, the last
// stage's files make a root folder, and the entry point runs in it, alone, as
// the image's user.
func TestImage(t *testing.T) {
	t.Parallel()
	if os.Getenv("FCGEN_BUILDKIT") != "1" {
		t.Skip("set FCGEN_BUILDKIT=1 to compile BuildKit and read the Dockerfiles with it")
	}
	if runtime.GOARCH != "amd64" {
		t.Skip("the images are for amd64")
	}
	all := projects(t)
	dockerfiles := readDockerfiles(t, all)
	for i, p := range all {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			d := dockerfiles[i]
			d.check(t, p)
			img := &image{root: t.TempDir(), dockerfile: d}
			img.build(t, p)
			img.probe(t)
			img.live(t, p)
		})
	}
}

// dockerfile is what the command in internal/dockerfile prints of one project.
type dockerfile struct {
	Warnings, Context []string
	Stages            []stage
	Image             struct {
		OS, Architecture, User        string
		Exposed, Env, Entrypoint, Cmd []string
	}
}

type stage struct {
	Name, Base, Platform string
	Steps                []step
}

type step struct {
	Run, Workdir, From, Dest, Chown string
	Sources                         []string
}

func readDockerfiles(t *testing.T, all []project) []dockerfile {
	t.Helper()
	args := []string{"run", "."}
	for _, p := range all {
		args = append(args, p.dir)
	}
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = filepath.Join("..", "internal", "dockerfile")
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOWORK=off")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("read the Dockerfiles: %v", err)
	}
	var read []dockerfile
	if err := json.Unmarshal(out, &read); err != nil || len(read) != len(all) {
		t.Fatalf("%d Dockerfiles read of %d: %v", len(read), len(all), err)
	}
	return read
}

// check holds the Dockerfile against what an image for the platform must be.
func (d dockerfile) check(t *testing.T, p project) {
	t.Helper()
	for _, w := range d.Warnings {
		t.Errorf("Dockerfile:%s", w)
	}
	if len(d.Stages) != 2 {
		t.Fatalf("the Dockerfile has %d stages, want one that builds and one that runs", len(d.Stages))
	}
	build, final := d.Stages[0], d.Stages[1]
	if !regexp.MustCompile(`^golang:1\.\d+\.\d+$`).MatchString(build.Base) {
		t.Errorf("the build stage is FROM %s, want golang with a whole version", build.Base)
	}
	if build.Platform != "$BUILDPLATFORM" {
		t.Errorf("the build stage is for %q: emulating another processor to compile is slow", build.Platform)
	}
	if final.Base != "scratch" {
		t.Errorf("the last stage is FROM %s, want scratch", final.Base)
	}
	for _, s := range final.Steps {
		if s.From != build.Name {
			t.Errorf("the last stage takes %v from %q, want everything from stage %q", s.Sources, s.From, build.Name)
		}
	}
	if d.Image.OS != "linux" || d.Image.Architecture != "amd64" {
		t.Errorf("the image is for %s/%s, want linux/amd64", d.Image.OS, d.Image.Architecture)
	}
	if want := []string{fmt.Sprintf("%d/tcp", p.spec.Port)}; !slices.Equal(d.Image.Exposed, want) {
		t.Errorf("the image exposes %q, want %q", d.Image.Exposed, want)
	}
	if len(d.Image.Entrypoint) != 1 || len(d.Image.Cmd) != 0 {
		t.Errorf("the image starts %q %q, want one program and no shell", d.Image.Entrypoint, d.Image.Cmd)
	}
	for _, file := range d.Context {
		if strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, ".") || file == "s.yaml" {
			t.Errorf("%s reaches the builder: a change to it would build the image anew", file)
		}
	}
}

// live drives the entry point in the image's root as the platform does. Its
// initializer opens a database behind TLS, so that the image's certificates are
// used, and its clock is in another zone, so that the time zones are.
func (img *image) live(t *testing.T, p project) {
	t.Helper()
	backend := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer backend.Close()
	img.trust(t, backend.Certificate())

	in := p.start(t, img.process, fc.PortVariables()[1], "DATABASE_DRIVER=http", "DATABASE_URL="+backend.URL, "TZ=Asia/Shanghai")
	l := &life{instance: in}
	l.initializeOnce(t)
	id := in.ids.call()
	if err := greeted(in.do(t, p.greeting("image", id)), "image", id); err != nil {
		t.Error(err)
	}
	if h, configured := p.hook(t, "prestop"); configured {
		l.runHook(t, h)
	}
	in.mustSignal(t, syscall.SIGTERM)
	if code := in.waitExit(t); code != 0 {
		t.Errorf("exit code %d after SIGTERM, want 0\n%s", code, in.log)
	}
	for _, record := range in.log.records(t) {
		if when, _ := record["time"].(string); !strings.HasSuffix(when, "+08:00") {
			t.Errorf("the log record %v is not in the time zone of TZ", record)
		}
	}
	in.log.check(t)
}

// initializeOnce calls the initializer, where the project has one.
func (l *life) initializeOnce(t *testing.T) {
	t.Helper()
	if h, configured := l.project.hook(t, "initializer"); configured {
		l.runHook(t, h)
	}
}

// process starts the entry point with the image's root as its root, as the
// image's user, with the image's environment. Without the rights of root it
// does so in a user namespace.
func (img *image) process(t *testing.T) *exec.Cmd {
	t.Helper()
	uid, gid := img.user(t)
	cmd := exec.Command(img.dockerfile.Image.Entrypoint[0])
	cmd.Dir = "/"
	cmd.Env = slices.Clone(img.dockerfile.Image.Env)
	attr := &syscall.SysProcAttr{Chroot: img.root, Credential: &syscall.Credential{Uid: uid, Gid: gid}}
	if os.Getuid() != 0 {
		attr.Cloneflags = syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: int(uid), HostID: os.Getuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: int(gid), HostID: os.Getgid(), Size: 1}}
		attr.Credential.NoSetGroups = true
	}
	cmd.SysProcAttr = attr
	return cmd
}
