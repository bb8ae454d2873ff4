//go:build unix

package process

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary play the programs that are started, the parent
// that dies, and the guard: their role is the first argument.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && strings.HasPrefix(os.Args[1], "__") {
		os.Exit(play(os.Args[1][2:], os.Args[2:]))
	}
	os.Exit(m.Run())
}

// play runs a role. Whoever waits says first who it is: "deaf 1234".
func play(role string, args []string) int {
	switch role {
	case "exit":
		code, _ := strconv.Atoi(args[0])
		return code
	case "env":
		for _, name := range args {
			fmt.Println(os.Getenv(name))
		}
		return 0
	case "lines": // as many numbered lines
		n, _ := strconv.Atoi(args[0])
		if _, err := os.Stdout.Write(numbered(n)); err != nil {
			return 1
		}
		return 0
	case "count": // for ever
		for i := 0; ; i++ {
			fmt.Println("count", os.Getpid(), i)
			time.Sleep(time.Millisecond)
		}
	case "flood": // for ever, as fast as it goes
		for b := []byte(strings.Repeat("flood\n", 1000)); ; {
			if _, err := os.Stdout.Write(b); err != nil {
				return 1
			}
		}
	case "holding": // leaves a child that holds the output and writes no more
		cmd := exec.Command("sleep", "60")
		cmd.Stdout = os.Stdout
		if err := cmd.Start(); err != nil {
			return 1
		}
		fmt.Println("sleep", cmd.Process.Pid)
		return 7
	case "polite":
		term := make(chan os.Signal, 1)
		signal.Notify(term, syscall.SIGTERM)
		say(role)
		<-term
		fmt.Println("bye")
		return 3
	case "deaf":
		signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
		say(role)
		wait()
	case "forking": // polite itself, with deaf children: plain, without the cookie, outside of the group
		child("deaf", nil)
		child("deaf", func(c *exec.Cmd) { c.Env = []string{} })
		child("deaf", func(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setsid: true} })
		say(role)
		wait()
	case "debugger": // has a polite child outside of its group, and stays when that has ended
		child("polite", func(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} })
		wait()
	case "forgetful": // has a child that is outside of the group and without the cookie
		child("deaf", func(c *exec.Cmd) {
			c.Env = []string{}
			c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		})
		say(role)
		wait()
	case "listen":
		for _, a := range args {
			network := "tcp"
			if strings.HasPrefix(a, "0.0.0.0:") {
				network = "tcp4" // or Go makes it both families
			}
			l, err := net.Listen(network, a)
			if err != nil {
				fmt.Println("error", err)
				return 1
			}
			fmt.Println("port", l.Addr().(*net.TCPAddr).Port)
		}
		wait()
	case "parent":
		return parent()
	case "guard":
		return RunGuard(os.Stdin)
	}
	return 2
}

// numbered is n lines of ten bytes.
func numbered(n int) []byte {
	text := make([]byte, 0, 10*n)
	for i := range n {
		text = strconv.AppendInt(text, int64(100_000_000+i), 10)
		text = append(text, '\n')
	}
	return text
}

func say(role string) { fmt.Println(role, os.Getpid()) }

// wait waits to be killed, but not for ever if a test fails to.
func wait() { time.Sleep(2 * time.Minute) }

// child starts another role with the same output and returns at once.
func child(role string, change func(*exec.Cmd)) {
	cmd := exec.Command(os.Args[0], "__"+role)
	cmd.Stdout = os.Stdout
	if change != nil {
		change(cmd)
	}
	if err := cmd.Start(); err != nil {
		fmt.Println("error", err)
	}
}

// parent starts a guard, a tree and a frozen program, and then does what its
// input says, or dies. The first interrupt stops politely, the second exits.
func parent() int {
	guard, err := StartGuard([]string{os.Args[0], "__guard"})
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	fmt.Println("guard", guard.cmd.Process.Pid)
	start := func(role string) *Process {
		p, err := Start(Spec{Args: []string{os.Args[0], "__" + role}, Env: os.Environ(), Stdout: os.Stdout, Stderr: os.Stderr, Guard: guard})
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		return p
	}
	hangUp := make(chan os.Signal, 1)
	signal.Notify(hangUp, syscall.SIGHUP) // by default nohup would make this program deaf to it
	go func() {
		<-hangUp
		os.Exit(1)
	}()
	tree, frozen := start("forking"), start("deaf")
	interrupts := make(chan os.Signal, 2)
	signal.Notify(interrupts, os.Interrupt)
	go func() {
		<-interrupts
		go tree.Stop(time.Minute)
		fmt.Println("stopping", 0)
		<-interrupts
		os.Exit(130)
	}()
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		switch in.Text() {
		case "freeze":
			if err := frozen.Freeze(); err != nil {
				fmt.Println("error", err)
			}
			fmt.Println("frozen", frozen.PID())
		case "panic":
			panic("as asked")
		case "close": // the guard; nothing is to be killed
			if err := guard.Close(); err != nil {
				fmt.Println("error", err)
			}
			fmt.Println("closed", 0)
		}
	}
	wait()
	return 0
}
